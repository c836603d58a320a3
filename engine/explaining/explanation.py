"""The explanation: why a value is what it is, as a frozen tree that any language can read.

Nothing in it is a sentence: what is said is a message, a key with arguments that each language
has words for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ...dsl.digests import Digests
from ...dsl.framework import Label
from ...dsl.period import Period
from ...dsl.source import Span
from ..trace import Origin
from .explanation_values import Absent, Message, Outcome, Value
from .explanation_weights import (
    Assessment,
    Contributions,
    CountsFor,
    Coverage,
    NotCounted,
    PossibleLevels,
)

# --- formulas ------------------------------------------------------------------------------

Piece = str | Value | Absent


@dataclass(frozen=True, slots=True)
class FormulaText:
    """A formula as written (comments left out, spaces made one), and with the values put in."""

    text: str
    with_values: tuple[Piece, ...]
    place: Span


@dataclass(frozen=True, slots=True)
class BranchTaken:
    """A condition of an `if` (or a case of a `match`) that was looked at, and what it gave; None
    where it could not be decided."""

    condition: FormulaText
    held: bool | None


@dataclass(frozen=True, slots=True)
class RoundingDone:
    """A `round`: what was rounded (`before` is None for what an irrational function gives, which
    has no last digit), the step and the mode, and the value after."""

    text: str
    before: Outcome | None
    step: Outcome | None
    mode: str
    after: Outcome
    place: Span


@dataclass(frozen=True, slots=True)
class AggregateDone:
    """An aggregate over a table: its text, its value, and the rows it looked at and took."""

    text: str
    value: Outcome
    table: str
    rows: int | None
    selected: int | None
    origin: Origin | None
    place: Span


# --- where values come from ----------------------------------------------------------------

SourceKind = Literal["supplied", "replaced", "derived", "parameter", "caller", "none"]


@dataclass(frozen=True, slots=True)
class ValueSource:
    """Where a value comes from: supplied by the evidence (`replaced`: in place of its formula,
    as examples do), derived by its formula, a parameter's entry in force since `start`, or set
    by the caller. `origin` is the place in the evidence, `place` the one in the framework."""

    kind: SourceKind
    origin: Origin | None
    start: date | None
    because: Label | None
    place: Span | None


@dataclass(frozen=True, slots=True)
class InputRead:
    """A value that another was computed from; `id` finds its own node."""

    id: str
    label: Label
    value: Outcome
    source: ValueSource


# --- decisions -----------------------------------------------------------------------------

CheckResult = Literal["yes", "no", "undecided", "not reached"]
Side = Literal["short", "above", "over", "below", "at", "equal", "different", "none"]


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison of a condition. `margin` is how far the two sides are apart, `side` on
    which; `own` says that the left side is the value the rules are about, `literal` that the
    right side is written out in the text."""

    text: str
    operator: str
    left: Outcome | None
    right: Outcome | None
    held: bool | None
    margin: Value | None
    side: Side
    own: bool
    literal: bool


@dataclass(frozen=True, slots=True)
class RuleTried:
    """A rule, and what became of it. `condition` is None for `otherwise`."""

    id: str
    condition: str | None
    level: Value
    result: CheckResult
    checks: tuple[Check, ...]
    near_miss: bool
    because: Label | None
    place: Span


@dataclass(frozen=True, slots=True)
class Needed:
    """What one input would have to be, everything else being as it is."""

    id: str
    label: Label
    operator: str
    value: Value
    present: Value
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where another level begins: the value would have to be `operator` `threshold`, which is
    `margin` away; `near` where that is at most a tenth of the way between the two levels."""

    level: Value
    operator: str
    threshold: Value
    margin: Value
    near: bool
    needs: tuple[Needed, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A list of rules and the one that decided. `reached` is the threshold that keeps the level
    from being a worse one, `better` where the next better level begins; both None where the
    rules are about several quantities, or there is none."""

    scale: Label
    rules: tuple[RuleTried, ...]
    taken: int | None
    reached: Boundary | None
    better: Boundary | None
    place: Span


@dataclass(frozen=True, slots=True)
class CurvePoint:
    text: str
    at: Outcome
    score: Outcome


@dataclass(frozen=True, slots=True)
class CurveRead:
    """A curve and the point or the two neighbouring points that the value lies between."""

    points: tuple[CurvePoint, ...]
    between: tuple[int, ...]
    place: Span


@dataclass(frozen=True, slots=True)
class GateTried:
    """A gate and what became of it: `outcome` is one of GATE_OUTCOMES."""

    id: str
    text: str
    action: str
    level: Value
    condition: str
    outcome: str
    checks: tuple[Check, ...]
    before: Outcome
    after: Outcome
    because: Label | None
    place: Span


# --- layers --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LayerStep:
    """The text that gave a property, or took it away, and where it stands."""

    text: str
    removed: bool
    place: Span


@dataclass(frozen=True, slots=True)
class LayeredValue:
    """A property, by its words, that a layer gave in place of another: first what stands now, then
    what it replaced, down to the first."""

    what: str
    steps: tuple[LayerStep, ...]


# --- the tree ------------------------------------------------------------------------------

NodeKind = Literal["input", "parameter", "metric", "kpi", "competency", "responsibility", "role"]


@dataclass(frozen=True, slots=True)
class Node:
    """One value and everything that made it. `reads` are the ids of the nodes it was computed
    from; `depth` is how far it is from the explanation's subject."""

    id: str
    kind: NodeKind
    label: Label
    description: Label | None
    place: Span
    depth: int
    reads: tuple[str, ...]
    value: Outcome | None
    rating: Outcome | None
    score: Outcome | None
    substituted: Absent | None
    summary: tuple[Message, ...]
    source: ValueSource | None
    formula: FormulaText | None
    score_formula: FormulaText | None
    inputs: tuple[InputRead, ...]
    branches: tuple[BranchTaken, ...]
    roundings: tuple[RoundingDone, ...]
    aggregates: tuple[AggregateDone, ...]
    assessment: Assessment | None
    decision: Decision | None
    curve: CurveRead | None
    contributions: Contributions | None
    coverage: Coverage | None
    gates: tuple[GateTried, ...]
    not_counted: tuple[NotCounted, ...]
    possible: PossibleLevels | None
    counts_for: CountsFor | None
    layers: tuple[LayeredValue, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a person's value is what it is. `nodes` starts with the value asked about; every node
    that one of them reads follows once, so that the tree stays small however often a value is
    used. `period` and `as_of` are None where there was none."""

    framework: Label
    framework_id: str
    version: str
    digests: Digests
    person: str
    role: Label | None
    role_id: str
    period: Period | None
    as_of: date | None
    nodes: tuple[Node, ...]

    @property
    def root(self) -> Node:
        """The value asked about."""
        return self.nodes[0]

    def node(self, id: str) -> Node:
        """The node of that id; KeyError where the explanation has none."""
        for node in self.nodes:
            if node.id == id:
                return node
        raise KeyError(id)
