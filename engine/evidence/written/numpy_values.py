"""Single values of NumPy and pandas -> what Python has for them, nothing of them lost."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

_SECONDS: Final = {
    "W": Fraction(604_800), "D": Fraction(86_400), "h": Fraction(3_600), "m": Fraction(60),
    "s": Fraction(1), "ms": Fraction(1, 10**3), "us": Fraction(1, 10**6), "ns": Fraction(1, 10**9),
    "ps": Fraction(1, 10**12), "fs": Fraction(1, 10**15), "as": Fraction(1, 10**18),
}  # fmt: skip
_SECONDS_OF_A_DAY: Final = 86_400


class WithoutLike(ValueError):
    """A value that Python has nothing for; `str()` says why, in plain words."""


def of_numpy(value: object) -> object:
    """A single value of NumPy -> the bool, int, date or Fraction of days that it is; any other
    value as it is. WithoutLike for a date that is no whole day, and a span that is no number of
    days."""
    numpy = sys.modules.get("numpy")
    if numpy is None or not isinstance(value, numpy.generic):
        return value
    match value.dtype.kind:
        case "b":
            return bool(value)
        case "M":
            return _day(numpy, value)
        case "m":
            return _days(numpy, value)
        case "i" | "u":
            return int(value)
    return value


def _day(numpy: Any, value: Any) -> date:
    unit, _ = numpy.datetime_data(value.dtype)
    if numpy.isnat(value) or unit in {"Y", "M", "generic"}:
        raise WithoutLike("is not a date; write it as year-month-day, such as `2026-01-31`")
    day = value.astype("datetime64[D]")
    if day != value:
        raise WithoutLike("has a time of day where a date is expected")
    found = day.item()
    if not isinstance(found, date):
        raise WithoutLike("is not a date of the years 1 to 9999")
    return found


def _days(numpy: Any, value: Any) -> Fraction:
    unit, count = numpy.datetime_data(value.dtype)
    if numpy.isnat(value) or unit not in _SECONDS:
        raise WithoutLike("is not a number of days")
    counted: int = int(value.astype(numpy.int64)) * count
    return counted * _SECONDS[unit] / _SECONDS_OF_A_DAY


def days_of(span: timedelta) -> Fraction:
    """A span of time in days, the nanoseconds of pandas included."""
    seconds = span.days * _SECONDS_OF_A_DAY + span.seconds
    nanoseconds = int(getattr(span, "nanoseconds", 0))
    parts = (seconds * 10**6 + span.microseconds) * 1_000 + nanoseconds
    return Fraction(parts, _SECONDS_OF_A_DAY * 10**9)
