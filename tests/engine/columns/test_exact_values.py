"""Values of every kind that frames hold: read exactly, or refused by name, on both roads."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import duckdb
import numpy
import pandas
import polars
import pyarrow
import pytest

import assay
from assay.engine.columns import rate

RULES = """
framework shop "Shop" { currency: THB }
scale s { hi = 2  lo = 1 }
input amount { type: money }
input span { type: duration }
input day { type: date }
input ok { type: yesno }
input code { type: text }
kpi the_amount { type: money  formula: amount  better: higher  rate on s { >= 5 THB => hi  otherwise => lo } }
kpi the_span { type: duration  formula: span  rate on s { >= 5 days => hi  otherwise => lo } }
kpi the_day { type: date  formula: day  rate on s { >= 2025-01-01 => hi  otherwise => lo } }
kpi the_ok { type: yesno  formula: ok  rate on s { ok => hi  otherwise => lo } }
kpi the_code { type: yesno  formula: code = "7"  rate on s { code = "7" => hi  otherwise => lo } }
role r {
  responsibility all weight 100% {
    kpi the_amount weight 1  kpi the_span weight 1  kpi the_day weight 1  kpi the_ok weight 1  kpi the_code weight 1
  }
  overall on s { rated when at least 0% of weight is known  overall >= 1.5 => hi  otherwise => lo }
}
"""
DAY = dt.date(2025, 3, 15)
EARLIER = dt.date(2024, 1, 1)
TIMED = "has a time of day where a date is expected"
NO_DATE = "is not a date; write it as year-month-day, such as `2026-01-31`"


@pytest.fixture(scope="module")
def shop() -> assay.Framework:
    return assay.loads(RULES)


@pytest.fixture(params=["columns", "rows"], autouse=True)
def road(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "FEW", 0 if request.param == "columns" else 1_000)


def read(shop: assay.Framework, frame: Any, fact: str) -> list[Any]:
    """What each person's fact comes to: its value or level, or why it is refused."""
    rated = shop.rate_frame(frame, numbers="exact")
    if isinstance(rated, pandas.DataFrame):
        rated = polars.from_pandas(rated)
    elif not isinstance(rated, polars.DataFrame):
        rated = polars.from_arrow(rated) if isinstance(rated, pyarrow.Table) else rated.pl()
    column = rated[f"the_{fact}.rating" if fact in {"ok", "code"} else f"the_{fact}"]
    values = []
    for value, problem in zip(column.to_list(), rated["problem"].to_list(), strict=True):
        if problem is not None:
            values.append(problem.removeprefix(f"`{fact}`: "))
        elif isinstance(value, str) and fact in {"amount", "span"}:
            values.append(Fraction(value))
        else:
            values.append(value.date() if isinstance(value, dt.datetime) else value)
    return values


def objects(fact: str, *values: object, kind: type = pandas.DataFrame) -> Any:
    if kind is pandas.DataFrame:
        return pandas.DataFrame({fact: pandas.Series(list(values), dtype=object)})
    return polars.DataFrame({fact: polars.Series(list(values), dtype=polars.Object)})


@pytest.mark.parametrize("kind", [pandas.DataFrame, polars.DataFrame])
def test_single_values_of_numpy_among_others(shop: assay.Framework, kind: type) -> None:
    def given(fact: str, *values: object) -> list[Any]:
        return read(shop, objects(fact, *values, kind=kind), fact)

    assert given("ok", numpy.bool_(True), "no", None, numpy.bool_(False)) == [
        "hi",
        "lo",
        None,
        "lo",
    ]
    assert given("ok", numpy.bool_(True), numpy.bool_(False)) == ["hi", "lo"]
    assert given("code", numpy.int64(7), "7", numpy.uint8(8)) == ["hi", "hi", "lo"]
    assert given(
        "day",
        numpy.datetime64("2025-03-15"),
        "2024-01-01",
        numpy.datetime64("2025-03-15T00:00:00", "ns"),
        numpy.datetime64("2025-03-15T01"),
        numpy.datetime64("2025-03"),
        numpy.datetime64("12025-03-15"),
    ) == [
        DAY, EARLIER, DAY, f"`2025-03-15T01` {TIMED}", f"`2025-03` {NO_DATE}",
        "`12025-03-15` is not a date of the years 1 to 9999",
    ]  # fmt: skip
    assert given(
        "span",
        numpy.timedelta64(6, "D"),
        "5 days",
        numpy.timedelta64(36, "h"),
        numpy.timedelta64(1, "ns"),
        pandas.Timedelta(days=-1, nanoseconds=1),
        numpy.timedelta64(1, "M"),
        numpy.timedelta64(5),
    ) == [
        6, 5, Fraction(3, 2), Fraction(1, 86_400 * 10**9), Fraction(1, 86_400 * 10**9) - 1,
        "`1 months` is not a number of days", "`5 generic time units` is not a number of days",
    ]  # fmt: skip
    assert given("amount", numpy.timedelta64(5, "D"), numpy.float32(0.1), numpy.int16(7)) == [
        "`5 days` is not a number", Fraction(1, 10), 7,
    ]  # fmt: skip
    assert given(
        "day",
        pandas.Timestamp("2025-03-15"),
        pandas.Timestamp("2025-03-15", tz="Asia/Bangkok"),
        pandas.Timestamp("2025-03-15", tz="America/New_York"),
        pandas.Timestamp("2025-03-15T00:00:00.000000001"),
        dt.date(2025, 3, 15),
        dt.datetime(2025, 3, 15, 10),  # noqa: DTZ001
    ) == [
        DAY,
        DAY,
        DAY,
        f"`2025-03-15 00:00:00.000000001` {TIMED}",
        DAY,
        f"`2025-03-15 10:00:00` {TIMED}",
    ]


