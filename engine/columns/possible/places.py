"""Where the scores that people could still have lie among the limits of the rules.

Among limits in order there are these places: below the first, on it, between it and the second,
on that, and so on to above the last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import gcd, lcm
from typing import Any

import numpy

from ..steps.reweighting import Weights, weights_of
from ..values.absences import NOT_APPLICABLE
from ..values.conditions import Mask, both, held_by
from ..values.numbers import WIDEST, Numbers, Unprovable, Whole
from .outlook import MOST_SUM, Measure, OpenSums, Outlook
from .supposing import Supposing

AT_A_TIME = 1 << 20
"""Sums that are searched through at a time."""
_MOST_WHOLE = 2**50


def places_of(score: Numbers, outlook: Outlook, rows: int) -> list[Mask]:
    """For each place, who is there with a score that is known."""
    cuts = [cut.as_integer_ratio() for cut in outlook.cuts]
    above = [held_by(True, rows), *(score.against(">", *cut) for cut in cuts)]
    below = [*(score.against("<", *cut) for cut in cuts), held_by(True, rows)]
    on = [score.against("=", *cut) for cut in cuts]
    between = [both(over, under) for over, under in zip(above, below, strict=True)]
    return [held_by(each, rows) for each in _in_turn(between, on)]


def places_open(supposing: Supposing, outlook: Outlook) -> tuple[list[Mask], Mask]:
    """For each place, who could be there, were what the measures lack known; and those whose
    scores nothing bounds."""
    weights = _weights(supposing, outlook)
    applies = held_by(weights.whole() > 0, supposing.count)
    unbounded = numpy.zeros(supposing.count, numpy.bool_)
    for measure in outlook.measures:
        hangs = supposing.hanging.get(measure.score)
        if hangs is not None and not measure.points:
            unbounded |= hangs
    whole = outlook.whole or _whole_of(weights)
    known = _known(supposing, outlook, weights, whole)
    limits = [_limits(outlook, whole, weights.whole(), known, cut) for cut in outlook.cuts]
    found = _reachable(_Patterns.of(supposing, outlook, weights), whole, limits)
    return [each & applies & ~unbounded for each in found], unbounded & applies


def _in_turn(between: Sequence[Any], on: Sequence[Any]) -> list[Any]:
    places = [between[0]]
    for here, after in zip(on, between[1:], strict=True):
        places += [here, after]
    return places


def _weights(supposing: Supposing, outlook: Outlook) -> Weights:
    """The weights that would hold if nothing were missing."""
    assert outlook.coverage is not None
    gone: dict[int, Any] = {}
    for responsibility in outlook.shares:
        for score in responsibility.scores:
            absent = supposing.column(score).absent
            leaving = None if absent is None else absent * (absent >= NOT_APPLICABLE)
            gone[score] = leaving if leaving is not None and leaving.any() else None
    absent_of = dict.fromkeys(outlook.coverage.insisting, None) | gone
    declared = outlook.shares, outlook.roles
    return weights_of(outlook.coverage, declared, absent_of, supposing.count)


def _whole_of(weights: Weights) -> int:
    """A multiple of every weight that is left in some row."""
    whole = 1
    for left in map(weights.left, range(len(weights.shares))):
        there = [left] if isinstance(left, int) else numpy.unique(left).tolist()
        whole = lcm(whole, *(int(each) or 1 for each in there))
        if whole > _MOST_WHOLE:
            raise Unprovable
    return whole


# --- what is known -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known, over `Outlook.common`, between whole numbers: the greatest that is not above
    it and the least that is not below, which `size` bounds without their signs."""

    floor: Whole
    ceiling: Whole
    size: int


def _held(value: Whole, bound: int) -> Whole:
    """Whole numbers in a type that holds what is made of them: of 64 bits or, beyond, Python's."""
    if isinstance(value, int) or value.dtype == object:
        return value
    whole = value.astype(numpy.int64, copy=False)
    return whole if bound <= WIDEST else whole.astype(object)


def _known(supposing: Supposing, outlook: Outlook, weights: Weights, whole: int) -> _Known:
    """The sum of what is known, each times its weight and as often as the weight left divides
    `whole`."""
    total: Whole = 0
    size = 0
    rest = _Rest(0, 1, 1, 0)
    for measure in outlook.measures:
        column, counts = supposing.column(measure.score), _counts(measure, supposing, weights)
        factor, most = _factor(measure, weights, whole)
        d, common = column.d, outlook.common
        if isinstance(d, int):
            shared = gcd(common, d)
            d, common = d // shared, common // shared
        bound = most * max(column.size, 1) * common
        n = _where(counts, _held(column.n, bound) * _held(factor, bound) * common)
        size += bound
        if isinstance(d, int) and d == 1:
            total = _held(total, size) + _held(n, size)
            continue
        below = _held(d, bound)
        quotient = n // below
        total = _held(total, size) + _held(quotient, size)
        rest = rest.plus(n - quotient * below, d, column.most)
    more, over = rest.rounded()
    size += rest.parts
    total = _held(total, size)
    return _Known(total + more, total + over, size)


