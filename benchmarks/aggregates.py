"""How long aggregates over a table take, against the interpreter and loops written by hand.

One seller's 8,800 deals, of which a third are open and have neither closing day nor value. The
loops by hand read the same rows as objects with `Fraction` values, know which cells may be
absent, and keep no count of what they read.
"""

import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from measuring import interleaved, verdict

import assay
from assay.engine.evaluate import Evidence, Program
from assay.engine.evaluating.operations import perform
from assay.engine.plan import TableAggregate

ROWS = 8_800
ROUNDS = 5
FRAMEWORK = """\
framework deals "Deals" { version: "1"  currency: THB  period: quarter }
table deals {
  person column "seller"
  stage: one of won, lost, open
  opened: date
  closed: date
  value: money
}
metric won   { type: money    formula: sum(deals.value where stage is won and closed in period) }
metric large { type: number   formula: count(deals where value >= 5_000 THB and stage is not lost) }
metric cycle {
  type: duration
  formula: average(deals.closed - deals.opened where stage is won and closed in period)
}
metric share {
  type: percent
  formula: count(deals where stage is won) / count(deals where stage is won or stage is lost)
}
"""
START, END = date(2026, 1, 1), date(2026, 3, 31)


@dataclass(frozen=True, slots=True)
class Deal:
    """A row as the loops by hand read it."""

    stage: str
    opened: date
    closed: date | None
    value: Fraction | None


def deals() -> list[Deal]:
    """The same deals every time."""
    random = Random(1)
    found = []
    for _ in range(ROWS):
        stage = random.choice(("won", "lost", "open"))
        opened = date(2025, 9, 1) + timedelta(random.randrange(180))
        is_open = stage == "open"
        closed = None if is_open else opened + timedelta(random.randrange(10, 90))
        value = None if is_open else Fraction(random.randrange(1_000_000), 100)
        found.append(Deal(stage, opened, closed, value))
    return found


def by_hand(rows: list[Deal]) -> tuple[Fraction, int | None, Fraction, Fraction]:
    """The four metrics; `large` is missing where an open deal has no value."""
    won = sum(
        (
            row.value
            for row in rows
            if row.stage == "won"
            and row.closed
            and row.value is not None
            and START <= row.closed <= END
        ),
        Fraction(0),
    )
    large = 0
    unknown = False
    for row in rows:
        if row.stage != "lost":
            if row.value is None:
                unknown = True
            elif row.value >= 5_000:
                large += 1
    cycles = [
        Fraction((row.closed - row.opened).days)
        for row in rows
        if row.stage == "won" and row.closed and START <= row.closed <= END
    ]
    decided = sum(row.stage in {"won", "lost"} for row in rows)
    return (
        won,
        None if unknown else large,
        sum(cycles, Fraction(0)) / len(cycles),
        Fraction(sum(row.stage == "won" for row in rows), decided),
    )


def aggregates(rater: assay.Rater, bound: Evidence, *, interpreted: bool) -> Callable[[], object]:
    """What performs each aggregate of the framework over the person's rows."""
    program, trace = Program(rater.plan), rater.evaluate(bound)
    flat = trace.values
    steps = [each for each in rater.plan.steps if isinstance(each.operation, TableAggregate)]
    inputs = [
        {index: (flat[2 * index], flat[2 * index + 1]) for index in each.inputs} for each in steps
    ]

    def perform_all() -> list[object]:
        return [
            perform(
                rater.plan,
                step,
                values,
                {},
                bound.tables,
                {},
                gather=None if interpreted else program.gather(step),
            )
            for step, values in zip(steps, inputs, strict=True)
        ]

    return perform_all


def main() -> int:
    """Measure, print, and return 1 if a limit is exceeded."""
    rows = deals()
    rater = assay.loads(FRAMEWORK).rater(period="2026-Q1")
    bound = rater.bind({}, tables={"deals": [asdict(row) for row in rows]})
    rating = assay.Rating(rater.evaluate(bound))
    assert tuple(rating[each].value for each in ("won", "large", "cycle", "share")) == by_hand(rows)
    contenders = {
        "generated": aggregates(rater, bound, interpreted=False),
        "interpreted": aggregates(rater, bound, interpreted=True),
        "by hand": lambda: by_hand(rows),
    }
    seconds = interleaved(contenders, ROUNDS)
    print(f"Five aggregates over {ROWS:,} rows, median of {ROUNDS} interleaved rounds")
    for name, measured in seconds.items():
        print(f"  {name:<20} {measured * 1e3:8.1f} ms")
    ours = seconds["generated"]
    kept = [
        verdict("the interpreter, over ours", seconds["interpreted"] / ours, at_least=5),
        verdict("ours, over loops with Fraction", ours / seconds["by hand"], at_most=2),
    ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
