"""The scores of a role over columns: averages by the weights that hold in each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import numpy

from ...trace import Absence
from ..values.absences import Absences, Codes, is_missing, overriding
from ..values.numbers import EXACT_FLOAT, Numbers, added, multiplied, times
from ..values.sums import WideSum
from .reweighting import Weights

Slots = Callable[[int], Numbers]
"""Gives the column of a step as another step reads it."""


def insisting(indices: Sequence[int], slot: Slots, absences: Absences) -> Codes | None:
    """Why a role has no score where KPIs that insist are missing."""
    missing: Codes | None = None
    for index in indices:
        absent = slot(index).absent
        if absent is not None:
            missing = absences.undecided(missing, absent * is_missing(absent))
    return None if missing is None else absences.reasoned(missing, "measure-fails")


def responsibility_score(
    weights: Weights, position: int, slot: Slots, absences: Absences
) -> Numbers:
    """The average of what counts, by its weights."""
    shares, left = weights.shares[position], weights.left[position]
    counted = [
        (weight, slot(score))
        for weight, score in zip(shares.weights, shares.scores, strict=True)
        if weight
    ]
    codes = _unscored(weights, position, [column.absent for _, column in counted], absences)
    if len(counted) == 1:
        return counted[0][1].with_absent(codes)
    total = Numbers.constant(0)
    for weight, column in counted:
        total = added(total, _weighted(column, weight, _present(column.absent)), absences)
    if isinstance(left, int):
        return multiplied(total, Numbers.constant(1, left), absences).with_absent(codes)
    # What is left divides `common`.
    share = numpy.float64(shares.common) / numpy.maximum(left, 1)
    most = total.most * shares.common
    reach = max(column.reach for _, column in counted)
    bound = reach * most
    n, d = times(total.n, share, bound), times(total.d, shares.common, most)
    return Numbers(n, d, -bound, bound, most, codes, reach)


def _present(absent: Codes | None) -> Any:
    return None if absent is None else absent == 0


def _weighted(column: Numbers, weight: int, counts: Any) -> Numbers:
    """A column times a weight, and 0 where it does not count."""
    present = column.with_absent(None)
    if counts is None:
        factor = Numbers.constant(weight)
    else:
        factor = Numbers(counts * numpy.float64(weight), 1, 0, weight, 1)
    product = multiplied(present, factor, _NO_ABSENCES)
    product.value_bound = column.reach * weight
    return product


_NO_ABSENCES = Absences(0)


def _unscored(
    weights: Weights, position: int, absent: Sequence[Codes | None], absences: Absences
) -> Codes | None:
    """Absent where something is missing that may not leave, or nothing that counts is known."""
    left = weights.left[position]
    rated = weights.rated if weights.roles[position] else False
    codes: Codes | None = None
    if not isinstance(rated, bool):
        rated = True if rated.all() else rated
    if rated is not True:
        held = numpy.False_ if isinstance(rated, bool) else rated
        for each in absent:
            if each is not None:
                codes = absences.undecided(codes, each * (is_missing(each) & ~held))
    if not isinstance(left, int):
        empty = left == 0
        if empty.any():
            unknown: Codes | None = None
            for each in absent:
                if each is not None:
                    unknown = absences.undecided(unknown, each * empty)
            codes = overriding(codes, unknown)
    return codes if codes is not None and codes.any() else None


def overall_score(
    weights: Weights, scores: Sequence[int], coverage: int, slot: Slots, absences: Absences
) -> Numbers:
    """The average of the responsibilities' scores by what they weigh."""
    parts = [
        (slot(index), role, left)
        for index, role, left in zip(scores, weights.roles, weights.left, strict=True)
        if role
    ]
    weighted = [
        _weighted(column, role, None if isinstance(left, int) else left > 0)
        for column, role, left in parts
    ]
    average = _average(weighted, weights.whole, sum(weights.roles), absences)
    return average.with_absent(_unrated(weights, slot(coverage).absent, slot, absences))


def _average(weighted: Sequence[Numbers], whole: Any, most: int, absences: Absences) -> Numbers:
    """The sum divided by the whole weight: as one fraction where a float holds both its parts."""
    total = Numbers.constant(0)
    for column in weighted:
        if isinstance(column.d, int):
            total = added(total, column, absences)
    own = [column for column in weighted if not isinstance(column.d, int)]
    divisor = whole if isinstance(whole, int) else numpy.maximum(whole, 1).astype(numpy.float64)
    widest = prod(column.most for column in (total, *own)) * most
    reach = sum(column.reach for column in (total, *own))
    if own and widest * max(reach, 1) > EXACT_FLOAT:
        return WideSum((total, *own), divisor, most, None)
    for column in own:
        total = added(total, column, absences)
    if isinstance(whole, int):
        return multiplied(total, Numbers.constant(1, whole), absences)
    d = times(total.d, divisor, total.most * most)
    return Numbers(total.n, d, total.low, total.high, total.most * most)


def _unrated(
    weights: Weights, coverage: Codes | None, slot: Slots, absences: Absences
) -> Codes | None:
    insisted = insisting(weights.operation.insisting, slot, absences)
    absent = overriding(insisted, coverage)
    if isinstance(weights.rated, bool):
        return absent
    # The causes are not kept: the states of the measures tell them.
    code = absences.code(Absence("missing", "weight-unknown"))
    return absences.where_present(~weights.rated, code, absent)
