"""From Parquet file to Parquet file: `framework.rate_files` against a lazy Polars query of floats
written by hand, which scans and sinks; from CSV to CSV the exact texts that `assay rate` writes,
with the ratings still possible, against the columns of floats and against such a query; then the
memory and the time per person of processes that rate ever more people, from Parquet and from CSV.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import columns_by_hand
import polars
from columns_people import SEED, people_frame
from measuring import interleaved, verdict

import assay

FRAMEWORK = Path(__file__).parents[1] / "frameworks/enterprise_sales_director.rules"
PERIOD = "2026-Q1"
PEOPLE = 1_000_000
TEXTS = 200_000
AT_A_TIME = 500_000
ROUNDS = 5
MOST_BYTES = 2 * 2**30
INFERRED = 10_000
"""Rows that tell Polars which columns of a CSV file are of whole numbers."""


def main() -> int:
    """Measure, print, and return 1 if a limit is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE, help="people of the largest file")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument(
        "--rate", nargs=2, metavar=("SOURCE", "DESTINATION"), help=argparse.SUPPRESS
    )
    options = parser.parse_args()
    if options.rate:
        return _rate(*options.rate)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few = min(PEOPLE, options.people)
        kept = _compare(folder, _written(folder, few), few, options.rounds)
        kept &= _texts(folder, min(TEXTS, options.people), options.rounds)
        kept &= _memory(folder, sorted({few, options.people}))
    return 0 if kept else 1


# --- beside a query by hand ----------------------------------------------------------------


def _compare(folder: Path, source: Path, people: int, rounds: int) -> bool:
    framework = assay.load(FRAMEWORK)
    print(
        f"{people:,} people from Parquet to Parquet, median of {rounds} interleaved rounds, "
        f"Polars {polars.__version__} with {polars.thread_pool_size()} threads"
    )
    kept = True
    for detail, what in (("ratings", "ratings and scores"), ("all", "every column that explains")):
        by_hand, ours = folder / "by_hand.parquet", folder / "ours.parquet"

        def query(detail: str = detail, target: Path = by_hand) -> None:
            people = polars.scan_parquet(source)
            columns_by_hand.query(people, explained=detail == "all").sink_parquet(target)

        def rate(detail: str = detail, target: Path = ours) -> None:
            framework.rate_files(source, target, period=PERIOD, detail=detail)

        seconds = interleaved({"by hand": query, "assay": rate}, rounds, perf_counter)
        print(what)
        for name, file in (("by hand", by_hand), ("assay", ours)):
            size = file.stat().st_size / 1e6
            print(f"  {name:<20} {seconds[name] * 1e3:8.0f} ms, a file of {size:,.0f} MB")
        ratio = seconds["assay"] / seconds["by hand"]
        kept &= verdict("assay over the query of floats", ratio, at_most=1.2)
    return kept


def _texts(folder: Path, people: int, rounds: int) -> bool:
    """Exact texts of the people rated, against floats of everyone: more is told of each number,
    nothing of responsibilities, weights and rules. The query by hand writes the same columns of
    floats; it tells neither who could still be rated how, nor what is wrong with anybody."""
    framework = assay.load(FRAMEWORK)
    source = _written(folder, people, "csv")

    def rate(detail: str) -> None:
        framework.rate_files(source, folder / f"{detail}.csv", period=PERIOD, detail=detail)

    def query() -> None:
        rated = columns_by_hand.query(
            polars.scan_csv(source, infer_schema_length=INFERRED), explained=True
        )
        columns = [name for name in _flat_columns() if name in rated.collect_schema()]
        rated.select(columns).sink_csv(folder / "by_hand.csv")

    seconds = interleaved(
        {"by hand": query, "floats": lambda: rate("all"), "texts": lambda: rate("flat")},
        rounds,
        perf_counter,
    )
    print(f"{people:,} people from CSV to CSV")
    for name, measured in seconds.items():
        print(f"  {name:<20} {measured * 1e3:8.0f} ms, {measured / people * 1e6:5.1f} µs a person")
    kept = verdict("exact texts over floats", seconds["texts"] / seconds["floats"], at_most=2.5)
    ratio = seconds["texts"] / seconds["by hand"]
    return verdict("exact texts over the query of floats", ratio, at_most=4) and kept


def _flat_columns() -> list[str]:
    """What the rows of exact texts tell of, as the query by hand calls it."""
    measures = (*columns_by_hand.KPIS, *columns_by_hand.COMPETENCIES)
    told = ("", ".rating", ".score", ".contribution", ".absent", ".reason")
    overall = ["overall.state", "overall", "overall.score", "overall.reason"]
    return ["person", *overall, *(id + each for id in measures for each in told)]


# --- memory --------------------------------------------------------------------------------


def _memory(folder: Path, sizes: list[int]) -> bool:
    """Each file in a process of its own, every column that explains written."""
    kept = True
    print("each by a process of its own, every column that explains written")
    each: dict[tuple[str, int], float] = {}
    for style in ("parquet", "csv"):
        for people in sizes:
            source = _written(folder, people, style)
            seconds, most = _measured(source, folder / "ours.parquet")
            each[style, people] = seconds / people
            speed = f"{seconds:7.1f} s, {seconds / people * 1e6:5.1f} µs a person"
            print(f"  {people:>10,} people from {style:<8} {speed}, {most / 2**20:6.0f} MiB")
            kept &= verdict("memory over 2 GiB", most / MOST_BYTES, at_most=1)
            source.unlink()
        if len(sizes) > 1:
            few, many = (each[style, people] for people in sizes)
            kept &= verdict("time per person, many over few", many / few, at_most=1.2)
    return kept


def _measured(source: Path, destination: Path) -> tuple[float, int]:
    """The seconds that the rating of a file takes, and the most memory of its process in bytes."""
    command = [sys.executable, __file__, "--rate", str(source), str(destination)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(told[0]), int(told[1])


def _rate(source: str, destination: str) -> int:
    framework = assay.load(FRAMEWORK)
    start = perf_counter()
    framework.rate_files(source, destination, period=PERIOD)
    seconds = perf_counter() - start
    print(seconds, _most_memory())
    return 0


def _most_memory() -> int:
    """The most bytes that this process had. `getrusage` would tell its parent's before it began."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


# --- people --------------------------------------------------------------------------------


def _written(folder: Path, people: int, style: str = "parquet") -> Path:
    """A file of so many people, made some at a time."""
    path = folder / f"{people}.{style}"
    if path.exists():
        return path

    def parts(*_: object) -> object:
        for start in range(0, people, AT_A_TIME):
            count = min(AT_A_TIME, people - start)
            part = people_frame(count, SEED + start)
            names = polars.int_range(start, start + count, eager=True).cast(polars.String)
            yield part.with_columns(person="director-" + names.str.zfill(8))

    schema = people_frame(1).schema
    rows = polars.io.plugins.register_io_source(parts, schema=schema)
    rows.sink_parquet(path) if style == "parquet" else rows.sink_csv(path)
    return path


if __name__ == "__main__":
    sys.exit(main())
