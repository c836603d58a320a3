"""What is doubtful about a role's overall rating: levels, rules and gates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .. import framework as fw
from ..checking.report import Report
from ..types import NUMBER
from ..units import written
from .cells import Decisions
from .domains import Domains
from .gates import Row, Standing, check_gates
from .intervals import EVERYTHING, Interval, hull
from .linear import key
from .measures import Measures
from .reach import ANY, Average, Part, Reach, average_of, stretch
from .rounding import report_rounding
from .rule_lists import (
    RuleList,
    decide_alone,
    read_rules,
    report_alone,
)
from .several import check_together, world_of
from .text import heading


@dataclass(frozen=True, slots=True)
class _Score:
    """The overall scores of a role: `average` where they are one, `usual` while everything applies,
    `possible` in any case."""

    average: Average | None
    usual: Interval
    possible: Interval


def check_role(role: fw.Role, measures: Measures, domains: Domains, report: Report) -> None:
    """Reports what is doubtful about a role's overall rating and its gates."""
    if role.overall is None:
        return
    score = _score(role, measures, domains)
    overall = fw.OverallReference(role.overall.span, NUMBER)
    rules = read_rules(domains, role.overall.rules, overall, score.possible, "higher")
    decisions = decide_alone(rules, domains)
    standing = Standing(score.possible, _rows(role, measures))
    fired = check_gates(role, standing, domains, report)
    if decisions is None:
        world = world_of(domains, key(overall), score.possible)
        check_together(rules, world, domains, report)
        return
    report_alone(rules, decisions, report)
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


def _rows(role: fw.Role, measures: Measures) -> Mapping[str, Mapping[str, Row]]:
    """The role's tables, as its gates read them."""
    if role.overall is None or not role.overall.gates:
        return {}
    rows: dict[str, dict[str, Row]] = {"kpis": {}, "competencies": {}, "responsibilities": {}}
    for responsibility in role.responsibilities:
        parts: list[Reach] = []
        for measure in responsibility.measures:
            reach = measures.reach(measure)
            table = "kpis" if measure.kind == "kpi" else "competencies"
            rows[table][measure.id] = Row(reach, measures.levels(measure))
            parts.append(reach)
        # A measure may not apply, so that any of the others may decide alone.
        known = responsibility.score is None and all(each.known for each in parts) and parts
        whole = hull(each.interval for each in parts) if known else None
        low, high = (None, None) if whole is None else (whole.low, whole.high)
        reach = ANY if low is None or high is None else stretch(low, high)
        rows["responsibilities"][responsibility.id] = Row(reach, None)
    return rows


def _score(role: fw.Role, measures: Measures, domains: Domains) -> _Score:
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
                reach = measures.reach(measure)
                parts.append(Part(responsibility.weight * measure.weight, reach))
        if not responsibility.measures:
            return _Score(None, EVERYTHING, EVERYTHING)
    average = average_of(parts)
    if average is None:
        return _Score(None, EVERYTHING, EVERYTHING)
    return _Score(average, average.whole, average.of_any)


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
