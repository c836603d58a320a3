"""Exact arithmetic on integer pairs, against values by hand, `Fraction` and `decimal`."""

from __future__ import annotations

import decimal
import statistics
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.dsl.limits import MAX_BITS
from assay.engine.arithmetic import exact
from assay.engine.arithmetic.exact import ABSENT, LimitExceeded

MODES = ("half up", "half even", "up", "down", "ceiling", "floor")
DECIMAL_MODES = {
    "half up": decimal.ROUND_HALF_UP,
    "half even": decimal.ROUND_HALF_EVEN,
    "up": decimal.ROUND_UP,
    "down": decimal.ROUND_DOWN,
    "ceiling": decimal.ROUND_CEILING,
    "floor": decimal.ROUND_FLOOR,
}

rationals = st.fractions(max_denominator=10**6)
# A pair of the engine need not be in lowest terms.
pairs = st.builds(
    lambda value, factor: (value.numerator * factor, value.denominator * factor),
    rationals,
    st.integers(1, 60),
)
several = st.lists(pairs, min_size=1, max_size=12)


def value(pair):
    return Fraction(*pair)


def in_lowest_terms(pair):
    return pair == (Fraction(*pair).numerator, Fraction(*pair).denominator)


# --- reducing and the limit ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("pair", "reduced"),
    [((6, 4), (3, 2)), ((-6, 4), (-3, 2)), ((0, 9), (0, 1)), ((5, 1), (5, 1)), ((0, 0), (0, 0))],
)
def test_reduce(pair, reduced):
    assert exact.reduce(*pair) == reduced


def test_an_absent_value_stays_absent_when_reduced():
    assert exact.reduce(7, 0)[1] == 0


def test_the_limit_is_on_the_number_in_lowest_terms():
    largest = 2**MAX_BITS - 1
    assert exact.reduce(largest, 1) == (largest, 1)
    assert exact.reduce(1, largest) == (1, largest)
    assert exact.reduce(2**5000, 2**5000) == (1, 1)
    for pair in ((2**MAX_BITS, 1), (-(2**MAX_BITS), 1), (1, 2**MAX_BITS)):
        with pytest.raises(LimitExceeded, match="limit of 4,096 bits"):
            exact.reduce(*pair)


def test_fractions_and_pairs():
    assert exact.pair_of(Fraction(-3, 4)) == (-3, 4)
    assert exact.fraction_of(6, 8) == Fraction(3, 4)
    assert exact.fraction_of(1, 0) is None


# --- rounding ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "rounded"),
    [
        #             -2.5 -1.5 -1.2 -0.5  0  0.5  1.2  1.5  2.5
        ("half up", [-3, -2, -1, -1, 0, 1, 1, 2, 3]),
        ("half even", [-2, -2, -1, 0, 0, 0, 1, 2, 2]),
        ("up", [-3, -2, -2, -1, 0, 1, 2, 2, 3]),
        ("down", [-2, -1, -1, 0, 0, 0, 1, 1, 2]),
        ("ceiling", [-2, -1, -1, 0, 0, 1, 2, 2, 3]),
        ("floor", [-3, -2, -2, -1, 0, 0, 1, 1, 2]),
    ],
)
def test_every_mode_on_ties_and_between(mode, rounded):
    tenths = [-25, -15, -12, -5, 0, 5, 12, 15, 25]
    assert [value(exact.round_to(n, 10, 1, 1, mode)) for n in tenths] == rounded


@pytest.mark.parametrize(
    ("number", "step", "mode", "expected"),
    [
        ("1.005", "0.01", "half up", "1.01"),
        ("-1.005", "0.01", "half up", "-1.01"),
        ("1.005", "0.01", "half even", "1"),
        ("2.675", "0.01", "half even", "2.68"),
        ("7.5", "5", "half up", "10"),
        ("7.5", "5", "half even", "10"),
        ("2.5", "5", "half even", "0"),
        ("1/3", "1/7", "floor", "2/7"),
        ("1/3", "1/7", "ceiling", "3/7"),
        ("1234567", "1000", "half up", "1235000"),
    ],
)
def test_rounding_to_a_step(number, step, mode, expected):
    number, step = Fraction(number), Fraction(step)
    pair = exact.round_to(*number.as_integer_ratio(), *step.as_integer_ratio(), mode)
    assert value(pair) == Fraction(expected)
    assert exact.rounded(number, step, mode) == Fraction(expected)


@given(
    st.decimals(-(10**9), 10**9, allow_nan=False, places=6),
    st.integers(0, 5),
    st.sampled_from(MODES),
)
def test_rounding_to_places_agrees_with_decimal(number, places, mode):
    step = Decimal(1).scaleb(-places)
    with decimal.localcontext(prec=60):
        expected = Fraction(number.quantize(step, rounding=DECIMAL_MODES[mode]))
    n, d = number.as_integer_ratio()
    assert value(exact.round_to(n, d, 1, 10**places, mode)) == expected


