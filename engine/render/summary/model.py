"""The JSON document of a summary of ratings as a model, from which its schema is published."""

from __future__ import annotations

from typing import Literal

from ..model_parts import FromZero, Model
from ..ratings.model import Quantity
from .scheme_model import RefusedProblem


class SummaryFormat(Model):
    """What the document is."""

    format: Literal["summary"]
    version: Literal[1]


class SummaryOf(Model):
    """The framework rated by; `meaning` is the digest of what it means. Empty where a file of
    ratings does not tell."""

    id: str
    label: str
    version: str
    meaning: str


class SummaryRole(Model):
    """The role rated for."""

    id: str
    label: str


class LevelCount(Model):
    """How many people are at a level, and their share: of all people of the group for the overall
    rating, of those who are rated in it for a measure; null where these are none."""

    id: str
    label: str
    people: FromZero
    share: Quantity | None


class SpreadOf(Model):
    """Median and quartiles as Excel's MEDIAN and QUARTILE.INC give them."""

    lowest: Quantity
    lower_quartile: Quantity
    median: Quantity
    upper_quartile: Quantity
    highest: Quantity


class NearThreshold(Model):
    """How many values lie within 1% of a threshold: at most 1% of the threshold away from it.
    `gate` says that only gates of the role compare with it."""

    threshold: Quantity
    gate: bool
    below: FromZero
    on: FromZero
    above: FromZero


class AbsentOf(Model):
    """How many have no value. `code` is short, with the ids of the values it comes from, and empty
    where the reason is not known; `text` says it in words."""

    kind: Literal["missing", "not applicable"]
    code: str
    text: str
    people: FromZero


class MeasureSummary(Model):
    """What a measure came to. `people` have a value, of which `spread` and thresholds tell; `near`
    are near any threshold, null where thresholds are not known. `other_rules` says that rules
    compare with what differs from person to person, too, which is not counted."""

    label: str
    kind: Literal["overall", "kpi", "competency"]
    people: FromZero
    levels: list[LevelCount]
    spread: SpreadOf | None
    near: FromZero | None
    thresholds: list[NearThreshold]
    other_rules: bool
    absent: list[AbsentOf]


class GroupSummary(Model):
    """What people came to. `people` are all: the `rated`, `not_rated`, `not_applicable`, and
    those `left_out` because of `problems` in their evidence. `reasons` say why people are not
    rated. `measures` stand by their ids, the overall rating and score first under `overall`."""

    people: FromZero
    rated: FromZero
    not_rated: FromZero
    not_applicable: FromZero
    left_out: FromZero
    levels: list[LevelCount]
    reasons: list[AbsentOf]
    problems: list[RefusedProblem]
    measures: dict[str, MeasureSummary]


class NamedGroup(GroupSummary):
    """A group of people; `group` is null for those of whom no group is known."""

    group: str | None


class SummaryDocument(Model):
    """What ratings came to: everyone, and by groups where asked for, `by` naming the column.
    `ordered` is false where a file did not say how its levels are ordered, nor thresholds."""

    assay: SummaryFormat
    language: str
    framework: SummaryOf
    role: SummaryRole | None
    periods: list[str]
    ordered: bool
    everyone: GroupSummary
    by: str | None
    groups: list[NamedGroup]
    notes: list[str]
