"""Days and times in Parquet and Arrow that Python has not: refused by name, in large files and small."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.feather
import pyarrow.parquet
import pytest
from file_shop import TEXT

import assay

DAY = 20_162
"""2025-03-15, counted from 1970."""
SECOND = 86_400 * DAY
TIMED = "has a time of day where a date is expected"
NO_DATE = "is not a date; write it as year-month-day, such as `2026-01-31`"
MOST = 2**63 - 1


@pytest.fixture(scope="module")
def shop() -> assay.Framework:
    return assay.loads(TEXT)


@pytest.mark.parametrize("style", ["parquet", "arrow"])
@pytest.mark.parametrize(
    ("type", "counts", "expected"),
    [
        (pyarrow.date32(), [DAY, None, 2**31 - 1, -(10**9)],
         ["2025-03-15", None, f"`infinity` {NO_DATE}", f"`-infinity` {NO_DATE}"]),
        (pyarrow.timestamp("us"), [SECOND * 10**6, None, MOST, -MOST],
         ["2025-03-15", None, f"`infinity` {NO_DATE}", f"`-infinity` {NO_DATE}"]),
        (pyarrow.timestamp("ns"), [SECOND * 10**9, None, SECOND * 10**9 + 1, SECOND * 10**9 + 10**9],
         ["2025-03-15", None, f"`2025-03-15 00:00:00.000000001` {TIMED}", f"`2025-03-15 00:00:01` {TIMED}"]),
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused(
    shop: assay.Framework,
    tmp_path: Path,
    style: str,
    type: Any,
    counts: list[int | None],
    expected: list[str | None],
) -> None:
    width = pyarrow.int32() if type == pyarrow.date32() else pyarrow.int64()
    table = pyarrow.table({
        "person": [f"p{at}" for at in range(len(counts))],
        "joined": pyarrow.array(counts, width).cast(type),
    })  # fmt: skip
    source = tmp_path / f"people.{style}"
    if style == "parquet":
        # A group for each row: they come as batches of other types.
        pyarrow.parquet.write_table(table, source, row_group_size=1)
    else:
        pyarrow.feather.write_feather(table, source, chunksize=1)
    assert _small(shop, source) == expected
    done = shop.rate_files(source, tmp_path / "out.parquet", period="2026-Q1")
    refused = {each.person: each.message.removeprefix("`joined`: ") for each in done.problems}
    rated = pyarrow.parquet.read_table(tmp_path / "out.parquet")
    days = [None if each is None else str(each)[:10] for each in rated["long_here"].to_pylist()]
    assert [refused.get(f"p{at}", day) for at, day in enumerate(days)] == expected


def _small(shop: assay.Framework, source: Path) -> list[str | None]:
    style = assay.format_of(source.name)
    data = assay.EvidenceData(str(source), source.read_bytes(), style or "parquet")
    found: list[str | None] = []
    for one in assay.read_evidence(shop.checked, data).people:
        try:
            value = shop.rate(one.values, period="2026-Q1")["long_here"].value
            found.append(None if value is None else str(value))
        except assay.EvidenceError as error:
            found.append(str(error).removeprefix("`joined`: "))
    return found


TABLES = """
framework shop "Shop" { currency: THB }
table deals { closed: date }
role seller { overall score: count(deals where closed >= 2025-01-01) }
"""


def test_rows_of_tables(tmp_path: Path) -> None:
    shop = assay.loads(TABLES)
    deals = pyarrow.table({
        "person": ["ann", "ann", "bob"],
        "closed": pyarrow.array([DAY, DAY, 2**31 - 1], pyarrow.int32()).cast(pyarrow.date32()),
    })  # fmt: skip
    pyarrow.parquet.write_table(deals, tmp_path / "deals.parquet", row_group_size=1)
    done = shop.rate_files(
        [], tmp_path / "out.csv", tables={"deals": tmp_path / "deals.parquet"}, detail="flat"
    )
    assert [(each.person, each.message) for each in done.problems] == [
        ("bob", f"`deals.closed`: `infinity` {NO_DATE}")
    ]
    assert (tmp_path / "out.csv").read_text().splitlines()[1].startswith("ann,seller,,rated,,2")
