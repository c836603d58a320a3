"""Empty workbooks: what they offer, and that they are rated as they are once filled in."""

import csv
import io
from datetime import date, datetime, time
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from opened_workbooks import check_package
from saved_workbooks import saved

import assay
from assay.engine.evidence.files import read_evidence
from assay.engine.evidence.records import EvidenceData

ROOT = Path(__file__).parents[3]
DIRECTOR = ROOT / "frameworks" / "enterprise_sales_director.rules"
MANY = ", ".join(f'option_{each} "Option number {each}, long"' for each in range(30))
RULES = f"""
framework shop "Shop" th "ร้าน" {{ currency: THB }}
scale level {{ good = 2 "Good" th "ดี"  bad = 1 "Bad" th "แย่" }}
scale skill {{ low = 1 "Low" th "ต่ำ"  high = 2 "High" th "สูง"
  rate gap on level {{ gap >= 0 => good  otherwise => bad }} }}
table a_table_with_a_name_longer_than_sheets_have "Sales" th "การขาย" {{
  person column "seller"
  day "Day" th "วัน": date
  amount "Amount": money
  kind "Kind": one of {MANY}
}}
table visits "Visits" {{ when: date }}
input quota "Quota" th "เป้าหมาย" {{ type: money  range: > 0 THB, <= 1_000_000 THB
  description: "What to sell" th "ยอดที่ต้องขาย" }}
input share "Share" th "สัดส่วน" {{ type: percent  range: >= 0%, <= 100% }}
input leave "Leave" th "วันลา" {{ type: duration }}
input head_count "Heads" {{ type: count }}
input hired "Hired" {{ type: date  range: >= 2020-01-01 }}
input trained "Trained" {{ type: yesno }}
input grade "Grade" {{ type: skill }}
input region "Kind" {{ type: text }}
input kind "Kind" {{ type: one of a, b "Bee" }}
input sold "Sold" {{ type: money
  formula: sum(a_table_with_a_name_longer_than_sheets_have.amount
    where kind is option_3 and day > 2026-01-01) }}
competency advice "Advice, given" th "การให้คำปรึกษา" {{
  levels: skill  high: "Helps others" th "ช่วยผู้อื่น"  assessed by manager 60%, the_board 40%
}}
kpi k {{ formula: sold / quota + share + leave / 1 days + head_count + (hired - 2026-01-01) / 1 days
  + (if trained then 1 else 0) + (if grade is high then 1 else 0) + (if region = "x" then 1 else 0)
  + (if kind is b then 1 else 0) + count(visits where when > 2026-01-01)
  rate on level {{ >= 5 => good  otherwise => bad }} }}
role seller {{ responsibility all weight 100% {{ kpi k weight 50%
  competency advice weight 50% requires high }} }}
"""


@pytest.fixture(scope="module")
def framework():
    return assay.loads(RULES)


def template(framework, *languages):
    content = assay.template_workbook(framework.plan(None), languages)
    check_package(content)
    return openpyxl.load_workbook(io.BytesIO(content))


def headings(sheet, row):
    return [cell.value for cell in sheet[row]]


def rated(framework, book, role=None, period=None):
    content = io.BytesIO()
    book.save(content)
    data = EvidenceData("filled.xlsx", content.getvalue(), "xlsx")
    evidence = read_evidence(framework.checked, data)
    assert evidence.problems == ()
    rater = framework.rater(role=role, period=period)
    return [
        rater.rate(one.values, tables=one.tables, person=one.person) for one in evidence.people
    ], [note.message for note in evidence.notes]


