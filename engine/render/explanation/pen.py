"""What writes each part of an explanation's text: the words, and the page they go on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ....dsl.diagnostics.terminal import Colour
from ..layout import Cell, Page
from ..speaking import Speaker

INDENT = 2


@dataclass(frozen=True, slots=True)
class Pen:
    """Says things with `speaker` and lays them out on `page`."""

    speaker: Speaker
    page: Page

    def head(self, key: str) -> Cell:
        """The heading of a section."""
        return Cell(self.speaker.words.text(key), Colour.HELP)

    def heading(self, key: str) -> Iterator[str]:
        """The heading of a section, on its own line."""
        yield from self.page.ends(self.head(key), Cell(""), INDENT)
