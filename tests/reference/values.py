"""Values of the oracle: exact numbers, absent values of two kinds, and rounding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from assay.dsl.limits import MAX_BITS
from assay.dsl.period import Period

AbsenceKind = Literal["missing", "not applicable"]


class BeyondLimit(Exception):
    """A number grew past the bits that the language allows while computing."""


@dataclass(frozen=True, slots=True)
class Absent:
    """A value that is not there. `causes` are the root causes: ids of what the evidence lacks or
    calls not applicable, or words such as "division by zero"; two absent values are equal when
    they are of one kind."""

    kind: AbsenceKind
    causes: frozenset[str] = field(default=frozenset(), compare=False)


NOT_APPLICABLE = Absent("not applicable")
MISSING = Absent("missing")

Value = Fraction | date | Period | bool | str | Absent
"""A value as people give it: a date is a `date`, a level or a member of a choice is its id."""

Held = Fraction | Period | bool | str | Absent
"""A value as the oracle computes with it: a date is its ordinal day."""


def missing(cause: str) -> Absent:
    return Absent("missing", frozenset({cause}))


def not_applicable(cause: str) -> Absent:
    return Absent("not applicable", frozenset({cause}))


def held(value: Value) -> Held:
    """The value with a date replaced by its ordinal day."""
    return Fraction(value.toordinal()) if isinstance(value, date) else value


def absence_among(values: Iterable[object]) -> Absent | None:
    """What the absent ones of `values` come to together; None where there is none.

    Not applicable wins: whatever the missing ones were, the result would not concern the person.
    """
    absents = [value for value in values if isinstance(value, Absent)]
    if not absents:
        return None
    kind: AbsenceKind = (
        "not applicable" if any(a.kind == "not applicable" for a in absents) else "missing"
    )
    return Absent(kind, frozenset().union(*(a.causes for a in absents if a.kind == kind)))


def undecided(conditions: Iterable[Held]) -> Absent:
    """What undecided parts of `and` and `or` come to: missing if any of them is missing."""
    absents = [value for value in conditions if isinstance(value, Absent)]
    kind: AbsenceKind = "missing" if any(a.kind == "missing" for a in absents) else "not applicable"
    return Absent(kind, frozenset().union(*(a.causes for a in absents if a.kind == kind)))


def bounded(number: Fraction) -> Fraction:
    """The number itself; BeyondLimit where it has too many bits."""
    if max(number.numerator.bit_length(), number.denominator.bit_length()) > MAX_BITS:
        raise BeyondLimit
    return number


def round_to(value: Fraction, step: Fraction, mode: str) -> Fraction:
    """`value` to the multiple of `step` that `mode` asks for."""
    return whole(value / step, mode) * step


def whole(value: Fraction, mode: str) -> int:
    """The whole number that `mode` rounds `value` to."""
    match mode:
        case "floor":
            return floor(value)
        case "ceiling":
            return ceil(value)
        case "down":
            return floor(value) if value >= 0 else ceil(value)
        case "up":
            return ceil(value) if value >= 0 else floor(value)
        case "half up":
            magnitude = floor(abs(value) + Fraction(1, 2))
            return magnitude if value >= 0 else -magnitude
        case "half even":
            below = floor(value)
            over = value - below
            if over == Fraction(1, 2):
                return below if below % 2 == 0 else below + 1
            return below if over < Fraction(1, 2) else below + 1
    raise AssertionError(mode)
