"""Examples that were made up -> text that can be added to the framework's file."""

from __future__ import annotations

from ....dsl.diagnostics.terminal import wrap
from ....dsl.formatting.format import format_text
from ...testing.coverage import CoveredItem
from ...testing.literals import example_text
from ...testing.suggest import Suggestion, Suggestions

_WIDTH = 98


def suggestions_text(suggestions: Suggestions) -> str:
    """Suggestions -> `example` blocks, each below comments that say what it is for and that its
    expectations are to be confirmed; at the end, what no example was found for. "" for nothing."""
    blocks = [_block(suggestion) for suggestion in suggestions.examples]
    if suggestions.left:
        lines = ["No example was found for:"]
        lines += [f"{_place(covered)}: {covered.item.text}" for covered in suggestions.left]
        blocks.append(_comments(lines))
    return _in_form("\n".join(blocks))


def _in_form(text: str) -> str:
    """The text in the one form that files have."""
    formatted = format_text(text).text
    assert formatted is not None
    return formatted


def _block(suggestion: Suggestion) -> str:
    item = suggestion.item
    file = item.span.source.name.replace("\\", "/").rpartition("/")[2]
    place = f"{file}:{item.span.line}"
    lines = [f"Confirm what is expected: it is what came out. Made up for {place}, {item.text}"]
    if suggestion.itself:
        lines.append("Metrics and KPIs are given themselves here, in place of their formulas.")
    return _comments(lines) + example_text(suggestion.example)


def _place(covered: CoveredItem) -> str:
    span = covered.item.span
    return f"{span.source.name}:{span.line}"


def _comments(lines: list[str]) -> str:
    return "".join(f"# {part}\n" for line in lines for part in wrap(line, _WIDTH))
