"""Rows of a sheet that are about nobody: left out where that is plain, else an error at their cell."""

import io

import openpyxl
import pytest
from saved_workbooks import saved

import assay
from assay.engine.evidence.files import read_evidence
from assay.engine.evidence.problems import EvidenceError
from assay.engine.evidence.records import EvidenceData

RULES = """
framework shop "Shop" { currency: THB }
input quota "Quota" th "เป้าหมาย" { type: money }
input share "Share" th "สัดส่วน" { type: percent }
input branch "Branch" { type: text }
input hired "Hired" { type: date }
role seller { overall score: share * 100 + quota / 1 THB + (if branch = "x" then 1 else 0)
  + (hired - 2026-01-01) / 1 days }
"""

HEAD = ["person", "quota", "share", "branch"]
ANN, BOB = ["ann", 100, 0.5, "x"], ["bob", 200, 0.25, "y"]
PERCENT = {f"C{row}": "0%" for row in range(2, 9)}


@pytest.fixture(scope="module")
def read():
    framework = assay.loads(RULES).checked

    def run(*rows, **options):
        content = rows[0] if isinstance(rows[0], bytes) else saved(("Q1", rows), **options)
        return read_evidence(framework, EvidenceData("people.xlsx", content, "xlsx"))

    return run


def people(evidence):
    return [one.person for one in evidence.people]


def said(evidence):
    return [note.message for note in evidence.notes]


def wrong(evidence):
    return [(each.cell, each.message) for each in evidence.problems]


@pytest.mark.parametrize(
    "word", ["รวม", "รวมทั้งสิ้น:", "ยอดรวม", "Total", "GRAND TOTAL", "Sub-total", "Total (all shops)"]
)
@pytest.mark.parametrize("numbers", [[300, 0.75], [300, 0.375], [300, 0.9], [300], []])
def test_a_total_below_the_people_is_left_out_and_said(read, word, numbers):
    # Shares are neither added nor averaged with sense: 90% is that of 300 in all.
    evidence = read(HEAD, ANN, BOB, [word, *numbers], formats=PERCENT)
    assert (people(evidence), evidence.problems) == (["ann", "bob"], ())
    assert said(evidence) == [f"row 4 is left out: it is a total of other rows (cell A4, `{word}`)"]


@pytest.mark.parametrize(
    ("word", "number"),
    [("Average", 150), ("ค่าเฉลี่ย", 150), ("Maximum", 200), ("ต่ำสุด", 100), ("จำนวนคน", 2)],
)
def test_averages_extremes_and_counts_are_no_people_either(read, word, number):
    assert people(read(HEAD, ANN, BOB, [word, number])) == ["ann", "bob"]


@pytest.mark.parametrize("total", [300, "300", "300 THB", 200])
def test_numbers_stored_as_text_are_added_by_people_and_not_by_programs(read, total):
    evidence = read(HEAD, ["ann", "100", 0.5, "x"], BOB, ["รวม", total])
    assert (people(evidence), evidence.problems) == (["ann", "bob"], ())


def test_somebody_may_be_called_max(read):
    assert people(read(HEAD, ANN, ["Max", 150, 0.4, "x"], BOB)) == ["ann", "Max", "bob"]
    evidence = read(HEAD, ANN, BOB, ["Max", 200])
    assert people(evidence) == ["ann", "bob"]
    assert "`Max` could be a total or a person" in evidence.problems[0].message


def test_a_sum_of_doubles_is_one_with_its_noise(read):
    rows = [["person", "quota"], ["ann", 0.1], ["bob", 0.2], ["รวม", 0.1 + 0.2]]
    assert people(read(*rows)) == ["ann", "bob"]


@pytest.mark.parametrize(
    "row", [["รวม", 301], ["รวม", 300, None, "x"], ["Total", 300, None, None, 9]]
)
def test_a_total_word_beside_other_numbers_is_an_error_and_no_person(read, row):
    evidence = read([*HEAD, "remark"], ANN, BOB, row)
    assert people(evidence) == ["ann", "bob"]
    assert wrong(evidence) == [
        (
            "A4",
            f"`{row[0]}` could be a total or a person, and its numbers are not those of the rows "
            "around it: delete the row, or write the id of the person",
        )
    ]


def test_a_name_may_begin_like_a_total(read):
    evidence = read(HEAD, ["รวมพร", 70, 0.5, "x"], ANN, BOB, ["รวม", 370])
    assert people(evidence) == ["รวมพร", "ann", "bob"]
    assert said(evidence) == ["row 5 is left out: it is a total of other rows (cell A5, `รวม`)"]
    evidence = read(HEAD, ANN, BOB, ["รวมพร", 300])
    assert people(evidence) == ["ann", "bob"]
    assert "its numbers follow from those of the rows around it" in evidence.problems[0].message


def test_subtotals_of_groups_and_the_total_of_all(read):
    evidence = read(
        HEAD, ANN, BOB, ["รวมฝ่ายขาย", 300], ["cid", 5], ["dan", 6], ["Shop Total", 11], ["รวม", 311]
    )
    assert (people(evidence), evidence.problems) == (["ann", "bob", "cid", "dan"], ())
    assert said(evidence) == [
        "rows 4, 7 and 8 are left out: they are totals of other rows (first cell A4, `รวมฝ่ายขาย`)"
    ]


def test_totals_above_what_they_add_up(read):
    evidence = read(HEAD, ["Total", 311], ["Sub-total", 300], ANN, BOB, ["Sub-total", 11],
                    ["cid", 5], ["dan", 6])  # fmt: skip
    assert (people(evidence), evidence.problems) == (["ann", "bob", "cid", "dan"], ())


