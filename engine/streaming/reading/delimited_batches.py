"""CSV text -> batches of texts, each cell exactly as written.

Lines without quotes or blank rows are split into cells many at a time. From the first block of
lines with anything else on, the reader of small files takes over, so that cells, row numbers and
problems are the same whatever the size of a file.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

import numpy
import polars

from ...evidence.formats.delimited import TextError, delimiter_of, headings_of, lines_of, records_of
from ...evidence.formats.encodings import text_blocks
from ...evidence.records import ragged
from .batches import Batch, column_name, even

_BLOCK = 1 << 23
"""Bytes read at a time."""


class DelimitedSource:
    """A CSV or TSV file. Without a `delimiter`, it is the one under which the first row has a
    heading that is `recognised`; without an `encoding`, it is UTF-8."""

    named = False

    def __init__(
        self,
        name: str,
        path: Path,
        delimiter: str | None,
        encoding: str | None,
        recognised: Callable[[str], bool],
    ) -> None:
        self.name = name
        self._encoding = encoding
        self._path = path
        self._size = path.stat().st_size
        self._before = self._done = 0
        self._passed = 0.0
        first = next(self._blocks(), "")
        if not first.strip():
            raise TextError("the file is empty")
        self._delimiter = delimiter or delimiter_of(first, recognised)
        passed: list[str] = []
        lines = _remembered(lines_of(first), passed)
        self.headings = headings_of(next(records_of(lines, self._delimiter), (0, [])))
        self._heading_length = sum(map(len, passed))

    def batches(self, positions: Sequence[int], rows: int) -> Iterator[Batch]:
        """See `Source`."""
        blocks = self._blocks()
        first = next(blocks, "")[self._heading_length :]
        others: list[str] = []
        rows_by, bytes_by = [0], [0]

        def frames() -> Iterator[polars.DataFrame]:
            for block in chain([first] if first else [], blocks):
                frame = self._at_once(block, positions)
                if frame is None:
                    others.append(block)
                    return
                rows_by.append(rows_by[-1] + len(frame))
                bytes_by.append(self._done)
                yield frame

        number = 1
        for frame in even(frames(), rows):
            numbers = range(number + 1, number + 1 + len(frame))
            number += len(frame)
            share = numpy.interp(number - 1, rows_by, bytes_by) / max(self._size, 1)
            yield Batch(frame, numbers, float(share))
        if others:
            lines = self._lines(chain(others, blocks))
            yield from self._one_by_one(lines, number, positions, rows)

    def _share(self, of_block: float) -> float:
        """How much of the file is read, with so much of the last block."""
        return (self._before + (self._done - self._before) * of_block) / max(self._size, 1)

    # --- text ------------------------------------------------------------------------------

    def _blocks(self) -> Iterator[str]:
        """The text in NFC, some whole lines at a time."""
        return text_blocks(self._pieces(), self._encoding)

    def _pieces(self) -> Iterator[bytes]:
        self._before = self._done = 0
        with self._path.open("rb") as file:
            while content := file.read(_BLOCK):
                self._before, self._done = self._done, self._done + len(content)
                yield content

    def _lines(self, blocks: Iterable[str]) -> Iterator[str]:
        for block in blocks:
            passed = 0
            for line in io.StringIO(block, newline=""):
                passed += len(line)
                self._passed = passed / len(block)
                yield line

    # --- cells -----------------------------------------------------------------------------

    def _at_once(self, block: str, positions: Sequence[int]) -> polars.DataFrame | None:
        """The cells of a block in which every line is a row and every row has as many cells as
        there are headings, and something in them; None for any other."""
        lines = block.count("\n") + (not block.endswith("\n"))
        width = len(self.headings)
        if any(mark in block for mark in ('"', "\0")):
            return None
        if "\r" in block:
            block = block.replace("\r\n", "\n")
            if "\r" in block:
                return None
        if "\n\n" in block or block.startswith("\n"):
            return None
        if block.count(self._delimiter) != lines * (width - 1):
            return None
        names = [column_name(at) for at in range(width)]
        try:
            frame = polars.read_csv(
                block.encode(),
                has_header=False,
                schema=dict.fromkeys(names, polars.String),
                separator=self._delimiter,
                quote_char=None,
            )
        except polars.exceptions.PolarsError:
            return None
        if len(frame) != lines or _some_blank(frame):
            return None
        return frame.select(column_name(at) for at in positions)

    def _one_by_one(
        self, lines: Iterable[str], before: int, positions: Sequence[int], rows: int
    ) -> Iterator[Batch]:
        width = len(self.headings)
        records = records_of(lines, self._delimiter, before)
        while some := list(islice(records, rows)):
            wrong = {}
            for at, (_, cells) in enumerate(some):
                if len(cells) != width:
                    if reason := ragged(cells, width):
                        wrong[at] = reason
                    cells.extend([""] * (width - len(cells)))
            columns = [
                polars.Series(
                    column_name(at), [cells[at] or None for _, cells in some], polars.String
                )
                for at in positions
            ]
            yield Batch(
                polars.DataFrame(columns),
                [number for number, _ in some],
                self._share(self._passed),
                wrong,
            )


def _remembered(lines: Iterable[str], passed: list[str]) -> Iterator[str]:
    """The lines, each added to those that have passed when it is taken."""
    for line in lines:
        passed.append(line)
        yield line


def _some_blank(frame: polars.DataFrame) -> bool:
    """Whether a row has nothing in its cells, which makes it no row."""
    suspicious = frame.filter(_blank(polars.first()))
    return len(suspicious) > 0 and len(suspicious.filter(_blank(polars.all()))) > 0


def _blank(cells: polars.Expr) -> polars.Expr:
    return polars.all_horizontal(cells.fill_null("").str.contains(r"^[\s\x1c-\x1f]*$"))
