"""Periods of the calendar: years, halves, quarters, months, and any range of days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

PeriodKind = Literal["year", "half", "quarter", "month", "range"]

_NAMED = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?\Z", re.ASCII)
_RANGE = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to `end`, both days counted. `text` is how it is written."""

    text: str
    kind: PeriodKind
    start: date
    end: date

    @property
    def days(self) -> int:
        """The number of days, both ends counted."""
        return (self.end - self.start).days + 1

    def __str__(self) -> str:
        return self.text


def parse_period(text: str) -> Period:
    """Text -> Period; ValueError says in plain words what is wrong with it."""
    text = text.strip()
    named = _NAMED.match(text)
    if named:
        year, half, quarter, month = named.groups()
        if int(year) == 0:
            raise ValueError("years start at 0001")
        if half:
            return _months(text, "half", int(year), 6 * int(half) - 5, 6)
        if quarter:
            return _months(text, "quarter", int(year), 3 * int(quarter) - 2, 3)
        if month:
            return _months(text, "month", int(year), int(month), 1)
        return _months(text, "year", int(year), 1, 12)
    ranged = _RANGE.match(text)
    if ranged:
        try:
            start, end = (date.fromisoformat(part) for part in ranged.groups())
        except ValueError:
            raise ValueError(f"`{text}` names a day that does not exist") from None
        if end < start:
            raise ValueError(f"`{text}` ends before it starts")
        return Period(text, "range", start, end)
    raise ValueError(
        f"`{text}` is not a period; write a year `2026`, a half `2026-H1`, a quarter `2026-Q1`, "
        "a month `2026-01` or days `2026-01-15..2026-03-31`"
    )


def _months(text: str, kind: PeriodKind, year: int, first: int, count: int) -> Period:
    after_year, after_month = divmod(year * 12 + first - 1 + count, 12)
    last = (
        date.max
        if after_year > date.max.year
        else date(after_year, after_month + 1, 1) - timedelta(days=1)
    )
    return Period(text, kind, date(year, first, 1), last)
