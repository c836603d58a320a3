"""Workbooks as the bytes of their files, and such as no library writes."""

import io
import re
import zipfile
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

import openpyxl


def midnight(year, month, day):
    """A day as the library holds the dates of cells."""
    return datetime.combine(date(year, month, day), time.min)


def saved(*sheets, formats=None, merged=()):
    """Lists of rows by the names of sheets -> the bytes of a workbook; the first has formats."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    first = book.worksheets[0]
    for cell, style in (formats or {}).items():
        first[cell].number_format = style
    for cells in merged:
        first.merge_cells(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def patched(content, *replacements):
    """A workbook with texts of its parts replaced: pairs of what stands there and what shall."""
    copied = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(copied, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            for before, after in zip(replacements[::2], replacements[1::2], strict=True):
                text = text.replace(before, after)
            new.writestr(name, text)
    return copied.getvalue()


def packed(*names):
    """An archive of empty files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
    return content.getvalue()


def shown(cell):
    """A number of a workbook that assay wrote, as a spreadsheet program shows it."""
    format = cell.number_format.split(";")[cell.value < 0 and ";" in cell.number_format]
    number = Decimal(repr(cell.value)) * (100 if format.endswith("%") else 1)
    digits = re.search(r"#,##0(?:\.(0+))?", format)
    places = Decimal(1).scaleb(-len(digits[1] or ""))
    text = f"{number.quantize(places, ROUND_HALF_UP):,f}"
    if ";" in cell.number_format:
        text = text.lstrip("-")
    return re.sub(r'"([^"]*)"', r"\1", format[: digits.start()] + text + format[digits.end() :])
