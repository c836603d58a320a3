"""The content of an evidence file -> its records, by its format."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal, assert_never

from .formats.columnar import read_columnar
from .formats.delimited import DelimitedText, TextError, excess, read_delimited
from .formats.document import Document, Record, Records, Wanted
from .formats.encodings import decode
from .formats.exact_json import Json, JsonError, is_version, load_json
from .formats.queries import EvidenceRows
from .known_headings import heading_key
from .sheets.workbook_records import read_workbook

EvidenceFormat = Literal["csv", "tsv", "json", "jsonl", "xlsx", "parquet", "arrow"]

_SUFFIXES: Mapping[str, EvidenceFormat] = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".txt": "csv", ".json": "json",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".parquet": "parquet", ".pq": "parquet", ".arrow": "arrow",
    ".feather": "arrow", ".ipc": "arrow",
    # What these hold is told by their content: why it is not read, and the way out.
    ".xls": "xlsx", ".xlsb": "xlsx", ".ods": "xlsx", ".numbers": "xlsx",
}  # fmt: skip
_ENVELOPE = ("assay", "people", "tables")


@dataclass(frozen=True, slots=True)
class EvidenceData:
    """The content of an evidence file, and the name it has in messages. `sheet` is the sheet of
    a workbook that holds the records, "" for the one whose headings are known."""

    name: str
    content: bytes
    format: EvidenceFormat
    sheet: str = ""


def format_of(name: str) -> EvidenceFormat | None:
    """The format that a file's name says, or None."""
    return _SUFFIXES.get(PurePath(name).suffix.lower())


def read_records(
    data: EvidenceData | EvidenceRows,
    delimiter: str | None,
    wanted: Wanted,
    tables: Mapping[str, Wanted],
    encoding: str | None = None,
) -> Document:
    """EvidenceData -> Document; only JSON documents and workbooks can hold tables.

    `wanted` is what headings, and a delimiter that is not given, are recognised by; `tables` the
    same for each table; `encoding` is that of texts that do not tell theirs. Raises `TextError`
    where the whole file cannot be read.
    """
    if isinstance(data, EvidenceRows):
        records = [Record(row, list(enumerate(cells))) for row, cells in enumerate(data.rows, 2)]
        return Document(Records(data.name, data.headings, tuple(records), named=False), {})
    match data.format:
        case "csv" | "tsv":
            if data.format == "tsv":
                delimiter = delimiter or "\t"
            rows = read_delimited(decode(data.content, encoding), delimiter, recogniser(wanted))
            return Document(_from_rows(data.name, rows), {})
        case "jsonl":
            return Document(_from_objects(data.name, _lines(decode(data.content, encoding))), {})
        case "json":
            return document_in(data.name, decode(data.content, encoding))
        case "parquet" | "arrow":
            return Document(read_columnar(data.name, data.content, data.format), {})
        case "xlsx":
            return read_workbook(data.name, data.content, data.sheet, wanted, tables)
        case _:
            assert_never(data.format)


def recogniser(wanted: Wanted) -> Callable[[str], bool]:
    """Whether a heading is one of those that are looked for."""
    person = {heading_key(heading) for heading in wanted.person}
    return lambda heading: heading_key(heading) in person or wanted.known.key(heading) is not None


def _from_rows(file: str, text: DelimitedText) -> Records:
    width = len(text.headings)
    return Records(
        file,
        text.headings,
        tuple(
            Record(
                row,
                [
                    (at, cell if cell and not cell.isspace() else None)
                    for at, cell in enumerate(cells)
                ],
                ragged(cells, width),
            )
            for row, cells in text.rows
        ),
        named=False,
    )


def ragged(cells: Sequence[str], width: int) -> str:
    """Why a row does not fit its headings; "" where it does."""
    if len(cells) == width or (len(cells) > width and not excess(cells, width)):
        return ""
    return f"the row has {_counted(len(cells), 'cell')}, the headings are {width}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


# --- JSON ----------------------------------------------------------------------------------


def _lines(text: str) -> list[tuple[int | None, Json]]:
    if not text.strip():
        raise TextError("the file is empty")
    return [*objects_on_lines(enumerate(text.split("\n"), 1))]


def objects_on_lines(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Json]]:
    """Numbered lines -> the values on them, blank ones left out; TextError for what is no JSON."""
    for number, line in lines:
        if not line.strip():
            continue
        try:
            yield number, load_json(line)
        except JsonError as error:
            raise TextError(
                f"line {number}, column {error.column} is not JSON: {error}", number
            ) from None


def document_in(file: str, text: str) -> Document:
    """The text of a JSON file -> Document; TextError where it cannot be read."""
    if not text.strip():
        raise TextError("the file is empty")
    try:
        document = load_json(text)
    except JsonError as error:
        raise TextError(f"line {error.line}, column {error.column} is not JSON: {error}") from None
    if isinstance(document, list):
        return Document(_from_objects(file, [(None, each) for each in document]), {})
    if not isinstance(document, dict) or not {"people", "tables"} & document.keys():
        raise TextError("the file is neither a list of people nor an object with `people`")
    for name in document:
        if name not in _ENVELOPE:
            raise TextError(f"`{name}` is none of `people`, `tables` and `assay`")
    _check_version(document.get("assay"))
    people = document.get("people")
    tables = document.get("tables", {})
    if not isinstance(tables, dict):
        raise TextError("`tables` is not an object that names each table")
    return Document(
        None if people is None else _from_objects(file, _listed(people, "people")),
        {name: _from_objects(file, _listed(rows, name)) for name, rows in tables.items()},
    )


def _check_version(stated: Json) -> None:
    if is_version(stated):
        return
    raise TextError(
        '`assay` is not {"format": "evidence", "version": 1}, the only form that is read here'
    )


def _listed(value: Json, name: str) -> list[tuple[int | None, Json]]:
    if not isinstance(value, list):
        raise TextError(f"`{name}` is not a list")
    return [(None, each) for each in value]


def _from_objects(file: str, objects: Sequence[tuple[int | None, Json]]) -> Records:
    reading = Objects()
    records = tuple(reading.record(row, each) for row, each in objects)
    return Records(file, reading.headings, records, named=True)


class Objects:
    """Objects -> records, one after another; `headings` are the names in those up to now."""

    def __init__(self) -> None:
        self._positions: dict[str, int] = {}
        self._count = 0

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(self._positions)

    def record(self, row: int | None, value: Json) -> Record:
        """The record that a value is; TextError where it is no object."""
        self._count += 1
        if not isinstance(value, dict):
            where = f"line {row}" if row else f"item {self._count}"
            raise TextError(f"{where} is not an object that names its values", row)
        positions = self._positions
        cells = [
            (positions.setdefault(_clean(name), len(positions)), each)
            for name, each in value.items()
        ]
        twice = len({position for position, _ in cells}) < len(cells)
        return Record(row, cells, "two of its names are the same" if twice else "")


def _clean(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()


def rows_within(file: str, value: object) -> Records | None:
    """Table rows that stand inside a person's object -> Records; None where they are no list of
    objects."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        return None
    return _from_objects(file, [(None, each) for each in value])
