"""Values in the cells of a workbook: what a cell shows is what an explanation says, or text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from ...dsl.types import QuantityType, Type
from ..evidence.problems import UsageError
from ..evidence.sheets.workbook_parts import MOST_COLUMNS, MOST_ROWS
from ..render.catalogue import Catalogue
from ..render.quantities import numeral, plural, show_quantity
from .number_forms import NumberForm, NumberForms

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST_TEXT: Final = 32_767
"""Characters of a cell."""

_ROOM_FOR_REST: Final = 100

_FIRST_DAY = date(1900, 3, 1)
"""Before it, programs disagree on which day a number is."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

Content = tuple[float, "Format"] | str
"""A number and how it is shown, or a text that says it."""


def check_size(people: int, columns: int) -> None:
    """UsageError where a sheet cannot hold so many: the rest would be lost in silence."""
    if people >= MOST_ROWS:
        raise UsageError(
            f"a sheet of a workbook holds at most {MOST_ROWS - 1:,} people below its headings, and "
            f"there are {people:,}: write the ratings as .parquet or .csv, or rate the people in "
            "several files"
        )
    if columns > MOST_COLUMNS:
        raise UsageError(
            f"a sheet of a workbook holds at most {MOST_COLUMNS:,} columns, and the ratings need "
            f"{columns:,}: write them as .parquet or .csv"
        )


class Cells:
    """Writes values into sheets of one workbook, in the words of one language."""

    def __init__(self, book: Workbook, words: Catalogue) -> None:
        self._book = book
        self._words = words
        self._formats: dict[str, Format] = {}
        self._of_numbers: dict[tuple[QuantityType, int, bool, int], tuple[Format, int]] = {}
        self._around: dict[tuple[QuantityType, int], tuple[str, str]] = {}
        self._widths: dict[tuple[str, int], int] = {}
        self.right = self.format(align="right")

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
        sheet.write_string(row, column, self.fitting(text), format)

    def link(
        self, sheet: Worksheet, row: int, column: int, text: str, to: str, to_row: int = 0
    ) -> None:
        """A text that leads to a row of another sheet, `to`."""
        quoted = to.replace("'", "''")
        # A link has a text of its own besides that of its cell, which the library does not check.
        sheet.write_url(row, column, f"internal:'{quoted}'!A{to_row + 1}", string=to)
        self.text(sheet, row, column, text, self._book.get_default_url_format())

    def fitting(self, text: str) -> str:
        """A text as a cell holds it."""
        written = text
        if not text.isascii():
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
        near: Sequence[Fraction] = (),
    ) -> None:
        """A value of a type, None for none, with digits that tell it from the numbers of `near`."""
        match value:
            case None:
                return
            case bool():
                sheet.write_boolean(row, column, value)
            case Fraction() if isinstance(type, QuantityType):
                forms = NumberForms(type.kind, near)
                self.put(sheet, row, column, self.content(sheet, column, value, type, forms))
            case date() if value >= _FIRST_DAY:
                sheet.write_datetime(row, column, value, self.format(num_format="yyyy-mm-dd"))
            case _:
                self.text(sheet, row, column, str(value))

    def put(self, sheet: Worksheet, row: int, column: int, content: Content) -> None:
        """Writes what a cell holds."""
        if isinstance(content, str):
            self.text(sheet, row, column, content, self.right)
        else:
            sheet.write_number(row, column, *content)

    def content(
        self,
        sheet: Worksheet,
        column: int,
        value: Fraction,
        type: QuantityType,
        forms: NumberForms,
    ) -> Content:
        """The nearest double, in a format that shows it as an explanation does; where the double
        would show other digits, the text of the explanation. The column will be as wide."""
        form = forms.form(value)
        if not form.as_double:
            return show_quantity(value, type, self._words, form.places)
        format, beside = self._format_of(type, form)
        digits = form.whole_digits
        width = digits + digits // 3 + form.places + beside
        place = sheet.get_name(), column
        if width > self._widths.get(place, 0):
            self._widths[place] = width
        return value.numerator / value.denominator, format

    def _format_of(self, type: QuantityType, form: NumberForm) -> tuple[Format, int]:
        """A format, and so many characters as it adds to the digits."""
        # Only what is counted, as days are, is worded by the number.
        count = plural(form.shown) if type.kind == "duration" else 2
        key = type, form.places, form.rounded, count
        found = self._of_numbers.get(key)
        if found is None:
            code = self._number_format(type, form, count)
            beside = len(code.partition(";")[0])
            found = self._of_numbers[key] = self.format(num_format=code), beside
        return found

    def _number_format(self, type: QuantityType, form: NumberForm, count: int) -> str:
        digits = f"#,##0.{'0' * form.places}" if form.places else "#,##0"
        if type.kind == "percent":
            before, after = "", "%"
        else:
            before, after = map(_quoted, self._words_around(type, count))
        mark = _quoted(self._words.text("quantity.rounded", number="")) if form.rounded else ""
        positive = f"{mark}{before}{digits}{after}"
        return f"{positive};{mark}-{before}{digits}{after}" if mark or before else positive

    def _words_around(self, type: QuantityType, count: int) -> tuple[str, str]:
        """What stands before and behind so many of a type, such as its currency."""
        key = type, count
        if key not in self._around:
            whole = Fraction(count)
            text = show_quantity(whole, type, self._words, 0)
            before, _, after = text.partition(numeral(whole, 0, self._words))
            self._around[key] = before, after
        return self._around[key]


def _quoted(words: str) -> str:
    """Words as a number format takes them literally; quotes themselves it cannot quote."""
    return "".join(f'"{part}"' if part != '"' else '\\"' for part in re.split('(")', words) if part)
