"""Types conditions: comparisons, tests, `and`, `or`, `not`."""

from __future__ import annotations

from .. import framework, syntax
from ..source import Span
from ..types import (
    YESNO,
    ChoiceType,
    DateType,
    LevelType,
    PeriodType,
    QuantityType,
    TextType,
    Type,
    YesNoType,
)
from ..units import describe
from .agreement import (
    check_percent_sign,
    check_together,
    disagreement,
    report_disagreement,
)
from .context import UNKNOWN, Context, Scope, not_a_constant, unknown


def check_comparison(
    context: Context,
    node: syntax.Comparison,
    scope: Scope,
    hint: Type | None,  # noqa: ARG001 - a handler's signature
) -> framework.Expression:
    """A comparison, or a chain of them: `70% <= x < 90%` is `70% <= x and x < 90%`."""
    scope = scope.exact()
    operands = _operands(context, node, scope)
    if operands is None:
        return unknown(node.span)
    pairs = [
        _compare(context, operator, operands[index], operands[index + 1], _pair_span(node, index))
        for index, operator in enumerate(node.operators)
    ]
    if len(pairs) == 1:
        return pairs[0]
    return framework.And(node.span, YESNO, tuple(pairs))


def _pair_span(node: syntax.Comparison, index: int) -> Span:
    first, second = node.operands[index], node.operands[index + 1]
    if len(node.operators) == 1 or first is None or second is None:
        return node.span
    return first.span.to(second.span)


def _operands(
    context: Context, node: syntax.Comparison, scope: Scope
) -> list[framework.Expression] | None:
    written = [operand for operand in node.operands if operand is not None]
    if len(written) == len(node.operands):
        return check_together(context, written, scope, None)
    if scope.subject is None or scope.table is not None or scope.role_table is not None:
        context.report.add(
            "syntax",
            node.span,
            "this comparison has nothing on its left",
            help="only the rules of a KPI, a gap or an overall rating may leave it out",
        )
        return None
    subject = scope.subject.expression(node.span)
    return [subject, *(context.expression(operand, scope, subject.type) for operand in written)]


def _compare(
    context: Context,
    operator: syntax.ComparisonOperator,
    left: framework.Expression,
    right: framework.Expression,
    span: Span,
) -> framework.Expression:
    result = framework.Compare(span, YESNO, operator, left, right)
    if left.type is UNKNOWN or right.type is UNKNOWN:
        return result
    code = disagreement(left.type, right.type)
    if code is not None:
        message = f"cannot compare {describe(left.type)} and {describe(right.type)}"
        report_disagreement(context, code, message, left, right, span)
        return unknown(span)
    if operator not in ("=", "!=") and not is_ordered(left.type):
        context.report.add(
            "type-mismatch",
            span,
            f"{describe(left.type)} has no order, so `{operator}` cannot compare it",
            help="use `is`, `is not` or `in (…)`",
        )
        return unknown(span)
    check_percent_sign(context, left.type, right)
    check_percent_sign(context, right.type, left)
    return result


def is_ordered(type_: Type) -> bool:
    """Whether `<` means something for values of the type."""
    match type_:
        case QuantityType() | DateType() | LevelType():
            return True
        case PeriodType() | YesNoType() | TextType() | ChoiceType():
            return False


def check_presence(
    context: Context,
    node: syntax.PresenceTest,
    scope: Scope,
    hint: Type | None,  # noqa: ARG001 - a handler's signature
) -> framework.Expression:
    """`x is missing`, `x is given`, `x is not applicable`."""
    operand = context.expression(node.operand, scope.exact())
    if not node.negated:
        return framework.IsState(node.span, YESNO, operand, node.state)
    return framework.Not(node.span, YESNO, framework.IsState(node.span, YESNO, operand, node.state))


def check_in_period(
    context: Context,
    node: syntax.PeriodTest,
    scope: Scope,
    hint: Type | None,  # noqa: ARG001 - a handler's signature
) -> framework.Expression:
    """`x in period`, of a date or a period."""
    context.uses_period = True
    operand = context.expression(node.operand, scope.exact())
    if scope.constant:
        return not_a_constant(context, node.span, scope, "the period can change")
    if operand.type is UNKNOWN:
        return framework.InPeriod(node.span, YESNO, operand)
    if not isinstance(operand.type, (DateType, PeriodType)):
        context.report.add(
            "type-mismatch",
            operand.span,
            f"only a date can lie in the period, and this is {describe(operand.type)}",
            label=describe(operand.type),
        )
        return unknown(node.span)
    return framework.InPeriod(node.span, YESNO, operand)


def check_membership(
    context: Context,
    node: syntax.MembershipTest,
    scope: Scope,
    hint: Type | None,  # noqa: ARG001 - a handler's signature
) -> framework.Expression:
    """`stage in (won, lost)`: equal to one of them."""
    scope = scope.exact()
    operand, *members = check_together(context, (node.operand, *node.members), scope, None)
    tests = tuple(
        _compare(context, "=", operand, member, node.span if len(members) == 1 else member.span)
        for member in members
    )
    return tests[0] if len(tests) == 1 else framework.Or(node.span, YESNO, tests)


def check_not(
    context: Context,
    node: syntax.Not,
    scope: Scope,
    hint: Type | None,  # noqa: ARG001 - a handler's signature
) -> framework.Expression:
    return framework.Not(node.span, YESNO, context.condition(node.operand, scope.exact(), "`not`"))


def check_and(
    context: Context,
    node: syntax.And,
    scope: Scope,
    hint: Type | None,  # noqa: ARG001 - a handler's signature
) -> framework.Expression:
    scope = scope.exact()
    operands = [context.condition(operand, scope, "`and`") for operand in node.operands]
    return framework.And(node.span, YESNO, tuple(operands))


def check_or(
    context: Context,
    node: syntax.Or,
    scope: Scope,
    hint: Type | None,  # noqa: ARG001 - a handler's signature
) -> framework.Expression:
    scope = scope.exact()
    operands = [context.condition(operand, scope, "`or`") for operand in node.operands]
    return framework.Or(node.span, YESNO, tuple(operands))
