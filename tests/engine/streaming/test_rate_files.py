"""Files of people -> a file of their ratings: the same as when everyone is rated by themselves."""

from __future__ import annotations

import csv
import errno
import json
import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars
import pyarrow
import pyarrow.parquet
import pytest
from polars.testing import assert_frame_equal

import assay
from assay.engine.columns import rate
from assay.engine.evidence.readers import reader
from assay.engine.streaming import counting, delimited_batches, writing
from assay.engine.streaming.flat_layout import FlatLayout
from assay.engine.streaming.frame_layout import FrameLayout
from assay.engine.streaming.plain_numbers import with_plain_numbers

TEXT = """
framework shop "Shop" { currency: THB  period: quarter }
scale grade { good = 3 "Good"  fair = 2 "Fair"  poor = 1 "Poor" }
scale skill { able = 2 "Able" th "ทำได้"  new = 1  rate gap on grade { gap >= 0 => good  otherwise => poor } }
input quota "Quota" { type: money  range: > 0 THB  column: "Target (THB)" }
input sales "Sales" { type: money }
input joined "Joined" { type: date }
input visits "Visits" { type: count }
input share "Share" { type: percent }
input active "Active" { type: yesno }
kpi achievement "Achievement" {
  type: percent
  formula: sales / quota
  better: higher
  rate on grade { >= 110% => good  >= 70% => fair  otherwise => poor }
}
kpi per_visit "Sales per visit" {
  type: money
  formula: if active then sales / visits else not applicable
  better: higher
  rate on grade { >= 100 THB => good  otherwise => poor }
}
kpi long_here "Here since" { type: date  formula: joined  rate on grade { >= 2025-01-01 => fair  otherwise => good } }
kpi reach "Reach" { type: percent  formula: share  rate on grade { >= 50% => good  otherwise => poor } }
competency service "Service" { levels: skill  assessed by manager 70%, peers 30% }
role seller "Seller" {
  responsibility selling "Selling" weight 60% {
    kpi achievement weight 50%
    kpi per_visit weight 20%
    kpi reach weight 30%
  }
  responsibility serving "Serving" weight 40% {
    competency service weight 80% requires able
    kpi long_here weight 20%
  }
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

HEADINGS = [
    "person", "Target (THB)", "sales", "joined", "visits", "share", "active",
    "service.manager", "service.peers", "Remarks",
]  # fmt: skip
AMOUNTS = [
    "100", "0.3", "0.21", "110", "70", "69.99999999999999999999", "110.00000000000000000001",
    "1,250,000", "1250000 THB", "฿70", "๑๑๐", "-1", "-0", "0.10", "007", "1e3", " 77.7 ", "",
    "n/a", "12345678901234567890.125", "999999999999999.999", "0.000000000001", "abc", "1,25",
    "ไม่เกี่ยวข้อง", "70.0", "69.9", "1000000000000000000", ".5", "5.", "+5", "$5", "  ",
]  # fmt: skip
CELLS = {
    "Target (THB)": AMOUNTS,
    "sales": AMOUNTS,
    "joined": ["2024-02-29", "2025-01-01", "", "2023-02-29", "n/a"],
    "visits": ["1", "3", "0", "", "-2", "2.5", "7.0"],
    "share": ["50%", "0.5", "0.4999999999999999999", "49.99999999999999999999%", "7", "", "n/a"],
    "active": ["yes", "no", "", "ใช่", "maybe"],
    "service.manager": ["able", "new", "ทำได้", "", "able; new", "n/a", "abel"],
    "service.peers": ["able", "new", ""],
    "Remarks": ["", "x", 'says "hi"', "a, b", "two\nlines", "ก"],
}
GOOD_AMOUNTS = ["100", "0.3", "1,250,000", "๑๑๐", "69.99999999999999999999", " 70 ", "฿7", "8e2"]
WRONG = ("abc", "1,25", "5.", "$5", "2023-02-29", "-2", "2.5", "7", "maybe", "abel")


@pytest.fixture(scope="module")
def shop() -> assay.Framework:
    return assay.loads(TEXT)


@pytest.fixture(params=[5, 1 << 15], autouse=True)
def rows_at_a_time(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Everything holds wherever the batches end, and by columns for however few people."""
    monkeypatch.setattr(rate, "FEW", 0)
    for layout in (FlatLayout, FrameLayout):
        monkeypatch.setattr(layout, "rows", request.param)
    return request.param


