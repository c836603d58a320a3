"""Single rows of a batch, as the single evaluation takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars

from ..evidence.problems import EvidenceError, Problem
from ..trace import Origin
from .batches import Batch, column_name
from .people import PERSON, OpenFile
from .tables import StreamedTables

if TYPE_CHECKING:
    from ..rater import Rater
    from ..rating import Rating


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of `facts`, which stand at the positions `kept` of a batch (None: at all)."""

    rater: Rater
    file: OpenFile
    batch: Batch
    facts: polars.DataFrame
    kept: Sequence[int] | None
    tables: StreamedTables

    def rate(self, at: int) -> Rating:
        """One person's evidence -> Rating; EvidenceError where it cannot be rated."""
        values = self.facts.row(at, named=True)
        person = values.pop(PERSON)
        origins = self._origins(at, values)
        return self.rater.rate(
            values, tables=self.tables.rows_of(person), person=person, origins=origins
        )

    def problems(self, at: int) -> tuple[Problem, ...]:
        """Why a person cannot be rated."""
        try:
            self.rate(at)
        except EvidenceError as error:
            return error.problems
        return ()

    def _origins(self, at: int, values: dict[str, object]) -> dict[str, Origin]:
        place = at if self.kept is None else self.kept[at]
        origins = {}
        for position, key in self.file.places.keys.items():
            text = ""
            if isinstance(values[key], str):
                text = str(self.batch.frame[column_name(position)][place])
            origins[key] = self.file.origin(self.batch, place, position, text)
        return origins
