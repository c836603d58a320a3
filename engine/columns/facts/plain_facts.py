"""The columns of a frame -> exact columns of what people supplied.

Numbers are read as `engine/evidence/readers.py` reads them: a float is the shortest decimal that
reads back as it. Whatever is not plain here, a text or a value that may be refused, is read by
those readers themselves, once for each different value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import Any

import numpy
import polars

from ....dsl import framework as fw
from ....dsl.types import DateType, QuantityType, Type, YesNoType
from ...evidence.readers import Reader
from ..output.layout import UNIX_EPOCH
from ..values.absences import Absences, Codes
from ..values.conditions import Mask
from ..values.numbers import EXACT_FLOAT, WIDEST, Numbers
from .buffers import Bits, Buffers

DIGITS = 10**15
"""Two decimals of up to 15 digits are never the same float, so one of them that reads back as a
float is the shortest that does."""
PLACES = (0, 1, 2, 3, 4, 6, 8, 10, 12)


Limits = tuple[tuple[int | None, int | None], ...]
"""The least and the greatest numerators that each bound allows, over one denominator."""


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A fact that columns supply: its type and range, its scalar reader, and the codes of its
    absences. `memory` has what some texts were read as, `limits` what the range allows."""

    type: Type | None
    range: tuple[fw.Bound, ...]
    read: Reader
    empty: int
    stated: int
    memory: dict[tuple[str, ...], Any] = field(default_factory=dict)
    limits: dict[int, Limits] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a fact. `refused` are the rows that only the scalar road can read or refuse."""

    column: Numbers
    refused: Mask | None


Reading = Callable[[int, int], Part]
"""Gives the rows from one position to before another."""


def plain_reading(series: polars.Series, fact: Fact) -> Reading | None:
    """A column of the type that its fact has -> what reads its rows; None for any other."""
    dtype = series.dtype
    match fact.type:
        case QuantityType() if dtype == polars.Float64:
            return _floats(series, fact)
        case QuantityType() if dtype in _WHOLE:
            return _wholes(series, fact)
        case QuantityType() if isinstance(dtype, polars.Decimal):
            return _decimals(series, fact, 10**dtype.scale)
        case DateType() if dtype == polars.Date:
            return _dates(series, fact)
        case YesNoType() if dtype == polars.Boolean:
            return _truths(series, fact)
        case _:
            return None


_WHOLE: dict[Any, Any] = {
    polars.Int8: numpy.int8,
    polars.Int16: numpy.int16,
    polars.Int32: numpy.int32,
    polars.Int64: numpy.int64,
    polars.UInt8: numpy.uint8,
    polars.UInt16: numpy.uint16,
    polars.UInt32: numpy.uint32,
}


def codes_of(missing: Mask | None, fact: Fact) -> Codes | None:
    """The codes of rows that say nothing."""
    return None if missing is None else Absences.where(missing, fact.empty, None)


# --- whole numbers, decimals, dates and truths ---------------------------------------------


def _wholes(series: polars.Series, fact: Fact) -> Reading:
    buffers = Buffers.of(series)
    values = buffers.values(_WHOLE[series.dtype])
    scaled = _Scaled(fact)

    def read(start: int, stop: int) -> Part:
        missing = buffers.there.unset(start, stop)
        return scaled.part(_present(values[start:stop], missing), 1, missing)

    return read


def _decimals(series: polars.Series, fact: Fact, scale: int) -> Reading:
    buffers = Buffers.of(series)
    halves = buffers.values(numpy.int64, width=2).reshape(-1, 2)
    scaled = _Scaled(fact)

    def read(start: int, stop: int) -> Part:
        missing = buffers.there.unset(start, stop)
        values, above = (_present(halves[start:stop, half], missing) for half in (0, 1))
        beyond = above != values >> 63
        if not beyond.any():
            return scaled.part(values, scale, missing)
        return scaled.part(numpy.where(beyond, 0, values), scale, missing, beyond)

    return read


def _dates(series: polars.Series, fact: Fact) -> Reading:
    buffers = Buffers.of(series)
    days = buffers.values(numpy.int32)
    scaled = _Scaled(fact)

    def read(start: int, stop: int) -> Part:
        values = numpy.add(days[start:stop], UNIX_EPOCH, dtype=numpy.float64)
        missing = buffers.there.unset(start, stop)
        return scaled.part(_present(values, missing), 1, missing)

    return read


def _truths(series: polars.Series, fact: Fact) -> Reading:
    buffers = Buffers.of(series)
    bits: Bits = buffers.truths()

    def read(start: int, stop: int) -> Part:
        truths = bits.unpacked(start, stop).view(numpy.bool_)
        missing = buffers.there.unset(start, stop)
        if missing is not None:
            truths = truths & ~missing
        return Part(Numbers(truths, 1, 0, 1, 1, codes_of(missing, fact)), None)

    return read


def _present(values: Any, missing: Mask | None) -> Any:
    return values if missing is None else numpy.where(missing, values.dtype.type(0), values)


# --- floats --------------------------------------------------------------------------------


def _floats(series: polars.Series, fact: Fact) -> Reading:
    buffers = Buffers.of(series)
    values = buffers.values(numpy.float64)
    scaled = _Scaled(fact)
    places = _Places()

    def read(start: int, stop: int) -> Part:
        missing = buffers.there.unset(start, stop)
        part = _present(values[start:stop], missing)
        low, high = _ends(part)
        strange = None
        if not -EXACT_FLOAT <= low <= high <= EXACT_FLOAT:
            # An end that is no number is not in order either.
            usual = numpy.abs(part) <= EXACT_FLOAT
            strange = ~usual
            part = numpy.where(usual, part, 0.0)
            low, high = _ends(part)
        n, scale, unread = _as_decimals(part, max(-low, high), places)
        if unread is None:
            ends = round(low * scale), round(high * scale)
            return scaled.part(n, scale, missing, strange, ends)
        strange = unread if strange is None else strange | unread
        return scaled.part(numpy.where(unread, 0.0, n), scale, missing, strange)

    return read


def _ends(values: Any) -> tuple[float, float]:
    return (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)


@dataclass(slots=True)
class _Places:
    """The numbers of decimal places to try, beginning with those that read other rows of the
    column."""

    order: tuple[int, ...] = PLACES

    def begin_with(self, places: int) -> None:
        """What to try first from now on."""
        if self.order[0] != places:
            self.order = (places, *(each for each in PLACES if each != places))


def _as_decimals(values: Any, size: float, places: _Places) -> tuple[Any, int, Mask | None]:
    """The numerators over the power of ten that reads the most values back, and the rows in which
    it does not."""
    best: tuple[int, Any, int, Any] | None = None
    for each in places.order:
        scale = 10**each
        if scale == 1:
            n = numpy.rint(values)
            read = n == values
        else:
            n = numpy.rint(values * scale)
            read = n / scale == values
            if size * scale > DIGITS:
                read &= numpy.abs(n) <= DIGITS
        count = int(numpy.count_nonzero(read))
        if count == len(values):
            places.begin_with(each)
            return n, scale, None
        if best is None or count > best[0]:
            best = (count, n, scale, read)
    assert best is not None
    return best[1], best[2], ~best[3]


# --- types and ranges ----------------------------------------------------------------------


class _Scaled:
    """Makes parts of numerators over a scale, with what the type or the range of the fact refuses
    left out."""

    def __init__(self, fact: Fact) -> None:
        self._fact = fact

    def part(
        self,
        values: Any,
        scale: int,
        missing: Mask | None,
        strange: Mask | None = None,
        ends: tuple[int, int] | None = None,
    ) -> Part:
        """`missing` rows hold 0, and so do those too `strange` to be read here."""
        low, high = ends or ((int(values.min()), int(values.max())) if len(values) else (0, 0))
        low, high = min(low, 0), max(high, 0)
        refused = self._unfit(values, scale, missing, (low, high))
        if strange is not None:
            refused = strange if refused is None else refused | strange
        if refused is not None:
            values = numpy.where(refused, values.dtype.type(0), values)
            low, high = min(int(values.min()), 0), max(int(values.max()), 0)
        if max(-low, high) <= EXACT_FLOAT:
            values = values.astype(numpy.float64, copy=False)
        codes = codes_of(missing, self._fact)
        return Part(Numbers(values, scale, low, high, scale, codes), refused)

    def _unfit(
        self, values: Any, scale: int, missing: Mask | None, ends: tuple[int, int]
    ) -> Mask | None:
        """The rows that the type or the range refuses, or that are too large."""
        unfit: Any = None
        for least, most in (*_limits(self._fact, scale), (-WIDEST, WIDEST)):
            if least is not None and ends[0] < least:
                below = values < least
                unfit = below if unfit is None else unfit | below
            if most is not None and ends[1] > most:
                above = values > most
                unfit = above if unfit is None else unfit | above
        type = self._fact.type
        if isinstance(type, QuantityType) and type.kind == "count" and scale != 1:
            broken = numpy.remainder(values, scale) != 0
            unfit = broken if unfit is None else unfit | broken
        if unfit is None:
            return None
        if missing is not None:
            unfit &= ~missing
        return unfit if unfit.any() else None


def _limits(fact: Fact, scale: int) -> Limits:
    known = fact.limits.get(scale)
    if known is None:
        known = fact.limits[scale] = _made_limits(fact, scale)
    return known


def _made_limits(fact: Fact, scale: int) -> Limits:
    limits: list[tuple[int | None, int | None]] = []
    kind = fact.type.kind if isinstance(fact.type, QuantityType) else ""
    if kind == "count":
        limits.append((0, None))
    if kind == "percent":
        limits.append((-2 * scale + 1, 2 * scale - 1))
    for bound in fact.range:
        value = bound.value
        limit = value * scale if isinstance(value, Fraction) else Fraction(value.toordinal())
        match bound.operator:
            case ">=":
                limits.append((ceil(limit), None))
            case ">":
                limits.append((floor(limit) + 1, None))
            case "<=":
                limits.append((None, floor(limit)))
            case "<":
                limits.append((None, ceil(limit) - 1))
    return tuple(limits)
