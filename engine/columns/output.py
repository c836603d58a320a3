"""Chunks of columns and single rows -> the columns of a Polars frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

import numpy
import polars
import pyarrow

from ...dsl.types import (
    ChoiceType,
    DateType,
    LevelType,
    PeriodType,
    QuantityType,
    TextType,
    YesNoType,
)
from ..plan import Plan
from ..render.exact_text import decimal_text
from .absences import NOT_APPLICABLE, Absences, Codes, does_not_apply, overriding
from .facts import UNIX_EPOCH
from .numbers import EXACT_FLOAT, Mask, Numbers, multiplied
from .plan_columns import Chunk
from .results import Cell, Result, reason_text, words_of
from .reweighting import Weights
from .sums import WideSum
from .terms import Symbols

NumberForm = Literal["float", "exact"]
Form = Literal["float", "exact", "word", "reason", "date", "truth", "symbol"]

_STORED: dict[Form, Any] = {
    "float": numpy.float64,
    "word": numpy.uint8,
    "reason": numpy.uint16,
    "date": numpy.int32,
    "truth": numpy.uint8,
    "symbol": numpy.int64,
}


@dataclass(slots=True, eq=False)
class Output:
    """A column being filled, by chunks from several threads. `present` has a bit for each row,
    set where there is a value; `cells` are texts where numbers are asked for exactly."""

    result: Result
    form: Form
    words: tuple[str, ...]
    stored: Any
    present: Any
    cells: list[str | None] = field(default_factory=list)


def outputs_for(
    plan: Plan, results: Sequence[Result], rows: int, numbers: NumberForm
) -> list[Output]:
    """Empty columns for so many rows."""
    outputs = []
    for result in results:
        form, words = _form(plan, result, numbers), words_of(plan, result)
        dtype = numpy.uint16 if len(words) > 255 else _STORED.get(form)
        stored = None if dtype is None else numpy.zeros(rows, dtype)
        bits = numpy.zeros((rows + 7) // 8, numpy.uint8)
        cells: list[str | None] = [None] * rows if form == "exact" else []
        outputs.append(Output(result, form, words, stored, bits, cells))
    return outputs


def _form(plan: Plan, result: Result, numbers: NumberForm) -> Form:
    match result.quality:
        case "weight" | "contribution":
            return numbers
        case "reason":
            return "reason"
        case "value":
            match plan.steps[result.steps[0]].type:
                case QuantityType():
                    return numbers
                case DateType():
                    return "date"
                case YesNoType():
                    return "truth"
                case TextType() | ChoiceType() | PeriodType():
                    return "symbol"
                case LevelType():
                    return "word"
    return "word"


# --- from chunks ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filler:
    """Writes what a chunk came to into the rows of the outputs from `start` on."""

    chunk: Chunk
    start: int
    _weights: dict[str, Numbers] = field(default_factory=dict)
    _absences: dict[tuple[int, ...], Codes | None] = field(default_factory=dict)

    def fill(self, outputs: Sequence[Output]) -> None:
        """Every output in turn."""
        for output in outputs:
            self._fill(output)

    def _fill(self, output: Output) -> None:
        chunk, result = self.chunk, output.result
        index = result.steps[0]
        match result.quality:
            case "value" | "level":
                column = chunk.columns[index]
                self._put(output, self._values(output, column), column.absent)
            case "weight":
                self._put(output, self._number(output, self._weight(result)), None)
            case "contribution":
                column, absent = self._contribution(result, index)
                self._put(output, self._number(output, column), absent)
            case "rule":
                decision, absent = chunk.decisions[index]
                nowhere = decision < 0
                if absent is not None:
                    nowhere |= absent != 0
                self._put(output, decision, nowhere)
            case "gate":
                self._put(output, chunk.decisions[index][0], None)
            case "state":
                self._put(output, _states(chunk.columns[index].absent), None)
            case "absent":
                absent = self._absent(result)
                kinds = 0 if absent is None else does_not_apply(absent)
                self._put(output, kinds, True if absent is None else absent == 0)
            case "reason":
                absent = self._absent(result)
                self._put(output, 0 if absent is None else absent, absent is None or absent == 0)

    def _values(self, output: Output, column: Numbers) -> Any:
        if output.form in {"float", "exact"}:
            return self._number(output, column)
        if output.form == "date":
            return column.n - UNIX_EPOCH
        return column.n

    def _number(self, output: Output, column: Numbers) -> Any:
        if output.form == "exact":
            return exact_texts(column, self.chunk.rows)
        return rounded_floats(column)

    def _absent(self, result: Result) -> Codes | None:
        """The codes of the first of the steps that is absent in each row."""
        if result.steps not in self._absences:
            codes: Codes | None = None
            for index in result.steps:
                codes = overriding(codes, self.chunk.columns[index].absent)
            self._absences[result.steps] = codes
        return self._absences[result.steps]

    def _weight(self, result: Result) -> Numbers:
        weights = self.chunk.weights
        assert weights is not None
        if result.id not in self._weights:
            self._weights[result.id] = effective_weight(weights, result.id)
        return self._weights[result.id]

    def _contribution(self, result: Result, index: int) -> tuple[Numbers, Any]:
        points = self.chunk.columns[index]
        weight = self._weight(result)
        product = multiplied(weight, points.with_absent(None), self.chunk.absences)
        return product, points.absent

    def _put(self, output: Output, values: Any, absent: Any) -> None:
        """`absent` is a mask of the rows without a value, their codes, or True for all."""
        rows, start = self.chunk.rows, self.start
        if output.form == "exact":
            gone = _gone(absent, rows)
            output.cells[start : start + rows] = [
                None if missing else text for text, missing in zip(values, gone, strict=True)
            ]
            return
        output.stored[start : start + rows] = values
        if absent is True:
            return
        here = numpy.ones(rows, numpy.bool_) if absent is None else _present(absent)
        bits = numpy.packbits(here, bitorder="little")
        output.present[start // 8 : start // 8 + len(bits)] = bits


def _present(absent: Any) -> Mask:
    here: Mask = ~absent if absent.dtype == numpy.bool_ else absent == 0
    return here


def _gone(absent: Any, rows: int) -> Sequence[bool]:
    if absent is None or isinstance(absent, bool):
        return [bool(absent)] * rows
    gone: list[bool] = (~_present(absent)).tolist()
    return gone


def _states(absent: Codes | None) -> Any:
    if absent is None:
        return 0
    return (absent != 0).astype(numpy.uint8) + does_not_apply(absent)


def effective_weight(weights: Weights, id: str) -> Numbers:
    """The share of the whole role that a measure or a responsibility has in each row."""
    for position, shares in enumerate(weights.shares):
        responsibility = weights.operation.responsibilities[position]
        if responsibility.id == id:
            return _share(weights, position, None)
        if responsibility.score is None and id in shares.ids:
            return _share(weights, position, shares.ids.index(id))
    raise KeyError(id)


def _share(weights: Weights, position: int, measure: int | None) -> Numbers:
    """role / whole * weight / left, 0 where it does not count."""
    shares, role, left = (
        weights.shares[position],
        weights.roles[position],
        weights.left[position],
    )
    top, among, counts = role, 1, None
    if measure is not None:
        top, among = role * shares.weights[measure], left
        counts = weights.counted[position][measure]
    elif not isinstance(left, int):
        counts = left > 0
    whole = weights.whole
    n: Any = top if counts is None else counts * numpy.float64(top)
    most = sum(weights.roles) * (1 if measure is None else shares.total)
    if isinstance(whole, int) and isinstance(among, int):
        return Numbers(n, whole * among, 0, top, most)
    d = numpy.multiply(whole, among, dtype=numpy.float64)
    return Numbers(n, numpy.maximum(d, 1.0), 0, top, most)


# --- numbers -------------------------------------------------------------------------------


def rounded_floats(column: Numbers) -> Any:
    """The correctly rounded float of each row."""
    if isinstance(column, WideSum) or max(column.size, column.most) <= EXACT_FLOAT:
        return column.quotient()
    n, d = column.n, column.d
    if isinstance(d, int):
        return numpy.array([each / d for each in _listed(n)], numpy.float64)
    pairs = zip(_listed(n, len(d)), _listed(d), strict=True)
    return numpy.array([top / bottom for top, bottom in pairs], numpy.float64)


def _listed(values: Any, rows: int = 0) -> list[int]:
    if isinstance(values, int):
        return [values] * rows
    whole: list[int] = values.astype(numpy.int64, copy=False).tolist()
    return whole


def exact_texts(column: Numbers, rows: int) -> list[str]:
    """Each row as a decimal where its digits end, else as a fraction."""
    if isinstance(column, WideSum):
        return [decimal_text(column.exact(row)) for row in range(rows)]
    tops, bottoms = (
        [each] * rows if isinstance(each, int) else _listed(each) for each in (column.n, column.d)
    )
    known: dict[tuple[int, int], str] = {}
    texts = []
    for pair in zip(tops, bottoms, strict=True):
        text = known.get(pair)
        if text is None:
            text = known[pair] = decimal_text(Fraction(*pair))
        texts.append(text)
    return texts


# --- from single rows ----------------------------------------------------------------------


def put_row(
    outputs: Sequence[Output], row: int, cells: Sequence[Cell], reasons: Reasons, symbols: Symbols
) -> None:
    """Writes the cells of one person."""
    for output, cell in zip(outputs, cells, strict=True):
        bit = numpy.uint8(1 << (row % 8))
        if cell is None:
            output.present[row // 8] &= ~bit
            if output.form == "exact":
                output.cells[row] = None
            continue
        output.present[row // 8] |= bit
        _put_cell(output, row, cell, reasons, symbols)


def _put_cell(output: Output, row: int, cell: Cell, reasons: Reasons, symbols: Symbols) -> None:
    match output.form:
        case "exact":
            assert isinstance(cell, Fraction)
            output.cells[row] = decimal_text(cell)
        case "float":
            assert isinstance(cell, Fraction)
            output.stored[row] = nearest_float(cell)
        case "word":
            output.stored[row] = output.words.index(str(cell))
        case "reason":
            output.stored[row] = reasons.code(str(cell))
        case "date":
            assert isinstance(cell, date)
            output.stored[row] = cell.toordinal() - UNIX_EPOCH
        case "truth":
            output.stored[row] = cell
        case "symbol":
            output.stored[row] = symbols.code(cell)


def nearest_float(value: Fraction) -> float:
    """The correctly rounded float; infinite beyond the largest, as floats round."""
    try:
        return value.numerator / value.denominator
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


class Reasons:
    """What the codes of absences say, and codes for what only single rows say."""

    def __init__(self, plan: Plan, absences: Absences) -> None:
        self._texts = {code: reason_text(plan, absence) for code, absence in absences.all.items()}
        self._codes: dict[str, int] = {}
        for code, text in self._texts.items():
            self._codes.setdefault(text, code)
        self._words: tuple[Any, list[str]] | None = None

    def code(self, text: str) -> int:
        """The code of a reason."""
        code = self._codes.get(text)
        if code is None:
            code = next(each for each in range(1, NOT_APPLICABLE * 2) if each not in self._texts)
            self._codes[text] = code
            self._texts[code] = text
        return code

    def words(self) -> tuple[Any, list[str]]:
        """For each code the position of its text, and the different texts."""
        if self._words is None:
            words = list(self._codes)
            places = {text: place for place, text in enumerate(words)}
            positions = numpy.zeros(NOT_APPLICABLE * 2, numpy.uint16)
            for code, text in self._texts.items():
                positions[code] = places[text]
            self._words = positions, words
        return self._words


# --- to Polars -----------------------------------------------------------------------------


def series_of(output: Output, reasons: Reasons, symbols: Symbols) -> polars.Series:
    """A filled column -> a Polars series of its name."""
    name = output.result.name
    match output.form:
        case "exact":
            return polars.Series(name, output.cells, polars.String)
        case "float":
            return _series(name, output, pyarrow.float64())
        case "date":
            return _series(name, output, pyarrow.int32()).cast(polars.Date)
        case "truth":
            return _series(name, output, pyarrow.uint8()).cast(polars.Boolean)
        case "word":
            plain = pyarrow.uint8() if output.stored.dtype == numpy.uint8 else pyarrow.uint16()
            return _series(name, output, plain).cat.to(polars.Enum(output.words))
        case "symbol":
            texts = [str(each) for each in symbols.values]
            places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
            positions = numpy.array([places[text] for text in texts] or [0], numpy.int64)
            return _worded(name, output, positions, list(places))
        case "reason":
            return _worded(name, output, *reasons.words())


def _series(name: str, output: Output, type: Any) -> polars.Series:
    return polars.Series(name, _array(output, output.stored, type))


def _array(output: Output, stored: Any, type: Any) -> Any:
    buffers = [pyarrow.py_buffer(output.present), pyarrow.py_buffer(stored)]
    return pyarrow.Array.from_buffers(type, len(stored), buffers)


def _worded(name: str, output: Output, positions: Any, words: list[str]) -> polars.Series:
    """Codes as the words whose positions they have."""
    if not output.present.any():
        return polars.Series(name, [], polars.Categorical).extend_constant(None, len(output.stored))
    places = positions[output.stored].astype(numpy.int32)
    indices = _array(output, places, pyarrow.int32())
    array = pyarrow.DictionaryArray.from_arrays(indices, pyarrow.array(words, pyarrow.string()))
    return polars.Series(name, array)
