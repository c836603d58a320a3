"""From a plan and the columns of what was supplied to the columns of every step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never

from ...plan import (
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
    Points,
    Require,
    ResponsibilityScore,
    Rounding,
    Score,
    Step,
    Supplied,
    TableAggregate,
)
from ...trace import Absence
from ..tables.aggregates import aggregated
from ..values.absences import is_missing, overriding
from ..values.conditions import Held
from ..values.numbers import Numbers, Unprovable
from .chunk import Chunk
from .competencies import assess
from .decisions import decide, gate, points, substituted
from .one_by_one import performed
from .reweighting import declared_weights, weights_of
from .scores import insisting, overall_score, responsibility_score


def evaluate(chunk: Chunk, steps: Sequence[Step]) -> None:
    """Fills in the columns of the steps that have none yet; they come in the plan's order."""
    for step in steps:
        if step.index in chunk.columns:
            continue
        try:
            column = _column(chunk, step)
        except Unprovable:
            column = performed(chunk, step)
        chunk.columns[step.index] = column


def _column(chunk: Chunk, step: Step) -> Numbers:
    terms = chunk.terms
    match step.operation:
        case Formula(term) | Require(condition=term):
            return terms.value(term)
        case Derive(supplied, term):
            given = chunk.slot(supplied)
            if given.absent is None:
                return given
            return terms.one_of(_narrowed(is_missing(given.absent)), terms.value(term), given)
        case TableAggregate(table=table):
            rows = chunk.tables.get(table)
            if rows is None:
                return terms.gone(Absence("missing", "no-table", detail=table))
            return aggregated(step.operation, rows, terms, chunk.slot)
        case Rounding(before, grain, mode, irrational):
            return terms.rounded(before, grain, mode, irrational=irrational)
        case Decide():
            return decide(chunk, step, step.operation)
        case Points():
            return points(chunk, step.operation)
        case Score():
            column = terms.value(step.operation.term)
            insisted = insisting(step.operation.insisting, chunk.slot, chunk.absences)
            if insisted is not None:
                return column.with_absent(overriding(insisted, column.absent))
            return substituted(chunk, column, step.operation.substitute)
        case DirectRating(term, _, substitute):
            return substituted(chunk, terms.value(term), substitute)
        case Assess():
            return assess(chunk, step.operation)
        case Coverage():
            chunk.weights = weights_of(
                step.operation,
                chunk.once(step.operation, declared_weights),
                {index: chunk.columns[index].absent for index in step.inputs},
                chunk.rows,
            )
            return chunk.weights.column(step, chunk.absences)
        case ResponsibilityScore(position):
            assert chunk.weights is not None
            return responsibility_score(chunk.weights, position, chunk.slot, chunk.absences)
        case OverallScore(scores, coverage):
            assert chunk.weights is not None
            return overall_score(chunk.weights, scores, coverage, chunk.slot, chunk.absences)
        case ApplyGate():
            return gate(chunk, step, step.operation)
        case Supplied() | ParameterInForce() | PeriodBound():
            raise AssertionError(step.id)
        case _:
            assert_never(step.operation)


def _narrowed(mask: Any) -> Held:
    """A mask that is the same everywhere as a plain truth."""
    if not mask.any():
        return False
    return True if mask.all() else mask
