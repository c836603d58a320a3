"""Reading a trace: what each step gave, as something that can be shown, and why it gave nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from ...dsl.framework import Framework, Label
from ...dsl.source import Span
from ...dsl.types import PERCENT, DateType, LevelType, QuantityType, Type
from ..evaluating.interpret import Interpreter
from ..plan import ApplyGate, Coverage, Decide, Derive, Plan, Step
from ..terms import And, Compare, Not, Or, Slot, Term
from ..trace import Absence, AbsenceKind, Trace
from .absences import roots
from .explanation_values import Absent, Outcome, Value
from .precision import shown_places


class Pairs(Mapping[int, tuple[Any, int]]):
    """The pairs of a trace by step, some of them replaced by others."""

    def __init__(self, trace: Trace, instead: Mapping[int, tuple[Any, int]] | None = None) -> None:
        self._trace = trace
        self._instead = instead or {}

    def __getitem__(self, index: int) -> tuple[Any, int]:
        if index in self._instead:
            return self._instead[index]
        return self._trace.values[2 * index], self._trace.values[2 * index + 1]

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self)))

    def __len__(self) -> int:
        return len(self._trace.plan.steps)


class Reading:
    """A trace whose values can be asked for in the form that an explanation holds."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.plan: Plan = trace.plan
        self.framework: Framework = trace.plan.framework

    @cached_property
    def steps_of(self) -> Mapping[str, tuple[Step, ...]]:
        """The steps of each subject, in order."""
        found: dict[str, list[Step]] = defaultdict(list)
        for step in self.plan.steps:
            found[step.subject].append(step)
        return {subject: tuple(steps) for subject, steps in found.items()}

    @cached_property
    def _near(self) -> Mapping[int, frozenset[Fraction]]:
        """What each step's value is compared with by rules, gates and limits."""
        near: dict[int, set[Fraction]] = defaultdict(set)
        for step in self.plan.steps:
            match step.operation:
                case Decide(branches=branches):
                    conditions = [each.condition for each in branches if each.condition]
                case ApplyGate(condition=condition):
                    conditions = [condition]
                case Coverage(limit=limit):
                    near[step.index].add(limit)
                    continue
                case _:
                    continue
            for condition in conditions:
                for left, right in _compared(condition):
                    self._note_near(near, left, right)
                    self._note_near(near, right, left)
        return {index: frozenset(values) for index, values in near.items()}

    def _note_near(self, near: dict[int, set[Fraction]], side: Term, other: Term) -> None:
        if isinstance(side, Slot) and isinstance(self.plan.steps[side.index].type, QuantityType):
            value = self.read(other)
            if isinstance(value, Fraction):
                near[side.index].add(value)

    # --- values ----------------------------------------------------------------------------

    def outcome(self, index: int) -> Outcome:
        """What a step gave, or that it gave nothing, and why."""
        if not self.trace.present(index):
            return self.absent(index)
        near = self._near.get(index, frozenset())
        return self.value(self.trace.raw(index), self.plan.steps[index].type, near)

    def absent(self, index: int) -> Absent:
        """Why a step gave nothing (or would have, had `when missing` not stood in)."""
        absence = self.trace.absence(index)
        kind = absence.kind if absence is not None else "missing"
        return Absent(kind, roots(self.trace, index))

    def value(self, raw: Any, type: Type, near: Iterable[Fraction] = ()) -> Value:
        """A value as the engine holds it -> as it is shown."""
        match type:
            case LevelType(scale=scale):
                level = self.framework.scales[scale].by_rank[int(raw)]
                return Value(level.id, type, label=level.label)
            case DateType():
                return Value(raw if isinstance(raw, date) else date.fromordinal(int(raw)), type)
            case QuantityType(kind=kind):
                number = Fraction(raw)
                places, is_rounded = shown_places(number, kind, near)
                return Value(number, type, places, is_rounded)
            case _:
                return Value(raw, type)

    def level(self, scale: str, rank: int) -> Value:
        """A level by its rank."""
        return self.value(rank, LevelType(scale))

    def term_outcome(self, term: Term, type: Type) -> Outcome | None:
        """What a side of a comparison or an argument is; None where no step tells why it is not."""
        if isinstance(term, Slot):
            return self.outcome(term.index)
        raw = self.read(term)
        return None if raw is None else self.value(raw, type)

    def read(self, term: Term) -> Any:
        """The value of a term over the traced values; None where it is absent."""
        value = self._interpreter.value(term)
        if isinstance(value, Absence):
            return None
        n, d = value
        return Fraction(n, d) if type(n) is int else n

    def absence_kind(self, term: Term) -> AbsenceKind | None:
        """In which way a term over the traced values is absent; None where it has a value."""
        value = self._interpreter.value(term)
        return value.kind if isinstance(value, Absence) else None

    def held(self, condition: Term) -> bool | None:
        """Whether a condition holds; None where it could not be decided."""
        value = self.read(condition)
        return value if isinstance(value, bool) else None

    @cached_property
    def _interpreter(self) -> Interpreter:
        return Interpreter(Pairs(self.trace), self.trace.notes)

    def share(self, value: Fraction) -> Value:
        """A weight, as a percentage."""
        return self.value(value, PERCENT)

    def depends(self, index: int, on: int) -> bool:
        """Whether a step's value came, at any remove, from that of another step."""
        seen = {index}
        waiting = [index]
        while waiting:
            step = self.plan.steps[waiting.pop()]
            inputs = () if was_supplied(self.trace, step) else step.inputs
            if on in inputs:
                return True
            # Steps are in order: what stands before the other step cannot have come from it.
            fresh = {each for each in inputs if each > on and each not in seen}
            seen |= fresh
            waiting.extend(fresh)
        return False

    def label(self, id: str) -> Label:
        """The label of anything declared; its id where it has none."""
        framework, role = self.framework, self.plan.role
        for group in (
            framework.inputs,
            framework.parameters,
            framework.metrics,
            framework.kpis,
            framework.competencies,
            framework.roles,
        ):
            if id in group:
                return group[id].label
        for responsibility in role.responsibilities if role else ():
            if responsibility.id == id:
                return responsibility.label
        return Label(id, {})

    def named_by(self, step: Step, index: int) -> Span | None:
        """The place in a step's text that names another step."""
        for span, named in step.references:
            if named == index:
                return span
        return None


def was_supplied(trace: Trace, step: Step) -> bool:
    """Whether the evidence gave a value, or said that none applies, in place of a formula."""
    if not isinstance(step.operation, Derive):
        return False
    absence = trace.absence(step.operation.supplied)
    return absence is None or absence.kind == "not applicable"


def _compared(condition: Term) -> Iterator[tuple[Term, Term]]:
    match condition:
        case Compare(left=left, right=right, numeric=True):
            yield left, right
        case And(operands=operands) | Or(operands=operands):
            for operand in operands:
                yield from _compared(operand)
        case Not(operand=operand):
            yield from _compared(operand)
        case _:
            return
