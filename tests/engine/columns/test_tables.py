"""Aggregates over tables, for a frame of people at once and for each alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars
import pytest

import assay
from assay.engine.columns import rate
from assay.engine.columns.tables import whole_tables

TEXT = """
framework deals "Deals" { currency: THB  period: quarter }
scale grade { good = 2 "Good"  poor = 1 "Poor" }
table deals "Deals" {
  person column "agent"
  stage: one of won "Won", lost "Lost"
  closed: date
  value: money column "Amount"
  share: number
  customer: text
}
kpi total { type: money  formula: sum(deals.value where stage is won and closed in period)
  rate on grade { total >= 0.3 THB => good  otherwise => poor } }
kpi number { type: count  formula: count(deals where stage is won)
  rate on grade { >= 2 => good  otherwise => poor } }
kpi usual { type: money  formula: average(deals.value)
  rate on grade { usual >= 1 THB => good  otherwise => poor } }
kpi known { type: money  formula: average(deals.value ignoring missing)
  rate on grade { known >= 1 THB => good  otherwise => poor } }
kpi middle { type: money  formula: median(deals.value ignoring missing)
  rate on grade { middle >= 1 THB => good  otherwise => poor } }
kpi weighed { type: money  formula: weighted average(deals.value by share ignoring missing)
  rate on grade { weighed >= 1 THB => good  otherwise => poor } }
kpi largest { type: money  formula: max(deals.value ignoring missing)
  rate on grade { largest >= 1 THB => good  otherwise => poor } }
kpi customers { type: count  formula: count distinct(deals.customer)
  rate on grade { >= 2 => good  otherwise => poor } }
kpi all_won { type: yesno  formula: all(deals where stage is won)
  rate on grade { all_won => good  otherwise => poor } }
