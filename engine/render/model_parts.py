"""What the models of several published documents share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

FromOne = Annotated[int, Field(ge=1)]
FromZero = Annotated[int, Field(ge=0)]


class Model(BaseModel):
    """A part of a document: every member is there, and no other."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Place(Model):
    """A place in a file of the framework, in lines and code points from 1."""

    file: str
    line: FromOne
    column: FromOne


class Text(Model):
    """A text in the framework's default language, and in others by their language tags."""

    text: str
    translations: dict[str, str]
