"""The engine and the oracle agree on every value, rating, score, weight, gate and absence.

`pytest --hypothesis-profile=long tests/properties` searches further.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference.adapter import Engine, flatten_trace
from reference.evaluator import evaluate
from reference.files import tellable
from reference.flatten import flatten
from reference.outcome import Evidence, Outcome
from reference.values import BeyondLimit, Held
from strategies import generated_frameworks
from strategies.choices import Choices
from strategies.evidence import People, Setting
from strategies.frameworks import PERIODS, GeneratedFramework, generate_framework

from assay.dsl.period import parse_period
from assay.engine.trace import Trace

BLOCKS = 20
FRAMEWORKS_OF_A_BLOCK = 25
PEOPLE_OF_A_FRAMEWORK = 4
FRAMEWORKS_WITH_FILES = 80

Differing = dict[str, tuple[Held | None, Held | None]]
"""Each name on which the two differ: what the engine says, and what the oracle says."""


@pytest.mark.parametrize("block", range(BLOCKS))
def test_engine_agrees_with_oracle_on_seeded_frameworks(block: int) -> None:
    first = block * FRAMEWORKS_OF_A_BLOCK
    for seed in range(first, first + FRAMEWORKS_OF_A_BLOCK):
        choices = Choices.seeded(seed)
        agree(generate_framework(choices), choices, PEOPLE_OF_A_FRAMEWORK)


@given(generated=generated_frameworks(), data=st.data())
def test_engine_agrees_with_oracle(generated: GeneratedFramework, data: st.DataObject) -> None:
    agree(generated, Choices.drawn(data.draw), 1)


@pytest.mark.parametrize("seed", range(FRAMEWORKS_WITH_FILES))
def test_engine_agrees_with_oracle_about_people_in_files(seed: int) -> None:
    choices = Choices.seeded(seed)
    generated = generate_framework(choices)
    engine = Engine(generated.text)
    people = told_in_files(engine, choices)
    role, period = choices.choose(generated.roles), parse_period(choices.choose(PERIODS))
    traces = engine.evaluate_files(people, role, period)
    assert traces.keys() == people.keys()
    for person, evidence in people.items():
        found = traces[person]
        if isinstance(found, Trace):
            expected = evaluate(engine.framework, evidence, role, period)
            assert between(found, expected) == {}, f"{generated.text}\n{role}\n{evidence}"


def agree(generated: GeneratedFramework, choices: Choices, people: int) -> None:
    """Evaluate some people both ways, and require the same of every name that the engine has."""
    engine = Engine(generated.text)
    made = People(engine.framework)
    for _ in range(people):
        asked = Asked(made.person(choices), choices.choose(generated.roles), made.setting(choices))
        assert disagreements(engine, asked) == {}, f"{generated.text}\n{asked}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One evaluation of one person."""

    evidence: Evidence
    role: str
    setting: Setting


def disagreements(engine: Engine, asked: Asked) -> Differing:
    """What the two differ in.

    Past the limit of numbers there is nothing to compare: the two need not meet it at the same
    step, for the oracle also computes what nothing asks for.
    """
    setting = asked.setting
    arguments = (asked.evidence, asked.role, setting.period, setting.parameters, setting.as_of)
    try:
        return between(engine.evaluate(*arguments), evaluate(engine.framework, *arguments))
    except BeyondLimit:
        return {}


def between(trace: Trace, outcome: Outcome) -> Differing:
    """What a trace and an outcome differ in."""
    expected, actual = flatten(outcome), flatten_trace(trace)
    assert asked_of_role(expected) <= actual.keys()
    return {
        name: (value, expected.get(name))
        for name, value in actual.items()
        if type(value) is not type(expected.get(name)) or value != expected.get(name)
    }


def asked_of_role(names: dict[str, Held]) -> set[str]:
    """The names that any evaluation of a role must have, whatever else it leaves out."""
    return {
        name for name in names if name.startswith(("overall", "gate ", "share ", "holds ", "known"))
    }


def told_in_files(engine: Engine, choices: Choices) -> dict[str, Evidence]:
    """People of whom files can tell: facts that digits can write, and the same tables for all."""
    made = People(engine.framework)
    drawn = [made.person(choices) for _ in range(PEOPLE_OF_A_FRAMEWORK)]
    given = {id for evidence in drawn for id, rows in evidence.tables.items() if rows}
    told = {*engine.framework.inputs, *engine.framework.competencies}
    return {
        f"person-{number}": Evidence(
            {
                key: [tellable(each) for each in value]
                if isinstance(value, list)
                else tellable(value)
                for key, value in evidence.values.items()
                if key.split(".")[0] in told
            },
            {
                id: [
                    {column: tellable(cell) for column, cell in row.items()}
                    for row in evidence.tables.get(id, ())
                ]
                for id in sorted(given)
            },
        )
        for number, evidence in enumerate(drawn)
    }
