"""Exact numbers as texts of every digit, many at a time."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy
import polars
from polars import col, lit

from ...render.exact_text import decimal_text
from .numbers import Numbers, in_64_bits
from .sums import WideSum

_MOST_PLACES = 18
_TENS = numpy.array([10**places for places in range(_MOST_PLACES + 1)], numpy.int64)
_MOST_FIVES = 27
_FIVES = numpy.array([5**power for power in range(_MOST_FIVES + 1)], numpy.int64)
_GREATEST = 2**63 - 1
_MANY = 1_024
"""From so many rows on it is worth a look whether many are alike."""
_SAMPLE = 512
_FEW = 512
"""Up to so many numbers are written one by one, which takes less than to set columns up."""


def exact_texts(column: Numbers, rows: int) -> polars.Series:
    """Each row as a decimal where its digits end, else as a fraction, as `decimal_text` writes
    it; absent rows have none."""
    within = not isinstance(column, WideSum) and max(column.size, column.most) <= _GREATEST
    if not within or column.is_constant:
        return _with_absent(_one_by_one(column, rows), column)
    n, d = (in_64_bits(each, rows) for each in (column.n, column.d))
    few = _alike(column, n, d)
    if few is None:
        return _with_absent(_reduced_texts(n, d, {}), column)
    # Rows that are alike have their text made once; the last is of those that are absent.
    of_rows, first = few
    if column.absent is not None:
        of_rows = numpy.where(column.absent == 0, of_rows, numpy.uint32(len(first)))
    return _listed_texts(n[first], d[first]).gather(of_rows)


def _with_absent(texts: polars.Series, column: Numbers) -> polars.Series:
    if column.absent is None:
        return texts
    there = polars.Series(column.absent == 0)
    return texts.to_frame("text").select(polars.when(there).then(col("text"))).to_series()


def _one_by_one(column: Numbers, rows: int) -> polars.Series:
    if isinstance(column, WideSum):
        n, d, wide = column.fractions(rows)
        single = {row: column.exact(row) for row in numpy.flatnonzero(wide).tolist()}
        return _reduced_texts(n, d, single)
    if column.is_constant:
        text = decimal_text(Fraction(column.n, column.d))
        return polars.Series([text]).new_from_index(0, rows)
    pairs = (_listed(each, rows) for each in (column.n, column.d))
    texts = [decimal_text(Fraction(n, d)) for n, d in zip(*pairs, strict=True)]
    return polars.Series(texts, dtype=polars.String)


def _listed_texts(n: Any, d: Any) -> polars.Series:
    """The texts of numbers of 64 bits, and nothing after them."""
    if len(n) <= _FEW:
        return polars.Series([*map(_text, n.tolist(), d.tolist()), None], dtype=polars.String)
    return polars.concat([_reduced_texts(n, d, {}), polars.Series([None], dtype=polars.String)])


@lru_cache(maxsize=1 << 14)
def _text(n: int, d: int) -> str:
    """The text of a number that stands in many rows, and mostly again in the next ones."""
    return decimal_text(Fraction(n, d))


def _alike(column: Numbers, n: Any, d: Any) -> tuple[Any, Any] | None:
    """Where few numbers stand in many rows, which of them each row has, and a row of each."""
    rows = len(n)
    widths = 1 if isinstance(column.d, int) else column.most + 1
    span = (column.high - column.low + 1) * widths
    if span > _GREATEST or rows < _MANY:
        return None
    keys = (n - column.low) * widths + (0 if widths == 1 else d)
    if span <= 4 * rows:
        firsts = numpy.full(span, -1, numpy.int64)
        firsts[keys] = numpy.arange(rows)
        used = numpy.flatnonzero(firsts >= 0)
        places = numpy.empty(span, numpy.uint32)
        places[used] = numpy.arange(len(used))
        return places[keys], firsts[used]
    sample = numpy.unique(keys[:: rows // _SAMPLE])
    if len(sample) > _SAMPLE // 4:
        return None
    _, first, of_rows = numpy.unique(keys, return_index=True, return_inverse=True)
    return of_rows.astype(numpy.uint32), first


def _listed(values: Any, rows: int) -> list[int]:
    return [values] * rows if isinstance(values, int) else list(map(int, values.tolist()))


def _reduced_texts(n: Any, d: Any, single: Mapping[int, Fraction]) -> polars.Series:
    """Numbers of 64 bits -> their texts; of some rows those of other numbers."""
    divisor = numpy.gcd(n, d)
    n, d = n // divisor, d // divisor
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
    found = {
        row: Fraction(int(n[row]), int(d[row])) for row in numpy.flatnonzero(ends & ~short).tolist()
    }
    found |= single
    texts = _joined(n, d, scaled // tens, scaled % tens, places, short)
    return texts.scatter(list(found), [decimal_text(each) for each in found.values()])


def _joined(n: Any, d: Any, whole: Any, rest: Any, places: Any, short: Any) -> polars.Series:
    """Whole numbers, decimals and fractions are each written together."""
    kinds = numpy.where(short, numpy.where(places == 0, 0, 1), 2).astype(numpy.uint8)
    parts, order = [], []
    for kind, written in enumerate((_wholes, _decimals, _fractions)):
        rows = numpy.flatnonzero(kinds == kind)
        if len(rows):
            columns = (each[rows] for each in (n, d, whole, rest, places))
            parts.append(written(*columns))
            order.append(rows)
    if len(parts) < 2:
        return parts[0] if parts else polars.Series([], dtype=polars.String)
    back = numpy.empty(len(n), numpy.uint32)
    back[numpy.concatenate(order)] = numpy.arange(len(n))
    return polars.concat(parts).gather(back)


def _wholes(n: Any, _d: Any, _whole: Any, _rest: Any, _places: Any) -> polars.Series:
    return polars.Series(n).cast(polars.String)


def _decimals(n: Any, _d: Any, whole: Any, rest: Any, places: Any) -> polars.Series:
    frame = polars.DataFrame({"less": n < 0, "whole": whole, "rest": rest, "places": places})
    sign = polars.when("less").then(lit("-")).otherwise(lit(""))
    digits = col("rest").cast(polars.String).str.zfill(col("places"))
    return frame.select(polars.concat_str(sign, col("whole"), lit("."), digits)).to_series()


def _fractions(n: Any, d: Any, _whole: Any, _rest: Any, _places: Any) -> polars.Series:
    frame = polars.DataFrame({"n": n, "d": d})
    return frame.select(polars.concat_str("n", lit("/"), "d")).to_series()
