"""Scales, facts, tables, parameters, metrics, KPIs and competencies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from ..source import Span
from ..types import Type
from .expressions import Constant, Expression
from .labels import Label
from .rules import RuleList


@dataclass(frozen=True, slots=True)
class Level:
    """`rank` counts from 0, the level with the fewest points."""

    id: str
    span: Span
    label: Label
    points: Fraction
    rank: int


@dataclass(frozen=True, slots=True)
class Scale:
    """`levels` in the order declared; `by_rank` from the fewest points to the most."""

    id: str
    span: Span
    label: Label
    description: Label | None
    levels: tuple[Level, ...]
    rate_gap: RuleList | None

    @property
    def by_rank(self) -> tuple[Level, ...]:
        return tuple(sorted(self.levels, key=lambda level: level.rank))

    def level(self, id: str) -> Level:
        """The level of that id; KeyError where there is none."""
        for level in self.levels:
            if level.id == id:
                return level
        raise KeyError(id)


@dataclass(frozen=True, slots=True)
class Bound:
    operator: Literal["<", "<=", ">", ">="]
    value: Fraction | date
    span: Span


@dataclass(frozen=True, slots=True)
class Input:
    """A fact about a person. `columns` are further names it has in the evidence. `type` may be
    any type; `range` is empty where none is declared."""

    id: str
    span: Span
    label: Label
    description: Label | None
    type: Type
    range: tuple[Bound, ...]
    columns: tuple[str, ...]
    formula: Expression | None


@dataclass(frozen=True, slots=True)
class Column:
    id: str
    span: Span
    label: Label
    type: Type
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    id: str
    span: Span
    label: Label
    description: Label | None
    person_columns: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, id: str) -> Column:
        """The column of that id; KeyError where there is none."""
        for column in self.columns:
            if column.id == id:
                return column
        raise KeyError(id)


@dataclass(frozen=True, slots=True)
class ParameterEntry:
    """`start` is None for an undated value."""

    span: Span
    start: date | None
    value: Constant
    because: Label | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """`entries` by increasing start; an undated parameter has a single one."""

    id: str
    span: Span
    label: Label
    description: Label | None
    type: Type
    range: tuple[Bound, ...]
    entries: tuple[ParameterEntry, ...]

    @property
    def dated(self) -> bool:
        return self.entries[0].start is not None


@dataclass(frozen=True, slots=True)
class Metric:
    id: str
    span: Span
    label: Label
    description: Label | None
    type: Type
    formula: Expression


@dataclass(frozen=True, slots=True)
class ScoreCurve:
    """Points of a score curve: (value of the KPI, points), interpolated, flat outside."""

    span: Span
    points: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True, slots=True)
class RatedByRules:
    rules: RuleList


@dataclass(frozen=True, slots=True)
class ScoredByExpression:
    score: Expression


@dataclass(frozen=True, slots=True)
class ScoredByCurve:
    curve: ScoreCurve


@dataclass(frozen=True, slots=True)
class RatedDirectly:
    """`rating: EXPRESSION` of a level of `scale`; such a KPI may have no value of its own."""

    scale: str
    rating: Expression


RatingMethod = RatedByRules | ScoredByExpression | ScoredByCurve | RatedDirectly


@dataclass(frozen=True, slots=True)
class WhenMissing:
    """What a KPI does when its value or rating is missing: rate it `level`, give it `score`
    points (a Constant), or fail: then the overall is not rated, whatever the role allows."""

    span: Span
    action: Literal["rate", "score", "fail"]
    level: str | None
    score: Fraction | None


@dataclass(frozen=True, slots=True)
class Kpi:
    """`formula` is None only for a KPI rated directly. `scale` is None for one that is only
    scored. `type` is that of the formula's value (the scale's levels for one rated directly)."""

    id: str
    span: Span
    label: Label
    description: Label | None
    type: Type
    formula: Expression | None
    better: Literal["higher", "lower"] | None
    method: RatingMethod
    when_missing: WhenMissing | None

    @property
    def scale(self) -> str | None:
        match self.method:
            case RatedByRules(rules):
                return rules.scale
            case RatedDirectly(scale):
                return scale
            case ScoredByExpression() | ScoredByCurve():
                return None


@dataclass(frozen=True, slots=True)
class Rater:
    """`weight` is this kind of rater's share; the shares of a competency total 1."""

    id: str
    span: Span
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Competency:
    """`raters` is empty where the competency says none: then the evidence gives its level under
    the competency's own name."""

    id: str
    span: Span
    label: Label
    description: Label | None
    scale: str
    indicators: Mapping[str, Label]
    raters: tuple[Rater, ...]
    all_raters: bool
