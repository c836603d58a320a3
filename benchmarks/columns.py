"""A million people at once: `framework.rate_frame` against a float expression written by hand.

Both start from a Polars frame in memory and give a frame with the same columns. The report says
how many people each rates otherwise than exact arithmetic does.
"""

import argparse
import sys
from pathlib import Path
from time import perf_counter

import columns_by_hand
import polars
from columns_people import people_frame
from measuring import interleaved, verdict

import assay

FRAMEWORK = Path(__file__).parents[1] / "frameworks/enterprise_sales_director.rules"
PERIOD = "2026-Q1"
PEOPLE = 1_000_000
ROUNDS = 5
COMPARED = 20_000


def main() -> int:
    """Measure, print, and return 1 if a limit is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    framework = assay.load(FRAMEWORK)
    people = people_frame(options.people)
    print(
        f"{options.people:,} people, median of {options.rounds} interleaved rounds, "
        f"Polars {polars.__version__} with {polars.thread_pool_size()} threads"
    )
    kept = [
        _compare("ratings and scores", framework, people, options.rounds, "ratings", 1.5),
        _compare("every column that explains", framework, people, options.rounds, "all", 2),
    ]
    _report_differences(framework, people)
    return 0 if all(kept) else 1


def _compare(
    what: str,
    framework: assay.Framework,
    people: polars.DataFrame,
    rounds: int,
    detail: str,
    limit: float,
) -> bool:
    contenders = {
        "by hand": lambda: columns_by_hand.rate(people.lazy(), explained=detail == "all"),
        "assay": lambda: framework.rate_frame(people, period=PERIOD, detail=detail),
    }
    seconds = interleaved(contenders, rounds, perf_counter)
    work = interleaved(contenders, rounds)
    print(what)
    for name, measured in seconds.items():
        print(f"  {name:<20} {measured * 1e3:8.0f} ms, {work[name] * 1e3:8.0f} ms of processors")
    ratio = work["assay"] / work["by hand"]
    print(f"  {'assay over the float expression, processor time':<58} {ratio:6.2f} times")
    ratio = seconds["assay"] / seconds["by hand"]
    return verdict("assay over the float expression", ratio, at_most=limit)


def _report_differences(framework: assay.Framework, people: polars.DataFrame) -> None:
    ours = framework.rate_frame(people, period=PERIOD, detail="ratings")
    floats = columns_by_hand.rate(people.lazy(), explained=False)
    ratings = [name for name in floats.columns if name == "overall" or name.endswith(".rating")]
    for name, columns in (("overall", ["overall"]), ("any rating", ratings)):
        different = polars.any_horizontal(
            ours[column].cast(polars.String).ne_missing(floats[column].cast(polars.String))
            for column in columns
        )
        count = polars.select(different).to_series().sum()
        print(f"  by hand differs from assay in {name} of {count:,} of {len(people):,} people")
    sample = people.head(COMPARED)
    rater = framework.rater(period=PERIOD)
    wrong = sum(
        rater.rate({k: v for k, v in row.items() if k != "person"}).level != level
        for row, level in zip(sample.to_dicts(), ours["overall"].head(COMPARED), strict=True)
    )
    print(f"  assay differs from its single evaluation in {wrong} of {len(sample):,} people")


if __name__ == "__main__":
    sys.exit(main())
