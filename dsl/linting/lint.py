"""Framework -> everything that is doubtful about it."""

from __future__ import annotations

from .. import framework as fw
from .. import syntax
from ..checking.report import Report
from ..diagnostics.model import Diagnostic
from ..layering.causes import with_causes
from .census import take_census
from .division import check_divisions
from .domains import Domains
from .equality import check_equalities
from .gaps import check_gaps
from .kpis import check_kpi
from .measures import Measures
from .percentages import check_percentages
from .roles import check_role
from .translations import check_translations
from .usage import check_usage


def lint(framework: fw.Framework, files: tuple[syntax.SyntaxFile, ...]) -> tuple[Diagnostic, ...]:
    """Framework -> warnings and notes, by file and place

    The framework has no errors, and nothing in it depends on itself. Nothing is left out that an
    `allow` is for: `without_allowed` does that once all warnings are known.
    """
    report = Report()
    domains = Domains(framework)
    for scale in framework.scales.values():
        check_gaps(scale, domains, report)
    levels = {id: check_kpi(kpi, domains, report) for id, kpi in framework.kpis.items()}
    measures = Measures(levels, domains)
    for role in framework.roles.values():
        check_role(role, measures, domains, report)
    census = take_census(framework)
    check_usage(framework, census, report)
    check_divisions(census.divide, domains, report)
    check_equalities(census.equate, domains, report)
    check_percentages(framework, census.times_hundred, report)
    languages = _listed_languages(files)
    if len(languages) > 1:
        check_translations(framework, languages, report)
    return with_causes(report.in_order(), files, framework.origins)


def _listed_languages(files: tuple[syntax.SyntaxFile, ...]) -> tuple[str, ...]:
    """The languages that the header lists; a translation into others is an error."""
    for file in files:
        for declaration in file.declarations:
            if isinstance(declaration, syntax.FrameworkHeader):
                for item in declaration.properties:
                    if item.name.text == "languages":
                        return tuple(_text(value) for value in item.values)
    return ()


def _text(value: syntax.Text | syntax.Name | syntax.Localized) -> str:
    match value:
        case syntax.Name(text=text) | syntax.Text(value=text):
            return text
        case syntax.Localized(text=localized):
            return localized.value
