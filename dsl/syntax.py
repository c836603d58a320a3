"""The syntax tree: what a file says, before anything is looked up.

Every node is frozen and carries the span of text it came from. Names are unresolved here;
`resolve.py` and `check.py` turn these nodes into the types of `framework.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal

from .source import Source, Span

# --- words ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier as written (already NFC)."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal; `value` has its escapes decoded."""

    span: Span
    value: str


@dataclass(frozen=True, slots=True)
class Localized:
    """A text and its translations: `"Quota" th "เป้าหมายยอดขาย"`."""

    span: Span
    text: Text
    translations: tuple[tuple[Name, Text], ...] = ()


# --- expressions ---------------------------------------------------------------------------


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

# --- types ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChoiceMember:
    """`won "Won" "Closed won"`: an id and the spellings it has in the evidence."""

    span: Span
    name: Name
    spellings: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class ChoiceType:
    """`one of won "Won", lost "Lost"`."""

    span: Span
    members: tuple[ChoiceMember, ...]


@dataclass(frozen=True, slots=True)
class NamedType:
    """`number`, `money`, …, or a scale's name."""

    span: Span
    name: Name


@dataclass(frozen=True, slots=True)
class MoneyType:
    """`money in USD`: money of a currency other than the framework's."""

    span: Span
    currency: Name


TypeExpression = ChoiceType | NamedType | MoneyType

# --- rules ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """`condition => level because "…"`; `condition` is None for `otherwise`."""

    span: Span
    condition: Expression | None
    level: Name
    because: Localized | None


@dataclass(frozen=True, slots=True)
class RuleList:
    """`rate on SCALE { … }`, `rate gap on SCALE { … }`, or a role's `overall on SCALE { … }`."""

    span: Span
    scale: Name
    rules: tuple[Rule, ...]


# --- properties of declarations ------------------------------------------------------------

Places = tuple[tuple[str, Span], ...]
"""Where the properties of a declaration stand: each by its word (`formula`, `rate on`,
`when missing`), and the text of all of it."""


@dataclass(frozen=True, slots=True)
class Range:
    """`range: > 0 THB`, `range: 0% to 100%`, `range: -100 to 100`, `range: >= 0, < 5`.

    Each bound is an operator (">", ">=", "<", "<=") and a literal; `a to b` is `>= a, <= b`.
    """

    span: Span
    bounds: tuple[tuple[Literal["<", "<=", ">", ">="], Expression], ...]


@dataclass(frozen=True, slots=True)
class Removal:
    """`remove responsibility y`, `remove from 2025-01-01`, `remove formula`: what an override, or a
    role based on another, drops of what it starts from.

    `part` is what is dropped: a kind of part (`responsibility`, `kpi`, `competency`, `level`,
    `column`, `indicator`) whose name `target` gives, `from` with the date of a parameter's
    entry, or a property as it is written (`formula`, `when missing`, `person column`, `gates`),
    with `target` None.
    """

    span: Span
    part: str
    target: Name | DateLiteral | None


@dataclass(frozen=True, slots=True)
class WhenMissing:
    """`when missing: rate LEVEL`, `when missing: score EXPRESSION`, `when missing: fail`."""

    span: Span
    action: Literal["rate", "score", "fail"]
    level: Name | None
    score: Expression | None


# --- declarations --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Allow:
    """`allow CODE because "…"`: a warning that is meant to be so, in the declaration that it stands
    in, or, standing by itself, in the whole file."""

    span: Span
    code: Name
    because: Text


@dataclass(frozen=True, slots=True)
class HeaderProperty:
    """One line of the framework's header: `version: "1.2.0"`, `currency: THB`, `period: quarter`,
    `languages: en, th`, `source: "…"`, `description: "…"`; the values are Text or Name."""

    span: Span
    name: Name
    values: tuple[Text | Name | Localized, ...]


