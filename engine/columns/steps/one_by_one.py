"""A step whose columns 64 bits may not hold, performed for each row as for a single person."""

from __future__ import annotations

from math import lcm
from typing import TYPE_CHECKING, Any

import numpy

from ....dsl.types import ChoiceType, PeriodType, TextType, YesNoType
from ...arithmetic import exact, irrational
from ...evaluating.operations import Outcome, perform
from ...plan import Coverage, Derive, OverallScore, ResponsibilityScore, Step, TableAggregate
from ...trace import Absence, Note, Substituted
from ..values.numbers import EXACT_FLOAT, WIDEST, Numbers, Unprovable
from ..values.sums import WideSum

if TYPE_CHECKING:
    from .chunk import Chunk

Pair = tuple[Any, int]
Found = tuple[Outcome, Absence | None]


def performed(chunk: Chunk, step: Step) -> Numbers:
    """The column of a step, each different row of its inputs evaluated once.

    Unprovable where a result has no place in 64 bits either, or the step depends on more than
    its inputs.
    """
    if isinstance(step.operation, Coverage | ResponsibilityScore | OverallScore | TableAggregate):
        raise Unprovable
    inputs = step.inputs
    if isinstance(step.operation, Derive):
        inputs = tuple(dict.fromkeys((step.operation.supplied, *inputs)))
    listed = [_listed(chunk, index) for index in inputs]
    known: dict[tuple[Any, ...], Found] = {}
    found: list[Found] = []
    for row in zip(*listed, strict=True) if listed else [()] * chunk.rows:
        outcome = known.get(row)
        if outcome is None:
            outcome = known[row] = _performed(chunk, step, inputs, row)
        found.append(outcome)
    if step.index in chunk.plan.decisions:
        decisions = [max(decision, -1) for (_, _, decision), _ in found]
        chunk.decisions[step.index] = numpy.array(decisions, numpy.int16), None
    return _column(chunk, step, found)


def _listed(chunk: Chunk, index: int) -> list[tuple[Pair, int]]:
    """Each row's pair, and the code of its absence."""
    column, rows = chunk.columns[index], chunk.rows
    tops, bottoms = _pairs(column, rows)
    if isinstance(chunk.plan.steps[index].type, TextType | ChoiceType | PeriodType):
        symbols = chunk.symbols.values
        tops = [symbols[top] for top in tops] if symbols else tops
    codes = [0] * rows if column.absent is None else column.absent.tolist()
    return [
        ((0, 0), code) if code else ((top, bottom), 0)
        for top, bottom, code in zip(tops, bottoms, codes, strict=True)
    ]


def _pairs(column: Numbers, rows: int) -> tuple[list[Any], list[Any]]:
    """The numerators and the denominators of all rows."""
    if isinstance(column, WideSum):
        pairs = [column.pair_at(row) for row in range(rows)]
        return [n for n, _ in pairs], [d for _, d in pairs]
    n, d = (
        [each] * rows if isinstance(each, int) else _ints(each) for each in (column.n, column.d)
    )
    return n, d


def _ints(values: Any) -> list[Any]:
    listed: list[Any] = (
        values if values.dtype == numpy.bool_ else values.astype(numpy.int64, copy=False)
    ).tolist()
    return listed


def _performed(
    chunk: Chunk, step: Step, inputs: tuple[int, ...], row: tuple[tuple[Pair, int], ...]
) -> Found:
    values = {index: pair for index, (pair, _) in zip(inputs, row, strict=True)}
    notes: dict[int, Note] = {
        index: chunk.absences.absence(code)
        for index, (_, code) in zip(inputs, row, strict=True)
        if code
    }
    try:
        outcome = perform(chunk.plan, step, values, notes, {}, {})
    except (exact.LimitExceeded, irrational.Undecided):
        raise Unprovable from None
    note = notes.get(step.index)
    if isinstance(note, Substituted) or outcome[1]:
        note = None
    assert note is None or isinstance(note, Absence)
    return outcome, note


def _column(chunk: Chunk, step: Step, found: list[Found]) -> Numbers:
    absent = None
    if any(note is not None for _, note in found):
        codes = [0 if note is None else chunk.absences.code(note) for _, note in found]
        absent = numpy.array(codes, numpy.uint16)
    pairs = [(n, d) if d else (0, 1) for (n, d, _), _ in found]
    if isinstance(step.type, YesNoType):
        return Numbers(numpy.array([bool(n) for n, _ in pairs]), 1, 0, 1, 1, absent)
    if isinstance(step.type, TextType | ChoiceType | PeriodType):
        pairs = [
            (chunk.symbols.code(n) if note is None else 0, 1)
            for (n, _), (_, note) in zip(pairs, found, strict=True)
        ]
    return _numbers([exact.reduce(int(n), d) for n, d in pairs], absent)


def _numbers(pairs: list[tuple[int, int]], absent: Any) -> Numbers:
    common = 1
    for d in {d for _, d in pairs}:
        common = lcm(common, d)
        if common > EXACT_FLOAT:
            break
    over_one = common <= EXACT_FLOAT and all(
        abs(n) * (common // d) <= EXACT_FLOAT for n, d in pairs
    )
    tops = [n * (common // d) for n, d in pairs] if over_one else [n for n, _ in pairs]
    low, high = min(tops, default=0), max(tops, default=0)
    if over_one:
        return Numbers(numpy.array(tops, numpy.float64), common, low, high, common, absent)
    most = max(d for _, d in pairs)
    if max(-low, high, most) > WIDEST:
        raise Unprovable
    dtypes = [
        numpy.float64 if bound <= EXACT_FLOAT else numpy.int64 for bound in (max(-low, high), most)
    ]
    bottoms = numpy.array([d for _, d in pairs], dtypes[1])
    return Numbers(numpy.array(tops, dtypes[0]), bottoms, low, high, most, absent)
