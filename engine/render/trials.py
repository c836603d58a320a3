"""The outcomes of a framework's examples -> text, and a JSON-ready document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...dsl import framework as fw
from ...dsl.diagnostics.terminal import visible, wrap
from ...dsl.source import Span
from ..rating import Rating
from ..trials import Mismatch, Trial
from .catalogue import DEFAULT_LANGUAGE
from .exact_text import decimal_text, exact_text

VERSION = 1
_INDENT = "        "
_DEEPER = "          "
_NARROWEST = 40


def trials_text(
    trials: Sequence[Trial], language: str = DEFAULT_LANGUAGE, *, width: int = 80
) -> str:
    """Outcomes -> a line each; a failed one with what was expected, what came out, and why."""
    lines: list[str] = []
    for trial in trials:
        place = _line(trial.example.span)
        label = visible(trial.example.label)
        lines.append(f"{'ok    ' if trial.passed else 'FAILED'}  {label}  ({place})")
        if trial.problem:
            lines += [f"{_INDENT}{line}" for line in wrap(trial.problem, width - len(_INDENT))]
        if trial.rating is not None:
            for mismatch in trial.mismatches:
                lines += _compared(mismatch)
            for about in dict.fromkeys(mismatch.id for mismatch in trial.mismatches):
                lines += _explained(trial.rating, about, language, width)
    return "".join(f"{line}\n" for line in lines)


def trials_document(framework: fw.Framework, trials: Sequence[Trial]) -> dict[str, Any]:
    """Outcomes -> the document of the schema `examples` (its model: `trials_model.py`)."""
    failed = sum(not trial.passed for trial in trials)
    return {
        "assay": {"format": "examples", "version": VERSION},
        "framework": {"id": framework.id, "version": framework.version},
        "summary": {"passed": len(trials) - failed, "failed": failed},
        "examples": [
            {
                "label": trial.example.label,
                "place": _place(trial.example.span),
                "passed": trial.passed,
                "problem": trial.problem,
                "mismatches": [_mismatch(each) for each in trial.mismatches],
            }
            for trial in trials
        ],
    }


def _mismatch(mismatch: Mismatch) -> dict[str, Any]:
    return {
        "place": _place(mismatch.span),
        "property": mismatch.property,
        "id": mismatch.id,
        "expected": exact_text(mismatch.expected),
        "actual": exact_text(mismatch.actual),
    }


def _compared(mismatch: Mismatch) -> list[str]:
    subject = mismatch.id or "overall"
    named = subject if mismatch.property == "value" else f"{mismatch.property} of {subject}"
    if not mismatch.id:
        named = "overall score" if mismatch.property == "score" else "overall"
    return [
        f"{_INDENT}{named}  ({_line(mismatch.span)})",
        f"{_DEEPER}expected  {decimal_text(mismatch.expected)}",
        f"{_DEEPER}actual    {decimal_text(mismatch.actual)}",
    ]


def _explained(rating: Rating, about: str, language: str, width: int) -> list[str]:
    room = max(width - len(_DEEPER), _NARROWEST)
    text = rating.explain(about or None).text(lang=language, width=room)
    return ["", *(f"{_DEEPER}{line}".rstrip() for line in text.splitlines()), ""]


def _line(span: Span) -> str:
    return f"{visible(span.source.name)}:{span.line}"


def _place(span: Span) -> dict[str, Any]:
    return {"file": span.source.name, "line": span.line, "column": span.column}
