"""Ratings -> the rows of a CSV file: every value as an exact decimal, or a fraction."""

from __future__ import annotations

from collections.abc import Sequence

from ...columns.output.results import reason_text
from ...evidence.problems import UsageError
from ...plan import Plan
from ...rating import Rating, levels_open
from ...summary.scheme import rated_measures
from ...trace import Absence
from ..exact_text import Exact, decimal_text

_FIRST = ("person", "role", "period", "state", "level", "score", "possible", "reason")
_LAST = ("framework.meaning", "framework.sources")


def flat_headings(plan: Plan, kept: Sequence[str] = ()) -> list[str]:
    """The headings of the rows that a plan's ratings become; `kept` are columns of the evidence
    that stand beside them. UsageError where one of these is called as another."""
    headings = list(_FIRST)
    for id in rated_measures(plan):
        headings += [id, f"{id}.rating", f"{id}.score", f"{id}.contribution"]
        headings += [f"{id}.absent", f"{id}.reason"]
    headings += _LAST
    for name in kept:
        if name in headings:
            raise UsageError(own_column(name))
        headings.append(name)
    return headings


def own_column(name: str) -> str:
    """What to say of a column that is to stand beside ratings and is called as one of theirs."""
    return f"the ratings have a column `{name}` of their own: rename the other"


def flat_row(rating: Rating, kept: Sequence[str] = ()) -> list[str]:
    """One person's rating -> the cells of a row, "" for what is absent or does not exist. `kept`
    are the person's texts in the columns that stand beside it."""
    plan = rating.trace.plan
    row = [
        rating.person,
        rating.role or "",
        rating.period.text if rating.period is not None else "",
        rating.state,
        rating.level or "",
        _cell(rating.score),
        "; ".join(levels_open(rating)),
        _reason(plan, rating.absence),
    ]
    amounts = {each.id: each.amount for each in rating.measures if each.points is not None}
    for id in rated_measures(plan):
        value = rating[id]
        absence = value.absence
        row += [
            _cell(value.value),
            value.rating or "",
            _cell(value.score),
            _cell(amounts.get(id)),
            absence.kind if absence is not None else "",
            _reason(plan, absence),
        ]
    digests = plan.framework.digests
    return [*row, digests.meaning, digests.sources, *kept]


def _reason(plan: Plan, absence: Absence | None) -> str:
    return reason_text(plan, absence) if absence is not None else ""


def _cell(value: Exact | None) -> str:
    return "" if value is None else decimal_text(value)
