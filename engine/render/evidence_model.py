"""The JSON document of evidence as a model, from which its schema is published.

`engine/schemas.py` describes what the roles of one framework need; here stands what all have in
common. Documents are read by `engine/evidence/records.py`, which keeps numbers as written and finds
each problem at the person it belongs to, so that the others can still be rated.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

Single = bool | int | float | str | None
Fact = Single | list[Single]


class Format(BaseModel):
    """What the document is."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal["evidence"]
    version: Literal[1]


class Row(BaseModel):
    """A row of a table: its values under the columns' ids or headings. In `tables` one of them
    names the person, under one of the headings that the table declares, or `person`."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)
    __pydantic_extra__: dict[str, Single] = Field(init=False)


class Person(BaseModel):
    """What is known of a person: values under the inputs' ids or headings, or
    `competency.rater`; under a table's id the list of the person's rows."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)
    __pydantic_extra__: dict[str, Fact | list[Row]] = Field(init=False)

    person: str | int


class Envelope(BaseModel):
    """People, and the tables with rows about them."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    assay: Format | None = None
    people: list[Person] | None = None
    tables: dict[str, list[Row]] = {}


class EvidenceDocument(RootModel[list[Person] | Envelope]):
    """Evidence about people: a list of them, or an object that also holds tables."""
