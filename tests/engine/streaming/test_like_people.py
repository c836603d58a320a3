"""People of large files whose names differ only in how they are typed: told as of small files."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from file_shop import made, rated_flat, write_csv

import assay

pytestmark = pytest.mark.usefixtures("rows_at_a_time")

SPELLINGS = [
    "Ann Lee",
    "ann lee",
    "AnnLee",
    "สมชาย ใจดี",
    "สมชายใจดี",
    "E\u200b7",
    "E7",
    "กํา",
    "กำ",
    "bob",
]


def small(shop: assay.Framework, *paths: Path) -> list[str]:
    files = [assay.EvidenceData(str(path), path.read_bytes(), "csv") for path in paths]
    return [
        f"{each.file}: {each.message}" for each in assay.read_evidence(shop.checked, files).notes
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_names_are_told_as_of_small_files(shop: assay.Framework, tmp_path: Path, seed: int) -> None:
    rows = made(40, wrong=False)
    places = random.Random(seed).sample(range(40), len(SPELLINGS))
    for at, name in zip(places, SPELLINGS, strict=True):
        rows[at][0] = name
    first = write_csv(tmp_path / "a.csv", rows[:25])
    second = write_csv(tmp_path / "b.csv", rows[25:])
    done = rated_flat(shop, tmp_path / "out.csv", first, second)
    found = [f"{each.file}: {each.message}" for each in done.notes]
    likes = [each for each in found if "differ only in" in each]
    assert len(likes) == 4
    assert sorted(found) == sorted(small(shop, first, second))
    assert done.people == 40


def test_many_names_are_counted(shop: assay.Framework, tmp_path: Path) -> None:
    rows = made(60, wrong=False)
    for at, row in enumerate(rows):
        row[0] = f"Person {at // 2}" if at % 2 else f"person {at // 2}"
    source = write_csv(tmp_path / "people.csv", rows)
    done = rated_flat(shop, tmp_path / "out.csv", source)
    likes = [
        each.message for each in done.notes if "typed" in each.message or "differ" in each.message
    ]
    assert likes[0] == (
        "`person 0` in row 2 and `Person 0` in row 3 differ only in capital letters, and count as "
        "two people"
    )
    assert likes[12:] == ["18 further names differ from others only in how they are typed"]
    assert [f"{source}: {each}" for each in likes] == [
        each for each in small(shop, source) if "typed" in each or "differ" in each
    ]


def test_somebody_in_two_rows_is_no_other_person(shop: assay.Framework, tmp_path: Path) -> None:
    rows = made(30, wrong=False)
    rows[4][0], rows[20][0], rows[22][0] = "Ann", "Ann", "ann"
    source = write_csv(tmp_path / "people.csv", rows)
    done = rated_flat(shop, tmp_path / "out.csv", source)
    assert [each.message for each in done.notes if "differ" in each.message] == [
        "`Ann` in row 6 and `ann` in row 24 differ only in capital letters, and count as two people"
    ]
    assert [str(each) for each in done.problems] == [
        f"Ann: the person is already in row 6 ({source}, row 22)"
    ]


TABLES = """
framework shop "Shop" { currency: THB }
input quota { type: money }
table deals { value: money }
role seller { overall score: (quota + sum(deals.value)) / 1 THB }
"""


def test_rows_of_tables_about_somebody_typed_otherwise(tmp_path: Path) -> None:
    shop = assay.loads(TABLES)
    people, deals = tmp_path / "people.csv", tmp_path / "deals.csv"
    people.write_text("person,quota\nAnn,1\nbob,2\n")
    deals.write_text("person,value\nann,5\nbob,6\ncid,7\n")
    done = shop.rate_files(people, tmp_path / "o.csv", tables={"deals": deals}, detail="flat")
    assert [f"{Path(each.file).name}: {each.message}" for each in done.notes] == [
        "deals.csv: its rows about `ann` and `cid` are not used: no other evidence names them",
        "deals.csv: its rows about `ann` may be about `Ann`: the names differ only in capital letters",
    ]
    deals.write_text("person,value\nAnn,5\nann,6\nAnn,7\n")
    done = shop.rate_files([], tmp_path / "o.csv", tables={"deals": deals}, detail="flat")
    assert [f"{Path(each.file).name}: {each.message}" for each in done.notes] == [
        "deals.csv: `Ann` in row 2 and `ann` in row 3 differ only in capital letters, and count as "
        "two people"
    ]
