"""What is doubtful about a role's overall rating: levels, rules and gates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from .. import framework as fw
from ..checking.report import Report
from ..types import NUMBER
from ..units import written
from .cells import Decisions
from .domains import Domains
from .gates import Row, Standing, check_gates
from .intervals import EVERYTHING, Interval, hull
from .linear import key, linear
from .reach import ANY, Average, Part, Reach, average_of, single, stretch
from .rounding import report_rounding
from .rule_lists import (
    RuleList,
    decide_alone,
    reached_levels,
    read_rules,
    report_bands,
    report_direction,
    report_unreached,
)
from .several import check_together, world_of
from .text import heading

Levels = Mapping[str, frozenset[str] | None]
"""The levels that each KPI can be given; None where that is not known."""


@dataclass(frozen=True, slots=True)
class _Score:
    """The overall scores of a role: `average` where they are one, `usual` while everything applies,
    `possible` in any case."""

    average: Average | None
    usual: Interval
    possible: Interval


def check_role(role: fw.Role, levels: Levels, domains: Domains, report: Report) -> None:
    """Reports what is doubtful about a role's overall rating and its gates."""
    if role.overall is None:
        return
    score = _score(role, levels, domains)
    overall = fw.OverallReference(role.overall.span, NUMBER)
    rules = read_rules(domains.framework, role.overall.rules, overall, score.possible, "higher")
    decisions = decide_alone(rules, domains)
    standing = Standing(score.possible, _rows(role, levels, domains))
    fired = check_gates(role, standing, domains, report)
    if decisions is None:
        world = world_of(domains, key(overall), score.possible)
        check_together(rules, world, domains, report)
        return
    report_unreached(rules, decisions, report)
    between_bands = report_bands(rules, decisions, report)
    report_direction(rules, decisions, report, but=between_bands)
    _report_rounding(role, rules, decisions, domains, report)
    _report_levels(role, rules, decisions, score, fired, report)


def _report_rounding(
    role: fw.Role, rules: RuleList, decisions: Decisions, domains: Domains, report: Report
) -> None:
    subject = decisions.subject.expression
    if isinstance(subject, fw.OverallReference) and role.overall_score is not None:
        report_rounding(rules, decisions, domains, report, of=role.overall_score)
    else:
        report_rounding(rules, decisions, domains, report)


# --- scores --------------------------------------------------------------------------------


def _rows(role: fw.Role, levels: Levels, domains: Domains) -> Mapping[str, Mapping[str, Row]]:
    """The role's tables, as its gates read them."""
    if role.overall is None or not role.overall.gates:
        return {}
    measures: dict[str, dict[str, Row]] = {"kpis": {}, "competencies": {}, "responsibilities": {}}
    for responsibility in role.responsibilities:
        parts: list[Reach] = []
        for measure in responsibility.measures:
            reach = _measure_reach(measure, levels, domains)
            table = "kpis" if measure.kind == "kpi" else "competencies"
            given = _levels_of(measure, levels, domains)
            measures[table][measure.id] = Row(reach, given)
            parts.append(reach)
        # A measure may not apply, so that any of the others may decide alone.
        known = responsibility.score is None and all(each.known for each in parts) and parts
        whole = hull(each.interval for each in parts) if known else None
        low, high = (None, None) if whole is None else (whole.low, whole.high)
        reach = ANY if low is None or high is None else stretch(low, high)
        measures["responsibilities"][responsibility.id] = Row(reach, None)
    return measures


def _levels_of(measure: fw.Measure, levels: Levels, domains: Domains) -> frozenset[str] | None:
    """The levels that a measure can be given; None where that is not known."""
    if measure.kind == "kpi":
        known = levels.get(measure.id)
        kpi = domains.framework.kpis[measure.id]
        if known is None and isinstance(kpi.method, fw.RatedByRules):
            return frozenset(rule.level for rule in kpi.method.rules.rules)
        return known
    if measure.rate_gap is None:
        return None
    reach = _competency_reach(measure, domains)
    scale = domains.framework.scales[measure.rate_gap.scale]
    return frozenset(level.id for level in scale.levels if level.points in reach.points)


