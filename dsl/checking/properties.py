"""Types ratings, scores and weights: of one thing, or in the rows of a role's table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Literal

from .. import framework, syntax
from ..resolve import a_kind, kind_of
from ..source import Span
from ..types import NUMBER, PERCENT, LevelType, Type
from .context import UNKNOWN, Context, RoleScope, Scope, level_type, not_a_constant, unknown

_Entity = Literal["kpi", "competency", "responsibility", "role"]


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
    if table == "responsibilities":
        return _responsibility_rating(context, role, span)
    known = context.role_ratings.get((role.declaration.name.text, table or ""))
    if known is None:
        known = _measure_rating(context, scope, role, span)
        context.role_ratings[role.declaration.name.text, table or ""] = known
    return known


def _responsibility_rating(context: Context, role: RoleScope, span: Span) -> Type:
    """A responsibility is rated by the role's overall rules, from its own score."""
    overall = role.declaration.overall
    if overall is None:
        context.report.add(
            "rating-not-available",
            span,
            f"role `{role.declaration.name.text}` has no `overall on` rules, so that its "
            "responsibilities have a score and no rating",
            help="use `score`",
        )
        return UNKNOWN
    scale = overall.rules.scale.text
    return LevelType(scale) if scale in context.levels else UNKNOWN


def _measure_rating(context: Context, scope: Scope, role: RoleScope, span: Span) -> Type:
    table = scope.role_table
    scales: dict[str, str] = {}
    if table is not None:
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
        context.report.add(
            "rating-not-available",
            span,
            f"none of the role's `{table}` has a rating",
            help="use `score`",
        )
        return UNKNOWN
    return LevelType(next(iter(scales)))


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
        type_: Type = NUMBER
        if node.property == "rating":
            type_ = _responsibility_rating(context, scope.role, node.span)
        return _property(node, "responsibility", type_)
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
    responsibilities = {} if scope.role is None else scope.role.responsibilities
    return chain(context.names.declared, responsibilities)


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