@given(pairs, pairs.filter(lambda step: step[0] > 0), st.sampled_from(MODES))
def test_rounding_gives_the_multiple_that_the_mode_means(pair, step, mode):
    number, unit = value(pair), value(step)
    result = value(exact.round_to(*pair, *step, mode))
    assert (result / unit).denominator == 1
    assert abs(result - number) < unit
    match mode:
        case "floor":
            assert result <= number
        case "ceiling":
            assert result >= number
        case "down":
            assert abs(result) <= abs(number)
        case "up":
            assert abs(result) >= abs(number)
        case _:
            assert 2 * abs(result - number) <= unit


def test_no_rounding_without_a_step_above_zero():
    assert exact.round_to(5, 1, 0, 1, "floor") == ABSENT
    assert exact.round_to(5, 1, -1, 2, "floor") == ABSENT
    assert exact.round_to(5, 1, 1, 0, "floor") == ABSENT
    assert exact.round_to(5, 0, 1, 1, "floor") == ABSENT


# --- powers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pair", "exponent", "expected"),
    [
        ((11, 10), 3, (1331, 1000)),
        ((-2, 3), 3, (-8, 27)),
        ((-2, 3), -3, (-27, 8)),
        ((-2, 3), -2, (9, 4)),
        ((4, 6), -1, (3, 2)),
        ((0, 5), 0, (1, 1)),
        ((0, 5), 3, (0, 1)),
        ((0, 5), -1, ABSENT),
        ((7, 0), 2, ABSENT),
        ((-3, 3), 10**1000 + 1, (-1, 1)),
        ((-3, 3), 10**1000, (1, 1)),
        ((5, 5), -(10**1000), (1, 1)),
        ((0, 1), 10**1000, (0, 1)),
        ((-9, 9), 0, (1, 1)),
    ],
)
def test_power(pair, exponent, expected):
    assert exact.power(*pair, exponent) == expected


@given(pairs.filter(lambda pair: pair[0] != 0), st.integers(-20, 20))
def test_power_agrees_with_fraction(pair, exponent):
    result = exact.power(*pair, exponent)
    assert value(result) == value(pair) ** exponent
    assert in_lowest_terms(result)


def test_power_is_refused_before_it_is_computed():
    for pair, exponent in [((2, 1), 10**18), ((1, 3), 10**18), ((10, 7), -(10**18))]:
        with pytest.raises(LimitExceeded):
            exact.power(*pair, exponent)


def test_power_up_to_the_last_bit():
    assert exact.power(2, 1, MAX_BITS - 1) == (2 ** (MAX_BITS - 1), 1)
    for pair, exponent in [((2, 1), MAX_BITS), ((3, 1), MAX_BITS - 1)]:
        with pytest.raises(LimitExceeded):
            exact.power(*pair, exponent)


# --- curves --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "expected"),
    [((0, 1), (1, 1)), ((6, 2), (3, 1)), ((7, 2), (7, 2)), ((9, 1), (5, 1)), ((5, 0), ABSENT)],
)
def test_clamp(number, expected):
    clamped = exact.clamp(*number, 1, 1, 5, 1)
    assert clamped == expected or value(clamped) == value(expected)


def test_clamp_between_crossed_or_absent_bounds_is_absent():
    assert exact.clamp(3, 1, 5, 1, 1, 1) == ABSENT
    assert exact.clamp(3, 1, 5, 0, 9, 1) == ABSENT
    assert exact.clamp(3, 1, 5, 1, 9, 0) == ABSENT


CYCLE = ((55, 2, 5, 1), (55, 1, 3, 1), (110, 1, 1, 1))


@pytest.mark.parametrize(
    ("days", "points"),
    [
        ("0", "5"),
        ("27.5", "5"),
        ("40", "45/11"),
        ("55", "3"),
        ("66", "13/5"),
        ("110", "1"),
        ("1000", "1"),
        ("-3", "5"),
    ],
)
def test_interpolate(days, points):
    pair = Fraction(days).as_integer_ratio()
    assert value(exact.interpolate(*pair, CYCLE)) == Fraction(points)


def test_interpolate_on_a_single_point_is_flat():
    assert exact.interpolate(-9, 1, ((1, 1, 4, 1),)) == (4, 1)
    assert exact.interpolate(9, 1, ((1, 1, 4, 1),)) == (4, 1)


