"""Exact values as text that leaves nothing out and is the same in every language."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import assert_never

from ...dsl.period import Period
from ..arithmetic.numerals import shortest_terminating

Exact = Fraction | date | Period | bool | str


def exact_text(value: Exact) -> str:
    """`27/25`, `2026-01-31`, `2026-Q1`, `yes`, the id of a level or of a member of a choice."""
    match value:
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case Period():
            return value.text
        case Fraction() | str():
            return str(value)
        case _:
            assert_never(value)


def decimal_text(value: Exact) -> str:
    """As `exact_text`, but a number as a decimal where its digits end: `1.08`, yet `1/3`."""
    if isinstance(value, Fraction):
        return shortest_terminating(value) or str(value)
    return exact_text(value)
