"""What literals stand for: the spelling of a number, date, period or text -> its value."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final

from ..limits import MAX_BITS
from . import characters

# 10 ** 1234 has more than 4,096 bits; longer spellings need not be read to be refused.
_MAX_DIGITS: Final = 1300
_SPELLING: Final = re.compile(r"([0-9_,]+)(?:\.([0-9_]+))?")
_THOUSANDS: Final = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}(?:\.[0-9]+)?")
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES: Final = {"n": "\n", '"': '"', "\\": "\\"}
_MONTHS_OF_QUARTER_OR_HALF: Final = {"Q": 4, "H": 2}


def number(spelling: str) -> Fraction | None:
    """`1_000.50` -> its exact value; None where it is beyond the limit."""
    return None if len(spelling) > 2 * _MAX_DIGITS else _number(spelling)


def has_decimal_comma(spelling: str) -> bool:
    """Whether the one comma of a number stands for a point: `0,25`, but not `1,000`."""
    return spelling.count(",") == 1 and not _THOUSANDS.fullmatch(spelling)


@lru_cache(maxsize=1024)
def _number(spelling: str) -> Fraction | None:
    match = _SPELLING.match(characters.plain_digits(spelling))
    if match is None:
        return Fraction(0)
    if has_decimal_comma(match[0]):
        match = _SPELLING.match(match[0].replace(",", "."))
        assert match is not None
    whole, decimals = (_digits(part) for part in match.groups(default=""))
    if len(whole) + len(decimals) > _MAX_DIGITS:
        return None
    value = Fraction(int(whole + decimals or "0"), 10 ** len(decimals))
    too_large = max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS
    return None if too_large else value


def calendar_date(spelling: str) -> tuple[date, str]:
    """`2026-02-30` -> the nearest date that exists, and what is wrong ("" for nothing)."""
    year, month, day = (int(part) for part in spelling.split("-"))
    problem = ""
    if not year >= 1:
        problem = "there is no year 0000"
    elif not 1 <= month <= 12:
        problem = f"there is no month {month}"
    elif not 1 <= day <= monthrange(year, month)[1]:
        problem = f"{year:04}-{month:02} has {monthrange(year, month)[1]} days, not {day}"
    year, month = max(year, 1), min(max(month, 1), 12)
    nearest = date(year, month, min(max(day, 1), monthrange(year, month)[1]))
    if not problem and spelling != nearest.isoformat():
        problem = f"write `{nearest.isoformat()}`: a month and a day have two digits"
    return nearest, problem


def period(spelling: str) -> tuple[str, str]:
    """`2026-q1` -> the period as it should be written, and what is wrong ("" for nothing)."""
    year, dash, part = spelling.partition("-")
    plain = spelling.upper()
    if len(year) != 4 or not year.isdecimal():
        return "2000", f"`{spelling[:20]}` is no year; a year has four digits"
    if year == "0000":
        return "2000", "there is no year 0000"
    if not dash:
        return plain, ""
    kind = part[0].upper()
    if kind in _MONTHS_OF_QUARTER_OR_HALF:
        most = _MONTHS_OF_QUARTER_OR_HALF[kind]
        if not 1 <= int(part[1]) <= most:
            word = "quarters" if kind == "Q" else "halves"
            return f"{year}-{kind}1", f"a year has {word} {kind}1 to {kind}{most}"
    elif not 1 <= int(part) <= 12:
        return f"{year}-01", f"there is no month {part}"
    return plain, "" if plain == spelling else f"write `{plain}`"


def text(spelling: str) -> tuple[str, list[int]]:
    """A text with its quotation marks -> its value, and the offsets of unknown escapes."""
    if spelling.startswith('"""'):
        inner, shift = spelling[3:].removesuffix('"""'), 3
    else:
        closed = len(spelling) > 1 and not spelling[-1].isalnum()
        inner, shift = spelling[1:-1] if closed else spelling[1:], 1
    unknown = [
        match.start() + shift for match in _ESCAPE.finditer(inner) if match[1] not in _ESCAPES
    ]
    if shift == 3:
        inner = _without_layout(inner)
    if "\\" in inner:
        inner = _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[0]), inner)
    return inner, unknown


def _digits(part: str) -> str:
    return part.replace("_", "").replace(",", "")


def _without_layout(inner: str) -> str:
    """The lines of a long text without the line break after `\"\"\"` and the common indentation."""
    lines = inner.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) == 1:
        return inner
    rest = lines[1:]
    margin = min((len(x) - len(x.lstrip(" \t")) for x in rest if x.strip(" \t")), default=0)
    rest = [line[margin:] if line.strip(" \t") else "" for line in rest]
    if lines[0].strip(" \t"):
        return "\n".join([lines[0], *rest]).rstrip("\n")
    return "\n".join(rest).rstrip("\n")
