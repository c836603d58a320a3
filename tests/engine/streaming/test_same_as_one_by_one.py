"""Files of people -> a file of their ratings: the same as when everyone is rated by themselves."""

from __future__ import annotations

import json
import random
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars
import pyarrow
import pyarrow.parquet
import pytest
from file_shop import HEADINGS, by_rows, made, rated_flat, rows_of, write_csv
from polars.testing import assert_frame_equal

import assay
from assay.engine.evidence.readers import reader
from assay.engine.streaming.reading.plain_numbers import with_plain_numbers

pytestmark = pytest.mark.usefixtures("rows_at_a_time")


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_texts_of_csv_are_rated_exactly_as_one_by_one(
    shop: assay.Framework, tmp_path: Path, name: str, *, plain: bool
) -> None:
    source = write_csv(tmp_path / "people.csv", made(150, plain=plain))
    expected, problems = by_rows(shop, source)
    done = rated_flat(shop, tmp_path / name, source)
    assert rows_of(tmp_path / name) == expected
    assert list(done.problems) == problems
    assert done.problem_count == len(problems) > 100
    assert done.people == 150
    assert done.rated + done.not_rated == len(expected) - 1 > 20
    assert done.not_rated > 0
    assert [each.message for each in done.notes] == [
        "column `Remarks` is not used: no such name is declared"
    ]


def test_a_csv_file_is_the_same_byte_for_byte(shop: assay.Framework, tmp_path: Path) -> None:
    rows = made(60, wrong=False)
    rows[3][0], rows[4][0] = 'Ann "Bo", C', "สมชาย ใจดี"
    source = write_csv(tmp_path / "people.csv", rows)
    expected, _ = by_rows(shop, source)
    rated_flat(shop, tmp_path / "out.csv", source)
    target = write_csv(tmp_path / "expected.csv", expected[1:], expected[0])
    assert (tmp_path / "out.csv").read_bytes() == target.read_bytes()


def test_values_of_parquet_and_arrow_are_rated_exactly_as_one_by_one(
    shop: assay.Framework, tmp_path: Path
) -> None:
    chance = random.Random(7)
    count = 200

    def some(*values: object) -> list[object]:
        return [chance.choice([*values, None]) for _ in range(count)]

    table = pyarrow.table(
        {
            "person": [f"p{number}" for number in range(count)],
            "quota": pyarrow.array(some(0.1, 0.3, 100.0, -5.0), pyarrow.float32()),
            "sales": pyarrow.array(
                some(Decimal("0.11"), Decimal("0.33"), Decimal(70), Decimal(-1), Decimal("0.10999999999999999999")),
                pyarrow.decimal128(38, 20),
            ),
            "joined": pyarrow.array(some(date(2025, 1, 1), date(2024, 12, 31)), pyarrow.date32()),
            "visits": pyarrow.array(some(1, 3, 0), pyarrow.uint64()),
            "share": pyarrow.array(
                some(Decimal("0.5"), Decimal("0.49999999999999999999999999999999999999999")),
                pyarrow.decimal256(60, 45),
            ),
            "active": some(True, False),
            "service.manager": pyarrow.array(some("able", "new", "abel")).dictionary_encode(),
            "service.peers": pyarrow.array(
                [["able", "new"] if each else None for each in some(1, 2)],
                pyarrow.list_(pyarrow.string()),
            ),
            "deep": pyarrow.array([{"a": 1}] * count),
        }
    )  # fmt: skip
    pyarrow.parquet.write_table(table, tmp_path / "many.parquet", row_group_size=7)
    pyarrow.parquet.write_table(table, tmp_path / "one.parquet")
    with pyarrow.ipc.new_file(tmp_path / "lasting.arrow", table.schema) as writer:
        writer.write_table(table, max_chunksize=9)
    with pyarrow.ipc.new_stream(tmp_path / "stream.arrow", table.schema) as writer:
        writer.write_table(table)
    for name in ("many.parquet", "one.parquet", "lasting.arrow", "stream.arrow"):
        expected, problems = by_rows(shop, tmp_path / name)
        done = rated_flat(shop, tmp_path / "out.parquet", tmp_path / name)
        assert rows_of(tmp_path / "out.parquet") == expected
        assert list(done.problems) == problems
        assert 0 < len(problems) < count
        assert done.rated > 10


def test_a_parquet_file_is_like_that_of_few_people(shop: assay.Framework, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "people.csv", made(60))
    evidence = assay.read_evidence(
        shop.checked, assay.EvidenceData(str(source), source.read_bytes(), "csv")
    )
    rater, ratings, problems = shop.rater(period="2026-Q1"), [], list(evidence.problems)
    for one in evidence.people:
        try:
            ratings.append(rater.rate(one.values, person=one.person, origins=one.origins))
        except assay.EvidenceError as error:
            problems.extend(error.problems)
    few = tmp_path / "few.parquet"
    few.write_bytes(assay.ratings_parquet(rater, ratings, problems))
    rated_flat(shop, tmp_path / "out.parquet", source)
    ours, theirs = (pyarrow.parquet.read_table(path) for path in (tmp_path / "out.parquet", few))
    assert ours.schema.equals(theirs.schema)
    assert ours.equals(theirs)
    told = [json.loads(each.schema.metadata[b"assay"]) for each in (ours, theirs)]
    assert told[0] == told[1]
    assert told[0]["refused"]["people"] > 10


