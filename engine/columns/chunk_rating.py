"""Chunks of people: the columns of their facts in, their rows of the outputs filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from ..evidence.binder import NOT_SUPPLIED
from .facts.plain_facts import Reading
from .lowering import Lowered
from .observing import Observer
from .output.filling import Filler
from .output.outputs import Output
from .parallel import workers
from .possible.levels import still_possible
from .steps.chunk import Chunk
from .steps.plan_columns import evaluate
from .tables.table_columns import TableRows
from .tables.whole_tables import Settled
from .values.absences import TooManyAbsences
from .values.conditions import Mask
from .values.numbers import Numbers, Unprovable

CHUNK = 65_536
"""The most rows evaluated at a time. Between its operations on columns a thread holds the lock of
the interpreter, for which the others wait: with half as many rows two threads took as long as one
did alone, and with many more the columns leave the processor's cache."""
ROWS_PER_PERSON = 4
"""So many rows of a table weigh as much as a person."""


def chunk_bounds(people: int, rows: Iterable[int]) -> list[tuple[int, int]]:
    """Bounds of chunks that start at whole bytes of bits, each of about as many people, or rows
    of the largest of the tables that have so many about them, and as many for each thread."""
    weight = max([people, *(each // ROWS_PER_PERSON for each in rows)])
    threads = workers(people)
    rounds = -(-weight // (CHUNK * threads))
    size = max(8, -(-people // (max(rounds, 1) * threads * 8)) * 8)
    return [(start, min(start + size, people)) for start in range(0, people, size)]


@dataclass(frozen=True, slots=True)
class ChunkRating:
    """Rates chunks of the people of a run. Those who stand `apart` are left to the single
    evaluation."""

    lowered: Lowered
    readings: Mapping[int, Reading]
    settled: Settled
    tables: Mapping[str, Mapping[int, TableRows]]
    apart: Mask | None
    outputs: Sequence[Output]
    observer: Observer | None

    def rate(self, bounds: tuple[int, int]) -> set[int]:
        """Fills in some rows of the outputs -> those that are left to the single evaluation."""
        start, stop = bounds
        lowered = self.lowered
        try:
            with numpy.errstate(all="ignore"):
                columns, left_over = _supplied(lowered, self.readings, start, stop)
                left_over |= self.settled.refused[start:stop]
                if self.apart is not None:
                    left_over |= self.apart[start:stop]
                for index, column in self.settled.columns.items():
                    columns[index] = column.part(start, stop)
                rows = {name: chunks[start] for name, chunks in self.tables.items()}
                chunk = Chunk(
                    lowered.rater.plan,
                    stop - start,
                    lowered.absences,
                    lowered.symbols,
                    columns,
                    rows,
                    lowered.memory,
                )
                evaluate(chunk, lowered.steps)
                left_over |= _breaking(chunk)
                for each in rows.values():
                    left_over |= each.refused_so_far()
                if lowered.tells_possible:
                    chunk.possible, unsettled = still_possible(chunk, lowered.outlook)
                    left_over |= unsettled
                Filler(chunk, start).fill(self.outputs)
                if self.observer is not None:
                    self.observer.of_columns(chunk, ~left_over)
        except (Unprovable, TooManyAbsences):
            return set(range(start, stop))
        return {start + int(row) for row in numpy.flatnonzero(left_over)}


def _supplied(
    lowered: Lowered, readings: Mapping[int, Reading], start: int, stop: int
) -> tuple[dict[int, Numbers], Any]:
    plan, rows = lowered.rater.plan, stop - start
    columns = dict(lowered.fixed)
    left_over = numpy.zeros(rows, numpy.bool_)
    for index, reading in readings.items():
        part = reading(start, stop)
        if part.refused is not None:
            left_over |= part.refused
        if index >= 0:
            columns[index] = part.column
    missing = lowered.absences.everywhere(rows, lowered.absences.code(NOT_SUPPLIED))
    for step in plan.steps[: plan.supplied]:
        if step.index not in columns:
            columns[step.index] = Numbers(0, 1, 0, 0, 1, missing)
    return columns, left_over


def _breaking(chunk: Chunk) -> Any:
    """The people whose evidence breaks a requirement."""
    broken = numpy.zeros(chunk.rows, numpy.bool_)
    for index in chunk.plan.requirements:
        column = chunk.columns[index]
        breaks = (
            numpy.full(chunk.rows, not column.n) if isinstance(column.n, int) else column.n == 0
        )
        broken |= breaks if column.absent is None else breaks & (column.absent == 0)
    return broken
