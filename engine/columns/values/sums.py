"""Sums of quotients too wide for one fraction of 64 bits, compared and rounded exactly.

The sum is evaluated as a pair of floats, with a bound of what that is wrong by. Two different
values are further apart than the bound as long as their denominators, or a multiple of all of
them, stay small enough: what is nearer is equal. The few rows of which that is not proven are
compared as fractions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm, prod
from typing import Any, Literal

import numpy

from ....dsl.limits import MAX_BITS
from ...arithmetic import exact
from ...terms import ComparisonOperator
from .absences import Codes
from .conditions import Held, Mask
from .numbers import (
    COMPARES,
    EXACT_FLOAT,
    WIDEST,
    Numbers,
    Unprovable,
    held_as,
    in_64_bits,
    times,
)
from .pairs import Pair, divided, error_of_sum, less, pair_of, plus, quotient, scaled

_HELD = 2.0**62
"""What a float says is below this, 64 bits hold."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """`weight * column / divisor` for each row, and 0 where it does not count; the divisor is
    above zero and up to 2^53, `most` bounds it and `multiple`, where it is known, is a multiple of
    it in every row."""

    column: Numbers
    weight: int
    counts: Mask | None = None
    divisor: Any = 1
    most: int = 1
    multiple: int | None = 1

    @property
    def reach(self) -> int:
        """A bound of the values without their sign."""
        return self.column.reach * self.weight

    @property
    def finest(self) -> int:
        """A bound of the denominators."""
        return self.column.most * self.most

    @property
    def shared(self) -> int | None:
        """A multiple of the denominators of all rows, where one is known."""
        column = self.column.multiple
        return None if column is None or self.multiple is None else column * self.multiple

    def pair(self) -> Pair:
        """The values as pairs of floats."""
        n, d, weight, divisor = self.column.n, self.column.d, self.weight, self.divisor
        if self.counts is not None:
            n = self.counts * n
        if self.column.size * weight <= EXACT_FLOAT:
            n, weight = times(n, weight, EXACT_FLOAT), 1
        if self.finest <= EXACT_FLOAT:
            d, divisor = times(d, divisor, EXACT_FLOAT), 1
        value = quotient(n, d)
        if weight != 1:
            value = scaled(value, weight)
        return value if isinstance(divisor, int) and divisor == 1 else divided(value, divisor)

    def at(self, rows: Any) -> Part:
        """The rows at some positions."""
        counts = None if self.counts is None else self.counts[rows]
        divisor = self.divisor if isinstance(self.divisor, int) else self.divisor[rows]
        return replace(self, column=self.column.at(rows), counts=counts, divisor=divisor)

    def fractions(self, rows: int) -> tuple[Any, Any, Mask]:
        """See `WideSum`."""
        column = self.column
        n, d, divisor = (in_64_bits(each, rows) for each in (column.n, column.d, self.divisor))
        top = numpy.abs(n) * float(self.weight)
        wide = (top >= _HELD) | (d * divisor.astype(numpy.float64) >= _HELD)
        n = n * self.weight if self.counts is None else n * self.weight * self.counts
        return *_reduced(n, d * divisor, wide), wide

    def exact(self, row: int) -> tuple[int, int]:
        """The value of one row as a numerator and a denominator."""
        if self.counts is not None and not self.counts[row]:
            return 0, 1
        column = self.column
        n, d = _at(column.n, row) * self.weight, _at(column.d, row) * _at(self.divisor, row)
        return n, d


def _reduced(n: Any, d: Any, wide: Mask) -> tuple[Any, Any]:
    """In lowest terms, and 0 where 64 bits do not hold it."""
    n, d = numpy.where(wide, 0, n), numpy.where(wide, 1, d)
    shared = numpy.gcd(n, d)
    return n // shared, d // shared


def _at(values: Any, row: int) -> int:
    return values if isinstance(values, int) else int(values[row])


def _unheld(_: object) -> Any:
    raise Unprovable


class WideSum(Numbers):
    """`(sum of parts) / divisor` for each row; the divisor is above zero.

    It has no numerator of its own: whatever asks for one finds that 64 bits do not hold it.
    `value_bound` bounds the values.
    """

    __slots__ = ("_nearest", "_pair", "divisor", "divisor_multiple", "parts")

    def __init__(
        self,
        parts: Sequence[Part],
        divisor: Any,
        most: int,
        value_bound: int,
        multiple: int | None = None,
    ) -> None:
        """`most` bounds the divisor; `multiple`, where it is known, is one of it in every row."""
        for part in parts:
            if max(part.column.size, part.column.most) > WIDEST or part.weight > EXACT_FLOAT:
                raise Unprovable
        self.parts, self.divisor = tuple(parts), divisor
        self.most, self.value_bound, self.absent = most, value_bound, None
        self.divisor_multiple = divisor if isinstance(divisor, int) else multiple
        self._pair: list[Pair] = []
        self._nearest: list[Any] = []
        # Of numbers with more bits the single evaluation may give up.
        bits = self._finest().bit_length() + 2 * (most * max(self._width(), 1)).bit_length()
        if most > EXACT_FLOAT or bits > MAX_BITS // 2:
            raise Unprovable

    n = property(_unheld)
    d = property(_unheld)
    low = property(_unheld)
    high = property(_unheld)

    @property
    def is_constant(self) -> bool:
        return False

    def with_absent(self, absent: Codes | None) -> WideSum:
        """The same numbers, absent elsewhere."""
        same = object.__new__(WideSum)
        same.parts, same.divisor, same.most = self.parts, self.divisor, self.most
        same.divisor_multiple, same.value_bound = self.divisor_multiple, self.value_bound
        same.absent, same._pair, same._nearest = absent, self._pair, self._nearest
        return same

    def weighted(self, weight: int, counts: Mask | None) -> list[Part]:
        """The parts of the sum times a weight, and 0 where it does not count."""
        return [self._within(part, weight, counts) for part in self.parts]

    def _within(self, part: Part, weight: int, counts: Mask | None) -> Part:
        both = part.counts if counts is None or part.counts is None else part.counts & counts
        most = part.most * self.most
        if most > EXACT_FLOAT:
            raise Unprovable
        multiple = None
        if part.multiple is not None and self.divisor_multiple is not None:
            multiple = part.multiple * self.divisor_multiple
        return replace(
            part,
            weight=part.weight * weight,
            counts=counts if part.counts is None else both,
            divisor=times(part.divisor, self.divisor, most),
            most=most,
            multiple=multiple,
        )

    def _width(self) -> int:
        """A bound of the parts added without their signs."""
        return sum(part.reach for part in self.parts)

    def _finest(self) -> int:
        """A bound of the denominators of the sums of all parts: of their product, or a multiple
        of them all where one is known."""
        multiple = lcm(*(each for part in self.parts if (each := part.shared) is not None))
        unknown = prod(part.finest for part in self.parts if part.shared is None)
        constant = lcm(*(part.shared or 1 for part in self.parts if _is_same(part)))
        others = prod(part.finest for part in self.parts if not _is_same(part))
        return min(multiple * unknown, constant * others)

    def at(self, rows: Any) -> WideSum:
        """The rows at some positions."""
        absent = None if self.absent is None else self.absent[rows]
        same = self.with_absent(absent)
        same.parts = tuple(part.at(rows) for part in self.parts)
        same.divisor = self.divisor if isinstance(self.divisor, int) else self.divisor[rows]
        same._pair, same._nearest = [], []
        return same

    # --- comparing -------------------------------------------------------------------------

    def passed(
        self,
        operator: Literal[">=", "<="],  # noqa: ARG002
        limits: Sequence[tuple[int, int]],  # noqa: ARG002
    ) -> None:
        """One float does not hold the sums."""
        return

    def against(self, operator: ComparisonOperator, p: int, q: int) -> Held:
        """Whether it holds of each row and p/q. Rounding keeps their order, so that where the
        nearest floats differ they tell it; in the other rows the sums themselves do."""
        if abs(p) > self.reach * q:
            return bool(COMPARES[operator](0, p))
        nearest, limit = self.quotient(), p / q
        held: Mask = COMPARES[operator](nearest, limit)
        same = nearest == limit
        if self.absent is not None:
            same &= self.absent == 0
        rows = numpy.flatnonzero(same)
        if len(rows):
            held[rows] = COMPARES[operator](self._signs(rows, Fraction(p, q)), 0)
        return held

    def _signs(self, rows: Any, limit: Fraction) -> Any:
        """For some rows whether they are below (-1), at (0) or above (1) a limit that their
        nearest floats do not tell them from."""
        divisor = self.divisor if isinstance(self.divisor, int) else self.divisor[rows]
        if isinstance(divisor, int):
            bound = pair_of(limit * divisor)
        else:
            bound = scaled(pair_of(limit), divisor)
        high, low = less(_rows_of(self._sum(), rows), bound)
        difference = high + low
        reach = self._width() + -(-self.most * abs(limit.numerator) // limit.denominator)
        margin = reach * error_of_sum(len(self.parts) + 1)
        # Rounded up, to hold what is computed in floats too.
        near = numpy.abs(difference) <= float(margin) * (1 + 2**-20)
        signs = numpy.sign(difference)
        # Nearer than two different values can be: the same.
        signs[near] = 0
        if margin * 4 * self._finest() * limit.denominator >= 1:
            for place in numpy.flatnonzero(near).tolist():
                value = self.exact(rows[place])
                signs[place] = (value > limit) - (value < limit)
        return signs

    def _sum(self) -> Pair:
        if not self._pair:
            total = self.parts[0].pair()
            for part in self.parts[1:]:
                total = plus(total, part.pair())
            self._pair.append(total)
        return self._pair[0]

    # --- the values ------------------------------------------------------------------------

    def quotient(self) -> Any:
        """The correctly rounded float of each row."""
        if not self._nearest:
            self._nearest.append(self._rounded())
        return self._nearest[0]

    def _rounded(self) -> Any:
        high, low = divided(self._sum(), held_as(self.divisor, numpy.float64))
        error = max(self._width(), 1) * error_of_sum(len(self.parts) + 1) * 4
        rounded: Any = high + low
        unsure = (high + (low + float(error))) != (high + (low - float(error)))
        rows = numpy.flatnonzero(unsure)
        if len(rows) and error * self._finest() * self.most < 1:
            # Nearer to 0 than another value can be.
            nothing = rows[numpy.abs(high[rows]) <= float(error)]
            rounded[nothing] = 0.0
            rows = numpy.setdiff1d(rows, nothing)
        for row in rows.tolist():
            rounded[row] = float(self.exact(row))
        return rounded

    def fractions(self, rows: int) -> tuple[Any, Any, Any]:
        """The numerators and denominators of so many rows in 64 bits, and which of them these do
        not hold; what stands there means nothing."""
        n, d = numpy.zeros(rows, numpy.int64), numpy.ones(rows, numpy.int64)
        wide = numpy.zeros(rows, numpy.bool_)
        for part in self.parts:
            p, q, beyond = part.fractions(rows)
            shared = numpy.gcd(d, q)
            mine, other = q // shared, d // shared
            top = numpy.abs(n) * mine.astype(numpy.float64) + numpy.abs(p) * other.astype(float)
            wide |= beyond | (top >= _HELD) | (d * mine.astype(numpy.float64) >= _HELD)
            n, d = _reduced(n * mine + p * other, d * mine, wide)
        divisor = in_64_bits(self.divisor, rows)
        wide |= d * divisor.astype(numpy.float64) >= _HELD
        return *_reduced(n, d * divisor, wide), wide

    def exact(self, row: int) -> Fraction:
        """The value of one row."""
        return Fraction(*self.pair_at(row))

    def pair_at(self, row: int) -> tuple[int, int]:
        """The value of one row as a numerator and a denominator."""
        n, d = exact.total(part.exact(row) for part in self.parts)
        return n, d * _at(self.divisor, row)


def _rows_of(value: Pair, rows: Any) -> Pair:
    high, low = value
    return (high[rows] if numpy.ndim(high) else high), (low[rows] if numpy.ndim(low) else low)


def _is_same(part: Part) -> bool:
    """Whether it has the same denominator in every row."""
    return isinstance(part.column.d, int) and isinstance(part.divisor, int)
