"""How far the values of measures reach, and how many lie near thresholds, counted by columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy

from ..columns.steps.chunk import Chunk
from ..columns.values.conditions import Mask
from ..columns.values.displayed import rounded_floats
from ..columns.values.numbers import WIDEST, Numbers, in_64_bits
from ..columns.values.sums import WideSum
from ..summary.extent import Extent
from ..summary.in_order import nearest
from ..summary.report import near_any, nearby
from ..summary.summary import Places, Summary
from ..trace import Trace

if TYPE_CHECKING:
    from ..rater import Rater


class Extents:
    """Lets the extents of a summary take in everyone who is rated; see `Observer`. `values` are
    the steps of the measures that have one."""

    def __init__(self, summary: Summary, values: Sequence[tuple[int, Extent]]) -> None:
        self._summary = summary
        self._values = values
        self._lock = Lock()

    def of_columns(self, chunk: Chunk, there: Mask) -> None:
        """See `Observer`."""
        with self._lock:
            for index, extent in self._values:
                column = chunk.columns[index]
                present = there if column.absent is None else there & (column.absent == 0)
                _add_column(extent, column, present)

    def of_person(self, trace: Trace) -> None:
        """See `Observer`."""
        with self._lock:
            self._summary.reach(trace)


def extents_of(rater: Rater, summary: Summary) -> Extents:
    """What lets a summary that keeps no values take in the people of a rater."""
    places = Places(rater.plan, rater.setting, summary.scheme)
    values = [
        (index, extent)
        for (index, _, _), extent in zip(places.measures, summary.extents, strict=True)
        if index is not None and extent is not None
    ]
    return Extents(summary, values)


def _add_column(extent: Extent, column: Numbers, there: Mask) -> None:
    """Takes in the rows of a column that are there, exactly as `Extent.add` each."""
    count = int(numpy.count_nonzero(there))
    if not count:
        return
    if column.is_constant:
        extent.add(column.n, column.d, count)
        return
    rows = _Rows(column, numpy.flatnonzero(there))
    extent.valued += count
    extent.near += near_any(rows, extent.thresholds)
    for mine, more in zip(extent.counts, nearby(rows, extent.thresholds), strict=True):
        mine[:] = mine[0] + more.below, mine[1] + more.on, mine[2] + more.above
    for end in rows.ends():
        extent.reach(end)


class _Rows:
    """Some rows of a column, known by their nearest floats: where those differ, so do the numbers,
    and in the same direction. Only where they are equal the numbers themselves are looked at."""

    def __init__(self, column: Numbers, rows: Any) -> None:
        self._column = column
        self._rows = rows
        self._floats = rounded_floats(column)[rows]
        self._below: dict[tuple[Fraction, bool], int] = {}
        self._alike: dict[float, dict[Fraction, int]] = {}

    def below(self, bound: Fraction, *, or_at: bool = False) -> int:
        """How many are less than a bound, or at most that."""
        found = self._below.get((bound, or_at))
        if found is None:
            about = nearest(bound.numerator, bound.denominator)
            found = int(numpy.count_nonzero(self._floats < about))
            for value, count in self._like(about).items():
                if value < bound or (or_at and value == bound):
                    found += count
            self._below[bound, or_at] = found
        return found

    def between(self, low: Fraction, high: Fraction) -> int:
        """How many lie between two bounds, both included."""
        return self.below(high, or_at=True) - self.below(low)

    def ends(self) -> tuple[Fraction, Fraction]:
        """The lowest and the highest."""
        floats = self._floats
        return min(self._like(float(floats.min()))), max(self._like(float(floats.max())))

    def _like(self, about: float) -> dict[Fraction, int]:
        """The different numbers whose nearest float is that, and how many there are of each."""
        found = self._alike.get(about)
        if found is None:
            found = self._alike[about] = self._counted(self._rows[self._floats == about])
        return found

    def _counted(self, rows: Any) -> dict[Fraction, int]:
        column = self._column
        if not len(rows):
            return {}
        if isinstance(column, WideSum):
            return Counter(map(column.exact, rows.tolist()))
        tied = column.at(rows)
        n, d = (in_64_bits(each, len(rows)) for each in (tied.n, tied.d))
        found: dict[Fraction, int] = {}
        if column.size * column.most <= WIDEST:
            # Numbers of one float are nearly always one number.
            others = n * d[0] != d * n[0]
            n_others, d_others = n[others], d[others]
            found[Fraction(int(n[0]), int(d[0]))] = len(n) - len(n_others)
            n, d = n_others, d_others
        for pair, count in Counter(zip(n.tolist(), d.tolist(), strict=True)).items():
            value = Fraction(*pair)
            found[value] = found.get(value, 0) + count
        return found
