"""Rule lists: conditions, levels, order, and whether every case is covered."""

from __future__ import annotations

from .. import framework, syntax
from ..diagnostics.model import Label
from .context import Context, Scope, unknown
from .report import replacement
from .uncovered import check_coverage

_REST = frozenset({"else", "default", "other", "others", "rest", "อื่นๆ"})
"""What other notations call `otherwise`."""


def check_rules(
    context: Context, node: syntax.RuleList, prefix: str, scope: Scope
) -> framework.RuleList | None:
    """The rules with ids `prefix.1`, `prefix.2`, …; None where their scale is not known."""
    scale = context.scale(node.scale)
    rules: list[framework.Rule] = []
    last: syntax.Rule | None = None
    before = context.report.count
    for number, rule in enumerate(node.rules, 1):
        if last is not None:
            _report_after_otherwise(context, rule, last)
        condition = None
        if rule.condition is None:
            last = last or rule
        else:
            condition = _check_condition(context, rule.condition, scope)
        level = rule.level.text if scale is None else context.level(rule.level, scale)
        because = context.languages.optional(rule.because)
        rules.append(framework.Rule(f"{prefix}.{number}", rule.span, condition, level, because))
    if not rules:
        context.report.add(
            "empty-declaration",
            node.span,
            "there are no rules here",
            help="add a rule such as `>= 100% => exceeds`, and `otherwise => …` as the last",
        )
    elif last is None and context.report.count == before:
        conditions = [rule.condition for rule in rules if rule.condition is not None]
        check_coverage(context, node, conditions)
    return None if scale is None else framework.RuleList(node.span, scale, tuple(rules))


def _check_condition(
    context: Context, node: syntax.Expression, scope: Scope
) -> framework.Expression:
    match node:
        case syntax.NameExpression(name=name) if (
            name.text.casefold() in _REST and name.text not in context.names.declared
        ):
            context.report.add(
                "unknown-name",
                node.span,
                f"`{name.text}` is not declared",
                help="the rule for all that is left begins with `otherwise`",
                fix=replacement(node.span, "otherwise"),
            )
            return unknown(node.span)
        case syntax.Arithmetic(
            operator="-", left=syntax.NumberLiteral(span=lowest), right=syntax.NumberLiteral()
        ):
            help_ = (
                "a band is written by where it begins, since the rules are tried from the top: "
                f"`>= {lowest.text}`"
            )
            return context.as_condition(context.formula(node, scope), "a rule", help_)
        case _:
            return context.as_condition(context.formula(node, scope), "a rule")


def _report_after_otherwise(context: Context, rule: syntax.Rule, last: syntax.Rule) -> None:
    what = "a second `otherwise`" if rule.condition is None else "a rule after `otherwise`"
    context.report.add(
        "rule-out-of-order",
        rule.span,
        f"{what} can never be tried",
        secondary=(Label(last.span, "this applies to everything that is left"),),
        help="write `otherwise` once, as the last rule",
    )
