"""Filled columns, or rows of cells -> a Polars frame, handed over as Arrow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy
import polars
import pyarrow

from ..parallel import in_parallel
from ..values.symbols import Symbols
from .layout import PROBLEM, Column, Layout
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

    def whole(block: Block) -> Any:
        return _whole_block(outputs, block, reasons, symbols)

    wholes = in_parallel(whole, outputs.blocks, rows)
    told = _problems(problems, rows)
    if outputs.together:
        blocks = zip([block.positions for block in outputs.blocks], wholes, strict=True)
        return _cut(layout, blocks, (rows, outputs.blocks[0].width), told)
    arrays: list[Any] = [None] * len(layout.columns)
    for block, array in zip(outputs.blocks, wholes, strict=True):
        arrays[block.positions[0]] = array.slice(0, rows)
    return _worded(layout, arrays, told)


def frame_of_cells(
    layout: Layout, cells: Sequence[Sequence[Cell]], rows: int, problems: Mapping[int, str]
) -> polars.DataFrame:
    """The cells of so many people by columns, and the problem of some -> a frame."""
    blocks = [
        (
            positions,
            _array(
                layout.columns[positions[0]],
                list(chain.from_iterable([cells[position] for position in positions])),
            ),
        )
        for positions in layout.alike
    ]
    return _cut(layout, blocks, (rows, rows), _problems(problems, rows))


def _cut(
    layout: Layout,
    blocks: Iterable[tuple[tuple[int, ...], Any]],
    size: tuple[int, int],
    problems: Any,
) -> polars.DataFrame:
    """Columns that are alike one behind the other in one array, and the problems -> a frame; `size`
    is how many rows it has, and how far apart columns stand.

    Few rows take less time to cut in Polars than Polars takes to be given each column.
    """
    rows, width = size
    series: list[polars.Series] = [_NOTHING] * len(layout.columns)
    alone = []
    for positions, whole in blocks:
        if len(positions) == 1:
            alone.append((positions[0], whole.slice(0, rows)))
            continue
        (column,) = _handed_over([layout.schema.field(positions[0])], [whole])
        for at, position in enumerate(positions):
            part = column.slice(at * width, rows)
            series[position] = part.alias(layout.columns[position].name)
    fields = [layout.schema.field(position) for position, _ in alone]
    arrays = [array for _, array in alone]
    *found, told = _handed_over([*fields, layout.schema.field(PROBLEM)], [*arrays, problems])
    for (position, _), each in zip(alone, found, strict=True):
        series[position] = each
    first, *others = (*series, told)
    return first.to_frame().hstack(others)


_NOTHING = polars.Series()
"""Stands where a column will."""


def _handed_over(fields: Sequence[Any], arrays: Sequence[Any]) -> list[polars.Series]:
    batch = pyarrow.RecordBatch.from_arrays(arrays, schema=pyarrow.schema(fields))
    return polars.DataFrame(batch).get_columns()


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
    texts = _texts(words) if isinstance(words, tuple) else pyarrow.array(words, _TYPES["exact"])
    return pyarrow.DictionaryArray.from_arrays(indices, texts, ordered=ordered, safe=False)


@lru_cache(maxsize=256)
def _texts(words: tuple[str, ...]) -> Any:
    """The words of a scale or of a list of rules, which every frame has."""
    return pyarrow.array(words, _TYPES["exact"])
