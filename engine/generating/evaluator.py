"""From a plan to a Python function that evaluates it for one person, trace included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import Any

from ..plan import (
    ApplyGate,
    Assess,
    Coverage,
    Decide,
    Derive,
    DirectRating,
    Formula,
    Operation,
    OverallScore,
    ParameterInForce,
    PeriodBound,
    Plan,
    Points,
    Require,
    ResponsibilityScore,
    Rounding,
    Score,
    Step,
)
from .terms import InterpretedError, TermWriter, times
from .writer import EVIDENCE_BITS, Code, TooDeepError, Writer, compiled, is_whole

Evaluate = Callable[[tuple[Any, ...], tuple[Any, ...], Any], tuple[Any, ...]]
"""`evaluate(supplied, settled, slow)`: the flat pairs of the supplied steps, those of the steps
settled before (see `settled_steps`), and the road for whatever is absent -> the flat values of a
trace. `slow(index, pairs)` gives a step's pair and decision."""

POINTS_BITS = 64
"""The same for the points of a scale and the weights of a role."""


def settled_steps(plan: Plan) -> tuple[int, ...]:
    """The steps that read only parameters and the period: the same for everyone in a run."""
    fixed = {
        step.index
        for step in plan.steps[: plan.supplied]
        if isinstance(step.operation, ParameterInForce | PeriodBound)
    }
    skipped = {
        part
        for step in plan.steps
        if isinstance(step.operation, Derive)
        for part in step.operation.parts
    }
    settled = []
    for step in plan.steps[plan.supplied :]:
        computed = isinstance(step.operation, Formula | Rounding)
        if computed and step.index not in skipped and fixed.issuperset(step.inputs):
            fixed.add(step.index)
            settled.append(step.index)
    return tuple(settled)


def compile_plan(plan: Plan, settled: tuple[int, ...] = ()) -> Evaluate:
    """Plan -> the function that evaluates it, given the values of the `settled` steps."""
    text, constants = _Generator(plan, settled).source()
    evaluate: Evaluate = compiled(text, constants, f"plan of {plan.framework.id}")["evaluate"]
    return evaluate


