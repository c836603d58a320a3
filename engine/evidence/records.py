"""The records of an evidence file, whatever its format: headings, and cells by their position."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from .binder import Headings, heading_key
from .delimited import DelimitedText, TextError, decode, excess, read_delimited
from .exact_json import Json, JsonError, load_json

EvidenceFormat = Literal["csv", "json", "jsonl"]
FORMATS: tuple[EvidenceFormat, ...] = ("csv", "json", "jsonl")

_SUFFIXES: Mapping[str, EvidenceFormat] = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".json": "json", ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}  # fmt: skip
_ENVELOPE = ("assay", "people", "tables")


@dataclass(frozen=True, slots=True)
class EvidenceData:
    """The content of an evidence file, and the name it has in messages."""

    name: str
    content: bytes
    format: EvidenceFormat


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table of cells, or one object: pairs of a heading's position and its value.

    `row` is as a spreadsheet counts, or the line of JSON Lines; None in a JSON document. `wrong`
    says why the record cannot be used, and is "" where it can.
    """

    row: int | None
    cells: Sequence[tuple[int, object]]
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Records:
    """What a file holds. `named` is True where records are objects, which name their values."""

    file: str
    headings: tuple[str, ...]
    records: tuple[Record, ...]
    named: bool


@dataclass(frozen=True, slots=True)
class Document:
    """The records about people (None where the file has none) and about tables, by their names."""

    people: Records | None
    tables: Mapping[str, Records]


def format_of(name: str) -> EvidenceFormat | None:
    """The format that a file's name says, or None."""
    return _SUFFIXES.get(PurePath(name).suffix.lower())


def read_records(
    data: EvidenceData, delimiter: str | None, person_headings: Iterable[str], known: Headings
) -> Document:
    """EvidenceData -> Document; only a JSON document can hold tables.

    `person_headings` and `known` are what a delimiter that is not given is recognised by. Raises
    `TextError` where the whole file cannot be read.
    """
    text = decode(data.content)
    match data.format:
        case "csv":
            wanted = {heading_key(heading) for heading in person_headings}
            rows = read_delimited(
                text,
                delimiter,
                lambda heading: heading_key(heading) in wanted or known.key(heading) is not None,
            )
            return Document(_from_rows(data.name, rows), {})
        case "jsonl":
            return Document(_from_objects(data.name, _lines(text)), {})
        case "json":
            return _from_document(data.name, text)


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
                _ragged(cells, width),
            )
            for row, cells in text.rows
        ),
        named=False,
    )


def _ragged(cells: Sequence[str], width: int) -> str:
    if len(cells) == width or (len(cells) > width and not excess(cells, width)):
        return ""
    return f"the row has {_counted(len(cells), 'cell')}, the headings are {width}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


# --- JSON ----------------------------------------------------------------------------------


def _lines(text: str) -> list[tuple[int | None, Json]]:
    if not text.strip():
        raise TextError("the file is empty")
    objects: list[tuple[int | None, Json]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            objects.append((number, load_json(line)))
        except JsonError as error:
            raise TextError(
                f"line {number}, column {error.column} is not JSON: {error}", number
            ) from None
    return objects


def _from_document(file: str, text: str) -> Document:
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
    if stated is None or stated == {"format": "evidence", "version": 1}:
        return
    raise TextError(
        '`assay` is not {"format": "evidence", "version": 1}, the only form that is read here'
    )


def _listed(value: Json, name: str) -> list[tuple[int | None, Json]]:
    if not isinstance(value, list):
        raise TextError(f"`{name}` is not a list")
    return [(None, each) for each in value]


def _from_objects(file: str, objects: Sequence[tuple[int | None, Json]]) -> Records:
    positions: dict[str, int] = {}
    records = []
    for number, (row, each) in enumerate(objects, 1):
        if not isinstance(each, dict):
            where = f"line {row}" if row else f"item {number}"
            raise TextError(f"{where} is not an object that names its values", row)
        cells = [
            (positions.setdefault(_clean(name), len(positions)), value)
            for name, value in each.items()
        ]
        twice = len({position for position, _ in cells}) < len(cells)
        records.append(Record(row, cells, "two of its names are the same" if twice else ""))
    return Records(file, tuple(positions), tuple(records), named=True)


def _clean(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()


def rows_within(file: str, value: object) -> Records | None:
    """Table rows that stand inside a person's object -> Records; None where they are no list of
    objects."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        return None
    return _from_objects(file, [(None, each) for each in value])
