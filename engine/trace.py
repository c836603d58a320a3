"""The trace: everything that happened when one person was evaluated.

From the trace alone the explanation is built: it holds the plan, every value, the rule each
decision took, why each absent value is absent, and where each fact came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from ..dsl.period import Period
from ..dsl.source import Span
from .plan import Plan

AbsenceKind = Literal["missing", "not applicable"]

AbsenceReason = Literal[
    "not-supplied",
    "empty",
    "stated",
    "from",
    "division-by-zero",
    "wrong-bounds",
    "out-of-domain",
    "curve-not-increasing",
    "no-table",
    "no-rows",
    "zero-weights",
    "missing-cell",
    "no-rater",
    "rater-missing",
    "nothing-applies",
    "weight-unknown",
    "measure-fails",
    "gate-unknown",
    "no-rule",
]


@dataclass(frozen=True, slots=True)
class Absence:
    """Why a value is absent. `causes` are the steps it comes from; `span` the place in the
    framework concerned (the divisor that is zero, say); `detail` is a number or name that the
    reason's sentence needs: the table without rows, the share of weight known."""

    kind: AbsenceKind
    reason: AbsenceReason
    causes: tuple[int, ...] = ()
    span: Span | None = None
    detail: str | Fraction = ""


@dataclass(frozen=True, slots=True)
class Substituted:
    """A KPI's `when missing` outcome stands in for an absence."""

    absence: Absence


@dataclass(frozen=True, slots=True)
class EffectiveWeights:
    """What each responsibility counts of the role, and each measure of its responsibility, for
    this person; those that left are at 0. `missing` and `not_applicable` name the measures
    without a score. `rated` is False where too little weight is known or a KPI that insists
    (`when missing: fail`) is missing; the weights are then those before anything missing left.
    What a responsibility of weight 0 only shows is not the role's: nothing missing leaves it."""

    responsibilities: Mapping[str, Fraction]
    measures: Mapping[str, Fraction]
    missing: tuple[str, ...]
    not_applicable: tuple[str, ...]
    known: Fraction
    rated: bool


@dataclass(frozen=True, slots=True)
class RowCounts:
    """How many of the person's rows an aggregate ran over, and how many it selected."""

    rows: int
    selected: int


Note = Absence | Substituted | EffectiveWeights


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact came from. `file`, `row` (as a spreadsheet counts: the heading is row 1) and
    `column` for a file, with `sheet` and `cell` (such as `D7`) for a workbook; all empty for
    what the caller passed in a program."""

    file: str = ""
    row: int | None = None
    column: str = ""
    text: str = ""
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class ParameterSource:
    """Which entry of a parameter was in force, or that the caller set it."""

    set_by_caller: bool
    start: date | None
    span: Span


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a whole run: the period and the parameters."""

    period: Period | None
    as_of: date | None
    parameters: Mapping[str, tuple[Any, int]]
    parameter_sources: Mapping[str, ParameterSource]


@dataclass(slots=True, eq=False)
class Trace:
    """`values` is flat: the pair of step i stands at 2i and 2i+1; behind the pairs stand the
    decisions, one for each step in `plan.decisions` at the position it gives: the index of the
    rule taken, or -1 - k where rule k could not be decided; for a gate its outcome."""

    plan: Plan
    values: tuple[Any, ...]
    notes: dict[int, Note]
    setting: Setting
    person: str = ""
    origins: Mapping[str, Origin] = field(default_factory=dict)
    row_counts: Mapping[int, RowCounts] = field(default_factory=dict)

    def present(self, index: int) -> bool:
        """Whether step `index` has a value."""
        return bool(self.values[2 * index + 1])

    def evaluated(self, index: int) -> bool:
        """False for the parts of a derivation that the evidence made unnecessary."""
        return self.values[2 * index] is not None or self.present(index)

    def raw(self, index: int) -> Any:
        """The value of a present step: a Fraction for numbers, ranks and dates, else itself."""
        n, d = self.values[2 * index], self.values[2 * index + 1]
        return Fraction(n, d) if type(n) is int else n

    def decision(self, index: int) -> int:
        """The decision that step `index` took."""
        decision = self.values[self.plan.decisions[index]]
        assert isinstance(decision, int)
        return decision

    def absence(self, index: int) -> Absence | None:
        """Why step `index` is absent, or what a `when missing` outcome replaced."""
        note = self.notes.get(index)
        match note:
            case Absence():
                return note
            case Substituted(absence):
                return absence
            case EffectiveWeights() | None:
                return None
