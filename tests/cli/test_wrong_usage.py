"""What people get wrong ends in a line that says what to do, the right status, and no traceback."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from assay.cli import main

ROOT = Path(__file__).parents[2]
RULES = str(ROOT / "frameworks/enterprise_sales_director.rules")
PEOPLE = str(ROOT / "examples/directors.csv")
PERIOD = ("--period", "2026-Q1")


def run(*arguments):
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("check", "no-such.rules"), 2, "no-such.rules"),
        (("rate", RULES, *PERIOD), 2, "evidence"),
        (("rate", RULES, "no-such.csv", *PERIOD), 2, "no-such.csv"),
        (("rate", RULES, PEOPLE), 2, "is evaluated over a period"),
        (("rate", RULES, PEOPLE, "--period", "2026"), 2, "rates a quarter"),
        (("rate", RULES, PEOPLE, "--period", "soon"), 2, "`soon` is not a period"),
        (("rate", RULES, PEOPLE, "--period", "2569-Q1"), 2, "write it as `2026-Q1`"),
        (("rate", RULES, PEOPLE, *PERIOD, "-o", "ratings.pdf"), 2, "not written as `.pdf`"),
        (("summary", PEOPLE, "-o", "summary.pdf"), 2, "not written as `.pdf`"),
        (("rate", RULES, PEOPLE, *PERIOD, "--role", "sales"), 2, "there is no role `sales`"),
        (("rate", RULES, PEOPLE, *PERIOD, "--set", "target_revenu=5"), 2, "`target_revenue`"),
        (("rate", RULES, PEOPLE, *PERIOD, "--set", "target_revenue=-5"), 2, "outside the range"),
        (("explain", RULES, PEOPLE, *PERIOD, "--person", "director-99"), 2, "director-99"),
        (("diagnostic", "weights-not-10"), 2, "weights-not-100"),
        (("graph", RULES, "--focus", "nothing"), 2, "nothing"),
        (("show", RULES, "nothing"), 2, "nothing"),
        (("test", RULES, "--fail-under", "90"), 2, "`90` is not a percentage; write it like `90%`"),
        (("test", RULES, "--fail-under", "190%"), 2, "`190%` is not a percentage"),
        (("test", RULES, "--fail-under", "nan%"), 2, "`nan%` is not a percentage"),
        (("test", RULES, "--suggest", "--format", "json"), 2, "takes no `--format`"),
    ],
)
def test_wrong_usage(arguments, status, said):
    result = run(*arguments)
    assert result.exit_code == status
    assert said in result.stderr
    assert result.stdout == ""


def test_a_framework_with_errors_ends_with_1(tmp_path):
    wrong = tmp_path / "wrong.rules"
    wrong.write_text('framework x "X" {\n  currency: USD\n}\nkpi k { formula: a / b }\n')
    result = run("check", wrong)
    assert result.exit_code == 1
    assert "`a` is not declared" in result.output
    assert "`b` is not declared" in result.output


def test_bad_evidence_ends_with_3_and_rates_the_others():
    path = ROOT / "examples/directors-with-problems.csv"
    result = run("rate", RULES, path, *PERIOD)
    assert result.exit_code == 3
    assert "director-21" in result.stdout
    assert "row 4, column `quota`" in result.stderr


def test_an_output_file_is_whole_or_not_there(tmp_path):
    target = tmp_path / "out.json"
    arguments = ("rate", RULES, PEOPLE, *PERIOD, "--format", "json", "--output", target)
    assert run(*arguments).exit_code == 0
    assert target.read_text(encoding="utf-8").endswith("}\n")
    missing = tmp_path / "no-folder" / "out.json"
    assert run(*arguments[:-1], missing).exit_code == 2
    assert list(tmp_path.iterdir()) == [target]


def test_names_never_steer_the_terminal(tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("person,quota\na\x1b]0;title\x07,nothing\nb,1\n")
    result = run("rate", RULES, people, *PERIOD)
    assert "a<U+001B>]0;title<U+0007>: `quota`" in result.stderr
    assert "\x1b]" not in result.output
