"""Exact values of expressions that depend on no evidence and no period."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import assert_never

from .. import framework
from ..limits import MAX_BITS

Ranks = Mapping[str, Mapping[str, Fraction]]
"""The points of each scale's levels, by which they are ordered."""


class NotConstantError(Exception):
    """The expression depends on something that is not known here."""


class TooLargeError(NotConstantError):
    """A number, or a date, beyond the limits."""


def evaluate(
    expression: framework.Expression,
    values: Mapping[str, framework.ConstantValue] | None = None,
    points: Ranks | None = None,
) -> framework.ConstantValue:
    """The value of an expression, given those of the names in it.

    Raises NotConstantError where it depends on anything else, or is absent.
    """
    return _Evaluation(values or {}, points or {}).of(expression)


class _Evaluation:
    def __init__(self, values: Mapping[str, framework.ConstantValue], points: Ranks) -> None:
        self._values = values
        self._points = points

    def of(self, expression: framework.Expression) -> framework.ConstantValue:
        match expression:
            case framework.Constant(value=value):
                return value
            case framework.Reference(id=name) if name in self._values:
                return self._values[name]
            case framework.Negate(operand=operand):
                return -self._number(operand)
            case framework.Arithmetic():
                return self._arithmetic(expression)
            case framework.Compare():
                return self._compare(expression)
            case framework.Not(operand=operand):
                return not self._truth(operand)
            case framework.And(operands=operands):
                return all(self._truth(operand) for operand in operands)
            case framework.Or(operands=operands):
                return any(self._truth(operand) for operand in operands)
            case framework.IfMissing(value=value):
                return self.of(value)
            case framework.Conditional(condition=condition, then=then, otherwise=otherwise):
                return self.of(then if self._truth(condition) else otherwise)
            case framework.IsState(operand=operand, state=state):
                self.of(operand)
                return state == "given"
            case framework.Call():
                return self._call(expression)
            case framework.Curve():
                return self._curve(expression)
            case framework.Round():
                return self._round(expression)
            case _:
                raise NotConstantError

    def _number(self, expression: framework.Expression) -> Fraction:
        value = self.of(expression)
        if not isinstance(value, Fraction):
            raise NotConstantError
        return value

    def _truth(self, expression: framework.Expression) -> bool:
        value = self.of(expression)
        if not isinstance(value, bool):
            raise NotConstantError
        return value

    def _arithmetic(self, expression: framework.Arithmetic) -> framework.ConstantValue:
        left, right = self.of(expression.left), self.of(expression.right)
        if isinstance(left, date) or isinstance(right, date):
            return _date_arithmetic(expression.operator, left, right)
        if not isinstance(left, Fraction) or not isinstance(right, Fraction):
            raise NotConstantError
        match expression.operator:
            case "+":
                return _bounded(left + right)
            case "-":
                return _bounded(left - right)
            case "*":
                return _bounded(left * right)
            case "/":
                if right == 0:
                    raise NotConstantError
                return _bounded(left / right)
            case _ as never:
                assert_never(never)

    def _compare(self, expression: framework.Compare) -> bool:
        left = self._comparable(expression.left)
        right = self._comparable(expression.right)
        if expression.operator == "=":
            return left == right
        if expression.operator == "!=":
            return left != right
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            return holds(expression.operator, left, right)
        if isinstance(left, date) and isinstance(right, date):
            return holds(expression.operator, left, right)
        raise NotConstantError

    def _comparable(self, expression: framework.Expression) -> framework.ConstantValue:
        from ..types import LevelType

        value = self.of(expression)
        if isinstance(expression.type, LevelType) and isinstance(value, str):
            try:
                return self._points[expression.type.scale][value]
            except KeyError:
                raise NotConstantError from None
        return value

    def _call(self, expression: framework.Call) -> framework.ConstantValue:
        if expression.function in ("min", "max"):
            return self._extreme(expression)
        arguments = [self._number(argument) for argument in expression.arguments]
        match expression.function, arguments:
            case "abs", [value]:
                return abs(value)
            case "clamp", [value, low, high]:
                return max(low, min(value, high))
            case "power", [base, exponent]:
                return _power(base, exponent)
            case _:
                raise NotConstantError

    def _extreme(self, expression: framework.Call) -> framework.ConstantValue:
        keyed = [(self._comparable(part), self.of(part)) for part in expression.arguments]
        best = keyed[0]
        wanted = "<" if expression.function == "min" else ">"
        for candidate in keyed[1:]:
            one, other = candidate[0], best[0]
            if (isinstance(one, Fraction) and isinstance(other, Fraction)) or (
                isinstance(one, date) and isinstance(other, date)
            ):
                better = holds(wanted, one, other)
            else:
                raise NotConstantError
            best = candidate if better else best
        return best[1]

    def _curve(self, expression: framework.Curve) -> Fraction:
        value = self._number(expression.value)
        points = [(self._number(x), self._number(y)) for x, y in expression.points]
        if any(one[0] >= other[0] for one, other in pairwise(points)):
            raise NotConstantError
        if expression.function == "tiered":
            raise NotConstantError
        if value <= points[0][0]:
            return points[0][1]
        for (x1, y1), (x2, y2) in pairwise(points):
            if value <= x2:
                return _bounded(y1 + (y2 - y1) * (value - x1) / (x2 - x1))
        return points[-1][1]

    def _round(self, expression: framework.Round) -> Fraction:
        if expression.irrational:
            raise NotConstantError
        step = self._number(expression.step)
        if step <= 0:
            raise NotConstantError
        quotient = self._number(expression.value) / step
        return _bounded(_ROUNDING[expression.mode](quotient) * step)


def holds(operator: str, left: Fraction | date, right: Fraction | date) -> bool:
    """Whether an order holds between two numbers or two dates."""
    one, other = ordinal(left), ordinal(right)
    match operator:
        case "<":
            return one < other
        case "<=":
            return one <= other
        case ">":
            return one > other
        case ">=":
            return one >= other
        case _:
            raise AssertionError(operator)


def ordinal(value: Fraction | date) -> Fraction:
    """The number by which a value is ordered: of a date, its day."""
    return value if isinstance(value, Fraction) else Fraction(value.toordinal())


def _bounded(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
        raise TooLargeError
    return value


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1:
        raise NotConstantError
    whole = exponent.numerator
    if base == 0 and whole < 0:
        raise NotConstantError
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits > 1 and (bits - 1) * abs(whole) > MAX_BITS:
        raise TooLargeError
    if abs(base) == 1 or base == 0:
        whole %= 2
        if base == 0 and exponent != 0:
            return Fraction(0)
    return _bounded(Fraction(base**whole))


def _date_arithmetic(
    operator: str, left: framework.ConstantValue, right: framework.ConstantValue
) -> framework.ConstantValue:
    if isinstance(left, date) and isinstance(right, date) and operator == "-":
        return Fraction((left - right).days)
    if isinstance(right, date) and operator == "+":
        left, right = right, left
    if isinstance(left, date) and isinstance(right, Fraction) and right.denominator == 1:
        try:
            days = timedelta(days=right.numerator)
            return left + days if operator == "+" else left - days
        except OverflowError:
            raise TooLargeError from None
    raise NotConstantError


def _half_up(value: Fraction) -> int:
    """Ties away from zero."""
    whole = floor(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


_ROUNDING: Mapping[str, Callable[[Fraction], int]] = {
    "half up": _half_up,
    "half even": round,
    "up": lambda value: ceil(value) if value >= 0 else floor(value),
    "down": lambda value: floor(value) if value >= 0 else ceil(value),
    "ceiling": ceil,
    "floor": floor,
}
