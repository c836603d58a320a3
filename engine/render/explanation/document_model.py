"""The JSON document of an explanation as a model, from which its schema is published."""

from __future__ import annotations

from typing import Literal

from ..model_parts import FromZero, Model
from .document_values import AbsentValue, EvidencePlace, Outcome, Place, PresentValue, Sentence
from .document_weights import Assessment, Contributions, CountsFor, Coverage, NotCounted, Possible


class Format(Model):
    """What the document is."""

    format: Literal["explanation"]
    version: Literal[1]


class Formula(Model):
    """A formula as written, and with the values put in."""

    text: str
    with_values: str
    place: Place


class Case(Model):
    """A condition of an `if` or `match`; `held` is null where it could not be decided."""

    condition: Formula
    held: bool | None


class RoundingStep(Model):
    """A `round`, with the value before and after; `before` is null for what has no last digit."""

    text: str
    before: Outcome | None
    step: Outcome | None
    mode: str
    after: Outcome
    place: Place


class Aggregate(Model):
    """An aggregate over a table, and how many rows it looked at and took."""

    text: str
    value: Outcome
    table: str
    rows: FromZero | None
    selected: FromZero | None
    origin: EvidencePlace | None
    place: Place


class Source(Model):
    """Where a value comes from; `start` is the day a parameter's entry came into force."""

    kind: Literal["supplied", "replaced", "derived", "parameter", "caller", "none"]
    origin: EvidencePlace | None
    start: str | None
    because: str | None
    place: Place | None


class Input(Model):
    """A value that another was computed from; `id` finds its node."""

    id: str
    label: str
    value: Outcome
    source: Source


class Check(Model):
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


class Rule(Model):
    """A rule and what became of it; `condition` is null for `otherwise`."""

    id: str
    condition: str | None
    level: PresentValue
    result: Literal["yes", "no", "undecided", "not reached"]
    checks: list[Check]
    near_miss: bool
    because: str | None
    place: Place


class Needed(Model):
    """What one input would have to be, everything else being as it is."""

    id: str
    label: str
    operator: str
    value: PresentValue
    present: PresentValue
    others: list[str]


class Boundary(Model):
    """Where another level begins, and how far that is."""

    level: PresentValue
    operator: str
    threshold: PresentValue
    margin: PresentValue
    near: bool
    needs: list[Needed]


class Decision(Model):
    """A list of rules and the position of the one that decided. `reached` is the threshold that
    keeps the level from being a worse one, `better` where the next better one begins."""

    scale: str
    rules: list[Rule]
    taken: FromZero | None
    reached: Boundary | None
    better: Boundary | None
    place: Place


class CurvePoint(Model):
    """A point of a score curve."""

    text: str
    at: Outcome
    score: Outcome


class Curve(Model):
    """A score curve, and the positions of the points that the value lies at or between."""

    points: list[CurvePoint]
    between: list[FromZero]
    place: Place


class Gate(Model):
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


class LayerStep(Model):
    """The text that gave a property, or took it away, and where it stands."""

    text: str
    removed: bool
    place: Place


class LayeredValue(Model):
    """A property that a layer gave in place of another: first what stands now, then what it
    replaced, down to the first."""

    what: str
    steps: list[LayerStep]


class Node(Model):
    """One value and everything that made it; `reads` are the ids of the nodes it was computed
    from, `depth` how far it is from the value asked about."""

    id: str
    kind: Literal["input", "parameter", "metric", "kpi", "competency", "responsibility", "role"]
    label: str
    description: str | None
    place: Place
    depth: FromZero
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


class Declared(Model):
    """The id and the label of a declaration."""

    id: str
    label: str


class Digests(Model):
    """SHA-256 of what the framework means, whatever its comments, labels, layout and files, and of
    its files; `docs/language.md` says what takes part."""

    meaning: str
    sources: str


class FrameworkRead(Model):
    """The framework that a person was rated by."""

    id: str
    label: str
    version: str
    digests: Digests


class ExplanationDocument(Model):
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
