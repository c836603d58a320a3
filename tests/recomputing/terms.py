"""Terms over traced values, with fractions and nothing of the engine's arithmetic.

A value is a Fraction, a text, a condition, a period, or one of the two words for an absence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any

from assay.engine import terms as t
from assay.engine.trace import Absence, Trace

MISSING, NOT_APPLICABLE = "<missing>", "<not applicable>"
ABSENT = (MISSING, NOT_APPLICABLE)


class Irrational(Exception):
    """A value without digits to compare; certified elsewhere."""


@dataclass(frozen=True)
class Facts:
    """A trace, the rows of the person's tables, and the row that an aggregate is at."""

    trace: Trace
    tables: Mapping[str, Sequence[tuple[Any, ...]]]
    row: tuple[Any, ...] = ()


def held(value: Any) -> bool:
    """Whether it is a value and no absence."""
    return not (isinstance(value, str) and value in ABSENT)


def plain(n: Any, d: int) -> Any:
    return Fraction(n, d) if type(n) is int else n


def read(facts: Facts, index: int) -> Any:
    """The traced value of a step, or the kind of its absence."""
    if facts.trace.present(index):
        return facts.trace.raw(index)
    absence = facts.trace.absence(index)
    assert absence is not None
    return f"<{absence.kind}>"


def both(values: Sequence[Any]) -> Any:
    """The absence of what needs all of these, or None."""
    absent = [each for each in values if not held(each)]
    if NOT_APPLICABLE in absent:
        return NOT_APPLICABLE
    return MISSING if absent else None


def undecided(values: Sequence[Any]) -> Any:
    """The absence of what any of these could still settle."""
    return MISSING if MISSING in [each for each in values if not held(each)] else NOT_APPLICABLE


def connected(values: Sequence[Any], deciding: bool) -> Any:
    if any(value is deciding for value in values):
        return deciding
    return not deciding if all(held(value) for value in values) else undecided(values)


def value(facts: Facts, term: t.Term) -> Any:
    match term:
        case t.Number(n, d):
            return Fraction(n, d)
        case t.Symbol(constant):
            return constant
        case t.Gone(kind):
            return f"<{kind}>"
        case t.Slot(index):
            return read(facts, index)
        case t.Cell(position):
            n, d = facts.row[2 * position], facts.row[2 * position + 1]
            if d:
                return plain(n, d)
            assert isinstance(n, Absence)
            return f"<{n.kind}>"
        case t.IsState(operand, state):
            found = value(facts, operand)
            return ("<given>" if held(found) else found) == f"<{state}>"
        case t.Substitute(wanted, substitute):
            found = value(facts, wanted)
            return found if held(found) or found != MISSING else value(facts, substitute)
        case t.And(operands):
            return connected([value(facts, each) for each in operands], False)
        case t.Or(operands):
            return connected([value(facts, each) for each in operands], True)
        case t.Choose(branches, otherwise):
            for condition, chosen in branches:
                holds = value(facts, condition)
                if not held(holds):
                    return holds
                if holds:
                    return value(facts, chosen)
            return value(facts, otherwise)
        case t.Fold(function, rows, ignoring_missing):
            found = [
                [None if part is None else value(facts, part) for part in parts]
                for parts in (
                    (row.where, row.value, row.weight)
                    for row in rows
                    if read(facts, row.score.index) != NOT_APPLICABLE
                )
            ]
            return folded(function, found, ignoring_missing)
        case t.Round(before, step, mode, irrational):
            if irrational:
                raise Irrational
            return rounded(value(facts, before), value(facts, step), mode)
        case _:
            return strict(facts, term)


def strict(facts: Facts, term: t.Term) -> Any:
    """Terms that need all their parts."""
    parts = [value(facts, part) for part in t.children(term)]
    if (absent := both(parts)) is not None:
        return absent
    match term:
        case t.Negate():
            return -parts[0]
        case t.Not():
            return not parts[0]
        case t.Operate(operator):
            a, b = parts
            if operator == "/":
                return MISSING if b == 0 else a / b
            return {"+": a + b, "-": a - b, "*": a * b}[operator]
        case t.Compare(operator):
            a, b = parts
            if operator in {"=", "!="}:
                return (a == b) == (operator == "=")
            return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator]
        case t.Within(spanning=spanning):
            inside, start, end = parts
            first = inside.start.toordinal() if spanning else inside
            last = inside.end.toordinal() if spanning else inside
            return start <= first and last <= end
        case t.Apply(function):
            return applied(function, parts)
        case t.Curve(function):
            return along(function, parts[0], list(zip(parts[1::2], parts[2::2], strict=True)))
        case _:
            raise NotImplementedError(term)


