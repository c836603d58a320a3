"""What goes into the oracle, and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .role import Shares
from .values import Absent, Held, Value


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a person. A key of `values` is the id of an input, of a KPI or metric
    being replaced, of a competency without raters, or `competency.rater`, which has a list of
    levels (or one absent value). A name that is not there is missing."""

    values: Mapping[str, Value | list[Value]] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Mapping[str, Value]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KpiOutcome:
    """`rating` is None for a KPI that is only scored. The value of a KPI without a formula is its
    rating, `when missing` included."""

    value: Held
    rating: str | Absent | None
    score: Held


@dataclass(frozen=True, slots=True)
class CompetencyOutcome:
    """`gap` and `rating` are None where the role asks for no level, or there is no role."""

    assessed: Held
    gap: Held | None
    rating: str | Absent | None
    score: Held | None


@dataclass(frozen=True, slots=True)
class ResponsibilityOutcome:
    """`rating` is None where the role's rules cannot rate a responsibility."""

    score: Held
    rating: str | Absent | None


@dataclass(frozen=True, slots=True)
class RoleOutcome:
    """`rating` is None for a role without overall rules. A gate's state is "fired", "not fired",
    "ignored", "applied" (both for an unknown condition) or "undetermined"."""

    score: Held
    rating_before_gates: str | Absent | None
    gates: Mapping[str, str]
    rating: str | Absent | None
    responsibilities: Mapping[str, ResponsibilityOutcome]
    shares: Shares
    contributions: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`values` are those of inputs, parameters and metrics."""

    values: Mapping[str, Held]
    kpis: Mapping[str, KpiOutcome]
    competencies: Mapping[str, CompetencyOutcome]
    role: RoleOutcome | None
    requirements: Mapping[str, bool | Absent]
