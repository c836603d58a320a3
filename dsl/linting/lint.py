"""Framework -> everything that is doubtful about it."""

from __future__ import annotations

from .. import framework as fw
from ..checking.report import Report
from ..diagnostics.model import Diagnostic
from .domains import Domains
from .gaps import check_gaps
from .kpis import check_kpi


def lint(framework: fw.Framework) -> tuple[Diagnostic, ...]:
    """Framework -> warnings, by file and place

    The framework has no errors, and nothing in it depends on itself. Nothing is left out that an
    `allow` is for: `without_allowed` does that once all warnings are known.
    """
    report = Report()
    domains = Domains(framework)
    for scale in framework.scales.values():
        check_gaps(scale, domains, report)
    for kpi in framework.kpis.values():
        check_kpi(kpi, domains, report)
    return report.in_order()
