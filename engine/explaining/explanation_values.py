"""What an explanation says things with: values, absences, messages.

Nothing here is a sentence: what is said is a `Message`, a key with arguments that each language
has words for. Numbers are exact; beside each stands how many digits suffice to show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from ...dsl.framework import Label
from ...dsl.period import Period
from ...dsl.source import Span
from ...dsl.types import Type
from ..trace import AbsenceKind

ExactValue = Fraction | date | Period | bool | str


@dataclass(frozen=True, slots=True)
class Value:
    """A value that is there. `places` digits after the point show it (of a percentage: after
    the point of the percentage); `rounded` says that they do not show all of it. A level is its
    id, and `label` its words."""

    exact: ExactValue
    type: Type
    places: int = 0
    rounded: bool = False
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """Something to say: the key of its wording, and what the wording names."""

    key: str
    arguments: Mapping[str, Argument] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """A root of an absence: what is wrong with `subject`, and the place concerned."""

    subject: str
    message: Message
    place: Span | None


@dataclass(frozen=True, slots=True)
class Absent:
    """A value that is not there, with the roots of its absence."""

    kind: AbsenceKind
    reasons: tuple[Reason, ...]


Outcome = Value | Absent
Argument = str | int | Value | Absent | Label | Message | Span | tuple["Argument", ...]
