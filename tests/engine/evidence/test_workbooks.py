"""Workbooks as people have them: where their headings, sheets and cells are."""

from datetime import date
from fractions import Fraction

import pytest
from read_workbooks import notes, refused, values
from saved_workbooks import midnight

from assay.engine.evidence.problems import EvidenceError
from assay.engine.trace import Origin


def test_a_plain_sheet(read, framework):
    evidence = read(
        ("Q1", [
            ["person", "Quota", "สัดส่วน", "hired", "Grade", "active"],
            ["p1", 1_200_000, 0.07, midnight(2026, 1, 31), "สูง", True],
            [],
            [1002, 0.1, "12.5%", "2026-02-01", "low", "no"],
        ]),
        formats={"C2": "0.00%"},
    )  # fmt: skip
    assert values(evidence) == {
        "p1": {
            "quota": 1_200_000, "share": "7.00%", "hired": midnight(2026, 1, 31),
            "grade": "สูง", "active": True,
        },
        "1002": {
            "quota": 0.1, "share": "12.5%", "hired": date(2026, 2, 1), "grade": "low",
            "active": "no",
        },
    }  # fmt: skip
    assert evidence.notes == evidence.problems == ()
    origin = evidence.people[1].origins["share"]
    assert origin == Origin("people.xlsx", 4, "สัดส่วน", "12.5%", "Q1", "C4")
    bound = framework.rater().bind(evidence.people[1].values)
    assert Fraction(1, 10) in [
        Fraction(n, d) for n, d in zip(bound.supplied[::2], bound.supplied[1::2], strict=True)
        if type(n) is int and d
    ]  # fmt: skip


def test_headings_stand_a_few_rows_down_under_merged_titles(read):
    rows = [
        ["Sales of the first quarter"],
        [],
        ["person", "Targets", None, "Hired"],
        [None, "Quota (THB)", "Share", None],
        ["p1", 5, 0.5, midnight(2026, 1, 1)],
    ]
    evidence = read(("Q1", rows), merged=["A1:D1", "A3:A4", "B3:C3", "D3:D4"])
    assert values(evidence)["p1"] == {"quota": 5, "share": 0.5, "hired": midnight(2026, 1, 1)}
    assert notes(evidence) == [
        'people.xlsx, sheet "Q1": the headings are in row 4; what stands above them is not used'
    ]
    assert evidence.people[0].origins["hired"].cell == "D5"


def test_two_rows_of_headings_in_two_languages(read):
    rows = [["person", "Quota", "Share"], ["person", "เป้าหมาย", "สัดส่วน"], ["p1", 5, "50%"]]
    assert values(read(("Q1", rows))) == {"p1": {"quota": 5, "share": "50%"}}


def test_a_heading_in_two_languages(read):
    evidence = read(("Q1", [["person", "Quota / เป้าหมาย", "สัดส่วน\n(Share)"], ["p", 5, "1%"]]))
    assert values(evidence) == {"p": {"quota": 5, "share": "1%"}}
    assert notes(evidence) == [
        'people.xlsx, sheet "Q1": the heading `Quota / เป้าหมาย` is read as `quota`',
        'people.xlsx, sheet "Q1": the heading `สัดส่วน (Share)` is read as `share`',
    ]


def test_a_merged_heading_over_two_columns_with_values_is_ambiguous(read):
    rows = [["person", "Quota", None], ["p1", 5, 6]]
    assert refused(read, ("Q1", rows), merged=["B1:C1"]) == (
        'sheet "Q1": the heading `Quota` stands over the cells B1:C1, and the columns B and C all '
        "hold values: give each a heading (people.xlsx, row 1)"
    )


def test_the_same_heading_twice_is_refused_with_its_cell(read):
    assert refused(read, ("Q1", [["person", "Quota", "เป้าหมาย"], ["p1", 5, 6]])) == (
        "the headings `Quota` and `เป้าหมาย` both mean `quota` "
        '(people.xlsx, sheet "Q1", cell C1, column `เป้าหมาย`)'
    )


