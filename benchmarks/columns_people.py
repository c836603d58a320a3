"""The people of the benchmarks, with a fixed seed: invented directors, a million or fewer.

3 values in 100 are absent, and a tenth of the people sit exactly on a threshold.

Amounts have cents, times half days, counts none. The thresholds are those of
`frameworks/enterprise_sales_director.rules` with the targets of 2026.
"""

from typing import Any

import numpy
import polars

SEED = 20260331
ABSENT = 0.03
ON_THRESHOLD = 0.1
LEVELS = ("novice", "practising", "proficient", "expert")
RATERS = (
    "sales_strategy.manager",
    "sales_strategy.peers",
    "cross_functional_collaboration.manager",
    "cross_functional_collaboration.partners",
    "industry_insight.manager",
    "industry_insight.peers",
    "coaching.manager",
    "coaching.peers",
    "coaching.self",
    "team_management.manager",
    "team_management.team",
)


def people_frame(people: int, seed: int = SEED) -> polars.DataFrame:
    """So many directors, the same ones for the same seed."""
    chance = numpy.random.default_rng(seed)
    facts = _facts(chance, people)
    _put_on_thresholds(facts, chance, people)
    _cap(facts)
    columns: dict[str, polars.Series] = {
        "person": polars.Series([f"director-{number:07}" for number in range(people)])
    }
    for name, values in facts.items():
        columns[name] = _with_absences(polars.Series(name, values), chance)
    for name in RATERS:
        codes = chance.choice(4, people, p=(0.1, 0.25, 0.4, 0.25)).astype(numpy.uint8)
        words = polars.Series(name, codes).cat.to(polars.Enum(LEVELS))
        columns[name] = _with_absences(words.cast(polars.String), chance)
    return polars.DataFrame(columns)


# What the rules divide by.
_DIVISORS = (
    "won_deals",
    "new_customers",
    "customers_at_start",
    "survey_responses",
    "target_accounts",
    "opportunities_worked",
)


def complete_people(people: int) -> list[dict[str, Any]]:
    """So many of the same directors of whom everything is known, and every KPI has a value."""
    frame = people_frame(5 * people + 100).drop("person").drop_nulls()
    complete = frame.filter(polars.all_horizontal(polars.col(name) != 0 for name in _DIVISORS))
    assert len(complete) >= people
    return complete.head(people).to_dicts()


def _facts(chance: numpy.random.Generator, people: int) -> dict[str, numpy.ndarray]:
    def whole(least: int, most: int) -> numpy.ndarray:
        return chance.integers(least, most + 1, people)

    quota = whole(30, 80) * 100_000.0
    revenue = numpy.rint(quota * chance.uniform(0.4, 1.4, people) * 100) / 100
    won, lost = whole(0, 20), whole(0, 30)
    at_start, responses, targets = whole(0, 100), whole(0, 100), whole(0, 60)
    before = whole(100, 1_000) * 1_000.0
    promoters = numpy.rint(responses * chance.uniform(0.3, 0.9, people)).astype(int)
    return {
        "closed_won_revenue": revenue,
        "won_deals": won,
        "lost_deals": lost,
        "opportunities_worked": won + lost + whole(0, 40),
        "average_time_to_close": whole(100, 480) / 2,
        "sales_and_marketing_cost": numpy.rint(chance.uniform(1e5, 9e5, people) * 100) / 100,
        "new_customers": numpy.minimum(won, whole(0, 8)),
        "customers_at_start": at_start,
        "customers_retained": numpy.rint(at_start * chance.uniform(0.85, 1, people)).astype(int),
        "existing_customer_revenue_before": before,
        "existing_customer_revenue": numpy.rint(before * chance.uniform(0.8, 1.2, people)),
        "survey_responses": responses,
        "promoters": promoters,
        "detractors": numpy.minimum(responses - promoters, whole(0, 20)),
        "target_accounts": targets,
        "target_accounts_sold": numpy.rint(targets * chance.uniform(0, 0.8, people)).astype(int),
        "quota": quota,
        "total_revenue": numpy.rint(revenue / chance.uniform(0.45, 1, people) * 100) / 100,
    }


