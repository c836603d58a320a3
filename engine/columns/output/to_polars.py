"""Filled columns, or rows of cells -> a Polars frame, handed over as Arrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy
import polars
import pyarrow

from ..parallel import in_parallel
from ..values.symbols import Symbols
from .few_rows import Cells, FewRows, Quotients, word_places
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

_NO_PROBLEMS: Mapping[int, str] = {}


def frame_of(
    outputs: Outputs, reasons: Reasons, symbols: Symbols, problems: Mapping[int, str]
) -> polars.DataFrame:
    """Columns filled in every row, and the problem of some -> a frame."""
    layout, rows = outputs.layout, outputs.rows

    def whole(block: Block) -> Any:
        return _whole_block(outputs, block, reasons, symbols)

    forms = [(block, layout.columns[block.positions[0]].form) for block in outputs.blocks]
    if outputs.together:
        blocks = [
            (
                block.positions,
                _reasons(block, reasons) if form == "reason" else whole(block),
                block.width,
            )
            for block, form in forms
            if form != "word"
        ]
        return _cut(layout, _word_places(outputs), blocks, rows, problems)
    handed = [block for block, form in forms if form != "exact"]
    wholes = [array.slice(0, rows) for array in in_parallel(whole, handed, rows)]
    positions = [block.positions[0] for block in handed]
    arrays = dict(zip(positions, wholes, strict=True))
    frame = _worded(layout, arrays, _problems(problems, rows))
    return frame if len(handed) == len(forms) else _with_texts(frame, outputs)


def frame_of_few(
    layout: Layout, few: FewRows, rows: int, problems: Mapping[int, str] = _NO_PROBLEMS
) -> polars.DataFrame:
    """The columns of so many people, and the problem of some -> a frame."""
    blocks = [
        (positions, _array(layout.columns[positions[0]], found), rows)
        for positions, found in zip(layout.unworded, few.others, strict=True)
    ]
    return _cut(layout, few.words, blocks, rows, problems)


def frame_of_cells(
    layout: Layout, cells: Sequence[Sequence[Cell]], rows: int, problems: Mapping[int, str]
) -> polars.DataFrame:
    """The cells of so many people by columns, and the problem of some -> a frame."""
    others = [
        list(chain.from_iterable([cells[position] for position in positions]))
        for positions in layout.unworded
    ]
    few = FewRows(word_places(layout, cells), others)
    return frame_of_few(layout, few, rows, problems)


def _cut(
    layout: Layout,
    words: Any,
    blocks: list[tuple[tuple[int, ...], Any, int]],
    rows: int,
    problems: Mapping[int, str],
) -> polars.DataFrame:
    """The places of words, and columns that are alike one behind the other in one array, so far
    apart -> a frame.

    Few rows take less time to cut in Polars, and words to be taken there by their places, than
    Polars takes to be given each column.
    """
    series: list[polars.Series] = [_NOTHING] * len(layout.columns)
    places = polars.Series(words.reshape(-1))
    cells = 0
    for positions in layout.worded:
        count = len(positions) * rows
        found = layout.palettes[positions[0]][places.slice(cells, count)]
        cells += count
        if len(positions) == 1:
            series[positions[0]] = found
        else:
            blocks.append((positions, found, rows))
    for positions, whole, width in blocks:
        column = (
            whole
            if isinstance(whole, polars.Series)
            else _handed_over(layout.schema.field(positions[0]), whole)
        )
        for at, position in enumerate(positions):
            part = column.slice(at * width, rows)
            series[position] = part.alias(layout.columns[position].name)
    told = [problems.get(row) for row in range(rows)] if problems else [None] * rows
    first, *others = (*series, polars.Series(PROBLEM, told, polars.String))
    return first.to_frame().hstack(others)


_NOTHING = polars.Series()
"""Stands where a column will."""


def _word_places(outputs: Outputs) -> Any:
    """The places of words in filled columns, as `FewRows` has them."""
    layout, rows = outputs.layout, outputs.rows
    blocks = [
        block for block in outputs.blocks if layout.columns[block.positions[0]].form == "word"
    ]
    if not blocks:
        return numpy.zeros((0, rows), numpy.uint32)
    there = numpy.unpackbits(
        numpy.vstack([block.present for block in blocks]), axis=1, count=rows, bitorder="little"
    )
    stored = numpy.vstack([block.stored for block in blocks])[:, :rows]
    lengths = [len(layout.columns[position].words) for position in layout.words]
    nothing = numpy.array(lengths, numpy.uint32).reshape(-1, 1)
    return numpy.where(there, stored, nothing).astype(numpy.uint32, copy=False)


def _handed_over(field: Any, array: Any) -> polars.Series:
    batch = pyarrow.RecordBatch.from_arrays([array], schema=pyarrow.schema([field]))
    return polars.DataFrame(batch).to_series()


def _worded(layout: Layout, arrays: Mapping[int, Any], problems: Any) -> polars.DataFrame:
    """The same of many rows: the positions of words become words in Polars, which takes its threads
    to that; handing over words takes one, however many there are."""
    fields, found, named = [], [], []
    for position, array in sorted(arrays.items()):
        column, field = layout.columns[position], layout.schema.field(position)
        if column.form == "word":
            field = pyarrow.field(column.name, array.indices.type)
            named.append(polars.col(column.name).cat.to(polars.Enum(column.words)))
        fields.append(field)
        found.append(array.indices if column.form == "word" else array)
    fields.append(layout.schema.field(PROBLEM))
    batch = pyarrow.RecordBatch.from_arrays([*found, problems], schema=pyarrow.schema(fields))
    return polars.DataFrame(batch).with_columns(named)


def _with_texts(frame: polars.DataFrame, outputs: Outputs) -> polars.DataFrame:
    """The same with the columns of texts, which are Polars' own."""
    whole = [
        frame[output.column.name]
        if output.texts is None
        else output.texts.whole(outputs.rows).alias(output.column.name)
        for output in outputs.columns
    ]
    return polars.DataFrame([*whole, frame[PROBLEM]])


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


