"""Every value of a trace follows from the values it names, by arithmetic written down here anew."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from assay.engine import plan as operations
from assay.engine import terms as t
from assay.engine.evidence_files import read_evidence
from assay.engine.evidence_records import EvidenceData
from assay.engine.loaded import load
from assay.engine.trace import Trace

ROOT = Path(__file__).parents[2]
MISSING, NOT_APPLICABLE = "<missing>", "<not applicable>"
ABSENT = (MISSING, NOT_APPLICABLE)


def _traces() -> Iterator[Trace]:
    framework = load(ROOT / "frameworks" / "enterprise_sales_director.rules")
    file = ROOT / "examples" / "directors.csv"
    people = read_evidence(framework.checked, EvidenceData(file.name, file.read_bytes(), "csv"))
    for each in people.people:
        yield framework.rate(
            each.values, tables=each.tables, period="2026-Q1", person=each.person
        ).trace


TRACES = list(_traces())


# --- terms ---------------------------------------------------------------------------------


def read(trace: Trace, index: int) -> Any:
    """The traced value of a step, or the kind of its absence."""
    if trace.present(index):
        return trace.raw(index)
    absence = trace.absence(index)
    assert absence is not None
    return f"<{absence.kind}>"


def both(values: list[Any]) -> Any:
    """The absence of what needs all of these, or None."""
    if NOT_APPLICABLE in values:
        return NOT_APPLICABLE
    return MISSING if MISSING in values else None


def connected(values: list[Any], deciding: bool) -> Any:
    if any(value is deciding for value in values):
        return deciding
    if MISSING in values:
        return MISSING
    return NOT_APPLICABLE if NOT_APPLICABLE in values else not deciding


def value(trace: Trace, term: t.Term) -> Any:
    match term:
        case t.Number(n, d):
            return Fraction(n, d)
        case t.Symbol(constant):
            return constant
        case t.Gone(kind):
            return f"<{kind}>"
        case t.Slot(index):
            return read(trace, index)
        case t.IsState(operand, state):
            found = value(trace, operand)
            return (found if found in ABSENT else "<given>") == f"<{state}>"
        case t.Substitute(wanted, substitute):
            found = value(trace, wanted)
            return value(trace, substitute) if found == MISSING else found
        case t.And(operands):
            return connected([value(trace, each) for each in operands], False)
        case t.Or(operands):
            return connected([value(trace, each) for each in operands], True)
        case t.Choose(branches, otherwise):
            for condition, chosen in branches:
                held = value(trace, condition)
                if held in ABSENT:
                    return held
                if held:
                    return value(trace, chosen)
            return value(trace, otherwise)
        case t.Fold():
            return folded(trace, term)
        case _:
            return strict(trace, term)


def strict(trace: Trace, term: t.Term) -> Any:
    """Terms that need all their parts."""
    parts = [value(trace, part) for part in t.children(term)]
    if (absent := both(parts)) is not None:
        return absent
    match term:
        case t.Negate():
            return -parts[0]
        case t.Not():
            return not parts[0]
        case t.Operate(operator):
            a, b = parts
            if operator == "/":
                return MISSING if b == 0 else a / b
            return {"+": a + b, "-": a - b, "*": a * b}[operator]
        case t.Compare(operator):
            a, b = parts
            if operator in ("=", "!="):
                return (a == b) == (operator == "=")
            return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator]
        case t.Apply("min" | "max" | "abs" as function):
            return {"min": min, "max": max, "abs": lambda each: abs(each[0])}[function](parts)
        case t.Apply("clamp"):
            return sorted(parts)[1] if parts[1] <= parts[2] else MISSING
        case t.Curve("interpolate"):
            return interpolated(parts[0], list(zip(parts[1::2], parts[2::2], strict=True)))
        case _:
            raise NotImplementedError(term)


def interpolated(x: Fraction, points: list[tuple[Fraction, Fraction]]) -> Fraction:
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[-1][1]


def folded(trace: Trace, term: t.Fold) -> Any:
    assert term.function in {"min", "max", "sum"}
    rows = [value(trace, row.value) for row in term.rows if row.value is not None]
    assert all(row.where is None for row in term.rows)
    rows = [row for row in rows if row != NOT_APPLICABLE]
    if term.ignoring_missing:
        rows = [row for row in rows if row != MISSING]
    if MISSING in rows or (not rows and term.function != "sum"):
        return MISSING
    return {"min": min, "max": max, "sum": sum}[term.function](rows)


# --- steps ---------------------------------------------------------------------------------


def recomputed(trace: Trace, step: operations.Step) -> Any:
    """What a step must be, given the steps it names."""
    match step.operation:
        case operations.Formula(term) | operations.Require(condition=term):
            return value(trace, term)
        case operations.Derive(supplied, term):
            given = read(trace, supplied)
            return value(trace, term) if given == MISSING else given
        case operations.Decide(branches=branches, substitute=substitute):
            return substituted(decided(trace, branches), substitute)
        case operations.DirectRating(term, _, substitute) | operations.Score(term, substitute):
            return substituted(value(trace, term), substitute)
        case operations.Points(rating, _, points, substitute):
            rank = read(trace, rating)
            return substituted(rank if rank in ABSENT else points[int(rank)], substitute)
        case operations.Assess(raters, all_raters):
            return assessed(trace, raters, all_raters)
        case operations.Coverage():
            return known_weight(trace, step.operation)
        case operations.ResponsibilityScore(position, coverage):
            return effective_scores(trace, coverage)[position]
        case operations.OverallScore(_, coverage):
            return overall(trace, coverage)
        case operations.ApplyGate(gate, before, condition, rank):
            return gated(read(trace, before), value(trace, condition), gate, rank)
        case _:
            return None


def substituted(outcome: Any, substitute: Any) -> Any:
    return substitute if outcome == MISSING and substitute is not None else outcome


def decided(trace: Trace, branches: tuple[operations.Branch, ...]) -> Any:
    for branch in branches:
        held = True if branch.condition is None else value(trace, branch.condition)
        if held in ABSENT:
            return held
        if held:
            return branch.rank
    return MISSING


def assessed(trace: Trace, raters: Any, all_raters: bool) -> Any:
    given = [(read(trace, index), share) for index, share in raters]
    present = [(points, share) for points, share in given if points not in ABSENT]
    if not present or (all_raters and len(present) < len(given)):
        kinds = [points for points, _ in given if points in ABSENT]
        return MISSING if MISSING in kinds else NOT_APPLICABLE
    return sum(p * share for p, share in present) / sum(share for _, share in present)


Group = tuple[Fraction, list[tuple[Any, Fraction]]]


def without(groups: list[Group], kind: str) -> list[Group]:
    """The groups after what is absent in that way has left, and its weight gone to the others."""
    left: list[Group] = []
    for weight, measures in groups:
        staying = [(score, share) for score, share in measures if score != kind]
        total = sum(share for _, share in staying)
        left.append(
            (weight if total else Fraction(0), [(s, w / total) for s, w in staying if total])
        )
    whole = sum(weight for weight, _ in left)
    return [(weight / whole if whole else weight, measures) for weight, measures in left]


def declared_groups(trace: Trace, operation: operations.Coverage) -> list[Group]:
    groups: list[Group] = []
    for each in operation.responsibilities:
        if each.score is not None:
            groups.append((each.weight, [(read(trace, each.score), Fraction(1))]))
        else:
            scores = [(read(trace, measure.score), measure.weight) for measure in each.measures]
            groups.append((each.weight, scores))
    return groups


def known_weight(trace: Trace, operation: operations.Coverage) -> Any:
    groups = without(declared_groups(trace, operation), NOT_APPLICABLE)
    return sum(
        weight * share
        for weight, measures in groups
        for score, share in measures
        if score != MISSING
    )


def effective_groups(trace: Trace, coverage: int) -> list[Group]:
    operation = trace.plan.steps[coverage].operation
    assert isinstance(operation, operations.Coverage)
    groups = without(declared_groups(trace, operation), NOT_APPLICABLE)
    fails = any(
        measure.fails and read(trace, measure.score) == MISSING
        for each in operation.responsibilities
        for measure in each.measures
    )
    if known_weight(trace, operation) >= operation.limit and not fails:
        groups = without(groups, MISSING)
    return groups


def effective_scores(trace: Trace, coverage: int) -> list[Any]:
    operation = trace.plan.steps[coverage].operation
    assert isinstance(operation, operations.Coverage)
    declared = declared_groups(trace, operation)
    scores: list[Any] = []
    for (_, measures), (_, original) in zip(
        effective_groups(trace, coverage), declared, strict=True
    ):
        kinds = [score for score, _ in original]
        if not measures:
            scores.append(MISSING if MISSING in kinds else NOT_APPLICABLE)
        elif any(score == MISSING for score, _ in measures):
            scores.append(MISSING)
        else:
            scores.append(sum(score * share for score, share in measures))
    return scores


def overall(trace: Trace, coverage: int) -> Any:
    scores = effective_scores(trace, coverage)
    weights = [weight for weight, _ in effective_groups(trace, coverage)]
    counted = [(s, w) for s, w in zip(scores, weights, strict=True) if w]
    if any(score == MISSING for score, _ in counted):
        return MISSING
    return sum(score * weight for score, weight in counted) if counted else NOT_APPLICABLE


def gated(before: Any, held: Any, gate: Any, rank: int) -> Any:
    if before in ABSENT:
        return before
    if held in ABSENT:
        if gate.when_unknown == "undetermined":
            return MISSING
        held = gate.when_unknown == "apply"
    if not held:
        return before
    return {"cap": min(before, rank), "raise": max(before, rank), "set": rank}[gate.action]


@pytest.mark.parametrize("trace", TRACES, ids=lambda trace: trace.person)
def test_every_derived_value_is_what_the_values_it_names_make_it(trace: Trace) -> None:
    checked = 0
    for step in trace.plan.steps[trace.plan.supplied :]:
        if not trace.evaluated(step.index):
            continue
        expected = recomputed(trace, step)
        if expected is None:
            assert isinstance(step.operation, operations.TableAggregate)
            assert read(trace, step.index) == MISSING
            continue
        assert read(trace, step.index) == expected, step.id
        checked += 1
    assert checked >= 70


def test_the_examples_reach_rated_and_unrated_people_and_a_gate_that_fired() -> None:
    outcomes = {
        operations.GATE_OUTCOMES[trace.decision(index)]
        for trace in TRACES
        for index in trace.plan.gates
    }
    assert len(TRACES) == 12
    assert {"not fired", "fired", "unknown, ignored"} <= outcomes
    assert [trace.person for trace in TRACES if read(trace, trace.plan.overall or 0) in ABSENT] == [
        "director-12"
    ]
