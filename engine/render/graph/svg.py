"""A drawing of boxes and arrows -> SVG, laid out here, so that no other program is needed."""

from __future__ import annotations

from html import escape

from ....dsl.diagnostics.terminal import display_width
from ..catalogue import catalogue
from .drawing import COLOURS, Box, Drawing, Kind
from .placing import HEIGHT, MARGIN, ROW, Line, Place, placed

_FONT = 13
_LETTER = 7.4
_OTHER_LETTER = 8.4
"""How wide a column of text is at that size in common sans-serif fonts, generously; letters of
other scripts than Latin are wider."""

_PADDING = 11


def svg(drawing: Drawing, language: str) -> str:
    """Drawing -> an SVG document whose legend is in a language.

    Each box stands in the column before the first box that needs it; within a column the
    boxes stand near those they are tied to, so that few arrows cross, and an arrow that leads
    past a column passes between its boxes.
    """
    places, lines = placed(drawing, {box.id: _width(box.label) for box in drawing.boxes})
    right = max((each.left + each.width for each in places.values()), default=0.0)
    bottom = max((each.top + HEIGHT for each in places.values()), default=0.0)
    legend = _legend(drawing, bottom + ROW, language)
    right = max(right, legend[1])
    width, height = round(right + MARGIN), round(bottom + ROW + HEIGHT + MARGIN)
    parts = [_opening(drawing.title, width, height)]
    parts += map(_line, lines)
    parts += [_box(box, places[box.id]) for box in drawing.boxes]
    parts += legend[0]
    return "".join(f"{part}\n" for part in (*parts, "</svg>"))


def _width(label: str) -> float:
    return _text_width(label) + 2 * _PADDING


def _text_width(text: str) -> float:
    letter = _LETTER if text.isascii() else _OTHER_LETTER
    return display_width(text) * letter


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


def _box(box: Box, place: Place) -> str:
    return (
        f'<g class="{box.kind}"><title>{escape(box.name)}</title>'
        f"{_rectangle(box.kind, place.left, place.top, place.width, HEIGHT)}"
        f'<text x="{place.left + _PADDING:.1f}" y="{place.top + 20:.1f}">'
        f"{escape(box.label)}</text></g>"
    )


def _rectangle(kind: Kind, left: float, top: float, width: float, height: float) -> str:
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="5" '
        f'fill="{COLOURS[kind]}" stroke="#555"/>'
    )


def _line(line: Line) -> str:
    """A line that leaves and arrives level; where it leads past a column, level there too."""
    path = ""
    for (x0, y0), (x1, y1) in line.bends:
        bend = (x1 - x0) / 2
        path += (
            f"{'L' if path else 'M'}{x0:.1f},{y0:.1f} "
            f"C{x0 + bend:.1f},{y0:.1f} {x1 - bend:.1f},{y1:.1f} {x1:.1f},{y1:.1f} "
        )
    head = ' marker-end="url(#head)"' if line.arrives else ""
    if line.past is not None:
        path += f"L{line.past:.1f},{line.bends[-1][1][1]:.1f} "
    return f'<path d="{path.rstrip()}" fill="none" stroke="#888"{head}/>'


def _legend(drawing: Drawing, top: float, language: str) -> tuple[list[str], float]:
    """A sample of each kind that is drawn, and how far to the right they reach."""
    drawn = {box.kind for box in drawing.boxes}
    words = catalogue(language)
    left = float(MARGIN)
    parts = []
    for kind in COLOURS:
        if kind in drawn:
            name = words.text(f"kind.{kind}")
            parts.append(
                f"{_rectangle(kind, left, top + 8, 14, 14)}"
                f'<text x="{left + 20:.1f}" y="{top + 20:.1f}">{escape(name)}</text>'
            )
            left += 20 + _text_width(name) + 24
    return parts, left
