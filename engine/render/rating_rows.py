"""Ratings -> the rows of a CSV file: every value as an exact decimal, or a fraction."""

from __future__ import annotations

from ..plan import Plan
from ..rating import Rating
from .exact_text import Exact, decimal_text

_FIRST = ("person", "role", "period", "state", "level", "score", "possible")
_LAST = ("framework.meaning", "framework.sources")


def flat_headings(plan: Plan) -> list[str]:
    """The headings of the rows that a plan's ratings become."""
    headings = list(_FIRST)
    for id in _measures(plan):
        headings += [id, f"{id}.rating", f"{id}.score", f"{id}.contribution", f"{id}.absent"]
    return [*headings, *_LAST]


def flat_row(rating: Rating) -> list[str]:
    """One person's rating -> the cells of a row, "" for what is absent or does not exist."""
    plan = rating.trace.plan
    open_to = rating.possible.levels if rating.missing or rating.state == "not rated" else ()
    row = [
        rating.person,
        rating.role or "",
        rating.period.text if rating.period is not None else "",
        rating.state,
        rating.level or "",
        _cell(rating.score),
        "; ".join(open_to),
    ]
    amounts = {each.id: each.amount for each in rating.measures if each.points is not None}
    for id in _measures(plan):
        value = rating[id]
        absence = value.absence
        row += [
            _cell(value.value),
            value.rating or "",
            _cell(value.score),
            _cell(amounts.get(id)),
            absence.kind if absence is not None else "",
        ]
    digests = plan.framework.digests
    return [*row, digests.meaning, digests.sources]


def _measures(plan: Plan) -> list[str]:
    """The KPIs and competencies that the plan computes."""
    framework = plan.framework
    return [
        id
        for id in (*framework.kpis, *framework.competencies)
        if id in plan.values or id in plan.scores
    ]


def _cell(value: Exact | None) -> str:
    return "" if value is None else decimal_text(value)
