"""Types names: values, columns, levels and members, and the ratings and scores of things."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from . import framework, syntax
from .check_context import UNKNOWN, Context, RoleScope, Scope, level_type, listed, unknown
from .diagnostics.model import Label
from .resolve import a_kind, kind_of
from .source import Span
from .types import DATE, DURATION, NUMBER, PERCENT, ChoiceType, LevelType, Type

_Entity = Literal["kpi", "competency", "responsibility", "role"]

ROLE_TABLES: dict[str, framework.RoleTable] = {
    "responsibilities": "responsibilities",
    "kpis": "kpis",
    "competencies": "competencies",
}


def check_name(
    context: Context, node: syntax.NameExpression, scope: Scope, hint: Type | None
) -> framework.Expression:
    """A bare name: a level or member of the type it stands with, a column, or a declaration."""
    name, span = node.name.text, node.span
    if isinstance(hint, ChoiceType) and any(member.id == name for member in hint.members):
        return framework.Constant(span, hint, name)
    if isinstance(hint, LevelType) and name in context.levels.get(hint.scale, {}):
        return framework.Constant(span, hint, name)
    if scope.table is not None and name in context.columns.get(scope.table, {}):
        column = context.columns[scope.table][name]
        return framework.ColumnReference(span, column, scope.table, name)
    if scope.role_table is not None and name in ("rating", "score", "weight"):
        return role_column(context, node.name, scope, span)
    if name in ("overall", "gap") or name == "period":
        return _check_place_name(context, name, span, scope)
    declaration = context.names.declared.get(name)
    if declaration is not None:
        return _check_declared(context, declaration, span, scope)
    return _check_undeclared(context, node.name, scope, hint)


def _check_place_name(
    context: Context, name: str, span: Span, scope: Scope
) -> framework.Expression:
    if scope.subject is not None and scope.subject.kind == name:
        return scope.subject.expression(span)
    where = {
        "overall": "`overall` is the role's score, and stands only in its `overall on` rules",
        "gap": "`gap` stands only in `rate gap on` rules",
        "period": "`period` is not a value; use `period.start`, `period.end` or `period.days`",
    }
    context.report.add("name-out-of-place", span, where[name])
    return unknown(span)


def _check_declared(
    context: Context, declaration: object, span: Span, scope: Scope
) -> framework.Expression:
    match declaration:
        case (
            syntax.InputDeclaration(name=name)
            | syntax.ParameterDeclaration(name=name)
            | syntax.MetricDeclaration(name=name)
            | syntax.KpiDeclaration(name=name)
            | syntax.CompetencyDeclaration(name=name)
        ):
            if scope.constant:
                return not_a_constant(context, span, scope, f"`{name.text}` can change")
            return framework.Reference(span, context.types.get(name.text, UNKNOWN), name.text)
        case syntax.TableDeclaration(name=name):
            message = f"`{name.text}` is a table, and a value is needed here"
            help_ = f"count its rows with `count({name.text})`, or add up one of its columns"
        case syntax.ScaleDeclaration(name=name):
            message = f"`{name.text}` is a scale, and a value is needed here"
            help_ = f"its levels are {listed(context.levels.get(name.text, {}))}"
        case syntax.RoleDeclaration(name=name):
            message = f"`{name.text}` is a role, and a value is needed here"
            help_ = f"inside the role, `score of {name.text}` is its score"
        case _:
            raise AssertionError(declaration)
    context.report.add(
        "wrong-kind", span, message, help=help_, secondary=(Label(name.span, "declared here"),)
    )
    return unknown(span)


def not_a_constant(context: Context, span: Span, scope: Scope, why: str) -> framework.Expression:
    """Reports something that is not a constant where only one may stand."""
    context.report.add(
        "not-a-constant",
        span,
        f"{scope.constant} must be a constant, and {why}",
        help="write the number itself",
    )
    return unknown(span)


def _check_undeclared(
    context: Context, name: syntax.Name, scope: Scope, hint: Type | None
) -> framework.Expression:
    if hint is UNKNOWN:
        return unknown(name.span)
    if isinstance(hint, LevelType):
        context.level(name, hint.scale)
        return unknown(name.span)
    if isinstance(hint, ChoiceType):
        members = tuple(member.id for member in hint.members)
        context.report.unknown(
            "member-not-in-choice",
            name,
            f"`{name.text}` is not one of {listed(members)}",
            members,
        )
        return unknown(name.span)
    help_ = _where_it_is(context, name.text)
    context.report.unknown(
        "unknown-name",
        name,
        f"`{name.text}` is not declared",
        _visible(context, scope),
        help=help_,
    )
    return unknown(name.span)


def _visible(context: Context, scope: Scope) -> Iterator[str]:
    yield from context.names.declared
    if scope.table is not None:
        yield from context.columns.get(scope.table, {})


def _where_it_is(context: Context, name: str) -> str:
    """What an undeclared name is elsewhere: a level, or a column of a table."""
    for scale, levels in context.levels.items():
        if name in levels:
            return (
                f"`{name}` is a level of scale `{scale}`; it is known only where it is compared "
                "with, or given for, something of that scale"
            )
    for table, columns in context.columns.items():
        if name in columns:
            return f"`{table}` has such a column: write `{table}.{name}`"
    return ""


def check_member(
    context: Context,
    node: syntax.MemberExpression,
    scope: Scope,
    hint: Type | None,  # noqa: ARG001 - a handler's signature
) -> framework.Expression:
    """`table.column` inside an aggregate, `kpis.score`, or a part of the period."""
    owner, member = node.owner.text, node.member.text
    if owner == "period" and not (scope.table and owner in context.columns.get(scope.table, {})):
        return _check_period_part(context, node, scope)
    if owner in ROLE_TABLES:
        return _check_role_member(context, node, scope)
    declaration = context.names.declared.get(owner)
    match declaration:
        case syntax.TableDeclaration():
            if scope.table == owner:
                return _column(context, owner, node.member, node.span)
            _report_outside_aggregate(context, node, scope)
        case syntax.CompetencyDeclaration():
            context.report.add(
                "wrong-kind",
                node.span,
                f"`{owner}.{member}` is what one kind of rater gave, and cannot be used here",
                help=f"`{owner}` is the level that all raters together give, in points",
            )
        case None:
            context.report.unknown(
                "unknown-name",
                node.owner,
                f"there is no table `{owner}`",
                (table.name.text for table in context.names.of(syntax.TableDeclaration)),
            )
        case _:
            context.wrong_kind(node.owner, "table")
    return unknown(node.span)


def _check_period_part(
    context: Context, node: syntax.MemberExpression, scope: Scope
) -> framework.Expression:
    context.uses_period = True
    if scope.constant:
        return not_a_constant(context, node.span, scope, "the period can change")
    match node.member.text:
        case "start":
            return framework.PeriodPart(node.span, DATE, "start")
        case "end":
            return framework.PeriodPart(node.span, DATE, "end")
        case "days":
            return framework.PeriodPart(node.span, DURATION, "days")
        case other:
            context.report.unknown(
                "unknown-name",
                node.member,
                f"a period has no `{other}`",
                ("start", "end", "days"),
                help="it has `period.start`, `period.end` and `period.days`",
            )
            return unknown(node.span)


def _column(context: Context, table: str, member: syntax.Name, span: Span) -> framework.Expression:
    columns = context.columns.get(table, {})
    if member.text in columns:
        return framework.ColumnReference(span, columns[member.text], table, member.text)
    context.report.unknown(
        "unknown-name",
        member,
        f"table `{table}` has no column `{member.text}`",
        columns,
        help=f"its columns are {listed(columns)}" if columns else "",
    )
    return unknown(span)


def _report_outside_aggregate(
    context: Context, node: syntax.MemberExpression, scope: Scope
) -> None:
    owner, member = node.owner.text, node.member.text
    if scope.table is None:
        message = f"`{owner}.{member}` has a value in each row, and one value is needed here"
        help_ = f"bring the rows together, such as `sum({owner}.{member})`"
    else:
        message = f"`{owner}.{member}` stands in an aggregate over table `{scope.table}`"
        help_ = "an aggregate runs over the rows of one table"
    context.report.add("column-out-of-place", node.span, message, help=help_)


def _check_role_member(
    context: Context, node: syntax.MemberExpression, scope: Scope
) -> framework.Expression:
    owner, member = node.owner.text, node.member.text
    if scope.role is None:
        context.report.add(
            "name-out-of-place",
            node.owner.span,
            f"`{owner}` is a table only inside a role",
        )
    elif scope.role_table != owner:
        _report_outside_aggregate(context, node, scope)
    elif member not in ("rating", "score", "weight"):
        context.report.unknown(
            "unknown-name",
            node.member,
            f"`{owner}` has no column `{member}`",
            ("rating", "score", "weight"),
            help="its columns are `rating`, `score` and `weight`",
        )
    else:
        return role_column(context, node.member, scope, node.span)
    return unknown(node.span)


def role_column(
    context: Context, name: syntax.Name, scope: Scope, span: Span
) -> framework.Expression:
    """`rating`, `score` or `weight` of the role's table that surrounds the name."""
    table = scope.role_table
    assert table is not None
    match name.text:
        case "score":
            return framework.RoleColumnReference(span, NUMBER, table, "score")
        case "weight":
            return framework.RoleColumnReference(span, PERCENT, table, "weight")
        case _:
            type_ = _role_rating_type(context, scope, span)
            return framework.RoleColumnReference(span, type_, table, "rating")


