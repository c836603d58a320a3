"""Weights that do not total 100% -> which of them is likely to be off, as far as that shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..types import PERCENT
from ..units import written

_WHOLE = Fraction(1)
_ONE_PERCENT = Fraction(1, 100)
_ROUND = (Fraction(5, 100), Fraction(1, 100), Fraction(1, 1000))
_SLIPS = (Fraction(10), Fraction(1, 10), Fraction(100), Fraction(1, 100))
_FEWEST_ALIKE = 3
_TENS = 10

MOST_PARTS = 60
"""Parts of a whole that rounded weights are tried as: thirds, sixths, ninths."""

MOST_PARTS_OF_PERCENTS = 12
"""The same for weights in whole percents, which many fractions are near to."""


@dataclass(frozen=True, slots=True)
class Rounded:
    """The weights are shares of a whole, rounded: `parts` of them, whose sum is the whole."""

    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Odd:
    """One weight, by its number, with which all would total 100% if it were `instead`; and what
    tells it from the others. With an `instead` of 0 there is one too many."""

    number: int
    instead: Fraction
    why: str


def likely_slip(weights: Sequence[Fraction]) -> Rounded | Odd | None:
    """Weights that do not total 1 -> what is likely to be wrong; None where nothing tells."""
    parts = _parts(weights)
    if parts is not None:
        return Rounded(parts)
    missing = _WHOLE - sum(weights, Fraction(0))
    for tell in (_slip_of_a_digit, _unlike_the_rest, _least_round, _too_many):
        found = tell(weights, missing)
        if found is not None:
            return found
    return None


def _parts(weights: Sequence[Fraction]) -> tuple[int, ...] | None:
    """The smallest whole numbers that the weights are the rounded shares of."""
    step = _last_digit(weights)
    # What has been cut off rather than rounded is further away.
    most, apart = (MOST_PARTS, step)
    if step >= _ONE_PERCENT:
        most, apart = (MOST_PARTS_OF_PERCENTS, step / 2)
    for whole in range(len(weights), most + 1):
        parts = tuple(round(weight * whole) for weight in weights)
        if sum(parts) == whole and all(
            abs(weight - Fraction(part, whole)) < apart
            for weight, part in zip(weights, parts, strict=True)
        ):
            return parts
    return None


def _last_digit(weights: Sequence[Fraction]) -> Fraction:
    """What one is worth in the last digit that any of the weights has, in percent."""
    step = _ONE_PERCENT
    while step > Fraction(1, 10**9) and any((weight / step).denominator > 1 for weight in weights):
        step /= _TENS
    return step


def _only(
    weights: Sequence[Fraction],
    missing: Fraction,
    why: str,
    is_so: Callable[[int, Fraction, Fraction], bool],
) -> Odd | None:
    """The only weight of which something is so: of its number, itself, and what it would be."""
    found = [
        Odd(number, weight + missing, why)
        for number, weight in enumerate(weights)
        if 0 <= weight + missing <= 1 and is_so(number, weight, weight + missing)
    ]
    return found[0] if len(found) == 1 else None


def _slip_of_a_digit(weights: Sequence[Fraction], missing: Fraction) -> Odd | None:
    return _only(
        weights,
        missing,
        "a digit seems to be missing or too many",
        lambda _, weight, instead: weight > 0 and instead / weight in _SLIPS,
    ) or _only(
        weights,
        missing,
        "its digits seem to have changed places",
        lambda _, weight, instead: _exchanged(weight) == instead,
    )


def _exchanged(weight: Fraction) -> Fraction | None:
    """27% for 72%; None for what has not two digits."""
    percent = weight * 100
    if percent.denominator > 1 or not _TENS < percent < _TENS**2 or percent % _TENS == 0:
        return None
    tens, ones = divmod(percent.numerator, _TENS)
    return Fraction(ones * _TENS + tens, 100) if ones != tens else None


def _unlike_the_rest(weights: Sequence[Fraction], missing: Fraction) -> Odd | None:
    def is_unlike(number: int, _: Fraction, instead: Fraction) -> bool:
        return {*weights[:number], *weights[number + 1 :]} == {instead}

    if len(weights) < _FEWEST_ALIKE:
        return None
    return _only(weights, missing, "all of the others are the same", is_unlike)


def _least_round(weights: Sequence[Fraction], missing: Fraction) -> Odd | None:
    if len(weights) < _FEWEST_ALIKE:
        return None
    for size in _ROUND:
        rough = {number for number, each in enumerate(weights) if (each / size).denominator > 1}
        if len(rough) == 1:
            what = (
                "whole percents"
                if size == _ONE_PERCENT
                else f"multiples of {written(size, PERCENT)}"
            )
            (number,) = rough
            found = Odd(number, weights[number] + missing, f"all of the others are {what}")
            return found if 0 <= found.instead <= 1 else None
    return None


def _too_many(weights: Sequence[Fraction], missing: Fraction) -> Odd | None:
    return _only(
        weights, missing, "without it they do", lambda _, weight, instead: weight > 0 == instead
    )
