"""From the arguments of a command to people's evidence and what rates them."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING

import click

import assay

from .output import fail, tell

if TYPE_CHECKING:
    from assay import (
        EvidenceData,
        EvidenceFormat,
        EvidenceRows,
        EvidenceSet,
        Framework,
        PersonEvidence,
        Rater,
        Rating,
    )

STANDARD_INPUT = "-"
NAME_OF_STANDARD_INPUT = "standard input"
PIPED_FORMAT: EvidenceFormat = "csv"
"""What standard input holds, unless it is said."""
_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_TEXTS = frozenset(("csv", "tsv", "json", "jsonl"))
_QUIET_SECONDS = 2.0
_SECONDS_BETWEEN = 0.2
_BAR_WIDTH = 20


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the command line says about evidence and setting."""

    evidence: tuple[str, ...]
    tables: tuple[str, ...]
    person_column: str | None
    input_format: EvidenceFormat | None
    sheet: str | None
    from_sql: str | None
    query: str | None
    delimiter: str | None
    encoding: str | None
    role: str | None
    period: str | None
    as_of: date | None
    parameters: tuple[str, ...]
    put_aside: str | None = None
    """The file that holds what standard input gave, where that is read already."""

    @property
    def separator(self) -> str | None:
        """What separates the cells of CSV files, where that is said."""
        return _DELIMITERS[self.delimiter] if self.delimiter else None

    @property
    def parameter_values(self) -> dict[str, str]:
        """The parameters that are set."""
        return named_values(self.parameters, "set", "PARAMETER=VALUE")


def read(framework: Framework, chosen: Chosen, kept: Sequence[str] = ()) -> EvidenceSet:
    """Reads all files of evidence, and the columns of people that are to be kept, whether rated by
    or not; what the files hold and is not used is said on standard error."""
    tables = named_values(chosen.tables, "table", "NAME=FILE")
    paths = files_named(chosen.evidence)
    if [*paths, *tables.values()].count(STANDARD_INPUT) > 1:
        fail("standard input can be read once: give a file for all but one `-`")
    stated = chosen.input_format
    refuse_idle_encoding(chosen, [*paths, *tables.values()])
    people: list[EvidenceData | EvidenceRows] = [
        *(data_of(path, stated, chosen.sheet or "", chosen.put_aside) for path in paths),
        *_queried(chosen),
    ]
    evidence = assay.read_evidence(
        framework.checked,
        people,
        {name: data_of(path, None) for name, path in tables.items()},
        person_column=chosen.person_column,
        delimiter=chosen.separator,
        encoding=chosen.encoding,
        kept=kept,
    )
    for note in evidence.notes:
        tell(f"{note.file}: {note.message}")
    return evidence


def refuse_idle_encoding(chosen: Chosen, paths: Sequence[str]) -> None:
    """A usage error where an encoding is said, and no file is a text."""
    formats = [chosen.input_format, *map(assay.format_of, paths)]
    if chosen.encoding and STANDARD_INPUT not in paths and _TEXTS.isdisjoint(formats):
        fail("`--encoding` is for CSV, TSV and JSON files, and none of the files is one")


def rater(framework: Framework, chosen: Chosen) -> Rater:
    """What rates people as the command line says, once it says whom."""
    if not (chosen.evidence or chosen.tables or chosen.from_sql or chosen.query):
        fail("name a file of evidence, or tables with `--table NAME=FILE`")
    return framework.rater(
        role=chosen.role,
        period=chosen.period,
        parameters=chosen.parameter_values,
        as_of=chosen.as_of,
    )


def rate_one(rater: Rater, one: PersonEvidence) -> Rating:
    """One person's evidence -> Rating; EvidenceError where it cannot be rated."""
    return rater.rate(one.values, tables=one.tables, person=one.person, origins=one.origins)


def with_progress(people: Sequence[PersonEvidence]) -> Iterator[PersonEvidence]:
    """The people; what takes longer than two seconds says on a terminal how far it is."""
    line = ProgressLine()
    for number, one in enumerate(people):
        line.show(number, len(people))
        yield one
    line.clear()


