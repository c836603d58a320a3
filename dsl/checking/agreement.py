"""Whether values may stand together: compared, added, given as alternatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from .. import framework, syntax
from ..diagnostics.model import Fix, Label
from ..source import Span
from ..types import (
    COUNT,
    NUMBER,
    PERCENT,
    ChoiceType,
    DateType,
    LevelType,
    QuantityType,
    Type,
)
from ..units import currencies_differ, describe, joined, same_unit, unit_suffix, written
from .context import UNKNOWN, Context, Scope
from .report import insertion

PERCENT_SIGN_NEEDED = 2
"""From here on a bare number next to a percentage is taken for one that lacks its sign."""


def leans(context: Context, node: syntax.Expression, scope: Scope) -> bool:
    """Whether an expression has a type only from what it stands with: the name of a level or
    of a member, or an absent value, or alternatives that are all of these."""
    match node:
        case syntax.MissingLiteral() | syntax.NotApplicableLiteral():
            return True
        case syntax.NameExpression(name=name):
            return not _is_declared(context, name.text, scope)
        case syntax.Conditional(then=then, otherwise=otherwise):
            return leans(context, then, scope) and leans(context, otherwise, scope)
        case syntax.IfMissing(value=value, substitute=substitute):
            return leans(context, value, scope) and leans(context, substitute, scope)
        case syntax.Match(arms=arms, otherwise=last):
            values = [arm.value for arm in arms] + ([] if last is None else [last])
            return all(leans(context, value, scope) for value in values)
        case _:
            return False


def _is_declared(context: Context, name: str, scope: Scope) -> bool:
    if scope.table is not None and name in context.columns.get(scope.table, {}):
        return True
    if scope.role_table is not None and name in ("rating", "score", "weight"):
        return True
    if scope.subject is not None and name == scope.subject.kind and name != "kpi":
        return True
    return name in context.names.declared


def check_together(
    context: Context, nodes: Sequence[syntax.Expression], scope: Scope, hint: Type | None
) -> list[framework.Expression]:
    """Types expressions that must agree: those with a type of their own first, so that names of
    levels and members are looked up in it."""
    leaning = [leans(context, node, scope) for node in nodes]
    checked: dict[int, framework.Expression] = {}
    found: Type | None = None
    for index, node in enumerate(nodes):
        if not leaning[index]:
            checked[index] = context.expression(node, scope, found or hint)
            if found is None and checked[index].type is not UNKNOWN:
                found = checked[index].type
    if found is None:
        found = hint if hint is not None or not checked else UNKNOWN
    for index, node in enumerate(nodes):
        if leaning[index]:
            before = context.report.count
            checked[index] = context.expression(node, scope, found)
            if found is None and context.report.count > before:
                found = UNKNOWN
    return [checked[index] for index in range(len(nodes))]


def is_bare_number(expression: framework.Expression) -> bool:
    """Whether it is a number written without a unit."""
    return (
        isinstance(expression, framework.Constant)
        and expression.type is not UNKNOWN
        and expression.type == NUMBER
    )


def is_whole(expression: framework.Expression) -> bool:
    """Whether it is seen to be a whole number, 0 or more."""
    match expression:
        case framework.Constant(type=QuantityType(), value=value):
            return expression.type in (NUMBER, COUNT) and _natural(value)
        case framework.AbsentConstant():
            return True
        case framework.Conditional(then=then, otherwise=otherwise):
            return is_whole(then) and is_whole(otherwise)
        case framework.IfMissing(value=first, substitute=substitute):
            return is_whole(first) and is_whole(substitute)
        case _:
            return expression.type == COUNT


def _natural(value: object) -> bool:
    return isinstance(value, Fraction) and value.denominator == 1 and value >= 0


def disagreement(left: Type, right: Type) -> str | None:
    """The code of what keeps two types from standing together; None where nothing does."""
    if left is UNKNOWN or right is UNKNOWN or left is right:
        return None
    match left, right:
        case QuantityType(), QuantityType():
            if same_unit(left, right):
                return None
            return "currencies-mixed" if _only_currency(left, right) else "unit-mismatch"
        case LevelType(), LevelType():
            return None if left == right else "scales-mixed"
        case ChoiceType(), ChoiceType():
            return None if _ids(left) == _ids(right) else "type-mismatch"
        case (QuantityType(), DateType()) | (DateType(), QuantityType()):
            return "unit-mismatch"
        case _:
            return None if left == right else "type-mismatch"


def _only_currency(left: QuantityType, right: QuantityType) -> bool:
    if not currencies_differ(left, right):
        return False
    one, other = left.dimension, right.dimension
    return (one.money, one.days) == (other.money, other.days)


def _ids(choice: ChoiceType) -> frozenset[str]:
    return frozenset(member.id for member in choice.members)


def report_disagreement(
    context: Context,
    code: str,
    message: str,
    left: framework.Expression,
    right: framework.Expression,
    span: Span,
) -> None:
    """Adds `message` about two expressions, each labelled with what it is."""
    context.report.add(
        code,
        span,
        message,
        secondary=(
            Label(left.span, describe(left.type)),
            Label(right.span, describe(right.type)),
        ),
        help=_way_out(code, left, right),
        fix=unit_fix(left, right.type) or unit_fix(right, left.type),
    )


def _way_out(code: str, left: framework.Expression, right: framework.Expression) -> str:
    if code == "scales-mixed":
        return "turn a level of one scale into one of the other with `match`"
    if code == "currencies-mixed":
        return "bring both into one currency, with a `parameter` for the rate"
    for bare, other in ((left, right), (right, left)):
        if is_bare_number(bare) and isinstance(other.type, QuantityType):
            suffix = unit_suffix(other.type)
            if suffix:
                return f"write the unit: `{bare.span.text}{suffix}`"
    return ""


def unit_fix(expression: framework.Expression, wanted: Type) -> Fix | None:
    """The fix that gives a bare number the unit it lacks."""
    if not (is_bare_number(expression) and isinstance(wanted, QuantityType)):
        return None
    suffix = unit_suffix(wanted)
    if not suffix:
        return None
    return insertion(expression.span, suffix, f"write `{expression.span.text}{suffix}`")


def check_percent_sign(context: Context, type_: Type, number: framework.Expression) -> None:
    """Reports a bare number of 2 or more that stands with, or for, a percentage."""
    if type_ is UNKNOWN or type_ != PERCENT or not isinstance(number, framework.Constant):
        return
    value = number.value
    if not is_bare_number(number) or not isinstance(value, Fraction):
        return
    if abs(value) < PERCENT_SIGN_NEEDED:
        return
    text = number.span.text
    context.report.add(
        "percent-without-sign",
        number.span,
        f"`{text}` stands for a percentage and lacks its `%`: without it, it means "
        f"{written(value, PERCENT)}",
        label="lacks its `%`",
        help=f"write `{text}%`",
        fix=insertion(number.span, "%", f"write `{text}%`"),
    )


def common_type(expressions: Sequence[framework.Expression], hint: Type | None) -> Type:
    """The type of a value that is one of several, which agree; unknown ones are left out."""
    known = [
        expression
        for expression in expressions
        if expression.type is not UNKNOWN and not isinstance(expression, framework.AbsentConstant)
    ]
    if not known:
        return hint if hint is not None else UNKNOWN
    quantities = [
        (expression, expression.type)
        for expression in known
        if isinstance(expression.type, QuantityType)
    ]
    if len(quantities) < len(known):
        return known[0].type
    has_count = any(type_ == COUNT for _, type_ in quantities)
    if has_count and all(is_whole(expression) for expression in known):
        return COUNT
    firm = [type_ for expression, type_ in quantities if not is_bare_number(expression)]
    if not firm:
        return NUMBER
    type_ = firm[0]
    for other in firm[1:]:
        type_ = joined(type_, other)
    if type_ == COUNT:
        return NUMBER if len(firm) < len(known) else COUNT
    return type_


def settle_absent(
    expressions: Sequence[framework.Expression], type_: Type
) -> tuple[framework.Expression, ...]:
    """Gives `missing` and `not applicable` the type of the values they stand with."""
    return tuple(
        replace(expression, type=type_)
        if isinstance(expression, framework.AbsentConstant) and type_ is not UNKNOWN
        else expression
        for expression in expressions
    )


def check_assignable(
    context: Context,
    declared: Type,
    value: framework.Expression,
    what: str,
    verb: str = "is declared as",
) -> framework.Expression:
    """Reports a value that is not of the type declared for `what`, or that it must be of."""
    if declared is UNKNOWN or value.type is UNKNOWN:
        return value
    code = disagreement(declared, value.type)
    if code is None and declared == COUNT and not is_whole(value):
        code = "type-mismatch"
        help_ = "a count is a whole number; declare `type: number`, or count rows of a table"
    elif code is None:
        return value
    else:
        help_ = ""
        if code == "scales-mixed":
            help_ = "turn a level of one scale into one of the other with `match`"
    context.report.add(
        code,
        value.span,
        f"{what} {verb} {describe(declared)}, and this is {describe(value.type)}",
        label=describe(value.type),
        help=help_,
        fix=unit_fix(value, declared),
    )
    return value
