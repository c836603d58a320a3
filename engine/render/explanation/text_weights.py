"""What each part contributes to a score, what is not counted, and what a value counts for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest

from babel.lists import format_list

from ....dsl.diagnostics.terminal import Colour, display_width
from ....dsl.source import Span
from ...explaining.explanation import Node
from ...explaining.explanation_values import Argument, Message, Value
from ...explaining.explanation_weights import Contribution, Contributions, NotCounted
from ..layout import Cell
from ..quantities import numeral
from .pen import INDENT, Pen

_MOST_MOVED = 3
"""Where more weights than these grew, each is told beside its contribution only."""


def contributions(pen: Pen, node: Node) -> Iterator[str]:
    """The parts of a score, largest first, each with the line of its weight, and their sum."""
    whole = node.contributions
    if whole is None or not whole.parts:
        return
    home = _home(whole)
    assert home is not None
    has_sum = whole.shown_total is not None and isinstance(whole.total, Value)
    heading = pen.head("heading.contributions" if has_sum else "heading.weights")
    file = pen.speaker.phrase("weights.in", file=pen.speaker.file(home))
    yield from pen.page.ends(heading, Cell(file, Colour.PLACE), INDENT)
    rows = [_contribution(pen, part, whole, home) for part in whole.parts]
    if whole.shown_total is not None and isinstance(whole.total, Value):
        count = len(whole.parts)
        number = pen.speaker.words.counted("total.contributions", count, count=str(count))
        total = _shown(pen, whole.total, whole)
        rows.append([Cell(total, Colour.BOLD, right=True), Cell(number), *[Cell("")] * 3])
    below = max(display_width(row[0].text) for row in rows)
    notes = [_weight_note(pen, part, node, home) for part in whole.parts]
    blocks = pen.page.blocks(rows, INDENT, head=2)
    for block, note in zip_longest(blocks, notes, fillvalue=""):
        yield from block
        if note:
            yield from pen.page.paragraph(note, 2 * INDENT + below + INDENT, hanging=2)


def _home(whole: Contributions | None) -> Span | None:
    """A weight of the file in which most of the weights stand; None where nothing is weighed."""
    if whole is None or not whole.parts:
        return None
    places = [part.weight_place for part in whole.parts]
    files = Counter(place.source.name for place in places)
    return max(places, key=lambda place: files[place.source.name])


def _line(place: Span) -> str:
    """A place in a file that is named above."""
    return f":{place.line}"


def _weight_note(pen: Pen, part: Contribution, node: Node, home: Span) -> str:
    """Where a weight stands that another file sets than most, and what it replaced."""
    place = part.weight_place
    said = []
    if place.source is not home.source:
        said.append(pen.speaker.phrase("weight.set", place=place))
    for value in node.layers:
        if value.steps[0].place == place and not value.steps[0].removed:
            # A plain number is shown as a share, and what it replaced may be another number.
            if value.steps[0].text != pen.speaker.value(part.declared):
                said.append(pen.speaker.phrase("weight.written", text=value.steps[0].text))
            said += (
                pen.speaker.phrase("weight.replaced", text=step.text, place=step.place)
                for step in value.steps[1:]
            )
    return pen.speaker.words.text("list.comma").join(said)


def _contribution(pen: Pen, part: Contribution, whole: Contributions, home: Span) -> list[Cell]:
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
    place = part.weight_place
    line = _line(place) if place.source is home.source else ""
    cells = [Cell(amount, right=True), label, Cell(weight), Cell(line, Colour.PLACE)]
    return [*cells, Cell(score)]


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


def not_counted(pen: Pen, node: Node, above: Contributions | None) -> Iterator[str]:
    """What is absent: why, where its weight went, and whether it matters; `above` are the
    contributions that were told before."""
    if not node.not_counted or node.kind not in {"role", "responsibility"}:
        return
    yield from pen.heading("heading.not-counted")
    groups = [gone.group for gone in node.not_counted]
    whole = [gone.label for gone in node.not_counted if gone.group is None and gone.label in groups]
    home = _home(above)
    for gone in node.not_counted:
        with_group = gone.group in whole
        yield from _gone(pen, gone, home, with_group=with_group, whole=gone.label in whole)
    coverage, possible = node.coverage, node.possible
    sentences = []
    if coverage is not None and coverage.known.exact != 1:
        arguments: dict[str, Argument] = {"known": coverage.known, "limit": coverage.limit}
        key = "coverage.known"
        if coverage.limit_place is not None:
            key = "coverage.known.declared"
            arguments["place"] = coverage.limit_place
        sentences.append(Message(key, arguments))
    if possible is not None and possible.levels:
        kind = "one" if len(possible.levels) == 1 else "exact" if possible.exact else "bound"
        named = [pen.speaker.value(level) for level in possible.levels]
        levels = format_list(named, style="or", locale=pen.speaker.words.locale)
        sentences.append(Message(f"possible.{kind}", {"levels": levels}))
    for sentence in sentences:
        yield from pen.page.paragraph(pen.speaker.say(sentence), 2 * INDENT, hanging=2)


def _gone(
    pen: Pen, gone: NotCounted, home: Span | None, *, with_group: bool, whole: bool
) -> Iterator[str]:
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
    yield from pen.page.paragraph(pen.speaker.say(_where(pen, gone, home)), 3 * INDENT, hanging=2)


def _where(pen: Pen, gone: NotCounted, home: Span | None = None) -> Message:
    """Where the weight of what left went. The file of its place is left out where the weights
    above are said to be in it."""
    suffix = "" if gone.group is not None else ".role"
    place = gone.weight_place
    arguments: dict[str, Argument] = {
        "weight": gone.weight,
        "group": gone.group or "",
        "place": _line(place) if home is not None and place.source is home.source else place,
    }
    if len(gone.moved) > _MOST_MOVED:
        return Message(f"gone.spread{suffix}", arguments)
    if gone.moved:
        arguments["moved"] = pen.speaker.words.text("list.comma").join(
            pen.speaker.phrase("moved.one", label=each.label, before=each.before, after=each.after)
            for each in gone.moved
        )
        return Message(f"gone.moved{suffix}", arguments)
    if not gone.weight.exact:
        return Message("gone.unweighted", arguments)
    return Message(f"gone.alone{suffix}", arguments)


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
        if moved:
            sentences = (line, *(pen.speaker.say(each) for each in moved))
            yield from pen.page.paragraph(" ".join(sentences), INDENT)
            return
        place = Cell(pen.speaker.place(counts.weight_place), Colour.PLACE)
        yield from pen.page.ends(Cell(line), place, INDENT)
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
    spans = [counts.weight_place]
    if counts.group_weight_place is not None:
        spans.append(counts.group_weight_place)
    places = Cell(pen.speaker.places(spans), Colour.PLACE)
    yield from pen.page.ends(Cell(line), places, INDENT)