def test_a_total_whose_word_stands_beside_the_person(read):
    rows = [["No.", "person", "quota"], [1, "ann", 5], [2, "bob", 6], ["รวม", None, 12]]
    evidence = read(*rows)
    assert (people(evidence), evidence.problems) == (["ann", "bob"], ())
    assert "row 4 is left out: it is a total of other rows (cell A4, `รวม`)" in said(evidence)


def test_sums_without_a_word_are_left_out_and_other_numbers_lack_their_person(read):
    evidence = read(HEAD, ANN, BOB, [None, 300, 0.75])
    assert (people(evidence), evidence.problems) == (["ann", "bob"], ())
    assert said(evidence) == ["row 4 is left out: it is a total of other rows (cell B4, `300`)"]
    evidence = read(HEAD, ANN, BOB, [None, 70])
    assert wrong(evidence) == [("A4", "the person is missing")]


def test_a_total_that_no_program_has_computed(read):
    evidence = read(HEAD, ANN, BOB, ["Total", "=SUM(B2:B3)", "=AVERAGE(C2:C3)"])
    assert (people(evidence), evidence.problems) == (["ann", "bob"], ())


def test_notes_below_the_table(read):
    notes = [["หมายเหตุ: ข้อมูล ณ วันที่ 31 มี.ค."], ["* not audited"], ["ผู้จัดทำ ........"]]
    evidence = read(HEAD, ANN, BOB, [], *notes)
    assert (people(evidence), evidence.problems) == (["ann", "bob"], ())
    assert said(evidence) == [
        "rows 5, 6 and 7 are left out: they are notes about the table (first cell A5, "
        "`หมายเหตุ: ข้อมูล ณ วันที่ 31 มี.ค.`)"
    ]


def test_titles_of_groups_that_stand_over_the_columns(read):
    rows = [HEAD, ["ฝ่ายขาย"], ANN, ["ฝ่ายผลิต"], BOB]
    evidence = read(*rows, merged=["A2:D2", "A4:D4"])
    assert (people(evidence), evidence.problems) == (["ann", "bob"], ())
    assert said(evidence)[0].startswith("rows 2 and 4 are left out")


def test_a_text_alone_below_the_table_is_an_error_and_a_person_without_evidence_is_none(read):
    evidence = read(HEAD, ANN, ["bob"], [], ["Somebody"])
    assert people(evidence) == ["ann", "bob"]
    assert wrong(evidence) == [
        (
            "A5",
            "`Somebody` stands alone below the table, and could be a note or a person without any "
            "evidence: delete it, or move it to the other people",
        )
    ]
    assert people(read(HEAD, ["ann"], [], ["bob"])) == ["ann", "bob"]


def test_headings_again_after_the_break_of_a_page(read):
    evidence = read(HEAD, ANN, HEAD, BOB)
    assert (people(evidence), evidence.problems) == (["ann", "bob"], ())
    assert said(evidence) == ["row 3 is left out: it is the headings again (cell A3, `person`)"]


def test_headings_again_in_another_language(read):
    evidence = read(HEAD, ["รหัส", "เป้าหมาย", "สัดส่วน", "branch"], ANN)
    assert (people(evidence), evidence.problems) == (["ann"], ())


def test_headings_of_which_some_stand_a_row_further_down(read):
    rows = [
        ["person", "Targets", None, "hired"],
        [None, "quota", "share"],
        ["ann", 5, "50%", "2026-01-31"],
    ]
    evidence = read(*rows, merged=["B1:C1"])
    assert list(evidence.people[0].values) == ["quota", "share", "hired"]
    assert said(evidence) == ["the headings are in the rows 1 and 2"]


def test_a_second_table_on_the_sheet_is_an_error(read):
    with pytest.raises(EvidenceError) as caught:
        read(HEAD, ANN, [], ["person", "hired"], ["ann", "2026-01-31"])
    assert str(caught.value) == (
        'sheet "Q1": the headings of a second table stand in row 4, with `hired` in cell B4: put '
        "each table on a sheet of its own (people.xlsx, row 4)"
    )
    with pytest.raises(EvidenceError) as caught:
        read(["person", "quota", None, "person", "share"], ["ann", 5, None, "ann", 0.5])
    assert "`person` in cell A1 and `person` in cell D1" in str(caught.value)


def test_rows_that_hold_nothing_that_is_used(read):
    evidence = read([*HEAD, "remark"], ANN, [None, None, None, None, "approved"])
    assert (people(evidence), evidence.problems) == (["ann"], ())
    assert said(evidence)[-1] == (
        "row 3 is left out: it is without a person and without a value that is used "
        "(cell E3, `approved`)"
    )


def test_what_is_hidden_is_read_and_said(read):
    book = openpyxl.load_workbook(io.BytesIO(saved(("Q1", [HEAD, ANN, BOB]))))
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["C"].hidden = True
    content = io.BytesIO()
    book.save(content)
    evidence = read(content.getvalue())
    assert people(evidence) == ["ann", "bob"]
    assert said(evidence) == [
        "row 3 is hidden, and read all the same",
        "column C (`share`) is hidden, and read all the same",
    ]


def test_a_total_in_a_file_that_is_no_sheet_is_rated_and_said():
    content = "person,quota\nann,1\nรวม,1\nรวมพร,2\n".encode()
    evidence = read_evidence(assay.loads(RULES).checked, EvidenceData("p.csv", content, "csv"))
    assert people(evidence) == ["ann", "รวม", "รวมพร"]
    assert said(evidence) == ["row 3: `รวม` is rated as a person; if it is a total, delete the row"]
