"""The ratings of a run -> a workbook: ratings, levels with their chart, problems, notes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Final

from ..evidence.kept import Kept, kept_texts
from ..evidence.problems import Problem, UsageError
from ..rating import Rating, as_read
from ..render.catalogue import Catalogue, catalogue
from ..render.quantities import format_value
from ..render.ratings.columns import METADATA_KEY, ratings_metadata
from ..render.ratings.rows import flat_headings, flat_row
from .cells import Cells, check_size
from .columns import level_colour, level_format
from .layout import METADATA_SHEET
from .rating_rows import FlatRow, RatingRows, column_count, overall_scale
from .writing import new_workbook, sheet_name

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from ..evidence.evidence_set import Note
    from ..plan import Plan
    from ..rater import Rater

MOST_EXPLAINED: Final = 10_000
"""Sheets of people. Each is held in memory until the file is written, and by whoever opens it."""
MOST_PROBLEMS: Final = 100_000
"""Problems that are listed; how many more there are is told."""
METADATA_CHARACTERS: Final = 30_000
"""So many characters of what is said of all ratings stand in a cell."""

_EXPLANATION_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Ending:
    """What is known once everyone is rated: problems, in all `problem_count`, of which those given
    are listed; notes; and what `ratings_metadata` says under its key."""

    problems: Sequence[Problem]
    problem_count: int
    notes: Sequence[Note]
    metadata: bytes


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
    for more people or measures than a sheet holds: see `check_workbook`.
    """
    check_workbook(rater, len(ratings), keep=keep, explained=people)
    listed = list(problems)
    ending = Ending(
        listed[:MOST_PROBLEMS], len(listed), list(notes),
        ratings_metadata(rater, listed)[METADATA_KEY],
    )  # fmt: skip
    content = io.BytesIO()
    with result_book(content, rater, language, keep, explained=people) as book:
        for rating in ratings:
            book.add(flat_row(rating, kept_texts(kept, rating.person, keep)))
        book.finish(ending)
        for row, rating in enumerate(ratings if people else (), 1):
            book.explain(rating, row)
            if progress is not None:
                progress(row, len(ratings))
    return content.getvalue()


def check_workbook(
    rater: Rater, people: int, *, keep: Sequence[str] = (), explained: bool = False
) -> None:
    """UsageError where so many people are more than a workbook of their ratings can hold, or can
    explain on sheets of their own; it can be asked before anybody is rated."""
    flat_headings(rater.plan, keep)
    check_size(people, column_count(rater.plan, keep))
    if explained and people > MOST_EXPLAINED:
        raise UsageError(
            f"a workbook gets at most {MOST_EXPLAINED:,} sheets that explain people, and there are "
            f"{people:,}: leave out `--sheets people`, or rate fewer people at a time"
        )


@contextmanager
def result_book(
    target: Path | IO[bytes],
    rater: Rater,
    language: str = "en",
    keep: Sequence[str] = (),
    *,
    explained: bool = False,
) -> Iterator[ResultBook]:
    """A workbook of ratings to be filled, which is in `target` at the end. Unless people are to be
    `explained`, its rows leave memory as they are written."""
    with new_workbook(target, row_by_row=not explained) as book:
        yield ResultBook(book, rater, language, keep, explained=explained)


