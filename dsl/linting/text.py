"""Changes to the text of a file that leave it looking as its writer would."""

from __future__ import annotations

import re

from ..diagnostics.model import Edit
from ..source import Span


def removal(span: Span) -> Edit:
    """Takes a part away, with its line where nothing else stands on it, or the space before it."""
    text = span.source.text
    start, end = span.start, span.end
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    line_start = start == 0 or text[start - 1] in "\r\n"
    after = end
    while after < len(text) and text[after] in " \t":
        after += 1
    if line_start and (after == len(text) or text[after] in "\r\n"):
        line_end = 2 if text.startswith("\r\n", after) else 1
        return Edit(Span(span.source, start, min(after + line_end, len(text))), "")
    if line_start:
        return Edit(Span(span.source, span.start, after), "")
    return Edit(Span(span.source, start, end), "")


_WORD = re.compile(r"\w+")


def heading(span: Span, name: str) -> Span:
    """Where a declaration names itself; its first word where it does not."""
    words = _WORD.finditer(span.source.text, span.start, span.end)
    first = next(words, None)
    if first is None:
        return Span(span.source, span.start, min(span.start + 1, span.end))
    for word, _ in zip(words, range(3), strict=False):
        if word[0] == name:
            return Span(span.source, word.start(), word.end())
    return Span(span.source, first.start(), first.end())
