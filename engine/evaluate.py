"""From a plan and one person's evidence to a trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .absence import stricter
from .arithmetic import exact, irrational
from .generating import Evaluate, Gather, compile_plan, compile_rows, settled_steps
from .operations import Tables, perform
from .plan import Coverage, Formula, Plan, Require, Score, Step, TableAggregate
from .reweighting import effective_weights
from .terms import passes_absence_on
from .trace import Absence, AbsenceKind, EffectiveWeights, Note, Origin, RowCounts, Setting, Trace


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
        notes = dict(evidence.notes)
        counts: dict[int, RowCounts] = {}

        def slow(index: int, flat: tuple[Any, ...]) -> tuple[Any, int, int]:
            if index in program.passing:
                notes[index] = _passed_on(plan.steps[index].inputs, flat, notes)
                return 0, 0, -1
            step, gather = plan.steps[index], None
            if index == plan.coverage:
                known = program.weights_known(step, flat, notes)
                if known is not None:
                    notes[index] = known
                    return known.known.numerator, known.known.denominator, -1
            lacking = program.without_table.get(index)
            if lacking is not None:
                if lacking.detail not in tables:
                    notes[index] = lacking
                    return 0, 0, -1
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
        self.passing = frozenset(step.index for step in plan.steps if _passes_absence_on(step))
        self.without_table = {
            step.index: Absence("missing", "no-table", detail=step.operation.table)
            for step in plan.steps
            if isinstance(step.operation, TableAggregate)
        }
        self._indices = settled_steps(plan)
        self._compiled: dict[tuple[int, ...], Evaluate] = {}
        self._gathering: dict[int, Gather | None] = {}
        self._weights: dict[tuple[AbsenceKind | None, ...], EffectiveWeights | None] = {}

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

    def weights_known(
        self, step: Step, flat: tuple[Any, ...], notes: Mapping[int, Note]
    ) -> EffectiveWeights | None:
        """The weights that hold where these measures are absent; None where nothing applies. What
        is absent of one person mostly is of others too."""
        kinds = tuple(
            None if d else _kind(notes[index])
            for index, d in zip(step.inputs, flat[1::2], strict=True)
        )
        if kinds in self._weights:
            return self._weights.get(kinds)
        assert isinstance(step.operation, Coverage)
        weights = effective_weights(step.operation, dict(zip(step.inputs, kinds, strict=True)))
        if len(self._weights) >= MOST_WEIGHTS:
            self._weights.clear()
        self._weights[kinds] = weights
        return weights

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


MOST_WEIGHTS = 1_000
"""Ways of being incomplete of which a program remembers how the weights move."""


def _kind(note: Note) -> AbsenceKind:
    assert isinstance(note, Absence)
    return note.kind


def _passes_absence_on(step: Step) -> bool:
    """Whether a step is absent exactly where something it reads is, and for no other reason."""
    match step.operation:
        case Formula(term) | Require(condition=term) | Score(term, None, ()):
            return bool(step.inputs) and passes_absence_on(term)
        case _:
            return False


def _passed_on(inputs: tuple[int, ...], flat: tuple[Any, ...], notes: dict[int, Note]) -> Absence:
    absent: list[Absence] = []
    for index, d in zip(inputs, flat[1::2], strict=True):
        if not d:
            note = notes[index]
            assert isinstance(note, Absence)
            absent.append(Absence(note.kind, "from", (index,)))
    return absent[0] if len(absent) == 1 else stricter(absent)
