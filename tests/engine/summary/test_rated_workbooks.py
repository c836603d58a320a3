"""A workbook of ratings gives the summary of the ratings, exactly, or says why it does not."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import assay

RULES = """
framework shop "Shop" th "ร้าน" { currency: THB  version: "1" }
scale level { good = 3 "Good" th "ดี"  fair = 2 "Fair" th "พอใช้"  poor = 1 "Poor" th "ต้องปรับปรุง" }
input sold "Sold" th "ยอดขาย" { type: money }
input days "Days" { type: number }
input since "Since" { type: date }
input trained "Trained" { type: yesno }
kpi pace "Pace" th "ความเร็ว" {
  type: money in THB  formula: sold / (days / 1)
  rate on level { >= 100 THB => good  >= 70 THB => fair  otherwise => poor }
}
kpi share "Share" { type: percent  formula: sold / 900 THB  score interpolate { 0% => 1, 100% => 3 } }
kpi joined "Joined" { type: date  formula: since  rate on level { >= 2025-01-01 => fair  otherwise => good } }
kpi course "Course" { type: yesno  formula: trained  rate on level { course = yes => good  otherwise => poor } }
role seller "Seller" th "พนักงานขาย" {
  responsibility all weight 100% {
    kpi pace weight 40%  kpi share weight 30%  kpi joined weight 10%  kpi course weight 20%
  }
  overall on level {
    rated when at least 50% of weight is known
    overall >= 2.5 => good  overall >= 1.5 => fair  otherwise => poor
    cap at fair when pace < 50 THB
  }
}
"""
REGIONS = ("North", "Süd", "=East")


@pytest.fixture(scope="module")
def framework() -> assay.Framework:
    return assay.loads(RULES)


@pytest.fixture(scope="module")
def ratings(framework: assay.Framework) -> list[assay.Rating]:
    rater = framework.rater()
    return [
        rater.rate(
            {
                "sold": "n/a" if at % 11 == 5 else 10**at % 99_991 / 100 if at % 5 else 700,
                "days": None if at % 7 == 3 else 7 + at % 4,
                "since": f"202{at % 7}-02-03" if at % 4 else None,
                "trained": ("yes", "no", None)[at % 3],
            },
            person=f"p{at}",
        )
        for at in range(60)
    ]


PROBLEMS = [
    assay.Problem("bad-value", "x", "sold", "-1", "wrong"),
    assay.Problem("no-person", "", "person", "", "nobody"),
]


def written(framework: assay.Framework, ratings: list[assay.Rating], language: str = "en") -> bytes:
    kept = {each.person: {"region": REGIONS[at % 3]} for at, each in enumerate(ratings)}
    rater = framework.rater()
    return assay.ratings_workbook(rater, ratings, PROBLEMS, language, keep=["region"], kept=kept)


def summed(content: bytes, **more: object) -> assay.SummaryReport:
    file = assay.RatingsFile("ratings.xlsx", io.BytesIO(content), "xlsx")
    return assay.summarize_files([file], **more)


def changed(content: bytes, change: Callable[[Worksheet], None]) -> bytes:
    """The workbook after somebody worked on its first sheet with another program."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book.worksheets[0])
    again = io.BytesIO()
    book.save(again)
    return again.getvalue()


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_numbers_are_those_of_the_ratings(
    framework: assay.Framework, ratings: list[assay.Rating], language: str
) -> None:
    groups = {each.person: REGIONS[at % 3] for at, each in enumerate(ratings)}
    report = summed(written(framework, ratings, language), by="region")
    expected = assay.summarize(ratings, PROBLEMS, by="region", groups=groups)
    assert expected.everyone.not_rated > 0
    assert {each.kind for each in expected.everyone.measures[1].absent} == {
        "missing", "not applicable",
    }  # fmt: skip
    assert any(
        each.spread and each.spread.median.denominator % 27 == 0
        for each in expected.everyone.measures
    )
    assert replace(report, notes=()) == expected


@pytest.mark.parametrize("style", ["csv", "tsv", "json", "jsonl", "parquet", "arrow", "xlsx"])
def test_every_format_that_is_written_gives_the_same(
    framework: assay.Framework, ratings: list[assay.Rating], style: assay.RatingsFormat
) -> None:
    rater = framework.rater()
    rows = [assay.flat_headings(rater.plan), *map(assay.flat_row, ratings)]
    content = {
        "csv": lambda: "\n".join(",".join(row) for row in rows).encode(),
        "tsv": lambda: "\n".join("\t".join(row) for row in rows).encode(),
        "json": lambda: "".join(assay.ratings_json(rater, ratings, PROBLEMS)).encode(),
        "jsonl": lambda: "".join(assay.rating_lines(rater, ratings)).encode(),
        "parquet": lambda: assay.ratings_parquet(rater, ratings, PROBLEMS),
        "arrow": lambda: assay.ratings_arrow(rater, ratings),
        "xlsx": lambda: assay.ratings_workbook(rater, ratings, PROBLEMS),
    }[style]()
    file = assay.RatingsFile(f"ratings.{style}", io.BytesIO(content), style)
    report = assay.summarize_files([file], framework=framework, by="role")
    tells_refused = style in {"json", "parquet", "xlsx"}
    told = assay.summarize(ratings, PROBLEMS if tells_refused else ())
    assert report.scheme == told.scheme
    assert report.everyone == told.everyone
    assert ("summary.note.left-out" in report.notes) == (not tells_refused)


