"""Values in the cells of a workbook: what a cell shows is what an explanation says, or text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from ...dsl.types import QuantityType, Type
from ..evidence.problems import UsageError
from ..evidence.workbook_parts import MOST_COLUMNS, MOST_ROWS
from ..explaining.precision import at_places, scaled, shown_places
from ..render.catalogue import Catalogue
from ..render.quantities import numeral, plural, show_quantity

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_LINKS: Final = 65_530
LONGEST_TEXT: Final = 32_767
"""Characters of a cell."""

_ROOM_FOR_REST: Final = 100

DIGITS_SHOWN: Final = 15
"""Digits of a number that spreadsheets show; further ones would turn into zeros."""

_FIRST_DAY = date(1900, 3, 1)
"""Before it, programs disagree on which day a number is."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def check_size(rows: int, columns: int) -> None:
    """UsageError where a sheet cannot hold so many: the rest would be lost in silence."""
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise UsageError(
            f"a sheet holds at most {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns, and the "
            f"ratings need {rows:,} and {columns:,}: write them as .csv or .parquet"
        )


class Cells:
    """Writes values into sheets of one workbook, in the words of one language."""

    def __init__(self, book: Workbook, words: Catalogue) -> None:
        self._book = book
        self._words = words
        self._formats: dict[str, Format] = {}
        self._around: dict[tuple[QuantityType, int], tuple[str, str]] = {}
        self._widths: dict[tuple[str, int], int] = {}

    def format(self, **properties: Any) -> Format:
        """The format with these properties, the same one each time."""
        key = repr(properties)
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def text(
        self, sheet: Worksheet, row: int, column: int, text: str, format: Format | None = None
    ) -> None:
        """A text, which never becomes a formula; what no cell can hold is left out, and said."""
        sheet.write_string(row, column, self._fitting(text), format)

    def link(
        self, sheet: Worksheet, row: int, column: int, text: str, to: str, to_row: int = 0
    ) -> None:
        """A text that leads to a row of another sheet, `to`."""
        quoted = to.replace("'", "''")
        # A link has a text of its own besides that of its cell, which the library does not check.
        sheet.write_url(row, column, f"internal:'{quoted}'!A{to_row + 1}", string=to)
        self.text(sheet, row, column, text, self._book.get_default_url_format())

    def _fitting(self, text: str) -> str:
        written = _LONE_SURROGATE.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
        if len(written) <= LONGEST_TEXT:
            return written
        rest = len(written) - LONGEST_TEXT + _ROOM_FOR_REST
        return written[:-rest] + self._words.text("workbook.cut", count=f"{rest:,}")

    def width(self, sheet: Worksheet, column: int) -> int:
        """Characters that the widest number of a column takes: it is not shown in fewer."""
        return self._widths.get((sheet.get_name(), column), 0)

    def value(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        value: object,
        type: Type,
        near: Iterable[Fraction] = (),
    ) -> None:
        """A value of a type, None for none, with digits that tell it from the numbers of `near`."""
        match value:
            case None:
                return
            case bool():
                sheet.write_boolean(row, column, value)
            case Fraction() if isinstance(type, QuantityType):
                self._number(sheet, row, column, value, type, near)
            case date() if value >= _FIRST_DAY:
                sheet.write_datetime(row, column, value, self.format(num_format="yyyy-mm-dd"))
            case _:
                self.text(sheet, row, column, str(value))

    def _number(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        value: Fraction,
        type: QuantityType,
        near: Iterable[Fraction],
    ) -> None:
        """The nearest double, in a format that shows it as an explanation does; where the double
        would show other digits, the text of the explanation."""
        places, rounded = shown_places(value, type.kind, near)
        if _double_shows(value, type, places):
            code = self._number_format(value, type, places, rounded)
            sheet.write_number(row, column, float(value), self.format(num_format=code))
            whole = len(str(abs(int(scaled(value, type.kind)))))
            width = whole + whole // 3 + places + len(code.partition(";")[0])
            place = sheet.get_name(), column
            self._widths[place] = max(self._widths.get(place, 0), width)
        else:
            said = show_quantity(value, type, self._words, places)
            self.text(sheet, row, column, said, self.format(align="right"))

    def _number_format(
        self, value: Fraction, type: QuantityType, places: int, rounded: bool
    ) -> str:
        digits = f"#,##0.{'0' * places}" if places else "#,##0"
        if type.kind == "percent":
            before, after = "", "%"
        else:
            before, after = map(_quoted, self._words_around(value, type, places))
        mark = _quoted(self._words.text("quantity.rounded", number="")) if rounded else ""
        positive = f"{mark}{before}{digits}{after}"
        return f"{positive};{mark}-{before}{digits}{after}" if mark or before else positive

    def _words_around(self, value: Fraction, type: QuantityType, places: int) -> tuple[str, str]:
        """What stands before and behind a number of a type, such as its currency."""
        # Only what is counted, as days are, is worded by the number.
        count = plural(at_places(value, places)) if type.kind == "duration" else 2
        key = type, count
        if key not in self._around:
            whole = Fraction(count)
            text = show_quantity(whole, type, self._words, 0)
            before, _, after = text.partition(numeral(whole, 0, self._words))
            self._around[key] = before, after
        return self._around[key]


def _double_shows(value: Fraction, type: QuantityType, places: int) -> bool:
    """Whether the nearest double, shown with so many places, has the digits of the number."""
    if places > DIGITS_SHOWN:
        return False
    shown = at_places(scaled(value, type.kind), places)
    if len(str(abs(shown.numerator) * 10**places // shown.denominator)) > DIGITS_SHOWN:
        return False
    held = Decimal(repr(float(value)))
    percent = held.scaleb(2) if type.kind == "percent" else held
    return Fraction(percent.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)) == shown


def _quoted(words: str) -> str:
    """Words as a number format takes them literally; quotes themselves it cannot quote."""
    return "".join(f'"{part}"' if part != '"' else '\\"' for part in re.split('(")', words) if part)
