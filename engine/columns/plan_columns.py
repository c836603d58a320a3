"""From a plan and the columns of what was supplied to the columns of every step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import lcm
from typing import Any, assert_never

import numpy

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
from ..terms import Compare, Fold, Number
from ..trace import Absence
from .absences import Absences, Codes, is_missing, overriding
from .numbers import Held, Numbers, Truths, Unprovable, added, chosen, divided, held_by, multiplied
from .one_by_one import performed
from .reweighting import Weights, weights_of
from .scores import insisting, overall_score, responsibility_score
from .symbols import Symbols
from .tables import ChunkRows, aggregated
from .terms import TermColumns


@dataclass(slots=True)
class Chunk:
    """Some rows of people, and the columns of the steps evaluated so far.

    `decisions` are the rules taken, and the codes of the rows in which none was (a number below 0
    says so too); for a gate its outcome. `weights` is None until the role's weights are settled.
    """

    plan: Plan
    rows: int
    absences: Absences
    symbols: Symbols
    columns: dict[int, Numbers]
    tables: Mapping[str, ChunkRows]
    decisions: dict[int, Any] = field(default_factory=dict)
    weights: Weights | None = None
    _read: dict[int, Numbers] = field(default_factory=dict)

    def slot(self, index: int) -> Numbers:
        """A step's column as other steps read it."""
        column = self.columns[index]
        if column.absent is None:
            return column
        read = self._read.get(index)
        if read is None:
            codes = self.absences.read_from(index, column.absent)
            read = self._read[index] = column.with_absent(codes)
        return read

    @property
    def terms(self) -> TermColumns:
        return TermColumns(self.rows, self.slot, self.absences, self.symbols)


