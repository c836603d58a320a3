"""Parquet and Arrow files -> batches, each value as it is stored: decimals exactly as such."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import polars
import pyarrow
import pyarrow.parquet

from ...columns.exact_columns import exact_columns
from ...evidence.formats.delimited import TextError
from .batches import Batch, column_name, even

Style = Literal["parquet", "arrow"]

_QUICK_GROUP = 1 << 18
"""Rows up to which a group of a Parquet file is decoded as a whole, which takes a third of the time
of decoding it bit by bit."""


class ColumnarSource:
    """A file of columns. Its first row counts as row 2, as in a sheet."""

    named = False

    def __init__(self, name: str, path: Path, style: Style) -> None:
        self.name = name
        self._style = style
        self._path = path
        self._share = 0.0
        with _readable(style):
            self._read = _parquet if style == "parquet" else _arrow
            self._stored = _schema(path, style).names
        self.headings = tuple(str(each).strip() for each in self._stored)

    def batches(self, positions: Sequence[int], rows: int) -> Iterator[Batch]:
        """See `Source`."""
        done = 0
        for frame in even(self._frames(positions, rows), rows):
            numbers = range(done + 2, done + 2 + len(frame))
            done += len(frame)
            yield Batch(exact_columns(frame), numbers, self._share)

    def _frames(self, positions: Sequence[int], rows: int) -> Iterator[polars.DataFrame]:
        with _readable(self._style):
            for frame, share in self._read(self._path, positions, rows):
                self._share = share
                yield polars.DataFrame(
                    [frame[self._stored[at]].alias(column_name(at)) for at in positions]
                )


def _schema(path: Path, style: Style) -> Any:
    if style == "parquet":
        return pyarrow.parquet.read_schema(path)
    with _opened(path) as reader:
        return reader.schema


def _parquet(
    path: Path, positions: Sequence[int], rows: int
) -> Iterator[tuple[polars.DataFrame, float]]:
    with pyarrow.parquet.ParquetFile(path) as file:
        total, done = file.metadata.num_rows, 0
        schema = file.schema_arrow
        chosen = [schema.field(at) for at in positions]
        columns = [each.name for each in chosen]
        groups = (file.metadata.row_group(each) for each in range(file.num_row_groups))
        if all(group.num_rows <= _QUICK_GROUP for group in groups) and not any(
            _is_strange(each.type) for each in chosen
        ):
            lazy = polars.scan_parquet(path, glob=False).select(columns)
            frames: Iterable[polars.DataFrame] = lazy.collect_batches(
                chunk_size=rows, maintain_order=True
            )
        else:
            frames = map(_frame, file.iter_batches(rows, columns=columns))
        for frame in frames:
            done += len(frame)
            yield frame, done / total


def _arrow(
    path: Path, positions: Sequence[int], _: int
) -> Iterator[tuple[polars.DataFrame, float]]:
    with _opened(path, positions) as reader:
        if not hasattr(reader, "num_record_batches"):
            yield from ((_frame(batch), 0.0) for batch in reader)
            return
        count = reader.num_record_batches
        for each in range(count):
            yield _frame(reader.get_batch(each)), (each + 1) / count


@contextmanager
def _opened(path: Path, positions: Sequence[int] = ()) -> Iterator[Any]:
    """A reader of a file or of a stream of Arrow."""
    options = pyarrow.ipc.IpcReadOptions(included_fields=list(positions))
    with pyarrow.memory_map(str(path)) as content:
        lasting = content.read(6) == b"ARROW1"
        content.seek(0)
        opening = pyarrow.ipc.open_file if lasting else pyarrow.ipc.open_stream
        with opening(content, options=options) as reader:
            yield reader


def _frame(batch: Any) -> polars.DataFrame:
    """A batch of Arrow, kept as it is; what Polars has no type for, value by value."""
    return polars.DataFrame(
        [
            polars.Series(name, column.to_pylist(), polars.Object)
            if _is_strange(column.type)
            else polars.Series(name, column)
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
        ]
    )


def _is_strange(type: Any) -> bool:
    """Whether Polars has no such type."""
    strange: bool = pyarrow.types.is_decimal256(type) or pyarrow.types.is_interval(type)
    return strange


@contextmanager
def _readable(style: Style) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except (pyarrow.ArrowException, polars.exceptions.PolarsError, OSError, ValueError):
        raise TextError(f"the file is no {style.capitalize()} file, or a damaged one") from None
