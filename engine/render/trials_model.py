"""The JSON document of examples that were run as a model, from which its schema is published."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

_FromOne = Annotated[int, Field(ge=1)]
_FromZero = Annotated[int, Field(ge=0)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Format(_Model):
    """What the document is."""

    format: Literal["examples"]
    version: Literal[1]


class Place(_Model):
    """A place in a file of the framework, in lines and code points from 1."""

    file: str
    line: _FromOne
    column: _FromOne


class FrameworkNamed(_Model):
    """The framework whose examples were run."""

    id: str
    version: str


class Summary(_Model):
    """How many examples hold, and how many do not."""

    passed: _FromZero
    failed: _FromZero


class Mismatch(_Model):
    """An expectation that does not hold: exact values, ids of levels, `missing`, `not applicable`
    or `not rated`. `id` is empty for the overall rating or score."""

    place: Place
    property: Literal["value", "rating", "score", "weight"]
    id: str
    expected: str
    actual: str


class Example(_Model):
    """One example; `problem` says why its evidence could not be rated, where it could not."""

    label: str
    place: Place
    passed: bool
    problem: str
    mismatches: list[Mismatch]


class ExamplesDocument(_Model):
    """What running a framework's examples gave."""

    assay: Format
    framework: FrameworkNamed
    summary: Summary
    examples: list[Example]
