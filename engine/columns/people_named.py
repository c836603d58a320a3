"""The column that names people -> the same as texts wherever names have to be compared."""

from __future__ import annotations

from decimal import Decimal

import polars

from ..evidence.problems import UsageError


def with_names(
    frame: polars.DataFrame, column: str, what: str, *, compared: bool
) -> polars.DataFrame:
    """A frame whose column of people, if it holds objects, holds their texts; `compared` tells that
    rows of tables are found by them.

    UsageError then for numbers with decimals: `7.0` is another text than `7`, and a person whose
    rows are not found would seem to have none.
    """
    names = frame[column]
    if names.dtype == polars.Object:
        values = names.to_list()
        if compared and any(isinstance(each, float | Decimal) for each in values):
            raise _decimals(column, what)
        texts = [None if each is None else str(each) for each in values]
        return frame.with_columns(polars.Series(column, texts, polars.String))
    with_decimals = names.dtype.is_float() or (
        isinstance(names.dtype, polars.Decimal) and names.dtype.scale
    )
    if compared and with_decimals and names.null_count() < len(names):
        raise _decimals(column, what)
    return frame


def _decimals(column: str, what: str) -> UsageError:
    return UsageError(
        f"the column `{column}` of {what} names people by numbers with decimals, which pandas "
        "makes of whole numbers where one is missing: make them whole numbers or texts"
    )
