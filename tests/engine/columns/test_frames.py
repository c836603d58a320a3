"""Frames of every kind people have, what their columns mean, and whom they cannot rate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import numpy
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


def test_a_large_number_may_be_the_same_for_everyone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "FEW", 0)
    framework = assay.loads(
        'framework f "F" { }  scale s { good = 2  poor = 1 }  input a { type: number }'
        "kpi k { type: number  formula: power(10, 20) + 1  rate on s { >= 1 => good  otherwise => poor } }"
        "role r { responsibility x weight 1 { kpi k weight 1 }"
        "  overall on s { overall >= 2 => good  otherwise => poor } }"
    )
    rated = framework.rate_frame(polars.DataFrame({"a": [1, 2]}))
    assert rated["k"].to_list() == [1e20, 1e20]


def test_what_arrow_has_no_like_of_is_read_exactly_or_not_used(shop: assay.Framework) -> None:
    relation = duckdb.sql(
        "select 'ann' as person, 340282366920938463463374607431768211455::uhugeint as sales, "
        "1 as quota, interval 36 hours as other"
    )
    rated = shop.rate_frame(relation, period="2026-Q1", numbers="exact")
    assert rated.fetchall()[0][rated.columns.index("achievement")] == str(2**128 - 1)


@pytest.mark.parametrize(
    "sales",
    [
        pyarrow.RunEndEncodedArray.from_arrays([1, 2], [7000, None]),
        pyarrow.array([Decimal("7E3"), None], pyarrow.decimal128(5, -3)),
        pyarrow.array([Decimal(7000), None], pyarrow.decimal256(60, 2)),
        pyarrow.array([7000, None]).dictionary_encode(),
        pyarrow.array(numpy.array([7000, numpy.nan], numpy.float16), from_pandas=True),
    ],
)
def test_columns_of_arrow_that_polars_has_no_like_of(shop: assay.Framework, sales: Any) -> None:
    never = pyarrow.array([None, None], pyarrow.month_day_nano_interval())
    table = pyarrow.table({"sales": sales, "quota": [10_000, 10_000], "other": never})
    rated = shop.rate_frame(table, period="2026-Q1", numbers="exact")
    assert rated["achievement"].to_pylist() == ["0.7", None]
    assert rated["achievement.rating"].to_pylist() == ["fair", None]


def test_numbers_of_numpy_stand_for_what_they_are_written_as(shop: assay.Framework) -> None:
    narrow = pandas.DataFrame({"sales": numpy.array([0.7], numpy.float16), "quota": [1]})
    mixed = pandas.DataFrame(
        {"sales": pandas.Series([numpy.float32(0.7)], dtype=object), "quota": [1]}
    )
    for frame in (narrow, mixed):
        assert shop.rate_frame(frame, period="2026-Q1", numbers="exact")["achievement"][0] == "0.7"
    alone = shop.rate({"sales": numpy.float16(0.7), "quota": numpy.int64(1)}, period="2026-Q1")
    assert alone["achievement"].value == Fraction(7, 10)


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
    for row in (1, -3, "bo", numpy.int64(1)):
        for name in (None, "achievement"):
            explanation = shop.explain_row(frame, row, name, period="2026-Q1")
            assert explanation.document() == alone.explain(name).document()


@pytest.mark.parametrize("row", [None, 1.0, True, ("bo",)])
def test_what_names_no_row(shop: assay.Framework, row: object) -> None:
    frame = polars.DataFrame(PEOPLE)
    with pytest.raises(assay.UsageError, match="is neither the position of a row nor a person's"):
        shop.explain_row(frame, row, period="2026-Q1")  # type: ignore[arg-type]


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


# --- what frames of each kind have of their own --------------------------------------------


def test_pandas_columns_of_several_kinds(shop: assay.Framework) -> None:
    # A sheet that pandas reads has numbers, texts and nothing in one column.
    frame = pandas.DataFrame(
        {
            "quota": [1, "n/a", float("nan"), "3", Decimal("0.3")],
            "sales": [1, 2.5, 1, "x", 0.21],
            "notes": [{"a": 1}, None, 3, "x", [1]],
        }
    )
    rated = shop.rate_frame(frame, period="2026-Q1")
    assert rated["achievement"].tolist()[0] == 1.0
    assert rated["achievement"].tolist()[4] == 0.7
    assert rated["achievement.absent"].tolist()[1:3] == ["not applicable", "missing"]
    assert rated["problem"].tolist()[3] == "`sales`: `x` is not a number"


def test_pandas_keeps_any_index(shop: assay.Framework) -> None:
    index = pandas.MultiIndex.from_tuples([("a", 1), ("a", 1), ("b", 1), ("b", 2)])
    rated = shop.rate_frame(pandas.DataFrame(PEOPLE, index=index), period="2026-Q1")
    assert rated.index.equals(index)


def test_pandas_types_that_hold_nothing(shop: assay.Framework) -> None:
    frame = pandas.DataFrame(
        {
            "quota": pandas.array([100, None], dtype="Int64"),
            "sales": pandas.array([50, 1], dtype="Float64"),
            "service.manager": pandas.Categorical(["able", None]),
        }
    )
    rated = shop.rate_frame(frame, period="2026-Q1")
    assert rated["achievement"].tolist()[0] == 0.5
    assert rated["achievement.reason"].tolist()[1] == "from: quota"
    assert rated["service.rating"].tolist()[0] == "good"


def test_not_a_number_is_refused_but_in_pandas(shop: assay.Framework) -> None:
    people = {"quota": [1.0, 1.0], "sales": [float("nan"), None]}
    rated = shop.rate_frame(pyarrow.table(people), period="2026-Q1")
    assert rated["problem"].to_pylist() == ["`sales`: `nan` is not a finite number", None]
    assert rated["achievement.reason"].to_pylist() == [None, "from: sales"]


def test_arrow_in_pieces_and_with_dictionaries(shop: assay.Framework) -> None:
    table = pyarrow.table(
        {**PEOPLE, "service.manager": pyarrow.array(PEOPLE["service.manager"]).dictionary_encode()}
    )
    rated = shop.rate_frame(pyarrow.concat_tables([table, table.slice(1, 2)]), period="2026-Q1")
    assert rated["overall"].to_pylist() == [*OVERALL, *OVERALL[1:3]]


def test_decimals_of_any_width(shop: assay.Framework) -> None:
    narrow, wide = (pyarrow.decimal128(38, 4), pyarrow.decimal256(60, 4))
    for type_ in (narrow, wide):
        amounts = pyarrow.array([Decimal("0.3"), Decimal(10**30), None], type_)
        table = pyarrow.table({"quota": amounts, "sales": [Decimal("0.1")] * 3})
        rated = shop.rate_frame(table, period="2026-Q1", numbers="exact")
        assert rated["achievement"].to_pylist() == ["1/3", "0." + "0" * 30 + "1", None]


def test_times_of_day_are_no_dates(shop: assay.Framework) -> None:
    moments = pandas.to_datetime(["2026-01-31 00:00", "2026-01-31 09:00"]).tz_localize(
        "Asia/Bangkok"
    )
    frame = pandas.DataFrame({"quota": [1, 1], "sales": [1, 1], "joined": moments})
    rated = shop.rate_frame(frame, period="2026-Q1")
    assert rated["overall.state"].tolist() == ["rated", "refused"]
    assert "has a time of day where a date is expected" in rated["problem"][1]


def test_values_that_are_nothing_of_the_kind(shop: assay.Framework) -> None:
    frame = polars.DataFrame({"quota": [{"a": 1}, {"a": 2}], "sales": [1, 1]})
    rated = shop.rate_frame(frame, period="2026-Q1")
    assert rated["overall.state"].to_list() == ["refused"] * 2
    frame = polars.DataFrame({"quota": [True], "sales": [1]})
    rated = shop.rate_frame(frame, period="2026-Q1")
    assert rated["problem"].to_list() == ["`quota`: `True` is a yes/no value and no number"]


def test_frames_without_anything_known(shop: assay.Framework) -> None:
    rated = shop.rate_frame(pandas.DataFrame(index=[3, 2, 1]), period="2026-Q1")
    assert list(rated.index) == [3, 2, 1]
    assert rated["overall.state"].tolist() == ["not rated"] * 3
    assert shop.rate_frame(polars.DataFrame(), period="2026-Q1").height == 0


@pytest.mark.parametrize(
    ("frame", "options", "message"),
    [
        (pandas.DataFrame([[1, 2]], columns=["x", "x"]), {}, "`x` stands over several columns"),
        (pyarrow.table([[1], [2]], names=["x", "x"]), {}, "`x` stands over several columns"),
        ([{"quota": 1}], {}, "the frame is no data frame that can be read"),
        (polars.DataFrame({"overall": ["a"]}), {"person": "overall"}, "would name a result too"),
        (polars.DataFrame({"quota": [1]}), {"numbers": "text"}, "`numbers` is `float` or `exact`"),
        (polars.DataFrame({"quota": [1]}), {"detail": "some"}, "`detail` is `ratings` or `all`"),
    ],
)
def test_frames_that_cannot_be_rated(
    shop: assay.Framework, frame: object, options: dict[str, str], message: str
) -> None:
    with pytest.raises(assay.UsageError, match=message):
        shop.rate_frame(frame, period="2026-Q1", **options)


def test_a_kpi_cannot_be_the_column_of_problems() -> None:
    framework = assay.loads(
        'framework f "F" { }  scale s { good = 2  poor = 1 }  input a { type: number }'
        "kpi problem { type: number  formula: a  rate on s { >= 1 => good  otherwise => poor } }"
    )
    with pytest.raises(assay.UsageError, match="`problem` is the column that says why"):
        framework.rate_frame(polars.DataFrame({"a": [1]}))


# --- enough rows for the quicker ways of reading -------------------------------------------


@pytest.mark.parametrize("late", ["able", "n/a", "a level that is none", None])
def test_a_word_that_turns_up_late(shop: assay.Framework, late: str | None) -> None:
    words = ["able", "new", None] * 2_000 + [late]
    rated = shop.rate_frame(
        polars.DataFrame({"quota": 1, "sales": 1, "service.manager": words}), period="2026-Q1"
    )
    expected = shop.rate({"quota": 1, "sales": 1, "service.manager": "able"}, period="2026-Q1")
    assert rated["service.rating"].to_list()[:3] == [expected["service"].rating, "poor", None]
    last = {
        "able": ("good", None),
        "n/a": (None, "missing"),
        "a level that is none": (None, None),
        None: (None, "missing"),
    }[late]
    assert rated.select("service.rating", "service.absent").row(-1) == last
    assert (rated["overall.state"][-1] == "refused") is (late == "a level that is none")


def test_slices_of_a_frame(shop: assay.Framework) -> None:
    # Their rows do not begin where the memory does.
    people = polars.DataFrame(
        {
            "quota": [100.0, None, 50.0] * 400,
            "sales": polars.Series([Decimal("1.5"), Decimal("2.5"), None] * 400),
            "service.manager": ["able", None, "new"] * 400,
            "service.peers": polars.Series(["able", None, "new"] * 400, dtype=polars.Categorical),
        }
    )
    whole = shop.rate_frame(people, period="2026-Q1")
    part = shop.rate_frame(people.slice(5, 900), period="2026-Q1")
    assert part.equals(whole.slice(5, 900))


def test_values_that_no_message_can_show_are_refused_all_the_same(shop: assay.Framework) -> None:
    for values in ({"sales": 2**20_000}, {"joined": pandas.NaT}):
        with pytest.raises(assay.EvidenceError):
            shop.rate(values, period="2026-Q1")
