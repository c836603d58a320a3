"""Scales, inputs, tables, parameters and metrics: what has a value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from .. import framework, syntax
from ..diagnostics.model import Label
from ..resolve import unique
from ..types import NUMBER, Type
from ..units import written
from .agreement import check_assignable
from .context import UNKNOWN, Context, Scope, Subject, unknown
from .rules import check_rules
from .types import check_constant, check_range, check_type, check_within

LEAST_LEVELS = 2


def check_levels(context: Context, declaration: syntax.ScaleDeclaration) -> None:
    """Learns the levels of a scale and their points."""
    scale = declaration.name.text
    unique(tuple(level.name for level in declaration.levels), "level", context.report)
    if len(declaration.levels) < LEAST_LEVELS:
        context.report.add(
            "empty-declaration",
            declaration.name.span,
            f"scale `{scale}` has {len(declaration.levels)} of the two levels it needs at least",
            help='write levels such as `meets = 3 "Meets expectations"`',
        )
    levels: dict[str, syntax.LevelDeclaration] = {}
    points: dict[str, Fraction] = {}
    owners: dict[Fraction, syntax.LevelDeclaration] = {}
    for level in declaration.levels:
        levels.setdefault(level.name.text, level)
        constant = check_constant(context, level.points, "the points of a level", NUMBER)
        value = Fraction(0) if constant is None else constant.value
        if not isinstance(value, Fraction):
            continue
        points.setdefault(level.name.text, value)
        owner = owners.setdefault(value, level) if constant is not None else level
        if owner is not level and owner.name.text != level.name.text:
            context.report.add(
                "same-points",
                level.points.span,
                f"`{level.name.text}` and `{owner.name.text}` both have {written(value, NUMBER)} "
                f"{'point' if abs(value) == 1 else 'points'}, so that neither is the better",
                secondary=(Label(owner.points.span, f"the points of `{owner.name.text}`"),),
                help="give each level points of its own",
            )
    context.levels[scale] = levels
    context.points[scale] = points


def check_scale(context: Context, declaration: syntax.ScaleDeclaration) -> framework.Scale:
    """ScaleDeclaration -> Scale"""
    scale = declaration.name.text
    points = context.points[scale]
    ranks = {value: rank for rank, value in enumerate(sorted(points.values()))}
    levels = tuple(
        framework.Level(
            name,
            level.span,
            context.languages.label(level.label, level.name),
            points[name],
            ranks[points[name]],
        )
        for name, level in context.levels[scale].items()
    )
    rate_gap = None
    if declaration.rate_gap is not None:
        rate_gap = check_gap_rules(context, declaration.rate_gap, scale, Scope())
    return framework.Scale(
        scale,
        declaration.span,
        context.languages.label(declaration.label, declaration.name),
        context.languages.optional(declaration.description),
        levels,
        rate_gap,
    )


def check_gap_rules(
    context: Context, node: syntax.RuleList, owner: str, scope: Scope
) -> framework.RuleList | None:
    """`rate gap on SCALE { … }` of a scale or a role."""
    about = replace(scope, subject=Subject("gap", owner, NUMBER))
    return check_rules(context, node, f"{owner}.gap.rule", about)


def declare_columns(context: Context, declaration: syntax.TableDeclaration) -> None:
    """Learns the columns of a table."""
    unique(tuple(column.name for column in declaration.columns), "column", context.report)
    types = context.columns.setdefault(declaration.name.text, {})
    for column in declaration.columns:
        types.setdefault(column.name.text, check_type(context, column.type))


def check_table(context: Context, declaration: syntax.TableDeclaration) -> framework.Table:
    """TableDeclaration -> Table"""
    table = declaration.name.text
    if not declaration.columns:
        context.report.add(
            "empty-declaration",
            declaration.name.span,
            f"table `{table}` has no columns",
            help="write columns such as `closed: date`",
        )
    types = context.columns[table]
    columns = tuple(
        framework.Column(
            column.name.text,
            column.span,
            context.languages.label(column.label, column.name),
            types[column.name.text],
            tuple(text.value for text in column.columns),
        )
        for column in declaration.columns
    )
    return framework.Table(
        table,
        declaration.span,
        context.languages.label(declaration.label, declaration.name),
        context.languages.optional(declaration.description),
        tuple(text.value for text in declaration.person_columns),
        columns,
    )


def check_input(
    context: Context, declaration: syntax.InputDeclaration, formula: framework.Expression | None
) -> framework.Input:
    """InputDeclaration -> Input"""
    name = declaration.name.text
    if declaration.type is None and formula is None:
        context.report.add(
            "missing-property",
            declaration.name.span,
            f"input `{name}` has no type",
            help="add one, such as `type: money`",
        )
    return framework.Input(
        name,
        declaration.span,
        context.languages.label(declaration.label, declaration.name),
        context.languages.optional(declaration.description),
        context.types.get(name, UNKNOWN),
        context.ranges.get(name, ()),
        tuple(text.value for text in declaration.columns),
        formula,
    )


def declare_range(
    context: Context, declaration: syntax.InputDeclaration | syntax.ParameterDeclaration
) -> None:
    """Learns the declared range of an input or parameter."""
    name = declaration.name.text
    type_ = context.types.get(name, UNKNOWN)
    context.ranges[name] = check_range(context, declaration.range, type_, f"`{name}`")


def check_metric(
    context: Context, declaration: syntax.MetricDeclaration, formula: framework.Expression | None
) -> framework.Metric:
    """MetricDeclaration -> Metric"""
    name = declaration.name.text
    if formula is None:
        context.report.add(
            "missing-property",
            declaration.name.span,
            f"metric `{name}` has no formula",
            help="add one, such as `formula: revenue / quota`",
        )
        formula = unknown(declaration.span)
    return framework.Metric(
        name,
        declaration.span,
        context.languages.label(declaration.label, declaration.name),
        context.languages.optional(declaration.description),
        context.types.get(name, UNKNOWN),
        formula,
    )


def check_parameter(
    context: Context, declaration: syntax.ParameterDeclaration
) -> framework.Parameter:
    """ParameterDeclaration -> Parameter, and learns its type and range."""
    name = declaration.name.text
    type_ = None if declaration.type is None else check_type(context, declaration.type)
    if not declaration.entries:
        context.report.add(
            "missing-property",
            declaration.name.span,
            f"parameter `{name}` has no value",
            help="add one, such as `value: 55 days` or `from 2026-01-01 = 55 days`",
        )
    entries: list[framework.ParameterEntry] = []
    for entry in declaration.entries:
        constant = check_constant(context, entry.value, f"`{name}`", type_)
        because = context.languages.optional(entry.because)
        if constant is None:
            type_ = UNKNOWN if type_ is None else type_
            continue
        type_ = constant.type if type_ is None else type_
        start = None if entry.start is None else entry.start.value
        entries.append(framework.ParameterEntry(entry.span, start, constant, because))
    _check_dates(context, declaration)
    context.types[name] = UNKNOWN if type_ is None else type_
    declare_range(context, declaration)
    for value in entries:
        check_within(context, value.value, context.ranges[name], f"`{name}`")
    return framework.Parameter(
        name,
        declaration.span,
        context.languages.label(declaration.label, declaration.name),
        context.languages.optional(declaration.description),
        context.types[name],
        context.ranges[name],
        tuple(entries),
    )


def _check_dates(context: Context, declaration: syntax.ParameterDeclaration) -> None:
    """Entries stand in the order of their dates; an undated one stands alone."""
    name = declaration.name.text
    undated = [entry for entry in declaration.entries if entry.start is None]
    if undated and len(declaration.entries) > 1:
        other = next(entry for entry in declaration.entries if entry is not undated[0])
        context.report.add(
            "conflicting-properties",
            undated[0].span,
            f"parameter `{name}` has a value for all time and further ones",
            secondary=(Label(other.span, "another value"),),
            help="give each value a date with `from`, or keep only one",
        )
        return
    before: date | None = None
    earlier: syntax.ParameterEntry | None = None
    for entry in declaration.entries:
        if entry.start is None:
            continue
        if before is not None and earlier is not None and entry.start.value <= before:
            context.report.add(
                "date-out-of-order",
                entry.start.span,
                f"{entry.start.value} does not come after {before}",
                secondary=(Label(earlier.span, "the entry before it"),),
                help="write the entries from the earliest to the latest, each with its own date",
            )
        before, earlier = entry.start.value, entry


def check_formula(
    context: Context,
    name: syntax.Name,
    formula: syntax.Expression,
    declared: Type | None,
    scope: Scope,
) -> framework.Expression:
    """Types the formula of a value, and learns the value's type from it where none is declared."""
    checked = context.formula(formula, scope, declared)
    if declared is None:
        context.types[name.text] = checked.type
        return checked
    if isinstance(checked, framework.AbsentConstant) and checked.type is not UNKNOWN:
        return replace(checked, type=declared)
    return check_assignable(context, declared, checked, f"`{name.text}`")
