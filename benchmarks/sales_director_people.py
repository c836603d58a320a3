"""Invented directors for the speed of a rating: all is known of them, and their numbers are round.

Round numbers meet thresholds, which is where a rounding error changes somebody's rating.
"""

import random

LEVELS = ("novice", "practising", "proficient", "expert")
COMPETENCIES = {
    "sales_strategy": ("manager", "peers"),
    "cross_functional_collaboration": ("manager", "partners"),
    "industry_insight": ("manager", "peers"),
    "coaching": ("manager", "peers", "self"),
    "team_management": ("manager", "team"),
}

Person = dict[str, float | str]


def director(chance: random.Random) -> Person:
    """One director's evidence as totals, the assessed levels under `competency.rater`."""
    quota = chance.randrange(30, 81) * 100_000
    closed_won_revenue = quota * chance.randrange(40, 141) // 100
    won_deals = chance.randrange(8, 21)
    lost_deals = chance.randrange(5, 31)
    customers_at_start = chance.choice((25, 50, 100))
    existing_before = chance.randrange(10, 21) * 50_000
    responses = chance.choice((20, 40, 50, 100))
    promoters = responses * chance.randrange(45, 90, 5) // 100
    target_accounts = chance.choice((20, 40, 60))
    person: Person = {
        "closed_won_revenue": closed_won_revenue,
        "won_deals": won_deals,
        "lost_deals": lost_deals,
        "opportunities_worked": won_deals + lost_deals + chance.randrange(0, 41),
        "average_time_to_close": chance.randrange(50, 241, 2) + chance.choice((0, 0.5)),
        "sales_and_marketing_cost": chance.randrange(2, 13) * 75_000,
        "new_customers": chance.randrange(1, 8),
        "customers_at_start": customers_at_start,
        "customers_retained": customers_at_start * chance.randrange(88, 101, 2) // 100,
        "existing_customer_revenue_before": existing_before,
        "existing_customer_revenue": existing_before * chance.randrange(85, 112) // 100,
        "survey_responses": responses,
        "promoters": promoters,
        "detractors": chance.randrange(0, (responses - promoters) // 2 + 1),
        "target_accounts": target_accounts,
        "target_accounts_sold": target_accounts * chance.randrange(10, 75, 5) // 100,
        "quota": quota,
        "total_revenue": closed_won_revenue * 100 // chance.choice((50, 65, 80, 90, 95)),
    }
    for competency, raters in COMPETENCIES.items():
        for rater in raters:
            person[f"{competency}.{rater}"] = chance.choices(LEVELS, (1, 3, 5, 3))[0]
    return person


def directors(number: int) -> list[Person]:
    """So many directors, the same ones on every run."""
    chance = random.Random(20260331)
    return [director(chance) for _ in range(number)]
