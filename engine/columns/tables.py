"""Rows of tables laid beside the people they are about, and aggregates of them for each person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy
import polars

from ...dsl import framework as fw
from ...dsl.limits import MAX_EVIDENCE_CELLS
from ..absence import undecided
from ..evidence.binder import TableBinder
from ..evidence.readers import reader
from ..plan import TableAggregate
from ..trace import Absence, AbsenceKind
from .absences import Absences, Codes, Kinds, is_missing, overriding
from .conditions import Held, Mask, held_by
from .facts import Fact, Part, Reading
from .numbers import EXACT_FLOAT, Numbers, Unprovable, divided, held_as, multiplied
from .symbols import Symbols
from .terms import TermColumns
from .worded_facts import encoded, reading_of

if TYPE_CHECKING:
    from .chunk import Chunk


@dataclass(frozen=True, slots=True)
class PeopleRows:
    """A table's rows in the order of the people they are about: those of person i stand from
    `offsets[i]` to before `offsets[i + 1]`. `readings` go by the position of a column; a column
    that the table has not got is missing in every row."""

    table: fw.Table
    offsets: Any
    readings: Mapping[int, Reading]
    missing: tuple[int, ...]

    def part(self, start: int, stop: int) -> ChunkRows:
        """The rows of some people."""
        first, last = int(self.offsets[start]), int(self.offsets[stop])
        counts = numpy.diff(self.offsets[start : stop + 1])
        owners = numpy.repeat(numpy.arange(stop - start), counts)
        return ChunkRows(self, first, last, stop - start, owners)


@dataclass(slots=True, eq=False)
class ChunkRows:
    """The rows of the people of a chunk; `owners` says whose each is."""

    source: PeopleRows
    first: int
    last: int
    people: int
    owners: Any
    _parts: dict[int, Part] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return self.last - self.first

    def cell(self, position: int) -> Numbers:
        """A column of the table."""
        return self._part(position).column

    def _part(self, position: int) -> Part:
        if position not in self._parts:
            reading = self.source.readings.get(position)
            if reading is None:
                codes = Absences.everywhere(self.rows, self.source.missing[position])
                self._parts[position] = Part(Numbers(0, 1, 0, 0, 1, codes), None)
            else:
                self._parts[position] = reading(self.first, self.last)
        return self._parts[position]

    def refused(self) -> Mask:
        """The people of whom a cell cannot be read, or who have too many."""
        columns = len(self.source.table.columns)
        counts = numpy.bincount(self.owners, minlength=self.people)
        refused: Mask = counts * columns > MAX_EVIDENCE_CELLS
        for position in self.source.readings:
            wrong = self._part(position).refused
            if wrong is not None:
                refused[self.owners[wrong]] = True
        return refused


def rows_of_people(
    table: fw.Table,
    frame: polars.DataFrame,
    person: str,
    people: polars.Series,
    binder: TableBinder,
    known: tuple[Absences, Symbols],
) -> PeopleRows:
    """A table's frame -> its rows by person; rows about nobody among the people are not used."""
    absences, symbols = known
    owners = _names(frame[person]).cast(polars.Enum(people), strict=False)
    positions = owners.to_physical().cast(polars.Int32)
    places = positions.fill_null(len(people)).to_numpy()
    used = len(positions) - positions.null_count()
    order = polars.Series(numpy.argsort(places, kind="stable")[:used])
    counts = numpy.bincount(places, minlength=len(people))[: len(people)]
    others = tuple(name for name in frame.columns if name != person)
    readings = {}
    for position, heading in binder.layout(others):
        column = table.columns[position]
        fact = Fact(
            column.type,
            (),
            reader(column.type, binder.framework),
            absences.code(_absent_cell("missing", column.id)),
            absences.code(_absent_cell("not applicable", column.id)),
        )
        readings[position] = reading_of(encoded(frame[heading]).gather(order), fact, symbols)
    missing = tuple(absences.code(_absent_cell("missing", each.id)) for each in table.columns)
    return PeopleRows(table, numpy.concatenate(([0], numpy.cumsum(counts))), readings, missing)


def _names(series: polars.Series) -> polars.Series:
    return series.cast(polars.String).fill_null("")


def _absent_cell(kind: AbsenceKind, column: str) -> Absence:
    return Absence(kind, "missing-cell", detail=column)


# --- aggregates ----------------------------------------------------------------------------


