"""Files of ratings, as `assay rate` writes them -> columns of texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import PurePath
from typing import Any, assert_never

from ..evidence.formats.delimited import TextError
from ..evidence.formats.encodings import decode, text_blocks
from ..evidence.formats.exact_json import JsonError, load_json
from ..evidence.problems import UsageError
from .rating_books import from_workbook
from .rating_columns import from_arrow, from_parquet
from .rating_objects import from_document, from_lines
from .rating_table import ROWS, RatingsFile, RatingsFormat, RatingsTable

_SUFFIXES: Mapping[str, RatingsFormat] = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".json": "json", ".jsonl": "jsonl",
    ".ndjson": "jsonl", ".parquet": "parquet", ".pq": "parquet", ".arrow": "arrow",
    ".feather": "arrow", ".ipc": "arrow", ".xlsx": "xlsx",
}  # fmt: skip
_BYTES = 1 << 20
"""Bytes read at a time."""


def ratings_format_of(name: str) -> RatingsFormat | None:
    """The format that a file's name says, or None."""
    return _SUFFIXES.get(PurePath(name).suffix.lower())


def read_ratings(file: RatingsFile, by: str = "") -> RatingsTable:
    """A file -> its ratings as columns, those that a summary needs and the one named `by`.

    UsageError where it holds none."""
    try:
        match file.format:
            case "csv":
                return _delimited(file, "")
            case "tsv":
                return _delimited(file, "\t")
            case "json":
                return from_document(
                    file.name, load_json(decode(file.content.read(), file.encoding or None))
                )
            case "jsonl":
                return from_lines(file.name, _lines(file))
            case "parquet":
                return from_parquet(file, by)
            case "arrow":
                return from_arrow(file, by)
            case "xlsx":
                return from_workbook(file)
            case _:
                assert_never(file.format)
    except TextError as error:
        raise UsageError(f"`{file.name}`: {error}") from None
    except JsonError as error:
        place = f"line {error.line}, column {error.column}"
        raise UsageError(f"`{file.name}`: {place} is not JSON: {error}") from None


def _delimited(file: RatingsFile, delimiter: str) -> RatingsTable:
    """A file of cells; without a delimiter it is the one that gives the most headings."""
    lines = _lines(file)
    first = next(lines, "")
    if not first.strip():
        raise UsageError(f"`{file.name}` is empty")
    delimiter = delimiter or max(",;\t", key=first.count)
    rows = csv.reader(chain((first,), lines), delimiter=delimiter, strict=True)
    headings = tuple(heading.strip() for heading in next(rows, ()))
    return RatingsTable(file.name, headings, _chunks(file.name, headings, rows))


def _lines(file: RatingsFile) -> Iterator[str]:
    pieces = iter(lambda: file.content.read(_BYTES), b"")
    for block in text_blocks(pieces, file.encoding or None):
        yield from io.StringIO(block, newline="")


def _chunks(
    name: str, headings: tuple[str, ...], rows: Iterator[list[str]]
) -> Iterator[dict[str, Sequence[Any]]]:
    done = 1
    try:
        while chunk := list(islice(filter(None, rows), ROWS)):
            for row, cells in enumerate(chunk, done + 1):
                if len(cells) != len(headings):
                    raise UsageError(
                        f"`{name}`, row {row}: {len(cells)} cells, the headings are {len(headings)}"
                    )
            done += len(chunk)
            yield dict(zip(headings, zip(*chunk, strict=True), strict=True))
    except csv.Error as error:
        raise UsageError(f"`{name}`, behind row {done}, is no CSV: {error}") from None
