"""Columns of people and the single evaluation agree on every cell of every person.

Whole frameworks are generated, and for each a crowd of people on thresholds, beside them by one
unit in the last place, huge, tiny and absent. `pytest tests/properties/test_columns.py --crowds N`
rates N more of them.
"""

from __future__ import annotations

import pytest
from strategies.agreement import compare, exactly, nearest
from strategies.choices import Choices
from strategies.crowds import Crowd
from strategies.frameworks import PERIODS, GeneratedFramework, generate_framework

import assay
from assay.engine.columns import chunk_rating, parallel, rate
from assay.engine.columns.lowering import lowered
from assay.engine.columns.output import outputs
from assay.engine.columns.tables import whole_tables

FRAMEWORKS = 50
PEOPLE = 2_000


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        more = metafunc.config.getoption("crowds")
        metafunc.parametrize("seed", range(FRAMEWORKS + more))


def test_columns_agree_with_single_evaluation(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "FEW", 0)
    monkeypatch.setattr(chunk_rating, "CHUNK", 512)
    monkeypatch.setattr(parallel, "MANY", 0 if seed % 3 else 2 * PEOPLE)
    monkeypatch.setattr(whole_tables, "ROWS", 700)
    monkeypatch.setattr(outputs, "TOGETHER", 0 if seed % 2 else PEOPLE)
    agree_on(seed, PEOPLE)


def test_most_people_are_rated_by_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "FEW", 0)
    people = 60
    by_columns = sum(agree_on(seed, people) for seed in range(1, 40) if seed % 4)
    assert by_columns > 0.7 * 29 * people


def test_people_rated_one_by_one_have_the_same_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "FEW", 1_000_000)
    for seed in range(FRAMEWORKS):
        assert agree_on(seed, 24) == 0


def agree_on(seed: int, people: int) -> int:
    """Rate a generated crowd both ways -> how many of it the columns rated themselves."""
    choices = Choices.seeded(seed)
    generated = generate_framework(choices)
    framework = assay.loads(_text(generated, keeping_requirements=seed % 4 == 0))
    role, period = choices.choose(generated.roles), choices.choose(PERIODS)
    crowd = Crowd(framework.checked, seed)
    frame, tables = crowd.frame(people), crowd.tables(people)
    ready = lowered(framework.rater(role=role, period=period), "all")
    run = rate.Run.of(ready, frame, tables, None)
    numbers = "exact" if seed % 5 == 0 else "float"
    rated = run.rated(numbers)
    compare(ready, (frame, tables), rated, exactly if numbers == "exact" else nearest)
    return people - len(run.one_by_one)


def _text(generated: GeneratedFramework, *, keeping_requirements: bool) -> str:
    """Random requirements refuse nearly everyone: most frameworks do without."""
    return "\n\n".join(
        each
        for each in generated.declarations
        if keeping_requirements or not each.startswith("require")
    )
