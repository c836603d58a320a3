"""The overall levels still possible, for many people: `engine/possible/ratings.py` over columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeAlias, assert_never

import numpy

from ...plan import ApplyGate
from ...terms import Term
from ..steps.chunk import Chunk
from ..values.absences import Codes, does_not_apply, is_missing
from ..values.conditions import Held, Mask, Truths
from ..values.numbers import Numbers, Unprovable
from .outlook import Outlook, reads
from .places import places_of, places_open
from .supposing import Supposing

Sets: TypeAlias = Any
"""Sets of levels whose bits are their ranks: an int that holds for everyone, or one for each."""


@dataclass(frozen=True, slots=True)
class Possible:
    """The levels still possible of the people at `rows` of a chunk; nobody else is asked for."""

    rows: Any
    sets: Any
    levels: tuple[str, ...]

    def texts(self) -> tuple[list[str | None], Any]:
        """The different sets as their ids, best first, None for that of no level; and for each
        person the position of theirs."""
        distinct, places = numpy.unique(self.sets, return_inverse=True)
        return [_text(each, self.levels) for each in distinct.tolist()], places


def _text(ranks: int, levels: Sequence[str]) -> str | None:
    return "; ".join(id for rank, id in reversed([*enumerate(levels)]) if ranks >> rank & 1) or None


def still_possible(chunk: Chunk, outlook: Outlook | None) -> tuple[Possible | None, Mask]:
    """An evaluated chunk -> the levels still possible for those who are not rated, or of whom
    something is missing, and those of them who are left to the single evaluation."""
    asked = _asked(chunk)
    rows = numpy.flatnonzero(asked)
    if outlook is None or not len(rows):
        return None, asked
    try:
        sets = _levels(Supposing.of(chunk, rows), outlook)
    except Unprovable:
        return None, asked
    return Possible(rows, sets, outlook.levels), numpy.zeros(chunk.rows, numpy.bool_)


def _asked(chunk: Chunk) -> Mask:
    """Those who are not rated, or lack a measure."""
    plan, columns = chunk.plan, chunk.columns
    asked = numpy.zeros(chunk.rows, numpy.bool_)
    if plan.overall is None:
        return asked
    absent = columns[plan.overall].absent
    if absent is not None:
        asked |= is_missing(absent)
    if plan.coverage is not None:
        lacking = numpy.zeros(chunk.rows, numpy.bool_)
        for index in plan.steps[plan.coverage].inputs:
            absent = columns[index].absent
            if absent is not None:
                lacking |= is_missing(absent)
        nothing = columns[plan.coverage].absent
        asked |= lacking if nothing is None else lacking & (nothing == 0)
    return asked


# --- the ways to go on ---------------------------------------------------------------------


def _levels(supposing: Supposing, outlook: Outlook) -> Any:
    """The sets of levels that any score still possible leads to."""
    rules = _Rules(supposing, outlook)
    reached, unbounded = _ways(supposing, outlook)
    sets = numpy.zeros(supposing.count, numpy.uint64)
    for score, mask in zip(_scores(outlook.cuts), reached, strict=True):
        if mask.any():
            _include(sets, mask, rules.after(score, rules.decided(score)))
    if unbounded.any():
        every = 0
        for branch in outlook.decision.branches:
            every |= 1 << branch.rank
        _include(sets, unbounded, rules.after(supposing.unknown(), every))
    return sets


def _include(sets: Any, mask: Mask, more: Sets) -> None:
    added = numpy.uint64(more) if isinstance(more, int) else more
    sets |= numpy.where(mask, added, numpy.uint64(0))


def _scores(cuts: Sequence[Fraction]) -> list[Numbers]:
    """A score of each place among the limits."""
    if not cuts:
        return [Numbers.constant(0)]
    places = [cuts[0] - 1]
    for low, high in pairwise(cuts):
        places += [low, (low + high) / 2]
    places += [cuts[-1], cuts[-1] + 1]
    return [Numbers.constant(*place.as_integer_ratio()) for place in places]


def _ways(supposing: Supposing, outlook: Outlook) -> tuple[list[Mask], Mask]:
    """For each place among the limits, whose score could be there; and whose could be any."""
    overall = supposing.chunk.plan.overall_score
    assert overall is not None
    column = supposing.column(overall)
    known = _present(column.absent, supposing.count)
    hangs = supposing.hanging.get(overall)
    if hangs is not None:
        known &= ~hangs
    unbounded = numpy.zeros(supposing.count, numpy.bool_)
    reached = [unbounded.copy() for _ in range(2 * len(outlook.cuts) + 1)]
    if known.any():
        reached = [each & known for each in places_of(column, outlook, supposing.count)]
    if known.all():
        return reached, unbounded
    if outlook.coverage is not None:
        more, unbounded = places_open(supposing, outlook)
    else:
        more, unbounded = _by_formula(supposing, outlook, hangs)
    both = [one | (other & ~known) for one, other in zip(reached, more, strict=True)]
    return both, unbounded & ~known


def _by_formula(
    supposing: Supposing, outlook: Outlook, hangs: Mask | None
) -> tuple[list[Mask], Mask]:
    """The score that an expression has without what is missing, if it has one."""
    nowhere = numpy.zeros(supposing.count, numpy.bool_)
    if outlook.formula is None or hangs is None:
        return [nowhere] * (2 * len(outlook.cuts) + 1), ~nowhere
    score = supposing.value(outlook.formula, supposing.unknown())
    told = hangs & _present(score.absent, supposing.count)
    if not told.any():
        return [nowhere] * (2 * len(outlook.cuts) + 1), ~nowhere
    return [each & told for each in places_of(score, outlook, supposing.count)], ~told


def _present(absent: Codes | None, rows: int) -> Mask:
    present: Mask = numpy.ones(rows, numpy.bool_) if absent is None else absent == 0
    return present


# --- rules and gates -----------------------------------------------------------------------


@dataclass(slots=True)
class _Rules:
    """What the rules and gates of a role make of a score."""

    supposing: Supposing
    outlook: Outlook
    _whatever_score: dict[int, Truths] = field(default_factory=dict)

    def decided(self, score: Numbers) -> Sets:
        """The levels that rules give; one that cannot be told may hold or not."""
        sets: Sets = 0
        waiting: Held = True
        for branch in self.outlook.decision.branches:
            rank = 1 << branch.rank
            if branch.condition is None:
                return _joined(sets, _only(waiting, rank))
            truths = self._condition(branch.condition, score)
            held, unknown = truths.held, _unknown(truths, lambda codes: codes != 0)
            if unknown is False and isinstance(held, bool):
                if held:
                    return _joined(sets, _only(waiting, rank))
                continue
            takes = held | unknown
            sets = _joined(sets, _only(waiting & takes, rank))
            waiting = waiting & ~numpy.logical_and(held, numpy.logical_not(unknown))
        return sets

    def after(self, score: Numbers, sets: Sets) -> Sets:
        """What the gates leave; one that hangs on something missing goes both ways."""
        for gate in self.outlook.gates:
            truths = self._condition(gate.condition, score)
            changed = _gated(gate, sets)
            if truths.absent is None:
                sets = _either(truths.held, changed, sets)
                continue
            missing, gone = is_missing(truths.absent), does_not_apply(truths.absent)
            unknown: Sets
            match gate.gate.when_unknown:
                case "undetermined":
                    unknown = 0
                case "apply":
                    unknown = changed
                case "ignore":
                    unknown = sets
                case _:
                    assert_never(gate.gate.when_unknown)
            told = _either(truths.held, changed, sets)
            sets = _either(missing, _joined(sets, changed), _either(gone, unknown, told))
        return sets

    def _condition(self, term: Term, score: Numbers) -> Truths:
        overall = self.supposing.chunk.plan.overall_score
        assert overall is not None
        known = self._whatever_score.get(id(term))
        if known is not None:
            return known
        truths = self.supposing.condition(term, score)
        if not reads(term, overall):
            self._whatever_score[id(term)] = truths
        return truths


def _unknown(truths: Truths, where: Callable[[Codes], Mask]) -> Held:
    return False if truths.absent is None else where(truths.absent)


def _only(mask: Held, sets: int) -> Sets:
    if isinstance(mask, bool):
        return sets if mask else 0
    return mask * numpy.uint64(sets)


def _joined(left: Sets, right: Sets) -> Sets:
    if isinstance(left, int) and isinstance(right, int):
        return left | right
    return _array(left) | _array(right)


def _either(mask: Held, one: Sets, other: Sets) -> Sets:
    if isinstance(mask, bool):
        return one if mask else other
    if isinstance(one, int) and isinstance(other, int) and one == other:
        return one
    return numpy.where(mask, _array(one), _array(other))


def _array(sets: Sets) -> Any:
    return numpy.uint64(sets) if isinstance(sets, int) else sets


def _gated(gate: ApplyGate, sets: Sets) -> Sets:
    """The levels after a gate that fired."""
    one = 1 << gate.rank
    match gate.gate.action:
        case "set":
            kept, moved = 0, sets
        case "cap":
            kept, moved = _split(sets, 2 * one - 1)
        case "raise":
            moved, kept = _split(sets, one - 1)
        case _:
            assert_never(gate.gate.action)
    if isinstance(moved, int):
        return kept | one if moved else kept
    return _array(kept) | (moved != 0) * numpy.uint64(one)


def _split(sets: Sets, low: int) -> tuple[Sets, Sets]:
    """The levels of the lowest bits, and those above."""
    if isinstance(sets, int):
        return sets & low, sets & ~low
    return sets & numpy.uint64(low), sets & ~numpy.uint64(low)
