"""What rules without `otherwise` leave out: a case, or what lies between bands of whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import framework, syntax
from ..bands import ending_at
from ..diagnostics.model import Edit, Fix, Label
from ..units import written
from ..wording import called
from .context import UNKNOWN, Context
from .coverage import NotSeenError, Slip, find_gap

_MOST_STRETCHES = 3


def check_coverage(
    context: Context, node: syntax.RuleList, conditions: Sequence[framework.Expression]
) -> None:
    """Reports what the rules leave out; each has one of the conditions."""
    if any(condition.type is UNKNOWN for condition in conditions):
        return
    try:
        found = _left_out(context, conditions)
    except NotSeenError as error:
        why = str(error) or "not all of them compare values with each other or with constants"
        context.report.add(
            "uncovered-case",
            node.rules[-1].span,
            f"these rules need `otherwise`: whether they cover every case cannot be seen, as {why}",
            help="add `otherwise => LEVEL` as the last rule",
        )
        return
    if found is None:
        return
    if found.slips:
        _report_slips(context, node, conditions, found.slips)
        return
    context.report.add(
        "uncovered-case",
        node.rules[-1].span,
        f"no rule says what happens when {found.words}",
        help="add a rule for it, or `otherwise => LEVEL` as the last rule",
    )


@dataclass(frozen=True, slots=True)
class _LeftOut:
    words: str
    slips: tuple[Slip, ...]


def _left_out(context: Context, conditions: Sequence[framework.Expression]) -> _LeftOut | None:
    """What no rule covers; NotSeenError where that cannot be found out."""
    try:
        gap = find_gap(conditions, context.bounds_of, context.points)
    except NotSeenError:
        # Loaded only where it is needed, which is seldom.
        from .joint_coverage import find_case

        case = find_case(conditions, context.bounds_of, context.points)
        return None if case is None else _LeftOut(case.words, case.slips)
    if gap is None:
        return None
    value = written(gap.value, gap.subject.type)
    if isinstance(gap.value, str):
        value = f"`{gap.value}`"
    return _LeftOut(f"{called(gap.subject)} is {value}", gap.slips)


@dataclass(frozen=True, slots=True)
class _Band:
    """A rule whose band ends before the next one begins, and what mends that."""

    rule: syntax.Rule
    low: str
    edit: Edit


def _report_slips(
    context: Context,
    node: syntax.RuleList,
    conditions: Sequence[framework.Expression],
    slips: Sequence[Slip],
) -> None:
    first = slips[0]
    type_ = first.subject.type
    ends = [(written(each.low, type_), written(each.high, type_)) for each in slips]
    bands = [
        _Band(rule, low, edit)
        for slip, (low, high) in zip(slips, ends, strict=True)
        for rule, condition in zip(node.rules, conditions, strict=True)
        if (edit := ending_at((condition,), slip.low, high)) is not None
    ]
    stretches = " and ".join(f"between {low} and {high}" for low, high in ends[:_MOST_STRETCHES])
    more = len(ends) - _MOST_STRETCHES
    context.report.add(
        "uncovered-case",
        bands[0].rule.span if bands else node.rules[-1].span,
        f"these bands leave gaps: no rule says what happens when {called(first.subject)} lies "
        f"{stretches}" + (f", or in {more} more places" if more > 0 else ""),
        label=f"up to {bands[0].low}" if bands else "",
        secondary=[Label(each.rule.span, f"up to {each.low}") for each in bands[1:]],
        help=f"{written((first.low + first.high) / 2, type_)} is in neither band: write "
        f"`< {ends[0][1]}` in place of `<= {ends[0][0]}`",
        fix=_closing([each.edit for each in bands]),
    )


def _closing(edits: Sequence[Edit]) -> Fix | None:
    return Fix("end each band where the next one begins", tuple(edits)) if edits else None
