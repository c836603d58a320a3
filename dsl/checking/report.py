"""Collects the diagnostics of one run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .. import syntax
from ..diagnostics.catalogue import diagnose
from ..diagnostics.model import Diagnostic, Edit, Fix, Label, Severity
from ..nearest import Nearest, did_you_mean
from ..source import Span


class Report:
    """Problems in the order found; `in_order` gives them as a reader meets them."""

    def __init__(self) -> None:
        self._diagnostics: list[Diagnostic] = []
        self._nearest = Nearest()
        self.has_errors = False

    @property
    def count(self) -> int:
        """How many there are so far."""
        return len(self._diagnostics)

    def add(  # noqa: PLR0913 - one parameter for each part of a diagnostic
        self,
        code: str,
        span: Span,
        message: str,
        *,
        label: str = "",
        secondary: Sequence[Label] = (),
        help: str = "",
        fix: Fix | None = None,
    ) -> None:
        """Adds a diagnostic of the catalogue's `code`."""
        diagnostic = diagnose(
            code, span, message, label=label, secondary=secondary, help=help, fix=fix
        )
        self._diagnostics.append(diagnostic)
        self.has_errors = self.has_errors or diagnostic.severity is Severity.ERROR

    def unknown(  # noqa: PLR0913 - one parameter for each part of a diagnostic
        self,
        code: str,
        name: syntax.Name,
        message: str,
        known: Iterable[str],
        *,
        secondary: Sequence[Label] = (),
        help: str = "",
        fix: Fix | None = None,
    ) -> None:
        """Adds that nothing is called `name`, with the nearest of the `known` names, which the fix
        writes where none is given."""
        near = self._nearest.names(name.text, known)
        self.add(
            code,
            name.span,
            f"{message}; {did_you_mean(near)}" if near else message,
            secondary=secondary,
            help=help,
            fix=replacement(name.span, near[0]) if near and fix is None else fix,
        )

    def in_order(self) -> tuple[Diagnostic, ...]:
        """All diagnostics by file and place; what several roles inherit is reported once."""
        found: dict[tuple[str, Span, str], Diagnostic] = {}
        for each in self._diagnostics:
            found.setdefault((each.code, each.span, each.message), each)
        return tuple(sorted(found.values(), key=lambda each: each.sort_key))


def replacement(span: Span, text: str) -> Fix:
    """The fix that writes `text` in place of `span`."""
    return Fix(f"write `{text}`", (Edit(span, text),))


def insertion(span: Span, text: str, message: str) -> Fix:
    """The fix that writes `text` right after `span`."""
    return Fix(message, (Edit(Span(span.source, span.end, span.end), text),))
