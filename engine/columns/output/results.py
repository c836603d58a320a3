"""The columns that a rated frame has, and what fills them: chunks of columns, or single traces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, assert_never

from ....dsl.types import LevelType
from ...plan import GATE_OUTCOMES, ApplyGate, Decide, Plan
from ...trace import Absence

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
