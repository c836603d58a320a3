"""The six managers of the CRM data set, rated by assay and computed here on their own.

The counts and sums come straight from the CSV files through Polars as whole numbers; the ratios,
thresholds and weights are written out again as fractions, so nothing of assay checks itself.
"""

from datetime import date
from fractions import Fraction

import polars as pl
import pytest

QUARTER, START, END = "2017-Q4", date(2017, 10, 1), date(2017, 12, 31)

WITHOUT_EVIDENCE = {
    "customer_acquisition_cost",
    "net_promoter_score",
    "quota_achievement",
    "sales_generated_revenue",
}

# The weight of each responsibility, and within it of the measures that the data tell about.
ROLE = [
    (12, {"average_deal_size": 60, "opportunity_conversion_rate": 40}),
    (10, {"new_customer_acquisition": 40}),
    (10, {"territory_coverage": 100}),
    (15, {"sales_cycle_efficiency": 40, "sales_cycle_length": 30, "pipeline_velocity": 30}),
    (13, {"customer_retention_rate": 40, "account_growth": 35}),
    (20, {"revenue": 30}),
]

# The least value for 5, 4, 3 and 2 points under the targets of 2017: half a million a quarter in
# deals of 2,500 that take 50 days, and four new customers.
THRESHOLDS = {
    "revenue": (600_000, 525_000, 475_000, 400_000),
    "pipeline_velocity": (12_500, 10_500, 9_000, 7_000),
    "opportunity_conversion_rate": ("0.60", "0.45", "0.30", "0.20"),
    "customer_retention_rate": ("0.99", "0.98", "0.96", "0.92"),
    "sales_cycle_efficiency": ("0.4", "0.3", "0.2", "0.1"),
    "territory_coverage": ("0.60", "0.45", "0.30", "0.15"),
    "account_growth": ("0.08", "0.03", "0", "-0.10"),
    "new_customer_acquisition": (6, 5, 4, 2),
}


def whole_numbers(folder):
    """The CRM files -> for each manager the counts and sums of the quarter, as ints."""
    closed = pl.col("close_date").is_between(START, END)
    won = (pl.col("deal_stage") == "Won") & closed
    lost = (pl.col("deal_stage") == "Lost") & closed
    undecided = pl.col("deal_stage") == "Engaging"
    worked = (
        (pl.col("deal_stage") != "Prospecting")
        & (pl.col("engage_date") <= END)
        & (undecided | (pl.col("close_date") >= START))
    )
    days = (pl.col("close_date") - pl.col("engage_date")).dt.total_days()
    named = pl.col("account").is_not_null()
    deals = (
        pl.read_csv(folder / "opportunities.csv", try_parse_dates=True)
        .group_by("manager")
        .agg(
            pl.col("close_value").filter(won).sum().alias("revenue"),
            won.fill_null(value=False).sum().alias("won"),
            lost.fill_null(value=False).sum().alias("lost"),
            worked.fill_null(value=False).sum().alias("worked"),
            days.filter(won).sum().alias("days"),
            pl.col("account").filter(worked & named).n_unique().alias("pursued"),
            pl.col("account").filter(won & named).n_unique().alias("sold"),
        )
    )
    existing = pl.col("won_previous") > 0
    accounts = (
        pl.read_csv(folder / "manager_accounts.csv", try_parse_dates=True)
        .filter(pl.col("quarter") == QUARTER)
        .group_by("manager")
        .agg(
            existing.sum().alias("at_start"),
            (existing & (pl.col("won_current") > 0)).sum().alias("retained"),
            pl.col("won_previous").filter(existing).sum().alias("revenue_before"),
            pl.col("won_current").filter(existing).sum().alias("revenue_existing"),
            pl.col("first_won").is_between(START, END).sum().alias("new"),
        )
    )
    rows = deals.join(accounts, on="manager", validate="1:1").to_dicts()
    return {row.pop("manager"): row for row in rows}


