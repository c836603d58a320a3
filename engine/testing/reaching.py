"""People for whom a value is exactly what is wanted, and their neighbours just below and above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import islice

from ...dsl import framework as fw
from ...dsl.types import DateType, QuantityKind, QuantityType
from ..explaining.reading import Reading
from ..explaining.turning import worked_back
from ..rating import Rating
from .bench import Base, Bench, Fact, Given

_MOST_BASES = 8
_MOST_SCALED = 10_000
_PART_OF_IT = 1000
"""A neighbour differs by about a thousandth, so that it lies in no other band."""

_LEAST_STEP = {
    "count": Fraction(1),
    "money": Fraction(1, 100),
    "duration": Fraction(1, 10),
    "percent": Fraction(1, 1000),
    "number": Fraction(1, 100),
    "compound": Fraction(1, 100),
}
SIDES = {-1: "just below", 0: "at", 1: "just above"}
"""Words for the side of a threshold that a value lies on."""

_MOST_STEP = {"count": Fraction(1), "duration": Fraction(1), "percent": Fraction(1, 1000)}


@dataclass(frozen=True, slots=True)
class Person:
    """Facts about someone made up. `moved` is the key of the fact that decides, `itself` says
    that a derived value is given in place of its formula."""

    given: Given
    tables: tuple[fw.GivenTable, ...] = ()
    moved: str = ""
    itself: bool = False

    def but(self, key: str, fact: Fact) -> Person:
        """The same person with another fact."""
        return replace(self, given={**self.given, key: fact})


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A person whose value lies `side` of a threshold: -1 just below, 0 at it, 1 just above."""

    person: Person
    side: int
    rating: Rating


@dataclass(frozen=True, slots=True)
class Attempt:
    """A person, what they are called, and the declarations whose outcomes are to be expected."""

    person: Person
    label: str
    about: tuple[str, ...]


Attempts = list[Attempt]
"""People who belong together: those just below, at and just above a threshold, or a single one."""


def around(bench: Bench, index: int, threshold: Fraction) -> Iterator[list[Neighbour]]:
    """People just below, at and just above a threshold of a step's value, one set for each way
    that leads there: by the facts that the value comes from, at last by the value itself."""
    for person in reached(bench, index, threshold):
        found: list[Neighbour] = []
        for candidate in (person, *_beside(bench, person, index, threshold)):
            rating = bench.rate(candidate.given, candidate.tables)
            value = None if rating is None else value_at(rating, index, bench)
            if rating is None or value is None:
                continue
            side = (value > threshold) - (value < threshold)
            if side not in [each.side for each in found]:
                found.append(Neighbour(candidate, side, rating))
        if found:
            yield sorted(found, key=lambda each: each.side)


def reached(bench: Bench, index: int, target: Fraction) -> Iterator[Person]:
    """People for whom a step's value is `target`, the most lifelike first."""
    step = bench.plan.steps[index]
    for base in islice(bench.bases(index), _MOST_BASES):
        yield from _by_facts(bench, base, index, target)
    subject = step.subject
    if bench.plan.values.get(subject) == index:
        checked = bench.checked
        itself = subject in checked.metrics or subject in checked.kpis
        if subject in checked.inputs or itself:
            fact = number_fact(bench, subject, target)
            if fact is not None and bench.allows(subject, target):
                yield Person({subject: fact}, (), subject, itself)


def _by_facts(
    bench: Bench, base: Base, index: int, target: Fraction, *, scaling: bool = True
) -> Iterator[Person]:
    rating = bench.rate(base.given, base.tables)
    if rating is None:
        return
    for moved, value in worked_back(Reading(rating.trace), index, target):
        key = bench.plan.steps[moved].subject
        if bench.plan.values.get(key) != moved:
            continue
        itself = key not in bench.checked.inputs
        fact = number_fact(bench, key, value)
        if fact is not None and bench.allows(key, value):
            yield Person({**base.given, key: fact}, base.tables, key, itself)
        elif scaling and 1 < value.denominator <= _MOST_SCALED and _is_count(bench, key):
            yield from _scaled(bench, base, index, target, value.denominator)


