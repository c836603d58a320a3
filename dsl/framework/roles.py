"""Roles, what they measure and how it is weighted; requirements of everyone."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ..source import Span
from .expressions import Expression
from .labels import Label
from .rules import RuleList


@dataclass(frozen=True, slots=True)
class Measure:
    """A KPI or competency under a responsibility. `weight` is its share there (they total 1);
    `written_weight` is the text as declared ("30%"), and stands at `weight_span`, which may be in
    a layer above. For a competency `requires` is the level asked for and `rate_gap` the rules that
    rate the gap; both None for a KPI."""

    kind: Literal["kpi", "competency"]
    id: str
    span: Span
    weight: Fraction
    written_weight: str
    weight_span: Span
    requires: str | None
    rate_gap: RuleList | None


@dataclass(frozen=True, slots=True)
class Responsibility:
    """`weight` is its share of the role (they total 1), declared at `weight_span`; `score` replaces
    the weighted average."""

    id: str
    span: Span
    label: Label
    description: Label | None
    weight: Fraction
    written_weight: str
    weight_span: Span
    measures: tuple[Measure, ...]
    score: Expression | None


@dataclass(frozen=True, slots=True)
class Gate:
    """`id` is `sales_director.gate.1`."""

    id: str
    span: Span
    action: Literal["cap", "raise", "set"]
    level: str
    condition: Expression
    because: Label | None
    when_unknown: Literal["undetermined", "ignore", "apply"]


@dataclass(frozen=True, slots=True)
class Overall:
    """`known_weight` is the least share of weight that must be known; where it is not said, it is
    1, and `known_weight_span` None."""

    span: Span
    rules: RuleList
    known_weight: Fraction
    known_weight_span: Span | None
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """`overall` is None for a role that has a score but no rating; `overall_score` replaces the
    weighted average, and is set where there are no responsibilities."""

    id: str
    span: Span
    label: Label
    description: Label | None
    responsibilities: tuple[Responsibility, ...]
    overall: Overall | None
    overall_score: Expression | None


@dataclass(frozen=True, slots=True)
class Requirement:
    """`id` is `require.1`; `constant` ones were checked with the file."""

    id: str
    span: Span
    label: Label
    condition: Expression
    constant: bool
