"""Rounding before a threshold: a value that is rated by what it was rounded to."""

from __future__ import annotations

from fractions import Fraction

from .. import framework as fw
from ..checking.constants import evaluate
from ..checking.report import Report
from ..diagnostics.model import Edit, Fix, Label
from .cells import Decisions
from .domains import Domains
from .rule_lists import RuleList
from .words import amount

_LONGEST_CHAIN = 20


def report_rounding(
    listed: RuleList,
    decisions: Decisions,
    domains: Domains,
    report: Report,
    *,
    of: fw.Expression | None = None,
) -> None:
    """Reports a rounding that decides between two rules, with a value for which it does. `of` is
    the formula of what they rate, where it has no name that leads there."""
    subject = decisions.subject
    if subject.per is not None or subject.members:
        return
    rounding = _rounding_of(of or subject.expression, domains)
    if rounding is None or rounding.irrational:
        return
    step = rounding.step
    if not isinstance(step, fw.Constant) or not isinstance(step.value, Fraction):
        return
    inside = domains.expression(rounding.value)
    if inside.whole and (1 / step.value).denominator == 1:
        return
    for index in range(1, len(decisions.cells), 2):
        limit = decisions.cells[index].interval.low
        assert limit is not None
        for value in _near(limit, step.value):
            if value not in inside:
                continue
            rounded = _rounded(rounding, value)
            rules = _rule_at(decisions, value), _rule_at(decisions, rounded)
            if None not in rules and listed.rank(rules[0] or 0) != listed.rank(rules[1] or 0):
                texts = tuple(amount(each, subject) for each in (value, rounded))
                _report(listed, rounding, texts, (rules[0] or 0, rules[1] or 0), report)
                return


def _rounding_of(expression: fw.Expression, domains: Domains) -> fw.Round | None:
    """The rounding that a value is the result of, directly or by its name."""
    for _ in range(_LONGEST_CHAIN):
        match expression:
            case fw.Round():
                return expression
            case fw.Reference(id=name):
                formula = domains.formula(name)
                if formula is None:
                    return None
                expression = formula
            case _:
                return None
    return None


def _near(limit: Fraction, step: Fraction) -> tuple[Fraction, ...]:
    """Values around a threshold that rounding may carry over it."""
    return tuple(
        limit + sign * step * part
        for part in (Fraction(1, 2), Fraction(1, 4), Fraction(3, 4), Fraction(1, 100))
        for sign in (-1, 1)
    )


def _rounded(rounding: fw.Round, value: Fraction) -> Fraction:
    constant = fw.Constant(rounding.span, rounding.type, value)
    result = evaluate(
        fw.Round(
            rounding.span, rounding.type, constant, rounding.step, rounding.mode, irrational=False
        )
    )
    assert isinstance(result, Fraction)
    return result


def _rule_at(decisions: Decisions, value: Fraction) -> int | None:
    for index, cell in enumerate(decisions.cells):
        if value in cell.interval:
            for rule, mask in enumerate(decisions.decided_anywhere):
                if mask >> index & 1:
                    return rule
    return None


def _report(
    listed: RuleList,
    rounding: fw.Round,
    values: tuple[str, ...],
    rules: tuple[int, int],
    report: Report,
) -> None:
    before, after = values
    levels = [listed.rules[each].level for each in rules]
    inner = rounding.value.span
    alone = not isinstance(rounding.value, (fw.Conditional, fw.IfMissing))
    call = inner.text if alone else f"({inner.text})"
    report.add(
        "rounding-before-threshold",
        rounding.span,
        f"{before} is rounded to {after} and rated `{levels[1]}`; unrounded it is rated "
        f"`{levels[0]}`",
        label="rounded here",
        secondary=[Label(listed.rules[rules[1]].span, f"decides {after}")],
        help="compare the unrounded value: rounding is for showing, and every number is exact",
        fix=Fix(f"write `{call}`", (Edit(rounding.span, call),)),
    )
