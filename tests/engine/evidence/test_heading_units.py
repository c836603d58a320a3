"""What a sheet says of the unit of its numbers: read so, or an error at the cell that says it."""

from datetime import timedelta
from fractions import Fraction

import pytest
from saved_workbooks import saved

import assay
from assay.engine.evidence.files import read_evidence
from assay.engine.evidence.problems import EvidenceError
from assay.engine.evidence.records import EvidenceData
from assay.engine.evidence.sheets.heading_units import StatedUnit, stated_unit

RULES = """
framework shop "Shop" { currency: THB }
table deals "Deals" { value: money }
input quota "Quota" th "เป้าหมาย" { type: money }
input share "Share" th "สัดส่วน" { type: percent }
input reply "Reply" th "เวลาตอบ" { type: duration }
input visits "Visits" th "จำนวนครั้ง" { type: count }
role seller { overall score: share * 100 + quota / 1 THB + reply / 1 days + visits
  + sum(deals.value) / 1 THB }
"""


@pytest.fixture(scope="module")
def framework():
    return assay.loads(RULES)


@pytest.fixture
def read(framework):
    def run(*rows, deals=(), **options):
        sheets = [("Q1", rows), *([("Deals", deals)] if deals else [])]
        data = EvidenceData("people.xlsx", saved(*sheets, **options), "xlsx")
        return read_evidence(framework.checked, data)

    return run


def refused(read, *rows, **options):
    with pytest.raises(EvidenceError) as caught:
        read(*rows, **options)
    return str(caught.value)


WRITE_SO = "write them so, and correct what is said of them"


@pytest.mark.parametrize(
    ("heading", "said", "reading"),
    [
        ("เป้าหมาย (ล้านบาท)", "ล้านบาท", "`quota`, which are read as whole amounts in THB"),
        ("Quota (THB million)", "THB million", "`quota`, which are read as whole amounts in THB"),
        ("Quota ('000)", "'000", "`quota`, which are read as whole amounts in THB"),
        ("Quota (MB)", "MB", "`quota`, which are read as whole amounts in THB"),
        ("Quota (USD)", "USD", "`quota`, which are read as whole amounts in THB"),
        ("Quota ($)", "$", "`quota`, which are read as whole amounts in THB"),
        ("เวลาตอบ (ชั่วโมง)", "ชั่วโมง", "`reply`, which are read in days"),
        ("Reply (weeks)", "weeks", "`reply`, which are read in days"),
        ("Visits (%)", "%", "`visits`, which are read as they stand"),
        ("จำนวนครั้ง (พัน)", "พัน", "`visits`, which are read as they stand"),
        ("Share (THB)", "THB", "`share`, which are read as fractions of 1, or with a percent sign"),
    ],
)
def test_another_unit_in_a_heading_is_an_error_at_its_cell(read, heading, said, reading):
    problem = refused(read, ["person", heading], ["ann", 1])
    assert problem.startswith(f"`{said}` is said of the numbers of {reading}: {WRITE_SO} (")
    assert 'sheet "Q1", cell B1' in problem


@pytest.mark.parametrize(
    "heading",
    ["Quota (THB)", "เป้าหมาย (บาท)", "Quota (per month)", "เป้าหมาย (เดือน)", "Quota (new)"],
)
def test_the_unit_that_numbers_are_read_in_may_be_said(read, heading):
    assert read(["person", heading], ["ann", 1]).people[0].values == {"quota": 1}


def test_cells_that_say_their_own_unit_do_not_need_that_of_the_heading(read):
    evidence = read(["person", "Reply (hours)"], ["ann", timedelta(hours=36)], ["bo", "2 days"])
    assert [one.values["reply"] for one in evidence.people] == [timedelta(hours=36), "2 days"]


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ([["Report", "(หน่วย: ล้านบาท)"], ["person", "quota"], ["ann", 1]], "B1"),
        ([["Report", None, "unit: million"], ["person", "quota"], ["ann", 1]], "C1"),
        ([[None, "ล้านบาท"], ["person", "quota"], ["ann", 1]], "B1"),
        ([["person", "quota"], [None, "(ล้านบาท)"], ["ann", 1]], "B2"),
    ],
)
def test_another_unit_above_or_right_below_the_headings_is_an_error(read, rows, cell):
    assert f"cell {cell}" in refused(read, *rows)


def test_words_elsewhere_are_no_units(read):
    rows = [["K", "M"], ["person", "quota", "note"], ["ann", 1, "million"]]
    assert "`M` is said of the numbers of `quota`" in refused(read, *rows)
    evidence = read(["K", None, "M"], ["person", "quota", "note"], ["ann", 1, "million"])
    assert evidence.people[0].values == {"quota": 1}


def test_the_units_of_tables_count_too(read):
    deals = [["person", "value (million)"], ["ann", 3]]
    problem = refused(read, ["person", "quota"], ["ann", 1], deals=deals)
    assert "`million` is said of the numbers of `value`" in problem
    assert 'sheet "Deals", cell B1' in problem


def test_below_a_percent_sign_a_number_is_a_percent(read, framework):
    evidence = read(
        ["person", "สัดส่วน (%)"], ["ann", 85], ["bo", "97.5"], ["cy", 0.5], ["di", "40%"], ["ed", 0],
        ["fay", 0.07], formats={"B7": "0%"},
    )  # fmt: skip
    said = {one.person: one.values["share"] for one in evidence.people}
    assert said == {"ann": "85%", "bo": "97.5%", "di": "40%", "ed": 0, "fay": "7.00%"}
    assert [str(each) for each in evidence.problems] == [
        "cy: `สัดส่วน`: `0.5` could be 0.5% or 50% below a heading that says `%`: write the percent "
        'sign, or format the cell as a percentage (people.xlsx, sheet "Q1", cell B4, column `สัดส่วน`)'
    ]
    assert (
        "column `สัดส่วน`: 2 cells are read as a percent, as the heading says (cell B2, `85` as `85%`)"
        in [note.message for note in evidence.notes]
    )
    rating = framework.rate({**evidence.people[0].values})
    assert rating["share"].value == Fraction(85, 100)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("ล้านบาท", StatedUnit("ล้าน", "THB", labelled=False)),
        ("(Unit: THB)", StatedUnit("", "THB", labelled=True)),
        ("หน่วย : พันบาท", StatedUnit("พัน", "THB", labelled=True)),
        ("millions of dollars", None),
        ("minimum", None),
        ("KPI", None),
        ("2026", None),
        ("", None),
    ],
)
def test_what_is_a_unit(text, unit):
    assert stated_unit(text) == unit


@pytest.mark.parametrize("heading", ["จํานวนครั้ง", "จำนวน\nครั้ง", "จำนวน ครั้ง"])
def test_a_thai_heading_may_be_stored_and_broken_in_any_way(read, heading):
    assert read(["person", heading], ["ann", 3]).people[0].values == {"visits": 3}


def test_what_looks_alike_in_thai_is_the_same_heading():
    framework = assay.loads(
        'framework f "F" { }  input a "แผนน้ำ" { type: number }  role r { overall score: a }'
    ).checked
    for heading in ("เเผนน้ำ", "แผนนํ้า", "แผนน้ํา", "แผนนำ้"):
        content = saved(("Q1", [["person", heading], ["ann", 3]]))
        evidence = read_evidence(framework, EvidenceData("people.xlsx", content, "xlsx"))
        assert evidence.people[0].values == {"a": 3}
