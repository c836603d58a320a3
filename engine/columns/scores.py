"""The scores of a role over columns: averages by the weights that hold in each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any

import numpy

from ..trace import Absence
from .absences import Absences, Codes, is_missing, overriding
from .numbers import Numbers, added, multiplied, times
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
    total = Numbers.constant(0)
    missing: Codes | None = None
    absent: Codes | None = None
    for weight, column in counted:
        total = added(total, _weighted(column, weight, _present(column.absent)), absences)
        if column.absent is not None:
            absent = absences.undecided(absent, column.absent)
            only_missing = column.absent * is_missing(column.absent)
            missing = absences.undecided(missing, only_missing)
    if isinstance(left, int):
        average = multiplied(total, Numbers.constant(1, left), absences)
        return average.with_absent(_unscored(weights, position, missing, None))
    # What is left divides `common`.
    share = numpy.float64(shares.common) / numpy.maximum(left, 1.0)
    most = total.most * shares.common
    bound = ceil(max(column.reach for _, column in counted) * most)
    n, d = times(total.n, share, bound), times(total.d, shares.common, most)
    unknown = None if absent is None else absent * (left == 0)
    return Numbers(n, d, -bound, bound, most, _unscored(weights, position, missing, unknown))


def _present(absent: Codes | None) -> Any:
    return None if absent is None else absent == 0


def _weighted(column: Numbers, weight: int, counts: Any) -> Numbers:
    """A column times a weight, and 0 where it does not count."""
    present = column.with_absent(None)
    if counts is None:
        factor = Numbers.constant(weight)
    else:
        factor = Numbers(counts * numpy.float64(weight), 1, 0, weight, 1)
    return multiplied(present, factor, _NO_ABSENCES)


_NO_ABSENCES = Absences(0)


def _unscored(
    weights: Weights, position: int, missing: Codes | None, unknown: Codes | None
) -> Codes | None:
    """Absent where something is missing that may not leave, or nothing that counts is known."""
    rated = weights.rated if weights.roles[position] else False
    if missing is not None and rated is not True:
        kept = missing if isinstance(rated, bool) else missing * ~rated
        unknown = overriding(kept, unknown)
    return unknown if unknown is not None and unknown.any() else None


def overall_score(
    weights: Weights, scores: Sequence[int], coverage: int, slot: Slots, absences: Absences
) -> Numbers:
    """The average of the responsibilities' scores by what they weigh."""
    parts = [
        (slot(index), role, left)
        for index, role, left in zip(scores, weights.roles, weights.left, strict=True)
        if role
    ]
    # Those over a denominator of their own come last: there are few.
    parts.sort(key=lambda part: not isinstance(part[0].d, int))
    total = Numbers.constant(0)
    for column, role, left in parts:
        counts = None if isinstance(left, int) else left > 0
        total = added(total, _weighted(column, role, counts), absences)
    whole = weights.whole
    if isinstance(whole, int):
        average = multiplied(total, Numbers.constant(1, whole), absences)
    else:
        most = total.most * sum(weights.roles)
        d = times(total.d, numpy.maximum(whole, 1.0), most)
        average = Numbers(total.n, d, total.low, total.high, most)
    return average.with_absent(_unrated(weights, slot(coverage).absent, slot, absences))


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
