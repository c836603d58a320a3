"""The meaning of each operation of a plan, absences included.

This is the complete evaluation of a step. Generated code does the common case itself, in which
everything a step reads is present, and calls `perform` for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from typing import Any, assert_never

from ..arithmetic import exact
from ..plan import (
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
from ..terms import Term
from ..trace import Absence, EffectiveWeights, Note, RowCounts, Substituted
from .absence import stricter, undecided
from .fold import FoldedRow, Gathered, Value
from .interpret import Interpreter
from .reweighting import effective_weights

Gather = Callable[..., None]
"""See `generating.Gather`."""
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
    *,
    gather: Gather | None = None,
) -> Outcome:
    """One step, with the pairs of its inputs -> its pair and decision; absences are noted.

    `gather` is the code that reads the rows of an aggregate; None leaves them to the interpreter.
    """
    reader = Interpreter(values, notes)
    match step.operation:
        case Formula(term):
            return _noted(step, reader.value(term), notes)
        case Derive(supplied, term):
            return _derive(step, supplied, term, reader, notes)
        case TableAggregate():
            rows = tables[step.operation.table]
            gathered = _gathered(step, step.operation, reader, rows, gather)
            counts[step.index] = RowCounts(len(rows), gathered.selected)
            value = gathered.result(
                step.operation.function, step.operation.ignoring_missing, step.operation.table
            )
            return _noted(step, value, notes)
        case Rounding(before, grain, mode, irrational):
            return _noted(step, reader.rounded(before, grain, mode, irrational=irrational), notes)
        case Decide():
            return _decide(step, step.operation, reader, notes)
        case Points():
            return _points(step, step.operation, reader, notes)
        case Score(term, substitute, insisting):
            value = _insisted(insisting, reader) or reader.value(term)
            return _substituted(step, value, substitute, notes)
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


def _gathered(
    step: Step, operation: TableAggregate, reader: Interpreter, rows: Rows, gather: Gather | None
) -> Gathered:
    gathered = Gathered()

    def interpret(row: tuple[Any, ...]) -> FoldedRow:
        at = Interpreter(reader.values, reader.notes, row)
        return at.folded(operation.where, operation.value, operation.weight)

    pairs = [reader.values[index] for index in step.inputs]
    if gather is not None and all(d for _, d in pairs):
        gather(rows, gathered, interpret, *chain.from_iterable(pairs))
    else:
        for row in rows:
            gathered.add(interpret(row))
    return gathered


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


def _insisted(insisting: tuple[int, ...], reader: Interpreter) -> Absence | None:
    """The missing KPIs that insist, as why a role has no score; None where there is none."""
    absent = {index: reader.slot(index) for index in insisting}
    missing = tuple(
        index
        for index, value in absent.items()
        if isinstance(value, Absence) and value.kind == "missing"
    )
    return Absence("missing", "measure-fails", missing) if missing else None


def _weights(coverage: int, notes: Mapping[int, Note]) -> EffectiveWeights | None:
    note = notes.get(coverage)
    return note if isinstance(note, EffectiveWeights) else None


def _responsibility_score(
    plan: Plan, position: int, coverage: int, reader: Interpreter, notes: Mapping[int, Note]
) -> Value:
    """The average over what is known, where the role lets the rest leave. The measures of weight 0
    decide nothing, and a responsibility of weight 0 asks for all of its own."""
    operation = plan.steps[coverage].operation
    assert isinstance(operation, Coverage)
    responsibility = operation.responsibilities[position]
    counted = [measure for measure in responsibility.measures if measure.weight]
    scores = [(reader.slot(measure.score), measure.weight) for measure in counted]
    absent = [score for score, _ in scores if isinstance(score, Absence)]
    missing = [absence for absence in absent if absence.kind == "missing"]
    weights = _weights(coverage, notes)
    rated = weights is not None and weights.rated and bool(responsibility.weight)
    if missing and not rated:
        return stricter(missing)
    known = [
        (*score, *exact.pair_of(weight))
        for score, weight in scores
        if not isinstance(score, Absence)
    ]
    return exact.weighted_average(known) if known else undecided(absent)


def _overall_score(
    plan: Plan,
    scores: tuple[int, ...],
    coverage: int,
    reader: Interpreter,
    notes: Mapping[int, Note],
) -> Value:
    operation = plan.steps[coverage].operation
    assert isinstance(operation, Coverage)
    insisted = _insisted(operation.insisting, reader)
    if insisted is not None:
        return insisted
    known = reader.slot(coverage)
    if isinstance(known, Absence):
        return known
    weights = _weights(coverage, notes)
    if weights is not None and not weights.rated:
        causes = _counted_scores(operation, weights.missing)
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


def _counted_scores(operation: Coverage, ids: tuple[str, ...]) -> tuple[int, ...]:
    """The score steps of those of `ids` that weigh anything in the role."""
    steps: dict[str, int] = {}
    for responsibility in operation.responsibilities:
        if responsibility.score is not None and responsibility.weight:
            steps[responsibility.id] = responsibility.score
        for measure in responsibility.measures:
            if measure.weight and responsibility.weight:
                steps[measure.id] = measure.score
    return tuple(steps[id] for id in ids if id in steps)
