"""Examples: what is given, and what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..period import Period
from ..source import Span
from .expressions import AbsentConstant, Constant


@dataclass(frozen=True, slots=True)
class GivenValue:
    """What an example gives for an input, metric, KPI, parameter, or a competency's rater
    (`rater` "" elsewhere). Several values only for raters."""

    span: Span
    id: str
    rater: str
    values: tuple[Constant | AbsentConstant, ...]


@dataclass(frozen=True, slots=True)
class GivenTable:
    """The rows an example gives for a table; each maps columns to values."""

    span: Span
    table: str
    rows: tuple[Mapping[str, Constant | AbsentConstant], ...]


@dataclass(frozen=True, slots=True)
class Expectation:
    """`id` is "" for the role's overall rating or score. `expected` is None for `not rated`.
    Levels are ids in a Constant of the scale's type."""

    span: Span
    property: Literal["value", "rating", "score", "weight"]
    id: str
    expected: Constant | AbsentConstant | None


@dataclass(frozen=True, slots=True)
class Example:
    """`role` is None where the framework declares none (the only role is filled in)."""

    span: Span
    label: str
    role: str | None
    period: Period | None
    given: tuple[GivenValue | GivenTable, ...]
    expect: tuple[Expectation, ...]
