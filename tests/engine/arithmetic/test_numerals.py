"""Numbers as written: Python values, the text of cells, and exact numbers shown as text."""

from __future__ import annotations

import decimal
import time
from decimal import Decimal
from fractions import Fraction

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.engine.arithmetic.numerals import (
    Numeral,
    NumeralError,
    Refusal,
    decimal_text,
    exact,
    parse_numeral,
    quoted,
    shortest_terminating,
    unit_fits,
)

# --- values of Python ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "pair"),
    [
        (0.1, (1, 10)),
        (1.1 + 2.2, (33000000000000003, 10**16)),
        (1e22, (10**22, 1)),
        (5e-324, (1, 2 * 10**323)),
        (-0.0, (0, 1)),
        (7, (7, 1)),
        (Decimal("1.50"), (3, 2)),
        (Decimal("1E+3"), (1000, 1)),
        (Decimal("0E+999999"), (0, 1)),
        (Fraction(6, 4), (3, 2)),
    ],
)
def test_python_numbers_are_taken_as_written(value, pair):
    assert exact(value) == pair


HUNDREDTHS = st.integers(-(10**18), 10**18).map(lambda hundredths: hundredths / 100)


@given(st.floats(allow_nan=False, allow_infinity=False) | HUNDREDTHS)
def test_a_float_is_its_shortest_decimal(value):
    found = Fraction(*exact(value))
    assert found == Fraction(repr(value))
    assert float(found) == value


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (numpy.int64(-7), Fraction(-7)),
        (numpy.uint64(2**64 - 1), Fraction(2**64 - 1)),
        (numpy.float32(0.1), Fraction(1, 10)),
        (numpy.float16(0.1), Fraction(1, 10)),
        (numpy.float64(0.1), Fraction(1, 10)),
        (numpy.float32(1e10), Fraction(10**10)),
    ],
)
def test_numbers_of_numpy_are_those_that_they_are_written_as(value, number):
    assert Fraction(*exact(value)) == number


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (float("nan"), "`nan` is not a finite number"),
        (float("-inf"), "`-inf` is not a finite number"),
        (Decimal("Infinity"), "`Infinity` is not a finite number"),
        (True, "is a yes/no value and no number"),
        ("12", "is not a number"),
        (None, "is not a number"),
        (1 + 2j, "is not a number"),
        (numpy.float32("nan"), "`NaN` is not a finite number"),
        (numpy.bool_(True), "is not a number"),
        (2**5000, "has more digits than the limit allows (about 1,232)"),
        (Decimal("1e999999"), "has more digits than the limit allows (about 1,232)"),
        (Decimal("1e-999999"), "has more digits than the limit allows (about 1,232)"),
        (Fraction(1, 2**5000), "has more digits than the limit allows (about 1,232)"),
    ],
)
def test_what_is_no_number_is_refused(value, reason):
    with pytest.raises(NumeralError) as raised:
        exact(value)
    assert str(raised.value) == reason


