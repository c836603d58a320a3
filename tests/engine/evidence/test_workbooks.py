"""Workbooks as people have them: every cell is read exactly, and what had to be made out is said."""

import contextlib
import io
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula
from saved_workbooks import midnight, packed, patched, saved

import assay
from assay.engine.evidence.files import read_evidence
from assay.engine.evidence.problems import EvidenceError
from assay.engine.evidence.records import EvidenceData
from assay.engine.trace import Origin

RULES = """
framework shop "Shop" { currency: THB }

scale skill "Skill" { low = 1 "Low" th "ต่ำ"  high = 2 "High" th "สูง" }

table deals "Deals" {
  person column "seller"
  closed: date
  value "Amount": money
}

input quota "Quota" th "เป้าหมาย" { type: money  column: "Quota (THB)" }
input share "Share" th "สัดส่วน" { type: percent }
input hired "Hired" th "วันเริ่มงาน" { type: date }
input grade "Grade" { type: skill }
input branch "Branch" { type: text }
input active "Active" { type: yesno }

metric revenue { type: money  formula: sum(deals.value) }

role seller {
  overall score: share * 100 + revenue / quota + (if grade is high and active then 1 else 0)
    + (hired - 2026-01-01) / 1 days + (if branch = "001" then 1 else 0)
}
"""


@pytest.fixture(scope="module")
def framework():
    return assay.loads(RULES)


@pytest.fixture
def read(framework):
    def run(*sheets, sheet="", person_column=None, **options):
        content = sheets[0] if isinstance(sheets[0], bytes) else saved(*sheets, **options)
        data = EvidenceData("people.xlsx", content, "xlsx", sheet)
        return read_evidence(framework.checked, data, person_column=person_column)

    return run


def values(evidence):
    return {one.person: one.values for one in evidence.people}


def notes(evidence):
    return [f"{note.file}: {note.message}" for note in evidence.notes]


def refused(read, *sheets, **options):
    with pytest.raises(EvidenceError) as caught:
        read(*sheets, **options)
    return str(caught.value)


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


def test_merged_cells_below_the_headings_are_an_error_for_each_person(read):
    rows = [["person", "branch"], ["p", "A"], ["q", None], ["r", "B"]]
    evidence = read(("Q1", rows), merged=["B2:B3"])
    assert [one.person for one in evidence.people] == ["r"]
    assert [(each.person, each.cell) for each in evidence.problems] == [("p", "B2"), ("q", "B3")]
    assert "merged cells B2:B3" in evidence.problems[1].message


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


def stored_as(number):
    """A workbook whose one number is stored in these digits, as Excel or a program wrote them."""
    return patched(
        saved(("Q1", [["person", "share"], ["p", 0.5]])), "<v>0.5</v>", f"<v>{number}</v>"
    )


def test_digits_that_a_spreadsheet_does_not_show_are_said(read):
    content = stored_as("0.30000000000000004")
    evidence = read(content)
    assert values(evidence)["p"]["share"] == 0.1 + 0.2
    assert notes(evidence) == [
        'people.xlsx, sheet "Q1": column `share`: 1 cell is read with all the digits stored, of '
        "which a spreadsheet shows 15 (cell B2, `0.30000000000000004`)"
    ]


@pytest.mark.parametrize("stored", ["7.0000000000000007E-2", "0.07", "7E-2"])
def test_a_double_is_the_shortest_decimal_that_reads_back(read, framework, stored):
    content = stored_as(stored)
    one = read(content).people[0]
    assert framework.rate(one.values)["share"].value == Fraction(7, 100)


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


def test_an_array_formula_without_its_result(read):
    book = openpyxl.Workbook()
    book.active.append(["person", "quota"])
    book.active.append(["p", ArrayFormula("B2", "=SUM(1)")])
    content = io.BytesIO()
    book.save(content)
    assert "is a formula without its result" in read(content.getvalue()).problems[0].message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b"person,quota\np,5\n",
            "the file is no Excel workbook (.xlsx), whatever its name says: if it is text, name it "
            ".csv",
        ),
        (b"\xd0\xcf\x11\xe0rest", "the file is an old Excel file (.xls): save it as .xlsx"),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "the file is protected by a password: save it without one",
        ),
        (b"\r\n<html><table>", "the file is a web page, whatever its name says: open it in a "),
        (packed("content.xml"), "an OpenDocument spreadsheet (.ods): save it as .xlsx"),
        (packed("xl/workbook.bin"), "a binary workbook (.xlsb): save it as .xlsx"),
        (packed("Index/Document.iwa"), "a Numbers document: export it as .xlsx"),
        (packed("word/document.xml"), "the file is damaged: it cannot be read as an Excel"),
        (saved(("a", [])), "the workbook has no sheet with content"),
        (saved(("a", [["x"]]))[:-40], "the file is damaged, or only a part of it is there"),
    ],
)  # fmt: skip
def test_what_is_no_workbook(read, content, said):
    assert said in refused(read, content)


