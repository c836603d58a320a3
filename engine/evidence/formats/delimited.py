"""CSV text -> its rows, each cell exactly as written, numbered as a spreadsheet numbers them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ...arithmetic.numerals import quoted

DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab"}

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


class TextError(ValueError):
    """A file that cannot be read; `str()` says why, in plain words. `row` where one is known."""

    def __init__(self, reason: str, row: int | None = None, code: str = "unreadable-file") -> None:
        super().__init__(reason)
        self.row = row
        self.code = code


@dataclass(frozen=True, slots=True)
class DelimitedText:
    """`headings` without surrounding spaces; `rows` are pairs of a row's number (the headings
    stand in row 1) and its cells, rows without any content left out."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]


def read_delimited(
    text: str, delimiter: str | None, recognised: Callable[[str], bool]
) -> DelimitedText:
    """CSV text -> headings and rows.

    Without a `delimiter` it is the one under which the first row has a heading that is
    `recognised`. Raises `TextError` for an empty file, a delimiter that cannot be told, and
    quotes that do not pair.
    """
    if not text.strip():
        raise TextError("the file is empty")
    if delimiter is None:
        delimiter = delimiter_of(text, recognised)
    records = _records(text, delimiter)
    headings = headings_of(next(records, (0, [])))
    return DelimitedText(headings, tuple(records))


def headings_of(first: tuple[int, list[str]]) -> tuple[str, ...]:
    """The number and the cells of the first row with content -> the headings."""
    number, cells = first
    if number == 0:
        raise TextError("the file is empty")
    if number != 1:
        raise TextError("the first row is empty: it should hold the headings", 1)
    if cells[0].strip().casefold() in {"sep=", *(f"sep={each}" for each in DELIMITERS)}:
        raise TextError(
            f"the first row, {quoted(cells[0].strip())}, says what separates the cells, and holds "
            "no headings: delete it",
            1,
        )
    return tuple(cell.strip() for cell in cells)


def delimiter_of(text: str, recognised: Callable[[str], bool]) -> str:
    """What separates the cells, told from the first row of the text."""
    first = {each: _first_record(text, each) for each in DELIMITERS}
    fitting = [each for each, cells in first.items() if any(map(recognised, cells))]
    if len({tuple(first[each]) for each in fitting}) == 1:
        return fitting[0]
    splitting = [each for each, cells in first.items() if len(cells) > 1]
    if not fitting and len(splitting) <= 1:
        return splitting[0] if splitting else ","
    named = " or ".join(DELIMITERS[each] for each in fitting or splitting)
    raise TextError(f"the cells of the first row could be separated by {named}: say which does", 1)


def _first_record(text: str, delimiter: str) -> list[str]:
    try:
        records = records_of(lines_of(text), delimiter)
        return [cell.strip() for cell in next(records, (0, []))[1]]
    except TextError:
        return []


def lines_of(text: str) -> Iterator[str]:
    """The lines of a text as `io.StringIO` gives them, but each when it is asked for: of a large
    text mostly the first alone is."""
    return (found[0] for found in _LINE.finditer(text))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    return records_of(io.StringIO(text, newline=""), delimiter)


def records_of(
    lines: Iterable[str], delimiter: str, before: int = 0
) -> Iterator[tuple[int, list[str]]]:
    """Lines -> the rows with content and their numbers, `before` of which stand before them.

    Cells are stripped only to see whether there is any content. No line is read before it is
    needed.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = before
    try:
        for number, cells in enumerate(reader, before + 1):
            if any(cells) and any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error as error:
        raise TextError(_reason(str(error)), number + 1) from None


def _reason(message: str) -> str:
    if "unexpected end of data" in message:
        return "a quoted cell starts in this row and does not end"
    if "expected after" in message:
        return "a quote inside a cell is not doubled, or text follows the closing quote"
    if "field limit" in message:
        return f"a cell has more than {csv.field_size_limit():,} characters"
    return "the row cannot be split into cells"


def excess(cells: Sequence[str], width: int) -> bool:
    """Whether a row has more cells with content than there are headings."""
    return len(cells) > width and any(cell.strip() for cell in cells[width:])
