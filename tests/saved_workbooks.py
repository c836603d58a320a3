"""Workbooks as the bytes of their files, and such as no library writes."""

import io
import math
import posixpath
import re
import zipfile
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from xml.etree import ElementTree

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


# --- what a program that opens it would complain about -------------------------------------

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)(?::\$?([A-Z]{1,3})\$?([0-9]+))?")


def check_package(content):
    """That a workbook keeps to what Excel and LibreOffice take without repairing it."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert len({name.casefold() for name in names}) == len(names)
        trees = {
            name: ElementTree.fromstring(package.read(name))  # noqa: S314  (our own)
            for name in names
            if name.endswith((".xml", ".rels", ".vml"))
        }
    _check_types(trees["[Content_Types].xml"], names)
    _check_relations(trees, names)
    sheets = [each.attrib["name"] for each in trees["xl/workbook.xml"].iter(f"{MAIN}sheet")]
    _check_names(sheets)
    styles = len(list(trees["xl/styles.xml"].find(f"{MAIN}cellXfs")))
    for each in trees["xl/styles.xml"].iter(f"{MAIN}numFmt"):
        assert 0 < len(each.attrib["formatCode"]) <= 255
        assert re.sub(r'"[^"]*"|\\.', "", each.attrib["formatCode"]).count('"') == 0
    texts = [
        "".join(each.itertext())
        for each in trees.get("xl/sharedStrings.xml", ElementTree.Element("x"))
    ]
    assert all(len(text) <= 32_767 for text in texts)
    for name, tree in trees.items():
        if name.startswith("xl/worksheets/sheet"):
            _check_sheet(tree, len(texts), styles, sheets)


def _check_types(types, names):
    known = {each.attrib.get("PartName", "").lstrip("/") for each in types}
    suffixes = {each.attrib.get("Extension") for each in types}
    for name in names:
        assert name in known or name.rpartition(".")[2] in suffixes, name
    assert known - {""} <= set(names)


def _check_relations(trees, names):
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        for each in tree:
            if each.attrib.get("TargetMode") != "External":
                target = each.attrib["Target"]
                path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
                assert posixpath.normpath(path) in names, (name, target)


def _check_names(sheets):
    assert len({name.casefold() for name in sheets}) == len(sheets)
    for name in sheets:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name[0] != "'" != name[-1]
        assert name.casefold() != "history"


def _check_sheet(tree, texts, styles, sheets):
    last = 0
    for row in tree.iter(f"{MAIN}row"):
        number = int(row.attrib["r"])
        assert last < number <= 1_048_576
        last, before = number, 0
        for cell in row:
            letters, digits = _REFERENCE.fullmatch(cell.attrib["r"]).group(1, 2)
            column = sum((ord(each) - 64) * 26**at for at, each in enumerate(reversed(letters)))
            assert (int(digits), before < column <= 16_384) == (number, True)
            before = column
            assert int(cell.attrib.get("s", 0)) < styles
            assert cell.find(f"{MAIN}f") is None
            value = cell.findtext(f"{MAIN}v")
            if cell.attrib.get("t") == "s":
                assert int(value) < texts
            elif value is not None and cell.attrib.get("t") != "b":
                assert math.isfinite(float(value))
    for each in tree.iter(f"{MAIN}hyperlink"):
        to, _, cell = each.attrib["location"].rpartition("!")
        assert to[1:-1].replace("''", "'") in sheets
        assert _REFERENCE.fullmatch(cell)
    for each in tree.iter(f"{MAIN}dataValidation"):
        for end in each:
            assert 0 < len((end.text or "").strip('"')) <= 255
        assert all(_REFERENCE.fullmatch(part) for part in each.attrib["sqref"].split())
        assert len(each.attrib.get("errorTitle", "")) <= 32
        assert len(each.attrib.get("error", "")) <= 255
        assert len(each.attrib.get("promptTitle", "")) <= 32
        assert len(each.attrib.get("prompt", "")) <= 255
    for each in tree.iter(f"{MAIN}autoFilter"):
        assert _REFERENCE.fullmatch(each.attrib["ref"])


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
