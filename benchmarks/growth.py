"""How the time of a rating grows with people and with KPIs: ten times as much, ten times as long.

People: the sales director framework, by columns and one by one. KPIs: generated frameworks whose
responsibilities have five measures each, and one with wide responsibilities beside one of as many
KPIs in narrow ones. What is fixed makes the first steps cheaper than tenfold; the last ones tell
how the time grows.
"""

import argparse
import sys
from collections.abc import Callable, Iterable
from itertools import pairwise
from math import log
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy
import polars
from check_growth import generated_framework
from columns_people import people_frame
from measuring import verdict
from polars import DataFrame
from run_results import keep

import assay

FRAMEWORK = Path(__file__).parents[1] / "frameworks/enterprise_sales_director.rules"
PERIOD = "2026-Q1"
FRAMES = (1_000, 10_000, 100_000, 1_000_000)
SINGLES = (100, 1_000, 10_000)
KPIS = (10, 30, 100, 300, 1_000, 3_000)
MEASURES = 5
WIDE = 25
WIDE_KPIS = 100
ABSENT = 0.03
PEOPLE = 10_000
ROUNDS = 3
# Times for ten times as much: n to the power of 1.3. What outgrows the caches of the processor
# costs more than ten.
LIMIT = 20
SEED = 20260331
WHAT = {
    "load": "loading and checking",
    "plan": "planning",
    "rate": "one rating",
    "frame": f"a frame of {PEOPLE:,} people",
}


