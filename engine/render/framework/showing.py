"""The declarations of a checked framework -> text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, assert_never

from ....dsl import framework as fw
from ....dsl.diagnostics.terminal import display_width, visible, wrap
from ....dsl.layering.composition import Path
from ....dsl.source import Span
from ....dsl.syntax import ExampleTableDeclaration, ExtendsDeclaration, UseDeclaration
from ....dsl.types import (
    ChoiceType,
    DateType,
    LevelType,
    PeriodType,
    QuantityType,
    TextType,
    Type,
    YesNoType,
)
from ...evidence.problems import UsageError, named
from ..exact_text import decimal_text
from .document import DECLARED, declared_names, quantity_unit, share_text

_TITLES = {"kpis": "KPIs"}


def show_declarations(
    framework: fw.Framework, name: str | None, language: str, *, width: int = 80
) -> str:
    """Framework -> what it declares, a line each; or all about one name.

    UsageError where nothing of that name is declared.
    """
    if name is None:
        return "".join(f"{line}\n" for line in _overview(framework, language))
    for kind in DECLARED:
        declared = getattr(framework, kind).get(name)
        if declared is not None:
            lines = _declaration(framework, declared, kind, language, width)
            return "".join(f"{line}\n" for line in lines)
    raise UsageError(named("declaration", name, declared_names(framework)))


def show_resolved(framework: fw.Framework) -> str:
    """Framework -> the text of one file without layers that rates everyone alike.

    Comments are not part of it: they stand in the files that the text was made from.
    """
    from ....dsl.formatting.printer import print_declarations

    main = framework.sources[0].name
    return print_declarations(
        _from_main(each, main) if isinstance(each, ExampleTableDeclaration) else each
        for file in reversed(framework.merged)
        for each in file.declarations
        if not isinstance(each, UseDeclaration | ExtendsDeclaration)
    )


def _from_main(declaration: ExampleTableDeclaration, main: str) -> ExampleTableDeclaration:
    """A table of examples whose path starts from the file that the caller named."""
    if declaration.table is None:
        return declaration
    folder = os.path.dirname(main) or "."  # noqa: PTH120 - names are as the caller gave them
    path = os.path.relpath(declaration.table.source.name, folder).replace(os.sep, "/")
    return replace(declaration, path=replace(declaration.path, value=path))


def type_text(type: Type) -> str:
    """A type in the words of the language."""
    match type:
        case QuantityType(kind="compound"):
            return quantity_unit(type)
        case QuantityType(kind="money"):
            return f"money in {type.dimension.currency}"
        case QuantityType(kind=kind):
            return kind
        case DateType():
            return "date"
        case PeriodType():
            return "period"
        case YesNoType():
            return "yesno"
        case TextType():
            return "text"
        case ChoiceType(members):
            return "one of " + ", ".join(member.id for member in members)
        case LevelType(scale):
            return scale
        case _:
            assert_never(type)


# --- the overview --------------------------------------------------------------------------


def _overview(framework: fw.Framework, language: str) -> Iterator[str]:
    version = f", version {framework.version}" if framework.version else ""
    yield f"{_label(framework.label, language)} ({framework.id}{version})"
    yield f"meaning {framework.digests.meaning}"
    yield f"sources {framework.digests.sources}"
    for kind in DECLARED:
        declarations = getattr(framework, kind)
        if not declarations:
            continue
        yield ""
        yield _TITLES.get(kind, kind.capitalize())
        longest = max(display_width(id) for id in declarations)
        for id, declared in declarations.items():
            pad = " " * (longest - display_width(id))
            note = _note(declared)
            label = _label(declared.label, language)
            yield f"  {id}{pad}  {label}{f'  ({note})' if note else ''}"
            if isinstance(declared, fw.Role):
                yield from _role(declared, language)
    counted = [(len(framework.requirements), "requirement"), (len(framework.examples), "example")]
    stated = [f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counted if count]
    if stated:
        yield ""
        yield ", ".join(stated)


def _note(declared: Any) -> str:
    match declared:
        case fw.Scale():
            best_first = reversed(declared.by_rank)
            return ", ".join(f"{each.id} {decimal_text(each.points)}" for each in best_first)
        case fw.Competency():
            return declared.scale
        case fw.Table():
            return ", ".join(column.id for column in declared.columns)
        case fw.Input() | fw.Parameter() | fw.Metric() | fw.Kpi():
            return type_text(declared.type)
    return ""


def _role(role: fw.Role, language: str) -> Iterator[str]:
    for responsibility in role.responsibilities:
        label = _label(responsibility.label, language)
        yield f"    {share_text(responsibility.weight):>6}  {label}"
        for measure in responsibility.measures:
            requires = f", requires {measure.requires}" if measure.requires else ""
            yield f"            {share_text(measure.weight):>6}  {measure.id}{requires}"


# --- one declaration -----------------------------------------------------------------------


def _declaration(
    framework: fw.Framework, declared: Any, kind: str, language: str, width: int
) -> Iterator[str]:
    yield f"{declared.id}  {_label(declared.label, language)}"
    if declared.description is not None:
        yield from (
            f"  {line}" for line in wrap(declared.description.in_language(language), width - 2)
        )
    if kind in {"parameters", "inputs", "metrics", "kpis"}:
        yield f"  type: {type_text(declared.type)}"
    if isinstance(declared, fw.Input):
        names = [declared.id, declared.label.text, *declared.label.translations.values()]
        headings = dict.fromkeys([*names, *declared.columns])
        text = ", ".join(f'"{heading}"' for heading in headings)
        yield from (f"  {line}" for line in wrap(f"headings: {text}", width - 2))
    if isinstance(declared, fw.Role):
        yield from _role(declared, language)
    path = (DECLARED[kind], declared.id)
    origin = framework.origins.find(path)
    assert origin is not None
    yield f"  {_place(declared.span)}"
    yield from (f"  changed: {_place(each.span)}" for each in origin.history[-2::-1])
    if path in framework.origins.inherited:
        yield f"  based on {framework.origins.inherited[path][1]}"
    yield ""
    yield from (visible(line) for line in _text(framework, declared, path))


def _text(framework: fw.Framework, declared: Any, path: Path) -> list[str]:
    """A declaration as written; put together where several texts give it."""
    origins = framework.origins
    if origins.is_as_written(path):
        text: str = declared.span.text
    else:
        from ....dsl.formatting.printer import print_declarations

        text = print_declarations((origins.declarations[path],))
    return text.splitlines()


def _label(label: fw.Label, language: str) -> str:
    return visible(label.in_language(language))


def _place(span: Span) -> str:
    return f"{visible(span.source.name)}:{span.line}"
