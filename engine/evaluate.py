"""From a plan and one person's evidence to a trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .generating import compile_plan
from .operations import Tables, perform
from .plan import Plan
from .trace import Note, Origin, RowCounts, Setting, Trace


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
    """A plan made ready to run. It has no state of its own and may be shared between threads."""

    __slots__ = ("_evaluate", "plan")

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._evaluate = compile_plan(plan)

    def evaluate(self, evidence: Evidence, setting: Setting) -> Trace:
        """Plan + Evidence -> Trace.

        Raises `exact.LimitExceeded` where a number outgrows the language's limits, and
        `irrational.Undecided` where a rounding cannot be certified.
        """
        plan = self.plan
        notes = dict(evidence.notes)
        counts: dict[int, RowCounts] = {}

        def slow(index: int, flat: tuple[Any, ...]) -> tuple[Any, int, int]:
            step = plan.steps[index]
            values = dict(zip(step.inputs, zip(flat[::2], flat[1::2], strict=True), strict=True))
            return perform(plan, step, values, notes, evidence.tables, counts)

        values = self._evaluate(evidence.supplied, slow)
        return Trace(
            plan, values, notes, setting, evidence.person, evidence.origins, counts
        )