def _score(role: fw.Role, levels: Levels, domains: Domains) -> _Score:
    if role.overall_score is not None:
        possible = domains.expression(role.overall_score)
        return _Score(None, possible, possible)
    counting = [each for each in role.responsibilities if each.weight]
    parts: list[Part] = []
    for responsibility in counting:
        if responsibility.score is not None:
            found = domains.expression(responsibility.score)
            if found.low is None or found.high is None:
                return _Score(None, EVERYTHING, EVERYTHING)
            parts.append(Part(responsibility.weight, stretch(found.low, found.high)))
            continue
        for measure in responsibility.measures:
            if measure.weight:
                reach = _measure_reach(measure, levels, domains)
                parts.append(Part(responsibility.weight * measure.weight, reach))
        if not responsibility.measures:
            return _Score(None, EVERYTHING, EVERYTHING)
    average = average_of(parts)
    if average is None:
        return _Score(None, EVERYTHING, EVERYTHING)
    return _Score(average, average.whole, average.of_any)


def _measure_reach(measure: fw.Measure, levels: Levels, domains: Domains) -> Reach:
    if measure.kind == "competency":
        return _competency_reach(measure, domains)
    kpi = domains.framework.kpis[measure.id]
    found = _kpi_reach(kpi, levels.get(kpi.id), domains)
    absent = kpi.when_missing
    if absent is None or absent.score is None or not found.known:
        return found
    return Reach((*found.points, absent.score), found.low, found.high)


def _kpi_reach(kpi: fw.Kpi, levels: frozenset[str] | None, domains: Domains) -> Reach:
    match kpi.method:
        case fw.RatedByRules(rules):
            scale = domains.framework.scales[rules.scale]
            given = {rule.level for rule in rules.rules} if levels is None else levels
            if kpi.when_missing is not None and kpi.when_missing.level is not None:
                given = given | {kpi.when_missing.level}
            return single(scale.level(level).points for level in given) if given else ANY
        case fw.RatedDirectly(scale_id):
            scale = domains.framework.scales[scale_id]
            return single(level.points for level in scale.levels)
        case fw.ScoredByExpression(score):
            found = domains.expression(score)
            if found.low is None or found.high is None:
                return ANY
            return stretch(found.low, found.high)
        case fw.ScoredByCurve(curve):
            return _curve_reach(curve, domains.of(kpi.id))


def _curve_reach(curve: fw.ScoreCurve, domain: Interval) -> Reach:
    """The heights of a curve over the values that occur; all of its heights where its places are
    not constants."""
    places = [linear(x) for x, _ in curve.points]
    heights = [linear(y) for _, y in curve.points]
    if any(each.terms for each in heights):
        return ANY
    points = [each.constant for each in heights]
    if any(each.terms for each in places):
        return stretch(min(points), max(points))
    xs = [each.constant for each in places]
    seen = [y for x, y in zip(xs, points, strict=True) if x in domain]
    low = xs[0] if domain.low is None else domain.low
    high = xs[-1] if domain.high is None else domain.high
    seen += (_height(xs, points, low), _height(xs, points, high))
    return stretch(min(seen), max(seen))


def _height(xs: list[Fraction], ys: list[Fraction], x: Fraction) -> Fraction:
    """The height of a curve at one place: straight between its points, flat outside."""
    if x <= xs[0]:
        return ys[0]
    for (left, low), (right, high) in pairwise(zip(xs, ys, strict=True)):
        if x <= right:
            return low + (high - low) * (x - left) / (right - left)
    return ys[-1]


