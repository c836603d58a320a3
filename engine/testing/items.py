"""What the examples of a framework can exercise: rules, gates, segments of curves, absent values.

A rule is exercised by an example in which it decided, a gate by one in which it fired. A curve
has a segment between each two of its points and one beyond either end, `tiered` one for each of
its bounds; a segment is exercised by a value on it. Of absent values exactly what the framework
says about them is counted: `when missing`, `if missing`, `when unknown`, `rated when at least`,
and each `missing` and `not applicable` that a formula can give.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ...dsl import framework as fw
from ...dsl.source import Source, Span
from ...dsl.walk import children
from ..explaining.formula import plain_text

ItemKind = Literal["rule", "gate", "segment", "absence"]
KINDS: tuple[ItemKind, ...] = ("rule", "gate", "segment", "absence")

_ACTIONS = {"cap": "cap at", "raise": "raise to", "set": "set"}


class ItemKey(NamedTuple):
    """What finds an item again in a trace: its kind, the rule or gate that it is, the place of
    the text that makes it, and its number there."""

    kind: ItemKind
    id: str
    source: Source
    start: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class CoverageItem:
    """Something that an example can exercise.

    `owner` is the id of the declaration that it belongs to, `text` how the framework writes it;
    `part` is the expression that is about an absent value, where one is.
    """

    key: ItemKey
    owner: str
    text: str
    span: Span
    part: fw.Expression | None = field(default=None, repr=False, compare=False)

    @property
    def kind(self) -> ItemKind:
        """Whether it is a rule, a gate, a segment of a curve, or about an absent value."""
        return self.key.kind


def coverage_items(framework: fw.Framework) -> tuple[CoverageItem, ...]:
    """Framework -> everything in it that examples can exercise, file by file in the order of the
    text."""
    found = {item.key: item for item in _items(framework)}
    order = {source: number for number, source in enumerate(framework.sources)}
    last = len(order)
    return tuple(
        sorted(
            found.values(),
            key=lambda item: (order.get(item.span.source, last), item.span.start, item.key.number),
        )
    )


def _items(framework: fw.Framework) -> Iterator[CoverageItem]:
    declarations: tuple[fw.Input | fw.Metric, ...] = (
        *framework.inputs.values(),
        *framework.metrics.values(),
    )
    for declared in declarations:
        if declared.formula is not None:
            yield from _of_expression(declared.id, declared.formula)
    for kpi in framework.kpis.values():
        yield from _of_kpi(kpi)
    for role in framework.roles.values():
        yield from _of_role(role)


def _of_kpi(kpi: fw.Kpi) -> Iterator[CoverageItem]:
    if kpi.formula is not None:
        yield from _of_expression(kpi.id, kpi.formula)
    match kpi.method:
        case fw.RatedByRules(rules):
            yield from _of_rules(kpi.id, rules)
        case fw.ScoredByCurve(curve):
            yield from _segments(kpi.id, curve.span, curve.points, "interpolate")
        case fw.ScoredByExpression(expression) | fw.RatedDirectly(rating=expression):
            yield from _of_expression(kpi.id, expression)
    if kpi.when_missing is not None:
        span = kpi.when_missing.span
        yield CoverageItem(when_missing_key(kpi.when_missing), kpi.id, plain_text(span), span)


def _of_role(role: fw.Role) -> Iterator[CoverageItem]:
    for responsibility in role.responsibilities:
        if responsibility.score is not None:
            yield from _of_expression(responsibility.id, responsibility.score)
        for measure in responsibility.measures:
            if measure.rate_gap is not None and measure.rate_gap.rules:
                # The rules of a scale are shared by its competencies, those of a role are its own.
                owner = measure.rate_gap.rules[0].id.partition(".")[0]
                yield from _of_rules(owner, measure.rate_gap)
    if role.overall_score is not None:
        yield from _of_expression(role.id, role.overall_score)
    if role.overall is not None:
        yield from _of_overall(role, role.overall)


def _of_overall(role: fw.Role, overall: fw.Overall) -> Iterator[CoverageItem]:
    yield from _of_rules(role.id, overall.rules)
    for gate in overall.gates:
        text = f"{_ACTIONS[gate.action]} {gate.level} when {plain_text(gate.condition.span)}"
        yield CoverageItem(gate_key(gate), role.id, text, gate.span)
        yield from _of_expression(role.id, gate.condition)
        if gate.when_unknown != "undetermined":
            text = f"{plain_text(gate.condition.span)}: when unknown {gate.when_unknown}"
            yield CoverageItem(unknown_gate_key(gate), role.id, text, gate.span)
    if overall.known_weight < 1:
        span = _known_weight_span(overall)
        said = plain_text(span)
        for number, outcome in enumerate(("something is missing, and still rated", "not rated")):
            key = known_weight_key(overall, number)
            yield CoverageItem(key, role.id, f"{said}: {outcome}", span)


def _known_weight_span(overall: fw.Overall) -> Span:
    """The place of `rated when at least … of weight is known` in the rules of the role."""
    text = overall.span.text
    start = max(text.find("rated when"), 0)
    end = text.find("known", start)
    if end < 0:
        return overall.span
    offset = overall.span.start
    return Span(overall.span.source, offset + start, offset + end + len("known"))


def _of_rules(owner: str, rules: fw.RuleList) -> Iterator[CoverageItem]:
    for rule in rules.rules:
        condition = "otherwise" if rule.condition is None else plain_text(rule.condition.span)
        yield CoverageItem(rule_key(rule), owner, f"{condition} => {rule.level}", rule.span)
        if rule.condition is not None:
            yield from _of_expression(owner, rule.condition)


def _of_expression(owner: str, expression: fw.Expression) -> Iterator[CoverageItem]:
    for part in telling_parts(expression):
        match part:
            case fw.Curve(function=function, points=points, span=span):
                yield from _segments(owner, span, points, function)
            case fw.IfMissing(value=value, span=span):
                text = f"{plain_text(value.span)} is missing: {plain_text(span)}"
                yield CoverageItem(absence_key(span), owner, text, span, part)
            case fw.AbsentConstant(span=span):
                yield CoverageItem(absence_key(span), owner, plain_text(span), span, part)


TellingPart = fw.Curve | fw.IfMissing | fw.AbsentConstant


def telling_parts(expression: fw.Expression) -> Iterator[TellingPart]:
    """The curves and the words about absent values in an expression, in the order of the text.

    What stands inside an aggregate is about rows, not about a person, and is left out.
    """
    waiting = [expression]
    while waiting:
        current = waiting.pop()
        if isinstance(current, fw.Aggregate | fw.RoleAggregate):
            continue
        if isinstance(current, fw.Curve | fw.IfMissing | fw.AbsentConstant):
            yield current
        waiting.extend(reversed(children(current)))


Points = tuple[tuple[fw.Expression, fw.Expression], ...]


def _segments(
    owner: str, span: Span, points: Points, function: Literal["interpolate", "tiered"]
) -> Iterator[CoverageItem]:
    for number in range(len(points) + (function == "interpolate")):
        text = _segment_text(points, number, tiered=function == "tiered")
        place = points[min(number, len(points) - 1)][0].span
        yield CoverageItem(segment_key(span, number), owner, text, place)


def _segment_text(points: Points, number: int, *, tiered: bool) -> str:
    bounds = [plain_text(at.span) for at, _ in points]
    if number == 0:
        return f"up to {bounds[0]}"
    if number == len(bounds):
        return f"above {bounds[-1]}"
    return (
        f"above {bounds[number - 1]}, up to {bounds[number]}"
        if tiered
        else (f"from {bounds[number - 1]} to {bounds[number]}")
    )


# --- keys ----------------------------------------------------------------------------------


def rule_key(rule: fw.Rule) -> ItemKey:
    """The key of a rule."""
    return ItemKey("rule", rule.id, rule.span.source, rule.span.start)


def gate_key(gate: fw.Gate) -> ItemKey:
    """The key of a gate."""
    return ItemKey("gate", gate.id, gate.span.source, gate.span.start)


def segment_key(span: Span, number: int) -> ItemKey:
    """The key of a segment of the curve at a place, counted from 0."""
    return ItemKey("segment", "", span.source, span.start, number)


def absence_key(span: Span) -> ItemKey:
    """The key of an `if missing`, or of a `missing` or `not applicable` in a formula."""
    return ItemKey("absence", "", span.source, span.start)


def when_missing_key(policy: fw.WhenMissing) -> ItemKey:
    """The key of a KPI's `when missing`."""
    return ItemKey("absence", "when missing", policy.span.source, policy.span.start)


def unknown_gate_key(gate: fw.Gate) -> ItemKey:
    """The key of a gate's `when unknown`."""
    return ItemKey("absence", gate.id, gate.span.source, gate.span.start)


def known_weight_key(overall: fw.Overall, number: int) -> ItemKey:
    """The key of `rated when at least …`: 0 for rated although something is missing, 1 for not
    rated."""
    return ItemKey("absence", "known weight", overall.span.source, overall.span.start, number)
