"""`assay new`: what it asks, what it takes, what it never overwrites."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import assay
from assay.cli import main
from assay.commands import new

SHEET = (
    "KPI,Weight,5,4,3\n"
    'Sales,60%,>= 110%,"100% to less than 110%",< 100%\n'
    "Complaints,40%,0-2 times,3-5 times,more than 5 times\n"
)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("roles.csv").write_text(SHEET, encoding="utf-8")


def run(*arguments: str, answers: str = "") -> Result:
    return CliRunner().invoke(main, ["new", *arguments], input=answers, prog_name="assay")


def test_without_a_terminal_it_takes_the_defaults_and_never_waits() -> None:
    result = run("sales_team")
    assert (result.exit_code, result.stdout) == (0, "sales_team.rules\n")
    assert Path("sales_team.rules").read_text("utf-8") == assay.new_framework("sales_team").text
    assert "assay check sales_team.rules" in result.stderr


def test_a_process_without_input_ends() -> None:
    code = "import sys; from assay.cli import main; sys.argv[0] = 'assay'; main()"
    command = [sys.executable, "-c", code, "new", "team"]
    result = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False
    )
    assert result.returncode == 0
    assert Path("team.rules").exists()


def test_options_say_what_is_wanted() -> None:
    arguments = [
        "Sales team",
        "--role",
        "Account manager",
        "--languages",
        "en",
        "--currency",
        "USD",
    ]
    result = run(*arguments, "--period", "year", "--levels", "4", "-o", "mine.rules")
    assert (result.exit_code, result.stdout) == (0, "mine.rules\n")
    checked = assay.load("mine.rules").checked
    assert (checked.id, checked.currency, checked.period_kinds) == ("sales_team", "USD", ("year",))
    assert checked.roles["staff"].label.text == "Account manager"
    assert len(checked.scales["performance"].levels) == 4


def test_on_a_terminal_it_asks_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new, "_can_ask", lambda: True)
    answers = "en,th\nSeller\nพนักงานขาย\nusd\nmonth\n7\n3\n"
    result = run("team", answers=answers)
    assert result.exit_code == 0, result.output
    checked = assay.load("team.rules").checked
    assert checked.roles["staff"].label.in_language("th") == "พนักงานขาย"
    assert (checked.currency, checked.period_kinds) == ("USD", ("month",))
    assert len(checked.scales["performance"].levels) == 3
    assert result.stdout == "team.rules\n"
    assert "What is the role called in Thai [พนักงาน]:" in result.stderr


def test_an_empty_answer_takes_the_default_and_options_are_not_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(new, "_can_ask", lambda: True)
    result = run("team", "--languages", "th", "--levels", "5", answers="\n\n\n")
    assert result.exit_code == 0, result.output
    assert "Languages" not in result.stderr
    assert (
        Path("team.rules").read_text("utf-8") == assay.new_framework("team", languages=["th"]).text
    )


def test_defaults_ask_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new, "_can_ask", lambda: True)
    result = run("team", "--defaults")
    assert result.exit_code == 0
    assert Path("team.rules").read_text("utf-8") == assay.new_framework("team").text


def test_who_stops_answering_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new, "_can_ask", lambda: True)
    assert run("team", answers="en\n").exit_code == 1
    assert not Path("team.rules").exists()


@pytest.mark.parametrize("source", [[], ["--from", "roles.csv"]])
def test_a_file_that_is_there_stays(source: list[str]) -> None:
    Path("team.rules").write_text("mine")
    result = run("team", *source)
    assert result.exit_code == 2
    assert result.stderr == (
        "assay: `team.rules` is already there; choose another file with `-o`\n"
    )
    assert Path("team.rules").read_text() == "mine"


def test_a_link_to_nowhere_is_there_too() -> None:
    Path("team.rules").symlink_to("elsewhere")
    assert run("team").exit_code == 2
    assert not Path("elsewhere").exists()


def test_a_spreadsheet_becomes_a_framework_and_guesses_are_told() -> None:
    result = run("team", "--from", "roles.csv", "--role", "Seller")
    assert (result.exit_code, result.stdout) == (0, "team.rules\n")
    framework = assay.load("team.rules")
    assert framework.diagnostics == ()
    assert all(trial.passed for trial in framework.test())
    assert framework.checked.roles["seller"].label.text == "Seller"
    assert (
        "assay: roles.csv, C1:E1: no column names the role: there is one, `Seller`" in result.stderr
    )


def test_a_spreadsheet_with_problems_gives_nothing() -> None:
    Path("roles.csv").write_text(
        SHEET.replace("40%", "30%").replace("0-2", "none"), encoding="utf-8"
    )
    result = run("team", "--from", "roles.csv")
    assert result.exit_code == 3
    assert result.stderr == (
        "assay: B2, B3: the weights total 90%, not 100% (roles.csv)\n"
        "assay: C3: `none times` is no band: write it like `90-99%` or `≥100%` (roles.csv)\n"
    )
    assert not Path("team.rules").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["team", "--from", "nowhere.csv"], "`nowhere.csv` is not there"),
        (["team", "--from", "roles.csv", "--levels", "4"], "`--levels` does not go with `--from`"),
        (["team", "--sheet", "KPI"], "`--sheet` goes with `--from`"),
        (["42"], "`42` has no letter"),
        (["team", "--currency", "BAHT"], "`BAHT` is no currency"),
        (["team", "-o", "nowhere/team.rules"], "is not there"),
    ],
)
def test_wrong_usage_is_told_in_a_line(arguments: list[str], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stderr.count("\n") == 1