def main() -> int:
    """Measure, print, keep the results, and return 1 if a step costs more than the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most-people", type=int, default=FRAMES[-1])
    parser.add_argument("--most-kpis", type=int, default=KPIS[-1])
    options = parser.parse_args()
    sizes = list(FRAMES)
    while sizes[-1] * 10 <= options.most_people:
        sizes.append(sizes[-1] * 10)
    sizes = [size for size in sizes if size <= options.most_people]
    framework = assay.load(FRAMEWORK)
    frames = by_people(sizes, frame_times(framework))
    singles = by_people([size for size in SINGLES if size <= sizes[-1]], single_times(framework))
    kpis = [by_kpis(number) for number in KPIS if number <= options.most_kpis]
    wide = wide_responsibilities()
    keep("growth", {"frames": frames, "singles": singles, "kpis": kpis, "wide": wide})
    print(f"People, median of {ROUNDS} rounds")
    kept = [
        _print_people("rate_frame, ratings and scores", frames),
        _print_people("rate, one by one", singles),
    ]
    print(f"KPIs, {MEASURES} to a responsibility, median of {ROUNDS} rounds")
    kept += _print_kpis(kpis)
    print(
        f"  {WIDE_KPIS} KPIs, {WIDE} to a responsibility: {wide['microseconds']:,.0f} µs a person"
        f" in a frame of {PEOPLE:,}; {MEASURES} to a responsibility: {wide['narrow']:,.0f}"
    )
    return 0 if all(kept) else 1


def tenfold(sizes: tuple[float, float], seconds: tuple[float, float]) -> float:
    """Two sizes and what they took -> how many times as long ten times as much takes."""
    power = log(seconds[1] / seconds[0]) / log(sizes[1] / sizes[0])
    return float(10**power)


def growths(measured: list[dict[str, Any]], size: str, seconds: str) -> list[float | None]:
    """For each size how many times as long ten times as much takes, going by the one before."""
    return [
        None,
        *(
            tenfold((one[size], other[size]), (one[seconds], other[seconds]))
            for one, other in pairwise(measured)
        ),
    ]


def frame_times(framework: assay.Framework) -> Callable[[DataFrame], Callable[[], object]]:
    """Ratings of a frame."""
    return lambda people: lambda: framework.rate_frame(people, period=PERIOD, detail="ratings")


def single_times(framework: assay.Framework) -> Callable[[DataFrame], Callable[[], object]]:
    """Ratings of the same people one by one, none kept."""
    rater = framework.rater(period=PERIOD)

    def ready(people: DataFrame) -> Callable[[], object]:
        rows = people.drop("person").to_dicts()
        return lambda: [rater.rate(row).level for row in rows]

    return ready


def by_people(
    sizes: Iterable[int], ready: Callable[[DataFrame], Callable[[], object]]
) -> list[dict[str, Any]]:
    """The seconds that each number of people takes."""
    measured = []
    for size in sizes:
        _report(f"{size:,} people")
        measured.append({"people": size, "seconds": _median(ready(people_frame(size)))})
    return measured


def by_kpis(number: int) -> dict[str, Any]:
    """What a framework of so many KPIs takes: seconds of each step of `WHAT`."""
    _report(f"{number:,} KPIs")
    text = "".join(generated_framework(number, MEASURES))
    assay.loads("".join(generated_framework(10, MEASURES))).rater(period=PERIOD)
    loading, planning = [], []
    for _ in range(ROUNDS):
        start = perf_counter()
        framework = assay.loads(text)
        loaded = perf_counter()
        rater = framework.rater(period=PERIOD)
        loading.append(loaded - start)
        planning.append(perf_counter() - loaded)
    people = generated_people(number, PEOPLE)
    person = people.row(0, named=True)
    return {
        "kpis": number,
        "load": median(loading),
        "plan": median(planning),
        "rate": _median(lambda: [rater.rate(person) for _ in range(10)]) / 10,
        "frame": _median(lambda: framework.rate_frame(people, period=PERIOD, detail="ratings")),
    }


def wide_responsibilities() -> dict[str, Any]:
    """The same number of KPIs in wide responsibilities and in narrow ones, of people of whom some
    things are missing: microseconds a person."""
    people = with_gaps(generated_people(WIDE_KPIS, PEOPLE), ABSENT)
    wide, narrow = (_frame_of(measures, people) for measures in (WIDE, MEASURES))
    return {
        "kpis": WIDE_KPIS,
        "measures": WIDE,
        "people": PEOPLE,
        "absent": ABSENT,
        "microseconds": wide,
        "narrow": narrow,
    }


def _frame_of(measures: int, people: DataFrame) -> float:
    _report(f"{measures} measures to a responsibility")
    framework = assay.loads("".join(generated_framework(WIDE_KPIS, measures)))
    seconds = _median(lambda: framework.rate_frame(people, period=PERIOD, detail="ratings"))
    return seconds / len(people) * 1e6


def generated_people(kpis: int, people: int) -> DataFrame:
    """Evidence for `generated_framework`, all of it known."""
    chance = numpy.random.default_rng(SEED)
    columns = {}
    for number in range(kpis):
        if number % 5 == 4:
            columns[f"cycle_{number}"] = chance.integers(1, 240, people) / 2
        else:
            columns[f"revenue_{number}"] = chance.integers(0, 100_000, people) / 100
            columns[f"quota_{number}"] = chance.integers(1, 1_000, people).astype(float)
    return polars.DataFrame(columns)


def with_gaps(people: DataFrame, share: float) -> DataFrame:
    """The same people, with that share of what is known of them missing."""
    chance = numpy.random.default_rng(SEED + 1)
    return people.select(
        polars.when(polars.Series(chance.random(len(people)) >= share))
        .then(polars.col(name))
        .alias(name)
        for name in people.columns
    )


def _median(computation: Callable[[], object]) -> float:
    computation()
    seconds = []
    for _ in range(ROUNDS):
        start = perf_counter()
        computation()
        seconds.append(perf_counter() - start)
    return median(seconds)


def _report(what: str) -> None:
    print(f"  {what} …", file=sys.stderr, flush=True)


def _print_people(what: str, measured: list[dict[str, Any]]) -> bool:
    print(f"  {what}")
    for each, growth in zip(measured, growths(measured, "people", "seconds"), strict=True):
        people, seconds = each["people"], each["seconds"]
        print(
            f"  {people:12,} people {seconds:9.3f} s {seconds / people * 1e6:9.2f} µs each"
            f" {_times(growth)}"
        )
    return _verdict(what, measured, "people", "seconds")


def _print_kpis(measured: list[dict[str, Any]]) -> list[bool]:
    units = {"load": (1, "s "), "plan": (1, "s "), "rate": (1e3, "ms"), "frame": (1, "s ")}
    for what, (scale, unit) in units.items():
        print(f"  {WHAT[what]}")
        for each, growth in zip(measured, growths(measured, "kpis", what), strict=True):
            print(f"  {each['kpis']:12,} KPIs {each[what] * scale:11.3f} {unit} {_times(growth)}")
    return [_verdict(WHAT[what], measured, "kpis", what) for what in units]


def _times(growth: float | None) -> str:
    return "" if growth is None else f"{growth:6.1f} times for ten times as many"


def _verdict(what: str, measured: list[dict[str, Any]], size: str, seconds: str) -> bool:
    """Judged where fixed costs no longer count: over the upper half of the sizes."""
    low, high = measured[len(measured) // 2 - 1], measured[-1]
    growth = tenfold((low[size], high[size]), (low[seconds], high[seconds]))
    return verdict(f"{what}, {low[size]:,} to {high[size]:,}, for ten times", growth, at_most=LIMIT)


if __name__ == "__main__":
    sys.exit(main())
