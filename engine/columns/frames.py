"""Data frames of any kind -> Polars, and back to the kind they came as."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import narwhals
import polars

from ..evidence.problems import UsageError

Return = Callable[[polars.DataFrame], Any]


def taken(frame: Any, what: str = "the frame") -> tuple[polars.DataFrame, Return]:
    """A data frame that Narwhals knows -> the same rows in Polars, and what gives a result back
    as a frame of the caller's kind. A lazy frame is collected.

    UsageError for anything else.
    """
    if isinstance(frame, polars.DataFrame):
        return _shortest(frame), lambda result: result
    try:
        known = narwhals.from_native(frame)
    except TypeError:
        raise UsageError(
            f"{what} is no data frame that can be read; pass one of Polars, pandas, PyArrow or "
            f"DuckDB"
        ) from None
    kind = known.implementation
    if isinstance(known, narwhals.LazyFrame):
        rows = known.collect(backend="polars").to_native()
        return _shortest(rows), _lazily(kind)
    if kind.is_pandas_like():
        return _shortest(known.to_polars()), _pandas_like(kind, frame)
    rows = known.to_polars()
    return _shortest(rows), (lambda result: result) if kind.is_polars() else _eagerly(kind)


def _lazily(kind: Any) -> Return:
    if kind.is_polars():
        return lambda result: result.lazy()
    if kind.is_duckdb():
        import duckdb

        return lambda result: duckdb.from_arrow(result.to_arrow())
    return lambda result: narwhals.from_native(result).lazy(backend=kind).to_native()


def _eagerly(kind: Any) -> Return:
    return lambda result: narwhals.from_arrow(result.to_arrow(), backend=kind).to_native()


def _pandas_like(kind: Any, frame: Any) -> Return:
    def give(result: polars.DataFrame) -> Any:
        given = result.to_pandas() if kind.is_pandas() else _eagerly(kind)(result)
        given.index = frame.index
        return given

    return give


def _shortest(rows: polars.DataFrame) -> polars.DataFrame:
    """Narrow floats as the numbers that they are written as: 0.1 in 32 bits is one tenth."""
    narrow = [name for name, dtype in rows.schema.items() if dtype == polars.Float32]
    if not narrow:
        return rows
    return rows.with_columns(polars.col(narrow).cast(polars.String).cast(polars.Float64))
