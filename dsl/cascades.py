"""Problems that only follow from text that could not be read."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

from . import syntax
from .diagnostics.model import Diagnostic, Severity
from .source import Source, Span

LACKS: Final = frozenset(
    {
        "empty-declaration",
        "missing-header",
        "missing-property",
        "too-few-points",
        "uncovered-case",
        "weights-not-100",
    }
)
"""Codes that say something is not there: it may stand in the part that was skipped."""

NOT_FOUND: Final = frozenset(
    {"level-not-in-scale", "member-not-in-choice", "no-role", "unknown-name"}
)
"""Codes that say a name is declared nowhere: it may be declared in the part that was skipped."""

_WORD: Final = re.compile(r"\w+")


def without_cascades(
    files: tuple[syntax.SyntaxFile, ...],
    loading: Iterable[Diagnostic],
    checking: Iterable[Diagnostic],
    incomplete: Iterable[Span] = (),
) -> tuple[Diagnostic, ...]:
    """The problems of checking but for those that the errors of loading explain.

    A part with an error is skipped by the parser: what its declaration then seems to lack is not
    reported, nor names that stand in skipped text. Nor is what the `incomplete` declarations seem
    to lack, which could not take over the parts of another.
    """
    lacking = tuple(incomplete)
    checking = [problem for problem in checking if not _lies_in(problem, lacking)]
    errors = [problem for problem in loading if problem.severity is Severity.ERROR]
    if not errors:
        return tuple(checking)
    skipped = _Skipped(files, errors)
    return tuple(problem for problem in checking if not skipped.explains(problem))


def _lies_in(problem: Diagnostic, incomplete: tuple[Span, ...]) -> bool:
    """Whether the problem is that an incomplete declaration lacks something."""
    return problem.code in LACKS and any(
        span.source is problem.span.source and span.start <= problem.span.start < span.end
        for span in incomplete
    )


class _Skipped:
    """Where errors of loading lie, and the words of the text that was not understood."""

    def __init__(self, files: tuple[syntax.SyntaxFile, ...], errors: list[Diagnostic]) -> None:
        self._starts: dict[Source, list[int]] = {}
        self._broken: dict[Source, set[int]] = {}
        self._words: set[str] = set()
        self._codes = {error.code for error in errors}
        read = {file.span.source for file in files}
        self._whole_files = any(error.span.source not in read for error in errors) or bool(
            self._codes & {"file-not-found", "outside-folder", "too-many-declarations"}
        )
        for file in files:
            source = file.span.source
            self._starts[source] = [each.span.start for each in file.declarations]
            self._broken[source] = set()
            places = [error.span.start for error in errors if error.span.source is source]
            if places:
                self._note_gaps(file)
            for place in places:
                self._broken[source].add(self._declaration_at(source, place))
                self._words.update(_WORD.findall(source.line(source.position(place)[0])))

    def _note_gaps(self, file: syntax.SyntaxFile) -> None:
        """The text between declarations is space and comments, or was skipped."""
        text, end = file.span.source.text, 0
        for declaration in file.declarations:
            self._words.update(_WORD.findall(text, end, declaration.span.start))
            end = max(end, declaration.span.end)
        self._words.update(_WORD.findall(text, end))

    def _declaration_at(self, source: Source, offset: int) -> int:
        return bisect_right(self._starts[source], offset) - 1

    def explains(self, problem: Diagnostic) -> bool:
        if problem.code == "too-many-declarations":
            return problem.code in self._codes
        if problem.code == "missing-header":
            return True
        source = problem.span.source
        if problem.code in NOT_FOUND:
            return self._whole_files or problem.span.text in self._words
        if problem.code not in LACKS or source not in self._starts:
            return False
        return self._declaration_at(source, problem.span.start) in self._broken[source]
