"""The workbook of ratings: what its cells show, and that other programs open it as it is."""

import io
import shutil
import subprocess
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st
from opened_workbooks import check_package
from saved_workbooks import shown

import assay
from assay.dsl.types import DATE, NUMBER, PERCENT, Dimension, QuantityType
from assay.engine.evidence.evidence_set import Note
from assay.engine.evidence.problems import Problem, UsageError
from assay.engine.render.catalogue import catalogue
from assay.engine.render.quantities import format_value
from assay.engine.workbooks.cells import Cells, check_size
from assay.engine.workbooks.writing import sheet_name

ROOT = Path(__file__).parents[3]
RULES = """
framework shop "Shop" th "ร้าน" { currency: THB  version: "1.2" }
scale level { good = 3 "Good" th "ดี"  poor = 1 "Poor" th "ต้องปรับปรุง" }
input sold "Sold" { type: money }
input quota "Quota" { type: money }
parameter bonus "Bonus" th "โบนัส" { type: percent  value: 0% }
kpi attained "Attained" th "ทำได้" {
  type: percent  formula: sold / quota + bonus  better: higher
  rate on level { >= 100% => good  otherwise => poor }
}
kpi total "Sum" { type: money  formula: sold  rate on level { >= 5 THB => good  otherwise => poor } }
role seller "Seller" th "พนักงานขาย" {
  responsibility sales "Sales" weight 100% { kpi attained weight 50%  kpi total weight 50% }
  overall on level { overall >= 2 => good  otherwise => poor }
}
"""
MONEY = QuantityType("money", Dimension(money=1, currency="THB"))
DURATION = QuantityType("duration", Dimension(days=1))
PERSONS = [
    "ann", "ANN", "=1+1", "@SUM(A1)", "-1", "+1", "a/b\\c[d]:*?", "'quoted'", "history", " ", "\x01ctrl",
    "ชื่อยาวมากจนเกินสามสิบเอ็ดตัวอักษรแน่นอน", "ชื่อยาวมากจนเกินสามสิบเอ็ดตัวอักษรแน่นอนที่สุด", "😀" * 20,
    "\ud800", "x" * 40_000, "_x0041_", "\ufffe", "Ratings", "a & <b>",
]  # fmt: skip


@pytest.fixture(scope="module")
def framework():
    return assay.loads(RULES)


def written(framework, people, problems=(), language="en", notes=(), **settings):
    rater = framework.rater(**settings)
    ratings = [
        rater.rate({"sold": sold, "quota": quota}, person=person) for person, sold, quota in people
    ]
    content = assay.ratings_workbook(rater, ratings, problems, language, notes=notes, people=True)
    check_package(content)
    return ratings, openpyxl.load_workbook(io.BytesIO(content))


def test_what_people_are_called_never_breaks_the_file(framework):
    persons = [(person, 3, 2) for person in PERSONS]
    wrong = [Problem("bad-value", person, person, person, person, person) for person in PERSONS]
    _, book = written(framework, persons, wrong, notes=[Note("=A1", "=" * 40_000)])
    ratings = book["Ratings"]
    names = [cell.value for cell in ratings["A"][1:]]
    assert names[:8] == PERSONS[:8]
    assert all(cell.data_type == "s" for cell in ratings["A"][1:])
    assert names[PERSONS.index("\ud800")] == "[U+D800]"
    long = names[PERSONS.index("x" * 40_000)]
    kept = long.count("x")
    assert long == "x" * kept + f"… ({40_000 - kept:,} more characters)"
    assert len(book.sheetnames) == 6 + len(PERSONS)
    assert book.sheetnames[6:9] == ["ann", "ANN (2)", "=1+1"]
    linked = {cell.hyperlink.location for cell in ratings["A"] if cell.hyperlink}
    assert "'ANN (2)'!A1" in linked
    assert book["Notes"]["B2"].value.endswith("more characters)")


@given(st.text(max_size=60), st.sets(st.text(max_size=31)))
def test_the_name_of_a_sheet_is_one_that_programs_take(wanted, taken):
    used = {each.casefold() for each in taken}
    name = sheet_name(wanted, used)
    assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
    assert name.casefold() not in {each.casefold() for each in taken}
    assert not set(name) & set("[]:*?/\\")
    assert name[0] != "'" != name[-1]


def cell_of(value, type, language="en", near=()):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False})
    sheet = book.add_worksheet("a")
    Cells(book, catalogue(language)).value(sheet, 0, 0, value, type, near)
    book.close()
    check_package(content.getvalue())
    return openpyxl.load_workbook(content).active["A1"]


amounts = st.fractions() | st.decimals(allow_nan=False, allow_infinity=False, places=3).map(
    Fraction
)


@settings(max_examples=50)
@given(amounts, st.sampled_from([NUMBER, PERCENT, MONEY, DURATION]), st.sampled_from(["en", "th"]))
@example(Fraction("2.675"), NUMBER, "en")
@example(Fraction("-1") / 3, MONEY, "en")
@example(Fraction(10**30 + 1, 10**30), PERCENT, "en")
@example(Fraction(1), DURATION, "en")
@example(Fraction(12345678901234567), MONEY, "th")
@example(Fraction(1, 10**40), NUMBER, "en")
@example(Fraction(10**400), NUMBER, "en")
@example(Fraction("2.67499999999999999999"), NUMBER, "en")
def test_a_cell_shows_what_an_explanation_says(framework, value, type, language):
    cell = cell_of(value, type, language)
    said = format_value(value, type, framework.checked, language)
    assert (cell.value if cell.data_type == "s" else shown(cell)) == said


