"""Someone made up, with one fact or all numbers changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import chain

from ...dsl import framework as fw
from ...dsl.types import QuantityType, Type
from .bench import Bench, Fact
from .reaching import Person

_FACTORS = tuple(
    Fraction(factor) for factor in ("0", "1/2", "2", "1/10", "10", "1/100", "100", "-1")
)


def variations(
    bench: Bench, person: Person, constants: Mapping[Type, tuple[fw.ConstantValue, ...]]
) -> Iterator[Person]:
    """The person with each fact changed in turn: to what the formulas name, to other sizes, to
    every other value, to nothing; then with all numbers zero."""
    for key, fact in person.given.items():
        for other in _others(bench, key, fact, constants):
            if isinstance(other, fw.AbsentConstant) or _allowed(bench, key, other):
                yield person.but(key, other)
    zeros: dict[str, Fact] = {
        key: bench.fact(key, Fraction(0))
        for key in person.given
        if isinstance(bench.type_of(key), QuantityType) and bench.allows(key, Fraction(0))
    }
    if zeros:
        yield replace(person, given={**person.given, **zeros})


def _others(
    bench: Bench, key: str, fact: Fact, constants: Mapping[Type, tuple[fw.ConstantValue, ...]]
) -> Iterator[Fact]:
    type = bench.type_of(key)
    if isinstance(type, QuantityType):
        named = chain.from_iterable(
            values
            for other, values in constants.items()
            if isinstance(other, QuantityType) and other.dimension == type.dimension
        )
        for value in named:
            if isinstance(value, Fraction):
                yield from (bench.fact(key, value + step) for step in (0, 1, -1))
        if isinstance(fact, fw.Constant) and isinstance(fact.value, Fraction):
            yield from (bench.fact(key, fact.value * factor) for factor in _FACTORS)
    else:
        yield from (bench.fact(key, value) for value in constants.get(type, ()))
        yield from bench.every(key)
    yield bench.missing(key)
    yield replace(bench.missing(key), kind="not applicable")


def _allowed(bench: Bench, key: str, fact: fw.Constant) -> bool:
    return not isinstance(fact.value, Fraction) or bench.allows(key, fact.value)
