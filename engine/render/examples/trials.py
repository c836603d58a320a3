"""The outcomes of a framework's examples -> text, and a JSON-ready document."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ....dsl import framework as fw
from ....dsl.diagnostics.terminal import display_width, visible, wrap
from ....dsl.source import Span
from ....dsl.types import QuantityType
from ...rating import Exact, Rating
from ...testing.trials import Mismatch, Trial
from ..catalogue import DEFAULT_LANGUAGE, Catalogue, catalogue
from ..exact_text import exact_text
from ..explanation.text import Part, render_text
from ..quantities import show_exactly
from .coverage import coverage_document

if TYPE_CHECKING:
    from ...testing.coverage import CoverageReport

VERSION = 1
_INDENT = 8
_DEEPER = 10
_NARROWEST = 32


def trials_text(
    trials: Sequence[Trial], language: str = DEFAULT_LANGUAGE, *, width: int = 80
) -> str:
    """Outcomes -> a line each; a failed one with what was expected, what came out, and the part
    of the explanation that tells why."""
    words = catalogue(language)
    verdicts = [words.text("trial.holds"), words.text("trial.fails")]
    room = max(map(display_width, verdicts))
    blocks = []
    for trial in trials:
        verdict = verdicts[not trial.passed]
        verdict += " " * (room - display_width(verdict))
        headed = _headed(f"{verdict}  ", trial.example.label, trial.example.span, width)
        blocks += [f"{line}\n" for line in headed]
        if not trial.passed:
            blocks.append(outcome_text(trial, language, width=width))
    return "".join(blocks)


def outcome_text(trial: Trial, language: str = DEFAULT_LANGUAGE, *, width: int = 80) -> str:
    """Why an example does not hold; "" for one that does."""
    words = catalogue(language)
    lines: list[str] = []
    if trial.problem:
        lines += [" " * _INDENT + line for line in wrap(trial.problem, width - _INDENT)]
    if trial.rating is not None:
        about: dict[str, list[Part]] = {}
        for mismatch in trial.mismatches:
            lines += _compared(mismatch, words, width)
            about.setdefault(mismatch.id, []).append(mismatch.property)
        for id, parts in about.items():
            lines += _explained(trial.rating, id, parts, language, width)
    return "".join(f"{line}\n" for line in lines)


def compared_text(mismatch: Mismatch, language: str = DEFAULT_LANGUAGE) -> str:
    """`overall: expected exceeds, actual meets`."""
    words = catalogue(language)
    return words.text(
        "trial.compared",
        named=_named(mismatch),
        expected=_shown(mismatch.expected, mismatch, words),
        actual=_shown(mismatch.actual, mismatch, words),
    )


def _compared(mismatch: Mismatch, words: Catalogue, width: int) -> list[str]:
    heads = [words.text("trial.expected"), words.text("trial.actual")]
    room = max(map(display_width, heads))
    values = [_shown(value, mismatch, words) for value in (mismatch.expected, mismatch.actual)]
    return [
        *_headed(" " * _INDENT, _named(mismatch), mismatch.span, width),
        *(
            line
            for head, value in zip(heads, values, strict=True)
            for line in _hanging(
                f"{' ' * _DEEPER}{head}{' ' * (room - display_width(head))}  ", value, width
            )
        ),
    ]


def _headed(start: str, text: str, span: Span, width: int) -> list[str]:
    """A text and its place, which is never broken, on one line where there is room."""
    place = f"({_line(span)})"
    line = f"{start}{visible(text)}  {place}"
    if display_width(line) <= width:
        return [line]
    return [*_hanging(start, text, width), f"{' ' * display_width(start)}{place}"]


def _hanging(start: str, text: str, width: int) -> list[str]:
    """A text behind a start; what does not fit stands below it."""
    indent = display_width(start)
    first, *rest = wrap(text, width - indent)
    return [start + first, *(" " * indent + line for line in rest)]


def _named(mismatch: Mismatch) -> str:
    """What is expected, as an example names it."""
    if not mismatch.id:
        return "overall score" if mismatch.property == "score" else "overall"
    if mismatch.property == "value":
        return mismatch.id
    return f"{mismatch.property} of {mismatch.id}"


def _shown(value: Exact, mismatch: Mismatch, words: Catalogue) -> str:
    if isinstance(value, Fraction) and isinstance(mismatch.type, QuantityType):
        return show_exactly(value, mismatch.type, words)
    return exact_text(value)


def _explained(
    rating: Rating, about: str, parts: Sequence[Part], language: str, width: int
) -> list[str]:
    indent = max(0, min(_DEEPER, width - _NARROWEST))
    tree = rating.explain(about or None).tree
    text = render_text(tree, language, width=width - indent, about=parts, framework=False)
    return ["", *(f"{' ' * indent}{line}".rstrip() for line in text.splitlines()), ""]


def _line(span: Span) -> str:
    return f"{visible(span.source.name)}:{span.line}"


# --- documents -----------------------------------------------------------------------------


def trials_document(
    framework: fw.Framework, trials: Sequence[Trial], report: CoverageReport | None = None
) -> dict[str, Any]:
    """Outcomes, and what they exercise -> the document of the schema `examples` (its model:
    `engine/render/examples/trials_model.py`)."""
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
        "coverage": None if report is None else coverage_document(report),
    }


def _mismatch(mismatch: Mismatch) -> dict[str, Any]:
    return {
        "place": _place(mismatch.span),
        "property": mismatch.property,
        "id": mismatch.id,
        "expected": exact_text(mismatch.expected),
        "actual": exact_text(mismatch.actual),
    }


def _place(span: Span) -> dict[str, Any]:
    return {"file": span.source.name, "line": span.line, "column": span.column}
