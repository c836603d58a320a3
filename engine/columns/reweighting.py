"""How weights move when measures are absent, over columns: `engine/reweighting.py` for many.

Weights are whole numbers here. A responsibility's score is kept over one denominator for all:
whatever weight is left in a row divides the least common multiple of all that could be left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil, gcd, lcm
from typing import TYPE_CHECKING, Any

import numpy

from ..plan import Coverage, ResponsibilityWeights, Step
from ..trace import Absence
from .absences import Absences, Codes, does_not_apply, is_missing
from .numbers import (
    EXACT_FLOAT,
    Held,
    Mask,
    Numbers,
    Unprovable,
    added,
    compared,
    held_by,
    multiplied,
    times,
)

if TYPE_CHECKING:
    from .plan_columns import Chunk

MOST_MEASURES = 12
"""Measures of one responsibility whose possible weights are written out."""


@dataclass(frozen=True, slots=True)
class Shares:
    """The declared weights of a responsibility's measures as whole numbers: `scores` are their
    steps, `common` a multiple of every total that some of the weights have."""

    ids: tuple[str, ...]
    scores: tuple[int, ...]
    weights: tuple[int, ...]
    total: int
    common: int


@dataclass(slots=True, eq=False)
class Weights:
    """What counts in each row. The lists go by responsibility.

    `counted` are the measures that count (None: all do), `left` the weight they have (an int
    where it is the same for all); `whole` is what the responsibilities with any weight left weigh
    together. `rated` is where the role lets what is missing leave.
    """

    operation: Coverage
    shares: list[Shares]
    roles: list[int]
    rows: int
    absent: Mapping[int, Codes | None]
    counted: list[list[Mask | None]]
    left: list[Any]
    whole: Any
    rated: Held
    nothing: Held
    known_weight: Numbers
    failed: Held

    def known(self, step: Step, absences: Absences) -> Numbers:
        """The coverage: the share of weight that is known."""
        if self.nothing is False:
            return self.known_weight
        absence = Absence("not applicable", "nothing-applies", step.inputs)
        code = absences.code(absence)
        return self.known_weight.with_absent(absences.where(self._nothing, code, None))

    @property
    def _nothing(self) -> Mask:
        assert not isinstance(self.nothing, bool)
        return self.nothing


@cache
def _shares(responsibility: ResponsibilityWeights) -> Shares:
    if responsibility.score is not None:
        return Shares((responsibility.id,), (responsibility.score,), (1,), 1, 1)
    measures = responsibility.measures
    weights = whole_numbers([measure.weight for measure in measures])
    if len(measures) > MOST_MEASURES or not all(weights):
        raise Unprovable
    totals = {0}
    for weight in weights:
        totals |= {total + weight for total in totals}
    common = lcm(*(total for total in totals if total))
    if common > EXACT_FLOAT:
        raise Unprovable
    ids, scores = (tuple(each) for each in zip(*((m.id, m.score) for m in measures), strict=True))
    return Shares(ids, scores, tuple(weights), sum(weights), common)


def whole_numbers(weights: Sequence[Fraction]) -> list[int]:
    """The smallest whole numbers in the same proportions."""
    common = lcm(*(weight.denominator for weight in weights))
    numbers = [int(weight * common) for weight in weights]
    shared = gcd(*numbers) or 1
    return [number // shared for number in numbers]


def weights_of(operation: Coverage, absent: Mapping[int, Codes | None], rows: int) -> Weights:
    """What is absent -> the weights that hold in each row."""
    shares = [_shares(responsibility) for responsibility in operation.responsibilities]
    roles = whole_numbers([each.weight for each in operation.responsibilities])
    if not all(roles):
        raise Unprovable
    if all(absent[score] is None for each in shares for score in each.scores):
        everything: list[list[Mask | None]] = [[None] * len(each.ids) for each in shares]
        return Weights(
            operation, shares, roles, rows, absent, everything,
            [each.total for each in shares], sum(roles),
            True, False, Numbers.constant(1), False,
        )  # fmt: skip
    return _moved(operation, shares, roles, absent, rows)


def _moved(
    operation: Coverage,
    shares: list[Shares],
    roles: list[int],
    absent: Mapping[int, Codes | None],
    rows: int,
) -> Weights:
    """What does not apply leaves; then, where enough is known, what is missing does too."""
    present: list[list[Mask | None]] = []
    applying: list[list[Mask | None]] = []
    some_missing = numpy.zeros(rows, numpy.bool_)
    for each in shares:
        here: list[Mask | None] = []
        stays: list[Mask | None] = []
        for score in each.scores:
            codes = absent[score]
            here.append(None if codes is None else codes == 0)
            stays.append(None if codes is None else ~does_not_apply(codes))
            if codes is not None:
                some_missing |= is_missing(codes)
        present.append(here)
        applying.append(stays)
    known = [_left(each, masks) for each, masks in zip(shares, present, strict=True)]
    applies = [_left(each, masks) for each, masks in zip(shares, applying, strict=True)]
    whole = _whole(roles, applies)
    share = _known_share(shares, roles, known, applies, whole)
    failed = _failed(operation, absent, rows)
    limit = Numbers.constant(*operation.limit.as_integer_ratio())
    rated = held_by(compared(">=", share, limit), rows) & ~failed
    remaining = _whole(roles, known)
    if not isinstance(remaining, int):
        rated &= (remaining > 0) | ~some_missing
    counted = [
        [_either(rated, one, other) for one, other in zip(first, second, strict=True)]
        for first, second in zip(present, applying, strict=True)
    ]
    left = [_either(rated, one, other) for one, other in zip(known, applies, strict=True)]
    nothing: Held = False if isinstance(whole, int) else whole == 0
    if nothing is not False and not nothing.any():
        nothing = False
    return Weights(
        operation, shares, roles, rows, absent, counted, left,
        _either(rated, remaining, whole), rated, nothing, share, failed,
    )  # fmt: skip


def _either(mask: Mask, one: Any, other: Any) -> Any:
    """Where the mask holds the one, elsewhere the other."""
    if one is None and other is None:
        return None
    if isinstance(one, int) and isinstance(other, int) and one == other:
        return one
    everything = numpy.True_
    return numpy.where(
        mask, everything if one is None else one, everything if other is None else other
    )


def _left(shares: Shares, masks: Sequence[Mask | None]) -> Any:
    """The weight of the measures that stay."""
    total: Any = sum(
        weight for weight, mask in zip(shares.weights, masks, strict=True) if mask is None
    )
    for weight, mask in zip(shares.weights, masks, strict=True):
        if mask is not None:
            total = total + mask * numpy.float64(weight)
    return total


def _whole(roles: Sequence[int], left: Sequence[Any]) -> Any:
    """What the responsibilities with any weight left weigh together."""
    total: Any = sum(
        role for role, weight in zip(roles, left, strict=True) if isinstance(weight, int)
    )
    for role, weight in zip(roles, left, strict=True):
        if not isinstance(weight, int):
            total = total + (weight > 0) * numpy.float64(role)
    return total


def _known_share(
    shares: Sequence[Shares],
    roles: Sequence[int],
    known: Sequence[Any],
    applies: Sequence[Any],
    whole: Any,
) -> Numbers:
    """The share of the weight that applies which is known, over one denominator but for `whole`."""
    common = lcm(*(each.common for each in shares))
    bound = common * sum(roles)
    if bound > EXACT_FLOAT:
        raise Unprovable
    total: Any = 0
    for role, one, other in zip(roles, known, applies, strict=True):
        if isinstance(one, int):
            total = total + role * common
        else:
            divisor = other if isinstance(other, int) else numpy.maximum(other, 1.0)
            # The weight left divides `common`: the quotient is whole, and exact.
            total = total + one * (numpy.float64(common) / divisor) * role
    if isinstance(total, int) and isinstance(whole, int):
        return Numbers.constant(total, common * whole)
    divisor = whole if isinstance(whole, int) else numpy.maximum(whole, 1.0)
    d = divisor * common
    return Numbers(total, d, 0, bound, bound)


def _failed(operation: Coverage, absent: Mapping[int, Codes | None], rows: int) -> Mask:
    """Where a measure is missing that leaves the role unrated whatever else is known."""
    failed = numpy.zeros(rows, numpy.bool_)
    for responsibility in operation.responsibilities:
        for measure in responsibility.measures:
            codes = absent.get(measure.score)
            if measure.fails and codes is not None:
                failed |= is_missing(codes)
    return failed


# --- scores --------------------------------------------------------------------------------


def responsibility_score(
    weights: Weights, position: int, slot: Callable[[int], Numbers], absences: Absences
) -> Numbers:
    """The average of what counts, by its weights."""
    shares = weights.shares[position]
    left = weights.left[position]
    total = Numbers.constant(0)
    missing: Codes | None = None
    absent: Codes | None = None
    for weight, score, counts in zip(
        shares.weights, shares.scores, weights.counted[position], strict=True
    ):
        column = slot(score)
        present = column.with_absent(None)
        factor: Any = weight
        if column.absent is not None:
            factor = (column.absent == 0) * numpy.float64(weight)
            absent = absences.undecided(absent, column.absent)
            only_missing = column.absent * is_missing(column.absent)
            missing = absences.undecided(missing, only_missing)
        elif counts is not None:
            raise Unprovable
        counted = Numbers(factor, 1, 0 if factor is not weight else weight, weight, 1)
        total = added(total, multiplied(present, counted, absences), absences)
    if isinstance(left, int):
        column = multiplied(total, Numbers.constant(1, left), absences)
        return column.with_absent(None)
    # Over `common`: what is left divides it.
    share = numpy.float64(shares.common) / numpy.maximum(left, 1.0)
    reach = max(slot(score).reach for score in shares.scores)
    most = total.most * shares.common
    bound = ceil(reach * most)
    column = Numbers(
        times(total.n, share, bound), times(total.d, shares.common, most), -bound, bound, most
    )
    return column.with_absent(_unscored(weights, left, missing, absent))


def _unscored(
    weights: Weights, left: Any, missing: Codes | None, absent: Codes | None
) -> Codes | None:
    """Absent where nothing counts is known, or something is missing that may not leave."""
    codes: Codes | None = None
    if absent is not None:
        codes = absent * (left == 0)
    if missing is not None and weights.rated is not True:
        kept = missing * ~weights.rated
        codes = kept if codes is None else numpy.where(kept != 0, kept, codes)
    return codes if codes is not None and codes.any() else None


def overall_score(
    weights: Weights, scores: Sequence[int], coverage: Numbers, chunk: Chunk
) -> Numbers:
    """The average of the responsibilities' scores by what they weigh."""
    absences = chunk.absences
    total = Numbers.constant(0)
    parts = [
        (chunk.slot(index), role, left)
        for index, role, left in zip(scores, weights.roles, weights.left, strict=True)
    ]
    # Those over a denominator of their own come last: there are few.
    parts.sort(key=lambda part: not isinstance(part[0].d, int))
    for column, role, left in parts:
        present = column.with_absent(None)
        factor: Any = role
        if not isinstance(left, int):
            factor = (left > 0) * numpy.float64(role)
        counted = Numbers(factor, 1, 0 if factor is not role else role, role, 1)
        total = added(total, multiplied(present, counted, absences), absences)
    whole = weights.whole
    if isinstance(whole, int):
        score = multiplied(total, Numbers.constant(1, whole), absences)
    else:
        most = sum(weights.roles)
        divisor = numpy.maximum(whole, 1.0)
        d = times(total.d, divisor, total.most * most)
        score = Numbers(total.n, d, total.low, total.high, total.most * most)
    return score.with_absent(_unrated(weights, coverage, absences))


def _unrated(weights: Weights, coverage: Numbers, absences: Absences) -> Codes | None:
    absent = coverage.absent
    if weights.rated is True:
        return absent
    assert not isinstance(weights.rated, bool)
    unrated = ~weights.rated
    if not unrated.any():
        return absent
    # The causes are not kept: the states of the measures tell them.
    failing = absences.code(Absence("missing", "measure-fails"))
    unknown = absences.code(Absence("missing", "weight-unknown"))
    absent = absences.where_present(unrated & weights.failed, failing, absent)
    return absences.where_present(unrated & ~weights.failed, unknown, absent)
