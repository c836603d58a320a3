"""Charts of a handbook -> SVG for a page: as wide as it is given room, letters always legible.

Across, everything is in hundredths of the width, so that a chart needs no script to fit a phone
or a sheet of paper; down, in pixels. Colours and fonts are those of the page's style.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from html import escape
from itertools import pairwise

from ...dsl.diagnostics.terminal import display_width
from .model import BandChart, Curve, Measure, Tick

_BAR = 22
_LINE = 17
_NARROWEST = 270
"""The width of a chart on a small phone, where the thresholds must not run into each other."""

_LETTER = 7
_PLOT = 120
_ABOVE = 24
_EDGE = Fraction(1, 12)


def level_class(height: Fraction) -> str:
    """The style class of a level by its place in its scale."""
    return f"level-{height.numerator}-{height.denominator}"


def band_chart(chart: BandChart, name: str) -> str:
    """A strip of coloured stretches with the thresholds below; `name` is its id on the page."""
    rows = rows_of_ticks(chart.ticks)
    height = _BAR + 6 + _LINE * (max(rows, default=-1) + 1)
    described = "; ".join(f"{each.level.label.text}: {each.words}" for each in chart.stretches)
    parts = _opening("bands", name, height, chart.title, described)
    for stretch in chart.stretches:
        parts.append(
            f'<rect class="{level_class(stretch.level.height)}" x="{across(stretch.start)}" y="0" '
            f'width="{across(stretch.end - stretch.start)}" height="{_BAR}"/>'
        )
    for tick, row in zip(chart.ticks, rows, strict=True):
        parts.append(tick_mark(tick, _BAR, _BAR + 6 + _LINE * row))
    return "".join((*parts, "</svg>"))


def curve_chart(curve: Curve, name: str, point: str) -> str:
    """A line through the points, flat beyond them; `point` words one: `{value}: {points}`."""
    ticks = [Tick(each.x, each.value) for each in curve.points]
    rows = rows_of_ticks(ticks)
    bottom = _ABOVE + _PLOT
    height = bottom + 6 + _LINE * (max(rows) + 1)
    described = "; ".join(
        point.format(value=each.value, points=each.points) for each in curve.points
    )
    parts = _opening("curve", name, height, curve.title, described)
    parts.append(f'<line class="axis" x1="0%" x2="100%" y1="{bottom}" y2="{bottom}"/>')
    for each, tick, row in zip(curve.points, ticks, rows, strict=True):
        level = _ABOVE + _PLOT - round(each.y * _PLOT)
        parts.append(
            f'<line class="drop" x1="{across(each.x)}" x2="{across(each.x)}" y1="{level}" '
            f'y2="{bottom}"/>'
        )
        parts.append(tick_mark(tick, bottom, bottom + 6 + _LINE * row))
    ends = [(Fraction(0), curve.points[0].y), (Fraction(1), curve.points[-1].y)]
    path = [ends[0], *((each.x, each.y) for each in curve.points), ends[1]]
    for (x1, y1), (x2, y2) in pairwise(path):
        parts.append(
            f'<line class="run" x1="{across(x1)}" x2="{across(x2)}" '
            f'y1="{bottom - round(y1 * _PLOT)}" y2="{bottom - round(y2 * _PLOT)}"/>'
        )
    for each in curve.points:
        level = bottom - round(each.y * _PLOT)
        parts.append(f'<circle cx="{across(each.x)}" cy="{level}" r="4.5"/>')
        parts.append(
            f'<text class="points" x="{across(each.x)}" y="{level - 10}" text-anchor="middle">'
            f"{escape(each.points)}</text>"
        )
    return "".join((*parts, "</svg>"))


def weight_bar(measures: Sequence[Measure], kinds: Iterable[str], largest: Fraction) -> str:
    """A bar of a responsibility's measures by their shares of the role, where the whole width is
    `largest`. It says nothing that does not stand beside it, so screen readers pass over it."""
    parts = ['<svg class="bar" aria-hidden="true" width="100%" height="14">']
    start = Fraction(0)
    for measure, kind in zip(measures, kinds, strict=True):
        width = measure.of_role / largest
        parts.append(
            f'<rect class="{kind}" x="{across(start)}" y="0" width="{across(width)}" height="14"/>'
        )
        start += width
    return "".join((*parts, "</svg>"))


def _opening(kind: str, name: str, height: int, title: str, described: str) -> list[str]:
    named = f'aria-labelledby="{name}-title {name}-text"'
    return [
        f'<svg class="{kind}" role="img" width="100%" height="{height}" {named}>',
        f'<title id="{name}-title">{escape(title)}</title>',
        f'<desc id="{name}-text">{escape(described)}</desc>',
    ]


def tick_mark(tick: Tick, top: int, text: int) -> str:
    """A threshold's line, and its text below it, from `top` to `text` down."""
    anchor = "start" if tick.at < _EDGE else "end" if tick.at > 1 - _EDGE else "middle"
    at = across(tick.at)
    return (
        f'<line class="tick" x1="{at}" x2="{at}" y1="{top}" y2="{text}"/>'
        f'<text x="{at}" y="{text + 12}" text-anchor="{anchor}">{escape(tick.text)}</text>'
    )


def rows_of_ticks(ticks: Sequence[Tick]) -> list[int]:
    """The line below the chart that each text stands on, so that none touches another."""
    ends: list[float] = []
    rows = []
    for tick in ticks:
        width = display_width(tick.text) * _LETTER
        centre = float(tick.at) * _NARROWEST
        start = centre if tick.at < _EDGE else centre - width / 2
        row = next((row for row, end in enumerate(ends) if end < start), len(ends))
        ends[row : row + 1] = [start + width]
        rows.append(row)
    return rows


def across(share: Fraction) -> str:
    """A share of the width, to a ten-thousandth."""
    hundredths = round(share * 10_000)
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}%" if rest else f"{whole}%"
