"""What transcripts do not show: files written whole, colour, interruptions, documents."""

import errno
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import openpyxl
import pyarrow
import pyarrow.feather
import pyarrow.parquet
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import assay
from assay.cli import COMMANDS, main
from assay.commands import people

ROOT = Path(__file__).parents[2]
FILES = Path(__file__).parent / "files"
SHOP = str(FILES / "shop.rules")
PEOPLE = str(FILES / "people.csv")
RATE = ("rate", SHOP, PEOPLE, "--period", "2026-Q1")
EXPLAIN = ("explain", SHOP, PEOPLE, "--period", "2026-Q1", "--person", "ann")


def run(*words, status=0, **options):
    result = CliRunner().invoke(main, [str(word) for word in words], **options)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == status, result.stderr
    return result


def process(*words, **options):
    script = "from assay.cli import main; main(prog_name='assay')"
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


# --- help ----------------------------------------------------------------------------------


def test_the_version():
    assert run("--version").stdout == f"assay {assay.__version__}\n"


def test_the_overview_names_each_command_and_each_has_examples():
    overview = run("--help").stdout
    for name, summary in COMMANDS.items():
        assert f"  {name:12}{summary}\n" in overview
        assert f"assay {name}" in run(name, "--help").stdout
    modules = {path.stem for path in (ROOT / "commands").glob("*.py")}
    assert modules - set(COMMANDS) == {
        "__init__",
        "completing",
        "files",
        "options",
        "output",
        "people",
        "reporting",
    }


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(shell):
    script = run("completion", shell).stdout
    assert f"_ASSAY_COMPLETE={shell}_complete" in script


# --- results in files ----------------------------------------------------------------------


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


def test_a_result_that_fails_half_way_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    target = tmp_path / "ratings.jsonl"
    target.write_text("old")
    documents = iter([{"first": 1}])

    def failing(rating, language, **kept):
        try:
            return next(documents)
        except StopIteration:
            raise OSError(28, "No space left on device", str(target)) from None

    monkeypatch.setattr(assay, "rating_document", failing)
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


# --- documents -----------------------------------------------------------------------------


def checked(name, text):
    document = json.loads(text)
    Draft202012Validator(assay.published_schema(name)).validate(document)
    return document


def test_ratings_as_a_document():
    document = checked("ratings", run(*RATE, "--format", "json").stdout)
    assert document["period"] == "2026-Q1"
    assert document["parameters"]["target"]["value"]["exact"] == "1200"
    assert document["parameters"]["target"]["from"] == "2026-01-01"
    ann, bob, thai, dan = document["ratings"]
    assert ann["overall"]["level"] == "fair"
    assert ann["overall"]["score"] == {
        "exact": "286/125", "shown": "2.288", "rounded": False, "unit": "",
    }  # fmt: skip
    assert ann["kpis"]["attainment"] == {
        "label": "Attainment",
        "value": {"exact": "5/4", "shown": "125%", "rounded": False, "unit": "%"},
        "rating": "good",
        "score": {"exact": "3", "shown": "3", "rounded": False, "unit": ""},
        "weight": {
            "declared": {"exact": "21/50", "shown": "42%", "rounded": False, "unit": "%"},
            "effective": {"exact": "21/50", "shown": "42%", "rounded": False, "unit": "%"},
            "contribution": {"exact": "63/50", "shown": "1.26", "rounded": False, "unit": ""},
        },
        "rule": {
            "id": "attainment.rule.1",
            "place": {"file": SHOP, "line": 52, "column": 5},
        },
        "absent": None,
    }
    assert bob["gates"] == [
        {
            "id": "seller.gate.1",
            "action": "cap",
            "level": "fair",
            "outcome": "fired",
            "because": "Nobody is good whom customers complain about",
            "place": {"file": SHOP, "line": 81, "column": 5},
        }
    ]
    assert thai["person"] == "สมหญิง"
    assert thai["overall"]["state"] == "not rated"
    assert thai["overall"]["possible"] == {"levels": ["good", "fair"], "exact": False}
    assert thai["overall"]["missing"] == ["calm"]
    assert thai["overall"]["absent"]["code"] == "gate-unknown: complaints"
    assert thai["kpis"]["calm"]["absent"] == {
        "kind": "missing",
        "code": "from: complaints",
        "reasons": [
            {
                "subject": "complaints",
                "text": f'`complaints` is empty ({PEOPLE}, row 4, column "complaints")',
            }
        ],
    }
    assert dan["overall"]["score"] is None
    assert dan["overall"]["known_weight"]["exact"] == "3/10"


def test_ratings_as_lines_have_the_same_records():
    whole = json.loads(run(*RATE, "--format", "json").stdout)["ratings"]
    lines = run(*RATE, "--format", "jsonl").stdout.splitlines()
    for line, record in zip(lines, whole, strict=True):
        document = checked("rating", line)
        assert {name: document[name] for name in record} == record
        assert document["role"] == {"id": "seller", "label": "Seller"}


def test_problems_stand_in_the_document():
    wrong = str(FILES / "wrong.csv")
    result = run("rate", SHOP, wrong, "--period", "2026-Q1", "--format", "json", status=3)
    document = checked("ratings", result.stdout)
    assert document["ratings"] == []
    assert [problem["row"] for problem in document["problems"]] == [3, 3, 3, 4, 5, 7, 8, None]
    assert document["problems"][0] == {
        "code": "bad-value",
        "person": "bob",
        "field": "revenue",
        "value": "lots",
        "message": "`revenue`: `lots` is not a number",
        "file": wrong,
        "row": 3,
        "column": "revenue",
        "sheet": "",
        "cell": "",
        "kept": {},
    }


