"""Explanations as text: what is said, in which order, and how it is laid out."""

import re

import pytest
from shop import rated

from assay.dsl.diagnostics.terminal import display_width
from assay.engine.render.catalogue import UnknownLanguage, languages
from assay.engine.render.explanation.text import render_text

OVERALL = """\
clerk-1 · Shopkeeper · 2026-Q1                                              Fair
Score 2 reaches 1.5 (Fair) and misses 2.5 (High) by 0.5.

  Contributions, largest first                             weights in shop.rules
  1.20  Sales                     weight 60%  :53  score 2
  0.80  Service                   weight 40%  :56  score 2
  2.00  total of 2 contributions

  complaints  5  Complaints · shop.csv, row 4, column "complaints"

  Rules tried, in order                                            shop.rules:60
    overall >= 2.5 => High  no           short by 0.5
    overall >= 1.5 => Fair  yes          0.5 above
    otherwise => Low        not reached
  Next level: High from 2.5 (0.5 more).

  Gates                                                            shop.rules:65
    cap at Fair when complaints > 9  not fired  5 is not above 9

  Not counted
    Goodwill · missing: `promoters` is empty (shop.csv, row 4, column
      "promoters")
      Its 40% of “Service” (:58) went to the others: Calm 60% → 100%.
    84% of the weight is known; at least 50% must be (shop.rules:61).
    Whatever the missing values are, the rating can only be Fair.
"""

ATTAINMENT = """\
clerk-1 · Attainment · 2026-Q1                             108%  Fair (2 points)
Attainment 108% reaches 100% (Fair) and misses 110% (High) by 2 points.
Revenue as a share of the quota

  revenue / quota                                                  shop.rules:22
  = 1,080 THB / 1,000 THB
  = 108%

  revenue  1,080 THB  Revenue · shop.csv, row 4, column "revenue"
  quota    1,000 THB  Quota · shop.csv, row 4, column "quota"

  Rules tried, in order                                            shop.rules:24
    >= 110% => High   no           short by 2 points
    >= 100% => Fair   yes          8 points above
    otherwise => Low  not reached
  Next level: High from 110% (2 points more). Revenue of at least 1,100 THB
    would do it; it is 1,080 THB.

  Counts 100% of “Sales”, which counts 60%: 1.2 of the score.
    shop.rules:54, :53
"""

ATTAINMENT_IN_THAI = """\
clerk-1 · การบรรลุเป้า · ไตรมาสที่ 1 ค.ศ. 2026                  108%  พอใช้ (2 คะแนน)
การบรรลุเป้า 108% ถึงเกณฑ์ 100% (พอใช้) แต่ยังขาดอีก 2 จุดเปอร์เซ็นต์ จึงจะถึง 110% (สูง)
รายได้เทียบกับเป้าหมาย

  revenue / quota                                                  shop.rules:22
  = 1,080 บาท / 1,000 บาท
  = 108%

  revenue  1,080 บาท  รายได้ · shop.csv แถวที่ 4 คอลัมน์ "revenue"
  quota    1,000 บาท  เป้าหมาย · shop.csv แถวที่ 4 คอลัมน์ "quota"

  เกณฑ์ที่พิจารณาตามลำดับ                                               shop.rules:24
    >= 110% => สูง    ไม่เข้าเกณฑ์   ขาด 2 จุดเปอร์เซ็นต์
    >= 100% => พอใช้  เข้าเกณฑ์     สูงกว่าเกณฑ์ 8 จุดเปอร์เซ็นต์
    กรณีอื่น => ต่ำ      ไม่ได้พิจารณา
  ระดับถัดไป: สูง ตั้งแต่ 110% (ต้องเพิ่มอีก 2 จุดเปอร์เซ็นต์) ถ้ารายได้ไม่ต่ำกว่า 1,100 บาท
    ก็จะถึงระดับนั้น (ขณะนี้ 1,080 บาท)

  มีน้ำหนัก 100% ใน “การขาย” ซึ่งมีน้ำหนัก 60% คิดเป็น 1.2 ของคะแนนรวม  shop.rules:54, :53
"""

