"""How a value was rated: curves, rules, gates."""

from __future__ import annotations

from collections.abc import Iterator

from ....dsl.diagnostics.terminal import Colour
from ...explaining.explanation import GateTried, Node, RuleTried
from ...explaining.explanation_values import Value
from ..layout import Cell
from ..speaking import OPERATOR_WORDS
from .pen import INDENT, Pen


def curve(pen: Pen, node: Node) -> Iterator[str]:
    """The points of a score curve, those marked that the value lies at or between."""
    if node.curve is None:
        return
    place = Cell(pen.speaker.place(node.curve.place), Colour.PLACE)
    yield from pen.page.ends(pen.head("heading.curve"), place, INDENT)
    rows = []
    for position, point in enumerate(node.curve.points):
        at = pen.speaker.outcome(point.at)
        score = (
            pen.speaker.points(point.score)
            if isinstance(point.score, Value)
            else pen.speaker.outcome(point.score)
        )
        here = position in node.curve.between and node.value is not None
        rows.append(
            [
                Cell(point.text if point.text != at else ""),
                Cell(at, right=True),
                Cell(score),
                Cell("◂" if here else ""),
            ]
        )
    yield from pen.page.columns(rows, 2 * INDENT)


def rules(pen: Pen, node: Node) -> Iterator[str]:
    """Every rule in the order tried, and what the next better level would take."""
    if node.decision is None:
        return
    place = Cell(pen.speaker.place(node.decision.place), Colour.PLACE)
    tried = any(rule.result != "not reached" for rule in node.decision.rules)
    heading = pen.head("heading.rules" if tried else "heading.rules.untried")
    yield from pen.page.ends(heading, place, INDENT)
    rows = [_rule(pen, rule) for rule in node.decision.rules]
    yield from pen.page.columns(rows, 2 * INDENT)
    for rule in node.decision.rules:
        if rule.result == "yes" and rule.because is not None:
            yield from pen.page.paragraph(pen.speaker.label(rule.because), 2 * INDENT)
    better = node.decision.better
    if better is not None:
        lines = [_next(pen, node)]
        lines += [
            pen.speaker.phrase(
                f"needs.{OPERATOR_WORDS[needed.operator]}",
                label=needed.label,
                value=needed.value,
                present=needed.present,
            )
            for needed in better.needs[:1]
        ]
        if _held_by_gate(node.gates):
            lines.append(pen.speaker.phrase("next.gated"))
        yield from pen.page.paragraph(" ".join(lines), INDENT, hanging=2)


def _next(pen: Pen, node: Node) -> str:
    assert node.decision is not None
    better = node.decision.better
    assert better is not None
    return pen.speaker.phrase(
        f"next.{OPERATOR_WORDS[better.operator]}",
        level=better.level,
        threshold=better.threshold,
        margin=better.margin,
    )


def _rule(pen: Pen, rule: RuleTried) -> list[Cell]:
    condition = rule.condition or pen.speaker.words.text("heading.otherwise")
    text = pen.speaker.phrase("rule.line", condition=condition, level=rule.level)
    result = pen.speaker.words.text(f"result.{rule.result.replace(' ', '-')}")
    colour = Colour.BOLD if rule.result == "yes" else None
    near = Colour.WARNING if rule.near_miss or rule.result == "undecided" else None
    return [Cell(text, colour), Cell(result, colour), Cell(pen.speaker.checks(rule), near)]


def gates(pen: Pen, tried: tuple[GateTried, ...]) -> Iterator[str]:
    """Every gate of a role, fired or not."""
    if not tried:
        return
    # Gates are one list, which a layer replaces whole: where the first stands, they all do.
    place = Cell(pen.speaker.place(tried[0].place), Colour.PLACE)
    yield from pen.page.ends(pen.head("heading.gates"), place, INDENT)
    rows = []
    for gate in tried:
        text = pen.speaker.phrase(f"gate.{gate.action}", level=gate.level, condition=gate.condition)
        key = gate.outcome.replace(",", "").replace(" ", "-")
        fired = gate.outcome in {"fired", "unknown, applied"}
        detail = pen.speaker.relations(gate.checks)
        if fired and isinstance(gate.before, Value):
            change = "gate.no-change" if gate.before == gate.after else "gate.change"
            said = pen.speaker.phrase(change, before=gate.before, after=gate.after)
            detail = pen.speaker.words.text("list.separator").join((detail, said))
        colour = Colour.BOLD if fired else None
        outcome = pen.speaker.words.text(f"gate.outcome.{key}")
        rows.append([Cell(text, colour), Cell(outcome, colour), Cell(detail)])
    yield from pen.page.columns(rows, 2 * INDENT)


def _held_by_gate(gates: tuple[GateTried, ...]) -> bool:
    """Whether the last gate that changed the rating keeps it from rising with the score."""
    changed = [
        gate for gate in gates if isinstance(gate.after, Value) and gate.before != gate.after
    ]
    return bool(changed) and changed[-1].action in {"cap", "set"}
