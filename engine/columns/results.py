"""The columns that a rated frame has, and what fills them: chunks of columns, or single traces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal, assert_never

from ...dsl.types import LevelType
from ..plan import GATE_OUTCOMES, ApplyGate, Decide, Plan
from ..rating import Contribution, Rating, value_of
from ..trace import Absence

Detail = Literal["ratings", "all"]

Quality = Literal[
    "value", "level", "weight", "contribution", "rule", "gate", "state", "absent", "reason"
]
"""`value` is a number, a date, a text or whatever the step's type is. `state` is the overall one,
`absent` the kind of an absence, `reason` why, both of the first of `steps` that is absent."""

STATES = ("rated", "not rated", "not applicable", "refused")
KINDS = ("missing", "not applicable")


@dataclass(frozen=True, slots=True)
class Result:
    """A column of the rated frame. `steps` are the steps of the plan that it tells of; `id` the
    measure or responsibility whose weight it is."""

    name: str
    quality: Quality
    steps: tuple[int, ...]
    id: str = ""


def results_of(plan: Plan, detail: Detail) -> tuple[Result, ...]:
    """The columns that rating by a plan gives, in their order."""
    return tuple(
        result for result in _all_results(plan) if detail == "all" or result.quality in _PLAIN
    )


_PLAIN = ("value", "level", "state")


def _all_results(plan: Plan) -> Iterator[Result]:
    yield from _overall(plan)
    framework, role = plan.framework, plan.role
    weighing = set()
    for responsibility in role.responsibilities if role is not None else ():
        yield from _measured(plan, responsibility.id, weighs=True)
        if responsibility.score is None:
            weighing |= {measure.id for measure in responsibility.measures}
    for id in (*framework.kpis, *framework.competencies):
        if id in plan.values or id in plan.scores:
            yield from _measured(plan, id, weighs=id in weighing)


def _overall(plan: Plan) -> Iterator[Result]:
    if plan.role is None:
        return
    final = plan.overall if plan.overall is not None else plan.overall_score
    if final is not None:
        yield Result("overall.state", "state", (final,))
    if plan.overall is not None:
        yield Result("overall", "level", (plan.overall,))
    if plan.overall_score is not None:
        yield Result("overall.score", "value", (plan.overall_score,))
    if final is not None:
        on_the_way = (plan.overall_score, plan.overall_before_gates, *plan.gates)
        steps = tuple(index for index in on_the_way if index is not None)
        yield Result("overall.reason", "reason", steps)
    if plan.overall_before_gates is not None:
        yield Result("overall.rule", "rule", (plan.overall_before_gates,))
    for index in plan.gates:
        operation = plan.steps[index].operation
        assert isinstance(operation, ApplyGate)
        yield Result(operation.gate.id, "gate", (index,))


def _measured(plan: Plan, id: str, *, weighs: bool) -> Iterator[Result]:
    value, rating, score = plan.values.get(id), plan.ratings.get(id), plan.scores.get(id)
    if value is not None:
        yield Result(id, _quality(plan, value), (value,))
    if rating is not None:
        yield Result(f"{id}.rating", "level", (rating,))
    if score is not None:
        yield Result(f"{id}.score", "value", (score,))
    if weighs:
        assert score is not None
        yield Result(f"{id}.weight", "weight", (score,), id)
        yield Result(f"{id}.contribution", "contribution", (score,), id)
    if rating is not None and isinstance(plan.steps[rating].operation, Decide):
        yield Result(f"{id}.rule", "rule", (rating,))
    steps = tuple(index for index in (value, rating, score) if index is not None)
    yield Result(f"{id}.absent", "absent", steps)
    yield Result(f"{id}.reason", "reason", steps)


def _quality(plan: Plan, index: int) -> Quality:
    return "level" if isinstance(plan.steps[index].type, LevelType) else "value"


# --- the words of a column -----------------------------------------------------------------


def words_of(plan: Plan, result: Result) -> tuple[str, ...]:
    """The words that a column of words can have; () for numbers and for reasons."""
    match result.quality:
        case "level":
            type = plan.steps[result.steps[0]].type
            assert isinstance(type, LevelType)
            return tuple(level.id for level in plan.framework.scales[type.scale].by_rank)
        case "rule":
            operation = plan.steps[result.steps[0]].operation
            assert isinstance(operation, Decide)
            return tuple(rule.id for rule in operation.rules.rules)
        case "gate":
            return GATE_OUTCOMES
        case "state":
            return STATES
        case "absent":
            return KINDS
        case "value" | "weight" | "contribution" | "reason":
            return ()
        case _:
            assert_never(result.quality)


def reason_text(plan: Plan, absence: Absence) -> str:
    """`division-by-zero: quota`: why something is absent, and the values it comes from."""
    if absence.reason in _SUMMED_UP:
        return absence.reason
    causes = ", ".join(plan.steps[index].id for index in absence.causes)
    detail = absence.detail if isinstance(absence.detail, str) else ""
    told = causes or detail
    return f"{absence.reason}: {told}" if told else absence.reason


_SUMMED_UP = ("weight-unknown",)
"""Its causes are the measures that the frame says are missing."""


# --- from traces ---------------------------------------------------------------------------

Cell = Fraction | date | str | bool | None


def cells_of(rating: Rating, results: Sequence[Result]) -> tuple[Cell, ...]:
    """One person's rating -> the cells of a row, None where a value is absent."""
    contributions = {each.id: each for each in (*rating.responsibilities, *rating.measures)}
    return tuple(_cell(rating, result, contributions) for result in results)


def _cell(rating: Rating, result: Result, contributions: Mapping[str, Contribution]) -> Cell:
    trace = rating.trace
    match result.quality:
        case "value" | "level":
            value: Any = value_of(trace, result.steps[0])
            return value if value is None or isinstance(value, _PLAIN_CELLS) else str(value)
        case "weight":
            return contributions[result.id].weight
        case "contribution":
            each = contributions[result.id]
            return each.amount if each.points is not None else None
        case "rule":
            return _rule(rating, result.steps[0])
        case "gate":
            return GATE_OUTCOMES[trace.decision(result.steps[0])]
        case "state":
            return rating.state
        case "absent":
            absence = _first_absence(rating, result.steps)
            return absence.kind if absence is not None else None
        case "reason":
            absence = _first_absence(rating, result.steps)
            return reason_text(trace.plan, absence) if absence is not None else None
        case _:
            assert_never(result.quality)


_PLAIN_CELLS = (Fraction, date, str, bool)


def _rule(rating: Rating, index: int) -> str | None:
    trace = rating.trace
    operation = trace.plan.steps[index].operation
    assert isinstance(operation, Decide)
    if operation.subject is not None and not trace.present(operation.subject):
        return None
    decision = trace.decision(index)
    return operation.rules.rules[decision].id if decision >= 0 else None


def _first_absence(rating: Rating, steps: Sequence[int]) -> Absence | None:
    trace = rating.trace
    return next((trace.absence(index) for index in steps if not trace.present(index)), None)


def refused_cells(results: Sequence[Result]) -> tuple[Cell, ...]:
    """The cells of a person whose evidence cannot be taken: the state says so."""
    return tuple("refused" if result.quality == "state" else None for result in results)