def _scaled(
    bench: Bench, base: Base, index: int, target: Fraction, factor: int
) -> Iterator[Person]:
    """Half a customer does not exist, but one of twice as many does."""
    larger = {
        key: replace(fact, value=fact.value * factor)
        if isinstance(fact, fw.Constant)
        and isinstance(fact.value, Fraction)
        and _is_count(bench, key)
        else fact
        for key, fact in base.given.items()
    }
    rating = bench.rate(larger, base.tables)
    if rating is None:
        return
    for moved, value in worked_back(Reading(rating.trace), index, target):
        key = bench.plan.steps[moved].subject
        fact = number_fact(bench, key, value)
        if fact is not None and bench.allows(key, value):
            yield Person({**larger, key: fact}, base.tables, key, key not in bench.checked.inputs)


def _beside(bench: Bench, person: Person, index: int, threshold: Fraction) -> Iterator[Person]:
    """The person with a value slightly lower and slightly higher: by a round step of the value
    where the fact that decides is then a round number too, else by a step of that fact."""
    type = bench.plan.steps[index].type
    if isinstance(type, QuantityType) and person.moved and not person.itself:
        base = Base(person.given, person.tables)
        step = _step_of(type.kind, threshold)
        for target in (threshold - step, threshold + step):
            for found in _by_facts(bench, base, index, target, scaling=False):
                if found.moved == person.moved and _is_round(found.given[found.moved]):
                    yield found
    yield from nudged(bench, person)


def _is_round(fact: Fact) -> bool:
    value = fact.value if isinstance(fact, fw.Constant) else None
    return isinstance(value, Fraction) and (value * 100).denominator == 1


def nudged(bench: Bench, person: Person) -> Iterator[Person]:
    """The same person with slightly less, and slightly more, of the fact that decides."""
    fact = person.given.get(person.moved)
    if not isinstance(fact, fw.Constant):
        return
    value = fact.value.toordinal() if isinstance(fact.value, date) else fact.value
    if isinstance(value, bool | str) or not isinstance(value, Fraction | int):
        return
    step = _step(bench, person.moved, Fraction(value))
    for other in (value - step, value + step):
        moved = number_fact(bench, person.moved, Fraction(other))
        if moved is not None and bench.allows(person.moved, Fraction(other)):
            yield person.but(person.moved, moved)


def _step(bench: Bench, key: str, value: Fraction) -> Fraction:
    type = bench.type_of(key)
    return _step_of(type.kind if isinstance(type, QuantityType) else "count", value)


def _step_of(kind: QuantityKind, value: Fraction) -> Fraction:
    """A round number, about a thousandth of the value, and no less than is told apart."""
    step = _LEAST_STEP[kind]
    most = _MOST_STEP.get(kind)
    while step * 10 * _PART_OF_IT <= abs(value) and (most is None or step * 10 <= most):
        step *= 10
    return step


def number_fact(bench: Bench, key: str, value: Fraction) -> fw.Constant | None:
    """A number to be given under a key; None where no such value exists there."""
    match bench.type_of(key):
        case QuantityType():
            return bench.fact(key, value)
        case DateType() if value.denominator == 1 and 0 < value <= date.max.toordinal():
            return bench.fact(key, date.fromordinal(int(value)))
        case _:
            return None


def value_at(rating: Rating, index: int, bench: Bench) -> Fraction | None:
    """The number that a step of the bench's plan has for someone, whose own plan may lack the
    formulas of what was given."""
    step = bench.plan.steps[index]
    plan = rating.trace.plan
    found = index if plan is bench.plan else plan.values.get(step.subject)
    if found is None or not rating.trace.present(found):
        return None
    value = rating.trace.raw(found)
    return value if isinstance(value, Fraction) else None


def _is_count(bench: Bench, key: str) -> bool:
    type = bench.type_of(key)
    return isinstance(type, QuantityType) and type.kind == "count"
