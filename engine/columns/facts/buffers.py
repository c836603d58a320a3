"""What Arrow keeps of a column: its values in place, and a bit for each that is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy
import polars
import pyarrow

from ..values.conditions import Mask


@dataclass(frozen=True, slots=True)
class Bits:
    """Packed truths of rows, of which row 0 stands at `first`; None where all are true."""

    packed: Any
    first: int

    def unset(self, start: int, stop: int) -> Mask | None:
        """The rows from one position to before another that are false; None where none is."""
        if self.packed is None:
            return None
        rows = self.unpacked(start, stop)
        return None if rows.all() else rows == 0

    def unpacked(self, start: int, stop: int) -> Any:
        """Those rows as zeros and ones."""
        at = self.first + start
        packed = self.packed[at // 8 : (self.first + stop + 7) // 8]
        bits = numpy.unpackbits(packed, bitorder="little")
        return bits[at % 8 : at % 8 + stop - start]


@dataclass(frozen=True, slots=True)
class Buffers:
    """A column in Arrow's memory; what `values` hold in rows that are not `there` means nothing."""

    array: Any
    there: Bits

    @classmethod
    def of(cls, series: polars.Series) -> Buffers:
        """A column as it stands, nothing of it copied but where it lies in several pieces."""
        if series.n_chunks() > 1:
            series = series.rechunk()
        array = series.to_arrow()
        return cls(array, _bits(array.buffers()[0] if series.null_count() else None, array.offset))

    def values(self, dtype: Any, width: int = 1) -> Any:
        """The values, each as so many numbers of a type."""
        array = self.array
        buffer = array.buffers()[1]
        if buffer is None:
            return numpy.zeros(0, dtype)
        first = array.offset * width
        return numpy.frombuffer(buffer, dtype)[first : first + len(array) * width]

    def truths(self) -> Bits:
        """The values of a column of truths."""
        return _bits(self.array.buffers()[1], self.array.offset)


def _bits(buffer: Any, first: int) -> Bits:
    return Bits(None if buffer is None else numpy.frombuffer(buffer, numpy.uint8), first)


@dataclass(frozen=True, slots=True)
class Views:
    """Texts as Arrow holds them: two numbers each, which say all of a text of up to `INLINE`
    bytes, its length included."""

    words: Any
    there: Bits

    INLINE = 12

    @classmethod
    def of(cls, texts: polars.Series) -> Views | None:
        """A column of texts; None where they are not kept so."""
        array = pyarrow.chunked_array(texts.rechunk())
        if array.type != pyarrow.string_view() or array.num_chunks != 1:
            return None
        array = array.chunk(0)
        validity, views, *_ = array.buffers()
        words = numpy.frombuffer(views, numpy.uint64)[2 * array.offset :].reshape(-1, 2)
        return cls(words, _bits(validity if texts.null_count() else None, array.offset))
