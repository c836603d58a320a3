"""How weights move when measures are absent, over columns: `engine/reweighting.py` for many.

Weights are whole numbers here. A responsibility's score is kept over one denominator for all:
whatever weight is left in a row divides the least common multiple of all that could be left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import gcd, lcm
from typing import Any, TypeAlias

import numpy

from ...plan import Coverage, ResponsibilityWeights, Step
from ...trace import Absence
from ..values.absences import Absences, Codes, does_not_apply, is_missing
from ..values.conditions import Held, Mask, held_by
from ..values.numbers import EXACT_FLOAT, Numbers, Unprovable, compared

MOST_TOTALS = 4096
"""So many totals of one responsibility's weights are written out."""

Weight: TypeAlias = Any
"""A weight that is the same for all (an int), or one for each row."""


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
    """What counts in each row. The lists go by responsibility; `roles` are their weights.

    `counted` are the measures that count (None: in every row), `left` the weight they have;
    `whole` is what the responsibilities with any weight left weigh together. `rated` is where the
    role lets what is missing leave, `nothing` where nothing that counts applies.
    """

    operation: Coverage
    shares: list[Shares]
    roles: list[int]
    rows: int
    counted: list[list[Mask | None]]
    left: list[Weight]
    whole: Weight
    rated: Held
    nothing: Mask | None
    known: Numbers

    def column(self, step: Step, absences: Absences) -> Numbers:
        """The coverage: the share of weight that is known."""
        if self.nothing is None:
            return self.known
        absence = Absence("not applicable", "nothing-applies", step.inputs)
        return self.known.with_absent(absences.where(self.nothing, absences.code(absence), None))


def declared_weights(operation: Coverage) -> tuple[list[Shares], list[int]]:
    """The declared weights within each responsibility, and theirs in the role. Unprovable where
    nothing counts, or more could be left than is written out."""
    shares = [_shares(responsibility) for responsibility in operation.responsibilities]
    roles = whole_numbers([each.weight for each in operation.responsibilities])
    if not any(roles):
        raise Unprovable
    return shares, roles


def weights_of(
    operation: Coverage,
    declared: tuple[list[Shares], list[int]],
    absent: Mapping[int, Codes | None],
    rows: int,
) -> Weights:
    """What is absent of the coverage's inputs -> the weights that hold in each row."""
    shares, roles = declared
    if any(codes is not None for codes in absent.values()):
        return _moved(operation, shares, roles, absent, rows)
    return Weights(
        operation,
        shares,
        roles,
        rows,
        counted=[[None] * len(each.ids) for each in shares],
        left=[each.total for each in shares],
        whole=sum(roles),
        rated=True,
        nothing=None,
        known=Numbers.constant(1),
    )


def _shares(responsibility: ResponsibilityWeights) -> Shares:
    if responsibility.score is not None:
        return Shares((responsibility.id,), (responsibility.score,), (1,), 1, 1)
    measures = responsibility.measures
    weights = whole_numbers([measure.weight for measure in measures])
    if not any(weights):
        raise Unprovable
    totals = {0}
    for weight in weights:
        totals |= {total + weight for total in totals}
        if len(totals) > MOST_TOTALS:
            raise Unprovable
    common = lcm(*(total for total in totals if total))
    if common > EXACT_FLOAT:
        raise Unprovable
    ids = tuple(measure.id for measure in measures)
    scores = tuple(measure.score for measure in measures)
    return Shares(ids, scores, tuple(weights), sum(weights), common)


