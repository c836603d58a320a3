"""Decisions for people: every rule tried, what it compared, and by how much it was missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from ...dsl import framework as fw
from ...dsl.framework import Expression
from ...dsl.types import DURATION, DateType, LevelType, QuantityType, Type
from ..plan import GATE_OUTCOMES, ApplyGate, Decide, Score, Step
from ..terms import And, Compare, Curve, Not, Number, Or, Slot, Symbol, Term
from .boundaries import Boundaries, boundaries
from .explanation import (
    Check,
    CheckResult,
    CurvePoint,
    CurveRead,
    Decision,
    GateTried,
    RuleTried,
    Side,
)
from .explanation_values import Value
from .formula import plain_text
from .reading import Reading

FLIPPED: Mapping[str, str] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def decision(reading: Reading, step: Step, own: int | None) -> Decision | None:
    """A step that decides by rules -> its decision; `own` is the step the rules are about."""
    operation = step.operation
    if not isinstance(operation, Decide):
        return None
    results = _results(reading, step.index, operation)
    taken = results.index("yes") if "yes" in results else None
    near = Boundaries(None, None)
    if taken is not None:
        near = boundaries(reading, operation, taken, own)
    missed = near.better.threshold.exact if near.better and near.better.near else None
    rules = []
    for rule, branch, result in zip(
        operation.rules.rules, operation.branches, results, strict=True
    ):
        checks: tuple[Check, ...] = ()
        if rule.condition is not None and branch.condition is not None and result != "not reached":
            checks = tuple(_checks(reading, rule.condition, branch.condition, own))
        rules.append(
            RuleTried(
                rule.id,
                None if rule.condition is None else plain_text(rule.condition.span),
                reading.level(operation.rules.scale, branch.rank),
                result,
                checks,
                missed is not None and any(_misses(check, missed) for check in checks),
                rule.because,
                rule.span,
            )
        )
    return Decision(
        scale=reading.framework.scales[operation.rules.scale].label,
        rules=tuple(rules),
        taken=taken,
        reached=near.reached,
        better=near.better,
        place=operation.rules.span,
    )


def _results(reading: Reading, index: int, operation: Decide) -> tuple[CheckResult, ...]:
    """What became of each rule; none is tried where there is nothing that they could be about."""
    count = len(operation.branches)
    if operation.subject is not None and not reading.trace.present(operation.subject):
        untried: CheckResult = "not reached"
        return (untried,) * count
    raw = reading.trace.decision(index)
    last = raw if raw >= 0 else -1 - raw
    found: CheckResult = "yes" if raw >= 0 else "undecided"
    return tuple(
        "no" if position < last else found if position == last else "not reached"
        for position in range(count)
    )


def _misses(check: Check, threshold: Any) -> bool:
    return (
        check.held is False
        and check.right is not None
        and (isinstance(check.right, Value) and check.right.exact == threshold)
    )


# --- conditions ----------------------------------------------------------------------------


def _checks(
    reading: Reading, expression: Expression, term: Term, own: int | None
) -> Iterator[Check]:
    """The comparisons of a condition; what is no comparison is checked as a whole."""
    match expression, term:
        case (fw.And(operands=parts), And(operands=terms)) | (
            fw.Or(operands=parts),
            Or(operands=terms),
        ) if len(parts) == len(terms):
            for part, inner in zip(parts, terms, strict=True):
                yield from _checks(reading, part, inner, own)
        case fw.Compare(), Compare():
            yield _comparison(reading, expression, term, own)
        case _:
            yield _other(reading, expression, term, own)


def _other(reading: Reading, expression: Expression, term: Term, own: int | None) -> Check:
    inner = term
    while isinstance(inner, Not):
        inner = inner.operand
    operand = getattr(inner, "operand", None)
    left = reading.outcome(operand.index) if isinstance(operand, Slot) else None
    is_own = isinstance(operand, Slot) and operand.index == own
    text = plain_text(expression.span)
    return Check(text, "", left, None, reading.held(term), None, "none", own=is_own, literal=True)


def _comparison(reading: Reading, expression: fw.Compare, term: Compare, own: int | None) -> Check:
    left, right, operator = term.left, term.right, str(term.operator)
    if isinstance(left, Number | Symbol) and isinstance(right, Slot):
        left, right, operator = right, left, FLIPPED[operator]
    type = _type(reading, left, expression.left.type)
    margin, side = _margin(reading, left, right, operator, type)
    return Check(
        plain_text(expression.span),
        operator,
        reading.term_outcome(left, type),
        _against(reading, left, right, type),
        reading.held(term),
        margin,
        side,
        own=isinstance(left, Slot) and left.index == own,
        literal=not isinstance(right, Slot),
    )


def _against(reading: Reading, left: Term, right: Term, type: Type) -> Any:
    """The right side; a constant with digits enough to tell it from the left one."""
    if isinstance(right, Number) and isinstance(type, QuantityType):
        other = reading.read(left)
        near = [other] if isinstance(other, Fraction) else []
        return reading.value(Fraction(right.n, right.d), type, near)
    return reading.term_outcome(right, _type(reading, right, type))


def _type(reading: Reading, term: Term, otherwise: Type) -> Type:
    return reading.plan.steps[term.index].type if isinstance(term, Slot) else otherwise


def _margin(
    reading: Reading, left: Term, right: Term, operator: str, type: Type
) -> tuple[Value | None, Side]:
    a, b = reading.read(left), reading.read(right)
    if a is None or b is None:
        return None, "none"
    if isinstance(type, LevelType) or not (isinstance(a, Fraction) and isinstance(b, Fraction)):
        return None, "equal" if a == b else "different"
    unit = DURATION if isinstance(type, DateType) else type
    margin = reading.value(abs(a - b), unit)
    if operator in {"=", "!="}:
        return margin, "equal" if a == b else "different"
    if a == b:
        return margin, "at"
    upward = operator in {">", ">="}
    if a > b:
        return margin, "above" if upward else "over"
    return margin, "short" if upward else "below"


# --- gates ---------------------------------------------------------------------------------


def gate(reading: Reading, step: Step, own: int | None) -> GateTried:
    """A gate's step -> what became of the gate."""
    operation = step.operation
    assert isinstance(operation, ApplyGate)
    declared = operation.gate
    assert isinstance(step.type, LevelType)
    return GateTried(
        declared.id,
        plain_text(declared.span),
        declared.action,
        reading.level(step.type.scale, operation.rank),
        plain_text(declared.condition.span),
        GATE_OUTCOMES[reading.trace.decision(step.index)],
        tuple(_checks(reading, declared.condition, operation.condition, own)),
        reading.outcome(operation.before),
        reading.outcome(step.index),
        declared.because,
        declared.span,
    )


