"""Texts as people write them, in frames: both roads take, and refuse, the very same ones."""

from __future__ import annotations

from fractions import Fraction

import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import assay
from assay.engine.columns import rate

RULES = """
framework shop "Shop" { currency: THB }
scale skill { low = 1 "Low"  high = 2 "High" th "สูง" }
input money { type: money  range: >= 0 THB }
input number { type: number }
input count { type: count }
input share { type: percent }
input span { type: duration }
input day { type: date }
input level { type: skill }
metric total { type: number  formula: money / 1 THB + number + count + share + span / 1 days + (day - 2025-01-01) / 1 days }
role seller { overall score: total + (if level is high then 1 else 0) }
"""
FACTS = ("money", "number", "count", "share", "span", "day", "level")

NUMBERS = st.sampled_from(
    ["0", "1", "1.2", "๑.๒", "1,250", "-3", "0.0000001", "12345678901234567890", "1e3"]
)
WORDS = st.sampled_from(
    ["", "ล้าน", "แสน", "หมื่น", "พัน", "ล้านล้าน", "M", "K", "k", "m", "B", "bn", "million", "MB", "ลบ.", "%",
     "เปอร์เซ็นต์", "percent", "วัน", "weeks", "months"]
)  # fmt: skip
AROUND = st.sampled_from(["", "", " ", "บาท", " บาท", " THB", "USD", "\u200b", "\u00a0"])
BEFORE = st.sampled_from(["", "", "฿", "THB ", "ร้อยละ ", "$", "-", "ประมาณ "])
AMOUNTS = st.tuples(BEFORE, NUMBERS, st.sampled_from(["", " "]), WORDS, AROUND).map("".join)
DAYS = st.sampled_from(
    ["2025-03-15", "2568-03-15", "15 มีนาคม 2568", "15 มี.ค. 68", "15/3/2568", "5/3/2025", "9999-12-31",
     "Mar 15, 2025", "15-Mar-2025", "2025-02-30", "2025-03-15 00:00", "วันที่ 15 มีนาคม 2568", "n/a", "", "๕"]
)  # fmt: skip
LEVELS = st.sampled_from(
    ["high", "สูง", "HIGH ", "hi\u200bgh", "low; high", "low;สูง", "n/a", "", "tall"]
)
PEOPLE = st.lists(
    st.fixed_dictionaries({
        fact: {"day": DAYS, "level": LEVELS}.get(fact, st.none() | AMOUNTS) for fact in FACTS
    }),
    min_size=1,
    max_size=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def shop() -> assay.Framework:
    return assay.loads(RULES)


def alone(shop: assay.Framework, values: dict[str, str | None]) -> tuple[str | None, str | None]:
    """The exact score, and what is wrong."""
    try:
        score = shop.rate({fact: values[fact] for fact in FACTS}).score
    except assay.EvidenceError as error:
        return None, str(error)
    if score is None:
        return None, None
    return str(score), None


@settings(max_examples=60, deadline=None)
@given(people=PEOPLE)
def test_columns_and_single_evaluation_agree_on_every_text(
    shop: assay.Framework, people: list[dict[str, str | None]]
) -> None:
    frame = polars.DataFrame(people, schema=dict.fromkeys(FACTS, polars.String))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rate, "FEW", 0)
        rated = shop.rate_frame(frame, numbers="exact")
    found = [
        (None if score is None else str(Fraction(score)), problem)
        for score, problem in zip(rated["overall.score"], rated["problem"], strict=True)
    ]
    assert found == [alone(shop, each) for each in people]


def test_percent_words_are_exact_in_columns(shop: assay.Framework) -> None:
    rows = 200
    frame = polars.DataFrame({"share": [f"ร้อยละ {at}.7" for at in range(rows)]})
    extended = assay.loads(RULES.replace("score: total", "score: share"))
    rated = extended.rate_frame(frame.with_columns(level=polars.lit("low")), numbers="exact")
    assert [Fraction(each) for each in rated["overall.score"]] == [
        Fraction(10 * at + 7, 1000) for at in range(rows)
    ]
