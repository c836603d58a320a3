"""Explanations as text for people."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from typing import Literal

from ....dsl.diagnostics.terminal import Colour
from ...explaining.explanation import Explanation, Node
from ...explaining.explanation_values import Absent, Value
from ..catalogue import DEFAULT_LANGUAGE, catalogue
from ..layout import Cell, Page
from ..quantities import show_period
from ..speaking import Speaker
from .pen import Pen
from .text_decisions import curve, gates, rules
from .text_facts import assessment, branches, formulas, inputs, roundings, rows_read, source
from .text_layers import layers
from .text_weights import contributions, counts_for, not_counted

_SMALLEST_WIDTH = 32
_DIGITS = 8

Part = Literal["value", "rating", "score", "weight"]
PARTS: tuple[Part, ...] = ("value", "rating", "score", "weight")


def render_text(
    explanation: Explanation,
    language: str = DEFAULT_LANGUAGE,
    *,
    width: int = 80,
    colour: bool = False,
    exact: bool = False,
    depth: int | None = 0,
    about: Collection[Part] = PARTS,
    framework: bool = True,
) -> str:
    """Explanation -> text that ends with a line break

    `depth` 0 explains the value asked about; each further level adds the values it was computed
    from, None all of them. `exact` writes numbers with many digits as fractions. Without
    `colour` there is no escape sequence. `about` leaves out what tells of none of these;
    `framework` says at the end what was rated by. Raises `UnknownLanguage`.
    """
    speaker = Speaker(catalogue(language), exact)
    pen = Pen(speaker, Page(max(width, _SMALLEST_WIDTH), colour))
    shown = [node for node in explanation.nodes if depth is None or node.depth <= depth]
    blocks = ["\n".join(_node(pen, node, explanation, about)) for node in shown]
    text = "\n\n".join(blocks)
    notes = [_framework(explanation, speaker)] if framework else []
    sign = speaker.words.text("quantity.rounded", number="")
    if sign and sign in text:
        notes.insert(0, speaker.words.text("note.rounded"))
    lines = [line for note in notes for line in pen.page.paragraph(note)]
    return "\n".join([text, *([""] if lines else []), *lines, ""])


def _framework(explanation: Explanation, speaker: Speaker) -> str:
    """What people are rated by: the framework, its version, and the first digits of its digests."""
    name = " ".join(part for part in (explanation.framework_id, explanation.version) if part)
    digests = explanation.digests
    told = speaker.words.text(
        "note.framework",
        framework=name,
        meaning=digests.meaning[:_DIGITS],
        sources=digests.sources[:_DIGITS],
    )
    if explanation.as_of is None:
        return told
    return f"{told} · {speaker.words.text('note.as-of', day=explanation.as_of.isoformat())}"


def _node(pen: Pen, node: Node, explanation: Explanation, about: Collection[Part]) -> Iterator[str]:
    """Everything about one value, the verdict first."""
    yield from _title(pen, node, explanation)
    sentences = [pen.speaker.say(message) for message in node.summary]
    if node.substituted is not None:
        reasons = tuple(reason.message for reason in node.substituted.reasons)
        sentences.append(pen.speaker.phrase("instead", reasons=reasons))
    if sentences:
        yield from pen.page.paragraph(" ".join(sentences))
    if node.description is not None and node.kind != "role" and len(about) == len(PARTS):
        yield from pen.page.paragraph(pen.speaker.label(node.description))
    weighed = node.contributions if "score" in about else None
    cited = {part.weight_place for part in weighed.parts} if weighed is not None else set()
    computed = {"value", "score"} if node.kind in {"role", "responsibility"} else {"value"}
    sections: tuple[tuple[AbstractSet[str], Iterator[str]], ...] = (
        ({"score"}, contributions(pen, node)),
        ({"value", "score"}, formulas(pen, node)),
        ({"value"}, source(pen, node)),
        (computed, inputs(pen, node)),
        ({"value"}, rows_read(pen, node)),
        ({"value"}, branches(pen, node)),
        ({"value"}, roundings(pen, node)),
        ({"value"}, assessment(pen, node)),
        ({"score"}, curve(pen, node)),
        ({"rating"}, rules(pen, node)),
        ({"rating"}, gates(pen, node.gates)),
        ({"score", "weight"}, not_counted(pen, node, weighed)),
        ({"weight"}, counts_for(pen, node)),
        (set(PARTS), layers(pen, node, cited)),
    )
    for told, section in sections:
        lines = [] if told.isdisjoint(about) else list(section)
        if lines:
            yield ""
            yield from lines


# --- the head ------------------------------------------------------------------------------


def _title(pen: Pen, node: Node, explanation: Explanation) -> Iterator[str]:
    name = pen.speaker.label(node.label)
    if node is explanation.root:
        parts = [explanation.person, name]
        if explanation.period is not None:
            parts.append(show_period(explanation.period, pen.speaker.words))
        name = " · ".join(part for part in parts if part)
    yield from pen.page.ends(Cell(name, Colour.BOLD), Cell(_result(pen, node), Colour.BOLD))


def _result(pen: Pen, node: Node) -> str:
    if node.kind == "role":
        outcome = node.rating if node.rating is not None else node.score
        if isinstance(outcome, Absent):
            return pen.speaker.words.text("word.not-rated")
        return pen.speaker.outcome(outcome) if outcome is not None else ""
    value = pen.speaker.outcome(node.value) if node.value is not None else ""
    if node.assessment is not None and node.assessment.level is not None:
        points = pen.speaker.points(node.value) if isinstance(node.value, Value) else ""
        value = pen.speaker.phrase("level.points", level=node.assessment.level, points=points)
    parts = (value, _standing(pen, node))
    return "  ".join(dict.fromkeys(part for part in parts if part))


def _standing(pen: Pen, node: Node) -> str:
    """`Exceeds (4 points)`, or either alone."""
    rating, score = node.rating, node.score
    if isinstance(rating, Value) and isinstance(score, Value):
        points = pen.speaker.points(score)
        return pen.speaker.phrase("level.points", level=rating, points=points)
    if isinstance(score, Value):
        return pen.speaker.points(score)
    outcome = rating if rating is not None else score
    return pen.speaker.outcome(outcome) if outcome is not None else ""