# --- curves --------------------------------------------------------------------------------


def curve_read(reading: Reading, step: Step, curve: fw.ScoreCurve) -> CurveRead | None:
    """A score that follows a curve -> the curve's points and where the value lies among them."""
    operation = step.operation
    if not isinstance(operation, Score) or not isinstance(operation.term, Curve):
        return None
    at = operation.term.value
    type = _type(reading, at, curve.points[0][0].type)
    value = reading.read(at)
    points = []
    bounds: list[Any] = []
    for (x, _), (x_term, y_term) in zip(curve.points, operation.term.points, strict=True):
        bounds.append(reading.read(x_term))
        score = reading.term_outcome(y_term, step.type)
        position = reading.term_outcome(x_term, type)
        if score is None or position is None:
            return None
        points.append(CurvePoint(plain_text(x.span), position, score))
    return CurveRead(tuple(points), _between(value, bounds), curve.span)


def _between(value: Any, bounds: list[Any]) -> tuple[int, ...]:
    """The position of the point reached, or of the two around the value."""
    if not isinstance(value, Fraction) or not all(isinstance(each, Fraction) for each in bounds):
        return ()
    for position, bound in enumerate(bounds):
        if value == bound or (position == 0 and value < bound):
            return (position,)
        if value < bound:
            return (position - 1, position)
    return (len(bounds) - 1,)