def test_nothing_among_objects(shop: assay.Framework) -> None:
    frame = objects("amount", pandas.NA, numpy.nan, None, pandas.NaT, "5", Decimal("NaN"))
    assert read(shop, frame, "amount") == [None, None, None, None, 5, None]
    nat = objects("day", numpy.datetime64("NaT"), "2025-03-15")
    assert read(shop, nat, "day") == [None, DAY]


def test_decimals_of_mixed_scales(shop: assay.Framework) -> None:
    digits = [
        "1.10",
        "5.00001",
        "1E+3",
        "123456789012345678901234567890.123456789",
        "5E-30",
        "-0.0",
    ]
    for kind in (pandas.DataFrame, polars.DataFrame):
        frame = objects("amount", *map(Decimal, digits), kind=kind)
        assert read(shop, frame, "amount") == [Fraction(Decimal(each)) for each in digits]


def test_types_of_pandas_that_hold_nothing(shop: assay.Framework) -> None:
    given: list[tuple[list[Any], Any, list[Any]]] = [
        ([5, None, 2**62], "Int64", [5, None, 2**62]),
        ([2**64 - 1, None], "UInt64", [2**64 - 1, None]),
        ([5.1, None], "Float64", [Fraction("5.1"), None]),
        (["5", None, "4.3 THB"], "string", [5, None, Fraction("4.3")]),
        ([Decimal("5.10"), None], pandas.ArrowDtype(pyarrow.decimal128(10, 2)), [Fraction("5.1"), None]),
        ([2**70, 1, None], object, [2**70, 1, None]),
    ]  # fmt: skip
    for values, dtype, expected in given:
        frame = pandas.DataFrame({"amount": pandas.Series(values, dtype=dtype)})
        assert read(shop, frame, "amount") == expected
    truths = pandas.DataFrame({"ok": pandas.Series([True, None, False], dtype="boolean")})
    assert read(shop, truths, "ok") == ["hi", None, "lo"]


def test_categories_of_anything(shop: assay.Framework) -> None:
    for values in (
        ["2025-03-15", "2024-01-01"],
        pandas.to_datetime(["2025-03-15", "2024-01-01"]),
        [DAY, EARLIER],
    ):
        frame = pandas.DataFrame({"day": pandas.Categorical(values)})
        assert read(shop, frame, "day") == [DAY, EARLIER]
    frame = pandas.DataFrame({"day": pandas.Categorical(["15/3/2568", None])})
    assert read(shop, frame, "day") == [
        "`15/3/2568` is not a date as year-month-day: write it as `2025-03-15`", None,
    ]  # fmt: skip
    numbers = pandas.DataFrame({"amount": pandas.Categorical([5.1, 7, None])})
    assert read(shop, numbers, "amount") == [Fraction("5.1"), 7, None]


@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Bangkok"])
def test_a_time_with_a_zone_is_the_day_there(shop: assay.Framework, zone: str | None) -> None:
    days = pandas.to_datetime(["2025-03-15", "2024-01-01"]).tz_localize(zone)
    assert read(shop, pandas.DataFrame({"day": days}), "day") == [DAY, EARLIER]
    times = polars.Series([dt.datetime(2025, 3, 15), dt.datetime(2024, 1, 1, 5)])  # noqa: DTZ001
    frame = polars.DataFrame({"day": times.dt.replace_time_zone(zone)})
    offset = {None: "", "UTC": "+00:00", "Asia/Bangkok": "+07:00"}[zone]
    assert read(shop, frame, "day") == [DAY, f"`2024-01-01 05:00:00{offset}` {TIMED}"]


