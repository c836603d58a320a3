"""Formulas for people: as written, with the values put in, and what happened inside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from ...dsl.source import Span
from ..plan import Derive, DirectRating, Formula, Rounding, Score, Step, TableAggregate
from ..terms import Choose, Slot, Term, children
from .explanation import AggregateDone, BranchTaken, FormulaText, Piece, RoundingDone
from .live import Place
from .reading import Reading, was_supplied

# What stands in a formula beside its words: texts are kept as they are, comments go.
_NOT_WORDS = re.compile(r'(?P<text>"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*")|#[^\n]*|\s+')


def plain_text(span: Span) -> str:
    """The text of a span without its comments, every space and line break as one space."""
    return _on_one_line(span.text).strip()


def _on_one_line(text: str) -> str:
    without = _NOT_WORDS.sub(lambda found: found["text"] or " ", text)
    return _NOT_WORDS.sub(lambda found: found["text"] or " ", without)


def formula_text(
    reading: Reading, step: Step, span: Span, idle: AbstractSet[Place] = frozenset()
) -> FormulaText:
    """The formula that `span` covers, whose names the references of `step` resolve; those at
    `idle` places had no part in the value, and stay as they are written."""
    return FormulaText(plain_text(span), _trimmed(_pieces(reading, step, span, idle)), span)


def _pieces(reading: Reading, step: Step, span: Span, idle: AbstractSet[Place]) -> Iterator[Piece]:
    position = span.start
    for place, index in _outermost(step, span):
        yield _on_one_line(span.source.text[position : place.start])
        if (place.start, place.end) in idle:
            yield _on_one_line(place.text)
        else:
            yield from _put_in(reading, step, index, place, idle)
        position = place.end
    yield _on_one_line(span.source.text[position : span.end])


def _outermost(step: Step, span: Span) -> list[tuple[Span, int]]:
    """The references within the span, in the order of the text, none within another."""
    inside = [
        (place, index)
        for place, index in step.references
        if place.source is span.source and span.start <= place.start < place.end <= span.end
    ]
    inside.sort(key=lambda each: (each[0].start, -each[0].end))
    chosen: list[tuple[Span, int]] = []
    for place, index in inside:
        if not chosen or place.start >= chosen[-1][0].end:
            chosen.append((place, index))
    return chosen


def _put_in(
    reading: Reading, step: Step, index: int, place: Span, idle: AbstractSet[Place]
) -> Iterator[Piece]:
    """What stands for a name: its value, or for a lifted piece of the formula that piece."""
    named = reading.plan.steps[index]
    lifted = named.aspect == "part" and named.subject == step.subject
    if lifted and isinstance(named.operation, Formula | Rounding) and named.span != step.span:
        yield from _pieces(reading, named, named.span, idle)
    elif reading.trace.evaluated(index):
        yield reading.outcome(index)
    else:
        yield _on_one_line(place.text)


def _trimmed(pieces: Iterator[Piece]) -> tuple[Piece, ...]:
    """Texts in a row become one, without spaces at either end."""
    joined: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    if joined and isinstance(joined[0], str):
        joined[0] = joined[0].lstrip()
    if joined and isinstance(joined[-1], str):
        joined[-1] = joined[-1].rstrip()
    return tuple(piece for piece in joined if piece != "")


# --- what happened inside ------------------------------------------------------------------


def branches_taken(reading: Reading, step: Step) -> Iterator[BranchTaken]:
    """The conditions of each `if` that was reached, in the order they were looked at."""
    term = _term(step)
    if term is not None and not was_supplied(reading.trace, step):
        yield from _branches(reading, step, term)


def _branches(reading: Reading, step: Step, term: Term) -> Iterator[BranchTaken]:
    if not isinstance(term, Choose):
        for part in children(term):
            yield from _branches(reading, step, part)
        return
    for condition, value in term.branches:
        held = reading.held(condition)
        if isinstance(condition, Slot):
            yield BranchTaken(_condition_text(reading, step, condition.index), held)
        if held is None:
            return
        if held:
            yield from _branches(reading, step, value)
            return
    yield from _branches(reading, step, term.otherwise)


def _condition_text(reading: Reading, step: Step, index: int) -> FormulaText:
    condition = reading.plan.steps[index]
    if condition.aspect == "part" and condition.subject == step.subject:
        return formula_text(reading, condition, condition.span)
    return formula_text(reading, step, reading.named_by(step, index) or condition.span)


def _term(step: Step) -> Term | None:
    match step.operation:
        case Formula(term) | Score(term=term) | DirectRating(term=term):
            return term
        case Derive(term=term):
            return term
        case _:
            return None


def rounding_done(reading: Reading, step: Step) -> RoundingDone | None:
    """The value before and after, where the step rounds."""
    operation = step.operation
    if not isinstance(operation, Rounding) or not reading.trace.evaluated(step.index):
        return None
    by = reading.term_outcome(operation.step, step.type)
    # What an irrational function gives has no last digit: only its text can stand for it.
    before = None if operation.irrational else reading.term_outcome(operation.value, step.type)
    return RoundingDone(
        plain_text(operation.value_span),
        before,
        by,
        operation.mode,
        reading.outcome(step.index),
        step.span,
    )


def aggregate_done(reading: Reading, step: Step) -> AggregateDone | None:
    """The rows an aggregate looked at and took, where the step is one."""
    operation = step.operation
    if not isinstance(operation, TableAggregate) or not reading.trace.evaluated(step.index):
        return None
    counts = reading.trace.row_counts.get(step.index)
    return AggregateDone(
        plain_text(step.span),
        reading.outcome(step.index),
        operation.table,
        counts.rows if counts is not None else None,
        counts.selected if counts is not None else None,
        reading.trace.origins.get(operation.table),
        step.span,
    )
