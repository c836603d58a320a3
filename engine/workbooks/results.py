"""The ratings of a run -> a workbook: ratings, levels with their chart, problems, notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from ...dsl import framework as fw
from ...dsl.types import NUMBER, LevelType
from ..evidence.kept import Kept, kept_texts
from ..evidence.problems import Problem, UsageError
from ..handbook.palette import DAY
from ..rating import Rating, as_read
from ..render.catalogue import Catalogue, catalogue
from ..render.quantities import format_absent, format_value
from ..summary.scheme import OVERALL, rated_measures, scheme_of
from .cells import MOST_LINKS, Cells, check_size
from .writing import new_workbook, sheet_name

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from ..evidence.evidence_set import Note
    from ..rater import Rater

_EXPLANATION_WIDTH = 110
_COLUMNS_BEFORE = 4
"""Columns before the first measure: the person, the score, the rating and what is possible."""


def ratings_workbook(
    rater: Rater,
    ratings: Sequence[Rating],
    problems: Iterable[Problem],
    language: str = "en",
    *,
    notes: Iterable[Note] = (),
    people: bool = False,
    keep: Sequence[str] = (),
    kept: Kept = MappingProxyType({}),
    progress: Callable[[int, int], None] | None = None,
) -> bytes:
    """Ratings -> the bytes of an .xlsx file; with `people` a sheet explains each rating.

    `keep` are columns of the evidence that stand beside the person, `kept` what each has there.
    `progress` is told how many of the people are explained so far, and how many there are.
    Numbers are the nearest doubles, in formats that show the digits of an explanation; what a
    double would show otherwise is text. UsageError where the extra `excel` is not installed, and
    for more people or measures than a sheet holds.
    """
    measures = rated_measures(rater.plan)
    check_size(len(ratings) + 1, _COLUMNS_BEFORE + len(keep) + 3 * len(measures))
    if people and len(ratings) > MOST_LINKS:
        raise UsageError(
            f"a workbook leads to at most {MOST_LINKS:,} sheets, and there are {len(ratings):,} "
            "people: leave out the sheets that explain them, or rate fewer"
        )
    with new_workbook() as (book, content):
        pages = _Pages(book, rater, language, measures)
        pages.write_ratings(ratings, keep, kept, linked=people)
        pages.write_levels(ratings)
        pages.write_problems(list(problems))
        pages.write_notes(list(notes))
        pages.write_about(len(ratings))
        if people:
            for row, rating in enumerate(ratings, 1):
                pages.write_person(rating, row)
                if progress is not None:
                    progress(row, len(ratings))
    return content.getvalue()


class _Pages:
    def __init__(self, book: Workbook, rater: Rater, language: str, measures: list[str]) -> None:
        self._book = book
        self._rater = rater
        self._plan = rater.plan
        self._language = language
        self._measures = measures
        self._words: Catalogue = catalogue(language)
        self._cells = Cells(book, self._words)
        self._taken: set[str] = set()
        self._names: dict[int, str] = {}
        self._ratings_sheet = ""
        scheme = scheme_of(rater.plan, rater.template)
        self._near = {
            each.id: tuple(threshold.value for threshold in each.thresholds)
            for each in scheme.measures
        }
        self._heading = self._cells.format(bold=True, text_wrap=True, valign="top", bottom=1)

    # --- sheets ----------------------------------------------------------------------------

    def write_ratings(
        self, ratings: Sequence[Rating], keep: Sequence[str], kept: Kept, *, linked: bool
    ) -> None:
        """A row for each person: who, what is kept, the overall rating, then every measure."""
        sheet = self._sheet(self._words.text("workbook.ratings"))
        self._ratings_sheet = sheet.get_name()
        headings = self._headings(keep)
        overall, first = 1 + len(keep), _COLUMNS_BEFORE + len(keep)
        self._table(sheet, headings, len(ratings))
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, overall - 1, 20)
        sheet.set_column(overall, overall, 9)
        sheet.set_column(overall + 1, overall + 2, 24)
        near = self._near.get(OVERALL, ())
        for row, rating in enumerate(ratings, 1):
            if linked:
                self._names[row] = sheet_name(rating.person, self._taken)
                self._cells.link(sheet, row, 0, rating.person, self._names[row])
            else:
                self._cells.text(sheet, row, 0, rating.person)
            for column, text in enumerate(kept_texts(kept, rating.person, keep), 1):
                if text:
                    self._cells.text(sheet, row, column, text)
            self._cells.value(sheet, row, overall, rating.score, NUMBER, near)
            self._write_overall(sheet, row, overall + 1, rating)
            for at, id in enumerate(self._measures):
                self._write_measure(sheet, row, first + 3 * at, rating, id)
        for column in range(first, len(headings)):
            sheet.set_column(column, column, max(16, self._cells.width(sheet, column)))

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
            self._cells.text(sheet, row, 0, label, self._level_format(scale, level))
            sheet.write_number(row, 1, counts[level.id])
        last = len(scale.levels)
        unrated = counts[None]
        if unrated:
            self._cells.text(sheet, last + 1, 0, words.text("table.not-rated"))
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

    def write_problems(self, problems: Sequence[Problem]) -> None:
        if not problems:
            return
        words = self._words
        sheet = self._sheet(words.text("workbook.problems"))
        keys = ("file", "sheet", "cell", "row", "column", "value", "reason")
        headings = [words.text("table.person"), *(words.text(f"workbook.{key}") for key in keys)]
        self._table(sheet, headings, len(problems))
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
                    self._cells.text(sheet, row, column, text)
            if problem.row is not None:
                sheet.write_number(row, 4, problem.row)

    def write_notes(self, notes: Sequence[Note]) -> None:
        """What had to be made out in the evidence, or is not used."""
        if not notes:
            return
        sheet = self._sheet(self._words.text("workbook.notes"))
        headings = [self._words.text("workbook.file"), self._words.text("workbook.note")]
        self._table(sheet, headings, len(notes))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 1, 110)
        for row, note in enumerate(notes, 1):
            self._cells.text(sheet, row, 0, note.file)
            self._cells.text(sheet, row, 1, note.message)

    def write_about(self, rated: int) -> None:
        """By what the ratings were given, so that the file tells it wherever it goes."""
        words, language, plan = self._words, self._language, self._plan
        framework, setting = plan.framework, self._rater.setting
        lines = [
            (words.text("workbook.framework"), framework.label.in_language(language)),
            (words.text("workbook.version"), framework.version or "–"),
        ]
        if plan.role is not None:
            lines.append((words.text("workbook.role"), plan.role.label.in_language(language)))
        if setting.period is not None:
            lines.append((words.text("workbook.period"), setting.period.text))
        for id, source in setting.parameter_sources.items():
            if source.set_by_caller:
                parameter = framework.parameters[id]
                n, d = setting.parameters[id]
                raw = Fraction(n, d) if type(n) is int else n
                value = as_read(raw, parameter.type, framework)
                said = format_value(value, parameter.type, framework, language)
                label = parameter.label.in_language(language)
                lines.append((words.text("workbook.set", parameter=label), said))
        lines += [
            (words.text("workbook.people"), f"{rated:,}"),
            (words.text("workbook.meaning"), framework.digests.meaning),
            (words.text("workbook.sources"), framework.digests.sources),
            ("", words.text("note.rounded")),
            ("", words.text("workbook.doubles")),
        ]
        sheet = self._sheet(words.text("workbook.about"))
        sheet.set_column(0, 0, 28, self._cells.format(bold=True))
        sheet.set_column(1, 1, 110, self._cells.format(text_wrap=True, valign="top"))
        for row, (name, text) in enumerate(lines):
            self._cells.text(sheet, row, 0, name)
            self._cells.text(sheet, row, 1, text)

    def write_person(self, rating: Rating, row: int) -> None:
        """The explanation of a rating, line by line, with the way back to its row."""
        sheet = self._book.add_worksheet(self._names[row])
        fixed = self._cells.format(font_name="Consolas", font_size=10)
        sheet.set_column(0, 0, _EXPLANATION_WIDTH + 4)
        sheet.set_column(1, 1, 16)
        sheet.hide_gridlines(2)
        back = f"← {self._words.text('workbook.ratings')}"
        self._cells.link(sheet, 0, 1, back, self._ratings_sheet, row)
        text = rating.explain().text(lang=self._language, width=_EXPLANATION_WIDTH)
        for line, said in enumerate(text.splitlines()):
            self._cells.text(sheet, line, 0, said, fixed)

    # --- cells -----------------------------------------------------------------------------

    def _sheet(self, name: str) -> Worksheet:
        return self._book.add_worksheet(sheet_name(name, self._taken))

    def _table(self, sheet: Worksheet, headings: Sequence[str], rows: int) -> None:
        for column, heading in enumerate(headings):
            self._cells.text(sheet, 0, column, heading, self._heading)
        if rows:
            sheet.autofilter(0, 0, rows, len(headings) - 1)

    def _headings(self, keep: Sequence[str]) -> list[str]:
        words = self._words
        headings = [
            words.text("table.person"), *keep, words.text("table.score"),
            words.text("table.rating"), words.text("workbook.possible"),
        ]  # fmt: skip
        for id in self._measures:
            name = self._label(id).in_language(self._language)
            headings += [
                name,
                f"{name}: {words.text('table.rating')}",
                f"{name}: {words.text('workbook.points')}",
            ]
        return headings

    def _write_overall(self, sheet: Worksheet, row: int, column: int, rating: Rating) -> None:
        scale = self._overall_scale()
        if scale is not None and rating.level is not None:
            self._write_level(sheet, row, column, scale, rating.level)
        elif rating.state != "rated":
            state = self._words.text(f"table.{rating.state.replace(' ', '-')}")
            self._cells.text(sheet, row, column, state)
        if scale is not None and (rating.missing or rating.state == "not rated"):
            labels = [
                scale.level(id).label.in_language(self._language) for id in rating.possible.levels
            ]
            self._cells.text(sheet, row, column + 1, "; ".join(labels))

    def _write_measure(
        self, sheet: Worksheet, row: int, column: int, rating: Rating, id: str
    ) -> None:
        value, plan = rating[id], self._plan
        index = plan.values.get(id)
        type = NUMBER if index is None else plan.steps[index].type
        self._cells.value(sheet, row, column, value.value, type, self._near.get(id, ()))
        if value.rating is not None:
            levels = plan.steps[plan.ratings[id]].type
            assert isinstance(levels, LevelType)
            scale = plan.framework.scales[levels.scale]
            self._write_level(sheet, row, column + 1, scale, value.rating)
        elif value.absence is not None:
            absent = format_absent(value.absence.kind, self._language)
            self._cells.text(sheet, row, column + 1, absent, self._cells.format(italic=True))
        self._cells.value(sheet, row, column + 2, value.score, NUMBER)

    def _write_level(
        self, sheet: Worksheet, row: int, column: int, scale: fw.Scale, id: str
    ) -> None:
        level = scale.level(id)
        label = level.label.in_language(self._language)
        self._cells.text(sheet, row, column, label, self._level_format(scale, level))

    def _level_format(self, scale: fw.Scale, level: fw.Level) -> Format:
        colour = _colour(scale, level)
        return self._cells.format(bg_color=colour, font_color="#ffffff", border=1)

    # --- the plan --------------------------------------------------------------------------

    def _label(self, id: str) -> fw.Label:
        framework = self._plan.framework
        declared = framework.kpis.get(id) or framework.competencies[id]
        return declared.label

    def _overall_scale(self) -> fw.Scale | None:
        if self._plan.overall is None:
            return None
        type = self._plan.steps[self._plan.overall].type
        return self._plan.framework.scales[type.scale] if isinstance(type, LevelType) else None


def _colour(scale: fw.Scale, level: fw.Level) -> str:
    highest = len(scale.levels) - 1
    return DAY.level(Fraction(level.rank, highest) if highest else Fraction(1))
