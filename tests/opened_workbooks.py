"""What a spreadsheet program would complain about when it opens a workbook, or would run.

Excel repairs, and so loses parts of, a file that breaks one of these rules; they are those of its
specification (limits) and of ECMA-376 (order of elements, references). That other programs read the
same from it is told by two readers that have nothing in common.
"""

import io
import math
import posixpath
import re
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from xml.etree import ElementTree

import openpyxl
import pytest

from assay.engine.evidence.sheets.workbook_parts import unescaped

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)(?::\$?([A-Z]{1,3})\$?([0-9]+))?")


_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter",
    "mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions",
    "pageMargins", "pageSetup", "headerFooter", "drawing", "legacyDrawing", "tableParts",
)  # fmt: skip
"""Elements of a sheet in the only order in which they may stand."""
_NAME = re.compile(r"(?:_xlnm\.)?[^\W\d][\w.]*")
MOST_LINKS, MOST_FORMATS, MOST_NUMBER_FORMATS = 65_530, 65_490, 200
LONGEST_TEXT, LONGEST_RULE, LONGEST_COMMENT = 32_767, 255, 32_767


def check_package(content):
    """That a workbook keeps to what Excel and LibreOffice take without repairing it, and that
    nothing in it is computed, run, or fetched from elsewhere."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert len({name.casefold() for name in names}) == len(names)
        trees = {
            name: ElementTree.fromstring(package.read(name))  # noqa: S314  (our own)
            for name in names
            if name.endswith((".xml", ".rels", ".vml"))
        }
    assert not [name for name in names if "external" in name.lower() or name.endswith(".bin")]
    _check_types(trees["[Content_Types].xml"], names)
    _check_relations(trees, names)
    book = trees["xl/workbook.xml"]
    sheets = [each.attrib["name"] for each in book.iter(f"{MAIN}sheet")]
    _check_names(sheets)
    assert book.find(f"{MAIN}sheets")[0].attrib.get("state", "visible") == "visible"
    _check_defined_names(book, sheets)
    styles = _check_styles(trees["xl/styles.xml"])
    texts = [
        "".join(each.itertext())
        for each in trees.get("xl/sharedStrings.xml", ElementTree.Element("x"))
    ]
    assert all(_units(text) <= LONGEST_TEXT for text in texts)
    for name, tree in trees.items():
        if name.startswith("xl/worksheets/sheet"):
            _check_sheet(tree, len(texts), styles, sheets)
        if name.startswith("xl/comments"):
            for each in tree.iter(f"{MAIN}comment"):
                assert _units("".join(each.itertext())) <= LONGEST_COMMENT
                assert _REFERENCE.fullmatch(each.attrib["ref"])


def _units(text):
    """The length of a text, as Excel counts: in units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _check_defined_names(book, sheets):
    found = [
        (each.attrib["name"].casefold(), each.attrib.get("localSheetId"))
        for each in book.iter(f"{MAIN}definedName")
    ]
    assert len(set(found)) == len(found)
    for name, at in found:
        assert _NAME.fullmatch(name)
        assert at is None or int(at) < len(sheets)


def _check_styles(styles):
    """How many formats cells may have."""
    formats = list(styles.find(f"{MAIN}cellXfs"))
    assert len(formats) <= MOST_FORMATS
    numbers = list(styles.iter(f"{MAIN}numFmt"))
    assert len(numbers) <= MOST_NUMBER_FORMATS
    for each in numbers:
        code = each.attrib["formatCode"]
        assert 0 < len(code) <= LONGEST_RULE
        assert re.sub(r'"[^"]*"|\\.', "", code).count('"') == 0
        assert code.count(";") <= 3
    fonts, fills, borders = (
        len(list(styles.find(f"{MAIN}{each}"))) for each in ("fonts", "fills", "borders")
    )
    for each in formats:
        assert int(each.attrib["fontId"]) < fonts
        assert int(each.attrib["fillId"]) < fills
        assert int(each.attrib["borderId"]) < borders
    return len(formats)


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
    order = [each.tag.rpartition("}")[2] for each in tree]
    assert order == sorted(order, key=_ORDER.index)
    assert len(set(order) - {"conditionalFormatting"}) == len(
        [each for each in order if each != "conditionalFormatting"]
    )
    _check_cells(tree, texts, styles)
    _check_columns(tree)
    links = list(tree.iter(f"{MAIN}hyperlink"))
    assert len(links) <= MOST_LINKS
    assert len({each.attrib["ref"] for each in links}) == len(links)
    for each in links:
        to, _, cell = each.attrib["location"].rpartition("!")
        assert to[1:-1].replace("''", "'") in sheets
        assert _REFERENCE.fullmatch(cell)
        assert all(_units(value) <= LONGEST_RULE for value in each.attrib.values())
    for each in tree.iter(f"{MAIN}dataValidation"):
        for end in each:
            assert 0 < _units((end.text or "").strip('"')) <= LONGEST_RULE
        assert all(_REFERENCE.fullmatch(part) for part in each.attrib["sqref"].split())
        for name, most in (
            ("errorTitle", 32),
            ("error", 255),
            ("promptTitle", 32),
            ("prompt", 255),
        ):
            assert _units(each.attrib.get(name, "")) <= most
    for each in tree.iter(f"{MAIN}cfRule"):
        assert all(_units(formula.text) <= 8_192 for formula in each.iter(f"{MAIN}formula"))
    for each in tree.iter(f"{MAIN}autoFilter"):
        assert _REFERENCE.fullmatch(each.attrib["ref"])
    _check_ranges([each.attrib["ref"] for each in tree.iter(f"{MAIN}mergeCell")])
    _check_ranges(
        [
            part
            for each in tree.iter(f"{MAIN}dataValidation")
            for part in each.attrib["sqref"].split()
        ]
    )


