"""The JSON document of an explanation as a model, from which its schema is published."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

_Count = Annotated[int, Field(ge=0)]
_FromOne = Annotated[int, Field(ge=1)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Format(_Model):
    """What the document is."""

    format: Literal["explanation"]
    version: Literal[1]


class Position(_Model):
    """A place between two characters, counted in code points."""

    line: _FromOne
    column: _FromOne


class Place(_Model):
    """A range of characters in a file of the framework."""

    file: str
    start: Position
    end: Position


class EvidencePlace(_Model):
    """Where a fact stood; all empty for what a program passed. `text` is what stood there;
    `sheet` and `cell` are empty for what stands in no workbook."""

    file: str
    row: int | None
    column: str
    text: str
    sheet: str
    cell: str


class Sentence(_Model):
    """Something said: the key of its wording, and the text in the document's language."""

    key: str
    text: str


class PresentValue(_Model):
    """A value that is there. `exact` is a whole number or a fraction such as `27/25` in the base
    unit (currency units, days; a percentage is a plain ratio), a day, `yes` or `no`, a text, a
    period, or the id of a level or choice. `shown` is how people read it, with its unit;
    `rounded` says that it leaves something out."""

    exact: str
    shown: str
    rounded: bool
    type: Literal[
        "number",
        "count",
        "percent",
        "money",
        "duration",
        "compound",
        "date",
        "period",
        "yes-no",
        "text",
        "choice",
        "level",
    ]
    unit: str


class AbsenceReason(_Model):
    """A root of an absence: what is wrong with `subject`, and the place concerned."""

    subject: str
    message: Sentence
    place: Place | None


class AbsentValue(_Model):
    """A value that is not there, and why."""

    absent: Literal["missing", "not applicable"]
    reasons: list[AbsenceReason]


Outcome = PresentValue | AbsentValue


class Formula(_Model):
    """A formula as written, and with the values put in."""

    text: str
    with_values: str
    place: Place


class Case(_Model):
    """A condition of an `if` or `match`; `held` is null where it could not be decided."""

    condition: Formula
    held: bool | None


class RoundingStep(_Model):
    """A `round`, with the value before and after; `before` is null for what has no last digit."""

    text: str
    before: Outcome | None
    step: Outcome | None
    mode: str
    after: Outcome
    place: Place


class Aggregate(_Model):
    """An aggregate over a table, and how many rows it looked at and took."""

    text: str
    value: Outcome
    table: str
    rows: _Count | None
    selected: _Count | None
    origin: EvidencePlace | None
    place: Place


class Source(_Model):
    """Where a value comes from; `start` is the day a parameter's entry came into force."""

    kind: Literal["supplied", "replaced", "derived", "parameter", "caller", "none"]
    origin: EvidencePlace | None
    start: str | None
    because: str | None
    place: Place | None


class Input(_Model):
    """A value that another was computed from; `id` finds its node."""

    id: str
    label: str
    value: Outcome
    source: Source


class Check(_Model):
    """One comparison, and by how much it was met or missed. `own` says that the left side is the
    value the rules are about, `literal` that the right side is written out in the text."""

    text: str
    operator: str
    left: Outcome | None
    right: Outcome | None
    held: bool | None
    margin: PresentValue | None
    side: Literal["short", "above", "over", "below", "at", "equal", "different", "none"]
    own: bool
    literal: bool


class Rule(_Model):
    """A rule and what became of it; `condition` is null for `otherwise`."""

    id: str
    condition: str | None
    level: PresentValue
    result: Literal["yes", "no", "undecided", "not reached"]
    checks: list[Check]
    near_miss: bool
    because: str | None
    place: Place


class Needed(_Model):
    """What one input would have to be, everything else being as it is."""

    id: str
    label: str
    operator: str
    value: PresentValue
    present: PresentValue
    others: list[str]


class Boundary(_Model):
    """Where another level begins, and how far that is."""

    level: PresentValue
    operator: str
    threshold: PresentValue
    margin: PresentValue
    near: bool
    needs: list[Needed]


class Decision(_Model):
    """A list of rules and the position of the one that decided. `reached` is the threshold that
    keeps the level from being a worse one, `better` where the next better one begins."""

    scale: str
    rules: list[Rule]
    taken: _Count | None
    reached: Boundary | None
    better: Boundary | None
    place: Place


class CurvePoint(_Model):
    """A point of a score curve."""

    text: str
    at: Outcome
    score: Outcome


class Curve(_Model):
    """A score curve, and the positions of the points that the value lies at or between."""

    points: list[CurvePoint]
    between: list[_Count]
    place: Place


