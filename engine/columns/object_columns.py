"""Columns of Python objects, such as pandas has -> Polars: by Arrow where that keeps every value
as it is, else cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars
import pyarrow
import pyarrow.compute

_KEPT_CELL_BY_CELL = (
    pyarrow.types.is_timestamp,
    pyarrow.types.is_time,
    pyarrow.types.is_duration,
    pyarrow.types.is_nested,
    pyarrow.types.is_binary,
    pyarrow.types.is_fixed_size_binary,
)
"""Types for which Arrow would bring values to one time zone, one unit or one shape."""


def column_of_objects(name: str, values: Sequence[object]) -> polars.Series:
    """Values of any kinds -> a column; what pandas means by nothing is null."""
    try:
        array = pyarrow.array(values, from_pandas=True)
    except (pyarrow.ArrowException, OverflowError, TypeError, ValueError):
        return _cell_by_cell(name, values)
    type = array.type
    if isinstance(type, pyarrow.BaseExtensionType) or any(
        kept(type) for kept in _KEPT_CELL_BY_CELL
    ):
        return _cell_by_cell(name, values)
    if pyarrow.types.is_date(type) and any(isinstance(each, datetime) for each in values):
        return _cell_by_cell(name, values)
    plain = plain_arrow(pyarrow.chunked_array([array]))
    column = polars.from_arrow(array if plain is None else plain)
    assert isinstance(column, polars.Series)
    return column.alias(name)


def _cell_by_cell(name: str, values: Sequence[object]) -> polars.Series:
    listed = [None if _is_nothing(each) else each for each in values]
    return polars.Series(name, listed, polars.Object)


def _is_nothing(value: object) -> bool:
    """Whether pandas means nothing by a value: it is not equal to itself, or will not say."""
    try:
        return bool(value != value)  # noqa: PLR0124
    except TypeError:
        return type(value).__name__ == "NAType"
    except (ArithmeticError, ValueError):
        return False


def plain_arrow(column: pyarrow.ChunkedArray) -> pyarrow.ChunkedArray | None:
    """A column of a type that Polars has not in another, as texts or without the form that it is
    stored in, either of which is read as exactly; None for one that Polars has."""
    types, type = pyarrow.types, column.type
    if types.is_decimal256(type) or (types.is_decimal(type) and type.scale < 0):
        return column.cast(pyarrow.string())
    if types.is_run_end_encoded(type):
        return pyarrow.compute.run_end_decode(column)
    if types.is_interval(type):
        texts = [None if each is None else str(each) for each in column.to_pylist()]
        return pyarrow.chunked_array([pyarrow.array(texts, pyarrow.string())])
    return None
