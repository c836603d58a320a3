"""Large files of people, rated some at a time instead of all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import assay

from .output import EVIDENCE_PROBLEMS, fail, tell
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
    from assay import Framework

LARGE = 1 << 16
"""Bytes of files that are rated this way: some hundred people."""

_READ = ("csv", "tsv", "parquet", "arrow")
_NEEDED = ("numpy", "polars", "pyarrow")

Written = Literal["csv", "tsv", "parquet", "jsonl", "xlsx"]
WRITTEN: Mapping[str, Written] = {
    "csv": "csv", "tsv": "tsv", "parquet": "parquet", "jsonl": "jsonl", "xlsx": "xlsx",
}  # fmt: skip
"""The formats that can be written this way."""


@dataclass(frozen=True, slots=True)
class LargeFiles:
    """Files of people, and those of tables by the names of these."""

    people: Sequence[str]
    tables: Mapping[str, str]


def large_files(chosen: Chosen, output: str | None) -> LargeFiles | None:
    """The files that are rated some people at a time, which gives the same as all at once; None
    where that does not pay or cannot be."""
    if chosen.from_sql or chosen.query or chosen.sheet or output is None:
        return None
    if Path(output).exists() and not Path(output).is_file():
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
    output: str,
    style: Written,
    *,
    keep: Sequence[str],
    by: str,
    strict: bool,
    language: str,
    width: int,
) -> None:
    """Rates everyone in the files into another; ends the command where somebody is left out."""
    line = ProgressLine()
    try:
        done = framework.rate_files(
            given.people,
            output,
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
    for note in done.notes:
        tell(f"{note.file}: {note.message}")
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
