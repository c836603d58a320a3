"""Cells of workbooks: what they show is read exactly, and what had to be made out is said."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from read_workbooks import notes, values
from saved_workbooks import midnight, patched, saved


@pytest.mark.parametrize("stored", [0.07, 0.29, 1.1, 2.5, 0.123456789012345, 12])
def test_a_percent_is_the_one_that_is_shown(read, stored):
    evidence = read(("a", [["person", "share"], ["p", stored]]), formats={"B2": "0%"})
    text = values(evidence)["p"]["share"]
    assert text.endswith("%")
    assert Fraction(text[:-1]) == Fraction(repr(stored)) * 100


@pytest.mark.parametrize("stored", [0.5, 95])
def test_a_percent_sign_that_is_only_text_is_read_as_shown_and_said(read, stored):
    evidence = read(("a", [["person", "share"], ["p", stored]]), formats={"B2": '0.0"%"'})
    assert values(evidence)["p"]["share"] == f"{stored}%"
    assert notes(evidence) == [
        'people.xlsx, sheet "a": column `share`: 1 cell is read as the format shows it '
        f"(cell B2, `{stored}%`)"
    ]


def test_numbers_stored_as_text_are_read_as_written_and_said(read, framework):
    evidence = read(
        ("Q1", [["person", "quota"], ["a", "1,200,000.10"], ["b", "๕๐"], ["c", "5 THB"], ["d", 7]])
    )
    assert values(evidence)["a"] == {"quota": "1,200,000.10"}
    assert notes(evidence) == [
        'people.xlsx, sheet "Q1": column `quota`: 2 cells are a number stored as text, read as '
        "written (cell B2, `1,200,000.10`)"
    ]


@pytest.mark.parametrize(
    ("written", "day", "said"),
    [
        (midnight(2569, 1, 31), date(2026, 1, 31), "read in the Buddhist era"),
        ("31/01/2569", date(2026, 1, 31), "read as day, month, year in the Buddhist era"),
        ("5/3/2569", date(2026, 3, 5), "read as day, month, year in the Buddhist era"),
        ("๓๑ ม.ค. ๒๕๖๙", date(2026, 1, 31), "read as day, month, year in the Buddhist era"),
        ("31 มกราคม พ.ศ. 2569", date(2026, 1, 31), "read as day, month, year in the Buddhist era"),
        ("29/02/2567", date(2024, 2, 29), "read as day, month, year in the Buddhist era"),
        ("31-Jan-2026", date(2026, 1, 31), "read as day, month, year"),
        ("1/31/2026", date(2026, 1, 31), "read as month, day, year"),
    ],
)
def test_dates_as_people_write_them(read, written, day, said):
    evidence = read(("Q1", [["person", "hired"], ["p", written]]))
    assert values(evidence)["p"]["hired"] == day
    shown = written if isinstance(written, str) else written.date()
    assert notes(evidence) == [
        f'people.xlsx, sheet "Q1": column `hired`: 1 cell is {said} (cell B2, `{shown}` as `{day}`)'
    ]


@pytest.mark.parametrize(
    ("column", "written", "reason"),
    [
        ("hired", "05/03/2026", "could be 2026-03-05 or 2026-05-03: write it as year-month-day"),
        ("hired", "5/3/69", "has a year of two digits: write all four"),
        ("hired", midnight(2568, 2, 29), "is no day of the Buddhist era"),
        ("quota", "#DIV/0!", "is an error that a formula ended in: correct it, or leave the cell "
         "empty"),
        ("quota", "=1+1", "is a formula without its result: open the file in a spreadsheet program "
         "and save it"),
    ],
)  # fmt: skip
def test_what_is_unclear_is_an_error_at_its_cell_and_stops_nobody_else(
    read, column, written, reason
):
    rows = [["person", column], ["p", written], ["q", None]]
    evidence = read(("Q1", rows))
    assert [one.person for one in evidence.people] == ["q"]
    (problem,) = evidence.problems
    assert (problem.person, problem.sheet, problem.cell, problem.row) == ("p", "Q1", "B2", 2)
    shown = written.date() if isinstance(written, datetime) else written
    assert str(problem) == (
        f'p: `{column}`: `{shown}` {reason} (people.xlsx, sheet "Q1", cell B2, column `{column}`)'
    )


def test_leading_zeros_that_a_format_shows(read):
    rows = [["person", "branch", "quota"], [7, 1, 12]]
    formats = {"A2": "0000", "B2": "000", "C2": "00000"}
    evidence = read(("Q1", rows), formats=formats)
    assert values(evidence) == {"0007": {"branch": "001", "quota": 12}}
    assert notes(evidence) == [
        'people.xlsx, sheet "Q1": column `person`: 1 cell is read as the format shows it '
        "(cell A2, `0007`)",
        'people.xlsx, sheet "Q1": column `branch`: 1 cell is read as the format shows it '
        "(cell B2, `001`)",
    ]


@pytest.mark.parametrize(
    "format",
    ["฿#,##0", '#,##0.00 "บาท"', "_-[$฿-41E]* #,##0.00_-;-[$฿-41E]* #,##0.00_-", "[$THB] 0"],
)
def test_money_may_show_its_own_currency(read, format):
    evidence = read(("a", [["person", "quota"], ["p", 1200.5]]), formats={"B2": format})
    assert (values(evidence), evidence.notes) == ({"p": {"quota": 1200.5}}, ())


@pytest.mark.parametrize(
    ("format", "shown", "sign"),
    [
        ('"$"#,##0', "$100", "$"),
        ("[$€-407] #,##0.00", "€ 100", "€"),
        ("#,##0 [$kr-41D]", "100 kr", "kr"),
        ('0 "USD"', "100 USD", "USD"),
        ('0"%"', "100%", "%"),
    ],
)
def test_money_that_shows_another_unit_is_an_error(read, format, shown, sign):
    evidence = read(("a", [["person", "quota"], ["p", 100]]), formats={"B2": format})
    (problem,) = evidence.problems
    assert (problem.cell, problem.person) == ("B2", "p")
    assert problem.message.startswith(f"`quota`: `{shown}` is ")
    assert f"`{sign}`" in problem.message


def test_a_number_shown_in_millions_is_whole_or_an_error(read):
    rows = [["person", "quota"], ["p", 5], ["q", 5_000_000]]
    evidence = read(("a", rows), formats={"B2": '0.0 "ล้าน"', "B3": '0.0,,"ล้าน"'})
    assert values(evidence) == {"q": {"quota": 5_000_000}}
    assert [each.message for each in evidence.problems] == [
        "`quota`: `5 ล้าน` is stored as `5`, and shown in `ล้าน`: store the whole amount, and format "
        "the cell plainly"
    ]


def test_an_id_is_what_its_format_shows(read):
    evidence = read(("a", [["person", "quota"], [7, 1]]), formats={"A2": '"EMP-"0000'})
    assert values(evidence) == {"EMP-0007": {"quota": 1}}
    assert notes(evidence) == [
        'people.xlsx, sheet "a": column `person`: 1 cell is read as the format shows it '
        "(cell A2, `EMP-0007`)"
    ]


def test_days_that_count_from_1904(read):
    content = saved(("a", [["person", "hired"], ["p", midnight(2026, 1, 31)]]))
    since = patched(content, "<workbookPr />", '<workbookPr date1904="1" />')
    assert values(read(content))["p"]["hired"] == midnight(2026, 1, 31)
    assert values(read(since))["p"]["hired"] == midnight(2026, 1, 31) + timedelta(days=1462)


@pytest.mark.parametrize("number", [14, 71, 58])
def test_dates_of_formats_that_are_only_numbered(read, number):
    content = saved(("a", [["person", "hired"], ["p", midnight(2026, 1, 31)]]))
    numbered = patched(content, 'numFmtId="164"', f'numFmtId="{number}"', "numFmts", "noFormats")
    assert values(read(numbered))["p"]["hired"] == midnight(2026, 1, 31)


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("hired", 46053, "is a number where a date is expected: format the cell as a date, if it is "
         "the day 2026-01-31"),
        ("hired", 20260131, "is a number where a date is expected: write it as a date, such as "
         "`2026-01-31`"),
        ("quota", midnight(2026, 1, 2), "is a date or a time where none is expected"),
        ("branch", midnight(2026, 1, 2), "is a date or a time where none is expected"),
    ],
)  # fmt: skip
def test_numbers_and_dates_that_took_each_other_s_place(read, column, cell, said):
    (problem,) = read(("a", [["person", column], ["p", cell]])).problems
    assert said in problem.message
    assert problem.cell == "B2"


def test_spaces_and_characters_that_nobody_sees(read):
    rows = [
        ["person\u200b", "quota\ufeff", "share\u00a0"],
        ["a\u00a0b\u200b", "1\u00a0200", "１２％"],
    ]
    evidence = read(("Q1", rows))
    assert values(evidence) == {"a b": {"quota": "1\u00a0200", "share": "12%"}}
    assert notes(evidence) == [
        'people.xlsx, sheet "Q1": column `person`: 1 cell is read with plain spaces, and without '
        "characters that nobody sees (cell A2, `a b[U+200B]` as `a b`)",
        'people.xlsx, sheet "Q1": column `quota`: 1 cell is a number stored as text, read as '
        "written (cell B2, `1 200`)",
    ]
