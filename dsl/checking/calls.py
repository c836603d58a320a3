"""Types function calls, curves and `round`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from .. import framework, syntax
from ..diagnostics.model import Label
from ..source import Span
from ..types import NUMBER, PLAIN, QuantityType, Type
from ..units import averaged, describe, multiplied, powered, same_unit
from .agreement import (
    check_percent_sign,
    check_together,
    common_type,
    disagreement,
    is_whole,
    report_disagreement,
    settle_absent,
)
from .conditions import is_ordered
from .constants import NotConstantError, evaluate
from .context import UNKNOWN, Context, Scope, unknown
from .signatures import AGGREGATES, FUNCTIONS, Signature

_OTHER_FUNCTIONS = ("interpolate", "tiered", "round")
_LARGEST_POWER = 64


def check_call(
    context: Context, node: syntax.Call, scope: Scope, hint: Type | None
) -> framework.Expression:
    """A function of values."""
    signature = FUNCTIONS.get(node.function.text)
    if signature is None:
        _report_unknown_function(context, node)
        return unknown(node.span)
    if not _takes(context, node, signature):
        return unknown(node.span)
    if signature.name in ("min", "max", "clamp"):
        return _check_ordered_call(context, node, scope, hint)
    arguments = [context.expression(argument, scope) for argument in node.arguments]
    if any(argument.type is UNKNOWN for argument in arguments):
        return framework.Call(node.span, UNKNOWN, signature.name, tuple(arguments))
    for argument in arguments:
        if not isinstance(argument.type, QuantityType):
            _report_argument(context, signature, argument, "a number or quantity")
            return unknown(node.span)
    if signature.name == "abs":
        return context.fold(framework.Call(node.span, arguments[0].type, "abs", tuple(arguments)))
    if signature.name == "power":
        return _check_power(context, node, scope, arguments)
    return _check_irrational(context, node, scope, signature, arguments)


def _report_unknown_function(context: Context, node: syntax.Call) -> None:
    name = node.function.text
    known = (*FUNCTIONS, *AGGREGATES, *_OTHER_FUNCTIONS)
    if name in AGGREGATES or name in _OTHER_FUNCTIONS:
        usage = {
            "interpolate": "interpolate(x, 0 => 1, 10 => 5)",
            "tiered": "tiered(x, 100 => 5%, 200 => 7%)",
            "round": "round(x, to 0.01)",
        }.get(name) or AGGREGATES[name].usage
        context.report.add(
            "wrong-argument-count",
            node.span,
            f"`{name}` is not written like this",
            help=f"write it like `{usage}`",
        )
        return
    context.report.unknown(
        "unknown-function", node.function, f"there is no function `{name}`", known
    )


def _takes(context: Context, node: syntax.Call, signature: Signature) -> bool:
    given = len(node.arguments)
    if given >= signature.least and (signature.most is None or given <= signature.most):
        return True
    if signature.most is None:
        wanted = f"at least {signature.least} values"
    else:
        wanted = f"{signature.most} value" + ("s" if signature.most > 1 else "")
    context.report.add(
        "wrong-argument-count",
        node.span,
        f"`{signature.name}` takes {wanted}, and is given {given}",
        help=f"write it like `{signature.usage}`",
    )
    return False


def _report_argument(
    context: Context, signature: Signature, argument: framework.Expression, wanted: str
) -> None:
    context.report.add(
        "type-mismatch",
        argument.span,
        f"`{signature.name}` takes {wanted}, and this is {describe(argument.type)}",
        label=describe(argument.type),
        help=f"write it like `{signature.usage}`",
    )


def _check_ordered_call(
    context: Context, node: syntax.Call, scope: Scope, hint: Type | None
) -> framework.Expression:
    """`min`, `max` and `clamp`: of values that can be compared with each other."""
    name = node.function.text
    arguments = check_together(context, node.arguments, scope, hint)
    first: framework.Expression | None = None
    for argument in arguments:
        if argument.type is UNKNOWN or isinstance(argument, framework.AbsentConstant):
            continue
        first = first or argument
        code = disagreement(first.type, argument.type)
        if code is not None:
            message = (
                f"`{name}` compares its values, and cannot compare {describe(first.type)} and "
                f"{describe(argument.type)}"
            )
            report_disagreement(context, code, message, first, argument, argument.span)
            return unknown(node.span)
        if not is_ordered(argument.type):
            _report_argument(context, FUNCTIONS[name], argument, "values that have an order")
            return unknown(node.span)
        check_percent_sign(context, first.type, argument)
        check_percent_sign(context, argument.type, first)
    type_ = common_type(arguments, hint)
    return context.fold(framework.Call(node.span, type_, name, settle_absent(arguments, type_)))


def _check_power(
    context: Context,
    node: syntax.Call,
    scope: Scope,
    arguments: list[framework.Expression],
) -> framework.Expression:
    base, exponent = arguments
    signature = FUNCTIONS["power"]
    assert isinstance(base.type, QuantityType)
    assert isinstance(exponent.type, QuantityType)
    if exponent.type.dimension != PLAIN:
        _report_argument(context, signature, exponent, "a plain number as its exponent")
        return unknown(node.span)
    value = constant_number(exponent)
    if value is not None and value.denominator == 1:
        if base.type.dimension != PLAIN and abs(value) > _LARGEST_POWER:
            context.report.add(
                "limit-exceeded",
                exponent.span,
                f"{describe(base.type)} can be raised to a power of at most {_LARGEST_POWER}",
            )
            return unknown(node.span)
        type_ = powered(base.type, value.numerator)
        return context.fold(framework.Call(node.span, type_, "power", tuple(arguments)))
    if base.type.dimension != PLAIN:
        _report_argument(context, signature, base, "a plain number where its exponent is not whole")
        return unknown(node.span)
    if value is None and is_whole(exponent):
        return framework.Call(node.span, NUMBER, "power", tuple(arguments))
    if not _inside_round(context, node, scope, "`power` with an exponent that may not be whole"):
        return unknown(node.span)
    return framework.Call(node.span, NUMBER, "power", tuple(arguments))


def constant_number(expression: framework.Expression) -> Fraction | None:
    """The value of a constant number; None for anything else."""
    try:
        value = evaluate(expression)
    except NotConstantError:
        return None
    return value if isinstance(value, Fraction) else None


def _check_irrational(
    context: Context,
    node: syntax.Call,
    scope: Scope,
    signature: Signature,
    arguments: list[framework.Expression],
) -> framework.Expression:
    argument = arguments[0]
    assert isinstance(argument.type, QuantityType)
    if argument.type.dimension != PLAIN:
        _report_argument(context, signature, argument, "a plain number")
        return unknown(node.span)
    if not _inside_round(context, node, scope, f"`{signature.name}`"):
        return unknown(node.span)
    return framework.Call(node.span, NUMBER, signature.name, tuple(arguments))


def _inside_round(context: Context, node: syntax.Call, scope: Scope, what: str) -> bool:
    if scope.rounding:
        return True
    context.report.add(
        "irrational-outside-round",
        node.span,
        f"{what} has an inexact result, which must be rounded at once",
        help=f"write `round({node.span.text}, to 0.01)`, with the step you need",
    )
    return False


def check_round(
    context: Context, node: syntax.Round, scope: Scope, hint: Type | None
) -> framework.Expression:
    """`round(x, to 0.01)`: a quantity, to a multiple of a constant step of its own unit."""
    value = context.expression(node.value, replace(scope, rounding=True), hint)
    step = context.expression(node.step, scope.exact())
    irrational = has_irrational(value)
    if value.type is UNKNOWN or step.type is UNKNOWN:
        return framework.Round(node.span, UNKNOWN, value, step, node.mode, irrational)
    if not isinstance(value.type, QuantityType):
        context.report.add(
            "type-mismatch",
            value.span,
            f"cannot round {describe(value.type)}",
            label=describe(value.type),
        )
        return unknown(node.span)
    if not isinstance(step.type, QuantityType) or not same_unit(value.type, step.type):
        code = disagreement(value.type, step.type) or "unit-mismatch"
        message = f"cannot round {describe(value.type)} to a step that is {describe(step.type)}"
        report_disagreement(context, code, message, value, step, step.span)
        return unknown(node.span)
    size = constant_number(step)
    if size is None or size <= 0:
        context.report.add(
            "bad-rounding-step",
            step.span,
            "the step of `round` must be a constant above 0",
            help="write a step such as `0.01`, `1` or `1_000 THB`",
        )
        return unknown(node.span)
    return framework.Round(node.span, averaged(value.type), value, step, node.mode, irrational)


def has_irrational(expression: framework.Expression) -> bool:
    """Whether an inexact function stands in an expression, other than inside a further `round`.

    Such functions are accepted only in arithmetic, in calls and in alternatives.
    """
    match expression:
        case framework.Call(function=function, arguments=arguments):
            if FUNCTIONS[function].irrational or _fractional_power(expression):
                return True
            return any(has_irrational(argument) for argument in arguments)
        case framework.Arithmetic(left=left, right=right):
            return has_irrational(left) or has_irrational(right)
        case framework.Negate(operand=operand):
            return has_irrational(operand)
        case framework.Conditional(then=then, otherwise=otherwise):
            return has_irrational(then) or has_irrational(otherwise)
        case framework.IfMissing(value=value, substitute=substitute):
            return has_irrational(value) or has_irrational(substitute)
        case _:
            return False


def _fractional_power(call: framework.Call) -> bool:
    if call.function != "power":
        return False
    exponent = call.arguments[1]
    value = constant_number(exponent)
    return value.denominator != 1 if value is not None else not is_whole(exponent)


def check_curve(
    context: Context,
    node: syntax.Curve,
    scope: Scope,
    hint: Type | None,  # noqa: ARG001 - a handler's signature
) -> framework.Expression:
    """`interpolate(x, p => q, …)` and `tiered(x, bound => rate, …)`."""
    scope = scope.exact()
    value = context.expression(node.value, scope)
    points = check_points(context, node.points, scope, value, f"`{node.function}`")
    least = 2 if node.function == "interpolate" else 1
    require_points(context, node.span, len(points), least, f"`{node.function}`")
    ys = [y for _, y in points]
    for y in ys:
        if y.type is not UNKNOWN and not isinstance(y.type, QuantityType):
            context.report.add(
                "type-mismatch",
                y.span,
                f"`{node.function}` gives quantities, and this is {describe(y.type)}",
                label=describe(y.type),
            )
            return unknown(node.span)
        code = disagreement(ys[0].type, y.type)
        if code is not None:
            message = (
                f"`{node.function}` gives {describe(ys[0].type)} at one point and "
                f"{describe(y.type)} at another"
            )
            report_disagreement(context, code, message, ys[0], y, y.span)
            return unknown(node.span)
    result = common_type(ys, None)
    return framework.Curve(
        node.span, _curve_type(node, value.type, result), node.function, value, points
    )


def _curve_type(node: syntax.Curve, value: Type, heights: Type) -> Type:
    """What a curve gives: heights between its points, or an amount of each tier's rate."""
    if heights is UNKNOWN or not isinstance(heights, QuantityType):
        return heights
    if node.function == "interpolate":
        return averaged(heights)
    if value is UNKNOWN or not isinstance(value, QuantityType):
        return UNKNOWN
    return multiplied(value, heights)


