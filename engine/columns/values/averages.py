"""Weighted averages of columns: as one fraction where a float holds both its parts, else as a sum
of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import gcd, lcm, prod
from typing import Any

import numpy

from .absences import Absences
from .arithmetic import added
from .numbers import EXACT_FLOAT, Numbers, Unprovable, times
from .sums import Part, WideSum


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """What the sum of the parts is divided by: above zero, the same for all or one for each row.
    `most` bounds it, and `multiple`, where one is known, is a multiple of it in every row."""

    value: Any
    most: int
    multiple: int | None

    @classmethod
    def of(cls, value: int) -> Whole:
        """The same for all."""
        return cls(value, value, value)


def average(
    parts: Sequence[Part], whole: Whole, *, reach: int | None = None, over_one: bool = False
) -> Numbers:
    """The sum of the parts over the whole, which they together weigh no more than in any row.

    `reach` bounds the averages where that is less than the greatest of the parts. `over_one`: over
    the same denominator in all rows where there is one, as sums want it.
    """
    flat = [each for part in parts for each in _flattened(part)]
    groups = _packed([part for part in flat if _is_over_one(part)])
    own = [part for part in flat if not _is_over_one(part)]
    if reach is None:
        reach = max((part.column.reach for part in parts), default=0)
    totals = [group.total() for group in groups]
    single = _added(totals, own, whole.most)
    if single is not None:
        fraction = _divided(single, whole, reach, over_one=over_one)
        if fraction is not None:
            return fraction
    pieces = [*(Part(total, 1) for total in totals), *own]
    return WideSum(pieces, whole.value, whole.most, reach, whole.multiple)


def _flattened(part: Part) -> list[Part]:
    if isinstance(part.column, WideSum):
        return part.column.weighted(part.weight, part.counts)
    return [part]


def _is_over_one(part: Part) -> bool:
    """Whether its numerators can be added to those of others."""
    same = isinstance(part.column.d, int) and isinstance(part.divisor, int)
    return same and max(part.column.size * part.weight, part.finest) <= EXACT_FLOAT


# --- over one denominator ------------------------------------------------------------------


@dataclass(slots=True)
class _Group:
    """Parts over one denominator whose sum a float holds; `bound` bounds its numerator."""

    d: int = 1
    bound: int = 0
    parts: list[Part] = field(default_factory=list)

    def takes(self, part: Part) -> bool:
        """Adds a part, if the sum stays within what a float holds."""
        d = lcm(self.d, part.column.d * part.divisor)
        bound = self.bound * (d // self.d) + part.column.size * self._factor(part, d)
        if max(d, bound) > EXACT_FLOAT:
            return False
        self.d, self.bound = d, bound
        self.parts.append(part)
        return True

    @staticmethod
    def _factor(part: Part, d: int) -> int:
        factor: int = part.weight * (d // (part.column.d * part.divisor))
        return factor

    def total(self) -> Numbers:
        """The sum of the parts."""
        factors = [self._factor(part, self.d) for part in self.parts]
        shared = gcd(self.d, *factors)
        d = self.d // shared
        factors = [factor // shared for factor in factors]
        low = high = same = 0
        n: Any = None
        for part, factor in zip(self.parts, factors, strict=True):
            column, counts = part.column, part.counts
            low += min(column.low * factor, 0) if counts is not None else column.low * factor
            high += max(column.high * factor, 0) if counts is not None else column.high * factor
            if isinstance(column.n, int) and counts is None:
                same += column.n * factor
                continue
            n = _plus(n, column.n, factor, counts)
        if n is None:
            return Numbers.constant(same, d)
        return Numbers(n + same if same else n, d, low, high, d)


def _plus(total: Any, n: Any, factor: int, counts: Any) -> Any:
    """The total and n times a factor, where it counts."""
    if isinstance(n, int):
        more = counts * numpy.float64(n * factor)
    else:
        more = times(n, factor, EXACT_FLOAT)
        if counts is not None:
            more = more * counts
    return more if total is None else total + more


def _packed(parts: Sequence[Part]) -> list[_Group]:
    """As few groups as come of taking each part into the first that takes it."""
    groups: list[_Group] = []
    for part in parts:
        if not any(group.takes(part) for group in groups):
            group = _Group()
            group.takes(part)
            groups.append(group)
    return groups


# --- as one fraction -----------------------------------------------------------------------

_PRESENT = Absences(0)


def _added(totals: Sequence[Numbers], own: Sequence[Part], most: int) -> Numbers | None:
    """The sum as one fraction that can still be divided by as much; None for none."""
    if not own and len(totals) <= 1:
        return totals[0] if totals else Numbers.constant(0)
    widest = prod([*(total.most for total in totals), *(part.finest for part in own)]) * most
    reach = sum(total.reach for total in totals) + sum(part.reach for part in own)
    if widest * max(reach, 1) > EXACT_FLOAT:
        return None
    total = Numbers.constant(0)
    try:
        for each in [*totals, *map(_weighted, own)]:
            total = added(total, each, _PRESENT)
    except Unprovable:
        return None
    return total


def _weighted(part: Part) -> Numbers:
    """A part as a column of its own; what it holds is bounded already."""
    column = part.column
    size, most = column.size * part.weight, part.finest
    n = times(column.n, part.weight, size)
    if part.counts is not None:
        n = n * part.counts
    d = times(column.d, part.divisor, most)
    return Numbers(n, d, -size, size, most, value_bound=part.reach)


def _divided(total: Numbers, whole: Whole, reach: int, *, over_one: bool) -> Numbers | None:
    """The sum over the whole; None where a float does not hold both parts of the fraction."""
    if total.size > EXACT_FLOAT:
        return None
    if isinstance(whole.value, int) and isinstance(total.d, int):
        return _over(total, total.d * whole.value, reach)
    if over_one and isinstance(total.d, int) and whole.multiple is not None:
        most = total.d * whole.multiple
        bound = reach * most
        if max(most, bound) <= EXACT_FLOAT:
            # The whole divides its multiple: the quotient is a whole number, and exact.
            share = numpy.float64(whole.multiple) / whole.value
            low = 0 if total.low >= 0 else -bound
            return Numbers(times(total.n, share, bound), most, low, bound, most, None, reach)
    most = total.most * whole.most
    if most > EXACT_FLOAT:
        return None
    common = None
    if total.multiple is not None and whole.multiple is not None:
        common = total.multiple * whole.multiple
    d = times(total.d, whole.value, most)
    return Numbers(total.n, d, total.low, total.high, most, None, reach, common)


def _over(total: Numbers, d: int, reach: int) -> Numbers:
    """The numerators over the same denominator in all rows, however large."""
    if total.is_constant:
        return Numbers.constant(total.n, d)
    return Numbers(total.n, d, total.low, total.high, d, None, reach)
