"""The JSON document of diagnostics as a model, from which its schema is published."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

_FromOne = Annotated[int, Field(ge=1)]
_FromZero = Annotated[int, Field(ge=0)]
_Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Format(_Model):
    """What the document is."""

    format: Literal["diagnostics"]
    version: Literal[1]


class Position(_Model):
    """A place between two characters, counted in code points of the file's text in NFC."""

    line: _FromOne
    column: _FromOne
    offset: _FromZero


class Place(_Model):
    """A range of characters in a file; `end` is the position behind the last of them."""

    file: str
    start: Position
    end: Position


class SecondaryPlace(_Model):
    """A further place that matters, and what it has to do with the problem."""

    place: Place
    message: str


class TextEdit(_Model):
    """Replace the characters of `place`; where it is empty, insert there."""

    place: Place
    replacement: str


class ProposedFix(_Model):
    """A change that a tool can apply, whole or not at all; a `safe` one changes nobody's rating."""

    message: str
    safe: bool
    edits: list[TextEdit]


class Problem(_Model):
    """One diagnostic; `assay diagnostic CODE` explains its code."""

    code: _Slug
    severity: Literal["error", "warning", "note"]
    message: str
    place: Place
    label: str
    secondary: list[SecondaryPlace]
    help: str
    fix: ProposedFix | None


class Summary(_Model):
    """How many diagnostics there are of each severity."""

    errors: _FromZero
    warnings: _FromZero
    notes: _FromZero


class DiagnosticsDocument(_Model):
    """Everything that was found in a framework's files."""

    assay: Format
    summary: Summary
    diagnostics: list[Problem]
