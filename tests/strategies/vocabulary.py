"""What a generated framework has declared so far, by kind of value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["plain", "percent", "money", "duration", "date", "yesno", "level", "choice", "text"]
QUANTITIES: tuple[Kind, ...] = ("plain", "percent", "money", "duration")


@dataclass(frozen=True, slots=True)
class ScaleSketch:
    """`levels` from the fewest points to the most."""

    id: str
    levels: tuple[str, ...]
    gap_scale: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A name that can stand in an expression: `of` is its scale or the choice's input."""

    id: str
    kind: Kind
    of: str = ""


@dataclass(frozen=True, slots=True)
class KpiSketch:
    """`scale` is "" for a KPI that is only scored."""

    id: str
    scale: str


@dataclass(frozen=True, slots=True)
class RoleSketch:
    """What formulas inside a role can speak of. `kpi_scale` is the one scale that all its rated
    KPIs share, `gap_scale` likewise for its competencies; "" where there is none."""

    kpis: tuple[KpiSketch, ...]
    competencies: tuple[str, ...]
    responsibilities: tuple[str, ...]
    kpi_scale: str
    gap_scale: str


@dataclass(slots=True)
class Vocabulary:
    """Everything declared so far; formulas use what is here, so that none is circular."""

    scales: dict[str, ScaleSketch] = field(default_factory=dict)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    names: list[Named] = field(default_factory=list)
    tables: dict[str, list[Named]] = field(default_factory=dict)
    kpis: list[KpiSketch] = field(default_factory=list)
    competencies: dict[str, str] = field(default_factory=dict)
    parameters: list[Named] = field(default_factory=list)

    def of_kind(self, kind: Kind) -> list[Named]:
        return [named for named in self.names if named.kind == kind]
