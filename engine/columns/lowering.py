"""A plan and a setting -> what rates columns of people by it, made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..arithmetic import exact, irrational
from ..generating import settled_steps
from ..operations import perform
from ..plan import ParameterInForce, PeriodBound, Step
from ..trace import Note
from .absences import Absences, Kinds
from .constants import settled
from .numbers import Numbers
from .results import Detail, Result, results_of
from .symbols import Symbols
from .terms import TermColumns

if TYPE_CHECKING:
    from ..loaded import Rater


@dataclass(frozen=True, slots=True)
class Lowered:
    """A plan made ready to run over columns in one setting."""

    rater: Rater
    results: tuple[Result, ...]
    steps: tuple[Step, ...]
    fixed: Mapping[int, Numbers]
    absences: Absences
    symbols: Symbols


def lowered(rater: Rater, detail: Detail) -> Lowered:
    """A rater -> what evaluates its plan over columns."""
    plan = rater.plan
    results = results_of(plan, detail)
    absences = Absences(len(plan.steps)) if detail == "all" else Kinds()
    symbols = Symbols()
    fixed = _fixed(rater, symbols)
    terms = TermColumns(1, fixed.__getitem__, absences, symbols)
    steps = tuple(
        settled(step, fixed, terms)
        for step in plan.steps[plan.supplied :]
        if step.index not in fixed
    )
    return Lowered(rater, results, steps, fixed, absences, symbols)


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