# --- text ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0", "0", ""),
        ("007", "7", ""),
        ("-3", "-3", ""),
        ("+3", "3", ""),
        ("\N{MINUS SIGN}3", "-3", ""),
        ("1234.50", "1234.5", ""),
        ("-0.05", "-1/20", ""),
        (".5", "1/2", ""),
        ("-.5", "-1/2", ""),
        ("  12 ", "12", ""),
        ("\N{NO-BREAK SPACE}12", "12", ""),
        ("1,234", "1234", ""),
        ("1,234,567.5", "1234567.5", ""),
        ("-12,345.678", "-12345.678", ""),
        ("1_000", "1000", ""),
        ("1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567", "1234567", ""),
        ("1\N{NARROW NO-BREAK SPACE}234.5", "1234.5", ""),
        ("12345678901234567890.25", "12345678901234567890.25", ""),
        ("1e6", "1000000", ""),
        ("2.5E-3", "1/400", ""),
        ("1e+2", "100", ""),
        ("0e999999999999", "0", ""),
        ("๑๒๓", "123", ""),
        ("๑,๒๓๔.๕", "1234.5", ""),
        ("12.5%", "1/8", "%"),
        ("-5 %", "-1/20", "%"),
        ("108,000,000 THB", "108000000", "THB"),
        ("THB 1,000", "1000", "THB"),
        ("THB1000", "1000", "THB"),
        ("12THB", "12", "THB"),
        ("฿1,000", "1000", "THB"),
        ("1,000 บาท", "1000", "THB"),
        ("$1,000", "1000", "$"),
        ("-$5", "-5", "$"),
        ("$-5", "-5", "$"),
        ("US$ 5", "5", "USD"),
        ("$5 SGD", "5", "SGD"),
        ("€9.99", "9.99", "EUR"),
        ("90 days", "90", "days"),
        ("1 day", "1", "days"),
        ("2 weeks", "14", "days"),
        ("1.5 Weeks", "10.5", "days"),
        ("45 วัน", "45", "days"),
        ("๒ สัปดาห์", "14", "days"),
    ],
)
def test_numbers_as_people_write_them(text, value, unit):
    numeral = parse_numeral(text)
    assert isinstance(numeral, Numeral), numeral
    assert (numeral.value, numeral.unit) == (Fraction(value), unit)
    assert numeral.d > 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the text is empty"),
        (" \t", "the text is empty"),
        (
            "1,5",
            "`1,5` is ambiguous: write `1.5` if the comma is a decimal point, `15` if it is not",
        ),
        (
            "0,123",
            (
                "`0,123` is ambiguous: write `0.123` if the comma is a decimal point, "
                "`0123` if it is not"
            ),
        ),
        (
            "4,5 %",
            "`4,5 %` is ambiguous: write `4.5` if the comma is a decimal point, `45` if it is not",
        ),
        (
            "1.234,5",
            "`1.234,5` is ambiguous: write the decimal point as `.`, without separators",
        ),
        (
            "1.234.567",
            "`1.234.567` is ambiguous: write the decimal point as `.`, without separators",
        ),
        ("1,23,456", "`1,23,456` is not grouped in threes: write it without separators"),
        ("1__000", "`1__000` is not grouped in threes: write it without separators"),
        ("1,000_000", "`1,000_000` is not grouped in threes: write it without separators"),
        ("1'000", "`1'000` is not grouped in threes: write it without separators"),
        ("12 345", "`12 345` could be several numbers: write it without spaces"),
        ("1,000e3", "`1,000e3` mixes separators and a power of ten: write it plainly"),
        ("(1,234)", "`(1,234)` is not read as a negative number: write it with a minus sign"),
        ("5-", "`5-` has its minus sign behind the number: write it in front"),
        ("--5", "`--5` has two signs"),
        ("-$-5", "`-$-5` has two signs"),
        ("5.", "`5.` ends in a decimal point: the digits after it may be lost"),
        ("1,234.", "`1,234.` ends in a decimal point: the digits after it may be lost"),
        ("NaN", "`NaN` is not a finite number"),
        ("-inf", "`-inf` is not a finite number"),
        ("#REF!", "`#REF!` is an error or an unreadable cell of a spreadsheet"),
        ("3 months", "`3 months` is in `months`, which vary in length: write it in days"),
        ("5 parsecs", "`5 parsecs` has the unknown unit `parsecs`"),
        ("5 pcs", "`5 pcs` has the unknown unit `pcs`"),
        ("$5 THB", "`$5 THB` has two units, `$` and `THB`"),
        ("$5%", "`$5%` has two units, `$` and `%`"),
        ("\u200e12", "`[U+200E]12` contains the invisible character U+200E"),
        ("12\x00", "`12[U+0000]` contains the invisible character U+0000"),
        ("won", "`won` is not a number"),
        ("1/2", "`1/2` is not a number"),
        ("0x1F", "`0x1F` is not a number"),
        ("1:30", "`1:30` is not a number"),
        ("2026-01-31", "`2026-01-31` is not a number"),
        ("٣", "`٣` is not a number"),
        ("²", "`²` is not a number"),
        ("-", "`-` is not a number"),
        ("%", "`%` is not a number"),
        ("5%%", "`5%%` is not a number"),
        ("1e999999999", "`1e999999999` has more digits than the limit allows (about 1,232)"),
        ("1e-2000", "`1e-2000` has more digits than the limit allows (about 1,232)"),
    ],
)
def test_texts_that_are_refused(text, reason):
    assert parse_numeral(text) == Refusal(reason)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_decimals_in_every_plain_form(number):
    number = decimal.Context(prec=40).create_decimal(number)
    expected = Fraction(number)
    for text in (f"{number:f}", f"{number:,f}", f"{number:,f}".replace(",", "_")):
        numeral = parse_numeral(text)
        assert isinstance(numeral, Numeral), text
        assert numeral.value == expected


