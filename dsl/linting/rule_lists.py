"""Rules on one quantity: those never reached, and a better value rated worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from .. import framework as fw
from ..bands import ending_at, is_one_step
from ..checking.report import Report
from ..diagnostics.model import Fix, Label
from ..types import PERCENT
from ..wording import called
from .cells import Decisions, SeveralQuantitiesError, Subject, decide
from .conditions import Condition, read
from .domains import Domains
from .intervals import EVERYTHING, Interval
from .linear import Key, key
from .text import removal
from .words import amount, example_of, reach

Direction = Literal["higher", "lower"]

_MOST_SHADOWS = 3
_BANDS = (-1, 0, 1)


@dataclass(frozen=True, slots=True)
class RuleList:
    """The rules of a KPI, a gap or an overall rating, read. `about` is what they rate, `domain`
    the values it can have, and `better` which of those are the better ones."""

    framework: fw.Framework
    rules: tuple[fw.Rule, ...]
    scale: fw.Scale
    about: fw.Expression | None
    domain: Interval
    better: Direction | None
    conditions: tuple[Condition | None, ...]

    def rank(self, rule: int) -> int:
        """The rank of the level that a rule gives."""
        return self.scale.level(self.rules[rule].level).rank


def read_rules(
    domains: Domains,
    rules: fw.RuleList,
    about: fw.Expression | None,
    domain: Interval,
    better: Direction | None,
) -> RuleList:
    """RuleList -> the same with its conditions read"""
    conditions = tuple(
        None if rule.condition is None else read(rule.condition, domains.points)
        for rule in rules.rules
    )
    framework = domains.framework
    scale = framework.scales[rules.scale]
    return RuleList(framework, rules.rules, scale, about, domain, better, conditions)


def decide_alone(listed: RuleList, domains: Domains) -> Decisions | None:
    """Which rule decides which value; None where they are about several quantities."""
    about: Key | None = None if listed.about is None else key(listed.about)

    def domain_of(expression: fw.Expression) -> Interval:
        if about is not None and key(expression) == about:
            return listed.domain
        return domains.expression(expression)

    try:
        return decide(listed.conditions, domain_of, about)
    except SeveralQuantitiesError:
        return None


def reached_levels(listed: RuleList, decisions: Decisions) -> frozenset[str]:
    """The levels that some possible value is given."""
    return frozenset(
        rule.level for rule, mask in zip(listed.rules, decisions.decided, strict=True) if mask
    )


def report_alone(listed: RuleList, decisions: Decisions, report: Report) -> None:
    """Reports what is doubtful about rules on one quantity, whatever it is that they rate."""
    _report_unreached(listed, decisions, report)
    between_bands = _report_bands(listed, decisions, report)
    _report_direction(listed, decisions, report, but=between_bands)


# --- rules that are never reached ----------------------------------------------------------


def _report_unreached(listed: RuleList, decisions: Decisions, report: Report) -> None:
    """Reports each rule that decides no value."""
    for number, mask in enumerate(decisions.decided):
        if mask:
            continue
        if decisions.decided_anywhere[number]:
            _report_out_of_reach(listed, decisions.subject, number, report)
        elif decisions.holding[number]:
            shadows = [
                earlier
                for earlier in range(number)
                if decisions.decided_anywhere[earlier] & decisions.holding[number]
            ]
            report_shadowed(listed.rules, number, shadows, report)
        else:
            report.add(
                "unreachable-rule",
                listed.rules[number].span,
                "no value fulfils this condition",
                label="never true",
                help="correct it, or remove the rule",
            )


def report_shadowed(
    rules: Sequence[fw.Rule], number: int, shadows: Sequence[int], report: Report
) -> None:
    """Reports a rule that earlier ones leave nothing to decide."""
    rule = rules[number]
    same = all(rules[each].level == rule.level for each in shadows)
    names = "the rule above decides" if len(shadows) == 1 else "the rules above decide"
    what = "this is" if rule.condition is None else "this rule is"
    report.add(
        "unreachable-rule",
        rule.span,
        f"{what} never reached: {names} every case that it is for",
        label="never reached",
        secondary=[Label(rules[each].span, "decides first") for each in shadows[:_MOST_SHADOWS]],
        help="rules are tried from the top: write the stricter one first, or remove this one",
        fix=Fix("remove the rule", (removal(rule.span),), safe=same),
    )


def _report_out_of_reach(listed: RuleList, subject: Subject, number: int, report: Report) -> None:
    rule = listed.rules[number]
    if subject.per is None and subject.quantity == _key(listed.about):
        why = f"{called(subject.expression)} is {reach(listed.domain, subject.expression.type)}"
    else:
        why = f"{called(subject.expression)} is never like that"
    report.add(
        "unreachable-rule",
        rule.span,
        f"this rule is never reached: {why}",
        label="never reached",
        secondary=_declared(listed, subject),
        help="correct the threshold or the range, or remove the rule",
        fix=Fix("remove the rule", (removal(rule.span),)),
    )


def _key(expression: fw.Expression | None) -> Key | None:
    return None if expression is None else key(expression)


def _declared(listed: RuleList, subject: Subject) -> list[Label]:
    match subject.expression:
        case fw.Reference(id=name):
            declared = listed.framework.inputs.get(name) or listed.framework.parameters.get(name)
            if declared is not None and declared.range:
                bounds = declared.range
                return [Label(bounds[0].span, "its range")]
            kpi = listed.framework.kpis.get(name)
            if kpi is not None and kpi.formula is not None:
                return [Label(kpi.formula.span, "what it is computed from")]
        case _:
            pass
    return []


# --- a better value rated worse ------------------------------------------------------------


def _report_direction(
    listed: RuleList, decisions: Decisions, report: Report, *, but: int = 0
) -> None:
    """Reports the first two values of which the better one gets the lower level; those in the cells
    `but` are not looked at."""
    subject = decisions.subject
    if listed.better is None or subject.quantity not in _about(listed, subject):
        return
    if subject.members:
        return
    cells = range(len(decisions.cells))
    best: tuple[int, int] | None = None
    for cell in cells if listed.better == "higher" else reversed(cells):
        rule = decisions.rule_of(cell)
        if rule is None or but >> cell & 1:
            continue
        if best is not None and listed.rank(rule) < listed.rank(best[1]):
            _report_falling(listed, decisions, best, (cell, rule), report)
            return
        best = cell, rule


def _about(listed: RuleList, subject: Subject) -> tuple[Key, ...]:
    about = _key(listed.about)
    return () if about is None else (about, subject.quantity) if subject.per else (about,)


def _report_falling(
    listed: RuleList,
    decisions: Decisions,
    worse: tuple[int, int],
    better: tuple[int, int],
    report: Report,
) -> None:
    subject = decisions.subject
    domain = listed.domain if subject.per is None else EVERYTHING
    upwards = listed.better == "higher"
    values = [
        example_of(decisions.cells[worse[0]], subject, domain, high=upwards),
        example_of(decisions.cells[better[0]], subject, domain, high=not upwards),
    ]
    rules = [listed.rules[rule] for _, rule in (worse, better)]
    report.add(
        "better-rated-worse",
        rules[1].span,
        f"{listed.better} is better, yet {called(subject.expression)} of {values[1]} is rated "
        f"`{rules[1].level}`, and {values[0]} is rated `{rules[0].level}`",
        label=f"rates {values[1]}",
        secondary=[Label(rules[0].span, f"rates {values[0]}")],
        help="exchange the two levels, or correct the comparisons" + _other_way(listed),
    )


def _other_way(listed: RuleList) -> str:
    """A KPI says itself which of its values are better."""
    if not isinstance(listed.about, fw.Reference):
        return ""
    return f"; or say `better: {'lower' if listed.better == 'higher' else 'higher'}`"


# --- bands with gaps between them ----------------------------------------------------------


def _report_bands(listed: RuleList, decisions: Decisions, report: Report) -> int:
    """Reports values that fall between two bands such as `90% <= x <= 99%` and `x >= 100%`
    -> the cells of those values"""
    subject = decisions.subject
    reported = 0
    if subject.members or listed.domain.whole:
        return reported
    for cell in range(2, len(decisions.cells) - 1, 2):
        if not decisions.possible >> cell & 1:
            continue
        below, between, above = (decisions.rule_of(cell + step) for step in _BANDS)
        left_to_last = between is None or listed.rules[between].condition is None
        apart = len({below, between, above}) == len(_BANDS)
        if not left_to_last or not apart or below is None or above is None:
            continue
        interval = decisions.cells[cell].interval
        assert interval.low is not None
        assert interval.high is not None
        percent = subject.per is not None or subject.expression.type == PERCENT
        if is_one_step(interval.low, interval.high, percent=percent):
            _report_band(listed, decisions, (below, between, above), cell, report)
            reported |= 1 << cell
    return reported


def _report_band(
    listed: RuleList,
    decisions: Decisions,
    rules: tuple[int, int | None, int],
    cell: int,
    report: Report,
) -> None:
    subject = decisions.subject
    below, between, above = rules
    low, high = decisions.cells[cell].interval.low, decisions.cells[cell].interval.high
    assert low is not None
    assert high is not None
    first, second = amount(low, subject), amount(high, subject)
    middle = amount((low + high) / 2, subject)
    outcome = (
        "no rule says what it is"
        if between is None
        else f"it is left to `otherwise`, and rated `{listed.rules[between].level}`"
    )
    report.add(
        "gap-between-bands",
        listed.rules[below].span,
        f"{middle} lies between the bands, which end at {first} and go on at {second}: {outcome}",
        label=f"up to {first}",
        secondary=[Label(listed.rules[above].span, f"from {second}")],
        help=f"bands of whole numbers leave gaps: write `< {second}` in place of `<= {first}`",
        fix=_band_fix(listed.rules[below], subject, low, second),
    )


def _band_fix(rule: fw.Rule, subject: Subject, limit: Fraction, following: str) -> Fix | None:
    """Ends a band where the next one begins: `< 100%` for `<= 99%`."""
    if rule.condition is None or subject.per is not None:
        return None
    edit = ending_at((rule.condition,), limit, following)
    return None if edit is None else Fix(f"write `{edit.replacement}`", (edit,))
