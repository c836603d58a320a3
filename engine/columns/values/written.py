"""Exact numbers as texts of every digit, many at a time."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy
import polars
from polars import col, lit

from ...render.exact_text import decimal_text
from .numbers import Numbers
from .sums import WideSum

_MOST_PLACES = 18
_TENS = numpy.array([10**places for places in range(_MOST_PLACES + 1)], numpy.int64)
_MOST_FIVES = 27
_FIVES = numpy.array([5**power for power in range(_MOST_FIVES + 1)], numpy.int64)
_GREATEST = 2**63 - 1


def exact_texts(column: Numbers, rows: int) -> list[str]:
    """Each row as a decimal where its digits end, else as a fraction, as `decimal_text` writes
    it."""
    if isinstance(column, WideSum):
        return [decimal_text(column.exact(row)) for row in range(rows)]
    if column.is_constant:
        return [decimal_text(Fraction(column.n, column.d))] * rows
    if max(column.size, column.most) > _GREATEST:
        pairs = (_listed(each, rows) for each in (column.n, column.d))
        return [decimal_text(Fraction(n, d)) for n, d in zip(*pairs, strict=True)]
    n, d = (_whole(each, rows) for each in (column.n, column.d))
    divisor = numpy.gcd(n, d)
    return _texts(n // divisor, d // divisor)


def _listed(values: Any, rows: int) -> list[int]:
    return [values] * rows if isinstance(values, int) else list(map(int, values.tolist()))


def _whole(values: Any, rows: int) -> Any:
    if isinstance(values, int):
        return numpy.full(rows, values, numpy.int64)
    return values.astype(numpy.int64)


def _texts(n: Any, d: Any) -> list[str]:
    """Numbers in lowest terms -> their texts."""
    twos = d & -d
    odd = d // twos
    ends = _FIVES[-1] % odd == 0
    fives = numpy.searchsorted(_FIVES, numpy.where(ends, odd, 1))
    places = numpy.maximum(numpy.frexp(twos.astype(numpy.float64))[1] - 1, fives)
    short = ends & (places <= _MOST_PLACES)
    places = numpy.where(short, places, 0)
    tens = _TENS[places]
    factor = numpy.where(short, tens // d, 1)
    size = numpy.abs(n)
    short &= size <= _GREATEST // numpy.maximum(factor, 1)
    scaled = size * numpy.where(short, factor, 0)
    texts = _joined(n, d, scaled // tens, scaled % tens, places, short)
    for row in numpy.flatnonzero(ends & ~short).tolist():
        texts[row] = decimal_text(Fraction(int(n[row]), int(d[row])))
    return texts


def _joined(n: Any, d: Any, whole: Any, rest: Any, places: Any, short: Any) -> list[str]:
    frame = polars.DataFrame(
        {"n": n, "d": d, "whole": whole, "rest": rest, "places": places, "short": short}
    )
    sign = polars.when(col("n") < 0).then(lit("-")).otherwise(lit(""))
    digits = col("rest").cast(polars.String).str.zfill(col("places"))
    text = (
        polars.when(~col("short"))
        .then(polars.format("{}/{}", col("n"), col("d")))
        .when(col("places") == 0)
        .then(col("n").cast(polars.String))
        .otherwise(polars.concat_str(sign, col("whole"), lit("."), digits))
    )
    texts: list[str] = frame.select(text).to_series().to_list()
    return texts
