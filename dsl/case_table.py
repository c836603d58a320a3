"""A CSV file of cases -> its headings and rows, every cell with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from . import syntax
from .checking.report import Report
from .limits import MAX_DECLARATIONS
from .source import Source, Span

_DELIMITERS: Final = ",;\t"
_LINE_END: Final = re.compile(r"\r\n|\r|\n")

Row = tuple[syntax.Cell, ...]


def read_case_table(source: Source, report: Report) -> syntax.CaseTable | None:
    """Source -> CaseTable; None where a problem was reported.

    Cells are separated by commas, semicolons or tabs, whichever the first row has most of; a cell
    in double quotes may hold any of these, line breaks, and quotes that are doubled. Empty rows
    are left out.
    """
    if not source.text.strip():
        _refuse(report, Span(source, 0, 0), "the file is empty", "write the headings first")
        return None
    problems = report.count
    first = _LINE_END.split(source.text, maxsplit=1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = []
    for row in _rows(source, delimiter, report):
        if any(cell.text for cell in row):
            rows.append(row)
        elif not rows:
            break
        if len(rows) > MAX_DECLARATIONS:
            message = f"a table of examples has at most {MAX_DECLARATIONS:,} rows"
            _refuse(report, row[0].span, message, "split it into several files")
            return None
    if report.count > problems:
        return None
    if not rows:
        place = Span(source, 0, 0)
        _refuse(report, place, "the first row is empty", "write the headings in the first row")
        return None
    headings, *cases = rows
    return syntax.CaseTable(source, headings, tuple(cases))


def _refuse(report: Report, span: Span, message: str, help: str) -> None:
    report.add("bad-case-table", span, message, help=help)


def _rows(source: Source, delimiter: str, report: Report) -> Iterator[Row]:
    text = source.text
    row: list[syntax.Cell] = []
    position = 0
    while True:
        cell, position = _cell(source, position, delimiter, report)
        row.append(cell)
        if position < len(text) and text[position] == delimiter:
            position += 1
            continue
        yield tuple(row)
        row = []
        end = _LINE_END.match(text, position)
        if end is None:
            return
        position = end.end()
        if position == len(text):
            return


def _cell(source: Source, start: int, delimiter: str, report: Report) -> tuple[syntax.Cell, int]:
    """The cell that starts at a place, and where it ends."""
    text = source.text
    opening = start
    while opening < len(text) and text[opening] == " ":
        opening += 1
    if text[opening : opening + 1] == '"':
        return _quoted(source, opening, delimiter, report)
    end = start
    while end < len(text) and text[end] != delimiter and text[end] not in "\r\n":
        end += 1
    written = text[start:end]
    content = written.strip()
    first = start + len(written) - len(written.lstrip()) if content else start
    return syntax.Cell(Span(source, first, first + len(content)), content), end


def _quoted(source: Source, start: int, delimiter: str, report: Report) -> tuple[syntax.Cell, int]:
    text = source.text
    parts = []
    position = start + 1
    while True:
        closing = text.find('"', position)
        if closing < 0:
            _refuse(
                report,
                Span(source, start, start + 1),
                "a quoted cell starts here and does not end",
                "close it with a double quote",
            )
            return syntax.Cell(Span(source, start, len(text)), text[start + 1 :]), len(text)
        parts.append(text[position:closing])
        if text[closing + 1 : closing + 2] != '"':
            break
        parts.append('"')
        position = closing + 2
    end = closing + 1
    while end < len(text) and text[end] == " ":
        end += 1
    if end < len(text) and text[end] != delimiter and text[end] not in "\r\n":
        _refuse(
            report,
            Span(source, end, end + 1),
            "text follows the closing quote of a cell",
            "write a quote inside a quoted cell twice",
        )
        while end < len(text) and text[end] != delimiter and text[end] not in "\r\n":
            end += 1
    return syntax.Cell(Span(source, start, closing + 1), "".join(parts).strip()), end