def made(count: int, seed: int = 1, *, wrong: bool = True, plain: bool = False) -> list[list[str]]:
    """Rows of people with every kind of cell; `plain` ones need no quotes."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        cells = [f"p{number:04}"]
        for heading in HEADINGS[1:]:
            allowed = [each for each in CELLS[heading] if wrong or each not in WRONG]
            if not wrong and CELLS[heading] is AMOUNTS:
                allowed = GOOD_AMOUNTS
            if plain:
                allowed = [each for each in allowed if not set(each) & set('",\n')]
            cells.append(chance.choice(allowed))
        rows.append(cells)
    return rows


def write_csv(path: Path, rows: list[list[str]], headings: list[str] = HEADINGS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows(rows)
    return path


def by_rows(
    framework: assay.Framework, *paths: Path
) -> tuple[list[list[str]], list[assay.Problem]]:
    """What `assay rate` writes of small files, and the problems it tells."""
    evidence = assay.read_evidence(
        framework.checked,
        [
            assay.EvidenceData(str(path), path.read_bytes(), assay.format_of(path.name) or "csv")
            for path in paths
        ],
    )
    rater, rows, problems = framework.rater(period="2026-Q1"), [], list(evidence.problems)
    for one in evidence.people:
        try:
            rating = rater.rate(
                one.values, tables=one.tables, person=one.person, origins=one.origins
            )
            rows.append(assay.flat_row(rating))
        except assay.EvidenceError as error:
            problems.extend(error.problems)
    problems.sort(key=lambda each: (not each.file, each.file, each.row or 0))
    return [assay.flat_headings(rater.plan), *rows], problems


def rows_of(path: Path) -> list[list[str]]:
    if path.suffix == ".parquet":
        table = pyarrow.parquet.read_table(path)
        columns = [
            ["" if each is None else each for each in column.to_pylist()] for column in table
        ]
        return [table.column_names, *map(list, zip(*columns, strict=True))]
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def rated_flat(
    framework: assay.Framework, target: Path, *paths: Path, **more: object
) -> assay.RatedFiles:
    return framework.rate_files(paths, target, period="2026-Q1", detail="flat", **more)


# --- the same as one by one ----------------------------------------------------------------


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


# --- who rows are about --------------------------------------------------------------------


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


# --- CSV as people have it -----------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffperson;quota;sales\r\na;1;2\r\n\r\nb;3;x\r\n",
        "person\tquota\tsales\na\t1\t2\nb\t3\tx",
        'person,"quota",sales\n"a, b",1,2\n\n  ,,\n"c\nd",1,x\ne,1,2\n',
        "person,quota,sales\ra,1,2\rb,1,x\r",
        "person,quota,sales\na,1,2\n,,\n \t,,\nb,1,x\n",
        "person,quota,sales\na,1,2\nb,1,2,,\nc,1,2,3\nd,1\ne,1,x\n",
        "quota,sales,person\n1,2,a\n1,2\n1,x,b\n",
    ],
)
def test_every_form_of_csv_is_read_as_small_files_are(
    shop: assay.Framework, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    source = tmp_path / "people.csv"
    source.write_bytes(content.encode())
    expected, problems = by_rows(shop, source)
    assert len(expected) > 1
    assert problems
    for size in (1 << 20, 24):
        if "\r" not in content or "\n" in content:
            monkeypatch.setattr(delimited_batches, "_BLOCK", size)
        done = rated_flat(shop, tmp_path / "out.csv", source)
        assert rows_of(tmp_path / "out.csv") == expected
        assert list(done.problems) == problems


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"\n \n"),
        ("a.csv", b"\nperson,quota\n"),
        ("a.csv", b"person,quota\n"),
        ("a.csv", b"person,quota\na,1\nb,\xff\n"),
        ("a.csv", b'person,quota\na,1\nb,"2\n'),
        ("a.csv", b'person,quota\na,"1"x\n'),
        ("a.csv", "person,quota\n".encode("utf-16")),
        ("a.csv", b"name,quota\na,1\n"),
        ("a.csv", b"person,quota,Target (THB)\na,1,2\n"),
        ("a.csv", b"person,quota;sales\na,1;2\n"),
        ("a.parquet", b"none"),
        ("a.parquet", b""),
        ("a.arrow", b"ARROW1 and more"),
        ("a.arrow", b"none"),
    ],
)
def test_files_that_cannot_be_read_are_refused_as_small_ones_are(
    shop: assay.Framework, tmp_path: Path, name: str, content: bytes
) -> None:
    source, target = tmp_path / name, tmp_path / "out.csv"
    source.write_bytes(content)
    target.write_text("before")
    with pytest.raises(assay.EvidenceError) as expected:
        by_rows(shop, source)
    with pytest.raises(assay.EvidenceError) as found:
        rated_flat(shop, target, source)
    assert found.value.problems == expected.value.problems
    assert target.read_text() == "before"
    assert set(tmp_path.iterdir()) == {source, target}


def test_parquet_that_is_empty_or_broken_off(shop: assay.Framework, tmp_path: Path) -> None:
    source = tmp_path / "a.parquet"
    table = pyarrow.table(
        {"person": pyarrow.array([], pyarrow.string()), "quota": pyarrow.array([], pyarrow.int8())}
    )
    pyarrow.parquet.write_table(table, source)
    with pytest.raises(assay.EvidenceError, match="the file names no people"):
        rated_flat(shop, tmp_path / "out.csv", source)
    table = pyarrow.table({"person": [f"p{each}" for each in range(20_000)], "quota": [1] * 20_000})
    pyarrow.parquet.write_table(table, source)
    content = bytearray(source.read_bytes())
    content[1000:2000] = bytes(1000)
    source.write_bytes(content)
    with pytest.raises(assay.EvidenceError, match="or a damaged one"):
        rated_flat(shop, tmp_path / "out.csv", source)
    assert list(tmp_path.iterdir()) == [source]


# --- all or nothing ------------------------------------------------------------------------


def test_strict_writes_nothing_where_somebody_is_left_out(
    shop: assay.Framework, tmp_path: Path
) -> None:
    good = write_csv(tmp_path / "good.csv", made(20, wrong=False))
    rows = made(20, wrong=False)
    rows[19][2] = "abc"
    bad = write_csv(tmp_path / "bad.csv", rows)
    target = tmp_path / "out.csv"
    refused = rated_flat(shop, target, bad, strict=True)
    assert (refused.written, refused.left_out, refused.problem_count) == (False, 1, 1)
    assert not target.exists()
    assert rated_flat(shop, target, bad).written
    problem = replace(refused.problems[0], file="")
    assert str(problem) == "p0019: `sales`: `abc` is not a number (row 21, column `sales`)"
    if not rated_flat(shop, target, good).problem_count:
        assert rated_flat(shop, target, good, strict=True).written
    assert set(tmp_path.iterdir()) == {good, bad, target}


@pytest.mark.parametrize("name", ["out.csv", "out.parquet", "out.arrow"])
@pytest.mark.parametrize("detail", ["all", "flat"])
def test_a_full_disk_leaves_what_was_there(
    shop: assay.Framework,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    detail: str,
) -> None:
    source = write_csv(tmp_path / "people.csv", made(40))
    target = tmp_path / name
    target.write_text("before")

    def full(*_: object, **__: object) -> None:
        raise OSError("No space left on device (os error 28)")

    for sink in ("sink_parquet", "sink_csv", "sink_ipc"):
        monkeypatch.setattr(polars.LazyFrame, sink, full)
    monkeypatch.setattr(pyarrow.parquet.ParquetWriter, "write_table", full)
    monkeypatch.setattr(pyarrow.ipc, "new_file", full)
    with pytest.raises(OSError, match=name) as found:
        shop.rate_files(source, target, period="2026-Q1", detail=detail)
    assert found.value.errno == errno.ENOSPC
    assert found.value.filename == str(target)
    assert target.read_text() == "before"
    assert set(tmp_path.iterdir()) == {source, target}


def test_what_ends_a_run_leaves_what_was_there(shop: assay.Framework, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "people.csv", made(40))
    told = []

    def stop(people: int, share: float) -> None:
        told.append((people, share))
        raise KeyboardInterrupt

    for name in ("out.csv", "out.parquet"):
        with pytest.raises(KeyboardInterrupt):
            rated_flat(shop, tmp_path / name, source, progress=stop)
    assert list(tmp_path.iterdir()) == [source]
    assert len(told) == 2


def test_progress_goes_from_nothing_to_all(
    shop: assay.Framework, tmp_path: Path, rows_at_a_time: int
) -> None:
    paths = [write_csv(tmp_path / f"{each}.csv", made(20, seed=each)[each::2]) for each in (0, 1)]
    told: list[tuple[int, float]] = []
    rated_flat(shop, tmp_path / "out.csv", *paths, progress=lambda *each: told.append(each))
    assert told == sorted(told)
    assert told[-1] == (20, 1.0)
    assert len(told) == (2 if rows_at_a_time > 20 else 4)
    assert [share for _, share in told] == pytest.approx([each / 20 for each, _ in told], abs=0.05)


def test_progress_through_quoted_cells_goes_as_the_lines_do(
    shop: assay.Framework, tmp_path: Path
) -> None:
    source = tmp_path / "people.csv"
    source.write_text("person,quota\n" + "".join(f'"p{at:02}",1\n' for at in range(40)))
    told: list[tuple[int, float]] = []
    rated_flat(shop, tmp_path / "out.csv", source, progress=lambda *each: told.append(each))
    assert [share for _, share in told] == pytest.approx([each / 40 for each, _ in told], abs=0.05)


def test_few_of_many_problems_are_kept_and_all_counted(
    shop: assay.Framework, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_KEPT", 3)
    rows = [[f"p{number}", "abc", *[""] * 8] for number in range(9)]
    source = write_csv(tmp_path / "people.csv", rows)
    done = rated_flat(shop, tmp_path / "out.csv", source)
    assert [each.person for each in done.problems] == ["p0", "p1", "p2"]
    assert (done.problem_count, done.left_out, done.people) == (9, 9, 9)


# --- wrong usage ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("people.json", "out.csv", "cannot be read some rows at a time"),
        ("people.csv", "out.xlsx", "the format of `.*out.xlsx` cannot be told"),
    ],
)
def test_other_formats_are_refused(
    shop: assay.Framework, tmp_path: Path, source: str, target: str, message: str
) -> None:
    write_csv(tmp_path / source, made(1))
    with pytest.raises(assay.UsageError, match=message):
        rated_flat(shop, tmp_path / target, tmp_path / source)


def test_the_people_are_never_written_over(shop: assay.Framework, tmp_path: Path) -> None:
    people, link = tmp_path / "people.csv", tmp_path / "link.csv"
    people.write_text("person,quota\nann,1\n")
    link.symlink_to(people)
    for destination in (people, link):
        with pytest.raises(assay.UsageError, match="is a file that is read, and would be lost"):
            shop.rate_files(people, destination, period="2026-Q1")
    assert people.read_text() == "person,quota\nann,1\n"


def test_files_that_are_not_there(shop: assay.Framework, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        rated_flat(shop, tmp_path / "out.csv", tmp_path / "none.csv")
    with pytest.raises(FileNotFoundError):
        rated_flat(shop, tmp_path / "out.csv", tmp_path / "none.parquet")
    with pytest.raises(assay.UsageError, match="name a file of people"):
        rated_flat(shop, tmp_path / "out.csv")
    source = write_csv(tmp_path / "people.csv", made(1))
    with pytest.raises(OSError, match="nowhere"):
        rated_flat(shop, tmp_path / "nowhere" / "out.csv", source)


def test_an_error_of_the_writer_is_told_as_it_is(shop: assay.Framework) -> None:
    def drain(frames: writing.Frames) -> None:
        next(frames)
        raise ValueError("wrong")

    def write() -> None:
        with writing.Writing(drain) as target:
            for _ in range(5):
                target.write(polars.DataFrame({"a": [1]}))

    with pytest.raises(ValueError, match="wrong"):
        write()
