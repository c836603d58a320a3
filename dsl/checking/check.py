"""Syntax -> Framework: the whole of the checks, in their order."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from .. import framework, syntax
from ..cascades import without_cascades
from ..diagnostics.model import Diagnostic, Severity
from ..layering.causes import with_causes
from ..layering.merge import Merged, merge
from ..resolve import Names, check_size, resolve
from ..source import Span
from ..types import NUMBER
from .context import Context
from .examples import ExampleSetting, check_example
from .expressions import HANDLERS
from .formulas import Formulas, check_formulas
from .header import Header, check_header
from .kpis import check_kpi
from .look_alikes import find_look_alikes
from .report import Report
from .requires import check_requirement
from .roles import check_competency, check_role
from .types import check_type
from .values import (
    check_input,
    check_levels,
    check_metric,
    check_parameter,
    check_scale,
    check_table,
    declare_columns,
    declare_range,
)


def check(
    files: tuple[syntax.SyntaxFile, ...], loading: tuple[Diagnostic, ...] = ()
) -> tuple[framework.Framework | None, tuple[Diagnostic, ...]]:
    """Syntax -> Framework

    `files` starts with the file that the caller named; without any there is no framework, and
    loading has said why. `loading` are the problems of loading them: what only follows from
    those is not reported. The framework is None where any problem is an error; all independent
    problems are reported, by file and place. Values that depend on themselves are not looked
    for here.
    """
    understood, problems, sound = _check(files, loading)
    return (understood if sound else None), problems


def understand(
    files: tuple[syntax.SyntaxFile, ...], loading: tuple[Diagnostic, ...] = ()
) -> tuple[framework.Framework | None, tuple[Diagnostic, ...]]:
    """Syntax -> Framework, as far as it is understood

    As `check`, but the framework is there with errors too: what has one is left out of it, or is
    an absent value, so that it serves to find more problems and nothing else. None only where
    there is no file.
    """
    understood, problems, _ = _check(files, loading)
    return understood, problems


def _check(
    files: tuple[syntax.SyntaxFile, ...], loading: tuple[Diagnostic, ...]
) -> tuple[framework.Framework | None, tuple[Diagnostic, ...], bool]:
    """The framework as far as it is understood, its problems, and whether there is no error."""
    if not files:
        return None, (), False
    report = Report()
    check_size(files, report)
    merged = merge(files, report)
    names = resolve(merged.files, report, merged.origins)
    header = check_header(names.header, report)
    context = Context(names, report, HANDLERS, header.languages, header.currency)
    find_look_alikes(merged.files, report)
    _learn_types(context)
    parameters = {
        declaration.name.text: check_parameter(context, declaration)
        for declaration in names.of(syntax.ParameterDeclaration)
    }
    checked = _check_declarations(context, header, parameters, merged)
    problems = without_cascades(files, loading, report.in_order(), merged.incomplete)
    problems = with_causes(problems, files, merged.origins)
    unsound = report.has_errors or any(each.severity is Severity.ERROR for each in loading)
    return checked, problems, not unsound


def _learn_types(context: Context) -> None:
    """What is declared without looking at any formula."""
    names = context.names
    for scale in names.of(syntax.ScaleDeclaration):
        check_levels(context, scale)
    for table in names.of(syntax.TableDeclaration):
        declare_columns(context, table)
    for competency in names.of(syntax.CompetencyDeclaration):
        context.types[competency.name.text] = NUMBER
    for declaration in names.declared.values():
        match declaration:
            case (
                syntax.InputDeclaration(type=type_)
                | syntax.MetricDeclaration(type=type_)
                | syntax.KpiDeclaration(type=type_)
            ) if type_ is not None:
                context.types[declaration.name.text] = check_type(context, type_)
            case _:
                pass
    for kpi in names.of(syntax.KpiDeclaration):
        context.rating_scales[kpi.name.text] = _declared_scale(context, kpi)


def _declared_scale(context: Context, kpi: syntax.KpiDeclaration) -> str | None:
    """The scale of a KPI's rules; "" where its rating will tell, or nothing does."""
    if kpi.rules is not None:
        scale = kpi.rules.scale.text
        return scale if scale in context.levels else ""
    return None if kpi.score is not None and kpi.rating is None else ""


def _check_declarations(
    context: Context,
    header: Header,
    parameters: dict[str, framework.Parameter],
    merged: Merged,
) -> framework.Framework:
    names = context.names
    formulas = check_formulas(context)
    for declaration in names.of(syntax.InputDeclaration):
        declare_range(context, declaration)
    scales = {
        scale.name.text: check_scale(context, scale) for scale in names.of(syntax.ScaleDeclaration)
    }
    inputs = {
        item.name.text: check_input(context, item, formulas.formulas.get(item.name.text))
        for item in names.of(syntax.InputDeclaration)
    }
    metrics = {
        item.name.text: check_metric(context, item, formulas.formulas.get(item.name.text))
        for item in names.of(syntax.MetricDeclaration)
    }
    tables = {
        table.name.text: check_table(context, table) for table in names.of(syntax.TableDeclaration)
    }
    competencies = {
        item.name.text: check_competency(context, item)
        for item in names.of(syntax.CompetencyDeclaration)
    }
    kpis = _check_kpis(context, formulas)
    roles = {
        role.name.text: check_role(context, role, scales)
        for role in names.of(syntax.RoleDeclaration)
    }
    requirements = tuple(
        check_requirement(context, requirement, number, parameters)
        for number, requirement in enumerate(names.requires, 1)
    )
    dated = any(parameter.entries and parameter.dated for parameter in parameters.values())
    setting = ExampleSetting(header.period_kinds, context.uses_period or dated)
    examples = tuple(
        check_example(context, example, setting)
        for declared in names.examples
        for example in _written_out(context, declared)
    )
    id_, span, label = _heading(names, header)
    return framework.Framework(
        id=id_,
        span=span,
        label=label,
        description=header.description,
        version=header.version,
        currency=header.currency,
        period_kinds=header.period_kinds,
        languages=header.languages.all(),
        source_note=header.source_note,
        scales=MappingProxyType(scales),
        inputs=MappingProxyType(inputs),
        tables=MappingProxyType(tables),
        parameters=MappingProxyType(parameters),
        metrics=MappingProxyType(metrics),
        kpis=MappingProxyType(kpis),
        competencies=MappingProxyType(competencies),
        roles=MappingProxyType(roles),
        requirements=requirements,
        examples=examples,
        sources=names.sources,
        uses_period=context.uses_period,
        merged=merged.files,
        origins=merged.origins,
    )


def _written_out(
    context: Context, declared: syntax.ExampleDeclaration | syntax.ExampleTableDeclaration
) -> Iterable[syntax.ExampleDeclaration]:
    if isinstance(declared, syntax.ExampleTableDeclaration):
        from .case_tables import written_out

        return written_out(context, declared)
    return (declared,)


def _check_kpis(context: Context, formulas: Formulas) -> dict[str, framework.Kpi]:
    return {
        kpi.name.text: check_kpi(
            context,
            kpi,
            formulas.formulas.get(kpi.name.text),
            formulas.ratings.get(kpi.name.text),
        )
        for kpi in context.names.of(syntax.KpiDeclaration)
    }


def _heading(names: Names, header: Header) -> tuple[str, Span, framework.Label]:
    declaration = names.header
    if declaration is None:
        source = names.sources[0]
        return "", Span(source, 0, 0), framework.Label("", MappingProxyType({}))
    label = header.languages.label(declaration.label, declaration.name)
    return declaration.name.text, declaration.span, label
