"""Columns of texts that are all plain numbers -> columns of these numbers, exactly."""

from __future__ import annotations

from collections.abc import Collection

import polars

from ....dsl.types import QuantityType
from ...evidence.known_headings import fact_types
from ...plan import Plan

_PLAIN = r"^-?[0-9]{1,15}(?:\.[0-9]{1,12})?$"
_DIGITS = 38


def quantities_of(plan: Plan) -> frozenset[str]:
    """The facts that are numbers, by their keys."""
    types = fact_types(plan.framework)
    return frozenset(key for key, type in types.items() if isinstance(type, QuantityType))


def with_plain_numbers(facts: polars.DataFrame, quantities: Collection[str]) -> polars.DataFrame:
    """Texts of quantities as whole numbers or decimals, in the columns where all are plain; a
    decimal is the number that its text is read as."""
    return facts.with_columns(
        _numbers(column)
        for column in facts
        if column.name in quantities and column.dtype == polars.String
    )


def _numbers(texts: polars.Series) -> polars.Series:
    plain = texts.str.contains(_PLAIN)
    if not plain.all():
        return texts
    point = texts.str.find(".", literal=True)
    places = (texts.str.len_bytes() - point - 1).max()
    if places is None:
        return texts.cast(polars.Int64)
    assert isinstance(places, int)
    return texts.cast(polars.Decimal(_DIGITS, places))
