"""The columns of a frame -> exact columns of what people supplied.

Numbers are read as `engine/evidence/readers.py` reads them: a float is the shortest decimal that
reads back as it. Whatever is not plain here, a text or a value that may be refused, is read by
those readers themselves, once for each different value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm
from typing import TYPE_CHECKING, Any

import numpy
import polars

from ...dsl import framework as fw
from ...dsl.types import DateType, QuantityType, Type, YesNoType
from ..evidence.readers import Pair, Reader, ValueRefused
from .absences import Absences, Codes
from .conditions import Mask
from .layout import UNIX_EPOCH
from .numbers import EXACT_FLOAT, WIDEST, Numbers
from .symbols import Symbols

if TYPE_CHECKING:
    from collections.abc import Sequence

DIGITS = 10**15
"""Two decimals of up to 15 digits are never the same float, so one of them that reads back as a
float is the shortest that does."""
MOST_PLACES = 12
FEW_ROWS, FEW_VALUES = 4_096, 128


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that columns supply: its type and range, its scalar reader, and the codes of its
    absences."""

    type: Type | None
    range: tuple[fw.Bound, ...]
    read: Reader
    empty: int
    stated: int


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a fact. `refused` are the rows that only the scalar road can read or refuse."""

    column: Numbers
    refused: Mask | None


Reading = Callable[[int, int], Part]
"""Gives the rows from one position to before another."""


def reading_of(series: polars.Series, fact: Fact, symbols: Symbols) -> Reading:
    """A column of a frame -> what reads its rows."""
    nulls = series.is_null().to_numpy() if series.null_count() else None
    quantity = isinstance(fact.type, QuantityType)
    dtype = series.dtype
    if quantity and dtype.is_float():
        values = series.to_physical().rechunk().to_numpy()
        return lambda start, stop: _floats(values[start:stop], _slice(nulls, start, stop), fact)
    if quantity and dtype.is_integer() and dtype not in {polars.UInt64, polars.Int128}:
        return _wholes(series.cast(polars.Int64), nulls, fact, 1)
    if quantity and isinstance(dtype, polars.Decimal):
        scaled = series.to_physical()
        if _within_int64(scaled):
            return _wholes(scaled.cast(polars.Int64), nulls, fact, 10**dtype.scale)
    if isinstance(fact.type, DateType) and dtype == polars.Date:
        return _dates(series, nulls, fact)
    if isinstance(fact.type, YesNoType) and dtype == polars.Boolean:
        truths = series.fill_null(value=False).to_numpy()
        return lambda start, stop: _truths(truths[start:stop], _slice(nulls, start, stop), fact)
    return _by_value(series, fact, symbols)


def _slice(mask: Mask | None, start: int, stop: int) -> Mask | None:
    if mask is None:
        return None
    part = mask[start:stop]
    return part if part.any() else None


def _within_int64(series: polars.Series) -> bool:
    low, high = series.min(), series.max()
    return low is None or (int(low) > -WIDEST and int(high) < WIDEST)  # type: ignore[arg-type]


def _codes(nulls: Mask | None, fact: Fact) -> Codes | None:
    return None if nulls is None else Absences.where(nulls, fact.empty, None)


# --- numbers -------------------------------------------------------------------------------


def _wholes(series: polars.Series, nulls: Mask | None, fact: Fact, scale: int) -> Reading:
    values = series.fill_null(0).rechunk().to_numpy()

    def read(start: int, stop: int) -> Part:
        return _column(values[start:stop], scale, _slice(nulls, start, stop), None, fact)

    return read


def _dates(series: polars.Series, nulls: Mask | None, fact: Fact) -> Reading:
    days = series.to_physical().fill_null(0).rechunk().to_numpy()

    def read(start: int, stop: int) -> Part:
        values = numpy.add(days[start:stop], UNIX_EPOCH, dtype=numpy.float64)
        missing = _slice(nulls, start, stop)
        if missing is not None:
            values *= ~missing
        return _column(values, 1, missing, None, fact)

    return read


def _truths(values: Mask, nulls: Mask | None, fact: Fact) -> Part:
    return Part(Numbers(values, 1, 0, 1, 1, _codes(nulls, fact)), None)


def _floats(values: Any, nulls: Mask | None, fact: Fact) -> Part:
    values = values.astype(numpy.float64, copy=False)
    if nulls is not None:
        values = numpy.where(nulls, 0.0, values)
    whole = numpy.rint(values)
    if (whole == values).all() and _greatest(values) <= EXACT_FLOAT:
        return _column(values, 1, nulls, None, fact)
    finite = numpy.isfinite(values)
    if not finite.all():
        values = numpy.where(finite, values, 0.0)
    n, scale, read = _decimals(values)
    strange = ~(read & finite)
    if strange.any():
        n = numpy.where(strange, 0.0, n)
        return _column(n, scale, nulls, strange, fact)
    return _column(n, scale, nulls, None, fact)


def _greatest(values: Any) -> float:
    return float(max(-values.min(), values.max())) if len(values) else 0.0


def _decimals(values: Any) -> tuple[Any, int, Any]:
    """The numerators over the power of ten that reads the most values back, and which it does."""
    best: tuple[int, Any, int, Any] | None = None
    for places in (1, 2, 3, 4, 6, 8, 10, MOST_PLACES):
        scale = 10**places
        n = numpy.rint(values * scale)
        read = (n / scale == values) & (numpy.abs(n) <= DIGITS)
        count = int(numpy.count_nonzero(read))
        if best is None or count > best[0]:
            best = (count, n, scale, read)
        if count == len(values):
            break
    assert best is not None
    return best[1], best[2], best[3]


def _column(values: Any, scale: int, nulls: Mask | None, strange: Mask | None, fact: Fact) -> Part:
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    low, high = min(low, 0), max(high, 0)
    refused = _unfit(values, scale, nulls, fact, (low, high))
    if strange is not None:
        refused = strange if refused is None else refused | strange
    if refused is not None:
        values = numpy.where(refused, 0, values)
        low, high = min(int(values.min()), 0), max(int(values.max()), 0)
    if max(-low, high) <= EXACT_FLOAT:
        values = values.astype(numpy.float64, copy=False)
    return Part(Numbers(values, scale, low, high, scale, _codes(nulls, fact)), refused)


def _unfit(
    values: Any, scale: int, nulls: Mask | None, fact: Fact, ends: tuple[int, int]
) -> Mask | None:
    """The rows that the type or the range of the fact refuses."""
    unfit: Any = None
    limits = _limits(fact, scale)
    for least, most in limits:
        if least is not None and ends[0] < least:
            below = values < least
            unfit = below if unfit is None else unfit | below
        if most is not None and ends[1] > most:
            above = values > most
            unfit = above if unfit is None else unfit | above
    if isinstance(fact.type, QuantityType) and fact.type.kind == "count" and scale != 1:
        broken = numpy.remainder(values, scale) != 0
        unfit = broken if unfit is None else unfit | broken
    if max(-ends[0], ends[1]) > WIDEST:
        large = (values > WIDEST) | (values < -WIDEST)
        unfit = large if unfit is None else unfit | large
    if unfit is None:
        return None
    if nulls is not None:
        unfit &= ~nulls
    return unfit if unfit.any() else None


def _limits(fact: Fact, scale: int) -> list[tuple[int | None, int | None]]:
    """The least and the greatest numerators that each bound allows."""
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
    return limits


# --- by value ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Read:
    """The different values of a column as read: numerators over one denominator, the codes of
    the absent, and those refused."""

    n: Any
    d: int
    low: int
    high: int
    codes: Codes
    refused: Mask


def _by_value(series: polars.Series, fact: Fact, symbols: Symbols) -> Reading:
    positions, values = _distinct(series, lambda each: _rank(each, fact))
    read = _read_values(values, fact, symbols)
    some_refused = bool(read.refused.any())
    absent_last = bool(read.codes[-1]) and not read.codes[:-1].any()
    consecutive = _consecutive(read)

    def rows(start: int, stop: int) -> Part:
        at = positions[start:stop]
        refused = read.refused[at] if some_refused else None
        if refused is not None and not refused.any():
            refused = None
        if absent_last:
            absent = Absences.where(at == at.dtype.type(len(values) - 1), read.codes[-1], None)
        else:
            absent = numpy.take(read.codes, at.astype(numpy.intp), mode="clip")
        if consecutive is None:
            n = numpy.take(read.n, at.astype(numpy.intp), mode="clip")
        else:
            first, count = consecutive
            here = (at + at.dtype.type(first)) * (at < at.dtype.type(count))
            n = here.astype(numpy.float64)
        column = Numbers(n, read.d, read.low, read.high, read.d, absent if absent.any() else None)
        return Part(column, refused)

    return rows


def _rank(value: object, fact: Fact) -> tuple[bool, Any]:
    """What sorts whole numbers first, in their order."""
    try:
        n, d = fact.read(value)
    except ValueRefused:
        return True, 0
    return (False, n) if d == 1 and type(n) is int else (True, 0)


def _consecutive(read: _Read) -> tuple[int, int] | None:
    """The first number and how many there are, where the values that are present are whole numbers
    each one above the one before; their positions then tell them."""
    if read.d != 1 or read.n.dtype != numpy.float64 or len(read.n) > 100:
        return None
    gone = (read.codes != 0) | read.refused
    count = int(gone.argmax())
    first = int(read.n[0])
    if not count or not gone[count:].all() or not 0 <= first < 100:
        return None
    expected = numpy.arange(first, first + count)
    return (first, count) if (read.n[:count] == expected).all() else None


def _distinct(series: polars.Series, rank: Callable[[object], Any]) -> tuple[Any, Sequence[object]]:
    """The different values, and where among them each row's stands; nothing is the last."""
    if isinstance(series.dtype, polars.Enum):
        worded, values = series.to_physical(), series.dtype.categories
        if len(values) == 255:
            worded = worded.cast(polars.UInt16)
        return worded.fill_null(len(values)).to_numpy(), [*values.to_list(), None]
    if series.dtype in {polars.String, polars.Categorical}:
        worded, values = _enumerated(series.cast(polars.String), rank)
        if len(values) == 255:
            worded = worded.cast(polars.UInt16)
        return worded.fill_null(len(values)).to_numpy(), [*values.to_list(), None]
    known: dict[object, int] = {}
    found: list[object] = []
    positions = numpy.empty(len(series), numpy.intp)
    for row, value in enumerate(series.to_list()):
        key = (type(value), tuple(value) if isinstance(value, list) else value)
        at = known.get(key)
        if at is None:
            at = known[key] = len(found)
            found.append(value)
        positions[row] = at
    return positions, [*found, None]


