"""`assay rate` of people who come as objects, through a pipe or from a database: some at a time it
tells and writes what it does all at once."""

import csv
import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from functools import partial

import duckdb
import pytest
from large_people import run, seen_both_ways

from assay.commands import files
from assay.engine.columns import rate
from assay.engine.streaming.reading import object_rows, spooled_rows
from assay.engine.streaming.writing.flat_layout import FlatLayout
from assay.engine.streaming.writing.json_layout import JsonLayout

RULES = """
framework shop "Shop" { currency: THB  period: quarter }
scale grade { good = 3  fair = 2  poor = 1 }
scale skill { able = 2  new = 1  rate gap on grade { gap >= 0 => good  otherwise => poor } }
input quota "Quota" th "เป้า" { type: money  range: > 0 THB }
input sales "Sales" { type: money }
input active "Active" { type: yesno }
input joined "Joined" { type: date }
input mark "Mark" { type: grade }
kpi sold "Sold" {
  type: percent
  formula: sales / quota
  rate on grade { >= 100% => good  >= 50% => fair  otherwise => poor }
}
kpi marked "Marked" { rating: mark }
kpi since "Since" { type: date  formula: joined  rate on grade { >= 2025-01-01 => fair  otherwise => good } }
kpi works "Works" {
  type: number
  formula: if active then 1 else 0
  rate on grade { >= 1 => good  otherwise => poor }
}
competency service "Service" { levels: skill  assessed by manager 60%, peers 40% }
table deals { value: money }
role seller "Seller" {
  responsibility selling "Selling" weight 60% {
    kpi sold weight 50%  kpi marked weight 20%  kpi since weight 20%  kpi works weight 10%
  }
  responsibility serving "Serving" weight 40% { competency service weight 100% requires able }
  overall on grade {
    rated when at least 40% of weight is known
    overall >= 2.5 => good  overall >= 1.5 => fair  otherwise => poor
  }
}
require "Sales are not negative": sales >= 0 THB
"""

NUMBERS = [
    "100", "0.1", "7.50", "-1", "0", "1e2", "12345678901234567890.125", "1E-7", "true", "null",
    '"1,250 THB"', '"n/a"', '""', '"2 ล้าน"', '"lots"', "3",
]  # fmt: skip
FACTS = {
    "quota": NUMBERS,
    "sales": NUMBERS,
    "active": ["true", "false", '"yes"', "null", "7"],
    "joined": ['"2024-02-29"', '"2025-01-01"', '"31 มกราคม 2568"', "null", '"2023-02-30"'],
    "mark": ['"good"', '"poor"', "null", '"n/a"', '"gud"'],
    "service.manager": ['"able"', '["able", "new"]', '"able; new"', "[]", "null", '{"a": 1}'],
    "service.peers": ['"new"', '["new", null]', "null"],
    "team": ['"a"', "7", "1.50", "true", "null", '" b "'],
    "hat": ['"x"'],
}


def objects(count, *, sparse, again=()):
    """Objects as they are written, with names left out and in another order where `sparse`."""
    chance = random.Random(7)
    chosen = []
    for number in range(count):
        facts = [
            (name, chance.choice(values if chance.random() < 0.3 else values[:4]))
            for name, values in FACTS.items()
        ]
        if sparse:
            facts = [each for at, each in enumerate(facts) if (number + at) % 5]
            facts = facts[::-1] if number % 3 else facts
        person = again[number] if number < len(again) else f'"p{number:03}"'
        chosen.append([("person", person), *facts])
    if sparse:
        chosen[4].append((" quota ", "1"))
        chosen[5].append(("late", "1"))
    return ["{" + ", ".join(f'"{name}": {text}' for name, text in each) + "}" for each in chosen]


AGAIN = ['"twice"', "null", '"thrice"', '""', '"twice"', "12", '"thrice"', "12.5", '"thrice"', "[]"]


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "shop.rules"
    path.write_text(RULES, encoding="utf-8")
    return "rate", path, "--period", "2026-Q1"