def applied(function: str, parts: list[Any]) -> Any:
    match function:
        case "min":
            return min(parts)
        case "max":
            return max(parts)
        case "abs":
            return abs(parts[0])
        case "clamp":
            inside, low, high = parts
            return min(max(inside, low), high) if low <= high else MISSING
        case "power":
            base, exponent = parts
            if exponent.denominator != 1 or (base == 0 and exponent < 0):
                return MISSING
            return base ** int(exponent)
        case _:
            raise Irrational


Point = tuple[Fraction, Fraction]


def along(function: str, x: Fraction, points: list[Point]) -> Any:
    """`interpolate` and `tiered`; missing where the points are not in order."""
    ordered = all(left < right for (left, _), (right, _) in pairwise(points))
    if not ordered or (function == "tiered" and points[0][0] <= 0):
        return MISSING
    if function == "interpolate":
        return interpolated(x, points)
    bounds = [Fraction(0), *(bound for bound, _ in points)]
    return sum(
        (max(min(x, upper) - lower, Fraction(0)) * rate)
        for (lower, upper), (_, rate) in zip(pairwise(bounds), points, strict=True)
    )


def interpolated(x: Fraction, points: list[Point]) -> Fraction:
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[-1][1]


def rounded(before: Any, step: Any, mode: str) -> Any:
    """The multiple of the step; what is absent about the step comes first."""
    for part in (step, before):
        if not held(part):
            return part
    if step <= 0:
        return MISSING
    count = before / step
    whole, rest = floor(count), count - floor(count)
    away = ceil(count) if count > 0 else floor(count)
    toward = floor(count) if count > 0 else ceil(count)
    nearest = whole if rest < Fraction(1, 2) else whole + 1
    tie = rest == Fraction(1, 2)
    even = whole + whole % 2
    chosen = {
        "half up": away if tie else nearest,
        "half even": even if tie else nearest,
        "up": away,
        "down": toward,
        "ceiling": ceil(count),
        "floor": floor(count),
    }[mode]
    return chosen * step


def folded(function: str, rows: list[list[Any]], ignoring_missing: bool) -> Any:
    """An aggregate of rows of (condition, value, weight), None for a part it does not have."""
    if function in {"any", "all"}:
        conditions = [where for where, _, _ in rows if where is not NOT_APPLICABLE]
        conditions = [each for each in conditions if held(each) or each == MISSING]
        if ignoring_missing:
            conditions = [each for each in conditions if held(each)]
        return connected([each is None or each for each in conditions], function == "any")
    taken: list[list[Any]] = []
    missing = False
    for where, *cells in rows:
        if not held(where):
            missing |= where == MISSING
            continue
        if where is False or NOT_APPLICABLE in [each for each in cells if not held(each)]:
            continue
        if all(held(each) for each in cells):
            taken.append(cells)
        else:
            missing = True
    if missing and not ignoring_missing:
        return MISSING
    return combined(function, taken)


def combined(function: str, rows: list[list[Any]]) -> Any:
    values = [cell for cell, _ in rows]
    if function in {"count", "count distinct"}:
        return Fraction(len(rows) if function == "count" else len(set(values)))
    if function == "sum":
        return sum(values, Fraction(0))
    if not rows:
        return MISSING
    match function:
        case "average":
            return sum(values, Fraction(0)) / len(values)
        case "weighted average":
            whole = sum((weight for _, weight in rows), Fraction(0))
            return sum(cell * weight for cell, weight in rows) / whole if whole else MISSING
        case "median":
            ordered = sorted(values)
            half = len(ordered) // 2
            low = ordered[half] if len(ordered) % 2 else ordered[half - 1]
            return (low + ordered[half]) / 2
        case _:
            return {"min": min, "max": max}[function](values)
