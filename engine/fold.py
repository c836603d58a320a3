"""Aggregates: one value from many rows, with absent cells treated as the language says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..dsl.framework import AggregateFunction
from .absence import undecided
from .arithmetic import exact
from .trace import Absence

Value = tuple[Any, int] | Absence
"""A present pair, or why there is none."""


@dataclass(frozen=True, slots=True)
class FoldedRow:
    """What an aggregate reads of one row: its condition (None: no condition), value, weight."""

    where: Value | None
    value: Value | None
    weight: Value | None


def fold(
    function: AggregateFunction, rows: Iterable[FoldedRow], ignoring_missing: bool, table: str
) -> tuple[Value, int]:
    """Rows -> the aggregate's value, and how many rows it selected.

    A row whose condition or cell is not applicable leaves; one whose is missing makes the result
    missing, unless `ignoring_missing`. With no row left, sums and counts are 0, `any` is no,
    `all` is yes, and the rest are missing.
    """
    if function in {"any", "all"}:
        return _quantified(function == "any", rows, ignoring_missing)
    selected: list[FoldedRow] = []
    missing: list[Absence] = []
    for row in rows:
        if isinstance(row.where, Absence):
            if row.where.kind == "missing":
                missing.append(row.where)
            continue
        if row.where is not None and not row.where[0]:
            continue
        absent = [cell for cell in (row.value, row.weight) if isinstance(cell, Absence)]
        if any(cell.kind == "not applicable" for cell in absent):
            continue
        missing.extend(absent)
        if not absent:
            selected.append(row)
    if missing and not ignoring_missing:
        return undecided(missing), len(selected)
    return combine(function, selected, table), len(selected)


def combine(function: AggregateFunction, rows: Sequence[FoldedRow], table: str) -> Value:
    """The aggregate of rows in which everything is present."""
    if function == "count":
        return len(rows), 1
    values = [_pair(row.value) for row in rows]
    if function == "count distinct":
        keys = {exact.reduce(n, d) if type(n) is int else n for n, d in values}
        return len(keys), 1
    if function == "sum":
        return exact.total(values)
    if not rows:
        return Absence("missing", "no-rows", detail=table)
    if function == "weighted average":
        quadruples = [(*_pair(row.value), *_pair(row.weight)) for row in rows]
        result = exact.weighted_average(quadruples)
        return result if result[1] else Absence("missing", "zero-weights", detail=table)
    return _POOLED[function](values)


_POOLED: dict[str, Callable[[list[exact.Pair]], exact.Pair]] = {
    "average": exact.average,
    "min": exact.minimum,
    "max": exact.maximum,
    "median": exact.median,
}


def _quantified(some: bool, rows: Iterable[FoldedRow], ignoring_missing: bool) -> tuple[Value, int]:
    """`any` (some) and `all` (not some): three-valued, a row that does not apply leaves."""
    holding = failing = 0
    missing: list[Absence] = []
    for row in rows:
        if isinstance(row.where, Absence):
            if row.where.kind == "missing" and not ignoring_missing:
                missing.append(row.where)
        elif row.where is None or row.where[0]:
            holding += 1
        else:
            failing += 1
    decided = bool(holding if some else failing)
    if not decided and missing:
        return undecided(missing), holding
    return (decided if some else not decided, 1), holding


def _pair(value: Value | None) -> exact.Pair:
    assert isinstance(value, tuple)
    return value
