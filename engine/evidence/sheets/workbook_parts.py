"""The parts of an .xlsx file -> its sheets as they are stored: names, texts, formats, cells.

Read as a stream, and by one pass: the libraries for workbooks either keep every cell as an object
or tell neither the formulas, nor the merged, nor the hidden cells. Parts are those of ECMA-376,
part 1; names count whatever namespace they are in, so that the strict form is read as well.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree
from xml.parsers import expat

from .cell_formats import CellFormat, builtin_format, read_format

MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384

_BLOCK: Final = 1 << 16
"""Bytes of a sheet that are read at a time."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)")


class DamagedWorkbook(ValueError):
    """A part that is not as the standard says."""


CellValue = Callable[[str, int, str | None, str | None], object]
"""What a cell holds, from what its sheet stores: the attributes `t` and `s`, the text of the value
(None where there is none) and the formula (None where there is none, "" where it is that of
another cell); None for no content."""


@dataclass(slots=True)
class StoredSheet:
    """The cells with content by row and column, from 1, and what is hidden or merged."""

    rows: dict[int, dict[int, object]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StoredBook:
    """What the sheets of a workbook share; `sheets` has the name, the state and the part of each.

    `computed` is False where a program says that no formula has been computed yet.
    """

    sheets: tuple[tuple[str, str, str], ...]
    texts: tuple[str, ...]
    formats: tuple[CellFormat, ...]
    from_1904: bool
    computed: bool


def read_book(container: zipfile.ZipFile) -> StoredBook:
    """An open .xlsx file -> what its sheets share; DamagedWorkbook where that cannot be read."""
    office = _related(container, "").get("officeDocument", {})
    if not office:
        raise DamagedWorkbook("no workbook")
    (path,) = list(office.values())[:1]
    book = _tree(container, path)
    related = _related(container, path)
    pages = related.get("worksheet", {})
    sheets = []
    for each in _every(book, "sheet"):
        part = pages.get(_attribute(each, "id"))
        if part is not None:
            sheets.append((each.get("name", ""), each.get("state", "visible"), part))
    properties = next(_every(book, "workbookPr"), None)
    calculation = next(_every(book, "calcPr"), None)
    return StoredBook(
        tuple(sheets),
        tuple(_texts(container, related.get("sharedStrings", {}).values())),
        _formats(container, related.get("styles", {}).values()),
        properties is not None and _true(properties.get("date1904")),
        calculation is None or not _true(calculation.get("fullCalcOnLoad")),
    )


def _related(container: zipfile.ZipFile, path: str) -> dict[str, dict[str, str]]:
    """The parts that a part refers to: by the last word of their type, by their ids."""
    folder, name = posixpath.split(path)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, dict[str, str]] = {}
    if relations not in container.namelist():
        return found
    for each in _every(_tree(container, relations), "Relationship"):
        target = each.get("Target", "")
        part = target[1:] if target.startswith("/") else posixpath.join(folder, target)
        kind = each.get("Type", "").rpartition("/")[2]
        found.setdefault(kind, {})[each.get("Id", "")] = posixpath.normpath(part)
    return found


# --- small parts ---------------------------------------------------------------------------


