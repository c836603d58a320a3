"""Numbers as people write them, beside what Babel writes with the same pattern."""

from fractions import Fraction

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from assay.engine.explaining.precision import at_places, ending
from assay.engine.render.catalogue import catalogue
from assay.engine.render.quantities import numeral

UNITS = st.integers(-(10**25), 10**25) | st.integers(-2000, 2000)


@given(units=UNITS, places=st.integers(0, 6), language=st.sampled_from(["en", "th"]))
def test_a_number_is_written_as_the_pattern_of_the_language_says(units, places, language):
    words = catalogue(language)
    number = Fraction(units, 10**places)
    # Babel takes floats and decimals of the context's precision: the digits are put in apart.
    whole, part = divmod(abs(units), 10**places)
    expected = format_decimal(whole, format="#,##0", locale=words.locale)
    if places:
        expected += f".{part:0{places}}"
    assert numeral(number, places, words) == ("-" if units < 0 else "") + expected


def test_few_numbers_by_hand():
    words = catalogue("en")
    assert numeral(Fraction(-1234567, 100), 2, words) == "-12,345.67"
    assert numeral(Fraction(1, 2), 3, words) == "0.500"
    assert numeral(Fraction(0), 1, words) == "0.0"
    assert numeral(Fraction(10**30), 0, words) == "1" + ",000" * 10


@pytest.mark.parametrize(
    ("number", "places", "expected"),
    [("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("1/3", 4, "0.3333"), ("-2/3", 0, "-1")],
)
def test_ties_are_rounded_away_from_zero(number, places, expected):
    assert at_places(Fraction(number), places) == Fraction(expected)


@pytest.mark.parametrize(
    ("number", "places"),
    [("5", 0), ("0.5", 1), ("1/8", 3), ("1/16", None), ("1/3", None), ("-0.02", 2), ("0", 0)],
)
def test_where_digits_end(number, places):
    assert ending(Fraction(number)) == places
