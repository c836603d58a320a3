"""The sentences that come first: what the outcome is, and how near the others were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from .explanation import Boundary, CurveRead, Decision, GateTried
from .explanation_values import Absent, Argument, Message, Outcome, Value
from .explanation_weights import Coverage

_UP = {">": "gt", ">=": "ge"}
_DOWN = {"<": "lt", "<=": "le"}
_WORDS = _UP | _DOWN


def decided(what: Argument, value: Outcome | None, decision: Decision) -> Iterator[Message]:
    """What a list of rules decided, said about the quantity they are about where there is one."""
    if decision.taken is None:
        yield from _undecided(what, decision)
        return
    rule = decision.rules[decision.taken]
    reached, better = decision.reached, decision.better
    if value is None or not isinstance(value, Value) or (reached is None and better is None):
        yield Message(
            "verdict.rule" if rule.condition is not None else "verdict.otherwise",
            {"level": rule.level, "condition": rule.condition or ""},
        )
        return
    named: dict[str, Argument] = {"what": what, "value": value, "level": rule.level}
    if reached is not None and better is not None:
        for way, words in (("up", _UP), ("down", _DOWN)):
            if reached.operator == next(reversed(words)) == better.operator:
                yield Message(f"verdict.between.{way}", named | _reached(reached) | _missed(better))
                return
    if reached is not None:
        key = f"verdict.reached.{_WORDS[reached.operator]}"
        yield Message(key, named | _reached(reached))
        if better is None:
            yield Message("verdict.best", {"level": rule.level})
    else:
        yield Message("verdict.lowest", named)
    if better is not None:
        yield Message(f"verdict.missed.{_WORDS[better.operator]}", named | _missed(better))


def by_curve(what: Argument, value: Value, curve: CurveRead, score: Value) -> Message:
    """The score that a curve gives a value, and the points it lies between."""
    named: dict[str, Argument] = {"what": what, "value": value, "score": score}
    ends = [curve.points[position].at for position in curve.between]
    if len(ends) == 1:
        return Message("verdict.curve.at", named | {"low": ends[0]})
    return Message("verdict.curve.between", named | {"low": ends[0], "high": ends[-1]})


def _reached(boundary: Boundary) -> dict[str, Argument]:
    return {"reached": boundary.threshold}


def _missed(boundary: Boundary) -> dict[str, Argument]:
    return {"missed": boundary.threshold, "next": boundary.level, "margin": boundary.margin}


def _undecided(what: Argument, decision: Decision) -> Iterator[Message]:
    for rule in decision.rules:
        if rule.result == "undecided":
            yield Message("verdict.undecided", {"what": what, "condition": rule.condition or ""})


def absent(what: Argument, outcome: Absent) -> Message:
    """That there is no outcome, and the roots of that."""
    kind = "missing" if outcome.kind == "missing" else "not-applicable"
    reasons = tuple(reason.message for reason in outcome.reasons)
    if not reasons:
        return Message(f"verdict.absent.{kind}", {"what": what})
    return Message(f"verdict.absent.{kind}.because", {"what": what, "reasons": reasons})


def not_rated(outcome: Absent, coverage: Coverage | None) -> Message:
    """That a role is not rated, for which the share of weight known is often the reason."""
    reasons = tuple(reason.message for reason in outcome.reasons)
    lacks_weight = any(reason.key == "absence.weight-unknown" for reason in reasons)
    if coverage is not None and lacks_weight and _below(coverage):
        return Message("verdict.coverage", {"known": coverage.known, "limit": coverage.limit})
    return Message("verdict.not-rated", {"reasons": reasons})


def _below(coverage: Coverage) -> bool:
    known, limit = coverage.known.exact, coverage.limit.exact
    assert isinstance(known, Fraction)
    assert isinstance(limit, Fraction)
    return known < limit


def gates(tried: Sequence[GateTried]) -> Iterator[Message]:
    """What the gates made of the rating."""
    for gate in tried:
        if gate.outcome == "unknown, undetermined" and isinstance(gate.before, Value):
            yield Message("verdict.gate.undetermined", {"condition": gate.condition})
        elif isinstance(gate.after, Value) and gate.after != gate.before:
            key = "verdict.gate.because" if gate.because is not None else "verdict.gate"
            arguments: dict[str, Argument] = {
                "before": gate.before,
                "after": gate.after,
                "condition": gate.condition,
            }
            if gate.because is not None:
                arguments["because"] = gate.because
            yield Message(key, arguments)
