"""Ranges of exact numbers, each end included or not, and their arithmetic.

Every operation gives a range that holds each result of its operands, and as a rule no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers from `low` to `high`; None where it has no end on that side.

    `low_in` and `high_in` say whether the ends belong to it. `whole` holds where all of its
    numbers are whole.
    """

    low: Fraction | None = None
    high: Fraction | None = None
    low_in: bool = False
    high_in: bool = False
    whole: bool = False

    def __contains__(self, number: Fraction) -> bool:
        if self.low is not None and (number < self.low or (number == self.low and not self.low_in)):
            return False
        if self.high is not None and (
            number > self.high or (number == self.high and not self.high_in)
        ):
            return False
        return not self.whole or number.denominator == 1

    @property
    def is_empty(self) -> bool:
        """Whether no number lies in it."""
        if self.low is None or self.high is None:
            return False
        if self.whole:
            first = floor(self.low) + 1 if not self.low_in else ceil(self.low)
            last = ceil(self.high) - 1 if not self.high_in else floor(self.high)
            return first > last
        return self.low > self.high or (
            self.low == self.high and not (self.low_in and self.high_in)
        )

    @property
    def is_positive(self) -> bool:
        """Whether all of its numbers are above 0."""
        return self.low is not None and (self.low > 0 or (self.low == 0 and not self.low_in))

    @property
    def is_negative(self) -> bool:
        """Whether all of its numbers are below 0."""
        return self.high is not None and (self.high < 0 or (self.high == 0 and not self.high_in))


EVERYTHING = Interval()
NOT_NEGATIVE = Interval(low=_ZERO, low_in=True)
WHOLE = Interval(low=_ZERO, low_in=True, whole=True)


def point(number: Fraction) -> Interval:
    """The range of one number."""
    return Interval(number, number, low_in=True, high_in=True, whole=number.denominator == 1)


def between(low: Fraction, high: Fraction) -> Interval:
    """The range from one number to another, both included."""
    return Interval(low, high, low_in=True, high_in=True)


def bounded(interval: Interval, operator: str, limit: Fraction) -> Interval:
    """The part of a range that stands on the side of `limit` that `operator` says."""
    low, low_in, high, high_in = interval.low, interval.low_in, interval.high, interval.high_in
    if operator in (">", ">=", "="):
        inside = operator != ">"
        if low is None or limit > low:
            low, low_in = limit, inside
        elif limit == low:
            low_in = low_in and inside
    if operator in ("<", "<=", "="):
        inside = operator != "<"
        if high is None or limit < high:
            high, high_in = limit, inside
        elif limit == high:
            high_in = high_in and inside
    if operator == "!=":
        low_in = low_in and low != limit
        high_in = high_in and high != limit
        if interval.whole and interval.low == limit and interval.low_in:
            low, low_in = limit + 1, True
    return Interval(low, high, low_in, high_in, interval.whole)


def intersection(one: Interval, other: Interval) -> Interval:
    """What lies in both."""
    result = one
    if other.low is not None:
        result = bounded(result, ">=" if other.low_in else ">", other.low)
    if other.high is not None:
        result = bounded(result, "<=" if other.high_in else "<", other.high)
    if other.whole and not result.whole:
        return Interval(result.low, result.high, result.low_in, result.high_in, whole=True)
    return result


def hull(intervals: Iterable[Interval]) -> Interval:
    """The smallest range around all of them; there is at least one."""
    first, *others = intervals
    low, low_in, high, high_in, whole = (
        first.low,
        first.low_in,
        first.high,
        first.high_in,
        first.whole,
    )
    for other in others:
        if low is not None and (other.low is None or other.low < low):
            low, low_in = other.low, other.low_in
        elif low == other.low:
            low_in = low_in or other.low_in
        if high is not None and (other.high is None or other.high > high):
            high, high_in = other.high, other.high_in
        elif high == other.high:
            high_in = high_in or other.high_in
        whole = whole and other.whole
    return Interval(low, high, low_in, high_in, whole)


def negated(interval: Interval) -> Interval:
    """The range of `-x`."""
    return Interval(
        None if interval.high is None else -interval.high,
        None if interval.low is None else -interval.low,
        interval.high_in,
        interval.low_in,
        interval.whole,
    )


def added(one: Interval, other: Interval) -> Interval:
    """The range of `x + y`."""
    return Interval(
        None if one.low is None or other.low is None else one.low + other.low,
        None if one.high is None or other.high is None else one.high + other.high,
        one.low_in and other.low_in,
        one.high_in and other.high_in,
        one.whole and other.whole,
    )


End = tuple[Fraction | int | None, bool]
"""A number, or 1 and -1 in place of an end that is infinitely far above or below; and whether it
belongs to the range."""


