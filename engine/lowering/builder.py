"""The steps of a plan while it is being made."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from ...dsl import framework as fw
from ...dsl.source import Span
from ...dsl.types import DateType, LevelType, QuantityType, Type
from ..graph import Node
from ..plan import Aspect, Operation, Step
from ..terms import Number, Symbol

References = tuple[tuple[Span, int], ...]


class PlanBuilder:
    """Collects steps, and remembers which step holds which value."""

    def __init__(self, framework: fw.Framework, role: fw.Role | None) -> None:
        self.framework = framework
        self.role = role
        self.steps: list[Step] = []
        self.nodes: dict[Node, int] = {}
        self.supplied: dict[str, int] = {}
        self.period: dict[str, int] = {}
        self.decisions: list[int] = []
        self.gates: list[int] = []
        self.overall_before_gates: int | None = None
        self._parts: Counter[str] = Counter()

    def add(
        self,
        subject: str,
        aspect: Aspect,
        type: Type,
        span: Span,
        operation: Operation,
        *,
        inputs: tuple[int, ...] = (),
        references: References = (),
        number: int = 0,
    ) -> int:
        """Appends a step and returns its index; `inputs` are those it reads, each once."""
        index = len(self.steps)
        distinct = tuple(dict.fromkeys(inputs))
        self.steps.append(
            Step(index, subject, aspect, number, type, span, operation, distinct, references)
        )
        return index

    def part(
        self,
        subject: str,
        type: Type,
        span: Span,
        operation: Operation,
        references: References,
        inputs: tuple[int, ...],
    ) -> int:
        """Appends a step for a piece of a larger expression of `subject`."""
        self._parts[subject] += 1
        return self.add(
            subject,
            "part",
            type,
            span,
            operation,
            inputs=inputs,
            references=references,
            number=self._parts[subject],
        )

    def rename_last(self, subject: str, aspect: Aspect, type: Type, span: Span) -> None:
        """Lets the part just added be the value of its declaration, when it is all of it."""
        last = self.steps.pop()
        self._parts[last.subject] -= 1
        self.steps.append(
            replace(last, subject=subject, aspect=aspect, number=0, type=type, span=span)
        )

    def rank(self, scale: str, level: str) -> int:
        """The rank of a level in its scale."""
        return self.framework.scales[scale].level(level).rank

    def points(self, scale: str) -> tuple[Fraction, ...]:
        """The points of a scale's levels, by rank."""
        return tuple(level.points for level in self.framework.scales[scale].by_rank)

    def constant(self, constant: fw.Constant) -> Number | Symbol:
        """A literal as a term."""
        value, d = constant_pair(constant, self.framework)
        numeric = isinstance(constant.type, QuantityType | DateType | LevelType)
        return Number(value, d) if numeric else Symbol(value)


def constant_pair(constant: fw.Constant, framework: fw.Framework) -> tuple[Any, int]:
    """A literal as the pair that the plan computes with."""
    value = constant.value
    if isinstance(constant.type, LevelType):
        assert isinstance(value, str)
        return framework.scales[constant.type.scale].level(value).rank, 1
    if isinstance(value, Fraction):
        return value.numerator, value.denominator
    if isinstance(value, date):
        return value.toordinal(), 1
    return value, 1