class Gate(_Model):
    """A gate, what became of it, and the rating before and after it."""

    id: str
    text: str
    action: Literal["cap", "raise", "set"]
    level: PresentValue
    condition: str
    outcome: Literal[
        "not fired", "fired", "unknown, ignored", "unknown, applied", "unknown, undetermined"
    ]
    checks: list[Check]
    before: Outcome
    after: Outcome
    because: str | None
    place: Place


class Contribution(_Model):
    """A part of a score: `amount` is exactly the effective weight times the score. `shown` is
    the amount cut to the digits in which the parts shown add up to the total shown.
    `weight_place` is where the declared weight stands: in the file that sets it last."""

    id: str
    label: str
    declared: PresentValue
    weight_place: Place
    effective: PresentValue
    score: Outcome
    rating: Outcome | None
    amount: PresentValue | None
    shown: str | None


class Contributions(_Model):
    """Largest first; the amounts sum exactly to `total`."""

    parts: list[Contribution]
    total: Outcome
    shown_total: str | None
    places: _Count


class MovedWeight(_Model):
    """A weight that grew because another part left."""

    id: str
    label: str
    before: PresentValue
    after: PresentValue


class NotCounted(_Model):
    """What left, why, its weight in `group` (null: in the role), where that stands, and whose
    weights grew."""

    id: str
    label: str
    absent: AbsentValue
    weight: PresentValue
    weight_place: Place
    group: str | None
    moved: list[MovedWeight]


class CountsFor(_Model):
    """What a measure counts for in its group, and that group in the role; the places are those of
    the declared weights."""

    group: str
    weight: PresentValue
    weight_place: Place
    group_weight: PresentValue | None
    group_weight_place: Place | None
    amount: PresentValue | None


class Coverage(_Model):
    """The share of weight that is known, and the share that must be; `limit_place` is null where
    the role does not say how much that is."""

    known: PresentValue
    limit: PresentValue
    limit_place: Place | None


class Possible(_Model):
    """The ratings that the missing values leave possible, best first; where not `exact`, no
    other is possible, but perhaps not each of these."""

    levels: list[PresentValue]
    exact: bool


class Rater(_Model):
    """What one kind of rater gave, its declared share and the share it had; `weight_place` is null
    where the competency names no raters."""

    id: str
    given: Outcome
    level: PresentValue | None
    declared: PresentValue
    weight_place: Place | None
    effective: PresentValue
    origin: EvidencePlace | None


class Assessment(_Model):
    """How a competency was assessed, against the level that the role requires."""

    raters: list[Rater]
    points: Outcome
    level: PresentValue | None
    indicator: str | None
    required: PresentValue | None
    required_indicator: str | None
    gap: Outcome | None


class LayerStep(_Model):
    """The text that gave a property, or took it away, and where it stands."""

    text: str
    removed: bool
    place: Place


class LayeredValue(_Model):
    """A property that a layer gave in place of another: first what stands now, then what it
    replaced, down to the first."""

    what: str
    steps: list[LayerStep]


class Node(_Model):
    """One value and everything that made it; `reads` are the ids of the nodes it was computed
    from, `depth` how far it is from the value asked about."""

    id: str
    kind: Literal["input", "parameter", "metric", "kpi", "competency", "responsibility", "role"]
    label: str
    description: str | None
    place: Place
    depth: _Count
    reads: list[str]
    value: Outcome | None
    rating: Outcome | None
    score: Outcome | None
    substituted: AbsentValue | None
    summary: list[Sentence]
    source: Source | None
    formula: Formula | None
    score_formula: Formula | None
    inputs: list[Input]
    branches: list[Case]
    roundings: list[RoundingStep]
    aggregates: list[Aggregate]
    assessment: Assessment | None
    decision: Decision | None
    curve: Curve | None
    contributions: Contributions | None
    coverage: Coverage | None
    gates: list[Gate]
    not_counted: list[NotCounted]
    possible: Possible | None
    counts_for: CountsFor | None
    layers: list[LayeredValue]


class Declared(_Model):
    """The id and the label of a declaration."""

    id: str
    label: str


class Digests(_Model):
    """SHA-256 of what the framework means, whatever its comments, labels, layout and files, and of
    its files; `docs/language.md` says what takes part."""

    meaning: str
    sources: str


class FrameworkRead(_Model):
    """The framework that a person was rated by."""

    id: str
    label: str
    version: str
    digests: Digests


class ExplanationDocument(_Model):
    """Why a person's value is what it is. `nodes` starts with the value asked about; each value
    that one of them was computed from follows once. Labels and sentences are in `language`."""

    assay: Format
    language: str
    framework: FrameworkRead
    person: str
    role: Declared | None
    period: str | None
    as_of: str | None
    nodes: list[Node]
