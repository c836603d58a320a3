"""Types what gives one of several values: `if`, `match`, `if missing`."""

from __future__ import annotations

from collections.abc import Iterable

from .. import framework, syntax
from ..source import Span
from ..syntax_walk import ARMS_IN_CHAIN
from ..types import YESNO, ChoiceType, LevelType, Type
from ..units import describe
from .agreement import (
    check_percent_sign,
    check_together,
    common_type,
    disagreement,
    report_disagreement,
    settle_absent,
)
from .context import UNKNOWN, Context, Scope, listed, unknown


def check_if_missing(
    context: Context, node: syntax.IfMissing, scope: Scope, hint: Type | None
) -> framework.Expression:
    """`x if missing y`"""
    parts = check_together(context, (node.value, node.substitute), scope, hint)
    type_ = _agreed_type(context, parts, hint, "`if missing`")
    value, substitute = settle_absent(parts, type_)
    return framework.IfMissing(node.span, type_, value, substitute)


def check_conditional(
    context: Context, node: syntax.Conditional, scope: Scope, hint: Type | None
) -> framework.Expression:
    """`if c then a else b`"""
    condition = context.condition(node.condition, scope.exact(), "`if`")
    parts = check_together(context, (node.then, node.otherwise), scope, hint)
    type_ = _agreed_type(context, parts, hint, "`if`")
    then, otherwise = settle_absent(parts, type_)
    return framework.Conditional(node.span, type_, condition, then, otherwise)


def _agreed_type(
    context: Context, parts: list[framework.Expression], hint: Type | None, what: str
) -> Type:
    """The type that all parts share; reports the first that has another."""
    first: framework.Expression | None = None
    for part in parts:
        if part.type is UNKNOWN or isinstance(part, framework.AbsentConstant):
            continue
        if first is None:
            first = part
            continue
        code = disagreement(first.type, part.type)
        if code is not None:
            message = (
                f"{what} gives {describe(first.type)} in one case and {describe(part.type)} "
                "in another"
            )
            report_disagreement(context, code, message, first, part, part.span)
            return UNKNOWN
    return common_type(parts, hint)


def check_match(
    context: Context, node: syntax.Match, scope: Scope, hint: Type | None
) -> framework.Expression:
    """`match x { a => …, b or c => …, otherwise => … }` as conditionals."""
    patterns = [pattern for arm in node.arms for pattern in arm.patterns]
    subject, *checked = check_together(context, (node.subject, *patterns), scope.exact(), None)
    last = () if node.otherwise is None else (node.otherwise,)
    values = check_together(context, (*(arm.value for arm in node.arms), *last), scope, hint)
    type_ = _agreed_type(context, values, hint, "`match`")
    settled = settle_absent(values, type_)
    tests = _tests(context, node, subject, checked)
    if not node.arms:
        return _without_arms(context, node, settled)
    if node.otherwise is None and subject.type is not UNKNOWN:
        _check_covered(context, node, subject, checked)
    if not all(test.type == YESNO for test in tests):
        return unknown(node.span)
    arms = list(zip(tests, settled, strict=False))
    otherwise = settled[-1] if node.otherwise is not None else arms.pop()[1]
    if not arms:
        arms = [(tests[0], settled[0])]
    return _lower(node.span, type_, arms, otherwise)


def _without_arms(
    context: Context, node: syntax.Match, values: tuple[framework.Expression, ...]
) -> framework.Expression:
    context.report.add(
        "empty-declaration",
        node.span,
        "this `match` has no cases",
        help="write at least one case, such as `won => 1`",
    )
    return values[0] if values else unknown(node.span)


def _tests(
    context: Context,
    node: syntax.Match,
    subject: framework.Expression,
    patterns: list[framework.Expression],
) -> list[framework.Expression]:
    """One condition for each arm: the subject equals one of its patterns."""
    waiting = iter(patterns)
    tests: list[framework.Expression] = []
    for arm in node.arms:
        equals = tuple(_equals(context, subject, next(waiting)) for _ in arm.patterns)
        if len(equals) == 1:
            tests.append(equals[0])
        else:
            span = arm.patterns[0].span.to(arm.patterns[-1].span)
            tests.append(framework.Or(span, YESNO, equals))
    return tests


def _equals(
    context: Context, subject: framework.Expression, pattern: framework.Expression
) -> framework.Expression:
    if subject.type is not UNKNOWN and pattern.type is not UNKNOWN:
        code = disagreement(subject.type, pattern.type)
        if code is not None:
            message = f"cannot match {describe(subject.type)} with {describe(pattern.type)}"
            report_disagreement(context, code, message, subject, pattern, pattern.span)
        else:
            check_percent_sign(context, subject.type, pattern)
    return framework.Compare(pattern.span, YESNO, "=", subject, pattern)


def _check_covered(
    context: Context,
    node: syntax.Match,
    subject: framework.Expression,
    patterns: Iterable[framework.Expression],
) -> None:
    """Without `otherwise`, each value that the subject can have must have its case."""
    named = {pattern.value for pattern in patterns if isinstance(pattern, framework.Constant)}
    match subject.type:
        case ChoiceType(members):
            possible: tuple[str, ...] = tuple(member.id for member in members)
        case LevelType(scale):
            possible = tuple(context.levels.get(scale, {}))
        case type_ if type_ == YESNO:
            possible = tuple(
                word for word, value in (("yes", True), ("no", False)) if value not in named
            )
        case _:
            context.report.add(
                "uncovered-case",
                node.span,
                f"this `match` needs `otherwise`: {describe(subject.type)} can have values that "
                "no case names",
                help="add `otherwise => …` as the last case",
            )
            return
    left_out = tuple(value for value in possible if value not in named)
    if left_out:
        context.report.add(
            "uncovered-case",
            node.span,
            f"this `match` says nothing of {listed(left_out)}",
            help="add a case for it, or `otherwise => …` as the last case",
        )


def _lower(
    span: Span,
    type_: Type,
    arms: list[tuple[framework.Expression, framework.Expression]],
    otherwise: framework.Expression,
) -> framework.Expression:
    """A chain of conditionals; a long list is halved first, so that none is nested deeply."""
    if len(arms) > ARMS_IN_CHAIN:
        middle = len(arms) // 2
        first_half = framework.Or(span, YESNO, tuple(test for test, _ in arms[:middle]))
        *before, (_, last) = arms[:middle]
        return framework.Conditional(
            span,
            type_,
            first_half,
            _lower(span, type_, before, last),
            _lower(span, type_, arms[middle:], otherwise),
        )
    result = otherwise
    for test, value in reversed(arms):
        result = framework.Conditional(span, type_, test, value, result)
    return result
