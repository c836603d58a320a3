"""Files of the rows of tables, read once as columns -> the rows about the people of a batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy
import polars

from ....dsl import framework as fw
from ....dsl.types import QuantityType, Type
from ...columns.tables.rows_of_people import OWNER
from ...evidence.binder import TableRow
from ...evidence.column_meanings import Places, nobody_else
from ...evidence.evidence_set import Note
from ...evidence.formats.delimited import TextError
from ...evidence.kept import cell_text
from ...evidence.problems import Problem
from ...evidence.refusals import nameless, ragged_row, unreadable
from ...evidence.written.interpretations import Interpretations
from ...trace import Origin
from ..people.people import OpenFile, names_of
from .batches import ROWS, Batch, column_name
from .plain_numbers import with_plain_numbers
from .written_texts import made_out

MOST_NAMED = 12
"""People who are named of those about whom rows are not used."""


@dataclass(slots=True)
class StreamedTable:
    """The rows of a table, by whom they are about.

    `rows` are the cells by the ids of the table's columns, those of one person together and in
    their order; `numbers` says in which row of the file each stood. `owners` are the different
    people in the order in which they came, `starts` and `counts` where the rows of each stand, and
    `known` who of them is named by the files of people. `problems` are those of rows that cannot
    be used, `wrong` the people whom some of these are about.
    """

    table: fw.Table
    file: str
    notes: tuple[Note, ...]
    made: tuple[Note, ...]
    rows: polars.DataFrame
    numbers: Any
    owners: polars.Series
    starts: Any
    counts: Any
    problems: Sequence[Problem]
    quantities: frozenset[str]
    known: Any = field(init=False)
    _coded: polars.Enum = field(init=False)

    def __post_init__(self) -> None:
        self.known = numpy.zeros(len(self.owners), numpy.bool_)
        self._coded = polars.Enum(self.owners)

    def meet(self, names: polars.Series) -> None:
        """Takes note that these people are named by a file of people."""
        self.known[self._codes(names)] = True

    def about(self, names: polars.Series) -> polars.DataFrame:
        """The rows about these people, their owners in the column `OWNER`."""
        codes = numpy.unique(self._codes(names))
        counts = self.counts[codes]
        first = numpy.repeat(self.starts[codes] - numpy.cumsum(counts) + counts, counts)
        places = first + numpy.arange(len(first))
        owners = self.owners[numpy.repeat(codes, counts)].alias(OWNER)
        return with_plain_numbers(self.rows[places], self.quantities).insert_column(0, owners)

    def rows_of(self, person: str) -> list[TableRow]:
        """The rows about one person, as they stand in the file."""
        rows = []
        for code in self._codes(polars.Series([person], dtype=polars.String)):
            start, count = int(self.starts[code]), int(self.counts[code])
            values = self.rows.slice(start, count).iter_rows(named=True)
            numbers = self.numbers[start : start + count].tolist()
            rows += [
                TableRow(cells, Origin(self.file, number))
                for number, cells in zip(numbers, values, strict=True)
            ]
        return rows

    def unknown(self) -> polars.Series:
        """The people whom no file of people names."""
        return self.owners[numpy.flatnonzero(~self.known)]

    def others(self) -> Iterator[Note]:
        """What to say of rows about people whom no file of people names."""
        unknown = self.unknown()
        if len(unknown):
            yield nobody_else(self.file, unknown.head(MOST_NAMED).to_list(), len(unknown))

    def _codes(self, names: polars.Series) -> Any:
        """The positions among the owners of those of the people who have rows."""
        found = names.cast(self._coded, strict=False).drop_nulls()
        return found.to_physical().to_numpy()


@dataclass(frozen=True, slots=True)
class StreamedTables:
    """The tables that are given, and what is wrong with them, by the people that it is about."""

    tables: Sequence[StreamedTable] = ()
    wrong: Mapping[str, list[Problem]] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: Sequence[StreamedTable]) -> StreamedTables:
        """The tables together."""
        wrong: dict[str, list[Problem]] = {}
        for problem in (each for table in tables for each in table.problems):
            if problem.person:
                wrong.setdefault(problem.person, []).append(problem)
        return cls(tables, wrong)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with rows of all the tables."""
        return [problem for table in self.tables for problem in table.problems]

    def people(self) -> polars.Series:
        """Everyone the tables have rows about, in the order in which they come."""
        named = [table.owners for table in self.tables]
        return polars.concat(named).unique(maintain_order=True) if named else polars.Series()

    def about(self, names: polars.Series) -> dict[str, polars.DataFrame]:
        """The rows of every table about these people."""
        return {each.table.id: each.about(names) for each in self.tables}

    def rows_of(self, person: str) -> dict[str, list[TableRow]]:
        """The rows of every table about one person."""
        return {each.table.id: each.rows_of(person) for each in self.tables}


