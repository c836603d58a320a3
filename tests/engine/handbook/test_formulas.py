"""Formulas in words: every kind of expression, in English and in Thai, read aloud."""

import ast
import inspect
from pathlib import Path
from typing import get_args

import pytest

import assay
from assay.dsl import framework as fw
from assay.dsl.walk import walk
from assay.engine.handbook import formulas
from assay.engine.handbook.composing import Composer
from assay.engine.handbook.formulas import FormulaWriter
from assay.engine.handbook.model import plain
from assay.engine.render.catalogue import catalogue

HEAD = """
framework shop "Shop" th "ร้าน" { currency: THB  languages: en, th }
scale grades "Grades" th "ระดับ" { good = 2 "Good" th "ดี"  poor = 1 "Poor" th "ต้องปรับปรุง" }
table deals "Deals" th "ดีล" {
  person column "seller"
  stage "Stage" th "สถานะ": one of won "Won", lost "Lost"
  value "Value" th "มูลค่า": money
  size "Size" th "ขนาด": number
  closed "Closed" th "วันปิด": date
}
parameter goal "Goal" th "เป้า" { type: money  value: 100 THB }
input sold "Sold" th "ยอดขาย" { type: money }
input quota "Quota" th "โควตา" { type: money }
input calls "Calls" th "จำนวนสาย" { type: number }
input visits "Visits" th "จำนวนเยี่ยม" { type: number }
input hired "Hired" th "วันเริ่มงาน" { type: date }
input mood "Mood" th "บรรยากาศ" { type: grades }
input trained "Trained" th "อบรมแล้ว" { type: yesno }
kpi success "Success" th "ความสำเร็จ" {
  formula: sold / quota
  rate on grades { >= 1 => good  otherwise => poor }
}
role seller "Seller" th "พนักงานขาย" {
  responsibility selling "Selling" th "การขาย" weight 100% { kpi success weight 100% }
  overall on grades {
    overall >= 1.5 => good
    otherwise => poor
    GATE
  }
}
"""

