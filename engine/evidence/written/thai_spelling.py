"""Thai words as they are usually stored: what looks alike can be stored in several ways."""

from __future__ import annotations

import re

_TONES = "\u0e48-\u0e4b"
_SPLIT_SARA_AM = re.compile(f"\u0e4d([{_TONES}]?)\u0e32")
_TONE_BEHIND_SARA_AM = re.compile(f"\u0e33([{_TONES}])")
_BETWEEN_THAI = re.compile(r"(?<=[\u0e01-\u0e4e])\s+(?=[\u0e01-\u0e4e])")


def usual_spelling(text: str) -> str:
    """Text -> the same with each Thai vowel in its usual form: `ำ` in one piece and behind the
    tone, `แ` not as two `เ`."""
    text = _SPLIT_SARA_AM.sub("\\1\u0e33", text)
    return _TONE_BEHIND_SARA_AM.sub("\\1\u0e33", text).replace("\u0e40\u0e40", "\u0e41")


def without_spaces(text: str) -> str:
    """Text -> the same without spaces between Thai letters: they separate no words, and lines of a
    cell break anywhere."""
    return _BETWEEN_THAI.sub("", text)
