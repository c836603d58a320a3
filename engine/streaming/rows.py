"""Single rows of a batch, as the single evaluation takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
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

    def ratings(self, rows: Sequence[int]) -> Iterator[Rating]:
        """The evidence of some people -> their ratings, each when it is asked for; EvidenceError
        where one cannot be rated."""
        chosen = self.facts if len(rows) == len(self.facts) else self.facts[list(rows)]
        keys = self.file.places.keys.values()
        names = chosen[PERSON].to_list()
        columns = [chosen[key].to_list() for key in keys]
        every = zip(*columns, strict=True) if columns else repeat(())
        for at, person, cells in zip(rows, names, every, strict=False):
            values = dict(zip(keys, cells, strict=True))
            place = at if self.kept is None else self.kept[at]
            yield self.rater.rate(
                values,
                tables=self.tables.rows_of(person),
                person=person,
                origins=_Origins(self.file, self.batch, place, values),
            )

    def problems(self, at: int) -> tuple[Problem, ...]:
        """Why a person cannot be rated."""
        try:
            next(self.ratings([at]))
        except EvidenceError as error:
            return error.problems
        return ()


class _Origins(Mapping[str, Origin]):
    """Where the facts of a row stand, each told when it is asked for: hardly any is."""

    __slots__ = ("_batch", "_file", "_place", "_values")

    def __init__(
        self, file: OpenFile, batch: Batch, place: int, values: Mapping[str, object]
    ) -> None:
        self._file = file
        self._batch = batch
        self._place = place
        self._values = values

    def __getitem__(self, key: str) -> Origin:
        value = self._values[key]
        position = next(at for at, each in self._file.places.keys.items() if each == key)
        text = ""
        if isinstance(value, str):
            text = str(self._batch.frame[column_name(position)][self._place])
        return self._file.origin(self._batch, self._place, position, text)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)