NARROW_IN_THAI = """\
clerk-1 · ผู้ดูแลร้าน · ไตรมาสที่ 1 ค.ศ. 2026
  พอใช้
คะแนน 2 ถึงเกณฑ์ 1.5 (พอใช้) แต่ยังขาดอีก 0.5
จึงจะถึง 2.5 (สูง)

  คะแนนจากแต่ละรายการ เรียงจากมากไปน้อย
    น้ำหนักใน shop.rules
  1.20  การขาย        น้ำหนัก 60%  :53  คะแนน
                      2
  0.80  การบริการ      น้ำหนัก 40%  :56  คะแนน
                      2
  2.00  รวม 2 รายการ

  complaints  5  ข้อร้องเรียน · shop.csv แถวที่ 4
                 คอลัมน์ "complaints"

  เกณฑ์ที่พิจารณาตามลำดับ           shop.rules:60
    overall >= 2.5 => สูง
      ไม่เข้าเกณฑ์  ขาด 0.5
    overall >= 1.5 => พอใช้
      เข้าเกณฑ์  สูงกว่าเกณฑ์ 0.5
    กรณีอื่น => ต่ำ
      ไม่ได้พิจารณา
  ระดับถัดไป: สูง ตั้งแต่ 2.5 (ต้องเพิ่มอีก 0.5)

  เงื่อนไขพิเศษ                   shop.rules:65
    ไม่ให้เกิน พอใช้ เมื่อ      ไม่มีผล  5 ไม่สูงกว่า 9
      complaints > 9

  รายการที่ไม่นับ
    ความพอใจ · ไม่มีข้อมูล: `promoters` เว้นว่างไว้
      (shop.csv แถวที่ 4 คอลัมน์ "promoters")
      น้ำหนัก 40% ใน “การบริการ” (:58)
        กระจายไปยังรายการอื่น: ความเรียบร้อย 60%
        → 100%
    มีข้อมูลคิดเป็นน้ำหนัก 84% (ต้องมีอย่างน้อย 50% ตาม
      shop.rules:61)
    ไม่ว่าข้อมูลที่ขาดจะเป็นอย่างไร
      ระดับที่เป็นไปได้มีเพียง พอใช้
"""


def test_the_overall_rating_reads_from_the_verdict_down_to_what_was_not_counted() -> None:
    rating = rated(promoters=None)
    assert rating.explain().text(framework=False) == OVERALL


def test_the_last_line_says_which_framework_was_rated_by() -> None:
    rating = rated(promoters=None)
    meaning, sources = rating.digests.meaning[:8], rating.digests.sources[:8]
    text = rating.explain().text()
    assert text == f"{OVERALL}\nFramework shop 1 · meaning {meaning} · sources {sources}\n"


def test_a_measure_reads_from_its_value_to_its_share_of_the_score() -> None:
    assert rated().explain("attainment").text(framework=False) == ATTAINMENT
    assert str(rated().explain("attainment")).startswith(ATTAINMENT)


def test_thai_says_the_same_in_the_same_order() -> None:
    assert rated().explain("attainment").text("th", framework=False) == ATTAINMENT_IN_THAI
    assert rated().explain("attainment").text("th-TH", framework=False) == ATTAINMENT_IN_THAI


def test_a_narrow_page_keeps_sums_in_columns_and_puts_what_does_not_fit_below() -> None:
    assert rated(promoters=None).explain().text("th", width=44, framework=False) == NARROW_IN_THAI


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("width", [32, 50, 80, 120])
def test_no_line_is_wider_than_the_page(language: str, width: int) -> None:
    for rating in (rated(), rated(revenue=None, complaints=11), rated(quota=0)):
        text = rating.explain().text(language, width, depth=None)
        assert max(display_width(line) for line in text.splitlines()) <= width


