"""Aggregates that read nothing but rows, of whole tables at once and of all people.

No row is moved: what counts of it is added to the person it is about, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from ...plan import Step, TableAggregate
from ..lowering import Lowered
from ..parallel import in_parallel
from ..values.absences import TooManyAbsences
from ..values.conditions import Mask
from ..values.numbers import Numbers, Unprovable
from ..values.terms import TermColumns
from .aggregates import Aggregator, Selected, select
from .table_columns import TableFrame, TableRows, too_many

ROWS = 65_536
"""Rows evaluated at a time."""
AHEAD = 8
"""Parts of a table whose rows are held before they are added up."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The columns of aggregates by their steps, the people whose rows cannot be taken, and the
    tables that have further aggregates, which need the people's own columns or more care."""

    columns: Mapping[int, Numbers]
    refused: Mask
    remaining: Sequence[str]


def settled_aggregates(lowered: Lowered, tables: Mapping[str, TableFrame], people: int) -> Settled:
    """Tables -> the aggregates of each of so many people."""
    columns: dict[int, Numbers] = {}
    refused = numpy.zeros(people, numpy.bool_)
    remaining = []
    for name, frame in tables.items():
        steps = [
            step
            for step in lowered.steps
            if isinstance(step.operation, TableAggregate) and step.operation.table == name
        ]
        alone = [step for step in steps if all(index in lowered.fixed for index in step.inputs)]
        found, wrong = _of_table(lowered, frame, alone)
        columns |= found
        refused |= wrong | too_many(frame)
        if len(found) < len(steps):
            remaining.append(name)
    return Settled(columns, refused, remaining)


def _of_table(
    lowered: Lowered, frame: TableFrame, steps: Sequence[Step]
) -> tuple[dict[int, Numbers], Mask]:
    """The aggregates that can be settled, and the people of whom a cell cannot be read."""
    rows = frame.as_it_stands()
    aggregators = {
        step.index: (step.operation, Aggregator(step.operation, rows.people))
        for step in steps
        if isinstance(step.operation, TableAggregate)
    }
    refused = numpy.zeros(rows.people, numpy.bool_)
    with numpy.errstate(all="ignore"):
        for selected, wrong in _selections(lowered, rows, aggregators):
            refused |= wrong
            for index, each in selected.items():
                left = aggregators.get(index)
                if left is not None and (each is None or not _taken(left[1], each)):
                    del aggregators[index]
        columns = {}
        for index, (_, aggregator) in aggregators.items():
            try:
                column = aggregator.result(lowered.absences)
            except (Unprovable, TooManyAbsences):
                continue
            # The last is nobody.
            columns[index] = column.part(0, frame.people)
    return columns, refused[: frame.people]


def _selections(
    lowered: Lowered, rows: TableRows, aggregators: Mapping[int, tuple[TableAggregate, Any]]
) -> Iterator[tuple[dict[int, Selected | None], Mask]]:
    """What the aggregates that are left take of one part of the rows after another."""

    def work(start: int) -> tuple[dict[int, Selected | None], Mask]:
        part = rows.part(start, min(start + ROWS, rows.rows))
        slot = lowered.fixed.__getitem__
        terms = TermColumns(part.rows, slot, lowered.absences, lowered.symbols, part.cell)
        with numpy.errstate(all="ignore"):
            taken = {
                index: _selected(operation, part, terms)
                for index, (operation, _) in tuple(aggregators.items())
            }
            return taken, part.refused()

    starts = range(0, rows.rows, ROWS)
    for first in range(0, len(starts), AHEAD):
        yield from in_parallel(work, starts[first : first + AHEAD], rows.rows)


def _selected(operation: TableAggregate, rows: TableRows, terms: TermColumns) -> Selected | None:
    try:
        return select(operation, rows, terms)
    except (Unprovable, TooManyAbsences):
        return None


def _taken(aggregator: Aggregator, selected: Selected) -> bool:
    try:
        aggregator.take(selected)
    except Unprovable:
        return False
    return True
