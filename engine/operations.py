"""The meaning of each operation of a plan, absences included.

This is the complete evaluation of a step. Generated code does the common case itself, in which
everything a step reads is present, and calls `perform` for the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, assert_never

from .absence import stricter, undecided
from .arithmetic import exact
from .fold import Value, fold
from .interpret import Interpreter
from .plan import (
    ApplyGate,
    Assess,
    Coverage,
    Decide,
    Derive,
    DirectRating,
    Formula,
    OverallScore,
    ParameterInForce,
    PeriodBound,
    Plan,
    Points,
    Require,
    ResponsibilityScore,
    Rounding,
    Score,
    Step,
    Supplied,
    TableAggregate,
)
from .reweighting import effective_weights
from .terms import Term
from .trace import Absence, EffectiveWeights, Note, RowCounts, Substituted

Rows = Sequence[tuple[Any, ...]]
Tables = Mapping[str, Rows]
Outcome = tuple[Any, int, int]
"""The pair of a step, and its decision (-1 where it takes none)."""


def perform(
    plan: Plan,
    step: Step,
    values: Mapping[int, tuple[Any, int]],
    notes: dict[int, Note],
    tables: Tables,
    counts: dict[int, RowCounts],
) -> Outcome:
    """One step, with the pairs of its inputs -> its pair and decision; absences are noted."""
    reader = Interpreter(values, notes)
    match step.operation:
        case Formula(term):
            return _noted(step, reader.value(term), notes)
        case Derive(supplied, term):
            return _derive(step, supplied, term, reader, notes)
        case TableAggregate():
            return _aggregate(step, step.operation, reader, notes, tables, counts)
        case Rounding(before, grain, mode, irrational):
            return _noted(step, reader.rounded(before, grain, mode, irrational=irrational), notes)
        case Decide():
            return _decide(step, step.operation, reader, notes)
        case Points():
            return _points(step, step.operation, reader, notes)
        case Score(term, substitute):
            return _substituted(step, reader.value(term), substitute, notes)
        case DirectRating(term, _, substitute):
            return _substituted(step, reader.value(term), substitute, notes)
        case Assess():
            return _noted(step, _assess(step.operation, reader), notes)
        case Coverage():
            return _coverage(step, step.operation, reader, notes)
        case ResponsibilityScore(position, coverage):
            value = _responsibility_score(plan, position, coverage, reader, notes)
            return _noted(step, value, notes)
        case OverallScore(scores, coverage):
            return _noted(step, _overall_score(plan, scores, coverage, reader, notes), notes)
        case ApplyGate():
            return _gate(step, step.operation, reader, notes)
        case Require(condition=condition):
            return _noted(step, reader.value(condition), notes)
        case Supplied() | ParameterInForce() | PeriodBound():
            raise AssertionError(step.id)
        case _:
            assert_never(step.operation)


def _noted(step: Step, value: Value, notes: dict[int, Note]) -> Outcome:
    if isinstance(value, Absence):
        notes[step.index] = value
        return 0, 0, -1
    return *value, -1


def _substituted(
    step: Step, value: Value, substitute: Fraction | int | None, notes: dict[int, Note]
) -> Outcome:
    """A KPI's `when missing` outcome stands in for a missing value, and the note says so."""
    if isinstance(value, Absence) and value.kind == "missing" and substitute is not None:
        notes[step.index] = Substituted(value)
        stand_in = Fraction(substitute)
        return stand_in.numerator, stand_in.denominator, -1
    return _noted(step, value, notes)


