"""The names of files of people and tables -> files that are open, and what their columns mean."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars

from ....dsl.framework import Table
from ...evidence.column_meanings import PERSON, ColumnMeanings, Places, tables_wanted_of, wanted_of
from ...evidence.formats.delimited import TextError
from ...evidence.formats.document import Wanted
from ...evidence.given import EvidenceFile, EvidenceQuery
from ...evidence.kept import KeptColumns
from ...evidence.problems import named
from ...evidence.records import EvidenceFormat, recogniser
from ...evidence.refusals import names_nobody, unreadable, unusable
from ..people.people import OpenFile
from .batches import Batch, Source, column_name
from .sources import file_read, open_query, open_source, table_read
from .spooled_rows import SpooledRows
from .tables import StreamedTables, read_table

if TYPE_CHECKING:
    from ...rater import Rater


@dataclass(frozen=True, slots=True)
class Given:
    """What there is to read: files of people, or tables, or both; `person`, `delimiter` and
    `encoding` as the caller says them, None where a file tells by itself. `beside` are columns of
    the people that are wanted although nobody is rated by them."""

    people: Sequence[str | EvidenceFile | EvidenceQuery]
    tables: Mapping[str, str]
    person: str | None
    delimiter: str | None
    encoding: str | None
    input_format: EvidenceFormat | None
    beside: Sequence[str]


def opened(
    rater: Rater, given: Given, stack: ExitStack
) -> tuple[tuple[OpenFile, ...], StreamedTables]:
    """Opens the files of people as far as their headings, and reads the tables; the `stack` closes
    what is to be closed at the end.

    EvidenceError where a file cannot be used, UsageError where it is of another format, or none
    of the files has a column that is wanted.
    """
    framework = rater.plan.framework
    files_read = [
        each if isinstance(each, EvidenceQuery) else file_read(each, given.input_format)
        for each in given.people
    ]
    for path in given.tables.values():
        table_read(path)
    sources = _opened_people(rater, files_read, given, stack)
    meanings, kept = (
        ColumnMeanings(framework, given.person, given.beside),
        KeptColumns(given.beside),
    )
    files = []
    for source in sources:
        if isinstance(source, SpooledRows) and not len(source):
            raise names_nobody(source.name)
        places = meanings.places_of_people(source.name, source.headings, named=source.named)
        there = kept.among(source.headings)
        files.append(OpenFile(source, places, {name: there.get(name) for name in given.beside}))
    tables = StreamedTables.of(
        [
            read_table(*_table(rater, name, path, given, meanings))
            for name, path in given.tables.items()
        ]
    )
    kept.found()
    if not files:
        if not len(tables.people()) and not tables.problems:
            raise names_nobody(", ".join(given.tables.values()))
        files.append(OpenFile(_People(tables.people()), Places(0, {}, ()), {}))
    return tuple(files), tables


def _opened_people(
    rater: Rater,
    files: Sequence[EvidenceFile | EvidenceQuery],
    given: Given,
    stack: ExitStack,
) -> list[Source]:
    """The sources of people in their order. Queries are asked first: what is wrong with one is told
    before what is wrong with files."""
    framework = rater.plan.framework
    answers = {each: open_query(each) for each in files if isinstance(each, EvidenceQuery)}
    for answer in answers.values():
        stack.callback(answer.close)
    wanted = wanted_of(framework, given.person)
    sources: list[Source] = []
    for each in files:
        if isinstance(each, EvidenceQuery):
            sources.append(answers[each])
            continue
        source = _source(each, given, wanted, framework.tables)
        if isinstance(source, SpooledRows):
            stack.callback(source.close)
        sources.append(source)
    return sources


def _source(
    file: EvidenceFile, given: Given, wanted: Wanted, tables: Container[str] = ()
) -> Source:
    known = recogniser(wanted)
    try:
        return open_source(file, given.delimiter, given.encoding, known, tables)
    except TextError as error:
        raise unreadable(file.name, error) from None


def _table(
    rater: Rater, name: str, path: str, given: Given, meanings: ColumnMeanings
) -> tuple[Table, OpenFile]:
    framework = rater.plan.framework
    table = framework.tables.get(name)
    if table is None:
        raise unusable(path, named("table", name, framework.tables), "unknown-table")
    wanted = tables_wanted_of(framework, given.person)[name]
    source = _source(table_read(path), given, wanted)
    return table, OpenFile(
        source, meanings.places_of_table(table, source.name, source.headings), {}
    )


class _People:
    """People of whom nothing is known but rows of tables."""

    name = ""
    named = False
    headings = (PERSON,)

    def __init__(self, names: polars.Series) -> None:
        self._names = names.alias(column_name(0))

    def batches(self, _: Sequence[int], rows: int) -> Iterator[Batch]:
        """See `Source`."""
        count = len(self._names)
        for start in range(0, max(count, 1), rows):
            part = self._names.slice(start, rows)
            numbers = range(start + 2, start + 2 + len(part))
            yield Batch(part.to_frame(), numbers, min(1.0, (start + len(part)) / max(count, 1)))
