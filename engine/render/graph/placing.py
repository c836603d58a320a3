"""Where the boxes of a drawing stand, and the ways of its arrows between them.

The boxes stand in columns, and every arrow leads to the right. An arrow to a box several columns
on holds a place of its own in each column between, which keeps the boxes there clear of it;
arrows that leave the same box share these places. The order within the columns follows the mean
heights of what each place is tied to (Sugiyama's method), and so do the heights themselves, as
far as the places beside them allow.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .drawing import Drawing

HEIGHT = 30
ROW = 42
MARGIN = 20
_GAP = 80
_TRACK = 14
_SWEEPS = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where a box stands."""

    left: float
    top: float
    width: float


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch of an arrow, from box or column to the next; `past` is how far right it goes
    on level, past a column; `arrives` says that it ends at a box."""

    bends: tuple[tuple[Point, Point], ...]
    past: float | None
    arrives: bool


@dataclass(frozen=True, slots=True)
class _Stop:
    """A place in a column: a box, or where the arrows of a box lead past the column."""

    box: str
    column: int
    passing: bool


def placed(
    drawing: Drawing, widths: Mapping[str, float]
) -> tuple[dict[str, Place], tuple[Line, ...]]:
    """Drawing, the width of each box -> the places of the boxes and the lines of the arrows."""
    depth = _depths(drawing)
    columns, ties = _stops(drawing, depth)
    _untangle(columns, ties)
    heights = _heights(columns, ties)
    lefts, column_widths = _lefts(columns, widths)
    places = {
        stop.box: Place(lefts[stop.column], heights[stop] - HEIGHT / 2, column_widths[stop.column])
        for column in columns
        for stop in column
        if not stop.passing
    }
    lines = []
    for start, end in ties:
        x0, x1 = lefts[start.column] + column_widths[start.column], lefts[end.column]
        bend = ((x0, heights[start]), (x1, heights[end]))
        past = x1 + column_widths[end.column] if end.passing else None
        lines.append(Line((bend,), past, not end.passing))
    return places, tuple(lines)


def _depths(drawing: Drawing) -> dict[str, int]:
    """The column of each box: just before the first that needs it, after all that it needs."""
    before: dict[str, list[str]] = {box.id: [] for box in drawing.boxes}
    after: dict[str, list[str]] = {box.id: [] for box in drawing.boxes}
    for start, end in drawing.arrows:
        before[end].append(start)
        after[start].append(end)
    depth = dict.fromkeys(before, 0)
    order: list[str] = []
    unmet = {id: len(needed) for id, needed in before.items()}
    ready = deque(id for id, count in unmet.items() if not count)
    while ready:
        id = ready.popleft()
        order.append(id)
        for each in after[id]:
            depth[each] = max(depth[each], depth[id] + 1)
            unmet[each] -= 1
            if not unmet[each]:
                ready.append(each)
    for id in reversed(order):
        # Each stands beside what first uses it, so that measures, and responsibilities, share
        # a column.
        if after[id]:
            depth[id] = min(depth[each] for each in after[id]) - 1
    used = {column: number for number, column in enumerate(sorted(set(depth.values())))}
    return {id: used[column] for id, column in depth.items()}


Ties = Sequence[tuple[_Stop, _Stop]]


def _stops(drawing: Drawing, depth: Mapping[str, int]) -> tuple[list[list[_Stop]], Ties]:
    """What stands in each column, and the stretches of the arrows from one to the next."""
    columns: list[list[_Stop]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for box in drawing.boxes:
        columns[depth[box.id]].append(_Stop(box.id, depth[box.id], passing=False))
    ties: dict[tuple[_Stop, _Stop], None] = {}
    for start, end in drawing.arrows:
        between = range(depth[start] + 1, depth[end])
        way = [
            _Stop(start, depth[start], passing=False),
            *(_Stop(start, column, passing=True) for column in between),
            _Stop(end, depth[end], passing=False),
        ]
        ties.update(dict.fromkeys(pairwise(way)))
        for stop in way[1:-1]:
            if stop not in columns[stop.column]:
                columns[stop.column].append(stop)
    return columns, tuple(ties)


def _neighbours(ties: Ties) -> tuple[dict[_Stop, list[_Stop]], dict[_Stop, list[_Stop]]]:
    before: dict[_Stop, list[_Stop]] = {}
    after: dict[_Stop, list[_Stop]] = {}
    for start, end in ties:
        before.setdefault(end, []).append(start)
        after.setdefault(start, []).append(end)
    return before, after


def _untangle(columns: list[list[_Stop]], ties: Ties) -> None:
    """Orders each column by the mean row of what its stops are tied to, left and right in turn."""
    before, after = _neighbours(ties)
    row = {
        stop: _middle(number, column) for column in columns for number, stop in enumerate(column)
    }
    for sweep in range(_SWEEPS):
        tied, ordered = (before, columns) if sweep % 2 == 0 else (after, list(reversed(columns)))
        for column in ordered:
            mean = {stop: _mean(tied.get(stop), row, row[stop]) for stop in column}
            column.sort(key=mean.__getitem__)
            for number, stop in enumerate(column):
                row[stop] = _middle(number, column)


def _middle(number: int, column: Sequence[_Stop]) -> float:
    """The row of a stop, counted from the middle that all columns share."""
    return number - (len(column) - 1) / 2


def _mean(stops: Sequence[_Stop] | None, at: Mapping[_Stop, float], otherwise: float) -> float:
    return sum(at[stop] for stop in stops) / len(stops) if stops else otherwise


# --- heights -------------------------------------------------------------------------------


def _heights(columns: Sequence[Sequence[_Stop]], ties: Ties) -> dict[_Stop, float]:
    """The middle of each stop: near what it is tied to, and clear of what stands beside it."""
    before, after = _neighbours(ties)
    height: dict[_Stop, float] = {}
    for column in columns:
        below = 0.0
        for stop in column:
            height[stop] = below + _room(stop) / 2
            below += _room(stop)
        for stop in column:
            height[stop] -= below / 2
    for sweep in range(_SWEEPS):
        tied, ordered = (before, columns) if sweep % 2 == 0 else (after, list(reversed(columns)))
        for column in ordered:
            wanted = [_mean(tied.get(stop), height, height[stop]) for stop in column]
            height.update(zip(column, _spaced(column, wanted), strict=True))
    highest = min((height[stop] - _room(stop) / 2 for stop in height), default=0.0)
    shift = MARGIN - (ROW - HEIGHT) / 2 - highest
    return {stop: found + shift for stop, found in height.items()}


def _room(stop: _Stop) -> float:
    return _TRACK if stop.passing else ROW


def _spaced(column: Sequence[_Stop], wanted: Sequence[float]) -> list[float]:
    """The heights nearest to those wanted, in this order, with room for each stop.

    Stops that would overlap form a block, which stands at the mean of what its members want
    (the pooling of adjacent violators in isotonic regression).
    """
    offsets: list[float] = []
    offset = 0.0
    for number, stop in enumerate(column):
        offset += (_room(column[number - 1]) + _room(stop)) / 2 if number else 0.0
        offsets.append(offset)
    blocks: list[tuple[float, int]] = []
    for target, offset in zip(wanted, offsets, strict=True):
        mean, size = target - offset, 1
        while blocks and blocks[-1][0] >= mean:
            other, count = blocks.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        blocks.append((mean, size))
    starts = [mean for mean, size in blocks for _ in range(size)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def _lefts(
    columns: Sequence[Sequence[_Stop]], widths: Mapping[str, float]
) -> tuple[list[float], list[float]]:
    lefts, found = [], []
    left = float(MARGIN)
    for column in columns:
        width = max(widths[stop.box] for stop in column if not stop.passing)
        lefts.append(left)
        found.append(width)
        left += width + _GAP
    return lefts, found
