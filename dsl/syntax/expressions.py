"""What gives a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from ..source import Span
from .words import Name, Text


@dataclass(frozen=True, slots=True)
class NumberLiteral:
    """`1_000_000`, `0.25`, `25%` (value 1/4), `5_000 THB`, `90 days` (value 90), `2 weeks` (14).

    `unit` is "" for a bare number, "%" for a percent, "days" for a duration (weeks are
    already turned into days), else the currency code.
    """

    span: Span
    value: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class DateLiteral:
    span: Span
    value: date


@dataclass(frozen=True, slots=True)
class PeriodLiteral:
    """`2026`, `2026-H1`, `2026-Q1` or `2026-01`, as written."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class YesNoLiteral:
    span: Span
    value: bool


@dataclass(frozen=True, slots=True)
class MissingLiteral:
    span: Span


@dataclass(frozen=True, slots=True)
class NotApplicableLiteral:
    span: Span


@dataclass(frozen=True, slots=True)
class NameExpression:
    """A bare name: a declaration, a column, a level, a member of a choice, `overall`."""

    span: Span
    name: Name


@dataclass(frozen=True, slots=True)
class MemberExpression:
    """`owner.member`: a table's column, `period.start`, a rater of a competency."""

    span: Span
    owner: Name
    member: Name


@dataclass(frozen=True, slots=True)
class PropertyOf:
    """`rating of x`, `score of x`, `weight of x`."""

    span: Span
    property: Literal["rating", "score", "weight"]
    name: Name


@dataclass(frozen=True, slots=True)
class Negation:
    span: Span
    operand: Expression


@dataclass(frozen=True, slots=True)
class Arithmetic:
    span: Span
    operator: Literal["+", "-", "*", "/"]
    left: Expression
    right: Expression


ComparisonOperator = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison or a chain of them: `70% <= x < 90%` has three operands.

    `is` is written "=" and `is not` "!=" here. A rule's bare `>= 100%` has the first operand
    None: the KPI the rule belongs to.
    """

    span: Span
    operands: tuple[Expression | None, ...]
    operators: tuple[ComparisonOperator, ...]


@dataclass(frozen=True, slots=True)
class PresenceTest:
    """`x is missing`, `x is given`, `x is not applicable`; `negated` for `is not missing` and
    `is not given`."""

    span: Span
    operand: Expression
    state: Literal["missing", "given", "not applicable"]
    negated: bool


@dataclass(frozen=True, slots=True)
class PeriodTest:
    """`x in period`."""

    span: Span
    operand: Expression


@dataclass(frozen=True, slots=True)
class MembershipTest:
    """`stage in (won, lost)`."""

    span: Span
    operand: Expression
    members: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    span: Span
    operand: Expression


@dataclass(frozen=True, slots=True)
class And:
    """Two or more conditions, flattened."""

    span: Span
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Two or more conditions, flattened."""

    span: Span
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class IfMissing:
    """`x if missing y`."""

    span: Span
    value: Expression
    substitute: Expression


@dataclass(frozen=True, slots=True)
class Conditional:
    """`if c then a else b`."""

    span: Span
    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class MatchArm:
    """`a => value` or `a, b => value`... one or more patterns before the arrow."""

    span: Span
    patterns: tuple[Expression, ...]
    value: Expression


@dataclass(frozen=True, slots=True)
class Match:
    """`match x { a => …, b or c => …, otherwise => … }`; `otherwise` is None where absent."""

    span: Span
    subject: Expression
    arms: tuple[MatchArm, ...]
    otherwise: Expression | None


@dataclass(frozen=True, slots=True)
class Call:
    """A function applied to values; `function` is not yet looked up."""

    span: Span
    function: Name
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """`x => y` of `interpolate`, `tiered` or a score curve."""

    span: Span
    x: Expression
    y: Expression


@dataclass(frozen=True, slots=True)
class Curve:
    """`interpolate(x, p => q, …)` or `tiered(x, bound => rate, …)`."""

    span: Span
    function: Literal["interpolate", "tiered"]
    value: Expression
    points: tuple[CurvePoint, ...]


RoundingMode = Literal["half up", "half even", "up", "down", "ceiling", "floor"]


@dataclass(frozen=True, slots=True)
class Round:
    """`round(x, to 0.01)`, `round(x, to 0.01, half even)`."""

    span: Span
    value: Expression
    step: Expression
    mode: RoundingMode


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`sum(x where c)`, `count(table where c)`, `weighted average(x by w ignoring missing)`.

    `value` is the expression aggregated, or the table's bare name for `count(table …)`,
    `any(table where c)` and `all(table where c)`. `min` and `max` with a single argument are
    aggregates; with several they are calls.
    """

    span: Span
    function: str
    value: Expression
    weight: Expression | None
    where: Expression | None
    ignoring_missing: bool


Expression = (
    NumberLiteral
    | DateLiteral
    | PeriodLiteral
    | YesNoLiteral
    | Text
    | MissingLiteral
    | NotApplicableLiteral
    | NameExpression
    | MemberExpression
    | PropertyOf
    | Negation
    | Arithmetic
    | Comparison
    | PresenceTest
    | PeriodTest
    | MembershipTest
    | Not
    | And
    | Or
    | IfMissing
    | Conditional
    | Match
    | Call
    | Curve
    | Round
    | Aggregate
)
