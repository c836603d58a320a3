"""Evidence from workbooks, several files, columns and databases."""

import json
import sqlite3
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

import duckdb
import openpyxl
import pyarrow
import pyarrow.feather
import pyarrow.parquet
import pytest
from shop_commands import SHOP, checked, run, workbook


def test_a_workbook_is_rated_and_what_was_made_out_is_said(tmp_path):
    path = workbook(
        tmp_path / "people.xlsx",
        ["Shop, first quarter"],
        ["person", "ยอดขาย", "complaints", "advice.manager", "advice.peers"],
        ["ann", "1,500.00", 0, "high", "high"],
        ["bob", "lots", 0, "high", "high"],
    )
    options = ("--period", "2026-Q1", "--sheet", "q1", "--format", "json")
    result = run("rate", SHOP, path, *options, status=3)
    document = checked("ratings", result.stdout)
    (rating,) = document["ratings"]
    assert rating["kpis"]["attainment"]["value"]["exact"] == "5/4"
    (problem,) = document["problems"]
    assert (problem["sheet"], problem["cell"], problem["value"]) == ("Q1", "B4", "lots")
    assert [note["message"] for note in document["notes"]] == [
        "the headings are in row 2; what stands above them is not used",
        "column `ยอดขาย`: 1 cell is a number stored as text, read as written (cell B3, `1,500.00`)",
    ]
    assert f'bob: `revenue`: `lots` is not a number ({path}, sheet "Q1", cell B4' in result.stderr


def test_several_files_and_patterns_are_read_as_one(tmp_path):
    for name, person in (("b", "bob"), ("a", "ann"), ("c", "cid")):
        text = f"person\trevenue\tcomplaints\n{person}\t1,200\t1\n"
        (tmp_path / f"{name}.tsv").write_text(text)
    pattern = str(tmp_path / "[ab].tsv")
    more = (str(tmp_path / "c.tsv"), "--period", "2026-Q1", "--format", "jsonl")
    lines = run("rate", SHOP, pattern, *more).stdout.splitlines()
    assert [json.loads(line)["person"] for line in lines] == ["ann", "bob", "cid"]
    (tmp_path / "d.tsv").write_text("person\trevenue\nann\t1\n")
    result = run("rate", SHOP, str(tmp_path / "*.tsv"), *more[1:], status=3)
    assert f"ann: the person is already in row 2 of {tmp_path / 'a.tsv'}" in result.stderr


@pytest.mark.parametrize("languages", [("en",), ("th", "en")])
def test_a_template_that_is_filled_in_is_rated(tmp_path, languages):
    path = tmp_path / "people.xlsx"
    chosen = [word for language in languages for word in ("--lang", language)]
    run("template", SHOP, *chosen, "-o", path)
    book = openpyxl.load_workbook(path)
    people, deals = book.worksheets
    last = len(languages) + 1
    thai = languages[0] == "th"
    assert [each.title for each in book.worksheets] == (
        ["พนักงาน", "ดีล"] if thai else ["people", "Deals"]
    )
    headings = [cell.value for cell in people[last]]
    assert headings == ["person", "Complaints", "Advice: manager", "Advice: peers", "Revenue"]
    assert people.freeze_panes == f"B{last + 1}"
    rules = {str(each.sqref).split(":")[0]: each for each in people.data_validations.dataValidation}
    assert rules[f"C{last + 1}"].formula1 == '"Low,High"'
    assert rules[f"B{last + 1}"].formula1 == "0"
    assert [cell.value for cell in deals[last]] == ["seller", "Stage", "Closed", "Value"]
    people.append(["ann", 0, "High", "High"])
    deals.append(["ann", "won", datetime.combine(date(2026, 1, 31), time.min), 1500])
    book.save(path)
    result = run("rate", SHOP, path, "--period", "2026-Q1", "--format", "json")
    document = json.loads(result.stdout)
    assert document["ratings"][0]["kpis"]["attainment"]["value"]["exact"] == "5/4"
    assert document["ratings"][0]["overall"]["level"] is not None


@pytest.mark.parametrize("name", ["people.parquet", "people.arrow"])
def test_decimals_of_columns_are_read_as_such(tmp_path, name):
    revenue = pyarrow.array(
        [Decimal("1320.00000000000000000001"), None], pyarrow.decimal128(38, 20)
    )
    table = pyarrow.table({"person": ["ann", "bob"], "revenue": revenue, "complaints": [0, 1]})
    if name.endswith("parquet"):
        pyarrow.parquet.write_table(table, tmp_path / name)
    else:
        pyarrow.feather.write_feather(table, tmp_path / name)
    target = tmp_path / "out.parquet"
    run("rate", SHOP, tmp_path / name, "--period", "2026-Q1", "-o", target)
    rows = pyarrow.parquet.read_table(target).to_pylist()
    exact = Fraction("1320.00000000000000000001") / 1200
    assert Fraction(rows[0]["attainment"]) == exact
    assert (rows[1]["attainment"], rows[1]["attainment.absent"]) == (None, "missing")
    (tmp_path / name).write_bytes(b"none")
    result = run("rate", SHOP, tmp_path / name, "--period", "2026-Q1", status=3)
    assert "or a damaged one" in result.stderr


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_people_of_a_database(tmp_path, kind):
    path = tmp_path / "people.db"
    opened = sqlite3.connect(path) if kind == "sqlite" else duckdb.connect(path)
    opened.execute("create table staff (who text, rev decimal(30, 10), bad integer)")
    opened.execute("insert into staff values ('ann', 1320.1, 0), ('bob', null, 1)")
    opened.commit()
    opened.close()
    url = f"{kind}:///{path}"
    query = "select who as person, rev as revenue, bad as complaints from staff order by who"
    asked = ("--from-sql", url, "--query", query, "--period", "2026-Q1")
    rows = run("rate", SHOP, *asked, "--format", "jsonl").stdout.splitlines()
    first, second = map(json.loads, rows)
    assert first["kpis"]["attainment"]["value"]["exact"] == "13201/12000"
    assert second["person"] == "bob"
    why = run("explain", SHOP, *asked, "revenue", "--person", "ann").stdout
    assert 'row 2, column "revenue"' in " ".join(why.split())
    wrong = ("--from-sql", url, "--query", "delete from staff", "--period", "2026-Q1")
    reason = {"sqlite": "does not answer the query", "duckdb": "has to be a single `select`"}[kind]
    assert reason in run("rate", SHOP, *wrong, status=2).stderr
    assert len(run("rate", SHOP, *asked, "--format", "jsonl").stdout.splitlines()) == 2


def test_a_database_that_cannot_be_read(tmp_path):
    for url, said in (
        ("mysql://x/y", "begins with `sqlite:///`"),
        (f"sqlite:///{tmp_path}/none.db", "is not there"),
    ):
        asked = ("--from-sql", url, "--query", "select 1", "--period", "2026-Q1")
        assert said in run("rate", SHOP, *asked, status=2).stderr
    asked = ("--query", "x", "--period", "2026-Q1")
    assert "belong together" in run("rate", SHOP, *asked, status=2).stderr


def test_a_template_for_no_workbook(tmp_path):
    assert "ends with `.xlsx`" in run("template", SHOP, "-o", tmp_path / "a.csv", status=2).stderr
