"""What is doubtful about how the gap of a competency is rated."""

from __future__ import annotations

from .. import framework as fw
from ..checking.report import Report
from ..types import NUMBER
from .domains import Domains
from .intervals import between
from .rule_lists import (
    decide_alone,
    read_rules,
    report_alone,
)


def check_gaps(scale: fw.Scale, domains: Domains, report: Report) -> None:
    """Reports what is doubtful about the `rate gap` rules of a scale."""
    if scale.rate_gap is None:
        return
    ranks = scale.by_rank
    widest = ranks[-1].points - ranks[0].points
    gap = fw.GapReference(scale.rate_gap.span, NUMBER)
    rules = read_rules(domains, scale.rate_gap, gap, between(-widest, widest), "higher")
    decisions = decide_alone(rules, domains)
    if decisions is None:
        return
    report_alone(rules, decisions, report)
