"""Expressions of the checked framework -> values, by walking the tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Protocol

from assay.dsl.framework import (
    AbsentConstant,
    Aggregate,
    And,
    Arithmetic,
    Call,
    ColumnReference,
    Compare,
    Conditional,
    Constant,
    Curve,
    Expression,
    Framework,
    GapReference,
    IfMissing,
    InPeriod,
    IsState,
    Negate,
    Not,
    Or,
    OverallReference,
    PeriodPart,
    PropertyReference,
    Reference,
    RoleAggregate,
    RoleColumnReference,
    Round,
    RuleList,
)
from assay.dsl.period import Period
from assay.dsl.types import DateType, LevelType, QuantityType, Type

from .irrational import round_irrational
from .values import (
    MISSING,
    NOT_APPLICABLE,
    Absent,
    Held,
    absence_among,
    bounded,
    held,
    missing,
    round_to,
    undecided,
)

COMPARISONS = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}

Row = Mapping[str, Held]


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean at a place besides the declarations: the row of each table that a
    surrounding aggregate runs over, and `gap` and `overall` inside the rules that speak of them."""

    rows: Mapping[str, Row] = field(default_factory=dict)
    gap: Held | None = None
    overall: Held | None = None


class World(Protocol):
    """What an expression can ask about the person, the role and the run."""

    framework: Framework
    period: Period | None

    def value_of(self, id: str) -> Held: ...

    def property_of(self, property: str, entity: str, id: str) -> Held: ...

    def overall_score(self) -> Held: ...

    def rows_of(self, table: str) -> list[Row] | None: ...

    def role_rows(self, table: str) -> list[Row]: ...


TOP = Scope()


def evaluate_expression(world: World, node: Expression, scope: Scope = TOP) -> Held:
    """The value of `node`; every number on the way is kept within the language's limit."""
    result = _evaluate(world, node, scope)
    return bounded(result) if isinstance(result, Fraction) else result


def decide(world: World, rules: RuleList, scope: Scope = TOP) -> str | Absent:
    """The level of the first rule whose condition is true; absent where one before is unknown."""
    for rule in rules.rules:
        if rule.condition is None:
            return rule.level
        holds = evaluate_expression(world, rule.condition, scope)
        if isinstance(holds, Absent):
            return holds
        if holds:
            return rule.level
    raise AssertionError(f"no rule of {rules.rules[0].id} applies")


def on_curve(x: Fraction, points: list[tuple[Fraction, Fraction]]) -> Fraction | Absent:
    """Piecewise linear between the points, flat outside them."""
    if not _increasing([at for at, _ in points]):
        return missing("curve not increasing")
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[-1][1]


def curve_at(
    world: World,
    value: Held,
    points: tuple[tuple[Expression, Expression], ...],
    function: str,
    scope: Scope = TOP,
) -> Held:
    """`interpolate` or `tiered` at `value`; absent where the value or any point is."""
    at = [
        (evaluate_expression(world, x, scope), evaluate_expression(world, y, scope))
        for x, y in points
    ]
    absence = absence_among([value, *(end for point in at for end in point)])
    if absence:
        return absence
    compute = on_curve if function == "interpolate" else in_tiers
    return compute(number(value), [(number(x), number(y)) for x, y in at])


def in_tiers(x: Fraction, points: list[tuple[Fraction, Fraction]]) -> Fraction | Absent:
    """Each rate on the part of `x` between the bound before and its own; nothing above the last."""
    bounds = [bound for bound, _ in points]
    if bounds[0] <= 0 or not _increasing(bounds):
        return missing("curve not increasing")
    total, start = Fraction(0), Fraction(0)
    for bound, rate in points:
        total += rate * max(Fraction(0), min(x, bound) - start)
        start = bound
    return total


def _increasing(numbers: list[Fraction]) -> bool:
    return all(a < b for a, b in pairwise(numbers))


