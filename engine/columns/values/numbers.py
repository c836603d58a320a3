"""Columns of exact rational numbers: integers over integers, with bounds that prove them exact.

A column holds a numerator for each row over a denominator for each row or for all. Both are whole
numbers in float64 while every one of them stays within 2^53, where floats add, multiply and
compare integers exactly, and in int64 up to 2^62. Bounds computed from the columns themselves
prove that; where they cannot, `Unprovable` is raised and the rows are evaluated one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import gcd, lcm
from typing import Any, Literal, TypeAlias

import numpy

from ...terms import ComparisonOperator
from .absences import Codes
from .conditions import Held, Mask

Whole: TypeAlias = Any
"""An int that holds for every row, or an array of whole numbers (float64, int64 or bool)."""

EXACT_FLOAT = 2**53
WIDEST = 2**62
DISTINCT = 2**51
"""Quotients of integers differ as floats where the numerators, or the denominators, multiplied
crosswise stay within this: distinct n/d and p/q differ by at least 1/(d|p|) of p/q, and two
rationals that round to one float by at most 2^-52 of it or hardly more."""

_LARGE_QUOTIENT = 2**1000
"""Below this much, 1/q is far from where floats lose precision near zero."""


class Unprovable(Exception):
    """64 bits are not proven to hold a value of these rows exactly."""


@dataclass(slots=True, eq=False)
class Numbers:
    """`n / d` for each row. `low` and `high` bound n, `most` bounds d, which is above zero.

    `absent` has the codes of absent rows, None where none is absent; what n and d hold there is
    within the bounds and means nothing. `common` is a multiple of d in every row, where one is
    known.
    """

    n: Whole
    d: Whole
    low: int
    high: int
    most: int
    absent: Codes | None = None
    value_bound: int | None = None
    common: int | None = None
    _quotient: list[Any] = field(default_factory=list, repr=False)

    @classmethod
    def constant(cls, n: Any, d: int = 1, absent: Codes | None = None) -> Numbers:
        """The same number in every row."""
        if isinstance(n, bool):
            return cls(n, 1, 0, 1, 1, absent)
        divisor = gcd(n, d) or 1
        n, d = n // divisor, d // divisor
        return cls(n, d, n, n, d, absent)

    @property
    def size(self) -> int:
        """The bound of the numerators without their sign."""
        return max(self.high, -self.low)

    @property
    def reach(self) -> int:
        """A bound of the values without their sign."""
        if self.value_bound is not None:
            return self.value_bound
        return -(-self.size // self.d) if isinstance(self.d, int) else self.size

    @property
    def multiple(self) -> int | None:
        """A multiple of the denominators of all rows, where one is known."""
        return self.d if isinstance(self.d, int) else self.common

    @property
    def is_constant(self) -> bool:
        return isinstance(self.n, int) and isinstance(self.d, int)

    def with_absent(self, absent: Codes | None) -> Numbers:
        """The same numbers, absent elsewhere; a quotient once computed is shared."""
        return Numbers(
            self.n, self.d, self.low, self.high, self.most,
            absent, self.value_bound, self.common, self._quotient,
        )  # fmt: skip

    def part(self, start: int, stop: int) -> Numbers:
        """The rows from one position to before another."""
        n, d = (each if isinstance(each, int) else each[start:stop] for each in (self.n, self.d))
        absent = None if self.absent is None else self.absent[start:stop]
        return Numbers(n, d, self.low, self.high, self.most, absent, self.value_bound, self.common)

    def at(self, rows: Any) -> Numbers:
        """The rows at some positions."""
        n, d = (each if isinstance(each, int) else each[rows] for each in (self.n, self.d))
        absent = None if self.absent is None else self.absent[rows]
        return Numbers(n, d, self.low, self.high, self.most, absent, self.value_bound, self.common)

    def against(self, operator: ComparisonOperator, p: int, q: int) -> Held:
        """Whether it holds of each row and the constant p/q."""
        return _against(operator, self, p, q)

    def passed(self, operator: Literal[">=", "<="], limits: Sequence[tuple[int, int]]) -> Any:
        """How many of some limits, falling for `>=` and rising for `<=`, come before the first
        that each row reaches; None where floats do not tell it."""
        return _passed(operator, self, limits)

    @property
    def has_quotient(self) -> bool:
        """Whether the quotient was computed already."""
        return bool(self._quotient)

    def quotient(self) -> Any:
        """The correctly rounded float of each row; whole numbers within 2^53 only."""
        if not self._quotient:
            self._quotient.append(self._divided())
        return self._quotient[0]

    def _divided(self) -> Any:
        if self.is_constant:
            return self.n / self.d
        if max(self.size, self.most) > EXACT_FLOAT:
            raise Unprovable
        n, d = held_as(self.n, numpy.float64), held_as(self.d, numpy.float64)
        return n if isinstance(d, int) and d == 1 else numpy.divide(n, d)


def held_as(value: Whole, dtype: Any) -> Whole:
    """Whole numbers as an array of that type; an int stays an int."""
    return value if isinstance(value, int) else value.astype(dtype, copy=False)


def in_64_bits(value: Whole, rows: int) -> Any:
    """Whole numbers of so many rows as an array of int64, of each row its own."""
    if isinstance(value, int):
        return numpy.full(rows, value, numpy.int64)
    return value.astype(numpy.int64)


def type_for(bound: int) -> Any:
    """The type of arrays that hold whole numbers of that size exactly; Unprovable for none."""
    if bound <= EXACT_FLOAT:
        return numpy.float64
    if bound <= WIDEST:
        return numpy.int64
    raise Unprovable


def times(left: Whole, right: Whole, bound: int) -> Whole:
    """The product, which `bound` bounds."""
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    if isinstance(left, int):
        left, right = right, left
    dtype = type_for(bound)
    held = left.astype(dtype, copy=False)
    if isinstance(right, int):
        return held if right == 1 else held * right
    return held * right.astype(dtype, copy=False)


# --- comparing -----------------------------------------------------------------------------

COMPARES: dict[ComparisonOperator, Callable[[Any, Any], Any]] = {
    "=": numpy.equal,
    "!=": numpy.not_equal,
    "<": numpy.less,
    "<=": numpy.less_equal,
    ">": numpy.greater,
    ">=": numpy.greater_equal,
}
_MIRRORED: dict[ComparisonOperator, ComparisonOperator] = {
    "=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=",
}  # fmt: skip


def compared(operator: ComparisonOperator, left: Numbers, right: Numbers) -> Held:
    """Whether it holds of x and y; whatever of rows in which either is absent."""
    if left.is_constant and right.is_constant:
        return bool(COMPARES[operator](left.n * right.d, right.n * left.d))
    if left.is_constant:
        return compared(_MIRRORED[operator], right, left)
    if right.is_constant:
        return left.against(operator, right.n, right.d)
    if left.d is right.d:
        return _pair(operator, left.n, right.n, max(left.size, right.size))
    if isinstance(left.d, int) and isinstance(right.d, int):
        shared = gcd(left.d, right.d)
        a, b = right.d // shared, left.d // shared
        bound = max(left.size * a, right.size * b)
    else:
        a, b = right.d, left.d
        bound = max(left.size * right.most, right.size * left.most)
    return _pair(operator, times(left.n, a, bound), times(right.n, b, bound), bound)


def _pair(operator: ComparisonOperator, left: Whole, right: Whole, bound: int) -> Held:
    if isinstance(left, int) and isinstance(right, int):
        return bool(COMPARES[operator](left, right))
    dtype = type_for(bound)
    held: Held = COMPARES[operator](held_as(left, dtype), held_as(right, dtype))
    return held


def _against(operator: ComparisonOperator, value: Numbers, p: int, q: int) -> Held:
    """Whether it holds of n/d and the constant p/q."""
    if value.is_constant:
        return bool(COMPARES[operator](value.n * q, p * value.d))
    if isinstance(value.d, int):
        return _whole_against(operator, value, p * value.d, q)
    if abs(p) > value.size * q:
        return bool(COMPARES[operator](0, p))
    if _told_by_floats(value.size, value.most, p, q):
        held: Held = COMPARES[operator](value.quotient(), p / q)
        return held
    bound = max(value.size * q, value.most * abs(p))
    if bound > WIDEST:
        return _apart(operator, value, p, q)
    return _pair(operator, times(value.n, q, bound), times(value.d, p, bound), bound)


def _passed(
    operator: Literal[">=", "<="], value: Numbers, limits: Sequence[tuple[int, int]]
) -> Any:
    size, most = value.size, value.most
    if value.is_constant or max(size, most) > EXACT_FLOAT:
        return None
    ends: list[Any]
    if isinstance(value.d, int):
        d = value.d
        ends = [-(-p * d // q) if operator == ">=" else p * d // q for p, q in limits]
        # Beyond the bounds of the values one limit is like another.
        ends = [min(max(end, value.low - 1), value.high + 1) for end in ends]
        values: Any = value.n
    elif all(_told_by_floats(size, most, p, q) for p, q in limits):
        ends = [p / q for p, q in limits]
        values = value.quotient()
    else:
        return None
    if operator == ">=":
        reached = numpy.array(ends[::-1], numpy.float64).searchsorted(values, "right")
        return (len(ends) - reached).astype(numpy.int8)
    return numpy.array(ends, numpy.float64).searchsorted(values, "left").astype(numpy.int8)


def _told_by_floats(size: int, most: int, p: int, q: int) -> bool:
    """Whether the correctly rounded floats of n/d and of p/q differ as these do; `size` and `most`
    bound n and d."""
    return (
        (size * q <= DISTINCT or most * abs(p) <= DISTINCT)
        and q < _LARGE_QUOTIENT
        and size <= EXACT_FLOAT
        and most <= EXACT_FLOAT
    )


def _apart(operator: ComparisonOperator, value: Numbers, p: int, q: int) -> Held:
    """Whether it holds of n/d and p/q. Rounding keeps their order, so that quotients that differ
    as floats tell it; the rows in which they do not are compared as whole numbers."""
    quotient, limit = value.quotient(), p / q
    difference = numpy.sign(quotient - limit)
    same = difference == 0
    if value.absent is not None:
        same &= value.absent == 0
    for row in numpy.flatnonzero(same).tolist():
        n, d = (each if isinstance(each, int) else int(each[row]) for each in (value.n, value.d))
        difference[row] = (n * q > p * d) - (n * q < p * d)
    held: Held = COMPARES[operator](difference, 0.0)
    return held


def _whole_against(operator: ComparisonOperator, value: Numbers, p: int, q: int) -> Held:
    """Whether it holds of the whole number n and p/q: n >= 7/2 is n >= 4, n < 7/2 is n < 4."""
    if p % q and operator in {"=", "!="}:
        return operator == "!="
    limit = -(-p // q) if operator in {">=", "<"} else p // q
    if limit < value.low or limit > value.high:
        return bool(COMPARES[operator](value.low if limit < value.low else value.high, limit))
    held: Held = COMPARES[operator](value.n, limit)
    return held


# --- choosing ------------------------------------------------------------------------------


def chosen(mask: Held, left: Numbers, right: Numbers) -> Numbers:
    """Where `mask` holds the left, elsewhere the right; absences are the caller's."""
    if isinstance(mask, bool):
        return left if mask else right
    if isinstance(left.d, int) and isinstance(right.d, int):
        d: Whole = lcm(left.d, right.d)
        left, right = over(left, d), over(right, d)
        most = d
    elif left.d is right.d:
        d, most = left.d, left.most
    else:
        most = max(left.most, right.most)
        d = _where(mask, left.d, right.d, most)
    low, high = min(left.low, right.low), max(left.high, right.high)
    n = left.n if left.n is right.n else _where(mask, left.n, right.n, max(abs(low), abs(high)))
    return Numbers(n, d, low, high, most)


def over(value: Numbers, d: int) -> Numbers:
    """The same numbers over a multiple of the one denominator that they have."""
    factor = d // value.d
    low, high = value.low * factor, value.high * factor
    n = times(value.n, factor, max(abs(low), abs(high))) if factor != 1 else value.n
    return Numbers(n, d, low, high, d)


def _where(mask: Mask, left: Whole, right: Whole, bound: int) -> Whole:
    if all(isinstance(each, bool) or _is_truth(each) for each in (left, right)):
        return numpy.where(mask, left, right)
    dtype = type_for(bound)
    return numpy.where(mask, _operand(left, dtype), _operand(right, dtype))


def _is_truth(value: Whole) -> bool:
    return isinstance(value, numpy.ndarray) and value.dtype == numpy.bool_


def _operand(value: Whole, dtype: Any) -> Any:
    return dtype(value) if isinstance(value, int) else value.astype(dtype, copy=False)