@given(pairs, st.lists(st.tuples(rationals, rationals), min_size=1, max_size=6))
def test_interpolate_agrees_with_fraction(pair, points):
    ordered = sorted(dict(points).items())
    x = value(pair)
    expected = ordered[0][1] if x <= ordered[0][0] else ordered[-1][1]
    for (x0, y0), (x1, y1) in pairwise(ordered):
        if x0 <= x <= x1:
            expected = y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    quadruples = [(*a.as_integer_ratio(), *b.as_integer_ratio()) for a, b in ordered]
    assert value(exact.interpolate(*pair, quadruples)) == expected


def test_interpolate_without_order_or_points_is_absent():
    twice = ((1, 1, 0, 1), (2, 1, 5, 1), (4, 2, 6, 1))
    assert exact.unordered_point(twice) == 2
    assert exact.unordered_point(CYCLE) is None
    assert exact.interpolate(0, 1, twice) == ABSENT
    assert exact.interpolate(0, 1, ()) == ABSENT
    assert exact.interpolate(0, 0, CYCLE) == ABSENT
    assert exact.interpolate(0, 1, ((1, 1, 2, 0),)) == ABSENT


BRACKETS = ((100, 1, 5, 100), (300, 1, 10, 100), (1000, 1, 20, 100))


@pytest.mark.parametrize(
    ("amount", "due"),
    [
        ("-50", "0"),
        ("0", "0"),
        ("40", "2"),
        ("100", "5"),
        ("100.5", "5.05"),
        ("300", "25"),
        ("1000", "165"),
        ("5000", "165"),
    ],
)
def test_tiered_takes_each_rate_on_its_own_slice(amount, due):
    pair = Fraction(amount).as_integer_ratio()
    assert value(exact.tiered(*pair, BRACKETS)) == Fraction(due)


def test_tiered_bounds_increase_from_above_zero():
    for points, index in [
        (((0, 1, 1, 1), (5, 1, 1, 1)), 0),
        (((-5, 1, 1, 1),), 0),
        (((5, 1, 1, 1), (10, 2, 1, 1)), 1),
    ]:
        assert exact.unordered_bound(points) == index
        assert exact.tiered(3, 1, points) == ABSENT
    assert exact.unordered_bound(BRACKETS) is None
    assert exact.tiered(3, 1, ()) == ABSENT
    assert exact.tiered(3, 0, BRACKETS) == ABSENT


# --- many values ---------------------------------------------------------------------------


@given(several)
def test_aggregates_agree_with_fraction(several_pairs):
    numbers = [value(pair) for pair in several_pairs]
    for found, expected in [
        (exact.total(several_pairs), sum(numbers)),
        (exact.average(several_pairs), sum(numbers) / len(numbers)),
        (exact.median(several_pairs), statistics.median(numbers)),
    ]:
        assert value(found) == expected
        assert in_lowest_terms(found)
    assert value(exact.minimum(several_pairs)) == min(numbers)
    assert value(exact.maximum(several_pairs)) == max(numbers)
    assert exact.count_distinct(several_pairs) == len(set(numbers))
    assert [value(pair) for pair in exact.in_order(several_pairs)] == sorted(numbers)


@given(st.lists(st.tuples(pairs, pairs), max_size=8))
def test_weighted_average_agrees_with_fraction(rows):
    weight = sum(value(w) for _, w in rows)
    found = exact.weighted_average([(*x, *w) for x, w in rows])
    if weight == 0:
        assert found == ABSENT
    else:
        assert value(found) == sum(value(x) * value(w) for x, w in rows) / weight
        assert in_lowest_terms(found)


def test_aggregates_of_nothing():
    assert exact.total([]) == (0, 1)
    assert exact.count_distinct([]) == 0
    for aggregate in (
        exact.average,
        exact.weighted_average,
        exact.minimum,
        exact.maximum,
        exact.median,
    ):
        assert aggregate([]) == ABSENT


def test_the_least_and_greatest_are_the_first_of_equals_as_given():
    assert exact.minimum([(2, 2), (1, 1)]) == (2, 2)
    assert exact.maximum([(2, 2), (1, 1)]) == (2, 2)


def test_values_without_a_common_denominator_within_the_limit_are_still_ordered():
    huge = [(k, 2**1000 + k) for k in (9, 3, 7, 5, 1)]
    assert exact.in_order(huge) == sorted(huge)


def test_a_sum_beyond_the_limit_is_refused_in_any_order():
    a, b, c = 2**2000 - 1, 2**2000 + 1, 2**2001 + 1
    # Added in this order the first three cancel, and nothing ever exceeds the limit.
    rows = [(1, a), (1, b), (-a - b, a * b), (1, c)]
    for order in (rows, rows[::-1]):
        with pytest.raises(LimitExceeded):
            exact.total(order)
