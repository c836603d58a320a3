"""What the checker reasons with: linear inequalities, and the scores that averages reach."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest

from assay.dsl.linting.inequalities import Inequality, OutOfReachError, solve
from assay.dsl.linting.intervals import (
    EVERYTHING,
    Interval,
    absolute,
    added,
    between,
    bounded,
    divided,
    hull,
    intersection,
    largest,
    multiplied,
    negated,
    sample,
    smallest,
)
from assay.dsl.linting.reach import Part, Reach, average_of, single, stretch

NUMBERS = [Fraction(half, 2) for half in range(-6, 7)]


def inside(interval: Interval) -> list[Fraction]:
    return [number for number in NUMBERS if number in interval]


@pytest.mark.parametrize("seed", range(20))
def test_a_range_of_results_holds_every_result(seed: int) -> None:
    chance = Random(seed)
    for _ in range(15):
        one, other = random_range(chance), random_range(chance)
        for x in inside(one):
            assert -x in negated(one)
            assert abs(x) in absolute(one)
            assert x in hull((one, other))
            assert (x in intersection(one, other)) == (x in other)
            for y in inside(other):
                assert x + y in added(one, other)
                assert x * y in multiplied(one, other)
                assert min(x, y) in smallest((one, other))
                assert max(x, y) in largest((one, other))
                if y:
                    assert x / y in divided(one, other)


@pytest.mark.parametrize(
    ("left", "right", "product_", "quotient"),
    [
        ((0, 2, 1, 1), (1, None, 1, 0), (0, None, 1, 0), (0, 2, 1, 1)),
        ((0, None, 1, 0), (0, None, 0, 0), (0, None, 1, 0), (0, None, 1, 0)),
        ((1, 4, 1, 0), (2, 4, 1, 1), (2, 16, 1, 0), (Fraction(1, 4), 2, 1, 0)),
        ((-1, 1, 1, 1), (-2, 3, 1, 1), (-3, 3, 1, 1), (None, None, 0, 0)),
        ((-4, -2, 1, 1), (1, 2, 1, 1), (-8, -2, 1, 1), (-4, -1, 1, 1)),
    ],
)
def test_products_and_quotients_reach_no_further(left, right, product_, quotient) -> None:
    def interval(low, high, low_in, high_in):
        ends = [None if each is None else Fraction(each) for each in (low, high)]
        return Interval(*ends, bool(low_in), bool(high_in))

    assert multiplied(interval(*left), interval(*right)) == interval(*product_)
    assert divided(interval(*left), interval(*right)) == interval(*quotient)


ALLOWS = {
    "<": lambda x, limit: x < limit,
    "<=": lambda x, limit: x <= limit,
    ">": lambda x, limit: x > limit,
    ">=": lambda x, limit: x >= limit,
    "=": lambda x, limit: x == limit,
}


@pytest.mark.parametrize("operator", ALLOWS)
def test_a_bound_leaves_what_it_allows(operator: str) -> None:
    chance = Random(operator)
    for _ in range(100):
        one, limit = random_range(chance), Fraction(chance.randint(-3, 3))
        left = bounded(one, operator, limit)
        assert inside(left) == [x for x in inside(one) if ALLOWS[operator](x, limit)]


@pytest.mark.parametrize("high", [False, True])
def test_a_sample_lies_in_its_range(high: bool) -> None:
    chance = Random(0)
    for _ in range(200):
        interval = random_range(chance)
        assert sample(interval, Fraction(1), high=high) in interval


UNKNOWNS = (("x",), ("y",), ("z",))


@pytest.mark.parametrize("seed", range(40))
def test_inequalities_are_solved_or_have_no_solution(seed: int) -> None:
    chance = Random(seed)
    outcomes = set()
    for _ in range(12):
        rows = [random_row(chance) for _ in range(chance.randint(2, 6))]
        domains = {unknown: random_range(chance) for unknown in UNKNOWNS}
        try:
            solution = solve(rows, domains)
        except OutOfReachError:
            continue
        outcomes.add(solution is None)
        if solution is None:
            for numbers in product(*(inside(domain) for domain in domains.values())):
                assert not all(holds(row, dict(zip(domains, numbers, strict=True))) for row in rows)
            continue
        assert all(holds(row, solution.numbers) for row in rows)
        for unknown, domain in domains.items():
            real = Interval(domain.low, domain.high, domain.low_in, domain.high_in)
            assert solution.numbers[unknown] in (domain if solution.whole else real)
    assert outcomes == {True, False}


@pytest.mark.parametrize("seed", range(40))
def test_whole_numbers_are_found_or_there_are_none(seed: int) -> None:
    """Three of them, each in a range, with every factor from -3 to 3; and one that is not whole."""
    chance = Random(seed)
    outcomes = set()
    for _ in range(20):
        rows = [random_row(chance) for _ in range(chance.randint(2, 7))]
        domains = {
            unknown: Interval(Fraction(-3), Fraction(3), low_in=True, high_in=True, whole=True)
            for unknown in UNKNOWNS
        }
        solution = solve(rows, domains)
        able = any(
            all(holds(row, dict(zip(domains, numbers, strict=True))) for row in rows)
            for numbers in product(*(inside(domain) for domain in domains.values()))
        )
        assert (solution is not None) == able
        outcomes.add(able)
        if solution is not None:
            assert solution.whole
            assert all(holds(row, solution.numbers) for row in rows)
            assert all(each.denominator == 1 for each in solution.numbers.values())
    assert outcomes == {True, False}


def test_whole_numbers_beside_one_that_is_not() -> None:
    """2x + y = 3 with y between 0.2 and 0.8 leaves x between 1.1 and 1.4."""
    x, y = UNKNOWNS[:2]
    rows = [Inequality({x: 2, y: 1}, -3, False), Inequality({x: -2, y: -1}, 3, False)]
    whole = Interval(whole=True)
    between_ = Interval(Fraction(1, 5), Fraction(4, 5), low_in=True, high_in=True)
    assert solve(rows, {x: whole, y: between_}) is None
    solution = solve(rows, {x: EVERYTHING, y: between_})
    assert solution is not None
    wider = Interval(Fraction(1, 5), Fraction(1), low_in=True, high_in=True)
    solution = solve(rows, {x: whole, y: wider})
    assert solution is not None
    assert solution.numbers == {x: 1, y: 1}


def random_row(chance: Random) -> Inequality:
    factors = {unknown: chance.randint(-3, 3) for unknown in UNKNOWNS}
    terms = {unknown: factor for unknown, factor in factors.items() if factor}
    return Inequality(terms, chance.randint(-4, 4), chance.random() < 0.5)


def random_range(chance: Random) -> Interval:
    first, second = sorted(Fraction(chance.randint(-3, 3)) for _ in range(2))
    low = first if chance.random() < 0.7 else None
    high = second if chance.random() < 0.7 else None
    inside = (chance.random() < 0.6 and each is not None for each in (low, high))
    found = Interval(low, high, *inside, chance.random() < 0.3)
    return random_range(chance) if found.is_empty else found


def holds(row: Inequality, numbers: dict[tuple[str], Fraction]) -> bool:
    total = row.constant + sum(factor * numbers[each] for each, factor in row.terms.items())
    return total < 0 if row.strict else total <= 0


@pytest.mark.parametrize("seed", range(40))
def test_an_average_reaches_what_some_combination_gives(seed: int) -> None:
    chance = Random(seed)
    outcomes = set()
    for _ in range(12):
        weights = [chance.randint(1, 4) for _ in range(chance.randint(2, 4))]
        stretched = chance.random() < 0.3
        parts = [
            Part(Fraction(weight, sum(weights)), random_reach(chance, stretched and not index))
            for index, weight in enumerate(weights)
        ]
        average = average_of(parts)
        assert average is not None
        low = Fraction(chance.randint(0, 50), 10)
        high = low + chance.choice((Fraction(0), Fraction(1, 8), Fraction(1, 2), Fraction(1)))
        ends = (True, True) if low == high else (chance.random() < 0.5, chance.random() < 0.5)
        interval = Interval(low, high, *ends)
        found = any(
            not intersection(between(*ends), interval).is_empty for ends in combinations(parts)
        )
        assert average.reaches([interval]) == (found,)
        outcomes.add(found)
    assert outcomes == {True, False}


def random_reach(chance: Random, stretched: bool) -> Reach:
    if stretched:
        low = Fraction(chance.randint(0, 3))
        return stretch(low, low + Fraction(chance.randint(0, 4), 4))
    return single(Fraction(chance.randint(0, 5)) for _ in range(chance.randint(1, 4)))


def combinations(parts: list[Part]) -> list[tuple[Fraction, Fraction]]:
    """From the lowest to the highest average, for each choice of points."""
    choices = [
        [(point, point) for point in part.reach.points]
        if part.reach.points
        else [(part.reach.low, part.reach.high)]
        for part in parts
    ]
    return [
        (
            sum(part.share * low for part, (low, _) in zip(parts, chosen, strict=True)),
            sum(part.share * high for part, (_, high) in zip(parts, chosen, strict=True)),
        )
        for chosen in product(*choices)
    ]
