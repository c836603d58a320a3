"""Columns of a rated frame while they are filled, by chunks and by single rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy
import polars

from ..values.symbols import Symbols
from .layout import Column, Form, Layout
from .reasons import Reasons
from .row_cells import Cell

_STORED: dict[Form, Any] = {
    "float": numpy.float64,
    "word": numpy.uint8,
    "reason": numpy.uint16,
    "date": numpy.int32,
    "truth": numpy.uint8,
    "symbol": numpy.int64,
}

TOGETHER = 4_096
"""Up to so many rows columns that are alike stand in one block of memory, which takes less time;
of more rows a caller who keeps one column would be holding many."""


@dataclass(slots=True)
class Texts:
    """Texts of chunks, by the rows that they start at, and those of single rows that stand in
    their place."""

    parts: dict[int, polars.Series] = field(default_factory=dict)
    single: dict[int, Any] = field(default_factory=dict)

    def whole(self, rows: int) -> polars.Series:
        """Those of so many rows; None in the rows that have none."""
        if len(self.parts) == 1 and not self.single and len(self.parts.get(0, ())) == rows:
            return self.parts[0]
        found, filled = [polars.Series([], dtype=polars.String)], 0
        for start, part in sorted(self.parts.items()):
            found += [_nothing(start - filled), part]
            filled = start + len(part)
        texts = polars.concat([*found, _nothing(rows - filled)])
        return texts.scatter(list(self.single), list(self.single.values()))


def _nothing(rows: int) -> polars.Series:
    return polars.Series([None], dtype=polars.String).new_from_index(0, rows)


@dataclass(slots=True, eq=False)
class Output:
    """A column being filled, by chunks from several threads. `present` has a bit for each row,
    set where there is a value; `texts` are those of numbers that are asked for exactly, and
    stand in the place of what is `stored` of others."""

    column: Column
    stored: Any
    present: Any
    texts: Texts | None


@dataclass(frozen=True, slots=True)
class Block:
    """Outputs of the same form and words, side by side in one array each of values and of bits,
    `width` rows apart; `positions` are those of the columns in the layout."""

    positions: tuple[int, ...]
    stored: Any
    present: Any
    width: int


@dataclass(frozen=True, slots=True)
class Outputs:
    """All columns of a frame of `rows` rows."""

    layout: Layout
    rows: int
    columns: tuple[Output, ...]
    blocks: tuple[Block, ...]

    @property
    def together(self) -> bool:
        """Whether columns that are alike stand in one block."""
        return self.rows <= TOGETHER

    @classmethod
    def of(cls, layout: Layout, rows: int) -> Outputs:
        """Columns to be filled, every row of them."""
        width = (rows + 7) // 8 * 8
        columns: dict[int, Output] = {}
        blocks = []
        for alike in layout.alike:
            together = [alike] if rows <= TOGETHER else [(each,) for each in alike]
            for positions in together:
                block = _block(layout, positions, width)
                blocks.append(block)
                values = block.stored if block.stored is None else block.stored[:, :rows]
                for at, position in enumerate(positions):
                    column, present = layout.columns[position], block.present[at]
                    columns[position] = (
                        Output(column, None, present, Texts())
                        if values is None
                        else Output(column, values[at], present, None)
                    )
        ordered = tuple(columns[position] for position in range(len(layout.columns)))
        return cls(layout, rows, ordered, tuple(blocks))

    def put_rows(
        self,
        rows: Sequence[int],
        cells: Sequence[Sequence[Cell]],
        reasons: Reasons,
        symbols: Symbols,
    ) -> None:
        """Writes the cells of some people, which come by columns."""
        for output, column in zip(self.columns, cells, strict=True):
            code: Callable[[Any], int] | None = None
            match output.column.form:
                case "exact":
                    assert output.texts is not None
                    output.texts.single.update(zip(rows, column, strict=True))
                    continue
                case "reason":
                    code = reasons.code
                case "symbol":
                    code = symbols.code
            for row, cell in zip(rows, column, strict=True):
                _put(output, row, cell if cell is None or code is None else code(cell))


def _put(output: Output, row: int, cell: Cell) -> None:
    bit = numpy.uint8(1 << (row % 8))
    if cell is None:
        output.present[row // 8] &= ~bit
        output.stored[row] = 0
    else:
        output.present[row // 8] |= bit
        output.stored[row] = cell


def _block(layout: Layout, positions: tuple[int, ...], width: int) -> Block:
    column = layout.columns[positions[0]]
    dtype = numpy.uint16 if len(column.words) > 255 else _STORED.get(column.form)
    # Every row is written; only what is not a number must be one of its words from the first.
    new = numpy.empty if dtype is numpy.float64 else numpy.zeros
    stored = None if dtype is None else new((len(positions), width), dtype)
    return Block(positions, stored, numpy.zeros((len(positions), width // 8), numpy.uint8), width)
