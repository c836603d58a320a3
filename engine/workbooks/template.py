"""The plan of a role -> an empty workbook to be filled in, which `assay rate` reads as it is."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ...dsl import framework as fw
from ...dsl.types import DateType, QuantityType, TextType, Type
from ..plan import Plan
from ..render.catalogue import catalogue
from .template_columns import (
    PERSON,
    TemplateColumn,
    people_columns,
    person_column,
    table_columns,
)
from .writing import new_workbook, sheet_name

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

ROWS = 10_000
"""Rows that have validation and lists; further ones may be filled in all the same."""

_LONGEST_LIST = 255
_LONGEST_NOTE = 32_000
_FIRST_DAY = date(1900, 3, 1)
_MOST = 10**15
_LISTS = "assay lists"


def template_workbook(plan: Plan, languages: Sequence[str] = ("en",)) -> bytes:
    """Plan -> the bytes of an .xlsx file: a sheet of people with a column for each input of the
    role, and a sheet for each table, all still empty.

    The headings stand in a row for each language, the last one next to the values; words to
    choose from are those of the first. UsageError where the extra `excel` is not installed.
    """
    tables = [plan.framework.tables[id] for id in plan.tables]
    names = _table_names(tables, languages[0])
    content = io.BytesIO()
    with new_workbook(content) as book:
        pages = _Pages(book, languages)
        taken = {name.casefold() for name in names} | {_LISTS}
        people = sheet_name(catalogue(languages[0]).text("workbook.sheet-of-people"), taken)
        pages.write(people, PERSON, people_columns(plan, languages))
        for table, name in zip(tables, names, strict=True):
            person = (table.person_columns or (PERSON,))[0]
            pages.write(name, person, table_columns(plan, table, languages))
        pages.write_lists()
    return content.getvalue()


def _table_names(tables: Sequence[fw.Table], language: str) -> list[str]:
    """What the sheets of tables are called: by their labels where those tell them apart."""
    taken: set[str] = set()
    labels = [sheet_name(table.label.in_language(language), set()) for table in tables]
    spellings = Counter(
        name
        for table in tables
        for name in {
            each.casefold()
            for each in (table.id, table.label.text, *table.label.translations.values())
        }
    )
    return [
        sheet_name(
            label if label == shown and spellings[label.casefold()] == 1 else table.id, taken
        )
        for table, label in zip(tables, labels, strict=True)
        for shown in (" ".join(table.label.in_language(language).split()),)
    ]


class _Pages:
    def __init__(self, book: Workbook, languages: Sequence[str]) -> None:
        self._book = book
        self._languages = languages
        words = catalogue(languages[0])
        self._said = {
            "error_title": words.text("workbook.unusual"),
            "error_message": words.text("workbook.unusual-value"),
            "error_type": "warning",
        }
        heading = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        self._heading = book.add_format(heading)
        self._optional = book.add_format({**heading, "bold": False, "font_color": "#55606a"})
        self._quiet = book.add_format({"italic": True, "font_color": "#55606a"})
        self._lists: dict[tuple[str, ...], int] = {}

    def write(self, name: str, person: str, columns: Sequence[TemplateColumn]) -> None:
        """A sheet: a row of units, a row of headings for each language, then the empty cells."""
        sheet = self._book.add_worksheet(name)
        rows = len(self._languages)
        sheet.freeze_panes(rows + 1, 1)
        sheet.set_column(0, 0, 18, self._book.add_format({"num_format": "@"}))
        for at, column in enumerate([person_column(person, self._languages), *columns]):
            if column.unit:
                sheet.write_string(0, at, column.unit, self._quiet)
            heading = self._optional if column.optional else self._heading
            for row, text in enumerate(column.headings, 1):
                sheet.write_string(row, at, text, heading)
            if column.note:
                self._write_note(sheet, rows, at, column.note)
            if at:
                shown = _number_format(column.type)
                sheet.set_column(
                    at, at, 20, self._book.add_format({"num_format": shown}) if shown else None
                )
                validation = self._validation(column, rows + 1, at)
                if validation:
                    sheet.data_validation(rows + 1, at, rows + ROWS, at, validation)

    def _write_note(self, sheet: Worksheet, row: int, column: int, note: str) -> None:
        lines = sum(1 + len(line) // 45 for line in note.split("\n"))
        shown = note if len(note) <= _LONGEST_NOTE else f"{note[:_LONGEST_NOTE]}…"
        size = {"width": 320, "height": min(600, 30 + 18 * lines)}
        sheet.write_comment(row, column, shown, size)

    def write_lists(self) -> None:
        """The words of lists that are too long to stand in the cells' own rules."""
        if not self._lists:
            return
        sheet = self._book.add_worksheet(_LISTS)
        sheet.very_hidden()
        for choices, column in self._lists.items():
            for row, text in enumerate(choices):
                sheet.write_string(row, column, text)

    # --- what a cell may hold --------------------------------------------------------------

    def _validation(self, column: TemplateColumn, row: int, at: int) -> dict[str, Any]:
        """What a cell may hold. It warns only, since `n/a` may stand anywhere."""
        if column.choices:
            return {"validate": "list", "source": self._source(column.choices), **self._said}
        kind = {"count": "integer"}.get(getattr(column.type, "kind", ""), "decimal")
        lowest: float | date = -_MOST
        highest: float | date = _MOST
        if isinstance(column.type, DateType):
            kind, lowest, highest = "date", _FIRST_DAY, date(9999, 12, 31)
        elif not isinstance(column.type, QuantityType):
            return {}
        elif column.type.kind == "count":
            lowest = 0
        tests = []
        for bound in column.range:
            value = float(bound.value) if isinstance(bound.value, Fraction) else bound.value
            if bound.operator == ">=":
                lowest = value
            elif bound.operator == "<=":
                highest = value
            else:
                tests.append((bound.operator, value))
        if tests:
            ends = [(">=", lowest), ("<=", highest), *tests]
            return {"validate": "custom", "value": _formula(row, at, kind, ends), **self._said}
        ends_of_range = {"minimum": lowest, "maximum": highest}
        return {"validate": kind, "criteria": "between", **ends_of_range, **self._said}

    def _source(self, choices: tuple[str, ...]) -> list[str] | str:
        """The words themselves, or where they stand, when a rule of a cell cannot hold them."""
        if len(",".join(choices)) <= _LONGEST_LIST and not any(
            set(it) & set(',"') for it in choices
        ):
            return list(choices)
        from xlsxwriter.utility import xl_range_abs

        column = self._lists.setdefault(choices, len(self._lists))
        return f"='{_LISTS}'!{xl_range_abs(0, column, len(choices) - 1, column)}"


def _formula(row: int, column: int, kind: str, ends: Sequence[tuple[str, float | date]]) -> str:
    """The rule of a range with an open end, which only a formula can say."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    cell = xl_rowcol_to_cell(row, column)
    tests = [f"ISNUMBER({cell})"]
    tests += [f"{cell}=INT({cell})"] if kind == "integer" else []
    for operator, value in ends:
        shown = f"DATE({value:%Y,%m,%d})" if isinstance(value, date) else f"{value!r}"
        tests.append(f"{cell}{operator}{shown}")
    return f"=AND({','.join(tests)})"


def _number_format(type: Type | None) -> str:
    match type:
        case QuantityType("money"):
            return "#,##0.00"
        case QuantityType("count"):
            return "#,##0"
        case QuantityType("percent"):
            return "0.00%"
        case DateType():
            return "yyyy-mm-dd"
        case TextType():
            return "@"
    return ""
