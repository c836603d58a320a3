"""`assay watch`: a framework checked and tested again whenever one of its files changes."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

import assay

from . import options
from .output import columns, diagnostics_text, framework_file, plain_errors, tell

SECONDS_BETWEEN_LOOKS = 0.3

_Look = tuple[tuple[int, int, int] | None, ...]


@click.command("watch")
@options.framework_argument
@options.language
@options.width
@options.colour
@options.allow_folder
def command(
    framework: str,
    lang: str,
    width: int | None,
    colour: bool | None,
    allowed: tuple[str, ...],
) -> None:
    """Check a framework and run its examples, and do so again whenever you save it.

    The files that it uses and extends are watched with it. A terminal is cleared each time;
    Ctrl-C ends it.

    \b
    assay watch sales.rules
    assay watch sales.rules --lang th

    Exit status: 0.
    """
    try:
        while True:
            files = assay.framework_files(framework, allowed_folders=allowed)
            before = look(files)
            click.clear()
            _report(framework, lang, width, colour, allowed)
            wait_for_change(files, before)
    except KeyboardInterrupt:
        click.echo()


def _report(
    framework: str,
    lang: str,
    width: int | None,
    colour: bool | None,
    allowed: Sequence[str],
) -> None:
    """What is wrong with the framework and with its examples, and when it was looked at."""
    click.echo(f"{framework}, {time.strftime('%H:%M:%S')}\n")
    try:
        with plain_errors():
            diagnostics = assay.check(framework_file(framework), allowed_folders=allowed)
            if diagnostics:
                click.echo(diagnostics_text(diagnostics, sys.stdout, width=width, colour=colour))
            if all(diagnostic.severity != "error" for diagnostic in diagnostics):
                _test(framework, lang, width, allowed)
    except SystemExit:
        pass
    tell("waiting for the next change; Ctrl-C ends")
    sys.stdout.flush()


def _test(framework: str, lang: str, width: int | None, allowed: Sequence[str]) -> None:
    trials = assay.load(framework, allowed_folders=allowed).test()
    failed = [trial for trial in trials if not trial.passed]
    if failed:
        click.echo(assay.trials_text(failed, lang, width=columns(width)))
    click.echo(f"{len(trials) - len(failed)} of {len(trials)} examples hold\n")


def look(files: Iterable[str]) -> _Look:
    """What each file is now: its number, time and size; None where it is not there.

    Asking is cheap, works in every folder, shared ones too, and notices a file that an editor
    replaced by a new one."""
    return tuple(_look(Path(file)) for file in files)


def _look(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except (OSError, ValueError):
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def wait_for_change(files: Sequence[str], before: _Look) -> None:
    """Returns once a file differs from `before`, and nobody is writing to one any more."""
    now = before
    while now == before:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        now = look(files)
    settled = False
    while not settled:
        time.sleep(SECONDS_BETWEEN_LOOKS / 3)
        now, earlier = look(files), now
        settled = now == earlier
