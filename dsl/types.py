"""The types a value can have, and the dimensions behind the numeric ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Dimension:
    """Powers of money (in one currency) and of time (in days): money per day is money 1, days -1.

    `currency` is "" where `money` is 0.
    """

    money: int = 0
    days: int = 0
    currency: str = ""


PLAIN = Dimension()
DAYS = Dimension(days=1)

QuantityKind = Literal["number", "count", "percent", "money", "duration", "compound"]


@dataclass(frozen=True, slots=True)
class QuantityType:
    """A numeric type. `kind` says how it is written and checked; `dimension` what it may be
    added to or compared with. "compound" is any other dimension, such as money per day."""

    kind: QuantityKind
    dimension: Dimension


@dataclass(frozen=True, slots=True)
class DateType:
    """A day of the calendar."""


@dataclass(frozen=True, slots=True)
class PeriodType:
    """A stretch of the calendar such as `2026-Q1`."""


@dataclass(frozen=True, slots=True)
class YesNoType:
    """`yes` or `no`; the type of every condition."""


@dataclass(frozen=True, slots=True)
class TextType:
    """Any text; can be compared for equality and counted."""


@dataclass(frozen=True, slots=True)
class ChoiceMember:
    """A member of a choice and the spellings it has in the evidence (its id is one of them)."""

    id: str
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChoiceType:
    """`one of a, b, c`."""

    members: tuple[ChoiceMember, ...]


@dataclass(frozen=True, slots=True)
class LevelType:
    """The levels of a scale, ordered by their points."""

    scale: str


Type = QuantityType | DateType | PeriodType | YesNoType | TextType | ChoiceType | LevelType

NUMBER = QuantityType("number", PLAIN)
COUNT = QuantityType("count", PLAIN)
PERCENT = QuantityType("percent", PLAIN)
DURATION = QuantityType("duration", DAYS)
DATE = DateType()
PERIOD = PeriodType()
YESNO = YesNoType()
TEXT = TextType()


def money(currency: str) -> QuantityType:
    """The type of money in one currency."""
    return QuantityType("money", Dimension(money=1, currency=currency))
