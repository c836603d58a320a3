"""Few people: `framework.rate_frame` against calling `framework.rate` for each of them.

Both start from what they take, a Polars frame and a dictionary for each person, and rate the same
invented directors of `columns_people.py`, 3 values in 100 absent. A frame also gives all columns
that explain, which take their time however few the people are.
"""

import sys
from pathlib import Path

import polars
from columns_people import people_frame
from measuring import interleaved, verdict

import assay

FRAMEWORK = Path(__file__).parents[1] / "frameworks/enterprise_sales_director.rules"
PERIOD = "2026-Q1"
LIMITS = {1: None, 10: 3.0, 100: 1.0, 1_000: 1.0, 10_000: 1.0}
"""At most so many times as long as one by one; of one person it is only told."""
CALLS = 200
"""People rated in a round, in as many calls as that takes."""
ROUNDS = 5


def main() -> int:
    """Measure, print, and return 1 if a limit is exceeded."""
    framework = assay.load(FRAMEWORK)
    everyone = people_frame(max(LIMITS))
    kept = [_compare(framework, everyone.head(people), limit) for people, limit in LIMITS.items()]
    return 0 if all(kept) else 1


def _compare(framework: assay.Framework, people: polars.DataFrame, limit: float | None) -> bool:
    calls = max(1, CALLS // len(people))
    values = people.drop("person").to_dicts()

    def one_by_one() -> None:
        for _ in range(calls):
            for person in values:
                framework.rate(person, period=PERIOD)

    def frame(detail: str) -> None:
        for _ in range(calls):
            framework.rate_frame(people, period=PERIOD, detail=detail)

    seconds = interleaved(
        {
            "one by one": one_by_one,
            "ratings": lambda: frame("ratings"),
            "all": lambda: frame("all"),
        },
        ROUNDS if len(people) < max(LIMITS) else 1,
    )
    print(f"{len(people):,} people")
    for name, measured in seconds.items():
        print(f"  {name:<20} {measured / calls * 1e3:10.2f} ms")
    kept = True
    for detail in ("ratings", "all"):
        ratio = seconds[detail] / seconds["one by one"]
        what = f"a frame with {detail} over one by one"
        if limit is None:
            print(f"  {what:<58} {ratio:6.2f} times")
        else:
            kept &= verdict(what, ratio, at_most=limit)
    return kept


if __name__ == "__main__":
    sys.exit(main())
