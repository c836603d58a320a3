"""The scores that can come about: of a measure, of a responsibility, of a role.

A score is reached by single points (those of levels), by a stretch (those of a curve), or both.
Averages of them are found exactly: their points lie on a grid, so that the set of all sums is a
whole number of which bit i stands for i steps of the grid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor, lcm

from .intervals import Interval, between

_ZERO = Fraction(0)

MOST_STEPS = 200_000
"""Steps of the grid that sums are told apart on; with a finer one only their ends are known."""

MOST_WORK = 20_000_000
"""Steps of the grid times sets added up, for one role."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The scores that something can have: `points`, and the stretch from `low` to `high` where that
    is given. `known` is False where it may be any score at all."""

    points: tuple[Fraction, ...] = ()
    low: Fraction | None = None
    high: Fraction | None = None
    known: bool = True

    @property
    def least(self) -> Fraction:
        """The lowest of them; there is one where it is known."""
        return min((*self.points, *self._ends()))

    @property
    def most(self) -> Fraction:
        """The highest of them."""
        return max((*self.points, *self._ends()))

    def _ends(self) -> tuple[Fraction, ...]:
        return () if self.low is None or self.high is None else (self.low, self.high)

    @property
    def interval(self) -> Interval:
        """The range around all of them."""
        return between(self.least, self.most) if self.known else Interval()


ANY = Reach(known=False)


def stretch(low: Fraction, high: Fraction) -> Reach:
    """All scores from one to another."""
    return Reach((), low, high)


def single(points: Iterable[Fraction]) -> Reach:
    """Some scores, at least one."""
    return Reach(tuple(sorted(set(points))))


@dataclass(frozen=True, slots=True)
class Part:
    """Something that counts in an average, its share of the whole, and its scores."""

    share: Fraction
    reach: Reach


@dataclass(frozen=True, slots=True)
class Average:
    """The averages of parts whose scores are known.

    `whole` goes from the lowest to the highest where all parts apply; `of_any` where some may not,
    whose shares go to the others. No two averages next to each other are further apart than
    `widest`.
    """

    parts: tuple[Part, ...]
    whole: Interval
    of_any: Interval
    widest: Fraction

    def reaches(self, wanted: Sequence[Interval]) -> tuple[bool | None, ...]:
        """Whether an average lies in each of the intervals; None where that is beyond reach."""
        found = [_surely(interval, self.whole, self.widest) for interval in wanted]
        if None in found:
            sums = self._sums()
            for index, interval in enumerate(wanted):
                if found[index] is None and sums is not None:
                    found[index] = sums.meet(interval)
        return tuple(found)

    def _sums(self) -> _Sums | None:
        parts = [part for part in self.parts if part.share]
        stretches = [part for part in parts if part.reach.low is not None]
        if any(part.reach.points for part in stretches):
            return None
        scaled = [
            [part.share * point for point in part.reach.points]
            for part in parts
            if part.reach.points
        ]
        grid = lcm(*(value.denominator for values in scaled for value in values), 1)
        size = _sum(max(values) - min(values) for values in scaled) * grid
        if size > MOST_STEPS or size * len(scaled) > MOST_WORK:
            return None
        bits, start = 1, _ZERO
        for values in scaled:
            least = min(values)
            start += least
            steps = [int((value - least) * grid) for value in values]
            bits = _added(bits, steps)
        low = _sum(part.share * (part.reach.low or _ZERO) for part in stretches)
        high = _sum(part.share * (part.reach.high or _ZERO) for part in stretches)
        return _Sums(bits, grid, start, low, high)


def average_of(parts: Sequence[Part]) -> Average | None:
    """Parts -> their averages; None where there are none, or the scores of one are not known."""
    if not parts or not all(part.reach.known for part in parts):
        return None
    ends = [(part.share, part.reach.least, part.reach.most) for part in parts]
    low = _sum(share * least for share, least, _ in ends)
    high = _sum(share * most for share, _, most in ends)
    return Average(
        tuple(parts),
        between(low, high),
        between(min(least for _, least, _ in ends), max(most for _, _, most in ends)),
        max(_widest_step(part) for part in parts),
    )


def _sum(numbers: Iterable[Fraction]) -> Fraction:
    """The sum of numbers of which many have one denominator."""
    numerators: dict[int, int] = {}
    for each in numbers:
        numerators[each.denominator] = numerators.get(each.denominator, 0) + each.numerator
    return sum((Fraction(above, below) for below, above in numerators.items()), _ZERO)


def _surely(interval: Interval, whole: Interval, widest: Fraction) -> bool | None:
    """What the ends and the widest step tell: going from the lowest average to the highest, one
    part at a time, no stretch that is wider than the widest step is jumped over."""
    low, high = whole.low, whole.high
    assert low is not None
    assert high is not None
    if low in interval or high in interval:
        return True
    if interval.low is None or interval.high is None:
        # Open on one side, and neither end lies in it: it is beyond one of them.
        return False
    if interval.is_empty or interval.low >= high or interval.high <= low:
        return False
    return True if interval.high - interval.low > widest else None


def _added(bits: int, steps: Iterable[int]) -> int:
    result = 0
    for step in steps:
        result |= bits << step
    return result


def _widest_step(part: Part) -> Fraction:
    ends = part.reach.points
    if part.reach.low is not None and part.reach.high is not None:
        # Between a stretch and the points beside it there is a step as well.
        outside = [each for each in ends if not part.reach.low <= each <= part.reach.high]
        ends = tuple(sorted((*outside, part.reach.low, part.reach.high)))
        steps = [
            later - earlier
            for earlier, later in pairwise(ends)
            if (earlier, later) != (part.reach.low, part.reach.high)
        ]
    else:
        steps = [later - earlier for earlier, later in pairwise(ends)]
    return part.share * max(steps, default=_ZERO)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums of points, `start` + i / `grid` for each bit i of `bits`; each with a stretch from `low`
    to `high` on top."""

    bits: int
    grid: int
    start: Fraction
    low: Fraction
    high: Fraction

    def meet(self, interval: Interval) -> bool:
        """Whether a sum lies in an interval."""
        first, last = 0, self.bits.bit_length() - 1
        if interval.low is not None:
            least = (interval.low - self.high - self.start) * self.grid
            inside = interval.low_in and least.denominator == 1
            first = max(0, floor(least) + (0 if inside else 1))
        if interval.high is not None:
            most = (interval.high - self.low - self.start) * self.grid
            on_step = most.denominator == 1 and not interval.high_in
            last = min(last, floor(most) - (1 if on_step else 0))
        if last < first:
            return False
        return bool(self.bits >> first & ((1 << (last - first + 1)) - 1))
