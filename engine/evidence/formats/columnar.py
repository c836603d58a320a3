"""Parquet and Arrow files -> records, each value as it is stored: decimals exactly as such."""

from __future__ import annotations

import io
from typing import Any, Literal

from .delimited import TextError
from .document import Record, Records


def read_columnar(name: str, content: bytes, style: Literal["parquet", "arrow"]) -> Records:
    """Bytes of a file of columns -> Records, whose first row counts as row 2, as in a sheet.

    `TextError` where it is damaged, or the extra `columns` is not installed.
    """
    try:
        import pyarrow
        import pyarrow.feather
        import pyarrow.parquet
    except ModuleNotFoundError as error:
        raise TextError(
            f"reading Parquet and Arrow needs `{error.name}`, which the extra `columns` brings: "
            "pip install 'assay[columns]'",
            code="missing-extra",
        ) from None
    try:
        table = _table(pyarrow, content, style)
        columns = [_values(_as_meant(pyarrow, column)) for column in table.columns]
    except (pyarrow.ArrowException, OSError, ValueError):
        raise TextError(f"the file is no {style.capitalize()} file, or a damaged one") from None
    headings = tuple(str(each).strip() for each in table.column_names)
    records = [
        Record(row, list(enumerate(values)))
        for row, values in enumerate(zip(*columns, strict=True), 2)
    ]
    return Records(name, headings, tuple(records), named=False)


def _values(column: Any) -> list[object]:
    """The values of a column; a day or a time that Python has not is the text of it."""
    try:
        listed: list[object] = column.to_pylist()
    except (OverflowError, ValueError):
        return [_value(each) for each in column]
    return listed


def _value(scalar: Any) -> object:
    try:
        value: object = scalar.as_py()
    except (OverflowError, ValueError):
        count = scalar.value
        parts = _PARTS_OF_A_DAY.get(getattr(scalar.type, "unit", ""), 1)
        if abs(count) // parts < _MANY_DAYS:
            return str(scalar.cast("string"))
        return "infinity" if count > 0 else "-infinity"
    return value


_PARTS_OF_A_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
_MANY_DAYS = 2_000_000
"""Days from 1970 that lie in the years of Python, and some more."""


def _as_meant(pyarrow: Any, column: Any) -> Any:
    """Narrow floats as the numbers that they are written as: 0.1 in 32 bits is one tenth."""
    if pyarrow.types.is_float32(column.type):
        return column.cast(pyarrow.string()).cast(pyarrow.float64())
    return column


def _table(pyarrow: Any, content: bytes, style: Literal["parquet", "arrow"]) -> Any:
    if style == "parquet":
        return pyarrow.parquet.read_table(io.BytesIO(content))
    if content.startswith(b"ARROW1"):
        return pyarrow.feather.read_table(io.BytesIO(content))
    return pyarrow.ipc.open_stream(io.BytesIO(content)).read_all()
