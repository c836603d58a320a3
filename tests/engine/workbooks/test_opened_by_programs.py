"""Whatever the framework and the people, spreadsheet programs open the workbooks that assay writes
without a word, and no text in them is ever computed."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from opened_workbooks import check_package, check_readers
from strategies.choices import Choices
from strategies.crowds import Crowd
from strategies.frameworks import generate_framework

import assay
from assay.engine.evidence.sheets.sheet_values import read_cell

FRAMEWORKS = 16
PEOPLE = 12


@pytest.mark.parametrize("seed", range(FRAMEWORKS))
def test_of_any_framework(seed: int, tmp_path: Path) -> None:
    framework = assay.loads(generate_framework(Choices.seeded(seed)).text)
    for role in framework.checked.roles:
        languages = ("th", "en") if seed % 2 else ("en",)
        check_package(assay.template_workbook(framework.plan(role), languages))
        crowd = Crowd(framework.checked, seed).frame(PEOPLE)
        crowd.write_parquet(tmp_path / "people.parquet")
        target = tmp_path / f"{role}.xlsx"
        done = framework.rate_files(
            tmp_path / "people.parquet", target, role=role, period="2026-Q1", language=languages[0]
        )
        content = target.read_bytes()
        check_package(content)
        rows = next(iter(check_readers(content).values()))
        assert len(rows) == 1 + done.people - done.left_out


LONG = "ตัวชี้วัดที่มีชื่อยาวเหลือเกิน " * 40
HOSTILE = (
    "=1+1", "@SUM(A1:A9)", "+1-1", "-2+3", "=cmd|'/c calc'!A1", '=HYPERLINK("x")',
    "=1+1,2", "a;b", "'quoted'", "<b>&amp;</b>", "_x0041_", "ก่อน หลัง", "🙂 emoji", "#REF!",
)  # fmt: skip


def rules() -> str:
    """A framework whose every label, description, choice and level is a trap."""
    texts = [text.replace('"', '\\"') for text in HOSTILE]
    choices = ", ".join(f'c{at} "ตัวเลือก {at}"' for at in range(500))
    traps = ", ".join(f't{at} "{text}"' for at, text in enumerate(texts))
    levels = "  ".join(f'l{at} = {at + 1} "{text}" th "={text}"' for at, text in enumerate(texts))
    kpis, measures = [], []
    for at, text in enumerate(texts):
        kpis.append(
            f'kpi k{at} "{text}" th "{LONG}" {{ description: "{text}"  type: percent'
            f"  formula: amount / 3 / {at + 1} THB"
            f"  rate on trap {{ >= 50% => l3  otherwise => l0 }} }}"
        )
        measures.append(f"kpi k{at} weight 1")
    return f"""
framework hostile "=1+1" th "{LONG}" {{ currency: THB  version: "=2" }}
scale trap "@x" {{ {levels} }}
input amount "{LONG}" th "=1+1" {{ type: money  description: "{LONG * 5}"  range: > 0.1 THB, < 10_000_000_000_000_000_000_000 THB }}
input many "=many" {{ type: one of {choices} }}
input trap_choice "=trap" {{ type: one of {traps} }}
input level "=level" {{ type: trap }}
input word "@word" {{ type: text }}
input ชื่อไทย "ชื่อไทย" {{ type: yesno }}
kpi direct "Direct" {{ rating: level }}
kpi said "Said" {{ type: text  formula: word  rate on trap {{ said = "=1+1" => l1  otherwise => l0 }} }}
kpi chosen "Chosen" {{ type: yesno  formula: many is c1 or trap_choice is t1 or ชื่อไทย
  rate on trap {{ chosen = yes => l1  otherwise => l0 }} }}
{" ".join(kpis)}
role boss "=boss" th "{LONG}" {{
  responsibility all "=all" weight 100% {{
    kpi direct weight 1  kpi said weight 1  kpi chosen weight 1  {" ".join(measures)}
  }}
  overall on trap {{ overall >= 5 => l4  overall >= 2 => l2  otherwise => l0 }}
}}
"""


@pytest.fixture(scope="module")
def hostile() -> assay.Framework:
    return assay.loads(rules())


@pytest.mark.parametrize("languages", [("en",), ("th", "en")])
def test_a_template_of_traps(hostile: assay.Framework, languages: tuple[str, ...]) -> None:
    content = assay.template_workbook(hostile.plan(), languages)
    check_package(content)
    assert check_readers(content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    listed = book["assay lists"]
    assert listed.sheet_state == "veryHidden"
    offered = [[cell.value for cell in column] for column in listed.columns]
    assert [f"ตัวเลือก {at}" for at in range(500)] in offered
    formulas = [each.formula1 for each in book.worksheets[0].data_validations.dataValidation]
    assert any(str(each).startswith("'assay lists'!$A$1:$A$500") for each in formulas)


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("explained", [False, True])
def test_ratings_of_traps(hostile: assay.Framework, language: str, *, explained: bool) -> None:
    rater = hostile.rater()
    ratings = [
        rater.rate(
            {"amount": at + 0.5, "many": f"c{at}", "trap_choice": f"t{at}", "word": text,
             "level": f"l{at}", "ชื่อไทย": "yes"},
            person=text,
        )
        for at, text in enumerate(HOSTILE)
    ]  # fmt: skip
    problems = [assay.Problem(text, text, text, text, text) for text in HOSTILE]
    kept = {text: {"=region": text} for text in HOSTILE}
    content = assay.ratings_workbook(
        rater, ratings, problems, language, keep=["=region"], kept=kept, people=explained
    )
    check_package(content)
    sheets = check_readers(content)
    rows = next(iter(sheets.values()))
    assert [row[:2] for row in rows[1:]] == [[text, text] for text in HOSTILE]
    assert rows[0][1] == "=region"
    label = (lambda text: f"={text}") if language == "th" else (lambda text: text)
    assert {row[3] for row in rows[1:]} <= {label(text) for text in HOSTILE}
    if explained:
        assert len(sheets) == 4 + len(HOSTILE)


def test_what_is_chosen_from_a_list_of_traps_is_read_as_it_was_meant(
    hostile: assay.Framework,
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(assay.template_workbook(hostile.plan())))
    people = book.worksheets[0]
    (cell,) = (each for each in people[2] if each.value == "=trap")
    (place,) = (
        each.formula1.rpartition("!")[2]
        for each in people.data_validations.dataValidation
        if str(each.sqref).startswith(f"{cell.column_letter}3:")
    )
    offered = [each.value for (each,) in book["assay lists"][place.replace("$", "")]]
    type = hostile.checked.inputs["trap_choice"].type
    read = [read_cell(text, type).value for text in offered]
    assert read == offered
    ids = [hostile.rater().rate({"trap_choice": text})["trap_choice"].value for text in offered]
    assert ids == [f"t{at}" for at in range(len(HOSTILE))]