def test_merged_cells_below_the_headings_are_an_error_for_each_person(read):
    rows = [["person", "branch"], ["p", "A"], ["q", None], ["r", "B"]]
    evidence = read(("Q1", rows), merged=["B2:B3"])
    assert [one.person for one in evidence.people] == ["r"]
    assert [(each.person, each.cell) for each in evidence.problems] == [("p", "B2"), ("q", "B3")]
    assert "merged cells B2:B3" in evidence.problems[1].message


def test_the_sheet_with_the_headings_is_chosen_and_the_others_are_named(read):
    people = ("Q1", [["person", "quota"], ["p", 5]])
    evidence = read(("Notes", [["Read me"]]), people)
    assert values(evidence) == {"p": {"quota": 5}}
    assert notes(evidence) == [
        'people.xlsx, sheet "Q1": this sheet is read; the sheet "Notes" is not'
    ]


def test_several_sheets_that_fit(read):
    first = ("Q1", [["person", "quota"], ["p", 5]])
    second = ("Q2", [["person", "quota"], ["p", 6]])
    assert refused(read, first, second) == (
        'the sheets "Q1" and "Q2" could each hold the people: say which one does (people.xlsx)'
    )
    assert values(read(first, second, sheet="q2")) == {"p": {"quota": 6}}
    assert refused(read, first, second, sheet="Q3") == (
        'there is no sheet "Q3"; there are "Q1", "Q2" (people.xlsx)'
    )


def test_a_sheet_with_the_name_of_a_table_holds_its_rows(read, framework):
    deals = [["seller", "closed", "Amount"], ["p", "31/1/2569", 5], ["p", None, "x"]]
    evidence = read(("people", [["person", "quota"], ["p", 5]]), ("Deals", deals))
    rows = evidence.people[0].tables["deals"]
    assert [row.values for row in rows] == [
        {"closed": date(2026, 1, 31), "value": 5},
        {"value": "x"},
    ]
    one = evidence.people[0]
    with pytest.raises(EvidenceError) as caught:
        framework.rate(one.values, tables=one.tables, person="p")
    assert str(caught.value) == (
        'p: `deals.value`: `x` is not a number (people.xlsx, sheet "Deals", cell C3, column `value`)'
    )


def test_columns_without_a_heading_are_named(read):
    evidence = read(("Q1", [["person", "quota"], ["p", 5, "why", 3]]))
    assert notes(evidence) == [
        'people.xlsx, sheet "Q1": columns C, D have no heading and are not used'
    ]


def test_a_cell_in_an_explanation(framework, read):
    rows = [["person", "quota", "share", "hired", "grade", "branch", "active"]]
    rows.append(["p", 5, 0.5, midnight(2026, 1, 1), "high", "x", True])
    one = read(("Q1", rows)).people[0]
    rating = framework.rate(one.values, person="p", origins=one.origins, tables={"deals": []})
    assert 'people.xlsx, sheet "Q1", cell C2 ("share")' in rating.explain("share").text()
    assert "เซลล์ C2" in rating.explain("share").text(lang="th")


def test_what_names_nobody_is_an_error_at_its_cell(read):
    rows = [["person", "quota"], ["#N/A", 1], ["=A9", 2], [midnight(2026, 1, 1), 3], [1.5, 4]]
    problems = read(("Q1", rows)).problems
    assert [(each.cell, each.message) for each in problems] == [
        ("A2", "the person `#N/A` is an error that a formula ended in: correct it, or leave the cell "
         "empty"),
        ("A3", "the person `=A9` is a formula without its result: open the file in a spreadsheet "
         "program and save it"),
        ("A4", "the person `2026-01-01` is a date or a time, which names nobody: format the cell as "
         "text"),
        ("A5", "the person `1.5` is a number with decimals, which names nobody"),
    ]  # fmt: skip
