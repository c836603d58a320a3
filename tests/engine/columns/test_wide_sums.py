"""Sums of quotients that no fraction of 64 bits holds: compared and rounded as fractions are."""

from __future__ import annotations

import operator
import random
from fractions import Fraction
from math import lcm, prod
from typing import Any

import numpy
import pytest

from assay.engine.columns.values.averages import Whole, average
from assay.engine.columns.values.numbers import Numbers
from assay.engine.columns.values.sums import Part, WideSum

ROWS = 40
OPERATORS = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt,
    "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def drawn(chance: random.Random, most: int) -> list[int]:
    return [chance.randint(1, most) for _ in range(ROWS)]


def part(chance: random.Random, most: int) -> tuple[Part, list[Fraction]]:
    """A part and what it is in each row: a quotient, over one denominator or its own."""
    tops = [chance.randint(-3, 3) * bottom + chance.randint(0, 9) for bottom in drawn(chance, most)]
    bottoms = drawn(chance, most)
    if chance.random() < 0.3:
        bottoms = [bottoms[0]] * ROWS
    same = len(set(bottoms)) == 1
    weight = chance.choice((1, 7, 33_333, 2**40))
    counts = chance.choice((None, numpy.array([chance.random() < 0.9 for _ in range(ROWS)])))
    dtype = numpy.int64 if most > 2**53 else numpy.float64
    column = Numbers(
        numpy.array(tops, dtype),
        bottoms[0] if same else numpy.array(bottoms, dtype),
        min(tops),
        max(tops),
        max(bottoms),
        common=lcm(*bottoms) if chance.random() < 0.5 else None,
    )
    values = [
        weight * Fraction(n, d) if counts is None or counts[row] else Fraction(0)
        for row, (n, d) in enumerate(zip(tops, bottoms, strict=True))
    ]
    return Part(column, weight, counts), values


@pytest.mark.parametrize("seed", range(60))
def test_sums_are_compared_and_rounded_as_fractions_are(seed: int) -> None:
    chance = random.Random(seed)
    most = chance.choice((9, 1_000, 10**9, 2**51, 2**60))
    made = [part(chance, most) for _ in range(chance.choice((1, 2, 5, 12)))]
    whole = drawn(chance, chance.choice((1, 50, 10**6)))
    divisor: Any = numpy.array(whole, numpy.float64) if len(set(whole)) > 1 else whole[0]
    parts = [each for each, _ in made]
    reach = sum(each.reach for each in parts)
    column = average(parts, Whole(divisor, max(whole), None), reach=reach)
    values = [
        sum((values[row] for _, values in made), Fraction(0)) / whole[row] for row in range(ROWS)
    ]
    assert isinstance(column, WideSum) or len(parts) < 5 or most < 10
    if isinstance(column, WideSum):
        assert [column.exact(row) for row in range(ROWS)] == values
        assert column.quotient().tolist() == [float(value) for value in values]
    for value in values[:6]:
        narrow = (0, Fraction(1, 7))
        beyond = (Fraction(1, 2**90), Fraction(-1, 2**120), Fraction(1, 2**300))
        for beside in (*narrow, *beyond) if isinstance(column, WideSum) else narrow:
            limit = value + beside
            for sign, holds in OPERATORS.items():
                found = _held(column, sign, limit)
                assert found == [holds(each, limit) for each in values], (sign, limit)


def _held(column: Numbers, sign: Any, limit: Fraction) -> list[bool]:
    held = column.against(sign, limit.numerator, limit.denominator)
    return [held] * ROWS if isinstance(held, bool) else held.tolist()


def test_most_of_them_are_wide() -> None:
    chance = random.Random(1)
    made = [part(chance, 10**9)[0] for _ in range(5)]
    assert isinstance(average(made, Whole.of(7)), WideSum)


def test_a_sum_beside_a_limit_by_less_than_pairs_tell_is_held_against_it_exactly() -> None:
    # (2^52 - 1) / 2^52 and its like, six times: 1 / product of them is far below 2^-106.
    bottoms = [2**52 - 1, 2**52 - 3, 2**52 - 5, 2**52 - 9, 2**52 - 11]
    exactly = sum(Fraction(1, bottom) for bottom in bottoms)
    parts = [
        Part(Numbers(1, numpy.array([bottom, bottom], numpy.float64), 1, 1, bottom), 1)
        for bottom in bottoms
    ]
    column = average(parts, Whole.of(1))
    assert isinstance(column, WideSum)
    for beside, expected in ((0, True), (Fraction(1, 2**200), False), (-Fraction(1, 2**200), True)):
        limit = exactly + beside
        assert _held(column, ">=", limit)[:2] == [expected, expected]


LONG = (2**52 - 1, 2**52 - 3, 2**52 - 5)
"""Without a common divisor, so that some multiples of 1 over each add up to a whole number and 1
over all of them multiplied."""


def nearly(whole: Fraction, sign: int, long: tuple[int, ...]) -> tuple[Numbers, Fraction]:
    """A sum beside a number by as little as its long denominators allow."""
    least = Fraction(sign, prod(long))
    tops = [sign * pow(prod(long) // d, -1, d) % d for d in long]
    rest = whole + least - sum(Fraction(n, d) for n, d in zip(tops, long, strict=True))
    parts = [
        Part(Numbers(*(numpy.array([x, x], numpy.float64) for x in (n, d)), 0, d, d, common=d), 1)
        for n, d in zip(tops, long, strict=True)
    ]
    parts.append(Part(Numbers.constant(rest.numerator, rest.denominator), 1))
    column = average(parts, Whole.of(1), reach=9)
    assert isinstance(column, WideSum)
    return column, whole + least


@pytest.mark.parametrize("long", [LONG[:2], LONG])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_sum_that_nearly_reaches_a_round_limit_is_told_from_it(
    sign: int, long: tuple[int, ...]
) -> None:
    column, value = nearly(Fraction(3), sign, long)
    for name, holds in OPERATORS.items():
        assert column.against(name, 3, 1).tolist() == [holds(value, 3)] * 2, name


@pytest.mark.parametrize("sign", [1, -1])
def test_a_sum_beside_the_middle_of_two_floats_is_rounded_to_the_nearer(sign: int) -> None:
    column, value = nearly(1 + Fraction(1, 2**53), sign, LONG)
    assert column.quotient().tolist() == [1 + 2**-52 if sign > 0 else 1.0] * 2
    assert column.quotient()[0] == float(value)


@pytest.mark.parametrize("sign", [0, 1, -1])
def test_a_quotient_beside_a_limit_by_less_than_floats_tell_is_held_against_it(sign: int) -> None:
    value = Fraction(2**52 + 1, 2**52 - 1)
    limit = value + Fraction(sign, 2**200)
    n, d = (numpy.array([float(x)] * 2) for x in (value.numerator, value.denominator))
    column = Numbers(n, d, 0, value.numerator, value.denominator)
    assert float(limit) == float(value)
    for name, holds in OPERATORS.items():
        assert _held(column, name, limit)[:2] == [holds(value, limit)] * 2, name
