"""The JSON document of a checked framework as a model, from which its schema is published."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from ..model_parts import FromZero, Model, Place, Text
from ..type_kinds import TypeKind


class Format(Model):
    """What the document is."""

    format: Literal["framework"]
    version: Literal[1]


class Digests(Model):
    """SHA-256 of what the framework means, whatever its comments, labels, layout and files, of all
    its files together, and of each by its path; `docs/language.md` says what takes part."""

    meaning: str
    sources: str
    files: dict[str, str]


class Formula(Model):
    """An expression as written, its spaces made one."""

    text: str
    place: Place


class Member(Model):
    """A member of a choice, and the spellings it has in the evidence."""

    id: str
    spellings: list[str]


class ValueType(Model):
    """A type. `unit` is the unit of a quantity's plain numbers: a currency, `days`, `USD/day`, and
    nothing where a number has none (a percentage of 108% is the number 1.08). `scale` is that of
    a level, `members` those of a choice."""

    kind: TypeKind
    unit: str
    scale: str | None
    members: list[Member] | None


class Bound(Model):
    """A bound of a range: what a value must be less or more than."""

    operator: Literal["<", "<=", ">", ">="]
    value: str


class Rule(Model):
    """A rule; `condition` is null for `otherwise`."""

    id: str
    condition: Formula | None
    level: str
    because: Text | None
    place: Place


class Rules(Model):
    """Rules, tried in order; the first whose condition holds gives a level of the scale."""

    scale: str
    rules: list[Rule]
    place: Place


class Declaration(Model):
    """What every declaration has."""

    label: Text
    description: Text | None
    place: Place


class Level(Model):
    """A level of a scale; `rank` counts from 0, the level with the fewest points."""

    id: str
    label: Text
    points: str
    rank: FromZero
    place: Place


class Scale(Declaration):
    """A scale, its levels in the order declared."""

    levels: list[Level]
    rate_gap: Rules | None


class ParameterEntry(Model):
    """A parameter's value from a day on; `from` is null for an undated one."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)

    from_: Annotated[str | None, Field(alias="from")]
    value: str
    because: Text | None
    place: Place


class Parameter(Declaration):
    """An organisation's constant."""

    type: ValueType
    range: list[Bound]
    entries: list[ParameterEntry]


class Column(Model):
    """A column of a table, and the further headings it may have."""

    label: Text
    type: ValueType
    columns: list[str]
    place: Place


class Table(Declaration):
    """Records about a person."""

    person_columns: list[str]
    columns: dict[str, Column]


class Input(Declaration):
    """A fact about a person, and the further headings it may have."""

    type: ValueType
    range: list[Bound]
    columns: list[str]
    formula: Formula | None


class Metric(Declaration):
    """A derived value."""

    type: ValueType
    formula: Formula


class RatedByRules(Model):
    """The value is rated by rules."""

    kind: Literal["rules"]
    rules: Rules


class ScoredByExpression(Model):
    """An expression gives the points."""

    kind: Literal["score"]
    score: Formula


class CurvePoint(Model):
    """At this value, these points."""

    value: Formula
    points: Formula


class ScoredByCurve(Model):
    """The points lie on a curve, straight between its points and flat outside."""

    kind: Literal["curve"]
    points: list[CurvePoint]


class RatedDirectly(Model):
    """An expression gives the level."""

    kind: Literal["level"]
    scale: str
    rating: Formula


class WhenMissing(Model):
    """What a KPI does when its outcome is missing."""

    action: Literal["rate", "score", "fail"]
    level: str | None
    score: str | None


class Kpi(Declaration):
    """A value that is rated; `formula` is null only for one rated directly."""

    type: ValueType
    formula: Formula | None
    better: Literal["higher", "lower"] | None
    method: Annotated[
        RatedByRules | ScoredByExpression | ScoredByCurve | RatedDirectly,
        Field(discriminator="kind"),
    ]
    when_missing: WhenMissing | None


class Rater(Model):
    """A kind of rater, and its share of the assessment."""

    id: str
    weight: str
    weight_place: Place


class Competency(Declaration):
    """A skill assessed on a scale; `indicators` say what levels of it look like."""

    scale: str
    indicators: dict[str, Text]
    raters: list[Rater]
    all_raters: bool


class Measure(Model):
    """What a responsibility is measured by, and its share there, which stands at `weight_place`.
    `requires` and `rate_gap` are a competency's."""

    kind: Literal["kpi", "competency"]
    id: str
    weight: str
    written_weight: str
    weight_place: Place
    requires: str | None
    rate_gap: Rules | None
    place: Place


class Responsibility(Declaration):
    """A responsibility, and its share of the role, which stands at `weight_place`. `score` replaces
    the average of its measures."""

    weight: str
    written_weight: str
    weight_place: Place
    measures: list[Measure]
    score: Formula | None


class Gate(Model):
    """What changes a rating after the rules."""

    id: str
    action: Literal["cap", "raise", "set"]
    level: str
    condition: Formula
    because: Text | None
    when_unknown: Literal["undetermined", "ignore", "apply"]
    place: Place


class Overall(Model):
    """How a role's score becomes its rating; `known_weight` is the least share of the weight that
    must be known, `known_weight_place` null where that is not said."""

    rules: Rules
    known_weight: str
    known_weight_place: Place | None
    gates: list[Gate]


class Role(Declaration):
    """A role. `overall_score` replaces the average of its responsibilities."""

    responsibilities: dict[str, Responsibility]
    overall: Overall | None
    overall_score: Formula | None


class Requirement(Model):
    """What must hold: of the framework (`constant`), or of each person's evidence."""

    id: str
    label: Text
    condition: Formula
    constant: bool
    place: Place


class Example(Model):
    """An example that the framework gives of itself."""

    label: str
    role: str | None
    period: str | None
    place: Place


class FrameworkDocument(Model):
    """A checked framework: names bound, weights made shares, declarations by their ids. Numbers
    are exact texts: whole, or a fraction such as `3/5`."""

    assay: Format
    id: str
    label: Text
    description: Text | None
    version: str
    currency: str
    periods: list[Literal["year", "half", "quarter", "month", "range"]]
    languages: list[str]
    source: str
    files: list[str]
    digests: Digests
    scales: dict[str, Scale]
    parameters: dict[str, Parameter]
    tables: dict[str, Table]
    inputs: dict[str, Input]
    metrics: dict[str, Metric]
    kpis: dict[str, Kpi]
    competencies: dict[str, Competency]
    roles: dict[str, Role]
    requirements: list[Requirement]
    examples: list[Example]
