"""How weights move when measures are absent."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from .plan import Coverage, ResponsibilityWeights
from .trace import AbsenceKind, EffectiveWeights

Kinds = Mapping[int, AbsenceKind | None]
"""For each score step: None where it is present, else the kind of its absence."""

Shares = dict[str, dict[str, Fraction]]
"""For each responsibility still counted, the shares of its measures still counted."""


def effective_weights(coverage: Coverage, kinds: Kinds) -> EffectiveWeights | None:
    """Coverage and what is absent -> the weights that hold; None where nothing applies.

    What is not applicable leaves first, and the others under the same responsibility are scaled
    up; a responsibility without any measure leaves the same way. Of the weight then left, the
    known share decides whether what is missing may leave as well.
    """
    absent = {
        id: kind
        for responsibility in coverage.responsibilities
        for id, kind, _ in _measures(responsibility, kinds)
        if kind is not None
    }
    applicable = _remaining(coverage, kinds, ("not applicable",))
    if not applicable:
        return None
    shares, total = _scaled(coverage, applicable)
    known = sum(
        (
            total[responsibility] * share
            for responsibility, measures in shares.items()
            for id, share in measures.items()
            if id not in absent
        ),
        Fraction(0),
    )
    missing = tuple(id for id, kind in absent.items() if kind == "missing")
    failing = _failing(coverage)
    failed = tuple(id for id in missing if id in failing)
    rated = known >= coverage.limit and not failed
    if rated and missing:
        remaining = _remaining(coverage, kinds, ("not applicable", "missing"))
        rated = bool(remaining)
        shares, total = _scaled(coverage, remaining) if rated else ({}, {})
    return EffectiveWeights(
        responsibilities={
            responsibility.id: total.get(responsibility.id, Fraction(0))
            for responsibility in coverage.responsibilities
        },
        measures={
            measure.id: shares.get(responsibility.id, {}).get(measure.id, Fraction(0))
            for responsibility in coverage.responsibilities
            for measure in responsibility.measures
        },
        missing=missing,
        not_applicable=tuple(id for id, kind in absent.items() if kind == "not applicable"),
        failed=failed,
        known=known,
        rated=rated,
    )


def _measures(
    responsibility: ResponsibilityWeights, kinds: Kinds
) -> list[tuple[str, AbsenceKind | None, Fraction]]:
    """A responsibility with a score of its own counts as its only measure."""
    if responsibility.score is not None:
        return [(responsibility.id, kinds[responsibility.score], Fraction(1))]
    return [
        (measure.id, kinds[measure.score], measure.weight) for measure in responsibility.measures
    ]


def _failing(coverage: Coverage) -> set[str]:
    return {
        measure.id
        for responsibility in coverage.responsibilities
        for measure in responsibility.measures
        if measure.fails
    }


def _remaining(coverage: Coverage, kinds: Kinds, leaving: tuple[AbsenceKind, ...]) -> Shares:
    """The declared shares of what stays, for the responsibilities in which any weight stays;
    none where all of those are only shown, not counted."""
    remaining = {}
    for responsibility in coverage.responsibilities:
        staying = {
            id: weight
            for id, kind, weight in _measures(responsibility, kinds)
            if kind is None or kind not in leaving
        }
        if any(staying.values()):
            remaining[responsibility.id] = staying
    counted = any(each.weight for each in coverage.responsibilities if each.id in remaining)
    return remaining if counted else {}


def _scaled(coverage: Coverage, remaining: Shares) -> tuple[Shares, dict[str, Fraction]]:
    """What stays, scaled up to keep its proportions: within each responsibility and the role."""
    weights = {
        responsibility.id: responsibility.weight
        for responsibility in coverage.responsibilities
        if responsibility.id in remaining
    }
    whole = sum(weights.values())
    shares = {
        responsibility: {id: share / sum(measures.values()) for id, share in measures.items()}
        for responsibility, measures in remaining.items()
    }
    return shares, {id: weight / whole for id, weight in weights.items()}
