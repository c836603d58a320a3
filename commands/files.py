"""Large files of people, rated some at a time instead of all at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

import assay

from .output import EVIDENCE_PROBLEMS, fail, result_stream, tell, write_bytes
from .people import (
    STANDARD_INPUT,
    Chosen,
    ProgressLine,
    files_named,
    named_values,
    refuse_idle_encoding,
)
from .reporting import NOTHING_WRITTEN, Outcome, report

if TYPE_CHECKING:
    from assay import Framework, RatedFiles

LARGE = 1 << 16
"""Bytes of files that are rated this way: some hundred people."""

_READ = ("csv", "tsv", "parquet", "arrow")
_NEEDED = ("numpy", "polars", "pyarrow")
_PIECE = 1 << 20

Written = Literal["csv", "tsv", "parquet", "arrow", "json", "jsonl", "xlsx"]
WRITTEN: Mapping[str, Written] = {
    "csv": "csv", "tsv": "tsv", "parquet": "parquet", "arrow": "arrow", "json": "json",
    "jsonl": "jsonl", "xlsx": "xlsx",
}  # fmt: skip
"""The formats that can be written this way."""


@dataclass(frozen=True, slots=True)
class LargeFiles:
    """Files of people, and those of tables by the names of these."""

    people: Sequence[str]
    tables: Mapping[str, str]


def large_files(chosen: Chosen) -> LargeFiles | None:
    """The files that are rated some people at a time, which gives the same as all at once; None
    where that does not pay or cannot be."""
    if chosen.from_sql or chosen.query or chosen.sheet:
        return None
    tables = named_values(chosen.tables, "table", "NAME=FILE")
    people = files_named(chosen.evidence)
    formats = [chosen.input_format or assay.format_of(path) for path in people]
    formats += [assay.format_of(path) for path in tables.values()]
    paths = [*people, *tables.values()]
    if STANDARD_INPUT in paths or not all(Path(path).is_file() for path in paths):
        return None
    refuse_idle_encoding(chosen, paths)
    if any(each not in _READ for each in formats):
        return None
    if sum(Path(path).stat().st_size for path in paths) < LARGE:
        return None
    return LargeFiles(people, tables) if all(find_spec(name) for name in _NEEDED) else None


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
) -> None:
    """Rates everyone in the files into another, or to standard output; ends the command where
    somebody is left out."""
    with _destination(output, style) as (path, send):
        done = _rated(
            framework, chosen, given, path, style, keep=keep, by=by, strict=strict,
            language=language,
        )  # fmt: skip
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
            if style in {"parquet", "xlsx"}:
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