def evaluate(chunk: Chunk, steps: Sequence[Step]) -> None:
    """Fills in the columns of the steps, which come in the plan's order."""
    for step in steps:
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
            return aggregated(chunk, step.operation, rows)
        case Rounding(before, grain, mode, irrational):
            return terms.rounded(before, grain, mode, irrational=irrational)
        case Decide():
            return _decide(chunk, step, step.operation)
        case Points():
            return _points(chunk, step.operation)
        case Score():
            column = terms.value(step.operation.term)
            insisted = insisting(step.operation.insisting, chunk.slot, chunk.absences)
            if insisted is not None:
                return column.with_absent(overriding(insisted, column.absent))
            return _substituted(chunk, column, step.operation.substitute)
        case DirectRating(term, _, substitute):
            return _substituted(chunk, terms.value(term), substitute)
        case Assess():
            return _assess(chunk, step.operation)
        case Coverage():
            chunk.weights = weights_of(
                step.operation,
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
            return _gate(chunk, step, step.operation)
        case Supplied() | ParameterInForce() | PeriodBound():
            raise AssertionError(step.id)
        case _:
            assert_never(step.operation)


def _narrowed(mask: Any) -> Held:
    """A mask that is the same everywhere as a plain truth."""
    if not mask.any():
        return False
    return True if mask.all() else mask


def _substituted(chunk: Chunk, column: Numbers, substitute: Fraction | int | None) -> Numbers:
    """A KPI's `when missing` outcome stands in where the value is missing."""
    if column.absent is None or substitute is None:
        return column
    missing = is_missing(column.absent)
    stand_in = Numbers.constant(*Fraction(substitute).as_integer_ratio())
    return chunk.terms.one_of(missing, stand_in, column)


# --- decisions -----------------------------------------------------------------------------


def _decide(chunk: Chunk, step: Step, operation: Decide) -> Numbers:
    terms = chunk.terms
    subject = None if operation.subject is None else chunk.slot(operation.subject).absent
    ladder = _ladder(terms, operation)
    conditions = ladder or [
        ALWAYS if branch.condition is None else terms.condition(branch.condition)
        for branch in operation.branches
    ]
    decision, absent = _first_true(
        chunk, conditions, nested=ladder is not None and _is_nested(operation)
    )
    ranks = [branch.rank for branch in operation.branches]
    column = _ranked(decision, ranks)
    if subject is not None:
        absent = numpy.where(subject != 0, subject, 0 if absent is None else absent)
    column = column.with_absent(absent)
    if operation.substitute is not None:
        column = _without_substituting_subject(chunk, column, subject, operation.substitute)
    chunk.decisions[step.index] = decision, absent
    return column


def _ladder(terms: TermColumns, operation: Decide) -> list[Truths] | None:
    """The conditions of rules that compare one value with constants."""
    *limits, otherwise = (branch.condition for branch in operation.branches)
    if otherwise is not None or not limits or not isinstance(limits[0], Compare):
        return None
    subject = limits[0].left
    value = None
    conditions = []
    for each in limits:
        if not isinstance(each, Compare) or not isinstance(each.right, Number):
            return None
        if each.left is not subject and each.left != subject:
            return None
        if isinstance(subject, Fold):
            return None
        value = value or terms.value(subject)
        held = value.against(each.operator, each.right.n, each.right.d)
        conditions.append(Truths(held, value.absent))
    return [*conditions, ALWAYS]


@cache
def _is_nested(operation: Decide) -> bool:
    """Whether the limits of a ladder go one way: what reaches one reaches all after it."""
    comparisons = [each.condition for each in operation.branches[:-1]]
    limits = [
        (each.operator, Fraction(each.right.n, each.right.d))
        for each in comparisons
        if isinstance(each, Compare) and isinstance(each.right, Number)
    ]
    operators = {operator for operator, _ in limits}
    if len(operators) != 1 or not operators <= {">=", "<="}:
        return False
    falling = operators == {">="}
    return all((left > right) is falling for (_, left), (_, right) in pairwise(limits))


def _without_substituting_subject(
    chunk: Chunk, column: Numbers, subject: Codes | None, substitute: int
) -> Numbers:
    """What has nothing to decide about takes no substitute."""
    if column.absent is None:
        return column
    missing = is_missing(column.absent)
    if subject is not None:
        missing &= subject == 0
    return chunk.terms.one_of(missing, Numbers.constant(substitute), column)


def _first_true(
    chunk: Chunk, conditions: Sequence[Truths], *, nested: bool
) -> tuple[Any, Codes | None]:
    """For each row the first condition that holds, and why there is none where one before it is
    unknown or none holds. `nested`: where one holds, so do all after it."""
    shared = conditions[0].absent
    if (
        conditions[-1] is not ALWAYS
        or len(conditions) > MOST_RULES
        or not all(each.absent is shared or each is ALWAYS for each in conditions)
    ):
        return _each_in_turn(chunk, conditions)
    # As many as fail before the first that holds.
    failing: Any = None
    decision: Any = None
    for truths in conditions[:-1]:
        fails = ~held_by(truths.held, chunk.rows)
        failing = fails if failing is None or nested else failing & fails
        counted = failing.view(numpy.int8)
        decision = counted if decision is None else decision + counted
    return numpy.zeros(chunk.rows, numpy.int8) if decision is None else decision, shared


MOST_RULES = 100
"""Rules whose numbers a byte counts."""

ALWAYS = Truths(held=True, absent=None)
"""The condition of `otherwise`."""


def _each_in_turn(chunk: Chunk, conditions: Sequence[Truths]) -> tuple[Any, Codes | None]:
    none = chunk.absences.code(Absence("missing", "no-rule"))
    absent = chunk.absences.everywhere(chunk.rows, none)
    decision = numpy.full(chunk.rows, -1, numpy.int16)
    for position in range(len(conditions) - 1, -1, -1):
        truths = conditions[position]
        held = held_by(truths.held, chunk.rows)
        numpy.copyto(decision, numpy.int16(position), where=held)
        numpy.copyto(absent, numpy.uint16(0), where=held)
        if truths.absent is not None:
            unknown = truths.absent != 0
            numpy.copyto(decision, numpy.int16(-1), where=unknown)
            numpy.copyto(absent, truths.absent, where=unknown)
    return decision, absent if absent.any() else None


def _ranked(decision: Any, ranks: Sequence[int]) -> Numbers:
    low, high = min(ranks), max(ranks)
    falling = all(rank == ranks[0] - position for position, rank in enumerate(ranks))
    if falling and decision.dtype == numpy.int8:
        return Numbers(numpy.int8(ranks[0]) - decision, 1, low, high, 1)
    table = numpy.array([*ranks, low], numpy.float64)
    return Numbers(table[decision], 1, low, high, 1)


@cache
def _points_by_rank(operation: Points) -> tuple[int, list[int], int | None]:
    """The common denominator, the points of each rank over it, and their step where all are as
    far apart."""
    common = operation.common
    table = [int(point * common) for point in operation.points]
    steps = {right - left for left, right in pairwise(table)}
    return common, table, steps.pop() if len(steps) == 1 else None


def _points(chunk: Chunk, operation: Points) -> Numbers:
    rating = chunk.slot(operation.rating)
    common, table, slope = _points_by_rank(operation)
    rank = rating.n
    if isinstance(rank, int):
        column = Numbers.constant(table[rank], common, rating.absent)
    else:
        reached = table[rating.low : rating.high + 1]
        if slope is None:
            n = numpy.array(table, numpy.float64)[rank.astype(numpy.intp)]
        else:
            risen = rank if slope == 1 else rank * float(slope)
            n = numpy.add(risen, table[0], dtype=numpy.float64)
        column = Numbers(n, common, min(reached), max(reached), common, rating.absent)
    return _substituted(chunk, column, operation.substitute)


def _gate(chunk: Chunk, step: Step, operation: ApplyGate) -> Numbers:
    before = chunk.slot(operation.before)
    truths = chunk.terms.condition(operation.condition)
    fired = truths.held
    outcome: Any = held_by(fired, chunk.rows).astype(numpy.int8)
    absent = before.absent
    if truths.absent is not None:
        unknown = truths.absent != 0
        code = {"ignore": 2, "apply": 3, "undetermined": 4}[operation.gate.when_unknown]
        numpy.copyto(outcome, numpy.int8(code), where=unknown)
        fired = (held_by(fired, chunk.rows) & ~unknown) | (unknown & (code == 3))
        if code == 4:
            absent = _undetermined(chunk, operation, truths.absent, absent)
    chunk.decisions[step.index] = outcome, None
    changed = _gated(operation, before)
    return chosen(fired, changed, before).with_absent(absent)


def _gated(operation: ApplyGate, before: Numbers) -> Numbers:
    rank = operation.rank
    match operation.gate.action:
        case "set":
            return Numbers.constant(rank)
        case "cap":
            if isinstance(before.n, int):
                return Numbers.constant(min(before.n, rank))
            low, high = min(before.low, rank), min(before.high, rank)
            return Numbers(numpy.minimum(before.n, rank), 1, low, high, 1)
        case "raise":
            if isinstance(before.n, int):
                return Numbers.constant(max(before.n, rank))
            low, high = max(before.low, rank), max(before.high, rank)
            return Numbers(numpy.maximum(before.n, rank), 1, low, high, 1)
        case _:
            assert_never(operation.gate.action)


def _undetermined(
    chunk: Chunk, operation: ApplyGate, condition: Codes, before: Codes | None
) -> Codes | None:
    """The absence of a rating because a gate's condition is unknown, where there was a rating."""
    absent = before
    for code in numpy.unique(condition).tolist():
        if code:
            causes = chunk.absences.absence(code).causes
            absence = Absence("missing", "gate-unknown", causes, operation.gate.span)
            there = condition == code
            absent = chunk.absences.where_present(there, chunk.absences.code(absence), absent)
    return absent


# --- competencies --------------------------------------------------------------------------


def _assess(chunk: Chunk, operation: Assess) -> Numbers:
    raters = [(chunk.slot(index), share) for index, share in operation.raters]
    if any(share <= 0 for _, share in raters):
        raise Unprovable
    common = lcm(*(share.denominator for _, share in raters))
    weights = [int(share * common) for _, share in raters]
    absences = chunk.absences
    if all(rater.absent is None for rater, _ in raters):
        total = Numbers.constant(0)
        for (rater, _), weight in zip(raters, weights, strict=True):
            scaled = Numbers.constant(weight, sum(weights))
            total = added(total, multiplied(rater, scaled, absences), absences)
        return total
    total = Numbers.constant(0)
    whole: Any = sum(
        weight for (rater, _), weight in zip(raters, weights, strict=True) if rater.absent is None
    )
    absent: Codes | None = None
    nobody: Codes | None = None
    for (rater, _), weight in zip(raters, weights, strict=True):
        # What is not supplied is 0 in its column.
        part = multiplied(rater.with_absent(None), Numbers.constant(weight), absences)
        total = added(total, part, absences)
        if rater.absent is not None:
            whole = whole + (rater.absent == 0) * numpy.float64(weight)
            nobody = absences.undecided(nobody, rater.absent)
            if operation.all_raters:
                absent = absences.undecided(absent, rater.absent * is_missing(rater.absent))
    return _average(chunk, total, Numbers(whole, 1, 0, sum(weights), 1), (absent, nobody))


def _average(
    chunk: Chunk, total: Numbers, whole: Numbers, absences: tuple[Codes | None, Codes | None]
) -> Numbers:
    """The assessed level, absent where nobody gave one, or a rater that must give one did not."""
    required, unknown = absences
    absent = None
    if required is not None and required.any():
        absent = chunk.absences.reasoned(required, "rater-missing")
    divisor = whole
    if not isinstance(whole.n, int):
        nobody = whole.n == 0
        if nobody.any():
            assert unknown is not None
            none = chunk.absences.reasoned(unknown * nobody, "no-rater")
            absent = overriding(absent, none)
            divisor = Numbers(numpy.maximum(whole.n, 1.0), 1, 1, whole.high, 1)
        else:
            divisor = Numbers(whole.n, 1, 1, whole.high, 1)
    return divided(total, divisor, 0, chunk.absences).with_absent(absent)
