"""Evaluated chunks -> their rows of the outputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy

from .absences import Codes, does_not_apply, overriding
from .chunk import Chunk
from .conditions import Mask
from .displayed import exact_texts, rounded_floats
from .layout import UNIX_EPOCH
from .numbers import Numbers, multiplied
from .output import Output
from .results import Result
from .reweighting import Weights


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
        chunk, result = self.chunk, output.column.result
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
        if output.column.form in {"float", "exact"}:
            return self._number(output, column)
        if output.column.form == "date":
            return column.n - UNIX_EPOCH
        return column.n

    def _number(self, output: Output, column: Numbers) -> Any:
        if output.column.form == "exact":
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
        if output.column.form == "exact":
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
