"""Whom the rows of files of people are about, some rows at a time."""

from __future__ import annotations

from pathlib import Path

import polars
import pyarrow
import pyarrow.parquet
import pytest
from file_shop import by_rows, made, rated_flat, rows_of, write_csv

import assay

pytestmark = pytest.mark.usefixtures("rows_at_a_time")


def test_people_in_several_rows_or_files_and_rows_about_nobody(
    shop: assay.Framework, tmp_path: Path
) -> None:
    first = write_csv(tmp_path / "b.csv", made(12, wrong=False))
    text = first.read_text()
    lines = made(9, seed=2, wrong=False, plain=True)
    for number, name in enumerate(
        ["p0003", "new", "", "p0004", "zoe", " new ", "ann", "q", "p0003"]
    ):
        lines[number][0] = name
    second = write_csv(tmp_path / "a.csv", lines)
    with second.open("a") as stream:
        stream.write("ann,1\nshort\n,,,,,,,,,\nlong,1,1,,,,,,,,x\nzo\u0065\u0301,10,10,,,,,,,,\n")
        stream.write("zo\u00e9,10,10,,,,,,,\n")
    expected, problems = by_rows(shop, first, second)
    for name in ("out.csv", "out.parquet"):
        done = rated_flat(shop, tmp_path / name, first, second)
        assert rows_of(tmp_path / name) == expected
        assert list(done.problems) == problems
    assert {each.code for each in problems} == {"duplicate-person", "ragged-row", "no-person"}
    everyone = {each[0] for each in expected[1:]} | {each.person for each in problems} - {""}
    assert done.people == len(everyone)
    assert text == first.read_text()
    shop.rate_files([first, second], tmp_path / "all.parquet", period="2026-Q1")
    frame = polars.read_parquet(tmp_path / "all.parquet")
    assert len(frame) == 12 + 9 + 5
    twice = frame.filter(polars.col("person") == "new")
    assert twice["overall.state"].to_list() == ["refused", "refused"]
    assert twice["problem"].to_list() == [
        "other rows are about the same person",
        f"new: the person is already in row 3 ({second}, row 7)",
    ]


def test_people_named_by_numbers_another_column_or_nothing(
    shop: assay.Framework, tmp_path: Path
) -> None:
    path = tmp_path / "people.parquet"
    for ids in ([3, 1, None], [True, False, None], [1.5, 2.0, None], ["x", " ", "x\u00a0"]):
        table = pyarrow.table({"id": ids, "quota": [1, 2, 3], "sales": [1, 2, 3]})
        pyarrow.parquet.write_table(table, path)
        evidence = assay.read_evidence(
            shop.checked,
            assay.EvidenceData(str(path), path.read_bytes(), "parquet"),
            person_column="id",
        )
        done = rated_flat(shop, tmp_path / "out.csv", path, person="id")
        assert list(done.problems) == sorted(evidence.problems, key=lambda each: each.row)
        found = [row[0] for row in rows_of(tmp_path / "out.csv")[1:]]
        assert found == [one.person for one in evidence.people]
    shop.rate_files(path, tmp_path / "out.parquet", period="2026-Q1", person="id")
    assert polars.read_parquet(tmp_path / "out.parquet").columns[0] == "id"
