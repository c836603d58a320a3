"""What came out for someone, as expectations of an example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from ...dsl import framework as fw
from ...dsl.types import NUMBER, LevelType, Type
from ..rating import Exact, Rating
from .bench import NOWHERE
from .literals import writable

Property = Literal["value", "rating", "score", "weight"]


def expectations(rating: Rating, ids: Iterable[str]) -> tuple[fw.Expectation, ...]:
    """A rating -> what it came to for each of these declarations; for that of a role, overall."""
    plan = rating.trace.plan
    found: list[fw.Expectation] = []
    for id in ids:
        if plan.role is not None and id == plan.role.id:
            found += _overall(rating)
        elif id in rating:
            found += _of(rating, id)
    return tuple(found)


def _of(rating: Rating, id: str) -> Iterator[fw.Expectation]:
    plan, framework = rating.trace.plan, rating.trace.plan.framework
    value = rating[id]
    kpi = framework.kpis.get(id)
    rated_directly = kpi is not None and kpi.formula is None
    if id in plan.values and id not in framework.competencies and not rated_directly:
        yield from _expected(rating, "value", id, value.value, plan.values[id])
    if id in plan.ratings:
        yield from _expected(rating, "rating", id, value.rating, plan.ratings[id])
    elif id in plan.scores:
        yield from _expected(rating, "score", id, value.score, plan.scores[id])


def _expected(
    rating: Rating, property: Property, id: str, value: Exact | None, index: int
) -> Iterator[fw.Expectation]:
    type = rating.trace.plan.steps[index].type
    absence = rating.trace.absence(index)
    if value is not None:
        constant = fw.Constant(NOWHERE, type, value)
        if writable(constant):
            yield fw.Expectation(NOWHERE, property, id, constant)
    elif absence is not None:
        absent = fw.AbsentConstant(NOWHERE, type, absence.kind)
        yield fw.Expectation(NOWHERE, property, id, absent)


def _overall(rating: Rating) -> Iterator[fw.Expectation]:
    plan = rating.trace.plan
    if rating.score is not None:
        score = fw.Constant(NOWHERE, NUMBER, rating.score)
        yield fw.Expectation(NOWHERE, "score", "", score)
    if plan.overall is None:
        return
    type: Type = plan.steps[plan.overall].type
    assert isinstance(type, LevelType)
    expected: fw.Constant | fw.AbsentConstant | None = None
    if rating.level is not None:
        expected = fw.Constant(NOWHERE, type, rating.level)
    elif rating.state == "not applicable":
        expected = fw.AbsentConstant(NOWHERE, type, "not applicable")
    yield fw.Expectation(NOWHERE, "rating", "", expected)
