"""Weights and scores for people: what each part contributes, what left, where its weight went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor

from ...dsl.framework import Measure, Responsibility
from ...dsl.types import NUMBER
from ..plan import Coverage as CoverageOperation
from ..plan import OverallScore, ResponsibilityScore
from ..trace import EffectiveWeights
from .explanation_values import Absent, Outcome, Value
from .explanation_weights import (
    Contribution,
    Contributions,
    CountsFor,
    Coverage,
    NotCounted,
    WeightMoved,
)
from .precision import at_places, ending
from .reading import Reading

_FEWEST_PLACES = 2


class Weights:
    """The declared and effective weights of a trace's role."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.plan = reading.plan
        note = None if self.plan.coverage is None else reading.trace.notes.get(self.plan.coverage)
        self.note = note if isinstance(note, EffectiveWeights) else None

    @property
    def responsibilities(self) -> tuple[Responsibility, ...]:
        """Those of the role; none where the plan has no role."""
        return self.plan.role.responsibilities if self.plan.role is not None else ()

    def of_responsibility(self, responsibility: Responsibility) -> Fraction:
        """The share of the role that it has for this person."""
        if self.nothing_applies:
            return Fraction(0)
        if self.note is None:
            return responsibility.weight
        return self.note.responsibilities.get(responsibility.id, Fraction(0))

    def of_measure(self, measure: Measure) -> Fraction:
        """The share of its responsibility that it has for this person."""
        if self.nothing_applies:
            return self._share_of_applicable(measure)
        if self.note is None:
            return measure.weight
        return self.note.measures.get(measure.id, Fraction(0))

    @property
    def nothing_applies(self) -> bool:
        """Whether all that counts is not applicable; what is only shown may still have scores."""
        coverage = self.plan.coverage
        return coverage is not None and not self.reading.trace.present(coverage)

    def _share_of_applicable(self, measure: Measure) -> Fraction:
        """Its share among the measures of its responsibility that concern the person."""
        for responsibility in self.responsibilities:
            if measure in responsibility.measures:
                staying = [each for each in responsibility.measures if self._applies(each.id)]
                whole = sum((each.weight for each in staying), Fraction(0))
                return measure.weight / whole if whole and measure in staying else Fraction(0)
        return Fraction(0)

    def _applies(self, id: str) -> bool:
        absent = self._score(id)
        return absent is None or absent.kind == "missing"

    @property
    def rated(self) -> bool:
        """Whether what is missing may leave, and with it its weight."""
        return self.note is None or self.note.rated

    # --- contributions ---------------------------------------------------------------------

    def of_role(self) -> Contributions | None:
        """What each responsibility contributes to the overall score; None where the role says
        otherwise how its score comes about."""
        index = self.plan.overall_score
        if index is None or not self._is_weighted():
            return None
        parts = [
            self._contribution(responsibility, self.of_responsibility(responsibility))
            for responsibility in self.responsibilities
        ]
        return apportioned(parts, self.reading.outcome(index))

    def of(self, responsibility: Responsibility) -> Contributions | None:
        """What each measure contributes to a responsibility's score."""
        index = self.plan.scores.get(responsibility.id)
        if index is None:
            return None
        if not isinstance(self.plan.steps[index].operation, ResponsibilityScore):
            return None
        parts = [
            self._contribution(measure, self.of_measure(measure))
            for measure in responsibility.measures
        ]
        return apportioned(parts, self.reading.outcome(index))

    def _contribution(self, part: Responsibility | Measure, effective: Fraction) -> Contribution:
        reading, id = self.reading, part.id
        score = reading.outcome(self.plan.scores[id])
        rating = self.plan.ratings.get(id)
        amount = None
        if isinstance(score, Value):
            assert isinstance(score.exact, Fraction)
            amount = reading.value(effective * score.exact, NUMBER)
        return Contribution(
            id=id,
            label=reading.label(id),
            declared=reading.share(part.weight),
            weight_place=part.weight_span,
            effective=reading.share(effective),
            score=score,
            rating=None if rating is None else reading.outcome(rating),
            amount=amount,
            shown=None,
        )

    # --- what left -------------------------------------------------------------------------

    def coverage(self) -> Coverage | None:
        """The share of weight known and the least that must be."""
        index = self.plan.coverage
        if index is None or not self.reading.trace.present(index):
            return None
        operation = self.plan.steps[index].operation
        known = self.reading.outcome(index)
        assert isinstance(operation, CoverageOperation)
        assert isinstance(known, Value)
        limit = self.reading.trace.raw(index)
        role = self.plan.role
        place = role.overall.known_weight_span if role is not None and role.overall else None
        return Coverage(known, self.reading.value(operation.limit, known.type, [limit]), place)

    def not_counted(self, responsibilities: Iterable[Responsibility]) -> tuple[NotCounted, ...]:
        """The measures that have no score for this person, and where their weight went."""
        found: list[NotCounted] = []
        for responsibility in responsibilities:
            measures = responsibility.measures if responsibility.score is None else ()
            left = [measure for measure in measures if self._score(measure.id) is not None]
            found += (self._left(responsibility, measure) for measure in left)
            if not self.of_responsibility(responsibility) and responsibility.weight:
                found.append(self._left_whole(responsibility))
        return tuple(found)

    def not_counted_measure(self, id: str) -> tuple[NotCounted, ...]:
        """The same for one measure; empty where it has a score, or is none of the role's."""
        return tuple(
            self._left(responsibility, measure)
            for responsibility in self.responsibilities
            for measure in (responsibility.measures if responsibility.score is None else ())
            if measure.id == id and self._score(id) is not None
        )

    def _score(self, id: str) -> Absent | None:
        outcome = self.reading.outcome(self.plan.scores[id])
        return outcome if isinstance(outcome, Absent) else None

    def _left(self, responsibility: Responsibility, measure: Measure) -> NotCounted:
        absent = self._score(measure.id)
        assert absent is not None
        moved = [
            (other.id, other.weight, self.of_measure(other)) for other in responsibility.measures
        ]
        return NotCounted(
            measure.id,
            self.reading.label(measure.id),
            absent,
            self.reading.share(measure.weight),
            measure.weight_span,
            responsibility.label,
            self._moved(moved) if not self.of_measure(measure) else (),
        )

    def _left_whole(self, responsibility: Responsibility) -> NotCounted:
        absent = self._score(responsibility.id)
        moved = [
            (other.id, other.weight, self.of_responsibility(other))
            for other in self.responsibilities
        ]
        return NotCounted(
            responsibility.id,
            responsibility.label,
            absent or Absent("missing", ()),
            self.reading.share(responsibility.weight),
            responsibility.weight_span,
            None,
            self._moved(moved),
        )

    def _moved(self, weights: Iterable[tuple[str, Fraction, Fraction]]) -> tuple[WeightMoved, ...]:
        return tuple(
            WeightMoved(
                id,
                self.reading.label(id),
                self.reading.share(before),
                self.reading.share(after),
            )
            for id, before, after in weights
            if after > before
        )

    # --- the place in the whole ------------------------------------------------------------

    def counts_for(self, id: str) -> CountsFor | None:
        """What a measure or responsibility counts for; None where a formula says otherwise."""
        role = self.plan.role
        for responsibility in self.responsibilities:
            group = responsibility if self._is_weighted() else None
            if responsibility.id == id and role is not None and group is not None:
                return self._counts(responsibility, role.id, None)
            for measure in responsibility.measures if responsibility.score is None else ():
                if measure.id == id:
                    return self._counts(measure, responsibility.id, group)
        return None

    def _is_weighted(self) -> bool:
        """Whether the overall score is the average of the responsibilities' scores."""
        index = self.plan.overall_score
        return index is not None and isinstance(self.plan.steps[index].operation, OverallScore)

    def _counts(
        self, part: Responsibility | Measure, group: str, weighted: Responsibility | None
    ) -> CountsFor:
        """What a part counts for in its group; `weighted` is that group where it is itself a part
        of the overall score by its weight."""
        share = self._share(part)
        whole = None if weighted is None else self._share(weighted)
        score = self.reading.outcome(self.plan.scores[part.id])
        amount = None
        overall = self.plan.overall_score
        counted = (
            overall is not None and self._is_weighted() and self.reading.trace.present(overall)
        )
        if isinstance(score, Value) and isinstance(score.exact, Fraction) and counted:
            product = share * score.exact * (Fraction(1) if whole is None else whole)
            amount = self.reading.value(product, NUMBER)
        return CountsFor(
            self.reading.label(group),
            self.reading.share(share),
            part.weight_span,
            None if whole is None else self.reading.share(whole),
            None if weighted is None else weighted.weight_span,
            amount,
        )

    def _share(self, part: Responsibility | Measure) -> Fraction:
        """The share that it has of its group for this person."""
        if isinstance(part, Measure):
            return self.of_measure(part)
        return self.of_responsibility(part)


