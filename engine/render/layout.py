"""Lines and columns of text for a terminal of any width, Thai and colours included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ...dsl.diagnostics.terminal import Colour, display_width, paint, visible, wrap

_GAP = 2
_NARROWEST_COLUMN = 20
_COMFORTABLE_COLUMN = 24


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

    def columns(self, rows: Sequence[Sequence[Cell]], indent: int, *, head: int = 1) -> list[str]:
        """Rows as aligned columns, as `blocks` lays them out."""
        return [line for block in self.blocks(rows, indent, head=head) for line in block]

    def blocks(
        self, rows: Sequence[Sequence[Cell]], indent: int, *, head: int = 1
    ) -> list[list[str]]:
        """Rows as aligned columns, the lines of each row

        Where they do not fit, the last cells are wrapped if that leaves them wide enough, else
        the widest; what is aligned right, and any word, stays whole. Where that does not help,
        what stands behind the first `head` cells becomes one column, and at last each row a
        paragraph: its first cells, and the others below.
        """
        if not rows:
            return []
        for shape in (rows, *_joined(rows, head)):
            widths = self._widths(shape, indent)
            if widths is not None:
                return [self._row(row, widths, indent) for row in shape]
        first = max(display_width(row[0].text) for row in rows)
        return [self._stacked(row, first, indent, head) for row in rows]

    def _widths(self, rows: Sequence[Sequence[Cell]], indent: int) -> list[int] | None:
        """How wide each column is; None where they cannot stand beside each other."""
        columns = list(zip(*rows, strict=True))
        natural = [max(display_width(cell.text) for cell in column) for column in columns]
        least = [_least(column, width) for column, width in zip(columns, natural, strict=True)]
        room = self.width - indent - _GAP * (sum(map(bool, natural)) - 1)
        if sum(least) > room:
            return None
        last = len(natural) - 1
        left_over = room - sum(natural[:last])
        if left_over >= max(least[last], min(natural[last], _COMFORTABLE_COLUMN)):
            return [*natural[:last], min(natural[last], left_over)]
        cap = max(natural)
        while True:
            widths = [max(low, min(high, cap)) for low, high in zip(least, natural, strict=True)]
            if sum(widths) <= room:
                return widths
            cap -= 1

    def _row(self, row: Sequence[Cell], widths: Sequence[int], indent: int) -> list[str]:
        folded = [
            _wrapped(cell.text, width, _GAP if position == 0 else 0) if width else [""]
            for position, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines = []
        for parts in zip_longest(*folded, fillvalue=""):
            line = ""
            for part, cell, width in zip(parts, row, widths, strict=True):
                if width:
                    line += self._aligned(Cell(part, cell.colour, cell.right), width) + " " * _GAP
            lines.append((" " * indent + line).rstrip())
        return lines

    def _aligned(self, cell: Cell, width: int) -> str:
        padding = " " * (width - display_width(cell.text))
        return padding + self._paint(cell) if cell.right else self._paint(cell) + padding

    def _stacked(self, row: Sequence[Cell], width: int, indent: int, head: int) -> list[str]:
        """A row as a paragraph; what is aligned right at its start stays a column."""
        column = row[0].right and head > 1
        below = indent + (width + _GAP if column else _GAP)
        first = (" " * _GAP).join(cell.text for cell in row[column:head] if cell.text)
        rest = (" " * _GAP).join(cell.text for cell in row[head:] if cell.text)
        if column:
            lines = self.paragraph(first, below)
            start = " " * indent + self._aligned(row[0], width) + " " * _GAP
            lines[0] = start + lines[0][below:]
        else:
            lines = self.paragraph(first, indent, hanging=_GAP * 2)
        return lines + (self.paragraph(rest, below) if rest else [])

    def _paint(self, cell: Cell) -> str:
        text = visible(cell.text)
        return paint(text, cell.colour, on=self.colour) if cell.colour is not None else text


def _least(column: Sequence[Cell], width: int) -> int:
    """The fewest columns that a column of cells can be wrapped to."""
    if any(cell.right for cell in column):
        return width
    # Scripts without spaces are broken anywhere; a path or a heading must stay as it is.
    words = [word for cell in column for word in cell.text.split() if word.isascii()]
    return min(width, max([_NARROWEST_COLUMN, *map(len, words)]))


def _joined(rows: Sequence[Sequence[Cell]], head: int) -> list[list[list[Cell]]]:
    """The same rows with what stands behind the first `head` cells in one; nothing where that
    is a single cell, or holds numbers that belong below each other."""
    if len(rows[0]) < head + 2 or any(cell.right for row in rows for cell in row[head:]):
        return []
    return [
        [
            [
                *row[:head],
                Cell(
                    (" " * _GAP).join(cell.text for cell in row[head:] if cell.text),
                    row[head].colour,
                ),
            ]
            for row in rows
        ]
    ]


def _wrapped(text: str, width: int, hanging: int) -> list[str]:
    lines = wrap(text, width)
    if len(lines) == 1 or not hanging:
        return lines
    first = lines[0]
    rest = visible(text).strip()[len(first) :].lstrip()
    return [first, *(" " * hanging + line for line in wrap(rest, width - hanging))]