def _reasons(block: Block, reasons: Reasons) -> polars.Series:
    """The reasons of few rows, as a column of those that they have: there are many more."""
    codes, places = numpy.unique(block.stored, return_inverse=True)
    return _picked([reasons.text(code) for code in codes.tolist()], places.reshape(-1))


def _picked(texts: Sequence[str | None], places: Any) -> polars.Series:
    """The texts at some places of a list."""
    palette = polars.Series(texts, dtype=polars.Categorical)
    return palette[polars.Series(places, dtype=polars.UInt32)]


def _exact_block(outputs: Outputs, block: Block) -> Any:
    found = [outputs.columns[position].texts for position in block.positions]
    return polars.concat(
        texts.whole(block.width) for texts in found if texts is not None
    ).to_arrow()


# --- from evaluations ----------------------------------------------------------------------


def _array(column: Column, found: Quotients | Cells) -> Any:
    """The array of a block, or the column in Polars, from which its columns are cut."""
    if isinstance(found, Quotients):
        mask = None if found.there.all() else ~found.there.ravel()
        return pyarrow.array(found.values.ravel(), mask=mask)
    cells: list[Any] = found
    match column.form:
        case "reason" | "symbol":
            places: dict[str | None, int] = {}
            positions = [places.setdefault(cell, len(places)) for cell in cells]
            return _picked(list(places), numpy.array(positions, numpy.uint32))
        case "date":
            return pyarrow.array(cells, pyarrow.int32()).view(pyarrow.date32())
        case "float" | "truth" | "exact":
            return pyarrow.array(cells, _TYPES[column.form])
        case "word":
            raise AssertionError(column.name)


def _dictionary(indices: Any, words: Sequence[str], *, ordered: bool = False) -> Any:
    texts = _texts(words) if isinstance(words, tuple) else pyarrow.array(words, _TYPES["exact"])
    return pyarrow.DictionaryArray.from_arrays(indices, texts, ordered=ordered, safe=False)


@lru_cache(maxsize=256)
def _texts(words: tuple[str, ...]) -> Any:
    """The words of a scale or of a list of rules, which every frame has."""
    return pyarrow.array(words, _TYPES["exact"])
