"""`assay rate` of large files: the same files, messages and exit codes as of small ones."""

import csv
import json
import os
import pty
import signal
import subprocess
import sys
from datetime import date
from decimal import Decimal
from functools import partial

import pyarrow
import pyarrow.parquet
import pytest
from large_people import (
    DIRECTOR,
    REGIONS,
    directors,
    run,
    seen_both_ways,
    shop_with_tables,
    to_parquet,
)

from assay.commands import files


@pytest.fixture
def both_ways(monkeypatch):
    """Runs a command as for small and as for large files, and compares all that can be seen."""
    return partial(seen_both_ways, monkeypatch)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("given", ["csv", "tsv", "parquet"])
def test_large_files_are_rated_as_small_ones_are(tmp_path, both_ways, given, suffix):
    source = directors(tmp_path / "people.csv", again=["d-003", "zoe", "d-004", "zoe", ""])
    if given == "parquet":
        source = to_parquet(source, tmp_path / "people.parquet")
    elif given == "tsv":
        source = directors(tmp_path / "people.tsv", again=["d-003", "zoe", "d-004", "zoe", ""])
    words = ("rate", DIRECTOR, source, "--period", "2026-Q1", "--lang", "th")
    _, told, written = both_ways(*words, target=tmp_path / f"out.{suffix}", status=3)
    assert "`Remarks`" in told
    assert "is already in row 5" in told
    assert "left out" in told
    assert written


@pytest.mark.parametrize(
    ("given", "suffix"), [("csv", "csv"), ("tsv", "parquet"), ("parquet", "tsv"), ("csv", "jsonl")]
)
def test_columns_that_are_kept_and_groups_are_the_same(tmp_path, both_ways, given, suffix):
    again = ["d-003", "zoe", "d-004", "zoe", "", "Total"]
    source = directors(
        tmp_path / f"people.{'tsv' if given == 'tsv' else 'csv'}", again=again, regions=REGIONS
    )
    if given == "parquet":
        source = to_parquet(source, tmp_path / "people.parquet")
    words = ("rate", DIRECTOR, source, "--period", "2026-Q1", "--width", "200", "--by", "region")
    target = tmp_path / f"out.{suffix}"
    kept = (
        "--keep",
        "Region",
        "--keep",
        "since",
        "--keep",
        "customers_AT_start",
        "--keep",
        "Region",
    )
    _, told, written = both_ways(*words, *kept, target=target, status=3)
    assert "`Remarks`" in told
    assert "`Region`" not in told
    assert "row 67: `Total` is rated as a person; if it is a total, delete the row" in told
    groups = " ".join(told.partition("By region")[2].split())
    assert [each for each in ("upper", "ภาคเหนือ", "south", "known") if each not in groups] == []
    if suffix == "jsonl":
        lines = [json.loads(line) for line in written.splitlines()]
        rows = [{"person": line["person"], **line["kept"]} for line in lines]
    elif suffix != "parquet":
        with target.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t" if suffix == "tsv" else ","))
    else:
        rows = written[2]
    assert list(rows[0])[-3:] == ["Region", "since", "customers_AT_start"]
    expected = {
        f"d-{at:03}": (REGIONS[at % 7].strip() or None, str(2000 + at % 5)) for at in range(60)
    }
    assert len(rows) > 20
    for row in rows:
        if row["person"] != "Total":
            assert (row["Region"] or None, row["since"]) == expected[row["person"]]
    assert both_ways(*words, target=target, status=3)[2] != written
    both_ways(*words, "--keep", "Regions", target=target, status=2)
    if suffix != "jsonl":
        both_ways(*words, "--keep", "state", target=target, status=2)
    both_ways(*words[:-1], "rigion", target=target, status=2)
    assert both_ways(*words, *kept, "--strict", target=target, status=3)[2] is None


def test_values_of_other_types_are_kept_as_they_are_written(tmp_path, both_ways):
    timestamps = pyarrow.timestamp("us")
    table = pyarrow.table(
        {
            "person": ["a", "b", "c"],
            "grade": pyarrow.array([7, None, -2], pyarrow.int8()),
            "fte": pyarrow.array([Decimal("0.50"), None, Decimal("1E-7")], pyarrow.decimal128(20, 10)),
            "hired": pyarrow.array([date(2024, 2, 29), None, date(2025, 1, 1)]),
            "at": pyarrow.array(["2024-02-29T00:00", "2024-02-29T08:30", None]).cast(timestamps),
            "lead": [True, False, None],
            "site": pyarrow.array(["BKK", None, " CNX "]).dictionary_encode(),
            "rate": pyarrow.array([0.1, None, 2.0], pyarrow.float32()),
        }
    )  # fmt: skip
    source, target = tmp_path / "people.parquet", tmp_path / "out.csv"
    pyarrow.parquet.write_table(table, source)
    names = table.column_names[1:]
    words = [word for name in names for word in ("--keep", name)]
    both_ways("rate", DIRECTOR, source, "--period", "2026-Q1", *words, target=target)
    with target.open(encoding="utf-8", newline="") as stream:
        found = [[row[name] for name in names] for row in csv.DictReader(stream)]
    assert found == [
        ["7", "0.5000000000", "2024-02-29", "2024-02-29", "yes", "BKK", "0.1"],
        ["", "", "", "2024-02-29T08:30:00", "no", "", ""],
        ["-2", "0.0000001000", "2025-01-01", "", "", "CNX", "2.0"],
    ]


