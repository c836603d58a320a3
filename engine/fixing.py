"""Applies the fixes of a framework's diagnostics, as far as they make it no worse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..dsl.diagnostics.fixes import apply_together
from ..dsl.diagnostics.model import Diagnostic, Severity
from .pipeline import Path, check_path, examine

MOST_ROUNDS = 20
"""A fix may bring to light what another one is for; so often it is looked again."""

MOST_SINGLE = 100
"""Fixes tried one by one where all of them together make things worse."""


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file's text, in NFC, and what becomes of it."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Fixes:
    """What fixing does: the files it changes, the problems it fixes, and those it leaves.

    `below` names the files of the layers that the framework extends in which there is something
    to fix: other frameworks may extend them too.
    """

    files: tuple[FixedFile, ...]
    fixed: tuple[Diagnostic, ...]
    left: tuple[Diagnostic, ...]
    below: tuple[str, ...]


def fix(path: Path, *, allowed_folders: Iterable[Path] = (), unsafe: bool = False) -> Fixes:
    """Path -> what its files become with their problems fixed; nothing is written

    Only fixes that change nobody's rating are applied, or with `unsafe` all of them. One is left
    out where the result would have more errors, or as many and more warnings. The file and those
    it uses are changed, not those that it extends. OSError where the file cannot be read.
    """
    return _Fixing(path, tuple(allowed_folders), unsafe=unsafe).run()


class _Fixing:
    def __init__(self, path: Path, allowed: tuple[Path, ...], *, unsafe: bool) -> None:
        self._path = path
        self._allowed = allowed
        self._unsafe = unsafe
        self._before: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._fixed: list[Diagnostic] = []
        self._refused: set[tuple[str, str]] = set()
        self._below: set[str] = set()
        self._found = self._check(self._texts)

    def run(self) -> Fixes:
        for _ in range(MOST_ROUNDS):
            wanted = [each for each in self._found if self._is_wanted(each)]
            if not wanted or not (self._try(wanted) or self._try_each(wanted)):
                break
        files = tuple(
            FixedFile(name, self._before[name], text)
            for name, text in self._texts.items()
            if text != self._before[name]
        )
        below = (self._place(each) for each in self._found if self._is_possible(each))
        return Fixes(
            files,
            tuple(self._fixed),
            self._found,
            tuple(dict.fromkeys(name for name in below if name in self._below)),
        )

    def _check(self, texts: dict[str, str]) -> tuple[Diagnostic, ...]:
        checked = check_path(self._path, self._allowed, texts)
        self._below = {file.span.source.name for file in checked.files if file.layer}
        return examine(checked)

    def _is_wanted(self, diagnostic: Diagnostic) -> bool:
        return (
            self._is_possible(diagnostic)
            and self._place(diagnostic) not in self._below
            and not self._was_refused(diagnostic)
        )

    def _is_possible(self, diagnostic: Diagnostic) -> bool:
        """Whether there is a fix of the kind asked for, in one file: what cannot be read has no
        text, and what lies in two files is for a person to change."""
        fix = diagnostic.fix
        if fix is None or not (fix.safe or self._unsafe):
            return False
        return len({edit.span.source for edit in fix.edits}) == 1

    @staticmethod
    def _place(diagnostic: Diagnostic) -> str:
        assert diagnostic.fix is not None
        return diagnostic.fix.edits[0].span.source.name

    def _was_refused(self, diagnostic: Diagnostic) -> bool:
        return (diagnostic.code, diagnostic.message) in self._refused

    def _try(self, wanted: Sequence[Diagnostic]) -> bool:
        """Applies the fixes of some problems together; False where that makes things worse."""
        texts = dict(self._texts)
        applied: list[Diagnostic] = []
        sources = dict.fromkeys(
            edit.span.source for each in wanted if each.fix for edit in each.fix.edits
        )
        for source in sources:
            self._before.setdefault(source.name, source.text)
            here = {id(each.fix): each for each in wanted if each.fix}
            text, fixes = apply_together(source.text, [each.fix for each in wanted if each.fix])
            texts[source.name] = text
            applied += [here[id(fix)] for fix in fixes if fix.edits[0].span.source is source]
        found = self._check(texts)
        if not applied or _badness(found) > _badness(self._found):
            return False
        self._texts, self._found = texts, found
        self._fixed += applied
        return True

    def _try_each(self, wanted: Sequence[Diagnostic]) -> bool:
        """Applies the first of the fixes that makes things no worse."""
        for diagnostic in wanted[:MOST_SINGLE]:
            if self._try([diagnostic]):
                return True
            self._refused.add((diagnostic.code, diagnostic.message))
        return False


def _badness(diagnostics: Sequence[Diagnostic]) -> tuple[int, int]:
    errors = sum(each.severity is Severity.ERROR for each in diagnostics)
    return errors, len(diagnostics) - errors
