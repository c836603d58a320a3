"""What one example exercised, read off its trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from ...dsl import framework as fw
from ...dsl.walk import children as parts_of
from ..explaining.reading import Reading, was_supplied
from ..plan import GATE_OUTCOMES, ApplyGate, Decide, Derive, DirectRating, Formula, Rounding, Score
from ..terms import Choose, Curve, Gone, Slot, Substitute, Term, children
from ..trace import EffectiveWeights, Substituted, Trace
from .items import (
    ItemKey,
    absence_key,
    gate_key,
    known_weight_key,
    rule_key,
    segment_key,
    unknown_gate_key,
    when_missing_key,
)

Found = Iterator[tuple[ItemKey, bool]]


def exercised(trace: Trace) -> Mapping[ItemKey, bool]:
    """Trace -> what it exercised (True), and what it tried without its being so (False): rules
    that were not true, gates that did not fire."""
    found: dict[ItemKey, bool] = {}
    for key, happened in _found(Reading(trace)):
        found[key] = happened or found.get(key, False)
    return found


def _found(reading: Reading) -> Found:
    for step in reading.plan.steps:
        match step.operation:
            case Decide() if reading.trace.evaluated(step.index):
                yield from _rules(reading, step.index, step.operation)
            case ApplyGate():
                yield from _gate(reading, step.index, step.operation)
    for expression, index in _formulas(reading):
        yield from _read(reading, expression, Slot(index))
    yield from _score_curves(reading)
    yield from _when_missing(reading)
    yield from _known_weight(reading)


# --- decisions -----------------------------------------------------------------------------


def _rules(reading: Reading, index: int, operation: Decide) -> Found:
    if operation.subject is not None and not reading.trace.present(operation.subject):
        return
    decision = reading.trace.decision(index)
    last = decision if decision >= 0 else -1 - decision
    tried = zip(operation.rules.rules[: last + 1], operation.branches, strict=False)
    for number, (rule, branch) in enumerate(tried):
        yield rule_key(rule), number == decision
        if rule.condition is not None and branch.condition is not None:
            yield from _read(reading, rule.condition, branch.condition)


def _gate(reading: Reading, index: int, operation: ApplyGate) -> Found:
    if not reading.trace.present(operation.before):
        return
    gate = operation.gate
    outcome = GATE_OUTCOMES[reading.trace.decision(index)]
    if outcome in {"fired", "not fired"}:
        yield gate_key(gate), outcome == "fired"
    elif gate.when_unknown != "undetermined":
        yield unknown_gate_key(gate), True
    yield from _read(reading, gate.condition, operation.condition)


# --- formulas ------------------------------------------------------------------------------


def _formulas(reading: Reading) -> Iterator[tuple[fw.Expression, int]]:
    """The formulas that were evaluated, each with the step that holds its value."""
    plan, framework = reading.plan, reading.framework
    for id, index in plan.values.items():
        declared = framework.inputs.get(id) or framework.metrics.get(id) or framework.kpis.get(id)
        if declared is not None and declared.formula is not None and id not in plan.replaced:
            yield declared.formula, index
    for id, kpi in framework.kpis.items():
        match kpi.method:
            case fw.ScoredByExpression(score) if id in plan.scores:
                yield score, plan.scores[id]
            case fw.RatedDirectly(rating=rating) if id in plan.ratings and id not in plan.replaced:
                yield rating, plan.ratings[id]
    role = plan.role
    for responsibility in role.responsibilities if role is not None else ():
        if responsibility.score is not None and responsibility.id in plan.scores:
            yield responsibility.score, plan.scores[responsibility.id]
    if role is not None and role.overall_score is not None and plan.overall_score is not None:
        yield role.overall_score, plan.overall_score


def _read(reading: Reading, expression: fw.Expression, term: Term) -> Found:
    """Walks what an expression's value came from, beside the term that it was lowered to."""
    waiting = [(expression, term)]
    while waiting:
        said, done = waiting.pop()
        if isinstance(said, fw.Aggregate | fw.RoleAggregate):
            continue
        if isinstance(done, Slot):
            waiting += _lifted(reading, said, done)
            continue
        match said, done:
            case fw.Curve(function=function, span=span), Curve():
                for number in _segments(reading, done, tiered=function == "tiered"):
                    yield segment_key(span, number), True
            case fw.AbsentConstant(span=span), Gone():
                yield absence_key(span), True
            case fw.IfMissing(span=span), Substitute(value=value):
                if reading.absence_kind(value) == "missing":
                    yield absence_key(span), True
        waiting += _below(reading, said, done)


