"""Percentages that a formula multiplies by 100, as a sheet does to show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from .. import framework as fw
from ..checking.report import Report
from ..diagnostics.model import Edit, Fix
from ..source import Span
from ..types import PERCENT
from ..walk import walk
from ..wording import quoted
from .census import is_plain_hundred


def check_percentages(
    framework: fw.Framework, times_hundred: Iterable[fw.Expression], report: Report
) -> None:
    """Reports each `* 100` in a formula whose value is a percentage: 95% is 0.95 already, and
    becomes 9,500%. `times_hundred` are all expressions of the framework that have one."""
    candidates = {expression.span for expression in times_hundred}
    if not candidates:
        return
    for formula in _percentages(framework, candidates):
        for node in walk(formula):
            match node:
                case fw.Arithmetic(operator="*", left=value, right=fw.Constant() as factor) if (
                    is_plain_hundred(factor)
                ):
                    _report(node, value, factor, report)
                case fw.Arithmetic(operator="*", left=fw.Constant() as factor, right=value) if (
                    is_plain_hundred(factor)
                ):
                    _report(node, value, factor, report)
                case _:
                    pass


def _percentages(framework: fw.Framework, among: Collection[Span]) -> Iterator[fw.Expression]:
    """The formulas, of those that stand at a place `among` these, of what is a percentage, or is
    compared with percentages."""
    groups = (framework.inputs, framework.metrics, framework.kpis)
    for declared in (each for group in groups for each in group.values()):
        formula = declared.formula
        if formula is None or formula.span not in among:
            continue
        is_rated = isinstance(declared, fw.Kpi) and _is_rated_in_percent(declared)
        if declared.type == PERCENT or is_rated:
            yield formula


def _is_rated_in_percent(kpi: fw.Kpi) -> bool:
    """Whether the rules of a KPI compare it, as it is, with percentages."""
    if not isinstance(kpi.method, fw.RatedByRules):
        return False
    return any(
        isinstance(node, fw.Compare)
        and isinstance(node.left, fw.Reference)
        and node.left.id == kpi.id
        and node.right.type == PERCENT
        for rule in kpi.method.rules.rules
        if rule.condition is not None
        for node in walk(rule.condition)
    )


def _report(
    product: fw.Arithmetic, value: fw.Expression, factor: fw.Constant, report: Report
) -> None:
    report.add(
        "percentage-times-hundred",
        product.span,
        f"`{quoted(product)}` makes 9_500% of 95%: a percentage is not multiplied by 100",
        label="95% is 0.95 here, and written with its sign",
        help=f"write `{quoted(value)}`",
        fix=_without(product, factor),
    )


def _without(product: fw.Arithmetic, factor: fw.Constant) -> Fix | None:
    """The fix that leaves out a factor and its sign; None where brackets stand between them."""
    text, start = product.span.text, product.span.start
    if factor is product.right:
        sign = text.rindex("*")
        between = text[sign + 1 : factor.span.start - start]
        taken = Span(product.span.source, start + len(text[:sign].rstrip()), product.span.end)
    else:
        sign = text.index("*")
        between = text[factor.span.end - start : sign]
        rest = text[sign + 1 :]
        taken = Span(product.span.source, start, product.span.end - len(rest.lstrip()))
    return None if between.strip() else Fix(f"remove `{taken.text.strip()}`", (Edit(taken, ""),))