def _role_rating_type(context: Context, scope: Scope, span: Span) -> Type:
    """The one scale that the ratings of a role's table are on."""
    table, role = scope.role_table, scope.role
    assert role is not None
    scales: dict[str, str] = {}
    if table != "responsibilities":
        wanted = "kpi" if table == "kpis" else "competency"
        for measure in role.measures.values():
            if measure.kind == wanted:
                scale = measure_scale(context, measure, role)
                if scale == "":
                    return UNKNOWN
                if scale is not None:
                    scales.setdefault(scale, measure.name.text)
    if len(scales) > 1:
        (first, one), (second, other) = tuple(scales.items())[:2]
        context.report.add(
            "scales-mixed",
            span,
            f"the ratings of `{table}` are on different scales: `{one}` on `{first}`, "
            f"`{other}` on `{second}`",
            help="compare their scores, or name the measures one by one",
        )
        return UNKNOWN
    if not scales:
        _report_unrated_table(context, scope, span)
        return UNKNOWN
    return LevelType(next(iter(scales)))


def _report_unrated_table(context: Context, scope: Scope, span: Span) -> None:
    message = (
        "a responsibility has a score and no rating"
        if scope.role_table == "responsibilities"
        else f"none of the role's `{scope.role_table}` has a rating"
    )
    context.report.add("rating-not-available", span, message, help="use `score`")