def _points(step: Step, operation: Points, reader: Interpreter, notes: dict[int, Note]) -> Outcome:
    rank = reader.slot(operation.rating)
    points = rank if isinstance(rank, Absence) else exact.pair_of(operation.points[rank[0]])
    n, d, decision = _substituted(step, points, operation.substitute, notes)
    return (n * (operation.common // d), operation.common, decision) if d else (n, d, decision)


def _derive(
    step: Step, supplied: int, term: Term, reader: Interpreter, notes: dict[int, Note]
) -> Outcome:
    given = reader.slot(supplied)
    if isinstance(given, Absence) and given.kind == "missing":
        given = reader.value(term)
    return _noted(step, given, notes)


def _aggregate(
    step: Step,
    operation: TableAggregate,
    reader: Interpreter,
    notes: dict[int, Note],
    tables: Tables,
    counts: dict[int, RowCounts],
) -> Outcome:
    rows = tables[operation.table]
    value, selected = fold(
        operation.function,
        (
            Interpreter(reader.values, reader.notes, row).folded(
                operation.where, operation.value, operation.weight
            )
            for row in rows
        ),
        operation.ignoring_missing,
        operation.table,
    )
    counts[step.index] = RowCounts(len(rows), selected)
    return _noted(step, value, notes)


# --- decisions -----------------------------------------------------------------------------


def _decide(step: Step, operation: Decide, reader: Interpreter, notes: dict[int, Note]) -> Outcome:
    subject = (0, 1) if operation.subject is None else reader.slot(operation.subject)
    if isinstance(subject, Absence):
        return *_noted(step, subject, notes)[:2], -1
    unknown = Absence("missing", "no-rule")
    reached = len(operation.branches)
    for index, branch in enumerate(operation.branches):
        held = (True, 1) if branch.condition is None else reader.value(branch.condition)
        if isinstance(held, Absence):
            unknown, reached = held, index
            break
        if held[0]:
            return branch.rank, 1, index
    n, d, _ = _substituted(step, unknown, operation.substitute, notes)
    return n, d, -1 - reached


def _gate(step: Step, operation: ApplyGate, reader: Interpreter, notes: dict[int, Note]) -> Outcome:
    before = reader.slot(operation.before)
    held = reader.value(operation.condition)
    if isinstance(held, Absence):
        outcome = {"ignore": 2, "apply": 3, "undetermined": 4}[operation.gate.when_unknown]
    else:
        outcome = 1 if held[0] else 0
    if isinstance(before, Absence):
        return *_noted(step, before, notes)[:2], outcome
    if outcome == 4:
        assert isinstance(held, Absence)
        causes = held.causes
        absence = Absence("missing", "gate-unknown", causes, operation.gate.span)
        return *_noted(step, absence, notes)[:2], outcome
    if outcome in {1, 3}:
        return gated(operation, before[0]), 1, outcome
    return before[0], 1, outcome


def gated(operation: ApplyGate, rank: int) -> int:
    """The rank after a gate that fired."""
    match operation.gate.action:
        case "cap":
            return min(rank, operation.rank)
        case "raise":
            return max(rank, operation.rank)
        case "set":
            return operation.rank
        case _:
            assert_never(operation.gate.action)


# --- competencies and roles ----------------------------------------------------------------


def _assess(operation: Assess, reader: Interpreter) -> Value:
    given: list[tuple[int, int, int, int]] = []
    missing: list[Absence] = []
    absent: list[Absence] = []
    for index, share in operation.raters:
        value = reader.slot(index)
        if not isinstance(value, Absence):
            given.append((*value, *exact.pair_of(share)))
            continue
        absent.append(value)
        if value.kind == "missing":
            missing.append(value)
    causes = tuple(cause for absence in missing or absent for cause in absence.causes)
    if missing and operation.all_raters:
        return Absence("missing", "rater-missing", causes)
    average = exact.weighted_average(given)
    if average[1]:
        return average
    return Absence("missing" if missing or not absent else "not applicable", "no-rater", causes)


def _coverage(
    step: Step, operation: Coverage, reader: Interpreter, notes: dict[int, Note]
) -> Outcome:
    kinds = {}
    for index in step.inputs:
        value = reader.slot(index)
        kinds[index] = value.kind if isinstance(value, Absence) else None
    weights = effective_weights(operation, kinds)
    if weights is None:
        absence = Absence("not applicable", "nothing-applies", step.inputs)
        return _noted(step, absence, notes)
    notes[step.index] = weights
    return *exact.pair_of(weights.known), -1


def _weights(coverage: int, notes: Mapping[int, Note]) -> EffectiveWeights | None:
    note = notes.get(coverage)
    return note if isinstance(note, EffectiveWeights) else None


def _responsibility_score(
    plan: Plan, position: int, coverage: int, reader: Interpreter, notes: Mapping[int, Note]
) -> Value:
    operation = plan.steps[coverage].operation
    assert isinstance(operation, Coverage)
    responsibility = operation.responsibilities[position]
    weights = _weights(coverage, notes)
    parts: list[tuple[int, int, int, int]] = []
    absent: list[Absence] = []
    for measure in responsibility.measures:
        score = reader.slot(measure.score)
        share = weights.measures[measure.id] if weights is not None else measure.weight
        if isinstance(score, Absence):
            absent.append(score)
        else:
            parts.append((*score, *exact.pair_of(share)))
    missing = [absence for absence in absent if absence.kind == "missing"]
    if missing and weights is not None and not weights.rated:
        return stricter(missing)
    average = exact.weighted_average(parts)
    if average[1]:
        return average
    return undecided(absent) if absent else Absence("not applicable", "nothing-applies")


def _overall_score(
    plan: Plan,
    scores: tuple[int, ...],
    coverage: int,
    reader: Interpreter,
    notes: Mapping[int, Note],
) -> Value:
    operation = plan.steps[coverage].operation
    assert isinstance(operation, Coverage)
    known = reader.slot(coverage)
    if isinstance(known, Absence):
        return known
    weights = _weights(coverage, notes)
    if weights is not None and not weights.rated:
        if weights.failed:
            causes = _score_steps(operation, weights.failed)
            return Absence("missing", "measure-fails", causes)
        causes = _score_steps(operation, weights.missing)
        return Absence("missing", "weight-unknown", causes, detail=weights.known)
    parts = []
    for responsibility, index in zip(operation.responsibilities, scores, strict=True):
        score = reader.slot(index)
        share = responsibility.weight
        if weights is not None:
            share = weights.responsibilities[responsibility.id]
        if not isinstance(score, Absence):
            parts.append((*score, *exact.pair_of(share)))
    average = exact.weighted_average(parts)
    return average if average[1] else Absence("not applicable", "nothing-applies")


def _score_steps(operation: Coverage, ids: tuple[str, ...]) -> tuple[int, ...]:
    steps = {
        measure.id: measure.score
        for responsibility in operation.responsibilities
        for measure in responsibility.measures
    }
    steps |= {
        responsibility.id: responsibility.score
        for responsibility in operation.responsibilities
        if responsibility.score is not None
    }
    return tuple(steps[id] for id in ids)