def _competency_reach(measure: fw.Measure, domains: Domains) -> Reach:
    framework = domains.framework
    competency = framework.competencies[measure.id]
    if measure.rate_gap is None or measure.requires is None:
        return ANY
    scale = framework.scales[competency.scale]
    required = scale.level(measure.requires).points
    ranks = scale.by_rank
    gap = fw.GapReference(measure.rate_gap.span, NUMBER)
    widest = Interval(
        ranks[0].points - required, ranks[-1].points - required, low_in=True, high_in=True
    )
    rules = read_rules(framework, measure.rate_gap, gap, widest, "higher")
    decisions = decide_alone(rules, domains)
    rated = framework.scales[measure.rate_gap.scale]
    if decisions is None:
        return single(rated.level(rule.level).points for rule in measure.rate_gap.rules)
    if competency.raters:
        given = reached_levels(rules, decisions)
    else:
        # A single assessment gives one of the levels, nothing between them.
        gaps = [level.points - required for level in ranks]
        given = frozenset(
            rule.level
            for rule, mask in zip(rules.rules, decisions.decided, strict=True)
            if any(
                mask >> index & 1 and any(each in cell.interval for each in gaps)
                for index, cell in enumerate(decisions.cells)
            )
        )
    return single(rated.level(level).points for level in given) if given else ANY


# --- levels --------------------------------------------------------------------------------


def _report_levels(
    role: fw.Role,
    rules: RuleList,
    decisions: Decisions,
    score: _Score,
    fired: frozenset[str],
    report: Report,
) -> None:
    """Reports levels that no score leads to, given the weights and what each measure can reach."""
    unreached = {
        rule.level for rule, mask in zip(rules.rules, decisions.decided, strict=True) if not mask
    }
    for level in reversed(rules.scale.by_rank):
        if level.id in fired or level.id in unreached:
            continue
        own = [number for number, rule in enumerate(rules.rules) if rule.level == level.id]
        if not own:
            report.add(
                "unreachable-level",
                heading(role.span, role.id),
                f"`{role.id}` is never rated `{level.id}`: no rule or gate gives that level",
                help="add a rule for it, or rate the role on a scale of its own",
            )
        elif score.average is not None and isinstance(
            decisions.subject.expression, fw.OverallReference
        ):
            _check_level(rules, decisions, score, score.average, own, report)


def _check_level(
    rules: RuleList,
    decisions: Decisions,
    score: _Score,
    average: Average,
    own: list[int],
    report: Report,
) -> None:
    cells = [
        cell.interval
        for index, cell in enumerate(decisions.cells)
        if any(decisions.decided[rule] >> index & 1 for rule in own)
    ]
    stretches = _joined(cells)
    reached = average.reaches(stretches)
    if any(each is not False for each in reached):
        if True not in reached:
            report.add(
                "not-decided",
                rules.rules[own[0]].span,
                f"whether a score leads to `{rules.rules[own[0]].level}` was not decided: the "
                "weights have too many different fractions",
                help="weights with fewer digits let it be decided",
            )
        return
    rule = rules.rules[own[0]]
    low, high = score.usual.low, score.usual.high
    assert low is not None
    assert high is not None
    whole = hull(stretches)
    if whole.low is not None and whole.low >= high:
        why = f"the highest score is {written(high, NUMBER)}"
    elif whole.high is not None and whole.high <= low:
        why = f"the lowest score is {written(low, NUMBER)}"
    else:
        why = "no combination of its measures' points gives such a score"
    report.add(
        "unreachable-level",
        rule.span,
        f"`{rule.level}` is never reached while all measures apply: {why}",
        label="never reached",
        help="correct the threshold, the weights or the points that the measures can give",
    )


def _joined(intervals: list[Interval]) -> list[Interval]:
    """Stretches that touch, as one."""
    result: list[Interval] = []
    for each in intervals:
        last = result[-1] if result else None
        if last is not None and last.high == each.low and (last.high_in or each.low_in):
            result[-1] = hull((last, each))
        else:
            result.append(each)
    return result
