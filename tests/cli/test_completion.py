"""What shells are told to complete, asked the way that each shell asks."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from assay.cli import main

BASH = shutil.which("bash")
FILES = Path(__file__).parent / "files"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    shutil.copytree(FILES, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def completed(line, shell="zsh"):
    """What the shell is told for the word at the end of a line: (value, what stands beside it)."""
    words = line.split(" ")
    environment = {
        "_ASSAY_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": line if shell != "fish" else " ".join(words[:-1]),
        "COMP_CWORD": str(len(words) - 1) if shell != "fish" else words[-1],
    }
    result = CliRunner().invoke(main, [], env=environment, prog_name="assay")
    assert result.exit_code == 0, result.output
    if shell == "zsh":
        lines = result.stdout.strip("\n").split("\n") if result.stdout.strip() else []
        return {lines[at + 1]: lines[at + 2] for at in range(0, len(lines), 3)}
    return [each.split(",", 1)[1] for each in result.stdout.splitlines()]


def test_commands_are_completed():
    assert list(completed("assay c")) == ["check", "completion"]


def test_files_are_left_to_the_shell():
    assert completed("assay check sh") == {"sh": "_"}
    result = CliRunner().invoke(
        main,
        [],
        env={"_ASSAY_COMPLETE": "zsh_complete", "COMP_WORDS": "assay fmt a b", "COMP_CWORD": "3"},
        prog_name="assay",
    )
    assert result.stdout.splitlines()[0] == "file"


def test_codes_of_problems_say_what_they_find():
    assert completed("assay diagnostic weights-n") == {
        "weights-not-100": "weights in percent that do not total exactly 100%"
    }


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("assay rate shop.rules people.csv --role ", {"seller": "Seller"}),
        ("assay graph two_roles.rules --role c", {"caller": "Caller"}),
        ("assay schema shop.rules --role s", {"seller": "Seller"}),
        ("assay show shop.rules at", {"attainment": "Attainment"}),
        (
            "assay explain shop.rules people.csv se",
            {"se": "_", "seller": "Seller", "service": "Service"},
        ),
        ("assay explain shop.rules se", {"se": "_"}),
        ("assay graph shop.rules --focus rev", {"revenue": "Revenue"}),
        ("assay rate shop.rules --set ", {"target=": "Target"}),
        ("assay rate shop.rules --table d", {"deals=": "Deals"}),
        ("assay show shop.rules zzz", {}),
        (
            "assay rate shop.rules people.csv --encoding windows",
            {"windows-874": "_", "windows-1252": "_"},
        ),
        ("assay explain shop.rules people.csv --encoding TIS", {"tis-620": "_"}),
    ],
)
def test_names_come_from_the_framework_on_the_line(line, wanted):
    assert completed(line) == wanted


def test_other_words_of_ours_are_completed():
    assert list(completed("assay schema --of rating")) == [
        "rating", "ratings", "ratings-metadata",
    ]  # fmt: skip
    assert list(completed("assay show shop.rules --lang ")) == ["en", "th"]


@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_other_shells_are_told_the_same(shell):
    found = completed("assay show shop.rules at", shell)
    assert [each.split("\t")[0] for each in found] == ["attainment"]


@pytest.mark.parametrize("name", ["no-such.rules", ".", "latin1.csv"])
def test_a_file_that_cannot_be_read_completes_nothing(name):
    assert completed(f"assay show {name} ") == {}


def test_a_file_being_written_completes_what_can_be_understood(folder):
    (folder / "draft.rules").write_text(
        'kpi first "1st" { rating: x }\nkpi { \nmetric second { formula: }\n'
    )
    assert completed("assay show draft.rules ") == {"first": "1st", "second": "_"}


@pytest.mark.skipif(BASH is None, reason="there is no bash")
def test_bash_itself_completes(folder):
    assay = Path(sys.executable).with_name("assay")
    script = (
        f'PATH="{assay.parent}:$PATH"; eval "$(assay completion bash)"; '
        "COMP_WORDS=(assay diagnostic weights-m); COMP_CWORD=2; "
        "_assay_completion assay weights-m diagnostic; echo ${COMPREPLY[@]}"
    )
    result = subprocess.run([BASH, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert result.stdout == "weights-mixed\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("assay rate shop.rules people.csv --by H", ["Hat"]),
        ("assay rate shop.rules people.csv --period 2026-Q1 --keep H", ["Hat"]),
        ("assay rate shop.rules people.tsv --by ", ["person", "เขต"]),
        ("assay rate shop.rules unicode.tsv --by ", ["person", "เขต"]),
        ("assay rate shop.rules thai.csv --encoding windows-874 --by ", ["person", "เขต"]),
        ("assay rate shop.rules none.csv --by H", []),
        ("assay rate shop.rules people.json --by H", []),
        ("assay summary ratings.csv --by ", ["person", "state", "Hat"]),
        ("assay summary ratings.csv --people people.csv --by H", ["Hat"]),
    ],
)
def test_columns_are_those_of_the_file_that_is_named(folder, line, expected):
    (folder / "people.tsv").write_text("\ufeffperson\tเขต\na\tb\n", encoding="utf-8")
    (folder / "thai.csv").write_bytes("person,เขต\n".encode("cp874"))
    (folder / "unicode.tsv").write_bytes("person\tเขต\na\tb\n".encode("utf-16"))
    (folder / "ratings.csv").write_text("person,state,x.rating,Hat\na,rated,good,b\n")
    assert list(completed(line)) == expected
