"""The algebra of units, and how types and values read."""

from datetime import date
from fractions import Fraction

import pytest

from assay.dsl.types import (
    COUNT,
    DATE,
    DAYS,
    DURATION,
    NUMBER,
    PERCENT,
    PERIOD,
    PLAIN,
    TEXT,
    YESNO,
    ChoiceMember,
    ChoiceType,
    Dimension,
    LevelType,
    QuantityType,
    money,
)
from assay.dsl.units import (
    currencies_differ,
    describe,
    divided,
    joined,
    multiplied,
    powered,
    quantity_of,
    written,
)

BAHT = money("THB")
DOLLARS = money("USD")
BAHT_PER_DAY = QuantityType("compound", Dimension(1, -1, "THB"))
PER_DAY = QuantityType("compound", Dimension(0, -1))


@pytest.mark.parametrize(
    ("left", "right", "product"),
    [
        (BAHT, NUMBER, BAHT),
        (PERCENT, BAHT, BAHT),
        (COUNT, BAHT, BAHT),
        (COUNT, COUNT, COUNT),
        (COUNT, NUMBER, NUMBER),
        (PERCENT, PERCENT, PERCENT),
        (PERCENT, NUMBER, NUMBER),
        (BAHT_PER_DAY, DURATION, BAHT),
        (PER_DAY, DURATION, NUMBER),
        (BAHT, BAHT, QuantityType("compound", Dimension(2, 0, "THB"))),
    ],
)
def test_products(left, right, product):
    assert multiplied(left, right) == product
    assert multiplied(right, left) == product


@pytest.mark.parametrize(
    ("above", "below", "quotient"),
    [
        (BAHT, BAHT, NUMBER),
        (BAHT, COUNT, BAHT),
        (BAHT, DURATION, BAHT_PER_DAY),
        (NUMBER, DURATION, PER_DAY),
        (DURATION, DURATION, NUMBER),
        (COUNT, COUNT, NUMBER),
        (BAHT, BAHT_PER_DAY, DURATION),
    ],
)
def test_quotients(above, below, quotient):
    assert divided(above, below) == quotient


def test_a_quotient_without_money_left_has_no_currency():
    assert divided(BAHT, BAHT).dimension == PLAIN
    assert divided(multiplied(BAHT, DURATION), BAHT).dimension == DAYS


@pytest.mark.parametrize(
    ("base", "exponent", "power"),
    [
        (COUNT, 2, COUNT),
        (COUNT, -1, NUMBER),
        (PERCENT, 2, NUMBER),
        (BAHT, 0, NUMBER),
        (BAHT, 1, BAHT),
        (DURATION, -1, PER_DAY),
    ],
)
def test_powers(base, exponent, power):
    assert powered(base, exponent) == power


@pytest.mark.parametrize(
    ("left", "right", "either"),
    [(PERCENT, PERCENT, PERCENT), (PERCENT, COUNT, NUMBER), (BAHT, BAHT, BAHT)],
)
def test_a_value_that_is_either_of_two(left, right, either):
    assert joined(left, right) == either


def test_currencies_differ_only_where_both_have_one():
    assert currencies_differ(BAHT, DOLLARS)
    assert not currencies_differ(BAHT, NUMBER)
    assert not currencies_differ(BAHT, BAHT_PER_DAY)


def test_a_quantity_of_a_plain_dimension_is_a_number():
    assert quantity_of(PLAIN) == NUMBER


@pytest.mark.parametrize(
    ("type_", "words"),
    [
        (NUMBER, "a number"),
        (COUNT, "a count"),
        (PERCENT, "a percentage"),
        (BAHT, "money (THB)"),
        (DURATION, "a duration"),
        (BAHT_PER_DAY, "money (THB) per day"),
        (PER_DAY, "a number per day"),
        (QuantityType("compound", Dimension(2, 0, "THB")), "money to the power 2 (THB)"),
        (QuantityType("compound", Dimension(1, 1, "THB")), "money (THB) times days"),
        (DATE, "a date"),
        (PERIOD, "a period"),
        (YESNO, "a yes or no"),
        (TEXT, "a text"),
        (LevelType("grade"), "a level of scale `grade`"),
        (
            ChoiceType(tuple(ChoiceMember(letter, (letter,)) for letter in "abcdefg")),
            "one of `a`, `b`, `c`, `d`, `e`, `f`, …",
        ),
    ],
)
def test_types_in_a_designers_words(type_, words):
    assert describe(type_) == words


@pytest.mark.parametrize(
    ("value", "type_", "text"),
    [
        (Fraction(27, 25), PERCENT, "108%"),
        (Fraction(1, 300), PERCENT, "1/3%"),
        (Fraction(1_000_000), BAHT, "1_000_000 THB"),
        (Fraction(-5, 2), NUMBER, "-2.5"),
        (Fraction(1, 80), NUMBER, "0.0125"),
        (Fraction(2, 3), NUMBER, "2/3"),
        (Fraction(9_999), NUMBER, "9999"),
        (Fraction(40), DURATION, "40 days"),
        (date(2026, 1, 31), DATE, "2026-01-31"),
        (True, YESNO, "yes"),
        (False, YESNO, "no"),
        ("North", TEXT, '"North"'),
        ("good", LevelType("grade"), "good"),
    ],
)
def test_values_as_the_language_writes_them(value, type_, text):
    assert written(value, type_) == text
