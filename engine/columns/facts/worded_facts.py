"""Columns of words, or of whatever is not plain, read once for each different value."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from math import lcm
from threading import Lock
from typing import Any

import numpy
import polars

from ...evidence.readers import Pair, ValueRefused
from ..values.absences import Absences, Codes
from ..values.conditions import Mask
from ..values.numbers import EXACT_FLOAT, WIDEST, Numbers
from ..values.symbols import Symbols
from .buffers import Bits, Buffers, Views
from .plain_facts import DIGITS, Fact, Part, Reading, plain_reading

FEW_ROWS, FEW_VALUES = 4_096, 128
"""Few rows mostly have all of the values there are; those of longer columns are looked at first."""
SHORT_COLUMN = 512
"""Up to so many rows a dictionary of values is the quickest."""
COMPARED = 12
"""Up to so many different texts are compared with each row: more are looked up."""
MOST_REMEMBERED = 256
"""Sets of texts of which a fact remembers what they say."""


def reading_of(series: polars.Series, fact: Fact, symbols: Symbols) -> Reading:
    """A column of a frame -> what reads its rows."""
    return plain_reading(series, fact) or _worded(series, fact, symbols)


def _worded(series: polars.Series, fact: Fact, symbols: Symbols) -> Reading:
    if isinstance(series.dtype, polars.Enum) or series.dtype == polars.Categorical:
        return _enumerated(series, fact, symbols)
    if series.dtype == polars.String and len(series) > SHORT_COLUMN:
        return _compared(series, fact, symbols) or _looked_up(series, fact, symbols)
    if series.dtype == polars.String:
        positions, texts = _listed_texts(series)
        return partial(_rows, _read_texts(texts, fact, symbols), positions)
    positions, values = _listed(series)
    return partial(_rows, _Read.of([*values, None], fact, symbols), positions)


# --- where among the different values each row stands --------------------------------------


def _listed_texts(series: polars.Series) -> tuple[Any, tuple[str, ...]]:
    listed = series.to_list()
    texts = tuple(sorted({text for text in listed if text is not None}))
    places: dict[str | None, int] = {text: place for place, text in enumerate(texts)}
    places[None] = len(texts)
    return numpy.array([places[text] for text in listed], numpy.intp), texts


def _read_texts(texts: tuple[str, ...], fact: Fact, symbols: Symbols) -> _Read:
    """What some texts are read as. Frame after frame mostly has the same few words."""
    read: _Read | None = fact.memory.get(texts)
    if read is None:
        read = _Read.of([*texts, None], fact, symbols)
        if len(texts) <= COMPARED and len(fact.memory) < MOST_REMEMBERED:
            fact.memory[texts] = read
    return read


def _listed(series: polars.Series) -> tuple[Any, Sequence[object]]:
    known: dict[Hashable, int] = {}
    values: list[object] = []
    positions = numpy.empty(len(series), numpy.int32)
    for row, value in enumerate(series.to_list()):
        try:
            at = known.setdefault((type(value), _key(value)), len(values))
        except (TypeError, ValueError):
            # What cannot be compared is another value in each row.
            at = len(values)
        if at == len(values):
            values.append(value)
        positions[row] = at
    return positions, values


def _key(value: object) -> Hashable:
    return tuple(value) if isinstance(value, list) else value


def _enumerated(series: polars.Series, fact: Fact, symbols: Symbols) -> Reading:
    """Enumerations and categories hold positions themselves."""
    buffers = Buffers.of(series)
    indices = buffers.array.indices
    dtype = indices.type.to_pandas_dtype()
    positions = numpy.frombuffer(indices.buffers()[1], dtype)[indices.offset :]
    values = buffers.array.dictionary.to_pylist()
    read = _Read.of([*values, None], fact, symbols)

    def rows(start: int, stop: int) -> Part:
        return _rows(read, _placed(positions[start:stop], buffers.there, start, len(values)))

    return rows


def _placed(positions: Any, there: Bits, start: int, nothing: int) -> Any:
    """Positions, and that of nothing where there is none."""
    wide = numpy.promote_types(positions.dtype, numpy.min_scalar_type(nothing))
    missing = there.unset(start, start + len(positions))
    if missing is None:
        return positions.astype(wide, copy=False)
    return numpy.where(missing, wide.type(nothing), positions)


def _compared(series: polars.Series, fact: Fact, symbols: Symbols) -> Reading | None:
    """Few short texts are compared with every row as they lie in memory; None where the column
    has others. A text that turns up late has the column looked up."""
    texts = series.head(FEW_ROWS).unique().drop_nulls().to_list()
    views = Views.of(series)
    if views is None or not 0 < len(texts) <= COMPARED:
        return None
    if any(len(text.encode()) > Views.INLINE for text in texts):
        return None
    texts.sort(key=lambda text: _rank(text, fact))
    known = Views.of(polars.Series(texts))
    assert known is not None
    pairs = [tuple(pair) for pair in known.words]
    read = _Read.of([*texts, None], fact, symbols)
    otherwise = _Once(lambda: _looked_up(series, fact, symbols))

    def rows(start: int, stop: int) -> Part:
        first, second = views.words[start:stop, 0], views.words[start:stop, 1]
        positions = numpy.zeros(stop - start, numpy.uint8)
        missing = views.there.unset(start, stop)
        found = numpy.zeros(stop - start, numpy.bool_) if missing is None else missing.copy()
        for position, (one, other) in enumerate(pairs):
            same = first == one
            same &= second == other
            found |= same
            if position:
                positions += same.view(numpy.uint8) * numpy.uint8(position)
        if not found.all():
            return otherwise.get()(start, stop)
        if missing is not None:
            numpy.copyto(positions, numpy.uint8(len(texts)), where=missing)
        return _rows(read, positions)

    return rows


def _looked_up(series: polars.Series, fact: Fact, symbols: Symbols) -> Reading:
    values = series.head(FEW_ROWS).unique().drop_nulls()
    positions = None
    if len(values) <= FEW_VALUES:
        positions = _positions_among(values, series)
    if positions is None:
        values = series.unique().drop_nulls()
        positions = _positions_among(values, series)
    assert positions is not None
    return _enumerated(positions, fact, symbols)


def _positions_among(values: polars.Series, series: polars.Series) -> polars.Series | None:
    """Texts as an enumeration of some values; None where there are others."""
    worded = series.cast(polars.Enum(values), strict=False)
    return worded if worded.null_count() == series.null_count() else None


class _Once:
    """A reading made when it is first needed, by whichever thread that is."""

    def __init__(self, make: Callable[[], Reading]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: Reading | None = None

    def get(self) -> Reading:
        with self._lock:
            if self._made is None:
                self._made = self._make()
        return self._made


def encoded(series: polars.Series) -> polars.Series:
    """Texts as an enumeration, of which positions are moved about instead of texts."""
    if series.dtype != polars.String:
        return series
    values = series.head(FEW_ROWS).unique().drop_nulls()
    worded = _positions_among(values, series) if len(values) <= FEW_VALUES else None
    if worded is None:
        worded = _positions_among(series.unique().drop_nulls(), series)
    assert worded is not None
    return worded


# --- what the different values say ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Read:
    """The different values of a column as read, nothing the last: numerators over one
    denominator, the codes of the absent, and those refused.

    `alone_absent`: only nothing is absent. `consecutive`: the first number and how many there
    are, where the values that are present are whole numbers each one above the one before; their
    positions then tell them.
    """

    n: Any
    d: int
    low: int
    high: int
    codes: Codes
    refused: Mask
    some_refused: bool
    alone_absent: bool
    consecutive: tuple[int, int] | None

    @classmethod
    def of(cls, values: Sequence[object], fact: Fact, symbols: Symbols) -> _Read:
        pairs = [_pair(value, fact) for value in values]
        present = [pair for pair in pairs if pair is not None and pair[1]]
        common = _denominator([pair for pair in present if type(pair[0]) is int])
        placed = [_place(pair, common, fact, symbols) for pair in pairs]
        numbers = [n for n, _, _ in placed]
        low, high = min(0, *numbers), max(0, *numbers)
        dtype: Any = numpy.float64 if max(-low, high) <= EXACT_FLOAT else numpy.int64
        if present and all(type(pair[0]) is bool for pair in present):
            dtype = numpy.bool_
        n = numpy.array(numbers, dtype)
        codes = numpy.array([code for _, code, _ in placed], numpy.uint16)
        refused = numpy.array([wrong for _, _, wrong in placed], numpy.bool_)
        alone = bool(codes[-1]) and not codes[:-1].any()
        row = _consecutive(n, common, (codes != 0) | refused)
        return cls(n, common, int(low), int(high), codes, refused, bool(refused.any()), alone, row)


def _rows(read: _Read, positions: Any, start: int = 0, stop: int | None = None) -> Part:
    """Rows by the positions of what they say."""
    at = positions[start:stop]
    refused = None
    if read.some_refused:
        refused = read.refused[at]
        refused = refused if refused.any() else None
    if read.alone_absent:
        nothing = at == at.dtype.type(len(read.codes) - 1)
        absent = Absences.where(nothing, int(read.codes[-1]), None) if nothing.any() else None
    else:
        absent = numpy.take(read.codes, at.astype(numpy.intp), mode="clip")
        absent = absent if absent.any() else None
    if read.consecutive is None:
        n = numpy.take(read.n, at.astype(numpy.intp), mode="clip")
    else:
        first, count = read.consecutive
        n = (at + at.dtype.type(first)) * (at < at.dtype.type(count))
        n = n.astype(numpy.float64)
    return Part(Numbers(n, read.d, read.low, read.high, read.d, absent), refused)


def _pair(value: object, fact: Fact) -> Pair | None:
    try:
        return fact.read(value)
    except ValueRefused:
        return None


def _rank(value: object, fact: Fact) -> tuple[bool, Any]:
    """What sorts whole numbers first, in their order."""
    pair = _pair(value, fact)
    whole = pair is not None and pair[1] == 1 and type(pair[0]) is int
    return (False, pair[0]) if whole and pair is not None else (True, 0)


def _consecutive(n: Any, d: int, gone: Mask) -> tuple[int, int] | None:
    if d != 1 or n.dtype != numpy.float64 or len(n) > 100:
        return None
    count, first = int(gone.argmax()), int(n[0])
    if not count or not gone[count:].all() or not 0 <= first < 100:
        return None
    return (first, count) if (n[:count] == numpy.arange(first, first + count)).all() else None


def _denominator(pairs: Sequence[Pair]) -> int:
    """What most numbers can be written over: those of the finest digits are left out."""
    common = 1
    for d in sorted({d for _, d in pairs}):
        wider = lcm(common, d)
        if wider <= DIGITS:
            common = wider
    return common


def _place(pair: Pair | None, common: int, fact: Fact, symbols: Symbols) -> tuple[Any, int, bool]:
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
