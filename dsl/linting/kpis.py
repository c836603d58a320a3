"""What is doubtful about how a KPI is rated."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from .. import framework as fw
from ..checking.report import Report
from ..diagnostics.model import Label
from ..units import written
from .cells import Decisions
from .domains import Domains
from .linear import Linear, key, linear, plus, times
from .rounding import report_rounding
from .rule_lists import (
    RuleList,
    decide_alone,
    reached_levels,
    read_rules,
    report_alone,
)
from .scores import check_score
from .several import check_together, world_of
from .text import heading
from .words import listed


def check_kpi(kpi: fw.Kpi, domains: Domains, report: Report) -> frozenset[str] | None:
    """Reports what is doubtful about a KPI's rating -> the levels it can be given, if that is
    known."""
    match kpi.method:
        case fw.RatedByRules(rules):
            return _check_rules(kpi, rules, domains, report)
        case fw.ScoredByCurve(curve):
            _check_curve(kpi, curve, domains, report)
            return None
        case fw.ScoredByExpression(formula) | fw.RatedDirectly(rating=formula):
            check_score(kpi, formula, domains, report)
            return None


def _check_rules(
    kpi: fw.Kpi, rules: fw.RuleList, domains: Domains, report: Report
) -> frozenset[str] | None:
    value = fw.Reference(kpi.span, kpi.type, kpi.id)
    read = read_rules(domains, rules, value, domains.of(kpi.id), kpi.better)
    decisions = decide_alone(read, domains)
    if decisions is None:
        world = world_of(domains, key(value), domains.of(kpi.id))
        levels = check_together(read, world, domains, report)
        return _with_missing(kpi, levels)
    report_alone(read, decisions, report)
    report_rounding(read, decisions, domains, report)
    levels = _with_missing(kpi, reached_levels(read, decisions))
    _report_levels(kpi, read, decisions, levels, report)
    return levels


def _with_missing(kpi: fw.Kpi, levels: frozenset[str]) -> frozenset[str]:
    """The levels, and the one that a missing value is given."""
    if kpi.when_missing is None or kpi.when_missing.level is None:
        return levels
    return levels | {kpi.when_missing.level}


def _report_levels(
    kpi: fw.Kpi,
    rules: RuleList,
    decisions: Decisions,
    levels: frozenset[str],
    report: Report,
) -> None:
    """Reports levels that no rule gives; a rule that is never reached has been reported itself."""
    unreached = {
        rule.level for rule, mask in zip(rules.rules, decisions.decided, strict=True) if not mask
    }
    never = [
        level.id
        for level in reversed(rules.scale.by_rank)
        if level.id not in levels and level.id not in unreached
    ]
    if never:
        report.add(
            "unreachable-level",
            heading(kpi.span, kpi.id),
            f"`{kpi.id}` is never rated {listed(never)}: no rule gives "
            f"{'that level' if len(never) == 1 else 'these levels'}",
            secondary=[Label(rules.rules[0].span, "its rules begin here")],
            help="add rules for them, or rate it on a scale of its own",
        )


# --- curves --------------------------------------------------------------------------------


def _check_curve(kpi: fw.Kpi, curve: fw.ScoreCurve, domains: Domains, report: Report) -> None:
    """Reports the first stretch of a curve that turns against `better:`."""
    if kpi.better is None:
        return
    for (x, y), (next_x, next_y) in pairwise(curve.points):
        points, next_points = _points(y), _points(next_y)
        if points is None or next_points is None or not _is_less(x, next_x, domains):
            continue
        falls = next_points < points if kpi.better == "higher" else next_points > points
        if falls:
            change = "fall" if next_points < points else "rise"
            report.add(
                "better-rated-worse",
                next_x.span.to(next_y.span),
                f"{kpi.better} is better, yet the points of `{kpi.id}` {change} here from "
                f"{written(points, y.type)} to {written(next_points, next_y.type)}",
                label=f"{written(next_points, next_y.type)} points",
                secondary=[Label(x.span.to(y.span), f"{written(points, y.type)} points")],
                help="exchange the points, or say "
                f"`better: {'lower' if kpi.better == 'higher' else 'higher'}`",
            )
            return


def _points(expression: fw.Expression) -> Fraction | None:
    form = linear(expression)
    return None if form.terms else form.constant


def _is_less(x: fw.Expression, next_x: fw.Expression, domains: Domains) -> bool:
    """Whether one place on the curve is left of the other, whatever they are computed from."""
    form: Linear = plus(linear(next_x), times(linear(x), Fraction(-1)))
    if not form.terms:
        return form.constant > 0
    if len(form.terms) > 1 or form.constant < 0:
        return False
    domain, factor = domains.expression(form.named[0]), form.terms[0][1]
    return domain.is_positive if factor > 0 else domain.is_negative