def multiplied(one: Interval, other: Interval) -> Interval:
    """The range of `x * y`."""
    if one.low is not None and one.low == one.high:
        return _scaled(other, one.low, whole=one.whole)
    if other.low is not None and other.low == other.high:
        return _scaled(one, other.low, whole=other.whole)
    lows: list[tuple[Fraction, bool]] = []
    unbounded_below = unbounded_above = False
    for x, x_sign, x_in in _ends(one):
        for y, y_sign, y_in in _ends(other):
            sign = x_sign * y_sign
            if x is not None and y is not None:
                lows.append((x * y, (x_in and y_in) or (x_in and x == 0) or (y_in and y == 0)))
            elif sign > 0:
                unbounded_above = True
            elif sign < 0:
                unbounded_below = True
            else:
                lows.append((_ZERO, (x == 0 and x_in) or (y == 0 and y_in)))
    low = high = None
    low_in = high_in = False
    if not unbounded_below and lows:
        low = min(number for number, _ in lows)
        low_in = any(inside for number, inside in lows if number == low)
    if not unbounded_above and lows:
        high = max(number for number, _ in lows)
        high_in = any(inside for number, inside in lows if number == high)
    return Interval(low, high, low_in, high_in, one.whole and other.whole)


def _scaled(interval: Interval, factor: Fraction, *, whole: bool) -> Interval:
    if factor == 0:
        return point(_ZERO)
    low = None if interval.low is None else interval.low * factor
    high = None if interval.high is None else interval.high * factor
    whole = whole and interval.whole
    if factor > 0:
        return Interval(low, high, interval.low_in, interval.high_in, whole)
    return Interval(high, low, interval.high_in, interval.low_in, whole)


def _ends(interval: Interval) -> tuple[tuple[Fraction | None, int, bool], ...]:
    """Both ends: the number (None for none), its sign, whether it belongs to the range."""
    low, high = interval.low, interval.high
    return (
        (low, -1 if low is None else _sign(low), interval.low_in),
        (high, 1 if high is None else _sign(high), interval.high_in),
    )


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)


def divided(one: Interval, other: Interval) -> Interval:
    """The range of `x / y`, y not being 0."""
    return multiplied(one, _inverted(other))


def _inverted(interval: Interval) -> Interval:
    low, high = interval.low, interval.high
    if interval.is_positive or (low == 0 and low is not None):
        return Interval(
            _ZERO if high is None else 1 / high if high > 0 else None,
            None if not low else 1 / low,
            interval.high_in and high is not None,
            interval.low_in and bool(low),
        )
    if interval.is_negative or (high == 0 and high is not None):
        return negated(_inverted(negated(interval)))
    return EVERYTHING


def smallest(intervals: Iterable[Interval]) -> Interval:
    """The range of `min(x, y, …)`."""
    return negated(largest(negated(each) for each in intervals))


def largest(intervals: Iterable[Interval]) -> Interval:
    """The range of `max(x, y, …)`."""
    result: Interval | None = None
    for each in intervals:
        if result is None:
            result = each
            continue
        low, low_in = result.low, result.low_in
        if low is None or (each.low is not None and each.low > low):
            low, low_in = each.low, each.low_in
        elif each.low == low:
            low_in = low_in and each.low_in
        high, high_in = result.high, result.high_in
        if high is not None and (each.high is None or each.high > high):
            high, high_in = each.high, each.high_in
        elif each.high == high:
            high_in = high_in or each.high_in
        result = Interval(low, high, low_in, high_in, result.whole and each.whole)
    assert result is not None
    return result


def absolute(interval: Interval) -> Interval:
    """The range of `abs(x)`."""
    if interval.is_positive or interval.low == 0:
        return interval
    if interval.is_negative or interval.high == 0:
        return negated(interval)
    both = largest((interval, negated(interval)))
    return Interval(_ZERO, both.high, low_in=True, high_in=both.high_in, whole=interval.whole)


def sample(interval: Interval, step: Fraction, *, high: bool = False) -> Fraction | None:
    """A plain number of the range, if it has any: near its lower end, or with `high` its upper
    one, a `step` away from it, as a person would name it."""
    if high:
        found = sample(negated(interval), step)
        return None if found is None else -found
    if interval.is_empty:
        return None
    low, top = interval.low, interval.high
    if interval.whole:
        step = max(step, Fraction(1))
    for number in _candidates(low, top, step):
        if number in interval:
            return number
    assert low is not None
    if interval.whole:
        return Fraction(floor(low) + 1)
    assert top is not None
    return (low + top) / 2


def _candidates(low: Fraction | None, high: Fraction | None, step: Fraction) -> Iterable[Fraction]:
    if low is not None:
        yield low
        for size in (step, step / 2, step / 10, step / 100):
            yield (floor(low / size) + 1) * size
    elif high is not None:
        yield high
        for size in (step, step / 2, step / 10, step / 100):
            yield (ceil(high / size) - 1) * size
    else:
        yield _ZERO
