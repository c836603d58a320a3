"""Lines and columns of text for a terminal of any width, Thai and colours included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...dsl.diagnostics.terminal import Colour, display_width, paint, visible, wrap

_GAP = 2
_NARROWEST_COLUMN = 24


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of text in one colour."""

    text: str
    colour: Colour | None = None
    right: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """How wide lines may be, and whether they are coloured."""

    width: int
    colour: bool

    def paragraph(self, text: str, indent: int = 0, hanging: int = 0) -> list[str]:
        """Wrapped lines; all but the first are indented by `hanging` more."""
        lines = _wrapped(text, self.width - indent, hanging)
        return [" " * indent + line for line in lines]

    def ends(self, left: Cell, right: Cell, indent: int = 0) -> list[str]:
        """A line with text at both ends; below each other where they do not fit on one."""
        room = self.width - indent - display_width(left.text) - display_width(right.text)
        if not right.text:
            return self._painted(left, indent)
        if room >= _GAP:
            return [" " * indent + self._paint(left) + " " * room + self._paint(right)]
        return [*self._painted(left, indent), *self._painted(right, indent + _GAP)]

    def _painted(self, cell: Cell, indent: int) -> list[str]:
        return [
            " " * indent + self._paint(Cell(line, cell.colour))
            for line in wrap(cell.text, self.width - indent)
        ]

    def columns(
        self, rows: Sequence[Sequence[Cell]], indent: int, *, flexible: int = -1, head: int = 1
    ) -> list[str]:
        """Rows as aligned columns

        Where they do not fit, the cells of the column `flexible` are wrapped, or where that
        leaves it too narrow, those of the widest column; where that does not help either, each
        row becomes a paragraph: its first `head` cells, and the others on lines below.
        """
        if not rows:
            return []
        widths = [max(display_width(row[i].text) for row in rows) for i in range(len(rows[0]))]
        shown = [i for i, width in enumerate(widths) if width]
        spare = self.width - indent - _GAP * (len(shown) - 1) - sum(widths)
        for wrapped in (flexible % len(widths), widths.index(max(widths))):
            room = spare + widths[wrapped]
            if room >= min(widths[wrapped], _NARROWEST_COLUMN):
                widths[wrapped] = min(widths[wrapped], room)
                return [line for row in rows for line in self._row(row, widths, indent, wrapped)]
        return [line for row in rows for line in self._stacked(row, widths, indent, head)]

    def _row(
        self, row: Sequence[Cell], widths: Sequence[int], indent: int, flexible: int
    ) -> list[str]:
        folded = wrap(row[flexible].text, widths[flexible]) if widths[flexible] else [""]
        lines = []
        for number, part in enumerate(folded):
            line = ""
            for position, (cell, width) in enumerate(zip(row, widths, strict=True)):
                if not width:
                    continue
                text = part if position == flexible else cell.text if number == 0 else ""
                line += self._aligned(Cell(text, cell.colour, cell.right), width) + " " * _GAP
            lines.append((" " * indent + line).rstrip())
        return lines

    def _aligned(self, cell: Cell, width: int) -> str:
        padding = " " * (width - display_width(cell.text))
        return padding + self._paint(cell) if cell.right else self._paint(cell) + padding

    def _stacked(
        self, row: Sequence[Cell], widths: Sequence[int], indent: int, head: int
    ) -> list[str]:
        """A row as a paragraph; what is aligned right at its start stays a column."""
        column = row[0].right and head > 1
        below = indent + (widths[0] + _GAP if column else _GAP * 2)
        first = (" " * _GAP).join(cell.text for cell in row[column:head] if cell.text)
        rest = (" " * _GAP).join(cell.text for cell in row[head:] if cell.text)
        if column:
            lines = self.paragraph(first, below)
            start = " " * indent + self._aligned(row[0], widths[0]) + " " * _GAP
            lines[0] = start + lines[0][below:]
        else:
            lines = self.paragraph(first, indent, hanging=_GAP * 2)
        return lines + (self.paragraph(rest, below) if rest else [])

    def _paint(self, cell: Cell) -> str:
        text = visible(cell.text)
        return paint(text, cell.colour, on=self.colour) if cell.colour is not None else text


def _wrapped(text: str, width: int, hanging: int) -> list[str]:
    lines = wrap(text, width)
    if len(lines) == 1 or not hanging:
        return lines
    first = lines[0]
    rest = visible(text).strip()[len(first) :].lstrip()
    return [first, *(" " * hanging + line for line in wrap(rest, width - hanging))]
