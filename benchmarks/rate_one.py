"""How long one person's rating takes, against a float function and against zen-engine.

All rate the same directors, of whom everything is known, in turn within one run: the function in
`sales_director_by_hand.py`, the decision graph in `sales_director_in_zen.py` with its trace, and
`framework.rate`, which also validates the evidence and keeps everything that an explanation needs.
The report counts whom the others rate otherwise than exact arithmetic does.
"""

import sys
from pathlib import Path
from typing import Any

import sales_director_by_hand
import sales_director_in_zen
from columns_people import complete_people
from measuring import interleaved, verdict

import assay

FRAMEWORK = Path(__file__).parents[1] / "frameworks/enterprise_sales_director.rules"
PERIOD = "2026-Q1"
PEOPLE = 100
ROUNDS = 25
COMPARED = 2_000


def disagreements(framework: Any, graph: Any) -> dict[str, int]:
    """How many of the directors each contender puts on another overall level than assay."""
    counted = dict.fromkeys(("by hand", "zen-engine"), 0)
    for person in complete_people(COMPARED):
        level = str(framework.rate(person, period=PERIOD).level)
        counted["by hand"] += sales_director_by_hand.rate(person)[0] != level
        outcome = graph.evaluate(sales_director_in_zen.context(person))
        counted["zen-engine"] += outcome["result"]["level"] != level
    return counted


def main() -> int:
    """Measure, print, and return 1 if a limit is exceeded."""
    framework = assay.load(FRAMEWORK)
    graph = sales_director_in_zen.decision()
    people = complete_people(PEOPLE)
    contexts = [sales_director_in_zen.context(person) for person in people]
    options = {"trace": True}
    rater = framework.rater(period=PERIOD)
    bound = [rater.bind(person) for person in people]
    seconds = interleaved(
        {
            "by hand": lambda: [sales_director_by_hand.rate(person) for person in people],
            "plan, traced": lambda: [rater.evaluate(evidence) for evidence in bound],
            "framework.rate": lambda: [framework.rate(person, period=PERIOD) for person in people],
            "zen-engine": lambda: [graph.evaluate(context, options) for context in contexts],
        },
        ROUNDS,
    )
    print(f"One rating, median of {ROUNDS} interleaved rounds of {PEOPLE} people")
    for name, measured in seconds.items():
        print(f"  {name:<20} {measured / PEOPLE * 1e6:8.1f} µs")
    whole = seconds["framework.rate"]
    kept = [
        verdict(
            "plan, traced, over the float function",
            seconds["plan, traced"] / seconds["by hand"],
            at_most=4,
        ),
        verdict("framework.rate over the float function", whole / seconds["by hand"], at_most=15),
        verdict(
            "zen-engine, traced, over framework.rate", seconds["zen-engine"] / whole, at_least=8
        ),
    ]
    for name, count in disagreements(framework, graph).items():
        print(f"  {name} rates {count} of {COMPARED:,} people otherwise")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
