"""What the engine does in haste, it does exactly as its interpreter would.

Generated code computes where everything is there, and roads past the interpreter tell what comes of
an absence. Here the interpreter performs every step: values, decisions, notes and counts of rows
must all be the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from reference.adapter import passed
from strategies.choices import Choices
from strategies.evidence import People
from strategies.frameworks import generate_framework

import assay
from assay.engine.arithmetic import exact
from assay.engine.evaluate import Evidence
from assay.engine.evaluating.absent_inputs import road_past
from assay.engine.evaluating.operations import perform
from assay.engine.evaluating.reweighting import Reweighting
from assay.engine.plan import Coverage, Derive, Plan, Step, TableAggregate
from assay.engine.trace import Absence, Note, RowCounts, Trace

BLOCKS = 4
FRAMEWORKS_OF_A_BLOCK = 40
PEOPLE_OF_A_FRAMEWORK = 4


SALES_DIRECTOR = Path(__file__).parents[2] / "frameworks/enterprise_sales_director.rules"
DIRECTORS = 150


@pytest.mark.parametrize("block", range(BLOCKS))
def test_a_trace_is_what_the_interpreter_makes_of_every_step(block: int) -> None:
    first = block * FRAMEWORKS_OF_A_BLOCK
    past: Counter[str] = Counter()
    for seed in range(first, first + FRAMEWORKS_OF_A_BLOCK):
        choices = Choices.seeded(seed)
        generated = generate_framework(choices)
        framework = assay.loads(generated.text)
        past += agree(people_of(framework, generated.roles, choices))
    assert past.keys() >= {
        "Formula", "Score", "DirectRating", "Rounding", "Decide", "Points", "Assess", "Coverage",
        "ResponsibilityScore", "OverallScore",
    }  # fmt: skip


def test_so_is_that_of_a_sales_director() -> None:
    framework = assay.load(SALES_DIRECTOR)
    past = agree(directors(framework, Choices.seeded(0)))
    assert past.keys() >= {"Formula", "Score", "Require", "Derive", "Coverage", "OverallScore"}


def agree(people: Iterable[tuple[assay.Rater, Evidence]]) -> Counter[str]:
    """Evaluates people both ways -> the operations of which some absence needed no interpreter,
    and how often."""
    past: Counter[str] = Counter()
    for rater, evidence in people:
        try:
            trace = rater.evaluate(evidence)
            told = Interpreted(rater.plan, evidence)
        except (assay.EvidenceError, exact.LimitExceeded):
            continue
        assert contents(trace) == told.contents()
        past += told.past
    return past


def people_of(
    framework: assay.Framework, roles: Sequence[str], choices: Choices
) -> Iterator[tuple[assay.Rater, Evidence]]:
    """Generated people, each bound to the plan of a role in a setting."""
    made = People(framework.checked)
    derived = (*framework.checked.metrics, *framework.checked.kpis)
    for _ in range(PEOPLE_OF_A_FRAMEWORK):
        evidence, role = made.person(choices), choices.choose(roles)
        setting = made.setting(choices)
        rater = framework.rater(
            role=role,
            period=setting.period,
            parameters=dict(setting.parameters),
            as_of=setting.as_of,
            replaced={id for id in derived if id in evidence.values},
        )
        values, tables = passed(evidence)
        yield rater, rater.bind(values, tables=tables)


def directors(
    framework: assay.Framework, choices: Choices
) -> Iterator[tuple[assay.Rater, Evidence]]:
    """Generated directors."""
    made, rater = People(framework.checked), framework.rater(period="2026-Q1")
    for _ in range(DIRECTORS):
        values, tables = passed(made.person(choices))
        facts = {key: value for key, value in values.items() if rater.headings.key(key)}
        deals = {id: rows for id, rows in tables.items() if id == "opportunities"}
        yield rater, rater.bind(facts, tables=deals)


def contents(trace: Trace) -> tuple[Any, ...]:
    """What a trace holds, however its rationals are written."""
    steps = len(trace.plan.steps)
    values = [
        value_of(*trace.values[2 * index : 2 * index + 2], evaluated=trace.evaluated(index))
        for index in range(steps)
    ]
    return values, list(trace.values[2 * steps :]), trace.notes, dict(trace.row_counts)


def value_of(n: Any, d: int, *, evaluated: bool) -> object:
    """A value for comparing: whether it has one, and which, with its type."""
    if not d:
        return "absent" if evaluated else "not evaluated"
    return Fraction(n, d) if type(n) is int else (type(n), n)


class Interpreted:
    """Every step of a plan performed by the interpreter, for one person."""

    def __init__(self, plan: Plan, evidence: Evidence) -> None:
        self.plan, self.tables = plan, evidence.tables
        pairs = zip(evidence.supplied[::2], evidence.supplied[1::2], strict=True)
        self.values: dict[int, tuple[Any, int]] = dict(enumerate(pairs))
        self.notes: dict[int, Note] = dict(evidence.notes)
        self.counts: dict[int, RowCounts] = {}
        self.decisions: dict[int, int] = {}
        self.past: Counter[str] = Counter()
        self.reweighting = None
        if plan.coverage is not None:
            coverage = plan.steps[plan.coverage].operation
            assert isinstance(coverage, Coverage)
            self.reweighting = Reweighting(coverage)
        unused = self._unused_parts()
        for step in plan.steps[plan.supplied :]:
            if step.index in unused:
                self.values[step.index] = None, 0
            else:
                self._perform(step)

    def _unused_parts(self) -> set[int]:
        """The parts of formulas whose value the evidence gives, or says does not apply."""
        return {
            part
            for step in self.plan.steps
            if isinstance(step.operation, Derive) and self.values[step.operation.supplied] != (0, 0)
            for part in step.operation.parts
        }

    def _perform(self, step: Step) -> None:
        index, operation = step.index, step.operation
        inputs = {each: self.values[each] for each in step.inputs}
        before = dict(self.notes)
        if isinstance(operation, TableAggregate) and operation.table not in self.tables:
            self.notes[index] = Absence("missing", "no-table", detail=operation.table)
            n, d, decision = 0, 0, -1
        else:
            n, d, decision = perform(self.plan, step, inputs, self.notes, self.tables, self.counts)
        if isinstance(operation, Coverage) and all(d for _, d in inputs.values()):
            # Weights are noted where something made them other than declared.
            del self.notes[index]
        self.values[index] = n, d
        if index in self.plan.decisions:
            self.decisions[index] = decision
        self._go_past(step, before, (value_of(n, d, evaluated=True), decision))

    def _go_past(self, step: Step, notes: dict[int, Note], performed: tuple[object, int]) -> None:
        """Takes the road past the interpreter, where one leads through, to the same outcome."""
        if all(self.values[each][1] for each in step.inputs):
            return
        road = road_past(self.plan, step, self.reweighting)
        flat = tuple(part for each in step.inputs for part in self.values[each])
        outcome = None if road is None else road(flat, notes)
        if outcome is not None:
            n, d, decision = outcome
            assert (value_of(n, d, evaluated=True), decision) == performed, step.id
            assert notes.get(step.index) == self.notes.get(step.index), step.id
            self.past[type(step.operation).__name__] += 1

    def contents(self) -> tuple[Any, ...]:
        """As `contents` of a trace."""
        steps = self.plan.steps
        values = [
            value_of(*self.values[step.index], evaluated=self.values[step.index] != (None, 0))
            for step in steps
        ]
        return (
            values,
            [self.decisions[index] for index in self.plan.decisions],
            self.notes,
            self.counts,
        )
