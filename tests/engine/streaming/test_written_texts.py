"""Texts that are not written plainly, in large files: read, noted and refused as in small ones."""

from __future__ import annotations

import random
from pathlib import Path

import polars
import pytest
from file_shop import by_rows, made, rated_flat, rows_of, write_csv
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import assay
from assay.engine.evidence.written.written_cells import meant
from assay.engine.streaming.reading.written_texts import made_out

pytestmark = pytest.mark.usefixtures("rows_at_a_time")

AMOUNTS = [
    "100", "1.2 ล้าน", "3 แสนบาท", "1.2M", "350K", "฿2 พัน", "1.2m", "500B", "5 bn", "๑.๕ หมื่น",
    "1 ล้าน 2 แสน", "1,250,000", "", "n/a", "7\u200b", "1\u00a0250\u00a0000", "abc", "2 million THB",
    "3 KRW", "0.00001 ล้าน",
]  # fmt: skip
ODD: dict[int, list[str]] = {
    1: AMOUNTS,
    2: AMOUNTS,
    3: [
        "2024-02-29", "15 มีนาคม 2568", "15 มี.ค. 68", "15/03/2568", "5/3/2025", "Mar 15, 2025", "",
        "15-Mar-2025", "2568-03-15", "วันที่ 15 มีนาคม 2568", "2025-03-15 00:00", "9999-12-31", "n/a",
        " 2025-01-01 ", "2025-02-30", "๑๕/๓/๒๕๖๘", "soon",
    ],
    4: ["1", "3", "1.5 พัน", "0.0015 พัน", "2K", "", "5 T"],
    5: ["ร้อยละ 85", "85 เปอร์เซ็นต์", "50%", "ร้อยละ ๕", "7", "1 ล้าน", "0.5\u200b"],
    6: ["yes", "no", "ใ\u200bช่", "ye\u00a0s", "yes\u00a0", ""],
    7: ["able", "ทำ\u200bได้", "able; n\u200bew", "new", "n/a", ""],
}  # fmt: skip


def odd_rows(count: int, seed: int) -> list[list[str]]:
    chance = random.Random(seed)
    rows = made(count, seed, wrong=False)
    for row in rows:
        for at in chance.sample(list(ODD), chance.randrange(len(ODD) + 1)):
            row[at] = chance.choice(ODD[at])
    return rows


@pytest.mark.parametrize("seed", [1, 2])
def test_large_files_are_read_as_small_ones(
    shop: assay.Framework, tmp_path: Path, seed: int
) -> None:
    source = write_csv(tmp_path / "people.csv", odd_rows(200, seed))
    expected, problems = by_rows(shop, source)
    done = rated_flat(shop, tmp_path / "out.csv", source)
    assert rows_of(tmp_path / "out.csv") == expected
    assert list(done.problems) == problems
    assert 20 < done.left_out < 180
    evidence = assay.read_evidence(
        shop.checked, assay.EvidenceData(str(source), source.read_bytes(), "csv")
    )
    assert sorted(done.notes, key=str) == sorted(evidence.notes, key=str)
    assert len(done.notes) > 15


def test_the_first_of_many_cells_is_named(shop: assay.Framework, tmp_path: Path) -> None:
    rows = made(40, wrong=False)
    for at, row in enumerate(rows):
        row[1:3] = ["100", f"{at} แสน" if at > 12 else "5"]
        row[3] = "15/3/2568" if at == 30 else "2025-01-01"
    rows[13][0] = ""
    source = write_csv(tmp_path / "people.csv", rows)
    done = rated_flat(shop, tmp_path / "out.csv", source)
    assert [each.message for each in done.notes] == [
        "column `Remarks` is not used: no such name is declared",
        "column `sales`: 26 cells are read as counted in `แสน` (row 16, `14 แสน` as `1400000`)",
        "column `joined`: 1 cell is read as day, month, year in the Buddhist era (row 32, "
        "`15/3/2568` as `2025-03-15`)",
    ]


def test_of_people_in_two_rows_the_first_is_read(shop: assay.Framework, tmp_path: Path) -> None:
    rows = made(30, wrong=False)
    for row in rows:
        row[2] = "1 แสน"
    rows[7][0] = rows[3][0]
    source = write_csv(tmp_path / "people.csv", rows)
    done = rated_flat(shop, tmp_path / "out.csv", source)
    (counted,) = (each.message for each in done.notes if "แสน" in each.message)
    assert counted.startswith("column `sales`: 29 cells are read as counted in `แสน` (row 2,")


TABLES = """
framework shop "Shop" { currency: THB }
table deals { value "Amount": money  closed: date }
role seller { overall score: sum(deals.value where closed >= 2025-01-01) / 1 THB }
"""


def test_tables_of_large_files(tmp_path: Path) -> None:
    shop = assay.loads(TABLES)
    people, deals = tmp_path / "people.csv", tmp_path / "deals.csv"
    people.write_text("person\n" + "".join(f"p{each}\n" for each in range(20)))
    rows = [f"p{at % 20},{at} K,{'15/3/2568' if at % 2 else '2024-03-15'}" for at in range(60)]
    deals.write_text("person,Amount,closed\n" + "\n".join(rows), encoding="utf-8")
    done = shop.rate_files(people, tmp_path / "out.csv", tables={"deals": deals}, detail="flat")
    scores = {row[0]: row[5] for row in rows_of(tmp_path / "out.csv")[1:]}
    assert scores == {f"p{at}": str((at * 3 + 60) * 1000 * (at % 2)) for at in range(20)}
    assert [f"{Path(each.file).name}: {each.message}" for each in done.notes] == [
        "deals.csv: column `Amount`: 60 cells are read as counted in `K` (row 2, `0 K` as `0`)",
        "deals.csv: column `closed`: 30 cells are read as day, month, year in the Buddhist era (row 3, "
        "`15/3/2568` as `2025-03-15`)",
    ]


WORDS = st.none() | st.sampled_from(
    ["", "able", "ทำได้", "é", "new\u00a0one", "able\u200b", "\u200b", "exactly 12 b", "ก" * 4,
     "\u00a0" * 6, "more than twelve", "more than twel\u200bve", "a" * 11 + "\u00a0", "\x7f"]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=12), st.integers(0, 4), st.integers(0, 12))
def test_words_are_made_out_as_one_by_one(
    texts: list[str | None], skipped: int, count: int
) -> None:
    # Of a part of a longer column, too.
    column = polars.Series("level", texts, polars.String).slice(skipped, count)
    expected = {text for text in column if text and meant(text, None).interpretation}
    changed, said = made_out(polars.DataFrame([column]), {"level": None})
    assert {each.text for each in said} == expected
    if expected:
        read = [text and str(meant(text, None).value) for text in column]
        assert changed["level"].to_list() == read
    else:
        assert changed.width == 0
