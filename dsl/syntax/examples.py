"""Examples: written out, and as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..source import Source, Span
from .expressions import Expression, PeriodLiteral
from .words import Name, Text


@dataclass(frozen=True, slots=True)
class GivenValue:
    """`quota = 5 THB`, `coaching.manager = proficient`, `coaching.peers = expert, novice`."""

    span: Span
    name: Name
    member: Name | None
    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class GivenRow:
    """`opportunities { stage = won  value = 5 THB }`: one row of a table; may be repeated."""

    span: Span
    table: Name
    cells: tuple[tuple[Name, Expression], ...]


@dataclass(frozen=True, slots=True)
class GivenNoRows:
    """`no opportunities`: the table is there and has no row for this person."""

    span: Span
    table: Name


Given = GivenValue | GivenRow | GivenNoRows


@dataclass(frozen=True, slots=True)
class Expectation:
    """`x = 108%`, `rating of x = exceeds`, `overall = not rated`, `overall score = 3.86`.

    `property` is "value" for a bare name. `name` is None for the role's overall rating
    ("rating") or score ("score"). `expected` is None for `not rated`.
    """

    span: Span
    property: Literal["value", "rating", "score", "weight"]
    name: Name | None
    expected: Expression | None


@dataclass(frozen=True, slots=True)
class ExampleDeclaration:
    span: Span
    label: Text
    role: Name | None
    period: PeriodLiteral | None
    given: tuple[Given, ...]
    expect: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table of examples: its text without the quotes and spaces around it."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class CaseTable:
    """A CSV file of examples: the headings of its columns, and its rows with any content."""

    source: Source
    headings: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class ExampleTableDeclaration:
    """`examples "label" for role in period from "cases.csv"`: an example in each row of a file.

    `table` is None until the file is read, and where it cannot be.
    """

    span: Span
    label: Text
    role: Name | None
    period: PeriodLiteral | None
    path: Text
    table: CaseTable | None = None
