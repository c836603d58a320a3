"""A drawing of boxes and arrows -> SVG, laid out here, so that no other program is needed."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import partial
from html import escape

from ...dsl.diagnostics.terminal import display_width
from .drawing import COLOURS, Box, Drawing, Kind

_FONT = 13
_LETTER = 7.4
"""The width of a column of text at that size of a common sans-serif font, generously."""

_HEIGHT = 30
_ROW = 42
_GAP = 80
_MARGIN = 20
_PADDING = 11
_SWEEPS = 8


@dataclass(frozen=True, slots=True)
class _Place:
    left: float
    top: float
    width: float


def svg(drawing: Drawing) -> str:
    """Drawing -> an SVG document.

    Each box stands one column to the right of the last box that it needs; within a column the
    boxes stand near those they are tied to, so that few arrows cross.
    """
    columns = _columns(drawing)
    places = _places(columns)
    right = max((each.left + each.width for each in places.values()), default=0.0)
    bottom = max((each.top + _HEIGHT for each in places.values()), default=0.0)
    legend = _legend(drawing, bottom + _ROW)
    right = max(right, legend[1])
    width, height = round(right + _MARGIN), round(bottom + _ROW + _HEIGHT + _MARGIN)
    parts = [_opening(drawing.title, width, height)]
    parts += [_arrow(places[start], places[end]) for start, end in drawing.arrows]
    parts += [_box(box, places[box.id]) for box in drawing.boxes]
    parts += legend[0]
    return "".join(f"{part}\n" for part in (*parts, "</svg>"))


# --- layout --------------------------------------------------------------------------------


def _columns(drawing: Drawing) -> list[list[Box]]:
    """Boxes by the longest way of arrows that leads to them, and in an order with few crossings."""
    before: dict[str, list[str]] = {box.id: [] for box in drawing.boxes}
    after: dict[str, list[str]] = {box.id: [] for box in drawing.boxes}
    for start, end in drawing.arrows:
        before[end].append(start)
        after[start].append(end)
    depth = dict.fromkeys(before, 0)
    unmet = {id: len(needed) for id, needed in before.items()}
    ready = deque(id for id, count in unmet.items() if not count)
    while ready:
        id = ready.popleft()
        for each in after[id]:
            depth[each] = max(depth[each], depth[id] + 1)
            unmet[each] -= 1
            if not unmet[each]:
                ready.append(each)
    for id, following in after.items():
        # What needs nothing stands beside what first uses it, not at the far edge.
        if not before[id] and following:
            depth[id] = min(depth[each] for each in following) - 1
    columns: list[list[Box]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for box in drawing.boxes:
        columns[depth[box.id]].append(box)
    columns = [column for column in columns if column]
    _untangle(columns, before, after)
    return columns


def _untangle(
    columns: list[list[Box]], before: dict[str, list[str]], after: dict[str, list[str]]
) -> None:
    """Puts each box at the mean height of what it is tied to, from the left and from the right."""
    height = {box.id: _middle(row, column) for column in columns for row, box in enumerate(column)}
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        ties = before if forward else after
        for column in columns if forward else reversed(columns):
            mean = {
                box.id: sum(height[tie] for tie in ties[box.id]) / len(ties[box.id])
                if ties[box.id]
                else height[box.id]
                for box in column
            }
            column.sort(key=partial(_at, mean))
            for row, box in enumerate(column):
                height[box.id] = _middle(row, column)


def _at(height: dict[str, float], box: Box) -> float:
    return height[box.id]


def _middle(row: int, column: list[Box]) -> float:
    """The height of a row of a column, counted from the middle that all columns share."""
    return row - (len(column) - 1) / 2


def _places(columns: list[list[Box]]) -> dict[str, _Place]:
    places: dict[str, _Place] = {}
    tallest = max(map(len, columns), default=0)
    left = float(_MARGIN)
    for column in columns:
        width = max(_width(box.label) for box in column)
        top = _MARGIN + (tallest - len(column)) / 2 * _ROW
        for row, box in enumerate(column):
            places[box.id] = _Place(left, top + row * _ROW, width)
        left += width + _GAP
    return places


def _width(label: str) -> float:
    return display_width(label) * _LETTER + 2 * _PADDING


# --- shapes --------------------------------------------------------------------------------


def _opening(title: str, width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" '
        f'font-size="{_FONT}">\n<title>{escape(title)}</title>\n'
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n'
        '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#888"/></marker></defs>'
    )


def _box(box: Box, place: _Place) -> str:
    return (
        f'<g class="{box.kind}"><title>{escape(box.name)}</title>'
        f"{_rectangle(box.kind, place.left, place.top, place.width, _HEIGHT)}"
        f'<text x="{place.left + _PADDING:.1f}" y="{place.top + 20:.1f}">'
        f"{escape(box.label)}</text></g>"
    )


def _rectangle(kind: Kind, left: float, top: float, width: float, height: float) -> str:
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="5" '
        f'fill="{COLOURS[kind]}" stroke="#555"/>'
    )


def _arrow(start: _Place, end: _Place) -> str:
    x0, y0 = start.left + start.width, start.top + _HEIGHT / 2
    x1, y1 = end.left, end.top + _HEIGHT / 2
    bend = max((x1 - x0) / 2, _GAP / 2)
    return (
        f'<path d="M{x0:.1f},{y0:.1f} C{x0 + bend:.1f},{y0:.1f} {x1 - bend:.1f},{y1:.1f} '
        f'{x1:.1f},{y1:.1f}" fill="none" stroke="#888" marker-end="url(#head)"/>'
    )


def _legend(drawing: Drawing, top: float) -> tuple[list[str], float]:
    """A sample of each kind that is drawn, and how far to the right they reach."""
    drawn = {box.kind for box in drawing.boxes}
    left = float(_MARGIN)
    parts = []
    for kind in COLOURS:
        if kind in drawn:
            parts.append(
                f"{_rectangle(kind, left, top + 8, 14, 14)}"
                f'<text x="{left + 20:.1f}" y="{top + 20:.1f}">{kind}</text>'
            )
            left += 20 + display_width(kind) * _LETTER + 24
    return parts, left
