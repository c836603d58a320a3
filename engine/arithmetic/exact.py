"""Exact arithmetic on rational numbers held as a pair of integers.

A value is a numerator and a denominator: `(n, d)` with d > 0, not necessarily in lowest terms,
or d == 0 for an absent value. The functions here take and give such pairs, so that generated
code never builds an object per operation.

Pairs of plain integers are also what the engine falls back to where no static scale holds. On
chained ratios they cost about 11 times a float function when reduced with `math.gcd` once at
the end and 17 times when reduced at every step; static scales cost 7, `gmpy2.mpq` 21 (9 with
nothing to convert), `flint.fmpq` 15 with nothing to convert, and `fractions.Fraction` 70. The
pairs need no conversion and no library (`python benchmarks/exact_types.py` measures it).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cmp_to_key
from itertools import pairwise
from math import gcd, lcm
from typing import TYPE_CHECKING, assert_never

from ...dsl.limits import MAX_BITS

if TYPE_CHECKING:
    from ..terms import RoundingMode

Pair = tuple[int, int]
Point = tuple[int, int, int, int]
"""A point of a curve: the numerator and denominator of x, then those of y."""

ABSENT: Pair = (0, 0)


class LimitExceeded(ArithmeticError):
    """A number needs more than `MAX_BITS` bits; `str()` of it is the message for the reader."""

    def __init__(self) -> None:
        super().__init__(
            f"a number grew beyond the limit of {MAX_BITS:,} bits "
            f"(about {MAX_BITS * 301 // 1000:,} digits)"
        )


# --- pairs and fractions -------------------------------------------------------------------


def reduce(n: int, d: int) -> Pair:
    """The same number in lowest terms; raises `LimitExceeded` where that is still too large.

    An absent value stays absent.
    """
    divisor = gcd(n, d)
    if divisor > 1:
        n //= divisor
        d //= divisor
    if n.bit_length() > MAX_BITS or d.bit_length() > MAX_BITS:
        raise LimitExceeded
    return n, d


def pair_of(value: Fraction) -> Pair:
    """Fraction -> pair, within the limit."""
    return reduce(value.numerator, value.denominator)


def fraction_of(n: int, d: int) -> Fraction | None:
    """Pair -> Fraction; None for an absent value."""
    return Fraction(n, d) if d else None


# --- rounding ------------------------------------------------------------------------------


def round_quotient(a: int, b: int, mode: RoundingMode) -> int:
    """The whole number that a / b rounds to, for b > 0.

    `half up` takes ties away from zero, `half even` to the even neighbour; `up` is away from
    zero and `down` toward it. Every mode is monotone: a larger number never rounds lower.
    """
    match mode:
        case "half up":
            return (2 * a + b) // (2 * b) if a >= 0 else -((b - 2 * a) // (2 * b))
        case "half even":
            whole, rest = divmod(a, b)
            return whole + (2 * rest > b or (2 * rest == b and whole & 1))
        case "up":
            return -(-a // b) if a >= 0 else a // b
        case "down":
            return a // b if a >= 0 else -(-a // b)
        case "ceiling":
            return -(-a // b)
        case "floor":
            return a // b
        case _:
            assert_never(mode)


def round_to(n: int, d: int, step_n: int, step_d: int, mode: RoundingMode) -> Pair:
    """The multiple of the step that n / d rounds to; absent where the step is not above zero."""
    if d == 0 or step_d == 0 or step_n <= 0:
        return ABSENT
    return round_quotient(n * step_d, d * step_n, mode) * step_n, step_d


def rounded(value: Fraction, step: Fraction, mode: RoundingMode) -> Fraction:
    """The multiple of `step` (above zero) that `value` rounds to."""
    quotient = value / step
    return round_quotient(quotient.numerator, quotient.denominator, mode) * step


# --- powers --------------------------------------------------------------------------------


def power(n: int, d: int, exponent: int) -> Pair:
    """n / d to a whole power, in lowest terms; absent for zero to a negative power.

    Anything to the power 0 is 1, zero included. Raises `LimitExceeded` before computing a
    number that cannot fit.
    """
    if d == 0:
        return ABSENT
    n, d = reduce(n, d)
    if exponent < 0:
        n, d = (d, n) if n >= 0 else (-d, -n)
        if d == 0:
            return ABSENT
        exponent = -exponent
    # A number of k bits is at least 2 ** (k - 1), so its power has over (k - 1) * exponent bits.
    if (max(n.bit_length(), d.bit_length()) - 1) * exponent >= MAX_BITS:
        raise LimitExceeded
    if -1 <= n <= 1 and d == 1:
        exponent = exponent % 2 or (2 if exponent else 0)
    n, d = n**exponent, d**exponent
    if n.bit_length() > MAX_BITS or d.bit_length() > MAX_BITS:
        raise LimitExceeded
    return n, d


# --- curves --------------------------------------------------------------------------------


def clamp(n: int, d: int, low_n: int, low_d: int, high_n: int, high_d: int) -> Pair:
    """n / d kept between low and high; absent where low is above high, or any part is absent."""
    if not (d and low_d and high_d) or low_n * high_d > high_n * low_d:
        return ABSENT
    if n * low_d < low_n * d:
        return low_n, low_d
    if n * high_d > high_n * d:
        return high_n, high_d
    return n, d


def unordered_point(points: Sequence[Point]) -> int | None:
    """The index of the first point whose x is not above the x before it; None where all are."""
    for index, ((before_n, before_d, _, _), (x_n, x_d, _, _)) in enumerate(pairwise(points), 1):
        if x_n * before_d <= before_n * x_d:
            return index
    return None


def interpolate(n: int, d: int, points: Sequence[Point]) -> Pair:
    """The height at n / d of the line through `points`, flat before the first and after the last.

    Absent where n / d or a point is, where there is no point, or where the points are not in
    strictly increasing order of x (`unordered_point` says which is not).
    """
    if d == 0 or not points or not all(x_d and y_d for _, x_d, _, y_d in points):
        return ABSENT
    if unordered_point(points) is not None:
        return ABSENT
    first, last = points[0], points[-1]
    if n * first[1] <= first[0] * d:
        return first[2], first[3]
    if n * last[1] >= last[0] * d:
        return last[2], last[3]
    for left, right in pairwise(points):
        if n * right[1] < right[0] * d:
            return _on_segment(n, d, left, right)
    raise AssertionError("a value inside the curve lies on one of its segments")


def _on_segment(n: int, d: int, left: Point, right: Point) -> Pair:
    """y0 + (y1 - y0) * (x - x0) / (x1 - x0), for x0 <= x < x1."""
    x0_n, x0_d, y0_n, y0_d = left
    x1_n, x1_d, y1_n, y1_d = right
    run_n, run_d = x1_n * x0_d - x0_n * x1_d, x1_d * x0_d
    share_n, share_d = (n * x0_d - x0_n * d) * run_d, d * x0_d * run_n
    rise_n, rise_d = y1_n * y0_d - y0_n * y1_d, y1_d * y0_d
    height_d = rise_d * share_d
    return reduce(y0_n * height_d + rise_n * share_n * y0_d, y0_d * height_d)


def unordered_bound(points: Sequence[Point]) -> int | None:
    """The index of the first bound that is not above the one before it, or not above zero."""
    if points and points[0][0] <= 0:
        return 0
    return unordered_point(points)


def tiered(n: int, d: int, points: Sequence[Point]) -> Pair:
    """Each rate times the slice of n / d within its bound, as in income-tax brackets, summed.

    A point is (bound, rate). The first slice starts at 0 and each next one at the bound
    before it; what lies above the last bound earns nothing, and a negative amount gives 0.
    Absent where the amount or a point is, where there is no point, or where the bounds do not
    strictly increase from above zero (`unordered_bound` says which).
    """
    if d == 0 or not points or not all(bound_d and rate_d for _, bound_d, _, rate_d in points):
        return ABSENT
    if unordered_bound(points) is not None:
        return ABSENT
    total: Pair = (0, 1)
    from_n, from_d = 0, 1
    for bound_n, bound_d, rate_n, rate_d in points:
        if n * from_d <= from_n * d:
            break
        to_n, to_d = (n, d) if n * bound_d < bound_n * d else (bound_n, bound_d)
        slice_n, slice_d = to_n * from_d - from_n * to_d, to_d * from_d
        total = add(*total, slice_n * rate_n, slice_d * rate_d)
        from_n, from_d = bound_n, bound_d
    return total


# --- many values ---------------------------------------------------------------------------
# Every pair given to these must be present (d > 0): the caller settles absent cells first.


def add(n: int, d: int, other_n: int, other_d: int) -> Pair:
    """The sum in lowest terms; absent where either is."""
    if d == 0 or other_d == 0:
        return ABSENT
    return reduce(n * other_d + other_n * d, d * other_d)


def total(values: Iterable[Pair]) -> Pair:
    """The sum in lowest terms; 0 for no values.

    Numerators over one denominator are added first, then the few denominators in order of
    size, so that neither speed nor `LimitExceeded` depends on the order of the values.
    """
    by_denominator: dict[int, int] = {}
    for n, d in values:
        by_denominator[d] = by_denominator.get(d, 0) + n
    result: Pair = (0, 1)
    for d in sorted(by_denominator):
        result = add(*result, by_denominator[d], d)
    return result


def average(values: Sequence[Pair]) -> Pair:
    """The arithmetic mean in lowest terms; absent for no values."""
    n, d = total(values)
    return reduce(n, d * len(values))


def weighted_average(values: Iterable[tuple[int, int, int, int]]) -> Pair:
    """Sum of value times weight over the sum of weights, from (value, weight) quadruples.

    Absent where the weights total zero, as they do for no values.
    """
    products: list[Pair] = []
    weights: list[Pair] = []
    for n, d, weight_n, weight_d in values:
        products.append((n * weight_n, d * weight_d))
        weights.append((weight_n, weight_d))
    sum_n, sum_d = total(products)
    weight_n, weight_d = total(weights)
    if weight_n < 0:
        sum_n, weight_n = -sum_n, -weight_n
    return reduce(sum_n * weight_d, sum_d * weight_n) if weight_n else ABSENT


def minimum(values: Iterable[Pair]) -> Pair:
    """The least value as it was given, the first of equals; absent for no values."""
    least_n, least_d = ABSENT
    for n, d in values:
        if least_d == 0 or n * least_d < least_n * d:
            least_n, least_d = n, d
    return least_n, least_d


def maximum(values: Iterable[Pair]) -> Pair:
    """The greatest value as it was given, the first of equals; absent for no values."""
    greatest_n, greatest_d = ABSENT
    for n, d in values:
        if greatest_d == 0 or n * greatest_d > greatest_n * d:
            greatest_n, greatest_d = n, d
    return greatest_n, greatest_d


def median(values: Iterable[Pair]) -> Pair:
    """The middle value, or the mean of the middle two, in lowest terms; absent for no values."""
    ordered = in_order(values)
    if not ordered:
        return ABSENT
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return reduce(*ordered[middle])
    n, d = add(*ordered[middle - 1], *ordered[middle])
    return reduce(n, 2 * d)


def in_order(values: Iterable[Pair]) -> list[Pair]:
    """The values from least to greatest; equals keep the order they came in."""
    listed = list(values)
    common = 1
    for d in {d for _, d in listed}:
        common = lcm(common, d)
        if common.bit_length() > MAX_BITS:
            return sorted(listed, key=cmp_to_key(_compare))
    return sorted(listed, key=lambda value: value[0] * (common // value[1]))


def _compare(left: Pair, right: Pair) -> int:
    return left[0] * right[1] - right[0] * left[1]


def count_distinct(values: Iterable[Pair]) -> int:
    """How many different numbers there are, however their pairs are written."""
    return len({reduce(n, d) for n, d in values})