def measure_scale(context: Context, measure: syntax.Measure, role: RoleScope) -> str | None:
    """The scale of a measure's rating; None where it has none, "" where that is not known."""
    if measure.kind == "kpi":
        if context.names.get(measure.name.text, syntax.KpiDeclaration) is None:
            return ""
        return context.rating_scales.get(measure.name.text, "")
    return gap_scale(context, measure.name.text, role)


def gap_scale(context: Context, competency: str, role: RoleScope) -> str | None:
    """The scale on which a role rates a competency; None where it has none, "" if not known."""
    declaration = context.names.get(competency, syntax.CompetencyDeclaration)
    if declaration is None:
        return ""
    if role.declaration.rate_gap is not None:
        return role.declaration.rate_gap.scale.text
    if declaration.levels is None:
        return ""
    scale = context.names.get(declaration.levels.text, syntax.ScaleDeclaration)
    if scale is None:
        return ""
    return None if scale.rate_gap is None else scale.rate_gap.scale.text


def check_property(
    context: Context,
    node: syntax.PropertyOf,
    scope: Scope,
    hint: Type | None,  # noqa: ARG001 - a handler's signature
) -> framework.Expression:
    """`rating of x`, `score of x`, `weight of x`."""
    name = node.name.text
    if scope.constant:
        return not_a_constant(context, node.span, scope, f"`{node.span.text}` can change")
    if scope.role is not None and name in scope.role.responsibilities:
        if node.property == "rating":
            return _not_available(
                context, node, f"responsibility `{name}` has a score and no rating"
            )
        return _property(node, "responsibility", NUMBER)
    declaration = context.names.declared.get(name)
    match declaration:
        case syntax.KpiDeclaration():
            return _kpi_property(context, node, scope)
        case syntax.CompetencyDeclaration():
            return _competency_property(context, node, scope)
        case syntax.RoleDeclaration():
            return _role_property(context, node, scope)
        case None:
            context.report.unknown(
                "unknown-name",
                node.name,
                f"`{name}` is not declared",
                _rated_names(context, scope),
            )
        case _:
            _not_available(
                context,
                node,
                f"`{name}` is {a_kind(declaration)}, and has no {node.property}",
            )
    return unknown(node.span)


