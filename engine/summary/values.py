"""Many exact numbers, held compactly: their quartiles, and how many lie between two bounds.

Quartiles are those of Excel's QUARTILE.INC and MEDIAN: of n numbers in order, the one at position
(n - 1) * share, counted from 0; between two, as far along the way from one to the other as the
position says. The median of an even number of them is so the middle of the two in the middle.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, compress, islice
from math import floor, inf
from operator import eq

_WIDEST = 2**63
_TO_MERGE = 2**16
"""So many numbers are held before equal ones are looked for."""

QUARTER, HALF, THREE_QUARTERS = Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)


@dataclass(frozen=True, slots=True)
class Spread:
    """The five numbers that say how values are spread."""

    lowest: Fraction
    lower_quartile: Fraction
    median: Fraction
    upper_quartile: Fraction
    highest: Fraction


class Values:
    """Exact numbers and how often each came: 24 bytes for each different one that fits 64 bits."""

    __slots__ = ("_bottoms", "_counts", "_tops", "_until_merging", "_wide")

    def __init__(self) -> None:
        self._tops = array("q")
        self._bottoms = array("q")
        self._counts = array("Q")
        self._wide: dict[Fraction, int] = {}
        self._until_merging = _TO_MERGE

    def add(self, value: Fraction, count: int = 1) -> None:
        """Takes in a number that came so often."""
        self.add_pair((value.numerator, value.denominator), count)

    def add_pair(self, pair: tuple[int, int], count: int = 1) -> None:
        """The same for a numerator and a denominator in lowest terms."""
        top, bottom = pair
        if not -_WIDEST <= top < _WIDEST or bottom >= _WIDEST:
            value = Fraction(top, bottom)
            self._wide[value] = self._wide.get(value, 0) + count
            return
        self._tops.append(top)
        self._bottoms.append(bottom)
        self._counts.append(count)
        if len(self._tops) >= self._until_merging:
            self._merge_equal()

    def merge(self, others: Values) -> None:
        """Takes in all of others."""
        self._tops.extend(others._tops)
        self._bottoms.extend(others._bottoms)
        self._counts.extend(others._counts)
        for value, count in others._wide.items():
            self._wide[value] = self._wide.get(value, 0) + count
        if len(self._tops) >= self._until_merging:
            self._merge_equal()

    def in_order(self) -> InOrder:
        """The numbers sorted."""
        self._merge_equal()
        return InOrder.of(self._counted())

    def _counted(self) -> Iterator[tuple[int, int, int]]:
        yield from zip(self._tops, self._bottoms, self._counts, strict=True)
        yield from ((each.numerator, each.denominator, n) for each, n in self._wide.items())

    def _merge_equal(self) -> None:
        counts: dict[tuple[int, int], int] = {}
        pairs = zip(self._tops, self._bottoms, strict=True)
        for pair, count in zip(pairs, self._counts, strict=True):
            counts[pair] = counts.get(pair, 0) + count
        if len(counts) == len(self._tops):
            self._until_merging = max(_TO_MERGE, 2 * len(counts))
            return
        self._tops = array("q", (top for top, _ in counts))
        self._bottoms = array("q", (bottom for _, bottom in counts))
        self._counts = array("Q", counts.values())
        self._until_merging = max(_TO_MERGE, 2 * len(counts))


@dataclass(frozen=True, slots=True)
class InOrder:
    """Different numbers in order: the nearest float of each, which never decreases, the number
    itself, and how many stand up to it."""

    _floats: list[float]
    _exact: list[tuple[int, int]]
    _up_to: list[int]

    @classmethod
    def of(cls, counted: Iterator[tuple[int, int, int]]) -> InOrder:
        """Sorts different numbers: by their nearest floats, and exactly where these are equal."""
        keyed = [(nearest(top, bottom), top, bottom, count) for top, bottom, count in counted]
        keyed.sort()
        floats = [each[0] for each in keyed]
        for start in _runs(floats):
            end = bisect_right(floats, floats[start])
            keyed[start:end] = sorted(keyed[start:end], key=lambda each: Fraction(each[1], each[2]))
        return cls(
            floats,
            [(top, bottom) for _, top, bottom, _ in keyed],
            list(accumulate(each[3] for each in keyed)),
        )

    def __len__(self) -> int:
        return self._up_to[-1] if self._up_to else 0

    def at(self, position: int) -> Fraction:
        """The number at a position, counted from 0 for the lowest."""
        return Fraction(*self._exact[bisect_right(self._up_to, position)])

    def quantile(self, share: Fraction) -> Fraction:
        """The number that stands so far along the way from the lowest to the highest."""
        position = (len(self) - 1) * share
        below = floor(position)
        low = self.at(below)
        return low if below == position else low + (position - below) * (self.at(below + 1) - low)

    def spread(self) -> Spread | None:
        """The five numbers; None where there is none."""
        if not self._up_to:
            return None
        return Spread(
            self.at(0),
            self.quantile(QUARTER),
            self.quantile(HALF),
            self.quantile(THREE_QUARTERS),
            self.at(len(self) - 1),
        )

    def below(self, bound: Fraction, *, or_at: bool = False) -> int:
        """How many are less than a bound, or at most that."""
        key = nearest(bound.numerator, bound.denominator)
        place, end = bisect_left(self._floats, key), bisect_right(self._floats, key)
        # Those with the same nearest float may lie on either side.
        while place < end:
            each = Fraction(*self._exact[place])
            if each > bound or (each == bound and not or_at):
                break
            place += 1
        return self._up_to[place - 1] if place else 0

    def between(self, low: Fraction, high: Fraction) -> int:
        """How many lie between two bounds, both included."""
        return self.below(high, or_at=True) - self.below(low)


def _runs(floats: list[float]) -> list[int]:
    """Where in an ordered list equal numbers start."""
    same = map(eq, floats, islice(floats, 1, None))
    starts = compress(range(len(floats)), same)
    return [at for at in starts if at == 0 or floats[at - 1] != floats[at]]


def nearest(top: int, bottom: int) -> float:
    """The nearest float of a fraction; infinite beyond the largest."""
    try:
        return top / bottom
    except OverflowError:
        return inf if top > 0 else -inf
