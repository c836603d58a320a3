"""Dates as people write them in a sheet -> days, Thai months and the Buddhist era included."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from ....dsl.period import Period

BUDDHIST_OFFSET: Final = 543
_BUDDHIST_YEARS: Final = range(2400, 2800)
"""Years that are of the Buddhist era: nobody is rated in the Gregorian year 2400, and `9999-12-31`
stands for no end."""

_YEAR_ORDER: Final = "year, month, day"

Era = Literal["", "buddhist", "gregorian"]

_THAI_MONTHS = (
    ("มกราคม", "มค"), ("กุมภาพันธ์", "กพ"), ("มีนาคม", "มีค"), ("เมษายน", "เมย"), ("พฤษภาคม", "พค"),
    ("มิถุนายน", "มิย"), ("กรกฎาคม", "กค"), ("สิงหาคม", "สค"), ("กันยายน", "กย"), ("ตุลาคม", "ตค"),
    ("พฤศจิกายน", "พย"), ("ธันวาคม", "ธค"),
)  # fmt: skip
_ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTHS: Final = {name: number for number, names in enumerate(_THAI_MONTHS, 1) for name in names}
_MONTHS.update({name: number for number, name in enumerate(_ENGLISH_MONTHS, 1)})
_MONTHS.update({name[:3]: number for number, name in enumerate(_ENGLISH_MONTHS, 1)})
_MONTHS["sept"] = 9

_WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "จันทร์ จ monday mon", "อังคาร อ tuesday tue tues", "พุธ พ wednesday wed",
            "พฤหัสบดี พฤหัส พฤ thursday thu thur thurs", "ศุกร์ ศ friday fri", "เสาร์ ส saturday sat",
            "อาทิตย์ อา sunday sun",
        )
    )
    for name in names.split()
}  # fmt: skip

_THAI_DIGITS = {ord("๐") + digit: str(digit) for digit in range(10)}
_IN_NUMBERS = re.compile(r"(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d+)")
_YEAR_FIRST = re.compile(r"(\d{4})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{1,2})")
_WORD = r"[^\W\d_][^\d,/-]*?"
_IN_WORDS = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?(?:\s*[-/]\s*|\s*(?:of\s)?)({_WORD})(?:\s*[-/,]\s*|\s*)(\d+)"
)
_MONTH_FIRST = re.compile(rf"({_WORD})[\s-]*(\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|[\s-]+)(\d+)")
_YEAR_THEN_WORD = re.compile(rf"(\d{{4}})[\s/-]*({_WORD})[\s/-]*(\d{{1,2}})")
_ERA = re.compile(
    r"\s*(?<![^\W\d_])(?:(?P<buddhist>พ\.?\s*ศ\.?|พุทธศักราช|b\.?\s?e\.?)"
    r"|ค\.?\s*ศ\.?|คริสต์ศักราช|a\.?\s?d\.?|c\.?\s?e\.?)(?![^\W\d_])\s*",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"(?:วัน)?\s*(?P<thai>[ก-์]*?)\s*\.?\s*ที่\s*|(?P<other>[^\W\d_][^\d\s,]*?)[.,]*\s+"
)
_TIME = re.compile(r"[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(?:\s*น\.?)?")


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A day, and what was made of the text beyond its plain sense: "" for a plain date."""

    day: date
    interpretation: str


@dataclass(frozen=True, slots=True)
class UnclearDate:
    """A text that is a date but could be several; `reason` names them."""

    reason: str


def is_buddhist(year: int) -> bool:
    """Whether a year without an era is one of the Buddhist era."""
    return year in _BUDDHIST_YEARS


def refused_era(written: Period | date) -> str | None:
    """Why a period or a day of the Buddhist era is refused, and how to write it; else None."""
    days = (written.start, written.end) if isinstance(written, Period) else (written,)
    if not any(is_buddhist(day.year) for day in days):
        return None
    years = re.sub(
        r"\b\d{4}\b",
        lambda year: str(int(year[0]) - BUDDHIST_OFFSET * is_buddhist(int(year[0]))),
        str(written),
    )
    return f"is in the Buddhist era: write it as `{years}`"


def gregorian(day: date) -> date | None:
    """A day whose year counts in the Buddhist era -> that day; None where it does not exist."""
    try:
        return day.replace(year=day.year - BUDDHIST_OFFSET)
    except ValueError:
        return None


