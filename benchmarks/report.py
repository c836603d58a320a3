"""Results of the benchmarks -> docs/benchmarks.md.

`make bench` leaves its figures in build/benchmarks/. `report.py --write` takes them, with the
machine and the versions, into benchmarks/results.json, and writes the page from that file alone;
a test compares the two, so that no figure is edited by hand.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from contenders import CONTENDERS, EXACT, contender
from growth import WHAT, growths
from run_results import kept

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks/results.json"
PAGE = ROOT / "docs/benchmarks.md"
PACKAGES = {
    "assay": "assay",
    "Polars": "polars",
    "numpy": "numpy",
    "DuckDB": "duckdb",
    "zen-engine": "zen-engine",
    "OpenFisca": "openfisca-core",
}
# As long as each other, as far as runs on one machine repeat.
ALIKE = 1.05

Result = Mapping[str, Any]


def main() -> int:
    """Show the page of the last run, or write it and its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--write", action="store_true", help="write benchmarks/results.json and the page"
    )
    parser.add_argument(
        "--again", action="store_true", help="write the page from benchmarks/results.json"
    )
    options = parser.parse_args()
    if options.again:
        results = json.loads(RESULTS.read_text(encoding="utf-8"))
    else:
        results = {
            "date": datetime.now(tz=UTC).date().isoformat(),
            "machine": machine(),
            "versions": versions(),
            "rivals": kept("rivals"),
            "growth": kept("growth"),
        }
    text = page(results)
    if options.write:
        written = json.dumps(results, indent=2, ensure_ascii=False)
        RESULTS.write_text(written + "\n", encoding="utf-8")
    if options.write or options.again:
        PAGE.write_text(text, encoding="utf-8")
    else:
        print(text)
    return 0


