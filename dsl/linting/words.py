"""Values and quantities in the words of a message."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction

from ..types import PERCENT, DateType, Type
from ..units import written
from ..wording import called
from .cells import Cell, Subject
from .domains import step_of
from .intervals import Interval, intersection, sample
from .linear import Key
from .regions import Region


def number_text(number: Fraction, type_: Type) -> str:
    """A number as the language writes a value of the type."""
    if isinstance(type_, DateType):
        from datetime import date

        whole = number.numerator // number.denominator
        return str(date.fromordinal(min(max(whole, 1), date.max.toordinal())))
    return written(number, type_)


def amount(number: Fraction, subject: Subject) -> str:
    """A value of what rules compare: `94.5%`, or `60% of `target_cycle``."""
    if subject.per is not None:
        return f"{written(number, PERCENT)} of {called(subject.per)}"
    return number_text(number, subject.expression.type)


def example_of(cell: Cell, subject: Subject, domain: Interval, *, high: bool = False) -> str:
    """A value of a cell, as a message names it; with `high` one near the cell's upper end."""
    if cell.member is not None:
        return f"`{yes_or_no(cell.member)}`"
    type_ = PERCENT if subject.per is not None else subject.expression.type
    number = sample(intersection(cell.interval, domain), step_of(type_), high=high)
    if number is None:
        number = sample(cell.interval, step_of(type_), high=high)
    assert number is not None
    return amount(number, subject)


def yes_or_no(member: str | bool) -> str:  # noqa: FBT001 - a member of yes and no is one
    """A member of a choice as the language writes it."""
    return member if isinstance(member, str) else "yes" if member else "no"


def reach(interval: Interval, type_: Type) -> str:
    """How far a quantity goes: `between 0% and 100%`, `at least 0 THB`, `above 0`."""
    low, high = interval.low, interval.high
    if low is not None and low == high:
        return f"always {number_text(low, type_)}"
    if low is not None and high is not None and interval.low_in and interval.high_in:
        return f"between {number_text(low, type_)} and {number_text(high, type_)}"
    parts = []
    if low is not None:
        parts.append(f"{'at least' if interval.low_in else 'above'} {number_text(low, type_)}")
    if high is not None:
        parts.append(f"{'at most' if interval.high_in else 'below'} {number_text(high, type_)}")
    return " and ".join(parts) or "any value"


def listed(names: Iterable[str]) -> str:
    """`a`, `b` and `c`."""
    shown = [f"`{name}`" for name in names]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def case(region: Region, link: str, but: Collection[Key] = ()) -> str:
    """A case of several quantities: `a` is 5 and `b` is 10%, with the word that links them."""
    parts = [
        f"{called(expression)} {link} {number_text(region.numbers[quantity], expression.type)}"
        for quantity, expression in region.named.items()
        if quantity in region.numbers and quantity not in but
    ]
    parts += [
        f"{called(region.named[quantity])} {link} `{yes_or_no(member)}`"
        for quantity, member in region.members.items()
    ]
    return " and ".join(parts)
