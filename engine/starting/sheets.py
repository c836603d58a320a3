"""A spreadsheet (xlsx, CSV) -> its cells, each with the address that a spreadsheet gives it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from ..arithmetic.numerals import decimal_text
from ..evidence.formats.delimited import DELIMITERS, TextError
from ..evidence.formats.encodings import decode
from ..evidence.problems import UsageError
from ..evidence.sheets import workbook
from ..evidence.sheets.workbook import MarkedCell
from ..evidence.sheets.workbook_parts import column_letter

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
        return f"{column_letter(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet, each a cell for every column up to the last that has any text."""

    file: str
    name: str
    rows: tuple[tuple[Cell, ...], ...]


def read_sheets(path: str, encoding: str | None = None) -> tuple[Sheet, ...]:
    """A file -> its sheets; a CSV file has one, for each way its cells may be separated.
    `encoding` is that of a CSV file without a byte order mark.

    Raises UsageError for what is no spreadsheet, and OSError where it cannot be read.
    """
    file = Path(path)
    match file.suffix.lower():
        case ".csv" | ".tsv" | ".txt":
            return tuple(_csv_sheets(file, encoding))
        case ".xlsx" | ".xlsm":
            return tuple(_excel_sheets(file))
        case ".xls" | ".ods" | ".numbers":
            raise UsageError(f"`{path}` is not read as it is: save it as .xlsx or .csv")
        case _:
            raise UsageError(f"`{path}` is no spreadsheet that assay reads: use .xlsx or .csv")


# --- CSV -----------------------------------------------------------------------------------


def _csv_sheets(file: Path, encoding: str | None) -> Iterator[Sheet]:
    try:
        text = decode(file.read_bytes(), encoding)
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
        sheets = workbook.read_sheets(file.read_bytes())
    except TextError as error:
        raise UsageError(f"`{file}`: {error}") from None
    for sheet in sheets:
        if sheet.hidden:
            continue
        last = max(sheet.rows, default=0)
        width = max((column for cells in sheet.rows.values() for column in cells), default=0)
        if last > MOST_ROWS or width > MOST_COLUMNS:
            raise UsageError(
                f"sheet `{sheet.name}` of `{file}` reaches to row {last:,} and column "
                f"{width:,}: at most {MOST_ROWS:,} and {MOST_COLUMNS} are read"
            )
        rows = [
            [_excel_text(sheet.rows.get(row, {}).get(column)) for column in range(1, width + 1)]
            for row in range(1, last + 1)
        ]
        yield _sheet(file, sheet.name, rows)


_UNFINISHED = "\0"
"""Stands for a formula without a result."""


def _excel_text(value: object) -> str:
    match value:
        case None:
            return ""
        case MarkedCell():
            return _marked_text(value)
        case bool():
            return "yes" if value else "no"
        case int() | float() | Decimal():
            return _decimal(value)
        case date():
            return value.isoformat()[:10]
        case _:
            return str(value)


def _marked_text(cell: MarkedCell) -> str:
    match cell.mark:
        case "uncomputed":
            return _UNFINISHED
        case "percent":
            return f"{_decimal(Fraction(str(cell.value)) * 100)}%"
        case "formatted":
            if cell.format.zeros > 1:
                return cell.shown
            number = _decimal(Fraction(str(cell.value)))
            return f"{number} {cell.format.unit or cell.format.after}".replace(" %", "%")
        case "error" | "merged":
            return str(cell)


def _decimal(value: float | Decimal | Fraction) -> str:
    # What a spreadsheet computed, 0.1 + 0.2 say, is off by less than it can show.
    return decimal_text(Fraction(str(value)), 12)[0]


def _sheet(file: Path, name: str, rows: Sequence[Sequence[str]]) -> Sheet:
    cells = tuple(
        tuple(
            Cell(row, column, "" if text == _UNFINISHED else text.strip(), text == _UNFINISHED)
            for column, text in enumerate(texts, 1)
        )
        for row, texts in enumerate(rows, 1)
    )
    return Sheet(str(file), name, cells)