@pytest.mark.parametrize(
    ("expression", "fact", "expected"),
    [
        ("123456789012345678901234567890123456789::HUGEINT", "amount", 123456789012345678901234567890123456789),
        ("(-170141183460469231731687303715884105727)::HUGEINT", "amount", 1 - 2**127),
        ("99999999999999999999999999999999999999::HUGEINT", "amount", 10**38 - 1),
        ("sum(5)", "amount", 5),
        ("340282366920938463463374607431768211455::UHUGEINT", "amount", 2**128 - 1),
        ("99999999999999999999999999999999999999::DECIMAL(38,0)", "amount", 10**38 - 1),
        ("0.00000000000000000000000000000000000001::DECIMAL(38,38)", "amount", Fraction(1, 10**38)),
        ("date 'infinity'", "day", f"`infinity` {NO_DATE}"),
        ("timestamp '-infinity'", "day", f"`-infinity` {NO_DATE}"),
        ("timestamp_ns '2025-03-15 00:00:00'", "day", DAY),
        ("timestamp_ns '2025-03-15 00:00:00.000000001'", "day", f"`2025-03-15 00:00:00.000000001` {TIMED}"),
        ("timestamp_s '2025-03-15'", "day", DAY),
        ("timestamptz '2025-03-15 03:00:00+00'", "day", f"`2025-03-15 03:00:00+00:00` {TIMED}"),
    ],
)  # fmt: skip
def test_values_of_duckdb(
    shop: assay.Framework, expression: str, fact: str, expected: object
) -> None:
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    relation = connection.sql(f"select {expression} as {fact}")
    assert read(shop, relation, fact) == [expected]


def test_spans_and_days_finer_than_python_has_them(shop: assay.Framework) -> None:
    spans = polars.Series([86_400 * 10**9 + 1, 86_400 * 10**9, None]).cast(polars.Duration("ns"))
    assert read(shop, polars.DataFrame({"span": spans}), "span") == [
        1 + Fraction(1, 86_400 * 10**9), 1, None,
    ]  # fmt: skip
    days = polars.Series([20_162, None, 2**31 - 1, -(10**9)], dtype=polars.Int32).cast(polars.Date)
    assert read(shop, polars.DataFrame({"day": days}), "day") == [
        DAY, None, f"`infinity` {NO_DATE}", f"`-infinity` {NO_DATE}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "value", "expected"),
    [
        ("ok", numpy.bool_(False), "lo"),
        ("day", numpy.datetime64("2025-03-15"), "hi"),
        ("span", numpy.timedelta64(12, "h"), "lo"),
        ("code", numpy.int64(7), "hi"),
    ],
)
def test_values_of_numpy_for_one_person(
    shop: assay.Framework, fact: str, value: object, expected: str
) -> None:
    assert shop.rate({fact: value})[f"the_{fact}"].rating == expected


TABLES = """
framework shop "Shop" { currency: THB }
table deals { value: money }
role r { overall score: sum(deals.value) / 1 THB }
"""


def test_people_named_by_objects(road: None) -> None:
    shop = assay.loads(TABLES)
    people = objects("person", numpy.int64(7), "ann", None, UUID(int=7))
    deals = pandas.DataFrame({
        "person": pandas.Series(["7", numpy.int64(7), "ann", UUID(int=7)], dtype=object),
        "value": [1, 2, 5, 9],
    })  # fmt: skip
    rated = shop.rate_frame(people, tables={"deals": deals}, numbers="exact")
    assert rated["person"].fillna("nobody").tolist() == ["7", "ann", "nobody", str(UUID(int=7))]
    assert rated["overall.score"].tolist() == ["3", "5", "0", "9"]


@pytest.mark.parametrize("place", ["frame", "table"])
@pytest.mark.parametrize(
    "people", [[7.0, None], [Decimal("7.0"), None], pandas.Series([7.5, "a"], dtype=object)]
)
def test_people_named_by_numbers_with_decimals_are_not_looked_for(place: str, people: Any) -> None:
    """`7.0` would not be found among rows about `7`, and would seem to have no deals at all."""
    shop = assay.loads(TABLES)
    wrong = pandas.DataFrame({"person": people, "value": [1, 2]})
    right = pandas.DataFrame({"person": ["7", "8"], "value": [1, 2]})
    frame, table = (wrong, right) if place == "frame" else (right, wrong)
    with pytest.raises(assay.UsageError) as caught:
        shop.rate_frame(frame, tables={"deals": table})
    what = "the frame" if place == "frame" else "table `deals`"
    assert str(caught.value).startswith(
        f"the column `person` of {what} names people by numbers with decimals"
    )
    # Where no rows are looked for, a name is only a name.
    assert shop.rate_frame(wrong[["person"]])["overall.state"].tolist() == ["not rated"] * 2
