"""What the checker says of gates and of a role's levels, held against every person there can be.

Each measure is given one of three levels, or does not apply, so that all people can be rated: by the
reference evaluator, which knows nothing of the checker.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from reference.evaluator import evaluate
from reference.outcome import Evidence, RoleOutcome
from reference.values import NOT_APPLICABLE, Value

import assay

LEVELS = ("good", "fair", "poor")
HEAD = """framework demo "Demo" { version: "1" }
scale grade { good = 4  fair = 2  poor = 1 }
input calls { type: count  range: 0 to 4 }
"""
CALLS = (0, 2, 3, 4)


def framework_text(chance: Random, measures: int, gates: int) -> str:
    kpis, lines = [], []
    for number in range(measures):
        kpis.append(f"input mark_{number} {{ type: grade }}\n")
        kpis.append(f"kpi k{number} {{ rating: mark_{number} }}\n")
        lines.append(f"kpi k{number} weight {chance.randint(1, 5)}")
    split = chance.randint(1, measures)
    parts = [part for part in (lines[:split], lines[split:]) if part]
    responsibilities = "".join(
        f"  responsibility r{number} weight {chance.randint(1, 3)} {{ {'  '.join(part)} }}\n"
        for number, part in enumerate(parts)
    )
    limits = sorted(chance.sample([Fraction(n, 4) for n in range(3, 19)], 2), reverse=True)
    first, second = (f"{float(each):g}" for each in limits)
    lines_of_gates = "".join(
        f"    {chance.choice(('cap at fair', 'raise to fair', 'set poor', 'set good'))} "
        f"when {random_condition(chance, measures, 2)}\n"
        for _ in range(gates)
    )
    return (
        f"{HEAD}{''.join(kpis)}role seller {{\n{responsibilities}  overall on grade {{\n"
        f"    overall {chance.choice(('>', '>='))} {first} => good\n    overall >= {second} => fair\n"
        f"    otherwise => poor\n{lines_of_gates}  }}\n}}\n"
    )


def random_condition(chance: Random, measures: int, depth: int) -> str:
    if depth and chance.random() < 0.5:
        parts = [random_condition(chance, measures, depth - 1) for _ in range(2)]
        return chance.choice(
            (f"({parts[0]} and {parts[1]})", f"({parts[0]} or {parts[1]})", f"not ({parts[0]})")
        )
    level, sign = chance.choice(LEVELS), chance.choice((">=", "<", ">", "<="))
    limit = f"{chance.randint(0, 9) / 2:g}"
    kpi = f"k{chance.randrange(measures)}"
    return chance.choice(
        (
            f"overall {sign} {limit}",
            f"rating of {kpi} is {level}",
            f"rating of {kpi} {sign} {level}",
            f"score of {kpi} {sign} {limit}",
            f"calls {sign} {chance.randint(-1, 5)}",
            f"score of {kpi} + calls {sign} {chance.randint(0, 9)}",
            f"count(kpis where rating is {level}) {sign} {chance.randint(0, measures + 1)}",
            f"any(kpis where rating is {level} and score {sign} {limit})",
            f"all(kpis where score {sign} {limit})",
            f"min(kpis.score) {sign} {limit}",
            f"max(responsibilities.score) {sign} {limit}",
        )
    )


def people(
    framework: assay.Framework, measures: int, ratings: tuple[Value, ...], calls: tuple[int, ...]
) -> list[RoleOutcome]:
    """Everybody whose measures have these ratings, rated."""
    found = []
    for marks, made in product(product(ratings, repeat=measures), calls):
        values: dict[str, Value | list[Value]] = {
            f"mark_{number}": mark for number, mark in enumerate(marks)
        }
        values["calls"] = Fraction(made)
        role = evaluate(framework.checked, Evidence(values), "seller").role
        assert role is not None
        found.append(role)
    return found


@pytest.mark.parametrize("seed", range(24))
def test_gates_that_never_or_always_fire(seed: int) -> None:
    chance = Random(f"gates {seed}")
    measures = chance.randint(1, 2)
    framework = assay.loads(framework_text(chance, measures, 3))
    gates = framework.checked.roles["seller"].overall.gates
    said = {
        each.span.start: each.message
        for each in framework.diagnostics
        if each.code == "gate-without-effect"
    }
    outcomes = people(framework, measures, (*LEVELS, NOT_APPLICABLE), CALLS)
    complete = people(framework, measures, LEVELS, tuple(range(5)))
    for gate in gates:
        message = said.get(gate.span.start, "")
        states = {each.gates.get(gate.id) for each in outcomes}
        if "never fires" in message:
            assert "fired" not in states
        if "always fires" in message:
            assert "not fired" not in states
        if not message and gate.condition.span.text.startswith(("rating of", "score of", "calls")):
            # A condition on one thing is decided exactly, and a simple one is met or not at once.
            assert {"fired", "not fired"} <= {each.gates.get(gate.id) for each in complete}, gate


@pytest.mark.parametrize("seed", range(40))
def test_levels_that_no_score_leads_to(seed: int) -> None:
    """Exactly those that no combination of levels gives while all measures apply."""
    chance = Random(f"levels {seed}")
    measures = chance.randint(1, 4)
    framework = assay.loads(framework_text(chance, measures, 0))
    outcomes = people(framework, measures, LEVELS, (0,))
    given = {each.rating_before_gates for each in outcomes}
    never = set()
    for each in framework.diagnostics:
        if each.code == "unreachable-level":
            never.add(each.message.split("`")[1])
        elif each.code == "unreachable-rule":
            never.add(each.span.text.split()[-1])
    assert never == set(LEVELS) - given


def test_the_gates_drawn_are_of_every_kind() -> None:
    said = {
        word
        for seed in range(24)
        for chance in [Random(f"gates {seed}")]
        for each in assay.loads(framework_text(chance, chance.randint(1, 2), 3)).diagnostics
        if each.code in ("gate-without-effect", "not-decided")
        for word in ("never fires", "always fires", "was not decided")
        if word in each.message
    }
    assert said == {"never fires", "always fires", "was not decided"}
