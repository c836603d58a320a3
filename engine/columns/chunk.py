"""Some rows of people, and the columns of the steps evaluated so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..plan import Plan
from .absences import Absences
from .numbers import Numbers
from .reweighting import Weights
from .symbols import Symbols
from .terms import TermColumns

if TYPE_CHECKING:
    from .tables import ChunkRows


@dataclass(slots=True)
class Chunk:
    """Some rows of people, and the columns of the steps evaluated so far.

    `decisions` are the rules taken, and the codes of the rows in which none was (a number below 0
    says so too); for a gate its outcome. `weights` is None until the role's weights are settled.
    """

    plan: Plan
    rows: int
    absences: Absences
    symbols: Symbols
    columns: dict[int, Numbers]
    tables: Mapping[str, ChunkRows]
    decisions: dict[int, Any] = field(default_factory=dict)
    weights: Weights | None = None
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

    @property
    def terms(self) -> TermColumns:
        return TermColumns(self.rows, self.slot, self.absences, self.symbols)
