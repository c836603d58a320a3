"""Parquet and Arrow files -> batches, each value as it is stored: decimals exactly as such."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import polars
import pyarrow
import pyarrow.parquet

from ..evidence.delimited import TextError
from .batches import ROWS, Batch, column_name, even

Style = Literal["parquet", "arrow"]


class ColumnarSource:
    """A file of columns. Its first row counts as row 2, as in a sheet."""

    def __init__(self, name: str, path: Path, style: Style) -> None:
        self.name = name
        self._style = style
        self._path = path
        self._share = 0.0
        with _readable(style):
            self._read = _parquet if style == "parquet" else _arrow
            self._stored = _schema(path, style).names
        self.headings = tuple(str(each).strip() for each in self._stored)

    def batches(self, positions: Sequence[int]) -> Iterator[Batch]:
        """See `Source`."""
        done = 0
        for frame in even(self._frames(positions)):
            rows = range(done + 2, done + 2 + len(frame))
            done += len(frame)
            yield Batch(frame, rows, self._share)

    def _frames(self, positions: Sequence[int]) -> Iterator[polars.DataFrame]:
        with _readable(self._style):
            for batch, share in self._read(self._path, positions):
                self._share = share
                names = batch.schema.names
                yield polars.DataFrame(
                    [
                        _series(column_name(at), batch.column(names.index(self._stored[at])))
                        for at in positions
                    ]
                )


def _schema(path: Path, style: Style) -> Any:
    if style == "parquet":
        return pyarrow.parquet.read_schema(path)
    with _opened(path) as reader:
        return reader.schema


def _parquet(path: Path, positions: Sequence[int]) -> Iterator[tuple[Any, float]]:
    with pyarrow.parquet.ParquetFile(path) as file:
        total, done = file.metadata.num_rows, 0
        names = file.schema_arrow.names
        for batch in file.iter_batches(ROWS, columns=[names[at] for at in positions]):
            done += batch.num_rows
            yield batch, done / total


def _arrow(path: Path, positions: Sequence[int]) -> Iterator[tuple[Any, float]]:
    with _opened(path, positions) as reader:
        if not hasattr(reader, "num_record_batches"):
            yield from ((batch, 0.0) for batch in reader)
            return
        count = reader.num_record_batches
        for each in range(count):
            yield reader.get_batch(each), (each + 1) / count


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


def _series(name: str, column: Any) -> polars.Series:
    """A column of Arrow, kept as it is; what Polars has no type for, value by value."""
    if pyarrow.types.is_decimal256(column.type) or pyarrow.types.is_interval(column.type):
        return polars.Series(name, column.to_pylist(), polars.Object)
    series = polars.Series(name, column)
    if series.dtype in {polars.Float16, polars.Float32}:
        # 0.1 in 32 bits is meant as one tenth.
        return series.cast(polars.String).cast(polars.Float64)
    return series


@contextmanager
def _readable(style: Style) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except (pyarrow.ArrowException, OSError, ValueError):
        raise TextError(f"the file is no {style.capitalize()} file, or a damaged one") from None
