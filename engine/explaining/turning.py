"""Turning a formula round: what one input would have to be for the value to reach a threshold."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from ...dsl.framework import Bound
from ...dsl.types import QuantityType
from ..evaluating.interpret import Interpreter
from ..plan import Derive, Formula, Step
from ..terms import Choose, Negate, Operate, Slot, Substitute, Term, children
from ..trace import Absence
from .explanation import Needed
from .explanation_values import Value
from .reading import Pairs, Reading


def needed(
    reading: Reading,
    quantity: int,
    operator: str,
    target: Fraction,
    thresholds: frozenset[int] = frozenset(),
) -> tuple[Needed, ...]:
    """What each input alone would have to be for a step's value to be `operator` `target`.

    Only inputs that the formula reads once, through sums, products and quotients, can be told,
    and only where nothing else in the formula, nor one of the `thresholds`, moves with them.
    Each answer is put into the formula again and kept only where it gives the target.
    """
    step = reading.plan.steps[quantity]
    term = _formula(reading, step)
    if term is None or isinstance(term, Slot):
        return ()
    turning = _Turning(reading, step, term)
    names = list(dict.fromkeys(turning.names(term)))
    found = []
    for index in names:
        fixed = thresholds.union(each for each in names if each != index)
        moves = any(each == index or reading.depends(each, index) for each in fixed)
        if moves or not _can_be_acted_on(reading, index):
            continue
        answer = turning.answer(index, operator, target)
        if answer is not None:
            others = tuple(reading.plan.steps[each].id for each in names if each != index)
            found.append(_needed(reading, index, answer, others))
    return tuple(found)


def worked_back(
    reading: Reading, quantity: int, target: Fraction, given: Collection[str] = ()
) -> Iterator[tuple[int, Fraction]]:
    """The values that one step alone would need for a step's value to be `target`: pairs of a step
    and its value, those of inputs, and of metrics and KPIs that cannot be worked back further.

    Metrics and KPIs are followed to what they come from; `given` names those that are not, as the
    evidence gives them outright.
    """
    step = reading.plan.steps[quantity]
    term = _formula(reading, step)
    if term is None:
        return
    turning = _Turning(reading, step, term)
    names = list(turning.names(term))
    for index in dict.fromkeys(names):
        others = [each for each in names if each != index]
        if any(reading.depends(each, index) for each in others):
            continue
        wanted = turning.solved(index, target)
        if wanted is None or not _can_be_acted_on(reading, index):
            continue
        subject = reading.plan.steps[index].subject
        derived = subject not in reading.framework.inputs and subject not in given
        deeper = list(worked_back(reading, index, wanted, given)) if derived else []
        yield from deeper or [(index, wanted)]


@dataclass(frozen=True, slots=True)
class _Answer:
    operator: str
    value: Fraction


def _needed(reading: Reading, index: int, answer: _Answer, others: tuple[str, ...]) -> Needed:
    step = reading.plan.steps[index]
    present = reading.outcome(index)
    assert isinstance(present, Value)
    value = reading.value(answer.value, step.type, [reading.trace.raw(index)])
    return Needed(step.id, reading.label(step.subject), answer.operator, value, present, others)


def _formula(reading: Reading, step: Step) -> Term | None:
    match step.operation:
        case Formula(term):
            return term
        case Derive(supplied=supplied, term=term) if not reading.trace.present(supplied):
            return term
        case _:
            return None


def _can_be_acted_on(reading: Reading, index: int) -> bool:
    """An input or another derived value; a target of the organisation is not."""
    step = reading.plan.steps[index]
    framework = reading.framework
    declared = step.id in framework.inputs or step.id in framework.metrics
    return (declared or step.id in framework.kpis) and isinstance(step.type, QuantityType)


@dataclass(frozen=True, slots=True)
class _Turning:
    """The formula of one step, its lifted pieces put back and its `if`s decided as they were."""

    reading: Reading
    step: Step
    term: Term

    def names(self, term: Term) -> Iterator[int]:
        """The values that the value really came from, repeated where read twice.

        What a rounding or an aggregate inside the formula reads counts as read twice: it cannot
        be turned round.
        """
        if isinstance(term, Slot) and self._piece(term) is None:
            step = self.reading.plan.steps[term.index]
            if step.aspect == "part":
                for index in step.inputs:
                    yield from (*self.names(Slot(index)), *self.names(Slot(index)))
            else:
                yield term.index
        for part in self._live(term):
            yield from self.names(part)

    def solved(self, index: int, target: Fraction) -> Fraction | None:
        """The value with which step `index` alone would make the formula give the target."""
        if list(self.names(self.term)).count(index) != 1:
            return None
        value = self._solve(self.term, index, target)
        return value if value is not None and self._value_with(index, value) == target else None

    def answer(self, index: int, operator: str, target: Fraction) -> _Answer | None:
        """What the value of step `index` would have to be; None where that cannot be told."""
        if list(self.names(self.term)).count(index) != 1:
            return None
        solved = self._solve(self.term, index, target)
        present = self.reading.trace.raw(index)
        if solved is None or solved == present:
            return None
        upward, strict = solved > present, operator in {"<", ">"}
        wanted = solved
        if _is_count(self.reading, index):
            wanted = _whole(solved, upward=upward, strict=strict)
            strict = False
        if not _in_range(self.reading, index, wanted):
            return None
        reached = self._value_with(index, wanted)
        if reached is None or (wanted == solved and reached != target):
            return None
        if wanted != solved and not _reaches(reached, operator, target):
            return None
        return _Answer((">" if upward else "<") + ("" if strict else "="), wanted)

    def _piece(self, slot: Slot) -> Term | None:
        """The term of a lifted piece of this formula; None for a value of its own."""
        step = self.reading.plan.steps[slot.index]
        lifted = step.aspect == "part" and step.subject == self.step.subject
        return step.operation.term if lifted and isinstance(step.operation, Formula) else None

    def _live(self, term: Term) -> tuple[Term, ...]:
        """The terms below that the value came from: of an `if` only the branch taken."""
        match term:
            case Slot():
                piece = self._piece(term)
                return () if piece is None else (piece,)
            case Choose(branches=branches, otherwise=otherwise):
                for condition, value in branches:
                    if self.reading.held(condition):
                        return (value,)
                return (otherwise,)
            case Substitute(value=value, substitute=substitute):
                return (substitute if self.reading.read(value) is None else value,)
            case _:
                return children(term)

    def _solve(self, term: Term, index: int, target: Fraction) -> Fraction | None:
        if term == Slot(index):
            return target
        match term:
            case Negate(operand=operand):
                return self._solve(operand, index, -target)
            case Operate():
                return self._solve_operation(term, index, target)
            case Slot() | Choose() | Substitute():
                below = self._live(term)
                return self._solve(below[0], index, target) if below else None
            case _:
                return None

    def _solve_operation(self, term: Operate, index: int, target: Fraction) -> Fraction | None:
        on_left = index in self.names(term.left)
        side, other = (term.left, term.right) if on_left else (term.right, term.left)
        known: Any = self.reading.read(other)
        if not isinstance(known, Fraction):
            return None
        match term.operator:
            case "+":
                return self._solve(side, index, target - known)
            case "-":
                return self._solve(side, index, target + known if on_left else known - target)
            case "*":
                return self._solve(side, index, target / known) if known else None
            case "/" if on_left:
                return self._solve(side, index, target * known)
            case _:
                return self._solve(side, index, known / target) if target else None

    def _value_with(self, index: int, value: Fraction) -> Fraction | None:
        """What the formula would give if step `index` were `value`."""
        instead: dict[int, tuple[Any, int]] = {index: value.as_integer_ratio()}
        interpreter = Interpreter(Pairs(self.reading.trace, instead), self.reading.trace.notes)
        for step in self.reading.steps_of[self.step.subject]:
            if step.aspect == "part" and isinstance(step.operation, Formula):
                piece = interpreter.value(step.operation.term)
                if not isinstance(piece, Absence):
                    instead[step.index] = piece
        result = interpreter.value(self.term)
        return None if isinstance(result, Absence) else Fraction(*result)


def _is_count(reading: Reading, index: int) -> bool:
    type = reading.plan.steps[index].type
    return isinstance(type, QuantityType) and type.kind == "count"


def _whole(value: Fraction, *, upward: bool, strict: bool) -> Fraction:
    """The nearest whole number that is far enough."""
    if upward:
        return Fraction(floor(value) + 1 if strict else ceil(value))
    return Fraction(ceil(value) - 1 if strict else floor(value))


def _in_range(reading: Reading, index: int, value: Fraction) -> bool:
    id = reading.plan.steps[index].id
    if _is_count(reading, index) and value < 0:
        return False
    declared = reading.framework.inputs.get(id)
    return declared is None or all(_within(bound, value) for bound in declared.range)


def _within(bound: Bound, value: Fraction) -> bool:
    return isinstance(bound.value, Fraction) and _reaches(value, bound.operator, bound.value)


def _reaches(value: Fraction, operator: str, target: Fraction) -> bool:
    match operator:
        case ">=":
            return value >= target
        case ">":
            return value > target
        case "<=":
            return value <= target
        case _:
            return value < target
