"""Lines that stand below each other, and the columns they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from . import document as d
from .page import WIDTH, Page
from .tree import Comment


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a line that may begin below the same part of the line before. `space` stands
    before it; an empty cell is a part that this line lacks."""

    content: d.Document
    space: int = 1


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of a line that may go on below itself, or on a line of its own, where comments
    before it put it in any case. `narrowest` is how wide it is when broken."""

    comments: tuple[Comment, ...]
    content: d.Document
    narrowest: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a block.

    Rows of one `kind` below each other share columns. `broken` is how a row looks that does not
    fit on one line; without it each cell is broken by itself. `together` says that rows below each
    other are all broken, or have their tails below, as soon as one of them must.
    """

    cells: tuple[Cell, ...]
    kind: str = ""
    tail: Tail | None = None
    broken: d.Document | None = None
    together: bool = False

    @property
    def width(self) -> int | None:
        """Columns of the cells on one line, without sharing; None where that cannot be."""
        total = 0
        for cell in self.cells:
            if cell.content.width is None:
                return None
            if cell.content.width:
                total += cell.content.width + (cell.space if total else 0)
        return total


@dataclass(frozen=True, slots=True)
class Block:
    """`heading { … }` on several lines."""

    heading: d.Document
    entries: tuple[Entry, ...]
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line or block, the comments before it, and whether a blank line stands right before it."""

    comments: tuple[Comment, ...]
    after_blank: bool
    content: Row | Block


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the cells of rows below each other begin, relative to the rows."""

    widths: list[int]
    shared: int
    tails_below: bool = False


def shared_columns(entries: Sequence[Entry], indent: int) -> list[Columns | None]:
    """For each entry the columns it shares with its neighbours; None where it stands alone."""
    columns: list[Columns | None] = [None] * len(entries)
    for start, end in _runs(entries):
        rows = [(at, _row(entries[at])) for at in range(start, end)]
        fitting = [(at, row) for at, row in rows if _fits(row, indent)]
        if any(row.together for _, row in rows) and len(fitting) < len(rows):
            continue
        common = _common([row for _, row in fitting], indent)
        if any(row.together and not _tail_fits(row, common, indent) for _, row in fitting):
            common = replace(common, tails_below=True)
        for at, _ in fitting:
            columns[at] = common
    return columns


def _row(entry: Entry) -> Row:
    assert isinstance(entry.content, Row)
    return entry.content


def _runs(entries: Sequence[Entry]) -> Iterator[tuple[int, int]]:
    """Where rows of one kind stand below each other without a blank line: from, to."""
    start = 0
    kinds = [each.content.kind if isinstance(each.content, Row) else "" for each in entries]
    for at in range(1, len(entries) + 1):
        if at < len(entries) and kinds[at] == kinds[at - 1] != "" and not _apart(entries[at]):
            continue
        if kinds[start]:
            yield start, at
        start = at


def _apart(entry: Entry) -> bool:
    return entry.after_blank or any(
        comment.own_line and comment.after_blank for comment in entry.comments
    )


def _fits(row: Row, indent: int) -> bool:
    return row.width is not None and indent + row.width <= WIDTH


def _common(rows: Sequence[Row], indent: int) -> Columns:
    """The widths of the most columns that can be shared without making any row too long."""
    count = max((len(row.cells) for row in rows), default=0)
    widths = [0] * count
    for row in rows:
        for number, cell in enumerate(row.cells):
            if number < len(row.cells) - 1 or row.tail is not None:
                widths[number] = max(widths[number], cell.content.width or 0)
    for shared in range(count, 0, -1):
        common = Columns(widths, shared)
        if all(_still_fits(row, common, indent) for row in rows):
            return common
    return Columns(widths, 0)


def _still_fits(row: Row, columns: Columns, indent: int) -> bool:
    """Whether sharing columns leaves a row on one line that would be on one line without."""
    tail = 0 if row.tail is None or row.tail.comments else 1 + (row.tail.content.width or WIDTH)
    alone = indent + (row.width or 0) + tail
    if alone > WIDTH:
        tail = 0
    return indent + _starts(row, columns)[-1] + tail <= WIDTH


def _tail_fits(row: Row, columns: Columns, indent: int) -> bool:
    """Whether the tail of a row fits to the right of its cells, be it broken."""
    return row.tail is None or (
        not row.tail.comments
        and indent + _starts(row, columns)[-1] + 1 + row.tail.narrowest <= WIDTH
    )


def _starts(row: Row, columns: Columns) -> list[int]:
    """Where each cell begins and, last, where the row's cells end."""
    starts: list[int] = []
    position = 0
    for number, cell in enumerate(row.cells):
        width = cell.content.width or 0
        shares = number < columns.shared
        column = max(width, columns.widths[number]) if shares else width
        last = number == len(row.cells) - 1 and row.tail is None
        if column and position:
            position += cell.space
        starts.append(position)
        position += width if last else column
    return [*starts, position]


def write_row(page: Page, row: Row, columns: Columns | None, indent: int) -> None:
    """A row on the line that was begun."""
    if columns is None and row.broken is not None and (row.together or not _fits(row, indent)):
        page.lay_out(row.broken, indent)
        return
    written = page.column
    starts = [] if columns is None else _starts(row, columns)
    for number, cell in enumerate(row.cells):
        if cell.content.width == 0:
            continue
        space = cell.space if page.column > written else 0
        _pad(page, indent + starts[number] if starts else page.column + space)
        page.lay_out(cell.content, indent)
    if row.tail is not None:
        below = columns is not None and columns.tails_below
        column = indent + starts[-1] + 1 if starts else page.column + 1
        _write_tail(page, row.tail, WIDTH if below else column, indent)


def _write_tail(page: Page, tail: Tail, column: int, indent: int) -> None:
    if not tail.comments and column + tail.narrowest <= WIDTH:
        _pad(page, column)
        page.lay_out(tail.content, column)
    else:
        page.new_line(indent + d.INDENT, tail.comments)
        page.lay_out(tail.content, indent + d.INDENT)


def _pad(page: Page, column: int) -> None:
    missing = column - page.column
    if missing > 0:
        page.write(" " * missing, missing)