@pytest.mark.parametrize("few", [0, 32])
@pytest.mark.parametrize("rows", [7, 1 << 15])
@pytest.mark.parametrize("wrong", [False, True])
def test_tables_are_read_once_and_tell_the_same(tmp_path, both_ways, monkeypatch, wrong, rows, few):
    from assay.engine.columns import rate
    from assay.engine.streaming.writing.flat_layout import FlatLayout

    monkeypatch.setattr(FlatLayout, "rows", rows)
    monkeypatch.setattr(rate, "FEW", few)
    words, tables, people = shop_with_tables(tmp_path, wrong=wrong)
    target = tmp_path / "out.csv"
    more = ("--keep", "team", "--by", "team")
    _, told, written = both_ways(*words, people, *tables, *more, target=target, status=3 * wrong)
    assert "`gone`" in told
    assert "are not used: no other evidence names them" in told
    assert written.count(b"\n") > (25 if wrong else 40)
    found = {row["person"]: row for row in csv.DictReader(written.decode().splitlines())}
    if not wrong:
        assert {row["calls"] for row in found.values()} > {"0", "3"}
        # One deal of 12.50, of a quota of 100 and of 7.5.
        assert {row["sold"] for row in found.values()} > {"0.125", "5/3"}
    else:
        assert "p7: the row has 3 cells, the headings are 5" in told
        assert "p9: `visits.count`: `1.5` is not a whole number of 0 or more" in told
        assert not found.keys() & {"p3", "p7", "p9", "p50"}
    both_ways(*words, *tables, target=target, status=3 * wrong)
    both_ways(*words, *tables, people, "--strict", target=target, status=3 * wrong)


def test_tables_of_parquet_and_tables_that_cannot_be_used(tmp_path, both_ways):
    words, tables, people = shop_with_tables(tmp_path, wrong=False)
    target = tmp_path / "out.parquet"
    table = pyarrow.table(
        {
            "agent": ["p1", "p2", "p1", None, "p3"],
            "stage": ["won", "won", "lost", "won", "won"],
            "close date": pyarrow.array([date(2026, 1, 31)] * 5),
            "value": pyarrow.array([Decimal("0.1"), None, Decimal(7), Decimal(1), Decimal("1E-9")], pyarrow.decimal256(60, 20)),
        }
    )  # fmt: skip
    deals = tmp_path / "deals.parquet"
    pyarrow.parquet.write_table(table, deals)
    given = ("--table", f"deals={deals}")
    _, _, written = both_ways(*words, people, *given, target=target, status=3)
    sold = {row["person"]: row["biggest"] for row in written[2]}
    assert (sold["p1"], sold["p3"]) == ("7", "0.000000001")
    both_ways(*words, people, "--table", f"deal={deals}", target=target, status=3)
    both_ways(*words, people, "--table", "deals", target=target, status=2)
    both_ways(*words, people, *given, "--person-column", "stage", target=target, status=3)
    (tmp_path / "deals.csv").write_text("stage,value\nwon,1\n")
    both_ways(*words, people, *tables, target=target, status=3)
    (tmp_path / "deals.csv").write_text("agent,value\n")
    both_ways(*words, people, *tables, target=target)
    both_ways(*words, "--table", f"deals={tmp_path / 'deals.csv'}", target=target, status=3)
    (tmp_path / "deals.csv").write_bytes(b"agent,value\np1,\xff\n")
    both_ways(*words, people, *tables, target=target, status=3)


def test_several_files_a_pattern_and_everyone_fine(tmp_path, both_ways):
    directors(tmp_path / "p-1.csv", 30, wrong=False)
    other = directors(tmp_path / "p-2.csv", 30, wrong=False)
    other.write_text(other.read_text().replace("d-", "e-"), encoding="utf-8")
    words = ("rate", DIRECTOR, tmp_path / "p-*.csv", "--period", "2026-Q1")
    _, told, written = both_ways(*words, target=tmp_path / "out.csv")
    assert "60 people" in told
    assert written.count(b"\n") == 61
    more = ("--format", "csv", "--strict", "--delimiter", "comma", "--person-column", "person")
    assert both_ways(*words, *more, target=tmp_path / "out.txt")[2] == written


