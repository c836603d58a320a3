"""Curves, rounding and role aggregates over columns, which take several passes over the rows."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, lcm
from typing import TYPE_CHECKING, Any

import numpy

from ...arithmetic import exact
from ...terms import RoundingMode
from .absences import Absences, Codes
from .conditions import where
from .numbers import Numbers, Unprovable, compared, held_as, times, type_for

if TYPE_CHECKING:
    pass


def interpolated(
    value: Numbers, points: Sequence[tuple[Numbers, Numbers]], absences: Absences
) -> Numbers:
    """The line through points that are the same for every row, flat outside."""
    line = [(_constant(x), _constant(y)) for x, y in points]
    return _along(value, line, _absent(value, points, absences))


def tiered(
    value: Numbers, points: Sequence[tuple[Numbers, Numbers]], absences: Absences
) -> Numbers:
    """Each rate times the slice within its bound, summed: a line too, that starts at 0."""
    line = [(Fraction(0), Fraction(0))]
    for bound, rate in points:
        (before, earned), to = line[-1], _constant(bound)
        line.append((to, earned + _constant(rate) * (to - before)))
    return _along(value, line, _absent(value, points, absences))


def _absent(
    value: Numbers, points: Sequence[tuple[Numbers, Numbers]], absences: Absences
) -> Codes | None:
    absent = value.absent
    for point in points:
        for part in point:
            absent = absences.stricter(absent, part.absent)
    return absent


def _along(
    value: Numbers, line: Sequence[tuple[Fraction, Fraction]], absent: Codes | None
) -> Numbers:
    if not line or any(left[0] >= right[0] for left, right in pairwise(line)):
        raise Unprovable
    column = value.with_absent(None)
    pieces = [(line[0][1], Fraction(0)), *_segments(line), (line[-1][1], Fraction(0))]
    over = lcm(*(part.denominator for piece in pieces for part in piece))
    ends = [*(x for x, _ in line), None]
    heights = [(int(height * over), int(slope * over)) for height, slope in pieces]
    bound = max(abs(a) * value.most + abs(b) * value.size for a, b in heights)
    dtype = type_for(bound)
    n: Any = None
    for (a, b), end in reversed(list(zip(heights, ends, strict=True))):
        here = times(value.d, a, bound)
        if b:
            here = held_as(here, dtype) + held_as(times(value.n, b, bound), dtype)
        if n is None or end is None:
            n = here
        else:
            n = where(compared("<=", column, Numbers.constant(*end.as_integer_ratio())), here, n)
    most = value.most * over
    reach = ceil(max(abs(y) for _, y in line))
    high = reach * most
    low = 0 if all(y >= 0 for _, y in line) else -high
    d = times(value.d, over, most)
    return Numbers(n, d, low, high, most, absent, reach)


def _constant(value: Numbers) -> Fraction:
    if not value.is_constant:
        raise Unprovable
    return Fraction(value.n, value.d)


def _segments(line: Sequence[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    """For each segment the height at 0 and the slope."""
    found = []
    for (x0, y0), (x1, y1) in pairwise(line):
        slope = (y1 - y0) / (x1 - x0)
        found.append((y0 - slope * x0, slope))
    return found


def rounded(value: Numbers, step: Numbers, mode: RoundingMode) -> Numbers:
    """The multiple of a constant step that each row rounds to."""
    grain = _constant(step)
    if grain <= 0 or step.absent is not None:
        raise Unprovable
    if value.is_constant:
        pair = exact.round_to(value.n, value.d, grain.numerator, grain.denominator, mode)
        return Numbers.constant(*pair, value.absent)
    a_bound = value.size * grain.denominator
    b_bound = value.most * grain.numerator
    if 2 * a_bound + 2 * b_bound > 2**62:
        raise Unprovable
    a = numpy.asarray(held_as(value.n, numpy.int64) * grain.denominator)
    b = numpy.asarray(held_as(value.d, numpy.int64) * grain.numerator)
    quotient = _round_quotient(a, b, mode)
    # A quotient goes up to the whole number above it, and no further.
    most = a_bound + 1
    n = times(quotient.astype(type_for(most)), grain.numerator, most * grain.numerator)
    bound = most * grain.numerator
    return Numbers(n, grain.denominator, -bound, bound, grain.denominator, value.absent)


def _round_quotient(a: Any, b: Any, mode: RoundingMode) -> Any:
    """As `exact.round_quotient`, for arrays of int64 with b above zero."""
    match mode:
        case "half up":
            half = (2 * numpy.abs(a) + b) // (2 * b)
            return numpy.where(a >= 0, half, -half)
        case "half even":
            whole = a // b
            rest = 2 * (a - whole * b)
            return whole + ((rest > b) | ((rest == b) & (whole & 1 == 1)))
        case "up":
            return numpy.where(a >= 0, -(-a // b), a // b)
        case "down":
            return numpy.where(a >= 0, a // b, -(-a // b))
        case "ceiling":
            return -(-a // b)
        case "floor":
            return a // b
        case _:
            raise AssertionError(mode)
