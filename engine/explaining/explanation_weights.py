"""The parts of an explanation that tell of weights: contributions, what left, raters."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ...dsl.framework import Label
from ...dsl.source import Span
from ..trace import Origin
from .explanation_values import Absent, Outcome, Value


@dataclass(frozen=True, slots=True)
class Contribution:
    """A part of a score: `amount` is effective weight times score, None where there is none.
    `weight_place` is where the declared weight stands that is in force."""

    id: str
    label: Label
    declared: Value
    weight_place: Span
    effective: Value
    score: Outcome
    rating: Outcome | None
    amount: Value | None
    shown: Fraction | None


@dataclass(frozen=True, slots=True)
class Contributions:
    """Largest first. The amounts sum exactly to `total`; what is shown of them, `shown`, sums to
    what is shown of the total, `shown_total`, both with `places` digits."""

    parts: tuple[Contribution, ...]
    total: Outcome
    shown_total: Fraction | None
    places: int


@dataclass(frozen=True, slots=True)
class WeightMoved:
    id: str
    label: Label
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A measure or responsibility that left: why, the weight it has in `group` (None for the
    role), where that stands, and whose weights grew by it."""

    id: str
    label: Label
    absent: Absent
    weight: Value
    weight_place: Span
    group: Label | None
    moved: tuple[WeightMoved, ...]


@dataclass(frozen=True, slots=True)
class CountsFor:
    """What a measure counts for: its share of its responsibility, that one's share of the role,
    and what both make of its score. The places are those of the declared weights; a group
    without a weight of its own has none."""

    group: Label
    weight: Value
    weight_place: Span
    group_weight: Value | None
    group_weight_place: Span | None
    amount: Value | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The share of weight that is known, and the share that must be; `limit_place` is None where
    the role does not say how much that is."""

    known: Value
    limit: Value
    limit_place: Span | None


@dataclass(frozen=True, slots=True)
class PossibleLevels:
    """The overall ratings that the missing values leave possible, best first; where not `exact`,
    no other is possible, but perhaps not each of these."""

    levels: tuple[Value, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class RaterShare:
    """What one kind of rater gave, its declared share and the share it had; `weight_place` is None
    where the competency names no raters, and has a single assessment."""

    id: str
    given: Outcome
    level: Value | None
    declared: Value
    weight_place: Span | None
    effective: Value
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """How a competency was assessed: `level` is the highest one that the assessed points reach,
    `indicator` its text; `required_indicator` that of the level asked for."""

    raters: tuple[RaterShare, ...]
    points: Outcome
    level: Value | None
    indicator: Label | None
    required: Value | None
    required_indicator: Label | None
    gap: Outcome | None