def aggregated(chunk: Chunk, operation: TableAggregate, rows: ChunkRows) -> Numbers:
    """The aggregate of each person's rows. Unprovable where one fraction of 64 bits may not hold
    what is added up."""
    terms = TermColumns(rows.rows, _gathered(chunk, rows), chunk.absences, chunk.symbols, rows.cell)
    where = None if operation.where is None else terms.condition(operation.where)
    held: Held = True if where is None else where.held
    unknown = None if where is None else where.absent
    if operation.function in {"any", "all"}:
        return _quantified(chunk, operation, rows, held, unknown)
    selected = held_by(held, rows.rows)
    missing: Codes | None = None
    if unknown is not None:
        selected = selected & (unknown == 0)
        missing = unknown * is_missing(unknown)
    columns = [
        None if term is None else terms.value(term) for term in (operation.value, operation.weight)
    ]
    there = selected
    absent: Codes | None = None
    for column in columns:
        if column is not None and column.absent is not None:
            absent = _both_absent(absent, column.absent, chunk.absences)
            there = there & (column.absent == 0)
    if absent is not None:
        missing = overriding(missing, absent * (selected & is_missing(absent)))
    counts = numpy.bincount(rows.owners[there], minlength=rows.people)
    gone = None
    if missing is not None and not operation.ignoring_missing and missing.any():
        gone = _merged(missing, rows, chunk.absences)
    result = _combined(chunk, operation, rows, columns, there, counts)
    return result.with_absent(overriding(gone, result.absent))


def _both_absent(left: Codes | None, right: Codes, absences: Absences) -> Codes:
    """A row leaves where either does not apply, and is missing where either is."""
    merged = absences.stricter(left, right)
    assert merged is not None
    return merged


def _gathered(chunk: Chunk, rows: ChunkRows) -> Callable[[int], Numbers]:
    known: dict[int, Numbers] = {}

    def slot(index: int) -> Numbers:
        if index not in known:
            column = chunk.slot(index)
            n, d = (
                each if isinstance(each, int) else each[rows.owners]
                for each in (column.n, column.d)
            )
            absent = None if column.absent is None else column.absent[rows.owners]
            known[index] = Numbers(n, d, column.low, column.high, column.most, absent)
        return known[index]

    return slot


def _merged(missing: Codes, rows: ChunkRows, absences: Absences) -> Codes:
    """For each person why an aggregate is missing: what its rows say, merged in their order."""
    result = numpy.zeros(rows.people, numpy.uint16)
    at = numpy.flatnonzero(missing)
    owners, codes = rows.owners[at], missing[at]
    if isinstance(absences, Kinds):
        result[owners] = codes
        return result
    starts = numpy.flatnonzero(numpy.diff(owners, prepend=-1))
    known: dict[tuple[int, ...], int] = {}
    for owner, said in zip(owners[starts].tolist(), numpy.split(codes, starts[1:]), strict=True):
        key = tuple(dict.fromkeys(said.tolist()))
        if key not in known:
            known[key] = absences.code(undecided(map(absences.absence, key)))
        result[owner] = known[key]
    return result


def _quantified(
    chunk: Chunk, operation: TableAggregate, rows: ChunkRows, held: Held, unknown: Codes | None
) -> Numbers:
    present = held_by(held, rows.rows)
    known = numpy.ones(rows.rows, numpy.bool_) if unknown is None else unknown == 0
    some = operation.function == "any"
    deciding = known & (present if some else ~present)
    decided = numpy.bincount(rows.owners[deciding], minlength=rows.people) > 0
    absent = None
    if unknown is not None and not operation.ignoring_missing:
        missing = unknown * is_missing(unknown)
        if missing.any():
            absent = _merged(missing, rows, chunk.absences) * ~decided
    return Numbers(decided if some else ~decided, 1, 0, 1, 1, absent)


