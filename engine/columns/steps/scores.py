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
    return average(parts, weights.scored_by(position), over_one=True).with_absent(codes)


def _present(absent: Codes | None) -> Any:
    return None if absent is None else absent == 0


def _unscored(
    weights: Weights, position: int, absent: Sequence[Codes | None], absences: Absences
) -> Codes | None:
    """Absent where something is missing that may not leave, or nothing that counts is known."""
    present = [each for each in absent if each is not None]
    if not present:
        return None
    codes: Codes = numpy.zeros(len(present[0]), numpy.uint16)
    if not weights.roles[position]:
        codes |= _undecided([each * is_missing(each) for each in present], absences)
    elif len(weights.unrated):
        rows = weights.unrated
        here = [each[rows] for each in present]
        codes[rows] = _undecided([each * is_missing(each) for each in here], absences)
    left = weights.scored(position)
    if not isinstance(left, int):
        rows = numpy.flatnonzero(left == 0)
        if len(rows):
            unknown = _undecided([each[rows] for each in present], absences)
            codes[rows] = numpy.where(codes[rows] != 0, codes[rows], unknown)
    return codes if codes.any() else None


def _undecided(absent: Sequence[Codes], absences: Absences) -> Codes:
    codes = absent[0]
    for each in absent[1:]:
        found = absences.undecided(codes, each)
        assert found is not None
        codes = found
    return codes


def overall_score(
    weights: Weights, scores: Sequence[int], coverage: int, slot: Slots, absences: Absences
) -> Numbers:
    """The average of the responsibilities' scores by what they weigh."""
    parts = [
        Part(slot(index), role, None if isinstance(known, int) else known > 0)
        for index, role, known in zip(scores, weights.roles, weights.known, strict=True)
        if role
    ]
    column = average(parts, weights.rated_by())
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
