"""Rules, points and gates over columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal, assert_never

import numpy

from ...plan import ApplyGate, Decide, Points, Step
from ...terms import Compare, ComparisonOperator, Fold, Number, Term
from ...trace import Absence
from ..values.absences import Codes, is_missing
from ..values.conditions import Truths, held_by
from ..values.numbers import Numbers, chosen
from .chunk import Chunk


def substituted(chunk: Chunk, column: Numbers, substitute: Fraction | int | None) -> Numbers:
    """A KPI's `when missing` outcome stands in where the value is missing."""
    if column.absent is None or substitute is None:
        return column
    missing = is_missing(column.absent)
    stand_in = Numbers.constant(*Fraction(substitute).as_integer_ratio())
    return chunk.terms.one_of(missing, stand_in, column)


def decide(chunk: Chunk, step: Step, operation: Decide) -> Numbers:
    """The rank that the first rule that holds gives in each row."""
    subject = None if operation.subject is None else chunk.slot(operation.subject).absent
    decision, absent = _taken(chunk, operation)
    ranks = [branch.rank for branch in operation.branches]
    column = _ranked(decision, ranks)
    if subject is not None:
        absent = numpy.where(subject != 0, subject, 0 if absent is None else absent)
    column = column.with_absent(absent)
    if operation.substitute is not None:
        column = _without_substituting_subject(chunk, column, subject, operation.substitute)
    chunk.decisions[step.index] = decision, absent
    return column


def _taken(chunk: Chunk, operation: Decide) -> tuple[Any, Codes | None]:
    """The rule taken in each row, and why there is none."""
    terms = chunk.terms
    ladder = chunk.once(operation, _ladder)
    if ladder is None:
        conditions = [
            ALWAYS if branch.condition is None else terms.condition(branch.condition)
            for branch in operation.branches
        ]
        return _first_true(chunk, conditions, nested=False)
    value = terms.value(ladder.subject)
    if ladder.nested and chunk.rows <= FEW_ROWS and len(ladder.limits) <= MOST_RULES:
        passed = value.passed(ladder.nested, ladder.limits)
        if passed is not None:
            return passed, value.absent
    held = [
        Truths(value.against(operator, n, d), value.absent)
        for operator, (n, d) in zip(ladder.operators, ladder.limits, strict=True)
    ]
    return _first_true(chunk, [*held, ALWAYS], nested=ladder.nested is not None)


FEW_ROWS = 512
"""Up to so many rows a value is sooner looked for among the limits than compared with each."""


@dataclass(frozen=True, slots=True)
class _Ladder:
    """Rules that compare one value with constants, and then one that always holds. `nested` is
    the operator of all where the limits go one way: what reaches one reaches all after it."""

    subject: Term
    operators: tuple[ComparisonOperator, ...]
    limits: tuple[tuple[int, int], ...]
    nested: Literal[">=", "<="] | None


def _ladder(operation: Decide) -> _Ladder | None:
    """Rules as a ladder; None for any other."""
    *conditions, otherwise = (branch.condition for branch in operation.branches)
    if otherwise is not None or not conditions or not isinstance(conditions[0], Compare):
        return None
    subject = conditions[0].left
    if isinstance(subject, Fold):
        return None
    operators, limits = [], []
    for each in conditions:
        if not isinstance(each, Compare) or not isinstance(each.right, Number):
            return None
        if each.left is not subject and each.left != subject:
            return None
        operators.append(each.operator)
        limits.append((each.right.n, each.right.d))
    return _Ladder(subject, tuple(operators), tuple(limits), _one_way(operators, limits))


def _one_way(
    operators: Sequence[ComparisonOperator], limits: Sequence[tuple[int, int]]
) -> Literal[">=", "<="] | None:
    steps = list(pairwise(Fraction(n, d) for n, d in limits))
    if all(operator == ">=" for operator in operators):
        return ">=" if all(left > right for left, right in steps) else None
    if all(operator == "<=" for operator in operators):
        return "<=" if all(left < right for left, right in steps) else None
    return None


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


def _points_by_rank(operation: Points) -> tuple[int, list[int], int | None]:
    """The common denominator, the points of each rank over it, and their step where all are as
    far apart."""
    common = operation.common
    table = [int(point * common) for point in operation.points]
    steps = {right - left for left, right in pairwise(table)}
    return common, table, steps.pop() if len(steps) == 1 else None


def points(chunk: Chunk, operation: Points) -> Numbers:
    """The points of the rating in each row."""
    rating = chunk.slot(operation.rating)
    common, table, slope = chunk.once(operation, _points_by_rank)
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
    return substituted(chunk, column, operation.substitute)


def gate(chunk: Chunk, step: Step, operation: ApplyGate) -> Numbers:
    """The overall rank after a gate."""
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
