"""The columns that a rated frame has, and what fills them: chunks of columns, or single traces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, assert_never, get_args

from ....dsl.types import LevelType
from ...plan import GATE_OUTCOMES, ApplyGate, Decide, Plan
from ...summary.scheme import rated_measures
from ...trace import Absence

Detail = Literal["ratings", "all"]
Chosen = Literal["ratings", "all", "flat"]
"""`flat` are the columns that a row of a flat file is made of."""

Quality = Literal[
    "value", "level", "weight", "contribution", "rule", "gate", "state", "possible", "absent",
    "reason",
]  # fmt: skip
"""`value` is a number, a date, a text or whatever the step's type is. `state` is the overall one,
`possible` the levels still possible where something is missing. `absent` is the kind of an absence,
`reason` why, both of the first of `steps` that is absent."""

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


def results_of(plan: Plan, chosen: Chosen) -> tuple[Result, ...]:
    """The columns that rating by a plan gives, in their order."""
    match chosen:
        case "all":
            kept = tuple(each for each in _QUALITIES if each != "possible")
        case "ratings":
            kept = ("value", "level", "state")
        case "flat":
            kept = ("value", "level", "contribution", "state", "possible", "absent", "reason")
        case _:
            assert_never(chosen)
    rows = _flat_results(plan) if chosen == "flat" else _all_results(plan)
    return tuple(result for result in rows if result.quality in kept)


_QUALITIES = get_args(Quality)


def _flat_results(plan: Plan) -> Iterator[Result]:
    """Of the overall rating and of the KPIs and competencies, not of the responsibilities."""
    yield from _overall(plan)
    for id, weighs in _measures(plan):
        yield from _measured(plan, id, weighs=weighs)


def _all_results(plan: Plan) -> Iterator[Result]:
    yield from _overall(plan)
    for responsibility in plan.role.responsibilities if plan.role is not None else ():
        yield from _measured(plan, responsibility.id, weighs=True)
    for id, weighs in _measures(plan):
        yield from _measured(plan, id, weighs=weighs)


def _measures(plan: Plan) -> Iterator[tuple[str, bool]]:
    """The KPIs and competencies, and whether they weigh anything."""
    weighing = {
        measure.id
        for responsibility in (plan.role.responsibilities if plan.role is not None else ())
        for measure in (responsibility.measures if responsibility.score is None else ())
    }
    for id in rated_measures(plan):
        yield id, id in weighing


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
        if plan.overall is not None:
            yield Result("overall.possible", "possible", (plan.overall,))
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
        case "value" | "weight" | "contribution" | "possible" | "reason":
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
