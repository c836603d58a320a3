"""Which sums can be reached by taking one of the points of each of some measures."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm

MAX_SUMS = 20_000
"""Distinct sums that are told apart; beyond, the range they span stands for them."""
MAX_BITS = 1 << 17
"""Up to so many places, sums are the bits of one number, of which all move at once."""


@dataclass(frozen=True, slots=True)
class Weighted:
    """What a measure may add to a sum: `weight` times one of `points`, or where it is `curved`,
    times anything between the least and the greatest of them."""

    weight: Fraction
    points: tuple[Fraction, ...]
    curved: bool = False


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums still possible: for each of `starts`, in order, all from there to `width` above,
    over the denominator `common`. `told_apart` is False where the whole span stands for them."""

    starts: Sequence[int]
    width: int
    common: int
    told_apart: bool

    @classmethod
    def of(cls, parts: Iterable[Weighted]) -> Sums:
        """The sums of what the parts may add, one point of each."""
        weighted = [([part.weight * point for point in part.points], part) for part in parts]
        common = lcm(*(each.denominator for points, _ in weighted for each in points))
        reach = Reach.of(
            ([each.numerator * (common // each.denominator) for each in points], part.curved)
            for points, part in weighted
        )
        starts = [reach.least + reach.step * place for place in reach.places()]
        return cls(starts, reach.width, common, reach.told_apart)

    def among(self, thresholds: Sequence[Fraction]) -> Iterator[Fraction]:
        """One of the sums for each way to lie among the thresholds that any of them has."""
        starts, width, common = self.starts, self.width, self.common
        cuts = [cut * common for cut in thresholds]
        for cut in cuts:
            at = bisect_left(starts, cut - width)
            if at < len(starts) and starts[at] <= cut:
                yield cut / common
        for low, high in pairwise((None, *cuts, None)):
            at = 0 if low is None else bisect_right(starts, low - width)
            if at == len(starts) or (high is not None and starts[at] >= high):
                continue
            bottom, top = Fraction(starts[at]), Fraction(starts[at] + width)
            bottom = bottom if low is None else max(bottom, low)
            top = top if high is None else min(top, high)
            yield (bottom + top) / (2 * common)


@dataclass(frozen=True, slots=True)
class Reach:
    """Sums of whole numbers: `least` and so many steps more as the bits of `bits` that are set
    say, or the numbers in `listed`. `width` and `told_apart` are as in `Sums`."""

    least: int
    step: int
    bits: int
    listed: Sequence[int]
    width: int
    told_apart: bool

    @classmethod
    def of(cls, choices: Iterable[tuple[Sequence[int], bool]]) -> Reach:
        """One point of each part, with whether the part is curved."""
        least, width = 0, 0
        more: list[list[int]] = []
        for points, curved in choices:
            low, high = min(points), max(points)
            least += low
            if curved:
                width += high - low
            elif high > low:
                more.append(sorted({each - low for each in points}))
        step = gcd(*(each for added in more for each in added)) or 1
        steps = [[each // step for each in added] for added in more]
        if sum(added[-1] for added in steps) < MAX_BITS:
            bits, over, told_apart = _as_bits(steps)
            return cls(least, step, bits, (), width + step * over, told_apart)
        listed, over, told_apart = _as_list(steps)
        return cls(least, step, 0, listed, width + step * over, told_apart)

    def places(self) -> Sequence[int]:
        """How many steps more than the least the sums are, in order."""
        return list(_set_bits(self.bits)) if self.bits else self.listed


def _as_bits(more: Iterable[Sequence[int]]) -> tuple[int, int, bool]:
    bits, width, told_apart = 1, 0, True
    for added in more:
        moved = 0
        for each in added:
            moved |= bits << each
        bits = moved
        if bits.bit_count() > MAX_SUMS:
            low, high = (bits & -bits).bit_length() - 1, bits.bit_length() - 1
            bits, width, told_apart = 1 << low, width + high - low, False
    return bits, width, told_apart


def _set_bits(bits: int) -> Iterator[int]:
    """The positions of the bits that are set, from the least."""
    digits = bin(bits)[:1:-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


def _as_list(more: Iterable[Sequence[int]]) -> tuple[Sequence[int], int, bool]:
    starts, width, told_apart = {0}, 0, True
    for added in more:
        starts = {start + each for start in starts for each in added}
        if len(starts) > MAX_SUMS:
            low, high = min(starts), max(starts)
            starts, width, told_apart = {low}, width + high - low, False
    return sorted(starts), width, told_apart
