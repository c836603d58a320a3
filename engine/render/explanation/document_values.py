"""The parts of an explanation's document that hold values, sentences and places."""

from __future__ import annotations

from typing import Literal

from ..model_parts import FromOne, Model
from ..type_kinds import TypeKind


class Position(Model):
    """A place between two characters, counted in code points."""

    line: FromOne
    column: FromOne


class Place(Model):
    """A range of characters in a file of the framework."""

    file: str
    start: Position
    end: Position


class EvidencePlace(Model):
    """Where a fact stood; all empty for what a program passed. `text` is what stood there;
    `sheet` and `cell` are empty for what stands in no workbook."""

    file: str
    row: int | None
    column: str
    text: str
    sheet: str
    cell: str


class Sentence(Model):
    """Something said: the key of its wording, and the text in the document's language."""

    key: str
    text: str


class PresentValue(Model):
    """A value that is there. `exact` is a whole number or a fraction such as `27/25` in the base
    unit (currency units, days; a percentage is a plain ratio), a day, `yes` or `no`, a text, a
    period, or the id of a level or choice. `shown` is how people read it, with its unit;
    `rounded` says that it leaves something out."""

    exact: str
    shown: str
    rounded: bool
    type: TypeKind
    unit: str


class AbsenceReason(Model):
    """A root of an absence: what is wrong with `subject`, and the place concerned."""

    subject: str
    message: Sentence
    place: Place | None


class AbsentValue(Model):
    """A value that is not there, and why."""

    absent: Literal["missing", "not applicable"]
    reasons: list[AbsenceReason]


Outcome = PresentValue | AbsentValue