@dataclass(frozen=True, slots=True)
class FrameworkHeader:
    span: Span
    name: Name
    label: Localized | None
    properties: tuple[HeaderProperty, ...]
    allows: tuple[Allow, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelDeclaration:
    """`exceeds = 4 "Exceeds expectations" th "…"`."""

    span: Span
    name: Name
    points: Expression
    label: Localized | None


@dataclass(frozen=True, slots=True)
class ScaleDeclaration:
    span: Span
    name: Name
    label: Localized | None
    description: Localized | None
    levels: tuple[LevelDeclaration, ...]
    rate_gap: RuleList | None
    removals: tuple[Removal, ...] = ()
    allows: tuple[Allow, ...] = ()
    places: Places = ()


@dataclass(frozen=True, slots=True)
class InputDeclaration:
    span: Span
    name: Name
    label: Localized | None
    description: Localized | None
    type: TypeExpression | None
    range: Range | None
    columns: tuple[Text, ...]
    formula: Expression | None
    removals: tuple[Removal, ...] = ()
    allows: tuple[Allow, ...] = ()
    places: Places = ()


@dataclass(frozen=True, slots=True)
class ColumnDeclaration:
    """One line of a table: `closed: date column "close_date" "Close Date"`."""

    span: Span
    name: Name
    label: Localized | None
    type: TypeExpression
    columns: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class TableDeclaration:
    """`person_columns` are the spellings of `person column "…"`; empty where not said."""

    span: Span
    name: Name
    label: Localized | None
    description: Localized | None
    person_columns: tuple[Text, ...]
    columns: tuple[ColumnDeclaration, ...]
    removals: tuple[Removal, ...] = ()
    allows: tuple[Allow, ...] = ()
    places: Places = ()


@dataclass(frozen=True, slots=True)
class ParameterEntry:
    """`from 2026-01-01 = 55 days because "…"`; `start` is None for an undated `value: 55 days`."""

    span: Span
    start: DateLiteral | None
    value: Expression
    because: Localized | None


@dataclass(frozen=True, slots=True)
class ParameterDeclaration:
    span: Span
    name: Name
    label: Localized | None
    description: Localized | None
    type: TypeExpression | None
    range: Range | None
    entries: tuple[ParameterEntry, ...]
    removals: tuple[Removal, ...] = ()
    allows: tuple[Allow, ...] = ()
    places: Places = ()


@dataclass(frozen=True, slots=True)
class MetricDeclaration:
    span: Span
    name: Name
    label: Localized | None
    description: Localized | None
    type: TypeExpression | None
    formula: Expression | None
    removals: tuple[Removal, ...] = ()
    allows: tuple[Allow, ...] = ()
    places: Places = ()


Direction = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class ScoreCurve:
    """`score interpolate { x => points, … }`."""

    span: Span
    points: tuple[CurvePoint, ...]


@dataclass(frozen=True, slots=True)
class KpiDeclaration:
    """`rules`, `score` (an expression or a curve) and `rating` exclude each other; the checker
    says so."""

    span: Span
    name: Name
    label: Localized | None
    description: Localized | None
    type: TypeExpression | None
    formula: Expression | None
    better: Direction | None
    rules: RuleList | None
    score: Expression | ScoreCurve | None
    rating: Expression | None
    when_missing: WhenMissing | None
    removals: tuple[Removal, ...] = ()
    allows: tuple[Allow, ...] = ()
    places: Places = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """`proficient: "Runs regular one-to-ones"`: what a level of a competency looks like."""

    span: Span
    level: Name
    text: Localized


@dataclass(frozen=True, slots=True)
class RaterShare:
    """`manager 60%`."""

    span: Span
    name: Name
    weight: Expression


@dataclass(frozen=True, slots=True)
class CompetencyDeclaration:
    span: Span
    name: Name
    label: Localized | None
    description: Localized | None
    levels: Name | None
    indicators: tuple[Indicator, ...]
    raters: tuple[RaterShare, ...]
    all_raters: bool
    removals: tuple[Removal, ...] = ()
    allows: tuple[Allow, ...] = ()
    places: Places = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """`kpi x weight 70%` or `competency y weight 30% requires proficient` in a responsibility."""

    span: Span
    kind: Literal["kpi", "competency"]
    name: Name
    weight: Expression | None
    requires: Name | None


@dataclass(frozen=True, slots=True)
class ResponsibilityDeclaration:
    """`score` replaces the weighted average of the measures' points where given."""

    span: Span
    name: Name
    label: Localized | None
    description: Localized | None
    weight: Expression | None
    measures: tuple[Measure, ...]
    score: Expression | None
    removals: tuple[Removal, ...] = ()
    allows: tuple[Allow, ...] = ()
    places: Places = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """`cap at LEVEL when CONDITION because "…" when unknown ignore`."""

    span: Span
    action: Literal["cap", "raise", "set"]
    level: Name
    condition: Expression
    because: Localized | None
    when_unknown: Literal["ignore", "apply"] | None


@dataclass(frozen=True, slots=True)
class OverallDeclaration:
    """`overall on SCALE { rated when at least 60% of weight is known  RULES  GATES }`."""

    span: Span
    rules: RuleList
    known_weight: Expression | None
    gates: tuple[Gate, ...]
    places: Places = ()


@dataclass(frozen=True, slots=True)
class RoleDeclaration:
    """`overall_score` is the role's `overall score: EXPRESSION`, `based_on` the role that this one
    starts from."""

    span: Span
    name: Name
    label: Localized | None
    description: Localized | None
    responsibilities: tuple[ResponsibilityDeclaration, ...]
    overall: OverallDeclaration | None
    overall_score: Expression | None
    rate_gap: RuleList | None
    based_on: Name | None = None
    removals: tuple[Removal, ...] = ()
    allows: tuple[Allow, ...] = ()
    places: Places = ()


@dataclass(frozen=True, slots=True)
class RequireDeclaration:
    """`require "label": condition`."""

    span: Span
    label: Localized
    condition: Expression


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


@dataclass(frozen=True, slots=True)
class UseDeclaration:
    """`use "path"`."""

    span: Span
    path: Text


@dataclass(frozen=True, slots=True)
class ExtendsDeclaration:
    """`extends "path"`."""

    span: Span
    path: Text


Named = (
    ScaleDeclaration
    | InputDeclaration
    | TableDeclaration
    | ParameterDeclaration
    | MetricDeclaration
    | KpiDeclaration
    | CompetencyDeclaration
    | RoleDeclaration
)

KINDS: Final[Mapping[type[Named], str]] = MappingProxyType(
    {
        ScaleDeclaration: "scale",
        InputDeclaration: "input",
        TableDeclaration: "table",
        ParameterDeclaration: "parameter",
        MetricDeclaration: "metric",
        KpiDeclaration: "kpi",
        CompetencyDeclaration: "competency",
        RoleDeclaration: "role",
    }
)
"""What the language calls each kind of declaration that has an id."""

Overriding = (
    FrameworkHeader | Named | RequireDeclaration | ExampleDeclaration | ExampleTableDeclaration
)


@dataclass(frozen=True, slots=True)
class OverrideDeclaration:
    """`override kpi x { … }`: `declaration` holds what changes of the one that is there, and only
    that."""

    span: Span
    declaration: Overriding


@dataclass(frozen=True, slots=True)
class RemoveDeclaration:
    """`remove kpi x`, `remove example "a strong quarter"`: `kind` is the word before the target."""

    span: Span
    kind: str
    target: Name | Text


Declaration = (
    FrameworkHeader
    | Named
    | RequireDeclaration
    | ExampleDeclaration
    | ExampleTableDeclaration
    | UseDeclaration
    | ExtendsDeclaration
    | OverrideDeclaration
    | RemoveDeclaration
    | Allow
)


@dataclass(frozen=True, slots=True)
class SyntaxFile:
    """One parsed file: its declarations in the order written.

    `layer` counts from 0, the layer of the file that the caller named; the file it extends is of
    layer 1, with all that this one uses, and so on down.
    `skipped` is the text that could not be understood, inside declarations or between them.
    """

    span: Span
    declarations: tuple[Declaration, ...]
    layer: int = 0
    skipped: tuple[Span, ...] = ()
