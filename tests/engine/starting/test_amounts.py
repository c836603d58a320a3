"""Bands as HR people write them, Thai and English, read exactly or not at all."""

from fractions import Fraction

import pytest

from assay.engine.starting.amounts import read_amount, read_range, read_unit

# What is written, and what it means: the lower end, the upper end, the unit.
BANDS = {
    "90-99%": ("[90", "99]", "%"),
    "90%-99%": ("[90", "99]", "%"),
    "90 – 99 %": ("[90", "99]", "%"),
    "๙๐ - ๙๙%": ("[90", "99]", "%"),
    "ร้อยละ 90 ถึง 95": ("[90", "95]", "%"),
    "90 ถึง 99 เปอร์เซ็นต์": ("[90", "99]", "%"),
    "90 to 99.5 percent": ("[90", "99.5]", "%"),
    "ระหว่าง 80%-89%": ("[80", "89]", "%"),
    "between 5 and 7 days": ("[5", "7]", "days"),
    "100%-90%": ("[90", "100]", "%"),
    "≥100%": ("[100", "", "%"),
    ">= 100 %": ("[100", "", "%"),
    "100% ขึ้นไป": ("[100", "", "%"),
    "ตั้งแต่ 100% ขึ้นไป": ("[100", "", "%"),
    "ไม่น้อยกว่า 1,000 บาท": ("[1000", "", "THB"),
    "100%+": ("[100", "", "%"),
    "3 or more people": None,
    "3 people or more": ("[3", "", "count"),
    "มากกว่า 100%": ("(100", "", "%"),
    "เกิน 1.5 ล้านบาท": ("(1500000", "", "THB"),
    "More than $2,000": ("(2000", "", "USD"),
    ">5": ("(5", "", ""),
    "< 70": ("", "70)", ""),
    "ต่ำกว่า 70%": ("", "70)", "%"),
    "ไม่ถึง 60%": ("", "60)", "%"),
    "ไม่เกิน 3 ครั้ง": ("", "3]", "count"),
    "at most 2 days": ("", "2]", "days"),
    "10% ลงมา": ("", "10]", "%"),
    "90% แต่ไม่ถึง 100%": ("[90", "100)", "%"),
    "≥ 90% และ < 100%": ("[90", "100)", "%"),
    "มากกว่า 90 ถึง 100": ("(90", "100]", ""),
    "more than 90 up to 100": ("(90", "100]", ""),
    "<100% และ >=90%": ("[90", "100)", "%"),
    "1-2 ล้านบาท": ("[1000000", "2000000]", "THB"),
    "500 บาท - 1 ล้านบาท": ("[500", "1000000]", "THB"),
    "-5 - 5": ("[-5", "5]", ""),
    "-10% - -5%": ("[-10", "-5]", "%"),
    "95%": ("[95", "95]", "%"),
    "เท่ากับ 95%": ("[95", "95]", "%"),
    "= 95": ("[95", "95]", ""),
    "0.5": ("[0.5", "0.5]", ""),
    "": None,
    "excellent": None,
    "ดีมาก": None,
    "3,5": None,
    "12/5": None,
    "2026-10-09": None,
    "90-95-99": None,
    "90% 99%": None,
    "5 วัน - 3 คน": None,
    "<100% <90%": None,
    "100% ไม่เกิน": None,
    "x >= 5": None,
    "1e5": None,
}


@pytest.mark.parametrize("text", BANDS)
def test_a_band_is_what_it_says(text: str) -> None:
    found, wanted = read_range(text), BANDS[text]
    if wanted is None:
        assert found is None
        return
    assert found is not None
    low, high, unit = wanted
    assert (found.low and found.low.number) == (Fraction(low[1:]) if low else None)
    assert (found.high and found.high.number) == (Fraction(high[:-1]) if high else None)
    assert found.low_included == low.startswith("[")
    assert found.high_included == high.endswith("]")
    assert {each.unit for each in found.amounts} == {unit}


def test_only_a_number_by_itself_is_an_amount() -> None:
    assert read_amount("25%") is not None
    assert read_amount("25%").number == 25
    assert read_amount(">25%") is None
    assert read_amount("20-25") is None
    assert read_amount("") is None


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("%", "%"),
        ("ร้อยละ", "%"),
        ("ล้านบาท", "THB"),
        ("Days", "days"),
        ("ครั้ง", "count"),
        ("hours", None),
    ],
)
def test_units_have_names(word: str, unit: str | None) -> None:
    assert read_unit(word) == unit
