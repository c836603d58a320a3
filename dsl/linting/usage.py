"""What is declared and has no effect on anybody's rating."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from .. import framework as fw
from ..checking.report import Report
from ..diagnostics.model import Fix
from .census import Census
from .text import heading, removal


def check_usage(framework: fw.Framework, census: Census, report: Report) -> None:
    """Reports declarations that nothing uses, and responsibilities measured by nothing.

    A framework without roles is there for others to use: nothing is said of what it declares.
    """
    for role in framework.roles.values():
        for responsibility in role.responsibilities:
            if not responsibility.measures and responsibility.score is None:
                report.add(
                    "responsibility-without-measure",
                    heading(responsibility.span, responsibility.id),
                    f"nothing measures responsibility `{responsibility.id}`, so that its score is "
                    "always missing",
                    help="add a `kpi` or a `competency` to it, or remove it",
                )
    if not framework.roles:
        return
    for kpi in framework.kpis.values():
        if kpi.id not in census.used:
            report.add(
                "kpi-in-no-role",
                heading(kpi.span, kpi.id),
                f"no role measures kpi `{kpi.id}`, and nothing else uses it",
                help=f"add it to a responsibility, such as `kpi {kpi.id} weight 10%`, or remove it",
                fix=Fix("remove the kpi", (removal(kpi.span),)),
            )
    named = chain(
        _kind("input", framework.inputs),
        _kind("parameter", framework.parameters),
        _kind("metric", framework.metrics),
        _kind("table", framework.tables),
        _kind("competency", framework.competencies),
        _kind("scale", framework.scales),
    )
    for kind, declaration in named:
        if declaration.id not in census.used:
            report.add(
                "unused-declaration",
                heading(declaration.span, declaration.id),
                f"nothing uses {kind} `{declaration.id}`",
                help="use it, or remove it"
                if kind != "competency"
                else "add it to a responsibility of a role, or remove it",
                fix=Fix(f"remove the {kind}", (removal(declaration.span),)),
            )


_Declared = fw.Input | fw.Parameter | fw.Metric | fw.Table | fw.Competency | fw.Scale


def _kind(kind: str, declared: Mapping[str, _Declared]) -> list[tuple[str, _Declared]]:
    return [(kind, each) for each in declared.values()]
