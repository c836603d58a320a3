"""Numbers that are too many for memory, in order in a file that nobody else sees."""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import accumulate
from tempfile import TemporaryFile, gettempdir
from typing import IO, Final, Self, overload

from .in_order import Counted

_WIDEST: Final = 2**63
_SIZE: Final = 8


class Spill:
    """A file of parts, which is there from the first of them to the end of the context; OSError
    where there is no room for it."""

    def __init__(self) -> None:
        self._opened = ExitStack()
        self._file: IO[bytes] | None = None
        self._end = 0
        self._mapped = memoryview(b"")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._mapped = memoryview(b"")
        self._opened.close()

    def add(self, ordered: Sequence[Counted]) -> StoredPart:
        """Writes numbers that are in order."""
        tops, bottoms, wide, ends = array("q"), array("q"), bytearray(), array("q")
        for _, top, bottom, _ in ordered:
            if -_WIDEST <= top < _WIDEST and bottom < _WIDEST:
                tops.append(top)
                bottoms.append(bottom)
            else:
                wide += f"{top:x}/{bottom:x}".encode()
                ends.append(len(wide))
                tops.append(len(ends) - 1)
                bottoms.append(0)
        floats = array("d", (each[0] for each in ordered))
        up_to = array("q", accumulate(each[3] for each in ordered))
        wide += bytes(-len(wide) % _SIZE)
        start = self._end
        try:
            if self._file is None:
                # Its end is that of the context in which this one stands.
                self._file = self._opened.enter_context(TemporaryFile())  # noqa: SIM115
            self._file.seek(start)
            for block in (floats, up_to, tops, bottoms, ends, wide):
                self._file.write(block)
            self._file.flush()
        except OSError as error:
            raise OSError(error.errno, error.strerror, gettempdir()) from None
        self._end = start + _SIZE * (4 * len(ordered) + len(ends)) + len(wide)
        return StoredPart(self, start, len(ordered), len(ends))

    def mapped(self) -> memoryview:
        """Everything that is written so far."""
        if self._file is not None and len(self._mapped) < self._end:
            self._mapped = memoryview(
                mmap.mmap(self._file.fileno(), self._end, access=mmap.ACCESS_READ)
            )
        return self._mapped


class StoredPart:
    """Numbers in order, so many from a place of the file on; see `Part`."""

    __slots__ = ("_count", "_spill", "_start", "_wide")

    def __init__(self, spill: Spill, start: int, count: int, wide: int) -> None:
        self._spill = spill
        self._start = start
        self._count = count
        self._wide = wide

    def __len__(self) -> int:
        return self._count

    @property
    def floats(self) -> Sequence[float]:
        """See `Part`."""
        return self._block(0).cast("d")

    @property
    def up_to(self) -> Sequence[int]:
        """See `Part`."""
        return self._block(1).cast("q")

    @property
    def pairs(self) -> Sequence[tuple[int, int]]:
        """See `Part`."""
        behind = self._start + _SIZE * 4 * self._count
        ends = self._spill.mapped()[behind : behind + _SIZE * self._wide].cast("q")
        texts = self._spill.mapped()[behind + _SIZE * self._wide :]
        return _Pairs(self._block(2).cast("q"), self._block(3).cast("q"), ends, texts)

    def _block(self, number: int) -> memoryview:
        start = self._start + _SIZE * number * self._count
        return self._spill.mapped()[start : start + _SIZE * self._count]


class _Pairs(Sequence[tuple[int, int]]):
    """Numerators and denominators of 64 bits; those that are wider stand as texts, where the
    denominator is 0 and the numerator says which of them it is."""

    __slots__ = ("_bottoms", "_ends", "_texts", "_tops")

    def __init__(
        self, tops: Sequence[int], bottoms: Sequence[int], ends: Sequence[int], texts: memoryview
    ) -> None:
        self._tops = tops
        self._bottoms = bottoms
        self._ends = ends
        self._texts = texts

    def __len__(self) -> int:
        return len(self._tops)

    @overload
    def __getitem__(self, at: int) -> tuple[int, int]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[tuple[int, int]]: ...
    def __getitem__(self, at: int | slice) -> tuple[int, int] | Sequence[tuple[int, int]]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        top, bottom = self._tops[at], self._bottoms[at]
        if bottom:
            return top, bottom
        start = self._ends[top - 1] if top else 0
        wide = bytes(self._texts[start : self._ends[top]]).decode()
        first, _, second = wide.partition("/")
        return int(first, 16), int(second, 16)
