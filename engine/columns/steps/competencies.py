"""What raters gave -> the assessed level, for many people."""

from __future__ import annotations

from math import lcm
from typing import Any

import numpy

from ...plan import Assess
from ..values.absences import Codes, is_missing, overriding
from ..values.arithmetic import added, divided, multiplied
from ..values.numbers import Numbers, Unprovable
from .chunk import Chunk


def assess(chunk: Chunk, operation: Assess) -> Numbers:
    """The weighted average of what each kind of rater gave, of those who gave any."""
    raters = [(chunk.slot(index), share) for index, share in operation.raters]
    if any(share <= 0 for _, share in raters):
        raise Unprovable
    common = lcm(*(share.denominator for _, share in raters))
    weights = [int(share * common) for _, share in raters]
    absences = chunk.absences
    if all(rater.absent is None for rater, _ in raters):
        total = Numbers.constant(0)
        for (rater, _), weight in zip(raters, weights, strict=True):
            scaled = Numbers.constant(weight, sum(weights))
            total = added(total, multiplied(rater, scaled, absences), absences)
        return total
    total = Numbers.constant(0)
    whole: Any = sum(
        weight for (rater, _), weight in zip(raters, weights, strict=True) if rater.absent is None
    )
    absent: Codes | None = None
    nobody: Codes | None = None
    for (rater, _), weight in zip(raters, weights, strict=True):
        # What is not supplied is 0 in its column.
        part = multiplied(rater.with_absent(None), Numbers.constant(weight), absences)
        total = added(total, part, absences)
        if rater.absent is not None:
            whole = whole + (rater.absent == 0) * numpy.float64(weight)
            nobody = absences.undecided(nobody, rater.absent)
            if operation.all_raters:
                absent = absences.undecided(absent, rater.absent * is_missing(rater.absent))
    return _average(chunk, total, Numbers(whole, 1, 0, sum(weights), 1), (absent, nobody))


def _average(
    chunk: Chunk, total: Numbers, whole: Numbers, absences: tuple[Codes | None, Codes | None]
) -> Numbers:
    """The assessed level, absent where nobody gave one, or a rater that must give one did not."""
    required, unknown = absences
    absent = None
    if required is not None and required.any():
        absent = chunk.absences.reasoned(required, "rater-missing")
    divisor = whole
    if not isinstance(whole.n, int):
        nobody = whole.n == 0
        if nobody.any():
            assert unknown is not None
            none = chunk.absences.reasoned(unknown * nobody, "no-rater")
            absent = overriding(absent, none)
            divisor = Numbers(numpy.maximum(whole.n, 1.0), 1, 1, whole.high, 1)
        else:
            divisor = Numbers(whole.n, 1, 1, whole.high, 1)
    return divided(total, divisor, 0, chunk.absences).with_absent(absent)
