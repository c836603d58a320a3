"""Applies the fixes of diagnostics to the text they were found in."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from itertools import pairwise

from .model import Edit, Fix


def apply_fixes(text: str, fixes: Iterable[Fix]) -> str:
    """Text, Fixes -> Text with the fixes applied

    `text` is the text of the source that the fixes' spans lie in (NFC, as `Source` holds it).
    A fix is applied whole or not at all: one that touches what an earlier one changes, or
    another text, is left out. Checking the result again reports what is still wrong.
    """
    return apply_together(text, fixes)[0]


def apply_together(text: str, fixes: Iterable[Fix]) -> tuple[str, tuple[Fix, ...]]:
    """Text, Fixes -> Text with the fixes applied, and those that were

    Otherwise as `apply_fixes`."""
    accepted: list[Edit] = []
    applied: list[Fix] = []
    for fix in fixes:
        if all(_lies_in(edit, text) for edit in fix.edits) and not _clashes(fix.edits, accepted):
            for edit in fix.edits:
                insort(accepted, edit, key=_place)
            applied.append(fix)
    pieces: list[str] = []
    position = 0
    for edit in accepted:
        pieces += (text[position : edit.span.start], edit.replacement)
        position = edit.span.end
    pieces.append(text[position:])
    return "".join(pieces), tuple(applied)


def _place(edit: Edit) -> tuple[int, int]:
    return edit.span.start, edit.span.end


def _lies_in(edit: Edit, text: str) -> bool:
    span = edit.span
    return span.source.text == text and 0 <= span.start <= span.end <= len(text)


def _clashes(edits: tuple[Edit, ...], accepted: list[Edit]) -> bool:
    """Whether an edit meets an accepted one, or two of the edits meet each other."""
    if any(_meet(earlier, later) for earlier, later in pairwise(sorted(edits, key=_place))):
        return True
    for edit in edits:
        index = bisect_left(accepted, _place(edit), key=_place)
        if index > 0 and _meet(accepted[index - 1], edit):
            return True
        if index < len(accepted) and _meet(edit, accepted[index]):
            return True
    return False


def _meet(earlier: Edit, later: Edit) -> bool:
    """Whether both change a character, or both insert at one place, where the order is open."""
    return later.span.start < earlier.span.end or _place(later) == _place(earlier)
