"""The sales director framework as a decision graph for zen-engine, as its author would draw it.

Values, one decision table per rated measure, the scores, the overall table, the gates. The tables
stand side by side and hand on only what they decide, which is the fastest form that still traces
each rule (passing everything through every table costs a third more). Like the function written by
hand it holds the targets of 2026 and takes for granted that all is known.
"""

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import zen

LEVELS = ("outstanding", "exceeds", "meets", "developing", "unsatisfactory")

VALUES = {
    "deal_size": "closed_won_revenue / won_deals",
    "velocity": "$.deal_size * won_deals / average_time_to_close",
    "conversion": "won_deals / (won_deals + lost_deals)",
    "cost": "sales_and_marketing_cost / new_customers",
    "retention": "customers_retained / customers_at_start",
    "promoter_share": "promoters / survey_responses",
    "detractor_share": "detractors / survey_responses",
    "promotion": "100 * ($.promoter_share - $.detractor_share)",
    "efficiency": "won_deals / opportunities_worked",
    "coverage": "target_accounts_sold / target_accounts",
    "growth": "(existing_customer_revenue - existing_customer_revenue_before)"
    " / existing_customer_revenue_before",
    "attainment": "closed_won_revenue / quota",
    "direct": "closed_won_revenue / total_revenue",
    "agrees": "won_deals + lost_deals <= opportunities_worked and new_customers <= won_deals"
    " and customers_retained <= customers_at_start"
    " and existing_customer_revenue <= closed_won_revenue"
    " and target_accounts_sold <= target_accounts and closed_won_revenue <= total_revenue"
    " and promoters + detractors <= survey_responses"
    " and $.promoter_share + $.detractor_share <= 1",
    "strategy": "0.7 * points[sales_strategy.manager] + 0.3 * points[sales_strategy.peers] - 3",
    "collaboration": "0.4 * points[cross_functional_collaboration.manager]"
    " + 0.6 * points[cross_functional_collaboration.partners] - 3",
    "insight": "0.7 * points[industry_insight.manager] + 0.3 * points[industry_insight.peers] - 3",
    "coaching_gap": "0.6 * points[coaching.manager] + 0.3 * points[coaching.peers]"
    " + 0.1 * points[coaching.self] - 3",
    "management": "0.6 * points[team_management.manager] + 0.4 * points[team_management.team] - 3",
}

# Value -> the bounds of outstanding, exceeds, meets and developing.
TABLES = {
    "closed_won_revenue": (">= 6000000", ">= 5250000", ">= 4750000", ">= 4000000"),
    "velocity": (
        ">= 1.25 * 5000000 / 120",
        ">= 1.05 * 5000000 / 120",
        ">= 0.9 * 5000000 / 120",
        ">= 0.7 * 5000000 / 120",
    ),
    "conversion": (">= 0.6", ">= 0.45", ">= 0.3", ">= 0.2"),
    "cost": ("<= 90000", "<= 127500", "<= 165000", "<= 225000"),
    "retention": (">= 0.99", ">= 0.98", ">= 0.96", ">= 0.92"),
    "promotion": (">= 70", ">= 50", ">= 30", ">= 0"),
    "efficiency": (">= 0.4", ">= 0.3", ">= 0.2", ">= 0.1"),
    "coverage": (">= 0.6", ">= 0.45", ">= 0.3", ">= 0.15"),
    "growth": (">= 0.08", ">= 0.03", ">= 0", ">= -0.1"),
    "new_customers": (">= 6", ">= 5", ">= 4", ">= 2"),
    "attainment": (">= 1.2", ">= 1", ">= 0.9", ">= 0.7"),
    "direct": (">= 0.9", ">= 0.8", ">= 0.65", ">= 0.5"),
    **dict.fromkeys(
        ("strategy", "collaboration", "insight", "coaching_gap", "management"),
        (">= 1", ">= 0.5", ">= 0", ">= -1"),
    ),
}

