"""Results in files: whole or not at all, in the format that their names say."""

import errno
import os
import stat
from pathlib import Path

import openpyxl
import pytest
from shop_commands import RATE, SHOP, run, workbook

import assay


def test_a_result_replaces_a_file_and_keeps_its_permissions_and_links(tmp_path):
    target, link = tmp_path / "ratings.csv", tmp_path / "link.csv"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    result = run(*RATE, "--format", "csv", "--output", link)
    assert result.stdout == ""
    assert target.read_text(encoding="utf-8") == run(*RATE, "--format", "csv").stdout
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.csv", "ratings.csv"]


@pytest.mark.parametrize("size", [2, 4_000])
@pytest.mark.parametrize("output", ["people.csv", "link.csv", "shop.rules", "./people.csv"])
@pytest.mark.parametrize("named", ["people.csv", "p*.csv"])
def test_what_is_read_is_never_written_over(tmp_path, monkeypatch, size, output, named):
    monkeypatch.chdir(tmp_path)
    people = "person,revenue,quota\n" + "".join(f"p{at},{at}.25,100000\n" for at in range(size))
    Path("people.csv").write_text(people)
    Path("link.csv").symlink_to("people.csv")
    Path("shop.rules").write_bytes(Path(SHOP).read_bytes())
    more = ("--period", "2026-Q1", "--format", "csv", "-o", output)
    said = run("rate", "shop.rules", named, *more, status=2).stderr
    assert said == (
        f"assay: `{output}` is a file that is read, and would be lost: write the result to another\n"
    )
    assert Path("people.csv").read_text() == people
    assert Path("shop.rules").read_bytes() == Path(SHOP).read_bytes()


def test_ratings_and_tables_are_not_written_over_either(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(*RATE, "-o", "ratings.json")
    run("summary", "ratings.json", "-o", "ratings.json", status=2)
    run("rate", SHOP, "--table", "deals=ratings.json", "-o", "ratings.json", status=2)
    run("summary", "ratings.json")


def test_nor_is_a_file_that_the_framework_uses(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = Path(SHOP).read_text(encoding="utf-8")
    header, _, rest = text.partition("\nscale ")
    Path("scales.rules").write_text("scale " + rest[: rest.index("\n}") + 3], encoding="utf-8")
    Path("shop.rules").write_text(
        f'{header}\nuse "scales.rules"\n{rest[rest.index(chr(10) + "}") + 3 :]}', encoding="utf-8"
    )
    kept = Path("scales.rules").read_text(encoding="utf-8")
    said = run("rate", "shop.rules", *RATE[2:], "-o", "scales.rules", "--format", "csv", status=2)
    assert "`scales.rules` is a file that is read" in said.stderr
    assert Path("scales.rules").read_text(encoding="utf-8") == kept


def test_a_result_that_fails_half_way_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    target = tmp_path / "ratings.jsonl"
    target.write_text("old")

    def failing(*_, **__):
        yield '{"first": 1}\n'
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(assay, "rating_lines", failing)
    result = run(*RATE, "--format", "jsonl", "--output", target, status=2)
    assert result.stderr.splitlines()[-1] == (
        f"assay: `{target}` cannot be used: no space left on device"
    )
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["ratings.jsonl"]


def test_a_device_is_written_to_and_not_replaced():
    run(*RATE, "--format", "csv", "--output", os.devnull)
    assert Path(os.devnull).is_char_device()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to(tmp_path):
    tmp_path.chmod(0o500)
    result = run(*RATE, "--output", tmp_path / "x", status=2)
    assert result.stderr.splitlines()[-1] == f"assay: `{tmp_path}` may not be opened"


@pytest.mark.parametrize("language", ["en", "th"])
def test_a_workbook_of_ratings_reads_back(tmp_path, language):
    path = tmp_path / "ratings.xlsx"
    wrong = workbook(
        tmp_path / "people.xlsx",
        ["person", "revenue", "complaints", "advice.manager", "advice.peers"],
        ["ann", 1500, 0, "high", "high"],
        ["-bob:1", 1_020, 0, "low", "high"],
        ["cid", "lots", 0, "high", "high"],
    )
    more = ("--period", "2026-Q1", "-o", path, "--sheets", "people", "--lang", language)
    run("rate", SHOP, wrong, *more, status=3)
    book = openpyxl.load_workbook(path)
    ratings, levels, problems, about, told, ann, bob = book.worksheets
    assert told.sheet_state == "veryHidden"
    assert [sheet.title for sheet in (ann, bob)] == ["ann", "-bob_1"]
    good, poor = {"en": ("Good", "Poor"), "th": ("ดี", "ต้องปรับปรุง")}[language]
    first = [cell.value for cell in ratings[2]]
    assert first[:3] == ["ann", 3, good]
    assert first[4:7] == [1.25, good, 3]
    assert ratings["E2"].number_format == "#,##0%"
    assert ratings["A3"].hyperlink.location == "'-bob_1'!A1"
    assert ratings["A3"].data_type == "s"
    assert ratings["G3"].value == 1
    assert (ratings["F3"].value, ratings.freeze_panes) == (poor, "B2")
    assert ratings.auto_filter.ref.startswith("A1:")
    assert ratings["C2"].fill.fgColor.rgb != ratings["F3"].fill.fgColor.rgb
    assert [cell.value for cell in levels["B"][1:]] == [1, 1, 0]
    (chart,) = levels._charts
    assert chart.ser[0].val.numRef.f.endswith("$B$2:$B$4")
    row = [cell.value for cell in problems[2]]
    assert row[:7] == ["cid", wrong, "Q1", "B4", 4, "revenue", "lots"]
    asked = ("--period", "2026-Q1", "--person", "ann", "--width", "110", "--lang", language)
    said = run("explain", SHOP, wrong, *asked).stdout.rstrip("\n").split("\n")
    assert [cell.value or "" for cell in ann["A"]] == said
    assert ann["B1"].hyperlink.location == f"'{ratings.title}'!A2"
    assert [cell.value for cell in about["B"]][3] == "2026-Q1"


def test_the_name_of_the_output_says_how_it_is_written(tmp_path):
    for suffix in ("csv", "json", "jsonl"):
        run(*RATE, "-o", tmp_path / f"out.{suffix}")
        assert (tmp_path / f"out.{suffix}").read_text() == run(*RATE, "--format", suffix).stdout
    assert "needs a file" in run(*RATE, "--format", "xlsx", status=2).stderr
    assert "`--sheets`" in run(*RATE, "--sheets", "people", status=2).stderr


def test_strict_writes_nothing_where_somebody_is_left_out(tmp_path):
    path = tmp_path / "out.csv"
    wrong = workbook(tmp_path / "p.xlsx", ["person", "revenue"], ["a", 1], ["b", "?"])
    more = ("--period", "2026-Q1", "-o", path)
    result = run("rate", SHOP, wrong, *more, "--strict", status=3)
    assert "nothing is written" in result.stderr
    assert not path.exists()
    run("rate", SHOP, wrong, *more, status=3)
    assert path.read_text().count("\n") == 2


def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "out.xlsx"
    path.write_bytes(b"before")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    result = run(*RATE, "-o", path, status=2)
    assert f"`{path}` cannot be used: no space left on device" in result.stderr
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
def test_a_device_that_takes_nothing_is_told():
    said = run(*RATE, "--format", "csv", "-o", "/dev/full", status=2).stderr
    assert "assay: the result cannot be written: no space left on device" in said
