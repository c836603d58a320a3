"""How weights move when measures are absent."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TypeVar

from ..plan import Coverage, MeasureWeight, ResponsibilityWeights
from ..trace import AbsenceKind, EffectiveWeights

Kinds = Mapping[int, AbsenceKind | None]
"""For each score step: None where it is present, else the kind of its absence."""

MOST_REMEMBERED = 1_000
"""Ways of being incomplete of which the weights are remembered, for each part of a role."""

_NONE_OF_IT = Fraction(0)
_Absent = tuple[tuple[int, AbsenceKind], ...]
_Key = TypeVar("_Key", bound=Hashable)
_Found = TypeVar("_Found")


def effective_weights(coverage: Coverage, kinds: Kinds) -> EffectiveWeights | None:
    """Coverage and what is absent -> the weights that hold; None where nothing that counts applies.

    What is not applicable leaves first, and the others under the same responsibility are scaled
    up; a responsibility in which nothing that counts is left leaves the same way. Of the weight
    then left, the known share decides whether what is missing may leave as well.
    """
    absent = [(index, kind) for index, kind in kinds.items() if kind is not None]
    return Reweighting(coverage).weights(absent)


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a responsibility stands, going by what is absent of its measures.

    `applicable` has their shares after what is not applicable has left, `left` also after what is
    missing; both have every measure, at 0 where it left, and are None where no weight stays.
    `unknown` is the share of what is absent and has not left.
    """

    applicable: Mapping[str, Fraction] | None
    left: Mapping[str, Fraction] | None
    unknown: Fraction
    missing: tuple[str, ...]
    not_applicable: tuple[str, ...]


class Reweighting:
    """The weights of a role, whatever is absent.

    It remembers what it found: what is absent of one person mostly is of others too, and what is
    absent under one responsibility moves nothing within the others.
    """

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage
        responsibilities = coverage.responsibilities
        self._ids = [each.id for each in responsibilities]
        common = lcm(*(each.weight.denominator for each in responsibilities))
        self._weights = [int(each.weight * common) for each in responsibilities]
        self._place = {
            measure.score: place
            for place, each in enumerate(responsibilities)
            for measure in _measures(each)
        }
        self._gone = [
            dict.fromkeys([measure.id for measure in each.measures], _NONE_OF_IT)
            for each in responsibilities
        ]
        self._complete = [_standing(each, {}) for each in responsibilities]
        self._found: list[dict[_Absent, _Standing]] = [{} for _ in responsibilities]
        self._totals: dict[tuple[bool, ...], tuple[Mapping[str, Fraction], int]] = {}
        self._known: dict[_Absent, tuple[EffectiveWeights | None]] = {}

    def weights(self, absent: Iterable[tuple[int, AbsenceKind]]) -> EffectiveWeights | None:
        """The score steps that are absent, and in which way -> the weights that hold; None where
        nothing that counts applies."""
        key = tuple(absent)
        known = self._known.get(key)
        if known is None:
            known = _remembered(self._known, key, (self._found_out(key),))
        return known[0]

    def _found_out(self, absent: _Absent) -> EffectiveWeights | None:
        coverage, standings = self._coverage, self._standings(absent)
        applicable = [each.applicable for each in standings]
        total, whole = self._total(applicable)
        if not whole:
            return None
        unknown = sum(
            (
                weight * each.unknown
                for weight, each in zip(self._weights, standings, strict=True)
                if each.unknown
            ),
            _NONE_OF_IT,
        )
        known = 1 - unknown / whole
        missing = tuple([id for each in standings for id in each.missing])
        insisted = any(kind == "missing" and index in coverage.insisting for index, kind in absent)
        rated, shares = known >= coverage.limit and not insisted, applicable
        if rated and missing:
            left = [each.left for each in standings]
            total_left, whole_left = self._total(left)
            rated = bool(whole_left)
            if rated:
                shares, total = left, total_left
        measures: dict[str, Fraction] = {}
        for of_them, gone in zip(shares, self._gone, strict=True):
            measures |= of_them or gone
        return EffectiveWeights(
            responsibilities=total,
            measures=measures,
            missing=missing,
            not_applicable=tuple([id for each in standings for id in each.not_applicable]),
            known=known,
            rated=rated,
        )

    def _standings(self, absent: _Absent) -> list[_Standing]:
        touched: dict[int, list[tuple[int, AbsenceKind]]] = {}
        for index, kind in absent:
            place = self._place.get(index)
            if place is not None:
                touched.setdefault(place, []).append((index, kind))
        standings = self._complete.copy()
        for place, here in touched.items():
            found, key = self._found[place], tuple(here)
            standing = found.get(key)
            if standing is None:
                responsibility = self._coverage.responsibilities[place]
                standing = _remembered(found, key, _standing(responsibility, dict(here)))
            standings[place] = standing
        return standings

    def _total(
        self, shares: Sequence[Mapping[str, Fraction] | None]
    ) -> tuple[Mapping[str, Fraction], int]:
        """What each responsibility counts, of those in which any weight stays, and what these
        weigh together: 0 where they are only shown, not counted."""
        staying = tuple([each is not None for each in shares])
        found = self._totals.get(staying)
        if found is None:
            weights = [
                weight if stays else 0 for weight, stays in zip(self._weights, staying, strict=True)
            ]
            whole = sum(weights)
            total = {
                id: Fraction(weight, whole or 1)
                for id, weight in zip(self._ids, weights, strict=True)
            }
            found = _remembered(self._totals, staying, (total, whole))
        return found