SCORES = {
    "size_points": "deal_size <= 250000 ? 1"
    " : deal_size <= 500000 ? 1 + 2 * (deal_size - 250000) / 250000"
    " : deal_size <= 1000000 ? 3 + 2 * (deal_size - 500000) / 500000 : 5",
    "length_points": "average_time_to_close <= 60 ? 5"
    " : average_time_to_close <= 120 ? 5 - 2 * (average_time_to_close - 60) / 60"
    " : average_time_to_close <= 240 ? 3 - 2 * (average_time_to_close - 120) / 120 : 1",
    "large_deals": "0.6 * $.size_points + 0.4 * rated.conversion.points",
    "strategies": "0.4 * rated.new_customers.points + 0.3 * rated.cost.points"
    " + 0.3 * rated.strategy.points",
    "cycles": "0.4 * rated.efficiency.points + 0.3 * $.length_points + 0.3 * rated.velocity.points",
    "relationships": "0.4 * rated.retention.points + 0.35 * rated.growth.points"
    " + 0.25 * rated.promotion.points",
    "sales_targets": "0.5 * rated.attainment.points + 0.3 * rated.closed_won_revenue.points"
    " + 0.2 * rated.direct.points",
    "score": "0.12 * $.large_deals + 0.1 * $.strategies + 0.1 * rated.coverage.points"
    " + 0.15 * $.cycles + 0.05 * rated.collaboration.points + 0.13 * $.relationships"
    " + 0.2 * $.sales_targets + 0.05 * rated.insight.points"
    " + 0.05 * rated.coaching_gap.points + 0.05 * rated.management.points",
    "weakest": "min([$.large_deals, $.strategies, rated.coverage.points, $.cycles,"
    " rated.collaboration.points, $.relationships, $.sales_targets, rated.insight.points,"
    " rated.coaching_gap.points, rated.management.points])",
}

OVERALL = (">= 4.5", ">= 3.5", ">= 2.5", ">= 1.5")

GATES = {
    "area_failing": "weakest < 1.5 ? min([rated.score.points, 4]) : rated.score.points",
    "below_half": "attainment < 0.5 ? min([$.area_failing, 3]) : $.area_failing",
    "level": f"{json.dumps(LEVELS[::-1])}[$.below_half - 1]",
}


def expressions(name: str, values: Mapping[str, str]) -> dict[str, Any]:
    """A node that computes values in order, each seeing those before it as `$.name`."""
    rows = [{"id": key, "key": key, "value": value} for key, value in values.items()]
    content = {"expressions": rows, "passThrough": True}
    return {"id": name, "name": name, "type": "expressionNode", "content": content}


def table(
    value: str, bounds: tuple[str, ...], *, pass_through: bool = False, absent: bool = False
) -> dict[str, Any]:
    """A first-hit table that rates one value: its level and points, under `rated`.

    With `absent`, it first tells apart what is missing and what does not concern the person.
    """
    rules = [
        {"_id": f"{value}.{level}", "in": bound, "level": f"'{level}'", "points": str(points)}
        for level, bound, points in zip(LEVELS, (*bounds, ""), (5, 4, 3, 2, 1), strict=True)
    ]
    if absent:
        rules[:0] = [
            {"_id": f"{value}.missing", "in": "null", "level": "null", "points": "null"},
            {"_id": f"{value}.elsewhere", "in": "'n/a'", "level": "null", "points": "0"},
        ]
    content = {
        "hitPolicy": "first",
        "passThrough": pass_through,
        "inputs": [{"id": "in", "name": value, "field": value}],
        "outputs": [
            {"id": "level", "name": "level", "field": f"rated.{value}.level"},
            {"id": "points", "name": "points", "field": f"rated.{value}.points"},
        ],
        "rules": rules,
    }
    return {"id": value, "name": value, "type": "decisionTableNode", "content": content}


def decision() -> Any:  # zen ships no class for the type checker to name
    """The compiled decision graph: values, tables side by side, scores, overall, gates."""
    return compiled(
        [expressions("values", VALUES)],
        [table(value, bounds) for value, bounds in TABLES.items()],
        [expressions("scores", SCORES)],
        [table("score", OVERALL, pass_through=True)],
        [expressions("gates", GATES)],
    )


def compiled(*inner: list[dict[str, Any]]) -> Any:
    """Stages of nodes -> their decision graph; scores also see what the tables saw."""
    stages = [
        [{"id": "evidence", "name": "evidence", "type": "inputNode"}],
        *inner,
        [{"id": "rating", "name": "rating", "type": "outputNode"}],
    ]
    links = [
        (source["id"], target["id"])
        for sources, targets in pairwise(stages)
        for source in sources
        for target in targets
    ]
    edges = [
        {"id": f"{source}-{target}", "sourceId": source, "targetId": target}
        for source, target in (*links, ("values", "scores"))
    ]
    nodes = [node for stage in stages for node in stage]
    graph = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    graph.validate()
    return graph


def context(person: Mapping[str, Any]) -> dict[str, Any]:
    """A person's evidence in the shape that the graph's expressions name."""
    nested: dict[str, Any] = {
        "points": {"novice": 1, "practising": 2, "proficient": 3, "expert": 4}
    }
    for name, value in person.items():
        competency, _, rater = name.partition(".")
        if rater:
            nested.setdefault(competency, {})[rater] = value
        else:
            nested[name] = value
    return nested
