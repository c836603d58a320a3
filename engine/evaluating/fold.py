"""Aggregates: one value from many rows, with absent cells treated as the language says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ...dsl.framework import AggregateFunction
from ..arithmetic import exact
from ..trace import Absence
from .absence import undecided

Value = tuple[Any, int] | Absence
"""A present pair, or why there is none."""


@dataclass(frozen=True, slots=True)
class FoldedRow:
    """What an aggregate reads of one row: its condition (None: no condition), value, weight."""

    where: Value | None
    value: Value | None
    weight: Value | None


@dataclass(slots=True)
class Gathered:
    """What an aggregate has read of the rows so far.

    `selected` rows met the condition and have all that is read of them, `failing` rows did not
    meet it; `values` and `weights` are those of the selected ones. A row whose condition or cell
    is not applicable leaves; `missing` says why others could not be told.
    """

    selected: int = 0
    failing: int = 0
    values: list[exact.Pair] = field(default_factory=list)
    weights: list[exact.Pair] = field(default_factory=list)
    missing: list[Absence] = field(default_factory=list)

    def add(self, row: FoldedRow) -> None:
        """Takes one more row."""
        if isinstance(row.where, Absence):
            if row.where.kind == "missing":
                self.missing.append(row.where)
            return
        if row.where is not None and not row.where[0]:
            self.failing += 1
            return
        absent = [cell for cell in (row.value, row.weight) if isinstance(cell, Absence)]
        if any(cell.kind == "not applicable" for cell in absent):
            return
        self.missing.extend(absent)
        if absent:
            return
        self.selected += 1
        if isinstance(row.value, tuple):
            self.values.append(row.value)
        if isinstance(row.weight, tuple):
            self.weights.append(row.weight)

    def result(self, function: AggregateFunction, ignoring_missing: bool, table: str) -> Value:
        """The aggregate's value: missing where a row is, unless `ignoring_missing`; `any` and
        `all` only where the other rows do not decide.

        With no row left, sums and counts are 0, `any` is no, `all` is yes, and the rest are
        missing.
        """
        missing = [] if ignoring_missing else self.missing
        if function in {"any", "all"}:
            some = function == "any"
            decided = bool(self.selected if some else self.failing)
            return undecided(missing) if missing and not decided else (decided is some, 1)
        if missing:
            return undecided(missing)
        return self._combined(function, table)

    def _combined(self, function: AggregateFunction, table: str) -> Value:
        if function == "count":
            return self.selected, 1
        if function == "count distinct":
            keys = {exact.reduce(n, d) if type(n) is int else n for n, d in self.values}
            return len(keys), 1
        if function == "sum":
            return exact.total(self.values)
        if not self.selected:
            return Absence("missing", "no-rows", detail=table)
        if function == "weighted average":
            pairs = zip(self.values, self.weights, strict=True)
            result = exact.weighted_average((*value, *weight) for value, weight in pairs)
            return result if result[1] else Absence("missing", "zero-weights", detail=table)
        return _POOLED[function](self.values)


_POOLED: dict[str, Callable[[list[exact.Pair]], exact.Pair]] = {
    "average": exact.average,
    "min": exact.minimum,
    "max": exact.maximum,
    "median": exact.median,
}
