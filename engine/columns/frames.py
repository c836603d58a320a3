"""Data frames of any kind -> Polars, and back to the kind they came as."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import narwhals
import numpy
import polars
import pyarrow
import pyarrow.compute
from narwhals.exceptions import DuplicateError

from ..evidence.problems import UsageError

Return = Callable[[polars.DataFrame], Any]


def taken(frame: Any, what: str = "the frame") -> tuple[polars.DataFrame, Return]:
    """A data frame that Narwhals knows -> the same rows in Polars, and what gives a result back
    as a frame of the caller's kind. A lazy frame is collected.

    UsageError for anything else, and where a name stands over several columns.
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
    except DuplicateError:
        raise UsageError(_twice(frame, what)) from None
    kind = known.implementation
    if isinstance(known, narwhals.LazyFrame):
        if kind.is_duckdb():
            known = narwhals.from_native(_from_duckdb(frame))
        rows = known.collect(backend="polars").to_native()
        return _shortest(rows), _lazily(kind)
    if kind.is_pandas_like():
        return _shortest(_by_columns(known)), _pandas_like(kind, frame)
    if kind.is_pyarrow():
        return _shortest(_from_arrow(frame)), _eagerly(kind)
    return _shortest(known.to_polars()), _eagerly(kind)


def _twice(frame: Any, what: str) -> str:
    names = list(getattr(frame, "column_names", None) or frame.columns)
    several = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    told = " and ".join(f"`{name}`" for name in several)
    return f"{told} stands over several columns of {what}; name each column once"


def _by_columns(known: Any) -> polars.DataFrame:
    """Columns of pandas one by one: one may hold values of several kinds, such as numbers and
    `n/a`, which Arrow does not take together."""
    try:
        return known.to_polars()  # type: ignore[no-any-return]
    except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError, pyarrow.ArrowNotImplementedError):
        columns = [_column(str(name), known[name]) for name in known.columns]
        return polars.DataFrame(columns)


def _column(name: str, column: Any) -> polars.Series:
    try:
        return column.to_polars().alias(name)  # type: ignore[no-any-return]
    except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError, pyarrow.ArrowNotImplementedError):
        # What pandas means by nothing is not equal to itself.
        values = [None if value != value else value for value in column.to_list()]  # noqa: PLR0124
        return polars.Series(name, values, polars.Object)


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
        plain = _plain_arrow(table.column(position))
        if plain is not None:
            table = table.set_column(position, field.name, plain)
    frame = polars.from_arrow(table)
    assert isinstance(frame, polars.DataFrame)
    return frame


def _plain_arrow(column: Any) -> Any:
    """A column of a type that Polars has not in another; None for one that it has."""
    types, type = pyarrow.types, column.type
    if types.is_decimal256(type) or (types.is_decimal(type) and type.scale < 0):
        return column.cast(pyarrow.string())
    if types.is_run_end_encoded(type):
        return pyarrow.compute.run_end_decode(column)
    if types.is_interval(type):
        texts = [None if each is None else str(each) for each in column.to_pylist()]
        return pyarrow.array(texts, pyarrow.string())
    return None


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
    if narrow:
        rows = rows.with_columns(polars.col(narrow).cast(polars.String).cast(polars.Float64))
    for name, dtype in rows.schema.items():
        if dtype == polars.Float16:
            # Polars writes them with the digits that 32 bits would need.
            wide = [
                None if each is None else float(str(numpy.float16(each))) for each in rows[name]
            ]
            rows = rows.with_columns(polars.Series(name, wide, polars.Float64))
    return rows
