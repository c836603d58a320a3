"""What a framework declares by id: from its scales to its roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..source import Span
from .expressions import CurvePoint, DateLiteral, Expression
from .properties import Places, Range, Removal, RuleList, TypeExpression, WhenMissing
from .words import Localized, Name, Text


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
