"""Texts without a translation into a language that the header lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from .. import framework as fw
from ..checking.report import Report
from ..source import Span
from .text import heading
from .words import listed

_Texts = tuple[Span, str, list[tuple[str, fw.Label | None]]]
"""A place, what stands there, and the texts that it has."""


def check_translations(framework: fw.Framework, languages: tuple[str, ...], report: Report) -> None:
    """Reports each declaration of which a text lacks one of the `languages`; the first of them is
    that of the texts themselves."""
    for place, what, texts in _texts(framework):
        lacking: dict[tuple[str, ...], list[str]] = {}
        for name, text in texts:
            if text is None:
                continue
            missing = tuple(each for each in languages[1:] if each not in text.translations)
            if missing:
                lacking.setdefault(missing, []).append(name)
        for missing, names in lacking.items():
            report.add(
                "missing-translation",
                place,
                f"the {' and the '.join(names)} of {what} "
                f"{'have' if len(names) > 1 else 'has'} no translation into {listed(missing)}",
                help=f'write it after the text, such as `{missing[0]} "…"`',
            )


def _texts(framework: fw.Framework) -> Iterator[_Texts]:
    yield (
        heading(framework.span, framework.id),
        "the framework",
        [("label", framework.label), ("description", framework.description)],
    )
    for scale in framework.scales.values():
        yield from _named(scale)
        for level in scale.levels:
            yield level.span, f"level `{level.id}`", [("label", level.label)]
        yield from _rules(scale.rate_gap)
    kinds: tuple[Iterable[_Named], ...] = (
        framework.inputs.values(),
        framework.parameters.values(),
        framework.metrics.values(),
        framework.tables.values(),
    )
    for declaration in chain.from_iterable(kinds):
        yield from _named(declaration)
    for parameter in framework.parameters.values():
        for entry in parameter.entries:
            yield entry.span, f"this entry of `{parameter.id}`", [("reason", entry.because)]
    for table in framework.tables.values():
        for column in table.columns:
            yield column.span, f"column `{column.id}`", [("label", column.label)]
    for kpi in framework.kpis.values():
        yield from _named(kpi)
        if isinstance(kpi.method, fw.RatedByRules):
            yield from _rules(kpi.method.rules)
    for competency in framework.competencies.values():
        yield from _named(competency)
        indicators = [
            (f"indicator `{level}`", text) for level, text in competency.indicators.items()
        ]
        yield heading(competency.span, competency.id), f"`{competency.id}`", [*indicators]
    for role in framework.roles.values():
        yield from _named(role)
        for responsibility in role.responsibilities:
            yield from _named(responsibility)
        if role.overall is not None:
            yield from _rules(role.overall.rules)
            for gate in role.overall.gates:
                yield gate.span, "this gate", [("reason", gate.because)]
    for requirement in framework.requirements:
        yield requirement.span, "this requirement", [("label", requirement.label)]


_Named = (
    fw.Scale
    | fw.Input
    | fw.Parameter
    | fw.Metric
    | fw.Table
    | fw.Kpi
    | fw.Competency
    | fw.Role
    | fw.Responsibility
)


def _named(declaration: _Named) -> Iterator[_Texts]:
    yield (
        heading(declaration.span, declaration.id),
        f"`{declaration.id}`",
        [("label", declaration.label), ("description", declaration.description)],
    )


def _rules(rules: fw.RuleList | None) -> Iterator[_Texts]:
    if rules is not None:
        for rule in rules.rules:
            yield rule.span, "this rule", [("reason", rule.because)]
