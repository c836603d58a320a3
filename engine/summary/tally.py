"""Counts of people and values that grow as ratings come in, and can be added together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from .report import AbsentCount, GroupReport, MeasureReport, RefusedCount, near_any, nearby
from .scheme import SchemeMeasure
from .values import Values

RATED, NOT_RATED, NOT_APPLICABLE, REFUSED = "rated", "not rated", "not applicable", "refused"


@dataclass(slots=True)
class MeasureTally:
    """A measure's levels and absences (a kind and a reason) by how many people have them; its
    values where they are kept. `unread` counts those that are no numbers."""

    levels: Counter[str] = field(default_factory=Counter)
    absent: Counter[tuple[str, str]] = field(default_factory=Counter)
    valued: int = 0
    unread: int = 0
    values: Values | None = None

    def merge(self, other: MeasureTally) -> None:
        """Takes in the counts of others."""
        self.levels.update(other.levels)
        self.absent.update(other.absent)
        self.valued += other.valued
        self.unread += other.unread
        if self.values is not None and other.values is not None:
            self.values.merge(other.values)

    @classmethod
    def total(cls, tallies: Iterable[MeasureTally], *, spreads: bool) -> Self:
        """The counts of several together."""
        total = cls(values=Values() if spreads else None)
        for each in tallies:
            total.merge(each)
        return total

    def report(self, measure: SchemeMeasure, *, complete: bool) -> MeasureReport:
        """What is counted -> what it comes to."""
        ordered = None if self.values is None or not self.valued else self.values.in_order()
        spread = None if ordered is None else ordered.spread()
        known = complete and ordered is not None
        return MeasureReport(
            measure,
            tuple((level, self.levels[level.id]) for level in measure.levels),
            self.valued,
            None if spread is None else (spread.lowest, spread.highest),
            spread,
            near_any(ordered, measure.thresholds) if ordered is not None and known else None,
            nearby(ordered, measure.thresholds) if ordered is not None and known else (),
            _absent(self.absent),
        )


@dataclass(slots=True)
class Tally:
    """A group of people: how many are in each state, why some are not rated, their measures."""

    states: Counter[str]
    reasons: Counter[tuple[str, str]]
    problems: Counter[tuple[str, str]]
    measures: tuple[MeasureTally, ...]

    @classmethod
    def empty(cls, measures: Sequence[SchemeMeasure], *, spreads: bool) -> Self:
        """Nobody yet."""
        kept = [spreads and measure.type is not None for measure in measures]
        return cls(
            Counter(), Counter(), Counter(),
            tuple(MeasureTally(values=Values() if each else None) for each in kept),
        )  # fmt: skip

    def merge(self, other: Tally) -> None:
        """Takes in the counts of other people."""
        self.states.update(other.states)
        self.reasons.update(other.reasons)
        self.problems.update(other.problems)
        for mine, others in zip(self.measures, other.measures, strict=True):
            mine.merge(others)


def group_report(
    name: str | None, tallies: Sequence[Tally], measures: Sequence[SchemeMeasure], *, complete: bool
) -> GroupReport:
    """What several tallies come to together."""
    states: Counter[str] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    problems: Counter[tuple[str, str]] = Counter()
    for each in tallies:
        states.update(each.states)
        reasons.update(each.reasons)
        problems.update(each.problems)
    reports = []
    for at, measure in enumerate(measures):
        parts = [each.measures[at] for each in tallies]
        if len(parts) > 1:
            spreads = all(each.values is not None for each in parts)
            parts = [MeasureTally.total(parts, spreads=spreads)]
        part = parts[0] if parts else MeasureTally()
        reports.append(part.report(measure, complete=complete))
    refused = tuple(
        RefusedCount(code, where, people)
        for (code, where), people in sorted(problems.items(), key=lambda each: (-each[1], each[0]))
    )
    return GroupReport(
        name,
        states.total(),
        states[RATED],
        states[NOT_RATED],
        states[NOT_APPLICABLE],
        states[REFUSED],
        _absent(reasons),
        refused,
        tuple(reports),
    )


def _absent(counts: Counter[tuple[str, str]]) -> tuple[AbsentCount, ...]:
    """The most frequent first; equally frequent ones in the order of their words."""
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return tuple(AbsentCount(kind, reason, people) for (kind, reason), people in ordered)
