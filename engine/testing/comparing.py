"""What conditions compare, and people on either side of it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, islice, product

from ...dsl import framework as fw
from ...dsl.types import LevelType, QuantityType, Type
from ..explaining.reading import Reading
from ..terms import Compare, Slot, Term, children
from .bench import Base, Bench, Fact
from .literals import value_text
from .reaching import SIDES, Attempt, Attempts, Person, nudged, number_fact

_MOST_BOXES = 100


class Comparing:
    """Finds what can be given for the values that a condition compares."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.plan = bench.plan

    def comparisons(self, condition: Term) -> list[tuple[int, object]]:
        """The steps that a condition compares with something known, and that; a step that is a
        condition itself is compared with nothing."""
        rating = self.bench.rate({})
        return list(_comparisons(condition, None if rating is None else Reading(rating.trace)))

    def facts_around(self, index: int, threshold: object) -> Iterator[tuple[str, Fact]]:
        """What can be given for a quantity at a threshold, just below and just above it; of
        anything that is no quantity, each value that it can have."""
        step = self.plan.steps[index]
        subject = step.subject
        if self.plan.values.get(subject) != index or not self.givable(subject):
            return
        type = self.bench.type_of(subject)
        if isinstance(threshold, Fraction) and not isinstance(type, LevelType):
            for person in islice(_reached_itself(self.bench, subject, threshold), 3):
                fact = person.given[subject]
                assert isinstance(fact, fw.Constant)
                yield _words(fact, threshold, type), fact
            return
        for fact in self.bench.every(subject):
            assert isinstance(fact, fw.Constant)
            yield value_text(fact.value, type), fact

    def givable(self, subject: str) -> bool:
        """Whether an example can give it."""
        checked = self.bench.checked
        return subject in checked.inputs or subject in checked.metrics or subject in checked.kpis

    def boxes(self, condition: Term, base: Base, about: tuple[str, ...]) -> Iterator[Attempts]:
        """People with every combination of values just below, at and just above what a condition
        compares."""
        by_subject: dict[str, list[tuple[str, Fact]]] = {}
        for index, threshold in self.comparisons(condition):
            subject = self.plan.steps[index].subject
            facts = by_subject.setdefault(subject, [])
            facts += self.facts_around(index, threshold)
        by_subject = {subject: facts for subject, facts in by_subject.items() if facts}
        if not by_subject:
            return
        for combination in islice(product(*by_subject.values()), _MOST_BOXES):
            chosen = dict(zip(by_subject, combination, strict=True))
            given = {**base.given, **{subject: fact for subject, (_, fact) in chosen.items()}}
            itself = any(subject not in self.bench.checked.inputs for subject in chosen)
            words = ", ".join(f"{subject} {said}" for subject, (said, _) in chosen.items())
            yield [Attempt(Person(given, base.tables, "", itself), words, about)]


def side_of(named: tuple[str, Fact]) -> int:
    """The side of a threshold that the words about a fact tell; 0 where they tell of none."""
    said, _ = named
    return next((side for side, words in SIDES.items() if said.startswith(words)), 0)


def _reached_itself(bench: Bench, subject: str, threshold: Fraction) -> Iterator[Person]:
    """A value itself at a threshold, just below and just above it."""
    fact = number_fact(bench, subject, threshold)
    if fact is not None:
        person = Person({subject: fact}, (), subject, subject not in bench.checked.inputs)
        yield from (each for each in chain([person], nudged(bench, person)))


def _words(fact: fw.Constant, threshold: Fraction, type: Type) -> str:
    value = fact.value
    side = 0
    if isinstance(value, Fraction):
        side = (value > threshold) - (value < threshold)
    written = value_text(threshold if isinstance(type, QuantityType) else value, type)
    return f"{SIDES[side]} {written}"


def _comparisons(condition: Term, reading: Reading | None) -> Iterator[tuple[int, object]]:
    if isinstance(condition, Slot):
        yield condition.index, None
        return
    if not isinstance(condition, Compare):
        for part in children(condition):
            yield from _comparisons(part, reading)
        return
    for side, other in (
        (condition.left, condition.right),
        (condition.right, condition.left),
    ):
        if isinstance(side, Slot) and reading is not None:
            yield side.index, reading.read(other)