def _rated_names(context: Context, scope: Scope) -> Iterator[str]:
    yield from context.names.declared
    if scope.role is not None:
        yield from scope.role.responsibilities


def _property(node: syntax.PropertyOf, entity: _Entity, type_: Type) -> framework.Expression:
    if node.property == "weight":
        type_ = PERCENT
    return framework.PropertyReference(node.span, type_, node.property, entity, node.name.text)


def _not_available(
    context: Context, node: syntax.PropertyOf, message: str, *, help_: str = ""
) -> framework.Expression:
    context.report.add("rating-not-available", node.span, message, help=help_)
    return unknown(node.span)


def _kpi_property(context: Context, node: syntax.PropertyOf, scope: Scope) -> framework.Expression:
    name = node.name.text
    if node.property == "score":
        return _property(node, "kpi", NUMBER)
    if node.property == "weight":
        if scope.role is None:
            return _only_in_role(context, node)
        if name not in scope.role.measures:
            return _not_measured(context, node, scope.role)
        return _property(node, "kpi", PERCENT)
    scale = context.rating_scales.get(name, "")
    if scale is None:
        return _not_available(
            context,
            node,
            f"`{name}` has a score and no rating",
            help_=f"use `score of {name}`",
        )
    return _property(node, "kpi", UNKNOWN if scale == "" else LevelType(scale))


def _competency_property(
    context: Context, node: syntax.PropertyOf, scope: Scope
) -> framework.Expression:
    name = node.name.text
    if scope.role is None:
        return _only_in_role(context, node)
    if name not in scope.role.measures:
        return _not_measured(context, node, scope.role)
    if node.property != "rating":
        return _property(node, "competency", NUMBER)
    return _property(node, "competency", level_type(gap_scale(context, name, scope.role) or None))


def _role_property(context: Context, node: syntax.PropertyOf, scope: Scope) -> framework.Expression:
    role = scope.role
    name = node.name.text
    if role is None or role.declaration.name.text != name:
        return _not_available(
            context, node, f"the {node.property} of role `{name}` can be used only inside that role"
        )
    if node.property == "weight":
        return _not_available(context, node, "a role has no weight")
    if node.property == "score":
        return _property(node, "role", NUMBER)
    if role.declaration.overall is None:
        return _not_available(context, node, f"role `{name}` has no `overall on` rules")
    scale = role.declaration.overall.rules.scale.text
    return _property(node, "role", LevelType(scale) if scale in context.levels else UNKNOWN)


def _only_in_role(context: Context, node: syntax.PropertyOf) -> framework.Expression:
    name = node.name.text
    kind = kind_of(context.names.declared[name])
    return _not_available(
        context,
        node,
        f"the {node.property} of {kind} `{name}` differs from role to role",
        help_="use it inside a role",
    )


def _not_measured(
    context: Context, node: syntax.PropertyOf, role: RoleScope
) -> framework.Expression:
    name = node.name.text
    return _not_available(
        context,
        node,
        f"role `{role.declaration.name.text}` does not measure `{name}`",
        help_="name it under one of the role's responsibilities",
    )
