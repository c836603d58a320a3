"""Rated batches -> lines of JSON, as `rating_document` gives them, of the people who are rated."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars

from ..columns.lowering import Lowered, lowered
from ..columns.output.layout import NumberForm
from ..render.ratings.document import rating_document
from .layout import Closing, RatedBatch
from .writing import Drain, WrittenFormat, drain_lines

if TYPE_CHECKING:
    from ..rater import Rater


class LineLayout:
    """What a line says is read from the single evaluation of each person; the columns only tell
    who can be rated, and count."""

    numbers: NumberForm = "float"
    rows = 1 << 11
    """The lines of more people would take much memory."""
    tells_extents = True

    def __init__(self, rater: Rater, language: str, keep: Sequence[str] = ()) -> None:
        self._rater = rater
        self._language = language
        self._keep = keep

    def lowered(self) -> Lowered:
        """See `Layout`."""
        return lowered(self._rater, "all")

    def arranged(self, batch: RatedBatch) -> polars.DataFrame:
        """See `Layout`."""
        texts = batch.beside_rated()
        rows = batch.rated["problem"].is_null().arg_true().to_list()
        return polars.DataFrame({"line": [self._line(batch, texts, row) for row in rows]})

    def drain(self, path: Path, _style: WrittenFormat, _closing: Closing) -> Drain:
        """See `Layout`."""
        return drain_lines(path)

    def _line(self, batch: RatedBatch, texts: polars.DataFrame, row: int) -> str:
        rating = batch.rate(row)
        kept = {name: texts[str(at)][row] or "" for at, name in enumerate(self._keep)}
        document = rating_document(
            rating, self._language, keep=self._keep, kept={rating.person: kept}
        )
        return json.dumps(document, ensure_ascii=False)