@pytest.mark.parametrize(
    ("value", "type", "kind", "said"),
    [
        (Fraction("0.15"), PERCENT, "n", "15%"),
        (Fraction(1, 3), NUMBER, "n", "≈0.33"),
        (Fraction(-5000), MONEY, "n", "-5,000 THB"),
        (Fraction(40), DURATION, "n", "40 days"),
        (Fraction(12345678901234567), MONEY, "s", "12,345,678,901,234,567 THB"),
    ],
)
def test_numbers_are_numbers_unless_a_double_would_show_others(value, type, kind, said):
    cell = cell_of(value, type)
    assert cell.data_type == kind
    assert (cell.value if kind == "s" else shown(cell)) == said
    if kind == "n":
        assert cell.value == float(value)


def test_what_misses_a_threshold_is_not_shown_as_if_it_reached_it():
    almost = 1 - Fraction(1, 700_000)
    assert shown(cell_of(almost, PERCENT, near=(Fraction(1),))) == "≈99.9999%"
    assert shown(cell_of(almost * 4, NUMBER)) == "≈4.00"
    assert shown(cell_of(almost * 4, NUMBER, near=(Fraction(4),))) == "≈3.99999"


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1900, 1, 1), date(1900, 2, 28)])
def test_a_day_that_no_program_or_not_every_program_knows_is_text(day):
    assert cell_of(day, DATE).value == day.isoformat()
    cell = cell_of(date(1900, 3, 1), DATE)
    assert (cell.value.date(), cell.number_format) == (date(1900, 3, 1), "yyyy-mm-dd")


def test_a_file_tells_by_what_the_ratings_were_given(framework):
    _, book = written(framework, [("ann", 1, 2)], language="th", parameters={"bonus": "5%"})
    about = {row[0].value: row[1].value for row in book["ข้อมูลการประเมิน"].iter_rows()}
    assert about["กรอบการประเมิน"] == "ร้าน"
    assert about["รุ่น"] == "1.2"
    assert about["ตำแหน่ง"] == "พนักงานขาย"
    assert about["โบนัส (กำหนดเฉพาะครั้งนี้)"] == "5%"
    assert about["รหัสตรวจสอบความหมาย"] == framework.checked.digests.meaning


def test_columns_are_as_wide_as_their_numbers(framework):
    _, book = written(framework, [("ann", 12_345_678_901, 2)], language="th")
    ratings = book["ผลการประเมิน"]
    (cell,) = [each for each in ratings[2] if each.value == 12_345_678_901]
    assert ratings.column_dimensions[cell.column_letter].width >= len(shown(cell)) + 2


def test_columns_of_the_evidence_stand_beside_the_person(framework):
    rater = framework.rater()
    ratings = [rater.rate({"sold": 3, "quota": 2}, person=person) for person in ("ann", "bob")]
    kept = {"ann": {"region": "=North", "team": "A"}, "bob": {}}
    content = assay.ratings_workbook(rater, ratings, [], keep=("region", "team"), kept=kept)
    check_package(content)
    rows = list(openpyxl.load_workbook(io.BytesIO(content))["Ratings"].values)
    assert [row[:5] for row in rows] == [
        ("Person", "region", "team", "Score", "Rating"),
        ("ann", "=North", "A", 2, "Good"),
        ("bob", None, None, 2, "Good"),
    ]
    assert rows[1][6:9] == (1.5, "Good", 3)


def test_what_is_absent_is_said_in_the_language(framework):
    _, book = written(framework, [("ann", None, 2)], language="th")
    assert book["ผลการประเมิน"]["F2"].value == "ไม่มีข้อมูล"
    assert book["ผลการประเมิน"]["E2"].value is None
    assert book["ผลการประเมิน"]["C2"].value == ("ยังประเมินไม่ได้: น้ำหนักที่มีข้อมูลไม่ถึงเกณฑ์")


def test_more_than_a_sheet_holds_is_refused_and_nothing_lost():
    check_size(1_048_575, 16_384)
    with pytest.raises(UsageError, match=r"at most 1,048,575 people .*there are 1,048,576: write"):
        check_size(1_048_576, 1)
    with pytest.raises(UsageError, match=r"at most 16,384 columns, .* need 16,385: write them as"):
        check_size(1, 16_385)


def test_another_program_opens_it(framework, tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    rater = framework.rater()
    persons = [person for person in PERSONS if person.isprintable()]
    ratings = [rater.rate({"sold": 3, "quota": 2}, person=person) for person in persons]
    path = tmp_path / "ratings.xlsx"
    path.write_bytes(assay.ratings_workbook(rater, ratings, [], people=True))
    target = tmp_path / "converted"
    for style in ("xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"):
        subprocess.run(
            [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
             "--convert-to", style, "--outdir", target, path],
            check=True, timeout=100,
        )  # fmt: skip
    first = (target / "ratings.csv").read_text(encoding="utf-8").splitlines()
    assert first[1].split(",")[:2] == ["ann", "3"]
    again = openpyxl.load_workbook(target / "ratings.xlsx")
    was = openpyxl.load_workbook(path)
    assert again.sheetnames == was.sheetnames
    cells = ("A", "B", "E")
    for name in cells:
        assert [each.value for each in again["Ratings"][name]] == [
            each.value for each in was["Ratings"][name]
        ]
    assert len(again["Levels"]._charts) == 1
