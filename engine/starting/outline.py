"""What a spreadsheet says of a framework, understood: roles, KPIs, weights and thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from .texts import Words

KpiType = Literal["number", "percent", "money", "duration", "count"]


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the scale; levels stand best first."""

    id: str
    points: int
    label: Words


@dataclass(frozen=True, slots=True)
class Threshold:
    """`operator` and `number` (90 for 90%) reach the level of that id."""

    level: str
    operator: Literal[">=", ">", "<=", "<"]
    number: Fraction


@dataclass(frozen=True, slots=True)
class Rating:
    """The thresholds of a KPI from the best level on; `lowest` is what everything else gets."""

    type: KpiType
    currency: str
    better: Literal["higher", "lower"]
    thresholds: tuple[Threshold, ...]
    lowest: str


@dataclass(frozen=True, slots=True)
class Kpi:
    """A KPI and its weight, in whatever all weights of its responsibility are in."""

    label: Words
    description: Words | None
    rating: Rating
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Responsibility:
    """`weight` is in percent of the role."""

    label: Words
    weight: Fraction
    kpis: tuple[Kpi, ...]


@dataclass(frozen=True, slots=True)
class Role:
    label: Words
    responsibilities: tuple[Responsibility, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole; `year` is that of the Gregorian calendar, None where the sheet names none."""

    languages: tuple[str, ...]
    levels: tuple[Level, ...]
    roles: tuple[Role, ...]
    year: int | None
