"""From a plan and one person's evidence to a trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .arithmetic import exact, irrational
from .evaluating.absent_inputs import ABSENT, Road, road_past
from .evaluating.operations import Tables, perform
from .evaluating.reweighting import Reweighting
from .generating import Evaluate, Gather, compile_plan, compile_rows, settled_steps
from .plan import Coverage, Plan, Step, TableAggregate
from .trace import Absence, Note, Origin, RowCounts, Setting, Trace


@dataclass(frozen=True, slots=True)
class Evidence:
    """One person's facts, bound to a plan.

    `supplied` has the flat pairs of the plan's supplied steps, `notes` says why the absent ones
    are; an absent pair is `(0, 0)` where the fact is missing and `(1, 0)` where it does not
    apply. `tables` has the rows of each table that was supplied. `origins` maps the keys of
    supplied values to where they stood.
    """

    person: str
    supplied: tuple[Any, ...]
    notes: Mapping[int, Note]
    tables: Tables
    origins: Mapping[str, Origin]


class Evaluator:
    """A plan made ready to run in one setting. It never changes; threads may share it."""

    __slots__ = ("_evaluate", "_program", "_settled", "plan", "setting")

    def __init__(self, program: Program, setting: Setting, supplied: tuple[Any, ...]) -> None:
        """`supplied` are the pairs of a person of whom nothing is known."""
        self.plan = program.plan
        self.setting = setting
        self._evaluate, self._settled = program.in_setting(supplied)
        self._program = program

    def evaluate(self, evidence: Evidence) -> Trace:
        """Plan + Evidence -> Trace.

        Raises `exact.LimitExceeded` where a number outgrows the language's limits, and
        `irrational.Undecided` where a rounding cannot be certified.
        """
        plan, program, tables = self.plan, self._program, evidence.tables
        roads = program.roads
        notes = dict(evidence.notes)
        counts: dict[int, RowCounts] = {}

        def slow(index: int, flat: tuple[Any, ...]) -> tuple[Any, int, int]:
            road = roads[index]
            if road is not None:
                outcome = road(flat, notes)
                if outcome is not None:
                    return outcome
            step, gather = plan.steps[index], None
            lacking = program.without_table.get(index)
            if lacking is not None:
                if lacking.detail not in tables:
                    notes[index] = lacking
                    return ABSENT
                gather = program.gather(step)
            pairs = zip(flat[::2], flat[1::2], strict=True)
            inputs = dict(zip(step.inputs, pairs, strict=True))
            return perform(plan, step, inputs, notes, tables, counts, gather=gather)

        values = self._evaluate(evidence.supplied, self._settled, slow)
        return Trace(plan, values, notes, self.setting, evidence.person, evidence.origins, counts)


class Program:
    """The code of a plan, shared by all settings."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.roads = _Roads(plan)
        self.without_table = {
            step.index: Absence("missing", "no-table", detail=step.operation.table)
            for step in plan.steps
            if isinstance(step.operation, TableAggregate)
        }
        self._indices = settled_steps(plan)
        self._compiled: dict[tuple[int, ...], Evaluate] = {}
        self._gathering: dict[int, Gather | None] = {}

    def in_setting(self, supplied: tuple[Any, ...]) -> tuple[Evaluate, tuple[Any, ...]]:
        """The function to evaluate with, and the pairs of the steps settled once for all.

        Where one of those has no value, nothing is settled beforehand, so that each trace says
        why it has none.
        """
        plan = self.plan
        values = {
            index: (supplied[2 * index], supplied[2 * index + 1]) for index in range(plan.supplied)
        }
        flat: list[Any] = []
        notes: dict[int, Note] = {}
        try:
            for index in self._indices:
                n, d, _ = perform(plan, plan.steps[index], values, notes, {}, {})
                values[index] = (n, d)
                flat += (n, d)
        except (exact.LimitExceeded, irrational.Undecided):
            return self._code(()), ()
        if notes:
            return self._code(()), ()
        return self._code(self._indices), tuple(flat)

    def gather(self, step: Step) -> Gather | None:
        """The code that reads the rows of an aggregate, made when a table is first supplied; None
        where they are interpreted."""
        if step.index not in self._gathering:
            self._gathering[step.index] = compile_rows(self.plan, step)
        return self._gathering[step.index]

    def _code(self, settled: tuple[int, ...]) -> Evaluate:
        code = self._compiled.get(settled)
        if code is None:
            code = self._compiled[settled] = compile_plan(self.plan, settled)
        return code


class _Roads(dict[int, Road | None]):
    """The roads past the interpreter, each made when it is first wanted."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._reweighting = None
        if plan.coverage is not None:
            operation = plan.steps[plan.coverage].operation
            assert isinstance(operation, Coverage)
            self._reweighting = Reweighting(operation)

    def __missing__(self, index: int) -> Road | None:
        road = self[index] = road_past(self._plan, self._plan.steps[index], self._reweighting)
        return road
