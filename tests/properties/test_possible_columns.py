"""The ratings still possible that columns find are those of the single evaluation, for everyone.

`pytest tests/properties/test_possible_columns.py --crowds N` rates the crowds of N more frameworks.
"""

from __future__ import annotations

import polars
import pytest
from strategies.choices import Choices
from strategies.crowds import Crowd
from strategies.frameworks import PERIODS, generate_framework

import assay
from assay.engine.columns import chunk_rating, rate
from assay.engine.columns.lowering import lowered
from assay.engine.columns.possible import places
from assay.engine.columns.steps import reweighting
from assay.engine.columns.tables.rows_of_people import RowsOfPeople
from assay.engine.rating import levels_open

FRAMEWORKS = 60
PEOPLE = 160
COLUMN = "overall.possible"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        more = metafunc.config.getoption("crowds")
        metafunc.parametrize("seed", range(FRAMEWORKS + more))


def test_columns_find_the_ratings_still_possible(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate, "FEW", 0)
    monkeypatch.setattr(chunk_rating, "CHUNK", 64 if seed % 2 else 512)
    monkeypatch.setattr(places, "AT_A_TIME", 50 if seed % 3 else 1 << 20)
    monkeypatch.setattr(places, "WIDEST", 2**62 if seed % 4 else 2**20)
    monkeypatch.setattr(reweighting, "MOST_TOTALS", 4096 if seed % 5 else 1)
    agree_on(seed, PEOPLE)


def test_most_people_are_settled_by_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "FEW", 0)
    asked = one_by_one = 0
    for seed in range(40):
        found = agree_on(seed, 40)
        asked += found[0]
        one_by_one += found[1]
    assert asked > 250
    assert one_by_one < 0.2 * asked


def agree_on(seed: int, people: int) -> tuple[int, int]:
    """Rate a generated crowd both ways -> how many of it are asked for, and how many of these are
    left to the single evaluation for this alone."""
    choices = Choices.seeded(seed)
    generated = generate_framework(choices)
    declared = [each for each in generated.declarations if not each.startswith("require")]
    framework = assay.loads("\n\n".join(declared))
    role, period = choices.choose(generated.roles), choices.choose(PERIODS)
    crowd = Crowd(framework.checked, seed)
    frame, tables = crowd.frame(people), crowd.tables(people)
    ready = lowered(framework.rater(role=role, period=period), "flat")
    if COLUMN not in {result.name for result in ready.results}:
        return 0, 0
    run = rate.Run.of(ready, frame, tables, None)
    rated = run.rated("exact")
    wanted = [_expected(ready, tables, row) for row in frame.to_dicts()]
    found = rated[COLUMN].cast(polars.String).to_list()
    assert found == wanted
    plain = rate.Run.of(lowered(ready.rater, "all"), frame, tables, None)
    plain.rated("exact")
    asked = {at for at, each in enumerate(wanted) if each is not None} - plain.one_by_one
    return len(asked), len(asked & run.one_by_one)


def _expected(ready, tables, values) -> str | None:  # type: ignore[no-untyped-def]
    person = values.pop("person")
    rows = RowsOfPeople(ready.rater.plan, tables)
    try:
        rating = ready.rater.rate(values, tables=rows.of(person), person=person)
    except assay.EvidenceError:
        return None
    return "; ".join(levels_open(rating)) or None
