"""Evaluated chunks -> their rows of the outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy

from ...plan import Coverage
from ..steps.chunk import Chunk
from ..steps.reweighting import Weights
from ..values.absences import Codes, does_not_apply, overriding
from ..values.averages import Whole, average
from ..values.conditions import Mask
from ..values.displayed import write_floats
from ..values.numbers import EXACT_FLOAT, Numbers, times
from ..values.sums import Part, WideSum
from ..values.written import exact_texts
from .layout import UNIX_EPOCH
from .outputs import Output
from .results import Result


@dataclass(frozen=True, slots=True)
class Filler:
    """Writes what a chunk came to into the rows of the outputs from `start` on."""

    chunk: Chunk
    start: int
    _shares: dict[str, Share] = field(default_factory=dict)
    _wholes: dict[int, Whole] = field(default_factory=dict)
    _absences: dict[tuple[int, ...], Codes | None] = field(default_factory=dict)
    _bits: dict[int, tuple[Codes | None, Any]] = field(default_factory=dict)

    def fill(self, outputs: Sequence[Output]) -> None:
        """Every output in turn."""
        for output in outputs:
            if output.column.form == "exact":
                self._fill_texts(output)
            else:
                self._fill(output)

    def _fill(self, output: Output) -> None:
        chunk, result = self.chunk, output.column.result
        index = result.steps[0]
        values = output.stored[self.start : self.start + chunk.rows]
        match result.quality:
            case "value" | "level":
                column = chunk.columns[index]
                match output.column.form:
                    case "float":
                        write_floats(column, values)
                    case "date":
                        values[:] = column.n - UNIX_EPOCH
                    case _:
                        values[:] = column.n
                self._mark(output, column.absent)
            case "weight":
                self._share(result).write(values)
                self._mark(output, None)
            case "contribution":
                points = chunk.columns[index]
                self._share(result).write(values, points)
                self._mark(output, points.absent)
            case "rule":
                decision, absent = chunk.decisions[index]
                # Files of Arrow want a word where there is none, too.
                numpy.maximum(decision, 0, out=values, casting="unsafe")
                self._mark_rules(output, decision, absent)
            case "gate":
                values[:] = chunk.decisions[index][0]
                self._mark(output, None)
            case "state":
                values[:] = _states(chunk.columns[index].absent)
                self._mark(output, None)
            case "possible":
                self._fill_possible(output, values)
            case "absent" | "reason":
                absent = self._absent(result)
                if absent is not None:
                    values[:] = does_not_apply(absent) if result.quality == "absent" else absent
                    self._put_bits(output, ~self._there(absent))

    def _fill_possible(self, output: Output, values: Any) -> None:
        chunk, possible = self.chunk, self.chunk.possible
        values[:] = 0
        there = numpy.zeros(chunk.rows, numpy.bool_)
        if possible is not None:
            texts, places = possible.texts()
            codes = [-1 if text is None else chunk.symbols.code(text) for text in texts]
            found = numpy.array([*codes, -1], numpy.int64)[places]
            values[possible.rows] = found
            there[possible.rows] = found >= 0
        self._put_bits(output, numpy.packbits(there, bitorder="little"))

    def _fill_texts(self, output: Output) -> None:
        chunk, result = self.chunk, output.column.result
        match result.quality:
            case "weight":
                column = self._share(result).of(_ONE)
            case "contribution":
                column = self._share(result).of(chunk.columns[result.steps[0]])
            case _:
                column = chunk.columns[result.steps[0]]
        assert output.texts is not None
        output.texts.parts[self.start] = exact_texts(column, chunk.rows)

    # --- what is told ----------------------------------------------------------------------

    def _absent(self, result: Result) -> Codes | None:
        """The codes of the first of the steps that is absent in each row."""
        if result.steps not in self._absences:
            codes: Codes | None = None
            for index in result.steps:
                codes = overriding(codes, self.chunk.columns[index].absent)
            self._absences[result.steps] = codes
        return self._absences[result.steps]

    def _share(self, result: Result) -> Share:
        weights = self.chunk.weights
        assert weights is not None
        if result.id not in self._shares:
            place = self.chunk.once(weights.operation, _places)[result.id]
            self._shares[result.id] = _effective_share(weights, place, self._wholes)
        return self._shares[result.id]

    # --- where there is a value ------------------------------------------------------------

    def _mark(self, output: Output, absent: Codes | None) -> None:
        """Every row has a value but those with a code."""
        known = self._bits.get(id(absent))
        self._put_bits(output, self._there(absent) if known is None else known[1])

    def _mark_rules(self, output: Output, decision: Any, absent: Codes | None) -> None:
        """A number below 0 is no rule either; those counted in bytes are rules."""
        nowhere = decision < 0 if decision.dtype != numpy.int8 else None
        if nowhere is None or not nowhere.any():
            self._mark(output, absent)
            return
        if absent is not None:
            nowhere |= absent != 0
        self._put_bits(output, numpy.packbits(~nowhere, bitorder="little"))

    def _there(self, absent: Codes | None) -> Any:
        """The bits of the rows without a code; columns share what they are absent by."""
        known = self._bits.get(id(absent))
        if known is None:
            if absent is None:
                bits = numpy.full((self.chunk.rows + 7) // 8, 255, numpy.uint8)
            else:
                bits = numpy.packbits(absent == 0, bitorder="little")
            known = self._bits[id(absent)] = absent, bits
        return known[1]

    def _put_bits(self, output: Output, bits: Any) -> None:
        first = self.start // 8
        output.present[first : first + len(bits)] = bits


def _states(absent: Codes | None) -> Any:
    if absent is None:
        return 0
    return (absent != 0).astype(numpy.uint8) + does_not_apply(absent)


_ONE = Numbers.constant(1)


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """`weight / whole` in each row where it counts, elsewhere 0."""

    weight: int
    counts: Mask | None
    whole: Whole

    def of(self, points: Numbers) -> Numbers:
        """The share of points in each row."""
        part = Part(points, self.weight, self.counts)
        return average([part], self.whole, reach=points.reach).with_absent(points.absent)

    def write(self, values: Any, points: Numbers = _ONE) -> None:
        """Writes the correctly rounded floats of the share of points into an array."""
        if isinstance(points, WideSum):
            write_floats(self.of(points), values)
            return
        size, most = points.size * self.weight, points.most * self.whole.most
        if max(size, most) > EXACT_FLOAT:
            write_floats(self.of(points), values)
            return
        # Floats hold both parts of the quotient, which is then the nearest.
        n, d = times(points.n, self.weight, size), times(points.d, self.whole.value, most)
        numpy.divide(n, d, out=values)
        if self.counts is not None:
            values *= self.counts


def _places(operation: Coverage) -> Mapping[str, tuple[int, int | None]]:
    """The responsibility of each id, and the measure within it; None for that of itself."""
    places: dict[str, tuple[int, int | None]] = {}
    for position, responsibility in enumerate(operation.responsibilities):
        if responsibility.score is None:
            for measure, each in enumerate(responsibility.measures):
                places.setdefault(each.id, (position, measure))
    return places | {
        responsibility.id: (position, None)
        for position, responsibility in enumerate(operation.responsibilities)
    }


def _effective_share(
    weights: Weights, place: tuple[int, int | None], wholes: dict[int, Whole]
) -> Share:
    """The share of the whole role that a measure or a responsibility has in each row; `wholes`
    remembers by responsibility what its measures' shares are divided by."""
    position, measure = place
    role = weights.roles[position]
    if measure is None:
        left = weights.left(position)
        return Share(role, None if isinstance(left, int) else left > 0, weights.whole_of())
    if position not in wholes:
        wholes[position] = _among(weights, position)
    counts = weights.counts(position, measure)
    return Share(role * weights.shares[position].weights[measure], counts, wholes[position])


def _among(weights: Weights, position: int) -> Whole:
    """What the weights of a responsibility's measures are divided by."""
    left, whole = weights.left_of(position), weights.whole_of()
    most = left.most * whole.most
    return Whole(times(left.value, whole.value, most), most, None)
