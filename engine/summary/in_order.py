"""Exact numbers in order, in memory or in a file: what stands at a position, how many lie where."""

from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, compress, islice
from math import floor, inf
from operator import eq
from typing import Protocol, Self

QUARTER, HALF, THREE_QUARTERS = Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)

Counted = tuple[float, int, int, int]
"""The nearest float of a number, its numerator and denominator, and how often it came."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The five numbers that say how values are spread."""

    lowest: Fraction
    lower_quartile: Fraction
    median: Fraction
    upper_quartile: Fraction
    highest: Fraction


class Part(Protocol):
    """Different numbers in order: the nearest float of each, how many stand up to it, and the
    number itself, as numerator and denominator."""

    @property
    def floats(self) -> Sequence[float]:
        """They never decrease."""

    @property
    def up_to(self) -> Sequence[int]:
        """They increase."""

    @property
    def pairs(self) -> Sequence[tuple[int, int]]:
        """Those of the same float are in order, too."""


@dataclass(frozen=True, slots=True)
class HeldPart:
    """A part in memory."""

    floats: Sequence[float]
    up_to: Sequence[int]
    pairs: Sequence[tuple[int, int]]

    @classmethod
    def of(cls, ordered: Sequence[Counted]) -> Self:
        """Numbers that are in order."""
        return cls(
            [each[0] for each in ordered],
            list(accumulate(each[3] for each in ordered)),
            [(top, bottom) for _, top, bottom, _ in ordered],
        )


def ordered(counted: Iterable[tuple[int, int, int]]) -> list[Counted]:
    """Sorts different numbers: by their nearest floats, and exactly where these are equal."""
    keyed = [(nearest(top, bottom), top, bottom, count) for top, bottom, count in counted]
    keyed.sort()
    floats = [each[0] for each in keyed]
    for start in _runs(floats):
        end = bisect_right(floats, floats[start])
        keyed[start:end] = sorted(keyed[start:end], key=lambda each: Fraction(each[1], each[2]))
    return keyed


def counted(part: Part) -> Iterable[Counted]:
    """The numbers of a part, and how often each came."""
    before = 0
    for about, up_to, (top, bottom) in zip(part.floats, part.up_to, part.pairs, strict=True):
        yield about, top, bottom, up_to - before
        before = up_to


@dataclass(frozen=True, slots=True)
class InOrder:
    """Numbers in order, of several parts, none of which is taken to memory."""

    _parts: tuple[Part, ...]

    def __len__(self) -> int:
        return sum(part.up_to[-1] for part in self._parts if len(part.up_to))

    def at(self, position: int) -> Fraction:
        """The number at a position, counted from 0 for the lowest."""
        if len(self._parts) == 1:
            (part,) = self._parts
            return Fraction(*part.pairs[bisect_right(part.up_to, position)])
        low, high = _ORDINAL_OF_LOWEST, _ORDINAL_OF_HIGHEST
        while low < high:
            middle = (low + high) // 2
            if self._up_to_float(_float_of(middle)) > position:
                high = middle
            else:
                low = middle + 1
        about = _float_of(low)
        passed = self._up_to_float(_float_of(low - 1)) if low > _ORDINAL_OF_LOWEST else 0
        for value, count in sorted(self._like(about)):
            passed += count
            if passed > position:
                return value
        raise IndexError(position)

    def quantile(self, share: Fraction) -> Fraction:
        """The number that stands so far along the way from the lowest to the highest."""
        position = (len(self) - 1) * share
        below = floor(position)
        low = self.at(below)
        return low if below == position else low + (position - below) * (self.at(below + 1) - low)

    def spread(self) -> Spread | None:
        """The five numbers; None where there is none."""
        if not len(self):
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
        about = nearest(bound.numerator, bound.denominator)
        found = sum(_below_float(part, about) for part in self._parts)
        # Those with the same nearest float may lie on either side.
        for value, count in self._like(about):
            if value < bound or (or_at and value == bound):
                found += count
        return found

    def between(self, low: Fraction, high: Fraction) -> int:
        """How many lie between two bounds, both included."""
        return self.below(high, or_at=True) - self.below(low)

    def _up_to_float(self, about: float) -> int:
        """How many have a nearest float of at most that."""
        places = ((part.up_to, bisect_right(part.floats, about)) for part in self._parts)
        return sum(up_to[place - 1] for up_to, place in places if place)

    def _like(self, about: float) -> list[tuple[Fraction, int]]:
        """The numbers whose nearest float is that, and how often each came."""
        found = []
        for part in self._parts:
            floats, up_to = part.floats, part.up_to
            for place in range(bisect_left(floats, about), bisect_right(floats, about)):
                before = up_to[place - 1] if place else 0
                found.append((Fraction(*part.pairs[place]), up_to[place] - before))
        return found


def _below_float(part: Part, about: float) -> int:
    place = bisect_left(part.floats, about)
    return part.up_to[place - 1] if place else 0


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


# --- floats, numbered from the lowest ------------------------------------------------------

_SIGN, _SIZE = 1 << 63, 8


def _ordinal(number: float) -> int:
    bits = int.from_bytes(struct.pack(">d", number))
    return bits if bits < _SIGN else _SIGN - bits


def _float_of(ordinal: int) -> float:
    bits = ordinal if ordinal >= 0 else _SIGN - ordinal
    (number,) = struct.unpack(">d", bits.to_bytes(_SIZE))
    return float(number)


_ORDINAL_OF_LOWEST, _ORDINAL_OF_HIGHEST = _ordinal(-inf), _ordinal(inf)
