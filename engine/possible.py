"""The ratings that are still possible while something is missing.

What is missing could turn out to be any value the framework allows. The answer is the set of
overall ratings that some such value leads to: never one too few, and one too many only where
`exact` is False, because a rule reads what is missing by more than its points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from .arithmetic import exact
from .interpret import Interpreter
from .operations import gated
from .plan import (
    ApplyGate,
    Coverage,
    Decide,
    DirectRating,
    MeasureWeight,
    OverallScore,
    Plan,
    Points,
    ResponsibilityWeights,
    Score,
)
from .reweighting import effective_weights
from .terms import Compare, Curve, Number, Slot, Term, children
from .trace import Absence, AbsenceKind, Trace

MAX_SUMS = 20_000
"""Distinct sums that are told apart; beyond, the range they span stands for them."""


@dataclass(frozen=True, slots=True)
class Possible:
    """Ids of levels, best first; `exact` is False where some of them may not be reachable."""

    levels: tuple[str, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class _Range:
    """All scores from `low` to `high`."""

    low: Fraction
    high: Fraction


def possible_ratings(trace: Trace) -> Possible:
    """Trace -> the overall ratings still possible; one level where nothing missing matters."""
    plan = trace.plan
    assert plan.overall is not None
    assert plan.overall_before_gates is not None
    scores, certain = _scores(trace)
    decision = plan.steps[plan.overall_before_gates].operation
    assert isinstance(decision, Decide)
    ranks: set[int] = set()
    if scores is None:
        certain = False
        before = {branch.rank for branch in decision.branches}
        ranks, _ = _through_gates(trace, before, None)
    else:
        for score in _representatives(scores, _thresholds(trace)):
            before, sure = _decided(trace, decision, score)
            after, sure_gates = _through_gates(trace, before, score)
            certain = certain and sure and sure_gates
            ranks |= after
    by_rank = plan.framework.scales[decision.rules.scale].by_rank
    return Possible(tuple(by_rank[rank].id for rank in sorted(ranks, reverse=True)), certain)


# --- scores --------------------------------------------------------------------------------


def _scores(trace: Trace) -> tuple[list[_Range] | None, bool]:
    """The overall scores still possible; None where nothing bounds them."""
    plan = trace.plan
    assert plan.overall_score is not None
    if trace.present(plan.overall_score) and not _missing_measures(trace):
        score = trace.raw(plan.overall_score)
        return [_Range(score, score)], True
    operation = plan.steps[plan.overall_score].operation
    if not isinstance(operation, OverallScore):
        return None, False
    coverage = plan.steps[operation.coverage].operation
    assert isinstance(coverage, Coverage)
    kinds: dict[int, AbsenceKind | None] = {}
    for index in plan.steps[operation.coverage].inputs:
        absence = trace.absence(index) if not trace.present(index) else None
        applies = absence is None or absence.kind == "missing"
        kinds[index] = None if applies else "not applicable"
    weights = effective_weights(coverage, kinds)
    if weights is None:
        return [], True
    sums = _Sums()
    for responsibility in coverage.responsibilities:
        share = weights.responsibilities[responsibility.id]
        for score, weight, candidates in _parts(trace, responsibility):
            effective = share * (weights.measures[weight.id] if weight else 1)
            if not effective:
                continue
            if trace.present(score):
                sums.add([_Range(trace.raw(score), trace.raw(score))], effective)
            elif candidates is None:
                return None, False
            else:
                sums.add(candidates, effective)
    return sums.ranges, sums.told_apart


def _missing_measures(trace: Trace) -> bool:
    plan = trace.plan
    if plan.coverage is None:
        return False
    return any(
        not trace.present(index)
        and (absence := trace.absence(index)) is not None
        and absence.kind == "missing"
        for index in plan.steps[plan.coverage].inputs
    )


def _parts(
    trace: Trace, responsibility: ResponsibilityWeights
) -> Iterator[tuple[int, MeasureWeight | None, list[_Range] | None]]:
    if responsibility.score is not None:
        yield responsibility.score, None, None
        return
    for measure in responsibility.measures:
        yield measure.score, measure, _candidates(trace.plan, measure.score)


def _candidates(plan: Plan, score: int) -> list[_Range] | None:
    """The points that a measure could have; None where nothing bounds them."""
    operation = plan.steps[score].operation
    match operation:
        case Points(rating, _, points):
            deciding = plan.steps[rating].operation
            if isinstance(deciding, Decide):
                ranks = {branch.rank for branch in deciding.branches}
            else:
                assert isinstance(deciding, DirectRating)
                ranks = set(range(len(points)))
            return [_Range(points[rank], points[rank]) for rank in sorted(ranks)]
        case Score(Curve(points=curve)):
            heights = [Fraction(y.n, y.d) for _, y in curve if isinstance(y, Number)]
            if len(heights) == len(curve):
                return [_Range(min(heights), max(heights))]
        case Score(Slot(assessed)):
            competency = plan.framework.competencies.get(plan.steps[assessed].subject)
            if competency is not None:
                levels = plan.framework.scales[competency.scale].by_rank
                return [_Range(levels[0].points, levels[-1].points)]
        case _:
            pass
    return None


class _Sums:
    """The sums that weighted candidates can make."""

    def __init__(self) -> None:
        self.ranges = [_Range(Fraction(0), Fraction(0))]
        self.told_apart = True

    def add(self, candidates: Iterable[_Range], weight: Fraction) -> None:
        sums = {
            _Range(base.low + weight * each.low, base.high + weight * each.high)
            for each in candidates
            for base in self.ranges
        }
        if len(sums) > MAX_SUMS:
            low, high = min(each.low for each in sums), max(each.high for each in sums)
            sums, self.told_apart = {_Range(low, high)}, False
        self.ranges = sorted(sums, key=lambda each: (each.low, each.high))


def _representatives(ranges: list[_Range], thresholds: list[Fraction]) -> Iterator[Fraction]:
    """Scores among which every outcome of comparing with the thresholds occurs, each once."""
    seen: set[tuple[int, bool]] = set()
    for each in ranges:
        inside = [cut for cut in thresholds if each.low < cut < each.high]
        points = [each.low, *inside, each.high]
        middles = [(low + high) / 2 for low, high in pairwise(points)]
        for score in (*points, *middles):
            place = (sum(cut < score for cut in thresholds), score in thresholds)
            if place not in seen:
                seen.add(place)
                yield score


def _thresholds(trace: Trace) -> list[Fraction]:
    """Every value that the rules and gates compare the score with."""
    plan = trace.plan
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


def _held(trace: Trace, condition: Term, score: Fraction | None) -> Any:
    """Whether a condition holds with that overall score; an Absence where that is not known."""
    plan = trace.plan
    flat = trace.values
    values = {index: (flat[2 * index], flat[2 * index + 1]) for index in range(len(plan.steps))}
    notes = dict(trace.notes)
    assert plan.overall_score is not None
    if score is None:
        values[plan.overall_score] = (0, 0)
        notes[plan.overall_score] = Absence("missing", "from")
    else:
        values[plan.overall_score] = exact.pair_of(score)
    held = Interpreter(values, notes).value(condition)
    return held if isinstance(held, Absence) else held[0]


def _decided(trace: Trace, decision: Decide, score: Fraction) -> tuple[set[int], bool]:
    ranks: set[int] = set()
    certain = True
    for branch in decision.branches:
        held = True if branch.condition is None else _held(trace, branch.condition, score)
        if isinstance(held, Absence):
            ranks.add(branch.rank)
            certain = False
        elif held:
            ranks.add(branch.rank)
            break
    return ranks, certain


def _through_gates(trace: Trace, ranks: set[int], score: Fraction | None) -> tuple[set[int], bool]:
    """What the gates leave of these ratings; one that hangs on something missing goes both ways."""
    certain = True
    for index in trace.plan.gates:
        operation = trace.plan.steps[index].operation
        assert isinstance(operation, ApplyGate)
        held = _held(trace, operation.condition, score)
        if isinstance(held, Absence) and held.kind == "missing":
            changed = {gated(operation, rank) for rank in ranks}
            certain = certain and changed <= ranks
            ranks = ranks | changed
            continue
        if isinstance(held, Absence):
            held = {"ignore": False, "apply": True, "undetermined": None}[
                operation.gate.when_unknown
            ]
        if held is None:
            return set(), certain
        if held:
            ranks = {gated(operation, rank) for rank in ranks}
    return ranks, certain
