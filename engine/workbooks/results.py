"""The ratings of a run -> a workbook: ratings, levels with their chart, problems, notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ...dsl import framework as fw
from ...dsl.types import NUMBER, LevelType, QuantityType, Type
from ..evidence.problems import Problem
from ..handbook.palette import DAY
from ..plan import Plan
from ..rating import Rating
from ..render.catalogue import Catalogue, catalogue
from .writing import new_workbook, sheet_name

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from ..evidence.files import Note
    from ..loaded import Rater

_NUMBER_FORMATS = {
    "number": "#,##0.##", "compound": "#,##0.##", "count": "#,##0", "percent": "0.0#%",
    "money": "#,##0.00", "duration": "#,##0.##",
}  # fmt: skip


def ratings_workbook(
    rater: Rater,
    ratings: Sequence[Rating],
    problems: Iterable[Problem],
    language: str = "en",
    *,
    notes: Iterable[Note] = (),
    people: bool = False,
) -> bytes:
    """Ratings -> the bytes of an .xlsx file; with `people` a sheet explains each rating.

    Numbers are the nearest doubles, as a spreadsheet holds them. UsageError where the extra
    `excel` is not installed.
    """
    with new_workbook() as (book, content):
        pages = _Pages(book, rater.plan, language)
        pages.write_ratings(ratings)
        pages.write_levels(ratings)
        pages.write_problems(list(problems), list(notes))
        if people:
            for rating in ratings:
                pages.write_person(rating)
    return content.getvalue()


class _Pages:
    def __init__(self, book: Workbook, plan: Plan, language: str) -> None:
        self._book = book
        self._plan = plan
        self._language = language
        self._words: Catalogue = catalogue(language)
        self._taken: set[str] = set()
        self._formats: dict[str, Format] = {}
        self._heading = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        )
        self._levels: dict[tuple[str, str], Format] = {}

    # --- sheets ----------------------------------------------------------------------------

    def write_ratings(self, ratings: Sequence[Rating]) -> None:
        words, language = self._words, self._language
        sheet = self._sheet(words.text("workbook.ratings"))
        headings = [
            words.text("table.person"), words.text("table.score"), words.text("table.rating"),
            words.text("workbook.possible"),
        ]  # fmt: skip
        measures = self._measures()
        for _, label in measures:
            name = label.in_language(language)
            headings += [
                name,
                f"{name}: {words.text('table.rating')}",
                f"{name}: {words.text('workbook.points')}",
            ]
        self._table(sheet, headings, len(ratings))
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, 1, 8)
        sheet.set_column(2, 3, 24)
        sheet.set_column(4, max(4, len(headings) - 1), 14)
        for row, rating in enumerate(ratings, 1):
            sheet.write_string(row, 0, rating.person)
            self._write(sheet, row, 1, rating.score, NUMBER)
            self._write_overall(sheet, row, rating)
            for at, (id, _) in enumerate(measures):
                self._write_measure(sheet, row, 4 + 3 * at, rating, id)

    def write_levels(self, ratings: Sequence[Rating]) -> None:
        scale = self._overall_scale()
        if scale is None:
            return
        words = self._words
        sheet = self._sheet(words.text("workbook.levels"))
        self._table(sheet, [words.text("table.rating"), words.text("workbook.people")], 0)
        sheet.set_column(0, 0, 28)
        counts = Counter(rating.level for rating in ratings)
        for row, level in enumerate(scale.levels, 1):
            label = level.label.in_language(self._language)
            sheet.write_string(row, 0, label, self._level_format(scale, level))
            sheet.write_number(row, 1, counts[level.id])
        last = len(scale.levels)
        unrated = counts[None]
        if unrated:
            sheet.write_string(last + 1, 0, words.text("table.not-rated"))
            sheet.write_number(last + 1, 1, unrated)
        chart = self._book.add_chart({"type": "column"})
        assert chart is not None
        name = sheet.get_name()
        chart.add_series(
            {
                "name": [name, 0, 1],
                "categories": [name, 1, 0, last, 0],
                "values": [name, 1, 1, last, 1],
                "points": [{"fill": {"color": _colour(scale, each)}} for each in scale.levels],
                "data_labels": {"value": True},
                "gap": 60,
            }
        )
        chart.set_legend({"none": True})
        chart.set_title({"name": words.text("workbook.levels")})
        chart.set_y_axis({"num_format": "0", "major_gridlines": {"visible": False}})
        sheet.insert_chart(1, 3, chart)

    def write_problems(self, problems: Sequence[Problem], notes: Sequence[Note]) -> None:
        if not problems and not notes:
            return
        words = self._words
        sheet = self._sheet(words.text("workbook.problems"))
        keys = ("file", "sheet", "cell", "row", "column", "value", "reason")
        headings = [words.text("table.person"), *(words.text(f"workbook.{key}") for key in keys)]
        self._table(sheet, headings, len(problems) + len(notes))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 6, 16)
        sheet.set_column(7, 7, 90)
        for row, problem in enumerate(problems, 1):
            texts = {
                0: problem.person, 1: problem.file, 2: problem.sheet, 3: problem.cell,
                5: problem.column, 6: problem.value, 7: problem.message,
            }  # fmt: skip
            for column, text in texts.items():
                if text:
                    sheet.write_string(row, column, text[:_LONGEST_TEXT])
            if problem.row is not None:
                sheet.write_number(row, 4, problem.row)
        for row, note in enumerate(notes, len(problems) + 1):
            sheet.write_string(row, 1, note.file)
            sheet.write_string(row, 7, note.message[:_LONGEST_TEXT])

    def write_person(self, rating: Rating) -> None:
        sheet = self._sheet(rating.person)
        fixed = self._format(font_name="Consolas", font_size=10)
        sheet.set_column(0, 0, _EXPLANATION_WIDTH + 4)
        sheet.hide_gridlines(2)
        text = rating.explain().text(lang=self._language, width=_EXPLANATION_WIDTH)
        for row, line in enumerate(text.splitlines()):
            sheet.write_string(row, 0, line, fixed)

    # --- cells -----------------------------------------------------------------------------

    def _sheet(self, name: str) -> Worksheet:
        return self._book.add_worksheet(sheet_name(name, self._taken))

    def _table(self, sheet: Worksheet, headings: Sequence[str], rows: int) -> None:
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, self._heading)
        if rows:
            sheet.autofilter(0, 0, rows, len(headings) - 1)

    def _write_overall(self, sheet: Worksheet, row: int, rating: Rating) -> None:
        scale = self._overall_scale()
        if scale is not None and rating.level is not None:
            level = scale.level(rating.level)
            label = level.label.in_language(self._language)
            sheet.write_string(row, 2, label, self._level_format(scale, level))
        elif rating.state != "rated":
            sheet.write_string(row, 2, self._words.text(f"table.{rating.state.replace(' ', '-')}"))
        if scale is not None and (rating.missing or rating.state == "not rated"):
            labels = [
                scale.level(id).label.in_language(self._language) for id in rating.possible.levels
            ]
            sheet.write_string(row, 3, "; ".join(labels))

    def _write_measure(
        self, sheet: Worksheet, row: int, column: int, rating: Rating, id: str
    ) -> None:
        value, plan = rating[id], self._plan
        index = plan.values.get(id)
        self._write(
            sheet, row, column, value.value, NUMBER if index is None else plan.steps[index].type
        )
        if value.rating is not None:
            type = plan.steps[plan.ratings[id]].type
            assert isinstance(type, LevelType)
            scale = plan.framework.scales[type.scale]
            level = scale.level(value.rating)
            label = level.label.in_language(self._language)
            sheet.write_string(row, column + 1, label, self._level_format(scale, level))
        elif value.absence is not None:
            sheet.write_string(row, column + 1, value.absence.kind, self._format(italic=True))
        self._write(sheet, row, column + 2, value.score, NUMBER)

    def _write(self, sheet: Worksheet, row: int, column: int, value: object, type: Type) -> None:
        match value:
            case None:
                return
            case bool():
                sheet.write_boolean(row, column, value)
            case Fraction() if isinstance(type, QuantityType):
                shown = self._format(num_format=_NUMBER_FORMATS[type.kind])
                try:
                    sheet.write_number(row, column, float(value), shown)
                except (OverflowError, TypeError):
                    sheet.write_string(row, column, str(value))
            case date():
                sheet.write_datetime(row, column, value, self._format(num_format="yyyy-mm-dd"))
            case _:
                sheet.write_string(row, column, str(value)[:_LONGEST_TEXT])

    def _format(self, **properties: Any) -> Format:
        key = repr(properties)
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def _level_format(self, scale: fw.Scale, level: fw.Level) -> Format:
        return self._format(bg_color=_colour(scale, level), font_color="#ffffff", border=1)

    # --- the plan --------------------------------------------------------------------------

    def _measures(self) -> list[tuple[str, fw.Label]]:
        framework, plan = self._plan.framework, self._plan
        declared = [(each.id, each.label) for each in framework.kpis.values()]
        declared += [(each.id, each.label) for each in framework.competencies.values()]
        return [(id, label) for id, label in declared if id in plan.values or id in plan.scores]

    def _overall_scale(self) -> fw.Scale | None:
        if self._plan.overall is None:
            return None
        type = self._plan.steps[self._plan.overall].type
        return self._plan.framework.scales[type.scale] if isinstance(type, LevelType) else None


_LONGEST_TEXT = 32_767
_EXPLANATION_WIDTH = 110


def _colour(scale: fw.Scale, level: fw.Level) -> str:
    highest = len(scale.levels) - 1
    return DAY.level(Fraction(level.rank, highest) if highest else Fraction(1))
