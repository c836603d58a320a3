"""An Excel workbook -> the cells of its sheets; the only module that knows openpyxl."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from .delimited import TextError

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LARGEST_CONTENT: Final = 2**30
"""Bytes that the parts of a workbook may have when unpacked."""

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

Mark = Literal["percent", "padded", "error", "uncomputed", "merged"]


@dataclass(frozen=True, slots=True)
class MarkedCell:
    """A cell whose value alone does not say what it shows.

    `percent`: a number shown as a percent. `padded`: a whole number shown with leading zeros,
    `shown`. `error`: what a formula failed with. `uncomputed`: a formula without its result.
    `merged`: part of the merged cells `shown`.
    """

    value: object
    mark: Mark
    shown: str = ""

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
    """`rows` has the cells with content, by row and column from 1: text, int, float, bool,
    datetime, timedelta or `MarkedCell`."""

    name: str
    hidden: bool
    rows: Mapping[int, Mapping[int, object]]
    merged: tuple[MergedRange, ...]


def read_sheets(content: bytes) -> list[Sheet]:
    """Bytes of an .xlsx file -> its sheets of cells; `TextError` where they cannot be read."""
    openpyxl = _library()
    _check_container(content)
    with warnings.catch_warnings():
        # What the library does not keep when writing (drawings, say) is nothing to a reader.
        warnings.simplefilter("ignore")
        try:
            results = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
            formulas = (
                openpyxl.load_workbook(io.BytesIO(content)) if _has_formulas(content) else None
            )
        except Exception:  # noqa: BLE001  (the library raises whatever its parts raise)
            raise TextError("the file is damaged: it cannot be read as an Excel workbook") from None
    return [_sheet(each, formulas) for each in results.worksheets]


def column_letter(column: int) -> str:
    """The letters of a column, which counts from 1: `A`, `AB`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _library() -> Any:
    try:
        import openpyxl
    except ModuleNotFoundError as error:
        raise TextError(
            f"reading Excel needs `{error.name}`, which the extra `excel` brings: "
            "pip install 'assay[excel]'",
            code="missing-extra",
        ) from None
    return openpyxl


def _check_container(content: bytes) -> None:
    if content.startswith(_OLD_OR_LOCKED):
        raise TextError(
            "the file is an old Excel file (.xls), or protected by a password: "
            "save it as .xlsx, without a password"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            size = sum(part.file_size for part in container.infolist())
    except zipfile.BadZipFile:
        raise TextError("the file is no Excel workbook (.xlsx), whatever its name says") from None
    if size > LARGEST_CONTENT:
        raise TextError(f"the workbook unpacks to more than {LARGEST_CONTENT >> 20:,} MiB")


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        return any(
            b"<f>" in text or b"<f " in text or b"<f/" in text
            for name in container.namelist()
            if name.startswith("xl/worksheets/") and name.endswith(".xml")
            for text in (container.read(name),)
        )


def _sheet(results: Worksheet, formulas: Workbook | None) -> Sheet:
    rows: dict[int, dict[int, object]] = {}
    for (row, column), cell in sorted(results._cells.items()):
        value = _value(cell)
        if value is not None:
            rows.setdefault(row, {})[column] = value
    if formulas is not None:
        for (row, column), cell in formulas[results.title]._cells.items():
            if cell.data_type == "f" and column not in rows.get(row, {}):
                rows.setdefault(row, {})[column] = MarkedCell(str(cell.value), "uncomputed")
    merged = tuple(
        MergedRange(each.min_row, each.max_row, each.min_col, each.max_col, each.coord)
        for each in results.merged_cells.ranges
    )
    return Sheet(results.title, results.sheet_state != "visible", rows, merged)


def _value(cell: Cell | MergedCell) -> object:
    value: Any = cell.value
    if cell.data_type == "e":
        return MarkedCell(value, "error")
    if isinstance(value, str):
        return value if value.strip() else None
    if value is None or isinstance(value, bool | date) or not isinstance(value, int | float):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    shown_as = _QUOTED.sub("", cell.number_format.split(";")[0])
    if "%" in shown_as:
        return MarkedCell(value, "percent")
    if isinstance(value, int) and value >= 0 and len(shown_as) > 1 and set(shown_as) == {"0"}:
        return MarkedCell(value, "padded", str(value).zfill(len(shown_as)))
    return value
