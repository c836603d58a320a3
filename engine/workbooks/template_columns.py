"""The plan of a role -> the columns of an empty workbook: headings, notes, and what is offered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ...dsl import framework as fw
from ...dsl.types import ChoiceType, DateType, LevelType, QuantityType, Type, YesNoType
from ..evidence.known_headings import Headings, fact_headings, table_headings
from ..evidence.readers import ValueRefused, level_reader, reader
from ..plan import Plan, Supplied
from ..render.catalogue import Catalogue, catalogue
from ..render.framework.rater_words import rater_heading
from ..render.quantities import format_value

PERSON = "person"
_SIGNS = {">=": "≥", "<=": "≤"}


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column: its headings in each language, its unit, and what may stand in its cells.

    `note` describes it; `optional` says that what is left empty is computed. `choices` are the
    words offered, () where any value may stand.
    """

    headings: tuple[str, ...]
    unit: str
    note: str
    type: Type | None
    range: tuple[fw.Bound, ...] = ()
    choices: tuple[str, ...] = ()
    optional: bool = False


def people_columns(plan: Plan, languages: Sequence[str]) -> list[TemplateColumn]:
    """The facts of a role about a person; those that can be computed come last."""
    framework = plan.framework
    known = fact_headings(framework)
    columns = []
    for step in plan.steps[: plan.supplied]:
        if not isinstance(step.operation, Supplied):
            continue
        key = step.operation.key
        declared = framework.inputs.get(key)
        if declared is not None:
            columns.append(_input_column(framework, declared, known, languages))
            continue
        id, _, kind = key.partition(".")
        if id in framework.competencies:
            columns.append(
                _rated_column(framework, framework.competencies[id], kind, known, languages)
            )
    return sorted(columns, key=lambda column: column.optional)


def table_columns(plan: Plan, table: fw.Table, languages: Sequence[str]) -> list[TemplateColumn]:
    """The columns of a table."""
    known = table_headings(table)
    return [
        TemplateColumn(
            _headings(each.id, each.label.in_language, known, languages),
            _unit(each.type, languages[0]),
            _note(each.type, (), None, languages, plan.framework),
            each.type,
            choices=_choices(each.type, plan.framework, languages[0]),
        )
        for each in table.columns
    ]


def person_column(heading: str, languages: Sequence[str]) -> TemplateColumn:
    """The column that names the person."""
    note = "\n".join(catalogue(each).text("workbook.person-note") for each in languages)
    return TemplateColumn((heading,) * len(languages), "", note, None)


def _input_column(
    framework: fw.Framework, declared: fw.Input, known: Headings, languages: Sequence[str]
) -> TemplateColumn:
    column = TemplateColumn(
        _headings(declared.id, declared.label.in_language, known, languages),
        _unit(declared.type, languages[0]),
        _note(declared.type, declared.range, declared.description, languages, framework),
        declared.type,
        declared.range,
        _choices(declared.type, framework, languages[0]),
        optional=declared.formula is not None,
    )
    if not column.optional:
        return column
    said = [catalogue(each).text("workbook.computed") for each in languages]
    optional = catalogue(languages[0]).text("workbook.optional")
    unit = ", ".join(part for part in (column.unit, optional) if part)
    return replace(column, unit=unit, note="\n".join((column.note, *said)).strip())


def _rated_column(
    framework: fw.Framework,
    competency: fw.Competency,
    kind: str,
    known: Headings,
    languages: Sequence[str],
) -> TemplateColumn:
    """The level that a kind of rater gave; the competency's own where it names no raters."""
    raters = [each for each in competency.raters if each.id == kind]
    key = f"{competency.id}.{kind}" if raters else competency.id

    def heading(language: str) -> str:
        if raters:
            return rater_heading(competency, raters[0], language)
        return competency.label.in_language(language)

    note = []
    for language in languages:
        if competency.description is not None:
            note.append(competency.description.in_language(language))
        note += [
            f"{level.label.in_language(language)}: "
            f"{competency.indicators[level.id].in_language(language)}"
            for level in framework.scales[competency.scale].levels
            if level.id in competency.indicators
        ]
        if raters:
            note.append(catalogue(language).text("workbook.several-raters"))
    return TemplateColumn(
        _headings(key, heading, known, languages), "", "\n".join(dict.fromkeys(note)), None,
        choices=_choices(LevelType(competency.scale), framework, languages[0]),
    )  # fmt: skip


# --- texts ---------------------------------------------------------------------------------


def _headings(
    key: str, label: Callable[[str], str], known: Headings, languages: Sequence[str]
) -> tuple[str, ...]:
    """The label in each language; the key where a reader would take the label for another fact."""
    texts = (" ".join(label(each).split()) for each in languages)
    return tuple(
        text if known.key(text) == key and text.casefold() != PERSON else key for text in texts
    )


def _note(
    type: Type,
    range: tuple[fw.Bound, ...],
    description: fw.Label | None,
    languages: Sequence[str],
    framework: fw.Framework,
) -> str:
    lines = []
    for language in languages:
        words = catalogue(language)
        if description is not None:
            lines.append(description.in_language(language))
        if range:
            ends = ", ".join(
                f"{_SIGNS.get(bound.operator, bound.operator)} "
                f"{format_value(bound.value, type, framework, language)}"
                for bound in range
            )
            lines.append(words.text("workbook.range", range=ends))
    return "\n".join(dict.fromkeys(lines))


def _unit(type: Type, language: str) -> str:
    words: Catalogue = catalogue(language)
    match type:
        case QuantityType("money"):
            return type.dimension.currency
        case QuantityType("percent"):
            return "%"
        case QuantityType("duration"):
            return words.text("workbook.days")
        case DateType():
            return words.text("workbook.date")
    return ""


def _choices(type: Type, framework: fw.Framework, language: str) -> tuple[str, ...]:
    """The words to choose from, as people say them where a reader takes them for the same."""
    match type:
        case ChoiceType(members):
            read = reader(type, framework)
            wanted = [(member.id, (*member.spellings, member.id)) for member in members]
        case LevelType(id):
            scale = framework.scales[id]
            read = level_reader(scale, lambda level: (level.rank, 1))
            wanted = [
                (level.id, (level.label.in_language(language), level.id)) for level in scale.levels
            ]
        case YesNoType():
            read = reader(type, framework)
            words = catalogue(language)
            wanted = [("yes", (words.text("word.yes"),)), ("no", (words.text("word.no"),))]
        case _:
            return ()

    def says(text: str, id: str) -> bool:
        try:
            return ";" not in text and text == text.strip() and read(text) == read(id)
        except ValueRefused:
            return False

    return tuple(
        next((text for text in texts if text != id and says(text, id)), id) for id, texts in wanted
    )
