"""What a value really came from: of an `if` only the case taken, of rules only those tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...dsl import framework as fw
from ...dsl.framework import Expression
from ...dsl.source import Span
from ...dsl.walk import children as below
from ...dsl.walk import walk
from ..plan import (
    ApplyGate,
    Decide,
    Derive,
    DirectRating,
    Formula,
    Require,
    Rounding,
    Score,
    Step,
)
from ..terms import Choose, Slot, Substitute, Term, children
from .explanation import BranchTaken
from .reading import Reading, was_supplied

Place = tuple[int, int]


def live_steps(reading: Reading, steps: Iterable[Step]) -> frozenset[int]:
    """The steps that the values of these steps came from, lifted pieces of formulas followed."""
    live: set[int] = set()
    waiting = [step for step in steps if step.aspect != "part"]
    while waiting:
        step = waiting.pop()
        terms = _terms(reading, step)
        read = step.inputs if terms is None else _read(reading, terms)
        for index in read:
            if index not in live:
                live.add(index)
                named = reading.plan.steps[index]
                if named.aspect == "part" and named.subject == step.subject:
                    waiting.append(named)
    return frozenset(live)


def _terms(reading: Reading, step: Step) -> Sequence[Term] | None:
    """The terms that a step was computed by; None for one that reads all its inputs."""
    match step.operation:
        case Derive() if was_supplied(reading.trace, step):
            return ()
        case Derive(term=term) | Formula(term) | Score(term=term) | DirectRating(term=term):
            return (term,)
        case Rounding(value, grain):
            return (value, grain)
        case Require(condition=condition):
            return (condition,)
        case ApplyGate(before=before, condition=condition):
            return (Slot(before), condition)
        case Decide():
            return _tried(reading, step, step.operation)
        case _:
            return None


def _tried(reading: Reading, step: Step, operation: Decide) -> Sequence[Term]:
    """What the rules are about, and the conditions up to the rule that decided."""
    subject = () if operation.subject is None else (Slot(operation.subject),)
    if operation.subject is not None and not reading.trace.present(operation.subject):
        return subject
    decision = reading.trace.decision(step.index)
    tried = operation.branches[: (decision if decision >= 0 else -1 - decision) + 1]
    return (*subject, *(each.condition for each in tried if each.condition is not None))


def _read(reading: Reading, terms: Iterable[Term]) -> Iterator[int]:
    waiting = list(terms)
    while waiting:
        term = waiting.pop(0)
        if isinstance(term, Slot):
            yield term.index
        waiting = [*_below(reading, term), *waiting]


def _below(reading: Reading, term: Term) -> tuple[Term, ...]:
    match term:
        case Choose(branches, otherwise):
            looked_at: list[Term] = []
            for condition, value in branches:
                held = reading.held(condition)
                looked_at.append(condition)
                if held is None:
                    return tuple(looked_at)
                if held:
                    return (*looked_at, value)
            return (*looked_at, otherwise)
        case Substitute(value, substitute):
            return (value, substitute) if reading.read(value) is None else (value,)
        case _:
            return children(term)


def idle_places(expression: Expression, taken: Iterable[BranchTaken]) -> frozenset[Place]:
    """The places of an expression that had no part in its value: the cases of an `if` (or
    `match`) that were not taken."""
    held = _held(taken)
    used: set[Place] = set()
    idle: set[Place] = set()
    waiting = [expression]
    while waiting:
        current = waiting.pop()
        used.add(_place(current.span))
        match current:
            case fw.Conditional(condition=condition, then=then, otherwise=otherwise) if (
                _place(condition.span) in held
            ):
                outcome = held[_place(condition.span)]
                waiting.append(condition)
                for case, is_taken in ((then, outcome is True), (otherwise, outcome is False)):
                    if is_taken:
                        waiting.append(case)
                    else:
                        idle.update(_place(part.span) for part in walk(case))
            case _:
                waiting.extend(below(current))
    return frozenset(idle - used)


def _held(taken: Iterable[BranchTaken]) -> dict[Place, bool | None]:
    """What each condition gave; left out where two that stand at one place differ."""
    found: dict[Place, bool | None] = {}
    differing = set()
    for each in taken:
        place = _place(each.condition.place)
        if found.setdefault(place, each.held) is not each.held:
            differing.add(place)
    return {place: held for place, held in found.items() if place not in differing}


def _place(span: Span) -> Place:
    return span.start, span.end
