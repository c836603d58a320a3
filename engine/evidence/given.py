"""What people's evidence is read from, other than a file by its own name."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike

from .records import EvidenceFormat


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file of people that has another `name` in messages, such as what was put aside of standard
    input; `format` is what it holds."""

    path: str
    name: str
    format: EvidenceFormat


@dataclass(frozen=True, slots=True)
class EvidenceQuery:
    """A query that gives the people of a database; `url` and `query` as for `query_evidence`."""

    url: str
    query: str


PeopleSource = str | PathLike[str] | EvidenceFile | EvidenceQuery
"""A file by its own name, one that is called otherwise, or what a database answers."""