class ProgressLine:
    """A line on the terminal that says how far a run is, once it has taken two seconds; nothing
    where standard error is no terminal. `verb` says what is done to the people."""

    def __init__(self, verb: str = "rating") -> None:
        self._verb = verb
        self._started = time.monotonic()
        self._due = self._started + _QUIET_SECONDS if sys.stderr.isatty() else math.inf
        self._shown = False

    def show(self, done: int, total: int) -> None:
        """Writes the line, where it is time to."""
        now = time.monotonic()
        if now >= self._due:
            bar = progress_bar(done, total, now - self._started, self._verb)
            click.echo(f"\r{bar}\x1b[K", err=True, nl=False)
            self._due, self._shown = now + _SECONDS_BETWEEN, True

    def clear(self) -> None:
        """Leaves an empty line."""
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)
            self._shown = False


def progress_bar(done: int, total: int, seconds: float, verb: str = "rating") -> str:
    """How far a run is, how fast, and how long it will still take at that rate."""
    filled = _BAR_WIDTH * done // total
    bar = "█" * filled + "░" * (_BAR_WIDTH - filled)
    speed = done / seconds
    text = f"{verb} {done:,} of {total:,}  {bar}  {speed:,.0f} a second"
    if not done:
        return text
    left = math.ceil((total - done) / speed)
    minutes, rest = divmod(left, 60)
    return f"{text}, {f'{minutes} min {rest} s' if minutes else f'{rest} s'} left"


def named_values(given: Sequence[str], option: str, form: str) -> dict[str, str]:
    """What an option that is repeated as NAME=VALUE gives each name."""
    pairs: dict[str, str] = {}
    for text in given:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not (name and equals and value):
            fail(f"`--{option} {text}` is not of the form `--{option} {form}`")
        if name in pairs:
            fail(f"`--{option}` names `{name}` twice")
        pairs[name] = value
    return pairs


def _queried(chosen: Chosen) -> list[EvidenceRows]:
    if bool(chosen.from_sql) != bool(chosen.query):
        fail("`--from-sql URL` and `--query SQL` belong together")
    if not (chosen.from_sql and chosen.query):
        return []
    return [assay.query_evidence(chosen.from_sql, chosen.query)]


def files_named(given: Sequence[str]) -> list[str]:
    """The files that are named, or that a pattern such as `people-*.csv` stands for, in order."""
    paths: dict[str, None] = {}
    for path in given:
        if path == STANDARD_INPUT or Path(path).exists() or not has_magic(path):
            if path in paths:
                fail(f"`{path}` is named twice")
            paths[path] = None
            continue
        found = sorted(glob(path, recursive=True))  # noqa: PTH207  (it may begin at the root)
        if not found:
            fail(f"no file is named like `{path}`")
        paths.update(dict.fromkeys(found))
    return list(paths)


def data_of(
    path: str, stated: EvidenceFormat | None, sheet: str = "", put_aside: str | None = None
) -> EvidenceData:
    """The content of a file of people, or of standard input, which may have been put aside."""
    if path == STANDARD_INPUT:
        content = sys.stdin.buffer.read() if put_aside is None else Path(put_aside).read_bytes()
        name = NAME_OF_STANDARD_INPUT
        style: EvidenceFormat | None = stated or PIPED_FORMAT
    else:
        content, name = Path(path).read_bytes(), path
        style = stated or assay.format_of(path)
    if style is None:
        fail(
            f"the format of `{path}` cannot be told from its name: rename it, or say "
            "`--input-format` and one of `csv`, `tsv`, `json`, `jsonl`, `xlsx`, `parquet`, `arrow`"
        )
    if sheet and style != "xlsx":
        fail(f"`--sheet` chooses in an Excel workbook, and `{path}` is none")
    return assay.EvidenceData(name, content, style, sheet)
