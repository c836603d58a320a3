"""Files of ratings, as `assay rate` writes them -> columns of texts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, Any, Literal, assert_never

from ..evidence.delimited import TextError
from ..evidence.encodings import decode, text_blocks
from ..evidence.exact_json import JsonError, load_json
from ..evidence.problems import UsageError
from .scheme import Scheme
from .scheme_document import scheme_of_document

if TYPE_CHECKING:
    pass

RatingsFormat = Literal["csv", "tsv", "json", "jsonl", "parquet"]

_SUFFIXES: Mapping[str, RatingsFormat] = {
    ".csv": "csv", ".tsv": "tsv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
_ROWS = 20_000
"""Rows counted at a time."""
_BYTES = 1 << 20
"""Bytes read at a time."""
_UNUSED = (".weight", ".contribution", ".rule", ".sources")
_FLAT = ("person", "role", "period", "state", "level", "score", "reason", "framework.meaning")


@dataclass(frozen=True, slots=True)
class RatingsFile:
    """A file of ratings: the name it has in messages, and its bytes; `encoding` is that of a text
    without a byte order mark, "" for UTF-8."""

    name: str
    content: IO[bytes]
    format: RatingsFormat
    encoding: str = ""


def ratings_format_of(name: str) -> RatingsFormat | None:
    """The format that a file's name says, or None."""
    return _SUFFIXES.get(PurePath(name).suffix.lower())


# --- what a file holds ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RefusedPerson:
    """What is wrong with a person's evidence, as codes and fields, and the columns kept of it."""

    kinds: list[tuple[str, str]]
    kept: Mapping[str, str]


@dataclass(slots=True)
class RatingsTable:
    """Ratings as rows of texts under headings. `chunks` are so many rows each, as columns.
    `scheme` is what the file says of levels and thresholds; `refused` how many people were left
    out and why, None where the file does not tell."""

    file: str
    headings: tuple[str, ...]
    chunks: Iterator[dict[str, Sequence[Any]]]
    scheme: Scheme | None = None
    framework: str = ""
    refused: tuple[int, Mapping[tuple[str, str], int]] | None = None
    refused_people: Mapping[str, RefusedPerson] = field(default_factory=dict)


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
                return _from_document(file.name, load_json(_text(file)))
            case "jsonl":
                return _from_lines(file)
            case "parquet":
                return _from_parquet(file, by)
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


def _text(file: RatingsFile) -> str:
    return decode(file.content.read(), file.encoding or None)


def _chunks(
    name: str, headings: tuple[str, ...], rows: Iterator[list[str]]
) -> Iterator[dict[str, Sequence[Any]]]:
    done = 1
    try:
        while chunk := list(islice(filter(None, rows), _ROWS)):
            for row, cells in enumerate(chunk, done + 1):
                if len(cells) != len(headings):
                    raise UsageError(
                        f"`{name}`, row {row}: {len(cells)} cells, the headings are {len(headings)}"
                    )
            done += len(chunk)
            yield dict(zip(headings, zip(*chunk, strict=True), strict=True))
    except csv.Error as error:
        raise UsageError(f"`{name}`, behind row {done}, is no CSV: {error}") from None


def _from_parquet(file: RatingsFile, by: str) -> RatingsTable:
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError as error:
        raise UsageError(
            f"reading Parquet needs `{error.name}`, which the extra `columns` brings: "
            "pip install 'assay[columns]'"
        ) from None
    try:
        parquet = pyarrow.parquet.ParquetFile(file.content)
    except (pyarrow.ArrowException, OSError, ValueError):
        raise UsageError(f"`{file.name}` is no Parquet file, or a damaged one") from None
    headings = tuple(parquet.schema_arrow.names)
    wanted = [name for name in headings if name == by or not name.endswith(_UNUSED)]
    chunks = (
        {name: column.to_pylist() for name, column in zip(wanted, batch.columns, strict=True)}
        for batch in parquet.iter_batches(_ROWS, columns=wanted)
    )
    table = RatingsTable(file.name, headings, chunks)
    stated = (parquet.schema_arrow.metadata or {}).get(b"assay")
    if stated is not None:
        _take_metadata(table, stated)
    return table


