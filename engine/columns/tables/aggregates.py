"""Aggregates of the rows of a table for each person, whatever the order of the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import lcm
from typing import Any

import numpy

from ...evaluating.absence import undecided
from ...plan import TableAggregate
from ...trace import Absence
from ..values.absences import Absences, Codes, Kinds, is_missing, overriding
from ..values.arithmetic import divided, multiplied
from ..values.conditions import Mask, Truths, held_by
from ..values.numbers import EXACT_FLOAT, Numbers, Unprovable, held_as, over, type_for
from ..values.terms import TermColumns
from .table_columns import TableRows


@dataclass(frozen=True, slots=True)
class Selected:
    """What an aggregate takes of some rows: `owners` and the numbers of those that count, and of
    those that make it missing the owners and codes. `decided` are the people whose `any` or `all`
    one row decides."""

    owners: Any
    value: Numbers | None = None
    weight: Numbers | None = None
    gone: tuple[Any, Codes] | None = None
    decided: Any = None


# --- some rows -----------------------------------------------------------------------------


def select(operation: TableAggregate, rows: TableRows, terms: TermColumns) -> Selected:
    """Some rows of a table -> what an aggregate takes of them. Unprovable where 64 bits may not
    hold it."""
    truths = _where(operation, rows, terms)
    if operation.function in {"any", "all"}:
        return _deciding(operation, rows, truths)
    selected = held_by(truths.held, rows.rows)
    missing: Codes | None = None
    if truths.absent is not None:
        selected = selected & (truths.absent == 0)
        missing = truths.absent * is_missing(truths.absent)
    columns = [
        None if term is None else terms.value(term) for term in (operation.value, operation.weight)
    ]
    there = selected
    absent: Codes | None = None
    for column in columns:
        if column is not None and column.absent is not None:
            # A row leaves where either does not apply, and is missing where either is.
            absent = terms.absences.stricter(absent, column.absent)
            there = there & (column.absent == 0)
    if absent is not None:
        missing = overriding(missing, absent * (selected & is_missing(absent)))
    value, weight = (None if column is None else _kept(column, there) for column in columns)
    owners = rows.owners[there].astype(numpy.intp, copy=False)
    return Selected(owners, value, weight, _gone(operation, rows, missing))


def _where(operation: TableAggregate, rows: TableRows, terms: TermColumns) -> Truths:
    if operation.where is None:
        return Truths(held=True, absent=None)
    known = rows.conditions.get(operation.where)
    if known is None:
        known = rows.conditions[operation.where] = terms.condition(operation.where)
    return known


def _kept(column: Numbers, there: Mask) -> Numbers:
    """The rows that count, over the one denominator that all have."""
    if not isinstance(column.d, int):
        raise Unprovable
    n = column.n
    n = numpy.full(int(there.sum()), n) if isinstance(n, int) else n[there]
    return Numbers(n, column.d, column.low, column.high, column.d)


def _gone(
    operation: TableAggregate, rows: TableRows, missing: Codes | None
) -> tuple[Any, Codes] | None:
    if missing is None or operation.ignoring_missing:
        return None
    at = numpy.flatnonzero(missing)
    return (rows.owners[at], missing[at]) if len(at) else None


def _deciding(operation: TableAggregate, rows: TableRows, truths: Truths) -> Selected:
    held, unknown = held_by(truths.held, rows.rows), truths.absent
    deciding = held if operation.function == "any" else ~held
    missing: Codes | None = None
    if unknown is not None:
        deciding = deciding & (unknown == 0)
        missing = unknown * is_missing(unknown)
    return Selected(
        rows.owners[:0], gone=_gone(operation, rows, missing), decided=rows.owners[deciding]
    )


# --- added up ------------------------------------------------------------------------------


@dataclass(slots=True)
class _Sum:
    """Sums for each person, apart for each denominator that rows had."""

    people: int
    totals: dict[int, Any] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)

    def add(self, owners: Any, column: Numbers) -> None:
        """Further rows."""
        d = column.most
        if column.size > EXACT_FLOAT:
            raise Unprovable
        if d not in self.totals:
            self.totals[d], self.sizes[d] = numpy.zeros(self.people), 0
        numpy.add.at(self.totals[d], owners, held_as(column.n, numpy.float64))
        self.sizes[d] = max(self.sizes[d], column.size)

    def result(self, counts: Any) -> Numbers:
        """The sums, of at most so many rows each. Unprovable where floats may not have held
        them."""
        common = lcm(*self.totals)
        most = max((size * (common // d) for d, size in self.sizes.items()), default=0)
        most *= int(counts.max(initial=0))
        if most > EXACT_FLOAT:
            raise Unprovable
        total: Any = numpy.zeros(self.people)
        for d, each in self.totals.items():
            total = total + each * float(common // d)
        return Numbers(total, common, -most, most, common)


class Aggregator:
    """Takes the rows of a table bit by bit -> an aggregate of them for each person."""

    def __init__(self, operation: TableAggregate, people: int) -> None:
        self._operation = operation
        self._people = people
        self._counts = numpy.zeros(people, numpy.int64)
        self._sums = _Sum(people), _Sum(people)
        self._listed: list[tuple[Any, Numbers]] = []
        self._decided = numpy.zeros(people, numpy.bool_)
        self._gone: list[tuple[Any, Codes]] = []

    def take(self, selected: Selected) -> None:
        """Further rows, in the order in which they stand in the table."""
        owners = selected.owners
        numpy.add.at(self._counts, owners, 1)
        if selected.gone is not None:
            self._gone.append(selected.gone)
        if selected.decided is not None:
            self._decided[selected.decided] = True
        if selected.value is None or not len(owners):
            return
        match self._operation.function:
            case "sum" | "average":
                self._sums[0].add(owners, selected.value)
            case "weighted average":
                assert selected.weight is not None
                product = multiplied(selected.value, selected.weight, _NO_ABSENCES)
                self._sums[0].add(owners, product)
                self._sums[1].add(owners, selected.weight)
            case _:
                self._listed.append((owners, selected.value))

    def result(self, absences: Absences) -> Numbers:
        """The aggregate of all rows taken. Unprovable where one fraction of 64 bits may not hold
        what is added up."""
        column = self._value(absences)
        gone = _merged(self._gone, self._people, absences)
        if gone is not None and self._operation.function in {"any", "all"}:
            gone *= ~self._decided
        return column.with_absent(overriding(gone, column.absent))

    def _value(self, absences: Absences) -> Numbers:
        operation, counts = self._operation, self._counts
        number = Numbers(counts.astype(numpy.float64), 1, 0, int(counts.max(initial=0)), 1)
        match operation.function:
            case "any":
                return Numbers(self._decided, 1, 0, 1, 1)
            case "all":
                return Numbers(~self._decided, 1, 0, 1, 1)
            case "count":
                return number
            case "count distinct":
                return _distinct(*self._together(), self._people)
            case "sum":
                return self._sums[0].result(counts)
        nobody = counts == 0
        absent: Codes | None = None
        if nobody.any():
            code = absences.code(Absence("missing", "no-rows", detail=operation.table))
            absent = absences.where(nobody, code, None)
        match operation.function:
            case "average":
                divisor = Numbers(numpy.maximum(number.n, 1.0), 1, 1, max(number.high, 1), 1)
                result = divided(self._sums[0].result(counts), divisor, 0, absences)
            case "weighted average":
                return self._weighted(absent, absences)
            case "min" | "max":
                result = _extreme(operation.function, *self._together(), self._people)
            case "median":
                result = _median(*self._together(), counts)
            case _:
                raise Unprovable
        return result.with_absent(absent)

    def _weighted(self, absent: Codes | None, absences: Absences) -> Numbers:
        total, whole = (each.result(self._counts) for each in self._sums)
        zero = whole.n == 0
        if zero.any():
            code = absences.code(Absence("missing", "zero-weights", detail=self._operation.table))
            absent = absences.where_present(zero, code, absent)
            n = numpy.where(zero, 1.0, whole.n)
            low, high = min(whole.low, 1), max(whole.high, 1)
            whole = Numbers(n, whole.d, low, high, whole.d)
        return divided(total, whole, 0, absences).with_absent(absent)

    def _together(self) -> tuple[Any, Numbers]:
        """All rows that count and whose they are, over one denominator."""
        if not self._listed:
            return numpy.zeros(0, numpy.intp), Numbers(numpy.zeros(0), 1, 0, 0, 1)
        common = lcm(*(column.most for _, column in self._listed))
        scaled = [over(column, common) for _, column in self._listed]
        dtype = type_for(max(each.size for each in scaled))
        owners = numpy.concatenate([owners for owners, _ in self._listed])
        n = numpy.concatenate([held_as(each.n, dtype) for each in scaled])
        low, high = min(each.low for each in scaled), max(each.high for each in scaled)
        return owners, Numbers(n, common, low, high, common)


_NO_ABSENCES = Absences(0)


def _extreme(function: str, owners: Any, kept: Numbers, people: int) -> Numbers:
    pick, first = (numpy.minimum, kept.high) if function == "min" else (numpy.maximum, kept.low)
    n = numpy.full(people, first, kept.n.dtype)
    pick.at(n, owners, kept.n)
    return Numbers(n, kept.d, kept.low, kept.high, kept.d)


def _median(owners: Any, kept: Numbers, counts: Any) -> Numbers:
    if 2 * kept.size > EXACT_FLOAT:
        raise Unprovable
    ordered = held_as(kept.n, numpy.float64)[numpy.lexsort((kept.n, owners))]
    n = numpy.zeros(len(counts))
    some = counts > 0
    first = (numpy.cumsum(counts) - counts)[some]
    lower, upper = first + (counts[some] - 1) // 2, first + counts[some] // 2
    n[some] = ordered[lower] + ordered[upper]
    return Numbers(n, 2 * kept.d, 2 * min(kept.low, 0), 2 * max(kept.high, 0), 2 * kept.d)


def _distinct(owners: Any, kept: Numbers, people: int) -> Numbers:
    order = numpy.lexsort((kept.n, owners))
    n, sorted_owners = kept.n[order], owners[order]
    new = numpy.ones(len(n), numpy.bool_)
    new[1:] = (n[1:] != n[:-1]) | (sorted_owners[1:] != sorted_owners[:-1])
    counts = numpy.bincount(sorted_owners[new], minlength=people)
    return Numbers(counts.astype(numpy.float64), 1, 0, int(counts.max(initial=0)), 1)


def _merged(gone: Sequence[tuple[Any, Codes]], people: int, absences: Absences) -> Codes | None:
    """For each person why an aggregate is missing: what its rows say, merged in their order."""
    if not gone:
        return None
    owners, codes = (numpy.concatenate(each) for each in zip(*gone, strict=True))
    result = numpy.zeros(people, numpy.uint16)
    if isinstance(absences, Kinds):
        result[owners] = codes
        return result
    order = numpy.argsort(owners, kind="stable")
    owners, codes = owners[order], codes[order]
    starts = numpy.flatnonzero(numpy.diff(owners, prepend=-1))
    known: dict[tuple[int, ...], int] = {}
    for owner, said in zip(owners[starts].tolist(), numpy.split(codes, starts[1:]), strict=True):
        key = tuple(dict.fromkeys(said.tolist()))
        if key not in known:
            known[key] = absences.code(undecided(map(absences.absence, key)))
        result[owner] = known[key]
    return result


# --- rows beside people --------------------------------------------------------------------


def aggregated(
    operation: TableAggregate,
    rows: TableRows,
    terms: TermColumns,
    slot: Callable[[int], Numbers],
) -> Numbers:
    """The aggregate of rows laid beside the people of a chunk, whose other columns it may read."""
    known: dict[int, Numbers] = {}

    def gathered(index: int) -> Numbers:
        if index not in known:
            column = slot(index)
            n, d = (
                each if isinstance(each, int) else each[rows.owners]
                for each in (column.n, column.d)
            )
            absent = None if column.absent is None else column.absent[rows.owners]
            known[index] = Numbers(n, d, column.low, column.high, column.most, absent)
        return known[index]

    of_rows = TermColumns(rows.rows, gathered, terms.absences, terms.symbols, rows.cell)
    aggregator = Aggregator(operation, rows.people)
    aggregator.take(select(operation, rows, of_rows))
    return aggregator.result(terms.absences)
