"""What a cell of a sheet says to an input of a type, and what had to be made of it to say so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from ...dsl.types import ChoiceType, DateType, LevelType, PeriodType, QuantityType, TextType, Type
from ..arithmetic.numerals import Numeral, parse_numeral, quoted
from ..trace import Origin
from .readers import ValueRefused, absent_text
from .workbook import MarkedCell
from .written_dates import (
    FIRST_BUDDHIST_YEAR,
    ReadDate,
    UnclearDate,
    gregorian,
    read_written_date,
)

_PADDED = "read with the leading zeros shown"
_DIGITS_SHOWN = 15
"""Digits of a number that Excel shows; a double needs up to 17."""


@dataclass(slots=True)
class Interpretations:
    """What was read otherwise than as it plainly stands, one line for each column and kind."""

    _first: dict[tuple[str, str], str] = field(default_factory=dict)
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, origin: Origin, read: Read, cell: object) -> None:
        """One more cell that was read so."""
        kind = (origin.column, read.interpretation)
        self._counts[kind] += 1
        if kind not in self._first:
            made = f" as `{read.value}`" if str(read.value) != str(cell) else ""
            self._first[kind] = f"cell {origin.cell}, {shown_cell(cell)}{made}"

    def lines(self) -> list[str]:
        """Each with how many cells it is about, and the first of them."""
        return [
            f"column `{heading}`: "
            + (f"{count:,} cells are" if count > 1 else "1 cell is")
            + f" {interpretation} ({self._first[heading, interpretation]})"
            for (heading, interpretation), count in self._counts.items()
        ]


@dataclass(frozen=True, slots=True)
class Read:
    """The value a reader takes, and what was made of the cell: "" where it is plain."""

    value: object
    interpretation: str = ""


def person_of_cell(cell: object) -> Read:
    """Cell -> the id of a person, or what is none."""
    if isinstance(cell, MarkedCell):
        if cell.mark == "padded":
            return Read(cell.shown, _PADDED)
        return Read(cell)
    return Read(cell)


def read_cell(cell: object, type: Type | None) -> Read:
    """Cell -> what the input's reader takes. `type` is None for the levels that raters give.

    Raises `ValueRefused` where the cell is no value, or could be several.
    """
    if isinstance(cell, MarkedCell):
        return _marked(cell, type)
    match cell:
        case datetime() if isinstance(type, DateType) and cell.year >= FIRST_BUDDHIST_YEAR:
            day = gregorian(cell.date())
            if day is None:
                raise ValueRefused("is no day of the Buddhist era")
            return Read(day, "read in the Buddhist era")
        case str() if isinstance(type, DateType):
            return _written_date(cell)
        case str() if isinstance(type, QuantityType):
            return _written_number(cell)
        case int() | float() if not isinstance(cell, bool):
            return _number(cell, type)
    return Read(cell)


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
            percent = f"{Decimal(repr(cell.value)) * 100:f}"
            return Read(f"{percent}%")
        case "padded":
            if isinstance(type, QuantityType):
                return Read(cell.value)
            return Read(cell.shown, _PADDED)


def _written_date(text: str) -> Read:
    if absent_text(text) is not None:
        return Read(text)
    match read_written_date(text):
        case ReadDate(day, ""):
            return Read(day)
        case ReadDate(day, interpretation):
            return Read(day, f"read as {interpretation}")
        case UnclearDate(reason):
            raise ValueRefused(reason)
    return Read(text)


def _written_number(text: str) -> Read:
    numeral = parse_numeral(text.strip())
    if isinstance(numeral, Numeral) and not numeral.unit:
        return Read(text, "a number stored as text, read as written")
    return Read(text)


def _number(cell: float, type: Type | None) -> Read:
    written = Decimal(repr(cell))
    match type:
        case None | TextType() | ChoiceType() | LevelType() | PeriodType():
            return Read(f"{written:f}")
    if written % 1 and len(written.as_tuple().digits) > _DIGITS_SHOWN:
        return Read(cell, "read with all the digits stored, of which a spreadsheet shows 15")
    return Read(cell)


def shown_cell(cell: object) -> str:
    """A cell as a message quotes it; "" where it has no content of its own."""
    if isinstance(cell, MarkedCell) and not str(cell):
        return ""
    return quoted(f"{cell:%Y-%m-%d}" if isinstance(cell, datetime) else str(cell))
