"""The bytes of a column of names, looked at once for all that is asked of names one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy
import polars

_PIECE = 1 << 17
"""Bytes compared at a time, few enough to stay where a processor has them at hand."""
_CAPITALS = 26


@dataclass(frozen=True, slots=True)
class NameBytes:
    """The bytes of all names in UTF-8, one name behind the other, and where each name ends among
    them. A row that names nobody ends where the row before does."""

    letters: Any
    ends: Any

    @classmethod
    def of(cls, names: polars.Series) -> NameBytes:
        """The bytes of a column of texts."""
        _, offsets, letters = names.alias("names").to_arrow().buffers()
        starts = numpy.frombuffer(offsets, numpy.int64)[: len(names) + 1]
        return cls(numpy.frombuffer(letters or b"", numpy.uint8), starts[1:])

    def are_printed(self) -> bool:
        """Whether there is any name, and none has a blank or anything but ASCII in it."""
        letters = self.letters
        return bool(len(letters) and letters.min() > ord(" ") and letters.max() < 0x7F)

    def are_folded(self) -> bool:
        """Whether each name is plainly what it is without anything that may be typed otherwise:
        without capital letters, blanks, or anything but ASCII."""
        return self.are_printed() and not any(
            # Bytes below `A` come round to large ones.
            (self.letters[start : start + _PIECE] - numpy.uint8(ord("A")) < _CAPITALS).any()
            for start in range(0, len(self.letters), _PIECE)
        )

    def end_in_digits(self) -> bool:
        """Whether every name ends in a digit; so do numbers of people, and no words for totals."""
        last = self.letters[self.ends[self.ends > 0] - 1]
        return bool(((last >= ord("0")) & (last <= ord("9"))).all())
