"""Whole people for a role: every measure known, and the overall score near what is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice, pairwise
from math import lcm

from ...dsl import framework as fw
from ...dsl.types import LevelType
from ..explaining.boundaries import tests_on
from ..explaining.reading import Reading
from ..plan import ApplyGate, Decide, Score
from ..terms import Curve, slots
from .bench import Bench, Fact
from .reaching import Neighbour, Person, number_fact

_MOST_OPTIONS = 6
_MOST_SUMS = 20_000
_FEW_BASES = 3

Layer = dict[int, tuple[int, int]]
"""A sum, and what led there: the sum before, and the number of the option."""


@dataclass(frozen=True, slots=True)
class Option:
    """What can be given about a measure, and the score that it then has."""

    given: Mapping[str, Fact]
    score: Fraction


class RolePeople:
    """Makes people of whom every measure of a role is known."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.plan = bench.plan
        self.role = bench.plan.role

    @cached_property
    def options(self) -> dict[str, list[Option]]:
        """The options of each measure that has any, from the lowest score to the highest."""
        found = {}
        for responsibility in self.role.responsibilities if self.role is not None else ():
            for measure in responsibility.measures:
                distinct: dict[Fraction, Option] = {}
                for option in self._options(measure):
                    distinct.setdefault(option.score, option)
                if distinct:
                    found[measure.id] = [distinct[score] for score in sorted(distinct)]
        return found

    def person(self, chosen: Mapping[str, Option], *, without: str = "") -> Person:
        """The person with one option of each measure, and all that gates ask about."""
        given: dict[str, Fact] = dict(self._gate_facts)
        for option in chosen.values():
            given.update(option.given)
        kept = {key: fact for key, fact in given.items() if key.partition(".")[0] != without}
        return Person(kept, (), "", itself=any(id in self.bench.checked.kpis for id in chosen))

    @property
    def best(self) -> dict[str, Option]:
        """Every measure at its highest."""
        return {id: options[-1] for id, options in self.options.items()}

    @property
    def worst(self) -> dict[str, Option]:
        """Every measure at its lowest."""
        return {id: options[0] for id, options in self.options.items()}

    def mixtures(self) -> Iterator[dict[str, Option]]:
        """All at their best, all at their worst, and each at its worst among the best."""
        best, worst = self.best, self.worst
        yield best
        yield worst
        for id in best:
            yield {**best, id: worst[id]}
        for id in best:
            yield {**worst, id: best[id]}

    # --- scores ----------------------------------------------------------------------------

    def scored_around(self, threshold: Fraction) -> list[Neighbour]:
        """People whose overall score is the nearest below a threshold, at it, and the nearest
        above."""
        nearest: dict[int, tuple[Fraction, Person]] = {}
        for score, chosen in self._scored(threshold):
            side = (score > threshold) - (score < threshold)
            distance = abs(score - threshold)
            if side not in nearest or distance < nearest[side][0]:
                nearest[side] = (distance, self.person(chosen))
        found = []
        for side, (_, person) in sorted(nearest.items()):
            rating = self.bench.rate(person.given, person.tables)
            if rating is not None:
                found.append(Neighbour(person, side, rating))
        return found

    def _scored(self, threshold: Fraction) -> Iterator[tuple[Fraction, dict[str, Option]]]:
        if self._weights is not None:
            yield from self._sums(threshold)
            return
        chosen = self.best
        for id, options in self.options.items():
            for option in reversed(options):
                chosen = {**chosen, id: option}
                person = self.person(chosen)
                rating = self.bench.rate(person.given, person.tables)
                if rating is not None and rating.score is not None:
                    yield rating.score, chosen

    @cached_property
    def _weights(self) -> dict[str, Fraction] | None:
        """What each measure counts, where the overall score is the plain weighted average."""
        role = self.role
        if role is None or role.overall_score is not None:
            return None
        if any(each.score is not None for each in role.responsibilities):
            return None
        weights = {
            measure.id: responsibility.weight * measure.weight
            for responsibility in role.responsibilities
            for measure in responsibility.measures
        }
        return weights if set(weights) == set(self.options) else None

    def _sums(self, threshold: Fraction) -> Iterator[tuple[Fraction, dict[str, Option]]]:
        """The scores nearest to a threshold that one option of each measure can add up to."""
        unit, layers = self._layers
        wanted = threshold * unit
        totals = sorted(layers[-1])
        below = [total for total in totals if total < wanted][-1:]
        above = [total for total in totals if total > wanted][:1]
        at = [total for total in totals if total == wanted]
        for total in (*below, *at, *above):
            yield Fraction(total, unit), self._chosen(layers, total)

    @cached_property
    def _layers(self) -> tuple[int, list[Layer]]:
        """Every sum that the measures up to each one can add up to, as a whole number of a common
        unit, with the sum before and the option that led there; where there are too many, those
        evenly spread among them."""
        weights = self._weights
        assert weights is not None
        parts = [
            [weights[id] * option.score for option in options]
            for id, options in self.options.items()
        ]
        unit = lcm(*(part.denominator for each in parts for part in each))
        layers: list[Layer] = [{0: (0, 0)}]
        for amounts in parts:
            whole = [int(amount * unit) for amount in amounts]
            layer: Layer = {}
            for total in layers[-1]:
                for number, amount in enumerate(whole):
                    layer.setdefault(total + amount, (total, number))
            layers.append(_thinned(layer))
        return unit, layers

    def _chosen(self, layers: list[Layer], total: int) -> dict[str, Option]:
        numbers: dict[str, int] = {}
        for id, layer in zip(reversed(self.options), reversed(layers), strict=False):
            total, numbers[id] = layer[total]
        return {id: options[numbers[id]] for id, options in self.options.items()}

    # --- what can be given -----------------------------------------------------------------

    def _options(self, measure: fw.Measure) -> Iterator[Option]:
        checked = self.bench.checked
        if measure.id not in self.plan.scores:
            # A responsibility with a score of its own may show measures that nothing reads.
            return
        if measure.kind == "competency":
            competency = checked.competencies[measure.id]
            keys = [f"{measure.id}.{rater.id}" for rater in competency.raters] or [measure.id]
            for level in checked.scales[competency.scale].by_rank:
                yield from self._tried(
                    measure.id, {key: self.bench.fact(key, level.id) for key in keys}
                )
            return
        kpi = checked.kpis[measure.id]
        type = self.bench.type_of(kpi.id)
        values: Iterator[Fact | None]
        if isinstance(type, LevelType):
            levels = checked.scales[type.scale].by_rank
            values = (self.bench.fact(kpi.id, level.id) for level in levels)
        else:
            numbers = self._telling_values(kpi)
            values = (number_fact(self.bench, kpi.id, number) for number in numbers)
        for fact in islice(values, 4 * _MOST_OPTIONS):
            if fact is not None:
                yield from self._tried(kpi.id, {kpi.id: fact})

    def _tried(self, id: str, given: Mapping[str, Fact]) -> Iterator[Option]:
        """The option, where what is given leads to a score: alone, or with what else it takes."""
        rating = self.bench.rate(given)
        score = None if rating is None else rating[id].score
        if score is not None:
            yield Option(given, score)
            return
        for base in islice(self.bench.bases(self.plan.scores[id]), _FEW_BASES):
            whole = {**base.given, **given}
            rating = self.bench.rate(whole, base.tables)
            score = None if rating is None else rating[id].score
            if score is not None and not base.tables:
                yield Option(whole, score)
                return

    def _telling_values(self, kpi: fw.Kpi) -> list[Fraction]:
        """Values of a KPI: at each threshold of its rules or point of its curve, and between and
        beyond them."""
        marks = sorted(self._marks(kpi)) or [Fraction(each) for each in range(6)]
        gaps = [high - low for low, high in pairwise(marks)]
        beyond = min(gaps, default=abs(marks[0]) / 10 or Fraction(1))
        between = [(low + high) / 2 for low, high in pairwise(marks)]
        return [*marks, marks[0] - beyond, marks[-1] + beyond, *between]

    def _marks(self, kpi: fw.Kpi) -> set[Fraction]:
        reading = self._reading
        own = self.plan.values.get(kpi.id)
        if reading is None or own is None:
            return set()
        index = self.plan.ratings.get(kpi.id, self.plan.scores[kpi.id])
        match self.plan.steps[index].operation:
            case Decide(branches=branches):
                found = [tests_on(reading, each.condition, own, set()) for each in branches]
                return {test.threshold for tests in found for test in tests or ()}
            case Score(term=Curve(points=points)):
                bounds = [reading.read(at) for at, _ in points]
                return {bound for bound in bounds if isinstance(bound, Fraction)}
            case _:
                return set()

    @cached_property
    def _reading(self) -> Reading | None:
        """Someone about whom nothing is known: parameters have values all the same."""
        rating = self.bench.rate({})
        return None if rating is None else Reading(rating.trace)

    @cached_property
    def _gate_facts(self) -> dict[str, Fact]:
        """Facts that the conditions of gates ask about, so that they can be decided."""
        checked = self.bench.checked
        found: dict[str, Fact] = {}
        for index in self.plan.gates:
            operation = self.plan.steps[index].operation
            assert isinstance(operation, ApplyGate)
            for slot in slots(operation.condition):
                subject = self.plan.steps[slot].subject
                if subject in checked.inputs or subject in checked.metrics:
                    for base in islice(self.bench.bases(slot), _FEW_BASES):
                        rating = self.bench.rate(base.given)
                        if rating is not None and rating.trace.present(slot):
                            found.update(base.given)
                            break
        return found


def _thinned(layer: Layer) -> Layer:
    if len(layer) <= _MOST_SUMS:
        return layer
    step = len(layer) // _MOST_SUMS + 1
    return {total: layer[total] for total in sorted(layer)[::step]}