def workbook(path, *rows, sheet="Q1"):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)
    return str(path)


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
    ratings, levels, problems, about, ann, bob = book.worksheets
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


def test_a_csv_has_its_headings_even_without_people():
    wrong = FILES / "wrong.csv"
    result = run("rate", SHOP, wrong, "--period", "2026-Q1", "--format", "csv", status=3)
    whole = run(*RATE, "--format", "csv").stdout
    assert result.stdout == whole.splitlines(keepends=True)[0]


def test_an_explanation_as_a_document():
    document = checked("explanation", run(*EXPLAIN, "--format", "json").stdout)
    assert document["person"] == "ann"


def test_a_framework_and_its_diagnostics_as_documents():
    assert checked("framework", run("show", SHOP, "--format", "json").stdout)["id"] == "shop"
    broken = FILES / "broken.rules"
    found = checked("diagnostics", run("check", broken, "--format", "json", status=1).stdout)
    assert found["summary"] == {"errors": 2, "warnings": 0, "notes": 0}
    sound = checked("diagnostics", run("check", SHOP, "--format", "json").stdout)
    assert sound["summary"] == {"errors": 0, "warnings": 0, "notes": 0}


def test_published_schemas_are_printed():
    for name in assay.SCHEMAS:
        assert json.loads(run("schema", "--of", name).stdout) == assay.published_schema(name)


def test_diagnostics_are_listed_and_explained():
    listed = run("diagnostic").stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(assay.CATALOGUE)
    assert run("diagnostic", "unknown-name").stdout.strip() == assay.page("unknown-name").strip()


# --- the terminal --------------------------------------------------------------------------

ESCAPE = "\x1b["


def test_colour_is_off_where_nobody_looks_and_on_where_it_is_asked_for():
    assert ESCAPE not in run(*EXPLAIN).output
    assert ESCAPE in run(*EXPLAIN, "--colour", color=True).stdout
    broken = ("check", FILES / "broken.rules")
    assert ESCAPE not in run(*broken, status=1).output
    assert ESCAPE in run(*broken, "--colour", status=1, color=True).stdout


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("setting", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_on_a_terminal_unless_no_color_is_set(setting, coloured):
    leader, follower = os.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    script = "from assay.cli import main; main()"
    with os.fdopen(leader, "rb", buffering=0) as terminal:
        with os.fdopen(follower, "wb") as stdout:
            subprocess.run(
                [sys.executable, "-c", script, *EXPLAIN],
                stdout=stdout,
                stderr=subprocess.DEVNULL,
                env={**environment, **setting, "TERM": "xterm"},
                check=True,
            )
        assert (ESCAPE.encode() in terminal.read(65_536)) is coloured


class Terminal:
    """A standard error that says it is a terminal."""

    def __init__(self):
        self.written = ""

    def isatty(self):
        return True


def test_progress_shows_on_a_terminal_after_two_seconds(monkeypatch):
    clock = iter([0.0, 1.0, 1.9, 4.0, 4.1, 5.0])
    said = []
    monkeypatch.setattr(people.sys, "stderr", Terminal())
    monkeypatch.setattr(people.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(people.click, "echo", lambda text, **_: said.append(text))
    assert list(people.with_progress(list("abcde"))) == list("abcde")
    assert said == [
        "\rrating 2 of 5  ████████░░░░░░░░░░░░  0 a second, 6 s left\x1b[K",
        "\rrating 4 of 5  ████████████████░░░░  1 a second, 2 s left\x1b[K",
        "\r\x1b[K",
    ]


def test_progress_is_silent_elsewhere():
    result = run(*RATE)
    assert "rating" not in result.stderr


# --- interruptions -------------------------------------------------------------------------


def test_control_c_ends_quietly(monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(assay, "load", interrupted)
    result = run(*RATE, status=130)
    assert result.output == ""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
@pytest.mark.parametrize("name", ["out.csv", "out.json", "out.xlsx", "out.parquet"])
def test_a_command_that_is_ended_while_it_writes_leaves_nothing(tmp_path, number, status, name):
    script = f"""
import os, time
from pathlib import Path
from assay.cli import main
def never(self, target):
    os.kill(os.getpid(), {int(number)})
    time.sleep(60)
Path.replace = never
main(prog_name="assay")
"""
    words = [str(word) for word in (*RATE, "-o", tmp_path / name)]
    ended = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, check=False)
    assert ended.returncode == status
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_goes_away_ends_the_command_quietly():
    running = process("show", SHOP, "--format", "json")
    running.stdout.close()
    stderr = running.stderr.read()
    running.stderr.close()
    assert (running.wait(), stderr) == (141, b"")


# --- hostile evidence ----------------------------------------------------------------------

PIECES = st.lists(
    st.sampled_from(
        [
            b"person", b"quota", b"complaints", b",", b";", b"\t", b"\n", b"\r\n", b'"', b"\x00",
            b"\xff", b"\xef\xbb\xbf", b"{", b"}", b"[", b"]", b":", b"1e999999", b"NaN", b"-0",
            b'"person"', b'"people"', b'"tables"', b"\xe0\xb8\x81", b"1", b"ann",
        ]
    ),
    max_size=30,
).map(b"".join)  # fmt: skip


@given(content=PIECES, style=st.sampled_from(["csv", "json", "jsonl"]))
def test_any_evidence_gives_ratings_or_problems(content, style):
    words = ["rate", SHOP, "-", "--input-format", style, "--period", "2026-Q1"]
    result = CliRunner().invoke(main, words, input=content)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code in {0, 3}, result.output
