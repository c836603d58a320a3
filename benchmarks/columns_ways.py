"""`assay rate` by every way in and out that is text or a database, each in a process of its own:
the seconds and the most memory, beside those of CSV to CSV in the same run.

People come from CSV, JSON Lines, JSON, a pipe, SQLite and DuckDB into CSV, and from CSV into JSON
Lines, JSON, and JSON through a pipe. Memory may not grow with the people: each way is taken with a
quarter of them, too.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import duckdb
import polars
from columns_people import SEED, people_frame
from measuring import verdict

FRAMEWORK = Path(__file__).parents[1] / "frameworks/enterprise_sales_director.rules"
PEOPLE = 160_000
"""A quarter of them are more than are rated at a time."""
OF_JSON = 8
"""Into JSON go an eighth of them, which takes longer."""
QUERY = "select * from people"
MOST_GROWTH = 1.5
"""Of memory, for four times as many people."""
MOST_OF_TEXT = 2.5
"""The same from JSON, whose text is held."""
LIMITS = {"JSON Lines": 6, "JSON": 6, "pipe": 2, "SQLite": 2, "DuckDB": 2}
"""Times CSV to CSV, for the ways into it. What goes out as JSON is judged against JSON Lines."""


class Way(NamedTuple):
    """The words after those of every way, how many people it has, and the file that is piped in."""

    words: Sequence[object]
    people: int
    piped: Path | None = None


class Run(NamedTuple):
    """What a process took."""

    people: int
    seconds: float
    mebibytes: float


def main() -> int:
    """Measure, print, and return 1 if a limit is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--only", nargs="*", default=(), help="the ways to take, by their names")
    options = parser.parse_args()
    found: dict[int, dict[str, Run]] = {}
    for people in (options.people // 4, options.people):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            ways = _ways(folder, people)
            chosen = [each for each in ways if each in options.only or not options.only]
            found[people] = {each: _run(folder, ways[each]) for each in chosen}
    few, many = found.values()
    print("each way in a process of its own")
    for way, run in many.items():
        each = run.seconds / run.people * 1e6
        took = f"{run.seconds:7.1f} s, {each:7.1f} µs a person, {run.mebibytes:6.0f} MiB"
        print(f"  {way:<22} {run.people:>9,} people {took}")
    return 0 if _judged(few, many) else 1


def _judged(few: dict[str, Run], many: dict[str, Run]) -> bool:
    kept = True
    for way, run in many.items():
        growth = run.mebibytes / few[way].mebibytes
        most = MOST_OF_TEXT if way == "JSON to CSV" else MOST_GROWTH
        kept &= verdict(f"memory of {way}, of a quarter", growth, at_most=most)
    for way, limit in LIMITS.items():
        name = f"{way} to CSV"
        if {name, "CSV to CSV"} <= many.keys():
            ratio = many[name].seconds / many["CSV to CSV"].seconds
            kept &= verdict(f"{name}, of CSV to CSV", ratio, at_most=limit)
    for way in ("CSV to JSON", "CSV to a pipe of JSON"):
        if {way, "CSV to JSON Lines"} <= many.keys():
            ratio = many[way].seconds / many["CSV to JSON Lines"].seconds
            kept &= verdict(f"{way}, of JSON Lines", ratio, at_most=1.5)
    return kept


# --- the ways ------------------------------------------------------------------------------


def _ways(folder: Path, people: int) -> dict[str, Way]:
    frame = people_frame(people, SEED)
    made: dict[str, Callable[[Path], None]] = {
        "csv": frame.write_csv,
        "jsonl": frame.write_ndjson,
        "json": frame.write_json,
        "db": lambda path: _into_sqlite(frame, path),
        "duckdb": lambda path: _into_duckdb(frame, path),
    }
    paths = {suffix: folder / f"people.{suffix}" for suffix in made}
    for suffix, path in paths.items():
        made[suffix](path)
    csv, to_csv = paths["csv"], ("-o", folder / "out.csv")
    some, of_json = folder / "some.csv", people // OF_JSON
    frame.head(of_json).write_csv(some)
    asked = ("--query", QUERY, *to_csv)
    return {
        "CSV to CSV": Way((csv, *to_csv), people),
        "JSON Lines to CSV": Way((paths["jsonl"], *to_csv), people),
        "JSON to CSV": Way((paths["json"], *to_csv), people),
        "pipe to CSV": Way(("-", *to_csv), people, csv),
        "SQLite to CSV": Way(("--from-sql", f"sqlite:///{paths['db']}", *asked), people),
        "DuckDB to CSV": Way(("--from-sql", f"duckdb:///{paths['duckdb']}", *asked), people),
        "CSV to JSON Lines": Way((some, "-o", folder / "out.jsonl"), of_json),
        "CSV to JSON": Way((some, "-o", folder / "out.json"), of_json),
        "CSV to a pipe of JSON": Way((some, "--format", "json"), of_json),
    }


def _into_sqlite(frame: polars.DataFrame, path: Path) -> None:
    with sqlite3.connect(path) as database:
        names = ", ".join(f'"{name}"' for name in frame.columns)
        database.execute(f"create table people ({names})")
        places = ", ".join("?" * frame.width)
        database.executemany(f"insert into people values ({places})", frame.iter_rows())  # noqa: S608
    database.close()


def _into_duckdb(frame: polars.DataFrame, path: Path) -> None:
    with duckdb.connect(str(path)) as database:
        database.register("frame", frame)
        database.execute("create table people as select * from frame")


_MEASURED = """
import sys
from pathlib import Path
from assay.cli import main
try:
    main(prog_name="assay")
finally:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(status.partition("VmHWM:")[2].split()[0], file=sys.stderr)
"""
"""`assay`, and the most KiB that its process had: who waits for it is told of its own, too."""


def _run(folder: Path, way: Way) -> Run:
    words = ["rate", FRAMEWORK, "--period", "2026-Q1", *way.words]
    command = [sys.executable, "-c", _MEASURED, *map(str, words)]
    start = perf_counter()
    with (way.piped or Path(os.devnull)).open("rb") as given:
        ended = subprocess.run(
            command,
            stdin=given,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    seconds = perf_counter() - start
    if ended.returncode:
        raise SystemExit(ended.stderr)
    for written in folder.glob("out.*"):
        written.unlink()
    return Run(way.people, seconds, int(ended.stderr.split()[-1]) / 1024)


if __name__ == "__main__":
    sys.exit(main())
