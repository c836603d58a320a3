"""What layers changed, in text."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ....dsl.diagnostics.terminal import Colour
from ....dsl.source import Span
from ...explaining.explanation import Node
from ..layout import Cell
from .pen import INDENT, Pen

_LONGEST = 60


def layers(pen: Pen, node: Node, told: Collection[Span]) -> Iterator[str]:
    """What layers gave in place of something else: what stands now, and what stood before; but
    for what stands at a place that was `told` with what it replaced."""
    rows = []
    for value in node.layers:
        if value.steps[0].place in told and not value.steps[0].removed:
            continue
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
