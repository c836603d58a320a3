"""A spreadsheet (xlsx, CSV) -> its cells, each with the address that a spreadsheet gives it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..arithmetic.numerals import decimal_text
from ..evidence.delimited import DELIMITERS, TextError, decode
from ..evidence.problems import UsageError

MOST_ROWS = 10_000
MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is what one reads in the cell: a number formatted as a percentage has its sign.
    `unfinished` is a formula that the file holds no result of."""

    row: int
    column: int
    text: str
    unfinished: bool = False

    @property
    def address(self) -> str:
        """The address in a spreadsheet, such as `E3`."""
        return f"{column_letters(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet, each a cell for every column up to the last that has any text."""

    file: str
    name: str
    rows: tuple[tuple[Cell, ...], ...]


def column_letters(column: int) -> str:
    """The letters of a column, counted from 1: `A`, `Z`, `AA`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_sheets(path: str) -> tuple[Sheet, ...]:
    """A file -> its sheets; a CSV file has one, for each way its cells may be separated.

    Raises UsageError for what is no spreadsheet, and OSError where it cannot be read.
    """
    file = Path(path)
    match file.suffix.lower():
        case ".csv" | ".tsv" | ".txt":
            return tuple(_csv_sheets(file))
        case ".xlsx" | ".xlsm":
            return tuple(_excel_sheets(file))
        case ".xls" | ".ods" | ".numbers":
            raise UsageError(f"`{path}` is not read as it is: save it as .xlsx or .csv")
        case _:
            raise UsageError(f"`{path}` is no spreadsheet that assay reads: use .xlsx or .csv")


# --- CSV -----------------------------------------------------------------------------------


def _csv_sheets(file: Path) -> Iterator[Sheet]:
    try:
        text = decode(file.read_bytes())
    except TextError as error:
        raise UsageError(f"`{file}`: {error}") from None
    for delimiter in DELIMITERS:
        if delimiter in text:
            try:
                rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
            except csv.Error as error:
                raise UsageError(f"`{file}` cannot be split into cells: {error}") from None
            yield _sheet(file, "", rows)


# --- Excel ---------------------------------------------------------------------------------


def _excel_sheets(file: Path) -> Iterator[Sheet]:
    try:
        import openpyxl
    except ImportError:
        raise UsageError(
            "reading Excel files needs `openpyxl`: install `assay[excel]`, or save the sheet "
            "as .csv"
        ) from None
    from zipfile import BadZipFile

    from openpyxl.utils.exceptions import InvalidFileException

    try:
        values = openpyxl.load_workbook(file, data_only=True)
        formulas = openpyxl.load_workbook(file)
    except (BadZipFile, InvalidFileException, KeyError, ValueError):
        raise UsageError(f"`{file}` is no Excel file, or a damaged one") from None
    for sheet in values.worksheets:
        if sheet.sheet_state != "visible":
            continue
        if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
            raise UsageError(
                f"sheet `{sheet.title}` of `{file}` reaches to row {sheet.max_row:,} and column "
                f"{sheet.max_column:,}: at most {MOST_ROWS:,} and {MOST_COLUMNS} are read"
            )
        written = formulas[sheet.title]
        rows = [
            [_unfinished(cell, written) or _excel_text(cell) for cell in row]
            for row in sheet.iter_rows()
        ]
        yield _sheet(file, sheet.title, rows)


_UNFINISHED = "\0"
"""Stands for a formula without a result."""


def _unfinished(cell: Any, written: Any) -> str:
    if cell.value is not None:
        return ""
    return _UNFINISHED if written[cell.coordinate].data_type == "f" else ""


def _excel_text(cell: Any) -> str:
    value, format = cell.value, str(cell.number_format or "")
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return _number_text(value, format)
        case datetime() | date():
            return value.isoformat()[:10]
        case _:
            return str(value)


def _number_text(value: float, format: str) -> str:
    """A number as its format shows it, but whole: 0.1 of a cell is one tenth."""
    exact = Fraction(repr(value))
    if "%" in format:
        return f"{_decimal(exact * 100)}%"
    if "฿" in format or "บาท" in format:
        return f"{_decimal(exact)} บาท"
    return _decimal(exact)


def _decimal(value: Fraction) -> str:
    # What a spreadsheet computed, 0.1 + 0.2 say, is off by less than it can show.
    return decimal_text(value, 12)[0]


def _sheet(file: Path, name: str, rows: Sequence[Sequence[str]]) -> Sheet:
    cells = tuple(
        tuple(
            Cell(row, column, "" if text == _UNFINISHED else text.strip(), text == _UNFINISHED)
            for column, text in enumerate(texts, 1)
        )
        for row, texts in enumerate(rows, 1)
    )
    return Sheet(str(file), name, cells)