class ResultBook:
    """A workbook of ratings: rows first, then the other sheets."""

    def __init__(
        self, book: Workbook, rater: Rater, language: str, keep: Sequence[str], *, explained: bool
    ) -> None:
        self._book = book
        self._rater = rater
        self._plan: Plan = rater.plan
        self._language = language
        self._words: Catalogue = catalogue(language)
        self._cells = Cells(book, self._words)
        self._taken = {METADATA_SHEET}
        self._heading = self._cells.format(bold=True, text_wrap=True, valign="top", bottom=1)
        self._explained = explained
        self._names: list[str] = []
        self._ratings = self._sheet(self._words.text("workbook.ratings"))
        self._rows = RatingRows(rater, self._cells, self._ratings, self._words, language, keep)
        self._head(self._ratings, self._rows.headings())

    def add(self, row: FlatRow) -> None:
        """The next person, as `flat_row` tells of them."""
        number = self._rows.add(row)
        if self._explained:
            person = row[0] or ""
            self._names.append(sheet_name(person, self._taken))
            self._cells.link(self._ratings, number, 0, person, self._names[-1])

    def finish(self, ending: Ending) -> None:
        """Everything but the sheets of people."""
        self._ratings.freeze_panes(1, 1)
        self._rows.set_widths()
        self._filter(self._ratings, self._rows.people, len(self._rows.headings()))
        self._write_levels()
        self._write_problems(ending)
        self._write_notes(ending.notes)
        self._write_about(self._rows.people)
        self._write_metadata(ending.metadata)

    def explain(self, rating: Rating, row: int) -> None:
        """A sheet for the person of a row: the explanation, with the way back."""
        sheet = self._book.add_worksheet(self._names[row - 1])
        fixed = self._cells.format(font_name="Consolas", font_size=10)
        sheet.set_column(0, 0, _EXPLANATION_WIDTH + 4)
        sheet.set_column(1, 1, 16)
        sheet.hide_gridlines(2)
        back = f"← {self._words.text('workbook.ratings')}"
        self._cells.link(sheet, 0, 1, back, self._ratings.get_name(), row)
        text = rating.explain().text(lang=self._language, width=_EXPLANATION_WIDTH)
        for line, said in enumerate(text.splitlines()):
            self._cells.text(sheet, line, 0, said, fixed)

    # --- the other sheets ------------------------------------------------------------------

    def _write_levels(self) -> None:
        scale, counts = overall_scale(self._plan), self._rows.counts
        if scale is None:
            return
        words = self._words
        sheet = self._sheet(words.text("workbook.levels"))
        self._head(sheet, [words.text("table.rating"), words.text("workbook.people")])
        sheet.set_column(0, 0, 28)
        for row, level in enumerate(scale.levels, 1):
            label = level.label.in_language(self._language)
            self._cells.text(sheet, row, 0, label, level_format(self._cells, scale, level))
            sheet.write_number(row, 1, counts[level.id])
        levels, last = scale.levels, len(scale.levels)
        unrated = counts[""]
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
                # What a program shows that does not count anew.
                "categories_data": [level.label.in_language(self._language) for level in levels],
                "values_data": [counts[level.id] for level in levels],
                "points": [{"fill": {"color": level_colour(scale, each)}} for each in levels],
                "data_labels": {"value": True},
                "gap": 60,
            }
        )
        chart.set_legend({"none": True})
        chart.set_title({"name": words.text("workbook.levels")})
        chart.set_y_axis({"num_format": "0", "major_gridlines": {"visible": False}})
        sheet.insert_chart(1, 3, chart)

    def _write_problems(self, ending: Ending) -> None:
        if not ending.problem_count:
            return
        words = self._words
        sheet = self._sheet(words.text("workbook.problems"))
        keys = ("file", "sheet", "cell", "row", "column", "value", "reason")
        headings = [words.text("table.person"), *(words.text(f"workbook.{key}") for key in keys)]
        self._head(sheet, headings)
        self._filter(sheet, len(ending.problems), len(headings))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 6, 16)
        sheet.set_column(7, 7, 90)
        for row, problem in enumerate(ending.problems, 1):
            texts = {
                0: problem.person, 1: problem.file, 2: problem.sheet, 3: problem.cell,
                5: problem.column, 6: problem.value, 7: problem.message,
            }  # fmt: skip
            for column, text in texts.items():
                if text:
                    self._cells.text(sheet, row, column, text)
            if problem.row is not None:
                sheet.write_number(row, 4, problem.row)
        more = ending.problem_count - len(ending.problems)
        if more:
            said = words.text("workbook.more-problems", count=f"{more:,}")
            self._cells.text(sheet, len(ending.problems) + 1, 7, said)

    def _write_notes(self, notes: Sequence[Note]) -> None:
        """What had to be made out in the evidence, or is not used."""
        if not notes:
            return
        sheet = self._sheet(self._words.text("workbook.notes"))
        headings = [self._words.text("workbook.file"), self._words.text("workbook.note")]
        self._head(sheet, headings)
        self._filter(sheet, len(notes), len(headings))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 1, 110)
        for row, note in enumerate(notes, 1):
            self._cells.text(sheet, row, 0, note.file)
            self._cells.text(sheet, row, 1, note.message)

    def _write_about(self, rated: int) -> None:
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

    def _write_metadata(self, metadata: bytes) -> None:
        sheet = self._book.add_worksheet(METADATA_SHEET)
        text = metadata.decode()
        for row, start in enumerate(range(0, len(text), METADATA_CHARACTERS)):
            sheet.write_string(row, 0, text[start : start + METADATA_CHARACTERS])
        sheet.write_string(0, 1, self._language)
        sheet.very_hidden()

    # --- sheets ----------------------------------------------------------------------------

    def _sheet(self, name: str) -> Worksheet:
        return self._book.add_worksheet(sheet_name(name, self._taken))

    def _head(self, sheet: Worksheet, headings: Sequence[str]) -> None:
        for column, heading in enumerate(headings):
            self._cells.text(sheet, 0, column, heading, self._heading)

    def _filter(self, sheet: Worksheet, rows: int, columns: int) -> None:
        if rows:
            sheet.autofilter(0, 0, rows, columns - 1)