def test_a_cell_in_an_explanation(framework, read):
    rows = [["person", "quota", "share", "hired", "grade", "branch", "active"]]
    rows.append(["p", 5, 0.5, midnight(2026, 1, 1), "high", "x", True])
    one = read(("Q1", rows)).people[0]
    rating = framework.rate(one.values, person="p", origins=one.origins, tables={"deals": []})
    assert 'people.xlsx, sheet "Q1", cell C2 ("share")' in rating.explain("share").text()
    assert "เซลล์ C2" in rating.explain("share").text(lang="th")


# --- what formats show ---------------------------------------------------------------------


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


# --- what is stored ------------------------------------------------------------------------


def with_result(result, kind=""):
    """A workbook with one formula, and what the file holds as its result."""
    book = saved(("a", [["person", "quota", "branch"], ["p", "=1+1", "x"]]))
    return patched(
        book, '<c r="B2"><f>1+1</f><v /></c>', f'<c r="B2"{kind}><f>1+1</f>{result}</c>',
        'fullCalcOnLoad="1"', "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("result", "kind", "expected"),
    [("<v>2</v>", "", {"quota": 2}), ("<v></v>", ' t="str"', {}), ("<v>x</v>", ' t="str"', {"quota": "x"})],
)  # fmt: skip
def test_a_formula_counts_as_its_result_which_may_be_nothing(read, result, kind, expected):
    evidence = read(with_result(result, kind))
    assert evidence.problems == ()
    assert values(evidence) == {"p": {**expected, "branch": "x"}}


@pytest.mark.parametrize("result", ["", "<v></v>", "<v/>"])
def test_a_formula_without_a_result_is_an_error(read, result):
    (problem,) = read(with_result(result)).problems
    assert (problem.cell, problem.value) == ("B2", "=1+1")


def test_results_that_a_program_says_are_not_computed_are_an_error(read):
    content = patched(
        saved(("a", [["person", "quota"], ["p", "=1+1"]])), "<f>1+1</f><v />", "<f>1+1</f><v>0</v>"
    )
    assert "is a formula without its result" in read(content).problems[0].message


@pytest.mark.parametrize(
    ("stored", "exact"),
    [
        ("12345678901234567890", 12345678901234567890),
        ("0.12345678901234567890123", Decimal("0.12345678901234567890123")),
        ("1E3", 1000),
    ],
)
def test_a_number_that_was_never_a_double_is_read_as_it_stands(read, stored, exact):
    read_as = values(read(stored_as(stored)))["p"]["share"]
    assert (read_as, type(read_as)) == (exact, type(exact))


def test_the_strict_form_of_workbooks_is_read(read):
    strict = patched(
        saved(("a", [["person", "quota"], ["p", 5]])),
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    assert values(read(strict)) == {"p": {"quota": 5}}


def test_texts_in_runs_in_cells_and_with_ends_of_lines(read):
    content = patched(
        saved(("a", [["person", "quota"], ["zz", 5]])),
        "<t>person</t>", "<r><t>per</t></r><r><t>son</t></r><rPh><t>x</t></rPh>",
        "<t>zz</t>", "<t>a_x000D_&#10;b</t>",
    )  # fmt: skip
    assert values(read(content)) == {"a\r\nb": {"quota": 5}}


def test_a_document_type_is_refused(read):
    content = patched(
        saved(("a", [["person", "quota"], ["p", 5]])), "<worksheet", "<!DOCTYPE x []><worksheet"
    )
    assert "the file is damaged" in refused(read, content)


@settings(max_examples=150)
@given(st.randoms(use_true_random=False))
def test_a_damaged_part_is_an_error_and_never_a_crash(framework, random):
    part = random.choice(["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
    with zipfile.ZipFile(io.BytesIO(SOUND)) as sound:
        parts = {name: sound.read(name) for name in sound.namelist()}
    text = bytearray(parts[part])
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(text))
        bits = [b"", b"9" * 11, b"-1", b"abc", b'"', b"<", bytes(text[at : at + 20]) * 2]
        text[at : at + random.randrange(4)] = random.choice(bits)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as damaged:
        for name, sound_text in parts.items():
            damaged.writestr(name, bytes(text) if name == part else sound_text)
    with contextlib.suppress(EvidenceError):
        data = EvidenceData("people.xlsx", content.getvalue(), "xlsx")
        read_evidence(framework.checked, data)


SOUND = saved(
    ("Q1", [["person", "quota", "share"], ["a", 5, 0.5], ["b", "=1+1", 1], ["รวม", 7]]),
    formats={"B2": '"฿"0', "C2": "0%"}, merged=["A6:C6"],
)  # fmt: skip


@pytest.mark.parametrize("address", ["B1048577", "XFE2", "ABCDEFGH2"])
def test_a_cell_where_a_sheet_has_none_is_damage(read, address):
    content = patched(saved(("a", [["person", "quota"], ["p", 5]])), 'r="B2"', f'r="{address}"')
    if address.endswith("77"):
        content = patched(content, '<row r="2"', '<row r="1048577"')
    assert "the file is damaged" in refused(read, content)


def test_a_cell_far_to_the_right_costs_nothing(read):
    content = patched(saved(("a", [["person", "quota"], ["p", 5]])), 'r="B2"', 'r="XFD2"')
    assert notes(read(content)) == [
        'people.xlsx, sheet "a": column XFD has no heading and is not used'
    ]


# --- characters ----------------------------------------------------------------------------


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
