"""`assay fmt` as its user meets it: what it writes, what it leaves, and what it says."""

import os
import stat

import pytest
from click.testing import CliRunner

import assay
from assay.cli import main
from assay.commands import fmt

UNTIDY = "kpi k{rating:x}\n"
TIDY = "kpi k { rating: x }\n"
WRONG = "kpi k { rating: }\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "untidy.rules").write_text(UNTIDY)
    (tmp_path / "tidy.rules").write_text(TIDY)
    (tmp_path / "wrong.rules").write_text(WRONG)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words, status=0, **options):
    result = CliRunner().invoke(main, ["fmt", *words], **options)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code == status, result.output
    return result


def test_a_file_is_written_and_a_formatted_one_is_not_touched(folder):
    os.utime(folder / "tidy.rules", (1, 1))
    result = run("untidy.rules", "tidy.rules")
    assert (folder / "untidy.rules").read_text() == TIDY
    assert (folder / "tidy.rules").stat().st_mtime == 1
    assert result.stdout == ""
    assert result.stderr == "assay: untidy.rules: formatted\nassay: tidy.rules: nothing to change\n"


def test_permissions_and_links_are_kept(folder):
    (folder / "untidy.rules").chmod(0o640)
    (folder / "link.rules").symlink_to("untidy.rules")
    run("link.rules")
    assert (folder / "link.rules").is_symlink()
    assert (folder / "untidy.rules").read_text() == TIDY
    assert stat.S_IMODE((folder / "untidy.rules").stat().st_mode) == 0o640
    assert sorted(path.name for path in folder.iterdir()) == [
        "link.rules",
        "tidy.rules",
        "untidy.rules",
        "wrong.rules",
    ]


def test_a_file_with_syntax_errors_is_left_and_the_others_have_their_turn(folder):
    os.utime(folder / "wrong.rules", (1, 1))
    result = run("wrong.rules", "no-such.rules", ".", "untidy.rules", status=2)
    assert (folder / "wrong.rules").read_text() == WRONG
    assert (folder / "wrong.rules").stat().st_mtime == 1
    assert (folder / "untidy.rules").read_text() == TIDY
    assert "error[syntax]" in result.stderr
    assert "wrong.rules:1:17" in result.stderr
    assert "assay: wrong.rules: left as it is\n" in result.stderr
    assert "`no-such.rules` is not there" in result.stderr
    assert "`.` is a folder" in result.stderr
    assert run("wrong.rules", "untidy.rules", status=1)


def test_check_names_what_would_change_and_writes_nothing(folder):
    result = run("--check", "untidy.rules", "tidy.rules", status=1)
    assert result.stdout == "untidy.rules\n"
    assert (folder / "untidy.rules").read_text() == UNTIDY
    assert run("--check", "tidy.rules").output == ""
    run("--check", "wrong.rules", status=1)


def test_diff_shows_what_would_change_and_writes_nothing(folder):
    result = run("--diff", "untidy.rules", "tidy.rules")
    assert result.stdout == (
        "--- untidy.rules\n+++ untidy.rules (formatted)\n@@ -1 +1 @@\n-kpi k{rating:x}\n+kpi k { rating: x }\n"
    )
    assert (folder / "untidy.rules").read_text() == UNTIDY
    assert run("--diff", "--check", "untidy.rules", status=1).stdout == result.stdout
    coloured = run("--diff", "--colour", "untidy.rules", color=True).stdout
    assert "\x1b[31m-kpi k{rating:x}\x1b[0m" in coloured
    assert "\x1b[32m+kpi k { rating: x }\x1b[0m" in coloured


@pytest.mark.parametrize(
    "data", [TIDY.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + TIDY.encode()]
)
def test_a_change_that_no_line_shows_is_said(folder, data):
    (folder / "untidy.rules").write_bytes(data)
    assert "only how its lines end" in run("--diff", "untidy.rules").stdout
    run("untidy.rules")
    assert (folder / "untidy.rules").read_bytes() == TIDY.encode()


def test_standard_input_goes_to_standard_output(folder):
    assert run("-", input=UNTIDY).stdout == TIDY
    result = run("-", input=WRONG, status=1)
    assert result.stdout == ""
    assert "standard input:1:17" in result.stderr
    assert run("-", "--check", input=UNTIDY, status=1).stdout == "standard input\n"


def test_at_least_one_file_is_named():
    run(status=2)


def test_a_mistake_of_the_formatter_leaves_the_file(folder, monkeypatch):
    def fail(*_):
        raise assay.FormattingError("it would have changed")

    monkeypatch.setattr(fmt.assay, "format_text", fail)
    result = run("untidy.rules", status=1)
    assert result.stderr == "assay: it would have changed\n"
    assert (folder / "untidy.rules").read_text() == UNTIDY
