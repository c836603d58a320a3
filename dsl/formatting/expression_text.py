"""Expressions as text, with brackets where the tree needs them."""

from __future__ import annotations

from enum import IntEnum
from typing import assert_never

from .. import syntax as s
from ..source import Span
from .literals import number_words, quoted


class Binding(IntEnum):
    """How tightly an expression holds together, the loosest first."""

    LOOSEST = 0
    FALLBACK = 1
    DISJUNCTION = 2
    CONJUNCTION = 3
    NEGATION = 4
    COMPARISON = 5
    SUM = 6
    PRODUCT = 7
    UNARY = 8
    ATOM = 9


_ARITHMETIC = {
    "+": (Binding.SUM, Binding.PRODUCT),
    "-": (Binding.SUM, Binding.PRODUCT),
    "*": (Binding.PRODUCT, Binding.UNARY),
    "/": (Binding.PRODUCT, Binding.UNARY),
}
"""Each operator's own binding and the least of what may stand on its right without brackets."""

_SPOKEN: dict[str, str] = {"=": "is", "!=": "is not"}
_AFTER_IS = frozenset({"missing", "given", "applicable", "not"})
"""Words that would make another test of an `is` before them."""


def expression_text(node: s.Expression, at_least: Binding = Binding.LOOSEST) -> str:
    """Expression -> text, in brackets where it binds less tightly than `at_least`."""
    text, binding = _written(node)
    return text if binding >= at_least else f"({text})"


def given_text(node: s.Expression) -> str:
    """A value of an example -> text: an absent value needs no brackets there."""
    if isinstance(node, s.MissingLiteral | s.NotApplicableLiteral):
        return expression_text(node)
    return expression_text(node, Binding.SUM)


def _written(node: s.Expression) -> tuple[str, Binding]:
    match node:
        case s.NumberLiteral():
            text, whole = number_words(node)
            return text, Binding.ATOM if whole else Binding.PRODUCT
        case s.DateLiteral(value=day):
            return day.isoformat(), Binding.ATOM
        case s.PeriodLiteral(text=text):
            return text, Binding.ATOM
        case s.YesNoLiteral(value=yes):
            return "yes" if yes else "no", Binding.ATOM
        case s.Text(value=value):
            return quoted(value), Binding.ATOM
        case s.MissingLiteral():
            return "missing", Binding.LOOSEST
        case s.NotApplicableLiteral():
            return "not applicable", Binding.LOOSEST
        case s.NameExpression(name=name):
            return name.text, Binding.ATOM
        case s.MemberExpression(owner=owner, member=member):
            return f"{owner.text}.{member.text}", Binding.ATOM
        case s.PropertyOf(property=property, name=name):
            return f"{property} of {name.text}", Binding.ATOM
        case s.Negation(operand=operand):
            return f"-{expression_text(operand, Binding.UNARY)}", Binding.UNARY
        case s.Arithmetic():
            return _arithmetic(node)
        case s.Call() | s.Curve() | s.Round() | s.Aggregate():
            return _call(node), Binding.ATOM
        case s.Conditional() | s.Match() | s.IfMissing():
            return _choice(node)
        case _:
            return _condition(node)


def _arithmetic(node: s.Arithmetic) -> tuple[str, Binding]:
    own, right = _ARITHMETIC[node.operator]
    left_text = expression_text(node.left, own)
    return f"{left_text} {node.operator} {expression_text(node.right, right)}", own


_Condition = s.Comparison | s.PresenceTest | s.PeriodTest | s.MembershipTest | s.Not | s.And | s.Or


