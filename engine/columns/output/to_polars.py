"""Filled columns, or rows of cells -> a Polars frame, handed over as Arrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy
import polars
import pyarrow

from ..parallel import in_parallel
from ..values.symbols import Symbols
from .layout import Column, Layout
from .outputs import Block, Outputs
from .reasons import Reasons
from .row_cells import Cell

_TYPES: dict[str, Any] = {
    "float": pyarrow.float64(),
    "date": pyarrow.date32(),
    "truth": pyarrow.bool_(),
    "exact": pyarrow.large_string(),
}


def frame_of(
    outputs: Outputs, reasons: Reasons, symbols: Symbols, problems: Mapping[int, str]
) -> polars.DataFrame:
    """Columns filled in every row, and the problem of some -> a frame."""
    layout, rows = outputs.layout, outputs.rows

    arrays: list[Any] = [None] * len(layout.columns)

    def cut(block: Block) -> None:
        whole = _whole_block(outputs, block, reasons, symbols)
        for at, position in enumerate(block.positions):
            arrays[position] = whole.slice(at * block.width, rows)

    in_parallel(cut, outputs.blocks, rows)
    made = _frame if outputs.together else _worded
    return made(layout, arrays, _problems(problems, rows))


def frame_of_cells(
    layout: Layout, cells: Sequence[Sequence[Cell]], rows: int, problems: Mapping[int, str]
) -> polars.DataFrame:
    """The cells of so many people by columns, and the problem of some -> a frame."""
    arrays: list[Any] = [None] * len(layout.columns)
    for positions in layout.alike:
        together = list(chain.from_iterable([cells[position] for position in positions]))
        whole = _array(layout.columns[positions[0]], together)
        for at, position in enumerate(positions):
            arrays[position] = whole.slice(at * rows, rows)
    return _frame(layout, arrays, _problems(problems, rows))


def _frame(layout: Layout, arrays: list[Any], problems: Any) -> polars.DataFrame:
    batch = pyarrow.RecordBatch.from_arrays([*arrays, problems], schema=layout.schema)
    return polars.DataFrame(batch)


def _worded(layout: Layout, arrays: list[Any], problems: Any) -> polars.DataFrame:
    """The same of many rows: the positions of words become words in Polars, which takes its threads
    to that; handing over words takes one, however many there are."""
    fields = list(layout.schema)
    found = list(arrays)
    named = []
    for position, column in enumerate(layout.columns):
        if column.form == "word":
            found[position] = arrays[position].indices
            fields[position] = pyarrow.field(column.name, found[position].type)
            named.append(polars.col(column.name).cat.to(polars.Enum(column.words)))
    batch = pyarrow.RecordBatch.from_arrays([*found, problems], schema=pyarrow.schema(fields))
    return polars.DataFrame(batch).with_columns(named)


def _problems(problems: Mapping[int, str], rows: int) -> Any:
    if not problems:
        return pyarrow.nulls(rows, pyarrow.large_string())
    return pyarrow.array([problems.get(row) for row in range(rows)], pyarrow.large_string())


# --- from filled columns -------------------------------------------------------------------


def _whole_block(outputs: Outputs, block: Block, reasons: Reasons, symbols: Symbols) -> Any:
    """The array of a block, from which its columns are cut."""
    column = outputs.layout.columns[block.positions[0]]
    match column.form:
        case "exact":
            return _exact_block(outputs, block)
        case "word":
            codes = pyarrow.array(block.stored.reshape(-1))
            indices = _with_bits(codes.type, codes.buffers()[1], block)
            return _dictionary(indices, column.words, ordered=True)
        case "reason":
            return _coded(block, *reasons.words())
        case "symbol":
            texts = [str(each) for each in symbols.values]
            places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
            positions = numpy.array([places[text] for text in texts] or [0], numpy.uint32)
            return _coded(block, positions, list(places))
        case "truth":
            truths = numpy.packbits(block.stored.reshape(-1), bitorder="little")
            return _with_bits(pyarrow.bool_(), pyarrow.py_buffer(truths), block)
        case "float" | "date":
            return _with_bits(_TYPES[column.form], pyarrow.py_buffer(block.stored), block)


def _with_bits(type: Any, values: Any, block: Block) -> Any:
    rows = len(block.positions) * block.width
    return pyarrow.Array.from_buffers(type, rows, [pyarrow.py_buffer(block.present), values])


def _coded(block: Block, positions: Any, words: list[str]) -> Any:
    """Codes as the words whose positions they have."""
    places = numpy.take(positions, block.stored.reshape(-1), mode="clip")
    indices = _with_bits(pyarrow.from_numpy_dtype(places.dtype), pyarrow.py_buffer(places), block)
    return _dictionary(indices, words)


def _exact_block(outputs: Outputs, block: Block) -> Any:
    texts = [outputs.columns[position].texts.whole(block.width) for position in block.positions]
    return polars.concat(texts).to_arrow()


# --- from cells ----------------------------------------------------------------------------


def _array(column: Column, cells: list[Any]) -> Any:
    match column.form:
        case "word":
            type = pyarrow.uint8() if len(column.words) <= 255 else pyarrow.uint16()
            return _dictionary(pyarrow.array(cells, type), column.words, ordered=True)
        case "reason" | "symbol":
            places: dict[str, int] = {}
            positions = [
                None if cell is None else places.setdefault(cell, len(places)) for cell in cells
            ]
            return _dictionary(pyarrow.array(positions, pyarrow.uint32()), list(places))
        case "date":
            return pyarrow.array(cells, pyarrow.int32()).view(pyarrow.date32())
        case "float" | "truth" | "exact":
            return pyarrow.array(cells, _TYPES[column.form])


def _dictionary(indices: Any, words: Sequence[str], *, ordered: bool = False) -> Any:
    texts = pyarrow.array(words, pyarrow.large_string())
    return pyarrow.DictionaryArray.from_arrays(indices, texts, ordered=ordered, safe=False)