def test_colour_adds_nothing_but_escape_sequences() -> None:
    explanation = rated(promoters=None).explain()
    coloured = explanation.text(colour=True, framework=False)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == OVERALL
    assert "\x1b" not in explanation.text()


def test_a_number_shown_rounded_is_marked_and_exact_where_asked_for() -> None:
    explanation = rated(quota=3_000, revenue=1_000).explain("attainment")
    text = explanation.text(framework=False)
    assert "  = ≈33.3%\n" in text
    assert text.endswith("≈ marks a number that is shown rounded; every comparison is exact.\n")
    exact = explanation.text(exact=True)
    assert "  = 100/3%\n" in exact
    assert "short by 200/3 points" in exact
    assert "≈" not in exact


def test_a_value_just_below_a_threshold_is_not_shown_as_reaching_it() -> None:
    explanation = rated(quota=1_000_000, revenue=1_099_999).explain("attainment")
    lines = explanation.text(width=100).splitlines()
    assert lines[0].endswith("109.9999%  Fair (2 points)")
    assert "    >= 110% => High   no           short by 0.0001 points (a near miss)" in lines


def test_a_gate_that_fired_says_so_first_and_why() -> None:
    text = rated(revenue=2_000, complaints=11).explain().text(width=200)
    assert text.splitlines()[1] == (
        "Score 2.52 reaches 2.5 (High). No level is better. The score gives High; a gate makes it "
        "Fair: Nobody is high with ten complaints."
    )
    assert "cap at Fair when complaints > 9  fired  11 is above 9; High becomes Fair" in text


def test_who_is_not_rated_reads_how_much_is_known_and_what_is_still_possible() -> None:
    lines = rated(revenue=None, complaints=11).explain().text(width=200).splitlines()
    assert lines[0].startswith("clerk-1 · Shopkeeper · 2026-Q1")
    assert lines[0].endswith("  not rated")
    assert lines[1] == "Not rated: 40% of the weight is known, and at least 50% must be."
    assert "    With the missing values, the rating could be Fair or Low." in lines


def test_a_division_by_zero_names_the_divisor() -> None:
    text = rated(quota=0).explain("attainment").text(width=200)
    assert "Attainment is missing: division by zero: quota is 0 THB." in text


def test_a_language_without_a_catalogue_is_refused_by_name() -> None:
    with pytest.raises(UnknownLanguage, match="does not write in `xx`; available: `en`, `th`"):
        rated().explain().text("xx")


def test_where_the_columns_of_rules_do_not_fit_result_and_distance_share_one() -> None:
    lines = rated().explain("attainment").text(width=48).splitlines()
    at = lines.index("    >= 110% => High   no  short by 2 points")
    assert lines[at + 1 : at + 3] == [
        "    >= 100% => Fair   yes  8 points above",
        "    otherwise => Low  not reached",
    ]


def test_who_is_not_rated_reads_that_no_rule_was_tried() -> None:
    text = rated(revenue=None, complaints=11).explain().text()
    assert "  Rules, none of them tried " in text
    assert "Rules tried, in order" not in text


def test_a_measure_that_is_not_counted_says_where_its_weight_went() -> None:
    lines = rated(promoters=None).explain("goodwill").text(width=200, framework=False).splitlines()
    assert lines[-1] == (
        "  Not counted in “Service”. Its 40% of “Service” (shop.rules:58) went to the others: "
        "Calm 60% → 100%."
    )


def test_a_weight_names_its_file_where_no_contributions_stand_above_it() -> None:
    explanation = rated(promoters=None).explain().tree
    told = render_text(explanation, about=("weight",))
    assert "Its 40% of “Service” (shop.rules:58) went to the others" in told
    assert "Its 40% of “Service” (:58) went to the others" in render_text(explanation)
