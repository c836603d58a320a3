"""What to say about layers that do not fit each other, in the designer's words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from .. import syntax as s
from ..checking.report import Report
from ..diagnostics.model import Edit, Fix, Label
from ..nearest import Nearest
from ..source import Span
from .composition import IDENTIFIED, Path, address, own_place

Verb = Literal["override", "remove"]
_SHOWN = 6
_CODES: dict[Verb, str] = {"override": "override-of-nothing", "remove": "removal-of-nothing"}


def no_base(report: Report, verb: Verb, target: s.Name | s.Text) -> None:
    """`override` or `remove` in a file that extends no other."""
    report.add(
        _CODES[verb],
        target.span,
        f"there is nothing to {verb} here: the file extends no other",
        help='begin it with a line such as `extends "company.rules"`',
    )


def absent(
    report: Report, verb: Verb, path: Path, target: s.Name | s.Text, known: Iterable[str]
) -> None:
    """The layers below have nothing of that kind with that id or label."""
    kind, name = path
    if isinstance(target, s.Name):
        message = f"the base has no {kind} `{name}` to {verb}"
        report.unknown(_CODES[verb], target, message, known)
        return
    labels = list(known)
    near = Nearest().names(name, labels)
    message = f'the base has no {kind} "{name}" to {verb}'
    shown = ", ".join(f'"{label}"' for label in labels[:_SHOWN])
    report.add(
        _CODES[verb],
        target.span,
        f'{message}; did you mean "{near[0]}"?' if near else message,
        help="" if near or not labels else f"it has {shown}{', …' if labels[_SHOWN:] else ''}",
    )


def gone(report: Report, verb: Verb, path: Path, target: s.Name | s.Text, removed: Span) -> None:
    """A layer, this one or one below it, has removed what is named."""
    report.add(
        _CODES[verb],
        target.span,
        f"{named(path)} is removed, so that there is nothing to {verb}",
        secondary=(Label(removed, "removed here"),),
        help="leave out one of the two",
    )


def other_kind(
    report: Report, verb: Verb, path: Path, target: s.Name | s.Text, found: s.Overriding
) -> None:
    """The id is that of a declaration of another kind."""
    kind = address(found)[0]
    report.add(
        _CODES[verb],
        target.span,
        f"{named(path)} of the base is {a(kind)}, not {a(path[0])}",
        secondary=(Label(own_place(found), f"declared as {a(kind)}"),),
        help=f"write `{verb} {kind} {path[1]}`",
    )


def ambiguous(
    report: Report, verb: Verb, path: Path, target: s.Name | s.Text, first: s.Overriding
) -> None:
    """Several examples or requirements below have the label."""
    report.add(
        _CODES[verb],
        target.span,
        f'the base has several of the name "{path[1]}"',
        secondary=(Label(own_place(first), "the first of them"),),
        help="give each of them a label of its own in the base",
    )


def overridden_twice(report: Report, change: s.Overriding, earlier: s.Overriding) -> None:
    """One layer overrides a declaration in two places."""
    report.add(
        "duplicate-name",
        own_place(change),
        f"{named(address(change))} is already overridden in this layer",
        label="overridden again here",
        secondary=(Label(own_place(earlier), "overridden first here"),),
        help="say all that changes in one `override`",
    )


def declared_again(report: Report, declaration: s.Overriding, below: s.Overriding) -> None:
    """A layer declares what a layer below it declares, without `override`."""
    path, other = address(declaration), address(below)
    start = declaration.span.start
    here = Span(declaration.span.source, start, start)
    if path == other:
        message = f"{named(path)} is already declared in the base"
        help = f"write `override {path[0]}` to change what the base says of it"
        fix = Fix("write `override`", (Edit(here, "override "),))
    else:
        message = f"{named(path)} is already declared in the base, as {a(other[0])}"
        help, fix = "choose another id, or remove the one of the base first", None
    report.add(
        "duplicate-name",
        own_place(declaration),
        message,
        label="declared again here",
        secondary=(Label(own_place(below), "declared first here"),),
        help=help,
        fix=fix,
    )


def header_overridden(report: Report, override: s.OverrideDeclaration) -> None:
    """`override framework`, where the header is given again without the word."""
    span = override.span
    word = Span(span.source, span.start, override.declaration.span.start)
    report.add(
        "override-of-nothing",
        Span(span.source, span.start, span.start + len("override")),
        "the header is given again without `override`",
        help="what it names replaces what the base says; the rest stays",
        fix=Fix("remove `override`", (Edit(word, ""),)),
    )


def second_header(report: Report, header: s.FrameworkHeader, first: s.Overriding) -> None:
    """One layer gives the header twice."""
    report.add(
        "duplicate-header",
        header.name.span,
        "a layer has one header, and this is another",
        secondary=(Label(own_place(first), "the first header"),),
        help="keep the header of the layer's main file only",
    )


def a(kind: str) -> str:
    """The word for a kind in a sentence: `a kpi`, `an input`."""
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def named(path: Path) -> str:
    """A declaration in a sentence: its id, or its kind and its label."""
    return f"`{path[1]}`" if path[0] in IDENTIFIED else f'{path[0]} "{path[1]}"'