def check_points(
    context: Context,
    points: tuple[syntax.CurvePoint, ...],
    scope: Scope,
    value: framework.Expression,
    what: str,
) -> tuple[tuple[framework.Expression, framework.Expression], ...]:
    """The points of a curve of `value`: in its unit, and increasing."""
    if value.type is not UNKNOWN and not isinstance(value.type, QuantityType):
        context.report.add(
            "type-mismatch",
            value.span,
            f"{what} needs a number or quantity, and this is {describe(value.type)}",
            label=describe(value.type),
        )
        value = replace(value, type=UNKNOWN)
    checked = []
    before = context.report.count
    for point in points:
        x = context.expression(point.x, scope)
        y = context.expression(point.y, scope)
        code = disagreement(value.type, x.type)
        if code is not None:
            message = f"{what} is of {describe(value.type)}, and this point is {describe(x.type)}"
            report_disagreement(context, code, message, value, x, x.span)
        else:
            check_percent_sign(context, value.type, x)
        checked.append((x, y))
    if context.report.count == before:
        _check_increasing(context, [x for x, _ in checked], what)
    return tuple(checked)


def _check_increasing(context: Context, xs: list[framework.Expression], what: str) -> None:
    before: tuple[Fraction | date, framework.Expression] | None = None
    for x in xs:
        value = constant_number(x)
        if value is None:
            continue
        if before is not None and value <= before[0]:  # type: ignore[operator]
            context.report.add(
                "points-out-of-order",
                x.span,
                f"the points of {what} must increase, and `{x.span.text}` is not above "
                f"`{before[1].span.text}`",
                secondary=(Label(before[1].span, "the point before it"),),
                help="write the points from the lowest to the highest",
            )
            return
        before = (value, x)


def require_points(context: Context, span: Span, given: int, least: int, what: str) -> None:
    """Reports a curve of too few points."""
    if given < least:
        context.report.add(
            "too-few-points",
            span,
            f"{what} needs at least {least} points, and has {given}",
            help="write points such as `50% => 1, 100% => 3, 150% => 5`",
        )
