"""Walking the expressions of a checked framework, without recursion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from . import framework as fw


def walk(expression: fw.Expression) -> Iterator[fw.Expression]:
    """The expression and everything below it, in the order of the text."""
    waiting = [expression]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def children(expression: fw.Expression) -> tuple[fw.Expression, ...]:
    """The expressions directly below one."""
    match expression:
        case (
            fw.Constant()
            | fw.AbsentConstant()
            | fw.Reference()
            | fw.OverallReference()
            | fw.GapReference()
            | fw.PropertyReference()
            | fw.ColumnReference()
            | fw.RoleColumnReference()
            | fw.PeriodPart()
        ):
            return ()
        case fw.Negate(operand=operand) | fw.Not(operand=operand):
            return (operand,)
        case fw.InPeriod(operand=operand) | fw.IsState(operand=operand):
            return (operand,)
        case fw.Arithmetic(left=left, right=right) | fw.Compare(left=left, right=right):
            return (left, right)
        case fw.And(operands=operands) | fw.Or(operands=operands):
            return operands
        case fw.IfMissing(value=value, substitute=substitute):
            return (value, substitute)
        case fw.Conditional(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case fw.Call(arguments=arguments):
            return arguments
        case fw.Curve(value=value, points=points):
            return (value, *(part for point in points for part in point))
        case fw.Round(value=value, step=step):
            return (value, step)
        case fw.Aggregate() | fw.RoleAggregate():
            parts = (expression.value, expression.weight, expression.where)
            return tuple(part for part in parts if part is not None)
        case _:
            assert_never(expression)
