"""Collects the diagnostics of one file, up to the limit that a reader can use."""

from __future__ import annotations

from ..diagnostics.catalogue import diagnose
from ..diagnostics.model import Diagnostic, Edit, Fix, Label
from ..limits import MAX_PROBLEMS
from ..source import Source, Span
from . import characters


class Problems:
    """The errors found so far in `source`; each place and message is kept once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._found: dict[tuple[int, int, str], Diagnostic] = {}
        self._overflowed = False
        self._respelled: dict[int, tuple[int, str]] = {}

    def respell(self, start: int, end: int, word: str) -> None:
        """Note that the characters from `start` to `end` are read as `word`."""
        self._respelled[start] = end, word

    def as_meant(self, span: Span) -> str:
        """The characters of a word that can be seen, or the word that it is read as."""
        end, word = self._respelled.get(span.start, (-1, ""))
        return word if end == span.end else characters.visible(span.text)

    def phrase_as_meant(self, span: Span) -> str:
        """The characters of a phrase, each misspelt word of it as it is read."""
        text = span.text
        for start, (end, word) in sorted(self._respelled.items(), reverse=True):
            if span.start <= start and end <= span.end:
                text = text[: start - span.start] + word + text[end - span.start :]
        return characters.visible(text)

    @property
    def any(self) -> bool:
        """Whether anything was found."""
        return bool(self._found)

    @property
    def full(self) -> bool:
        """Whether the limit is reached, so that looking for more is wasted work."""
        return len(self._found) >= MAX_PROBLEMS

    def overflow(self) -> None:
        """Note that there are more problems than are worth looking for."""
        self._overflowed = True

    def span(self, start: int, end: int) -> Span:
        """The span of `source` from offset `start` to offset `end`."""
        return Span(self.source, start, end)

    def error(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        label: str = "",
        secondary: tuple[Label, ...] = (),
        help: str = "",
        fix: Fix | None = None,
    ) -> None:
        """Record one error, unless it is already there or the limit is reached."""
        key = (span.start, span.end, message)
        if key in self._found:
            return
        if self.full:
            self._overflowed = True
            return
        self._found[key] = diagnose(
            code, span, message, label=label, secondary=secondary, help=help, fix=fix
        )

    def in_order(self) -> tuple[Diagnostic, ...]:
        """All diagnostics as a reader meets them; the last one says when there were more."""
        ordered = sorted(self._found.values(), key=lambda diagnostic: diagnostic.sort_key)
        if self._overflowed or len(ordered) >= MAX_PROBLEMS:
            ordered.append(self._too_many(ordered[-1].span))
        return tuple(ordered)

    def _too_many(self, span: Span) -> Diagnostic:
        return diagnose(
            "too-many-problems",
            span,
            f"this file has {MAX_PROBLEMS} problems or more; only the first ones are listed",
            help="solve some of them and check again",
        )


def replacement(message: str, span: Span, text: str) -> Fix:
    """A fix that replaces the characters of `span` by `text`."""
    return Fix(message, (Edit(span, text),))