_THRESHOLDS = {
    "quota_achievement": (70, 90, 100, 120),
    "revenue": (80, 95, 105, 120),
    "account_growth": (90, 100, 103, 108),
    "sales_generated_revenue": (50, 65, 80, 90),
    "customer_acquisition_cost": (60, 85, 110, 150),
    "opportunity_conversion_rate": (20, 30, 45, 60),
    "sales_cycle_efficiency": (10, 20, 30, 40),
    "territory_coverage": (15, 30, 45, 60),
    "customer_retention_rate": (92, 96, 98, 99),
}


def _put_on_thresholds(
    facts: dict[str, numpy.ndarray], chance: numpy.random.Generator, people: int
) -> None:
    """Some people get a value that is exactly a threshold of one of their KPIs."""
    chosen = chance.random(people) < ON_THRESHOLD
    which = chance.integers(0, len(_THRESHOLDS), people)
    for number, (kpi, thresholds) in enumerate(_THRESHOLDS.items()):
        rows = numpy.flatnonzero(chosen & (which == number))
        percent = chance.choice(thresholds, len(rows))
        _place(facts, kpi, rows, percent)


def _place(
    facts: dict[str, numpy.ndarray], kpi: str, rows: numpy.ndarray, percent: numpy.ndarray
) -> None:
    match kpi:
        case "quota_achievement":
            facts["closed_won_revenue"][rows] = facts["quota"][rows] * percent / 100
        case "revenue":
            facts["closed_won_revenue"][rows] = 5_000_000 * percent / 100
        case "account_growth":
            before = facts["existing_customer_revenue_before"][rows]
            facts["existing_customer_revenue"][rows] = before * percent / 100
        case "sales_generated_revenue":
            facts["total_revenue"][rows] = 4_000_000.0
            facts["closed_won_revenue"][rows] = 40_000.0 * percent
        case "customer_acquisition_cost":
            facts["new_customers"][rows] = 3
            facts["won_deals"][rows] = numpy.maximum(facts["won_deals"][rows], 3)
            facts["sales_and_marketing_cost"][rows] = 4_500.0 * percent
        case "opportunity_conversion_rate":
            facts["won_deals"][rows], facts["lost_deals"][rows] = percent // 5, 20 - percent // 5
        case "sales_cycle_efficiency":
            facts["opportunities_worked"][rows] = 60
            facts["won_deals"][rows] = 6 * percent // 10
            facts["lost_deals"][rows] = 5
        case "territory_coverage":
            facts["target_accounts"][rows] = 60
            facts["target_accounts_sold"][rows] = 60 * percent // 100
        case "customer_retention_rate":
            facts["customers_at_start"][rows] = 100
            facts["customers_retained"][rows] = percent


def _cap(facts: dict[str, numpy.ndarray]) -> None:
    """Evidence that agrees with itself, as the framework requires."""
    revenue, total = facts["closed_won_revenue"], facts["total_revenue"]
    facts["total_revenue"] = numpy.maximum(total, revenue)
    facts["existing_customer_revenue"] = numpy.minimum(facts["existing_customer_revenue"], revenue)
    facts["new_customers"] = numpy.minimum(facts["new_customers"], facts["won_deals"])
    decided = facts["won_deals"] + facts["lost_deals"]
    facts["opportunities_worked"] = numpy.maximum(facts["opportunities_worked"], decided)


def _with_absences(values: polars.Series, chance: numpy.random.Generator) -> polars.Series:
    here = polars.Series(chance.random(len(values)) >= ABSENT)
    return values.to_frame().select(polars.when(here).then(polars.col(values.name)))[values.name]
