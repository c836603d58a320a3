"""Rated frames -> a summary, without a rating for anybody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..evidence.problems import UsageError, named
from ..summary.counting import RatingColumns, count_columns
from .frames import taken

if TYPE_CHECKING:
    from ..summary.summary import Summary


def count_frame(summary: Summary, frame: Any, by: str) -> None:
    """Counts everyone in a frame; see `Summary.add_frame`."""
    rows, _ = taken(frame)
    columns = RatingColumns.among(rows.columns)
    if columns is None:
        raise UsageError("the frame holds no ratings: it has no column `overall.state` or `state`")
    if by and by not in rows.columns:
        raise UsageError(named("column", by, rows.columns))
    if bool(by) != bool(summary.by):
        raise UsageError("name a column that groups people for the summary and for its frames")
    lacking = [
        measure.id
        for measure in summary.scheme.measures[1:]
        if summary.spreads and measure.id not in columns.measures
    ]
    if lacking:
        raise UsageError(
            f'the frame lacks columns of `{lacking[0]}`: rate it with `detail="all"`, or sum it '
            "up without spreads"
        )

    def counting(headings: tuple[str, ...]) -> Iterable[tuple[tuple[Any, ...], int]]:
        different = list(dict.fromkeys(headings))
        places = [different.index(heading) for heading in headings]
        for *values, people in rows.group_by(different).len().iter_rows():
            yield tuple(values[place] for place in places), people

    count_columns(summary, columns, counting, by)