def _evaluate(world: World, node: Expression, scope: Scope) -> Held:
    def inner(operand: Expression) -> Held:
        return evaluate_expression(world, operand, scope)

    match node:
        case Constant(_, _, constant):
            return held(constant)
        case AbsentConstant(_, _, kind):
            return MISSING if kind == "missing" else NOT_APPLICABLE
        case Reference(_, _, id):
            return world.value_of(id)
        case OverallReference():
            return world.overall_score() if scope.overall is None else scope.overall
        case GapReference():
            assert scope.gap is not None
            return scope.gap
        case PropertyReference(_, _, property, entity, id):
            return world.property_of(property, entity, id)
        case ColumnReference(_, _, table, column) | RoleColumnReference(_, _, table, column):
            return scope.rows[table][column]
        case PeriodPart(_, _, part):
            return _period_part(world, part)
        case Negate(_, _, operand):
            value = inner(operand)
            return value if isinstance(value, Absent) else -number(value)
        case Arithmetic(_, _, operator, left, right):
            return _arithmetic(operator, inner(left), inner(right))
        case Compare(_, _, operator, left, right):
            ends: list[Any] = [in_order(world, inner(side), side.type) for side in (left, right)]
            return absence_among(ends) or bool(COMPARISONS[operator](*ends))
        case InPeriod(_, _, operand):
            return _in_period(world, inner(operand))
        case IsState(_, _, operand, state):
            value = inner(operand)
            return (value.kind if isinstance(value, Absent) else "given") == state
        case Not(_, _, operand):
            value = inner(operand)
            return value if isinstance(value, Absent) else not value
        case And(_, _, operands):
            return _all([inner(operand) for operand in operands])
        case Or(_, _, operands):
            return _any([inner(operand) for operand in operands])
        case IfMissing(_, _, first, substitute):
            value = inner(first)
            absent = isinstance(value, Absent) and value.kind == "missing"
            return inner(substitute) if absent else value
        case Conditional(_, _, condition, then, otherwise):
            holds = inner(condition)
            return holds if isinstance(holds, Absent) else inner(then if holds else otherwise)
        case Call(_, _, function, arguments):
            return _call(world, function, arguments, scope)
        case Curve(_, _, function, operand, points):
            return curve_at(world, inner(operand), points, function, scope)
        case Round():
            return _round(world, node, scope)
        case Aggregate():
            rows = world.rows_of(node.table)
            if rows is None:
                return missing(f"no table {node.table}")
            return _fold(world, node, rows, scope)
        case RoleAggregate():
            return _fold(world, node, world.role_rows(node.table), scope)
    raise AssertionError(node)


def in_order(world: World, value: Held, type: Type) -> Held:
    """A value as it is compared: a level by its points, anything else by itself."""
    if isinstance(type, LevelType) and isinstance(value, str):
        return world.framework.scales[type.scale].level(value).points
    return value


def _all(conditions: list[Held]) -> bool | Absent:
    if any(condition is False for condition in conditions):
        return False
    return undecided(conditions) if any(isinstance(c, Absent) for c in conditions) else True


def _any(conditions: list[Held]) -> bool | Absent:
    if any(condition is True for condition in conditions):
        return True
    return undecided(conditions) if any(isinstance(c, Absent) for c in conditions) else False


def _period_part(world: World, part: str) -> Held:
    assert world.period is not None
    match part:
        case "start":
            return held(world.period.start)
        case "end":
            return held(world.period.end)
    return Fraction(world.period.days)


def _in_period(world: World, value: Held) -> Held:
    if isinstance(value, Absent):
        return value
    assert world.period is not None
    start, end = world.period.start.toordinal(), world.period.end.toordinal()
    if isinstance(value, Period):
        return start <= value.start.toordinal() and value.end.toordinal() <= end
    assert isinstance(value, Fraction)
    return start <= value <= end


def _arithmetic(operator: str, left: Held, right: Held) -> Held:
    absence = absence_among((left, right))
    if absence:
        return absence
    x, y = number(left), number(right)
    match operator:
        case "+":
            return x + y
        case "-":
            return x - y
        case "*":
            return x * y
    return missing("division by zero") if y == 0 else x / y


