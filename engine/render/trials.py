"""The outcomes of a framework's examples -> text, and records for a program."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from ...dsl.diagnostics.terminal import wrap
from ..rating import Exact, Rating
from ..trials import Mismatch, Trial
from .exact_text import decimal_text, exact_text


def trials_text(trials: Iterable[Trial], *, width: int = 80) -> str:
    """Outcomes -> a line each; a failed one with what was expected, what came out, and why."""
    lines: list[str] = []
    for trial in trials:
        place = f"{trial.example.span.source.name}:{trial.example.span.line}"
        lines.append(f"{'ok    ' if trial.passed else 'FAILED'}  {trial.example.label}  ({place})")
        if trial.problem:
            lines.extend(f"        {line}" for line in wrap(trial.problem, width - 8))
        for mismatch in trial.mismatches:
            assert trial.rating is not None
            lines.extend(_mismatch(mismatch, trial.rating, width))
    return "\n".join(lines) + "\n" if lines else ""


def trial_records(trials: Iterable[Trial]) -> list[dict[str, Any]]:
    """Outcomes -> JSON-ready records."""
    return [
        {
            "example": trial.example.label,
            "place": str(trial.example.span),
            "passed": trial.passed,
            "problem": trial.problem,
            "mismatches": [
                {
                    "place": str(each.span),
                    "property": each.property,
                    "id": each.id,
                    "expected": exact_text(each.expected),
                    "actual": exact_text(each.actual),
                }
                for each in trial.mismatches
            ],
        }
        for trial in trials
    ]


def _mismatch(mismatch: Mismatch, rating: Rating, width: int) -> list[str]:
    subject = mismatch.id or "overall"
    named = subject if mismatch.property == "value" else f"{mismatch.property} of {subject}"
    lines = [
        f"        {named} ({mismatch.span.source.name}:{mismatch.span.line})",
        f"          expected  {_shown(mismatch.expected)}",
        f"          actual    {_shown(mismatch.actual)}",
    ]
    explanation = rating.explain(mismatch.id or None).text(width=max(width - 10, 40))
    return [*lines, *(f"          {line}".rstrip() for line in explanation.splitlines())]


def _shown(value: Exact) -> str:
    return decimal_text(value)
