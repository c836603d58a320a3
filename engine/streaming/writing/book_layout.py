"""Rated batches -> a workbook of ratings, as `ratings_workbook` makes it, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...render.ratings.columns import METADATA_KEY
from ...workbooks.results import Ending, check_workbook, result_book
from .flat_layout import FlatLayout
from .layout import Closing
from .writing import Drain, Frames, WrittenFormat

if TYPE_CHECKING:
    from ...rater import Rater
    from ..people.people import OpenFile


class BookLayout(FlatLayout):
    """What stands in its cells is made of the exact texts of flat rows."""

    rows = 1 << 13
    """Writing takes most of the time, so that few people at a time are no slower, and take less
    memory."""

    def __init__(self, rater: Rater, language: str, keep: Sequence[str] = ()) -> None:
        super().__init__(rater, keep)
        self._language = language

    def drain(self, path: Path, style: WrittenFormat, closing: Closing) -> Drain:
        """See `Layout`."""
        del style

        def drain(frames: Frames) -> None:
            with result_book(path, self._rater, self._language, self._keep) as book:
                for frame in frames:
                    for row in frame.iter_rows():
                        book.add(row)
                problems, count = closing.problems()
                metadata = closing.metadata()[METADATA_KEY]
                book.finish(Ending(problems, count, closing.notes(), metadata))

        return drain


def check_people(rater: Rater, files: Sequence[OpenFile], keep: Sequence[str]) -> None:
    """UsageError where more people are in files than fit into a workbook, before anybody is
    rated."""
    check_workbook(rater, 0, keep=keep)
    people = sum(len(batch.rows) for file in files for batch in file.people())
    check_workbook(rater, people, keep=keep)
