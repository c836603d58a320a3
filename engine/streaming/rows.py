"""Single rows of a batch, as the single evaluation takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

import polars

from ..evidence.binder import TableRow
from ..evidence.problems import EvidenceError, Problem
from ..trace import Origin
from .people.people import PERSON, OpenFile
from .reading.batches import Batch, column_name
from .reading.tables import StreamedTables

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

    def omit_some(self) -> bool:
        """Whether they are objects, one of which does not name all the facts."""
        named, keys = self.batch.named, self.file.places.keys
        return bool(named) and any(not keys.keys() <= set(each) for each in named.values())

    def ratings(self, rows: Sequence[int]) -> Iterator[Rating]:
        """The evidence of some people -> their ratings, each when it is asked for; EvidenceError
        where one cannot be rated."""
        for evidence in self.evidence(rows):
            yield evidence.rated_by(self.rater)

    def evidence(self, rows: Sequence[int]) -> Iterator[RowEvidence]:
        """The evidence of some people."""
        chosen = self.facts if len(rows) == len(self.facts) else self.facts[list(rows)]
        keys, named = self.file.places.keys, self.batch.named
        names = chosen[PERSON].to_list()
        columns = [chosen[key].to_list() for key in keys.values()]
        every = zip(*columns, strict=True) if columns else repeat(())
        for at, person, cells in zip(rows, names, every, strict=False):
            place = at if self.kept is None else self.kept[at]
            values = dict(zip(keys.values(), cells, strict=True))
            if place in named:
                values = {keys[each]: values[keys[each]] for each in named[place] if each in keys}
            origins = _Origins(self.file, self.batch, place, values)
            yield RowEvidence(person, values, self.tables.rows_of(person), origins)

    def problems(self, at: int) -> tuple[Problem, ...]:
        """Why a person cannot be rated."""
        try:
            next(self.ratings([at]))
        except EvidenceError as error:
            return error.problems
        return ()


@dataclass(frozen=True, slots=True)
class RowEvidence:
    """What one row says of a person, with the rows of tables about the same person."""

    person: str
    values: Mapping[str, object]
    tables: Mapping[str, Sequence[TableRow]]
    origins: Mapping[str, Origin]

    def rated_by(self, rater: Rater) -> Rating:
        """The person's rating; EvidenceError where there is none."""
        return rater.rate(self.values, tables=self.tables, person=self.person, origins=self.origins)


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