@dataclass(frozen=True, slots=True)
class _Rest:
    """The sum of so many `parts` of a whole: `n / d`, where `most` bounds d."""

    n: Whole
    d: Whole
    most: int
    parts: int

    def plus(self, n: Whole, d: Whole, most: int) -> _Rest:
        bound = self.most * most * (self.parts + 1)
        own, other = _held(self.d, bound), _held(d, bound)
        total = _held(self.n, bound) * other + _held(n, bound) * own
        return _Rest(total, own * other, self.most * most, self.parts + 1)

    def rounded(self) -> tuple[Whole, Whole]:
        """Down and up."""
        return self.n // self.d, -(-self.n // self.d)


def _factor(measure: Measure, weights: Weights, whole: int) -> tuple[Whole, int]:
    """What a measure is counted times, and the most of that where it does count."""
    left = weights.left(measure.responsibility)
    most = measure.weight * whole
    if isinstance(left, int):
        factor = measure.weight * (whole // max(left, 1))
        return factor, factor
    if most > WIDEST:
        raise Unprovable
    shared = whole // numpy.maximum(left, 1).astype(numpy.int64)
    return shared * measure.weight, most


def _counts(measure: Measure, supposing: Supposing, weights: Weights) -> Mask | None:
    """Where a measure is known and counts; None for everywhere."""
    counted = weights.counts(measure.responsibility, measure.position)
    hangs = supposing.hanging.get(measure.score)
    if hangs is None:
        return counted
    return ~hangs if counted is None else counted & ~hangs


def _where(counts: Mask | None, product: Whole) -> Whole:
    return product if counts is None else numpy.where(counts, product, 0)


Limit = tuple[Whole, Whole]
"""For each row the greatest whole number that is not above what lacks to a limit, and the least
that is not below: of what missing measures would have to add."""


def _limits(outlook: Outlook, whole: int, role: Whole, known: _Known, cut: Fraction) -> Limit:
    """`role` is what the responsibilities left weigh together."""
    each = int(cut * outlook.common) * whole
    bound = abs(each) * sum(outlook.roles) + known.size
    target = _held(role, bound) * each
    over, under = (target - _held(side, bound) for side in (known.ceiling, known.floor))
    return _bounded(over), _bounded(under)


def _bounded(limit: Whole) -> Whole:
    """Whole numbers, those beyond every sum brought back to where 64 bits hold them."""
    if isinstance(limit, int):
        return max(-2 * MOST_SUM, min(limit, 2 * MOST_SUM))
    if limit.dtype == object:
        return numpy.clip(limit, -2 * MOST_SUM, 2 * MOST_SUM).astype(numpy.int64)
    return limit


# --- what is missing -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Patterns:
    """People of whom the same measures are missing, with the same weights. `of_rows` is which
    pattern each has; `missing` are the measures by pattern, as `Outlook.sums` takes them."""

    outlook: Outlook
    of_rows: Any
    missing: list[tuple[tuple[int, int], ...]]

    @classmethod
    def of(cls, supposing: Supposing, outlook: Outlook, weights: Weights) -> _Patterns:
        """Sorts people by what is missing of them."""
        key = numpy.zeros(supposing.count, numpy.int64)
        bound = 1
        masks: dict[int, Mask] = {}
        touched: dict[int, Mask] = {}
        for position, measure in enumerate(outlook.measures):
            hangs = supposing.hanging.get(measure.score)
            if hangs is None or not measure.points:
                continue
            key, bound = _combined(key, bound, hangs, 2)
            masks[position] = hangs
            earlier = touched.get(measure.responsibility)
            touched[measure.responsibility] = hangs if earlier is None else earlier | hangs
        for number, hangs in touched.items():
            left = weights.left(number)
            if not isinstance(left, int):
                key, bound = _combined(key, bound, left * hangs, outlook.shares[number].total + 1)
        _, first, of_rows = numpy.unique(key, return_index=True, return_inverse=True)
        return cls(outlook, of_rows, _missing(outlook, weights, masks, first))


def _combined(key: Any, bound: int, codes: Any, size: int) -> tuple[Any, int]:
    if bound * size > WIDEST:
        _, key = numpy.unique(key, return_inverse=True)
        bound = len(key)
    return key * size + codes.astype(numpy.int64), bound * size


def _missing(
    outlook: Outlook, weights: Weights, masks: dict[int, Mask], first: Any
) -> list[tuple[tuple[int, int], ...]]:
    """The measures that are missing of the first person of each pattern."""
    missing: list[list[tuple[int, int]]] = [[] for _ in range(len(first))]
    for position, hangs in masks.items():
        left = weights.left(outlook.measures[position].responsibility)
        here = numpy.flatnonzero(hangs[first])
        lefts = [left] * len(here) if isinstance(left, int) else left[first[here]].tolist()
        for pattern, weight in zip(here.tolist(), lefts, strict=True):
            missing[pattern].append((position, int(weight)))
    return [tuple(each) for each in missing]


def _reachable(patterns: _Patterns, whole: int, limits: Sequence[Limit]) -> list[Mask]:
    """For each place among the limits, whom some sum of what is missing leads there."""
    rows = len(patterns.of_rows)
    places = [numpy.zeros(rows, numpy.bool_) for _ in range(2 * len(limits) + 1)]
    order = numpy.argsort(patterns.of_rows, kind="stable")
    starts = numpy.searchsorted(patterns.of_rows[order], numpy.arange(len(patterns.missing) + 1))
    for index in _batches(patterns, whole):
        here = order[starts[index.first] : starts[index.first + len(index.sizes)]]
        found = index.places(patterns.of_rows[here] - index.first, here, limits)
        for place, mask in zip(places, found, strict=True):
            place[here] = mask
    return places


@dataclass(slots=True)
class _Index:
    """The sums of some patterns from `first` on, one behind the other as `keys` that rise:
    those of a pattern less `least`, its least, and plus `offsets`."""

    first: int
    keys: Any
    before: Any
    sizes: Any
    least: Any
    spans: Any
    offsets: Any
    widths: Any

    def places(self, pattern: Any, rows: Any, limits: Sequence[Limit]) -> list[Any]:
        """For each place who reaches it: the pattern of each, and where the limits of all are."""
        width = self.widths[pattern] if self.widths.any() else 0
        on, upto, beyond = [], [], []
        for limit in limits:
            floor, ceiling = (_rows_of(each, rows) for each in limit)
            # How many sums lie below what reaches the limit, and up to it.
            below, within = self._below(pattern, ceiling), self._below(pattern, floor + 1)
            short = short_within = None
            if isinstance(width, int):
                short, short_within = below, within
            else:
                short = self._below(pattern, ceiling - width)
                short_within = self._below(pattern, floor + 1 - width)
            on.append(within > short)
            upto.append(below)
            beyond.append(short_within)
        sizes = self.sizes[pattern]
        between = [
            high > low
            for low, high in zip([numpy.zeros_like(sizes), *beyond], [*upto, sizes], strict=True)
        ]
        return _in_turn(between, on)

    def _below(self, pattern: Any, limit: Any) -> Any:
        """How many sums of each row's pattern are less than a whole number."""
        over = numpy.clip(limit - self.least[pattern], 0, self.spans[pattern] + 1)
        keys = over + self.offsets[pattern]
        return numpy.searchsorted(self.keys, keys) - self.before[pattern]


def _rows_of(values: Whole, rows: Any) -> Any:
    return values if isinstance(values, int) else values[rows]


def _batches(patterns: _Patterns, whole: int) -> Iterator[_Index]:
    """The sums of all patterns, so many at a time."""
    first, waiting, count = 0, [], 0
    for number, missing in enumerate(patterns.missing):
        sums = patterns.outlook.sums(missing, whole)
        waiting.append(sums)
        count += len(sums.starts)
        if count >= AT_A_TIME or number == len(patterns.missing) - 1:
            yield _index(first, waiting)
            first, waiting, count = number + 1, [], 0


def _index(first: int, patterns: Sequence[OpenSums]) -> _Index:
    least = [int(each.starts[0]) for each in patterns]
    spans = [int(each.starts[-1]) - low for each, low in zip(patterns, least, strict=True)]
    offsets = list(accumulate((span + 2 for span in spans), initial=0))
    if offsets[-1] > MOST_SUM:
        raise Unprovable
    sizes = [len(each.starts) for each in patterns]
    keys = numpy.concatenate([each.starts for each in patterns])
    keys += numpy.repeat(numpy.subtract(offsets[:-1], least), sizes)
    before = list(accumulate(sizes, initial=0))[:-1]
    widths = [each.width for each in patterns]
    listed = (before, sizes, least, spans, offsets[:-1], widths)
    return _Index(first, keys, *(numpy.array(each, numpy.int64) for each in listed))