def read_written_date(text: str) -> ReadDate | UnclearDate | None:
    """Text of a cell -> the day it names, why that cannot be told, or None for no date at all.

    Day, month and year in this order, the month as a number or a Thai or English word; the month
    as an English word first; or the year first. A day of the week before it has to be that of the
    day, a time behind it midnight. Years from 2400 to 2799 are of the Buddhist era.
    """
    written = " ".join(text.translate(_THAI_DIGITS).split())
    timed = _TIME.search(written)
    if timed is not None and timed.end() == len(written):
        read = _day(written[: timed.start()])
        if not isinstance(read, ReadDate):
            return read
        if any(int(part) for part in timed.groups(default="0")):
            return UnclearDate("has a time of day where a date is expected")
        order = read.interpretation or _YEAR_ORDER
        return ReadDate(read.day, f"{order}, without the midnight behind it")
    return _day(written)


def _day(written: str) -> ReadDate | UnclearDate | None:
    weekday, rest = _without_weekday(written)
    read = _dated_text(rest)
    if weekday is None or not isinstance(read, ReadDate):
        return read
    if read.day.weekday() != weekday:
        return UnclearDate(f"names another day of the week than that of {read.day}")
    return ReadDate(read.day, read.interpretation or _YEAR_ORDER)


def _without_weekday(written: str) -> tuple[int | None, str]:
    """The day of the week before a date, and the rest; `วันที่` before it says nothing."""
    found = _BEGINS.match(written)
    if found is None:
        return None, written
    name = (found["thai"] if found["thai"] is not None else found["other"]).casefold()
    name = name.removeprefix("วัน")
    if name in _WEEKDAYS:
        return _WEEKDAYS[name], written[found.end() :]
    return (None, written[found.end() :]) if found["thai"] == "" else (None, written)


def _dated_text(written: str) -> ReadDate | UnclearDate | None:
    written, era = _without_era(written)
    if found := _YEAR_FIRST.fullmatch(written):
        year, mark, month, day = found.groups()
        plain = mark == "-" and len(month) == len(day) == 2 and era == ""
        return _dated(int(year), int(month), int(day), era, "" if plain else _YEAR_ORDER)
    if (found := _IN_WORDS.fullmatch(written)) and (number := _month(found[2])):
        return _with_year(found[3], number, int(found[1]), era, "day, month, year")
    if (found := _MONTH_FIRST.fullmatch(written)) and (number := _month(found[1])):
        return _with_year(found[3], number, int(found[2]), era, "month, day, year")
    if (found := _YEAR_THEN_WORD.fullmatch(written)) and (number := _month(found[2])):
        return _with_year(found[1], number, int(found[3]), era, _YEAR_ORDER)
    if found := _IN_NUMBERS.fullmatch(written):
        return _in_numbers(int(found[1]), int(found[3]), found[4], era)
    return None


def _month(name: str) -> int | None:
    return _MONTHS.get(name.replace(".", "").replace(" ", "").casefold())


def _without_era(written: str) -> tuple[str, Era]:
    found = _ERA.search(written)
    if found is None:
        return written, ""
    rest = f"{written[: found.start()]} {written[found.end() :]}".strip()
    return rest, "buddhist" if found["buddhist"] else "gregorian"


def _in_numbers(first: int, second: int, year: str, era: Era) -> ReadDate | UnclearDate | None:
    buddhist = era == "buddhist" or (len(year) == 4 and is_buddhist(int(year)))
    if buddhist or first > 12 or first == second:
        # Nobody who counts years in the Buddhist era writes the month first.
        return _with_year(year, second, first, era, "day, month, year")
    if second > 12:
        return _with_year(year, first, second, era, "month, day, year")
    day_first = _with_year(year, second, first, era, "")
    month_first = _with_year(year, first, second, era, "")
    if isinstance(day_first, ReadDate) and isinstance(month_first, ReadDate):
        return UnclearDate(
            f"could be {day_first.day} or {month_first.day}: write it as year-month-day"
        )
    return day_first


def _with_year(
    year: str, month: int, day: int, era: Era, order: str
) -> ReadDate | UnclearDate | None:
    if len(year) == 2:
        return UnclearDate("has a year of two digits: write all four")
    return _dated(int(year), month, day, era, order) if len(year) == 4 else None


def _dated(year: int, month: int, day: int, era: Era, order: str) -> ReadDate | UnclearDate | None:
    buddhist = is_buddhist(year)
    if era and buddhist != (era == "buddhist"):
        return UnclearDate(f"names an era in which nobody counts the year {year}")
    try:
        read = date(year - BUDDHIST_OFFSET if buddhist else year, month, day)
    except ValueError:
        return None
    return ReadDate(read, f"{order or _YEAR_ORDER} in the Buddhist era" if buddhist else order)