def read_table(table: fw.Table, file: OpenFile) -> StreamedTable:
    """Reads a file of rows; EvidenceError where it is damaged."""
    problems: list[Problem] = []
    made = Interpretations()
    types = {each.id: each.type for each in table.columns}
    try:
        parts = [
            _as_meant(file, _usable(file, batch, problems), types, made)
            for batch in file.batches(ROWS)
        ]
    except TextError as error:
        raise unreadable(file.source.name, error) from None
    every = polars.concat(parts, how="vertical_relaxed") if parts else _no_rows(file.places)
    owners = every[OWNER]
    different = owners.unique(maintain_order=True)
    codes = owners.cast(polars.Enum(different)).to_physical().to_numpy()
    # So few different numbers are sorted in few passes, and the rows of one stay in their order.
    order = numpy.argsort(codes, kind="stable")
    counts = numpy.bincount(codes, minlength=len(different)).astype(numpy.int64)
    ordered = every.drop(OWNER)[order] if len(every) else every.drop(OWNER)
    return StreamedTable(
        table,
        file.source.name,
        file.places.notes,
        tuple(Note(file.source.name, line) for line in made.lines()),
        ordered.drop(_NUMBER),
        ordered[_NUMBER].to_numpy(),
        different,
        numpy.cumsum(counts) - counts,
        counts,
        problems,
        frozenset(each.id for each in table.columns if isinstance(each.type, QuantityType)),
    )


_NUMBER = "row\0"


def _as_meant(
    file: OpenFile, cells: polars.DataFrame, types: Mapping[str, Type], made: Interpretations
) -> polars.DataFrame:
    """Cells with what is not written plainly made out, and noted."""
    changed, said = made_out(cells, types)
    headings = {key: file.source.headings[at] for at, key in file.places.keys.items()}
    for each in said:
        row = cells[_NUMBER][each.first]
        origin = Origin(file.source.name, row, headings[each.key])
        made.add(origin, each.read, each.text, each.count)
    return cells.with_columns(changed) if said else cells


def _usable(file: OpenFile, batch: Batch, problems: list[Problem]) -> polars.DataFrame:
    """The cells of a batch by the ids of columns, of the rows that are about somebody; what is
    wrong with the others goes to the problems."""
    names = names_of(file, batch)
    left_out = set(names.is_null().arg_true())
    for at in sorted(left_out):
        value = batch.frame[column_name(file.places.person)][at]
        problems.append(nameless(file.origin(batch, at, file.places.person), value))
    for at, reason in batch.wrong.items():
        if at not in left_out:
            problems.append(ragged_row(names[at], file.origin(batch, at), reason))
            left_out.add(at)
    numbers = polars.Series(_NUMBER, list(batch.rows), polars.UInt32)
    if isinstance(batch.rows, range):
        numbers = polars.Series(_NUMBER, numpy.arange(batch.rows.start, batch.rows.stop))
    cells = file.facts(batch, names.alias(OWNER)).with_columns(numbers.cast(polars.UInt32))
    cells = cells.with_columns(_as_texts(each) for each in cells if each.dtype == polars.Object)
    if left_out:
        cells = cells[[at for at in range(len(cells)) if at not in left_out]]
    return cells


def _as_texts(column: polars.Series) -> polars.Series:
    """Values for which Polars has no type as texts, which are read as exactly."""
    return polars.Series(column.name, [cell_text(value) or None for value in column.to_list()])


def _no_rows(places: Places) -> polars.DataFrame:
    texts = dict.fromkeys((OWNER, *places.keys.values()), polars.String)
    return polars.DataFrame(schema={**texts, _NUMBER: polars.UInt32})
