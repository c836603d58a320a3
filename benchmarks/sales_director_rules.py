"""The numbers of the sales director framework, for contenders that write its rules anew.

What `frameworks/enterprise_sales_director.rules` says with the targets of 2026, as decimals in
text, so that each contender reads them into the numbers that it computes with.
"""

from itertools import chain

# The least value, or where a lower one is better the most, of each level from the best down.
THRESHOLDS = {
    "revenue": ("6000000", "5250000", "4750000", "4000000"),
    "opportunity_conversion_rate": ("0.6", "0.45", "0.3", "0.2"),
    "customer_acquisition_cost": ("90000", "127500", "165000", "225000"),
    "customer_retention_rate": ("0.99", "0.98", "0.96", "0.92"),
    "net_promoter_score": ("70", "50", "30", "0"),
    "sales_cycle_efficiency": ("0.4", "0.3", "0.2", "0.1"),
    "territory_coverage": ("0.6", "0.45", "0.3", "0.15"),
    "account_growth": ("0.08", "0.03", "0", "-0.1"),
    "new_customer_acquisition": ("6", "5", "4", "2"),
    "quota_achievement": ("1.2", "1", "0.9", "0.7"),
    "sales_generated_revenue": ("0.9", "0.8", "0.65", "0.5"),
}
# Shares of the target velocity, which has no end as a decimal: 5,000,000 in 120 days.
VELOCITY_THRESHOLDS = ("1.25", "1.05", "0.9", "0.7")
TARGET_REVENUE, TARGET_DEAL_SIZE, TARGET_CYCLE = "5000000", "500000", "120"
GAP_THRESHOLDS = ("1", "0.5", "0", "-1")
REQUIRED = "3"
OVERALL_THRESHOLDS = ("4.5", "3.5", "2.5", "1.5")
KNOWN = "0.5"
FAILING = "1.5"
HALF_OF_QUOTA = "0.5"

PROFICIENCY = {"novice": 1, "practising": 2, "proficient": 3, "expert": 4}
LEVELS = ("unsatisfactory", "developing", "meets", "exceeds", "outstanding")

COMPETENCIES = {
    "sales_strategy": {"manager": 70, "peers": 30},
    "cross_functional_collaboration": {"manager": 40, "partners": 60},
    "industry_insight": {"manager": 70, "peers": 30},
    "coaching": {"manager": 60, "peers": 30, "self": 10},
    "team_management": {"manager": 60, "team": 40},
}
ROLE = {
    "large_deals": (12, {"average_deal_size": 60, "opportunity_conversion_rate": 40}),
    "sales_strategies": (
        10,
        {"new_customer_acquisition": 40, "customer_acquisition_cost": 30, "sales_strategy": 30},
    ),
    "sales_territory": (10, {"territory_coverage": 100}),
    "complex_cycles": (
        15,
        {"sales_cycle_efficiency": 40, "sales_cycle_length": 30, "pipeline_velocity": 30},
    ),
    "cross_functional_teams": (5, {"cross_functional_collaboration": 100}),
    "relationships": (
        13,
        {"customer_retention_rate": 40, "account_growth": 35, "net_promoter_score": 25},
    ),
    "sales_targets": (
        20,
        {"quota_achievement": 50, "revenue": 30, "sales_generated_revenue": 20},
    ),
    "industry_trends": (5, {"industry_insight": 100}),
    "coaching_and_support": (5, {"coaching": 100}),
    "sales_team": (5, {"team_management": 100}),
}
FACTS = (
    "closed_won_revenue",
    "won_deals",
    "lost_deals",
    "opportunities_worked",
    "average_time_to_close",
    "sales_and_marketing_cost",
    "new_customers",
    "customers_at_start",
    "customers_retained",
    "existing_customer_revenue_before",
    "existing_customer_revenue",
    "survey_responses",
    "promoters",
    "detractors",
    "target_accounts",
    "target_accounts_sold",
    "quota",
    "total_revenue",
)
RATERS = tuple(f"{id}.{rater}" for id, raters in COMPETENCIES.items() for rater in raters)

MEASURES = tuple(chain.from_iterable(measures for _, measures in ROLE.values()))
CURVES = ("average_deal_size", "sales_cycle_length")
# The measures that have a rating; the points of the others follow a curve.
RATED = tuple(id for id in MEASURES if id not in CURVES)
