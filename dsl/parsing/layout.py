"""Where tokens stand: how lines are laid out says what was meant where the text is broken.

Layout never decides what a sound text means; only recovery and fixes look at it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .driver import Driver


def is_first_on_line(driver: Driver, index: int) -> bool:
    """Whether only blanks stand before a token on its line."""
    start = driver.tokens.starts[index]
    text = driver.source.text
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    return start == 0 or text[start - 1] in "\r\n"


def first_on_line(driver: Driver, index: int) -> int:
    """The first token of the line that a token stands on."""
    line = driver.source.position(driver.tokens.starts[index])[0]
    begin = driver.source.line_starts()[line - 1]
    while index > 0 and driver.tokens.starts[index - 1] >= begin:
        index -= 1
    return index


def indentation(driver: Driver, index: int) -> str:
    """The blanks that the line of a token starts with."""
    line = driver.source.line(driver.source.position(driver.tokens.starts[index])[0])
    return line[: len(line) - len(line.lstrip(" \t"))]


def starts_declaration(driver: Driver, index: int, *, flush: bool = False) -> bool:
    """Whether a declaration begins with a token: its word stands at the very start of a line, or,
    indented, is followed by a name and a block or by a text, as nothing else is. With `flush`,
    only the first counts."""
    if not _is_declaration_word(driver, index) or not is_first_on_line(driver, index):
        return False
    start = driver.tokens.starts[index]
    if start == 0 or driver.source.text[start - 1] in "\r\n":
        return True
    return not flush and _has_heading(driver, index)


def _is_declaration_word(driver: Driver, index: int) -> bool:
    words = driver.words
    return any(
        each in words.declaration_words for each in words.candidates(driver.tokens.kinds[index])
    )


def _has_heading(driver: Driver, index: int) -> bool:
    """Whether a name, perhaps with a label, and `{` follow; after `use` and the like, a text."""
    kinds, words = driver.tokens.kinds, driver.words
    place = index + 2 if is_word(driver, index, "override") else index + 1
    if place >= len(kinds):
        return False
    if words.string in words.candidates(kinds[place]):
        return is_word(driver, place - 1, "use", "extends", "require", "example")
    if words.name not in words.candidates(kinds[place]):
        return False
    place += 1
    while kinds[place] == words.string or words.language in words.candidates(kinds[place]):
        place += 1
    return kinds[place] == driver.tables.fixed["{"] or is_word(driver, place, "based")


def is_word(driver: Driver, index: int, *words: str) -> bool:
    """Whether a token is one of these words."""
    return driver.source.text[driver.tokens.starts[index] : driver.tokens.ends[index]] in words


def still_open(driver: Driver, opening: str, closing: str) -> Iterator[int]:
    """Where signs stand among the driver's symbols that are open still, the innermost first."""
    fixed, reached_by = driver.tables.fixed, driver.tables.reached_by
    closed = 0
    for place in range(len(driver.states) - 1, 0, -1):
        symbol = reached_by[driver.states[place]]
        if symbol == fixed[closing]:
            closed += 1
        elif symbol == fixed[opening]:
            if closed:
                closed -= 1
            else:
                yield place


def is_garbled(driver: Driver) -> bool:
    """Whether a token before the driver's place, on its line or right before it, was unreadable,
    so that what follows may be misread."""
    garbled = driver.tokens.garbled
    if not garbled:
        return False
    here = driver.index
    return any(
        driver.source.position(driver.tokens.starts[place])[0] in garbled
        for place in (here, max(here - 1, 0))
    )


def is_leftover(driver: Driver, brace: int, index: int) -> bool:
    """Whether a closing brace stands further in than the line of the brace that it would close:
    it is left over from a block whose start was not understood."""
    if not is_first_on_line(driver, index):
        return False
    opener = token_at(driver, driver.starts[brace])
    return len(indentation(driver, index)) > len(indentation(driver, opener))


def unclosed_brace(driver: Driver, innermost: int, index: int) -> tuple[int, int]:
    """The brace that most likely lacks its partner, and the token before which that belongs.

    `innermost` is the offset of the innermost open brace, and the text went wrong at `index`.
    A closing brace at the start of a line closes what starts at the same indentation; where
    the braces say otherwise, the one that was closed in its place is the culprit.
    """
    opening, closing = driver.tables.fixed["{"], driver.tables.fixed["}"]
    tokens = driver.tokens
    first = _first_open(driver)
    waiting: list[int] = []
    for place in range(first, index):
        kind = tokens.kinds[place]
        if kind == opening:
            waiting.append(place)
        elif kind == closing and waiting:
            partner = waiting.pop()
            if not is_first_on_line(driver, place):
                continue
            margin = indentation(driver, place)
            outer = any(indentation(driver, each) == margin for each in waiting)
            if outer and margin != indentation(driver, partner):
                return partner, place
    partner = token_at(driver, innermost)
    return partner, index


def _first_open(driver: Driver) -> int:
    *_, outermost = still_open(driver, "{", "}")
    return token_at(driver, driver.starts[outermost])


def token_at(driver: Driver, offset: int) -> int:
    """The first token that starts at an offset or after it."""
    return bisect_left(driver.tokens.starts, offset)