def test_headings_are_labels_wherever_they_are_read_as_the_fact(framework):
    people, *_ = template(framework, "th", "en").worksheets
    assert headings(people, 2) == [
        "person", "เป้าหมาย", "สัดส่วน", "วันลา", "Heads", "Hired", "Trained", "Grade", "region", "Kind",
        "การให้คำปรึกษา: หัวหน้างาน", "การให้คำปรึกษา: the board", "Sold",
    ]  # fmt: skip
    assert headings(people, 3) == [
        "person", "Quota", "Share", "Leave", "Heads", "Hired", "Trained", "Grade", "region", "Kind",
        "Advice, given: manager", "Advice, given: the board", "Sold",
    ]  # fmt: skip
    assert headings(people, 1) == [
        None, "THB", "%", "วัน", None, "วันที่", None, None, None, None, None, None, "THB, ไม่บังคับ",
    ]  # fmt: skip
    assert people.freeze_panes == "B4"


def test_what_a_cell_may_hold(framework):
    people = template(framework, "th").worksheets[0]
    rules = {str(each.sqref).split(":")[0]: each for each in people.data_validations.dataValidation}
    found = {
        cell: (rule.type, rule.operator or "between", rule.formula1, rule.formula2)
        for cell, rule in rules.items()
    }
    assert found == {
        "B3": (
            "custom",
            "between",
            "AND(ISNUMBER(B3),B3>=-1000000000000000,B3<=1000000.0,B3>0.0)",
            None,
        ),
        "C3": ("decimal", "between", "0.0", "1.0"),
        "D3": ("decimal", "between", "-1000000000000000", "1000000000000000"),
        "E3": ("whole", "between", "0", "1000000000000000"),
        "F3": ("date", "between", "43831", "2958465"),
        "G3": ("list", "between", '"ใช่,ไม่ใช่"', None),
        "H3": ("list", "between", '"ต่ำ,สูง"', None),
        "J3": ("list", "between", '"a,Bee"', None),
        "K3": ("list", "between", '"ต่ำ,สูง"', None),
        "L3": ("list", "between", '"ต่ำ,สูง"', None),
        "M3": ("decimal", "between", "-1000000000000000", "1000000000000000"),
    }
    assert {each.errorStyle for each in rules.values()} == {"warning"}


def test_lists_too_long_for_a_cell_stand_where_nobody_sees_them(framework):
    book = template(framework, "en")
    sales, lists = book.worksheets[1], book.worksheets[-1]
    (rule,) = (each for each in sales.data_validations.dataValidation if each.type == "list")
    assert rule.formula1 == "'assay lists'!$A$1:$A$30"
    assert (lists.title, lists.sheet_state) == ("assay lists", "veryHidden")
    assert lists["A30"].value == "Option number 29, long"


def test_comments_describe(framework):
    people = template(framework, "en", "th").worksheets[0]
    assert people["B3"].comment.text == (
        "What to sell\nRange: > 0 THB, ≤ 1,000,000 THB\nยอดที่ต้องขาย\nช่วงค่า: > 0 บาท, ≤ 1,000,000 บาท"
    )
    assert "High: Helps others" in people["K3"].comment.text
    assert "the framework computes it" in people["M3"].comment.text
    assert "n/a" in people["A3"].comment.text


