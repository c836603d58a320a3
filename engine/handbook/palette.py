"""The colours of a handbook, by day and by night.

Every pair of a text and what it stands on has a contrast of at least 4.5, and every colour that
carries meaning one of at least 3 with the page, as WCAG 2.2 asks (1.4.3 and 1.4.11). The levels
run from red over ochre to blue, which those who see few colours tell apart by their lightness.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """`levels` run from the lowest level of a scale to the best."""

    names: Mapping[str, str]
    levels: Sequence[str]

    def level(self, height: Fraction) -> str:
        """The colour of a level that stands so high in its scale, from 0 to 1."""
        place = height * (len(self.levels) - 1)
        below = min(int(place), len(self.levels) - 2)
        low, high = (parsed(each) for each in self.levels[below : below + 2])
        mixed = (_between(a, b, place - below) for a, b in zip(low, high, strict=True))
        return "#" + "".join(f"{part:02x}" for part in mixed)


DAY = Palette(
    {
        "page": "#faf9f6",
        "surface": "#ffffff",
        "ink": "#1d2730",
        "muted": "#55606a",
        "line": "#e2dfd8",
        "accent": "#1f4f7f",
        "kpi": "#2f6595",
        "competency": "#8a6a1f",
        "tint": "#eef3f8",
    },
    ("#a8402f", "#b4741a", "#6c7f8c", "#2b7f8a", "#1f4f7f"),
)

NIGHT = Palette(
    {
        "page": "#14181c",
        "surface": "#1c2227",
        "ink": "#e9e7e2",
        "muted": "#aab4bc",
        "line": "#343c43",
        "accent": "#9cc3ee",
        "kpi": "#7fb0e0",
        "competency": "#d9b35f",
        "tint": "#222c36",
    },
    ("#ee8577", "#e6c15a", "#b9c2c8", "#52bfb0", "#7fa8f0"),
)


def parsed(colour: str) -> Colour:
    """`#rrggbb` -> its parts."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def _between(low: int, high: int, share: Fraction) -> int:
    return round(low + (high - low) * share)
