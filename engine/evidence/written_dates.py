"""Dates as people write them in a sheet -> days, Thai months and the Buddhist era included."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

BUDDHIST_OFFSET: Final = 543
FIRST_BUDDHIST_YEAR: Final = 2400
"""A year from here on is one of the Buddhist era; nobody is rated in the Gregorian year 2400."""

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

_THAI_DIGITS = {ord("๐") + digit: str(digit) for digit in range(10)}
_IN_NUMBERS = re.compile(r"(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d+)")
_YEAR_FIRST = re.compile(r"(\d{4})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{1,2})")
_IN_WORDS = re.compile(r"(\d{1,2})(?:\s*[-/]\s*|\s*)([^\W\d_][^\d,]*?)(?:\s*[-/,]\s*|\s*)(\d+)")
_ERA = re.compile(r"\s*(?:พ\.?\s*ศ\.?|ค\.?\s*ศ\.?|b\.?e\.?)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A day, and what was made of the text beyond its plain sense: "" for a plain date."""

    day: date
    interpretation: str


@dataclass(frozen=True, slots=True)
class UnclearDate:
    """A text that is a date but could be several; `reason` names them."""

    reason: str


def gregorian(day: date) -> date | None:
    """A day whose year counts in the Buddhist era -> that day; None where it does not exist."""
    try:
        return day.replace(year=day.year - BUDDHIST_OFFSET)
    except ValueError:
        return None


def read_written_date(text: str) -> ReadDate | UnclearDate | None:
    """Text of a cell -> the day it names, why that cannot be told, or None for no date at all.

    Day, month and year in this order, the month as a number or a Thai or English word; or the
    year first. Years from 2400 on are of the Buddhist era.
    """
    written = " ".join(text.translate(_THAI_DIGITS).split())
    written, era = _without_era(written)
    if found := _YEAR_FIRST.fullmatch(written):
        year, mark, month, day = found.groups()
        plain = mark == "-" and len(month) == len(day) == 2 and era == ""
        return _dated(int(year), int(month), int(day), era, "" if plain else "year, month, day")
    if found := _IN_WORDS.fullmatch(written):
        number = _MONTHS.get(found[2].replace(".", "").replace(" ", "").casefold())
        if number is None:
            return None
        return _with_year(found[3], number, int(found[1]), era, "day, month, year")
    if found := _IN_NUMBERS.fullmatch(written):
        return _in_numbers(int(found[1]), int(found[3]), found[4], era)
    return None


def _without_era(written: str) -> tuple[str, str]:
    found = _ERA.search(written)
    if found is None:
        return written, ""
    gregorian_era = "ค" in found.group()
    rest = f"{written[: found.start()]} {written[found.end() :]}".strip()
    return rest, "gregorian" if gregorian_era else "buddhist"


def _in_numbers(first: int, second: int, year: str, era: str) -> ReadDate | UnclearDate | None:
    buddhist = era == "buddhist" or (len(year) == 4 and int(year) >= FIRST_BUDDHIST_YEAR)
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
    year: str, month: int, day: int, era: str, order: str
) -> ReadDate | UnclearDate | None:
    if len(year) == 2:
        return UnclearDate("has a year of two digits: write all four")
    return _dated(int(year), month, day, era, order) if len(year) == 4 else None


def _dated(year: int, month: int, day: int, era: str, order: str) -> ReadDate | None:
    buddhist = era == "buddhist" or (era == "" and year >= FIRST_BUDDHIST_YEAR)
    try:
        read = date(year - BUDDHIST_OFFSET if buddhist else year, month, day)
    except ValueError:
        return None
    said = [part for part in (order, "in the Buddhist era" if buddhist else "") if part]
    return ReadDate(read, " ".join(said))
