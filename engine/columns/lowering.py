"""A plan and a setting -> what rates columns of people by it, made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ..arithmetic import exact, irrational
from ..evaluating.operations import perform
from ..generating import settled_steps
from ..plan import ParameterInForce, PeriodBound, Plan, Step
from ..trace import Note
from .facts.plain_facts import Fact
from .output.few_rows import FewPeople
from .output.gathering import Gathering, Places
from .output.layout import Layout, NumberForm, layout_of
from .output.reasons import ReasonTexts
from .output.results import Chosen, Result, results_of
from .output.row_cells import RowCells
from .output.shares import Shares
from .possible.outlook import Outlook, outlook_of
from .values.absences import Absences, Kinds
from .values.constants import settled
from .values.numbers import Numbers
from .values.symbols import Symbols
from .values.terms import TermColumns

if TYPE_CHECKING:
    from ..rater import Rater


class LaidOut(NamedTuple):
    """The columns of the rated frame, what they need of single evaluations, and what reads them of
    that: of anybody cell by cell, or of few people at once."""

    layout: Layout
    gathering: Gathering
    cells: RowCells
    few: FewPeople

    @classmethod
    def of(cls, plan: Plan, layout: Layout) -> LaidOut:
        """What the columns of a plan are read with."""
        results = [column.result for column in layout.columns]
        qualities = {result.quality for result in results}
        places = Places()
        few = FewPeople(plan, layout, places)
        absent = {"absent", "reason", "state"}
        gathering = Gathering(
            places.take(),
            frozenset(step for each in results if each.quality in absent for step in each.steps),
            None if qualities.isdisjoint(("weight", "contribution")) else Shares(plan),
            possible="possible" in qualities,
        )
        return cls(layout, gathering, few.cells, few)


@dataclass(frozen=True, slots=True)
class Lowered:
    """A plan made ready to run over columns in one setting."""

    rater: Rater
    results: tuple[Result, ...]
    steps: tuple[Step, ...]
    fixed: Mapping[int, Numbers]
    absences: Absences
    symbols: Symbols
    reasons: ReasonTexts
    bindings: dict[tuple[tuple[str, ...], str | None], Mapping[str, str]]
    """For headings and the one of the person, which column supplies each fact: a memory."""
    facts: dict[str, Fact] = field(default_factory=dict)
    """How columns that supply a fact are read: made when one first does."""
    memory: dict[Any, Any] = field(default_factory=dict)
    """What chunks remember of the operations of the steps."""
    tells_possible: bool = False
    outlook: Outlook | None = None
    """What the levels still possible depend on; None where they are only asked for one by one."""
    _layouts: dict[NumberForm, LaidOut] = field(default_factory=dict)

    def laid_out(self, numbers: NumberForm) -> LaidOut:
        """The columns of the rated frame, and what reads them from single evaluations."""
        found = self._layouts.get(numbers)
        if found is None:
            plan = self.rater.plan
            layout = layout_of(plan, self.results, numbers)
            found = self._layouts[numbers] = LaidOut.of(plan, layout)
        return found


def lowered(rater: Rater, detail: Chosen) -> Lowered:
    """A rater -> what evaluates its plan over columns."""
    plan = rater.plan
    results = results_of(plan, detail)
    absences = Kinds() if detail == "ratings" else Absences(len(plan.steps))
    symbols = Symbols()
    fixed = _fixed(rater, symbols)
    terms = TermColumns(1, fixed.__getitem__, absences, symbols)
    steps = tuple(
        settled(step, fixed, terms)
        for step in plan.steps[plan.supplied :]
        if step.index not in fixed
    )
    reasons = ReasonTexts(plan, absences)
    tells_possible = any(result.quality == "possible" for result in results)
    return Lowered(
        rater,
        results,
        steps,
        fixed,
        absences,
        symbols,
        reasons,
        {},
        tells_possible=tells_possible,
        outlook=outlook_of(plan, steps) if tells_possible else None,
    )


def _fixed(rater: Rater, symbols: Symbols) -> dict[int, Numbers]:
    """What is the same for everyone: parameters, the period, and what only they decide."""
    plan, template = rater.plan, rater.template
    values: dict[int, tuple[Any, int]] = {}
    for step in plan.steps[: plan.supplied]:
        if isinstance(step.operation, ParameterInForce | PeriodBound):
            values[step.index] = (template[2 * step.index], template[2 * step.index + 1])
    for index in settled_steps(plan):
        notes: dict[int, Note] = {}
        step = plan.steps[index]
        if not all(each in values for each in step.inputs):
            continue
        try:
            n, d, _ = perform(plan, step, values, notes, {}, {})
        except (exact.LimitExceeded, irrational.Undecided):
            continue
        if not notes:
            values[index] = (n, d)
    return {index: _constant(n, d, symbols) for index, (n, d) in values.items()}


def _constant(n: Any, d: int, symbols: Symbols) -> Numbers:
    if isinstance(n, int):
        return Numbers.constant(n, d)
    return Numbers.constant(symbols.code(n))
