"""Frames of every kind people have, what their columns mean, and whom they cannot rate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import duckdb
import pandas
import polars
import pyarrow
import pytest

import assay
from assay.engine.columns import rate

TEXT = """
framework shop "Shop" { currency: THB  period: quarter }
scale grade { good = 3 "Good"  fair = 2 "Fair"  poor = 1 "Poor" }
scale skill { able = 2  new = 1  rate gap on grade { gap >= 0 => good  otherwise => poor } }
input quota "Quota" { type: money  range: > 0 THB  column: "Target (THB)" }
input sales "Sales" { type: money }
input joined "Joined" { type: date }
kpi achievement "Achievement" {
  type: percent
  formula: sales / quota
  better: higher
  rate on grade { >= 110% => good  >= 70% => fair  otherwise => poor }
}
competency service "Service" { levels: skill  assessed by manager 70%, peers 30% }
role seller "Seller" {
  responsibility selling "Selling" weight 60% { kpi achievement weight 100% }
  responsibility serving "Serving" weight 40% { competency service weight 100% requires able }
  overall on grade {
    rated when at least 50% of weight is known
    overall >= 2.5 => good
    overall >= 1.5 => fair
    otherwise      => poor
    cap at fair when achievement < 50%
  }
}
require "Sales are not negative": sales >= 0 THB
"""

PEOPLE = {
    "person": ["ann", "bo", "cy", "di"],
    "Target (THB)": [100.0, 0.3, 100.0, 100.0],
    "sales": [110.0, 0.21, None, -1.0],
    "service.manager": ["able", "new", None, "able"],
    "service.peers": ["able", "able", "new", "able"],
}
OVERALL = ["good", "fair", None, None]


@pytest.fixture(scope="module")
def shop() -> assay.Framework:
    return assay.loads(TEXT)


@pytest.fixture(params=["columns", "rows"], autouse=True)
def road(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything holds on both roads, whichever the number of people would choose."""
    monkeypatch.setattr(rate, "FEW", 0 if request.param == "columns" else 1_000)


def test_polars(shop: assay.Framework) -> None:
    rated = shop.rate_frame(polars.DataFrame(PEOPLE), period="2026-Q1")
    assert isinstance(rated, polars.DataFrame)
    assert rated["person"].to_list() == PEOPLE["person"]
    assert rated["overall"].to_list() == OVERALL
    # 0.21 / 0.3 is 70% exactly, which 0.21 / 0.3 in floats is not.
    assert rated["achievement"].to_list() == [1.1, 0.7, None, None]
    assert rated["achievement.rating"].to_list() == ["good", "fair", None, None]
    assert rated["achievement.rule"].to_list() == [
        "achievement.rule.1", "achievement.rule.2", None, None
    ]  # fmt: skip
    assert rated["overall.state"].to_list() == ["rated", "rated", "not rated", "refused"]


def test_reasons_and_weights(shop: assay.Framework) -> None:
    rated = shop.rate_frame(polars.DataFrame(PEOPLE), period="2026-Q1").row(2, named=True)
    assert rated["achievement.absent"] == "missing"
    assert rated["achievement.reason"] == "from: sales"
    assert rated["overall.reason"] == "weight-unknown"
    assert rated["selling.weight"] == 0.6
    assert rated["service.score"] == 1.0
    assert rated["serving.contribution"] == 0.4


def test_a_refused_person_says_why(shop: assay.Framework) -> None:
    rated = shop.rate_frame(polars.DataFrame(PEOPLE), period="2026-Q1")
    assert rated["problem"].to_list()[:3] == [None] * 3
    assert rated["problem"][3] == (
        "di: the evidence breaks a requirement: Sales are not negative (<text>:26:1)"
    )


def test_lazy_polars(shop: assay.Framework) -> None:
    rated = shop.rate_frame(polars.LazyFrame(PEOPLE), period="2026-Q1")
    assert isinstance(rated, polars.LazyFrame)
    assert rated.collect()["overall"].to_list() == OVERALL