NUMBERS = {
    "5 THB / 1 THB": ("5 THB divided by 1 THB", "5 บาท หารด้วย 1 บาท"),
    "sold / quota": ("Sold divided by Quota", "ยอดขาย หารด้วย โควตา"),
    "-calls": ("the negative of Calls", "ค่าติดลบของ จำนวนสาย"),
    "-5": ("-5", "-5"),
    "calls - (visits - 1)": (
        "Calls minus (Visits minus 1)",
        "จำนวนสาย ลบ (จำนวนเยี่ยม ลบ 1)",
    ),
    "(calls - visits) - 1": (
        "Calls minus Visits minus 1",
        "จำนวนสาย ลบ จำนวนเยี่ยม ลบ 1",
    ),
    "calls / (visits / 2)": (
        "Calls divided by (Visits divided by 2)",
        "จำนวนสาย หารด้วย (จำนวนเยี่ยม หารด้วย 2)",
    ),
    "calls * (visits + 2)": (
        "Calls times (Visits plus 2)",
        "จำนวนสาย คูณ (จำนวนเยี่ยม บวก 2)",
    ),
    "sold / (120% * goal)": (
        "Sold divided by (120% of Goal)",
        "ยอดขาย หารด้วย (120% ของ เป้า)",
    ),
    "min(calls, visits, 3)": (
        "the lowest of Calls, Visits, 3",
        "ค่าต่ำสุดในบรรดา จำนวนสาย, จำนวนเยี่ยม, 3",
    ),
    "max(calls, 3) + 1": (
        "(the highest of Calls, 3) plus 1",
        "(ค่าสูงสุดในบรรดา จำนวนสาย, 3) บวก 1",
    ),
    "abs(calls - visits)": (
        "the size of (Calls minus Visits), whatever its sign",
        "ขนาดของ (จำนวนสาย ลบ จำนวนเยี่ยม) โดยไม่คิดเครื่องหมาย",
    ),
    "clamp(calls, 1, 9)": (
        "Calls, but no less than 1 and no more than 9",
        "จำนวนสาย แต่ไม่ต่ำกว่า 1 และไม่เกิน 9",
    ),
    "power(calls, 2)": ("Calls to the power of 2", "จำนวนสาย ยกกำลัง 2"),
    "round(sqrt(calls), to 0.01)": (
        "(the square root of Calls) rounded to 0.01 (half up)",
        None,
    ),
    "round(ln(calls), to 1, half even)": (
        "(the natural logarithm of Calls) rounded to 1 (half even)",
        None,
    ),
    "round(exp(calls), to 1, floor)": ("(e to the power of Calls) rounded to 1 (floor)", None),
    "round(calls, to 0.5, half up)": (
        "Calls rounded to 0.5 (half up)",
        "จำนวนสาย ปัดเศษให้ลงตัวที่ 0.5 (ครึ่งหนึ่งขึ้นไปปัดขึ้น)",
    ),
    "interpolate(calls, 0 => 1, 10 => 5)": (
        "what Calls gives on the line through 0: 1, 10: 5",
        "ค่าที่อ่านได้จากเส้นที่ลากผ่านจุด 0: 1, 10: 5 ตาม จำนวนสาย",
    ),
    "tiered(calls, 10 => 1, 20 => 2)": (
        "Calls in slices (up to 10: times 1, up to 20: times 2)",
        "จำนวนสาย แบ่งคิดเป็นช่วง (ถึง 10: คูณ 1, ถึง 20: คูณ 2)",
    ),
    "calls if missing 0": (
        "Calls, or 0 where it is missing",
        "จำนวนสาย หรือถ้าไม่มีข้อมูลให้ใช้ 0",
    ),
    "1 + (if trained then 2 else 3)": (
        "1 plus (2 if Trained, otherwise 3)",
        "1 บวก (2 ถ้า อบรมแล้ว มิฉะนั้น 3)",
    ),
    "sum(deals.value where stage is won) / goal": (
        "(the sum of Value over Deals where Stage is “won”) divided by Goal",
        "(ผลรวมของ มูลค่า จาก ดีล เฉพาะรายการที่ สถานะ เป็น “won”) หารด้วย เป้า",
    ),
    "average(deals.size ignoring missing)": (
        "the average of Size over Deals, leaving out what is missing",
        "ค่าเฉลี่ยของ ขนาด จาก ดีล โดยไม่นับรายการที่ไม่มีข้อมูล",
    ),
    "average(deals.size * 2)": ("the average of Size times 2 over Deals", None),
    "average(deals.size + 2)": ("the average of (Size plus 2) over Deals", None),
    "weighted average(deals.size by value)": (
        "the average of Size weighted by Value over Deals",
        "ค่าเฉลี่ยของ ขนาด ถ่วงน้ำหนักด้วย มูลค่า จาก ดีล",
    ),
    "min(deals.size)": ("the lowest Size among Deals", "ขนาด ที่ต่ำที่สุดใน ดีล"),
    "max(deals.size)": ("the highest Size among Deals", "ขนาด ที่สูงที่สุดใน ดีล"),
    "median(deals.size)": ("the median of Size over Deals", "ค่ามัธยฐานของ ขนาด จาก ดีล"),
    "count(deals where stage is not lost)": (
        "the number of Deals where Stage is not “lost”",
        "จำนวน ดีล เฉพาะรายการที่ สถานะ ไม่ใช่ “lost”",
    ),
    "count distinct(deals.stage)": (
        "the number of different Stage among Deals",
        "จำนวน สถานะ ที่ไม่ซ้ำกันใน ดีล",
    ),
    "period.days / 1 day": (
        "the days of the period divided by 1 day",
        "จำนวนวันในรอบการประเมิน หารด้วย 1 วัน",
    ),
    "min(deals.size) * 2": ("(the lowest Size among Deals) times 2", None),
    "score of success + 1": ("the score of Success plus 1", "คะแนนของ ความสำเร็จ บวก 1"),
}

CONDITIONS = {
    "calls = 3 and visits != 3": (
        "Calls is 3 and Visits is not 3",
        "จำนวนสาย เท่ากับ 3 และ จำนวนเยี่ยม ไม่เท่ากับ 3",
    ),
    "1 < calls <= 3": ("1 is less than Calls and Calls is at most 3", None),
    "calls > 1 and (visits >= 2 or trained)": (
        "Calls is more than 1 and (Visits is at least 2 or Trained)",
        "จำนวนสาย มากกว่า 1 และ (จำนวนเยี่ยม ตั้งแต่ 2 ขึ้นไป หรือ อบรมแล้ว)",
    ),
    "calls > 1 and visits >= 2 or trained": (
        "Calls is more than 1 and Visits is at least 2 or Trained",
        None,
    ),
    "not (calls > 1)": (
        "it is not so that (Calls is more than 1)",
        "ไม่ใช่กรณีที่ (จำนวนสาย มากกว่า 1)",
    ),
    "hired >= 2026-01-31": (
        "Hired is on or after January 31, 2026",
        "วันเริ่มงาน ตรงกับหรือหลัง 31 มกราคม ค.ศ. 2026",
    ),
    "hired > period.start or hired < period.end": (
        "Hired is after the first day of the period or Hired is before the last day of the period",
        None,
    ),
    "hired <= 2026-01-31": ("Hired is on or before January 31, 2026", None),
    "hired in period": ("Hired lies in the period", "วันเริ่มงาน อยู่ในรอบการประเมิน"),
    "mood is good": ("Mood is Good", "บรรยากาศ เป็น ดี"),
    "mood >= good": ("Mood is at least Good", "บรรยากาศ ตั้งแต่ ดี ขึ้นไป"),
    "calls is missing": ("Calls is missing", "ไม่มีข้อมูล จำนวนสาย"),
    "calls is given": ("Calls is known", "มีข้อมูล จำนวนสาย"),
    "calls is not given": ("Calls is not known", "จำนวนสาย ไม่มีค่า"),
    "calls is not missing": ("Calls is not missing", "จำนวนสาย ไม่ขาดหาย"),
    "calls is not applicable": ("Calls does not apply", "จำนวนสาย ไม่เกี่ยวข้อง"),
    "any(deals where value > 5 THB)": (
        "Value is more than 5 THB for at least one of Deals",
        "มีอย่างน้อยหนึ่งรายการใน ดีล ที่ มูลค่า มากกว่า 5 บาท",
    ),
    "all(deals where stage in (won, lost))": (
        "(Stage is “won” or Stage is “lost”) for every one of Deals",
        "ทุกรายการใน ดีล ต้องเป็นไปตามนี้: (สถานะ เป็น “won” หรือ สถานะ เป็น “lost”)",
    ),
    "any(kpis where rating is poor)": (
        "rating is Poor for at least one of the KPIs of the role",
        "มีอย่างน้อยหนึ่งรายการใน ตัวชี้วัด (KPI) ของตำแหน่งนี้ ที่ ผลการประเมิน เป็น ต้องปรับปรุง",
    ),
    "min(responsibilities.score) < 1": (
        "the lowest score among the responsibilities of the role is less than 1",
        "คะแนน ที่ต่ำที่สุดใน หน้าที่รับผิดชอบของตำแหน่งนี้ น้อยกว่า 1",
    ),
    "rating of selling is missing": ("the rating of Selling is missing", None),
    "weight of success > 50%": ("the weight of Success is more than 50%", None),
    "overall > score of selling": ("the overall score is more than the score of Selling", None),
}


