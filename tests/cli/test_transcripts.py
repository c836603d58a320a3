"""Transcripts of real commands: what stands on standard output and error, and the exit status.

A transcript is a text file in `transcripts/`. A line that starts with `$` is a command, run in a
folder with the files of `files/`; what it writes to standard output follows, then what it writes
to standard error, each of those lines after `! `, and where the status is not 0, `? STATUS`.
`REWRITE_TRANSCRIPTS=1 pytest tests/cli` writes the files anew: then read the difference.
"""

import os
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from assay.cli import main

HERE = Path(__file__).parent
TRANSCRIPTS = sorted((HERE / "transcripts").glob("*.txt"))


def played(command):
    """A command line -> its transcript."""
    words = shlex.split(command)
    stdin = None
    if "<" in words:
        at = words.index("<")
        stdin = Path(words[at + 1]).read_bytes()
        del words[at:]
    assert words.pop(0) == "assay"
    result = CliRunner().invoke(main, words, input=stdin, prog_name="assay")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    lines = [f"$ {command}", *result.stdout.splitlines()]
    lines += [f"! {line}".rstrip() for line in result.stderr.splitlines()]
    return [*lines, f"? {result.exit_code}"] if result.exit_code else lines


def replayed(text):
    """A transcript -> what its commands write now."""
    lines = []
    for line in text.splitlines():
        if line.startswith("$ "):
            lines += [*played(line.removeprefix("$ ")), ""]
    return "\n".join(lines)


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_transcript_is_true(path, tmp_path, monkeypatch):
    shutil.copytree(HERE / "files", tmp_path, dirs_exist_ok=True)
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    written = path.read_text(encoding="utf-8")
    now = replayed(written)
    if os.environ.get("REWRITE_TRANSCRIPTS"):
        path.write_text(now, encoding="utf-8")
    else:
        assert now == written
