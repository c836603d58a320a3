"""A few hundred varied people, for what nothing better was thought of.

They are made from the numbers that the framework itself names, from what lies beside those, and
from what is absent, in an order that never changes. Whoever exercises what is wanted is then
stripped of all that has no part in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

from ...dsl import framework as fw
from ...dsl.types import DateType, PeriodType, QuantityType, TextType, Type
from ...dsl.walk import walk
from ..graph import formulas
from .bench import NOWHERE, Bench, Fact
from .exercised import exercised
from .items import CoverageItem, ItemKey
from .reaching import Person

_PEOPLE = 250
_MOST_ROWS = 3
_PRIMES = (7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)
"""Steps through the values of the keys that keep the keys out of step with each other."""


class Pool:
    """Varied people for one role."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def person(self, item: CoverageItem) -> Person | None:
        """Someone who exercises an item, with as few facts as that takes; None for nobody."""
        for person, keys in self._people:
            if item.key in keys:
                return self._stripped(person, item.key)
        return None

    @cached_property
    def _people(self) -> list[tuple[Person, frozenset[ItemKey]]]:
        found = []
        for number in range(_PEOPLE):
            person = self._person(number)
            keys = self._exercised(person)
            if keys:
                found.append((person, keys))
        return found

    def _exercised(self, person: Person) -> frozenset[ItemKey]:
        rating = self.bench.rate(person.given, person.tables)
        if rating is None:
            return frozenset()
        return frozenset(key for key, held in exercised(rating.trace).items() if held)

    def _stripped(self, person: Person, key: ItemKey) -> Person:
        for fact in tuple(person.given):
            fewer = replace(
                person, given={each: person.given[each] for each in person.given if each != fact}
            )
            if key in self._exercised(fewer):
                person = fewer
        for table in person.tables:
            fewer = replace(person, tables=tuple(each for each in person.tables if each != table))
            if key in self._exercised(fewer):
                person = fewer
        return person

    # --- making ----------------------------------------------------------------------------

    def _person(self, number: int) -> Person:
        given: dict[str, Fact] = {}
        for position, (key, values) in enumerate(self._values.items()):
            step = _PRIMES[position % len(_PRIMES)]
            fact = values[(number * step + number // len(values) + position) % len(values)]
            if fact is not None:
                given[key] = fact
        tables = tuple(
            self._rows(table, number + position)
            for position, table in enumerate(self.bench.checked.tables.values())
        )
        return Person(given, tables)

    @cached_property
    def _values(self) -> Mapping[str, list[Fact | None]]:
        """For each key what may be given under it; None for nothing."""
        bench, checked = self.bench, self.bench.checked
        keys = list(checked.inputs)
        for competency in checked.competencies.values():
            raters = [f"{competency.id}.{rater.id}" for rater in competency.raters]
            keys += raters or [competency.id]
        found: dict[str, list[Fact | None]] = {}
        for key in keys:
            facts: list[Fact | None] = list(self._facts(bench.type_of(key)))
            usable = [each for each in facts if each is None or self._allows(key, each)]
            absent = bench.missing(key)
            found[key] = [*usable, None, absent, replace(absent, kind="not applicable")]
        return found

    def _allows(self, key: str, fact: Fact) -> bool:
        if not isinstance(fact, fw.Constant) or not isinstance(fact.value, Fraction):
            return True
        return self.bench.allows(key, fact.value)

    def _rows(self, table: fw.Table, number: int) -> fw.GivenTable:
        rows = []
        for row in range(number % (_MOST_ROWS + 1)):
            cells: dict[str, Fact] = {}
            for position, column in enumerate(table.columns):
                facts = list(self._facts(column.type))
                step = _PRIMES[(position + row) % len(_PRIMES)]
                if facts:
                    cells[column.id] = facts[(number * step + row + position) % len(facts)]
            rows.append(MappingProxyType(cells))
        return fw.GivenTable(NOWHERE, table.id, tuple(rows))

    def _facts(self, type: Type) -> Iterator[Fact]:
        """The values of a type that the framework names, their neighbours, and all of few."""
        values: list[fw.ConstantValue] = list(self.bench.every_of(type))
        for constant in self._constants:
            value = constant.value
            if isinstance(type, QuantityType) and isinstance(constant.type, QuantityType):
                if constant.type.dimension == type.dimension and isinstance(value, Fraction):
                    values += (value, value + 1, value - 1, value * 2)
            elif constant.type == type:
                values.append(value)
        if isinstance(type, QuantityType):
            values += (Fraction(0), Fraction(1), Fraction(10))
        elif isinstance(type, DateType | PeriodType | TextType):
            values += self.bench.ordinary_of(type)
        whole = isinstance(type, QuantityType) and type.kind == "count"
        for value in dict.fromkeys(values):
            if whole and isinstance(value, Fraction) and (value < 0 or value.denominator != 1):
                continue
            yield fw.Constant(NOWHERE, type, value)

    @cached_property
    def _constants(self) -> list[fw.Constant]:
        """The constants in all that is computed, rules included."""
        checked = self.bench.checked
        expressions = [expression for _, expression in formulas(checked)]
        found = {
            (part.type, part.value): part
            for expression in expressions
            for part in walk(expression)
            if isinstance(part, fw.Constant)
        }
        return list(found.values())
