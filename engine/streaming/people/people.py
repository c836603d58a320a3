"""Batches of a file -> who their rows are about, and whose rows cannot be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import numpy
import polars

from ...columns.tables.rows_of_people import OWNER
from ...evidence.column_meanings import Places
from ...evidence.evidence_set import Note, identity, perhaps_total
from ...evidence.problems import Problem
from ...evidence.refusals import duplicate, nameless, ragged_row
from ...evidence.total_rows import WORDS_WITHIN, is_total
from ...trace import Origin
from ..reading.batches import ROWS, Batch, Source, column_name
from .name_bytes import NameBytes

PERSON = OWNER
"""The column of the people, by a name that no fact can have."""
_PLAIN_NAME = r"^[!-~](?:[ -~]*[!-~])?$"
"""An id that is the same in NFC and without surrounding spaces."""


@dataclass(frozen=True, slots=True, eq=False)
class OpenFile:
    """A file of people and what its columns mean."""

    source: Source
    places: Places
    beside: Mapping[str, int | None]
    """Where further columns stand that are wanted, by their names; None for one it has not got."""

    def batches(self, rows: int) -> Iterator[Batch]:
        """The batches of the columns that mean something, or are wanted."""
        further = (each for each in self.beside.values() if each is not None)
        wanted = dict.fromkeys((self.places.person, *self.places.keys, *further))
        return self.source.batches(list(wanted), rows)

    def people(self) -> Iterator[Batch]:
        """The batches of the column of people alone."""
        return self.source.batches([self.places.person], ROWS)

    def origin(self, batch: Batch, at: int, position: int | None = None, text: str = "") -> Origin:
        """Where a row of a batch, or a cell of it, stands."""
        column = "" if position is None else self.source.headings[position]
        return Origin(self.source.name, batch.rows[at], column, text)

    def facts(self, batch: Batch, names: polars.Series) -> polars.DataFrame:
        """The facts of a batch by their keys, and the people."""
        keys = [
            batch.frame[column_name(position)].alias(key)
            for position, key in self.places.keys.items()
        ]
        return polars.DataFrame([names, *keys])


def names_of(file: OpenFile, batch: Batch) -> polars.Series:
    """The people that the rows are about, null where a row names none."""
    return names_and_bytes(file, batch)[0]


def names_and_bytes(file: OpenFile, batch: Batch) -> tuple[polars.Series, NameBytes]:
    """The people that the rows are about, null where a row names none, and the bytes of all."""
    column = batch.frame[column_name(file.places.person)].alias(PERSON)
    if column.dtype.is_integer() or isinstance(column.dtype, polars.Categorical | polars.Enum):
        column = column.cast(polars.String)
    if column.dtype != polars.String:
        listed = [identity(value) for value in column.to_list()]
        names = polars.Series(PERSON, listed, polars.String)
        return names, NameBytes.of(names)
    written = NameBytes.of(column)
    # That all are plain, their bytes tell in an eighth of the time.
    if written.are_printed() and column.str.len_bytes().min() != 0:
        return column, written
    strange = ~column.str.contains(_PLAIN_NAME).fill_null(value=True)
    if not strange.any():
        return column, written
    at = strange.arg_true()
    column = column.scatter(at, [identity(each) for each in column.gather(at)])
    return column, NameBytes.of(column)


def totals_among(
    file: OpenFile,
    batch: Batch,
    names: polars.Series,
    written: NameBytes,
    excluded: Mapping[int, Problem | None],
) -> Iterator[Note]:
    """What to say of people who are called as totals are; `written` are the bytes of the names."""
    if written.end_in_digits():
        return
    perhaps = names.str.to_lowercase().str.contains_any(list(WORDS_WITHIN)).fill_null(value=False)
    for at in perhaps.arg_true():
        if is_total(names[at]) and excluded.get(at) is None:
            yield Note(file.source.name, perhaps_total(names[at], batch.rows[at]))


def repeated(hashes: list[Any]) -> Any:
    """The numbers that turn up more than once."""
    every = numpy.concatenate([*hashes, numpy.zeros(0, numpy.uint64)])
    every.sort()
    return numpy.unique(every[1:][every[1:] == every[:-1]])


def named_twice(files: tuple[OpenFile, ...], hashes: Any) -> frozenset[str]:
    """The people that several rows are about, all of whom have one of the hashes."""
    wanted = polars.Series(hashes, dtype=polars.UInt64).implode()
    counts: dict[str, int] = {}
    for file in files:
        for batch in file.people():
            names = names_of(file, batch).drop_nulls()
            for name in names.filter(names.hash().is_in(wanted)):
                counts[name] = counts.get(name, 0) + 1
    return frozenset(name for name, count in counts.items() if count > 1)


class Excluding:
    """Finds the rows that are not rated because of what they are, whatever their facts.

    `twice` are the people that several rows are about: none of these is rated, nor are those of
    whom rows of tables are `wrong`.
    """

    def __init__(self, twice: AbstractSet[str], wrong: AbstractSet[str]) -> None:
        self._twice = twice
        self._wrong = wrong
        self._seen: dict[str, Origin] = {}

    def problems(
        self, file: OpenFile, batch: Batch, names: polars.Series
    ) -> Mapping[int, Problem | None]:
        """The positions of a batch's rows that are not rated -> what is wrong; None for the first
        row about somebody, and where other files say what is wrong."""
        found: dict[int, Problem | None] = {}
        for at in names.is_null().arg_true():
            value = batch.frame[column_name(file.places.person)][at]
            found[at] = nameless(file.origin(batch, at, file.places.person), value)
        for at, reason in batch.wrong.items():
            if at not in found:
                found[at] = ragged_row(names[at], file.origin(batch, at), reason)
        if self._twice or self._wrong:
            for at, name in enumerate(names):
                if at in found:
                    continue
                if name in self._twice:
                    found[at] = self._again(name, file.origin(batch, at))
                elif name in self._wrong:
                    found[at] = None
        return found

    def _again(self, name: str, origin: Origin) -> Problem | None:
        first = self._seen.setdefault(name, origin)
        return None if first is origin else duplicate(name, first, origin)
