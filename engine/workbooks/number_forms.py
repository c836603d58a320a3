"""Exact numbers -> how a cell shows them: with which digits, and whether its double has these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import inf
from typing import Final

from ...dsl.types import QuantityKind
from ..explaining.precision import at_places, ending, scaled, shown_places

DIGITS_SHOWN: Final = 15
"""Digits of a number that spreadsheets show; further ones would turn into zeros."""


@dataclass(frozen=True, slots=True)
class NumberForm:
    """`shown` is the number with `places` digits after the point, of a percentage that before the
    sign; `rounded` says that they leave something out, `as_double` that the nearest double, shown
    with so many places, has the same digits."""

    shown: Fraction
    places: int
    rounded: bool
    as_double: bool

    @property
    def whole_digits(self) -> int:
        """Digits before the point."""
        return len(str(abs(int(self.shown))))


class NumberForms:
    """The forms of numbers of a kind, with digits that tell each from the numbers of `near`."""

    __slots__ = ("_kind", "_landmarks", "_near", "_places", "_units")

    def __init__(self, kind: QuantityKind, near: Sequence[Fraction] = ()) -> None:
        self._kind: QuantityKind = kind
        self._near = near
        # A number that tells nothing but its first digits gets as many as any such.
        self._places, _ = shown_places(Fraction(10**6 + 1, 7), kind)
        self._units = 10**self._places
        landmarks = [*near, Fraction(1)] if kind == "percent" else near
        self._landmarks = tuple(_nearest(scaled(each, kind)) for each in landmarks)

    def form(self, value: Fraction) -> NumberForm:
        """The form of a number."""
        plain = self._plain_form(value)
        if plain is not None:
            return plain
        places, rounded = shown_places(value, self._kind, self._near)
        shown = at_places(scaled(value, self._kind), places)
        return NumberForm(shown, places, rounded, _double_shows(value, self._kind, shown, places))

    def _plain_form(self, value: Fraction) -> NumberForm | None:
        """The same of most numbers that do not end: those of ordinary size, far from `near`, and
        from where rounding goes the other way; None for others."""
        shown = scaled(value, self._kind)
        about = _nearest(shown)
        if not 1 <= abs(about) < _ORDINARY or ending(shown, self._places) is not None:
            return None
        units = about * self._units
        if abs(units % 1 - 0.5) < _DOUBT or ending(shown) is not None:
            return None
        if any(abs(about - each) * self._units < _APART for each in self._landmarks):
            return None
        whole = Fraction(round(units), self._units)
        return NumberForm(whole, self._places, rounded=True, as_double=True)


_ORDINARY: Final = 1e9
_DOUBT: Final = 1e-3
"""Of a unit of the last digit: a float of ordinary size is a thousand times nearer."""
_APART: Final = 2
"""Units of the last digit by which two numbers differ that no rounding brings together."""


def _nearest(value: Fraction) -> float:
    try:
        return value.numerator / value.denominator
    except OverflowError:
        return inf


def _double_shows(value: Fraction, kind: QuantityKind, shown: Fraction, places: int) -> bool:
    """Whether the nearest double, shown with so many places, has the digits of the number."""
    if places > DIGITS_SHOWN:
        return False
    units = abs(shown.numerator) * 10**places // shown.denominator
    if units >= 10**DIGITS_SHOWN:
        return False
    if scaled(value, kind) == shown:
        # A decimal of so few digits is the shortest that is its double.
        return True
    held = Decimal(repr(value.numerator / value.denominator))
    percent = held.scaleb(2) if kind == "percent" else held
    return Fraction(percent.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)) == shown
