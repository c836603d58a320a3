"""A trace in which what is missing is open, and the overall score is supposed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ..arithmetic import exact
from ..evaluating.fold import Value
from ..evaluating.interpret import Interpreter
from ..plan import Plan, ResponsibilityScore, Step
from ..terms import Fold, IsState, Substitute, Term, slots, subterms
from ..trace import Absence, Note, Trace

_OPEN = Absence("missing", "from")

PLANS = 16
"""Plans of which it is remembered what is the same for everyone."""


class Supposition:
    """Answers what a condition would come to, were what the role's measures lack known.

    `hanging` are the steps whose values could then be others: what is missing for a measure, and
    all that follows from it, but not what does not apply to the person.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.hanging = frozenset(_hanging(trace))
        flat = trace.values
        self._values: dict[int, tuple[Any, int]] = {
            step.index: (0, 0)
            if step.index in self.hanging
            else (flat[2 * step.index], flat[2 * step.index + 1])
            for step in trace.plan.steps
        }
        self._notes: dict[int, Note] = dict(trace.notes) | dict.fromkeys(self.hanging, _OPEN)
        self._reader = Interpreter(self._values, self._notes)
        self._open: dict[int, bool] = {}

    def suppose(self, score: Fraction | None) -> None:
        """Lets the overall score be `score`; None leaves it open."""
        index = self.trace.plan.overall_score
        assert index is not None
        if score is None:
            self._values[index] = (0, 0)
            self._notes[index] = _OPEN
        else:
            self._values[index] = exact.pair_of(score)

    def value(self, term: Term) -> Value:
        """What a term comes to; missing where it hangs on something missing."""
        if id(term) not in self._open:
            self._open[id(term)] = any(self._asks(part) for part in subterms(term))
        return _OPEN if self._open[id(term)] else self._reader.value(term)

    def _asks(self, part: Term) -> bool:
        """Whether a part of a term looks at whether something hanging is missing."""
        overall = self.trace.plan.overall_score
        return any(index in self.hanging and index != overall for index in asked_for(part))


def asked_for(part: Term) -> Iterator[int]:
    """The steps of which a part of a term asks whether they are missing."""
    asks = isinstance(part, IsState | Substitute) or (
        isinstance(part, Fold) and part.ignoring_missing
    )
    return slots(part) if asks else iter(())


def _hanging(trace: Trace) -> set[int]:
    plan = trace.plan
    hanging = _lacking(trace)
    if not hanging:
        return hanging
    for index, before in _following(plan):
        if hanging.isdisjoint(before):
            continue
        if trace.present(index) or _is_missing(trace, index):
            hanging.add(index)
    return hanging


@lru_cache(maxsize=PLANS)
def _following(plan: Plan) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """The steps that follow from others, each with these."""
    every = ((step.index, followed(step)) for step in plan.steps)
    return tuple((index, before) for index, before in every if before)


def followed(step: Step) -> tuple[int, ...]:
    """What a step follows from; of a responsibility's score, its measures: how much of the role
    is known decides only whether it has one."""
    if isinstance(step.operation, ResponsibilityScore):
        return tuple(index for index in step.inputs if index != step.operation.coverage)
    return step.inputs


def _lacking(trace: Trace) -> set[int]:
    """The measures that are missing, and what is missing behind them."""
    coverage = trace.plan.coverage
    found: set[int] = set()
    waiting = [] if coverage is None else list(trace.plan.steps[coverage].inputs)
    while waiting:
        index = waiting.pop()
        if index not in found and _is_missing(trace, index):
            found.add(index)
            waiting.extend(trace.plan.steps[index].inputs)
    return found


def _is_missing(trace: Trace, index: int) -> bool:
    if trace.present(index):
        return False
    absence = trace.absence(index)
    return absence is not None and absence.kind == "missing"
