"""The scores of a role over columns: averages by the weights that hold in each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy

from ...trace import Absence
from ..values.absences import Absences, Codes, is_missing, overriding
from ..values.averages import average
from ..values.numbers import Numbers
from ..values.sums import Part
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
    shares = weights.shares[position]
    counted = [
        (weight, slot(score))
        for weight, score in zip(shares.weights, shares.scores, strict=True)
        if weight
    ]
    codes = _unscored(weights, position, [column.absent for _, column in counted], absences)
    if len(counted) == 1:
        return counted[0][1].with_absent(codes)
    parts = [Part(column, weight, _present(column.absent)) for weight, column in counted]
    return average(parts, weights.left_of(position), over_one=True).with_absent(codes)


def _present(absent: Codes | None) -> Any:
    return None if absent is None else absent == 0


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
        Part(slot(index), role, None if isinstance(left, int) else left > 0)
        for index, role, left in zip(scores, weights.roles, weights.left, strict=True)
        if role
    ]
    column = average(parts, weights.whole_of())
    return column.with_absent(_unrated(weights, slot(coverage).absent, slot, absences))


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
