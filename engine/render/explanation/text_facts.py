"""What a value was computed from: formulas, facts, rows, cases, roundings, raters."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ....dsl.diagnostics.terminal import Colour
from ....dsl.framework import Label
from ...explaining.absences import origin_message
from ...explaining.explanation import InputRead, Node
from ...explaining.explanation_values import Absent, Argument, Value
from ...explaining.explanation_weights import RaterShare
from ..layout import Cell
from ..quantities import numeral
from .pen import INDENT, Pen


def formulas(pen: Pen, node: Node) -> Iterator[str]:
    """The formulas of value and score: as written, with the values put in, and the result."""
    for formula, outcome, heading in (
        (node.formula, node.value if node.value is not None else node.rating, None),
        (node.score_formula, node.score, "heading.score-formula"),
    ):
        if formula is None:
            continue
        if heading is not None and node.formula is not None:
            yield ""
            yield from pen.heading(heading)
        place = Cell(pen.speaker.place(formula.place), Colour.PLACE)
        yield from pen.page.ends(Cell(formula.text), place, INDENT)
        filled = pen.speaker.formula(formula)
        result = pen.speaker.outcome(outcome) if outcome is not None else ""
        lines = [filled, result]
        for line in dict.fromkeys(line for line in lines if line and line != formula.text):
            yield from pen.page.paragraph(f"= {line}", INDENT, hanging=2)


def source(pen: Pen, node: Node) -> Iterator[str]:
    """Where a value came from that no formula gave."""
    source = node.source
    if source is None or source.kind == "derived":
        return
    text = pen.speaker.source(source)
    place = pen.speaker.place(source.place) if source.place is not None else ""
    yield from pen.page.ends(Cell(text), Cell(place, Colour.PLACE), INDENT)


def inputs(pen: Pen, node: Node) -> Iterator[str]:
    """The values that this one was computed from, each with its source."""
    rows = []
    for read in node.inputs:
        source = _input_source(pen, read)
        label = pen.speaker.label(read.label)
        rows.append(
            [
                Cell(read.id),
                Cell(pen.speaker.outcome(read.value), right=True),
                Cell(f"{label} · {source}" if source else label),
            ]
        )
    yield from pen.page.columns(rows, INDENT)


def _input_source(pen: Pen, read: InputRead) -> str:
    """Where an input comes from; where it is absent, why, or what else that comes from."""
    if isinstance(read.value, Value):
        return pen.speaker.source(read.source)
    reasons = read.value.reasons
    if all(reason.subject == read.id for reason in reasons):
        return pen.speaker.argument(tuple(reason.message for reason in reasons))
    subjects = dict.fromkeys(f"`{reason.subject}`" for reason in reasons)
    names = pen.speaker.words.text("list.comma").join(subjects)
    return pen.speaker.phrase("source.absent", names=names)


def rows_read(pen: Pen, node: Node) -> Iterator[str]:
    """How many rows of the evidence each aggregate took."""
    rows = []
    for done in node.aggregates:
        if done.rows is None or done.selected is None:
            continue
        text = pen.speaker.words.counted(
            "rows.selected",
            done.rows,
            selected=_whole(pen, done.selected),
            count=_whole(pen, done.rows),
            table=done.table,
        )
        if done.origin is not None and done.origin.file:
            text = f"{text} ({done.origin.file})"
        rows.append([Cell(done.text), Cell(pen.speaker.outcome(done.value)), Cell(text)])
    if rows:
        yield from pen.heading("heading.rows")
        yield from pen.page.columns(rows, 2 * INDENT)


def _whole(pen: Pen, count: int) -> str:
    return numeral(Fraction(count), 0, pen.speaker.words)


def branches(pen: Pen, node: Node) -> Iterator[str]:
    """The conditions of `if` and `match` that were looked at."""
    rows = []
    for branch in node.branches:
        held = {True: "yes", False: "no", None: "undecided"}[branch.held]
        filled = pen.speaker.formula(branch.condition)
        rows.append(
            [
                Cell(branch.condition.text),
                Cell(pen.speaker.words.text(f"branch.{held}")),
                Cell(filled if filled != branch.condition.text else ""),
            ]
        )
    if rows:
        yield from pen.heading("heading.branches")
        yield from pen.page.columns(rows, 2 * INDENT)


def roundings(pen: Pen, node: Node) -> Iterator[str]:
    """Each rounding step with the value before and after."""
    if not node.roundings:
        return
    yield from pen.heading("heading.rounding")
    for done in node.roundings:
        mode = pen.speaker.words.text(f"rounding.{done.mode.replace(' ', '-')}")
        line = pen.speaker.phrase(
            "rounding.line",
            before=done.before if done.before is not None else done.text,
            step=done.step if done.step is not None else "",
            mode=mode,
            after=done.after,
        )
        yield from pen.page.paragraph(line, 2 * INDENT, hanging=2)


def assessment(pen: Pen, node: Node) -> Iterator[str]:
    """What each kind of rater gave, the level reached, and the level required."""
    found = node.assessment
    if found is None:
        return
    declared = [share.weight_place for share in found.raters if share.weight_place is not None]
    place = pen.speaker.place(declared[0]) if declared else ""
    yield from pen.page.ends(pen.head("heading.raters"), Cell(place, Colour.PLACE), INDENT)
    rows = [_rater(pen, share, node) for share in found.raters]
    yield from pen.page.columns(rows, 2 * INDENT)
    if isinstance(found.points, Value) and found.level is not None:
        yield from _level(pen, "assessed", found.level, found.indicator, found.points)
    if found.required is not None:
        yield from _level(pen, "required", found.required, found.required_indicator, None)


def _rater(pen: Pen, share: RaterShare, node: Node) -> list[Cell]:
    if isinstance(share.given, Absent):
        given = pen.speaker.outcome(share.given)
    elif share.level is not None:
        points = pen.speaker.points(share.given)
        given = pen.speaker.phrase("level.points", level=share.level, points=points)
    else:
        given = pen.speaker.points(share.given)
    key = "weight.same" if share.declared == share.effective else "weight.changed"
    weight = pen.speaker.phrase(key, weight=share.declared, effective=share.effective)
    name = share.id if share.id != node.id else pen.speaker.label(node.label)
    source = ""
    if share.origin is not None and share.origin.file:
        source = pen.speaker.say(origin_message(share.origin))
    return [Cell(name), Cell(given), Cell(weight), Cell(source)]


def _level(
    pen: Pen, kind: str, level: Value, indicator: Label | None, points: Value | None
) -> Iterator[str]:
    arguments: dict[str, Argument] = {"level": level}
    if points is not None:
        arguments["points"] = pen.speaker.points(points)
    if indicator is not None:
        arguments["indicator"] = indicator
    key = f"{kind}.level" if indicator is None else f"{kind}.indicator"
    line = pen.speaker.phrase(key, **arguments)
    yield from pen.page.paragraph(line, INDENT, hanging=2)
