"""Flat rows of ratings -> the rows of a sheet: numbers as numbers, levels in their colours."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from ...dsl import framework as fw
from ...dsl.types import NUMBER, LevelType
from ..render.catalogue import Catalogue
from ..render.summary.reasons import ReasonWords
from ..summary.scheme import OVERALL, rated_measures, scheme_of
from .cells import LONGEST_TEXT, Cells
from .columns import Columns, Put
from .layout import RatingHeadings

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from ..plan import Plan
    from ..rater import Rater

FlatRow = Sequence[str | None]
"""The cells of `flat_row`; None, too, stands for what is absent."""

_PERSON, _STATE, _LEVEL, _SCORE, _POSSIBLE, _REASON = 0, 3, 4, 5, 6, 7
_FIRST_MEASURE: Final = 8
_CELLS_OF_MEASURE: Final = 6
_VALUE, _RATING, _POINTS, _ABSENT, _WHY = 0, 1, 2, 4, 5
_KINDS: Final = {"not rated": "missing", "not applicable": "not applicable"}
_DIGESTS: Final = 2
"""They stand between the measures and what is kept."""

_BEFORE: Final = 4
"""Columns of the sheet before the first measure, but for what is kept: the person, the score, the
rating and what is possible."""


def column_count(plan: Plan, keep: Sequence[str]) -> int:
    """How many columns the sheet has."""
    return _BEFORE + len(keep) + 3 * len(rated_measures(plan)) + 1


class RatingRows:
    """Writes a row for each person: who, what is kept, the overall rating, every measure, and the
    exact values in one text. Counts the levels as they come; "" is no level.

    The exact values are what a summary needs of a person, the texts of a flat row, as a list of
    JSON: state, level, score and reason, then of each measure value, rating, kind and reason of
    absence. They stand in the row that they tell of, so that whoever deletes it deletes them, too.
    """

    def __init__(
        self, rater: Rater, cells: Cells, sheet: Worksheet, words: Catalogue, language: str,
        keep: Sequence[str] = (),
    ) -> None:  # fmt: skip
        plan = rater.plan
        self.counts: Counter[str] = Counter()
        self.people = 0
        self._plan = plan
        self._cells = cells
        self._sheet = sheet
        self._keep = keep
        self._measures = rated_measures(plan)
        self._kept_from = _FIRST_MEASURE + _CELLS_OF_MEASURE * len(self._measures) + _DIGESTS
        self._states = {state: words.text(f"table.{state.replace(' ', '-')}") for state in _KINDS}
        scheme = scheme_of(plan, rater.template)
        self._reasons = ReasonWords(scheme, words)
        self._headings = RatingHeadings.of(scheme, words, language)
        near = {
            each.id: tuple(threshold.value for threshold in each.thresholds)
            for each in scheme.measures
        }
        columns = Columns(cells, sheet, plan.framework, language)
        self._writers = tuple(self._found(columns, near))
        self._exactly = tuple(exact_places(len(self._measures)))
        # Filled, a text ends where its cell does, whatever stands beside it.
        self._clipped = cells.format(align="fill", font_color="#808080")

    def add(self, row: FlatRow) -> int:
        """Writes the next row -> its number in the sheet, from 1 below the headings."""
        self.people += 1
        number, cells, sheet = self.people, self._cells, self._sheet
        cells.text(sheet, number, 0, row[_PERSON] or "")
        level, state = row[_LEVEL] or "", row[_STATE]
        self.counts[level] += 1
        if not level and state in self._states:
            why = self._reasons.reason(row[_REASON] or "", _KINDS[state])
            cells.text(sheet, number, 2 + len(self._keep), f"{self._states[state]}: {why}")
        for at, put in self._writers:
            text = row[at]
            if text:
                put(number, text)
        exact = json.dumps([row[at] or "" for at in self._exactly], ensure_ascii=False)
        if len(exact) <= LONGEST_TEXT:
            column = column_count(self._plan, self._keep) - 1
            cells.text(sheet, number, column, exact, self._clipped)
        return number

    def headings(self) -> list[str]:
        """What stands above the columns."""
        return self._headings.with_kept(self._keep)

    def set_widths(self) -> None:
        """Makes the columns as wide as what stands in them."""
        sheet, overall = self._sheet, 1 + len(self._keep)
        sheet.set_column(0, overall - 1, 20)
        sheet.set_column(overall, overall, 9)
        sheet.set_column(overall + 1, overall + 2, 24)
        last = column_count(self._plan, self._keep) - 1
        for column in range(overall + 3, last):
            sheet.set_column(column, column, max(16, self._cells.width(sheet, column)))
        sheet.set_column(last, last, 16)

    def _found(
        self, columns: Columns, near: Mapping[str, Sequence[Fraction]]
    ) -> Iterator[tuple[int, Put]]:
        """Which text of a flat row is written by what; what is absent has no rating, or one that
        takes its place."""
        plan = self._plan
        for column in range(1, 1 + len(self._keep)):
            yield self._kept_from + column - 1, columns.text(column)
        column = 1 + len(self._keep)
        yield _SCORE, columns.value(column, NUMBER, near.get(OVERALL, ()))
        scale = overall_scale(plan)
        if scale is not None:
            yield _LEVEL, columns.level(column + 1, scale)
            yield _POSSIBLE, columns.levels(column + 2, scale)
        for at, id in enumerate(self._measures):
            first, column = _FIRST_MEASURE + _CELLS_OF_MEASURE * at, column + 3
            index, rated = plan.values.get(id), plan.ratings.get(id)
            type = NUMBER if index is None else plan.steps[index].type
            yield first + _VALUE, columns.value(column, type, near.get(id, ()))
            yield first + _ABSENT, columns.absent(column + 1)
            if rated is not None:
                yield first + _RATING, columns.level(column + 1, scale_of(plan, rated))
            yield first + _POINTS, columns.value(column + 2, NUMBER)


def exact_places(measures: int) -> Iterator[int]:
    """The positions in a flat row of so many measures of what stands among the exact values."""
    yield from (_STATE, _LEVEL, _SCORE, _REASON)
    for number in range(measures):
        first = _FIRST_MEASURE + _CELLS_OF_MEASURE * number
        yield from (first + at for at in (_VALUE, _RATING, _ABSENT, _WHY))


def overall_scale(plan: Plan) -> fw.Scale | None:
    """The scale of the overall rating; None where a role only scores."""
    return None if plan.overall is None else scale_of(plan, plan.overall)


def scale_of(plan: Plan, index: int) -> fw.Scale:
    """The scale of the levels that a step gives."""
    type = plan.steps[index].type
    assert isinstance(type, LevelType)
    return plan.framework.scales[type.scale]