class _Generator:
    """Writes the steps of a plan in order.

    Each step has variables: `n3`, `d3` for its pair and, where it decides, `k3`. The fast code
    of a step stands under a guard that everything it reads is present; where that fails, or the
    fast code leaves no value, `slow` performs the step.
    """

    def __init__(self, plan: Plan, settled: tuple[int, ...]) -> None:
        self.plan = plan
        self.settled = settled
        self.writer = Writer()
        self.codes = {step.index: self._code(step) for step in plan.steps}
        self.full_codes: dict[int, Code] = {}
        self.points_of = {
            step.operation.rating: step for step in plan.steps if isinstance(step.operation, Points)
        }
        self.written: set[int] = set(settled)
        self.always_present = set(settled) | {
            step.index
            for step in plan.steps[: plan.supplied]
            if isinstance(step.operation, ParameterInForce | PeriodBound)
        }
        for step in plan.steps:
            if isinstance(step.operation, Derive):
                self.written.update(step.operation.parts)

    def source(self) -> tuple[str, dict[str, Any]]:
        """The text of a module that defines `evaluate`, and the constants it names."""
        plan, writer = self.plan, self.writer
        computed = plan.steps[plan.supplied :]
        if plan.supplied:
            writer.line(f"{_pairs(range(plan.supplied))}= supplied")
        if self.settled:
            writer.line(f"{_pairs(self.settled)}= settled")
        for step in computed:
            self._step(step)
        decisions = "".join(f"k{index}, " for index in plan.decisions)
        values = _pairs(step.index for step in computed)
        writer.line(f"return (*supplied, {values}{decisions})")
        return "\n".join(
            ["def evaluate(supplied, settled, slow):", *writer.lines, ""]
        ), writer.constants

    # --- one step --------------------------------------------------------------------------

    def _code(self, step: Step) -> Code:
        """How a step's value is read: over 1 where its type is whole, else over its `d`."""
        index = step.index
        if isinstance(step.operation, Points):
            return Code(f"n{index}", _points_table(step.operation)[1], POINTS_BITS)
        return Code(f"n{index}", 1 if is_whole(step.type) else f"d{index}", EVIDENCE_BITS)

    def _step(self, step: Step) -> None:
        if step.index in self.written:
            return
        self.written.add(step.index)
        if isinstance(step.operation, Derive):
            self._derive(step, step.operation)
            return
        before = len(self.writer.lines)
        try:
            self._fast(step)
        except (InterpretedError, TooDeepError):
            del self.writer.lines[before:]
            self._slow(step)

    def _fast(self, step: Step) -> None:
        match step.operation:
            case Formula(term) | Score(term) | DirectRating(term) | Require(condition=term):
                with self._guarded(step):
                    self._assign(step, self._terms().number(term))
            case Rounding(value, grain, mode, irrational):
                with self._guarded(step):
                    code = self._terms().rounded(value, grain, mode, irrational=irrational)
                    self._assign(step, code)
            case Decide():
                self._decide(step, step.operation)
            case ApplyGate():
                self._gate(step, step.operation)
            case Points():
                self._points(step, step.operation)
            case Assess(raters):
                parts = [(self.codes[index], share) for index, share in raters]
                with self._guarded(step):
                    self._assign(step, self._weighted(parts))
            case Coverage():
                self._coverage(step)
            case ResponsibilityScore(position, coverage):
                self._responsibility(step, position, coverage)
            case OverallScore(scores, coverage):
                self._overall(step, scores, coverage)
            case _:
                raise InterpretedError

    def _terms(self) -> TermWriter:
        return TermWriter(self.writer, self.codes.__getitem__)

    @contextmanager
    def _guarded(
        self, step: Step, guard: str | None = None, also: tuple[Step, ...] = ()
    ) -> Iterator[None]:
        """What is written inside happens where all inputs are present; else, or where it leaves
        no value, the slow road is taken. `also` are steps that the same code computes."""
        writer = self.writer
        start = len(writer.lines)
        condition = (guard if guard is not None else self._presence(step)) or "True"
        deeper = False
        with writer.restored():
            writer.line(f"if {condition}:")
            writer.deepen()
            inside = writer.indent
            yield
            deeper = writer.indent > inside
        steps = (step, *also)
        if deeper:
            absent = " = ".join(f"d{each.index}" for each in steps)
            writer.lines.insert(start, "    " * writer.indent + f"{absent} = 0")
        if deeper or condition != "True":
            with writer.block(f"if not d{step.index}:" if deeper else "else:"):
                for each in steps:
                    self._slow(each)

    def _presence(self, step: Step, without: int = -1) -> str:
        return " and ".join(
            f"d{index}"
            for index in step.inputs
            if index not in self.always_present and index != without
        )

    def _assign(self, step: Step, code: Code) -> None:
        index = step.index
        if is_whole(step.type) and code.d != 1:
            self.writer.line(f"n{index}, d{index} = reduce({code.n}, {code.d})")
        else:
            self.writer.line(f"n{index} = {code.n}; d{index} = {code.d}")
        self.codes[index] = replace(self.codes[index], bits=code.bits)

    def _slow(self, step: Step) -> None:
        index = step.index
        decision = f"k{index}" if index in self.plan.decisions else "_"
        read = f"({_pairs(step.inputs)})"
        self.writer.line(f"n{index}, d{index}, {decision} = slow({index}, {read})")

    def _derive(self, step: Step, operation: Derive) -> None:
        """Derives the value only where the evidence neither gives it nor says `not applicable`.

        An absent pair of the evidence has the numerator 1 where it does not apply."""
        writer, index, supplied = self.writer, step.index, operation.supplied
        parts = operation.parts
        with writer.block(f"if d{supplied} or n{supplied}:"):
            for part in parts:
                writer.line(f"n{part} = None; d{part} = 0")
            writer.line(f"n{index} = n{supplied}; d{index} = d{supplied}")
            with writer.block(f"if not d{index}:"):
                self._slow(step)
        with writer.block("else:"):
            for part in parts:
                self.written.discard(part)
                self._step(self.plan.steps[part])
            self._derived(step, operation)

    def _derived(self, step: Step, operation: Derive) -> None:
        before = len(self.writer.lines)
        guard = self._presence(step, without=operation.supplied)
        try:
            with self._guarded(step, guard):
                self._assign(step, self._terms().number(operation.term))
        except (InterpretedError, TooDeepError):
            del self.writer.lines[before:]
            self._slow(step)

    # --- decisions -------------------------------------------------------------------------

    def _decide(self, step: Step, operation: Decide) -> None:
        index, writer = step.index, self.writer
        score = self.points_of.get(index)
        table, common = _points_table(score.operation) if score is not None else ([], 1)
        with self._guarded(step, also=() if score is None else (score,)):
            conditions = [
                None if branch.condition is None else self._terms().condition(branch.condition)
                for branch in operation.branches
            ]
            for position, branch in enumerate(operation.branches):
                condition, word = conditions[position], "elif" if position else "if"
                header = f"{word} {condition}:"
                if condition is None:
                    header = "else:" if position else "if True:"
                with writer.block(header):
                    points = "" if score is None else f"; n{score.index} = {table[branch.rank]}"
                    writer.line(f"k{index} = {position}; n{index} = {branch.rank}{points}")
            if conditions[-1] is not None:
                with writer.block("else:"):
                    writer.line(f"k{index} = -1")
                writer.line(f"if k{index} >= 0:")
                writer.deepen()
            also = "" if score is None else f"; d{score.index} = {common}"
            writer.line(f"d{index} = 1{also}")
        if score is not None:
            self.written.add(score.index)

    def _points(self, step: Step, operation: Points) -> None:
        table, common = _points_table(operation)
        name = self.writer.constant(tuple(table))
        with self._guarded(step):
            self.writer.line(
                f"n{step.index} = {name}[n{operation.rating}]; d{step.index} = {common}"
            )

    def _gate(self, step: Step, operation: ApplyGate) -> None:
        index, before, rank = step.index, operation.before, operation.rank
        changed = {
            "cap": f"min(n{before}, {rank})",
            "raise": f"max(n{before}, {rank})",
            "set": str(rank),
        }[operation.gate.action]
        with self._guarded(step):
            condition = self._terms().condition(operation.condition)
            with self.writer.block(f"if {condition}:"):
                self.writer.line(f"n{index} = {changed}; k{index} = 1")
            with self.writer.block("else:"):
                self.writer.line(f"n{index} = n{before}; k{index} = 0")
            self.writer.line(f"d{index} = 1")

    # --- roles -----------------------------------------------------------------------------

    def _weighted(self, parts: list[tuple[Code, Fraction]]) -> Code:
        """The sum of values times their shares; those over a known denominator are added first."""
        terms = self._terms()
        counted = [(code, share) for code, share in parts if share]
        factors = [(code, share / code.d) for code, share in counted if isinstance(code.d, int)]
        common = lcm(1, *(factor.denominator for _, factor in factors))
        known = [times(int(factor * common), code.n) for code, factor in factors]
        total = Code(f"({' + '.join(known) or 0})", common, POINTS_BITS)
        for code, share in counted:
            if not isinstance(code.d, int):
                n, d = times(share.numerator, code.n), times(share.denominator, code.d)
                total = terms.added(total, Code(f"({n})", f"({d})", code.bits + POINTS_BITS), "+")
        return total

    def _coverage(self, step: Step) -> None:
        self.writer.line(f"full = {self._presence(step) or 'True'}")
        with self.writer.block("if full:"):
            self.writer.line(f"n{step.index} = d{step.index} = 1")
        with self.writer.block("else:"):
            self._slow(step)

    def _responsibility(self, step: Step, position: int, coverage: int) -> None:
        operation = self.plan.steps[coverage].operation
        assert isinstance(operation, Coverage)
        measures = operation.responsibilities[position].measures
        own = [f"d{measure.score}" for measure in measures if measure.weight]
        guard = f"full or {' and '.join(own)}" if own else "full"
        with self._guarded(step, guard):
            code = self._weighted(
                [(self.codes[measure.score], measure.weight) for measure in measures]
            )
            self._assign(step, code)
        self.full_codes[step.index] = replace(code, n=f"n{step.index}")

    def _overall(self, step: Step, scores: tuple[int, ...], coverage: int) -> None:
        """Where `full` holds, every responsibility took its fast road and has its denominator."""
        operation = self.plan.steps[coverage].operation
        assert isinstance(operation, Coverage)
        with self._guarded(step, "full"):
            code = self._weighted(
                [
                    (self.full_codes.get(index, self.codes[index]), responsibility.weight)
                    for index, responsibility in zip(
                        scores, operation.responsibilities, strict=True
                    )
                ]
            )
            self._assign(step, code)


def _pairs(indices: Iterable[int]) -> str:
    return "".join(f"n{index}, d{index}, " for index in indices)


def _points_table(operation: Operation) -> tuple[list[int], int]:
    """The points by rank, as numerators over their common denominator."""
    assert isinstance(operation, Points)
    common = operation.common
    return [int(point * common) for point in operation.points], common
