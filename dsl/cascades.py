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
        "rating-not-available",
        "too-few-points",
        "uncovered-case",
        "weights-not-100",
    }
)
"""Codes that say something is not there: it may stand in the part that was skipped."""

NOT_FOUND: Final = frozenset(
    {"level-not-in-scale", "member-not-in-choice", "no-role", "no-table", "unknown-name"}
)
"""Codes that say a name is declared nowhere: it may be declared in the part that was skipped."""

COMPARED: Final = frozenset(
    {
        *("bad-header-value", "date-out-of-order", "empty-range", "outside-range"),
        *("points-out-of-order", "require-fails", "same-points", "wrong-period"),
    }
)
"""Codes that come of comparing values: one of them may not have been read as it was meant."""

_MISREAD: Final = frozenset({"unclosed-string", "unexpected-character"})
"""Codes after which the rest of the line may have been read as what it is not."""

_WORD: Final = re.compile(r"\w+")
_QUOTED: Final = re.compile(r"`(\w+)`")
_HEADING: Final = re.compile(r"(?:override\s+)?(?:\w+\s+\w|(?:use|extends|require|example)\s+\")")


def without_cascades(
    files: tuple[syntax.SyntaxFile, ...],
    loading: Iterable[Diagnostic],
    checking: Iterable[Diagnostic],
    incomplete: Iterable[Span] = (),
) -> tuple[Diagnostic, ...]:
    """The problems of checking but for those that the errors of loading explain.

    A part with an error is skipped by the parser: what its declaration then seems to lack is not
    reported, nor names that stand in skipped text, nor what is looked up in a declaration of
    which a part was skipped. Nor is what the `incomplete` declarations seem to lack, which could
    not take over the parts of another.
    """
    lacking = tuple(incomplete)
    checking = [problem for problem in checking if not _lies_in(problem, lacking)]
    errors = [problem for problem in loading if problem.severity is Severity.ERROR]
    if not errors:
        return tuple(checking)
    lost = _Lost(files, errors)
    return tuple(problem for problem in checking if not lost.explains(problem))


def _lies_in(problem: Diagnostic, incomplete: tuple[Span, ...]) -> bool:
    """Whether the problem is that an incomplete declaration lacks something."""
    return problem.code in LACKS and any(
        span.source is problem.span.source and span.start <= problem.span.start < span.end
        for span in incomplete
    )