def values_of(row):
    """Whole numbers of one manager -> the ten KPIs that the data tell about."""
    return {
        "revenue": Fraction(row["revenue"]),
        # average deal size × deals won ÷ average days, where deals won cancel twice
        "pipeline_velocity": Fraction(row["revenue"] * row["won"], row["days"]),
        "opportunity_conversion_rate": Fraction(row["won"], row["won"] + row["lost"]),
        "average_deal_size": Fraction(row["revenue"], row["won"]),
        "sales_cycle_length": Fraction(row["days"], row["won"]),
        "customer_retention_rate": Fraction(row["retained"], row["at_start"]),
        "sales_cycle_efficiency": Fraction(row["won"], row["worked"]),
        "territory_coverage": Fraction(row["sold"], row["pursued"]),
        "account_growth": Fraction(
            row["revenue_existing"] - row["revenue_before"], row["revenue_before"]
        ),
        "new_customer_acquisition": Fraction(row["new"]),
    }


def between(x, left, right):
    """The straight line through the points `left` and `right`, at x."""
    (x0, y0), (x1, y1) = left, right
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)


def scores_of(values):
    """The ten KPIs -> their points."""
    scores = {}
    for kpi, bounds in THRESHOLDS.items():
        reached = [points for points, bound in zip((5, 4, 3, 2), bounds, strict=True)
                   if values[kpi] >= Fraction(bound)]  # fmt: skip
        scores[kpi] = Fraction(max(reached, default=1))
    size = min(max(values["average_deal_size"], Fraction(1_250)), Fraction(5_000))
    scores["average_deal_size"] = (
        between(size, (1_250, 1), (2_500, 3))
        if size <= 2_500
        else between(size, (2_500, 3), (5_000, 5))
    )
    cycle = min(max(values["sales_cycle_length"], Fraction(25)), Fraction(100))
    scores["sales_cycle_length"] = (
        between(cycle, (25, 5), (50, 3)) if cycle <= 50 else between(cycle, (50, 3), (100, 1))
    )
    return scores


def overall_of(scores):
    """Points of the KPIs -> the score of the role and its level, for those without a gate."""
    responsibilities = [
        (weight, sum(share * scores[kpi] for kpi, share in measures.items())
         / sum(measures.values()))
        for weight, measures in ROLE
    ]  # fmt: skip
    total = sum(weight for weight, _ in responsibilities)
    score = sum(weight * points for weight, points in responsibilities) / total
    levels = ("outstanding", "exceeds", "meets", "developing", "unsatisfactory")
    bounds = (Fraction(9, 2), Fraction(7, 2), Fraction(5, 2), Fraction(3, 2), Fraction(0))
    return score, next(level for level, bound in zip(levels, bounds, strict=True) if score >= bound)


@pytest.fixture(scope="module")
def expected(crm_folder):
    return {manager: values_of(row) for manager, row in whole_numbers(crm_folder).items()}


@pytest.fixture(scope="module")
def ratings(crm_folder, rate):
    return rate(
        "--table", f"opportunities={crm_folder / 'opportunities.csv'}",
        "--table", f"accounts={crm_folder / 'manager_accounts.csv'}",
        "--period", QUARTER,
    )  # fmt: skip


def test_the_six_managers_are_rated(ratings):
    levels = {manager: rated.level for manager, rated in ratings.items()}
    assert levels == {
        "Cara Losch": "developing",
        "Celia Rouche": "meets",
        "Dustin Brinkmann": "meets",
        "Melvin Marxen": "exceeds",
        "Rocco Neubert": "meets",
        "Summer Sewald": "meets",
    }


def test_the_ten_values_are_exact(ratings, expected):
    assert {
        manager: {kpi: rated.values[kpi] for kpi in expected[manager]}
        for manager, rated in ratings.items()
    } == expected


def test_the_points_are_exact(ratings, expected):
    for manager, rated in ratings.items():
        scores = scores_of(expected[manager])
        assert {kpi: rated.scores[kpi] for kpi in scores} == scores, manager


def test_the_overall_scores_are_exact(ratings, expected):
    assert {manager: (rated.score, rated.level) for manager, rated in ratings.items()} == {
        manager: overall_of(scores_of(values)) for manager, values in expected.items()
    }


def test_exactly_the_four_without_evidence_are_missing_for_everyone(ratings, expected):
    for manager, rated in ratings.items():
        kpis = WITHOUT_EVIDENCE | set(expected[manager])
        assert len(kpis) == 14
        missing = {kpi for kpi in kpis if rated.values[kpi] == "missing"}
        assert missing == WITHOUT_EVIDENCE, manager
