"""The checked framework: every name bound, every expression typed, every weight a share.

What is unresolved cannot be expressed here. Everything is frozen; mappings keep the order of
declaration. Each part carries the span it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from .layering.origins import Origins
from .period import Period, PeriodKind
from .source import Source, Span
from .syntax import SyntaxFile
from .types import Type

if TYPE_CHECKING:
    from .digests import Digests

# --- text ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Label:
    """A text in the framework's default language, and its translations by language tag."""

    text: str
    translations: Mapping[str, str]

    def in_language(self, language: str) -> str:
        """The text in `language`, or in the default language where it has no translation."""
        return self.translations.get(language, self.text)


# --- expressions ---------------------------------------------------------------------------

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

# --- rules ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """`id` is `quota_achievement.rule.2`; `condition` is None for `otherwise`."""

    id: str
    span: Span
    condition: Expression | None
    level: str
    because: Label | None


@dataclass(frozen=True, slots=True)
class RuleList:
    span: Span
    scale: str
    rules: tuple[Rule, ...]


# --- declarations --------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class Measure:
    """A KPI or competency under a responsibility. `weight` is its share there (they total 1);
    `written_weight` is the text as declared ("30%"). For a competency `requires` is the level
    asked for and `rate_gap` the rules that rate the gap; both None for a KPI."""

    kind: Literal["kpi", "competency"]
    id: str
    span: Span
    weight: Fraction
    written_weight: str
    requires: str | None
    rate_gap: RuleList | None


@dataclass(frozen=True, slots=True)
class Responsibility:
    """`weight` is its share of the role (they total 1); `score` replaces the weighted average."""

    id: str
    span: Span
    label: Label
    description: Label | None
    weight: Fraction
    written_weight: str
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
    """`known_weight` is the least share of weight that must be known (1 where not said)."""

    span: Span
    rules: RuleList
    known_weight: Fraction
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


@dataclass(frozen=True, slots=True)
class Framework:
    """Everything a set of files declares, checked. `sources` starts with the file named by the
    caller. `period_kinds` is empty where the header does not restrict the period. `merged` is what
    the files say together, layers put into each other; `origins` tells where each value of it
    comes from."""

    id: str
    span: Span
    label: Label
    description: Label | None
    version: str
    currency: str
    period_kinds: tuple[PeriodKind, ...]
    languages: tuple[str, ...]
    source_note: str
    scales: Mapping[str, Scale]
    inputs: Mapping[str, Input]
    tables: Mapping[str, Table]
    parameters: Mapping[str, Parameter]
    metrics: Mapping[str, Metric]
    kpis: Mapping[str, Kpi]
    competencies: Mapping[str, Competency]
    roles: Mapping[str, Role]
    requirements: tuple[Requirement, ...]
    examples: tuple[Example, ...]
    sources: tuple[Source, ...]
    uses_period: bool
    merged: tuple[SyntaxFile, ...] = field(repr=False)
    origins: Origins = field(repr=False)
    _digests: list[Digests] = field(default_factory=list, repr=False, compare=False)

    @property
    def digests(self) -> Digests:
        """The digests of what it means and of its sources; computed once, when first asked for."""
        if not self._digests:
            from .digests import digests_of

            self._digests.append(digests_of(self))
        return self._digests[0]


Valued = Input | Parameter | Metric | Kpi | Competency
