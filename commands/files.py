"""Large files of people, rated some at a time instead of all at once."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import TYPE_CHECKING, Literal

import assay

from .output import EVIDENCE_PROBLEMS, fail, result_stream, tell, write_bytes
from .people import (
    NAME_OF_STANDARD_INPUT,
    PIPED_FORMAT,
    STANDARD_INPUT,
    Chosen,
    ProgressLine,
    files_named,
    named_values,
    refuse_idle_encoding,
)
from .reporting import NOTHING_WRITTEN, Outcome, report

if TYPE_CHECKING:
    from assay import Framework, PeopleSource, RatedFiles

LARGE = 1 << 16
"""Bytes of files that are rated this way: some hundred people."""

_READ_OF_TABLES = ("csv", "tsv", "parquet", "arrow")
_READ = (*_READ_OF_TABLES, "json", "jsonl")
_NEEDED = ("numpy", "polars", "pyarrow")
_PIECE = 1 << 20

Written = Literal["csv", "tsv", "parquet", "arrow", "json", "jsonl", "xlsx"]
WRITTEN: Mapping[str, Written] = {
    "csv": "csv", "tsv": "tsv", "parquet": "parquet", "arrow": "arrow", "json": "json",
    "jsonl": "jsonl", "xlsx": "xlsx",
}  # fmt: skip
"""The formats that can be written this way."""


_UNKNOWN_SIZE = 1 << 50
"""What a database answers counts as large."""


@dataclass(frozen=True, slots=True)
class LargeFiles:
    """Where people come from, and files of tables by the names of these."""

    people: Sequence[PeopleSource]
    tables: Mapping[str, str]


@contextmanager
def standard_input_aside(chosen: Chosen) -> Iterator[Chosen]:
    """The same choice, with what standard input gives in a file for as long as this lasts, where
    people come from there: it can be read once, and may be read more often."""
    if STANDARD_INPUT not in chosen.evidence or not _can_be_large():
        yield chosen
        return
    with NamedTemporaryFile(prefix="assay-") as file:
        shutil.copyfileobj(sys.stdin.buffer, file, _PIECE)
        file.flush()
        yield replace(chosen, put_aside=file.name)


def large_files(chosen: Chosen) -> LargeFiles | None:
    """The people who are rated some at a time, which gives the same as all at once; None where
    that does not pay or cannot be."""
    if chosen.sheet or bool(chosen.from_sql) != bool(chosen.query) or not _can_be_large():
        return None
    tables = named_values(chosen.tables, "table", "NAME=FILE")
    named = files_named(chosen.evidence)
    people: list[PeopleSource] = list(named)
    paths = [*named, *tables.values()]
    formats = [chosen.input_format or assay.format_of(path) for path in named]
    if STANDARD_INPUT in named and chosen.put_aside is not None:
        at = named.index(STANDARD_INPUT)
        style = formats[at] = chosen.input_format or PIPED_FORMAT
        people[at] = assay.EvidenceFile(chosen.put_aside, NAME_OF_STANDARD_INPUT, style)
        paths[at] = chosen.put_aside
    if not all(Path(path).is_file() for path in paths):
        return None
    refuse_idle_encoding(chosen, [*named, *tables.values()])
    of_tables = [assay.format_of(path) for path in tables.values()]
    if not {*formats} <= {*_READ} or not {*of_tables} <= {*_READ_OF_TABLES}:
        return None
    size = sum(Path(path).stat().st_size for path in paths)
    if chosen.from_sql and chosen.query:
        people.append(assay.EvidenceQuery(chosen.from_sql, chosen.query))
        size += _UNKNOWN_SIZE
    return LargeFiles(people, tables) if size >= LARGE else None


def _can_be_large() -> bool:
    return all(find_spec(name) for name in _NEEDED)


def rate_large(
    framework: Framework,
    chosen: Chosen,
    given: LargeFiles,
    output: str | None,
    style: Written,
    *,
    keep: Sequence[str],
    by: str,
    strict: bool,
    language: str,
    width: int,
) -> bool:
    """Rates everyone into a file, or to standard output; ends the command where somebody is left
    out. False where people cannot be rated some at a time after all."""
    with _destination(output, style) as (path, send):
        try:
            done = _rated(
                framework, chosen, given, path, style, keep=keep, by=by, strict=strict,
                language=language,
            )  # fmt: skip
        except assay.HeldWhole:
            return False
        for note in done.notes:
            tell(f"{note.file}: {note.message}")
        if done.written:
            send()
    outcome = Outcome(
        done.people,
        done.rated,
        done.left_out,
        done.problems,
        done.problem_count,
        lambda: done.summary,
    )
    report(outcome, language, width)
    if not done.written:
        fail(NOTHING_WRITTEN, EVIDENCE_PROBLEMS)
    if done.problem_count:
        raise SystemExit(EVIDENCE_PROBLEMS)
    return True


def _rated(
    framework: Framework,
    chosen: Chosen,
    given: LargeFiles,
    path: str,
    style: Written,
    *,
    keep: Sequence[str],
    by: str,
    strict: bool,
    language: str,
) -> RatedFiles:
    line = ProgressLine()
    try:
        return framework.rate_files(
            given.people,
            path,
            tables=given.tables,
            role=chosen.role,
            period=chosen.period,
            parameters=chosen.parameter_values,
            as_of=chosen.as_of,
            person=chosen.person_column,
            delimiter=chosen.separator,
            encoding=chosen.encoding,
            input_format=chosen.input_format,
            output_format=style,
            detail="flat",
            keep=keep,
            by=by,
            language=language,
            strict=strict,
            progress=lambda people, share: line.show(people, round(people / max(share, 1e-9))),
        )
    finally:
        line.clear()


@contextmanager
def _destination(output: str | None, style: Written) -> Iterator[tuple[str, Callable[[], None]]]:
    """The file to write to, and what sends it on where it stands for a stream, such as standard
    output or a device: these, too, get a result whole or not at all."""
    if output is not None and (not Path(output).exists() or Path(output).is_file()):
        yield output, lambda: None
        return
    with TemporaryDirectory(prefix="assay-") as folder:
        path = Path(folder) / "ratings"

        def send() -> None:
            if style in {"parquet", "arrow", "xlsx"}:
                write_bytes(path.read_bytes(), output or "")
                return
            with result_stream(output) as stream, path.open(encoding="utf-8", newline="") as file:
                shutil.copyfileobj(file, stream, _PIECE)

        try:
            yield str(path), send
        except OSError as error:
            if error.filename == str(path):
                # Nobody asked for this file: it is the result that there is no space for.
                raise OSError(error.errno, error.strerror, output) from None
            raise
