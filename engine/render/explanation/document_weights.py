"""The parts of an explanation's document that tell of weights: contributions, what left, raters."""

from __future__ import annotations

from ..model_parts import FromZero, Model
from .document_values import AbsentValue, EvidencePlace, Outcome, Place, PresentValue


class Contribution(Model):
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


class Contributions(Model):
    """Largest first; the amounts sum exactly to `total`."""

    parts: list[Contribution]
    total: Outcome
    shown_total: str | None
    places: FromZero


class MovedWeight(Model):
    """A weight that grew because another part left."""

    id: str
    label: str
    before: PresentValue
    after: PresentValue


class NotCounted(Model):
    """What left, why, its weight in `group` (null: in the role), where that stands, and whose
    weights grew."""

    id: str
    label: str
    absent: AbsentValue
    weight: PresentValue
    weight_place: Place
    group: str | None
    moved: list[MovedWeight]


class CountsFor(Model):
    """What a measure counts for in its group, and that group in the role; the places are those of
    the declared weights."""

    group: str
    weight: PresentValue
    weight_place: Place
    group_weight: PresentValue | None
    group_weight_place: Place | None
    amount: PresentValue | None


class Coverage(Model):
    """The share of weight that is known, and the share that must be; `limit_place` is null where
    the role does not say how much that is."""

    known: PresentValue
    limit: PresentValue
    limit_place: Place | None


class Possible(Model):
    """The ratings that the missing values leave possible, best first; where not `exact`, no
    other is possible, but perhaps not each of these."""

    levels: list[PresentValue]
    exact: bool


class Rater(Model):
    """What one kind of rater gave, its declared share and the share it had; `weight_place` is null
    where the competency names no raters."""

    id: str
    given: Outcome
    level: PresentValue | None
    declared: PresentValue
    weight_place: Place | None
    effective: PresentValue
    origin: EvidencePlace | None


class Assessment(Model):
    """How a competency was assessed, against the level that the role requires."""

    raters: list[Rater]
    points: Outcome
    level: PresentValue | None
    indicator: str | None
    required: PresentValue | None
    required_indicator: str | None
    gap: Outcome | None
