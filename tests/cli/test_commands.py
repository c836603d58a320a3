"""What transcripts do not show of commands: help, and documents that keep to their schemas."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from shop_commands import EXPLAIN, FILES, PEOPLE, RATE, SHOP, checked, run

import assay
from assay.cli import COMMANDS, main


def test_the_version():
    assert run("--version").stdout == f"assay {assay.__version__}\n"


def test_the_overview_names_each_command_and_each_has_examples():
    overview = run("--help").stdout
    for name, summary in COMMANDS.items():
        assert f"  {name:12}{summary}\n" in overview
        assert f"assay {name}" in run(name, "--help").stdout
    modules = {path.stem for path in (Path(__file__).parents[2] / "commands").glob("*.py")}
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
