"""Exact numbers -> the nearest floats."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy

from .numbers import EXACT_FLOAT, Numbers, held_as
from .sums import WideSum


def write_floats(column: Numbers, values: Any) -> None:
    """Writes the correctly rounded float of each row into an array."""
    wide = isinstance(column, WideSum) or max(column.size, column.most) > EXACT_FLOAT
    if wide or column.is_constant or column.has_quotient:
        values[:] = rounded_floats(column)
        return
    n, d = held_as(column.n, numpy.float64), held_as(column.d, numpy.float64)
    if isinstance(d, int) and d == 1:
        values[:] = n
    else:
        numpy.divide(n, d, out=values)


def rounded_floats(column: Numbers) -> Any:
    """The correctly rounded float of each row; a single one where it is that of every row."""
    if isinstance(column, WideSum) or max(column.size, column.most) <= EXACT_FLOAT:
        return column.quotient()
    if column.is_constant:
        return nearest_float(Fraction(column.n, column.d))
    n, d = column.n, column.d
    if isinstance(d, int):
        return numpy.array([each / d for each in _listed(n)], numpy.float64)
    pairs = zip(_listed(n, len(d)), _listed(d), strict=True)
    return numpy.array([top / bottom for top, bottom in pairs], numpy.float64)


def _listed(values: Any, rows: int = 0) -> list[int]:
    if isinstance(values, int):
        return [values] * rows
    whole: list[int] = values.astype(numpy.int64, copy=False).tolist()
    return whole


def nearest_float(value: Fraction) -> float:
    """The correctly rounded float; infinite beyond the largest, as floats round."""
    try:
        return value.numerator / value.denominator
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
