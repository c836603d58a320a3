"""What files say of people: who they are, their values and tables, what is wrong, and notes."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..arithmetic.numerals import quoted
from ..trace import Origin
from .binder import TableRow
from .problems import Problem, UsageError, named


@dataclass(frozen=True, slots=True)
class Note:
    """Something in a file that is not used, and that its owner may have meant to be."""

    file: str
    message: str


@dataclass(frozen=True, slots=True)
class PersonEvidence:
    """What the files say about one person: the arguments of `Framework.rate`."""

    person: str
    values: dict[str, object] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    tables: dict[str, list[TableRow]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EvidenceSet:
    """Everyone the files tell about, in their order; `problems` are about people left out. `kept`
    has for each person the texts of the columns that were to be kept, without empty ones."""

    people: tuple[PersonEvidence, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]
    kept: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def only_person(evidence: EvidenceSet, person: str) -> EvidenceSet:
    """What is about one person; UsageError where the evidence names nobody of that id."""
    people = tuple(one for one in evidence.people if one.person == person)
    problems = tuple(problem for problem in evidence.problems if problem.person == person)
    if not people and not problems:
        known = dict.fromkeys(one.person for one in evidence.people)
        raise UsageError(named("person", person, known))
    return EvidenceSet(people, problems, evidence.notes, evidence.kept)


def identity(value: object) -> str | None:
    """What a cell that names a person says; None for what names nobody."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value).strip() or None
    return None


def perhaps_total(person: str, row: int | None) -> str:
    """What to say of a person who is called as a total is."""
    where = f"row {row}: " if row else ""
    return f"{where}{quoted(person)} is rated as a person; if it is a total, delete the row"