def _take_metadata(table: RatingsTable, stated: bytes) -> None:
    try:
        document = json.loads(stated)
        framework, refused = document["framework"], document["refused"]
        table.scheme = scheme_of_document(
            document["scheme"], framework["id"], framework["version"], framework["meaning"],
            document["role"] or "",
        )  # fmt: skip
        table.framework = framework["id"]
        problems = {
            (each["code"], each["field"]): int(each["people"]) for each in refused["problems"]
        }
        table.refused = int(refused["people"]), problems
    except (KeyError, TypeError, ValueError):
        raise UsageError(
            f"`{table.file}`: what its metadata says about the ratings cannot be read"
        ) from None


# --- JSON ----------------------------------------------------------------------------------


def _from_document(name: str, document: Any) -> RatingsTable:
    stated = document.get("assay") if isinstance(document, dict) else None
    if stated != {"format": "ratings", "version": 1}:
        raise no_ratings(name, "it is no document of ratings")
    try:
        framework = document["framework"]
        meaning, role = framework["digests"]["meaning"], document["role"]
        ratings = document["ratings"]
        shared = (role["id"] if role else "", document["period"] or "", meaning)
        people: dict[str, RefusedPerson] = {}
        for problem in document["problems"]:
            one = people.setdefault(problem["person"], RefusedPerson([], problem.get("kept", {})))
            one.kinds.append((problem["code"], problem["field"]))
        table = RatingsTable(name, *_from_objects(ratings, lambda _: shared))
        table.framework = framework["id"]
        if "scheme" in document:
            table.scheme = scheme_of_document(
                document["scheme"], framework["id"], framework["version"], meaning, shared[0]
            )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise UsageError(f"`{name}`: the document of ratings is damaged") from None
    table.refused_people = people
    table.refused = (0, {})
    return table


def _from_lines(file: RatingsFile) -> RatingsTable:
    objects = []
    framework = ""
    for number, line in enumerate(_text(file).split("\n"), 1):
        if not line.strip():
            continue
        try:
            each: Any = load_json(line)
        except JsonError as error:
            where = f"line {number}, column {error.column}"
            raise UsageError(f"`{file.name}`: {where} is not JSON: {error}") from None
        stated = each.get("assay") if isinstance(each, dict) else None
        if stated != {"format": "rating", "version": 1}:
            raise no_ratings(file.name, f"line {number} is no rating")
        objects.append(each)
    if not objects:
        raise UsageError(f"`{file.name}` is empty")

    def shared(each: Any) -> tuple[str, str, str]:
        role = each["role"]
        return (
            role["id"] if role else "",
            each["period"] or "",
            each["framework"]["digests"]["meaning"],
        )

    try:
        framework = objects[0]["framework"]["id"]
        table = RatingsTable(file.name, *_from_objects(objects, shared))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise UsageError(f"`{file.name}`: a rating is damaged") from None
    table.framework = framework
    return table


def _from_objects(
    ratings: Sequence[Any], shared: Any
) -> tuple[tuple[str, ...], Iterator[dict[str, Sequence[Any]]]]:
    """Ratings as JSON has them -> the headings and rows of CSV."""
    first = ratings[0] if ratings else {"kpis": {}, "competencies": {}}
    ids = [*first["kpis"], *first["competencies"]]
    kept = [str(each) for each in first.get("kept", {})]
    headings = [*_FLAT, *kept]
    for id in ids:
        headings += [id, f"{id}.rating", f"{id}.score", f"{id}.absent", f"{id}.reason"]
    rows = []
    for each in ratings:
        role, period, meaning = shared(each)
        overall = each["overall"]
        row = [
            each["person"], role, period, overall["state"], overall["level"],
            _exact(overall["score"]), _code(overall["absent"]), meaning,
        ]  # fmt: skip
        row += [each.get("kept", {}).get(name, "") for name in kept]
        parts = {**each["kpis"], **each["competencies"]}
        for id in ids:
            part = parts[id]
            absent = part["absent"]
            row += [
                _exact(part["value"]), part["rating"], _exact(part["score"]),
                None if absent is None else absent["kind"], _code(absent),
            ]  # fmt: skip
        rows.append(row)
    columns: dict[str, Sequence[Any]] = {}
    if rows:
        columns = dict(zip(headings, zip(*rows, strict=True), strict=True))
    return tuple(headings), iter([columns] if columns else [])


def _exact(quantity: Any) -> str | None:
    return None if quantity is None else str(quantity["exact"])


def _code(absent: Any) -> str | None:
    return None if absent is None else str(absent.get("code", ""))


def no_ratings(name: str, why: str) -> UsageError:
    """What to say of a file that is something else."""
    return UsageError(
        f"`{name}` holds no ratings: {why}; `assay rate … -o ratings.csv` writes them"
    )
