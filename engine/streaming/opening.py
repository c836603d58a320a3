"""The names of files of people and tables -> files that are open, and what their columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars

from ...dsl.framework import Table
from ..evidence.column_meanings import PERSON, ColumnMeanings, Places, tables_wanted_of, wanted_of
from ..evidence.delimited import TextError
from ..evidence.document import Wanted
from ..evidence.kept import KeptColumns
from ..evidence.problems import named
from ..evidence.records import EvidenceFormat, recogniser
from ..evidence.refusals import names_nobody, unreadable, unusable
from .batches import Batch, Source, column_name
from .people import OpenFile
from .sources import format_read, open_source
from .tables import StreamedTables, read_table

if TYPE_CHECKING:
    from ..rater import Rater


@dataclass(frozen=True, slots=True)
class Given:
    """What there is to read: files of people, or tables, or both; `person`, `delimiter` and
    `encoding` as the caller says them, None where a file tells by itself. `beside` are columns of
    the people that are wanted although nobody is rated by them."""

    people: Sequence[str]
    tables: Mapping[str, str]
    person: str | None
    delimiter: str | None
    encoding: str | None
    input_format: EvidenceFormat | None
    beside: Sequence[str]


def opened(rater: Rater, given: Given) -> tuple[tuple[OpenFile, ...], StreamedTables]:
    """Opens the files of people as far as their headings, and reads the tables.

    EvidenceError where a file cannot be used, UsageError where it is of another format, or none
    of the files has a column that is wanted.
    """
    framework = rater.plan.framework
    formats = [format_read(each, given.input_format) for each in given.people]
    for path in given.tables.values():
        format_read(path)
    wanted = wanted_of(framework, given.person)
    sources = [
        _source(path, style, given, wanted)
        for path, style in zip(given.people, formats, strict=True)
    ]
    meanings, kept = (
        ColumnMeanings(framework, given.person, given.beside),
        KeptColumns(given.beside),
    )
    files = []
    for source in sources:
        places = meanings.places_of_people(source.name, source.headings)
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


def _source(path: str, style: EvidenceFormat, given: Given, wanted: Wanted) -> Source:
    try:
        return open_source(path, style, given.delimiter, given.encoding, recogniser(wanted))
    except TextError as error:
        raise unreadable(path, error) from None


def _table(
    rater: Rater, name: str, path: str, given: Given, meanings: ColumnMeanings
) -> tuple[Table, OpenFile]:
    framework = rater.plan.framework
    table = framework.tables.get(name)
    if table is None:
        raise unusable(path, named("table", name, framework.tables), "unknown-table")
    wanted = tables_wanted_of(framework, given.person)[name]
    source = _source(path, format_read(path), given, wanted)
    return table, OpenFile(
        source, meanings.places_of_table(table, source.name, source.headings), {}
    )


class _People:
    """People of whom nothing is known but rows of tables."""

    name = ""
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