def _remembered(memory: dict[_Key, _Found], key: _Key, found: _Found) -> _Found:
    if len(memory) >= MOST_REMEMBERED:
        memory.clear()
    memory[key] = found
    return found


def _measures(responsibility: ResponsibilityWeights) -> tuple[MeasureWeight, ...]:
    """A responsibility with a score of its own counts as its only measure."""
    if responsibility.score is not None:
        return (MeasureWeight(responsibility.id, responsibility.score, Fraction(1)),)
    return responsibility.measures


def _standing(
    responsibility: ResponsibilityWeights, absent: Mapping[int, AbsenceKind]
) -> _Standing:
    """A responsibility, and the kinds of those of its score steps that are absent -> how it stands.

    Of those that are shown, not counted (weight 0), the score is that of all that applies to the
    person: nothing missing leaves them.
    """
    measures = _measures(responsibility)
    kinds = {measure.id: absent.get(measure.score) for measure in measures}
    applicable = _to_one(measures, {id for id, kind in kinds.items() if kind != "not applicable"})
    left = applicable
    if responsibility.weight:
        left = _to_one(measures, {id for id, kind in kinds.items() if kind is None})
    missing = tuple([id for id, kind in kinds.items() if kind == "missing"])
    unknown = sum((applicable[id] for id in missing), _NONE_OF_IT) if applicable else _NONE_OF_IT
    if responsibility.score is not None:
        nothing = dict.fromkeys((each.id for each in responsibility.measures), _NONE_OF_IT)
        applicable, left = (None if each is None else nothing for each in (applicable, left))
    return _Standing(
        applicable,
        left,
        unknown,
        missing,
        tuple([id for id, kind in kinds.items() if kind == "not applicable"]),
    )


def _to_one(
    measures: Iterable[MeasureWeight], staying: Collection[str]
) -> Mapping[str, Fraction] | None:
    """The weights of the measures that stay, in the same proportions and 1 in all, and 0 of the
    others; None where no weight stays."""
    weights = {each.id: each.weight if each.id in staying else _NONE_OF_IT for each in measures}
    whole = sum(weights.values(), _NONE_OF_IT)
    if not whole:
        return None
    return weights if whole == 1 else {id: weight / whole for id, weight in weights.items()}
