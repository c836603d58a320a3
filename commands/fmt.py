"""`assay fmt`: framework files in the one look that all of them have."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import assay

from . import options
from .output import (
    FRAMEWORK_PROBLEMS,
    USAGE,
    colourful,
    diagnostics_text,
    framework_file,
    plain_errors,
    tell,
    write,
)

STANDARD_INPUT = "-"
_COLOURS = {"---": "bold", "+++": "bold", "@@": "cyan", "-": "red", "+": "green"}


@click.command("fmt")
@click.argument("files", nargs=-1, required=True, type=options.FILE)
@click.option("--check", is_flag=True, help="Change nothing; name the files that would change.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change.")
@options.colour
def command(files: tuple[str, ...], check: bool, diff: bool, colour: bool | None) -> None:
    """Put framework files into the one look that all of them have.

    What a file says never changes, and comments stay where they belong. A file with syntax
    errors is left as it is. A single - reads standard input and writes to standard output.

    \b
    assay fmt sales.rules company.rules
    assay fmt --check *.rules
    assay fmt --diff sales.rules
    cat sales.rules | assay fmt -

    Exit status: 0 fine, 1 a file has syntax errors, or --check found one that would change,
    2 wrong usage.
    """
    show = _Show(check, diff, colourful(colour, sys.stdout))
    status = max(_status(path, show) for path in files)
    raise SystemExit(status)


class _Show:
    """What is done with a file instead of writing it, if anything is."""

    def __init__(self, check: bool, diff: bool, colour: bool) -> None:
        self.check = check
        self.diff = diff
        self.colour = colour


def _status(path: str, show: _Show) -> int:
    """Formats one file; the exit status it asks for. The files after it have their turn anyway."""
    try:
        with plain_errors():
            return _format(path, show)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else USAGE


def _format(path: str, show: _Show) -> int:
    data = _read(path)
    name = "standard input" if path == STANDARD_INPUT else path
    try:
        formatted = assay.format_text(data, name)
    except assay.FormattingError as error:
        tell(str(error))
        return FRAMEWORK_PROBLEMS
    if formatted.text is None:
        click.echo(diagnostics_text(formatted.diagnostics, sys.stderr), err=True, nl=False)
        tell(f"{name}: left as it is")
        return FRAMEWORK_PROBLEMS
    changed = formatted.text.encode() != data
    if show.diff:
        write(_difference(data, formatted.text, name, show.colour) if changed else "", None)
    elif show.check:
        write(f"{name}\n" if changed else "", None)
    else:
        _write(path, formatted.text, changed)
    return FRAMEWORK_PROBLEMS if show.check and changed else 0


def _read(path: str) -> bytes:
    if path == STANDARD_INPUT:
        return sys.stdin.buffer.read()
    return Path(framework_file(path)).read_bytes()


def _write(path: str, text: str, changed: bool) -> None:
    if path == STANDARD_INPUT:
        write(text, None)
    elif changed:
        write(text, path)
        tell(f"{path}: formatted")
    else:
        tell(f"{path}: nothing to change")


def _difference(data: bytes, text: str, name: str, colour: bool) -> str:
    """A unified diff; a change that no line of it shows is said in words."""
    from difflib import unified_diff

    before = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    old, new = (each.removesuffix("\n").split("\n") for each in (before, text))
    lines = list(unified_diff(old, new, name, f"{name} (formatted)", lineterm=""))
    if not lines:
        lines = [f"{name}: only how its lines end, or its characters are stored, would change"]
    return "".join(f"{_coloured(line) if colour else line}\n" for line in lines)


def _coloured(line: str) -> str:
    for mark, colour in _COLOURS.items():
        if line.startswith(mark):
            return click.style(line, bold=True) if colour == "bold" else click.style(line, colour)
    return line
