"""Colours: what is read, and what carries meaning, stands out from what it stands on."""

from fractions import Fraction
from itertools import combinations

import pytest

from assay.engine.handbook.palette import DAY, NIGHT, Palette, parsed

GROUNDS = ("page", "surface")


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [part / 255 for part in parsed(colour)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_what_the_guidelines_say() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("palette", [DAY, NIGHT], ids=["day", "night"])
class TestPalette:
    @pytest.mark.parametrize("ground", [*GROUNDS, "tint"])
    @pytest.mark.parametrize("text", ["ink", "muted", "accent", "kpi", "competency"])
    def test_text_can_be_read(self, palette: Palette, text: str, ground: str) -> None:
        assert contrast(palette.names[text], palette.names[ground]) >= 4.5

    @pytest.mark.parametrize("ground", GROUNDS)
    @pytest.mark.parametrize("ranks", range(2, 12))
    def test_levels_can_be_seen(self, palette: Palette, ranks: int, ground: str) -> None:
        for rank in range(ranks):
            colour = palette.level(Fraction(rank, ranks - 1))
            assert contrast(colour, palette.names[ground]) >= 3

    def test_neighbours_differ(self, palette: Palette) -> None:
        colours = [palette.level(Fraction(rank, 4)) for rank in range(5)]
        assert colours == list(palette.levels)
        for one, other in combinations(colours, 2):
            apart = sum((a - b) ** 2 for a, b in zip(parsed(one), parsed(other), strict=True))
            assert apart > 50**2
