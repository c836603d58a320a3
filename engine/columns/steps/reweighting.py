"""How weights move when measures are absent, over columns: `engine/reweighting.py` for many.

Weights are whole numbers here, and so is what is left of them in a row. The least common multiple
of all that could be left of a responsibility's weight, where it is small enough, serves as the
denominator of its score for everyone; else each row has its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from math import gcd, lcm
from typing import Any, TypeAlias

import numpy

from ...plan import Coverage, ResponsibilityWeights, Step
from ...trace import Absence
from ..values.absences import NOT_APPLICABLE, Absences, Codes, does_not_apply, is_missing
from ..values.averages import Whole, average
from ..values.conditions import Held, Mask, held_by
from ..values.numbers import EXACT_FLOAT, Numbers, Unprovable, compared
from ..values.sums import Part

MOST_TOTALS = 4096
"""So many totals of one responsibility's weights are written out."""
MOST_BITS = 256
"""So long a common multiple of totals may still prove that sums differ."""

Weight: TypeAlias = Any
"""A weight that is the same for all (an int), or one for each row."""


@dataclass(frozen=True, slots=True)
class Shares:
    """The declared weights of a responsibility's measures as whole numbers: `scores` are their
    steps, `multiple` one of every total that some of the weights have, where a float holds it."""

    ids: tuple[str, ...]
    scores: tuple[int, ...]
    weights: tuple[int, ...]
    total: int
    multiple: int | None


@dataclass(slots=True, eq=False)
class Weights:
    """What counts in each row. The lists go by responsibility; `roles` are their weights.

    `known` is what the measures weigh that are not absent, `applying` what those weigh that apply;
    `known_whole` and `applying_whole` are what the responsibilities with any such weight weigh
    together. `present` and `applies` are where each measure is so (None: in every row). `rated` is
    where the role lets what is missing leave, `nothing` where nothing that counts applies, and
    `share` the share of weight that is known.
    """

    operation: Coverage
    shares: list[Shares]
    roles: list[int]
    present: list[list[Mask | None]]
    applies: list[list[Mask | None]]
    known: list[Weight]
    applying: list[Weight]
    known_whole: Weight
    applying_whole: Weight
    rated: Held
    nothing: Mask | None
    share: Numbers
    _unrated: list[Any] = field(default_factory=list)
    _left: dict[int, Weight] = field(default_factory=dict)
    _whole: list[Weight] = field(default_factory=list)

    def column(self, step: Step, absences: Absences) -> Numbers:
        """The coverage: the share of weight that is known."""
        if self.nothing is None:
            return self.share
        absence = Absence("not applicable", "nothing-applies", step.inputs)
        return self.share.with_absent(absences.where(self.nothing, absences.code(absence), None))

    @property
    def unrated(self) -> Any:
        """The positions of the rows in which what is missing may not leave."""
        if not self._unrated:
            rated = self.rated
            rows = numpy.arange(0) if isinstance(rated, bool) else numpy.flatnonzero(~rated)
            self._unrated.append(rows)
        return self._unrated[0]

    # --- what scores are averaged by -------------------------------------------------------
    # They matter where what is missing left, or nothing is missing: what is known weighs all that
    # counts. Nothing missing leaves a responsibility that is only shown.

    def scored(self, position: int) -> Weight:
        """The weight of the measures that count in a responsibility's score."""
        return self.known[position] if self.roles[position] else self.applying[position]

    def scored_by(self, position: int) -> Whole:
        """The same as a divisor: 1 where no measure counts."""
        return _divisor(self.shares[position], self.scored(position))

    def rated_by(self) -> Whole:
        """What the responsibilities that count in the overall score weigh together, as a divisor:
        1 where none does."""
        return _role_divisor(self.roles, self.known_whole)

    # --- the weights that hold -------------------------------------------------------------

    def counts(self, position: int, measure: int) -> Mask | None:
        """Where a measure of a responsibility counts."""
        present, applies = self.present[position][measure], self.applies[position][measure]
        counts: Mask | None = _either(self._leaving(position), present, applies)
        return counts

    def left(self, position: int) -> Weight:
        """The weight of the measures that count of a responsibility."""
        if position not in self._left:
            self._left[position] = _either(
                self._leaving(position), self.known[position], self.applying[position]
            )
        return self._left[position]

    def left_of(self, position: int) -> Whole:
        """The same as a divisor."""
        return _divisor(self.shares[position], self.left(position))

    def whole(self) -> Weight:
        """What the responsibilities that count weigh together."""
        if not self._whole:
            self._whole.append(_either(self.rated, self.known_whole, self.applying_whole))
        return self._whole[0]

    def whole_of(self) -> Whole:
        """The same as a divisor."""
        return _role_divisor(self.roles, self.whole())

    def _leaving(self, position: int) -> Held:
        return self.rated if self.roles[position] else False


