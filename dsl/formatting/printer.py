"""Syntax -> text, without the file that it came from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from .. import syntax as s
from .declaration_text import declaration_lines
from .expression_text import expression_text
from .format import format_text

_OF_ONE_LINE: Final = (
    s.UseDeclaration,
    s.RemoveDeclaration,
    s.RequireDeclaration,
    s.Allow,
)


def print_declarations(declarations: Iterable[s.Declaration]) -> str:
    """Syntax -> text

    The declarations in the order given, as one file in the canonical form: parsing it gives the
    same declarations. Numbers are written as in the file that their span lies in; nodes that
    were made, rather than parsed, may have any span. ValueError where a node says what no file
    can say, such as a name with a blank in it.
    """
    given = list(declarations)
    lines: list[str] = []
    for number, declaration in enumerate(given):
        if number and not _together(given[number - 1], declaration):
            lines.append("")
        lines += declaration_lines(declaration)
    formatted = format_text("".join(f"{line}\n" for line in lines), "printed")
    if formatted.text is None:
        problem = formatted.diagnostics[0]
        raise ValueError(f"this cannot be written: {problem.span.text}: {problem.message}")
    return formatted.text


def _together(before: s.Declaration, after: s.Declaration) -> bool:
    """Whether two declarations stand below each other without a blank line."""
    return type(before) is type(after) and isinstance(after, _OF_ONE_LINE)


def print_expression(expression: s.Expression) -> str:
    """Expression -> text on one line."""
    return expression_text(expression)