@given(
    st.text(alphabet=st.sampled_from("0123456789.,-+eE%$฿ _()THBdaysx๑\u00a0\u200b"), max_size=30)
)
def test_any_text_is_a_number_or_a_reason(text):
    result = parse_numeral(text)
    if isinstance(result, Numeral):
        assert result.d > 0
        # Whatever was read, its digits are those written, in that order.
        assert any(each.isdigit() for each in text)
    else:
        assert result.reason
        assert result.reason.isprintable()


@given(st.text(max_size=60))
def test_random_text_never_raises(text):
    assert isinstance(parse_numeral(text), Numeral | Refusal)


def test_the_limit_of_digits():
    assert parse_numeral("9" * 1232).value == 10**1232 - 1
    assert isinstance(parse_numeral("9" * 1234), Refusal)
    assert isinstance(parse_numeral("0." + "1" * 1234), Refusal)
    assert isinstance(parse_numeral("1" * 100_000), Refusal)


@pytest.mark.parametrize(
    "text",
    [
        "1e" + "9" * 3000,
        "-" + " " * 3600 + "x",
        "1" + ",111" * 900 + "x",
        "$" * 3600,
        "1" + "e" * 3600,
        "9" * 10_000_000,
        " " * 10_000_000 + "1",
    ],
)
def test_hostile_text_is_answered_at_once(text):
    start = time.process_time()
    parse_numeral(text)
    assert time.process_time() - start < 0.5


def test_a_currency_symbol_fits_the_currencies_that_use_it():
    assert unit_fits("$", "USD")
    assert unit_fits("$", "SGD")
    assert unit_fits("THB", "THB")
    assert not unit_fits("$", "THB")
    assert not unit_fits("USD", "THB")
    assert not unit_fits("", "THB")


def test_quoted_text_is_short_and_visible():
    assert quoted("a\tb\u202ec\ud800") == "`a b[U+202E]c[U+D800]`"
    assert quoted("x" * 50) == "`" + "x" * 39 + "…`"


# --- exact numbers as text -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "places", "text", "rounded"),
    [
        ("3.86", 2, "3.86", False),
        ("27/25", 4, "1.08", False),
        ("1/3", 2, "0.33", True),
        ("2/3", 2, "0.67", True),
        ("-2/3", 0, "-1", True),
        ("0.125", 2, "0.13", True),
        ("-0.125", 2, "-0.13", True),
        ("-0.001", 2, "0", True),
        ("0.999", 2, "1", True),
        ("1200", 0, "1200", False),
        ("1200", 2, "1200", False),
        ("0", 3, "0", False),
        ("0.05", 3, "0.05", False),
    ],
)
def test_decimal_text(value, places, text, rounded):
    assert decimal_text(Fraction(value), places) == (text, rounded)


@given(st.fractions(), st.integers(0, 8))
def test_decimal_text_is_the_nearest_and_says_when_it_is_rounded(value, places):
    text, rounded = decimal_text(value, places)
    assert abs(Fraction(text) - value) * 2 * 10**places <= 1
    assert rounded == (Fraction(text) != value)
    assert len(text.partition(".")[2]) <= places


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("-1.5", "-1.5"),
        ("1/8", "0.125"),
        ("1/3", None),
        ("7/6", None),
        ("1200", "1200"),
        ("-1/1000", "-0.001"),
        ("1e-60", "0." + "0" * 59 + "1"),
        ("1e-61", None),
        ("1e60", None),
    ],
)
def test_shortest_terminating(value, text):
    assert shortest_terminating(Fraction(value)) == text


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=9
    )
)
def test_terminating_numbers_read_back(number):
    text = shortest_terminating(Fraction(number))
    assert Fraction(text) == Fraction(number)
    assert not text.endswith(".")
    assert "." not in text or not text.endswith("0")


def test_a_huge_denominator_is_no_expansion_to_read():
    assert shortest_terminating(Fraction(1, 2**4000)) is None
    assert shortest_terminating(Fraction(1, 3**2500)) is None
