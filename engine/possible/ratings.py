"""The ratings that are still possible while something is missing.

What is missing could turn out to be any value the framework allows. The answer is the set of
overall ratings that some such value leads to: never one too few, and one too many only where
`exact` is False, because a rule reads what is missing by more than its points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from ..evaluating.operations import gated
from ..evaluating.reweighting import Reweighting
from ..plan import (
    ApplyGate,
    Coverage,
    Decide,
    DirectRating,
    OverallScore,
    Plan,
    Points,
    Score,
)
from ..terms import Compare, Curve, Number, Slot, Term, children
from ..trace import Absence, AbsenceKind, Trace
from .reachable import Sums, Weighted
from .supposition import PLANS, Supposition


@dataclass(frozen=True, slots=True)
class Possible:
    """Ids of levels, best first; `exact` is False where some of them may not be reachable."""

    levels: tuple[str, ...]
    exact: bool


def possible_ratings(trace: Trace) -> Possible:
    """Trace -> the overall ratings still possible; one level where nothing missing matters."""
    plan = trace.plan
    assert plan.overall is not None
    assert plan.overall_before_gates is not None
    decision = plan.steps[plan.overall_before_gates].operation
    assert isinstance(decision, Decide)
    supposition = Supposition(trace)
    parts, certain = _parts(supposition)
    ranks: set[int] = set()
    if parts is None:
        certain = False
        supposition.suppose(None)
        ranks, _ = _through_gates(supposition, {branch.rank for branch in decision.branches})
    else:
        sums = Sums.of(parts)
        certain = certain and sums.told_apart
        for score in sums.among(_thresholds(supposition)) if parts else ():
            supposition.suppose(score)
            before, sure = _decided(supposition, decision)
            after, sure_gates = _through_gates(supposition, before)
            certain = certain and sure and sure_gates
            ranks |= after
    by_rank = plan.framework.scales[decision.rules.scale].by_rank
    return Possible(tuple(by_rank[rank].id for rank in sorted(ranks, reverse=True)), certain)


# --- scores --------------------------------------------------------------------------------


def _parts(supposition: Supposition) -> tuple[list[Weighted] | None, bool]:
    """What the overall score may be made of, and whether it can be all of that: None where
    nothing bounds it, nothing where no score is possible."""
    trace, plan = supposition.trace, supposition.trace.plan
    assert plan.overall_score is not None
    operation = plan.steps[plan.overall_score].operation
    if plan.overall_score not in supposition.hanging:
        if trace.present(plan.overall_score):
            return [Weighted(Fraction(1), (trace.raw(plan.overall_score),))], True
    elif isinstance(operation, Score):
        value = supposition.value(operation.term)
        if isinstance(value, Absence):
            return None, False
        return [Weighted(Fraction(1), (Fraction(*value),))], True
    if not isinstance(operation, OverallScore):
        return None, False
    coverage = plan.steps[operation.coverage].operation
    assert isinstance(coverage, Coverage)
    weights = _reweighting(plan).weights(_leaving(trace, operation.coverage))
    if weights is None:
        return [], True
    certain = True
    parts: list[Weighted] = []
    for responsibility in coverage.responsibilities:
        share = weights.responsibilities[responsibility.id]
        counted = [
            (measure.score, weights.measures[measure.id]) for measure in responsibility.measures
        ]
        if responsibility.score is not None:
            counted = [(responsibility.score, Fraction(1))]
        for score, weight in counted:
            if not share * weight:
                continue
            if score not in supposition.hanging:
                parts.append(Weighted(share * weight, (trace.raw(score),)))
                continue
            candidates = candidates_of(plan, score, share * weight)
            if candidates is None:
                return None, False
            certain = certain and not trace.present(score)
            parts.append(candidates)
    return parts, certain


@lru_cache(maxsize=PLANS)
def _reweighting(plan: Plan) -> Reweighting:
    assert plan.coverage is not None
    coverage = plan.steps[plan.coverage].operation
    assert isinstance(coverage, Coverage)
    return Reweighting(coverage)


def _leaving(trace: Trace, coverage: int) -> Iterator[tuple[int, AbsenceKind]]:
    """The measures that would be absent if nothing were missing."""
    for index in trace.plan.steps[coverage].inputs:
        absence = trace.absence(index) if not trace.present(index) else None
        if absence is not None and absence.kind != "missing":
            yield index, "not applicable"


def candidates_of(plan: Plan, score: int, weight: Fraction) -> Weighted | None:
    """What a measure could add; None where nothing bounds it."""
    operation = plan.steps[score].operation
    match operation:
        case Points(rating, _, points):
            deciding = plan.steps[rating].operation
            if isinstance(deciding, Decide):
                ranks = {branch.rank for branch in deciding.branches}
            else:
                assert isinstance(deciding, DirectRating)
                ranks = set(range(len(points)))
            return Weighted(weight, tuple(points[rank] for rank in sorted(ranks)))
        case Score(Curve(points=curve)):
            heights = [Fraction(y.n, y.d) for _, y in curve if isinstance(y, Number)]
            if len(heights) == len(curve):
                return Weighted(weight, tuple(heights), curved=True)
        case Score(Slot(assessed)):
            competency = plan.framework.competencies.get(plan.steps[assessed].subject)
            if competency is not None:
                levels = plan.framework.scales[competency.scale].by_rank
                ends = (levels[0].points, levels[-1].points)
                return Weighted(weight, ends, curved=True)
        case _:
            pass
    return None


def _thresholds(supposition: Supposition) -> list[Fraction]:
    """Every value that the rules and gates compare the score with."""
    trace, plan = supposition.trace, supposition.trace.plan
    assert plan.overall_before_gates is not None
    conditions: list[Term] = []
    for index in (plan.overall_before_gates, *plan.gates):
        operation = plan.steps[index].operation
        if isinstance(operation, Decide):
            conditions += [each.condition for each in operation.branches if each.condition]
        elif isinstance(operation, ApplyGate):
            conditions.append(operation.condition)
    cuts: set[Fraction] = set()
    while conditions:
        condition = conditions.pop()
        conditions.extend(children(condition))
        if isinstance(condition, Compare):
            for side in (condition.left, condition.right):
                if isinstance(side, Number):
                    cuts.add(Fraction(side.n, side.d))
                elif isinstance(side, Slot) and side.index != plan.overall_score:
                    value = trace.raw(side.index) if trace.present(side.index) else None
                    if isinstance(value, Fraction):
                        cuts.add(value)
    return sorted(cuts)


# --- rules and gates -----------------------------------------------------------------------


def _decided(supposition: Supposition, decision: Decide) -> tuple[set[int], bool]:
    ranks: set[int] = set()
    certain = True
    for branch in decision.branches:
        held = (True, 1) if branch.condition is None else supposition.value(branch.condition)
        if isinstance(held, Absence):
            ranks.add(branch.rank)
            certain = False
        elif held[0]:
            ranks.add(branch.rank)
            break
    return ranks, certain


def _through_gates(supposition: Supposition, ranks: set[int]) -> tuple[set[int], bool]:
    """What the gates leave of these ratings; one that hangs on something missing goes both ways."""
    certain = True
    plan = supposition.trace.plan
    for index in plan.gates:
        operation = plan.steps[index].operation
        assert isinstance(operation, ApplyGate)
        value = supposition.value(operation.condition)
        if isinstance(value, Absence) and value.kind == "missing":
            changed = {gated(operation, rank) for rank in ranks}
            certain = certain and changed <= ranks
            ranks = ranks | changed
            continue
        if isinstance(value, Absence):
            if operation.gate.when_unknown == "undetermined":
                return set(), certain
            held = operation.gate.when_unknown == "apply"
        else:
            held = bool(value[0])
        if held:
            ranks = {gated(operation, rank) for rank in ranks}
    return ranks, certain