def test_pandas_keeps_its_index(shop: assay.Framework) -> None:
    frame = pandas.DataFrame(PEOPLE, index=[7, 5, 3, 1])
    rated = shop.rate_frame(frame, period="2026-Q1")
    assert isinstance(rated, pandas.DataFrame)
    assert list(rated.index) == [7, 5, 3, 1]
    assert rated["overall"].astype(object).where(rated["overall"].notna(), None).tolist() == OVERALL


def test_pandas_means_missing_by_nan(shop: assay.Framework) -> None:
    frame = pandas.DataFrame({"quota": [100.0], "sales": [float("nan")]})
    rated = shop.rate_frame(frame, period="2026-Q1")
    assert rated["achievement.reason"].tolist() == ["from: sales"]


def test_pyarrow(shop: assay.Framework) -> None:
    rated = shop.rate_frame(pyarrow.table(PEOPLE), period="2026-Q1")
    assert isinstance(rated, pyarrow.Table)
    assert rated["overall"].to_pylist() == OVERALL


def test_duckdb(shop: assay.Framework) -> None:
    rated = shop.rate_frame(duckdb.from_arrow(pyarrow.table(PEOPLE)), period="2026-Q1")
    assert isinstance(rated, duckdb.DuckDBPyRelation)
    assert [row[0] for row in rated.select('"overall"').fetchall()] == OVERALL


def test_exact_numbers(shop: assay.Framework) -> None:
    frame = polars.DataFrame({"quota": [3, 8], "sales": [1, 1]})
    rated = shop.rate_frame(frame, period="2026-Q1", numbers="exact")
    assert rated["achievement"].to_list() == ["1/3", "0.125"]


def test_ratings_alone(shop: assay.Framework) -> None:
    frame = polars.DataFrame(PEOPLE)
    everything = shop.rate_frame(frame, period="2026-Q1")
    ratings = shop.rate_frame(frame, period="2026-Q1", detail="ratings")
    assert ratings.columns == [
        "person", "overall.state", "overall", "overall.score", "selling.score", "serving.score",
        "achievement", "achievement.rating", "achievement.score",
        "service", "service.rating", "service.score", "problem",
    ]  # fmt: skip
    assert ratings.equals(everything.select(ratings.columns))


@pytest.mark.parametrize(
    ("quota", "sales", "value"),
    [
        (polars.Series([0.3]), polars.Series([0.1]), Fraction(1, 3)),
        (polars.Series([Decimal("0.30")]), polars.Series([Decimal("0.1")]), Fraction(1, 3)),
        (polars.Series(["0.3"]), polars.Series(["10%"]), None),
        (polars.Series(["0.3 THB"]), polars.Series([" 0.1"]), Fraction(1, 3)),
        (polars.Series([0.3], dtype=polars.Float32), polars.Series([0.1]), Fraction(1, 3)),
        (polars.Series([3], dtype=polars.UInt8), polars.Series([1], dtype=polars.UInt64), Fraction(1, 3)),
        (polars.Series([2**53 + 1]), polars.Series([2**53]), Fraction(2**53, 2**53 + 1)),
        (polars.Series([1e300]), polars.Series([5e-324]), Fraction(5, 10**624)),
        (polars.Series([1 / 3]), polars.Series([0.3333333333333333]), Fraction(1)),
        (polars.Series([1.0]), polars.Series([float("nan")]), None),
        (polars.Series([1.0]), polars.Series([float("inf")]), None),
        (polars.Series([1.0]), polars.Series(["n/a"]), None),
        (polars.Series([1.0]), polars.Series([""]), None),
    ],
)  # fmt: skip
def test_numbers_of_every_type_are_read_exactly(
    shop: assay.Framework, quota: polars.Series, sales: polars.Series, value: Fraction | None
) -> None:
    frame = polars.DataFrame({"quota": quota, "sales": sales})
    rated = shop.rate_frame(frame, period="2026-Q1", numbers="exact")
    said = rated["achievement"][0]
    assert (None if said is None else Fraction(said)) == value


