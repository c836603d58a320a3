"""Rows of tables and the people they are about: as they stand, or laid beside some people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy
import polars

from ....dsl import framework as fw
from ....dsl.limits import MAX_EVIDENCE_CELLS
from ...evidence.binder import TableBinder
from ...evidence.readers import reader
from ...terms import Term
from ...trace import Absence, AbsenceKind
from ..facts.plain_facts import Fact, Part, Reading
from ..facts.worded_facts import encoded, reading_of
from ..parallel import in_parallel
from ..values.absences import Absences
from ..values.conditions import Mask, Truths
from ..values.numbers import Numbers
from ..values.symbols import Symbols


@dataclass(frozen=True, slots=True)
class TableFrame:
    """The frame of a table. `owners` says whose each row is: the position of a person, or that
    behind the last for nobody. `columns` and `facts` go by the position of a column in the table;
    one that the frame has not got is `missing` in every row."""

    table: fw.Table
    owners: Any
    people: int
    columns: Mapping[int, polars.Series]
    facts: Mapping[int, Fact]
    missing: tuple[int, ...]
    symbols: Symbols

    def as_it_stands(self) -> TableRows:
        """The rows in their order, of all people together and of nobody, who comes last."""
        readings = {
            position: reading_of(column, self.facts[position], self.symbols)
            for position, column in self.columns.items()
        }
        return TableRows(self.table, readings, self.missing, self.owners, self.people + 1)

    def used(self) -> int:
        """How many rows are about one of the people."""
        return int(numpy.count_nonzero(self.owners < self.people))

    def beside(self, chunks: Sequence[tuple[int, int]]) -> dict[int, TableRows]:
        """By the first of the people of each chunk the rows about them, in their order."""
        size = max(chunks[0][1] - chunks[0][0], 1) if chunks else 1
        numbers = self.owners // size
        narrow = numbers.astype(numpy.min_scalar_type(len(chunks)), copy=False)
        narrow[self.owners == self.people] = len(chunks)
        # So few different numbers are sorted in two passes.
        order = numpy.argsort(narrow, kind="stable")
        ends = numpy.cumsum(numpy.bincount(narrow, minlength=len(chunks) + 1))
        gathered = polars.Series(order[: ends[len(chunks) - 1]] if chunks else order)

        def reading(item: tuple[int, polars.Series]) -> tuple[int, Reading]:
            position, column = item
            laid = encoded(column).gather(gathered)
            return position, reading_of(laid, self.facts[position], self.symbols)

        readings = dict(in_parallel(reading, self.columns.items(), len(order)))
        owners = self.owners[order]
        found = {}
        first = 0
        for (start, stop), last in zip(chunks, ends.tolist(), strict=False):
            here = owners[first:last] - start
            rows = TableRows(self.table, readings, self.missing, here, stop - start, first)
            found[start] = rows
            first = last
        return found


@dataclass(frozen=True, slots=True, eq=False)
class TableRows:
    """Rows of a table. `owners` says whose each is, of so many `people`; they stand from `first`
    on in what the readings read."""

    table: fw.Table
    readings: Mapping[int, Reading]
    missing: tuple[int, ...]
    owners: Any
    people: int
    first: int = 0
    _parts: dict[int, Part] = field(default_factory=dict)
    conditions: dict[Term, Truths] = field(default_factory=dict)
    """What was found of conditions before: aggregates mostly share theirs."""

    @property
    def rows(self) -> int:
        return len(self.owners)

    def part(self, start: int, stop: int) -> TableRows:
        """The rows from one position to before another."""
        return TableRows(
            self.table,
            self.readings,
            self.missing,
            self.owners[start:stop],
            self.people,
            self.first + start,
        )

    def cell(self, position: int) -> Numbers:
        """A column of the table."""
        return self._part(position).column

    def _part(self, position: int) -> Part:
        part = self._parts.get(position)
        if part is None:
            reading = self.readings.get(position)
            if reading is None:
                codes = Absences.everywhere(self.rows, self.missing[position])
                part = Part(Numbers(0, 1, 0, 0, 1, codes), None)
            else:
                part = reading(self.first, self.first + self.rows)
            self._parts[position] = part
        return part

    def refused(self) -> Mask:
        """The people of whom a cell cannot be read."""
        for position in self.readings:
            self._part(position)
        return self.refused_so_far()

    def refused_so_far(self) -> Mask:
        """The people of whom a cell that was asked for cannot be read among these rows: which
        digits are read depends on the rows beside it."""
        refused = numpy.zeros(self.people, numpy.bool_)
        for part in self._parts.values():
            if part.refused is not None:
                refused[self.owners[part.refused]] = True
        return refused


def table_frame(
    table: fw.Table,
    frame: polars.DataFrame,
    person: str,
    people: polars.Series,
    binder: TableBinder,
    known: tuple[Absences, Symbols],
) -> TableFrame:
    """A table's frame and the people's names -> its rows, and whose they are."""
    absences, symbols = known
    others = tuple(name for name in frame.columns if name != person)
    columns, facts = {}, {}
    for position, heading in binder.layout(others):
        column = table.columns[position]
        columns[position] = frame[heading]
        facts[position] = Fact(
            column.type,
            (),
            reader(column.type, binder.framework),
            absences.code(_absent_cell("missing", column.id)),
            absences.code(_absent_cell("not applicable", column.id)),
        )
    missing = tuple(absences.code(_absent_cell("missing", each.id)) for each in table.columns)
    owners = owners_of(frame[person], people)
    return TableFrame(table, owners, len(people), columns, facts, missing, symbols)


def _absent_cell(kind: AbsenceKind, column: str) -> Absence:
    return Absence(kind, "missing-cell", detail=column)


def too_many(frame: TableFrame) -> Mask:
    """The people with more cells than one person may have."""
    counts = numpy.bincount(frame.owners, minlength=frame.people + 1)[: frame.people]
    beyond: Mask = counts * len(frame.table.columns) > MAX_EVIDENCE_CELLS
    return beyond


# --- whose a row is ------------------------------------------------------------------------

MOST_GAPS = 4
"""Whole numbers are looked up in a list where at most so many times more numbers are between the
least and the greatest than there are people."""


def owners_of(owners: polars.Series, people: polars.Series) -> Any:
    """For each row the position of its person, the number of people for nobody. Of several people
    of one name it is the first."""
    if owners.dtype.is_integer() and people.dtype.is_integer():
        found = _by_number(owners, people)
        if found is not None:
            return found
    names = names_of(people)
    different = names.unique(maintain_order=True)
    enumeration = polars.Enum(different)
    positions = numpy.empty(len(owners), numpy.int32)

    def place(bounds: tuple[int, int]) -> None:
        start, stop = bounds
        part = names_of(owners.slice(start, stop - start)).cast(enumeration, strict=False)
        placed = part.to_physical().cast(polars.Int32).fill_null(len(different))
        positions[start:stop] = placed.to_numpy()

    half = (len(owners) + 1) // 2
    in_parallel(place, [(0, half), (half, len(owners))], len(owners))
    if len(different) < len(names):
        first = names.cast(enumeration).to_physical().to_numpy()
        places = numpy.full(len(different) + 1, len(names), numpy.int32)
        places[first[::-1]] = numpy.arange(len(names) - 1, -1, -1, dtype=numpy.int32)
        return places[positions]
    return positions


def _by_number(owners: polars.Series, people: polars.Series) -> Any:
    """The same of people who are numbered; None where the numbers are too far apart."""
    if people.null_count() or owners.null_count() or not len(people):
        return None
    least, most = int(people.min()), int(people.max())  # type: ignore[arg-type]
    if most - least > MOST_GAPS * len(people) + 1_000 or max(-least, most) >= 2**62:
        return None
    places = numpy.full(most - least + 2, len(people), numpy.int32)
    numbers = people.cast(polars.Int64).to_numpy() - least
    places[numbers[::-1]] = numpy.arange(len(people) - 1, -1, -1, dtype=numpy.int32)
    inside = owners.is_between(least, most).to_numpy()
    at = owners.to_numpy() - least
    return places[numpy.where(inside, at, most - least + 1)]


def names_of(series: polars.Series) -> polars.Series:
    """What people are called; "" for those without a name."""
    return series.cast(polars.String).fill_null("")
