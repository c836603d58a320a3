"""What gives a value, names bound and types known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from ..period import Period
from ..source import Span
from ..types import Type

ConstantValue = Fraction | date | Period | bool | str


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal. Numbers are Fractions in the base unit (days, currency units, plain ratio);
    levels and members of choices are their ids; conditions are bools."""

    span: Span
    type: Type
    value: ConstantValue


@dataclass(frozen=True, slots=True)
class AbsentConstant:
    """`missing` or `not applicable` written in a formula; takes the type of its surroundings."""

    span: Span
    type: Type
    kind: Literal["missing", "not applicable"]


@dataclass(frozen=True, slots=True)
class Reference:
    """The value of an input, parameter, metric, KPI, or (in points) competency."""

    span: Span
    type: Type
    id: str


@dataclass(frozen=True, slots=True)
class OverallReference:
    """`overall` in a role's rules and gates: the role's score, a plain number."""

    span: Span
    type: Type


@dataclass(frozen=True, slots=True)
class GapReference:
    """`gap` in `rate gap` rules: assessed minus required points of the competency rated."""

    span: Span
    type: Type


@dataclass(frozen=True, slots=True)
class PropertyReference:
    """`rating of x`, `score of x`, `weight of x`; x is a KPI, or inside a role also one of its
    competencies or responsibilities, or the role itself (`entity` says which)."""

    span: Span
    type: Type
    property: Literal["rating", "score", "weight"]
    entity: Literal["kpi", "competency", "responsibility", "role"]
    id: str


@dataclass(frozen=True, slots=True)
class ColumnReference:
    """A column of the table that the surrounding aggregate runs over."""

    span: Span
    type: Type
    table: str
    column: str


RoleTable = Literal["responsibilities", "kpis", "competencies"]


@dataclass(frozen=True, slots=True)
class RoleColumnReference:
    """`rating`, `score` or `weight` of the role table that the surrounding aggregate runs over."""

    span: Span
    type: Type
    table: RoleTable
    column: Literal["rating", "score", "weight"]


@dataclass(frozen=True, slots=True)
class PeriodPart:
    """`period.start`, `period.end` (dates), `period.days` (a duration, both ends counted)."""

    span: Span
    type: Type
    part: Literal["start", "end", "days"]


@dataclass(frozen=True, slots=True)
class Negate:
    span: Span
    type: Type
    operand: Expression


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Dates take part in `date - date` (a duration) and `date + duration`, `date - duration`."""

    span: Span
    type: Type
    operator: Literal["+", "-", "*", "/"]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values of one dimension, or dates, or levels of one scale (ordered by points), or
    (only = and !=) texts, members of one choice, yes/no. A chain is an And of these."""

    span: Span
    type: Type
    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class InPeriod:
    """True when the date (or the whole period) lies within the evaluated period."""

    span: Span
    type: Type
    operand: Expression


@dataclass(frozen=True, slots=True)
class IsState:
    """`is missing`, `is given`, `is not applicable`; never unknown. Negation is a Not around it."""

    span: Span
    type: Type
    operand: Expression
    state: Literal["missing", "given", "not applicable"]


@dataclass(frozen=True, slots=True)
class Not:
    span: Span
    type: Type
    operand: Expression


@dataclass(frozen=True, slots=True)
class And:
    span: Span
    type: Type
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    span: Span
    type: Type
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class IfMissing:
    span: Span
    type: Type
    value: Expression
    substitute: Expression


@dataclass(frozen=True, slots=True)
class Conditional:
    """Covers `match` as well: it is lowered to a chain of these, with equality conditions."""

    span: Span
    type: Type
    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """A built-in function of values: min, max, abs, clamp, power (whole exponent), and inside
    `round` the irrational sqrt, ln, exp, power."""

    span: Span
    type: Type
    function: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """`interpolate` or `tiered`: the points' x are increasing where they are constant."""

    span: Span
    type: Type
    function: Literal["interpolate", "tiered"]
    value: Expression
    points: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True, slots=True)
class Round:
    """`irrational` says that `value` contains an irrational function."""

    span: Span
    type: Type
    value: Expression
    step: Expression
    mode: Literal["half up", "half even", "up", "down", "ceiling", "floor"]
    irrational: bool


AggregateFunction = Literal[
    "sum",
    "average",
    "weighted average",
    "min",
    "max",
    "median",
    "count",
    "count distinct",
    "any",
    "all",
]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """Over the person's rows of an evidence table. `value` is None for count, any and all,
    whose condition is `where`; `weight` only for a weighted average."""

    span: Span
    type: Type
    function: AggregateFunction
    table: str
    value: Expression | None
    weight: Expression | None
    where: Expression | None
    ignoring_missing: bool


@dataclass(frozen=True, slots=True)
class RoleAggregate:
    """Over the role's own measures or responsibilities; otherwise as Aggregate."""

    span: Span
    type: Type
    function: AggregateFunction
    table: RoleTable
    value: Expression | None
    weight: Expression | None
    where: Expression | None
    ignoring_missing: bool


Expression = (
    Constant
    | AbsentConstant
    | Reference
    | OverallReference
    | GapReference
    | PropertyReference
    | ColumnReference
    | RoleColumnReference
    | PeriodPart
    | Negate
    | Arithmetic
    | Compare
    | InPeriod
    | IsState
    | Not
    | And
    | Or
    | IfMissing
    | Conditional
    | Call
    | Curve
    | Round
    | Aggregate
    | RoleAggregate
)