def _condition(node: _Condition) -> tuple[str, Binding]:
    match node:
        case s.Comparison():
            return _comparison(node), Binding.COMPARISON
        case s.PresenceTest(operand=operand, state=state, negated=negated):
            test = "is not" if negated or state == "not applicable" else "is"
            words = f"{test} {state.removeprefix('not ')}"
            return f"{expression_text(operand, Binding.SUM)} {words}", Binding.COMPARISON
        case s.PeriodTest(operand=operand):
            return f"{expression_text(operand, Binding.SUM)} in period", Binding.COMPARISON
        case s.MembershipTest(operand=operand, members=members):
            listed = ", ".join(expression_text(member) for member in members)
            return f"{expression_text(operand, Binding.SUM)} in ({listed})", Binding.COMPARISON
        case s.Not(operand=operand):
            return f"not {expression_text(operand, Binding.NEGATION)}", Binding.NEGATION
        case s.And(operands=operands):
            parts = (expression_text(operand, Binding.NEGATION) for operand in operands)
            return " and ".join(parts), Binding.CONJUNCTION
        case s.Or(operands=operands):
            parts = (expression_text(operand, Binding.CONJUNCTION) for operand in operands)
            return " or ".join(parts), Binding.DISJUNCTION
        case _ as never:
            assert_never(never)


def _comparison(node: s.Comparison) -> str:
    first, *others = node.operands
    words = [] if first is None else [expression_text(first, Binding.SUM)]
    before = first
    for operator, operand in zip(node.operators, others, strict=True):
        assert operand is not None
        spoken = before is not None and _is_spoken(before.span, operand)
        words.append(_SPOKEN.get(operator, operator) if spoken else operator)
        words.append(expression_text(operand, Binding.SUM))
        before = operand
    return " ".join(words)


def _is_spoken(before: Span, operand: s.Expression) -> bool:
    """Whether to write `is`: before a name, a text, a yes or no, unless the file has a sign."""
    match operand:
        case s.NameExpression(name=name) if name.text in _AFTER_IS:
            return False
        case s.NameExpression() | s.Text() | s.YesNoLiteral():
            after = operand.span
            between = Span(before.source, before.end, max(before.end, after.start))
            return before.source is not after.source or "=" not in between.text
    return False


def _choice(node: s.Conditional | s.Match | s.IfMissing) -> tuple[str, Binding]:
    match node:
        case s.IfMissing(value=value, substitute=substitute):
            first = expression_text(value, Binding.FALLBACK)
            second = expression_text(substitute, Binding.DISJUNCTION)
            return f"{first} if missing {second}", Binding.FALLBACK
        case s.Conditional(condition=condition, then=then, otherwise=otherwise):
            parts = (expression_text(part) for part in (condition, then, otherwise))
            return "if {} then {} else {}".format(*parts), Binding.LOOSEST
        case s.Match(subject=subject, arms=arms, otherwise=otherwise):
            written = [_arm(arm) for arm in arms]
            if otherwise is not None:
                written.append(f"otherwise => {expression_text(otherwise)}")
            body = ", ".join(written)
            return f"match {expression_text(subject)} {{ {body} }}", Binding.LOOSEST
        case _ as never:
            assert_never(never)


def _arm(arm: s.MatchArm) -> str:
    patterns = " or ".join(expression_text(pattern, Binding.SUM) for pattern in arm.patterns)
    return f"{patterns} => {expression_text(arm.value)}"


def point_text(point: s.CurvePoint) -> str:
    """`x => y` of a curve."""
    return f"{expression_text(point.x)} => {expression_text(point.y)}"


def _call(node: s.Call | s.Curve | s.Round | s.Aggregate) -> str:
    match node:
        case s.Call(function=function, arguments=arguments):
            return f"{function.text}({', '.join(expression_text(each) for each in arguments)})"
        case s.Curve(function=curve, value=value, points=points):
            parts = [expression_text(value), *(point_text(point) for point in points)]
            return f"{curve}({', '.join(parts)})"
        case s.Round(value=value, step=step, mode=mode):
            chosen = "" if mode == "half up" else f", {mode}"
            return f"round({expression_text(value)}, to {expression_text(step)}{chosen})"
        case s.Aggregate():
            return _aggregate(node)
        case _ as never:
            assert_never(never)


def _aggregate(node: s.Aggregate) -> str:
    words = [expression_text(node.value)]
    if node.weight is not None:
        words.append(f"by {expression_text(node.weight)}")
    if node.where is not None:
        words.append(f"where {expression_text(node.where)}")
    if node.ignoring_missing:
        words.append("ignoring missing")
    return f"{node.function}({' '.join(words)})"
