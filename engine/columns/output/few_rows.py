"""What was gathered of few people -> the columns of a frame, all people and all columns that are
alike at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from struct import Struct, error
from typing import Any

import numpy

from ...evaluating.reweighting import MOST_REMEMBERED
from ...plan import Decide, Plan
from ..values.numbers import EXACT_FLOAT
from .gathering import Gathered, Places
from .layout import Column, Layout
from .results import KINDS
from .row_cells import Cell, RowCells


@dataclass(frozen=True, slots=True)
class Quotients:
    """Numbers, a row for each column, and where there is one."""

    values: Any
    there: Any


Cells = list[Cell]
"""The cells of columns that are alike, one column behind the other."""


@dataclass(frozen=True, slots=True)
class FewRows:
    """The columns of few people. `words` has a row for each of `Layout.words`: the positions of
    words, or how many words there are where there is none. `others` are the blocks of the kinds
    that `Layout.unworded` has."""

    words: Any
    others: Sequence[Quotients | Cells]


class FewPeople:
    """Reads the columns of few people of what was gathered of them. What is neither a number nor a
    word is read cell by cell, and so are numbers that floats do not hold exactly."""

    def __init__(self, plan: Plan, layout: Layout, places: Places) -> None:
        """What it needs gets its places before anything else does."""
        self._layout = layout
        self._words = _Words(plan, layout, places)
        self._floats = {
            positions: _Floats([layout.columns[at] for at in positions], places)
            for positions in layout.unworded
            if layout.columns[positions[0]].form == "float"
        }
        self._packed = Struct(f"{len(places)}q")
        self._numbers = len(places)
        self.cells = RowCells(plan, layout, places)

    def of(self, gathered: Gathered) -> FewRows:
        """The columns of people none of whom was refused."""
        table = self._table(gathered)
        others = [self._other(positions, table, gathered) for positions in self._layout.unworded]
        if table is None:
            return FewRows(word_places(self._layout, self.cells.of(gathered)), others)
        return FewRows(self._words.read(table, gathered, self.cells), others)

    def _table(self, gathered: Gathered) -> Any:
        """A row for each person of the numbers that are read; None where 64 bits do not hold one
        of them."""
        pack, count = self._packed.pack, self._numbers
        try:
            rows = b"".join([pack(*values[:count]) for values in gathered.values])
        except error:
            return None
        return _table(rows, self._packed, len(gathered.values))

    def _other(
        self, positions: tuple[int, ...], table: Any, gathered: Gathered
    ) -> Quotients | Cells:
        floats = self._floats.get(positions)
        if floats is not None and table is not None:
            found = floats.read(table, gathered)
            if found is not None:
                return found
        cells = [self.cells.column(position, gathered) for position in positions]
        return list(chain.from_iterable(cells))


def word_places(layout: Layout, cells: Sequence[Sequence[Cell]]) -> Any:
    """`FewRows.words` of the cells of people, which come by columns."""
    places = [
        len(layout.columns[position].words) if cell is None else cell
        for position in layout.words
        for cell in cells[position]
    ]
    people = len(cells[0]) if cells else 0
    return numpy.array(places, numpy.uint32).reshape(len(layout.words), people)


def _table(rows: bytes, row: Struct, count: int) -> Any:
    return numpy.frombuffer(rows, numpy.int64).reshape(count, row.size // 8)


def _placed(positions: Iterable[int], places: Places) -> Any:
    return numpy.array([places[each] for each in positions], numpy.intp)


# --- numbers -------------------------------------------------------------------------------


class _Floats:
    """Values, weights and contributions: quotients of whole numbers."""

    def __init__(self, columns: Sequence[Column], places: Places) -> None:
        kinds: dict[str, list[int]] = {"value": [], "weight": [], "contribution": []}
        for at, column in enumerate(columns):
            kinds[column.result.quality].append(at)
        shared = (*kinds["weight"], *kinds["contribution"])
        order = (*kinds["value"], *shared)
        steps = [columns[at].result.steps[0] for at in order]
        self._values, self._weights = len(kinds["value"]), len(kinds["weight"])
        self._order = numpy.argsort(order)
        self._numerators = _placed((2 * step for step in steps), places)
        self._denominators = _placed((2 * step + 1 for step in steps), places)
        ids = {columns[at].result.id: None for at in shared}
        self._ids = tuple(ids)
        self._shares = numpy.array(
            [self._ids.index(columns[at].result.id) for at in shared], numpy.intp
        )
        self._packing = Struct(f"{2 * len(ids)}q")
        self._packed: dict[int, tuple[Mapping[str, tuple[int, int]], bytes]] = {}

    def read(self, table: Any, gathered: Gathered) -> Quotients | None:
        """The correctly rounded quotients; None where floats may not hold what is divided."""
        n, d = table[:, self._numerators], table[:, self._denominators]
        if len(self._ids):
            first, last = self._values, self._values + self._weights
            n[:, first:last] = d[:, first:last] = 1
            try:
                packed = b"".join([self._pack(each) for each in gathered.shares])
            except error:
                return None
            shares = _table(packed, self._packing, len(n)).reshape(len(n), len(self._ids), 2)
            shares = shares[:, self._shares]
            points = max(_greatest(n[:, first:]), _greatest(d[:, first:]))
            if _greatest(shares) * points > EXACT_FLOAT:
                return None
            n[:, first:] *= shares[..., 0]
            d[:, first:] *= shares[..., 1]
        if max(_greatest(n), _greatest(d)) > EXACT_FLOAT:
            return None
        quotients = numpy.divide(n, numpy.maximum(d, 1))
        return Quotients(quotients[:, self._order].T, d[:, self._order].T != 0)

    def _pack(self, shares: Mapping[str, tuple[int, int]]) -> bytes:
        """The shares of a person as numbers. Many people have the very same."""
        known = self._packed.get(id(shares))
        if known is None:
            if len(self._packed) >= MOST_REMEMBERED:
                self._packed.clear()
            pairs = map(shares.__getitem__, self._ids)
            packed = self._packing.pack(*chain.from_iterable(pairs))
            known = self._packed[id(shares)] = shares, packed
        return known[1]


def _greatest(numbers: Any) -> int:
    """The greatest of them without their signs."""
    return max(int(numbers.max()), -int(numbers.min())) if numbers.size else 0


# --- words ---------------------------------------------------------------------------------


class _Words:
    """Levels, rules taken and kinds of absence: the positions of words."""

    def __init__(self, plan: Plan, layout: Layout, places: Places) -> None:
        columns = [layout.columns[position] for position in layout.words]
        rows: dict[str, list[int]] = {"level": [], "rule": [], "absent": [], "": []}
        for row, column in enumerate(columns):
            rows.get(column.result.quality, rows[""]).append(row)
        lengths = [len(column.words) for column in columns]
        self._nothing = numpy.array(lengths, numpy.int64).reshape(-1, 1)
        self._levels, self._rules = rows["level"], rows["rule"]
        levels, rules = (
            [columns[row].result.steps[0] for row in each] for each in (self._levels, self._rules)
        )
        self._ranks = _placed((2 * step for step in levels), places)
        self._present = _placed((2 * step + 1 for step in levels), places)
        self._decisions = _placed((plan.decisions[step] for step in rules), places)
        operations = [plan.steps[step].operation for step in rules]
        subjects = [
            (at, operation.subject)
            for at, operation in enumerate(operations)
            if isinstance(operation, Decide) and operation.subject is not None
        ]
        self._about = [at for at, _ in subjects]
        self._subjects = _placed((2 * subject + 1 for _, subject in subjects), places)
        self._kinds = [(row, columns[row].result.steps) for row in rows["absent"]]
        self._others = [(row, layout.words[row]) for row in rows[""]]

    def read(self, table: Any, gathered: Gathered, cells: RowCells) -> Any:
        """The positions in each row; see `FewRows.words`."""
        found = numpy.repeat(self._nothing, len(table), axis=1)
        if self._levels:
            there = table[:, self._present].T != 0
            found[self._levels] = numpy.where(
                there, table[:, self._ranks].T, self._nothing[self._levels]
            )
        if self._rules:
            taken = table[:, self._decisions].T
            there = taken >= 0
            there[self._about] &= table[:, self._subjects].T != 0
            found[self._rules] = numpy.where(there, taken, self._nothing[self._rules])
        for row, steps in self._kinds:
            for person, absence in gathered.absent_of(steps):
                found[row, person] = KINDS.index(absence.kind)
        for row, position in self._others:
            column = cells.column(position, gathered)
            nothing = self._nothing[row, 0]
            found[row] = [nothing if cell is None else cell for cell in column]
        return found.astype(numpy.uint32)
