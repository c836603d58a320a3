"""The sales director framework as someone would write it in Python: floats, and no explanation.

The yardstick of the speed benchmark. It computes every KPI, assessed competency, score, gate and
`require` of `frameworks/enterprise_sales_director.rules` with the targets of 2026, takes for
granted that all is known and checked, and keeps nothing but the outcome.
"""

from collections.abc import Mapping
from typing import Any

TARGET_REVENUE = 5_000_000
TARGET_DEAL_SIZE = 500_000
TARGET_CYCLE = 120
TARGET_ACQUISITION_COST = 150_000
TARGET_NEW_CUSTOMERS = 4
TARGET_VELOCITY = TARGET_REVENUE / TARGET_CYCLE
POINTS = {"novice": 1, "practising": 2, "proficient": 3, "expert": 4}


def rate(person: Mapping[str, Any]) -> tuple[str, float]:  # noqa: PLR0915 one straight line
    """Evidence as totals -> the overall level and score."""
    won_revenue = person["closed_won_revenue"]
    won = person["won_deals"]
    lost = person["lost_deals"]
    worked = person["opportunities_worked"]
    cycle = person["average_time_to_close"]
    new_customers = person["new_customers"]
    at_start = person["customers_at_start"]
    retained = person["customers_retained"]
    before = person["existing_customer_revenue_before"]
    existing = person["existing_customer_revenue"]
    responses = person["survey_responses"]
    promoters = person["promoters"]
    detractors = person["detractors"]
    targets = person["target_accounts"]
    targets_sold = person["target_accounts_sold"]
    total_revenue = person["total_revenue"]

    if not (
        won + lost <= worked
        and new_customers <= won
        and retained <= at_start
        and existing <= won_revenue
        and targets_sold <= targets
        and won_revenue <= total_revenue
        and promoters + detractors <= responses
        and promoters / responses + detractors / responses <= 1
    ):
        return "refused", 0.0

    v = won_revenue
    t = TARGET_REVENUE
    revenue = (
        5
        if v >= 1.2 * t
        else 4
        if v >= 1.05 * t
        else 3
        if v >= 0.95 * t
        else 2
        if v >= 0.8 * t
        else 1
    )
    deal_size = won_revenue / won
    v = deal_size * won / cycle
    t = TARGET_VELOCITY
    velocity = (
        5
        if v >= 1.25 * t
        else 4
        if v >= 1.05 * t
        else 3
        if v >= 0.9 * t
        else 2
        if v >= 0.7 * t
        else 1
    )
    v = won / (won + lost)
    conversion = 5 if v >= 0.6 else 4 if v >= 0.45 else 3 if v >= 0.3 else 2 if v >= 0.2 else 1
    v = deal_size
    t = TARGET_DEAL_SIZE
    if v <= 0.5 * t:
        size = 1.0
    elif v <= t:
        size = 1 + 2 * (v - 0.5 * t) / (0.5 * t)
    elif v <= 2 * t:
        size = 3 + 2 * (v - t) / t
    else:
        size = 5.0
    v = person["sales_and_marketing_cost"] / new_customers
    t = TARGET_ACQUISITION_COST
    cost = (
        5
        if v <= 0.6 * t
        else 4
        if v <= 0.85 * t
        else 3
        if v <= 1.1 * t
        else 2
        if v <= 1.5 * t
        else 1
    )
    v = cycle
    t = TARGET_CYCLE
    if v <= 0.5 * t:
        length = 5.0
    elif v <= t:
        length = 5 - 2 * (v - 0.5 * t) / (0.5 * t)
    elif v <= 2 * t:
        length = 3 - 2 * (v - t) / t
    else:
        length = 1.0
    v = retained / at_start
    retention = 5 if v >= 0.99 else 4 if v >= 0.98 else 3 if v >= 0.96 else 2 if v >= 0.92 else 1
    v = 100 * (promoters / responses - detractors / responses)
    promotion = 5 if v >= 70 else 4 if v >= 50 else 3 if v >= 30 else 2 if v >= 0 else 1
    v = won / worked
    efficiency = 5 if v >= 0.4 else 4 if v >= 0.3 else 3 if v >= 0.2 else 2 if v >= 0.1 else 1
    v = targets_sold / targets
    coverage = 5 if v >= 0.6 else 4 if v >= 0.45 else 3 if v >= 0.3 else 2 if v >= 0.15 else 1
    v = (existing - before) / before
    growth = 5 if v >= 0.08 else 4 if v >= 0.03 else 3 if v >= 0 else 2 if v >= -0.1 else 1
    v = new_customers
    t = TARGET_NEW_CUSTOMERS
    acquisition = (
        5 if v >= 1.5 * t else 4 if v >= 1.25 * t else 3 if v >= t else 2 if v >= 0.5 * t else 1
    )
    attainment = won_revenue / person["quota"]
    v = attainment
    quota = 5 if v >= 1.2 else 4 if v >= 1 else 3 if v >= 0.9 else 2 if v >= 0.7 else 1
    v = won_revenue / total_revenue
    direct = 5 if v >= 0.9 else 4 if v >= 0.8 else 3 if v >= 0.65 else 2 if v >= 0.5 else 1

    v = (
        0.7 * POINTS[person["sales_strategy.manager"]]
        + 0.3 * POINTS[person["sales_strategy.peers"]]
        - 3
    )
    strategy = 5 if v >= 1 else 4 if v >= 0.5 else 3 if v >= 0 else 2 if v >= -1 else 1
    v = (
        0.4 * POINTS[person["cross_functional_collaboration.manager"]]
        + 0.6 * POINTS[person["cross_functional_collaboration.partners"]]
        - 3
    )
    collaboration = 5 if v >= 1 else 4 if v >= 0.5 else 3 if v >= 0 else 2 if v >= -1 else 1
    v = (
        0.7 * POINTS[person["industry_insight.manager"]]
        + 0.3 * POINTS[person["industry_insight.peers"]]
        - 3
    )
    insight = 5 if v >= 1 else 4 if v >= 0.5 else 3 if v >= 0 else 2 if v >= -1 else 1
    v = (
        0.6 * POINTS[person["coaching.manager"]]
        + 0.3 * POINTS[person["coaching.peers"]]
        + 0.1 * POINTS[person["coaching.self"]]
        - 3
    )
    coaching = 5 if v >= 1 else 4 if v >= 0.5 else 3 if v >= 0 else 2 if v >= -1 else 1
    v = (
        0.6 * POINTS[person["team_management.manager"]]
        + 0.4 * POINTS[person["team_management.team"]]
        - 3
    )
    management = 5 if v >= 1 else 4 if v >= 0.5 else 3 if v >= 0 else 2 if v >= -1 else 1

    large_deals = 0.6 * size + 0.4 * conversion
    strategies = 0.4 * acquisition + 0.3 * cost + 0.3 * strategy
    cycles = 0.4 * efficiency + 0.3 * length + 0.3 * velocity
    relationships = 0.4 * retention + 0.35 * growth + 0.25 * promotion
    sales_targets = 0.5 * quota + 0.3 * revenue + 0.2 * direct
    score = (
        0.12 * large_deals
        + 0.1 * strategies
        + 0.1 * coverage
        + 0.15 * cycles
        + 0.05 * collaboration
        + 0.13 * relationships
        + 0.2 * sales_targets
        + 0.05 * insight
        + 0.05 * coaching
        + 0.05 * management
    )
    overall = (
        5
        if score >= 4.5
        else 4
        if score >= 3.5
        else 3
        if score >= 2.5
        else 2
        if score >= 1.5
        else 1
    )
    weakest = min(
        large_deals,
        strategies,
        coverage,
        cycles,
        collaboration,
        relationships,
        sales_targets,
        insight,
        coaching,
        management,
    )
    if weakest < 1.5:
        overall = min(overall, 4)
    if attainment < 0.5:
        overall = min(overall, 3)
    return LEVELS[overall], score


LEVELS = ("", "unsatisfactory", "developing", "meets", "exceeds", "outstanding")
