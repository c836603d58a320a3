"""Syntax -> Names: what each id of a framework stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar, cast

from . import syntax
from .checking.report import Report
from .diagnostics.model import Label
from .layering.origins import Origins
from .limits import MAX_DECLARATIONS
from .source import Source, Span
from .syntax import KINDS, Named

NamedT = TypeVar("NamedT", bound=Named)

RESERVED = frozenset(
    {
        "competencies",
        "gap",
        "kpis",
        "missing",
        "no",
        "otherwise",
        "overall",
        "period",
        "responsibilities",
        "yes",
    }
)
"""Names that already mean something wherever an id may stand."""

TYPE_NAMES = frozenset(
    {"number", "count", "percent", "money", "duration", "date", "period", "yesno", "text"}
)


@dataclass(frozen=True, slots=True)
class Names:
    """The declarations of a framework: those with an id by it, the others in order."""

    declared: Mapping[str, Named]
    header: syntax.FrameworkHeader | None
    requires: tuple[syntax.RequireDeclaration, ...]
    examples: tuple[syntax.ExampleDeclaration | syntax.ExampleTableDeclaration, ...]
    sources: tuple[Source, ...]
    origins: Origins
    _layers: Mapping[Source, int]
    _by_kind: Mapping[type, tuple[Named, ...]]

    def layer(self, span: Span) -> int:
        """The layer of a place; 0 is that of the file that the caller named."""
        return self._layers[span.source]

    def of(self, kind: type[NamedT]) -> tuple[NamedT, ...]:
        """The declarations of one kind, in the order written."""
        return cast("tuple[NamedT, ...]", self._by_kind.get(kind, ()))

    def get(self, name: str, kind: type[NamedT]) -> NamedT | None:
        """The declaration of that id, if there is one and it is of that kind."""
        found = self.declared.get(name)
        return found if isinstance(found, kind) else None


def resolve(
    files: tuple[syntax.SyntaxFile, ...], report: Report, origins: Origins | None = None
) -> Names:
    """Syntax -> Names

    The files are those of one framework, layers merged; `origins` tell where its values come
    from.
    """
    declared: dict[str, Named] = {}
    headers: list[syntax.FrameworkHeader] = []
    requires: list[syntax.RequireDeclaration] = []
    layers = {file.span.source: file.layer for file in files}
    examples: list[syntax.ExampleDeclaration | syntax.ExampleTableDeclaration] = []
    for file in files:
        for declaration in file.declarations:
            match declaration:
                case syntax.FrameworkHeader():
                    headers.append(declaration)
                case syntax.RequireDeclaration():
                    requires.append(declaration)
                case syntax.ExampleDeclaration():
                    examples.append(declaration)
                case syntax.ExampleTableDeclaration(table=table):
                    examples.append(declaration)
                    if table is not None:
                        layers[table.source] = file.layer
                case (
                    syntax.UseDeclaration()
                    | syntax.Allow()
                    | syntax.ExtendsDeclaration()
                    | syntax.OverrideDeclaration()
                    | syntax.RemoveDeclaration()
                ):
                    pass
                case _:
                    _declare(declaration, declared, report)
    return Names(
        MappingProxyType(declared),
        _only_header(files, headers, report),
        tuple(requires),
        tuple(examples),
        tuple(layers),
        origins if origins is not None else Origins(),
        layers,
        _by_kind(declared),
    )


def _by_kind(declared: Mapping[str, Named]) -> Mapping[type, tuple[Named, ...]]:
    kinds: dict[type, list[Named]] = {}
    for declaration in declared.values():
        kinds.setdefault(type(declaration), []).append(declaration)
    return {kind: tuple(declarations) for kind, declarations in kinds.items()}


def _declare(declaration: Named, declared: dict[str, Named], report: Report) -> None:
    name = declaration.name
    refuse_reserved(name, report)
    if isinstance(declaration, syntax.ScaleDeclaration) and name.text in TYPE_NAMES:
        report.add(
            "reserved-name",
            name.span,
            f"a scale cannot be called `{name.text}`, which is a type of the language",
            help="choose another id",
        )
    earlier = declared.setdefault(name.text, declaration)
    if earlier is not declaration:
        report.add(
            "duplicate-name",
            name.span,
            f"`{name.text}` is already declared as {a_kind(earlier)}",
            label="declared again here",
            secondary=(Label(earlier.name.span, "declared first here"),),
            help="an id is declared once; rename one of the two",
        )


def kind_of(declaration: Named) -> str:
    """The word for a declaration's kind: `kpi`, `table`, …"""
    return KINDS[type(declaration)]


def a_kind(declaration: Named) -> str:
    """The word for a declaration's kind in a sentence: `a kpi`, `an input`."""
    word = kind_of(declaration)
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def refuse_reserved(name: syntax.Name, report: Report) -> None:
    """Reports an id that the language keeps for itself."""
    if name.text in RESERVED:
        report.add(
            "reserved-name",
            name.span,
            f"`{name.text}` is a word of the language and cannot be an id",
            help="choose another id",
        )


def unique(names: tuple[syntax.Name, ...], what: str, report: Report) -> None:
    """Reports each name that an earlier one of `names` already has; `what` they name."""
    first: dict[str, syntax.Name] = {}
    for name in names:
        earlier = first.setdefault(name.text, name)
        if earlier is not name:
            report.add(
                "duplicate-name",
                name.span,
                f"the {what} `{name.text}` is already there",
                label="named again here",
                secondary=(Label(earlier.span, "named first here"),),
                help="name each only once",
            )


def _only_header(
    files: tuple[syntax.SyntaxFile, ...],
    headers: list[syntax.FrameworkHeader],
    report: Report,
) -> syntax.FrameworkHeader | None:
    for header in headers[1:]:
        report.add(
            "duplicate-header",
            header.name.span,
            "a framework has one header, and this is another",
            secondary=(Label(headers[0].name.span, "the first header"),),
            help="keep the header of the main file only",
        )
    if not headers:
        report.add(
            "missing-header",
            _first_place(files[0]),
            "there is no `framework` header",
            help='begin the file with a header such as `framework field_sales "Field sales" '
            '{ version: "1.0" }`',
        )
        return None
    return headers[0]


def _first_place(file: syntax.SyntaxFile) -> Span:
    first = file.declarations[0].span if file.declarations else file.span
    return Span(first.source, first.start, min(first.start + 1, first.end))


def check_size(files: tuple[syntax.SyntaxFile, ...], report: Report) -> None:
    """Reports the first declaration beyond the limit for all files of a framework together."""
    before = 0
    for file in files:
        allowed = MAX_DECLARATIONS - before
        if len(file.declarations) > allowed:
            report.add(
                "too-many-declarations",
                file.declarations[allowed].span,
                f"a framework has at most {MAX_DECLARATIONS:,} declarations",
                label="one too many",
                help="split it into several frameworks",
            )
            return
        before += len(file.declarations)
