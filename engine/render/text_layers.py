"""What layers changed, in text."""

from __future__ import annotations

from collections.abc import Iterator

from ...dsl.diagnostics.terminal import Colour
from ..explaining.explanation import Node
from .layout import Cell
from .pen import INDENT, Pen

_LONGEST = 60


def layers(pen: Pen, node: Node) -> Iterator[str]:
    """What layers gave in place of something else: what stands now, and what stood before."""
    rows = []
    for value in node.layers:
        for number, step in enumerate(value.steps):
            key = "layer.now" if not number else "layer.before"
            text = pen.speaker.words.text("layer.removed") if step.removed else _cut(step.text)
            rows.append(
                [
                    Cell(value.what if not number else ""),
                    Cell(pen.speaker.phrase(key, text=text)),
                    Cell(pen.speaker.place(step.place), Colour.PLACE),
                ]
            )
    if rows:
        yield from pen.heading("heading.layers")
        yield from pen.page.columns(rows, 2 * INDENT)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