def test_strict_and_wrong_usage(tmp_path, both_ways):
    source = directors(tmp_path / "people.csv")
    target = tmp_path / "out.csv"
    words = ("rate", DIRECTOR, source)
    period = ("--period", "2026-Q1")
    assert both_ways(*words, *period, "--strict", target=target, status=3)[2] is None
    both_ways(*words, *period, "--person-column", "none", target=target, status=3)
    both_ways(*words, *period, "--role", "none", target=target, status=2)
    both_ways(*words, *period, "--delimiter", "tab", target=target, status=3)
    both_ways(*words, target=target, status=2)
    source.write_bytes(source.read_bytes() + b'd-999,"')
    both_ways(*words, *period, target=target, status=3)


def test_more_problems_than_are_shown_are_counted(tmp_path, monkeypatch):
    from assay.engine.streaming.people import counting

    monkeypatch.setattr(counting, "MOST_KEPT", 2)
    monkeypatch.setattr(files, "LARGE", 0)
    source = directors(tmp_path / "people.csv")
    words = ("rate", DIRECTOR, source, "--period", "2026-Q1", "-o", tmp_path / "out.csv")
    told = run(*words, status=3).stderr
    assert told.count("is not a number") <= 2
    assert "… and " in told


# --- ended early ---------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_run_that_is_ended_leaves_nothing(tmp_path, number, status):
    source = directors(tmp_path / "people.csv", 400)
    script = f"""
import os
from assay.cli import main
from assay.commands.people import ProgressLine
ProgressLine.show = lambda *_: os.kill(os.getpid(), {int(number)})
main(prog_name="assay")
"""
    target = tmp_path / "out.parquet"
    words = ("rate", DIRECTOR, source, "--period", "2026-Q1", "-o", target)
    ended = subprocess.run(
        [sys.executable, "-c", script, *map(str, words)], capture_output=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (status, b"")
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_a_disk_that_is_full_is_told(tmp_path, name):
    source = directors(tmp_path / "people.csv", 400, wrong=False)
    script = """
import resource
from assay.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))
main(prog_name="assay")
"""
    target = tmp_path / name
    target.write_bytes(b"before")
    words = ("rate", DIRECTOR, source, "--period", "2026-Q1", "-o", target)
    ended = subprocess.run(
        [sys.executable, "-c", script, *map(str, words)],
        capture_output=True,
        check=False,
        text=True,
    )
    assert ended.returncode == 2
    assert ended.stderr == f"assay: `{target}` cannot be used: file too large\n"
    assert target.read_bytes() == b"before"
    assert set(tmp_path.iterdir()) == {source, target}


# --- progress ------------------------------------------------------------------------------


def test_progress_is_told_on_a_terminal_only(tmp_path):
    source = directors(tmp_path / "people.csv", 400, wrong=False)
    script = """
from assay.cli import main
from assay.commands import people
people._QUIET_SECONDS = 0
main(prog_name="assay")
"""
    words = ("rate", DIRECTOR, source, "--period", "2026-Q1", "-o", tmp_path / "out.csv")
    command = [sys.executable, "-c", script, *map(str, words)]
    assert b"\r" not in subprocess.run(command, capture_output=True, check=True).stderr
    control, terminal = pty.openpty()
    subprocess.run(command, stderr=terminal, check=True)
    os.close(terminal)
    shown = os.read(control, 100_000).decode()
    os.close(control)
    assert "rating 400 of 400  ████████████████████" in shown
    assert "400 people: " in shown.rpartition("\x1b[K")[2]


def test_sheets_of_people_tell_how_far_they_are_on_a_terminal_only(tmp_path):
    source = directors(tmp_path / "people.csv", 3, wrong=False)
    script = """
from assay.cli import main
from assay.commands import people
people._QUIET_SECONDS = people._SECONDS_BETWEEN = 0
main(prog_name="assay")
"""
    target = tmp_path / "out.xlsx"
    words = ("rate", DIRECTOR, source, "--period", "2026-Q1", "--sheets", "people", "-o", target)
    command = [sys.executable, "-c", script, *map(str, words)]
    assert b"explaining" not in subprocess.run(command, capture_output=True, check=True).stderr
    control, terminal = pty.openpty()
    subprocess.run(command, stderr=terminal, check=True)
    os.close(terminal)
    shown = os.read(control, 100_000).decode()
    os.close(control)
    assert [f"explaining {at} of 3" in shown for at in (1, 2, 3)] == [True] * 3
    assert "3 people: " in shown.rpartition("\x1b[K")[2]
