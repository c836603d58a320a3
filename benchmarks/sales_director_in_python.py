"""The sales director framework as someone would write it in Python, with what is absent.

Everything that decides a rating in `frameworks/enterprise_sales_director.rules` with the targets
of 2026, in the order of its text: KPIs, competencies, both kinds of absence, shared weights, gates.
`rules(float)` rounds as floats do; `rules(Fraction)` is exact, and what all others are held
against. It checks no evidence and no requirement, and keeps no trace.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

import sales_director_rules as framework

# What stands in the place of points, which are 1 to 5.
MISSING: Final = None
NOT_APPLICABLE: Final = 0


class Outcome(NamedTuple):
    """The overall level and score, the points of each measure in the order of the role."""

    level: str | None
    score: Any
    points: tuple[Any, ...]


def rules(number: Callable[[str], Any]) -> Callable[[Mapping[str, Any]], Outcome]:
    """The type of numbers to compute with -> a function from evidence to its outcome."""
    bounds = {id: tuple(map(number, texts)) for id, texts in framework.THRESHOLDS.items()}
    velocity = number(framework.TARGET_REVENUE) / number(framework.TARGET_CYCLE)
    bounds["pipeline_velocity"] = tuple(
        number(share) * velocity for share in framework.VELOCITY_THRESHOLDS
    )
    gap_bounds = tuple(map(number, framework.GAP_THRESHOLDS))
    overall_bounds = tuple(map(number, framework.OVERALL_THRESHOLDS))
    deal_size, cycle = number(framework.TARGET_DEAL_SIZE), number(framework.TARGET_CYCLE)
    known_bound, failing = number(framework.KNOWN), number(framework.FAILING)
    half_of_quota = number(framework.HALF_OF_QUOTA)
    proficiency = {level: number(str(each)) for level, each in framework.PROFICIENCY.items()}
    proficiency_gap = number(framework.REQUIRED)
    assessments = [
        (id, [(f"{id}.{rater}", number(str(weight))) for rater, weight in raters.items()])
        for id, raters in framework.COMPETENCIES.items()
    ]
    role = [
        (number(str(weight)), [(id, number(str(share))) for id, share in measures.items()])
        for weight, measures in framework.ROLE.values()
    ]

    def rate(person: Mapping[str, Any]) -> Outcome:
        values = _values(person)
        points = {id: _at_least(values[id], bound) for id, bound in bounds.items()}
        cost = values["customer_acquisition_cost"]
        points["customer_acquisition_cost"] = _at_most(cost, bounds["customer_acquisition_cost"])
        points["average_deal_size"] = _deal_size_points(values["average_deal_size"], deal_size)
        points["sales_cycle_length"] = _cycle_points(values["sales_cycle_length"], cycle)
        for id, raters in assessments:
            assessed = whole = 0
            for rater, weight in raters:
                level = person[rater]
                if level is not None:
                    assessed += weight * proficiency[level]
                    whole += weight
            gap = assessed / whole - proficiency_gap if whole else None
            points[id] = _at_least(gap, gap_bounds)
        score, known, weakest = _scores(role, points)
        everything = tuple(points[id] for id in framework.MEASURES)
        if score is None or known < known_bound:
            return Outcome(None, None, everything)
        overall = _at_least(score, overall_bounds)
        if weakest < failing:
            overall = min(overall, 4)
        attainment = values["quota_achievement"]
        if attainment is not None and attainment < half_of_quota:
            overall = min(overall, 3)
        return Outcome(framework.LEVELS[overall - 1], score, everything)

    return rate


# A KPI's value that does not concern the person; `None` is one that is missing.
_NONE_OF_THEIRS: Final = "not applicable"


def _values(person: Mapping[str, Any]) -> dict[str, Any]:
    revenue, won, lost = (
        person["closed_won_revenue"],
        person["won_deals"],
        person["lost_deals"],
    )
    days = person["average_time_to_close"]
    if days is None and won == 0:
        days = _NONE_OF_THEIRS
    size = _share(revenue, won)
    if won == 0:
        velocity = 0
    elif size is None or days is None:
        velocity = None
    else:
        velocity = size * won / days
    decided = None if won is None or lost is None else won + lost
    before, now = person["existing_customer_revenue_before"], person["existing_customer_revenue"]
    responses = person["survey_responses"]
    promoters, detractors = person["promoters"], person["detractors"]
    promotion = None
    if responses and promoters is not None and detractors is not None:
        promotion = 100 * (promoters / responses - detractors / responses)
    cost, new = person["sales_and_marketing_cost"], person["new_customers"]
    quota = person["quota"]
    return {
        "revenue": revenue,
        "pipeline_velocity": velocity,
        "opportunity_conversion_rate": _share(won, decided),
        "average_deal_size": size,
        "customer_acquisition_cost": cost / new if new and cost is not None else None,
        "sales_cycle_length": days,
        "customer_retention_rate": _share(
            person["customers_retained"], person["customers_at_start"]
        ),
        "net_promoter_score": promotion,
        "sales_cycle_efficiency": _share(won, person["opportunities_worked"]),
        "territory_coverage": _share(person["target_accounts_sold"], person["target_accounts"]),
        "account_growth": _share(None if now is None or before is None else now - before, before),
        "new_customer_acquisition": new,
        "quota_achievement": None if revenue is None or quota is None else revenue / quota,
        "sales_generated_revenue": _share(revenue, person["total_revenue"]),
    }


def _share(part: Any, whole: Any) -> Any:
    """A part of a whole; of none, it does not concern the person."""
    if whole == 0:
        return _NONE_OF_THEIRS
    return None if part is None or whole is None else part / whole


def _at_least(value: Any, bounds: tuple[Any, ...]) -> int | None:
    if value is None:
        return MISSING
    if value is _NONE_OF_THEIRS:
        return NOT_APPLICABLE
    best, good, fair, poor = bounds
    if value >= fair:
        return 5 if value >= best else 4 if value >= good else 3
    return 2 if value >= poor else 1


def _at_most(value: Any, bounds: tuple[Any, ...]) -> int | None:
    if value is None:
        return MISSING
    best, good, fair, poor = bounds
    if value <= fair:
        return 5 if value <= best else 4 if value <= good else 3
    return 2 if value <= poor else 1


def _deal_size_points(value: Any, target: Any) -> Any:
    if value is None:
        return MISSING
    if value is _NONE_OF_THEIRS:
        return NOT_APPLICABLE
    if value <= target / 2:
        return 1
    if value <= target:
        return 1 + 2 * (value - target / 2) / (target / 2)
    return 3 + 2 * (value - target) / target if value <= 2 * target else 5


def _cycle_points(value: Any, target: Any) -> Any:
    if value is None:
        return MISSING
    if value is _NONE_OF_THEIRS:
        return NOT_APPLICABLE
    if value <= target / 2:
        return 5
    if value <= target:
        return 5 - 2 * (value - target / 2) / (target / 2)
    return 3 - 2 * (value - target) / target if value <= 2 * target else 1


def _scores(
    role: Iterable[tuple[Any, list[tuple[str, Any]]]], points: Mapping[str, Any]
) -> tuple[Any, Any, Any]:
    """The overall score of what is known, the share that is known, the least score of any part."""
    total = counted = shared = concerned = 0
    weakest = None
    for weight, measures in role:
        score = known = missing = 0
        for id, share in measures:
            each = points[id]
            if each is MISSING:
                missing += share
            elif each != NOT_APPLICABLE:
                known += share
                score += share * each
        if not known and not missing:
            continue
        concerned += weight
        if known:
            score /= known
            shared += weight * (known / (known + missing))
            counted += weight
            total += weight * score
            if weakest is None or score < weakest:
                weakest = score
    if not counted:
        return None, 0, None
    return total / counted, shared / concerned, weakest