def _tree(container: zipfile.ZipFile, path: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(container.read(path))  # noqa: S314  (expat bounds expansion)
    except (KeyError, ElementTree.ParseError):
        raise DamagedWorkbook(path) from None


def _every(tree: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (each for each in tree.iter() if each.tag.rpartition("}")[2] == name)


def _attribute(element: ElementTree.Element, name: str) -> str:
    """An attribute that belongs to another namespace than its element."""
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def _true(text: str | None) -> bool:
    return text in {"1", "true", "on"}


def _formats(container: zipfile.ZipFile, paths: Iterable[str]) -> tuple[CellFormat, ...]:
    for path in paths:
        styles = _tree(container, path)
        codes = {
            int(each.get("numFmtId", "0")): each.get("formatCode", "")
            for each in _every(styles, "numFmt")
        }
        cells = next(_every(styles, "cellXfs"), None)
        known: dict[int, CellFormat] = {}
        formats = []
        for each in cells if cells is not None else ():
            number = int(each.get("numFmtId", "0"))
            if number not in known:
                known[number] = read_format(codes.get(number, "") or builtin_format(number))
            formats.append(known[number])
        return tuple(formats)
    return ()


# --- large parts ---------------------------------------------------------------------------


def _texts(container: zipfile.ZipFile, paths: Iterable[str]) -> list[str]:
    texts: list[str] = []
    for path in paths:
        reader = _TextReader(texts)
        _read_stream(container, path, reader.start, reader.end, reader.characters)
    return texts


def read_sheet(container: zipfile.ZipFile, path: str, value: CellValue) -> StoredSheet:
    """A sheet -> its cells, each as `value` makes it of what is stored."""
    reader = _SheetReader(value)
    _read_stream(container, path, reader.start, reader.end, reader.characters)
    return reader.sheet


def sheet_rows(
    container: zipfile.ZipFile, path: str, value: CellValue
) -> Iterator[tuple[int, dict[int, object]]]:
    """The rows with content of a sheet, one after another: none of them is kept."""
    reader = _SheetReader(value)
    parser = _parser(reader.start, reader.end, reader.characters)
    rows = reader.sheet.rows
    try:
        with container.open(path) as stream:
            while block := stream.read(_BLOCK):
                parser.Parse(block)
                yield from rows.items()
                rows.clear()
            parser.Parse(b"", True)
            yield from rows.items()
    except (KeyError, expat.ExpatError):
        raise DamagedWorkbook(path) from None


def _read_stream(
    container: zipfile.ZipFile,
    path: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    characters: Callable[[str], None],
) -> None:
    parser = _parser(start, end, characters)
    try:
        with container.open(path) as stream:
            parser.ParseFile(stream)
    except (KeyError, expat.ExpatError):
        raise DamagedWorkbook(path) from None


def _parser(
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    characters: Callable[[str], None],
) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = _refuse_declarations
    return parser


def _refuse_declarations(*_: object) -> None:
    raise DamagedWorkbook("a document type in a sheet")


def unescaped(text: str) -> str:
    """Text of a part, with the characters that XML cannot hold: `_x000D_` is a line's end."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _TextReader:
    """The shared texts: each may be made of several runs; how it is pronounced does not count."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._parts: list[str] = []
        self._inside = False
        self._pronounced = 0

    def start(self, name: str, _: dict[str, str]) -> None:
        match name.rpartition("}")[2]:
            case "si":
                self._parts = []
            case "t":
                self._inside = not self._pronounced
            case "rPh":
                self._pronounced += 1

    def end(self, name: str) -> None:
        match name.rpartition("}")[2]:
            case "si":
                self._texts.append(unescaped("".join(self._parts)))
            case "t":
                self._inside = False
            case "rPh":
                self._pronounced -= 1

    def characters(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)


class _SheetReader:
    def __init__(self, value: CellValue) -> None:
        self.sheet = StoredSheet()
        self._value = value
        self._names: dict[str, str] = {}
        self._letters: dict[str, int] = {}
        self._row = self._column = 0
        self._cells: dict[int, object] = {}
        self._in_cell = False
        self._pronounced = False
        self._kind = ""
        self._style = 0
        self._text: str | None = None
        self._formula: str | None = None
        self._parts: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._names.get(name)
        if local is None:
            local = self._names[name] = name.rpartition("}")[2]
        match local:
            case "c":
                self._start_cell(attributes)
            case "v" | "f" | "t" if self._in_cell and not self._pronounced:
                self._parts = []
            case "rPh":
                self._pronounced = True
            case "row":
                self._row = _within(int(attributes.get("r", self._row + 1)), MOST_ROWS)
                self._column = 0
                self._cells = {}
                if _true(attributes.get("hidden")):
                    self.sheet.hidden_rows.add(self._row)
            case "col" if _true(attributes.get("hidden")):
                ends = int(attributes["min"]), int(attributes["max"])
                self.sheet.hidden_columns.append(ends)
            case "mergeCell":
                self.sheet.merged.append(attributes["ref"])

    def _start_cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        if address is None:
            self._column += 1
        else:
            letters = address.rstrip("0123456789")
            column = self._letters.get(letters)
            if column is None:
                column = self._letters[letters] = _within(column_number(letters), MOST_COLUMNS)
            self._column = column
        self._in_cell = True
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", 0))
        self._text = self._formula = None

    def end(self, name: str) -> None:
        match self._names[name]:
            case "v" if self._parts is not None:
                self._text, self._parts = "".join(self._parts), None
            case "t" if self._parts is not None:
                self._text, self._parts = (self._text or "") + "".join(self._parts), None
            case "f" if self._parts is not None:
                self._formula, self._parts = "".join(self._parts), None
            case "rPh":
                self._pronounced = False
            case "c":
                self._in_cell = False
                if self._text is not None or self._formula is not None:
                    value = self._value(self._kind, self._style, self._text, self._formula)
                    if value is not None:
                        self._cells[self._column] = value
            case "row":
                if self._cells:
                    self.sheet.rows[self._row] = self._cells

    def characters(self, text: str) -> None:
        if self._parts is not None:
            self._parts.append(text)


# --- addresses -----------------------------------------------------------------------------


def column_number(letters: str) -> int:
    """The number of a column, from 1: `A` is 1, `AB` is 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letter(column: int) -> str:
    """The letters of a column, which counts from 1: `A`, `AB`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def range_ends(address: str) -> tuple[int, int, int, int]:
    """First row, last row, first column and last column of `B2:D5`, or of one cell."""
    found = [_ADDRESS.fullmatch(each) for each in address.split(":")]
    if not 1 <= len(found) <= 2 or None in found:
        raise DamagedWorkbook(address)
    rows = [_within(int(each[2]), MOST_ROWS) for each in found if each]
    columns = [_within(column_number(each[1]), MOST_COLUMNS) for each in found if each]
    return rows[0], rows[-1], columns[0], columns[-1]


def _within(number: int, most: int) -> int:
    """The number of a row or column, where a sheet has one of that number."""
    if not 1 <= number <= most:
        raise DamagedWorkbook(f"row or column {number}")
    return number
