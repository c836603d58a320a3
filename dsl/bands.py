"""Bands such as `90% <= x <= 99%` and `x >= 100%`, and what lies between two of them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from . import framework as fw
from .checking.constants import NotConstantError, evaluate
from .diagnostics.model import Edit
from .source import Span
from .walk import walk

_TENTHS = tuple(Fraction(1, size) for size in (1, 10, 100, 1_000))


def is_one_step(low: Fraction, high: Fraction, *, percent: bool) -> bool:
    """Whether two numbers are as far apart as the last digit of both: 99% and 100%, 4.9 and 5."""
    unit = Fraction(1, 100) if percent else Fraction(1)
    return any(
        high - low == unit * part and (low / (unit * part)).denominator == 1 for part in _TENTHS
    )


def ending_at(conditions: Iterable[fw.Expression], limit: Fraction, following: str) -> Edit | None:
    """What ends the first band that goes up to `limit` where the next one begins: `< 100%` for
    `<= 99%`."""
    for condition in conditions:
        for node in walk(condition):
            if isinstance(node, fw.Compare):
                edit = _ending(node, limit, following)
                if edit is not None:
                    return edit
    return None


def _ending(place: fw.Compare, limit: Fraction, following: str) -> Edit | None:
    """The change of a comparison's sign and number, wherever its constant stands."""
    source = place.span.source
    if place.operator == "<=" and _is(place.right, limit):
        start = source.text.rfind("<=", 0, place.right.span.start)
        if start >= place.span.start:
            return Edit(Span(source, start, place.right.span.end), f"< {following}")
    if place.operator == ">=" and _is(place.left, limit):
        start = place.left.span.start
        end = source.text.find(">=", place.left.span.end, place.right.span.start)
        if end >= 0:
            return Edit(Span(source, start, end + 2), f"{following} >")
    return None


def _is(expression: fw.Expression, number: Fraction) -> bool:
    try:
        return evaluate(expression) == number
    except NotConstantError:
        return False
