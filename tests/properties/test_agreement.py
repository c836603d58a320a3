"""The engine and the oracle agree on every value, rating, score, weight, gate and absence."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference.adapter import Engine, flatten_trace
from reference.evaluator import Evidence, evaluate
from reference.flatten import flatten
from reference.values import BeyondLimit, Held
from strategies import generated_frameworks
from strategies.choices import Choices
from strategies.evidence import People
from strategies.frameworks import PERIODS, GeneratedFramework, generate_framework

from assay.dsl.period import Period, parse_period

SEEDED_FRAMEWORKS = 300
PEOPLE_OF_EACH = 4


def disagreements(
    engine: Engine,
    evidence: Evidence,
    role: str | None,
    period: Period,
) -> dict[str, tuple[Held | None, Held | None]]:
    """Each name on which the two differ, with what the engine and what the oracle says."""
    try:
        expected = flatten(evaluate(engine.framework, evidence, role, period))
        actual = flatten_trace(engine.evaluate(evidence, role, period))
    except BeyondLimit:
        return {}
    return {
        name: (value, expected.get(name))
        for name, value in actual.items()
        if not _same(value, expected.get(name))
    }


def _same(left: Held | None, right: Held | None) -> bool:
    return type(left) is type(right) and left == right


def told(text: str, evidence: Evidence, role: str | None, period: Period) -> str:
    """The case, as one would want to read it when it fails."""
    return f"{text}\n{role} in {period}\n{evidence}"


def agree(text: str, choices: Choices, roles: tuple[str, ...], people: int) -> None:
    engine = Engine(text)
    made = People(engine.framework)
    for _ in range(people):
        evidence = made.person(choices)
        role = choices.choose(roles)
        period = parse_period(choices.choose(PERIODS))
        found = disagreements(engine, evidence, role, period)
        assert not found, told(text, evidence, role, period)


@pytest.mark.parametrize("seed", range(SEEDED_FRAMEWORKS))
def test_engine_agrees_with_oracle_on_seeded_frameworks(seed: int) -> None:
    choices = Choices.seeded(seed)
    generated = generate_framework(choices)
    agree(generated.text, choices, generated.roles, PEOPLE_OF_EACH)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(generated=generated_frameworks(), data=st.data())
def test_engine_agrees_with_oracle(generated: GeneratedFramework, data: st.DataObject) -> None:
    agree(generated.text, Choices.drawn(data.draw), generated.roles, 2)
