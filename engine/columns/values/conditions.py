"""Conditions over columns: one truth for all rows, or one for each, and where it is not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy
from numpy.typing import NDArray

from .absences import Codes

Mask: TypeAlias = NDArray[numpy.bool_]
Held: TypeAlias = "bool | Mask"


@dataclass(frozen=True, slots=True, eq=False)
class Truths:
    """A condition for each row; `absent` as in `Numbers`."""

    held: Held
    absent: Codes | None


def where(mask: Held, left: Any, right: Any) -> Any:
    """Whole numbers of one type chosen by a condition."""
    if isinstance(mask, bool):
        return left if mask else right
    return numpy.where(mask, left, right)


def held_by(mask: Held, rows: int) -> Mask:
    """A condition as an array."""
    return numpy.full(rows, mask) if isinstance(mask, bool) else mask


def negated(held: Held) -> Held:
    """`not` of a condition."""
    return not held if isinstance(held, bool) else ~held


def both(left: Held, right: Held) -> Held:
    """`and` of two conditions."""
    if isinstance(left, bool):
        return right if left else False
    if isinstance(right, bool):
        return left if right else False
    return left & right


def either(left: Held, right: Held) -> Held:
    """`or` of two conditions."""
    if isinstance(left, bool):
        return True if left else right
    if isinstance(right, bool):
        return True if right else left
    return left | right
