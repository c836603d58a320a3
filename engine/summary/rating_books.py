"""A workbook of ratings, as `assay rate` writes it -> the ratings that it holds, exactly."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from ..arithmetic.numerals import quoted
from ..evidence.problems import UsageError
from ..evidence.sheets.workbook import MarkedCell, StreamedBook
from ..evidence.sheets.workbook_parts import column_letter
from ..render.catalogue import catalogue
from ..workbooks.layout import METADATA_SHEET, RatingHeadings
from .counting import pair_of
from .in_order import nearest
from .rating_columns import take_metadata
from .rating_table import ROWS, RatingsFile, RatingsTable, no_ratings
from .scheme import OVERALL, Scheme

_OF_ALL: Final = ("state", "level", "score", "reason")
_OF_MEASURE: Final = ("", ".rating", ".absent", ".reason")
_ALIKE: Final = 2.0**-44
"""Numbers in a cell that differ by less than this share are the same: programs that save a
workbook write 15 to 17 digits."""


def from_workbook(file: RatingsFile) -> RatingsTable:
    """A workbook -> what its column of exact values says, with what stands beside the people.

    UsageError where what it shows of somebody is not what these say: it was changed by hand."""
    book = StreamedBook(file.content.read())
    if METADATA_SHEET not in book.names:
        raise no_ratings(file.name, "it is no workbook that `assay rate` wrote")
    metadata, language = _metadata(book)
    table = RatingsTable(file.name, (), iter(()))
    take_metadata(table, {b"assay": metadata.encode()})
    assert table.scheme is not None
    stated = json.loads(metadata)
    shared = (stated["role"] or "", stated["period"] or "", stated["framework"]["meaning"])
    reading = _Reading(file.name, book, table.scheme, language, shared)
    table.headings, table.chunks = reading.headings, reading.chunks()
    return table


def _metadata(book: StreamedBook) -> tuple[str, str]:
    parts, language = [], "en"
    for _, cells in book.rows(METADATA_SHEET):
        parts.append(str(cells.get(1, "")))
        language = str(cells.get(2, language))
    return "".join(parts), language


class _Reading:
    """The rows of the sheet of ratings, which may be sorted, filtered and moved, and have further
    columns."""

    def __init__(
        self, name: str, book: StreamedBook, scheme: Scheme, language: str,
        shared: tuple[str, str, str],
    ) -> None:  # fmt: skip
        self._name = name
        self._book = book
        self._scheme = scheme
        self._language = language
        self._shared = shared
        self._ids = [each.id for each in scheme.measures if each.id != OVERALL]
        words = catalogue(language)
        self._known = RatingHeadings.of(scheme, words, language)
        self._sheet, self._columns, self._beside = self._found()
        self._labels = {
            each.id: {level.id: level.label.in_language(language) for level in each.levels}
            for each in scheme.measures
        }
        names = [*_OF_ALL, *(f"{id}{each}" for id in self._ids for each in _OF_MEASURE)]
        self._names = names
        own = ("person", "role", "period", "framework.meaning", *names)
        self.headings = (*own, *(each for each in self._beside if each not in own))

    def chunks(self) -> Iterator[dict[str, Sequence[Any]]]:
        """The people, so many at a time."""
        rows = (
            self._row(number, cells)
            for number, cells in self._book.rows(self._sheet)
            if number > 1 and cells
        )
        while some := list(islice(rows, ROWS)):
            yield dict(zip(self.headings, zip(*some, strict=True), strict=True))

    def _found(self) -> tuple[str, Mapping[str, int], Mapping[str, int]]:
        """The sheet, where in it what is known stands, and where everything else does."""
        for name in self._book.names:
            if name == METADATA_SHEET:
                continue
            number, cells = next(self._book.rows(name), (0, {}))
            if number != 1:
                continue
            texts = {column: str(cell) for column, cell in sorted(cells.items())}
            columns, beside = self._known.among(texts)
            if {"person", "exact"} <= columns.keys():
                return name, columns, beside
        known = self._known.texts
        raise no_ratings(
            self._name,
            f"no sheet has the columns `{known['person']}` and `{known['exact']}`",
        )

    def _row(self, number: int, cells: Mapping[int, object]) -> list[str]:
        person = _text(cells.get(self._columns["person"]))
        written = cells.get(self._columns["exact"])
        try:
            exact = json.loads(_text(written))
        except ValueError:
            exact = None
        if not isinstance(exact, list) or len(exact) != len(self._names):
            raise UsageError(
                f"`{self._name}`, sheet {quoted(self._sheet)}, row {number}: the column "
                f"`{self._known.texts['exact']}` does not say what was rated: was the row added by "
                "hand? Sum up the ratings as CSV, JSON or Parquet"
            )
        told = dict(zip(self._names, exact, strict=True))
        self._check(number, cells, told)
        beside = (
            _text(cells.get(self._beside[each])) for each in self.headings[4 + len(self._names) :]
        )
        return [person, *self._shared, *exact, *beside]

    def _check(self, number: int, cells: Mapping[int, object], told: Mapping[str, str]) -> None:
        """UsageError where a cell shows something else than what was rated."""
        for id in (OVERALL, *self._ids):
            value, level = ("score", "level") if id == OVERALL else (id, f"{id}.rating")
            for key, wanted in ((value, told[value]), (level, told[level])):
                column = self._columns.get(key)
                if column is None:
                    continue
                if key == level:
                    label = self._labels.get(id, {}).get(wanted, "")
                    same = not wanted or _text(cells.get(column)) == label
                else:
                    same = _shows(cells.get(column), wanted)
                if not same:
                    raise UsageError(
                        f"`{self._name}`, sheet {quoted(self._sheet)}, cell "
                        f"{column_letter(column)}{number}: "
                        f"{_shown(cells.get(column))} is not what was rated: the workbook "
                        "was changed by hand. Sum up the ratings as they were written, or as CSV, "
                        "JSON or Parquet"
                    )


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _shown(cell: object) -> str:
    return quoted(_text(cell)) if _text(cell) else "an empty cell"


def _shows(cell: object, exact: str) -> bool:
    """Whether a cell can show a value: a number the same, nothing none, a text anything."""
    number = cell.value if isinstance(cell, MarkedCell) else cell
    if isinstance(number, bool) or not isinstance(number, int | float | Decimal):
        return (number is None) == (not exact)
    pair = pair_of(exact)
    if pair is None:
        return False
    about = nearest(*pair)
    return abs(float(number) - about) <= _ALIKE * abs(about)
