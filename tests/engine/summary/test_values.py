"""Exact numbers in order: quartiles as Excel's QUARTILE.INC gives them, counts between bounds."""

from fractions import Fraction
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.engine.summary import values as values_module
from assay.engine.summary.in_order import Spread
from assay.engine.summary.values import Values

NUMBERS = st.fractions() | st.integers(-5, 5).map(Fraction) | st.just(Fraction(2**80, 3))


def held(numbers):
    values = Values()
    for number in numbers:
        values.add(Fraction(number))
    return values.in_order()


def test_quartiles_by_hand():
    # Positions (4 - 1) / 4 = 0.75, 1.5 and 2.25: 1 + 0.75 * 1, (2 + 4) / 2, 4 + 0.25 * 6.
    assert held([10, 1, 4, 2]).spread() == Spread(
        Fraction(1), Fraction(7, 4), Fraction(3), Fraction(11, 2), Fraction(10)
    )
    assert held([7]).spread() == Spread(*[Fraction(7)] * 5)
    assert held([]).spread() is None


def test_numbers_that_floats_cannot_tell_apart_keep_their_order():
    third, above = Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**18)
    ordered = held([above, third, above])
    assert [ordered.at(each) for each in range(3)] == [third, above, above]
    assert ordered.below(above) == 1
    assert ordered.below(above, or_at=True) == 3
    assert ordered.between(third, third) == 1


def test_numbers_beyond_floats():
    huge = Fraction(10**400)
    ordered = held([huge, -huge, huge + 1])
    assert [ordered.at(each) for each in range(3)] == [-huge, huge, huge + 1]
    assert ordered.below(huge, or_at=True) == 2


@given(st.lists(NUMBERS, min_size=2))
def test_quartiles_are_those_of_the_standard_library(numbers):
    spread = held(numbers).spread()
    told = (spread.lower_quartile, spread.median, spread.upper_quartile)
    assert list(told) == quantiles(sorted(numbers), n=4, method="inclusive")
    assert (spread.lowest, spread.highest) == (min(numbers), max(numbers))


@given(st.lists(NUMBERS), NUMBERS, st.booleans())
def test_counts_below_a_bound(numbers, bound, at):
    expected = sum(each <= bound if at else each < bound for each in numbers)
    assert held(numbers).below(bound, or_at=at) == expected


@given(st.lists(NUMBERS), st.lists(NUMBERS))
def test_merged_numbers_are_those_added_in_one_go(first, second):
    one, other = Values(), Values()
    for values, numbers in ((one, first), (other, second)):
        for number in numbers:
            values.add(number)
    one.merge(other)
    assert one.in_order() == held([*second, *first])


@pytest.mark.parametrize("limit", [1, 3])
def test_equal_numbers_are_held_once(monkeypatch, limit):
    monkeypatch.setattr(values_module, "_TO_MERGE", limit)
    values = Values()
    for number in (1, 2, 1, 3, 1, 2, 1):
        values.add(Fraction(number), 2)
    assert len(values._tops) <= 2 * 3
    ordered = values.in_order()
    assert len(ordered) == 14
    assert ordered.below(Fraction(2)) == 8