Pair = tuple[fw.Expression, Term]


def _lifted(reading: Reading, said: fw.Expression, slot: Slot) -> list[Pair]:
    """What a step computed, where it computed this very expression; nothing for a name."""
    step = reading.plan.steps[slot.index]
    if isinstance(said, fw.Reference | fw.PropertyReference) or not reading.trace.evaluated(
        slot.index
    ):
        return []
    match step.operation:
        case Derive() if was_supplied(reading.trace, step):
            return []
        case Derive(term=term) | Formula(term) | Score(term=term) | DirectRating(term=term):
            return [(said, term)]
        case Rounding(value, grain) if isinstance(said, fw.Round):
            return [(said.value, value), (said.step, grain)]
        case _:
            return []


def _below(reading: Reading, said: fw.Expression, done: Term) -> list[Pair]:
    """The parts that the value came from, beside what each was lowered to."""
    match said, done:
        case fw.Conditional(), Choose(branches, otherwise):
            current: fw.Expression = said
            looked_at: list[Pair] = []
            for condition, value in branches:
                assert isinstance(current, fw.Conditional)
                looked_at.append((current.condition, condition))
                held = reading.held(condition)
                if held is None:
                    return looked_at
                if held:
                    return [*looked_at, (current.then, value)]
                current = current.otherwise
            return [*looked_at, (current, otherwise)]
        case fw.IfMissing(value=value, substitute=substitute), Substitute(tried, instead):
            if reading.absence_kind(tried) == "missing":
                return [(value, tried), (substitute, instead)]
            return [(value, tried)]
        case _:
            return list(zip(parts_of(said), children(done), strict=False))


# --- curves --------------------------------------------------------------------------------


def _segments(reading: Reading, curve: Curve, *, tiered: bool) -> range:
    """The segments of a curve that its value lies on: one, or all slices up to the last reached."""
    value = reading.read(curve.value)
    bounds = [reading.read(at) for at, _ in curve.points]
    if not isinstance(value, Fraction) or not all(isinstance(each, Fraction) for each in bounds):
        return range(0)
    below = sum(bound < value for bound in bounds)
    if not tiered:
        return range(below, below + 1)
    return range(min(below + 1, len(bounds))) if value > 0 else range(0)


def _score_curves(reading: Reading) -> Found:
    plan = reading.plan
    for id, kpi in reading.framework.kpis.items():
        if not isinstance(kpi.method, fw.ScoredByCurve) or id not in plan.scores:
            continue
        operation: Any = plan.steps[plan.scores[id]].operation
        assert isinstance(operation, Score)
        assert isinstance(operation.term, Curve)
        curve = kpi.method.curve
        for number in _segments(reading, operation.term, tiered=False):
            yield segment_key(curve.span, number), True
        for said, done in zip(curve.points, operation.term.points, strict=True):
            for expression, term in zip(said, done, strict=True):
                yield from _read(reading, expression, term)


# --- absent values -------------------------------------------------------------------------


def _when_missing(reading: Reading) -> Found:
    """KPIs whose `when missing` outcome stood in, or kept the person from being rated."""
    plan, trace = reading.plan, reading.trace
    for id, kpi in reading.framework.kpis.items():
        policy = kpi.when_missing
        if policy is None or id not in plan.scores:
            continue
        places = [plan.ratings.get(id), plan.scores[id]]
        stood_in = any(
            isinstance(trace.notes.get(index), Substituted) for index in places if index is not None
        )
        absence = trace.absence(plan.scores[id])
        failed = policy.action == "fail" and absence is not None and absence.kind == "missing"
        if stood_in or failed:
            yield when_missing_key(policy), True


def _known_weight(reading: Reading) -> Found:
    plan = reading.plan
    if plan.role is None or plan.role.overall is None or plan.coverage is None:
        return
    note = reading.trace.notes.get(plan.coverage)
    if isinstance(note, EffectiveWeights) and note.missing:
        yield known_weight_key(plan.role.overall, 0 if note.rated else 1), True
