"""Sums of quotients too wide for one fraction of 64 bits, compared and rounded exactly.

A sum of n/d, divided by a whole number, is evaluated as a pair of floats (Dekker, "A floating-point
technique for extending the available precision", 1971), which is wrong by at most `ERROR` of the
sizes summed. Two different rationals are further apart than that as long as their denominators
multiplied stay below a bound, which is checked: what is nearer is equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import Any

import numpy

from ...terms import ComparisonOperator
from .absences import Codes
from .conditions import Held
from .numbers import COMPARES, EXACT_FLOAT, Numbers, Unprovable, held_as

ERROR = Fraction(1, 2**98)
"""Each quotient is off by 2^-106 of itself, each of the few additions by 2^-105 of the sizes added;
this leaves room for over a hundred of them."""
MOST_PARTS = 16
_SPLITTER = float(2**27 + 1)

Pair = tuple[Any, Any]
"""A value as the sum of two floats, the second below the last place of the first."""


def _unheld(_: object) -> Any:
    raise Unprovable


class WideSum(Numbers):
    """`(sum of parts) / divisor` for each row; the divisor is above zero.

    It has no numerator of its own: whatever asks for one finds that 64 bits do not hold it.
    """

    __slots__ = ("_pair", "divisor", "parts")

    def __init__(
        self, parts: Sequence[Numbers], divisor: Any, most: int, absent: Codes | None
    ) -> None:
        for part in parts:
            if max(part.size, part.most) > EXACT_FLOAT:
                raise Unprovable
        if len(parts) > MOST_PARTS or most > EXACT_FLOAT:
            raise Unprovable
        self.parts, self.divisor = tuple(parts), divisor
        self.most, self.absent = most, absent
        self.value_bound = sum(part.reach for part in parts)
        self._pair: list[Pair] = []

    n = property(_unheld)
    d = property(_unheld)
    low = property(_unheld)
    high = property(_unheld)

    @property
    def is_constant(self) -> bool:
        return False

    def with_absent(self, absent: Codes | None) -> Numbers:
        """The same numbers, absent elsewhere."""
        copy = WideSum(self.parts, self.divisor, self.most, absent)
        copy._pair = self._pair
        return copy

    def at(self, rows: Any) -> Numbers:
        """The rows at some positions."""
        divisor = self.divisor if isinstance(self.divisor, int) else self.divisor[rows]
        absent = None if self.absent is None else self.absent[rows]
        return WideSum([part.at(rows) for part in self.parts], divisor, self.most, absent)

    # --- comparing -------------------------------------------------------------------------

    def against(self, operator: ComparisonOperator, p: int, q: int) -> Held:
        """Whether it holds of each row and p/q."""
        limit = Numbers(self.divisor * p, q, 0, self.most * abs(p), q)
        if max(limit.size, q) > EXACT_FLOAT:
            raise Unprovable
        reach = self.reach + limit.reach
        finest = prod(part.most for part in self.parts) * q
        margin = Fraction(reach) * ERROR
        if margin * 4 * finest >= 1:
            raise Unprovable
        high, low = _less(self._sum(), _quotient(limit))
        difference = high + low
        # Nearer than two different values can be: the same.
        difference = numpy.where(numpy.abs(difference) <= 2 * float(margin), 0.0, difference)
        held: Held = COMPARES[operator](difference, 0.0)
        return held

    def _sum(self) -> Pair:
        if not self._pair:
            total = _quotient(self.parts[0])
            for part in self.parts[1:]:
                total = _plus(total, _quotient(part))
            self._pair.append(total)
        return self._pair[0]

    # --- the values ------------------------------------------------------------------------

    def quotient(self) -> Any:
        """The correctly rounded float of each row."""
        high, low = self._sum()
        divisor = held_as(self.divisor, numpy.float64)
        top = high / divisor
        rest = (_remainder(high, top, divisor) + low) / divisor
        error = float(self.reach * ERROR * 4)
        rounded: Any = top + rest
        unsure = numpy.flatnonzero((top + (rest + error)) != (top + (rest - error)))
        if len(unsure):
            rounded[unsure] = [float(self.exact(row)) for row in unsure.tolist()]
        return rounded

    def exact(self, row: int) -> Fraction:
        """The value of one row."""
        total = sum((_at(part, row) for part in self.parts), Fraction(0))
        divisor = self.divisor if isinstance(self.divisor, int) else int(self.divisor[row])
        return total / divisor


def _at(part: Numbers, row: int) -> Fraction:
    n, d = (each if isinstance(each, int) else int(each[row]) for each in (part.n, part.d))
    return Fraction(n, d)


# --- pairs of floats -----------------------------------------------------------------------


def _quotient(value: Numbers) -> Pair:
    n, d = held_as(value.n, numpy.float64), held_as(value.d, numpy.float64)
    if isinstance(d, int) and d & (d - 1) == 0:
        return n / d, 0.0
    high = numpy.divide(n, d)
    return high, _remainder(n, high, d) / d


def _remainder(n: Any, quotient: Any, d: Any) -> Any:
    """n - quotient * d, which a float holds exactly where the quotient is n / d rounded."""
    product = quotient * d
    q_high, q_low = _split(quotient)
    d_high, d_low = _split(d)
    error = ((q_high * d_high - product) + q_high * d_low + q_low * d_high) + q_low * d_low
    return (n - product) - error


def _split(value: Any) -> Pair:
    scaled = _SPLITTER * value
    high = scaled - (scaled - value)
    return high, value - high


def _plus(left: Pair, right: Pair) -> Pair:
    (a, a_low), (b, b_low) = left, right
    total = a + b
    shifted = total - a
    error = (a - (total - shifted)) + (b - shifted)
    return total, error + (a_low + b_low)


def _less(left: Pair, right: Pair) -> Pair:
    high, low = right
    return _plus(left, (-high, -low))