# --- showing a sum -------------------------------------------------------------------------


def apportioned(parts: Sequence[Contribution], total: Outcome) -> Contributions:
    """Contributions and their total -> what is shown of them, which adds up to what is shown of
    the total

    Each amount is cut to the digits shown, and the units still lacking go to the largest
    remainders (Hamilton's method), the earlier part first among equals.
    """
    ordered = sorted(parts, key=_by_size)
    if not isinstance(total, Value):
        return Contributions(tuple(replace(part, amount=None) for part in ordered), total, None, 0)
    assert isinstance(total.exact, Fraction)
    amounts = [_amount(part) for part in ordered]
    places = max(_places(amounts), total.places)
    shown_total = at_places(total.exact, places)
    units = [floor(amount * 10**places) for amount in amounts]
    lacking = int(shown_total * 10**places) - sum(units)
    remainders = sorted(
        range(len(amounts)),
        key=lambda index: (units[index] - amounts[index] * 10**places, index),
    )
    for index in remainders[:lacking]:
        units[index] += 1
    shown = tuple(
        replace(part, shown=Fraction(unit, 10**places)) if part.amount is not None else part
        for part, unit in zip(ordered, units, strict=True)
    )
    return Contributions(shown, total, shown_total, places)


def _amount(part: Contribution) -> Fraction:
    if part.amount is None:
        return Fraction(0)
    assert isinstance(part.amount.exact, Fraction)
    return part.amount.exact


def _by_size(part: Contribution) -> tuple[Fraction, Fraction]:
    assert isinstance(part.declared.exact, Fraction)
    return -_amount(part), -part.declared.exact


def _places(amounts: Iterable[Fraction]) -> int:
    """As many digits as show every amount whole, or two where one of them has no end."""
    endings = [ending(amount) for amount in amounts]
    if any(each is None for each in endings):
        return _FEWEST_PLACES
    return max([_FEWEST_PLACES, *(each for each in endings if each is not None)])
