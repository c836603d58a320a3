"""The plan of a role -> an empty workbook to be filled in, which `assay rate` reads as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ...dsl import framework as fw
from ...dsl.types import (
    ChoiceType,
    DateType,
    LevelType,
    QuantityType,
    TextType,
    Type,
    YesNoType,
)
from ..plan import Plan, Supplied
from ..render.catalogue import catalogue
from .writing import new_workbook, sheet_name

if TYPE_CHECKING:
    from xlsxwriter import Workbook

ROWS = 1_000
"""Rows that have validation and number formats; further ones may be filled in all the same."""

_LONGEST_LIST = 255
_LONGEST_COMMENT = 2_000
_PERSON = "person"


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: its headings in each language, its unit, and what may stand in its cells."""

    headings: tuple[str, ...]
    unit: str
    note: str
    type: Type | None
    range: tuple[fw.Bound, ...] = ()
    choices: tuple[str, ...] = ()


def template_workbook(plan: Plan, languages: Sequence[str] = ("en",)) -> bytes:
    """Plan -> the bytes of an .xlsx file: a sheet `people` with a column for each input of the
    role, and a sheet for each table, all still empty.

    The headings stand in a row for each language, the last one next to the values. UsageError
    where the extra `excel` is not installed.
    """
    tables = [plan.framework.tables[id] for id in plan.tables]
    with new_workbook() as (book, content):
        taken: set[str] = {table.id.casefold() for table in tables}
        _write(book, sheet_name("people", taken), _PERSON, _columns(plan, languages), languages)
        for table in tables:
            person = (table.person_columns or (_PERSON,))[0]
            _write(book, table.id, person, _table_columns(plan, table, languages), languages)
    return content.getvalue()


# --- what the columns are ------------------------------------------------------------------


def _columns(plan: Plan, languages: Sequence[str]) -> list[_Column]:
    framework = plan.framework
    columns = []
    for step in plan.steps[: plan.supplied]:
        if not isinstance(step.operation, Supplied):
            continue
        key = step.operation.key
        declared = framework.inputs.get(key)
        if declared is not None:
            if declared.formula is None:
                columns.append(_input_column(framework, declared, plan, languages))
            continue
        id, _, _ = key.partition(".")
        if id in framework.competencies:
            columns.append(_rater_column(framework.competencies[id], framework, key, languages))
    return columns


def _input_column(
    framework: fw.Framework, declared: fw.Input, plan: Plan, languages: Sequence[str]
) -> _Column:
    return _Column(
        _headings(declared.id, declared.label, _labels(plan), languages),
        _unit(declared.type),
        "\n".join(_described(declared.description, languages)),
        declared.type,
        declared.range,
        _choices(declared.type, framework, languages),
    )


def _rater_column(
    competency: fw.Competency, framework: fw.Framework, key: str, languages: Sequence[str]
) -> _Column:
    scale = framework.scales[competency.scale]
    note = [competency.label.in_language(each) for each in languages]
    note += _described(competency.description, languages)
    return _Column(
        (key,) * len(languages), "", "\n".join(note), None,
        choices=_choices(LevelType(scale.id), framework, languages),
    )  # fmt: skip


def _table_columns(plan: Plan, table: fw.Table, languages: Sequence[str]) -> list[_Column]:
    labels = [text for each in table.columns for text in _texts(each.label)]
    return [
        _Column(
            _headings(each.id, each.label, labels, languages),
            _unit(each.type),
            "",
            each.type,
            choices=_choices(each.type, plan.framework, languages),
        )
        for each in table.columns
    ]


def _labels(plan: Plan) -> list[str]:
    framework = plan.framework
    labels = [each.label for each in framework.inputs.values()]
    labels += [each.label for each in framework.competencies.values()]
    return [text for label in labels for text in _texts(label)]


def _texts(label: fw.Label) -> set[str]:
    return {text.casefold() for text in (label.text, *label.translations.values())}


def _headings(
    id: str, label: fw.Label, labels: Sequence[str], languages: Sequence[str]
) -> tuple[str, ...]:
    """The label in each language; the id where another has the same label."""
    texts = (label.in_language(each) for each in languages)
    return tuple(
        text if labels.count(text.casefold()) == 1 and text.casefold() != _PERSON else id
        for text in texts
    )