@pytest.mark.parametrize("detail", ["ratings", "all"])
@pytest.mark.parametrize("numbers", ["float", "exact"])
def test_the_columns_are_those_of_a_rated_frame(
    shop: assay.Framework, tmp_path: Path, detail: str, numbers: str
) -> None:
    rows = made(100)
    source = write_csv(tmp_path / "people.csv", rows)
    frame = polars.DataFrame(rows, schema=HEADINGS, orient="row")
    expected = shop.rate_frame(frame, period="2026-Q1", detail=detail, numbers=numbers)
    chosen = {"period": "2026-Q1", "detail": detail, "numbers": numbers}
    done = shop.rate_files(source, tmp_path / "out.parquet", **chosen)
    found = polars.read_parquet(tmp_path / "out.parquet")
    # A row tells where its problem stands, which a frame does not know.
    assert_frame_equal(found.drop("problem"), expected.drop("problem"), categorical_as_str=True)
    assert found["problem"].is_null().to_list() == expected["problem"].is_null().to_list()
    assert done.left_out == found["problem"].is_not_null().sum() > 10
    shop.rate_files(source, tmp_path / "out.arrow", **chosen)
    arrow = polars.read_ipc(tmp_path / "out.arrow")
    assert_frame_equal(arrow, found, categorical_as_str=True)
    shop.rate_files(source, tmp_path / "out.csv", **chosen)
    assert rows_of(tmp_path / "out.csv")[0] == found.columns
    assert len(rows_of(tmp_path / "out.csv")) == 101


def test_columns_are_kept_behind_those_of_a_rated_frame(
    shop: assay.Framework, tmp_path: Path
) -> None:
    source = write_csv(tmp_path / "people.csv", made(100))
    other = write_csv(tmp_path / "other.csv", [["zoe", "1"]], ["person", "sales"])
    target = tmp_path / "out.parquet"
    plain = shop.rate_files([source, other], target, period="2026-Q1")
    expected = polars.read_parquet(target)
    done = shop.rate_files(
        [source, other], target, period="2026-Q1", keep=("remarks",), by="Active"
    )
    found = polars.read_parquet(target)
    assert_frame_equal(found.drop("remarks"), expected, categorical_as_str=True)
    assert found["remarks"].to_list() == [*(row[-1] or None for row in made(100)), None]
    counts = {group.name: group.people for group in done.summary.groups}
    cells = [row[6] for row in made(100)]
    assert counts == {
        **{each: cells.count(each) for each in set(cells) if each},
        None: cells.count("") + 1,
    }
    assert (done.rated, done.left_out) == (plain.rated, plain.left_out)
    frame = write_csv(tmp_path / "p.csv", [["a", "x"]], ["person", "overall"])
    with pytest.raises(assay.UsageError, match="a column `overall` of their own"):
        shop.rate_files(frame, target, period="2026-Q1", keep=("overall",))
    with pytest.raises(
        assay.UsageError, match="there is no column `remark`; did you mean `Remarks`"
    ):
        shop.rate_files([source, other], target, period="2026-Q1", by="remark")


def test_exact_texts_in_arrow_have_the_headings_of_csv(
    shop: assay.Framework, tmp_path: Path
) -> None:
    source = write_csv(tmp_path / "people.csv", made(40))
    rated_flat(shop, tmp_path / "out.csv", source, keep=("Remarks",))
    rated_flat(shop, tmp_path / "out.arrow", source, keep=("Remarks",))
    table = polars.read_ipc(tmp_path / "out.arrow")
    rows = [["" if each is None else each for each in row] for row in table.iter_rows()]
    assert [table.columns, *rows] == rows_of(tmp_path / "out.csv")


@pytest.mark.parametrize(
    ("amounts", "dtype"),
    [
        (["1", "-20", "007", "999999999999999", None], polars.Int64),
        (["0.10", "-0.5", "12345678901234.25", "7"], polars.Decimal(38, 2)),
        (["123456789012345.123456789012", "0.1", "-0.0"], polars.Decimal(38, 12)),
        (["1", "1e3"], polars.String),
        (["1", "1234567890123456"], polars.String),
        (["1.", "2"], polars.String),
        ([".5", "2"], polars.String),
        (["+1", "2"], polars.String),
        (["๑", "2"], polars.String),
        ([" 1", "2"], polars.String),
        (["1\n", "2"], polars.String),
        ([None, None], polars.Int64),
    ],
)
def test_texts_of_plain_numbers_are_taken_as_numbers(
    shop: assay.Framework, tmp_path: Path, amounts: list[str | None], dtype: polars.DataType
) -> None:
    texts = polars.DataFrame(
        {"sales": amounts, "text": amounts},
        schema_overrides={"sales": polars.String, "text": polars.String},
    )
    taken = with_plain_numbers(texts, {"sales"})
    assert taken.schema == {"sales": dtype, "text": polars.String}
    read = reader(shop.checked.inputs["sales"].type, shop.checked)
    for text, number in zip(amounts, taken["sales"], strict=True) if dtype != polars.String else ():
        assert Fraction(*read(text)) == Fraction(*read(number)) if text else number is None
    rows = [[f"p{at}", "100", each or "", *[""] * 7] for at, each in enumerate(amounts)]
    source = write_csv(tmp_path / "people.csv", rows)
    expected, problems = by_rows(shop, source)
    done = rated_flat(shop, tmp_path / "out.csv", source)
    assert rows_of(tmp_path / "out.csv") == expected
    assert list(done.problems) == problems