def encoded(series: polars.Series) -> polars.Series:
    """Texts as an enumeration, of which positions are moved about instead of texts."""
    if series.dtype not in {polars.String, polars.Categorical}:
        return series
    worded, values = _enumerated(series.cast(polars.String), str)
    return worded.cat.to(polars.Enum(values))


def _enumerated(
    texts: polars.Series, rank: Callable[[object], Any]
) -> tuple[polars.Series, polars.Series]:
    """Texts -> their positions among the different ones, and these; few rows mostly have all."""
    values = texts.head(FEW_ROWS).unique().drop_nulls()
    if len(values) <= FEW_VALUES:
        values = polars.Series(sorted(values.to_list(), key=rank), dtype=polars.String)
        worded = texts.cast(polars.Enum(values), strict=False)
        if worded.null_count() == texts.null_count():
            return worded.to_physical(), values
    values = texts.unique().drop_nulls()
    return texts.cast(polars.Enum(values)).to_physical(), values


def _read_values(values: Sequence[object], fact: Fact, symbols: Symbols) -> _Read:
    pairs: list[Pair | None] = []
    for value in values:
        try:
            pairs.append(fact.read(value))
        except ValueRefused:
            pairs.append(None)
    numeric = [pair for pair in pairs if pair is not None and pair[1] and type(pair[0]) is int]
    truths = all(type(pair[0]) is bool for pair in pairs if pair is not None and pair[1])
    common = _denominator(numeric)
    n: list[Any] = []
    codes: list[int] = []
    refused: list[bool] = []
    for pair in pairs:
        number, code, wrong = _placed(pair, common, fact, symbols)
        n.append(number)
        codes.append(code)
        refused.append(wrong)
    low, high = min(0, *n), max(0, *n)
    dtype: Any = numpy.float64 if max(-low, high) <= EXACT_FLOAT else numpy.int64
    if truths and any(type(pair[0]) is bool for pair in pairs if pair is not None and pair[1]):
        dtype = numpy.bool_
    return _Read(
        numpy.array(n, dtype), common, int(low), int(high),
        numpy.array(codes, numpy.uint16), numpy.array(refused, numpy.bool_),
    )  # fmt: skip


def _denominator(pairs: Sequence[Pair]) -> int:
    """What most numbers can be written over: those of the finest digits are left out."""
    common = 1
    for d in sorted({d for _, d in pairs}):
        wider = lcm(common, d)
        if wider <= DIGITS:
            common = wider
    return common


def _placed(pair: Pair | None, common: int, fact: Fact, symbols: Symbols) -> tuple[Any, int, bool]:
    """A read value's numerator, the code of its absence, and whether it is left to the scalar
    road."""
    if pair is None:
        return 0, 0, True
    n, d = pair
    if not d:
        return 0, fact.stated if n else fact.empty, False
    if type(n) is bool:
        return n, 0, False
    if type(n) is not int:
        return symbols.code(n), 0, False
    if common % d or abs(n) * (common // d) > WIDEST:
        return 0, 0, True
    return n * (common // d), 0, False
