"""Responsibilities of many measures keep to the columns, whatever their weights."""

from __future__ import annotations

import random
from fractions import Fraction

import polars
import pytest

import assay
from assay.engine.columns import rate

MEASURES = 25
PEOPLE = 300


def wide(weights: list[float]) -> assay.Framework:
    numbers = range(len(weights))
    inputs = "".join(f"input value_{n} {{ type: number }} " for n in numbers)
    kpis = "".join(
        f"kpi kpi_{n} {{ formula: value_{n}"
        f"  rate on grade {{ >= 2 => good  >= 1 => fair  otherwise => poor }} }} "
        for n in numbers
    )
    measures = " ".join(f"kpi kpi_{n} weight {weights[n]}" for n in numbers)
    return assay.loads(
        "framework wide { } scale grade { good = 3  fair = 2  poor = 1 } "
        f"{inputs}{kpis} role seller {{ responsibility all weight 100% {{ {measures} }}"
        "  overall on grade { rated when at least 90% of weight is known"
        "  overall >= 2.2 => good  overall >= 2 => fair  otherwise => poor } }"
    )


def people(measures: int) -> polars.DataFrame:
    """A tenth missing or not applicable, so that the weight left is many different totals."""
    chance = random.Random(7)
    cells = ("0", "1", "1", "2", "2", "2", "3", "3", "n/a", None)
    return polars.DataFrame(
        {f"value_{n}": chance.choices(cells, k=PEOPLE) for n in range(measures)}
    )


def agree(framework: assay.Framework, frame: polars.DataFrame) -> None:
    rated = framework.rate_frame(frame, numbers="exact")
    for row, level, score, known in zip(
        frame.iter_rows(named=True), rated["overall"], rated["overall.score"], rated["overall.state"],
        strict=True,
    ):  # fmt: skip
        single = framework.rate(row)
        assert (single.level, single.state) == (level, known)
        assert single.score == (None if score is None else Fraction(score))


@pytest.fixture
def left_over(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many people of each rated frame the columns left over."""
    found: list[int] = []
    one_by_one = rate.Run._row_by_row
    monkeypatch.setattr(
        rate.Run,
        "_row_by_row",
        lambda run, *rest: (found.append(len(run.one_by_one)), one_by_one(run, *rest))[1],
    )
    return found


UNEVEN = [7.5, 33.333, 0.001, 12.5, 11.111, *([1.77775] * 20)]
TINY_AND_HUGE = [10**9, 1, 10**6, 3, *range(1, MEASURES - 3)]


@pytest.mark.parametrize(
    "weights",
    [[1] * MEASURES, list(range(1, MEASURES + 1)), [2**n for n in range(MEASURES)],
     [*([1, 2, 3] * 8), 1], UNEVEN, TINY_AND_HUGE],
)  # fmt: skip
def test_any_weights_stay_with_the_columns(weights: list[float], left_over: list[int]) -> None:
    agree(wide(weights), people(MEASURES))
    assert left_over == [0]


def test_weights_that_no_float_holds_together_are_rated_all_the_same(left_over: list[int]) -> None:
    agree(wide([2 ** (3 * n) for n in range(MEASURES)]), people(MEASURES))
    assert left_over == [PEOPLE]