class _Lost:
    """Where errors of loading lie, and the words of the text that was not understood."""

    def __init__(self, files: tuple[syntax.SyntaxFile, ...], errors: list[Diagnostic]) -> None:
        self._codes = {error.code for error in errors}
        self._told = {(error.code, error.span) for error in errors}
        self._starts: dict[Source, list[int]] = {}
        self._declarations: dict[Source, tuple[syntax.Declaration, ...]] = {}
        self._broken: dict[Source, set[int]] = {}
        self._broken_names: set[str] = set()
        self._broken_tables: set[str] = set()
        self._words: set[str] = set()
        self._before_mistakes: set[tuple[Source, int]] = set()
        self._lines: set[tuple[Source, int]] = set()
        self._named: dict[tuple[Span, bool], bool] = {}
        self._by_name: dict[str, Span] = {}
        self._misread = {
            (error.span.source, error.span.line) for error in errors if error.code in _MISREAD
        }
        read = {file.span.source for file in files}
        self._names_are_lost = any(error.span.source not in read for error in errors) or bool(
            self._codes & {"file-not-found", "outside-folder", "too-many-declarations"}
        )
        for file in files:
            source = file.span.source
            self._starts[source] = [each.span.start for each in file.declarations]
            self._declarations[source] = file.declarations
            self._broken[source] = set()
            for declaration in file.declarations:
                name = getattr(declaration, "name", None)
                if isinstance(name, syntax.Name):
                    self._by_name[name.text] = declaration.span
            for error in errors:
                if error.span.source is source:
                    self._note_error(error.span)
            if self._broken[source] or file.skipped:
                self._note_gaps(file)
            for span in file.skipped:
                self._note_skipped(span)
        self._header_is_broken = "framework" in self._words or any(
            isinstance(self._declarations[source][index], syntax.FrameworkHeader)
            for source, broken in self._broken.items()
            for index in broken
            if index >= 0
        )

    def _note_error(self, span: Span) -> None:
        source = span.source
        before = span.start
        while before > 0 and source.text[before - 1].isspace():
            before -= 1
        self._before_mistakes.add((source, before))
        self._mark(source, self._declaration_at(source, span.start))
        if (source, span.line) not in self._lines:
            self._lines.add((source, span.line))
            self._words.update(_WORD.findall(source.line(span.line)))

    def _note_skipped(self, span: Span) -> None:
        """The words of skipped text; between declarations it may hide any name where it does not
        start like one."""
        self._words.update(_WORD.findall(span.text))
        source = span.source
        index = self._declaration_at(source, span.start)
        declared = self._declarations[source]
        if index >= 0 and span.start < declared[index].span.end:
            self._mark(source, index)
        elif not _HEADING.match(span.text) or "unknown-declaration" in self._codes:
            self._names_are_lost = True

    def _mark(self, source: Source, index: int) -> None:
        self._broken[source].add(index)
        declaration = self._declarations[source][index] if index >= 0 else None
        name = getattr(declaration, "name", None)
        if isinstance(name, syntax.Name):
            self._broken_names.add(name.text)
            if isinstance(declaration, syntax.TableDeclaration):
                self._broken_tables.add(name.text)

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
        """Whether a problem of checking only follows from what was not read."""
        code, span = problem.code, problem.span
        if code == "too-many-declarations":
            return code in self._codes
        if (code, span) in self._told or (span.source, span.line) in self._misread:
            return True
        if code == "missing-header":
            return True
        if code in NOT_FOUND:
            return self._names_are_lost or self._may_declare(problem)
        if code not in LACKS | COMPARED or span.source not in self._starts:
            return False
        if self._header_is_broken and "header" in problem.message:
            return True
        index = self._declaration_at(span.source, span.start)
        if index in self._broken[span.source] or self._concerns_broken(problem):
            return True
        return code in COMPARED and self._names_broken_on_line(span)

    def _may_declare(self, problem: Diagnostic) -> bool:
        """Whether skipped text may declare what is not found, or a declaration of which a part
        was skipped may hold it."""
        if problem.code == "no-role":
            return "role" in self._words
        span = problem.span
        if problem.code == "no-table":
            return not self._words.isdisjoint(_WORD.findall(span.text))
        if span.text in self._words or self._mentions_broken(problem.message):
            return True
        return (
            (span.source, span.end) in self._before_mistakes
            or self._names_broken_on_line(span)
            or self._stands_among_broken(span)
        )

    def _stands_among_broken(self, span: Span) -> bool:
        """Whether a problem lies in an example for a role of which a part was skipped, or in a
        declaration that reads such a table."""
        index = self._declaration_at(span.source, span.start)
        declaration = self._declarations[span.source][index] if index >= 0 else None
        if isinstance(declaration, syntax.ExampleDeclaration) and declaration.role is not None:
            return declaration.role.text in self._broken_names
        return declaration is not None and self._names_one_of(self._broken_tables, declaration.span)

    def _names_broken_on_line(self, span: Span) -> bool:
        source = span.source
        start = source.line_starts()[span.line - 1]
        line = Span(source, start, start + len(source.line(span.line)))
        return self._names_one_of(self._broken_names, line)

    def _names_one_of(self, names: set[str], span: Span) -> bool:
        """Whether the text of a span names one of the broken declarations; looked up once."""
        key = (span, names is self._broken_tables)
        known = self._named.get(key)
        if known is None:
            known = bool(names) and not names.isdisjoint(_WORD.findall(span.text))
            self._named[key] = known
        return known

    def _mentions_broken(self, text: str) -> bool:
        return not self._broken_names.isdisjoint(_QUOTED.findall(text))

    def _concerns_broken(self, problem: Diagnostic) -> bool:
        """Whether a problem names a declaration that is broken or builds on a broken one."""
        if self._mentions_broken(problem.message):
            return True
        return any(
            self._names_one_of(self._broken_names, self._by_name[name])
            for name in _QUOTED.findall(problem.message)
            if name in self._by_name
        )
