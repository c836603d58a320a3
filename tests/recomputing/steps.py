"""The steps of a plan: what each must be, given the traced values of the steps it names."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from assay.engine import plan as operations
from assay.engine.trace import EffectiveWeights

from .terms import MISSING, NOT_APPLICABLE, Facts, Irrational, folded, held, read, rounded, value

NOT_RECOMPUTED = object()
"""Stands for a value that needs certified arithmetic, which has tests of its own."""


def recomputed(facts: Facts, step: operations.Step) -> Any:
    """What a step must be, given the steps it names."""
    try:
        return _recomputed(facts, step.operation)
    except Irrational:
        return NOT_RECOMPUTED


def _recomputed(facts: Facts, operation: operations.Operation) -> Any:
    match operation:
        case operations.Formula(term) | operations.Require(condition=term):
            return value(facts, term)
        case operations.Derive(supplied, term):
            given = read(facts, supplied)
            return given if held(given) or given != MISSING else value(facts, term)
        case operations.Rounding(before, step, mode, irrational):
            if irrational:
                raise Irrational
            return rounded(value(facts, before), value(facts, step), mode)
        case operations.TableAggregate():
            return aggregated(facts, operation)
        case operations.Decide(branches=branches, substitute=substitute, subject=subject):
            about = True if subject is None else read(facts, subject)
            outcome = decided(facts, branches) if held(about) else about
            return substituted(outcome, substitute)
        case operations.DirectRating(term, _, substitute):
            return substituted(value(facts, term), substitute)
        case operations.Score(term, substitute, insisting):
            if insisted(facts, insisting):
                return MISSING
            return substituted(value(facts, term), substitute)
        case operations.Points(rating, _, points, substitute):
            rank = read(facts, rating)
            return substituted(points[int(rank)] if held(rank) else rank, substitute)
        case operations.Assess(raters, all_raters):
            return assessed(facts, raters, all_raters)
        case operations.Coverage():
            return known_weight(facts, operation)
        case operations.ResponsibilityScore(position, coverage):
            return responsibility_score(facts, position, coverage)
        case operations.OverallScore(scores, coverage):
            return overall(facts, scores, coverage)
        case operations.ApplyGate(gate, before, condition, rank):
            return gated(read(facts, before), value(facts, condition), gate, rank)
        case _:
            raise NotImplementedError(operation)


def aggregated(facts: Facts, operation: operations.TableAggregate) -> Any:
    if operation.table not in facts.tables:
        return MISSING
    parts = (operation.where, operation.value, operation.weight)
    rows = []
    for row in facts.tables[operation.table]:
        at = replace(facts, row=row)
        rows.append([None if part is None else value(at, part) for part in parts])
    return folded(operation.function, rows, operation.ignoring_missing)


def substituted(outcome: Any, substitute: Any) -> Any:
    stands_in = substitute is not None and not held(outcome) and outcome == MISSING
    return substitute if stands_in else outcome


def decided(facts: Facts, branches: tuple[operations.Branch, ...]) -> Any:
    for branch in branches:
        holds = True if branch.condition is None else value(facts, branch.condition)
        if not held(holds):
            return holds
        if holds:
            return branch.rank
    return MISSING


def assessed(facts: Facts, raters: Any, all_raters: bool) -> Any:
    given = [(read(facts, index), share) for index, share in raters]
    present = [(points, share) for points, share in given if held(points)]
    missing = any(not held(points) and points == MISSING for points, _ in given)
    whole = sum(share for _, share in present)
    if (all_raters and missing) or not whole:
        return MISSING if missing or len(present) == len(given) else NOT_APPLICABLE
    return sum(points * share for points, share in present) / whole


# --- roles ---------------------------------------------------------------------------------

Group = tuple[Fraction, list[tuple[Any, Fraction]]]
"""A responsibility's weight, and the score and share of each of its measures."""


def is_absent(score: Any, kind: str) -> bool:
    return not held(score) and score == kind


def without(groups: list[Group], kind: str) -> list[Group]:
    """The groups after what is absent in that way has left, and its weight gone to the others."""
    left: list[Group] = []
    for weight, measures in groups:
        staying = [(score, share) for score, share in measures if not is_absent(score, kind)]
        total = sum(share for _, share in staying)
        scaled = [(score, share / total) for score, share in staying if total]
        left.append((weight if total else Fraction(0), scaled))
    whole = sum(weight for weight, _ in left)
    return [(weight / whole if whole else weight, measures) for weight, measures in left]


def declared_groups(facts: Facts, operation: operations.Coverage) -> list[Group]:
    groups: list[Group] = []
    for each in operation.responsibilities:
        if each.score is not None:
            groups.append((each.weight, [(read(facts, each.score), Fraction(1))]))
        else:
            scores = [(read(facts, measure.score), measure.weight) for measure in each.measures]
            groups.append((each.weight, scores))
    return groups


def known_weight(facts: Facts, operation: operations.Coverage) -> Any:
    groups = without(declared_groups(facts, operation), NOT_APPLICABLE)
    if not any(weight for weight, _ in groups):
        return NOT_APPLICABLE
    return sum(
        weight * share for weight, measures in groups for score, share in measures if held(score)
    )


def insisted(facts: Facts, insisting: tuple[int, ...]) -> bool:
    """Whether a KPI that says `when missing: fail` is missing."""
    return any(is_absent(read(facts, score), MISSING) for score in insisting)


def weights_of(facts: Facts, coverage: int) -> EffectiveWeights | None:
    """The weights that the trace says hold; None where the declared ones do."""
    note = facts.trace.notes.get(coverage)
    return note if isinstance(note, EffectiveWeights) else None


def responsibility_score(facts: Facts, position: int, coverage: int) -> Any:
    operation = facts.trace.plan.steps[coverage].operation
    assert isinstance(operation, operations.Coverage)
    weights = weights_of(facts, coverage)
    responsibility = operation.responsibilities[position]
    scores = [
        (read(facts, measure.score), measure.weight)
        for measure in responsibility.measures
        if measure.weight
    ]
    missing = any(is_absent(score, MISSING) for score, _ in scores)
    needed = not responsibility.weight or weights is None or not weights.rated
    if missing and needed:
        return MISSING
    return averaged(scores, MISSING if missing else NOT_APPLICABLE)


def overall(facts: Facts, steps: tuple[int, ...], coverage: int) -> Any:
    operation = facts.trace.plan.steps[coverage].operation
    assert isinstance(operation, operations.Coverage)
    if insisted(facts, operation.insisting):
        return MISSING
    if not held(known := read(facts, coverage)):
        return known
    weights = weights_of(facts, coverage)
    if weights is not None and not weights.rated:
        return MISSING
    scores = []
    for responsibility, index in zip(operation.responsibilities, steps, strict=True):
        share = responsibility.weight
        if weights is not None:
            share = weights.responsibilities[responsibility.id]
        scores.append((read(facts, index), share))
    return averaged(scores, NOT_APPLICABLE)


def averaged(scores: list[tuple[Any, Fraction]], otherwise: Any) -> Any:
    """The weighted average of the scores that are there."""
    whole = sum(share for score, share in scores if held(score))
    if not whole:
        return otherwise
    return sum(score * share for score, share in scores if held(score)) / whole


def gated(before: Any, holds: Any, gate: Any, rank: int) -> Any:
    if not held(before):
        return before
    if not held(holds):
        if gate.when_unknown == "undetermined":
            return MISSING
        holds = gate.when_unknown == "apply"
    if not holds:
        return before
    return {"cap": min(before, rank), "raise": max(before, rank), "set": rank}[gate.action]
