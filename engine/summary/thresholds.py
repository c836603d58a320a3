"""A plan in its setting -> the thresholds that the rules of each measure compare it with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ...dsl.types import QuantityType
from ..arithmetic import exact, irrational
from ..evaluating.interpret import Interpreter
from ..evaluating.operations import perform
from ..generating import settled_steps
from ..plan import ApplyGate, Decide, Formula, ParameterInForce, PeriodBound, Plan
from ..terms import And, Compare, Not, Number, Operate, Or, Slot, Term
from ..trace import Absence, Note


@dataclass(frozen=True, slots=True, order=True)
class Threshold:
    """A number that a rule compares a measure with; `gate` where only gates of the role do."""

    value: Fraction
    gate: bool


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Finds thresholds; `_fixed` are the pairs of the steps that are the same for everyone."""

    _plan: Plan
    _fixed: Mapping[int, tuple[Any, int]]

    @classmethod
    def of(cls, plan: Plan, pairs: Sequence[Any]) -> Thresholds:
        """Works out what is the same for everyone; `pairs` are flat, those of a rater's template
        or of any of its traces."""
        fixed = {
            step.index: (pairs[2 * step.index], pairs[2 * step.index + 1])
            for step in plan.steps[: plan.supplied]
            if isinstance(step.operation, ParameterInForce | PeriodBound)
        }
        for index in settled_steps(plan):
            notes: dict[int, Note] = {}
            step = plan.steps[index]
            if not all(each in fixed for each in step.inputs):
                continue
            try:
                n, d, _ = perform(plan, step, fixed, notes, {}, {})
            except (exact.LimitExceeded, irrational.Undecided):
                continue
            if not notes:
                fixed[index] = (n, d)
        return cls(plan, fixed)

    def of_overall(self) -> tuple[tuple[Threshold, ...], bool]:
        """Those of the overall score, and whether its rules compare anything else."""
        plan = self._plan
        return self._found(plan.overall_before_gates, {plan.overall_score: Fraction(0)})

    def of_measure(self, id: str) -> tuple[tuple[Threshold, ...], bool]:
        """Those of a KPI, or of a competency's assessed points."""
        plan = self._plan
        value = plan.values.get(id)
        if value is None or not isinstance(plan.steps[value].type, QuantityType):
            return (), False
        owned: dict[int | None, Fraction] = {value: Fraction(0)}
        for step in plan.steps:
            if step.subject == id and step.aspect == "gap":
                owned[step.index] = _required(step.operation)
        return self._found(plan.ratings.get(id), owned)

    def _found(
        self, decision: int | None, owned: Mapping[int | None, Fraction]
    ) -> tuple[tuple[Threshold, ...], bool]:
        """The thresholds of the steps `owned`, each less what it differs from the measure."""
        plan = self._plan
        operation = None if decision is None else plan.steps[decision].operation
        others = False
        values: dict[Fraction, bool] = {}
        for value in self._compared(_conditions(plan), owned):
            if value is not None:
                values[value] = True
        if isinstance(operation, Decide):
            conditions = [each.condition for each in operation.branches if each.condition]
            for value in self._compared(conditions, owned):
                if value is None:
                    others = True
                else:
                    values[value] = False
        return tuple(sorted(Threshold(value, gate) for value, gate in values.items())), others

    def _compared(
        self, conditions: Iterable[Term], owned: Mapping[int | None, Fraction]
    ) -> Iterator[Fraction | None]:
        """What the steps `owned` are compared with; None where it is not the same for everyone,
        or another comparison decides."""
        for condition in conditions:
            for left, right in _comparisons(condition):
                ours, other = (left, right) if _slot(left) in owned else (right, left)
                own = _slot(ours)
                value = self._read(other) if own in owned else None
                yield None if value is None else value + owned[own]

    def _read(self, term: Term) -> Fraction | None:
        try:
            value = Interpreter(self._fixed, {}).value(term)
        except KeyError:
            return None
        if isinstance(value, Absence):
            return None
        n, d = value
        return Fraction(n, d) if type(n) is int else None


def _conditions(plan: Plan) -> Iterator[Term]:
    for index in plan.gates:
        operation = plan.steps[index].operation
        assert isinstance(operation, ApplyGate)
        yield operation.condition


def _comparisons(condition: Term) -> Iterator[tuple[Term, Term]]:
    match condition:
        case Compare(left=left, right=right):
            yield left, right
        case And(operands=operands) | Or(operands=operands):
            for operand in operands:
                yield from _comparisons(operand)
        case Not(operand=operand):
            yield from _comparisons(operand)
        case _:
            # It decides, and it is no comparison.
            yield condition, condition


def _slot(term: Term) -> int | None:
    return term.index if isinstance(term, Slot) else -1


def _required(operation: object) -> Fraction:
    """The points that a gap is counted from."""
    assert isinstance(operation, Formula)
    term = operation.term
    assert isinstance(term, Operate)
    assert isinstance(term.right, Number)
    return Fraction(term.right.n, term.right.d)
