"""Warnings that are meant to be so: `allow CODE because "…"`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .. import syntax
from ..diagnostics.catalogue import CATALOGUE, diagnose
from ..diagnostics.model import Diagnostic, Edit, Fix, Severity
from ..nearest import Nearest, did_you_mean
from ..source import Source, Span
from .text import removal

_ABOUT_ALLOWS = frozenset({"bad-allow", "unused-allow"})


@dataclass(frozen=True, slots=True)
class _Scope:
    """An `allow` and the part of the file that it is for."""

    allow: syntax.Allow
    span: Span


def without_allowed(
    files: tuple[syntax.SyntaxFile, ...], found: Sequence[Diagnostic], *, complete: bool
) -> tuple[Diagnostic, ...]:
    """Diagnostics -> those that no `allow` is for, and what is wrong with the allows

    An `allow` is for the warnings whose primary place lies in its declaration, or, standing by
    itself, in its file. `complete` says that every check has run: only then is an `allow` reported
    that was for nothing.
    """
    scopes = [scope for file in files for scope in _scopes(file)]
    if not scopes:
        return tuple(found)
    allowing = _Allowing(scopes)
    kept = [each for each in found if not allowing.allows(each)]
    problems = [
        problem
        for scope in scopes
        for problem in _problems(scope, unused=complete and scope.allow not in allowing.used)
    ]
    return tuple(sorted((*kept, *problems), key=lambda each: each.sort_key))


class _Allowing:
    """Finds the `allow` that is for a diagnostic, the one of the smallest part first."""

    def __init__(self, scopes: Iterable[_Scope]) -> None:
        self.used: set[syntax.Allow] = set()
        self._scopes: dict[tuple[Source, str], list[_Scope]] = {}
        for scope in scopes:
            place = scope.allow.span.source, scope.allow.code.text
            self._scopes.setdefault(place, []).append(scope)
        for same in self._scopes.values():
            same.sort(key=lambda scope: (scope.span.start, -scope.span.end))
        self._starts = {
            place: [scope.span.start for scope in same] for place, same in self._scopes.items()
        }

    def allows(self, diagnostic: Diagnostic) -> bool:
        if diagnostic.severity is Severity.ERROR:
            return False
        place = diagnostic.span.source, diagnostic.code
        same = self._scopes.get(place)
        if same is None:
            return False
        # Parts lie inside each other or apart: the last that starts before the place and still
        # reaches it is the smallest one around it.
        for index in range(bisect_right(self._starts[place], diagnostic.span.start) - 1, -1, -1):
            scope = same[index]
            if diagnostic.span.end <= scope.span.end:
                self.used.add(scope.allow)
                return True
        return False


def _scopes(file: syntax.SyntaxFile) -> Iterator[_Scope]:
    for declaration in file.declarations:
        match declaration:
            case syntax.Allow():
                yield _Scope(declaration, file.span)
            case syntax.OverrideDeclaration(declaration=changed):
                yield from _inside(changed)
            case syntax.UseDeclaration() | syntax.ExtendsDeclaration() | syntax.RemoveDeclaration():
                continue
            case _:
                yield from _inside(declaration)


def _inside(declaration: syntax.Overriding) -> Iterator[_Scope]:
    match declaration:
        case syntax.RequireDeclaration() | syntax.ExampleDeclaration():
            return
        case _:
            yield from (_Scope(allow, declaration.span) for allow in declaration.allows)
    if isinstance(declaration, syntax.RoleDeclaration):
        for part in declaration.responsibilities:
            yield from (_Scope(allow, part.span) for allow in part.allows)


def _problems(scope: _Scope, *, unused: bool) -> Iterator[Diagnostic]:
    code = scope.allow.code
    entry = CATALOGUE.get(code.text)
    if entry is None:
        warnings = [
            slug
            for slug, each in CATALOGUE.items()
            if each.severity is not Severity.ERROR and slug not in _ABOUT_ALLOWS
        ]
        near = Nearest().names(code.text, warnings)
        yield diagnose(
            "bad-allow",
            code.span,
            f"there is no warning `{code.text}`" + (f"; {did_you_mean(near)}" if near else ""),
            help="`assay diagnostic` lists the codes",
            fix=Fix(f"write `{near[0]}`", (Edit(code.span, near[0]),)) if near else None,
        )
    elif code.text in _ABOUT_ALLOWS:
        yield diagnose(
            "bad-allow",
            code.span,
            "what is said of an `allow` cannot be allowed itself",
            help="mend or remove the `allow` that it reports",
        )
    elif entry.severity is Severity.ERROR:
        yield diagnose(
            "bad-allow",
            code.span,
            f"`{code.text}` is an error, and only warnings can be allowed",
            help="mend what it reports",
        )
    elif unused:
        where = "this file" if scope.span.start == 0 else "this declaration"
        yield diagnose(
            "unused-allow",
            scope.allow.span,
            f"there is no warning `{code.text}` to allow in {where}",
            help="remove it: it would hide a later one that is not meant",
            fix=Fix("remove the `allow`", (removal(scope.allow.span),), safe=True),
        )
