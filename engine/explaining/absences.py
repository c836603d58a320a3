"""Why a value is absent: the causes followed to their roots."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from ...dsl.types import NUMBER, PERCENT, QuantityType
from ..plan import Coverage, Step, Supplied
from ..trace import Absence, Origin, Trace
from .explanation_values import Argument, Message, Reason, Value
from .precision import shown_places

_MOST_ROOTS = 12
"""A role with a hundred missing values is not explained better by naming all of them."""


def roots(trace: Trace, index: int) -> tuple[Reason, ...]:
    """Trace, an absent step -> the reasons it started with, each once, in the order met."""
    found: dict[tuple[str, str], Reason] = {}
    seen: set[int] = set()
    waiting = [index]
    while waiting and len(found) < _MOST_ROOTS:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        absence = trace.absence(current)
        if absence is None:
            continue
        if absence.reason == "from" and absence.causes:
            waiting.extend(reversed(absence.causes))
            continue
        reason = _reason(trace, current, absence)
        found.setdefault((reason.subject, reason.message.key), reason)
        if absence.reason in {"weight-unknown", "nothing-applies", "measure-fails"}:
            waiting.extend(reversed(absence.causes))
    return tuple(found.values())


def _reason(trace: Trace, index: int, absence: Absence) -> Reason:
    step = trace.plan.steps[index]
    message = _message(trace, step, absence)
    subject = step.subject
    return Reason(subject, message, absence.span or step.span)


def _message(trace: Trace, step: Step, absence: Absence) -> Message:
    key = f"absence.{absence.reason}"
    detail: Argument = _detail(absence)
    name = _name(step)
    match absence.reason:
        case "not-supplied" | "no-rater" | "gate-unknown" | "nothing-applies" | "no-rule":
            return Message(key, {"name": name})
        case "empty":
            origin = _origin(trace, name)
            if origin.key == "origin.program":
                return Message(f"{key}.unplaced", {"name": name})
            return Message(key, {"name": name, "origin": origin})
        case "stated":
            return _stated(trace, step, absence, name)
        case "from":
            return Message("absence.unknown", {"name": name})
        case "division-by-zero":
            return Message(key, {"divisor": _words(absence), "zero": _zero(trace, step, absence)})
        case "out-of-domain" | "curve-not-increasing" | "wrong-bounds" | "rater-missing":
            return Message(key, {"name": name})
        case "no-table" | "no-rows" | "zero-weights" | "missing-cell":
            return Message(key, {"name": name, "detail": detail})
        case "measure-fails":
            return Message(key, {"names": _causes(trace, absence)})
        case "weight-unknown":
            return Message(key, {"known": detail, "limit": _limit(trace)})
        case _:
            assert_never(absence.reason)


def _causes(trace: Trace, absence: Absence) -> tuple[Argument, ...]:
    return tuple(dict.fromkeys(trace.plan.steps[cause].subject for cause in absence.causes))


def _limit(trace: Trace) -> Value:
    coverage = trace.plan.coverage
    operation = trace.plan.steps[coverage].operation if coverage is not None else None
    limit = operation.limit if isinstance(operation, Coverage) else Fraction(1)
    places, rounded = shown_places(limit, "percent")
    return Value(limit, PERCENT, places, rounded)


def _name(step: Step) -> str:
    return step.operation.key if isinstance(step.operation, Supplied) else step.subject


def _detail(absence: Absence) -> Argument:
    if isinstance(absence.detail, Fraction):
        places, rounded = shown_places(absence.detail, "percent")
        return Value(absence.detail, PERCENT, places, rounded)
    return absence.detail


def _stated(trace: Trace, step: Step, absence: Absence, name: str) -> Message:
    """The evidence, or the formula, says in words that there is no value."""
    kind = "missing" if absence.kind == "missing" else "not-applicable"
    if isinstance(step.operation, Supplied):
        origin = _origin(trace, name)
        return Message(f"absence.stated.evidence.{kind}", {"name": name, "origin": origin})
    return Message(f"absence.stated.formula.{kind}", {"name": name, "place": step.span})


def _origin(trace: Trace, key: str) -> Message:
    return origin_message(trace.origins.get(key))


def origin_message(origin: Origin | None) -> Message:
    """Where in the evidence a fact stands, as something to say."""
    if origin is None or not (origin.file or origin.column or origin.row is not None):
        return Message("origin.program", {})
    if origin.cell:
        return Message(
            "origin.sheet",
            {
                "file": origin.file,
                "sheet": origin.sheet,
                "cell": origin.cell,
                "column": origin.column,
            },
        )
    if origin.row is None:
        if origin.column:
            return Message("origin.column", {"file": origin.file, "column": origin.column})
        return Message("origin.file", {"file": origin.file})
    if not origin.column:
        return Message("origin.row", {"file": origin.file, "row": str(origin.row)})
    arguments: dict[str, Argument] = {
        "file": origin.file,
        "row": str(origin.row),
        "column": origin.column,
    }
    return Message("origin.cell", arguments)


def _words(absence: Absence) -> str:
    return " ".join(absence.span.text.split()) if absence.span is not None else ""


def _zero(trace: Trace, step: Step, absence: Absence) -> Value:
    """The divisor as a quantity of its own type, where the text names a step."""
    for span, index in step.references:
        if absence.span is not None and (span.start, span.end) == (
            absence.span.start,
            absence.span.end,
        ):
            type = trace.plan.steps[index].type
            if isinstance(type, QuantityType):
                return Value(Fraction(0), type)
    return Value(Fraction(0), NUMBER)