def _combined(
    chunk: Chunk,
    operation: TableAggregate,
    rows: ChunkRows,
    columns: Iterable[Numbers | None],
    there: Mask,
    counts: Any,
) -> Numbers:
    """The aggregate of rows in which everything is present."""
    value, weight = columns
    number = Numbers(counts.astype(numpy.float64), 1, 0, int(counts.max(initial=0)), 1)
    if operation.function == "count":
        return number
    assert value is not None
    owners = rows.owners[there]
    if operation.function == "count distinct":
        return _distinct(_kept(value, there), owners, rows.people)
    if operation.function == "sum":
        return _total(value, there, rows, counts)
    nobody = counts == 0
    absent: Codes | None = None
    if nobody.any():
        code = chunk.absences.code(Absence("missing", "no-rows", detail=operation.table))
        absent = chunk.absences.where(nobody, code, None)
    match operation.function:
        case "average":
            total = _total(value, there, rows, counts)
            result = divided(total, _above_zero(number), 0, chunk.absences)
        case "weighted average":
            assert weight is not None
            return _weighted_average(chunk, operation, rows, (value, weight), there, absent)
        case "min" | "max":
            result = _extreme(operation.function, _kept(value, there), owners, counts)
        case "median":
            result = _median(_kept(value, there), owners, counts)
        case _:
            raise Unprovable
    return result.with_absent(absent)


def _above_zero(number: Numbers) -> Numbers:
    return Numbers(numpy.maximum(number.n, 1.0), 1, 1, max(number.high, 1), 1)


def _kept(value: Numbers, there: Mask) -> Numbers:
    """The rows that count, over the one denominator that all have."""
    if not isinstance(value.d, int):
        raise Unprovable
    n = value.n
    n = numpy.full(int(there.sum()), n) if isinstance(n, int) else n[there]
    return Numbers(n, value.d, value.low, value.high, value.d)


def _total(value: Numbers, there: Mask, rows: ChunkRows, counts: Any) -> Numbers:
    kept = _kept(value, there)
    most = kept.size * int(counts.max(initial=0))
    if most > EXACT_FLOAT:
        raise Unprovable
    n = numpy.bincount(
        rows.owners[there], weights=held_as(kept.n, numpy.float64), minlength=rows.people
    )
    return Numbers(n, kept.d, -most, most, kept.d)


def _weighted_average(
    chunk: Chunk,
    operation: TableAggregate,
    rows: ChunkRows,
    columns: tuple[Numbers, Numbers],
    there: Mask,
    absent: Codes | None,
) -> Numbers:
    value, weight = (column.with_absent(None) for column in columns)
    counts = numpy.bincount(rows.owners[there], minlength=rows.people)
    total = _total(multiplied(value, weight, chunk.absences), there, rows, counts)
    whole = _total(weight, there, rows, counts)
    zero = whole.n == 0
    if zero.any():
        code = chunk.absences.code(Absence("missing", "zero-weights", detail=operation.table))
        absent = chunk.absences.where_present(zero, code, absent)
        whole = Numbers(numpy.where(zero, 1.0, whole.n), whole.d, whole.low, whole.high, whole.d)
    return divided(total, whole, 0, chunk.absences).with_absent(absent)


def _extreme(function: str, kept: Numbers, owners: Any, counts: Any) -> Numbers:
    n = numpy.zeros(len(counts), kept.n.dtype)
    if len(owners):
        starts = numpy.flatnonzero(numpy.diff(owners, prepend=-1))
        pick = numpy.minimum if function == "min" else numpy.maximum
        n[owners[starts]] = pick.reduceat(kept.n, starts)
    return Numbers(n, kept.d, min(kept.low, 0), max(kept.high, 0), kept.d)


def _median(kept: Numbers, owners: Any, counts: Any) -> Numbers:
    if 2 * kept.size > EXACT_FLOAT:
        raise Unprovable
    ordered = held_as(kept.n, numpy.float64)[numpy.lexsort((kept.n, owners))]
    n = numpy.zeros(len(counts))
    some = counts > 0
    first = (numpy.cumsum(counts) - counts)[some]
    lower, upper = first + (counts[some] - 1) // 2, first + counts[some] // 2
    n[some] = ordered[lower] + ordered[upper]
    return Numbers(n, 2 * kept.d, 2 * min(kept.low, 0), 2 * max(kept.high, 0), 2 * kept.d)


def _distinct(kept: Numbers, owners: Any, people: int) -> Numbers:
    order = numpy.lexsort((kept.n, owners))
    n, sorted_owners = kept.n[order], owners[order]
    new = numpy.ones(len(n), numpy.bool_)
    new[1:] = (n[1:] != n[:-1]) | (sorted_owners[1:] != sorted_owners[:-1])
    counts = numpy.bincount(sorted_owners[new], minlength=people)
    return Numbers(counts.astype(numpy.float64), 1, 0, int(counts.max(initial=0)), 1)