def test_rows_may_be_deleted_and_columns_added_or_deleted(
    framework: assay.Framework, ratings: list[assay.Rating]
) -> None:
    def work(sheet: Worksheet) -> None:
        sheet.delete_rows(2, 20)
        sheet.insert_cols(2)
        sheet["B1"] = "Grade"
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, 2, "A" if row % 2 else "B")
        (column,) = (cell.column for cell in sheet[1] if cell.value == "Pace: Points")
        sheet.delete_cols(column)

    report = summed(changed(written(framework, ratings), work), by="Grade")
    expected = assay.summarize(ratings[20:], PROBLEMS)
    assert report.everyone == expected.everyone
    assert [(each.name, each.people) for each in report.groups] == [("A", 20), ("B", 20), (None, 1)]


@pytest.mark.parametrize(
    ("heading", "value", "message"),
    [
        ("Rating", "Good", r"cell D\d+: `Good` is not what was rated: the workbook was changed"),
        ("Score", 2.75, r"cell C\d+: `≈2.75` is not what was rated"),
        ("Pace", 1.5, r"cell F\d+: `≈1.5 THB` is not what was rated"),
        ("Pace: Rating", "", r"cell G\d+: an empty cell is not what was rated"),
    ],
)
def test_what_was_changed_by_hand_is_told_with_its_cell(
    framework: assay.Framework,
    ratings: list[assay.Rating],
    heading: str,
    value: object,
    message: str,
) -> None:
    at = next(at for at, each in enumerate(ratings) if each.level == "poor" and each["pace"].rating)

    def work(sheet: Worksheet) -> None:
        (column,) = (cell.column for cell in sheet[1] if cell.value == heading)
        sheet.cell(at + 2, column).value = value

    with pytest.raises(assay.UsageError, match=message):
        summed(changed(written(framework, ratings), work))


def test_a_row_that_was_added_by_hand_is_told(
    framework: assay.Framework, ratings: list[assay.Rating]
) -> None:
    content = changed(written(framework, ratings), lambda sheet: sheet.append(["new", "North", 3]))
    with pytest.raises(assay.UsageError, match=r"row 62: the column `Exact values` does not say"):
        summed(content)


def test_what_is_no_workbook_of_ratings(
    framework: assay.Framework, ratings: list[assay.Rating]
) -> None:
    def without(sheet: Worksheet) -> None:
        sheet.delete_cols(sheet.max_column)

    with pytest.raises(assay.UsageError, match="no sheet has the columns `Person` and `Exact val"):
        summed(changed(written(framework, ratings), without))
    with pytest.raises(assay.UsageError, match="is no workbook that `assay rate` wrote"):
        summed(assay.template_workbook(framework.plan()))
    with pytest.raises(assay.UsageError, match="no Excel workbook"):
        summed(b"person,state")


def test_somebody_who_is_rated_twice_is_told(
    framework: assay.Framework, ratings: list[assay.Rating]
) -> None:
    content = written(framework, ratings)
    files = [assay.RatingsFile(name, io.BytesIO(content), "xlsx") for name in ("a.xlsx", "b.xlsx")]
    with pytest.raises(assay.UsageError, match=r"`p0` is rated twice: in `a.xlsx` and in `b.xlsx`"):
        assay.summarize_files(files)


def test_a_column_of_a_value_for_each_person_is_refused(
    framework: assay.Framework, monkeypatch: pytest.MonkeyPatch, ratings: list[assay.Rating]
) -> None:
    content = written(framework, ratings)
    monkeypatch.setattr("assay.engine.summary.summary.MOST_GROUPS", 60)
    assert len(summed(content, by="person").groups) == 61
    monkeypatch.setattr("assay.engine.summary.summary.MOST_GROUPS", 59)
    with pytest.raises(assay.UsageError, match=r"`person` has more than 59 different values"):
        summed(content, by="person")


def test_the_median_is_of_the_exact_values(framework: assay.Framework) -> None:
    rater = framework.rater()
    ratings = [rater.rate({"sold": 100, "days": 3}, person="a")]
    report = summed(assay.ratings_workbook(rater, ratings, []))
    spread = report.everyone.measures[1].spread
    assert spread is not None
    assert spread.median == Fraction(100, 3)