def _check_cells(tree, texts, styles):
    last = 0
    for row in tree.iter(f"{MAIN}row"):
        number = int(row.attrib["r"])
        assert last < number <= 1_048_576
        last, before = number, 0
        for cell in row:
            letters, digits = _REFERENCE.fullmatch(cell.attrib["r"]).group(1, 2)
            column = _column(letters)
            assert (int(digits), before < column <= 16_384) == (number, True)
            before = column
            assert int(cell.attrib.get("s", 0)) < styles
            assert cell.find(f"{MAIN}f") is None
            value = cell.findtext(f"{MAIN}v")
            match cell.attrib.get("t", "n"):
                case "s":
                    assert int(value) < texts
                case "inlineStr":
                    assert _units("".join(cell.itertext())) <= LONGEST_TEXT
                case "b":
                    assert value in {"0", "1"}
                case "n":
                    assert value is None or math.isfinite(float(value))
                case kind:
                    raise AssertionError(kind)


def _check_columns(tree):
    last = 0
    for each in tree.iter(f"{MAIN}col"):
        first, end = int(each.attrib["min"]), int(each.attrib["max"])
        assert last < first <= end <= 16_384
        assert 0 <= float(each.attrib["width"]) <= 255
        last = end


def _column(letters):
    return sum((ord(each) - 64) * 26**at for at, each in enumerate(reversed(letters)))


def _check_ranges(ranges):
    """That no cell is in two of them."""
    boxes = []
    for each in ranges:
        left, top, right, bottom = _REFERENCE.fullmatch(each).groups()
        boxes.append((_column(left), int(top), _column(right or left), int(bottom or top)))
    for at, one in enumerate(boxes):
        for other in boxes[:at]:
            assert (
                one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
            ), (one, other)


# --- what other programs read --------------------------------------------------------------


def check_readers(content):
    """That two other programs read the same cells from it -> the rows of each visible sheet."""
    calamine = pytest.importorskip("python_calamine")
    book = openpyxl.load_workbook(io.BytesIO(content))
    other = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert other.sheet_names == book.sheetnames
    found = {}
    for sheet in book.worksheets:
        rows = [[_plain(cell) for cell in row] for row in sheet.values]
        read = other.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
        again = [[_plain(cell) for cell in row] for row in read]
        assert [*map(_alike, _trimmed(rows))] == _trimmed(again), sheet.title
        if sheet.sheet_state == "visible":
            found[sheet.title] = again
    return found


def _alike(row):
    """A row as openpyxl reads it, which leaves escapes as they are in texts that stand in cells."""
    return [_Text(cell) if isinstance(cell, str) else cell for cell in row]


class _Text(str):
    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other):
        return str.__eq__(self, other) or unescaped(str(self)) == other


def _plain(cell):
    match cell:
        case None | "":
            return None
        case bool() | str():
            return cell
        case datetime():
            return cell.date() if cell.time() == time.min else cell
        case date():
            return cell
        case int() | float() | Decimal():
            return float(cell)
    return str(cell)


def _trimmed(rows):
    trimmed = [list(row) for row in rows]
    for row in trimmed:
        while row and row[-1] is None:
            row.pop()
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return trimmed
