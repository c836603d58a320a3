"""The code that reads the rows of a table does what the interpreter does, absences included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from reference.adapter import passed
from reference.outcome import Evidence
from strategies.choices import Choices
from strategies.evidence import People
from strategies.frameworks import PERIODS, GeneratedFramework, generate_framework

import assay
from assay.dsl.period import parse_period
from assay.engine.arithmetic.exact import LimitExceeded
from assay.engine.evaluate import Program
from assay.engine.evaluating.operations import Outcome, perform
from assay.engine.generating import Gather
from assay.engine.plan import Plan, Step, TableAggregate
from assay.engine.trace import Note, RowCounts

BLOCKS = 5
FRAMEWORKS_OF_A_BLOCK = 50
PEOPLE_WHOSE_ROWS_ARE_TAKEN = 8


class Aggregates:
    """The aggregates of one role's plan, and the values of one person that they read."""

    def __init__(self, rater: assay.Rater, values: Any, tables: Any) -> None:
        self.plan: Plan = rater.plan
        bound = rater.bind(values, tables=tables)
        self.tables = bound.tables
        self.trace = rater.evaluate(bound)

    def steps(self) -> Iterator[Step]:
        for step in self.plan.steps:
            if isinstance(step.operation, TableAggregate) and step.operation.table in self.tables:
                yield step

    def perform(
        self, step: Step, gather: Gather | None
    ) -> tuple[Outcome | None, dict[int, Note], dict[int, RowCounts]]:
        """The outcome of a step, its notes and counts; no outcome past the limit of numbers."""
        flat = self.trace.values
        inputs = {index: (flat[2 * index], flat[2 * index + 1]) for index in step.inputs}
        notes, counts = dict(self.trace.notes), dict[int, RowCounts]()
        notes.pop(step.index, None)
        try:
            outcome = perform(self.plan, step, inputs, notes, self.tables, counts, gather=gather)
        except LimitExceeded:
            return None, {}, {}
        return outcome, notes, counts


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_code_of_rows_agrees_with_the_interpreter(block: int) -> None:
    made = absent = 0
    for seed in range(block * FRAMEWORKS_OF_A_BLOCK, (block + 1) * FRAMEWORKS_OF_A_BLOCK):
        for aggregates in generated(seed):
            program = Program(aggregates.plan)
            for step in aggregates.steps():
                gather = program.gather(step)
                interpreted = aggregates.perform(step, None)
                assert same(aggregates.perform(step, gather), interpreted), step
                made += gather is not None
                absent += bool(interpreted[1].get(step.index))
    assert made > 20
    assert absent > 5


def same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Pairs need not be in lowest terms to be the same number."""
    if one[1:] != other[1:] or one[0] is None or other[0] is None:
        return one == other
    (n, d, _), (other_n, other_d, _) = one[0], other[0]
    if type(n) is not int:
        return (n, d) == (other_n, other_d)
    return bool(n * other_d == other_n * d and bool(d) == bool(other_d))


def generated(seed: int) -> Iterator[Aggregates]:
    """Someone with the rows of several people, for each role of a framework."""
    choices = Choices.seeded(seed)
    framework: GeneratedFramework = generate_framework(choices)
    loaded = assay.loads(framework.text)
    if not loaded.checked.tables:
        return
    people = People(loaded.checked)
    others = [people.person(choices) for _ in range(PEOPLE_WHOSE_ROWS_ARE_TAKEN)]
    facts = {
        key: value
        for key, value in others[0].values.items()
        if key not in loaded.checked.metrics and key not in loaded.checked.kpis
    }
    tables = {
        table: [row for other in others for row in other.tables.get(table, ())]
        for table in loaded.checked.tables
    }
    for role in framework.roles:
        rater = loaded.rater(role=role, period=parse_period(choices.choose(PERIODS)))
        try:
            yield Aggregates(rater, *passed(Evidence(facts, tables)))
        except assay.EvidenceError as error:
            assert [problem.code for problem in error.problems] == ["beyond-limits"]


DEALS = """\
framework deals "Deals" { version: "1"  currency: THB }
table deals {
  stage: one of won, lost, open
  value: money
  parts: count
  late: yesno
}
METRICS
"""
AGGREGATES = (
    "sum(deals.value where stage is won)",
    "average(deals.value / deals.parts where stage is not lost and value >= 10 THB)",
    "weighted average(deals.value by deals.parts where late or stage is open)",
    "median(deals.value where value is given and parts > 1 ignoring missing)",
    "max(deals.value if missing 5 THB)",
    "sum(if deals.late then deals.value else 0 THB where stage in (won, lost) ignoring missing)",
    "sum(deals.value where value / parts > 3 THB and not late)",
    "sum(deals.value where not late and value / parts > 3 THB)",
)
CONDITIONS = (
    "any(deals where value > 40 THB and late)",
    "all(deals where late is not missing and (late or value > 1 THB))",
    "all(deals where stage is won and value > 1 THB)",
    "any(deals where value / parts = 2 THB ignoring missing)",
)


def test_rows_with_each_cell_missing_not_applicable_or_zero() -> None:
    metrics = [f"metric m{n} {{ formula: {text} }}" for n, text in enumerate(AGGREGATES)]
    metrics += [f"metric c{n} {{ formula: {text} }}" for n, text in enumerate(CONDITIONS)]
    rater = assay.loads(DEALS.replace("METRICS", "\n".join(metrics))).rater()
    cells: dict[str, tuple[object, ...]] = {
        "stage": ("won", "lost", "open", None, "n/a"),
        "value": (1, 20, 50, None, "n/a"),
        "parts": (0, 1, 10, None, "n/a"),
        "late": (True, False, None, "n/a"),
    }
    draw = Choices.seeded(7)
    for size in (0, 1, 1, 2, 2, 3, 3, 4, 5, 8) * 12:
        present = draw.chance(50)
        rows = [
            {
                column: draw.choose(options[:-2] if present else options)
                for column, options in cells.items()
            }
            for _ in range(size)
        ]
        aggregates = Aggregates(rater, {}, {"deals": rows})
        program = Program(rater.plan)
        for step in aggregates.steps():
            gather = program.gather(step)
            assert gather is not None
            assert same(aggregates.perform(step, gather), aggregates.perform(step, None)), rows
