"""Rows of a table of examples -> examples, as if each were written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from .. import syntax
from ..diagnostics.model import Label
from ..parsing import literals
from ..period import parse_period
from ..source import Span
from ..types import (
    NUMBER,
    PERCENT,
    DateType,
    LevelType,
    PeriodType,
    QuantityType,
    TextType,
    Type,
    YesNoType,
)
from .context import UNKNOWN, Context

_EXPECT: Final = re.compile(r"\s*expect\s*:\s*(?P<what>.*)", re.IGNORECASE)
_PROPERTY: Final = re.compile(r"(?P<property>rating|score|weight)\s+of\s+(?P<name>\S+)")
_NUMBER: Final = re.compile(
    r"(?P<sign>-?)\s*(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9][0-9_]*(?:\.[0-9]+)?)"
    r"\s*(?P<unit>%|[A-Z]{3}|days?|weeks?)?"
)
_DAYS_OF_A_WEEK: Final = 7
_LABEL: Final = "example"

Property = Literal["value", "rating", "score", "weight"]


@dataclass(frozen=True, slots=True)
class _Column:
    """What the cells below a heading are: given under a name, or expected of it (of the role
    where `name` is None)."""

    position: int
    heading: syntax.Cell
    section: Literal["given", "expect"]
    property: Property
    name: syntax.Name | None
    member: syntax.Name | None
    type: Type


def written_out(
    context: Context, declaration: syntax.ExampleTableDeclaration
) -> Iterator[syntax.ExampleDeclaration]:
    """ExampleTableDeclaration -> an ExampleDeclaration for each row, at the place of the row.

    An empty cell gives or expects nothing. Problems of headings are reported once.
    """
    table = declaration.table
    if table is None:
        return
    problems = context.report.count
    columns = list(_columns(context, table))
    label_column = next(
        (
            position
            for position, heading in enumerate(table.headings)
            if heading.text.casefold() == _LABEL
        ),
        None,
    )
    if (
        not any(column.section == "expect" for column in columns)
        and context.report.count == problems
    ):
        context.report.add(
            "bad-case-table",
            _span(table.headings),
            "no column of this table says what is expected",
            help="add a heading such as `expect: overall`",
        )
        return
    for number, row in enumerate(table.rows, 1):
        if len(row) > len(table.headings) and any(c.text for c in row[len(table.headings) :]):
            context.report.add(
                "bad-case-table",
                _span(row[len(table.headings) :]),
                "this row has more cells than there are headings",
                help="quote a cell that holds the separator",
            )
            continue
        text = (
            row[label_column].text if label_column is not None and label_column < len(row) else ""
        )
        label = text or f"{declaration.label.value}, {number}"
        example = _example(context, declaration, columns, row, label)
        if example.expect:
            yield example
        elif not any(
            cell.text
            for cell, heading in zip(row, table.headings, strict=False)
            if _EXPECT.fullmatch(heading.text)
        ):
            context.report.add(
                "empty-declaration",
                example.span,
                "this example expects nothing",
                help="fill in at least one cell below a heading that begins with `expect:`",
            )


def _example(
    context: Context,
    declaration: syntax.ExampleTableDeclaration,
    columns: list[_Column],
    row: tuple[syntax.Cell, ...],
    label: str,
) -> syntax.ExampleDeclaration:
    span = _span(row)
    given: list[syntax.Given] = []
    expect: list[syntax.Expectation] = []
    for column in columns:
        cell = row[column.position] if column.position < len(row) else None
        if cell is None or not cell.text:
            continue
        if column.section == "expect":
            expected = _expectation(context, column, cell)
            if expected is not None:
                expect.append(expected)
        else:
            values = _values(context, column, cell)
            if values and column.name is not None:
                given.append(syntax.GivenValue(cell.span, column.name, column.member, values))
    return syntax.ExampleDeclaration(
        span,
        syntax.Text(span, label),
        declaration.role,
        declaration.period,
        tuple(given),
        tuple(expect),
    )


def _span(cells: tuple[syntax.Cell, ...]) -> Span:
    return cells[0].span.to(cells[-1].span)


# --- headings ------------------------------------------------------------------------------


def _columns(context: Context, table: syntax.CaseTable) -> Iterator[_Column]:
    first: dict[str, syntax.Cell] = {}
    for position, heading in enumerate(table.headings):
        words = " ".join(heading.text.split())
        earlier = first.setdefault(words, heading)
        if not words:
            if any(position < len(row) and row[position].text for row in table.rows):
                context.report.add(
                    "bad-case-table",
                    heading.span,
                    f"column {position + 1} has no heading",
                    help="name what the cells below it give, or empty them",
                )
        elif earlier is not heading:
            context.report.add(
                "duplicate-name",
                heading.span,
                f"two columns are headed `{words}`",
                secondary=(Label(earlier.span, "the first is here"),),
                help="keep one of the two",
            )
        elif words.casefold() != _LABEL:
            column = _column(context, position, heading, words)
            if column is not None:
                yield column


def _column(context: Context, position: int, heading: syntax.Cell, words: str) -> _Column | None:
    expected = _EXPECT.fullmatch(words)
    if expected is not None:
        return _expected(context, position, heading, expected["what"].strip())
    id, _, member = words.partition(".")
    name = _named(heading, id.strip())
    if not _known(context, name, given=True):
        return None
    rater = _named(heading, member.strip()) if member else None
    type = _type(context, "value", name)
    return _Column(position, heading, "given", "value", name, rater, type)


def _expected(context: Context, position: int, heading: syntax.Cell, what: str) -> _Column | None:
    """The column of what is said behind `expect:`."""
    if what == "overall":
        return _Column(position, heading, "expect", "rating", None, None, UNKNOWN)
    if what == "overall score":
        return _Column(position, heading, "expect", "score", None, None, NUMBER)
    property: Property = "value"
    asked = _PROPERTY.fullmatch(what)
    match asked["property"] if asked is not None else "":
        case "rating":
            property = "rating"
        case "score":
            property = "score"
        case "weight":
            property = "weight"
    name = _named(heading, what if asked is None else asked["name"])
    if not _known(context, name, given=False):
        return None
    type = _type(context, property, name)
    return _Column(position, heading, "expect", property, name, None, type)


def _named(heading: syntax.Cell, text: str) -> syntax.Name:
    """A name in a heading, at its own place where that can be told."""
    span = heading.span
    at = span.text.rfind(text)
    start = span.start + at
    return syntax.Name(Span(span.source, start, start + len(text)) if at >= 0 else span, text)


def _known(context: Context, name: syntax.Name, *, given: bool) -> bool:
    """Whether something is declared under a heading's name; once for all rows."""
    declared = context.names.declared
    if name.text in declared:
        return True
    responsibilities = {
        part.name.text
        for role in context.names.of(syntax.RoleDeclaration)
        for part in role.responsibilities
    }
    if not given and name.text in responsibilities:
        return True
    context.report.unknown(
        "unknown-name",
        name,
        f"`{name.text}` is not declared",
        (*declared, *(() if given else (*responsibilities, "overall"))),
        help="a heading names what is given, or what is expected after `expect:`; "
        "`example` heads the names of the rows",
    )
    return False