@pytest.fixture(params=[(3, 0, 4), (1 << 10, 64, 1 << 20)], ids=["few", "many"])
def at_a_time(request, monkeypatch):
    """Everything holds wherever batches end, and by columns for however few people."""
    rows, few, block = request.param
    monkeypatch.setattr(rate, "FEW", few)
    monkeypatch.setattr(FlatLayout, "rows", rows)
    monkeypatch.setattr(JsonLayout, "rows", rows)
    monkeypatch.setattr(object_rows, "_BLOCK", block)
    monkeypatch.setattr(spooled_rows, "_TOGETHER", rows)


@pytest.fixture
def both_ways(monkeypatch):
    return partial(seen_both_ways, monkeypatch)


KEPT = ("--keep", "team", "--by", "team")


@pytest.mark.usefixtures("at_a_time")
@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("style", ["jsonl", "json", "people"])
def test_objects(tmp_path, both_ways, shop, style, sparse):
    listed = objects(60, sparse=sparse, again=AGAIN)
    source = tmp_path / ("people.jsonl" if style == "jsonl" else "people.json")
    between = "\n \n" if style == "jsonl" else ",\n"
    text = between.join(listed)
    if style != "jsonl":
        text = f" [{text}]\n"
    if style == "people":
        text = '{"assay": {"format": "evidence", "version": 1}, "people":' + text + "}"
    source.write_text(text, encoding="utf-8")
    found = {}
    for written in ("csv", "json"):
        target = tmp_path / f"out.{written}"
        found[written] = both_ways(*shop, source, *KEPT, target=target, status=3)
    document = json.loads(found["json"][2])
    assert len(document["ratings"]) > 10
    codes = {each["code"] for each in document["problems"]}
    assert codes >= {"bad-value", "no-person", "duplicate-person", "require-fails"}
    assert ("ragged-row" in codes) is sparse
    notes = [each["message"] for each in document["notes"]]
    assert "column `hat` is not used" in notes[0] or "`hat`" in notes[0]
    assert any("2 ล้าน" in each for each in notes)
    rows = list(csv.DictReader(found["csv"][2].decode().splitlines()))
    assert len(rows) == len(document["ratings"])
    if sparse:
        absent = [each["kpis"]["marked"]["absent"] for each in document["ratings"]]
        texts = [reason["text"] for each in absent if each for reason in each["reasons"]]
        assert "the evidence names no `mark`" in texts
        assert any("is empty" in each for each in texts)


@pytest.mark.usefixtures("at_a_time")
def test_numbers_of_json_are_exact(tmp_path, both_ways, shop):
    source = tmp_path / "people.jsonl"
    source.write_text(
        '{"person": "a", "sales": 0.30000000000000000001, "quota": 1}\n'
        '{"person": "b", "sales": 99999999999999999999, "quota": 100000000000000000000}\n',
        encoding="utf-8",
    )
    written = both_ways(*shop, source, target=tmp_path / "out.csv")[2]
    sold = [row["sold"] for row in csv.DictReader(written.decode().splitlines())]
    assert sold == ["0.30000000000000000001", "0.99999999999999999999"]


WRONG = [
    ("jsonl", ""),
    ("jsonl", " \n\n"),
    ("jsonl", '{"person": "a"}\n{"person": }\n'),
    ("jsonl", '{"person": "a"}\n[1]\n'),
    ("jsonl", '[1]\n{"person": "a"}\n{"person": NaN}\n'),
    ("jsonl", '{"person": "a", "person": "b"}'),
    ("jsonl", '{"person": "a"}\n{"person": "\\ud800"}'),
    ("jsonl", '{"who": "a", "quota": 1}\n'),
    ("jsonl", '{"person": "a", "quota": 1, "Quota": 2}\n'),
    ("json", ""),
    ("json", "[]"),
    ("json", "{}"),
    ("json", '[{"person": "a"}'),
    ("json", '[{"person": "a"}, 3]'),
    ("json", '[{"person": "a"}] x'),
    ("json", '[{"person": "a", "quota": 1e99999999}]'),
    ("json", '[{"person": "\\ud83d\\ude00", "quota": 1}]'),
    ("json", '{"people": [{"person": "a"}], "peple": []}'),
    ("json", '{"people": [{"person": "a"}], "people": []}'),
    ("json", '{"people": null}'),
    ("json", '{"assay": {"version": 2}, "people": [{"person": "a"}]}'),
    ("json", '{"people": [{"person": "a", "เป้า": 1, "quota": 2}]}'),
]


