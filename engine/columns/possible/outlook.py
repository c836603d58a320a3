"""What the ratings still possible depend on: settled once for a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any

import numpy

from ...plan import ApplyGate, Coverage, Decide, OverallScore, Plan, Score, Step
from ...possible.ratings import candidates_of
from ...possible.reachable import Reach, Weighted
from ...terms import Compare, Number, Slot, Term, children, slots
from ..steps.reweighting import Shares, declared_weights
from ..values.numbers import Unprovable

MOST_LEVELS = 63
"""Levels whose sets are the bits of a number."""
MOST_KEPT = 1 << 21
"""So many sums are remembered in all."""
MOST_SUM = 2**60
"""Up to this, 64 bits hold sums and what is far from every one of them."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What counts in the overall score. `responsibility` and `position` say which it is there,
    `weight` is its own times the responsibility's. `points` are the whole numbers over
    `Outlook.common` that it could have, () where nothing bounds them."""

    score: int
    responsibility: int
    position: int
    weight: int
    points: tuple[int, ...]
    curved: bool


@dataclass(frozen=True, slots=True)
class OpenSums:
    """Whole numbers in order: with each all from there to `width` above."""

    starts: Any
    width: int


def _open_sums(reach: Reach) -> OpenSums:
    if reach.bits:
        octets = reach.bits.to_bytes((reach.bits.bit_length() + 7) // 8, "little")
        bits = numpy.unpackbits(numpy.frombuffer(octets, numpy.uint8), bitorder="little")
        places = numpy.flatnonzero(bits)
        last = reach.bits.bit_length() - 1
    else:
        last = reach.listed[-1]
        if last > MOST_SUM:
            raise Unprovable
        places = numpy.array(reach.listed, numpy.int64)
    if abs(reach.least) + reach.step * last + reach.width > MOST_SUM:
        raise Unprovable
    return OpenSums(places * reach.step + reach.least, reach.width)


@dataclass(slots=True)
class Outlook:
    """The rules and gates of a role, and what its score is made of.

    `cuts` are the constants that the score is compared with, in order. `shares` and `roles` are
    the declared weights; `whole` is a multiple of every weight that can be left in any of the
    responsibilities, where one is small enough, `common` one of every denominator of a point or a
    cut. Where the score is no average, `formula` gives it, or nothing does.
    """

    decision: Decide
    gates: tuple[ApplyGate, ...]
    cuts: tuple[Fraction, ...]
    levels: tuple[str, ...]
    coverage: Coverage | None
    shares: list[Shares]
    roles: list[int]
    whole: int | None
    measures: tuple[Measure, ...]
    common: int
    formula: Term | None
    _sums: dict[tuple[int, tuple[tuple[int, int], ...]], OpenSums] = field(default_factory=dict)
    _kept: int = 0

    def sums(self, open_measures: tuple[tuple[int, int], ...], whole: int) -> OpenSums:
        """What measures that are missing could add: each is named by its position, and the weight
        left in its responsibility, which divides `whole`. Unprovable where 64 bits do not hold
        it."""
        key = whole, open_measures
        known = self._sums.get(key)
        if known is not None:
            return known
        choices = []
        for position, left in open_measures:
            measure = self.measures[position]
            weight = measure.weight * (whole // left)
            choices.append(([weight * each for each in measure.points], measure.curved))
        made = _open_sums(Reach.of(choices))
        if self._kept + len(made.starts) > MOST_KEPT:
            self._sums, self._kept = {}, 0
        self._sums[key] = made
        self._kept += len(made.starts)
        return made


def outlook_of(plan: Plan, settled: Sequence[Step]) -> Outlook | None:
    """A plan and its steps as they are evaluated -> what its ratings depend on; None where they
    are only asked for one by one."""
    if plan.overall is None or plan.overall_before_gates is None or plan.overall_score is None:
        return None
    steps = {step.index: step for step in (*plan.steps, *settled)}
    decision = steps[plan.overall_before_gates].operation
    assert isinstance(decision, Decide)
    gates = [steps[index].operation for index in plan.gates]
    conditions = [branch.condition for branch in decision.branches if branch.condition]
    conditions += [gate.condition for gate in gates if isinstance(gate, ApplyGate)]
    cuts = _cuts(conditions, plan.overall_score)
    levels = plan.framework.scales[decision.rules.scale].by_rank
    if cuts is None or len(levels) > MOST_LEVELS:
        return None
    operation = steps[plan.overall_score].operation
    try:
        weighed = _weighed(plan, steps, operation, cuts)
    except Unprovable:
        return None
    return Outlook(
        decision,
        tuple(gate for gate in gates if isinstance(gate, ApplyGate)),
        tuple(sorted(cuts)),
        tuple(level.id for level in levels),
        *weighed,
        operation.term if isinstance(operation, Score) else None,
    )


def _cuts(conditions: Sequence[Term], score: int) -> set[Fraction] | None:
    """The constants that the score is compared with; None where it is read in another way."""
    cuts: set[Fraction] = set()
    for condition in conditions:
        waiting = [condition]
        while waiting:
            term = waiting.pop()
            match term:
                case Compare(left=Slot(index), right=Number(n, d)) if index == score:
                    cuts.add(Fraction(n, d))
                case Compare(left=Number(n, d), right=Slot(index)) if index == score:
                    cuts.add(Fraction(n, d))
                case Slot(index) if index == score:
                    return None
                case _:
                    waiting.extend(children(term))
    return cuts


Weighed = tuple[Coverage | None, list[Shares], list[int], int | None, tuple[Measure, ...], int]


def _weighed(
    plan: Plan, steps: Mapping[int, Step], operation: object, cuts: Iterable[Fraction]
) -> Weighed:
    if not isinstance(operation, OverallScore):
        return None, [], [], 1, (), 1
    coverage = steps[operation.coverage].operation
    assert isinstance(coverage, Coverage)
    shares, roles = declared_weights(coverage)
    multiples = [each.multiple for each in shares if each.multiple is not None]
    whole = lcm(*multiples) if len(multiples) == len(shares) else None
    counted = [
        (score, number, position, weight * role)
        for number, (each, role) in enumerate(zip(shares, roles, strict=True))
        for position, (score, weight) in enumerate(zip(each.scores, each.weights, strict=True))
        if weight * role
    ]
    found = {score: candidates_of(plan, score, Fraction(1)) for score, *_ in counted}
    points = (point for each in found.values() if each for point in each.points)
    common = lcm(*(each.denominator for each in (*points, *cuts)))
    measures = tuple(
        Measure(score, number, position, weight, *_whole_points(found[score], common))
        for score, number, position, weight in counted
    )
    return coverage, shares, roles, whole, measures, common


def _whole_points(candidates: Weighted | None, common: int) -> tuple[tuple[int, ...], bool]:
    if candidates is None:
        return (), False
    return tuple(int(point * common) for point in candidates.points), candidates.curved


def reads(term: Term, index: int) -> bool:
    """Whether a term reads a step."""
    return index in slots(term)