def _type(context: Context, property: Property, name: syntax.Name) -> Type:
    match property:
        case "score":
            return NUMBER
        case "weight":
            return PERCENT
        case "rating":
            return UNKNOWN
        case "value":
            found = context.names.declared.get(name.text)
            if isinstance(found, syntax.CompetencyDeclaration):
                return LevelType(found.levels.text) if found.levels is not None else UNKNOWN
            return context.types.get(name.text, UNKNOWN)


# --- cells ---------------------------------------------------------------------------------


def _expectation(context: Context, column: _Column, cell: syntax.Cell) -> syntax.Expectation | None:
    rated = column.name is None and column.property == "rating"
    if rated and _words(cell) == "not rated":
        return syntax.Expectation(cell.span, "rating", None, None)
    value = _value(context, column, cell)
    if value is None:
        return None
    return syntax.Expectation(cell.span, column.property, column.name, value)


def _values(context: Context, column: _Column, cell: syntax.Cell) -> tuple[syntax.Expression, ...]:
    """The value of a cell; several answers of one kind of rater are separated by `;`."""
    if column.member is None:
        value = _value(context, column, cell)
        return () if value is None else (value,)
    found = []
    for part in cell.text.split(";"):
        value = _value(context, column, syntax.Cell(cell.span, part.strip()))
        if value is not None:
            found.append(value)
    return tuple(found)


def _value(context: Context, column: _Column, cell: syntax.Cell) -> syntax.Expression | None:
    """What a cell says, as the language would write it; None where that is reported to be
    nothing."""
    span, text = cell.span, cell.text
    match _words(cell):
        case "missing":
            return syntax.MissingLiteral(span)
        case "not applicable" | "n/a":
            return syntax.NotApplicableLiteral(span)
    type = column.type
    if isinstance(type, TextType):
        return syntax.Text(span, text)
    if isinstance(type, PeriodType) and _is_period(text):
        return syntax.PeriodLiteral(span, text)
    if isinstance(type, YesNoType) and text.casefold() in {"yes", "no"}:
        return syntax.YesNoLiteral(span, text.casefold() == "yes")
    if isinstance(type, DateType) and (day := _date(text)) is not None:
        return syntax.DateLiteral(span, day)
    number = _NUMBER.fullmatch(text)
    if number is not None:
        return _number(context, span, number, type)
    if text.isidentifier():
        return syntax.NameExpression(span, syntax.Name(span, text))
    context.report.add(
        "bad-case-cell",
        span,
        f"`{text}` is no value for `{column.heading.text}`",
        help="write a number with its unit, a level, a day such as 2026-01-31, `missing` or `n/a`",
    )
    return None


def _number(
    context: Context, span: Span, number: re.Match[str], type: Type
) -> syntax.Expression | None:
    """A number; without a unit it is in the one of its column, as it is in the evidence."""
    value = literals.number(number["digits"].replace(",", ""))
    if value is None:
        context.report.add(
            "number-too-large", span, "this number is larger than can be computed with"
        )
        return None
    unit = number["unit"] or ""
    if unit.startswith("week"):
        value *= _DAYS_OF_A_WEEK
    if unit == "%":
        value /= 100
    elif unit.startswith(("day", "week")):
        unit = "days"
    elif not unit and isinstance(type, QuantityType):
        if type.kind == "money":
            unit = type.dimension.currency
        elif type.kind == "duration":
            unit = "days"
    literal = syntax.NumberLiteral(span, value, unit)
    return syntax.Negation(span, literal) if number["sign"] else literal


def _words(cell: syntax.Cell) -> str:
    return " ".join(cell.text.casefold().split())


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_period(text: str) -> bool:
    try:
        parse_period(text)
    except ValueError:
        return False
    return True