role seller "Seller" {
  responsibility selling "Selling" weight 100% {
    kpi total weight 1  kpi number weight 1  kpi usual weight 1  kpi known weight 1
    kpi middle weight 1  kpi weighed weight 1  kpi largest weight 1  kpi customers weight 1
    kpi all_won weight 1
  }
  overall on grade {
    rated when at least 10% of weight is known
    overall >= 1.5 => good
    otherwise => poor
  }
}
"""
PEOPLE = polars.DataFrame({"person": ["ann", "bo", "cy"]})
DEALS = polars.DataFrame(
    {
        "agent": ["bo", "ann", "ann", "zoe", "bo", "ann"],
        "stage": ["Won", "Won", "won", "Won", "Lost", "Won"],
        "closed": [date(2026, 1, 2), date(2026, 3, 31), date(2026, 2, 1), None, None, date(2026, 4, 1)],
        "Amount": [5.0, 0.1, 0.2, 9.0, None, 0.3],
        "share": [1, 1, 2, 1, 1, 1],
        "customer": ["x", "y", "z", "x", "x", "y"],
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def framework() -> assay.Framework:
    return assay.loads(TEXT)


@pytest.fixture(params=["columns", "rows"], autouse=True)
def road(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "FEW", 0 if request.param == "columns" else 1_000)


def rated(framework: assay.Framework, deals: polars.DataFrame = DEALS) -> dict[str, list[Any]]:
    frame = framework.rate_frame(PEOPLE, tables={"deals": deals}, period="2026-Q1", numbers="exact")
    return frame.to_dict(as_series=False)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        # In floats 0.1 + 0.2 is more than 0.3; cy has no deals at all.
        ("total", ["0.3", "5", "0"]),
        ("number", ["3", "1", "0"]),
        ("usual", ["0.2", None, None]),
        ("usual.reason", [None, "missing-cell: value", "no-rows: deals"]),
        ("known", ["0.2", "5", None]),
        ("middle", ["0.2", "5", None]),
        ("weighed", ["0.2", "5", None]),
        ("largest", ["0.3", "5", None]),
        ("customers", ["2", "1", "0"]),
        ("all_won.rating", ["good", "poor", "good"]),
    ],
)
def test_aggregates(framework: assay.Framework, name: str, values: list[str | None]) -> None:
    assert rated(framework)[name] == values


def test_a_cell_that_cannot_be_read_refuses_its_person(framework: assay.Framework) -> None:
    wrong = DEALS.with_columns(stage=polars.Series(["Won", "Gone", "won", "Won", "Lost", "Won"]))
    result = rated(framework, wrong)
    assert result["overall.state"] == ["refused", "rated", "rated"]
    assert result["problem"][0].startswith("ann: `deals.stage`: `Gone` is none of `won`, `lost`")


def test_without_the_table_its_aggregates_are_missing(framework: assay.Framework) -> None:
    result = framework.rate_frame(PEOPLE, period="2026-Q1")
    assert result["total.reason"].to_list() == ["no-table: deals"] * 3


def test_two_rows_of_one_person_have_the_same_table(framework: assay.Framework) -> None:
    twice = polars.DataFrame({"person": ["ann", "bo", "ann"]})
    result = framework.rate_frame(twice, tables={"deals": DEALS}, period="2026-Q1")
    assert result["number"].to_list() == [3.0, 1.0, 3.0]


def test_a_table_needs_a_column_of_people(framework: assay.Framework) -> None:
    with pytest.raises(assay.UsageError, match="no column `agent` or `person` names the person"):
        rated(framework, DEALS.drop("agent"))
    with pytest.raises(assay.UsageError, match="no column `person` says whose rows"):
        framework.rate_frame(
            PEOPLE.rename({"person": "who"}), tables={"deals": DEALS}, period="2026-Q1"
        )


def test_rows_about_nobody_are_not_read(framework: assay.Framework) -> None:
    deals = DEALS.with_columns(stage=polars.Series(["Won", "Won", "won", "Gone", "Lost", "Won"]))
    result = rated(framework, deals)
    assert result["overall.state"] == ["rated"] * 3


@pytest.mark.parametrize("numbers", [[3, 1, 2], [30_000_000_000, 1, -20_000_000_000], [None, 1, 2]])
def test_people_may_be_numbered(framework: assay.Framework, numbers: list[int | None]) -> None:
    ids = dict(zip(("ann", "bo", "cy"), numbers, strict=True))
    people = polars.DataFrame({"person": numbers})
    deals = DEALS.with_columns(
        agent=polars.Series([ids.get(who, 99) for who in DEALS["agent"]], dtype=polars.Int64)
    )
    result = framework.rate_frame(people, tables={"deals": deals}, period="2026-Q1")
    assert result["person"].to_list() == numbers
    assert result["number"].to_list() == [3.0, 1.0, 0.0]


def test_numbers_and_texts_name_the_same_people(framework: assay.Framework) -> None:
    people = polars.DataFrame({"person": [1, 2]})
    deals = DEALS.with_columns(agent=polars.Series(["1", "2", "2", "3", "1", "2"]))
    result = framework.rate_frame(people, tables={"deals": deals}, period="2026-Q1")
    assert result["number"].to_list() == [1.0, 3.0]


def test_an_aggregate_may_read_what_a_person_is() -> None:
    framework = assay.loads(
        'framework f "F" { currency: THB }  scale s { good = 2  poor = 1 }'
        "input floor { type: money }  table deals { value: money }"
        "kpi large { type: count  formula: count(deals where value >= floor)"
        "  rate on s { >= 1 => good  otherwise => poor } }"
        "kpi all_of_them { type: count  formula: count(deals)"
        "  rate on s { >= 1 => good  otherwise => poor } }"
        'role r { responsibility all "All" weight 100%'
        "  { kpi large weight 50%  kpi all_of_them weight 50% }"
        "  overall on s { overall >= 1.5 => good  otherwise => poor } }"
    )
    people = polars.DataFrame({"person": ["a", "b", "c"], "floor": [2.5, None, 10.0]})
    deals = polars.DataFrame(
        {"person": ["b", "a", "c", "a", "x", "a"], "value": [1.0, 2.5, 9.99, 2.4, 50.0, 7.0]}
    )
    result = framework.rate_frame(people, tables={"deals": deals})
    assert result["large"].to_list() == [2.0, None, 0.0]
    assert result["all_of_them"].to_list() == [3.0, 1.0, 1.0]


def test_many_cents_add_up_exactly(framework: assay.Framework) -> None:
    # In floats a thousand times 0.1 is 99.9999999999986.
    deals = polars.DataFrame(
        {
            "agent": ["bo", "ann"] * 1_000,
            "stage": ["won"] * 2_000,
            "closed": [date(2026, 1, 2)] * 2_000,
            "Amount": [0.1, 7.0] * 1_000,
        }
    )
    result = rated(framework, deals)
    assert result["total"] == ["7000", "100", "0"]
    assert result["usual"] == ["7", "0.1", None]


def test_later_rows_of_a_table_may_have_more_decimals(
    framework: assay.Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_tables, "ROWS", 3)
    values = [0.3, 12.5, 0.1, 0.25, 7.0, 1.125, 0.3]
    deals = polars.DataFrame({"agent": ["ann"] * 7, "Amount": values, "stage": ["Won"] * 7})
    cells = rated(framework, deals)
    assert cells["largest"][0] == "12.5"
    assert cells["middle"][0] == "0.3"


def test_a_cell_may_be_read_among_some_rows_and_not_among_others(
    framework: assay.Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Beside cents, 10^15 has more digits than are read at once; the sum of both is not settled early.
    monkeypatch.setattr(whole_tables, "ROWS", 1)
    day = date(2026, 2, 1)
    deals = polars.DataFrame(
        {"agent": ["ann"] * 2, "stage": ["Won"] * 2, "closed": [day] * 2, "Amount": [1e15, 1000.01]}
    )
    assert rated(framework, deals)["total"][0] == "1000000000001000.01"
