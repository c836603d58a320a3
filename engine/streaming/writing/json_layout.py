"""Rated batches -> JSON, as lines or as one document of everyone who is rated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars

from ...columns.lowering import Lowered, lowered
from ...columns.output.layout import NumberForm
from ...evidence.problems import Problem
from ...render.ratings.json_text import RatingsJson, people_on_lines
from .layout import Closing, ProblemText, RatedBatch
from .writing import LINES, Drain, JsonFormat, Pieces, WrittenFormat, drain_pieces

if TYPE_CHECKING:
    from ...rater import Rater


class JsonLayout:
    """What is told of people is read from the single evaluation of each; the columns only tell who
    can be rated, and count."""

    numbers: NumberForm = "float"
    rows = 1 << 10
    """The texts of more people would take much memory."""
    threads = 0
    tells_extents = True

    def __init__(
        self, rater: Rater, style: JsonFormat, language: str, keep: Sequence[str] = ()
    ) -> None:
        self._rater = rater
        self._keep = keep
        self._document = RatingsJson(rater, language, keep) if style == "json" else None
        self._people = (
            people_on_lines(rater, language, keep)
            if self._document is None
            else self._document.people
        )

    @property
    def problem_text(self) -> ProblemText | None:
        """See `Layout`."""
        return None if self._document is None else self._problem

    def lowered(self) -> Lowered:
        """See `Layout`."""
        return lowered(self._rater, "all")

    def arranged(self, batch: RatedBatch) -> polars.DataFrame:
        """See `Layout`."""
        rows = batch.rated["problem"].is_null().arg_true().to_list()
        beside = batch.beside_rated()
        columns = [beside[str(at)].gather(rows).to_list() for at in range(len(self._keep))]
        kept = zip(*columns, strict=True) if columns else ([] for _ in rows)
        texts = [
            self._people.text(rating, [each or "" for each in cells])
            for rating, cells in zip(batch.rate(rows), kept, strict=True)
        ]
        return polars.DataFrame([polars.Series("text", texts, polars.String)])

    def drain(self, path: Path, _style: WrittenFormat, closing: Closing) -> Drain:
        """See `Layout`."""
        document = self._document
        if document is None:
            return drain_pieces(path, LINES)

        def rest(empty: bool) -> Iterable[str]:
            return document.ending(closing.written_problems(), closing.notes(), empty=empty)

        first, following = document.before_first, document.before_next
        return drain_pieces(path, Pieces(document.opening, first, following, rest))

    def _problem(self, problem: Problem, kept: Sequence[str]) -> str:
        assert self._document is not None
        texts = {problem.person: dict(zip(self._keep, kept, strict=False))}
        return self._document.problem(problem, texts)
