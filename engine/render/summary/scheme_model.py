"""What ratings were given by, as a model: it lets a summary be made of a file of ratings alone."""

from __future__ import annotations

from typing import Literal

from ..model_parts import FromZero, Model, Text


class SchemeLevelModel(Model):
    """A level of a scale. `height` is its place there as a whole number or a fraction, from 0 for
    the lowest to 1 for the best."""

    id: str
    label: Text
    height: str


class QuantityTypeModel(Model):
    """The type of a quantity. A `compound` one has powers of money and of days, such as 1 and -1
    for money per day; `currency` is empty where it is no money."""

    kind: Literal["number", "count", "percent", "money", "duration", "compound"]
    money: int
    days: int
    currency: str


class ThresholdModel(Model):
    """A number that rules compare the measure with, in its base unit as a whole number or a
    fraction. `gate` says that only gates of the role do."""

    value: str
    gate: bool


class SchemeMeasureModel(Model):
    """Something that people are rated by; the overall rating and score stand under the id
    `overall`. `levels` are best first, and none for what only scores. `thresholds` are those that
    are the same for everyone; `other_rules` says that there are rules which compare otherwise."""

    id: str
    kind: Literal["overall", "kpi", "competency"]
    label: Text
    type: QuantityTypeModel | None
    levels: list[SchemeLevelModel]
    thresholds: list[ThresholdModel]
    other_rules: bool


class SchemeModel(Model):
    """The levels and thresholds that ratings were given by. `labels` are those of everything that
    the reason of an absence can name."""

    framework: Text
    role: Text | None
    measures: list[SchemeMeasureModel]
    labels: dict[str, Text]


class RefusedProblem(Model):
    """How many people's evidence has a problem of a kind, in a field of the evidence."""

    code: str
    field: str
    people: FromZero


class Refused(Model):
    """People who are left out because of their evidence, and why; one may have several."""

    people: FromZero
    problems: list[RefusedProblem]


class MetadataFormat(Model):
    """What the document is."""

    format: Literal["ratings-metadata"]
    version: Literal[1]


class FrameworkMeant(Model):
    """The framework rated by; `meaning` is the digest of what it means."""

    id: str
    version: str
    meaning: str


class RatingsMetadata(Model):
    """What a Parquet file of ratings says about all of them, in its metadata under `assay`."""

    assay: MetadataFormat
    framework: FrameworkMeant
    role: str | None
    period: str | None
    scheme: SchemeModel
    refused: Refused
