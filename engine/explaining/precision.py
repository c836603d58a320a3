"""How many digits show a number: few, but never so few that it looks like what it is not."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from ...dsl.types import QuantityKind
from ..arithmetic.exact import round_quotient

EXACT_PLACES = 3
"""A number that ends within so many digits after the point is shown whole."""

_ROUNDED_PLACES: dict[QuantityKind, int] = {
    "number": 2,
    "count": 2,
    "percent": 1,
    "money": 2,
    "duration": 1,
    "compound": 2,
}
_SIGNIFICANT_DIGITS = 2
_PERCENT = 100
_CENTS = 2


def shown_places(
    value: Fraction, kind: QuantityKind, near: Iterable[Fraction] = ()
) -> tuple[int, bool]:
    """The digits after the point that show `value`, and whether they leave something out.

    A number is shown whole where it ends within three digits. Otherwise it is rounded, to so
    many digits that at least two of them tell something, and that on which side of each number
    of `near` it lies is still seen: 119.996% compared with 120% is not shown as 120%.
    """
    shown = scaled(value, kind)
    whole = ending(shown)
    if whole is not None:
        # Nobody writes 1.5 for one currency unit and fifty hundredths.
        return _CENTS if kind == "money" and whole == 1 else whole, False
    places = _telling_places(shown, _ROUNDED_PLACES[kind])
    # Whoever sees 100.0% reads it as all of it, whether or not a rule says so.
    landmarks = (Fraction(1),) if kind == "percent" else ()
    for other in (*near, *landmarks):
        places = max(places, _distinguishing_places(shown, scaled(other, kind), kind))
    whole = ending(shown, places)
    return (places, True) if whole is None else (whole, False)


def scaled(value: Fraction, kind: QuantityKind) -> Fraction:
    """The number whose digits are shown: 27/25 of kind percent is 108."""
    if kind == "percent":
        return Fraction(value.numerator * _PERCENT, value.denominator)
    return value


def ending(shown: Fraction, most: int = EXACT_PLACES) -> int | None:
    """The digits after the point of a number that ends within `most`; None for others."""
    divisor = shown.denominator
    for places in range(most + 1):
        if not 10**places % divisor:
            return places
    return None


def at_places(value: Fraction, places: int) -> Fraction:
    """The value rounded to digits after the point, ties away from zero."""
    units = 10**places
    if not units % value.denominator:
        return value
    return Fraction(round_quotient(value.numerator * units, value.denominator, "half up"), units)


def _telling_places(shown: Fraction, places: int) -> int:
    top, least = abs(shown.numerator), shown.denominator * 10 ** (_SIGNIFICANT_DIGITS - 1)
    while top * 10**places < least:
        places += 1
    return places


def _distinguishing_places(shown: Fraction, other: Fraction, kind: QuantityKind) -> int:
    """The fewest digits with which the two are seen to differ, and which of them is larger."""
    places = _ROUNDED_PLACES[kind]
    if shown == other or _are_apart(shown, other, places):
        return places
    exact = ending(other) is not None
    while True:
        difference = at_places(shown, places) - (other if exact else at_places(other, places))
        if difference and (difference > 0) == (shown > other):
            return places
        places += 1


def _are_apart(shown: Fraction, other: Fraction, places: int) -> bool:
    """Whether two numbers differ by one unit of the last digit or more, which no rounding hides."""
    difference = shown.numerator * other.denominator - other.numerator * shown.denominator
    units: int = abs(difference) * 10**places
    return units >= shown.denominator * other.denominator
