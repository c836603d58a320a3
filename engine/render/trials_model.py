"""The JSON document of examples that were run as a model, from which its schema is published."""

from __future__ import annotations

from typing import Literal

from .model_parts import FromZero, Model, Place


class Format(Model):
    """What the document is."""

    format: Literal["examples"]
    version: Literal[1]


class FrameworkNamed(Model):
    """The framework whose examples were run."""

    id: str
    version: str


class Summary(Model):
    """How many examples hold, and how many do not."""

    passed: FromZero
    failed: FromZero


class Mismatch(Model):
    """An expectation that does not hold: exact values, ids of levels, `missing`, `not applicable`
    or `not rated`. `id` is empty for the overall rating or score."""

    place: Place
    property: Literal["value", "rating", "score", "weight"]
    id: str
    expected: str
    actual: str


class Example(Model):
    """One example; `problem` says why its evidence could not be rated, where it could not."""

    label: str
    place: Place
    passed: bool
    problem: str
    mismatches: list[Mismatch]


class ExamplesDocument(Model):
    """What running a framework's examples gave."""

    assay: Format
    framework: FrameworkNamed
    summary: Summary
    examples: list[Example]
