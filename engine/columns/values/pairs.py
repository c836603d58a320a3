"""Values as pairs of floats: the nearest float, and what that leaves out.

Dekker, "A floating-point technique for extending the available precision", 1971. With u = 2^-53, a
quotient of whole numbers is wrong by at most 10 u² of itself, and scaling or dividing it by a whole
number adds at most 6 u² of it. An addition adds at most 8 u² of the sizes added (compare Joldes,
Muller, Popescu, "Tight and rigorous error bounds for basic building blocks of double-word
arithmetic", 2017). Nothing overflows or comes near the smallest floats: all numbers are quotients
and products of a few whole numbers up to 2^62.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

import numpy

Pair: TypeAlias = tuple[Any, Any]
"""A value as the sum of two floats, the second below the last places of the first."""

_SPLITTER = float(2**27 + 1)


def error_of_sum(parts: int) -> Fraction:
    """What a sum of so many parts is wrong by at most, relative to the sizes summed: each part is
    a quotient, scaled once, divided once and added once. That is 22 u² of the sizes, and 8 u² for
    each addition, with something to spare."""
    return Fraction(32 + 16 * parts, 2**106)


def quotient(n: Any, d: Any) -> Pair:
    """n / d, of whole numbers up to 2^62 with d above zero."""
    n_high, n_low = _pair(n)
    if isinstance(d, int) and d & (d - 1) == 0:
        return n_high / d, n_low / d
    d_high, d_low = _pair(d)
    high = n_high / d_high
    rest = _remainder(n_high, high, d_high)
    if not _is_zero(n_low):
        rest = rest + n_low
    if not _is_zero(d_low):
        rest = rest - high * d_low
    return _normal(high, rest / d_high)


def pair_of(value: Fraction) -> Pair:
    """One value, wrong by at most u² of itself."""
    high = float(value)
    return high, float(value - Fraction(high))


def scaled(value: Pair, factor: Any) -> Pair:
    """The value times whole numbers up to 2^53."""
    high, low = value
    by = _pair(factor)[0]
    product = high * by
    return _normal(product, _error(high, by, product) + low * by)


def divided(value: Pair, divisor: Any) -> Pair:
    """The value over whole numbers above zero, up to 2^53."""
    high, low = value
    by = _pair(divisor)[0]
    top = high / by
    return _normal(top, (_remainder(high, top, by) + low) / by)


def plus(left: Pair, right: Pair) -> Pair:
    """The sum of two values."""
    (a, a_low), (b, b_low) = left, right
    total = a + b
    shifted = total - a
    error = (a - (total - shifted)) + (b - shifted)
    return _normal(total, error + (a_low + b_low))


def less(left: Pair, right: Pair) -> Pair:
    """The difference of two values."""
    high, low = right
    return plus(left, (-high, -low))


def _pair(whole: Any) -> Pair:
    """Whole numbers up to 2^62, exactly."""
    if isinstance(whole, int):
        return float(whole), float(whole - int(float(whole)))
    if whole.dtype == numpy.int64:
        high = whole.astype(numpy.float64)
        return high, (whole - high.astype(numpy.int64)).astype(numpy.float64)
    return whole.astype(numpy.float64, copy=False), 0.0


def _is_zero(low: Any) -> bool:
    return isinstance(low, float) and not low


def _normal(high: Any, low: Any) -> Pair:
    """The same sum with nothing in the lower float that the higher can hold."""
    total = high + low
    return total, low - (total - high)


def _remainder(n: Any, quotient: Any, d: Any) -> Any:
    """n - quotient * d, which a float holds exactly where the quotient is n / d rounded."""
    product = quotient * d
    return (n - product) - _error(quotient, d, product)


def _error(left: Any, right: Any, product: Any) -> Any:
    """What the rounded product of two floats leaves out, exactly."""
    a_high, a_low = _split(left)
    b_high, b_low = _split(right)
    return ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def _split(value: Any) -> Pair:
    scaled = _SPLITTER * value
    high = scaled - (scaled - value)
    return high, value - high
