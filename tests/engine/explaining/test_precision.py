"""How many digits show a number: few, and never so few that it looks like another."""

from datetime import date
from fractions import Fraction

import pytest
from shop import shop

from assay.dsl.period import parse_period
from assay.dsl.types import (
    COUNT,
    DATE,
    DURATION,
    NUMBER,
    PERCENT,
    PERIOD,
    TEXT,
    YESNO,
    Dimension,
    LevelType,
    QuantityType,
    money,
)
from assay.engine.explaining.precision import shown_places
from assay.engine.render.quantities import format_absent, format_value

THB = money("THB")
A_DAY = QuantityType("compound", Dimension(money=1, days=-1, currency="THB"))


@pytest.mark.parametrize(
    ("value", "kind", "near", "expected"),
    [
        ("1.08", "percent", [], (0, False)),
        ("1.20005", "percent", [], (3, False)),
        ("1.1999963", "percent", [], (1, True)),
        ("1.1999963", "percent", ["1.2"], (4, True)),
        ("1.2000041", "percent", ["1.2"], (4, True)),
        ("0.9999999", "percent", [], (5, False)),
        ("2/3", "percent", ["2/3"], (1, True)),
        ("3.4999", "number", ["3.5"], (4, False)),
        ("34999/10000", "number", [], (2, True)),
        ("31/9", "number", ["7/2"], (2, True)),
        ("1/7000", "number", [], (5, True)),
        ("-1/7000", "number", [], (5, True)),
        ("1.5", "money", [], (2, False)),
        ("1500", "money", [], (0, False)),
        ("1/3", "duration", [], (2, True)),
        ("100/3", "duration", [], (1, True)),
        ("0", "number", ["1/7000"], (0, False)),
    ],
)
def test_digits_suffice_and_say_whether_they_leave_something_out(value, kind, near, expected):
    assert shown_places(Fraction(value), kind, [Fraction(each) for each in near]) == expected


@pytest.mark.parametrize("power", [3, 6, 40, 300])
def test_a_value_just_below_a_threshold_is_never_shown_as_the_threshold(power):
    threshold = Fraction(7, 2)
    value = threshold - Fraction(1, 3 * 10**power)
    places, rounded = shown_places(value, "number", [threshold])
    shown = round(value * 10**places) / Fraction(10**places)
    assert rounded
    assert shown < threshold
    assert places <= power + 1


@pytest.mark.parametrize(
    ("value", "type", "english", "thai"),
    [
        (Fraction(27, 25), PERCENT, "108%", "108%"),
        (Fraction(2, 3), PERCENT, "≈66.7%", "≈66.7%"),
        (Fraction(108_000_000), THB, "108,000,000 THB", "108,000,000 บาท"),
        (Fraction("1234.5"), THB, "1,234.50 THB", "1,234.50 บาท"),
        (Fraction(-5), THB, "-5 THB", "-5 บาท"),
        (Fraction(1), DURATION, "1 day", "1 วัน"),
        (Fraction("7.5"), DURATION, "7.5 days", "7.5 วัน"),
        (Fraction(10_000), COUNT, "10,000", "10,000"),
        (Fraction(1, 3), NUMBER, "≈0.33", "≈0.33"),
        (Fraction(1_250), A_DAY, "1,250 THB/day", "1,250 บาท/วัน"),
        (date(2026, 3, 31), DATE, "March 31, 2026", "31 มีนาคม ค.ศ. 2026"),
        (True, YESNO, "yes", "ใช่"),
        ("ok", TEXT, "ok", "ok"),
        ("fair", LevelType("performance"), "Fair", "พอใช้"),
        (parse_period("2026-Q1"), PERIOD, "2026-Q1", "ไตรมาสที่ 1 ค.ศ. 2026"),
        (parse_period("2026-H2"), PERIOD, "2026-H2", "ครึ่งปีที่ 2 ค.ศ. 2026"),
    ],
)
def test_values_are_written_as_each_language_does(value, type, english, thai):
    framework = shop().checked
    assert format_value(value, type, framework) == english
    assert format_value(value, type, framework, "th") == thai


@pytest.mark.parametrize(
    ("value", "type", "expected"),
    [
        (Fraction(2, 3), PERCENT, "200/3%"),
        (Fraction(27, 25), PERCENT, "108%"),
        (Fraction(1000, 3), THB, "1,000/3 THB"),
        (Fraction("3.857142"), NUMBER, "3.857142"),
        (Fraction(27, 7), NUMBER, "27/7"),
    ],
)
def test_exactly_means_all_digits_or_a_fraction(value, type, expected):
    assert format_value(value, type, shop().checked, exact=True) == expected


def test_numbers_beyond_any_float_keep_every_digit():
    value = Fraction(int("123" * 30))
    shown = format_value(value, NUMBER, shop().checked)
    assert shown.replace(",", "") == "123" * 30


def test_absences_have_words():
    assert format_absent("missing") == "missing"
    assert format_absent("not applicable", "th") == "ไม่เกี่ยวข้อง"
