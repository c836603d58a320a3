"""Columns of people that stand beside their ratings or group them: texts as files have them."""

from __future__ import annotations

from collections.abc import Mapping

import polars

from ..evidence.kept import cell_text
from .reading.batches import Batch, column_name

_SPACE_AROUND = r"^[\s\x1c-\x1f]|[\s\x1c-\x1f]$"
"""What `str.strip` would take something from."""


def texts_beside(batch: Batch, places: Mapping[str, int | None]) -> polars.DataFrame:
    """The texts of a batch in the columns at these positions (None: the file has no such column),
    null where a cell is empty. They are named in their order, "0", "1"."""
    return polars.DataFrame(
        [_texts(batch, position).alias(str(at)) for at, position in enumerate(places.values())]
    )


def _texts(batch: Batch, position: int | None) -> polars.Series:
    if position is None:
        return polars.Series([None], dtype=polars.String).new_from_index(0, len(batch.rows))
    column = batch.frame[column_name(position)]
    if column.dtype.is_integer() or isinstance(column.dtype, polars.Categorical | polars.Enum):
        column = column.cast(polars.String)
    if column.dtype != polars.String:
        listed = [cell_text(value) or None for value in column.to_list()]
        return polars.Series(listed, dtype=polars.String)
    strange = ((column == "") | column.str.contains(_SPACE_AROUND)).fill_null(value=False)
    if strange.any():
        at = strange.arg_true()
        column = column.scatter(at, [cell_text(each) or None for each in column.gather(at)])
    return column
