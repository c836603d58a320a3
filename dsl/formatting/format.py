"""Text -> the same text in its canonical form."""

from __future__ import annotations

from dataclasses import dataclass

from ..diagnostics.model import Diagnostic
from ..parse import parse
from ..read import read_source
from ..source import Source
from .block_layout import write_file
from .sameness import same_comments, same_syntax
from .tree import read_tree


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file in its canonical form, or the problems for which it has none (`text` is then None)."""

    text: str | None
    diagnostics: tuple[Diagnostic, ...] = ()


class FormattingError(Exception):
    """Formatting a text would have changed what it says: a mistake of the formatter, which then
    gives nothing."""


def format_text(text: str | bytes, name: str = "text") -> Formatted:
    """Text -> Formatted

    The same declarations and comments, in the same order, in the one look that files have. A
    text with syntax errors is not formatted; `name` is what its diagnostics call it. Other
    mistakes, such as names that nothing declares, do not matter here.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    source, diagnostics = read_source(name, data)
    if diagnostics:
        return Formatted(None, diagnostics)
    file, diagnostics = parse(source)
    if diagnostics:
        return Formatted(None, diagnostics)
    formatted = Source(name, write_file(read_tree(source)))
    again, problems = parse(formatted)
    if problems or not same_syntax(file, again) or not same_comments(source, formatted):
        raise FormattingError(
            f"`{name}` is left as it is: putting it into its canonical form would have changed "
            "what it says, which is a mistake of assay; please report it with the file"
        )
    return Formatted(formatted.text)
