"""The JSON document of where values come from as a model, from which its schema is published."""

from __future__ import annotations

from typing import Literal

from ..model_parts import Model, Place


class OriginsFormat(Model):
    """What the document is."""

    format: Literal["origins"]
    version: Literal[1]


class FrameworkMeant(Model):
    """The framework whose values these are."""

    id: str
    version: str


class OriginStep(Model):
    """A text that gave a value, or took it away: then `removed`. `path` names what the text was
    written for, which is another declaration where a role inherits the value."""

    path: list[str]
    removed: bool
    text: str
    place: Place


class ValueOrigins(Model):
    """A value, and where it comes from: first the text in force, then what that replaced, down to
    the first."""

    path: list[str]
    origins: list[OriginStep]


class OriginsDocument(Model):
    """Where the values of a framework come from, in the order declared."""

    assay: OriginsFormat
    framework: FrameworkMeant
    values: list[ValueOrigins]
