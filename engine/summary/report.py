"""What a summary says once everyone is counted: plain numbers, which every format shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from .in_order import Spread
from .scheme import Scheme, SchemeLevel, SchemeMeasure
from .thresholds import Threshold

NEAR = Fraction(1, 100)
"""A value is near a threshold where it differs from it by at most this share of the threshold; a
threshold of 0 has only 0 itself near."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """How many values lie within 1% of a threshold: less than it, equal to it, more."""

    threshold: Threshold
    below: int
    on: int
    above: int


@dataclass(frozen=True, slots=True)
class AbsentCount:
    """How many have no value, and why: `reason` is a code with the ids it comes from, such as
    `not-supplied: quota`, "" where that is not known."""

    kind: str
    reason: str
    people: int


@dataclass(frozen=True, slots=True)
class MeasureReport:
    """What a measure came to. `rated` counts people at each level, best first; `valued` those who
    have a value, whose `ends`, the lowest and the highest, `spread` and nearness are told; `near`
    those near any threshold, None where no thresholds are known."""

    measure: SchemeMeasure
    rated: tuple[tuple[SchemeLevel, int], ...]
    valued: int
    ends: tuple[Fraction, Fraction] | None
    spread: Spread | None
    near: int | None
    thresholds: tuple[Nearby, ...]
    absent: tuple[AbsentCount, ...]


@dataclass(frozen=True, slots=True)
class RefusedCount:
    """How many people's evidence has a problem of this kind, in a field of the evidence."""

    code: str
    field: str
    people: int


@dataclass(frozen=True, slots=True)
class GroupReport:
    """What a group of people came to. `name` is None for people of whom no group is known.

    `people` are all: `rated`, `not_rated`, `not_applicable`, and those `refused` because of their
    evidence. `reasons` say why people are not rated, `problems` why evidence was refused."""

    name: str | None
    people: int
    rated: int
    not_rated: int
    not_applicable: int
    refused: int
    reasons: tuple[AbsentCount, ...]
    problems: tuple[RefusedCount, ...]
    measures: tuple[MeasureReport, ...]

    @property
    def overall(self) -> MeasureReport | None:
        """What the overall rating came to; None where there is none."""
        first = self.measures[0] if self.measures else None
        return first if first is not None and first.measure.kind == "overall" else None


@dataclass(frozen=True, slots=True)
class SummaryReport:
    """Everyone together, and where asked for each group by itself. `spreads` is False for a
    summary that kept no values: it tells no `spread`, and of groups the overall rating alone."""

    scheme: Scheme
    periods: tuple[str, ...]
    everyone: GroupReport
    by: str
    groups: tuple[GroupReport, ...]
    spreads: bool
    notes: tuple[str, ...]


class Counted(Protocol):
    """Numbers of which it is known how many lie where."""

    def below(self, bound: Fraction, *, or_at: bool = False) -> int:
        """How many are less than a bound, or at most that."""

    def between(self, low: Fraction, high: Fraction) -> int:
        """How many lie between two bounds, both included."""


def nearby(numbers: Counted, thresholds: Sequence[Threshold]) -> tuple[Nearby, ...]:
    """How many values lie near each threshold."""
    found = []
    for threshold in thresholds:
        low, high = band(threshold)
        on = numbers.between(threshold.value, threshold.value)
        below = numbers.below(threshold.value) - numbers.below(low)
        found.append(Nearby(threshold, below, on, numbers.between(low, high) - below - on))
    return tuple(found)


def near_any(numbers: Counted, thresholds: Sequence[Threshold]) -> int:
    """How many values lie near at least one of the thresholds."""
    total = 0
    reached: Fraction | None = None
    for low, high in sorted(band(each) for each in thresholds):
        if reached is None or low > reached:
            total += numbers.between(low, high)
            reached = high
        elif high > reached:
            total += numbers.below(high, or_at=True) - numbers.below(reached, or_at=True)
            reached = high
    return total


def band(threshold: Threshold) -> tuple[Fraction, Fraction]:
    """The lowest and the highest value that is near a threshold."""
    margin = abs(threshold.value) * NEAR
    return threshold.value - margin, threshold.value + margin
