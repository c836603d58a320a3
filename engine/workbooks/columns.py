"""What writes the exact texts of a flat row into the cells of a column, as its type is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from ...dsl import framework as fw
from ...dsl.types import DateType, LevelType, QuantityType, Type, YesNoType
from ..handbook.palette import DAY
from ..render.quantities import format_absent
from ..summary.counting import pair_of
from .cells import Cells, Content
from .number_forms import NumberForms

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Put = Callable[[int, str], None]
"""Writes a text into a row, in a column of its own."""

MOST_REMEMBERED: Final = 50_000
"""Different numbers of a column whose form is remembered before all are forgotten."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Makes what writes the columns of one sheet, labels in a language."""

    cells: Cells
    sheet: Worksheet
    framework: fw.Framework
    language: str

    def value(self, column: int, type: Type, near: Sequence[Fraction] = ()) -> Put:
        """Values of a type; numbers with digits that tell them from those of `near`."""
        cells, sheet = self.cells, self.sheet
        match type:
            case QuantityType():
                return self._quantity(column, type, near)
            case LevelType(scale):
                return self.level(column, self.framework.scales[scale])
            case YesNoType():
                return lambda row, text: cells.value(sheet, row, column, text == "yes", type)
            case DateType():
                return lambda row, text: cells.value(
                    sheet, row, column, date.fromisoformat(text), type
                )
        return self.text(column)

    def text(self, column: int) -> Put:
        """Texts as they are."""
        return lambda row, text: self.cells.text(self.sheet, row, column, text)

    def level(self, column: int, scale: fw.Scale) -> Put:
        """Levels by their ids, in their colours."""
        shown = {
            level.id: (
                self.cells.fitting(level.label.in_language(self.language)),
                level_format(self.cells, scale, level),
            )
            for level in scale.levels
        }

        def put(row: int, text: str) -> None:
            label, format = shown[text]
            self.sheet.write_string(row, column, label, format)

        return put

    def levels(self, column: int, scale: fw.Scale) -> Put:
        """Several levels by their ids, as `levels_open` lists them."""
        labels = {level.id: level.label.in_language(self.language) for level in scale.levels}

        def put(row: int, text: str) -> None:
            said = "; ".join(labels[id] for id in text.split("; "))
            self.cells.text(self.sheet, row, column, said)

        return put

    def absent(self, column: int) -> Put:
        """The kind of an absence."""
        italic = self.cells.format(italic=True)
        words = {
            "missing": format_absent("missing", self.language),
            "not applicable": format_absent("not applicable", self.language),
        }
        return lambda row, text: self.cells.text(self.sheet, row, column, words[text], italic)

    def _quantity(self, column: int, type: QuantityType, near: Sequence[Fraction]) -> Put:
        cells, sheet, forms = self.cells, self.sheet, NumberForms(type.kind, near)
        remembered: dict[str, Content] = {}

        def put(row: int, text: str) -> None:
            content = remembered.get(text)
            if content is None:
                if len(remembered) >= MOST_REMEMBERED:
                    remembered.clear()
                pair = pair_of(text)
                assert pair is not None
                content = cells.content(sheet, column, Fraction(*pair), type, forms)
                remembered[text] = content
            cells.put(sheet, row, column, content)

        return put


def level_format(cells: Cells, scale: fw.Scale, level: fw.Level) -> Format:
    """The colour of a level."""
    return cells.format(bg_color=level_colour(scale, level), font_color="#ffffff", border=1)


def level_colour(scale: fw.Scale, level: fw.Level) -> str:
    """The colour of a level, as `#rrggbb`."""
    highest = len(scale.levels) - 1
    return DAY.level(Fraction(level.rank, highest) if highest else Fraction(1))
