"""An Excel workbook -> the cells of its sheets, and what their formats show beyond the values."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

from ..formats.delimited import TextError
from .cell_formats import PLAIN, CellFormat
from .workbook_parts import (
    CellValue,
    DamagedWorkbook,
    StoredBook,
    range_ends,
    read_book,
    read_sheet,
    sheet_rows,
    unescaped,
)

LARGEST_CONTENT: Final = 2**30
"""Bytes that the parts of a workbook may have when unpacked."""

DIGITS_OF_A_DOUBLE: Final = 17
"""Digits that tell doubles apart: a number with more of them was never one."""

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_WEB_PAGE = (b"<html", b"<!doctype html", b"<table", b"<meta")

Mark = Literal["percent", "formatted", "error", "uncomputed", "merged"]


@dataclass(frozen=True, slots=True)
class MarkedCell:
    """A cell whose value alone does not say what it shows.

    `percent`: a number shown as a percent. `formatted`: a number shown with zeros or words as
    `shown`, as its `format` says. `error`: what a formula failed with. `uncomputed`: a formula
    without its result. `merged`: part of the merged cells `shown`.
    """

    value: object
    mark: Mark
    shown: str = ""
    format: CellFormat = PLAIN

    def __str__(self) -> str:
        return str(self.value) if self.mark == "merged" else self.shown or str(self.value)


@dataclass(frozen=True, slots=True)
class MergedRange:
    """Cells that were made one: first and last row and column, from 1, as `D5:D8`."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int
    address: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` has the cells with content, by row and column from 1: text, int, float, Decimal,
    bool, datetime, time, timedelta or `MarkedCell`."""

    name: str
    hidden: bool
    rows: Mapping[int, Mapping[int, object]]
    merged: tuple[MergedRange, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()

    def hides(self, column: int) -> bool:
        """Whether a column is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)


def read_sheets(content: bytes) -> list[Sheet]:
    """Bytes of an .xlsx file -> its sheets of cells; `TextError` where they cannot be read."""
    _require_library()
    _check_container(content)
    with _told_plainly(), zipfile.ZipFile(io.BytesIO(content)) as container:
        book = read_book(container)
        value = _Values(book).value
        return [
            _sheet(container, name, state, path, value)
            for name, state, path in book.sheets
            # Nobody sees such a sheet: it holds what the lists of a program offer.
            if state != "veryHidden"
        ]


class StreamedBook:
    """An .xlsx file whose rows are read one after another, whatever sheet they are in; `TextError`
    where they cannot be read."""

    def __init__(self, content: bytes) -> None:
        _require_library()
        _check_container(content)
        with _told_plainly():
            self._container = zipfile.ZipFile(io.BytesIO(content))
            book = read_book(self._container)
            self._value = _Values(book).value
            self._paths = {name: path for name, _, path in book.sheets}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its sheets, also of those that nobody sees."""
        return tuple(self._paths)

    def rows(self, name: str) -> Iterator[tuple[int, dict[int, object]]]:
        """The number of each row with content, and its cells by columns, as those of `Sheet`."""
        with _told_plainly():
            yield from sheet_rows(self._container, self._paths[name], self._value)


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except (DamagedWorkbook, zipfile.BadZipFile, LookupError, ValueError, EOFError):
        raise TextError("the file is damaged: it cannot be read as an Excel workbook") from None
    except (NotImplementedError, RuntimeError):
        raise TextError(
            "the file is packed in a way that is not read here: save it again"
        ) from None


def _require_library() -> None:
    try:
        import openpyxl  # noqa: F401  (its tables of formats and its dates are used)
    except ModuleNotFoundError as error:
        raise TextError(
            f"reading Excel needs `{error.name}`, which the extra `excel` brings: "
            "pip install 'assay[excel]'",
            code="missing-extra",
        ) from None


def _check_container(content: bytes) -> None:
    if not content:
        raise TextError("the file is empty")
    if content.startswith(_OLD_OR_LOCKED):
        if _LOCKED in content:
            raise TextError("the file is protected by a password: save it without one")
        raise TextError("the file is an old Excel file (.xls): save it as .xlsx")
    if content[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_WEB_PAGE):
        raise TextError(
            "the file is a web page, whatever its name says: open it in a spreadsheet program "
            "and save it as .xlsx"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            names = set(container.namelist())
            size = sum(part.file_size for part in container.infolist())
    except zipfile.BadZipFile:
        if content.startswith(b"PK\x03\x04"):
            raise TextError("the file is damaged, or only a part of it is there") from None
        raise TextError(
            "the file is no Excel workbook (.xlsx), whatever its name says: if it is text, name "
            "it .csv"
        ) from None
    if "content.xml" in names:
        raise TextError("the file is an OpenDocument spreadsheet (.ods): save it as .xlsx")
    if "xl/workbook.bin" in names:
        raise TextError("the file is a binary workbook (.xlsb): save it as .xlsx")
    if any(name.startswith("Index/") for name in names):
        raise TextError("the file is a Numbers document: export it as .xlsx")
    if size > LARGEST_CONTENT:
        raise TextError(f"the workbook unpacks to more than {LARGEST_CONTENT >> 20:,} MiB")


def _sheet(container: zipfile.ZipFile, name: str, state: str, path: str, value: CellValue) -> Sheet:
    stored = read_sheet(container, path, value)
    return Sheet(
        name,
        state != "visible",
        dict(sorted(stored.rows.items())),
        tuple(MergedRange(*range_ends(each), each) for each in stored.merged),
        frozenset(stored.hidden_rows),
        tuple(stored.hidden_columns),
    )


# --- values --------------------------------------------------------------------------------


class _Values:
    """What cells hold; one for a workbook, whose texts, formats and first day they share."""

    def __init__(self, book: StoredBook) -> None:
        from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

        self._texts = book.texts
        self._formats = book.formats
        self._computed = book.computed
        self._epoch = MAC_EPOCH if book.from_1904 else WINDOWS_EPOCH
        self._from_serial = from_excel

    def value(self, kind: str, style: int, text: str | None, formula: str | None) -> object:
        """What a cell holds, as `CellValue` says."""
        if formula is not None and (
            not self._computed or text is None or (not text and kind == "n")
        ):
            return MarkedCell(f"={formula}" if formula else "", "uncomputed")
        if text is None:
            return None
        match kind:
            case "n":
                return self._number(text, style) if text.strip() else None
            case "s":
                return _text(self._shared(int(text)))
            case "str" | "inlineStr":
                return _text(unescaped(text))
            case "b":
                return text.strip() in {"1", "true"}
            case "e":
                return MarkedCell(text, "error")
            case "d":
                return datetime.fromisoformat(text)
        raise DamagedWorkbook(f"a cell of kind {kind}")

    def _shared(self, index: int) -> str:
        if index < 0:
            raise DamagedWorkbook(f"the text {index}")
        return self._texts[index]

    def _number(self, text: str, style: int) -> object:
        number = exact_number(text)
        format = self._formats[style] if 0 <= style < len(self._formats) else PLAIN
        if format is PLAIN:
            return number
        match format.shows:
            case "percent":
                return MarkedCell(number, "percent")
            case "date" | "duration":
                return self._moment(number, elapsed=format.shows == "duration")
            case "number":
                whole = isinstance(number, int) and number >= 0
                padded = whole and format.zeros > len(str(number))
                if not (padded or format.before or format.after):
                    return number
                shown = format.shown(decimal_digits(number))
                return MarkedCell(number, "formatted", shown, format)

    def _moment(self, number: float | Decimal, *, elapsed: bool) -> object:
        """A day, a time of day or a span of time; the number itself where none is of that day."""
        try:
            read: object = self._from_serial(float(number), self._epoch, timedelta=elapsed)
        except (OverflowError, ValueError):
            return number
        return read


def exact_number(text: str) -> float | Decimal:
    """A stored number -> int, float or Decimal, of which the shortest decimal is meant.

    Spreadsheets hold doubles and write them with 17 digits; what has more digits, or is whole,
    was written by a program, and is taken as it stands.
    """
    written = text.strip()
    if written.isdigit() and written.isascii():
        return int(written)
    try:
        if len(written) > DIGITS_OF_A_DOUBLE:
            decimal = Decimal(written)
            if len(decimal.as_tuple().digits) > DIGITS_OF_A_DOUBLE and decimal.is_finite():
                return int(decimal) if decimal.as_tuple().exponent == 0 else decimal
        number = float(written)
    except (InvalidOperation, ValueError):
        raise DamagedWorkbook(f"the number {text}") from None
    if not math.isfinite(number):
        raise DamagedWorkbook(f"the number {text}")
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def decimal_digits(number: float | Decimal) -> str:
    """A number of a cell as digits, without a power of ten."""
    return f"{Decimal(repr(number)) if isinstance(number, float) else Decimal(number):f}"


def _text(text: str) -> str | None:
    return text if text.strip() else None
