"""Columns of Polars -> the same in types from which every value can be read exactly."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

import numpy
import polars

_FIRST_DAY: Final = date.min.toordinal() - date(1970, 1, 1).toordinal()
_LAST_DAY: Final = date.max.toordinal() - date(1970, 1, 1).toordinal()
_PARTS_OF_A_DAY: Final = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
_WIDEST: Final = (1 << 63) - 1
"""What stands for an infinite time, in whichever parts of a day it is counted."""
_DIGITS: Final = 38
"""Digits that a decimal of Polars has; DuckDB puts up to 39 into one."""
_EXACT: Final = frozenset(
    (polars.Float64, polars.Int64, polars.Int32, polars.String, polars.Boolean, polars.Enum)
)
"""The types that nearly all columns have, every value of which is read as it is."""


def exact_columns(rows: polars.DataFrame) -> polars.DataFrame:
    """The same rows; what Polars would give as another number or day comes as another type."""
    if _EXACT.issuperset(map(type, rows.dtypes)):
        return rows
    changed = [made for column in rows if (made := exact_column(column)) is not None]
    return rows.with_columns(changed) if changed else rows


def exact_column(column: polars.Series) -> polars.Series | None:
    """A column whose values Polars would not give as they are, in a type from which they are read
    exactly, or refused as what they are; None for any other."""
    match column.dtype:
        case polars.Float32:
            # 0.1 in 32 bits is one tenth: the number that it is written as.
            return column.cast(polars.String).cast(polars.Float64)
        case polars.Float16:
            # Polars writes them with the digits that 32 bits would need.
            wide = [None if each is None else float(str(numpy.float16(each))) for each in column]
            return polars.Series(column.name, wide, polars.Float64)
        case polars.Decimal(precision=precision, scale=scale) if precision in {None, _DIGITS}:
            ends = (column.min(), column.max())
            wide_end = any(end and end.adjusted() + scale >= _DIGITS for end in ends)  # type: ignore[union-attr]
            return column.cast(polars.String) if wide_end else None
        case polars.Date:
            return _within_years(column, 1)
        case polars.Datetime(time_unit=unit):
            return _within_years(column, _PARTS_OF_A_DAY[unit], finer=unit == "ns")
        case polars.Duration(time_unit="ns"):
            return _spans(column)
    return None


def _within_years(
    column: polars.Series, parts: int, *, finer: bool = False
) -> polars.Series | None:
    """Days and times of the years 1 to 9999, and texts for all others, such as the infinite days
    of databases, and for those `finer` than Python has them."""
    counts = column.to_physical()
    first, last = max(_FIRST_DAY * parts, 1 - _WIDEST), min((_LAST_DAY + 1) * parts, _WIDEST) - 1
    usual = counts.is_between(first, last)
    if finer:
        usual &= counts % 1_000 == 0
    if usual.all():
        return None
    values: list[object] = [None] * len(column)
    for at in usual.fill_null(value=False).arg_true():
        values[at] = column[at]
    for at in (~usual).fill_null(value=False).arg_true():
        values[at] = _told(counts[at], parts)
    return polars.Series(column.name, values, polars.Object)


def _told(count: int, parts: int) -> str:
    day, rest = divmod(count, parts)
    if not _FIRST_DAY <= day <= _LAST_DAY:
        return "infinity" if count > 0 else "-infinity"
    shown = date(1970, 1, 1).toordinal() + day
    nanoseconds = rest * _PARTS_OF_A_DAY["ns"] // parts
    seconds, fraction = divmod(nanoseconds, 10**9)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{fraction:09}"
    return f"{date.fromordinal(shown)} {clock}"


def _spans(column: polars.Series) -> polars.Series | None:
    """Spans in fractions of days, where they are finer than Python has them."""
    counts = column.to_physical()
    if not (counts % 1_000 != 0).any():
        return None
    days = [None if each is None else Fraction(each, _PARTS_OF_A_DAY["ns"]) for each in counts]
    return polars.Series(column.name, days, polars.Object)
