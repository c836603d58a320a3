"""Some rows of people, and the columns of the steps evaluated so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from ...plan import Plan
from ..values.absences import Absences
from ..values.numbers import Numbers
from ..values.symbols import Symbols
from ..values.terms import TermColumns
from .reweighting import Weights

if TYPE_CHECKING:
    from ..possible.levels import Possible
    from ..tables.table_columns import TableRows

Operation = TypeVar("Operation")
Made = TypeVar("Made")


@dataclass(slots=True)
class Chunk:
    """Some rows of people, and the columns of the steps evaluated so far.

    `decisions` are the rules taken, and the codes of the rows in which none was (a number below 0
    says so too); for a gate its outcome. `weights` is None until the role's weights are settled,
    `possible` until the levels still possible are asked for.
    `memory` is what all chunks of a plan remember of its operations.
    """

    plan: Plan
    rows: int
    absences: Absences
    symbols: Symbols
    columns: dict[int, Numbers]
    tables: Mapping[str, TableRows]
    memory: dict[tuple[int, Callable[[Any], Any]], Any]
    decisions: dict[int, Any] = field(default_factory=dict)
    weights: Weights | None = None
    possible: Possible | None = None
    _read: dict[int, Numbers] = field(default_factory=dict)

    def slot(self, index: int) -> Numbers:
        """A step's column as other steps read it."""
        column = self.columns[index]
        if column.absent is None:
            return column
        read = self._read.get(index)
        if read is None:
            codes = self.absences.read_from(index, column.absent)
            read = self._read[index] = column.with_absent(codes)
        return read

    def once(self, operation: Operation, make: Callable[[Operation], Made]) -> Made:
        """What is made of an operation, the same for every chunk. The operation is known by its
        identity: to hash all of it would take longer than many a column."""
        key = id(operation), make
        made: Made
        if key in self.memory:
            made = self.memory[key]
        else:
            made = self.memory[key] = make(operation)
        return made

    @property
    def terms(self) -> TermColumns:
        return TermColumns(self.rows, self.slot, self.absences, self.symbols)
