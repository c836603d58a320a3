"""Sums, products and quotients of columns of exact numbers, with the bounds that prove them."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

import numpy

from .absences import Absences, Codes
from .numbers import Numbers, Whole, held_as, times, type_for


def negative(value: Numbers) -> Numbers:
    """-x"""
    n = held_as(value.n, type_for(value.size))
    return Numbers(-n, value.d, -value.high, -value.low, value.most, value.absent)


def added(left: Numbers, right: Numbers, absences: Absences) -> Numbers:
    """x + y"""
    absent = absences.stricter(left.absent, right.absent)
    a: Whole = 1
    b: Whole = 1
    if left.d is right.d:
        d, most = left.d, left.most
    elif isinstance(left.d, int) and isinstance(right.d, int):
        d = most = lcm(left.d, right.d)
        a, b = d // left.d, d // right.d
    else:
        a, b = right.d, left.d
        most = left.most * right.most
        d = times(left.d, a, most)
    a_most = a if isinstance(a, int) else right.most
    b_most = b if isinstance(b, int) else left.most
    bound = left.size * a_most + right.size * b_most
    dtype = type_for(bound)
    first, second = times(left.n, a, bound), times(right.n, b, bound)
    if left.is_constant and right.is_constant:
        return Numbers.constant(first + second, d, absent)
    n = held_as(first, dtype) + held_as(second, dtype)
    low = min(left.low * a_most, left.low) + min(right.low * b_most, right.low)
    high = max(left.high * a_most, left.high) + max(right.high * b_most, right.high)
    return Numbers(n, d, low, high, most, absent)


def multiplied(left: Numbers, right: Numbers, absences: Absences) -> Numbers:
    """x y"""
    absent = absences.stricter(left.absent, right.absent)
    if left.is_constant and right.is_constant:
        return Numbers.constant(left.n * right.n, left.d * right.d, absent)
    if right.is_constant:
        left, right = right, left
    if left.is_constant:
        return _scaled(right, Fraction(left.n, left.d), absent)
    if left.d is right.n or right.d is left.n:
        return _cancelled(left, right, absent)
    low, high = _product_bounds(left, right)
    bound = max(abs(low), abs(high))
    most = left.most * right.most
    n = times(left.n, right.n, bound)
    return Numbers(n, times(left.d, right.d, most), low, high, most, absent)


def _scaled(value: Numbers, factor: Fraction, absent: Codes | None) -> Numbers:
    p, q = factor.numerator, factor.denominator
    d = value.d
    if isinstance(d, int):
        shared = gcd(p, d)
        p, d = p // (shared or 1), d // (shared or 1)
    low, high = sorted((value.low * p, value.high * p))
    most = (d if isinstance(d, int) else value.most) * q
    n = times(value.n, p, max(abs(low), abs(high)))
    return Numbers(n, times(d, q, most), low, high, most, absent)


def _cancelled(left: Numbers, right: Numbers, absent: Codes | None) -> Numbers:
    """The product of a quotient and its divisor, which every present row has above zero."""
    if left.d is not right.n:
        left, right = right, left
    return Numbers(left.n, right.d, left.low, left.high, right.most, absent)


def _product_bounds(left: Numbers, right: Numbers) -> tuple[int, int]:
    corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    return min(corners), max(corners)


def divided(left: Numbers, right: Numbers, by_zero: int, absences: Absences) -> Numbers:
    """x / y, for a y that is not the constant 0; `by_zero` is the code of a present row whose y
    is 0."""
    absent = absences.stricter(left.absent, right.absent)
    if isinstance(right.n, int):
        factor = Numbers.constant(*Fraction(1, int(right.n)).as_integer_ratio())
        left = multiplied(left.with_absent(None), factor, absences)
        inverse = Numbers(right.d, 1, 1, right.most, 1)
        return multiplied(left, inverse, absences).with_absent(absent)
    divisor = right.n
    if right.low <= 0 <= right.high:
        zero = divisor == 0
        if zero.any():
            absent = absences.where_present(zero, by_zero, absent)
            if right.low < 0:
                divisor = numpy.where(zero, divisor.dtype.type(1), divisor)
            else:
                divisor = numpy.maximum(divisor, divisor.dtype.type(1))
    n_low, n_high = left.low * right.most, left.high * right.most
    low, high = min(n_low, left.low), max(n_high, left.high)
    n = times(left.n, right.d, max(abs(low), abs(high)))
    most = left.most * max(right.size, 1)
    d = times(left.d, divisor, most)
    if right.low < 0:
        n, d = numpy.where(divisor < 0, -n, n), numpy.abs(d)
        low, high = min(low, -high), max(high, -low)
    return Numbers(n, d, low, high, most, absent)
