"""Diagnostics as the published JSON document (its model and schema: `document.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..source import Span
from .model import Diagnostic, Fix, Severity

FORMAT: Final = "diagnostics"
VERSION: Final = 1


def render_json(diagnostics: Sequence[Diagnostic]) -> dict[str, object]:
    """Diagnostics -> a document ready for `json.dumps`, in the order given

    Lines and columns count from 1, offsets from 0, all in code points of the text in NFC;
    `end` is the place behind the last character. A fix that a tool cannot apply is null.
    """
    counts = {each: sum(one.severity is each for one in diagnostics) for each in Severity}
    return {
        "assay": {"format": FORMAT, "version": VERSION},
        "summary": {f"{severity}s": count for severity, count in counts.items()},
        "diagnostics": [_diagnostic(one) for one in diagnostics],
    }


def _diagnostic(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "place": _place(diagnostic.span),
        "label": diagnostic.label,
        "secondary": [
            {"place": _place(label.span), "message": label.message}
            for label in diagnostic.secondary
        ],
        "help": diagnostic.help,
        "fix": _fix(diagnostic.fix) if diagnostic.fix else None,
    }


def _fix(fix: Fix) -> dict[str, object]:
    return {
        "message": fix.message,
        "safe": fix.safe,
        "edits": [
            {"place": _place(edit.span), "replacement": edit.replacement} for edit in fix.edits
        ],
    }


def _place(span: Span) -> dict[str, object]:
    return {
        "file": span.source.name,
        "start": _position(span, span.start),
        "end": _position(span, span.end),
    }


def _position(span: Span, offset: int) -> dict[str, int]:
    line, column = span.source.position(offset)
    return {"line": line, "column": column, "offset": offset}
