"""Every value of a trace follows from the values it names."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from recomputing import ABSENT, NOT_RECOMPUTED, Facts, read, recomputed
from reference.adapter import passed
from strategies.choices import Choices
from strategies.evidence import People
from strategies.frameworks import PERIODS, generate_framework

import assay
from assay.dsl.period import parse_period
from assay.engine import plan as operations
from assay.engine.evidence.files import read_evidence
from assay.engine.evidence.records import EvidenceData
from assay.engine.loaded import load

ROOT = Path(__file__).parents[2]
FRAMEWORK = ROOT / "frameworks" / "enterprise_sales_director.rules"
SEEDED_FRAMEWORKS = 150
PEOPLE_OF_EACH = 2


def _directors() -> Iterator[Facts]:
    framework = load(FRAMEWORK)
    file = ROOT / "examples" / "directors.csv"
    people = read_evidence(framework.checked, EvidenceData(file.name, file.read_bytes(), "csv"))
    for each in people.people:
        trace = framework.rate(
            each.values, tables=each.tables, period="2026-Q1", person=each.person
        ).trace
        yield Facts(trace, {})


def _people_with_tables() -> Iterator[Facts]:
    """Those of the examples whose totals are derived from opportunities and accounts."""
    framework = load(FRAMEWORK)
    totals, opportunities, accounts = (
        EvidenceData(f"{name}.csv", (ROOT / "examples" / f"{name}.csv").read_bytes(), "csv")
        for name in ("table-totals", "opportunities", "accounts")
    )
    tables = {"opportunities": opportunities, "accounts": accounts}
    rater = framework.rater(period="2026-Q1")
    for each in read_evidence(framework.checked, totals, tables).people:
        bound = rater.bind(each.values, tables=each.tables, person=each.person)
        yield Facts(rater.evaluate(bound), bound.tables)


DIRECTORS = list(_directors())
PEOPLE_WITH_TABLES = list(_people_with_tables())


def check(facts: Facts, said: str = "") -> int:
    """Compares each derived value that was evaluated; returns how many there were."""
    checked = 0
    for step in facts.trace.plan.steps[facts.trace.plan.supplied :]:
        if not facts.trace.evaluated(step.index) and facts.trace.absence(step.index) is None:
            continue
        expected = recomputed(facts, step)
        if expected is not NOT_RECOMPUTED:
            assert read(facts, step.index) == expected, f"{step.id}\n{said}"
            checked += 1
    return checked


@pytest.mark.parametrize("facts", DIRECTORS, ids=lambda facts: facts.trace.person)
def test_every_value_of_a_director_is_what_the_values_it_names_make_it(facts: Facts) -> None:
    assert check(facts) >= 70


@pytest.mark.parametrize("facts", PEOPLE_WITH_TABLES, ids=lambda facts: facts.trace.person)
def test_every_value_derived_from_tables_is_what_the_rows_make_it(facts: Facts) -> None:
    assert set(facts.tables) == {"opportunities", "accounts"}
    assert facts.tables["opportunities"]
    aggregates = [
        step
        for step in facts.trace.plan.steps
        if isinstance(step.operation, operations.TableAggregate) and facts.trace.present(step.index)
    ]
    assert len(aggregates) >= 10
    assert check(facts) >= 85


def test_the_examples_reach_rated_and_unrated_people_and_a_gate_that_fired() -> None:
    outcomes = {
        operations.GATE_OUTCOMES[facts.trace.decision(index)]
        for facts in DIRECTORS
        for index in facts.trace.plan.gates
    }
    assert len(DIRECTORS) == 12
    assert {"not fired", "fired", "unknown, ignored"} <= outcomes
    unrated = [
        facts.trace.person
        for facts in DIRECTORS
        if read(facts, facts.trace.plan.overall or 0) in ABSENT
    ]
    assert unrated == ["director-12"]


@pytest.mark.parametrize("seed", range(SEEDED_FRAMEWORKS))
def test_every_value_of_a_generated_framework_is_what_the_values_it_names_make_it(
    seed: int,
) -> None:
    choices = Choices.seeded(seed)
    generated = generate_framework(choices)
    framework = assay.loads(generated.text)
    people = People(framework.checked)
    for _ in range(PEOPLE_OF_EACH):
        evidence = people.person(choices)
        period = parse_period(choices.choose(PERIODS))
        rater = framework.rater(role=choices.choose(generated.roles), period=period)
        values, tables = passed(evidence)
        derived = {*framework.checked.metrics, *framework.checked.kpis}
        supplied = {key: value for key, value in values.items() if key not in derived}
        bound = rater.bind(supplied, tables=tables)
        try:
            trace = rater.evaluate(bound)
        except assay.EvidenceError as error:
            assert [problem.code for problem in error.problems] == ["beyond-limits"]
            continue
        check(Facts(trace, bound.tables), generated.text)
