"""`assay rate` of large files into JSON: the very text that small ones give, to files and pipes."""

import json
from functools import partial

import pytest
from large_people import DIRECTOR, REGIONS, directors, run, seen_both_ways, shop_with_tables

from assay.commands import files
from assay.engine.streaming import problem_texts
from assay.engine.streaming.writing.json_layout import JsonLayout

AGAIN = ["d-003", "zoe", "d-004", "zoe", "", "Total", ""]


@pytest.fixture
def both_ways(monkeypatch):
    return partial(seen_both_ways, monkeypatch)


@pytest.mark.parametrize(("language", "rows"), [("en", 7), ("th", 1 << 10)])
def test_a_document_tells_everything_in_the_same_text(
    tmp_path, both_ways, monkeypatch, language, rows
):
    monkeypatch.setattr(JsonLayout, "rows", rows)
    source = directors(tmp_path / "people.csv", again=AGAIN, regions=REGIONS)
    words = ("rate", DIRECTOR, source, "--period", "2026-Q1", "--lang", language)
    kept = ("--keep", "Region", "--keep", "since", "--by", "customers_at_start")
    target = tmp_path / "out.json"
    _, told, written = both_ways(*words, *kept, target=target, status=3)
    document = json.loads(written)
    assert written.decode() == json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    rated = [each["person"] for each in document["ratings"]]
    assert len(rated) > 20
    assert rated == sorted(rated, key=lambda person: (person == "Total", person))
    problems = document["problems"]
    assert len(problems) > 15
    assert [each["row"] for each in problems] == sorted(each["row"] for each in problems)
    codes = {each["code"] for each in problems}
    assert codes == {"bad-value", "duplicate-person", "no-person"}
    # What somebody has in the first row that says it, although no row is rated.
    (again,) = [each for each in problems if each["person"] == "d-003" and each["row"] == 62]
    assert again["kept"] == {"Region": REGIONS[3], "since": "2003"}
    nameless = [each["kept"] for each in problems if each["code"] == "no-person"]
    assert nameless == [{"Region": "", "since": ""}] * 2
    assert [each["message"] for each in document["notes"]] == [
        "column `Remarks` is not used: no such name is declared",
        "row 67: `Total` is rated as a person; if it is a total, delete the row",
    ]
    assert "left out" in told
    if language == "en":
        assert both_ways(*words, *kept, "--strict", target=target, status=3)[2] is None
        both_ways(*words, "--keep", "Regions", target=target, status=2)


def test_everyone_and_nobody_is_fine(tmp_path, both_ways):
    source = directors(tmp_path / "people.csv", 9, wrong=False)
    words = ("rate", DIRECTOR, source, "--period", "2026-Q1")
    written = both_ways(*words, target=tmp_path / "out.json")[2]
    assert json.loads(written)["problems"] == []
    heading, *lines = source.read_text(encoding="utf-8").splitlines()
    wrong = [line.partition(",")[2].join([",", ""]) for line in lines]
    source.write_text("\n".join([heading, *wrong]), encoding="utf-8")
    written = both_ways(*words, target=tmp_path / "out.json", status=3)[2]
    assert json.loads(written)["ratings"] == []
    assert len(json.loads(written)["problems"]) == 9
    assert both_ways(*words, target=tmp_path / "out.jsonl", status=3)[2] == b""


@pytest.mark.parametrize("style", ["json", "jsonl", "csv", "tsv"])
def test_a_pipe_gets_what_a_file_gets(tmp_path, both_ways, style):
    words, tables, people = shop_with_tables(tmp_path, wrong=True)
    words = (*words, people, *tables, "--format", style)
    shown, told, _ = both_ways(*words, status=3)
    _, the_same, written = both_ways(*words, target=tmp_path / f"out.{style}", status=3)
    assert (shown, told) == (written.decode(), the_same)
    assert shown.count("\n") > 25
    assert both_ways(*words, "--strict", status=3)[0] == ""
    # A device stands for a stream, too, and is not replaced.
    both_ways(*words, "-o", "/dev/null", status=3)


@pytest.mark.parametrize("wrong", [False, True])
def test_problems_of_tables_are_told_with_what_is_kept_of_their_people(tmp_path, both_ways, wrong):
    words, tables, people = shop_with_tables(tmp_path, wrong=wrong)
    target = tmp_path / "out.json"
    more = ("--keep", "team", "--by", "team")
    status = 3 * wrong
    written = both_ways(*words, people, *tables, *more, target=target, status=status)[2]
    document = json.loads(written)
    assert len(document["ratings"]) > 25
    if wrong:
        (ragged,) = [each for each in document["problems"] if each["person"] == "p7"]
        assert ragged["kept"] == {"team": "b"}
    both_ways(*words, *tables, target=target, status=status)


def test_problems_beyond_those_that_are_held_are_put_aside(tmp_path, both_ways, monkeypatch):
    source = directors(tmp_path / "people.csv", again=AGAIN)
    words = ("rate", DIRECTOR, source, "--period", "2026-Q1")
    target = tmp_path / "out.json"
    expected = both_ways(*words, target=target, status=3)[2]
    monkeypatch.setattr(problem_texts, "MOST_HELD", 3)
    assert both_ways(*words, target=target, status=3)[2] == expected


def test_what_cannot_be_written_is_told_without_the_name_of_a_file_nobody_asked_for(
    tmp_path, monkeypatch
):
    source = directors(tmp_path / "people.csv", wrong=False)
    monkeypatch.setattr(files, "LARGE", 0)

    def full(*_, **__):
        raise OSError(28, "No space left on device", str(full.path))

    def rate_files(self, people, path, **more):
        full.path = path
        full()

    monkeypatch.setattr("assay.Framework.rate_files", rate_files)
    words = ("rate", DIRECTOR, source, "--period", "2026-Q1", "--format", "json")
    said = run(*words, status=2).stderr
    assert said == "assay: the result cannot be written: no space left on device\n"
