"""What a cell of a sheet says to an input of a type, and what had to be made of it to say so."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from ....dsl.types import ChoiceType, DateType, LevelType, PeriodType, QuantityType, TextType, Type
from ...arithmetic.numerals import (
    Numeral,
    parse_numeral,
    quoted,
    shortest_terminating,
    unit_fits,
)
from ..known_headings import INVISIBLE
from ..readers import ValueRefused, absent_text
from ..written.interpretations import Read
from ..written.written_cells import AS_SEEN, amount_counted, counts_in_words
from ..written.written_dates import (
    ReadDate,
    UnclearDate,
    gregorian,
    is_buddhist,
    read_written_date,
)
from .workbook import MarkedCell, decimal_digits

_AS_SHOWN = "read as the format shows it"
_DIGITS_SHOWN = 15
"""Digits of a number that Excel shows; a double needs up to 17."""

_CLEARLY_PERCENT = 2
"""A share of so much and more would hardly be meant: below a heading with `%` it is a percent."""

_FIRST_DAYS = (date(1950, 1, 1), date(2100, 1, 1))
"""Between them a number could well be a day that lost its format."""


def person_of_cell(cell: object) -> Read:
    """Cell -> the id of a person, or what is none; ValueRefused for what says nobody's."""
    match cell:
        case MarkedCell():
            return _marked(cell, TextType())
        case str() if not cell.isascii() and (visible := _visible(cell)) != cell.strip():
            return Read(visible, AS_SEEN)
        case float() | Decimal() if cell % 1:
            raise ValueRefused("is a number with decimals, which names nobody")
        case float() | Decimal():
            raise ValueRefused(
                "is a number with more digits than a spreadsheet keeps: format the cell as text, "
                "and type it again"
            )
        case date() | time() | timedelta():
            raise ValueRefused("is a date or a time, which names nobody: format the cell as text")
    return Read(cell)


def read_cell(cell: object, type: Type | None, *, of_percents: bool = False) -> Read:
    """Cell -> what the input's reader takes. `type` is None for the levels that raters give;
    `of_percents` tells that the heading says `%`.

    Raises `ValueRefused` where the cell is no value, or could be several.
    """
    if of_percents and isinstance(type, QuantityType) and type.kind == "percent":
        cell = _below_percents(cell)
        if isinstance(cell, Read):
            return cell
    match cell:
        case MarkedCell():
            return _marked(cell, type)
        case str():
            return _text(cell, type)
        case bool() | None:
            return Read(cell)
        case int() | float() | Decimal():
            return _number(cell, type)
        case date() | time() | timedelta():
            return _moment(cell, type)
    return Read(cell)


def is_bare_number(cell: object) -> bool:
    """Whether a cell is a number other than 0, or a text of one, that says nothing of its unit."""
    return _bare_number(cell) is not None


def _bare_number(cell: object) -> tuple[str, Numeral] | None:
    if isinstance(cell, MarkedCell) and cell.mark == "formatted" and not cell.format.unit:
        cell = cell.value
    if isinstance(cell, bool) or not isinstance(cell, str | int | float | Decimal):
        return None
    plain = cell.strip() if isinstance(cell, str) else decimal_digits(cell)
    read = parse_numeral(plain)
    return (plain, read) if isinstance(read, Numeral) and read.n and not read.unit else None


def _below_percents(cell: object) -> object:
    """A number below a heading with `%` -> the percent that it is, as `Read`; any other cell as it
    is. A small number could as well be a share that lost its format."""
    bare = _bare_number(cell)
    if bare is None:
        return cell
    plain, read = bare
    if abs(read.value) >= _CLEARLY_PERCENT:
        return Read(f"{plain}%", "read as a percent, as the heading says")
    digits, hundredfold = (shortest_terminating(read.value * times) for times in (1, 100))
    raise ValueRefused(
        f"could be {digits}% or {hundredfold}% below a heading that says `%`: write the percent "
        "sign, or format the cell as a percentage"
    )


def _marked(cell: MarkedCell, type: Type | None) -> Read:
    match cell.mark:
        case "error":
            raise ValueRefused(
                "is an error that a formula ended in: correct it, or leave the cell empty"
            )
        case "uncomputed":
            raise ValueRefused(
                "is a formula without its result: open the file in a spreadsheet program "
                "and save it"
            )
        case "merged":
            raise ValueRefused(
                f"stands in the merged cells {cell.shown}: unmerge them, and give each its value"
            )
        case "percent":
            assert isinstance(cell.value, int | float | Decimal)
            return Read(f"{decimal_digits(Decimal(str(cell.value)) * 100)}%")
        case "formatted":
            return _formatted(cell, type)


