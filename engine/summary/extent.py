"""The lowest and the highest of many exact numbers, and how many lie near thresholds: counted as
they come, none of them kept."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import inf, nextafter

from .in_order import nearest
from .report import Nearby, band
from .thresholds import Threshold


class Extent:
    """Numbers that come one by one, and counts of those counted elsewhere.

    `near` are those near any of the thresholds, `counts` for each threshold those just below, on
    and just above it.
    """

    __slots__ = ("_ends", "_floats", "counts", "near", "thresholds", "valued")

    def __init__(self, thresholds: Sequence[Threshold]) -> None:
        self.thresholds = tuple(thresholds)
        self.valued = 0
        self.near = 0
        self.counts = [[0, 0, 0] for _ in self.thresholds]
        self._ends: tuple[Fraction, Fraction] | None = None
        bands = [band(each) for each in self.thresholds]
        self._floats = [
            (nextafter(_float(low), -inf), nextafter(_float(high), inf)) for low, high in bands
        ]

    def add(self, top: int, bottom: int, count: int = 1) -> None:
        """Takes in a number, as numerator and denominator, that came so often."""
        self.valued += count
        about = nearest(top, bottom)
        near = [at for at, (low, high) in enumerate(self._floats) if low <= about <= high]
        ends = self._ends
        if near or ends is None or not _float(ends[0]) < about < _float(ends[1]):
            value = Fraction(top, bottom)
            self.reach(value)
            if sum(self._place(at, value, count) for at in near):
                self.near += count

    def _place(self, at: int, value: Fraction, count: int) -> bool:
        """Counts a number at a threshold, if it is near it."""
        threshold = self.thresholds[at].value
        low, high = band(self.thresholds[at])
        if not low <= value <= high:
            return False
        self.counts[at][(value >= threshold) + (value > threshold)] += count
        return True

    def reach(self, value: Fraction) -> None:
        """Lets the ends go as far as a number."""
        low, high = self._ends or (value, value)
        self._ends = min(low, value), max(high, value)

    def merge(self, other: Extent) -> None:
        """Takes in the numbers of another with the same thresholds."""
        self.valued += other.valued
        self.near += other.near
        for mine, others in zip(self.counts, other.counts, strict=True):
            mine[:] = map(sum, zip(mine, others, strict=True))
        for end in other.ends or ():
            self.reach(end)

    @property
    def ends(self) -> tuple[Fraction, Fraction] | None:
        """The lowest and the highest; None where there is none."""
        return self._ends

    def nearby(self) -> tuple[Nearby, ...]:
        """How many lie near each threshold."""
        pairs = zip(self.thresholds, self.counts, strict=True)
        return tuple(Nearby(threshold, *counts) for threshold, counts in pairs)


def _float(value: Fraction) -> float:
    return nearest(value.numerator, value.denominator)
