"""How weights move when measures are absent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from .arithmetic import exact
from .plan import Coverage, ResponsibilityWeights
from .trace import AbsenceKind, EffectiveWeights

Kinds = Mapping[int, AbsenceKind | None]
"""For each score step: None where it is present, else the kind of its absence."""

Shares = dict[str, dict[str, Fraction]]
"""For each responsibility still counted, the shares of its measures still counted."""


def effective_weights(coverage: Coverage, kinds: Kinds) -> EffectiveWeights | None:
    """Coverage and what is absent -> the weights that hold; None where nothing that counts applies.

    What is not applicable leaves first, and the others under the same responsibility are scaled
    up; a responsibility in which nothing that counts is left leaves the same way. Of the weight
    then left, the known share decides whether what is missing may leave as well.
    """
    applicable = _remaining(coverage, kinds, ("not applicable",))
    if not applicable:
        return None
    absent = {
        id: kind
        for responsibility in coverage.responsibilities
        for id, kind, _ in _measures(responsibility, kinds)
        if kind is not None
    }
    shares, total = _scaled(coverage, applicable)
    known = _known(shares, total, absent)
    missing = tuple(id for id, kind in absent.items() if kind == "missing")
    insisted = any(kinds[index] == "missing" for index in coverage.insisting)
    rated = known >= coverage.limit and not insisted
    if rated and missing:
        remaining = _remaining(coverage, kinds, ("not applicable", "missing"))
        rated = bool(remaining)
        if rated:
            shares, total = _scaled(coverage, remaining)
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


def _remaining(coverage: Coverage, kinds: Kinds, leaving: Sequence[AbsenceKind]) -> Shares:
    """The declared shares of what stays, for the responsibilities in which any weight stays;
    none where all of those are only shown, not counted.

    Those shown have their score of all that applies to the person: of them, nothing missing
    leaves.
    """
    remaining = {}
    for responsibility in coverage.responsibilities:
        gone = leaving if responsibility.weight else ("not applicable",)
        staying = {
            id: weight
            for id, kind, weight in _measures(responsibility, kinds)
            if kind is None or kind not in gone
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
    shares = {id: _to_one(measures) for id, measures in remaining.items()}
    return shares, _to_one(weights)


def _to_one(weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Weights in the same proportions that total 1."""
    whole_n, whole_d = exact.total(map(exact.pair_of, weights.values()))
    if whole_n == whole_d:
        return dict(weights)
    return {
        id: Fraction(weight.numerator * whole_d, weight.denominator * whole_n)
        for id, weight in weights.items()
    }


def _known(shares: Shares, total: Mapping[str, Fraction], absent: Collection[str]) -> Fraction:
    """The share of the whole weight that what is not absent has."""
    weights = []
    for responsibility, measures in shares.items():
        whole = total[responsibility]
        here = [exact.pair_of(share) for id, share in measures.items() if id not in absent]
        if len(here) == len(measures):
            weights.append(exact.pair_of(whole))
        else:
            n, d = exact.total(here)
            weights.append((n * whole.numerator, d * whole.denominator))
    return Fraction(*exact.total(weights))