def _formatted(cell: MarkedCell, type: Type | None) -> Read:
    """A number that its format shows with more than its digits."""
    assert isinstance(cell.value, int | float | Decimal)
    format = cell.format
    if not isinstance(type, QuantityType):
        return Read(cell.shown, _AS_SHOWN)
    plain = decimal_digits(cell.value)
    if format.scale:
        raise ValueRefused(
            f"is stored as `{plain}`, and shown in {quoted(format.scale)}: "
            "store the whole amount, and format the cell plainly"
        )
    if not format.unit:
        return _number(cell.value, type)
    if type.kind == "percent" and format.unit == "%":
        return Read(f"{plain}%", _AS_SHOWN)
    if format.unit == "%" or type.kind == "percent":
        raise ValueRefused(
            f"is stored as `{plain}`, and shown with the unit {quoted(format.unit)}: "
            "format the cell as what it means"
        )
    if type.kind == "duration":
        return _duration(cell, plain)
    if type.kind == "money":
        return _money(cell, plain, type)
    return Read(cell.value, f"shown with the unit {quoted(format.unit)}, which is not used")


def _duration(cell: MarkedCell, plain: str) -> Read:
    read = parse_numeral(f"{plain} {cell.format.unit}")
    days = isinstance(read, Numeral) and read.unit == "days"
    if days and isinstance(read, Numeral) and read.value == Decimal(plain):
        return Read(cell.value)
    return Read(f"{plain} {cell.format.unit}", _AS_SHOWN)


def _money(cell: MarkedCell, plain: str, type: QuantityType) -> Read:
    currency = type.dimension.currency
    read = parse_numeral(f"{plain} {cell.format.unit}")
    if isinstance(read, Numeral) and unit_fits(read.unit, currency):
        return _number(cell.value, type)  # type: ignore[arg-type]
    raise ValueRefused(
        f"is shown in {quoted(cell.format.unit)} where an amount in {currency} is expected"
    )


def _text(text: str, type: Type | None) -> Read:
    match type:
        case DateType():
            return _written_date(text)
        case QuantityType():
            return _written_number(text, type)
    if text.isascii() or (visible := _visible(text)) == text.strip():
        return Read(text)
    return Read(visible, AS_SEEN)


def _visible(text: str) -> str:
    return text.translate(INVISIBLE).replace("\N{NO-BREAK SPACE}", " ").strip()


def _written_date(text: str) -> Read:
    if absent_text(text) is not None:
        return Read(text)
    match read_written_date(text.translate(INVISIBLE)):
        case ReadDate(day, ""):
            return Read(day)
        case ReadDate(day, interpretation):
            return Read(day, f"read as {interpretation}")
        case UnclearDate(reason):
            raise ValueRefused(reason)
    return Read(text)


def _written_number(text: str, type: QuantityType) -> Read:
    written = text.translate(INVISIBLE)
    if not written.isascii():
        # Full-width digits and signs are those that East Asian keyboards write.
        written = "".join(_narrow(each) for each in written)
    numeral = parse_numeral(written.strip())
    if isinstance(numeral, Numeral) and not numeral.unit:
        return Read(written, "a number stored as text, read as written")
    return (amount_counted(written) if counts_in_words(type) else None) or Read(written)


def _narrow(character: str) -> str:
    return unicodedata.normalize("NFKC", character) if "！" <= character <= "～" else character


def _number(cell: float | Decimal, type: Type | None) -> Read:
    match type:
        case None | TextType() | ChoiceType() | LevelType() | PeriodType():
            return Read(decimal_digits(cell))
        case DateType():
            raise ValueRefused(_no_date(cell))
    if isinstance(cell, int):
        return Read(cell)
    written = Decimal(repr(cell)) if isinstance(cell, float) else cell
    if written % 1 and len(written.as_tuple().digits) > _DIGITS_SHOWN:
        return Read(cell, "read with all the digits stored, of which a spreadsheet shows 15")
    return Read(cell)


def _no_date(cell: float | Decimal) -> str:
    said = "is a number where a date is expected"
    if isinstance(cell, int):
        day = date(1899, 12, 30) + timedelta(days=cell) if 0 < cell < 2_000_000 else date.min
        first, last = _FIRST_DAYS
        if first <= day < last:
            return f"{said}: format the cell as a date, if it is the day {day}"
    return f"{said}: write it as a date, such as `2026-01-31`"


def _moment(cell: date | time | timedelta, type: Type | None) -> Read:
    match cell, type:
        case datetime(), DateType() if is_buddhist(cell.year):
            day = gregorian(cell.date())
            if day is None:
                raise ValueRefused("is no day of the Buddhist era")
            return Read(day, "read in the Buddhist era")
        case _, DateType():
            return Read(cell)
        case timedelta(), QuantityType("duration"):
            return Read(cell)
        case time(), QuantityType("duration"):
            span = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
            return Read(span, "a time of day, read as that many hours")
    raise ValueRefused(
        "is a date or a time where none is expected: a spreadsheet may have made it of what was "
        "typed; format the cell as what it means, and type it again"
    )
