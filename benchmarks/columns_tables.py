"""Ten million opportunities of a hundred thousand people, against a Polars group-by by hand.

Both give the same five aggregates for each person; assay also derives a KPI from them and rates it.
"""

import argparse
import sys
from datetime import date
from time import perf_counter

import numpy
import polars
from measuring import interleaved, verdict
from polars import col

import assay

FRAMEWORK = """
framework deals "Deals" { currency: USD  period: quarter }
scale grade { good = 2 "Good"  poor = 1 "Poor" }
table opportunities "Opportunities" {
  stage: one of won "Won", lost "Lost", open "Open"
  opened: date
  closed: date
  value: money
}
metric won_value {
  type: money
  formula: sum(opportunities.value where stage is won and closed in period)
}
metric won { type: count  formula: count(opportunities where stage is won and closed in period) }
metric lost { type: count  formula: count(opportunities where stage is lost and closed in period) }
metric largest {
  type: money
  formula: max(opportunities.value where stage is won and closed in period)
}
metric days {
  type: duration
  formula: average(opportunities.closed - opportunities.opened
                   where stage is won and closed in period)
}
kpi conversion "Conversion" {
  type: percent
  formula: won / (won + lost)
  better: higher
  rate on grade { >= 50% => good  otherwise => poor }
}
kpi value_a_day "Value a day" { formula: won_value / days  better: higher
  rate on grade { value_a_day >= 1_000 USD / 1 day => good  otherwise => poor } }
kpi size "Size" { type: money  formula: largest  better: higher
  rate on grade { >= 9_000 USD => good  otherwise => poor } }
role seller "Seller" {
  responsibility selling "Selling" weight 100% {
    kpi conversion weight 50%  kpi value_a_day weight 30%  kpi size weight 20%
  }
  overall on grade { overall >= 1.5 => good  otherwise => poor }
}
"""
PERIOD = "2026-Q1"
ROUNDS = 3


def opportunities(rows: int, people: int) -> polars.DataFrame:
    """Invented opportunities in no order, nothing absent."""
    chance = numpy.random.default_rng(20260331)
    opened = polars.Series(chance.integers(20_300, 20_500, rows))
    closed = opened + polars.Series(chance.integers(5, 120, rows))
    stage = polars.Series(chance.integers(0, 3, rows).astype(numpy.uint8))
    return polars.DataFrame(
        {
            "person": polars.Series(chance.integers(0, people, rows)).cast(polars.String),
            "stage": stage.cat.to(polars.Enum(("Won", "Lost", "Open"))).cast(polars.String),
            "opened": opened.cast(polars.Int32).cast(polars.Date),
            "closed": closed.cast(polars.Int32).cast(polars.Date),
            "value": numpy.rint(chance.uniform(10, 10_000, rows) * 100) / 100,
        }
    )


def by_hand(people: polars.DataFrame, deals: polars.DataFrame) -> polars.DataFrame:
    """The same aggregates as floats."""
    closed = col("closed").is_between(date(2026, 1, 1), date(2026, 3, 31))
    won, lost = (col("stage") == "Won") & closed, (col("stage") == "Lost") & closed
    aggregates = (
        deals.lazy()
        .group_by("person")
        .agg(
            won_value=col("value").filter(won).sum(),
            won=won.sum(),
            lost=lost.sum(),
            largest=col("value").filter(won).max(),
            days=(col("closed") - col("opened")).dt.total_days().filter(won).mean(),
        )
    )
    return people.lazy().join(aggregates, on="person", how="left").collect()


def main() -> int:
    """Measure, print, and return 1 if the limit is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--people", type=int, default=100_000)
    options = parser.parse_args()
    framework = assay.loads(FRAMEWORK)
    people = polars.DataFrame({"person": polars.Series(range(options.people)).cast(polars.String)})
    deals = opportunities(options.rows, options.people)
    tables = {"opportunities": deals}
    contenders = {
        "by hand": lambda: by_hand(people, deals),
        "assay": lambda: framework.rate_frame(
            people, tables=tables, period=PERIOD, detail="ratings"
        ),
    }
    seconds = interleaved(contenders, ROUNDS, perf_counter)
    print(f"{options.rows:,} rows of {options.people:,} people, median of {ROUNDS} rounds")
    for name, measured in seconds.items():
        print(f"  {name:<20} {measured * 1e3:8.0f} ms")
    ratio = seconds["assay"] / seconds["by hand"]
    return 0 if verdict("assay over the group-by", ratio, at_most=2) else 1


if __name__ == "__main__":
    sys.exit(main())