def _writer(framework: fw.Framework, language: str) -> FormulaWriter:
    return FormulaWriter(Composer(framework, catalogue(language)))


def _words(framework: fw.Framework, expression: fw.Expression) -> tuple[str, str]:
    english, thai = (plain(_writer(framework, each).words(expression)) for each in ("en", "th"))
    return english, thai


def _metric(formula: str) -> tuple[fw.Framework, fw.Expression]:
    checked = assay.loads(HEAD.replace("GATE", "") + f"metric it {{ formula: {formula} }}").checked
    return checked, checked.metrics["it"].formula


def _gate(condition: str) -> tuple[fw.Framework, fw.Expression]:
    checked = assay.loads(HEAD.replace("GATE", f"cap at poor when {condition}")).checked
    overall = checked.roles["seller"].overall
    assert overall is not None
    return checked, overall.gates[0].condition


@pytest.mark.parametrize("formula", NUMBERS)
def test_a_formula_reads_aloud(formula: str) -> None:
    english, thai = _words(*_metric(formula))
    assert english == NUMBERS[formula][0]
    assert thai == (NUMBERS[formula][1] or thai)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_reads_aloud(condition: str) -> None:
    english, thai = _words(*_gate(condition))
    assert english == CONDITIONS[condition][0]
    assert thai == (CONDITIONS[condition][1] or thai)


def test_the_examples_above_hold_every_kind_of_expression() -> None:
    seen = {type(part) for each in NUMBERS for part in walk(_metric(each)[1])}
    seen |= {type(part) for each in CONDITIONS for part in walk(_gate(each)[1])}
    # A gap stands in the rules of scales only; absent constants in the cases below.
    assert set(get_args(fw.Expression)) - seen == {fw.GapReference, fw.AbsentConstant}


def test_a_formula_with_cases_says_each_on_its_own() -> None:
    checked, expression = _metric(
        "if calls = 0 then not applicable else if visits = 0 then 1 else calls / visits"
    )
    cases = _writer(checked, "en").formula(expression)
    assert [(case.condition and plain(case.condition), plain(case.value)) for case in cases] == [
        ("Calls is 0", "not applicable"),
        ("Visits is 0", "1"),
        (None, "Calls divided by Visits"),
    ]
    assert [case.applies for case in cases] == [False, True, True]


def test_labels_are_told_from_words_and_know_their_language() -> None:
    checked = assay.loads(
        'framework f { languages: en, th }  input a "Calls" { type: number }'
        '  input b "Visits" th "จำนวนเยี่ยม" { type: number }  metric it { formula: a / b }'
    ).checked
    runs = _writer(checked, "th").words(checked.metrics["it"].formula)
    assert [(run.text, run.language, run.kind, run.id) for run in runs] == [
        ("Calls", "en", "fact", "a"),
        (" หารด้วย ", "th", "words", ""),
        ("จำนวนเยี่ยม", "th", "fact", "b"),
    ]


def test_a_wording_is_never_put_together_from_pieces_of_text() -> None:
    """Word order is the catalogue's: the module says nothing itself but keys."""
    tree = ast.parse(Path(inspect.getfile(formulas)).read_text("utf-8"))
    said = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
    }
    docstrings = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
    }
    fields = {
        "How closely a phrase holds together: a looser one is put in brackets inside a closer one."
    }
    assert said - docstrings - fields <= {" ", "not applicable"}
