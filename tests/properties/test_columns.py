"""Columns of people and the single evaluation agree on every cell of every person.

Whole frameworks are generated, and for each a crowd of people on thresholds, beside them by one
unit in the last place, huge, tiny and absent. `pytest tests/properties/test_columns.py --crowds N`
rates N more of them (see CONTRIBUTING.md).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars
import pytest
from strategies.choices import Choices
from strategies.crowds import Crowd
from strategies.frameworks import PERIODS, GeneratedFramework, generate_framework

import assay
from assay.engine.columns import rate
from assay.engine.columns.results import cells_of, refused_cells

FRAMEWORKS = 50
PEOPLE = 2_000


@pytest.mark.parametrize("seed", range(FRAMEWORKS))
def test_columns_agree_with_single_evaluation(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "FEW", 0)
    monkeypatch.setattr(rate, "CHUNK", 512)
    agree_on(seed, PEOPLE)


def agree_on(seed: int, people: int) -> int:
    """Rate a generated crowd both ways -> how many of it the columns rated themselves."""
    choices = Choices.seeded(seed)
    generated = generate_framework(choices)
    framework = assay.loads(_text(generated, keeping_requirements=seed % 4 == 0))
    role, period = choices.choose(generated.roles), choices.choose(PERIODS)
    frame = Crowd(framework.checked, seed).frame(people)
    lowered = rate.lowered(framework.rater(role=role, period=period), "all")
    run = rate._Run.of(lowered, frame, {}, None)
    floats = run.rated("float")
    by_columns = people - len(run.one_by_one)
    texts = rate._Run.of(lowered, frame, {}, None).rated("exact")
    compare(lowered, frame, floats, texts)
    return by_columns


def _text(generated: GeneratedFramework, *, keeping_requirements: bool) -> str:
    """Random requirements refuse nearly everyone: most frameworks do without."""
    return "\n\n".join(
        each
        for each in generated.declarations
        if keeping_requirements or not each.startswith("require")
    )


def compare(
    lowered: Any, frame: polars.DataFrame, floats: polars.DataFrame, texts: polars.DataFrame
) -> None:
    """Require of every cell what the single evaluation of its row gives."""
    names = [result.name for result in lowered.results]
    rows = zip(frame.to_dicts(), floats.rows(), texts.rows(), strict=True)
    for values, in_floats, in_texts in rows:
        person = values.pop("person")
        try:
            rating = lowered.rater.rate(values, person=person)
            cells, problem = cells_of(rating, lowered.results), None
        except assay.EvidenceError as error:
            cells, problem = refused_cells(error, lowered.results), str(error)
        assert (in_floats[0], in_floats[-1]) == (person, problem)
        for name, cell, number, text in zip(
            names, cells, in_floats[1:-1], in_texts[1:-1], strict=True
        ):
            assert number == _nearest(cell), (name, cell, number, values)
            assert text == _exactly(cell), (name, cell, text, values)


def _nearest(cell: Any) -> Any:
    if not isinstance(cell, Fraction):
        return cell
    try:
        return cell.numerator / cell.denominator
    except OverflowError:
        return float("inf") if cell > 0 else float("-inf")


def _exactly(cell: Any) -> Any:
    from assay.engine.render.exact_text import decimal_text

    return decimal_text(cell) if isinstance(cell, Fraction) else cell
