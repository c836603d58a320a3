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
from .absences import NOT_APPLICABLE, Absences
from .displayed import nearest_float
from .facts import UNIX_EPOCH
from .results import Cell, Result, reason_text, words_of
from .symbols import Symbols

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
