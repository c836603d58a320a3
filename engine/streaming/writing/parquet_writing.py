"""Frames that come one after another -> the groups of rows of a Parquet file.

Polars writes numbers as they are, and then compresses them. Most numbers of ratings are one of a
few: Arrow writes them as places in a list of these, which takes a quarter less time and room. But
it writes one column after the other, where Polars takes a thread to each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars
import pyarrow
import pyarrow.parquet

COMPRESSION, LEVEL = "zstd", 1
"""Higher levels take a fifth more time, for a file that is 6% smaller."""
ROW_GROUP = 1 << 16
"""The most rows of a group, which are held until it is full. Of larger ones, the first would be
written later, and the last take longer when all else is done."""
MANY_THREADS = 4
"""From so many threads on Polars is done sooner."""
SAMPLE, FEW = 1 << 12, 3 << 9
"""Where so many of so many values differ, those of all rows are taken to be few. A list that turns
out too long ends where it is, and values after it are written as they are."""


def prefers_polars() -> bool:
    """Whether Polars has so many threads that it writes columns sooner."""
    return polars.thread_pool_size() >= MANY_THREADS


def write_groups(frames: Iterable[polars.DataFrame], path: Path) -> None:
    """Writes frames as they are, in one thread."""
    coming = iter(frames)
    first = next(coming)
    schema = first.to_arrow().schema
    with pyarrow.parquet.ParquetWriter(path, schema, **options(first, schema.names)) as writer:
        for group in _groups(first, coming):
            writer.write_table(group.to_arrow().unify_dictionaries(), row_group_size=ROW_GROUP)


def options(first: polars.DataFrame, names: Sequence[str]) -> dict[str, Any]:
    """How columns of these names are written, of which some rows come first."""
    columns = zip(names, first, strict=True)
    return {
        "compression": COMPRESSION,
        "compression_level": LEVEL,
        "use_dictionary": [name for name, column in columns if _is_of_few(column)],
        "write_statistics": False,
    }


def _groups(
    first: polars.DataFrame, others: Iterator[polars.DataFrame]
) -> Iterator[polars.DataFrame]:
    """The same rows in frames of about as many as a group takes, and never more of several."""
    held = [first]
    rows = len(first)
    for frame in others:
        if rows + len(frame) > ROW_GROUP:
            yield polars.concat(held)
            held, rows = [], 0
        held.append(frame)
        rows += len(frame)
    yield polars.concat(held)


def _is_of_few(column: polars.Series) -> bool:
    """Whether few different values stand in a column, of which some rows are known."""
    if isinstance(column.dtype, polars.Enum | polars.Categorical):
        return True
    sample = column.gather_every(max(1, len(column) // SAMPLE))
    return sample.n_unique() * SAMPLE <= FEW * len(sample)
