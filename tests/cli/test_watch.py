"""`assay watch`: what makes it look again, what it says, and how it ends."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from assay.commands import watch

SOUND = """\
framework f "F" { currency: THB }

use "facts.rules"

metric b { formula: a + 1 }

example "one more" { given { a = 1 } expect { b = 2 } }
"""
FACTS = "input a { type: number }\n"
UNSOUND = SOUND.replace("a + 1", "a + missing_name")
FAILING = SOUND.replace("b = 2", "b = 3")


def saved_in_place(path, text):
    path.write_text(text)


def saved_by_replacing(path, text):
    """As most editors do: a new file takes the place of the old one."""
    new = path.with_suffix(".new")
    new.write_text(text)
    new.replace(path)


class Watched:
    """A running `assay watch`, whose lines are read as they come."""

    def __init__(self, *arguments, folder):
        script = "from assay.cli import main; main(prog_name='assay')"
        self.process = subprocess.Popen(
            [sys.executable, "-c", script, "watch", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env=os.environ | {"PYTHONUNBUFFERED": "1", "NO_COLOR": "1"},
        )
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def report(self):
        """What it says until it waits again."""
        said = []
        while not said or "waiting for the next change" not in said[-1]:
            said.append(self.lines.get(timeout=60))
        return "\n".join(said)

    def end(self):
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(timeout=60)
        self.reader.join(timeout=60)
        self.process.stdout.close()
        return status


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent in another way there")
@pytest.mark.parametrize("save", [saved_in_place, saved_by_replacing])
def test_every_save_is_checked_and_tested(tmp_path, save):
    file = tmp_path / "f.rules"
    file.write_text(SOUND)
    facts = tmp_path / "facts.rules"
    facts.write_text(FACTS)
    watched = Watched("f.rules", folder=tmp_path)
    try:
        first = watched.report()
        assert first.startswith("f.rules, ")
        assert "1 of 1 examples hold" in first
        assert "\x1b" not in first
        save(file, UNSOUND)
        wrong = watched.report()
        assert "error[unknown-name]: `missing_name` is not declared" in wrong
        assert "examples hold" not in wrong
        save(file, FAILING)
        failing = watched.report()
        assert "0 of 1 examples hold" in failing
        assert "one more" in failing
        save(file, SOUND)
        assert "1 of 1 examples hold" in watched.report()
        facts.unlink()
        assert "error[file-not-found]" in watched.report()
        save(facts, FACTS)
        assert "1 of 1 examples hold" in watched.report()
        file.unlink()
        assert "`f.rules` is not there" in watched.report()
        save(file, SOUND)
        assert "1 of 1 examples hold" in watched.report()
    finally:
        status = watched.end()
    assert status == 0


def test_a_file_that_is_not_there_looks_like_nothing():
    assert watch.look(["no-such.rules"]) == (None,)


def test_what_differs_about_a_file_is_noticed(tmp_path):
    file = tmp_path / "f.rules"
    file.write_text("one")
    before = watch.look([str(file)])
    assert watch.look([str(file)]) == before
    saved_by_replacing(file, "one")
    assert watch.look([str(file)]) != before


def test_waiting_ends_once_nobody_writes_any_more(tmp_path, monkeypatch):
    monkeypatch.setattr(watch, "SECONDS_BETWEEN_LOOKS", 0.003)
    seen = iter([("a",), ("a",), ("b",), ("c",), ("c",), ("never",)])
    monkeypatch.setattr(watch, "look", lambda _: next(seen))
    watch.wait_for_change(["f"], ("a",))
    assert next(seen) == ("never",)


def test_looking_is_cheap(tmp_path):
    for number in range(20):
        (tmp_path / f"{number}.rules").write_text("")
    files = [str(path) for path in Path(tmp_path).iterdir()]
    start = time.process_time()
    for _ in range(100):
        watch.look(files)
    assert time.process_time() - start < 1
