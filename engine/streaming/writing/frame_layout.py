"""Rated batches -> the columns that `rate_frame` gives, a row for everyone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars

from ...columns.lowering import Lowered, lowered
from ...columns.output.layout import NumberForm
from ...columns.output.results import Detail
from ...evidence.problems import UsageError
from ...render.ratings.rows import own_column
from ..people.people import PERSON
from ..reading.batches import ROWS
from .layout import Closing, RatedBatch
from .writing import Drain, WrittenFormat, drain_to

if TYPE_CHECKING:
    from ...rater import Rater

_PLACE = "place\0"


class FrameLayout:
    """`person` is what the column of people is called; `keep` are columns that stand last."""

    rows = ROWS
    problem_text = None
    threads = 0
    tells_extents = False

    def __init__(
        self,
        rater: Rater,
        detail: Detail,
        numbers: NumberForm,
        person: str,
        keep: Sequence[str] = (),
    ) -> None:
        self.numbers = numbers
        self._keep = keep
        self._rater = rater
        self._detail = detail
        self._person = person

    def lowered(self) -> Lowered:
        """See `Layout`."""
        return lowered(self._rater, self._detail)

    def arranged(self, batch: RatedBatch) -> polars.DataFrame:
        """See `Layout`."""
        rated = batch.rated
        if batch.refused:
            rated = _with_refused(rated, batch.kept or (), batch.refused)
        rated = rated.rename({PERSON: self._person})
        for name in self._keep:
            if name in rated.columns:
                raise UsageError(own_column(name))
        return rated.with_columns(
            batch.beside[str(at)].alias(name) for at, name in enumerate(self._keep)
        )

    def drain(self, path: Path, style: WrittenFormat, _closing: Closing) -> Drain:
        """See `Layout`."""
        return drain_to(path, style)


def _with_refused(
    rated: polars.DataFrame, kept: Sequence[int], refused: Mapping[int, tuple[str | None, str]]
) -> polars.DataFrame:
    others = rated.clear(len(refused)).with_columns(
        polars.Series(PERSON, [name for name, _ in refused.values()], polars.String),
        polars.Series("problem", [reason for _, reason in refused.values()], polars.String),
    )
    if "overall.state" in rated.columns:
        state = polars.lit("refused", rated.schema["overall.state"])
        others = others.with_columns(state.alias("overall.state"))
    parts = [
        frame.with_columns(polars.Series(_PLACE, list(places), polars.Int64))
        for frame, places in ((rated, kept), (others, refused))
    ]
    return polars.concat(parts).sort(_PLACE).drop(_PLACE)
