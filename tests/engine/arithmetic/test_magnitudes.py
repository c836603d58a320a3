"""Amounts counted in thousands, millions and the like, in digits, exactly; what is unclear is said."""

import pytest

from assay.engine.arithmetic.magnitudes import (
    MAY_BE_MAGNIFIED,
    Magnified,
    read_magnified,
)
from assay.engine.arithmetic.numerals import Numeral, Refusal, parse_numeral


@pytest.mark.parametrize(
    ("text", "word", "plain"),
    [
        ("1.2 ล้าน", "ล้าน", "1200000"),
        ("1.2ล้าน", "ล้าน", "1200000"),
        ("๑.๒ ล้าน", "ล้าน", "1200000"),
        ("1.2 ล้านบาท", "ล้าน", "1200000 THB"),
        ("1.2 ล้าน บาท", "ล้าน", "1200000 THB"),
        ("1.2 ล้าน USD", "ล้าน", "1200000 USD"),
        ("3 แสน", "แสน", "300000"),
        ("-3 แสน", "แสน", "-300000"),
        ("5 ร้อย", "ร้อย", "500"),
        ("10 หมื่นบาท", "หมื่น", "100000 THB"),
        ("1,234.5 พัน", "พัน", "1234500"),
        ("3 พันล้านบาท", "พันล้าน", "3000000000 THB"),
        ("1.2 ล้านล้าน", "ล้านล้าน", "1200000000000"),
        ("1 ล้าน 2 แสน", "ล้าน แสน", "1200000"),
        ("1 ล้าน 2 แสน 5 หมื่นบาท", "ล้าน แสน หมื่น", "1250000 THB"),
        ("3แสน5หมื่น", "แสน หมื่น", "350000"),
        ("5 พันล้าน 3 ร้อยล้าน", "พันล้าน ร้อยล้าน", "5300000000"),
        ("1 ล้านบาทถ้วน", "ล้าน", "1000000 THB"),
        ("1.2M", "M", "1200000"),
        ("1.2 M", "M", "1200000"),
        ("฿1.2M", "M", "1200000 THB"),
        ("THB 1.2M", "M", "1200000 THB"),
        ("1.2 MTHB", "M", "1200000 THB"),
        ("$350K", "K", "350000 $"),
        ("350K", "K", "350000"),
        ("350k THB", "k", "350000 THB"),
        ("1.2 Million", "Million", "1200000"),
        ("2 MILLION baht", "MILLION", "2000000 THB"),
        ("1.25 billion USD", "billion", "1250000000 USD"),
        ("5 bn", "bn", "5000000000"),
        # As many digits as there are: nothing passes through a float.
        ("1.234567890123456789 ล้าน", "ล้าน", "1234567.890123456789"),
        ("0.1 ล้าน", "ล้าน", "100000"),
        ("123456789012345678.9K", "K", "123456789012345678900"),
    ],
)
def test_the_amount_in_digits(text, word, plain):
    assert read_magnified(text) == Magnified(word, plain)
    # It is never plain, and the amount in digits always is.
    assert isinstance(parse_numeral(text), Refusal)
    assert isinstance(parse_numeral(plain), Numeral)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1.2m", "`1.2m` could be in millions, or something that is measured in `m`"),
        ("5 mm", "`5 mm` could be in millions, or something that is measured in `mm`"),
        ("500B", "`500B` could be in billions, or baht"),
        ("500 b", "`500 b` could be in billions, or baht"),
        ("5 MM", "`5 MM` could be in millions, or months"),
        ("5T", "`5T` could be in trillions, or thousands"),
        ("1.2 MB", "`1.2 MB` could be in millions of baht, or something that is measured in `MB`"),
        ("12 ลบ.", "`12 ลบ.` could be in millions of baht"),
    ],
)
def test_what_could_be_several_words(text, reason):
    assert read_magnified(text) == Refusal(f"{reason}: write the number in digits")


@pytest.mark.parametrize(
    "text",
    [
        "", "5", "1,200,000", "5 THB", "5 KRW", "5 MXN", "500 baht", "500 BHT", "5 km", "5 kg",
        "ร้อยละ 5", "5 ร้อยละ", "5M%", "1e3 ล้าน", "1.2 ล้านกว่า", "ประมาณ 1.2 ล้าน", "1-2 ล้าน",
        "1 ล้าน 20 แสน", "2 แสน 1 ล้าน", "1.5 ล้าน 2 แสน", "1 ล้าน -2 แสน", "1 ล้าน 500", "1 M 2 K", "ล้าน", "1,2 ล้าน", "(1.2M)", "1.2M-", "5 months", "12 เดือน", "K5",
        "1 ล้าน ล้านบาท", "9" * 200 + " ล้าน", "M" * 10_000,
    ],
)  # fmt: skip
def test_what_is_no_such_amount(text):
    assert read_magnified(text) is None


def test_every_such_amount_is_found_by_its_pattern():
    import re

    for text in ("1.2 ล้าน", "๓แสน", "350K", "5 bn", "5B", "12 ลบ.", "2 MILLION baht"):
        assert re.search(MAY_BE_MAGNIFIED, text)


@pytest.mark.parametrize(
    "text",
    ["ร้อยละ 85", "ร้อยละ ๘๕", "85 เปอร์เซ็นต์", "85เปอร์เซนต์", "85 percent", "85 PCT", "ร้อยละ 85%"],
)
def test_percent_is_a_unit_by_any_word(text):
    assert parse_numeral(text) == Numeral(85, 100, "%")
    assert parse_numeral(text.replace("8", "-8", 1).replace("๘", "-๘")) == Numeral(-85, 100, "%")


def test_percent_words_do_not_stand_beside_other_units():
    assert parse_numeral("ร้อยละ 5 บาท") == Refusal("`ร้อยละ 5 บาท` has two units, `ร้อยละ` and `บาท`")