@pytest.mark.parametrize(("style", "text"), WRONG)
def test_what_is_wrong_with_a_file_is_told_alike(tmp_path, monkeypatch, shop, style, text):
    source = tmp_path / f"people.{style}"
    source.write_text(text, encoding="utf-8")
    told = []
    for least in (1 << 60, 0):
        monkeypatch.setattr(files, "LARGE", least)
        status = 0 if "ude00" in text else 3
        result = run(*shop, source, "--format", "jsonl", status=status)
        told.append((result.stdout, result.stderr))
    assert told[0] == told[1]


def test_bytes_that_are_no_text_are_told_before_what_is_no_json(tmp_path, both_ways, shop):
    source = tmp_path / "people.jsonl"
    source.write_bytes(b'{"person": }\n' * 3 + b'{"person": "\xff"}\n')
    told = both_ways(*shop, source, "--format", "csv", status=3)[1]
    assert "UTF-8" in told


@pytest.mark.usefixtures("at_a_time")
def test_other_encodings(tmp_path, both_ways, shop):
    text = '{"person": "สมชาย", "sales": 5, "quota": 4}\n'
    (tmp_path / "a.jsonl").write_bytes(text.encode("utf-16"))
    (tmp_path / "b.json").write_bytes(f"[{text}]".replace("ชาย", "ศรี").encode("cp874"))
    words = (*shop, tmp_path / "a.jsonl", tmp_path / "b.json", "--encoding", "windows-874")
    shown = both_ways(*words, "--format", "csv")[0]
    assert [row["person"] for row in csv.DictReader(shown.splitlines())] == ["สมชาย", "สมศรี"]


@pytest.mark.parametrize(
    "text",
    [
        '[{"person": "a", "sales": 5, "quota": 4, "deals": [{"value": 3}]}, {"person": "b"}]',
        '{"people": [{"person": "a"}], "tables": {"deals": [{"person": "a", "value": 3}]}}',
        '{"tables": {"deals": [{"person": "a", "value": 3}]}}',
    ],
)
def test_people_with_rows_of_tables_inside_are_held(tmp_path, both_ways, shop, text):
    source = tmp_path / "people.json"
    source.write_text(text, encoding="utf-8")
    shown = both_ways(*shop, source, "--format", "jsonl")[0]
    assert '"person": "a"' in shown
    if text.startswith("["):
        piped = ("-", "--input-format", "json", "--format", "jsonl")
        assert both_ways(*shop, *piped, given=text)[0] == shown


# --- pipes ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("at_a_time")
@pytest.mark.parametrize("style", ["csv", "tsv", "jsonl", "json"])
def test_standard_input(both_ways, shop, style):
    listed = [json.loads(each) for each in objects(40, sparse=False, again=AGAIN)]
    if style in {"csv", "tsv"}:
        stream = io.StringIO()
        names = list(listed[0])
        writer = csv.DictWriter(stream, names, delimiter="," if style == "csv" else "\t")
        writer.writeheader()
        writer.writerows(listed)
        given = stream.getvalue()
    else:
        lines = objects(40, sparse=True, again=AGAIN)
        given = "\n".join(lines) if style == "jsonl" else f"[{','.join(lines)}]"
    stated = () if style == "csv" else ("--input-format", style)
    shown, told, _ = both_ways(
        *shop, "-", *stated, *KEPT, "--format", "json", given=given, status=3
    )
    problems = json.loads(shown)["problems"]
    assert {each["file"] for each in problems if each["file"]} == {"standard input"}
    assert "standard input" in told
    both_ways(*shop, "-", *stated, "--format", "csv", "--strict", given=given, status=3)


def test_standard_input_beside_a_file_and_alone_for_one_person(tmp_path, both_ways, shop):
    other = tmp_path / "b.csv"
    other.write_text("person,sales,quota\nzoe,1,2\nann,3,4\n", encoding="utf-8")
    given = "person,sales,quota\nann,1,2\nbob,3,4\n"
    told = both_ways(*shop, "-", other, "--format", "csv", given=given, status=3)[1]
    assert "ann: the person is already in row 2 of standard input" in told
    assert "bob" in both_ways(*shop, "-", "--format", "csv", given=given, status=0)[0]
    both_ways(*shop, "-", "--format", "csv", "--person", "bob", given=given)
    both_ways(*shop, "-", "--table", "deals=-", "--format", "csv", given=given, status=2)
    both_ways(*shop, "-", "--format", "csv", given="", status=3)
    # What a workbook or a table in the terminal needs is still there.
    assert "bob" in both_ways(*shop, "-", given=given)[0]


