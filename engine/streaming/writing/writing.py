"""Frames that come one after another -> a file, written in a thread of its own."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import Any, Literal, Self, assert_never

import polars
import pyarrow
import pyarrow.parquet

from .parquet_writing import LEVEL, ROW_GROUP, prefers_polars, write_groups

JsonFormat = Literal["json", "jsonl"]
WrittenFormat = Literal["parquet", "csv", "tsv", "arrow", "xlsx"] | JsonFormat
Frames = Iterator[polars.DataFrame]
Drain = Callable[[Frames], None]
"""Writes frames until there are no more."""
Metadata = Callable[[], dict[bytes, bytes]]


class Writing:
    """Takes frames of one schema and gives them to `drain`, which writes them.

    As a context: what ends it early leaves `drain` without its end, and an error of `drain` is
    raised by the next `write`, or at the end.
    """

    def __init__(self, drain: Drain) -> None:
        self._waiting: Queue[polars.DataFrame | None] = Queue(1)
        self._abandoned = self._ended = False
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, args=(drain,), daemon=True)
        self._thread.start()

    def write(self, frame: polars.DataFrame) -> None:
        """Puts a frame behind those before it, when the writer is ready for it."""
        self._waiting.put(frame)
        self._raise()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._abandoned = error is not None
        self._waiting.put(None)
        self._thread.join()
        if error is None:
            self._raise()

    def _raise(self) -> None:
        if self._error is not None:
            raise plain_error(self._error)

    def _run(self, drain: Drain) -> None:
        frames = self._frames()
        try:
            drain(frames)
        except BaseException as error:  # noqa: BLE001  (it is raised where frames come from)
            self._error = error
            # Whoever waits to put a frame is let go.
            while not self._ended:
                self._ended = self._waiting.get() is None

    def _frames(self) -> Frames:
        while (frame := self._waiting.get()) is not None:
            yield frame
        self._ended = True
        if self._abandoned:
            raise _Abandoned


class _Abandoned(Exception):
    """There will be no more frames, and those written are not wanted."""


def plain_error(error: BaseException) -> BaseException:
    """An error of the system that is told in words of a library -> the OSError it was."""
    if not isinstance(error, OSError | polars.exceptions.PolarsError):
        return error
    number = error.errno if isinstance(error, OSError) else None
    found = re.search(r"os error (\d+)", str(error))
    if number is None and found:
        number = int(found[1])
    return error if number is None else OSError(number, os.strerror(number))


_SEPARATORS = {"csv": ",", "tsv": "\t"}


# --- what writes ---------------------------------------------------------------------------


def drain_to(path: Path, style: WrittenFormat) -> Drain:
    """Writes frames as they are."""

    def drain(frames: Frames) -> None:
        match style:
            case "parquet" if prefers_polars():
                _lazily(frames).sink_parquet(
                    path,
                    row_group_size=ROW_GROUP,
                    compression_level=LEVEL,
                    statistics=False,
                )
            case "parquet":
                write_groups(frames, path)
            case "csv" | "tsv":
                _lazily(frames).sink_csv(path, separator=_SEPARATORS[style])
            case "arrow":
                _lazily(frames).sink_ipc(path, compression="zstd")
            case "json" | "jsonl" | "xlsx":
                raise AssertionError(f"{style} has a layout of its own")
            case _:
                assert_never(style)

    return drain


def drain_texts(
    path: Path, style: WrittenFormat, headings: Sequence[str], metadata: Metadata
) -> Drain:
    """Writes frames of texts under headings, two of which can be alike. A Parquet file says what
    `metadata` gives at the end."""
    schema = pyarrow.schema([(heading, pyarrow.string()) for heading in headings])

    def table(frame: polars.DataFrame) -> Any:
        columns = [column.cast(pyarrow.string()) for column in frame.to_arrow().columns]
        return pyarrow.table(columns, schema=schema)

    def parquet(frames: Frames) -> None:
        # A schema stored at the beginning would hide what is added at the end.
        with pyarrow.parquet.ParquetWriter(path, schema, store_schema=False) as writer:
            for frame in frames:
                writer.write_table(table(frame))
            writer.add_key_value_metadata(metadata())

    def arrow(frames: Frames) -> None:
        options = pyarrow.ipc.IpcWriteOptions(compression="zstd")
        with pyarrow.ipc.new_file(path, schema, options=options) as writer:
            for frame in frames:
                writer.write_table(table(frame))

    def delimited(frames: Frames) -> None:
        first = io.StringIO()
        separator = _SEPARATORS[style]
        csv.writer(first, delimiter=separator, lineterminator="\n").writerow(headings)
        with path.open("wb") as file:
            file.write(first.getvalue().encode())
            _lazily(frames).sink_csv(file, include_header=False, separator=separator)

    match style:
        case "parquet":
            return parquet
        case "csv" | "tsv":
            return delimited
        case "arrow":
            return arrow
        case "json" | "jsonl" | "xlsx":
            raise AssertionError(f"{style} has a layout of its own")
        case _:
            assert_never(style)


@dataclass(frozen=True, slots=True)
class Pieces:
    """What stands around texts: what the file begins with, what comes before the first text and
    before each other, and what follows; whether there are none is told to that."""

    opening: str
    before_first: str
    before_next: str
    ending: Callable[[bool], Iterable[str]]


LINES = Pieces("", "", "\n", lambda empty: () if empty else ("\n",))
"""Each text as a line."""


def drain_pieces(path: Path, pieces: Pieces) -> Drain:
    """Writes the texts of the first column."""

    def drain(frames: Frames) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(pieces.opening)
            before = pieces.before_first
            for frame in frames:
                for text in frame.to_series():
                    file.write(before)
                    file.write(text)
                    before = pieces.before_next
            file.writelines(pieces.ending(before == pieces.before_first))

    return drain


def _lazily(frames: Frames) -> polars.LazyFrame:
    """Frames that are there when Polars asks for them."""
    first = next(frames)

    def source(*_: object) -> Frames:
        return chain([first], frames)

    return polars.io.plugins.register_io_source(source, schema=first.schema)
