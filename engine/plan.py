"""The plan: what to compute for a person, as an ordered tuple of steps.

A plan is data, made once per framework and role. Evaluating one person and evaluating columns
of people are two readings of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Literal

from ..dsl.framework import (
    AggregateFunction,
    Framework,
    Gate,
    Requirement,
    Responsibility,
    Role,
    RuleList,
)
from ..dsl.source import Span
from ..dsl.types import Type
from .terms import RoundingMode, Term

# --- operations ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Supplied:
    """What the evidence says under `key`: an input's or replaced value's id, or
    `competency.rater` (whose value is the average points of the levels given)."""

    key: str


@dataclass(frozen=True, slots=True)
class ParameterInForce:
    """The entry of a parameter in force at the end of the period, or what the caller set."""

    parameter: str


@dataclass(frozen=True, slots=True)
class PeriodBound:
    part: Literal["start", "end", "days"]


@dataclass(frozen=True, slots=True)
class Formula:
    """The value of a term."""

    term: Term


@dataclass(frozen=True, slots=True)
class Derive:
    """The supplied value where the evidence has one (or says not applicable), else the term.

    `parts` are the steps that only the term needs; they are skipped when it is not used."""

    supplied: int
    term: Term
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TableAggregate:
    """An aggregate over the person's rows of a table; terms read cells and earlier steps."""

    function: AggregateFunction
    table: str
    value: Term | None
    weight: Term | None
    where: Term | None
    ignoring_missing: bool


@dataclass(frozen=True, slots=True)
class Rounding:
    """`round`: the value before is the term's (a step of its own where it is not a plain name)."""

    value: Term
    step: Term
    mode: RoundingMode
    irrational: bool
    value_span: Span


@dataclass(frozen=True, slots=True)
class Branch:
    """A rule of a decision: `condition` is None for `otherwise`."""

    condition: Term | None
    rank: int


@dataclass(frozen=True, slots=True)
class Decide:
    """The level (as a rank) of the first rule whose condition is true.

    The trace also records which rule that was. `substitute` is the rank that a KPI takes when
    the outcome is missing (`when missing: rate …`). `subject` is the step without which there is
    nothing to decide: the score that an overall rating is about, whatever its rules read."""

    rules: RuleList
    branches: tuple[Branch, ...]
    substitute: int | None
    subject: int | None


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a level, indexed by its rank. `substitute` as in Decide, in points.

    Whoever computes the step gives its value over `common`, the denominator of all of them."""

    rating: int
    scale: str
    points: tuple[Fraction, ...]
    substitute: Fraction | None

    @property
    def common(self) -> int:
        """The least denominator over which all points, the substitute's too, can be written."""
        points = (*self.points, self.substitute or Fraction(0))
        return lcm(*(point.denominator for point in points))


@dataclass(frozen=True, slots=True)
class Score:
    """Points given by a term. `substitute` is what a KPI takes when it is missing. `insisting` are
    the scores without which a role has none, whatever its formula says."""

    term: Term
    substitute: Fraction | None
    insisting: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DirectRating:
    """A level (as a rank) given by a term. `substitute` as in Decide."""

    term: Term
    scale: str
    substitute: int | None


@dataclass(frozen=True, slots=True)
class Assess:
    """A competency's assessed points: the weighted average of what its kinds of rater gave.

    `raters` are pairs of a Supplied step and a share; kinds that gave nothing leave, unless
    `all_raters`."""

    raters: tuple[tuple[int, Fraction], ...]
    all_raters: bool


@dataclass(frozen=True, slots=True)
class MeasureWeight:
    """A measure of a responsibility: its score step and its share there."""

    id: str
    score: int
    weight: Fraction


@dataclass(frozen=True, slots=True)
class ResponsibilityWeights:
    """`score` is the step of a responsibility's own `score:` expression, which then stands as
    its only measure."""

    id: str
    weight: Fraction
    measures: tuple[MeasureWeight, ...]
    score: int | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The share of the role's weight that is known, after what is not applicable has left.

    Its note in the trace holds the effective weights where they differ from the declared ones.
    `insisting` are the scores of the KPIs that leave the role unrated where they are missing
    (`when missing: fail`), whatever they weigh and however their responsibility is scored.
    """

    responsibilities: tuple[ResponsibilityWeights, ...]
    limit: Fraction
    insisting: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ResponsibilityScore:
    """The weighted average of a responsibility's measures by their effective weights."""

    responsibility: int
    coverage: int


@dataclass(frozen=True, slots=True)
class OverallScore:
    """The weighted average of the responsibilities' scores by their effective weights."""

    scores: tuple[int, ...]
    coverage: int


@dataclass(frozen=True, slots=True)
class ApplyGate:
    """The rating after a gate: `before` is the step of the rating it may change. The trace
    records the gate's outcome as a decision, one of GATE_OUTCOMES."""

    gate: Gate
    before: int
    condition: Term
    rank: int


GATE_OUTCOMES = (
    "not fired",
    "fired",
    "unknown, ignored",
    "unknown, applied",
    "unknown, undetermined",
)


@dataclass(frozen=True, slots=True)
class Require:
    requirement: Requirement
    condition: Term


Operation = (
    Supplied
    | ParameterInForce
    | PeriodBound
    | Formula
    | Derive
    | TableAggregate
    | Rounding
    | Decide
    | Points
    | Score
    | DirectRating
    | Assess
    | Coverage
    | ResponsibilityScore
    | OverallScore
    | ApplyGate
    | Require
)

# --- steps ---------------------------------------------------------------------------------

Aspect = Literal[
    "value",
    "supplied",
    "part",
    "rating",
    "score",
    "assessed",
    "gap",
    "coverage",
    "overall",
    "gate",
    "require",
]


@dataclass(frozen=True, slots=True)
class Step:
    """One value to compute.

    `subject` is the id of the declaration it belongs to, `aspect` which of its values it is;
    together with `number` (for parts, gates and the like) they make the step's `id`.
    `inputs` are the steps it reads; `references` are the places in its text that name one.
    """

    index: int
    subject: str
    aspect: Aspect
    number: int
    type: Type
    span: Span
    operation: Operation
    inputs: tuple[int, ...]
    references: tuple[tuple[Span, int], ...] = ()

    @property
    def id(self) -> str:
        """`quota_achievement`, `quota_achievement.rating`, `quota_achievement.part.2`."""
        if self.aspect == "value":
            return self.subject
        if self.number:
            return f"{self.subject}.{self.aspect}.{self.number}"
        return f"{self.subject}.{self.aspect}"


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The steps for one role of a framework (or for all its values where it has no role).

    `steps[:supplied]` are the values that come from outside: evidence, parameters, the period.
    `values`, `ratings` and `scores` find the step of an id; `overall` is the last step of the
    role's rating and None where there is none. `replaced` are the ids whose formulas the
    caller's evidence replaces (examples do that).
    """

    framework: Framework
    role: Role | None
    steps: tuple[Step, ...]
    supplied: int
    values: Mapping[str, int]
    ratings: Mapping[str, int]
    scores: Mapping[str, int]
    coverage: int | None
    overall_score: int | None
    overall_before_gates: int | None
    overall: int | None
    gates: tuple[int, ...]
    requirements: tuple[int, ...]
    tables: tuple[str, ...]
    replaced: frozenset[str]
    needs_period: bool
    decisions: Mapping[int, int] = field(default_factory=dict)

    def responsibility(self, id: str) -> Responsibility:
        """The responsibility of that id in the plan's role; KeyError where there is none."""
        for responsibility in self.role.responsibilities if self.role else ():
            if responsibility.id == id:
                return responsibility
        raise KeyError(id)
