"""The engine and the oracle agree on every value, rating, score, weight, gate and absence.

`pytest --hypothesis-profile=long tests/properties` searches further.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference.adapter import Engine, flatten_trace
from reference.evaluator import evaluate
from reference.flatten import flatten
from reference.outcome import Evidence
from reference.values import BeyondLimit, Held
from strategies import generated_frameworks
from strategies.choices import Choices
from strategies.evidence import People
from strategies.frameworks import PERIODS, GeneratedFramework, generate_framework

from assay.dsl.period import Period, parse_period

BLOCKS = 20
FRAMEWORKS_OF_A_BLOCK = 25
PEOPLE_OF_A_FRAMEWORK = 4

# On these the two read the language differently: what `when missing: fail` does to a role with a
# score of its own, and the score of a responsibility of which nothing that counts is known.
UNSETTLED = (302, 312, 319, 349, 367, 412)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_engine_agrees_with_oracle_on_seeded_frameworks(block: int) -> None:
    first = block * FRAMEWORKS_OF_A_BLOCK
    for seed in range(first, first + FRAMEWORKS_OF_A_BLOCK):
        if seed not in UNSETTLED:
            agree_on(seed)


@pytest.mark.xfail(strict=True, raises=AssertionError, reason="the language text is read two ways")
@pytest.mark.parametrize("seed", UNSETTLED)
def test_unsettled_readings(seed: int) -> None:
    agree_on(seed)


def agree_on(seed: int) -> None:
    choices = Choices.seeded(seed)
    generated = generate_framework(choices)
    agree(generated, choices, PEOPLE_OF_A_FRAMEWORK)


@given(generated=generated_frameworks(), data=st.data())
def test_engine_agrees_with_oracle(generated: GeneratedFramework, data: st.DataObject) -> None:
    agree(generated, Choices.drawn(data.draw), 1)


def agree(generated: GeneratedFramework, choices: Choices, people: int) -> None:
    """Evaluate some people both ways, and require the same of every name that the engine has."""
    engine = Engine(generated.text)
    made = People(engine.framework)
    for _ in range(people):
        evidence = made.person(choices)
        role = choices.choose(generated.roles)
        period = parse_period(choices.choose(PERIODS))
        differing = disagreements(engine, evidence, role, period)
        assert differing == {}, f"{generated.text}\n{role} in {period}\n{evidence}"


def disagreements(
    engine: Engine, evidence: Evidence, role: str, period: Period
) -> dict[str, tuple[Held | None, Held | None]]:
    """Each name on which the two differ: what the engine says, and what the oracle says.

    Past the limit of numbers there is nothing to compare: the two need not meet it at the same
    step, for the oracle also computes what nothing asks for.
    """
    try:
        expected = flatten(evaluate(engine.framework, evidence, role, period))
        actual = flatten_trace(engine.evaluate(evidence, role, period))
    except BeyondLimit:
        return {}
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
