"""Colour, progress, interruptions."""

import os
import signal
import subprocess
import sys

import pytest
from shop_commands import EXPLAIN, FILES, RATE, SHOP, process, run

import assay
from assay.commands import people

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


def test_control_c_ends_quietly(monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(assay, "load", interrupted)
    result = run(*RATE, status=130)
    assert result.output == ""


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)]
)
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


def test_a_command_that_is_to_outlive_its_terminal_does(tmp_path):
    script = """
import os, signal
signal.signal(signal.SIGHUP, signal.SIG_IGN)
from assay.cli import main
import assay
load = assay.load
def loading(*words, **named):
    os.kill(os.getpid(), signal.SIGHUP)
    return load(*words, **named)
assay.load = loading
main(prog_name="assay")
"""
    words = [str(word) for word in (*RATE, "-o", tmp_path / "out.csv")]
    ended = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, check=False)
    assert ended.returncode == 0
    assert (tmp_path / "out.csv").exists()


def test_a_reader_that_goes_away_ends_the_command_quietly():
    running = process("show", SHOP, "--format", "json")
    running.stdout.close()
    stderr = running.stderr.read()
    running.stderr.close()
    assert (running.wait(), stderr) == (141, b"")
