"""Walks over expressions without recursion, however deep they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from . import syntax
from .limits import MAX_NESTING

ARMS_IN_CHAIN = 8
"""So many arms of a `match` become a chain of conditionals; longer lists are halved first."""


def children(node: syntax.Expression) -> tuple[syntax.Expression, ...]:
    """The expressions directly inside one."""
    match node:
        case (
            syntax.NumberLiteral()
            | syntax.DateLiteral()
            | syntax.PeriodLiteral()
            | syntax.YesNoLiteral()
            | syntax.Text()
            | syntax.MissingLiteral()
            | syntax.NotApplicableLiteral()
            | syntax.NameExpression()
            | syntax.MemberExpression()
            | syntax.PropertyOf()
        ):
            return ()
        case (
            syntax.Negation(operand=operand)
            | syntax.Not(operand=operand)
            | syntax.PresenceTest(operand=operand)
            | syntax.PeriodTest(operand=operand)
        ):
            return (operand,)
        case syntax.Arithmetic(left=left, right=right):
            return (left, right)
        case syntax.Comparison(operands=compared):
            return tuple(operand for operand in compared if operand is not None)
        case syntax.MembershipTest(operand=operand, members=members):
            return (operand, *members)
        case syntax.And(operands=operands) | syntax.Or(operands=operands):
            return operands
        case syntax.IfMissing(value=value, substitute=substitute):
            return (value, substitute)
        case syntax.Conditional(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case syntax.Match():
            return _match_children(node)
        case syntax.Call(arguments=arguments):
            return arguments
        case syntax.Curve(value=value, points=points):
            return (value, *(side for point in points for side in (point.x, point.y)))
        case syntax.Round(value=value, step=step):
            return (value, step)
        case syntax.Aggregate(value=value, weight=weight, where=where):
            return tuple(part for part in (value, weight, where) if part is not None)
        case _ as never:
            assert_never(never)


def _match_children(node: syntax.Match) -> tuple[syntax.Expression, ...]:
    inside = [node.subject]
    for arm in node.arms:
        inside += (*arm.patterns, arm.value)
    if node.otherwise is not None:
        inside.append(node.otherwise)
    return tuple(inside)


def walk(root: syntax.Expression) -> Iterator[syntax.Expression]:
    """Every expression in `root`, itself included, each before those inside it."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(children(node))


def too_deep(root: syntax.Expression) -> syntax.Expression | None:
    """The first expression found in which `MAX_NESTING` levels of others are exceeded, if any is.

    A name or a number is no level; a `match` counts as many as the conditionals that it becomes.
    """
    if "match" not in root.span.text:
        # The parser counts all levels but those of a `match`.
        return None
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        inside = children(node)
        if inside:
            depth += _levels(node)
            if depth > MAX_NESTING:
                return node
            waiting.extend((child, depth) for child in inside)
    return None


def _levels(node: syntax.Expression) -> int:
    if not isinstance(node, syntax.Match):
        return 1
    count = sum(len(arm.patterns) for arm in node.arms)
    return min(count, ARMS_IN_CHAIN) + max(count // ARMS_IN_CHAIN, 1).bit_length()
