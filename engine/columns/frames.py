"""Data frames of any kind -> Polars, and back to the kind they came as."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import narwhals
import polars
import pyarrow
from narwhals.exceptions import DuplicateError

from ..evidence.problems import UsageError
from .exact_columns import exact_columns
from .object_columns import column_of_objects, plain_arrow

Return = Callable[[polars.DataFrame], Any]


def taken(frame: Any, what: str = "the frame") -> tuple[polars.DataFrame, Return]:
    """A data frame that Narwhals knows -> the same rows in Polars, and what gives a result back
    as a frame of the caller's kind. A lazy frame is collected.

    UsageError for anything else, and where a name stands over several columns.
    """
    if isinstance(frame, polars.DataFrame):
        return exact_columns(frame), lambda result: result
    try:
        known = narwhals.from_native(frame)
    except TypeError:
        raise UsageError(
            f"{what} is no data frame that can be read; pass one of Polars, pandas, PyArrow or "
            f"DuckDB"
        ) from None
    except DuplicateError:
        raise UsageError(_twice(frame, what)) from None
    kind = known.implementation
    if isinstance(known, narwhals.LazyFrame):
        if kind.is_duckdb():
            known = narwhals.from_native(_from_duckdb(frame))
        rows = known.collect(backend="polars").to_native()
        return exact_columns(rows), _lazily(kind)
    if kind.is_pandas_like():
        return exact_columns(_by_columns(known, frame)), _pandas_like(kind, frame)
    if kind.is_pyarrow():
        return exact_columns(_from_arrow(frame)), _eagerly(kind)
    return exact_columns(known.to_polars()), _eagerly(kind)


def _twice(frame: Any, what: str) -> str:
    names = list(getattr(frame, "column_names", None) or frame.columns)
    several = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    told = " and ".join(f"`{name}`" for name in several)
    return f"{told} stands over several columns of {what}; name each column once"


def _by_columns(known: Any, frame: Any) -> polars.DataFrame:
    """Columns of pandas, those of objects one by one: one may hold values of several kinds, such
    as numbers and `n/a`, which Arrow does not take together."""
    if not any(str(dtype) == "object" for dtype in frame.dtypes):
        try:
            return known.to_polars()  # type: ignore[no-any-return]
        except _NOT_TAKEN:
            pass
    return polars.DataFrame([_column(str(name), known[name]) for name in known.columns])


_NOT_TAKEN = (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError, pyarrow.ArrowNotImplementedError)


def _column(name: str, column: Any) -> polars.Series:
    if str(column.to_native().dtype) != "object":
        try:
            return column.to_polars().alias(name)  # type: ignore[no-any-return]
        except _NOT_TAKEN:
            pass
    return column_of_objects(name, column.to_list())


_WITHOUT_ARROW = frozenset(("UHUGEINT", "BIGNUM", "VARINT", "INTERVAL", "BIT"))
"""Types of DuckDB that Arrow has no like of: what is larger than its like would come as another
number."""


def _from_duckdb(relation: Any) -> Any:
    """The same relation with what Arrow cannot hold as texts, which are read as exactly."""
    kinds = dict(zip(relation.columns, map(str, relation.types), strict=True))
    if _WITHOUT_ARROW.isdisjoint(kinds.values()):
        return relation
    import duckdb

    columns = {name: duckdb.ColumnExpression(name) for name in kinds}
    return relation.select(
        *(
            column.cast("VARCHAR").alias(name) if kinds[name] in _WITHOUT_ARROW else column
            for name, column in columns.items()
        )
    )


def _from_arrow(table: Any) -> polars.DataFrame:
    """What Polars has no type for comes as texts, which are read as exactly, or without the form
    it is stored in."""
    for position, field in enumerate(table.schema):
        plain = plain_arrow(table.column(position))
        if plain is not None:
            table = table.set_column(position, field.name, plain)
    frame = polars.from_arrow(table)
    assert isinstance(frame, polars.DataFrame)
    return frame


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
