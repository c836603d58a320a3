"""Many exact numbers, held compactly: their quartiles, and how many lie between two bounds.

Quartiles are those of Excel's QUARTILE.INC and MEDIAN: of n numbers in order, the one at position
(n - 1) * share, counted from 0; between two, as far along the way from one to the other as the
position says. The median of an even number of them is so the middle of the two in the middle.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from .in_order import HeldPart, InOrder, Part, counted, ordered
from .spill import Spill, StoredPart

_WIDEST: Final = 2**63
_TO_MERGE: Final = 2**16
"""So many numbers are held before equal ones are looked for."""
_SIZE_OF_WIDE: Final = 10
"""A number beyond 64 bits takes as much memory as so many others."""
_FEW_STORED: Final = 2**14
"""So few numbers in a file are sooner read than looked up."""


class Values:
    """Exact numbers and how often each came: 24 bytes for each different one that fits 64 bits, or
    in a file once they are spilled."""

    __slots__ = ("_bottoms", "_counts", "_stored", "_tops", "_until_merging", "_wide")

    def __init__(self) -> None:
        self._tops = array("q")
        self._bottoms = array("q")
        self._counts = array("Q")
        self._wide: dict[Fraction, int] = {}
        self._stored: list[StoredPart] = []
        self._until_merging = _TO_MERGE

    @property
    def held(self) -> int:
        """How much of memory they take, as a count of numbers that fit 64 bits."""
        return len(self._tops) + _SIZE_OF_WIDE * len(self._wide)

    def add(self, value: Fraction, count: int = 1) -> None:
        """Takes in a number that came so often."""
        self.add_pair((value.numerator, value.denominator), count)

    def add_pair(self, pair: tuple[int, int], count: int = 1) -> None:
        """The same for a numerator and a denominator in lowest terms."""
        top, bottom = pair
        if not -_WIDEST <= top < _WIDEST or bottom >= _WIDEST:
            value = Fraction(top, bottom)
            self._wide[value] = self._wide.get(value, 0) + count
            return
        self._tops.append(top)
        self._bottoms.append(bottom)
        self._counts.append(count)
        if len(self._tops) >= self._until_merging:
            self.merge_equal()

    def merge(self, others: Values) -> None:
        """Takes in all of others."""
        self._tops.extend(others._tops)
        self._bottoms.extend(others._bottoms)
        self._counts.extend(others._counts)
        for value, count in others._wide.items():
            self._wide[value] = self._wide.get(value, 0) + count
        self._stored.extend(others._stored)
        if len(self._tops) >= self._until_merging:
            self.merge_equal()

    def spill(self, spill: Spill) -> None:
        """Writes what is held to a file, and holds it no longer."""
        self.merge_equal()
        self._stored.append(spill.add(ordered(self._counted())))
        self._tops, self._bottoms, self._counts = array("q"), array("q"), array("Q")
        self._wide = {}
        self._until_merging = _TO_MERGE

    def in_order(self) -> InOrder:
        """The numbers sorted."""
        self.merge_equal()
        held = HeldPart.of(ordered(self._counted()))
        if not self._stored:
            return InOrder((held,))
        if sum(map(len, self._stored)) > _FEW_STORED:
            return InOrder((held, *self._stored))
        together = Values()
        parts: tuple[Part, ...] = (held, *self._stored)
        for part in parts:
            for _, top, bottom, count in counted(part):
                together.add_pair((top, bottom), count)
        return together.in_order()

    def _counted(self) -> Iterator[tuple[int, int, int]]:
        yield from zip(self._tops, self._bottoms, self._counts, strict=True)
        yield from ((each.numerator, each.denominator, n) for each, n in self._wide.items())

    def merge_equal(self) -> None:
        """Holds equal numbers once."""
        counts: dict[tuple[int, int], int] = {}
        pairs = zip(self._tops, self._bottoms, strict=True)
        for pair, count in zip(pairs, self._counts, strict=True):
            counts[pair] = counts.get(pair, 0) + count
        if len(counts) == len(self._tops):
            self._until_merging = max(_TO_MERGE, 2 * len(counts))
            return
        self._tops = array("q", (top for top, _ in counts))
        self._bottoms = array("q", (bottom for _, bottom in counts))
        self._counts = array("Q", counts.values())
        self._until_merging = max(_TO_MERGE, 2 * len(counts))
