"""Texts of exact numbers, written many at a time, against those of single numbers."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy
import pytest

from assay.engine.columns.values.numbers import Numbers
from assay.engine.columns.values.sums import Part, WideSum
from assay.engine.columns.values.written import exact_texts
from assay.engine.render.exact_text import decimal_text

LARGE = 2**62
SMALL = [
    (0, 1), (-1, 2), (1, 3), (-7, 3), (5, 100), (1050, 100), (-1, 8), (7, 40), (10, 4), (3, 1),
    (1, 10**18), (123, 5**26), (1, 2**61), (LARGE, 1), (-LARGE, 3), (LARGE - 1, 2**20), (1, 5**27 - 4),
    (LARGE - 3, 10**17), (6, 4), (100, 10), (-100, 7), (1, 5**26 * 3),
]  # fmt: skip


def column(pairs: list[tuple[int, int]]) -> Numbers:
    tops, bottoms = ([pair[at] for pair in pairs] for at in (0, 1))
    wide = max(map(abs, (*tops, *bottoms))) > 2**53
    kind = numpy.int64 if wide else numpy.float64
    n, d = (numpy.array(each, kind) for each in (tops, bottoms))
    return Numbers(n, d, min(tops), max(tops), max(bottoms))


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_many_texts_are_those_of_single_numbers(seed: int | None) -> None:
    chance = random.Random(seed)
    pairs = SMALL
    if seed is not None:
        bottoms = [1, 2, 3, 8, 12, 100, 125, 10**6, 2**12 * 5**3, 7 * 10**4, 999_983]
        pairs = [(chance.randrange(-(10**9), 10**9), chance.choice(bottoms)) for _ in range(2_000)]
    assert exact_texts(column(pairs), len(pairs)).to_list() == [
        decimal_text(Fraction(*pair)) for pair in pairs
    ]


def test_one_denominator_or_one_number_for_all() -> None:
    whole = Numbers(numpy.array([5.0, -10.0, 0.0]), 100, -10, 5, 100)
    assert exact_texts(whole, 3).to_list() == ["0.05", "-0.1", "0"]
    assert exact_texts(Numbers.constant(2, 6), 2).to_list() == ["1/3", "1/3"]


def test_a_constant_over_what_people_have_may_exceed_64_bits() -> None:
    large = Numbers(10**22, numpy.array([4.0, 3.0, 10.0]), 10**22, 10**22, 10)
    assert exact_texts(large, 3).to_list() == [
        "2500000000000000000000", "10000000000000000000000/3", "1000000000000000000000",
    ]  # fmt: skip


def test_rows_that_are_alike_and_rows_without_a_number() -> None:
    chance = random.Random(4)
    few = [(chance.randrange(-2, 3), chance.choice((1, 3, 40))) for _ in range(3_000)]
    assert exact_texts(column(few), 3_000).to_list() == [decimal_text(Fraction(*n)) for n in few]
    far = [(chance.choice((-(10**12), 7, 10**12)), chance.choice((1, 10**5))) for _ in few]
    assert exact_texts(column(far), 3_000).to_list() == [decimal_text(Fraction(*n)) for n in far]
    codes = numpy.array([at % 3 for at in range(3_000)], numpy.uint16)
    assert exact_texts(column(few).with_absent(codes), 3_000).to_list() == [
        None if at % 3 else decimal_text(Fraction(*n)) for at, n in enumerate(few)
    ]


def test_sums_too_wide_for_a_fraction_are_written_exactly() -> None:
    """Among them some whose least denominator 64 bits do not hold."""
    chance = random.Random(5)
    bottoms = (1, 8, 10**6, 2**40 + 1, 3**30, 10**15 + 37)
    rows = [
        [(chance.randrange(-(10**9), 10**9), chance.choice(bottoms)) for _ in range(3)]
        for _ in range(500)
    ]
    divisors = [chance.choice((1, 60, 2**45 - 1)) for _ in rows]
    parts = [Part(column([row[at] for row in rows]), at + 1) for at in range(3)]
    divisor = numpy.array(divisors, numpy.float64)
    texts = exact_texts(WideSum(parts, divisor, 2**45, 2**40), 500).to_list()
    assert texts == [
        decimal_text(
            sum(((at + 1) * Fraction(*pair) for at, pair in enumerate(row)), Fraction(0)) / by
        )
        for row, by in zip(rows, divisors, strict=True)
    ]
