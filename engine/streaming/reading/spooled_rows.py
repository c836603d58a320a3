"""Rows that can be read only once, from a database or as objects -> batches, as often as wanted.

They are put aside in a file, some at a time, so that what is wrong with any of them is known before
anybody is rated, and so that they need not be held.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

import polars

from ...evidence.formats.document import Record
from .batches import Batch, column_name

_TOGETHER = 1 << 10
"""Rows that are put aside together."""

_Row = tuple[int | None, tuple[int, ...] | None, tuple[object, ...], str]
"""Its number, the positions of its cells where these are not all there are in their order, its
cells, and what is wrong with it."""


class SpooledRows:
    """A source of rows that are put aside; `close` gives back the space that they take. `headings`
    are known when all are there. Those that are `named` are objects, which name their values."""

    def __init__(self, name: str, *, named: bool) -> None:
        self.name = name
        self.named = named
        self.headings: tuple[str, ...] = ()
        # It is closed by `close`, after the run.
        self._file = TemporaryFile()  # noqa: SIM115
        self._count = 0

    def take(self, records: Iterable[Record]) -> None:
        """Puts records aside; each names the positions of its cells."""
        orders: dict[tuple[int, ...], tuple[int, ...]] = {}

        def rows() -> Iterator[_Row]:
            for record in records:
                order = tuple([at for at, _ in record.cells])
                # The same order is the same object, which is stored once.
                order = orders.setdefault(order, order)
                yield record.row, order, tuple([value for _, value in record.cells]), record.wrong
                if len(orders) > _TOGETHER:
                    orders.clear()

        self._put_aside(rows())

    def take_rows(self, rows: Iterable[tuple[object, ...]]) -> None:
        """Puts rows aside that have a cell for each heading, and stand below these."""
        self._put_aside((number, None, cells, "") for number, cells in enumerate(rows, 2))

    def _put_aside(self, rows: Iterator[_Row]) -> None:
        while some := list(islice(rows, _TOGETHER)):
            pickle.dump(some, self._file, pickle.HIGHEST_PROTOCOL)
            self._count += len(some)

    def __len__(self) -> int:
        return self._count

    def close(self) -> None:
        """Removes what was put aside."""
        self._file.close()

    def batches(self, positions: Sequence[int], rows: int) -> Iterator[Batch]:
        """See `Source`."""
        every, done = self._again(), 0
        while some := list(islice(every, rows)):
            done += len(some)
            yield self._batch(some, positions, done / self._count)

    def _again(self) -> Iterator[_Row]:
        place = 0
        left = self._count
        while left:
            self._file.seek(place)
            # What is read was written above, into a file that has no name.
            some = pickle.load(self._file)  # noqa: S301
            place = self._file.tell()
            left -= len(some)
            yield from some

    def _batch(self, rows: Sequence[_Row], positions: Sequence[int], share: float) -> Batch:
        width = len(self.headings)
        whole = tuple(range(width))
        named: dict[int, tuple[int, ...]] = {}
        wrong: dict[int, str] = {}
        cells: list[Sequence[object]] = []
        for at, (_, order, values, reason) in enumerate(rows):
            if reason:
                wrong[at] = reason
            if order is None or order == whole:
                cells.append(values)
                continue
            named[at] = order
            placed: list[object] = [None] * width
            for position, value in zip(order, values, strict=True):
                placed[position] = value
            cells.append(placed)
        columns = [_column(column_name(each), [row[each] for row in cells]) for each in positions]
        numbers = [number for number, *_ in rows]
        return Batch(polars.DataFrame(columns), numbers, share, wrong, named)


_KEPT: dict[type, Any] = {
    str: polars.String,
    int: polars.Int64,
    bool: polars.Boolean,
    float: polars.Float64,
    date: polars.Date,
}
"""The types of which a column alone holds the very same values."""


def _column(name: str, values: list[object]) -> polars.Series:
    """A column of values, each as it is."""
    kinds = {value.__class__ for value in values} - {type(None)}
    if not kinds:
        return polars.Series(name, values, polars.String)
    kept = _KEPT.get(kinds.pop()) if len(kinds) == 1 else None
    if kept is not None:
        try:
            return polars.Series(name, values, kept)
        except (OverflowError, polars.exceptions.PolarsError, TypeError):
            pass
    return polars.Series(name, values, polars.Object)