def _call(world: World, function: str, arguments: tuple[Expression, ...], scope: Scope) -> Held:
    values = [evaluate_expression(world, argument, scope) for argument in arguments]
    absence = absence_among(values)
    if absence:
        return absence
    if function in ("min", "max"):
        ordered = _sorted(world, values, arguments[0].type)
        return ordered[0] if function == "min" else ordered[-1]
    numbers = [value for value in values if isinstance(value, Fraction)]
    match function, numbers:
        case "abs", [x]:
            return abs(x)
        case "clamp", [x, low, high]:
            return min(max(x, low), high)
        case "power", [x, exponent] if exponent.denominator == 1:
            if x == 0 and exponent < 0:
                return missing("division by zero")
            bits = max(x.numerator.bit_length(), x.denominator.bit_length())
            bounded(Fraction(2 ** min(5000, max(0, (bits - 1) * abs(int(exponent))))))
            return x ** int(exponent)
    raise AssertionError(function)


def _round(world: World, node: Round, scope: Scope) -> Held:
    step = evaluate_expression(world, node.step, scope)
    if node.irrational:
        if isinstance(step, Absent):
            return step
        return round_irrational(
            node, number(step), lambda operand: evaluate_expression(world, operand, scope)
        )
    value = evaluate_expression(world, node.value, scope)
    absence = absence_among((value, step))
    if absence:
        return absence
    return round_to(number(value), number(step), node.mode)


def _fold(world: World, node: Aggregate | RoleAggregate, rows: list[Row], scope: Scope) -> Held:
    """An aggregate: the rows its `where` selects, and what the function makes of them."""
    if node.function in ("any", "all"):
        return _quantified(world, node, rows, scope)
    chosen: list[list[Held]] = []
    unknown: list[Absent] = []
    for row in rows:
        within = replace(scope, rows={**scope.rows, node.table: row})
        holds = True if node.where is None else evaluate_expression(world, node.where, within)
        if isinstance(holds, Absent) and holds.kind == "missing":
            unknown.append(holds)
        if holds is not True:
            continue
        parts = [
            evaluate_expression(world, part, within)
            for part in (node.value, node.weight)
            if part is not None
        ]
        absence = absence_among(parts)
        if absence is None:
            chosen.append(parts)
        elif absence.kind == "missing":
            unknown.append(absence)
    if unknown and not node.ignoring_missing:
        return absence_among(unknown) or MISSING
    return _combine(world, node, chosen)


def _quantified(
    world: World, node: Aggregate | RoleAggregate, rows: list[Row], scope: Scope
) -> bool | Absent:
    conditions: list[Held] = []
    for row in rows:
        within = replace(scope, rows={**scope.rows, node.table: row})
        holds = True if node.where is None else evaluate_expression(world, node.where, within)
        leaves = isinstance(holds, Absent) and (
            holds.kind == "not applicable" or node.ignoring_missing
        )
        if not leaves:
            conditions.append(holds)
    return _any(conditions) if node.function == "any" else _all(conditions)


def _combine(world: World, node: Aggregate | RoleAggregate, chosen: list[list[Held]]) -> Held:
    """What the function makes of the selected rows: each its value, and its weight if any."""
    if node.value is None:
        return Fraction(len(chosen))
    values = _sorted(world, [row[0] for row in chosen], node.value.type)
    match node.function:
        case "count distinct":
            return Fraction(len(set(values)))
        case "sum":
            return sum(map(number, values), Fraction(0))
    if not values:
        return missing("no row matches")
    middle = len(values) // 2
    match node.function:
        case "min":
            return values[0]
        case "max":
            return values[-1]
        case "average":
            return sum(map(number, values), Fraction(0)) / len(values)
        case "median" if len(values) % 2:
            return values[middle]
        case "median":
            return (number(values[middle - 1]) + number(values[middle])) / 2
        case "weighted average":
            pairs = [(number(value), number(weight)) for value, weight in chosen]
            total = sum((weight for _, weight in pairs), Fraction(0))
            weighted = sum((value * weight for value, weight in pairs), Fraction(0))
            return missing("division by zero") if total == 0 else weighted / total
    raise AssertionError(node.function)


def _sorted(world: World, values: list[Held], type_: Type) -> list[Held]:
    def place(value: Held) -> Any:
        return in_order(world, value, type_)

    ordinals = isinstance(type_, QuantityType | DateType | LevelType)
    return sorted(values, key=place) if ordinals else values


def number(value: Held) -> Fraction:
    """A value that the checker has proved to be a number."""
    assert isinstance(value, Fraction), value
    return value
