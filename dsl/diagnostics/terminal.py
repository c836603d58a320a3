"""What a terminal makes of text: safe to print, how many columns wide, wrapped, coloured."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from wcwidth import iter_graphemes, wcswidth, wcwidth

_TAB = "    "

# A letter with more marks than any script needs is an attempt to draw over other lines.
_MOST_CODE_POINTS_IN_A_CELL = 8

# Control, format (bidi controls among them), surrogate, private use and unassigned characters,
# line and paragraph separators, and every space but the ordinary one: nobody can see them, or
# a terminal obeys them.
_SHOWN_AS_ESCAPES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})

# Letters and marks by category, and invisible all the same.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


@dataclass(frozen=True, slots=True)
class Cell:
    """What is printed for the code points `start` to `end` of a text, at least one column wide."""

    text: str
    start: int
    end: int
    width: int


def cells(text: str) -> list[Cell]:
    """Text -> Cells: one for each character as a reader sees it

    A letter keeps its marks; a tab becomes spaces; a character that cannot be seen, that a
    terminal would obey, or that has nothing to combine with becomes an escape such as
    `<U+202E>`. The cells' texts in a row hold no such character.
    """
    result: list[Cell] = []
    position = 0
    for cluster in iter_graphemes(text):
        start, end = position, position + len(cluster)
        while start < end:
            cell = _cell(text, start, end)
            result.append(cell)
            start = cell.end
        position = end
    return result


def visible(text: str) -> str:
    """The text with every unsafe or invisible character as its escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(cell.text for cell in cells(text))


def display_width(text: str) -> int:
    """How many columns the text takes once made `visible`."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(cell.width for cell in cells(text))


def wrap(text: str, width: int, first_width: int = 0) -> list[str]:
    """The text, made `visible`, in lines of at most `width` columns, broken at spaces.

    The first line has at most `first_width` columns, where that is given. A word that is wider
    than a line (or text in a script without spaces) is broken where the line is full. There is
    always at least one line.
    """
    lines: list[str] = []
    line = ""
    used = 0
    room = first_width or width
    for word in visible(text).strip().split(" "):
        wide = display_width(word)
        if line and used + 1 + wide > room:
            lines.append(line)
            line, used, room = "", 0, width
        if line:
            line, used = f"{line} {word}", used + 1 + wide
        elif wide <= room:
            line, used = word, wide
        else:
            *full, line = _broken(word, room, width)
            lines.extend(full)
            used, room = display_width(line), width
    return [each.rstrip() for each in (*lines, line)]


class Colour(StrEnum):
    """Colours and weights of type, as terminals encode them."""

    BOLD = "1"
    ERROR = "1;31"
    WARNING = "1;33"
    PLACE = "1;34"
    HELP = "1;36"


def paint(text: str, colour: Colour, *, on: bool) -> str:
    """The text in a colour, or as it is where colour is off or there is nothing to see."""
    return f"\x1b[{colour.value}m{text}\x1b[0m" if on and text else text


def _cell(text: str, start: int, end: int) -> Cell:
    """The first cell of the grapheme cluster that stands between `start` and `end`."""
    first = text[start]
    if first == "\t":
        return Cell(_TAB, start, start + 1, len(_TAB))
    if _is_hidden(first) or wcwidth(first) <= 0:
        escape = f"<U+{ord(first):04X}>"
        return Cell(escape, start, start + 1, len(escape))
    stop = start + 1
    limit = min(end, start + _MOST_CODE_POINTS_IN_A_CELL)
    while stop < limit and not _is_hidden(text[stop]):
        stop += 1
    shown = text[start:stop]
    return Cell(shown, start, stop, wcswidth(shown))


@lru_cache(maxsize=4096)
def _is_hidden(character: str) -> bool:
    if character == " ":
        return False
    return unicodedata.category(character) in _SHOWN_AS_ESCAPES or character in _INVISIBLE


def _broken(word: str, first_width: int, width: int) -> list[str]:
    lines = [""]
    used = 0
    room = first_width
    for cell in cells(word):
        if lines[-1] and used + cell.width > room:
            lines.append("")
            used, room = 0, width
        lines[-1] += cell.text
        used += cell.width
    return lines
