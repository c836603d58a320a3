"""Who rates the same people how fast, in how much memory, and how many otherwise than exactly.

All in one run, in turn: assay one by one and by columns, and the same rules written by hand in
Polars, Python, numpy and SQL, or drawn for zen-engine and OpenFisca (see `contenders.py`). Slow
contenders rate fewer of the people; all times are per person. The exact outcome is that of
`Fraction`s by hand. Memory is taken in a process of its own for each.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import polars
from columns_people import SEED, people_frame
from contenders import CONTENDERS, EXACT, Contender, contender
from measuring import interleaved
from memory import peak_of
from polars import DataFrame
from run_results import keep
from sales_director_rules import RATED

PEOPLE = 1_000_000
ROUNDS = 5
EXACT_CHUNK = 10_000
# More than that share of people rated otherwise is no rounding: the contender is written wrong.
ROUNDING = 0.01


@dataclass(frozen=True, slots=True)
class Measured:
    """One contender. `overall` and `any` count who is rated otherwise than exact arithmetic does.

    Memory in MiB: of the whole process at its peak, and what rating added to the evidence.
    """

    id: str
    people: int
    microseconds: float
    overall: int
    any: int
    peak: float | None
    added: float | None


def main() -> int:
    """Measure, print, keep the results, and return 1 if a contender rates by other rules."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--memory-of", nargs=2, metavar=("CONTENDER", "FILE"))
    options = parser.parse_args()
    if options.memory_of:
        _print_memory(*options.memory_of)
        return 0
    people = people_frame(options.people)
    present = [each for each in CONTENDERS if each.installed]
    for each in CONTENDERS:
        if each not in present:
            print(f"left out: {each.name}, as `{each.needs}` is not installed")
    measured = measure(present, people, options.rounds)
    _print_table(measured, options)
    keep(
        "rivals",
        {
            "people": options.people,
            "rounds": options.rounds,
            "seed": SEED,
            "contenders": [asdict(each) for each in measured],
        },
    )
    wrong = [each for each in measured if each.any > max(ROUNDING * each.people, 1)]
    for each in wrong:
        print(f"`{each.id}` rates by other rules: {each.any:,} of {each.people:,} people differ")
    return 1 if wrong else 0


def measure(contenders: list[Contender], people: DataFrame, rounds: int) -> list[Measured]:
    """Outcomes against the exact ones, then speed in turn, then memory."""
    numbers = {each.id: max(people.height // each.share, 1) for each in contenders}
    ready = {each.id: each.set_up() for each in contenders}
    laid_out = {id: each.lay_out(people.head(numbers[id])) for id, each in ready.items()}
    _report(f"rating {people.height:,} people exactly")
    exact = exact_points(people)
    differing = {}
    for id, each in ready.items():
        points = each.points(each.rate(laid_out[id]))
        differing[id] = differences(points, exact.head(numbers[id]))
    _report(f"measuring {len(ready)} contenders, {rounds} rounds")
    seconds = interleaved(
        {id: partial(each.rate, laid_out[id]) for id, each in ready.items()},
        rounds,
        perf_counter,
    )
    _report("measuring memory")
    peaks = _peaks(people, numbers)
    return [
        Measured(
            id,
            number,
            seconds[id] / number * 1e6,
            *differing[id],
            *(peaks[id] or (None, None)),
        )
        for id, number in numbers.items()
    ]


def differences(points: DataFrame, exact: DataFrame) -> tuple[int, int]:
    """How many people have another overall level, and any other rating, than the exact one."""
    other = {id: points[id].ne_missing(exact[id]) for id in ("overall", *RATED)}
    either = DataFrame(other).select(polars.any_horizontal(polars.all())).to_series()
    return int(other["overall"].sum()), int(either.sum())


def exact_points(people: DataFrame) -> DataFrame:
    """The points of everybody by exact arithmetic, on all cores."""
    chunks = list(people.iter_slices(EXACT_CHUNK))
    if len(chunks) == 1:
        return _exact_points(people)
    workers = ProcessPoolExecutor(_cores(), mp_context=get_context("spawn"))
    with workers:
        return polars.concat(workers.map(_exact_points, chunks))


def _exact_points(people: DataFrame) -> DataFrame:
    exact = contender(EXACT).set_up()
    return exact.points(exact.rate(exact.lay_out(people)))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _peaks(people: DataFrame, numbers: dict[str, int]) -> dict[str, tuple[float, float] | None]:
    peaks = {}
    with tempfile.TemporaryDirectory() as place:
        for id, number in numbers.items():
            path = Path(place, f"{number}.parquet")
            if not path.exists():
                people.head(number).write_parquet(path)
            command = [sys.executable, __file__, "--memory-of", id, str(path)]
            result = subprocess.run(command, check=True, stdout=subprocess.PIPE)
            peaks[id] = json.loads(result.stdout)
    return peaks


def _print_memory(id: str, path: str) -> None:
    ready = contender(id).set_up()
    evidence: Any = ready.lay_out(polars.read_parquet(path))
    print(json.dumps(peak_of(lambda: ready.rate(evidence))))


def _report(what: str) -> None:
    print(f"  {what} …", file=sys.stderr, flush=True)


def _print_table(measured: list[Measured], options: argparse.Namespace) -> None:
    by_id = {each.id: each.microseconds for each in measured}
    print(f"The same rules for the same people, median of {options.rounds} interleaved rounds")
    heads = ("µs a person", "x Polars", "x Python", "people", "overall", "any rating", "MiB")
    print(f"  {'':<40}" + "".join(f"{head:>12}" for head in heads))
    for each in measured:
        cells = (
            f"{each.microseconds:.2f}",
            f"{each.microseconds / by_id['polars']:.2f}",
            f"{each.microseconds / by_id['python']:.2f}",
            f"{each.people:,}",
            f"{each.overall:,}",
            f"{each.any:,}",
            "" if each.peak is None else f"{each.peak:,.0f}",
        )
        name = contender(each.id).name.replace("`", "")
        print(f"  {name:<40}" + "".join(f"{cell:>12}" for cell in cells))
    print("  overall, any rating: how many people are rated otherwise than by exact arithmetic")


if __name__ == "__main__":
    sys.exit(main())
