"""Dates as people write them, in Thai and English, and why some cannot be told."""

from datetime import date

import pytest

from assay.engine.evidence.written.written_dates import ReadDate, UnclearDate, read_written_date

DAY = date(2025, 3, 15)
THAI = "day, month, year in the Buddhist era"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2025-03-15", ""),
        ("15 มีนาคม 2568", THAI),
        ("15 มี.ค. 2568", THAI),
        ("15 มีค 2568", THAI),
        ("15มี.ค.2568", THAI),
        ("๑๕ มีนาคม ๒๕๖๘", THAI),
        ("วันที่ 15 มีนาคม 2568", THAI),
        ("วันที่15มีนาคม2568", THAI),
        ("วันที่ 15/3/2568", THAI),
        ("วันเสาร์ที่ 15 มีนาคม พ.ศ. 2568", THAI),
        ("เสาร์ 15 มีนาคม 2568", THAI),
        ("ส. 15 มี.ค. 2568", THAI),
        ("15 มีนาคม พ.ศ. 2568", THAI),
        ("15 มีนาคม พุทธศักราช 2568", THAI),
        ("15 March B.E. 2568", THAI),
        ("15/03/2568", THAI),
        ("15 มีนาคม ค.ศ. 2025", "day, month, year"),
        ("15 March 2025", "day, month, year"),
        ("15th March 2025", "day, month, year"),
        ("15th of March, 2025", "day, month, year"),
        ("15-Mar-2025", "day, month, year"),
        ("15 Mar. 2025 AD", "day, month, year"),
        ("Sat, 15 Mar 2025", "day, month, year"),
        ("Mar 15, 2025", "month, day, year"),
        ("March 15th 2025", "month, day, year"),
        ("Saturday, March 15, 2025", "month, day, year"),
        ("2025-Mar-15", "year, month, day"),
        ("2025/3/15", "year, month, day"),
        ("2568-03-15", "year, month, day in the Buddhist era"),
        ("2025-03-15 00:00:00", "year, month, day, without the midnight behind it"),
        ("2025-03-15T00:00:00.000", "year, month, day, without the midnight behind it"),
        ("15/3/2568 0:00", f"{THAI}, without the midnight behind it"),
    ],
)
def test_a_day_that_can_be_told(text, said):
    assert read_written_date(text) == ReadDate(DAY, said)


@pytest.mark.parametrize("month", ["September", "October", "November", "December"])
def test_no_month_has_an_era_in_its_name(month):
    number = 9 + ["September", "October", "November", "December"].index(month)
    assert read_written_date(f"15 {month} 2025") == ReadDate(
        date(2025, number, 15), "day, month, year"
    )
    assert read_written_date(f"15 {month} 2568") == ReadDate(date(2025, number, 15), THAI)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("15 มี.ค. 68", "has a year of two digits: write all four"),
        ("15-Mar-25", "has a year of two digits: write all four"),
        ("Mar 15, 25", "has a year of two digits: write all four"),
        ("5/3/2025", "could be 2025-03-05 or 2025-05-03: write it as year-month-day"),
        ("วันจันทร์ที่ 15 มีนาคม 2568", "names another day of the week than that of 2025-03-15"),
        ("Sunday, March 15, 2025", "names another day of the week than that of 2025-03-15"),
        ("15 มีนาคม พ.ศ. 2025", "names an era in which nobody counts the year 2025"),
        ("15 March AD 2568", "names an era in which nobody counts the year 2568"),
        ("2025-03-15 08:30", "has a time of day where a date is expected"),
        ("15 มีนาคม 2568 17:00 น.", "has a time of day where a date is expected"),
    ],
)
def test_why_a_day_cannot_be_told(text, reason):
    assert read_written_date(text) == UnclearDate(reason)


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "มีนาคม 2568", "Mar 2025", "31 Feb 2025", "29/02/2569", "15 มีนาคม 25688", "45000",
        "20250315", "12:30", "วันที่", "Foo 15 March 2025", "15 Foo 2025", "2025-W11-6", "พ.ศ. 2568",
        "15 มีนาคม", "2025-03-15T00:00:00+07:00",
    ],
)  # fmt: skip
def test_what_is_no_day_at_all(text):
    assert read_written_date(text) is None


def test_a_year_that_stands_for_no_end_is_no_buddhist_one():
    assert read_written_date("9999-12-31") == ReadDate(date(9999, 12, 31), "")
    assert read_written_date("31/12/9999") == ReadDate(date(9999, 12, 31), "day, month, year")
    assert read_written_date("2799-12-31").day == date(2256, 12, 31)
    assert read_written_date("2800-01-01") == ReadDate(date(2800, 1, 1), "")
    assert read_written_date("29/02/2567") == ReadDate(date(2024, 2, 29), THAI)
