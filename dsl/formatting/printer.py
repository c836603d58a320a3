"""Syntax -> text, without the file that it came from."""

from __future__ import annotations

from collections.abc import Iterable

from .. import syntax as s
from .declarations import declaration_lines
from .expressions import expression_text


def print_declarations(declarations: Iterable[s.Declaration]) -> str:
    """Syntax -> text

    The declarations in the order given, as one file in the canonical form: parsing it gives the
    same declarations. Numbers are written as in the file that their span lies in; nodes that
    were made, rather than parsed, may have any span.
    """
    return "\n".join(
        "".join(f"{line}\n" for line in declaration_lines(declaration))
        for declaration in declarations
    )


def print_expression(expression: s.Expression) -> str:
    """Expression -> text on one line."""
    return expression_text(expression)
