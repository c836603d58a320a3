"""Builds the nodes of a whole file: one method a rule of the grammar, most of them inherited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from .. import syntax as s
from ..source import Span
from .declarations import DeclarationBuilder
from .examples import ExampleBuilder


class FileBuilder(DeclarationBuilder, ExampleBuilder):
    """Makes all nodes of a file."""

    def start(self, span: Span, *declarations: s.Declaration) -> tuple[s.Declaration, ...]:
        return declarations

    # --- other files, layers ---------------------------------------------------------------

    def use(self, span: Span, path: s.Text) -> s.UseDeclaration:
        return s.UseDeclaration(span, path)

    def extends(self, span: Span, path: s.Text) -> s.ExtendsDeclaration:
        return s.ExtendsDeclaration(span, path)

    def override(self, span: Span, declaration: s.Overriding) -> s.OverrideDeclaration:
        return s.OverrideDeclaration(span, declaration)

    def removed_declaration(self, span: Span, kind: str, name: s.Name) -> s.RemoveDeclaration:
        return s.RemoveDeclaration(span, kind, name)

    def removed_by_label(self, span: Span, kind: str, label: s.Text) -> s.RemoveDeclaration:
        return s.RemoveDeclaration(span, kind, label)


def names_of(builder: FileBuilder, names: Iterable[str]) -> dict[str, Any]:
    """Rule names -> the methods of `builder` that make their nodes."""
    return {name: cast("Any", getattr(builder, name)) for name in names}
