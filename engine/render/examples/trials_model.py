"""The JSON document of examples that were run as a model, from which its schema is published."""

from __future__ import annotations

from typing import Literal

from ..model_parts import FromZero, Model, Place


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


class Share(Model):
    """How much is exercised: `share` is exact, such as `23/25`."""

    exercised: FromZero
    total: FromZero
    share: str


class CoveredItem(Model):
    """Something that examples can exercise: a rule, a gate, a segment of a curve, or what the
    framework says about an absent value. `owner` is the id of the declaration that it belongs to,
    `examples` are the labels of those that exercise it. A rule or gate that examples tried, and
    that decided or fired in none, is `never true`."""

    kind: Literal["rule", "gate", "segment", "absence"]
    owner: str
    text: str
    place: Place
    state: Literal["exercised", "never true", "not reached"]
    examples: list[str]


class Coverage(Model):
    """What the examples exercise of everything that they can."""

    total: Share
    kinds: dict[Literal["rule", "gate", "segment", "absence"], Share]
    items: list[CoveredItem]


class ExamplesDocument(Model):
    """What running a framework's examples gave; `coverage` is null where it was not measured."""

    assay: Format
    framework: FrameworkNamed
    summary: Summary
    examples: list[Example]
    coverage: Coverage | None
