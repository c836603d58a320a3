"""The functions of the language: what each takes, and what may be said of its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Signature:
    """`least` and `most` count the values it takes (`most` is None for any number);
    `usage` shows a call; an `irrational` function may stand only inside `round(…)`."""

    name: str
    least: int
    most: int | None
    usage: str
    irrational: bool = False


FUNCTIONS: Mapping[str, Signature] = MappingProxyType(
    {
        signature.name: signature
        for signature in (
            Signature("abs", 1, 1, "abs(x)"),
            Signature("clamp", 3, 3, "clamp(x, low, high)"),
            Signature("exp", 1, 1, "exp(x)", irrational=True),
            Signature("ln", 1, 1, "ln(x)", irrational=True),
            Signature("max", 2, None, "max(a, b, …)"),
            Signature("min", 2, None, "min(a, b, …)"),
            Signature("power", 2, 2, "power(x, exponent)"),
            Signature("sqrt", 1, 1, "sqrt(x)", irrational=True),
        )
    }
)
"""Functions of values, by name. `power` is irrational only where its exponent is not whole."""


@dataclass(frozen=True, slots=True)
class AggregateSignature:
    """`over` is what it runs over: the `rows` of a table, or the `values` of a column."""

    name: str
    over: str
    usage: str


AGGREGATES: Mapping[str, AggregateSignature] = MappingProxyType(
    {
        signature.name: signature
        for signature in (
            AggregateSignature("all", "rows", "all(table where condition)"),
            AggregateSignature("any", "rows", "any(table where condition)"),
            AggregateSignature("average", "values", "average(table.column)"),
            AggregateSignature("count", "rows", "count(table where condition)"),
            AggregateSignature("count distinct", "values", "count distinct(table.column)"),
            AggregateSignature("max", "values", "max(table.column)"),
            AggregateSignature("median", "values", "median(table.column)"),
            AggregateSignature("min", "values", "min(table.column)"),
            AggregateSignature("sum", "values", "sum(table.column)"),
            AggregateSignature(
                "weighted average", "values", "weighted average(table.column by table.weight)"
            ),
        )
    }
)
"""Functions of a table, by name."""
