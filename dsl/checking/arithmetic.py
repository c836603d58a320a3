"""Types literals and arithmetic, with the algebra of units."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Literal

from .. import framework, syntax
from ..period import parse_period
from ..source import Span
from ..types import (
    COUNT,
    DATE,
    DAYS,
    DURATION,
    NUMBER,
    PERCENT,
    PERIOD,
    TEXT,
    YESNO,
    DateType,
    QuantityType,
    Type,
    money,
)
from ..units import currencies_differ, describe, divided, joined, multiplied, same_unit
from .agreement import (
    disagreement,
    is_bare_number,
    is_whole,
    report_disagreement,
)
from .context import UNKNOWN, Context, Scope, unknown


def check_number(
    context: Context, node: syntax.NumberLiteral, scope: Scope, hint: Type | None
) -> framework.Expression:
    del context, scope, hint
    return framework.Constant(node.span, number_type(node), node.value)


def number_type(node: syntax.NumberLiteral) -> QuantityType:
    """The type that a literal's unit gives it."""
    match node.unit:
        case "":
            return NUMBER
        case "%":
            return PERCENT
        case "days":
            return DURATION
        case currency:
            return money(currency)


def check_date(
    context: Context, node: syntax.DateLiteral, scope: Scope, hint: Type | None
) -> framework.Expression:
    del context, scope, hint
    return framework.Constant(node.span, DATE, node.value)


def check_period_literal(
    context: Context, node: syntax.PeriodLiteral, scope: Scope, hint: Type | None
) -> framework.Expression:
    del scope, hint
    try:
        return framework.Constant(node.span, PERIOD, parse_period(node.text))
    except ValueError as problem:
        context.report.add("bad-date", node.span, str(problem))
        return unknown(node.span)


def check_yes_no(
    context: Context, node: syntax.YesNoLiteral, scope: Scope, hint: Type | None
) -> framework.Expression:
    del context, scope, hint
    return framework.Constant(node.span, YESNO, node.value)


def check_text(
    context: Context, node: syntax.Text, scope: Scope, hint: Type | None
) -> framework.Expression:
    del context, scope, hint
    return framework.Constant(node.span, TEXT, node.value)


def check_missing(
    context: Context, node: syntax.MissingLiteral, scope: Scope, hint: Type | None
) -> framework.Expression:
    del scope
    return _absent(context, node.span, hint, "missing")


def check_not_applicable(
    context: Context, node: syntax.NotApplicableLiteral, scope: Scope, hint: Type | None
) -> framework.Expression:
    del scope
    return _absent(context, node.span, hint, "not applicable")


def _absent(
    context: Context,
    span: Span,
    hint: Type | None,
    kind: Literal["missing", "not applicable"],
) -> framework.Expression:
    if hint is None or hint is UNKNOWN:
        context.has_untyped = True
        return framework.AbsentConstant(span, UNKNOWN, kind)
    return framework.AbsentConstant(span, hint, kind)


def check_negation(
    context: Context,
    node: syntax.Negation,
    scope: Scope,
    hint: Type | None,  # noqa: ARG001 - a handler's signature
) -> framework.Expression:
    """The negative of a quantity; that of a literal is a literal."""
    operand = context.expression(node.operand, scope)
    if operand.type is UNKNOWN:
        return framework.Negate(node.span, UNKNOWN, operand)
    if not isinstance(operand.type, QuantityType):
        context.report.add(
            "type-mismatch",
            node.span,
            f"cannot take the negative of {describe(operand.type)}",
            label=describe(operand.type),
        )
        return unknown(node.span)
    if isinstance(operand, framework.Constant) and isinstance(operand.value, Fraction):
        return replace(operand, span=node.span, value=-operand.value)
    type_ = NUMBER if operand.type == COUNT else operand.type
    return context.fold(framework.Negate(node.span, type_, operand))


def check_arithmetic(
    context: Context,
    node: syntax.Arithmetic,
    scope: Scope,
    hint: Type | None,  # noqa: ARG001 - a handler's signature
) -> framework.Expression:
    """`+`, `-`, `*` and `/`."""
    left = context.expression(node.left, scope)
    right = context.expression(node.right, scope)
    divisor = context.constant_of(right)
    if node.operator == "/" and divisor is not None and divisor.value == 0:
        context.report.add(
            "division-by-zero",
            node.right.span,
            "this divides by zero",
            label="always 0",
        )
        return unknown(node.span)
    if left.type is UNKNOWN or right.type is UNKNOWN:
        return _with_absent(node, left, right)
    if node.operator in ("+", "-"):
        type_ = _sum_type(context, node, left, right)
    else:
        type_ = _product_type(context, node, left, right)
    if type_ is UNKNOWN:
        return unknown(node.span)
    return context.fold(framework.Arithmetic(node.span, type_, node.operator, left, right))


def _with_absent(
    node: syntax.Arithmetic, left: framework.Expression, right: framework.Expression
) -> framework.Expression:
    """A part is absent as written, has an error, or is in a circle: keeps the parts, for the
    circle's sake."""
    return framework.Arithmetic(node.span, UNKNOWN, node.operator, left, right)


def _sum_type(
    context: Context,
    node: syntax.Arithmetic,
    left: framework.Expression,
    right: framework.Expression,
) -> Type:
    plus = node.operator == "+"
    match left.type, right.type:
        case QuantityType() as first, QuantityType() as second if same_unit(first, second):
            return _sum_of(first, second, left, right, plus=plus)
        case DateType(), DateType() if not plus:
            return DURATION
        case DateType(), QuantityType(dimension=dimension) if dimension == DAYS:
            return DATE
        case QuantityType(dimension=dimension), DateType() if plus and dimension == DAYS:
            return DATE
        case _:
            _report_sum(context, node, left, right)
            return UNKNOWN


def _sum_of(
    first: QuantityType,
    second: QuantityType,
    left: framework.Expression,
    right: framework.Expression,
    *,
    plus: bool,
) -> Type:
    kinds = {first.kind, second.kind}
    if kinds == {"count"} or "count" in kinds:
        whole = plus and is_whole(left) and is_whole(right)
        return COUNT if whole else NUMBER
    if kinds == {"percent", "number"} and (is_bare_number(left) or is_bare_number(right)):
        return PERCENT
    return joined(first, second)


def _report_sum(
    context: Context,
    node: syntax.Arithmetic,
    left: framework.Expression,
    right: framework.Expression,
) -> None:
    if node.operator == "+":
        message = f"cannot add {describe(left.type)} and {describe(right.type)}"
    else:
        message = f"cannot subtract {describe(right.type)} from {describe(left.type)}"
    code = disagreement(left.type, right.type) or "type-mismatch"
    report_disagreement(context, code, message, left, right, node.span)


def _product_type(
    context: Context,
    node: syntax.Arithmetic,
    left: framework.Expression,
    right: framework.Expression,
) -> Type:
    first, second = left.type, right.type
    if not isinstance(first, QuantityType) or not isinstance(second, QuantityType):
        if node.operator == "*":
            message = f"cannot multiply {describe(first)} by {describe(second)}"
        else:
            message = f"cannot divide {describe(first)} by {describe(second)}"
        report_disagreement(context, "type-mismatch", message, left, right, node.span)
        return UNKNOWN
    if currencies_differ(first, second):
        verb = "multiply" if node.operator == "*" else "divide"
        message = f"cannot {verb} {describe(first)} by {describe(second)}"
        report_disagreement(context, "currencies-mixed", message, left, right, node.span)
        return UNKNOWN
    return multiplied(first, second) if node.operator == "*" else divided(first, second)
