"""The characters of a file: which are blank, which are refused, which only look right.

Text is pasted from word processors, spreadsheets and mail. A character with one evident
meaning is reported with its plain spelling as a fix, and read as that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

SPACES: Final = r" \t\n\r\x0b\x0c\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""Blank characters between tokens, for use inside `[…]`; all of them are accepted."""

_BIDI: Final = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROL: Final = r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_INVISIBLE: Final = r"\xad\u200b-\u200d\u2060-\u2064\ufeff"

QUOTES: Final = r"“”„‟«»＂″〝〞"
"""Look-alikes of `"`, for use inside `[…]`."""

APOSTROPHES: Final = r"'‘’‚‛＇"
"""Single quotation marks, which do not enclose texts, for use inside `[…]`."""

FOREIGN_DIGITS: Final = (
    r"\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\u0ed0-\u0ed9"
    r"\u1040-\u1049\u17e0-\u17e9\uff10-\uff19"
)
"""Decimal digits other than 0 to 9, for use inside `[…]`."""

FOREIGN_SIGNS: Final = {
    "==>": "=>",
    "==": "=",
    "<>": "!=",
    "=<": "<=",
    "->": "=>",
    "&&": "and",
    "||": "or",
    "≥": ">=",
    "⩾": ">=",
    "≤": "<=",
    "⩽": "<=",
    "≠": "!=",
    "→": "=>",
    "⇒": "=>",
    "⟹": "=>",
    "➔": "=>",
    "×": "*",
    "÷": "/",
    "−": "-",
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "、": ",",
    **{chr(ord(sign) + 0xFEE0): sign for sign in "%()*+,-./:<=>{}"},
}
"""Signs of other languages, of spreadsheets and of typography, and what is written here."""

# Beyond ASCII every character belongs to a word until `word_problems` looks closer, except
# blanks and the punctuation and symbols that people paste.
_NO_WORD: Final = (
    SPACES
    + QUOTES
    + APOSTROPHES
    + _CONTROL
    + r"\xa1-\xa9\xab\xac\xae-\xb1\xb4\xb6-\xb8\xbb\xbf\xd7\xf7"
    + r"\u2010-\u2029\u2030-\u205e\u20a0-\u20bf\u2190-\u2bff\u3001-\u3004\u3008-\u3020"
    + r"\uff01-\uff0f\uff1a-\uff20\uff3b-\uff3e\uff40\uff5b-\uff65\ufffd\U0001f000-\U0001faff"
)
WORD_START: Final = r"^\x00-\x40\x5b-\x5e\x60\x7b-\x7f" + _NO_WORD + FOREIGN_DIGITS
WORD_PART: Final = r"^\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f" + _NO_WORD
"""What a word starts with and goes on with, for use inside `[…]` (both are negated)."""

_REFUSED: Final = re.compile(f"[{_BIDI}{_CONTROL}]")
_UNSEEN: Final = re.compile(f"[{_INVISIBLE}{_BIDI}]")
_BIDI_ONLY: Final = re.compile(f"[{_BIDI}]")


def refused(text: str) -> Iterator[tuple[int, str, bool]]:
    """Text -> (offset, character, whether it is a bidirectional control) refused anywhere."""
    for match in _REFUSED.finditer(text):
        yield match.start(), match[0], _BIDI_ONLY.match(match[0]) is not None


def invisible(word: str) -> Iterator[int]:
    """Word -> the offsets of its invisible characters that are not bidirectional controls."""
    for match in _UNSEEN.finditer(word):
        if not _BIDI_ONLY.match(match[0]):
            yield match.start()


def visible(word: str) -> str:
    """Word -> the word without invisible characters."""
    return word if word.isascii() else _UNSEEN.sub("", word)


def not_of_a_word(word: str) -> Iterator[int]:
    """Word -> the offsets of characters that no identifier has, and of a mark at its start."""
    for offset, character in enumerate(word):
        if character.isascii() or _UNSEEN.match(character):
            continue
        category = unicodedata.category(character)
        if category[0] not in "LMN" or (offset == 0 and category[0] != "L"):
            yield offset


def plain_digits(text: str) -> str:
    """Text -> the text with every decimal digit written as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c, c)) if c.isdecimal() else c for c in text)


def describe(character: str) -> str:
    """A character as a reader can find it: the sign itself, or its name and number."""
    number = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "").lower()
    if character.isprintable() and not unicodedata.combining(character):
        return f"`{character}`" if character.isascii() else f"`{character}` ({number})"
    return f"{name} ({number})" if name else f"control character {number}"