def declared_weights(operation: Coverage) -> tuple[list[Shares], list[int]]:
    """The declared weights within each responsibility, and theirs in the role. Unprovable where
    nothing counts, or floats do not hold what they total."""
    shares = [_shares(responsibility) for responsibility in operation.responsibilities]
    roles = whole_numbers([each.weight for each in operation.responsibilities])
    if not any(roles) or max(sum(roles), *(each.total for each in shares)) > EXACT_FLOAT:
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
    everywhere: list[list[Mask | None]] = [[None] * len(each.ids) for each in shares]
    totals = [each.total for each in shares]
    return Weights(
        operation,
        shares,
        roles,
        present=everywhere,
        applies=everywhere,
        known=totals,
        applying=totals,
        known_whole=sum(roles),
        applying_whole=sum(roles),
        rated=True,
        nothing=None,
        share=Numbers.constant(1),
    )


def _shares(responsibility: ResponsibilityWeights) -> Shares:
    if responsibility.score is not None:
        return Shares((responsibility.id,), (responsibility.score,), (1,), 1, 1)
    measures = responsibility.measures
    weights = whole_numbers([measure.weight for measure in measures])
    if not any(weights):
        raise Unprovable
    ids = tuple(measure.id for measure in measures)
    scores = tuple(measure.score for measure in measures)
    return Shares(ids, scores, tuple(weights), sum(weights), _multiple_of_totals(weights))


def _multiple_of_totals(weights: Sequence[int]) -> int | None:
    """A multiple of every total that some of the weights have, where a float holds it."""
    totals = {0}
    for weight in weights:
        totals |= {total + weight for total in totals}
        if len(totals) > MOST_TOTALS:
            return None
    return _multiple(totals, EXACT_FLOAT)


def _multiple(totals: Iterable[int], most: int) -> int | None:
    """The least common multiple of all but 0, unless it is above `most`."""
    common = 1
    for total in totals:
        common = lcm(common, total or 1)
        if common > most:
            return None
    return common


def _divisor(shares: Shares, left: Weight) -> Whole:
    """The weight left in each row, 1 where there is none, and what a multiple of it is known."""
    if isinstance(left, int):
        return Whole.of(left or 1)
    multiple = shares.multiple
    if multiple is None and shares.total <= MOST_TOTALS:
        # Of all that could be left these rows may have but a few.
        there = numpy.flatnonzero(numpy.bincount(left)).tolist()
        multiple = _multiple(there, 1 << MOST_BITS)
    return Whole(numpy.maximum(left, 1), shares.total, multiple)


def _role_divisor(roles: Sequence[int], whole: Weight) -> Whole:
    if isinstance(whole, int):
        return Whole.of(whole or 1)
    return Whole(numpy.maximum(whole, 1), sum(roles), None)


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
    applies = [[_masked(absent[score], _applies) for score in each.scores] for each in shares]
    known = [_left(each, masks) for each, masks in zip(shares, present, strict=True)]
    applying = [_left(each, masks) for each, masks in zip(shares, applies, strict=True)]
    whole = _whole(roles, applying)
    share = _known_share(shares, roles, known, applying, whole)
    limit = Numbers.constant(*operation.limit.as_integer_ratio())
    insisted = _any_missing(operation.insisting, absent, rows)
    rated = held_by(compared(">=", share, limit), rows) & ~insisted
    remaining = _whole(roles, known)
    if not isinstance(remaining, int):
        nothing = numpy.flatnonzero(remaining == 0)
        measures = [score for each in shares for score in each.scores]
        rated[nothing] &= ~_any_missing(measures, absent, len(nothing), nothing)
    return Weights(
        operation,
        shares,
        roles,
        present=present,
        applies=applies,
        known=known,
        applying=applying,
        known_whole=remaining,
        applying_whole=whole,
        rated=True if rated.all() else rated,
        nothing=None if isinstance(whole, int) or whole.all() else whole == 0,
        share=share,
    )


def _is_present(codes: Codes) -> Any:
    return codes == 0


def _applies(codes: Codes) -> Any:
    return ~does_not_apply(codes) if codes.max() >= NOT_APPLICABLE else None


def _masked(codes: Codes | None, where: Any) -> Mask | None:
    return None if codes is None else where(codes)


def _any_missing(
    steps: Sequence[int], absent: Mapping[int, Codes | None], count: int, rows: Any = slice(None)
) -> Mask:
    """Whether any of the steps is missing, for all rows or the `count` at some positions."""
    found = numpy.zeros(count, numpy.bool_)
    for index in steps:
        codes = absent[index]
        if codes is not None:
            found |= is_missing(codes[rows])
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
    """The share of the weight that applies which is known."""
    parts = []
    for each, role, one, other in zip(shares, roles, known, applies, strict=True):
        if not role:
            continue
        if isinstance(one, int):
            share = Numbers.constant(1)
        else:
            left = Numbers(one, 1, 0, each.total, 1)
            share = average([Part(left, 1)], _divisor(each, other), reach=1, over_one=True)
        parts.append(Part(share, role))
    return average(parts, _role_divisor(roles, whole), reach=1)