@pytest.mark.parametrize("languages", [("en",), ("th",), ("th", "en"), ("en", "th")])
def test_filled_in_it_is_rated(framework, languages):
    book = template(framework, *languages)
    people, sales, visits, _ = book.worksheets
    assert sales.title == {"en": "Sales", "th": "การขาย"}[languages[0]]
    high, yes = {"en": ("High", "yes"), "th": ("สูง", "ใช่")}[languages[0]]
    noon = datetime.combine(date(2026, 1, 3), time.min)
    people.append(["007", 1000, 0.5, 2, 3, noon, yes, high, "x", "Bee", high, f"{high}; {high}"])
    people.cell(people.max_row, 3).number_format = "0.00%"
    sales.append(["007", noon, 250, "Option number 3, long"])
    visits.append(["007", noon])
    (rating,), said = rated(framework, book)
    expected = Fraction(250, 1000) + Fraction(1, 2) + 2 + 3 + 2 + 1 + 1 + 1 + 1 + 1
    assert (rating.person, rating["k"].value) == ("007", expected)
    assert rating["advice"].rating == "good"
    last = len(languages) + 1
    assert said == [f"the headings are in row {last}; what stands above them is not used"] * 3


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_directors_are_rated_as_from_their_csv(language):
    framework = assay.load(DIRECTOR)
    plain = (ROOT / "examples" / "directors.csv").read_bytes()
    evidence = read_evidence(framework.checked, EvidenceData("d.csv", plain, "csv"))
    rater = framework.rater(period="2026-Q1")
    expected = [rater.rate(one.values, person=one.person) for one in evidence.people]
    book = template(framework, language)
    people = book.worksheets[0]
    known = rater.headings
    columns = {known.key(cell.value): cell.column for cell in people[2][1:]}
    given = {key for one in evidence.people for key in one.values}
    assert given == set(columns) & given
    for row, one in enumerate(evidence.people, 3):
        people.cell(row, 1, one.person)
        for key, value in one.values.items():
            people.cell(row, columns[key], value)
    found, _ = rated(framework, book, period="2026-Q1")
    # The sheets of tables are empty, so that none of them is supplied.
    assert [(each.person, each.level, each.score) for each in found] == [
        (each.person, each.level, each.score) for each in expected
    ]
    assert {each.level for each in found} >= {"outstanding", "unsatisfactory", None}


@pytest.mark.parametrize("language", ["en", "th"])
def test_records_of_tables_are_rated_as_from_their_csv(language):
    framework = assay.load(DIRECTOR)
    folder = ROOT / "examples"
    tables = {
        name: EvidenceData(name, (folder / f"{name}.csv").read_bytes(), "csv")
        for name in ("opportunities", "accounts")
    }
    totals = EvidenceData("t.csv", (folder / "table-totals.csv").read_bytes(), "csv")
    evidence = read_evidence(framework.checked, totals, tables)
    rater = framework.rater(period="2026-Q1")
    expected = [rater.rate(o.values, tables=o.tables, person=o.person) for o in evidence.people]
    book = template(framework, language)
    people = book.worksheets[0]
    columns = {rater.headings.key(cell.value): cell.column for cell in people[2][1:]}
    for row, one in enumerate(evidence.people, 3):
        people.cell(row, 1, one.person)
        for key, value in one.values.items():
            people.cell(row, columns[key], value)
    for sheet, name in zip(book.worksheets[1:], tables, strict=False):
        declared = framework.checked.tables[name]
        for one in evidence.people:
            for record in one.tables[name]:
                ids = [each.id for each in declared.columns]
                sheet.append([one.person, *(record.values.get(id) for id in ids)])
    found, _ = rated(framework, book, period="2026-Q1")
    assert [(each.person, each.level, each.score) for each in found] == [
        (each.person, each.level, each.score) for each in expected
    ]
    assert all(each.level for each in found)


def test_the_headings_of_raters_are_read_from_csv_too(framework):
    line = io.StringIO()
    csv.writer(line).writerows([["person", "Advice, given: manager", "การให้คำปรึกษา (the board)"],
                                ["p", "low", "high"]])  # fmt: skip
    data = EvidenceData("people.csv", line.getvalue().encode(), "csv")
    (one,) = read_evidence(framework.checked, data).people
    assert one.values == {"advice.manager": "low", "advice.the_board": "high"}


def test_columns_to_keep_are_those_of_the_sheet_that_is_rated(framework):
    people = [
        ["person", "region", "quota", "start", "done"],
        [7, "North", 5, None, 0.07],
        ["รวม", None, 5],
    ]
    visits = [["person", "region", "when"], ["EMP-007", "elsewhere", None]]
    content = saved(("people", people), ("Visits", visits), formats={"A2": '"EMP-"000', "E2": "0%"})
    data = EvidenceData("people.xlsx", content, "xlsx")
    kept = assay.people_columns(data, ("region", "done"), framework=framework.checked)
    assert kept == {"EMP-007": {"region": "North", "done": "7.00%"}}
