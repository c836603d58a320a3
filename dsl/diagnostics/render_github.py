"""Diagnostics as workflow commands, which GitHub shows beside the lines of a change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from .model import Diagnostic, Severity

_COMMANDS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}


def render_github(diagnostics: Sequence[Diagnostic]) -> str:
    """Diagnostics -> one line each, in the order given"""
    return "".join(f"{_command(one)}\n" for one in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    properties = {
        "file": PurePath(span.source.name).as_posix(),
        "line": str(line),
        "endLine": str(end_line),
    }
    if line == end_line:
        # The places are of characters, both ends counted; across lines GitHub takes none.
        properties |= {"col": str(column), "endColumn": str(max(column, end_column - 1))}
    properties["title"] = diagnostic.code
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = diagnostic.message
    if diagnostic.help:
        text += f"\n{diagnostic.help}"
    return f"::{_COMMANDS[diagnostic.severity]} {listed}::{_escaped(text)}"


def _escaped(text: str) -> str:
    """A command ends with its line, so that line breaks are written in another way."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
