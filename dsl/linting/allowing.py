"""Warnings that are meant to be so: `allow CODE because "…"`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
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
    """An `allow` and the parts of files that it is for: its file, or its declaration with all that
    other layers say of it."""

    allow: syntax.Allow
    spans: tuple[Span, ...]


def without_allowed(
    files: tuple[syntax.SyntaxFile, ...], found: Sequence[Diagnostic], *, sought: Collection[str]
) -> tuple[Diagnostic, ...]:
    """Diagnostics -> those that no `allow` is for, and what is wrong with the allows

    An `allow` is for the warnings whose primary place lies in its declaration, or, standing by
    itself, in its file. `sought` are the codes of the checks that have run: an `allow` of one of
    these that was for nothing is reported.
    """
    scopes = _scopes(files)
    if not scopes:
        return tuple(found)
    allowing = _Allowing(scopes)
    kept = [each for each in found if not allowing.allows(each)]
    # What a lower layer allows may be for what this one has changed: its own file tells.
    own = {file.span.source for file in files if file.layer == 0}
    unused = {
        scope.allow
        for scope in scopes
        if scope.allow not in allowing.used
        and scope.allow.span.source in own
        and scope.allow.code.text in sought
    }
    problems = [
        problem for scope in scopes for problem in _problems(scope, unused=scope.allow in unused)
    ]
    return tuple(sorted((*kept, *problems), key=lambda each: each.sort_key))


def allowed(
    files: tuple[syntax.SyntaxFile, ...], found: Iterable[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """Diagnostics -> those that an `allow` is for"""
    allowing = _Allowing(_scopes(files))
    return tuple(each for each in found if allowing.allows(each))


class _Allowing:
    """Finds the `allow` that is for a diagnostic, the one of the smallest part first."""

    def __init__(self, scopes: Iterable[_Scope]) -> None:
        self.used: set[syntax.Allow] = set()
        self._parts: dict[tuple[Source, str], list[tuple[Span, syntax.Allow]]] = {}
        for scope in scopes:
            for span in scope.spans:
                place = span.source, scope.allow.code.text
                self._parts.setdefault(place, []).append((span, scope.allow))
        for parts in self._parts.values():
            parts.sort(key=lambda part: (part[0].start, -part[0].end))
        self._starts = {
            place: [span.start for span, _ in parts] for place, parts in self._parts.items()
        }

    def allows(self, diagnostic: Diagnostic) -> bool:
        if diagnostic.severity is Severity.ERROR:
            return False
        place = diagnostic.span.source, diagnostic.code
        parts = self._parts.get(place)
        if parts is None:
            return False
        # Parts lie inside each other or apart: the last that starts before the place and still
        # reaches it is the smallest one around it.
        for index in range(bisect_right(self._starts[place], diagnostic.span.start) - 1, -1, -1):
            span, allow = parts[index]
            if diagnostic.span.end <= span.end:
                self.used.add(allow)
                return True
        return False


def _scopes(files: tuple[syntax.SyntaxFile, ...]) -> list[_Scope]:
    """Every `allow` with what it is for."""
    whole: list[_Scope] = []
    inside: list[tuple[syntax.Allow, tuple[str, ...]]] = []
    spans: dict[tuple[str, ...], list[Span]] = {}
    for file in files:
        for declaration in file.declarations:
            if isinstance(declaration, syntax.Allow):
                whole.append(_Scope(declaration, (file.span,)))
                continue
            changed = declaration
            if isinstance(declaration, syntax.OverrideDeclaration):
                changed = declaration.declaration
            for part, identity in _parts(changed):
                spans.setdefault(identity, []).append(part.span)
                inside += ((allow, identity) for allow in part.allows)
    return [*whole, *(_Scope(allow, tuple(spans[identity])) for allow, identity in inside)]


_Part = (
    syntax.FrameworkHeader
    | syntax.ScaleDeclaration
    | syntax.InputDeclaration
    | syntax.TableDeclaration
    | syntax.ParameterDeclaration
    | syntax.MetricDeclaration
    | syntax.KpiDeclaration
    | syntax.CompetencyDeclaration
    | syntax.RoleDeclaration
    | syntax.ResponsibilityDeclaration
)


def _parts(declaration: syntax.Declaration) -> Iterator[tuple[_Part, tuple[str, ...]]]:
    """What may hold an `allow`, and what tells it from others in every layer."""
    match declaration:
        case syntax.FrameworkHeader():
            yield declaration, ("framework",)
        case (
            syntax.ScaleDeclaration(name=name)
            | syntax.InputDeclaration(name=name)
            | syntax.TableDeclaration(name=name)
            | syntax.ParameterDeclaration(name=name)
            | syntax.MetricDeclaration(name=name)
            | syntax.KpiDeclaration(name=name)
            | syntax.CompetencyDeclaration(name=name)
        ):
            yield declaration, (name.text,)
        case syntax.RoleDeclaration(name=name, responsibilities=responsibilities):
            yield declaration, (name.text,)
            yield from ((part, (name.text, part.name.text)) for part in responsibilities)
        case _:
            return


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
            fix=Fix(f"write `{near[0]}`", (Edit(code.span, near[0]),), safe=True) if near else None,
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
        span = scope.spans[0]
        whole = span.start == 0 and span.end == len(span.source.text)
        where = "this file" if whole else "this declaration"
        yield diagnose(
            "unused-allow",
            scope.allow.span,
            f"there is no warning `{code.text}` to allow in {where}",
            help="remove it: it would hide a later one that is not meant",
            fix=Fix("remove the `allow`", (removal(scope.allow.span),), safe=True),
        )
