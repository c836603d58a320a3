"""A diagnostic is data: what is wrong, where, and the way out. Rendering is elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..source import Span


class Severity(StrEnum):
    """How much a diagnostic matters: an error stops evaluation, a warning does not; a note says
    what could not be found out."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Label:
    """A further place that matters to a diagnostic, and what it has to do with it."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters of `span` by `replacement` (an empty span inserts)."""

    span: Span
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change to the text that a tool can apply, and what it does in words.

    `safe` holds where it changes nobody's rating: a tool may then apply it without asking.
    """

    message: str
    edits: tuple[Edit, ...]
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem in a framework.

    `code` is a slug of the catalogue; `message` says what is wrong in the designer's words
    (lower case, no final period, names in backticks); `label` is the short note under the
    underlined primary place; `help` says what to do.
    """

    code: str
    severity: Severity
    message: str
    span: Span
    label: str = ""
    secondary: tuple[Label, ...] = ()
    help: str = ""
    fix: Fix | None = None

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Orders diagnostics as a reader meets them: by file, then place."""
        span = self.span
        return (span.source.name, span.start, span.end, self.code, self.message)