def machine() -> dict[str, Any]:
    """Cores, GiB of memory, kind of processor, system: what makes figures comparable."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": os.cpu_count(),
        "memory": round(memory),
        "processor": platform.machine(),
        "system": platform.system(),
    }


def versions() -> dict[str, str]:
    """Of Python and everything that rates people."""
    return {
        "Python": platform.python_version(),
        **{name: version(package) for name, package in PACKAGES.items() if _installed(package)},
    }


def _installed(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def page(results: Result) -> str:
    """Results -> the text of docs/benchmarks.md."""
    return "\n".join(
        (
            *_opening(results),
            *_rivals(results["rivals"]),
            *_slower(results["rivals"]),
            *_growth(results["growth"]),
            _NOTES,
        )
    )


def _opening(results: Result) -> Iterator[str]:
    rivals, computer = results["rivals"], results["machine"]
    yield "# Benchmarks"
    yield ""
    yield "<!-- Written by `make bench-docs` from benchmarks/results.json. -->"
    yield ""
    yield (
        f"{rivals['people']:,} invented sales directors are rated by the fourteen KPIs, five"
        " competencies, ten responsibilities and two gates of"
        " `frameworks/enterprise_sales_director.rules`: by assay, and by the same rules written"
        " for other tools. Of the 29 facts about each person 3 in 100 are absent, and a tenth of"
        " the people sit exactly on a threshold. The people are the same in every run."
    )
    yield ""
    yield "```sh"
    yield "make bench         # measure everything, for about a quarter of an hour"
    yield "make bench-docs    # write this page from what was measured"
    yield "```"
    yield ""
    names = ", ".join(f"{name} {number}" for name, number in results["versions"].items())
    yield (
        f"Measured on {results['date']}: {computer['cores']} cores ({computer['processor']}),"
        f" {computer['memory']} GiB of memory, {computer['system']}; {names}. Each time is the"
        f" median of {rivals['rounds']} rounds in which all take turns. Figures of another machine"
        " differ; the ratios less so."
    )
    yield ""


def _rivals(rivals: Result) -> Iterator[str]:
    measured = {each["id"]: each for each in rivals["contenders"]}
    heads = (
        "", "gives", "µs a person", "times Polars", "times Python `float`", "people",
        "overall otherwise", "any rating otherwise", "peak memory",
    )  # fmt: skip
    for form, heading in (
        ("at once", "Many people at once"),
        ("one by one", "One person after the other"),
    ):
        yield f"## {heading}"
        yield ""
        yield from _table(
            heads,
            (
                (
                    each.name,
                    each.gives,
                    f"{one['microseconds']:,.2f}",
                    _times(one, measured["polars"]),
                    _times(one, measured["python"]),
                    f"{one['people']:,}",
                    f"{one['overall']:,}",
                    f"{one['any']:,}",
                    _memory(one, whole=form == "at once"),
                )
                for each in CONTENDERS
                if each.takes == form and (one := measured.get(each.id))
            ),
        )
        yield ""
    absent = [each.name for each in CONTENDERS if each.id not in measured]
    if absent:
        yield f"Not installed, and left out: {', '.join(absent)}."
        yield ""


def _times(one: Result, other: Result) -> str:
    ratio = _ratio(one, other)
    return f"{ratio:,.2f}" if ratio < 10 else f"{ratio:,.0f}"


def _memory(one: Result, *, whole: bool) -> str:
    if one["peak"] is None:
        return "not known"
    if whole:
        return f"{one['peak']:,.0f} MiB"
    return f"{one['added'] * 1024 / one['people']:,.1f} KiB a person"


def _slower(rivals: Result) -> Iterator[str]:
    measured = {each["id"]: each for each in rivals["contenders"]}
    pairs = [
        (measured[ours], measured[other])
        for ours, others in _COMPARED.items()
        for other in others
        if other in measured
    ]
    yield "## Where assay is slower"
    yield ""
    yield from (f"- {_longer(*pair)}" for pair in pairs if _ratio(*pair) > ALIKE)
    yield ""
    yield "## Where assay is as fast, or faster"
    yield ""
    for ours, other in pairs:
        if _ratio(ours, other) < 1 / ALIKE:
            yield f"- {_longer(other, ours)}"
        elif _ratio(ours, other) <= ALIKE:
            yield f"- {_name(ours)} takes as long as {_name(other)}"
    yield ""
    yield "## Who rates people otherwise"
    yield ""
    exact = "; ".join(
        _with_people(each) for each in measured.values() if not each["any"] and each["id"] != EXACT
    )
    yield f"Nobody, held against exact arithmetic: {exact}."
    yield ""
    for each in measured.values():
        if each["any"]:
            yield (
                f"- {_name(each)}: {each['any']:,} of {each['people']:,} people have another level"
                f" somewhere, {each['overall']:,} another overall level"
            )
    yield ""


# Those that give about as much are compared.
_COMPARED = {
    "assay-frame": ("polars", "numpy", "duckdb", "openfisca"),
    "assay-frame-all": ("polars-all",),
    "assay": ("python", "fraction", "zen", "zen-traced"),
}


def _ratio(one: Result, other: Result) -> float:
    return float(one["microseconds"] / other["microseconds"])


def _longer(one: Result, other: Result) -> str:
    return f"{_name(one)} takes {_rounded(_ratio(one, other))} times as long as {_name(other)}"


def _name(one: Result) -> str:
    return contender(one["id"]).name


def _with_people(one: Result) -> str:
    return f"{_name(one)}, {one['people']:,} people"


def _rounded(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 3 else f"{ratio:.1f}" if ratio < 10 else f"{ratio:,.0f}"


def _growth(growth: Result) -> Iterator[str]:
    yield "## How time grows"
    yield ""
    yield (
        "Ten times as many should take ten times as long. The last column says how many times as"
        " long ten times as many take, going by the line before; fixed costs make it less."
    )
    yield ""
    for what, measured in (
        ("`rate_frame`, ratings and scores", growth["frames"]),
        ("`rate`, one by one", growth["singles"]),
    ):
        yield from _table(
            (what, "seconds", "µs a person", "for ten times"),
            (
                (
                    f"{each['people']:,} people",
                    _seconds(each["seconds"]),
                    f"{each['seconds'] / each['people'] * 1e6:,.2f}",
                    _step(step),
                )
                for each, step in zip(measured, growths(measured, "people", "seconds"), strict=True)
            ),
        )
        yield ""
    yield (
        "With the number of KPIs, in generated frameworks of five measures to a responsibility,"
        " in seconds and, after it, for ten times:"
    )
    yield ""
    kpis = growth["kpis"]
    steps = {what: growths(kpis, "kpis", what) for what in WHAT}
    yield from _table(
        ("KPIs", *(cell for what in WHAT for cell in (WHAT[what], "for ten times"))),
        (
            (
                f"{each['kpis']:,}",
                *(
                    cell
                    for what in WHAT
                    for cell in (_seconds(each[what]), _step(steps[what][number]))
                ),
            )
            for number, each in enumerate(kpis)
        ),
    )
    yield ""
    wide = growth["wide"]
    yield (
        "Responsibilities may be wide, and weights uneven: the average of every person is exact,"
        " over the weight that absent measures leave to that person."
        f" With {wide['kpis']:,} KPIs of weights 1, 2 and 3 and {wide['absent']:.0%} of the facts"
        f" missing, a frame of {wide['people']:,} people takes"
        f" {wide['microseconds']:,.1f} µs a person where {wide['measures']} of them measure a"
        f" responsibility, and {wide['narrow']:,.1f} µs where five do."
    )
    yield ""


def _seconds(seconds: float) -> str:
    return f"{seconds:.5f}" if seconds < 0.01 else f"{seconds:.3f}"


def _step(growth: float | None) -> str:
    return "" if growth is None else f"{growth:.1f}"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = list(heads)
    yield f"| {' | '.join(heads)} |"
    yield f"| {' | '.join(['---', *(['---:'] * (len(heads) - 1))])} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"


_NOTES = """\
## What each does

All give the overall level and score and the rating of every KPI and competency, and all share the
weight of what is absent as the framework says. Each starts from the evidence in the form that
suits it best, laid out before the clock starts. Beyond that they differ:

- assay checks every value and every `require` of the framework, and is the only one here to do so.
  `rate` keeps a trace from which each number can be explained; `rate_frame` with every column says
  for each person which rule decided, the effective weights, contributions and reasons.
- Polars (`benchmarks/columns_by_hand.py`) is a lazy expression of floats; with every column it also
  gives rules, weights, contributions and reasons. numpy (`benchmarks/sales_director_in_numpy.py`)
  starts from arrays of numbers, levels included; it keeps a level as a number. DuckDB
  (`benchmarks/sales_director_in_sql.py`) starts from a table of its own, and hands over an Arrow
  table.
- OpenFisca (`benchmarks/sales_director_in_openfisca.py`) evaluates the functions of the numpy
  version as variables, of 32 bits as is its way, and keeps the value of each.
- Python (`benchmarks/sales_director_in_python.py`) is one function, for floats and for `Fraction`s,
  whose exact outcome is what all others are held against. Fractions are made before the clock
  starts.
- zen-engine (`benchmarks/absent_in_zen.py`) evaluates a decision graph with a table for each rated
  measure, in decimals of 28 digits; traced, it says which rule decided.

A time per person of those that rate one after the other comes from fewer people, as the column
*people* says. *Otherwise* counts the people whose level differs from the exact one: the overall
one, or any of the eighteen. Peak memory, each in a process of its own: for frames that of the whole
process, evidence and libraries included; one by one, what keeping each outcome adds.
"""


if __name__ == "__main__":
    sys.exit(main())
