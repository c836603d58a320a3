"""Source lines with underlined places, cut to the width there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..source import Source, Span
from .terminal import Cell, Colour, cells, display_width, paint, wrap

_CUT = "..."

# How much of a long line is looked at on either side of a place, in code points per column:
# a line may be megabytes long, and a letter may carry several marks.
_REACH = 4

# Of the room that is left beside a place in a cut line, the part that goes to its left.
_ROOM_BEFORE = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to underline: code points `start` to `end` of line `line`, and a note on it."""

    source: Source
    line: int
    start: int
    end: int
    label: str
    underline: str
    colour: Colour


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row: the number of the source line (None for notes) and painted text."""

    number: int | None
    text: str


def mark(span: Span, label: str, underline: str, colour: Colour) -> Mark:
    """The mark of a span; one that goes over several lines marks the first and names the last.

    A span that does not lie in its file is moved to the nearest place that does.
    """
    source = span.source
    start = min(max(span.start, 0), len(source.text))
    end = min(max(span.end, start), len(source.text))
    line, column = source.position(start)
    length = len(source.line(line))
    first = min(column - 1, length)
    last_line = source.position(max(start, end - 1))[0]
    if last_line == line:
        return Mark(source, line, first, min(first + end - start, length), label, underline, colour)
    through = f"(through line {last_line})"
    note = f"{label} {through}" if label else through
    written = len(source.line(line).rstrip())
    return Mark(source, line, first, max(first, written), note, underline, colour)


def line_rows(marks: Sequence[Mark], room: int, *, colour: bool) -> list[Row]:
    """Marks of one line -> the rows that show it, within `room` columns

    The line is shown once where all places are within reach of each other, else once for each.
    """
    line = marks[0].source.line(marks[0].line)
    together = _Window.around(line, marks, room)
    if together is not None:
        return together.rows(marks, room, colour=colour)
    return [
        row
        for one in marks
        for row in _Window.around_start(line, one, room).rows([one], room, colour=colour)
    ]


def plain_row(source: Source, number: int, room: int) -> Row:
    """A line without a place to underline, or as much of its beginning as there is room for."""
    return Row(number, _window(source.line(number), 0, 0, room).text)


@dataclass(frozen=True, slots=True)
class _Window:
    """The part of a line that is shown: its cells, and whether the line goes on beside them."""

    cells: list[Cell]
    cut_before: bool
    cut_after: bool

    @classmethod
    def around(cls, line: str, marks: Sequence[Mark], room: int) -> _Window | None:
        """The window that holds all marks, or None where they are too far apart."""
        low = min(mark.start for mark in marks)
        high = max(mark.end for mark in marks)
        if high - low > _REACH * room:
            return None
        window = _window(line, low, high, room)
        complete = window.cells and window.cells[-1].end >= high
        return window if complete or low == high else None

    @classmethod
    def around_start(cls, line: str, mark: Mark, room: int) -> _Window:
        """The window that holds a mark, or as much of its beginning as there is room for."""
        return _window(line, mark.start, min(mark.end, mark.start + _REACH * room), room)

    @property
    def text(self) -> str:
        before, after = _CUT if self.cut_before else "", _CUT if self.cut_after else ""
        return f"{before}{''.join(cell.text for cell in self.cells)}{after}"

    def rows(self, marks: Sequence[Mark], room: int, *, colour: bool) -> list[Row]:
        rows = [Row(marks[0].line, self.text)]
        for mark in marks:
            start, width = self._columns(mark)
            rows += [Row(None, row) for row in _underlined(mark, start, width, room, colour=colour)]
        return rows

    def _columns(self, mark: Mark) -> tuple[int, int]:
        """The column a mark starts at in the window, from 0, and how many it takes."""
        before = len(_CUT) if self.cut_before else 0
        before += sum(cell.width for cell in self.cells if cell.end <= mark.start)
        width = sum(
            cell.width for cell in self.cells if cell.end > mark.start and cell.start < mark.end
        )
        return before, max(width, 1)


def _window(line: str, low: int, high: int, room: int) -> _Window:
    """As many cells around the code points `low` to `high` of `line` as fit into `room`."""
    left, right = max(0, low - _REACH * room), min(len(line), high + _REACH * room)
    near = [
        Cell(cell.text, cell.start + left, cell.end + left, cell.width)
        for cell in cells(line[left:right])
    ]
    # One column stays free for the sign under a place behind the last character.
    room -= 1
    if left == 0 and right == len(line) and sum(cell.width for cell in near) <= room:
        return _Window(near, cut_before=False, cut_after=False)
    first = next((index for index, cell in enumerate(near) if cell.end > low), len(near))
    last = next((index for index, cell in enumerate(near) if cell.end >= high), len(near) - 1)
    begin, end = _grown(near, first, last + 1, room - 2 * len(_CUT))
    return _Window(
        near[begin:end],
        cut_before=left > 0 or begin > 0,
        cut_after=right < len(line) or end < len(near),
    )


def _grown(near: Sequence[Cell], first: int, last: int, room: int) -> tuple[int, int]:
    """The cells `first` to `last`, or those that fit, and their neighbours while there is room."""
    begin = end = first
    free = room
    while end < last and (end == first or near[end].width <= free):
        free -= near[end].width
        end += 1
    kept_for_right = free - free // _ROOM_BEFORE
    while begin > 0 and near[begin - 1].width <= free - kept_for_right:
        begin -= 1
        free -= near[begin].width
    while end < len(near) and near[end].width <= free:
        free -= near[end].width
        end += 1
    while begin > 0 and near[begin - 1].width <= free:
        begin -= 1
        free -= near[begin].width
    return begin, end


def _underlined(mark: Mark, start: int, width: int, room: int, *, colour: bool) -> list[str]:
    """The row under a line, with the label beside the sign or, where it does not fit, below."""
    sign = " " * start + paint(mark.underline * width, mark.colour, on=colour)
    if not mark.label:
        return [sign]
    needed = display_width(mark.label)
    if start + width + 1 + needed <= room:
        return [f"{sign} {paint(wrap(mark.label, room)[0], mark.colour, on=colour)}"]
    margin = max(0, min(start, room - needed))
    return [
        sign,
        *(
            " " * margin + paint(row, mark.colour, on=colour)
            for row in wrap(mark.label, room - margin)
        ),
    ]
