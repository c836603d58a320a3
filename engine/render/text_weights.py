"""What each part contributes to a score, what is not counted, and what a value counts for."""

from __future__ import annotations

from collections.abc import Iterator

from babel.lists import format_list

from ...dsl.diagnostics.terminal import Colour
from ..explaining.explanation import Node
from ..explaining.explanation_values import Message, Value
from ..explaining.explanation_weights import Contribution, Contributions, NotCounted
from .layout import Cell
from .pen import INDENT, Pen
from .quantities import numeral

_MOST_MOVED = 3
"""Where more weights than these grew, each is told beside its contribution only."""


def contributions(pen: Pen, whole: Contributions | None) -> Iterator[str]:
    """The parts of a score, largest first, and their sum."""
    if whole is None or not whole.parts:
        return
    rows = [_contribution(pen, part, whole) for part in whole.parts]
    if whole.shown_total is not None and isinstance(whole.total, Value):
        count = len(whole.parts)
        number = pen.speaker.words.counted("total.contributions", count, count=str(count))
        total = _shown(pen, whole.total, whole)
        rows.append([Cell(total, Colour.BOLD, right=True), Cell(number), Cell(""), Cell("")])
    yield from pen.page.columns(rows, INDENT, head=2)


def _contribution(pen: Pen, part: Contribution, whole: Contributions) -> list[Cell]:
    key = "weight.same" if part.declared == part.effective else "weight.changed"
    weight = pen.speaker.phrase(key, weight=part.declared, effective=part.effective)
    if isinstance(part.score, Value):
        score = pen.speaker.phrase("score.is", score=part.score)
    else:
        score = pen.speaker.outcome(part.score)
    amount = ""
    if part.amount is not None:
        amount = _shown(pen, part.amount, whole, part)
    label = Cell(pen.speaker.label(part.label))
    return [Cell(amount, right=True), label, Cell(weight), Cell(score)]


def _shown(pen: Pen, value: Value, whole: Contributions, part: Contribution | None = None) -> str:
    """A summand or the sum, with the digits in which the sum is seen to be right."""
    if pen.speaker.exact:
        return pen.speaker.value(value)
    shown = whole.shown_total if part is None else part.shown
    assert shown is not None
    text = numeral(shown, whole.places, pen.speaker.words)
    if shown != value.exact:
        return pen.speaker.words.text("quantity.rounded", number=text)
    return text


def not_counted(pen: Pen, node: Node) -> Iterator[str]:
    """What is absent: why, where its weight went, and whether it matters."""
    if not node.not_counted or node.kind not in {"role", "responsibility"}:
        return
    yield from pen.heading("heading.not-counted")
    groups = [gone.group for gone in node.not_counted]
    whole = [gone.label for gone in node.not_counted if gone.group is None and gone.label in groups]
    for gone in node.not_counted:
        yield from _gone(pen, gone, with_group=gone.group in whole, whole=gone.label in whole)
    coverage, possible = node.coverage, node.possible
    sentences = []
    if coverage is not None and coverage.known.exact != 1:
        sentences.append(
            Message("coverage.known", {"known": coverage.known, "limit": coverage.limit})
        )
    if possible is not None and possible.levels:
        kind = "one" if len(possible.levels) == 1 else "exact" if possible.exact else "bound"
        named = [pen.speaker.value(level) for level in possible.levels]
        levels = format_list(named, style="or", locale=pen.speaker.words.locale)
        sentences.append(Message(f"possible.{kind}", {"levels": levels}))
    for sentence in sentences:
        yield from pen.page.paragraph(pen.speaker.say(sentence), 2 * INDENT, hanging=2)


def _gone(pen: Pen, gone: NotCounted, *, with_group: bool, whole: bool) -> Iterator[str]:
    """One entry: what left together with its group says nothing of a weight, and a group of
    which everything left leaves the reasons to what it is measured by."""
    reasons = tuple(reason.message for reason in gone.absent.reasons)
    kind = pen.speaker.outcome(gone.absent)
    why = pen.speaker.phrase("gone.line", kind=kind, reasons=reasons) if reasons else kind
    if whole:
        why = pen.speaker.phrase("gone.whole", kind=kind)
    head = f"{pen.speaker.label(gone.label)} · {why}"
    yield from pen.page.paragraph(head, 2 * INDENT, hanging=2)
    if with_group:
        return
    yield from pen.page.paragraph(pen.speaker.say(_where(pen, gone)), 3 * INDENT, hanging=2)


def _where(pen: Pen, gone: NotCounted) -> Message:
    """Where the weight of what left went."""
    suffix = "" if gone.group is not None else ".role"
    weight = gone.weight
    if len(gone.moved) > _MOST_MOVED:
        return Message(f"gone.spread{suffix}", {"weight": weight, "group": gone.group or ""})
    if gone.moved:
        moved = pen.speaker.words.text("list.comma").join(
            pen.speaker.phrase("moved.one", label=each.label, before=each.before, after=each.after)
            for each in gone.moved
        )
        return Message(
            f"gone.moved{suffix}", {"weight": weight, "group": gone.group or "", "moved": moved}
        )
    if not weight.exact:
        return Message("gone.unweighted")
    return Message(f"gone.alone{suffix}", {"weight": weight, "group": gone.group or ""})


def counts_for(pen: Pen, node: Node) -> Iterator[str]:
    """What the value counts for in the whole."""
    counts = node.counts_for
    if counts is None:
        return
    if not counts.weight.exact:
        line = pen.speaker.phrase("counts.nothing", group=counts.group)
        moved = [
            _where(pen, gone) for gone in node.not_counted if gone.moved and gone.id == node.id
        ]
        sentences = (line, *(pen.speaker.say(each) for each in moved))
        yield from pen.page.paragraph(" ".join(sentences), INDENT)
        return
    kind = "responsibility" if counts.group_weight is None else "measure"
    key = f"counts.{kind}" if counts.amount is not None else f"counts.{kind}.unscored"
    line = pen.speaker.phrase(
        key,
        weight=counts.weight,
        group=counts.group,
        whole=counts.group_weight or "",
        amount=counts.amount or "",
    )
    yield from pen.page.paragraph(line, INDENT)
