"""How long the ratings still possible take for one person, against adding sums of fractions; then
for many people in columns, against asking for each of them.

A role of twelve measures with five levels each, of which most are missing. The yardstick adds
the weighted points of one measure after the other as `Fraction`s, keeping each distinct sum, and
then asks for each sum which rating it has.

The many are those of `columns_people.py`, about half of whom lack something. Columns rate everyone
and find what a row of `assay rate` holds; one by one, only who lacks something is rated and asked.
"""

import sys
from fractions import Fraction
from pathlib import Path

from columns_people import people_frame
from measuring import interleaved, verdict

import assay
from assay.engine.columns.lowering import lowered
from assay.engine.columns.rate import Run
from assay.engine.possible.ratings import possible_ratings

MEASURES = 12
KNOWN = 3
ROUNDS = 9
POINTS = [Fraction(points) for points in (1, 2, 3, 4, 5)]
DIRECTORS = Path(__file__).parents[1] / "frameworks/enterprise_sales_director.rules"
PERIOD = "2026-Q1"
MANY = 20_000
ALONE = 500
WEIGHTS = [Fraction(n, 1000) for n in (153, 122, 107, 103, 91, 89, 78, 71, 64, 53, 41, 28)]
RULES = [(Fraction(9, 2), "best"), (Fraction(7, 2), "good"), (Fraction(5, 2), "fair")]


def framework() -> assay.Framework:
    """The role as a framework."""
    inputs = "".join(f"input x{each} {{ type: grade }}\n" for each in range(MEASURES))
    kpis = "".join(f"kpi k{each} {{ rating: x{each} }}\n" for each in range(MEASURES))
    measures = "".join(
        f"kpi k{each} weight {float(weight * 100)}%\n" for each, weight in enumerate(WEIGHTS)
    )
    rules = "".join(f"overall >= {float(bound)} => {level}\n" for bound, level in RULES)
    return assay.loads(
        'framework possible "Possible" { version: "1"  currency: THB }\n'
        "scale grade { best = 5  good = 4  fair = 3  weak = 2  poor = 1 }\n"
        f"{inputs}{kpis}"
        f"role tester {{ responsibility r weight 100% {{ {measures} }}\n"
        f"overall on grade {{ {rules} otherwise => poor }} }}\n"
    )


def enumerated() -> tuple[str, ...]:
    """The same ratings from sums of fractions; the known measures are all good (4)."""
    sums = {Fraction(0)}
    for number, weight in enumerate(WEIGHTS):
        points = [Fraction(4)] if number < KNOWN else POINTS
        sums = {each + weight * point for each in sums for point in points}
    reached = {next((level for bound, level in RULES if score >= bound), "poor") for score in sums}
    return tuple(level for level in ("best", "good", "fair", "poor") if level in reached)


def main() -> int:
    """Measure, print, and return 1 if a limit is exceeded."""
    trace = framework().rate({f"x{each}": "good" for each in range(KNOWN)}).trace
    assert possible_ratings(trace).levels == enumerated()
    seconds = interleaved(
        {"possible": lambda: possible_ratings(trace), "enumerated": enumerated}, ROUNDS
    )
    print(f"Ratings still possible, median of {ROUNDS} interleaved rounds")
    for name, measured in seconds.items():
        print(f"  {name:<20} {measured * 1e3:8.2f} ms")
    ratio = seconds["enumerated"] / seconds["possible"]
    kept = verdict("sums of fractions, over ours", ratio, at_least=20)
    return 0 if _of_many() and kept else 1


def _of_many() -> bool:
    rater = assay.load(DIRECTORS).rater(period=PERIOD)
    people = people_frame(MANY)
    ready = lowered(rater, "flat")

    def in_columns() -> list[str | None]:
        rated = Run.of(ready, people, {}, None).rated("exact")
        return [None if each is None else str(each) for each in rated["overall.possible"]]

    found = in_columns()
    lacking = [at for at, each in enumerate(found) if each is not None]
    evidence = people.drop("person")[lacking[:ALONE]].to_dicts()

    def one_by_one() -> list[str]:
        return ["; ".join(rater.rate(each).possible.levels) for each in evidence]

    assert one_by_one() == [found[at] for at in lacking[:ALONE]]
    seconds = interleaved({"columns": in_columns, "one by one": one_by_one}, ROUNDS)
    of_each = {
        "columns": seconds["columns"] / MANY,
        "one by one": seconds["one by one"] / len(evidence),
    }
    print(f"{MANY:,} people in columns, {len(lacking):,} of whom lack something; {ALONE} alone")
    for name, measured in of_each.items():
        print(f"  {name:<20} {measured * 1e6:8.1f} µs a person")
    ratio = of_each["one by one"] / of_each["columns"]
    return verdict("one by one, over everything in columns", ratio, at_least=20)


if __name__ == "__main__":
    sys.exit(main())
