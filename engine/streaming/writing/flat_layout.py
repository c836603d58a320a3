"""Rated batches -> the rows that `flat_row` gives: exact texts, of the people who are rated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars
from polars import Expr, col, lit

from ....dsl.types import YesNoType
from ...columns.lowering import Lowered, lowered
from ...columns.output.layout import NumberForm
from ...columns.output.results import Result, results_of
from ...render.ratings.rows import flat_headings
from ...summary.scheme import rated_measures
from ..people.people import PERSON
from ..reading.batches import ROWS
from .layout import Closing, RatedBatch
from .writing import Drain, WrittenFormat, drain_texts

if TYPE_CHECKING:
    from ...rater import Rater

_BESIDE = "beside\0"


class FlatLayout:
    """Columns are named by their position, since two headings can be alike."""

    numbers: NumberForm = "exact"
    rows = ROWS // 2
    """The texts of numbers take more memory than they do."""
    problem_text = None
    threads = 2
    tells_extents = True

    def __init__(self, rater: Rater, keep: Sequence[str] = ()) -> None:
        self._rater = rater
        self._headings = flat_headings(rater.plan, keep)
        self._keep = keep
        self._results = {each.name: each for each in results_of(rater.plan, "flat")}
        self._cells = tuple(self._texts())

    def lowered(self) -> Lowered:
        """See `Layout`."""
        return lowered(self._rater, "flat")

    def arranged(self, batch: RatedBatch) -> polars.DataFrame:
        """See `Layout`."""
        rated = batch.rated
        if self._keep:
            texts = batch.beside_rated()
            rated = rated.with_columns(
                texts[str(at)].alias(_BESIDE + name) for at, name in enumerate(self._keep)
            )
        rated = rated.filter(col("problem").is_null())
        return rated.select(cell.alias(str(at)) for at, cell in enumerate(self._cells))

    def drain(self, path: Path, style: WrittenFormat, closing: Closing) -> Drain:
        """See `Layout`."""
        return drain_texts(path, style, self._headings, closing.metadata)

    # --- cells -----------------------------------------------------------------------------

    def _texts(self) -> Iterator[Expr]:
        plan, setting = self._rater.plan, self._rater.setting
        yield col(PERSON)
        yield _fixed(plan.role.id if plan.role is not None else "")
        yield _fixed(setting.period.text if setting.period is not None else "")
        yield self._text("overall.state") if "overall.state" in self._results else _fixed("rated")
        yield self._text("overall")
        yield self._text("overall.score")
        yield self._text("overall.possible")
        yield self._text("overall.reason")
        for id in rated_measures(plan):
            yield self._text(id)
            for each in ("rating", "score", "contribution", "absent", "reason"):
                yield self._text(f"{id}.{each}")
        yield _fixed(plan.framework.digests.meaning)
        yield _fixed(plan.framework.digests.sources)
        yield from (col(_BESIDE + name) for name in self._keep)

    def _text(self, name: str) -> Expr:
        result = self._results.get(name)
        if result is None:
            return _fixed("")
        if result.quality == "value" and self._is_yes_no(result):
            held = col(name)
            return polars.when(held).then(lit("yes")).when(~held).then(lit("no"))
        return col(name).cast(polars.String)

    def _is_yes_no(self, result: Result) -> bool:
        return isinstance(self._rater.plan.steps[result.steps[0]].type, YesNoType)


def _fixed(text: str) -> Expr:
    return lit(text or None, polars.String)
