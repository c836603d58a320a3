"""What hangs on something missing, for many people: `engine/supposition.py` over columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy

from ...plan import Derive, Plan
from ...possible.supposition import asked_for, followed
from ...terms import Term, subterms
from ..steps.chunk import Chunk
from ..values.absences import NOT_APPLICABLE, Codes, Kinds, does_not_apply, is_missing
from ..values.conditions import Mask, Truths
from ..values.numbers import Numbers
from ..values.terms import TermColumns

_MISSING = numpy.uint16(1)
_NOT_APPLICABLE = numpy.uint16(NOT_APPLICABLE)

Answer = TypeVar("Answer", Truths, Numbers)


@dataclass(slots=True)
class Supposing:
    """Some people of a chunk, by their positions, and what a term would come to, were what their
    measures lack known.

    `hanging` has for the steps whose values could then be others where that is so. Of what is
    absent only the kind is told.
    """

    chunk: Chunk
    rows: Any
    hanging: dict[int, Mask]
    _kinds: Kinds = field(default_factory=Kinds)
    _read: dict[int, Numbers] = field(default_factory=dict)
    _looked_at: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, chunk: Chunk, rows: Any) -> Supposing:
        """The people at some positions of an evaluated chunk."""
        return cls(chunk, rows, _Hanging(chunk, rows).steps())

    @property
    def count(self) -> int:
        return len(self.rows)

    def column(self, index: int) -> Numbers:
        """The column of a step as it was evaluated."""
        column = self._read.get(index)
        if column is None:
            column = self.chunk.columns[index].at(self.rows)
            if column.absent is not None:
                column = column.with_absent(_kinds(column.absent))
            self._read[index] = column
        return column

    def value(self, term: Term, score: Numbers) -> Numbers:
        """A term, the overall score being `score`; missing where it hangs on something missing."""
        return self._unless_open(term, self._terms(score).value(term))

    def condition(self, term: Term, score: Numbers) -> Truths:
        """Likewise a condition."""
        return self._unless_open(term, self._terms(score).condition(term))

    def unknown(self) -> Numbers:
        """A score of which nothing is known."""
        return Numbers(0, 1, 0, 0, 1, self._kinds.everywhere(self.count, 1))

    # --- reading ---------------------------------------------------------------------------

    def _terms(self, score: Numbers) -> TermColumns:
        overall = self.chunk.plan.overall_score
        supposed: dict[int, Numbers] = {}

        def slot(index: int) -> Numbers:
            if index == overall:
                return score
            if index not in supposed:
                supposed[index] = self._supposed(index)
            return supposed[index]

        return TermColumns(self.count, slot, self._kinds, self.chunk.symbols)

    def _supposed(self, index: int) -> Numbers:
        column, hangs = self.column(index), self.hanging.get(index)
        return column if hangs is None else column.with_absent(_opened(hangs, column.absent))

    def _unless_open(self, term: Term, answer: Answer) -> Answer:
        """Nothing is known where a term asks whether something is missing that hangs."""
        looked_at = self._looked_at.get(id(term))
        if looked_at is None:
            overall = self.chunk.plan.overall_score
            found = {index for part in subterms(term) for index in asked_for(part)} - {overall}
            looked_at = self._looked_at[id(term)] = tuple(sorted(found))
        hangs = _any([self.hanging.get(index) for index in looked_at])
        if hangs is None:
            return answer
        absent = _opened(hangs, answer.absent)
        if isinstance(answer, Truths):
            return Truths(answer.held, absent)
        return answer.with_absent(absent)


def _kinds(absent: Codes) -> Codes:
    codes: Codes = (absent != 0).astype(numpy.uint16) | (absent & _NOT_APPLICABLE)
    return codes


def _opened(hangs: Mask, absent: Codes | None) -> Codes:
    codes: Codes = numpy.where(hangs, _MISSING, numpy.uint16(0) if absent is None else absent)
    return codes


def _any(masks: list[Mask | None]) -> Mask | None:
    found: Mask | None = None
    for mask in masks:
        if mask is not None:
            found = mask if found is None else found | mask
    return found


class _Hanging:
    """Finds where the steps of a plan hang on something missing behind the role's measures."""

    def __init__(self, chunk: Chunk, rows: Any) -> None:
        self._chunk = chunk
        self._plan: Plan = chunk.plan
        self._rows = rows
        self._skipped = self._parts_skipped()

    def steps(self) -> dict[int, Mask]:
        """Where each step hangs; steps that nowhere do are left out."""
        hanging = self._lacking()
        for step in self._plan.steps if hanging else ():
            follows = _any([hanging.get(index) for index in followed(step)])
            if follows is None:
                continue
            mask = self._without(follows, step.index)
            known = hanging.get(step.index)
            hanging[step.index] = mask if known is None else known | mask
        return hanging

    def _lacking(self) -> dict[int, Mask]:
        """The measures that are missing, and what is missing behind them."""
        lacking: dict[int, Mask] = {}
        if self._plan.coverage is None:
            return lacking
        everyone = numpy.ones(len(self._rows), numpy.bool_)
        for step in reversed(self._plan.steps[: self._plan.coverage + 1]):
            wanted = everyone if step.index == self._plan.coverage else lacking.get(step.index)
            if wanted is None:
                continue
            for index in step.inputs:
                missing = self._where(index, is_missing)
                if missing is None:
                    continue
                mask = missing & wanted
                lacking[index] = lacking[index] | mask if index in lacking else mask
        return {index: mask for index, mask in lacking.items() if mask.any()}

    def _without(self, follows: Mask, index: int) -> Mask:
        """What does not apply, or was not evaluated, hangs on nothing."""
        gone = self._where(index, does_not_apply)
        skipped = self._skipped.get(index)
        if gone is not None:
            follows = follows & ~gone
        return follows if skipped is None else follows & ~skipped

    def _where(self, index: int, kind: Callable[[Codes], Mask]) -> Mask | None:
        absent = self._chunk.columns[index].absent
        if absent is None:
            return None
        mask = kind(absent[self._rows])
        skipped = self._skipped.get(index)
        return mask if skipped is None else mask & ~skipped

    def _parts_skipped(self) -> dict[int, Mask]:
        """Where the parts of a formula are not evaluated because the evidence has its value."""
        skipped: dict[int, Mask] = {}
        for step in self._plan.steps:
            if not isinstance(step.operation, Derive) or not step.operation.parts:
                continue
            absent = self._chunk.columns[step.operation.supplied].absent
            given = numpy.ones(len(self._rows), numpy.bool_)
            if absent is not None:
                given = ~is_missing(absent[self._rows])
            skipped |= dict.fromkeys(step.operation.parts, given)
        return skipped