def whole_numbers(weights: Sequence[Fraction]) -> list[int]:
    """The smallest whole numbers in the same proportions."""
    common = lcm(*(weight.denominator for weight in weights))
    numbers = [int(weight * common) for weight in weights]
    shared = gcd(*numbers) or 1
    return [number // shared for number in numbers]


def _moved(
    operation: Coverage,
    shares: list[Shares],
    roles: list[int],
    absent: Mapping[int, Codes | None],
    rows: int,
) -> Weights:
    """What does not apply leaves; then, where enough is known, what is missing does too."""
    present = [[_masked(absent[score], _is_present) for score in each.scores] for each in shares]
    applying = [[_masked(absent[score], _applies) for score in each.scores] for each in shares]
    known = [_left(each, masks) for each, masks in zip(shares, present, strict=True)]
    applies = [_left(each, masks) for each, masks in zip(shares, applying, strict=True)]
    whole = _whole(roles, applies)
    share = _known_share(shares, roles, known, applies, whole)
    limit = Numbers.constant(*operation.limit.as_integer_ratio())
    insisted = _any_missing(operation.insisting, absent, rows)
    rated = held_by(compared(">=", share, limit), rows) & ~insisted
    remaining = _whole(roles, known)
    if not isinstance(remaining, int):
        measures = [score for each in shares for score in each.scores]
        rated &= (remaining > 0) | ~_any_missing(measures, absent, rows)
    # Nothing missing leaves a responsibility that is only shown.
    leaving: list[Held] = [rated if role else False for role in roles]
    return Weights(
        operation,
        shares,
        roles,
        rows,
        counted=[
            [_either(leaves, one, other) for one, other in zip(first, second, strict=True)]
            for leaves, first, second in zip(leaving, present, applying, strict=True)
        ],
        left=[
            _either(leaves, one, other)
            for leaves, one, other in zip(leaving, known, applies, strict=True)
        ],
        whole=_either(rated, remaining, whole),
        rated=rated,
        nothing=None if isinstance(whole, int) or whole.all() else whole == 0,
        known=share,
    )


def _is_present(codes: Codes) -> Any:
    return codes == 0


def _applies(codes: Codes) -> Any:
    return ~does_not_apply(codes)


def _masked(codes: Codes | None, where: Any) -> Mask | None:
    return None if codes is None else where(codes)


def _any_missing(steps: Sequence[int], absent: Mapping[int, Codes | None], rows: int) -> Mask:
    found = numpy.zeros(rows, numpy.bool_)
    for index in steps:
        codes = absent[index]
        if codes is not None:
            found |= is_missing(codes)
    return found


def _either(mask: Held, one: Any, other: Any) -> Any:
    """Where the mask holds the one, elsewhere the other; None counts as true everywhere."""
    if isinstance(mask, bool):
        return one if mask else other
    if one is None and other is None:
        return None
    if isinstance(one, int) and isinstance(other, int) and one == other:
        return one
    everywhere = numpy.True_
    return numpy.where(
        mask, everywhere if one is None else one, everywhere if other is None else other
    )


def _left(shares: Shares, masks: Sequence[Mask | None]) -> Weight:
    """The weight of the measures that stay."""
    total: Any = sum(
        weight for weight, mask in zip(shares.weights, masks, strict=True) if mask is None
    )
    dtype = _narrow(shares.total)
    for weight, mask in zip(shares.weights, masks, strict=True):
        if mask is not None and weight:
            total = (
                mask * dtype(weight) + dtype(total)
                if isinstance(total, int)
                else (total + mask * dtype(weight))
            )
    return total


@cache
def _narrow(most: int) -> Any:
    """The narrowest type of such whole numbers, of which more fit into the cache."""
    return next(
        (
            dtype
            for dtype in (numpy.uint8, numpy.uint16, numpy.uint32)
            if most <= numpy.iinfo(dtype).max
        ),
        numpy.float64,
    )


def _whole(roles: Sequence[int], left: Sequence[Weight]) -> Weight:
    """What the responsibilities with any weight left weigh together."""
    total: Any = sum(
        role for role, weight in zip(roles, left, strict=True) if isinstance(weight, int)
    )
    dtype = _narrow(sum(roles))
    for role, weight in zip(roles, left, strict=True):
        if not isinstance(weight, int) and role:
            total = total + (weight > 0) * dtype(role)
    return total


def _known_share(
    shares: Sequence[Shares],
    roles: Sequence[int],
    known: Sequence[Weight],
    applies: Sequence[Weight],
    whole: Weight,
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
        elif role:
            divisor = other if isinstance(other, int) else numpy.maximum(other, 1)
            # The weight left divides `common`: the quotient is whole, and exact.
            total = total + one * (numpy.float64(common * role) / divisor)
    if isinstance(total, int) and isinstance(whole, int):
        return Numbers.constant(total, common * whole)
    divisor = whole if isinstance(whole, int) else numpy.maximum(whole, 1).astype(numpy.float64)
    return Numbers(total, divisor * common, 0, bound, bound)
