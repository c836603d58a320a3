"""A framework is shared between threads: whatever is made on first use is made right for all."""

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

from assay.engine.loaded import loads

TEXT = """\
framework deals "Deals" { version: "1"  currency: THB }
table deals { stage: one of won, lost  value: money }
metric won   { type: money   formula: sum(deals.value where stage is won) }
metric lost  { type: money   formula: sum(deals.value where stage is lost) }
metric share { type: percent formula: won / (won + lost) }
"""
PEOPLE = 64


def test_people_rated_by_many_threads_are_rated_as_by_one() -> None:
    framework = loads(TEXT)

    def share(person: int) -> object:
        rows = [{"stage": ("won", "lost")[row % 2], "value": person + row} for row in range(10)]
        return framework.rate({}, tables={"deals": rows})["share"].value

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(share, range(PEOPLE)))
    assert found == [Fraction(5 * person + 20, 10 * person + 45) for person in range(PEOPLE)]
