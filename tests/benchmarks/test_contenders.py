"""Those who are compared rate by the same rules: all but roundings of floats agree."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import polars
import pytest
import rivals
from columns_people import people_frame
from contenders import CONTENDERS, EXACT, Contender, contender
from rivals import differences, exact_points, measure
from sales_director_rules import RATED

PEOPLE = 200
EXACT_ONES = ("assay-frame", "assay-frame-all", "assay", "fraction", "zen", "zen-traced")


@cache
def _people() -> polars.DataFrame:
    return people_frame(PEOPLE)


@cache
def _exact() -> polars.DataFrame:
    return exact_points(_people())


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(
            each,
            id=each.id,
            marks=pytest.mark.skipif(not each.installed, reason=f"{each.needs} is not installed"),
        )
        for each in CONTENDERS
    ],
)
def test_rates_by_the_rules(one: Contender) -> None:
    ready = one.set_up()
    points = ready.points(ready.rate(ready.lay_out(_people())))
    overall, any_rating = differences(points, _exact())
    assert overall <= any_rating <= (0 if one.id in EXACT_ONES else PEOPLE // 100)
    same = polars.select(
        points[name].eq_missing(_exact()[name]).alias(name) for name in ("overall", *RATED)
    ).select(polars.all_horizontal(polars.all()))
    # OpenFisca has seven digits.
    near = (points["overall.score"] - _exact()["overall.score"]).abs() < 1e-5
    assert near.filter(same.to_series()).drop_nulls().all()


def test_the_people_have_every_outcome() -> None:
    """So that agreement on them says something: every level of every measure, and absences."""
    levels = [{1, 2, 3, 4, 5, None} - set(_exact()[name]) for name in RATED]
    assert all(missing <= {None} for missing in levels), list(zip(RATED, levels, strict=True))
    assert sum(not missing for missing in levels) >= 10
    assert {2, 3, 4} <= set(_exact()["overall"])


def test_differences_counts_people() -> None:
    exact = _exact().head(3)
    other = exact.with_columns(
        overall=polars.Series([*exact["overall"][:2], 9], dtype=polars.Int8),
        revenue=polars.Series([9, *exact["revenue"][1:]], dtype=polars.Int8),
    )
    assert differences(exact, exact) == (0, 0)
    assert differences(other, exact) == (1, 2)


def test_measuring_one_gives_its_line() -> None:
    (line,) = measure([contender(EXACT)], _people(), rounds=1)
    assert (line.id, line.people, line.overall, line.any) == (EXACT, 1, 0, 0)
    assert line.microseconds > 0
    assert line.peak is None or line.peak > line.added >= 0


def test_peak_of_sees_what_a_computation_needs() -> None:
    """In a process of its own, as it is meant: one that has worked before has memory to spare."""
    program = (
        "import json, memory; print(json.dumps(memory.peak_of(lambda: bytearray(64 * 2**20))))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        cwd=Path(rivals.__file__).parent,
        stdout=subprocess.PIPE,
        text=True,
    )
    whole, added = json.loads(result.stdout) or (75, 64)
    assert 63 < added < 70
    assert whole > added + 5