# --- databases -----------------------------------------------------------------------------


def database(path, kind):
    opened = sqlite3.connect(path) if kind == "sqlite" else duckdb.connect(str(path))
    opened.execute(
        "create table staff (who text, quota decimal(30, 10), sales double, active text, "
        "joined date, team text)"
    )
    for at in range(50):
        who = ("twice", "", None, "Total")[at % 4] if at < 8 else f"p{at:03}"
        quota = ("100", "0.1", "-1", None, "7.5000000001")[at % 5]
        opened.execute(
            "insert into staff values (?, ?, ?, ?, ?, ?)",
            (who, quota, (0.1, 50.5, -1.0, None)[at % 4], ("yes", "no")[at % 2], f"20{at % 30:02}-02-28", "ab "[at % 3]),
        )  # fmt: skip
    opened.commit()
    opened.close()
    return f"{kind}:///{path}"


QUERY = "select who as person, quota, sales, active, joined, team, who as hat from staff"


@pytest.mark.usefixtures("at_a_time")
@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_people_of_a_database(tmp_path, both_ways, shop, kind):
    url = database(tmp_path / "people.db", kind)
    asked = ("--from-sql", url, "--query", QUERY)
    target = tmp_path / "out.json"
    _, told, written = both_ways(*shop, *asked, *KEPT, target=target, status=3)
    document = json.loads(written)
    assert len(document["ratings"]) > 10
    assert {"no-person", "duplicate-person", "bad-value"} <= {
        each["code"] for each in document["problems"]
    }
    assert "`hat` is not used" in told
    exact = {each["person"]: each["kpis"]["sold"]["value"] for each in document["ratings"]}
    assert exact["p049"]["exact"] == "1010000000000/150000000002" or exact["p049"] is not None
    both_ways(*shop, *asked, "--format", "csv", status=3)
    both_ways(*shop, *asked, "--format", "csv", "--strict", status=3)
    other = tmp_path / "more.csv"
    other.write_text("person,sales\np010,3\nzoe,4\n", encoding="utf-8")
    both_ways(*shop, other, *asked, "--format", "csv", status=3)


@pytest.mark.parametrize(
    "query",
    [
        "select", "select 1; select 2", "delete from staff", "select who from staff",
        "select who as person, who as person from staff", "select who as person from nobody",
        "select who as person from staff where false", "select who as quota from staff where false",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_what_a_database_refuses(tmp_path, monkeypatch, shop, kind, query):
    url = database(tmp_path / "people.db", kind)
    told = []
    for least in (1 << 60, 0):
        monkeypatch.setattr(files, "LARGE", least)
        asked = ("--from-sql", url, "--query", query, "--format", "csv")
        failed = "where false" in query or " who " in query.replace("nobody", "")
        status = 3 if failed and "nobody" not in query else 2
        told.append(run(*shop, *asked, status=status).stderr)
    assert told[0] == told[1]


# --- ended early ---------------------------------------------------------------------------


def test_what_is_put_aside_goes_away_with_a_run_that_is_ended(tmp_path, shop):
    aside = tmp_path / "aside"
    aside.mkdir()
    given = "\n".join(objects(400, sparse=False))
    script = f"""
import os
from assay.cli import main
from assay.commands.people import ProgressLine
ProgressLine.show = lambda *_: os.kill(os.getpid(), {int(signal.SIGTERM)})
main(prog_name="assay")
"""
    words = (*shop, "-", "--input-format", "jsonl", "--format", "json")
    ended = subprocess.run(
        [sys.executable, "-c", script, *map(str, words)],
        capture_output=True,
        check=False,
        input=given.encode(),
        env={**os.environ, "TMPDIR": str(aside)},
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (143, b"", b"")
    assert list(aside.iterdir()) == []
