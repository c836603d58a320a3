"""How many limits a value stays below is found as comparing it with each of them finds it."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.engine.columns.values.numbers import Numbers

SMALL = st.integers(-60, 60)
LIMITS = st.lists(st.fractions(-8, 8, max_denominator=12), min_size=1, max_size=6, unique=True)


@given(st.lists(st.tuples(SMALL, st.integers(1, 12)), min_size=2, max_size=40), LIMITS)
@pytest.mark.parametrize("operator", [">=", "<="])
@pytest.mark.parametrize("shared", [True, False])
def test_it_counts_the_limits_that_fail(
    shared: bool, operator: str, values: list[tuple[int, int]], limits: list[Fraction]
) -> None:
    n = numpy.array([n for n, _ in values], numpy.float64)
    ds = [d for _, d in values]
    low, high = int(n.min()), int(n.max())
    column = (
        Numbers(n, 12, low, high, 12)
        if shared
        else Numbers(n, numpy.array(ds, numpy.float64), low, high, 12)
    )
    ordered = sorted(limits, reverse=operator == ">=")
    assert all(left != right for left, right in pairwise(ordered))
    found = column.passed(operator, [each.as_integer_ratio() for each in ordered])
    exact = [Fraction(n, 12 if shared else d) for n, d in values]
    assert found.tolist() == [
        sum(value < each if operator == ">=" else value > each for each in ordered)
        for value in exact
    ]


def test_what_floats_do_not_tell_is_left_to_comparing() -> None:
    large = 2**53
    tops = numpy.array([large - 1, large - 2], numpy.float64)
    bottoms = numpy.array([large, large - 1], numpy.float64)
    column = Numbers(tops, bottoms, 0, large, large)
    assert column.passed(">=", [(large - 2, large - 1)]) is None
