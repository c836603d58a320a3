"""What the files of workbooks store: digits, results of formulas, and damage."""

import contextlib
import io
import zipfile
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula
from read_workbooks import notes, refused, values
from saved_workbooks import packed, patched, saved

from assay.engine.evidence.files import read_evidence
from assay.engine.evidence.problems import EvidenceError
from assay.engine.evidence.records import EvidenceData


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
