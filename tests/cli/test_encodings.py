"""`--encoding`: files as Excel in Thailand saves them, in every command that reads them."""

import json

import pytest
from shop_commands import SHOP, run

PEOPLE = (
    "person,ยอดขาย,complaints,advice.manager,advice.peers,ภาค\n"
    "สมชาย,1500,0,high,high,เหนือ\nปิ่น,900,1,low,high,ใต้\n"
)
SETTING = ("--period", "2026-Q1")
THAI = ("--encoding", "windows-874")


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(PEOPLE.encode("cp874"))
    return path


@pytest.mark.parametrize("repeated", [1, 1_000])
def test_people_are_rated_and_explained(people, tmp_path, repeated):
    first, *rows = PEOPLE.splitlines()
    more = [f"{each.replace(',', f' {at},', 1)}" for at in range(repeated) for each in rows]
    people.write_bytes("\n".join([first, *more]).encode("cp874"))
    target = tmp_path / "ratings.csv"
    refused = run("rate", SHOP, people, *SETTING, "-o", target, status=3)
    assert "byte C2 in line 1 is no part of a character" in refused.stderr
    assert "say `--encoding windows-874` if line 1 reads `person,ยอดขาย," in refused.stderr
    run("rate", SHOP, people, *SETTING, *THAI, "--keep", "ภาค", "-o", target)
    assert target.read_text(encoding="utf-8").splitlines()[1].startswith("สมชาย 0,seller,2026-Q1")
    assert "เหนือ" in target.read_text(encoding="utf-8")
    explained = run("explain", SHOP, people, *SETTING, *THAI, "--person", "ปิ่น 0")
    assert explained.stdout.startswith("ปิ่น 0 · ")


@pytest.mark.parametrize("repeated", [1, 1_000])
def test_what_was_made_out_is_told_and_written(people, tmp_path, repeated):
    """In the document of ratings, too, of few people and of many."""
    rows = [f"p{at},1.5 พัน,0,high,high,x" for at in range(repeated)]
    rows += ["Ann Lee,1500,0,high,high,x", "ann  lee,1500,0,high,high,x"]
    people.write_bytes("\n".join([PEOPLE.splitlines()[0], *rows]).encode("cp874"))
    target = tmp_path / "ratings.json"
    result = run("rate", SHOP, people, *SETTING, *THAI, "-o", target)
    document = json.loads(target.read_text(encoding="utf-8"))
    cells = "1 cell is" if repeated == 1 else "1,000 cells are"
    expected = [
        "column `ภาค` is not used: no such name is declared",
        f"column `ยอดขาย`: {cells} read as counted in `พัน` (row 2, `1.5 พัน` as `1500`)",
        f"`Ann Lee` in row {repeated + 2} and `ann  lee` in row {repeated + 3} differ only in capital "
        "letters and spaces, and count as two people",
    ]
    assert [note["message"] for note in document["notes"]] == expected
    told = [line.partition("people.csv: ")[2] for line in result.stderr.splitlines()]
    assert [each for each in told if each] == expected
    assert document["ratings"][0]["kpis"]["attainment"]["value"]["exact"] == "5/4"


def test_utf_16_needs_no_option(people):
    people.write_bytes(PEOPLE.replace(",", "\t").encode("utf-16"))
    lines = run("rate", SHOP, people, *SETTING, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["person"] for line in lines] == ["สมชาย", "ปิ่น"]


def test_ratings_that_were_saved_otherwise_are_summed_up(people, tmp_path):
    target = tmp_path / "ratings.csv"
    run("rate", SHOP, people, *SETTING, *THAI, "-o", target)
    plain = run("summary", target, "--framework", SHOP).stdout
    target.write_bytes(target.read_text(encoding="utf-8").encode("cp874"))
    options = ("--framework", SHOP, "--by", "ภาค", "--people", people)
    run("summary", target, *options, status=2)
    grouped = run("summary", target, *options, *THAI).stdout
    assert "เหนือ" in grouped
    assert plain.splitlines()[0] in grouped


def test_a_framework_from_a_sheet_in_an_encoding(tmp_path):
    path = tmp_path / "roles.csv"
    rows = "ตัวชี้วัด,น้ำหนัก,ระดับ 2,ระดับ 1\nยอดขาย,100%,ตั้งแต่ 10 ราย,0-9 ราย\n"
    path.write_bytes(rows.encode("cp874"))
    target = tmp_path / "new.rules"
    run("new", "ทีมขาย", "--from", path, "-o", target, status=2)
    run("new", "ทีมขาย", "--from", path, *THAI, "-o", target)
    assert "kpi ยอดขาย" in target.read_text(encoding="utf-8")
    refused = run("new", "team", *THAI, "-o", tmp_path / "x.rules", "--defaults", status=2)
    assert "`--encoding` goes with `--from`" in refused.stderr


def test_wrong_usage(people, tmp_path):
    result = run("rate", SHOP, people, *SETTING, "--encoding", "tis", status=2)
    assert "`tis` is no encoding of texts that is known; `tis-620` would be one" in result.stderr
    book = tmp_path / "people.parquet"
    book.write_bytes(b"")
    result = run("rate", SHOP, book, *SETTING, *THAI, status=2)
    assert (
        "`--encoding` is for CSV, TSV and JSON files, and none of the files is one" in result.stderr
    )