def test_words_in_other_columns_are_not_used(shop: assay.Framework) -> None:
    frame = polars.DataFrame({**PEOPLE, "region": ["n", "s", "n", "s"]})
    assert shop.rate_frame(frame, period="2026-Q1")["overall"].to_list() == OVERALL


def test_the_person_column_may_have_any_name(shop: assay.Framework) -> None:
    frame = polars.DataFrame(PEOPLE).rename({"person": "agent"})
    rated = shop.rate_frame(frame, period="2026-Q1", person="agent")
    assert rated["agent"].to_list() == PEOPLE["person"]
    assert rated["problem"][3].startswith("di: ")


def test_dates(shop: assay.Framework) -> None:
    frame = polars.DataFrame({"quota": [1], "sales": [1], "joined": [date(2026, 1, 31)]})
    assert shop.rate_frame(frame, period="2026-Q1")["achievement"].to_list() == [1.0]


@pytest.mark.parametrize("kind", [polars.DataFrame, pandas.DataFrame, pyarrow.table])
def test_nobody_at_all(shop: assay.Framework, kind: type) -> None:
    rated = shop.rate_frame(kind({"quota": [], "sales": []}), period="2026-Q1")
    assert len(rated) == 0


def test_wrong_usage(shop: assay.Framework) -> None:
    frame = polars.DataFrame(PEOPLE)
    with pytest.raises(assay.UsageError, match="the frame is no data frame that can be read"):
        shop.rate_frame([1, 2], period="2026-Q1")
    with pytest.raises(assay.UsageError, match="there is no column `agent`"):
        shop.rate_frame(frame, period="2026-Q1", person="agent")
    with pytest.raises(assay.UsageError, match="there is no table `deals`"):
        shop.rate_frame(frame, period="2026-Q1", tables={"deals": frame})
    with pytest.raises(assay.UsageError, match="both mean `quota`"):
        shop.rate_frame(frame.with_columns(Quota=1), period="2026-Q1")


def test_a_row_is_explained_as_its_person_alone(shop: assay.Framework) -> None:
    frame = polars.DataFrame(PEOPLE)
    values = {"quota": 0.3, "sales": 0.21, "service.manager": "new", "service.peers": "able"}
    alone = shop.rate(values, period="2026-Q1", person="bo")
    for row in (1, -3, "bo"):
        for name in (None, "achievement"):
            explanation = shop.explain_row(frame, row, name, period="2026-Q1")
            assert explanation.document() == alone.explain(name).document()


def test_rows_that_are_not_there(shop: assay.Framework) -> None:
    frame = polars.DataFrame(PEOPLE)
    with pytest.raises(assay.UsageError, match="there is no row 4: the frame has 4"):
        shop.explain_row(frame, 4, period="2026-Q1")
    with pytest.raises(assay.UsageError, match="there is no person `bob`; did you mean `bo`"):
        shop.explain_row(frame, "bob", period="2026-Q1")
    with pytest.raises(assay.EvidenceError, match="Sales are not negative"):
        shop.explain_row(frame, "di", period="2026-Q1")


def test_a_divisor_that_is_zero_for_everyone_is_named() -> None:
    framework = assay.loads(
        'framework f "F" { }  scale s { good = 2  poor = 1 }  input a { type: number }'
        "parameter none { type: number  value: 0 }"
        "kpi x { type: number  formula: a / none"
        "  rate on s { >= 1 => good  otherwise => poor } }"
        'role r { responsibility all "All" weight 100% { kpi x weight 100% }'
        "  overall on s { overall >= 1.5 => good  otherwise => poor } }"
    )
    rated = framework.rate_frame(polars.DataFrame({"a": [1, None]}))
    assert rated["x.reason"].to_list() == ["division-by-zero: none", "from: a"]
