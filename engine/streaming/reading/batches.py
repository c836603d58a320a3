"""What a file of people gives: batches of rows, as columns of a Polars frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import polars

ROWS = 1 << 16
"""Rows of a batch: as many as one thread rates at a time, while others read and write."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file, in their order.

    The columns of `frame` are named as the positions of their headings are: "0", "1". `rows`
    are the numbers of the rows, as a spreadsheet counts, None for objects in a list; `wrong` says
    of some, by their position in the batch, why they cannot be used. `share` is how much of the
    file is read, from 0 to 1.
    `named` has, for rows that are objects, by their position in the batch, the positions of the
    headings that they name, in their order, where these are not all, as they stand.
    """

    frame: polars.DataFrame
    rows: Sequence[int | None]
    share: float
    wrong: Mapping[int, str] = field(default_factory=dict)
    named: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


class Source(Protocol):
    """A file of people that is open, so far as its headings are known."""

    @property
    def name(self) -> str:
        """The name it has in messages."""

    @property
    def named(self) -> bool:
        """Whether its rows are objects, which name their values: no row holds the headings."""

    @property
    def headings(self) -> tuple[str, ...]:
        """Its headings, without surrounding spaces."""

    def batches(self, positions: Sequence[int], rows: int) -> Iterator[Batch]:
        """Reads the columns at these positions, from the first row on, up to so many rows at a
        time; `TextError` where the file turns out to be damaged."""


def column_name(position: int) -> str:
    """What a batch calls the column of a heading."""
    return str(position)


def even(frames: Iterable[polars.DataFrame], rows: int) -> Iterator[polars.DataFrame]:
    """Frames of any length -> the same rows in frames of so many, but for the last."""
    waiting: list[polars.DataFrame] = []
    count = 0
    for frame in frames:
        waiting.append(frame)
        count += len(frame)
        if count < rows:
            continue
        whole = polars.concat(waiting, rechunk=True) if len(waiting) > 1 else frame
        full = count // rows * rows
        yield from (whole.slice(start, rows) for start in range(0, full, rows))
        waiting, count = [whole.slice(full)], count - full
    if count:
        yield polars.concat(waiting, rechunk=True)