def _described(description: fw.Label | None, languages: Sequence[str]) -> list[str]:
    if description is None:
        return []
    return list(dict.fromkeys(description.in_language(each) for each in languages))


def _unit(type: Type) -> str:
    match type:
        case QuantityType("money"):
            return type.dimension.currency
        case QuantityType("percent"):
            return "%"
        case QuantityType("duration"):
            return "days"
        case DateType():
            return "yyyy-mm-dd"
    return ""


def _choices(type: Type, framework: fw.Framework, languages: Sequence[str]) -> tuple[str, ...]:
    match type:
        case ChoiceType(members):
            return tuple(each.id for each in members)
        case LevelType(scale):
            levels = framework.scales[scale].levels
            return tuple(each.label.in_language(languages[0]) for each in levels)
        case YesNoType():
            return ("yes", "no")
    return ()


# --- the sheets ----------------------------------------------------------------------------


def _write(
    book: Workbook, name: str, person: str, columns: Sequence[_Column], languages: Sequence[str]
) -> None:
    sheet = book.add_worksheet(name)
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    quiet = book.add_format({"italic": True, "font_color": "#55606a"})
    rows = len(languages)
    sheet.freeze_panes(rows + 1, 1)
    sheet.set_column(0, 0, 18, book.add_format({"num_format": "@"}))
    sheet.set_column(1, max(1, len(columns)), 20)
    for row in range(1, rows + 1):
        sheet.write_string(row, 0, person, heading)
    for at, column in enumerate(columns, 1):
        sheet.write_string(0, at, column.unit, quiet)
        for row, text in enumerate(column.headings, 1):
            sheet.write_string(row, at, text, heading)
        if column.note:
            sheet.write_comment(rows, at, column.note[:_LONGEST_COMMENT], {"x_scale": 2})
        shown = _number_format(column.type)
        if shown:
            sheet.set_column(at, at, 20, book.add_format({"num_format": shown}))
        validation = _validation(column, languages[0])
        if validation:
            sheet.data_validation(rows + 1, at, rows + ROWS, at, validation)


def _number_format(type: Type | None) -> str:
    match type:
        case QuantityType("money"):
            return "#,##0.00"
        case QuantityType("percent"):
            return "0.##%"
        case DateType():
            return "yyyy-mm-dd"
        case TextType():
            return "@"
    return ""


def _validation(column: _Column, language: str) -> dict[str, Any]:
    """What a cell may hold. It warns only, since `n/a` may stand anywhere."""
    said = {
        "error_title": catalogue(language).text("workbook.unusual"),
        "error_message": catalogue(language).text("workbook.unusual-value"),
        "error_type": "warning",
    }
    if column.choices:
        if len(",".join(column.choices)) > _LONGEST_LIST or any("," in it for it in column.choices):
            return {}
        return {"validate": "list", "source": list(column.choices), **said}
    kind = {"count": "integer"}.get(getattr(column.type, "kind", ""), "decimal")
    if isinstance(column.type, DateType):
        kind = "date"
    elif not isinstance(column.type, QuantityType):
        return {}
    lowest, highest = _ends(column)
    if lowest is not None and highest is not None and lowest[0] == ">=" and highest[0] == "<=":
        ends = {"minimum": lowest[1], "maximum": highest[1]}
        return {"validate": kind, "criteria": "between", **ends, **said}
    end = lowest or highest
    if end is None:
        return {}
    return {"validate": kind, "criteria": end[0], "value": end[1], **said}


_End = tuple[str, float | date]


def _ends(column: _Column) -> tuple[_End | None, _End | None]:
    """The ends of the range as a sheet compares them; a count has 0 as its lowest."""
    lowest: _End | None = None
    highest: _End | None = None
    for bound in column.range:
        value = float(bound.value) if isinstance(bound.value, Fraction) else bound.value
        if bound.operator.startswith(">"):
            lowest = (bound.operator, value)
        else:
            highest = (bound.operator, value)
    if lowest is None and isinstance(column.type, QuantityType) and column.type.kind == "count":
        lowest = (">=", 0)
    return lowest, highest
