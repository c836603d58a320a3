"""People of objects and databases by `rate_files`, and the order in which problems are told."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import file_shop
import pytest

import assay
from assay.engine.streaming.problem_places import ProblemPlaces
from assay.engine.streaming.problem_texts import ProblemTexts

TEXT = file_shop.TEXT
LINE = '{"person": "%s", "quota": 100, "sales": %s, "active": true, "visits": 1}\n'


@pytest.fixture(scope="module")
def shop() -> assay.Framework:
    return assay.loads(TEXT)


def test_a_query_beside_a_file_that_is_called_otherwise(
    shop: assay.Framework, tmp_path: Path
) -> None:
    lines = tmp_path / "aside"
    lines.write_text(LINE % ("ann", "0.1") + LINE % ("bob", '"x"'), encoding="utf-8")
    with sqlite3.connect(tmp_path / "hr.db") as database:
        database.execute("create table staff (person, quota, sales)")
        database.execute(
            "insert into staff values ('cid', 100, 50.5), ('ann', 1, 1), ('dan', 1, 2)"
        )
    database.close()
    sources = [
        assay.EvidenceQuery(f"sqlite:///{tmp_path / 'hr.db'}", "select * from staff"),
        assay.EvidenceFile(str(lines), "a pipe", "jsonl"),
    ]
    target = tmp_path / "out.json"
    done = shop.rate_files(sources, target, period="2026-Q1")
    assert [str(each) for each in done.problems] == [
        f"ann: the person is already in row 3 of sqlite:{tmp_path / 'hr.db'} (a pipe, row 1)",
        "bob: `sales`: `x` is not a number (a pipe, row 2, column `sales`)",
    ]
    document = json.loads(target.read_text(encoding="utf-8"))
    assert [each["person"] for each in document["ratings"]] == ["cid", "dan"]
    assert document["ratings"][0]["kpis"]["achievement"]["value"]["exact"] == "101/200"
    assert {each["file"] for each in document["problems"]} == {"a pipe"}


def test_rows_of_tables_inside_of_people_are_refused(tmp_path: Path) -> None:
    framework = assay.loads(
        'framework t "T" { currency: THB }\n'
        "table deals { value: money }\n"
        "metric total { type: money  formula: sum(deals.value) }\n"
    )
    source = tmp_path / "people.jsonl"
    source.write_text('{"person": "a"}\n{"person": "b", "deals": []}\n', encoding="utf-8")
    with pytest.raises(assay.HeldWhole, match=r"people\.jsonl` cannot be read some people at a"):
        framework.rate_files(source, tmp_path / "out.csv", detail="flat")
    assert not (tmp_path / "out.csv").exists()
    source.write_text('{"person": "a"}\n{"person": }\n', encoding="utf-8")
    with pytest.raises(
        assay.EvidenceError, match="line 2, column 12 is not JSON: expected a value"
    ):
        framework.rate_files(source, tmp_path / "out.csv", detail="flat")
    query = assay.EvidenceQuery(f"sqlite:///{tmp_path / 'none.db'}", "select 1")
    with pytest.raises(assay.UsageError, match="is not there"):
        framework.rate_files(query, tmp_path / "out.csv", detail="flat")


def test_problems_without_rows_are_told_as_if_all_were_read_first() -> None:
    def problem(code: str, person: str, file: str = "a.json", row: int | None = None):
        return assay.Problem(code, person, "", "", "", file, row)

    come = [
        problem("require-fails", "r", file=""),
        problem("bad-value", "v"),
        problem("no-person", ""),
        problem("duplicate-person", "p"),
        problem("duplicate-person", "q"),
        problem("bad-value", "w"),
        problem("duplicate-person", "p"),
        problem("bad-value", "z", "b.csv", 3),
        problem("ragged-row", "y", "b.csv", 2),
    ]
    places, texts = ProblemPlaces(), ProblemTexts(lambda each, _: each.code + " " + each.person)
    for each in come:
        texts.take(places.of(each), each, ())
    assert list(texts.texts()) == [
        "duplicate-person p",
        "duplicate-person p",
        "duplicate-person q",
        "no-person ",
        "bad-value v",
        "bad-value w",
        "ragged-row y",
        "bad-value z",
        "require-fails r",
    ]
