"""What an example expects: outcomes that the framework can have."""

from __future__ import annotations

from itertools import chain

from .. import framework, syntax
from ..resolve import a_kind
from ..types import NUMBER, PERCENT, Type
from .context import UNKNOWN, Context, RoleScope, level_type
from .properties import gap_scale
from .types import check_given


def check_expectation(
    context: Context, item: syntax.Expectation, role: RoleScope | None
) -> framework.Expectation | None:
    if item.name is None:
        wanted = _overall_type(context, item, role)
        what = "`overall`" if item.property == "rating" else "`overall score`"
    else:
        wanted = _expected_type(context, item, item.name, role)
        what = f"`{item.name.text}`"
    if wanted is None:
        return None
    id_ = "" if item.name is None else item.name.text
    if item.expected is None:
        return framework.Expectation(item.span, item.property, id_, None)
    expected = check_given(context, item.expected, what, wanted)
    return framework.Expectation(item.span, item.property, id_, expected)


def _overall_type(
    context: Context, item: syntax.Expectation, role: RoleScope | None
) -> Type | None:
    """The type of a role's overall rating or score; None where there is none."""
    if role is None:
        if not context.names.of(syntax.RoleDeclaration):
            context.report.add(
                "no-role",
                item.span,
                "this expects an overall outcome, and the framework declares no role",
                help="declare a role, or expect something else",
            )
        return None
    if item.property == "score":
        return NUMBER
    overall = role.declaration.overall
    if overall is None:
        _not_rated(context, item, f"role `{role.declaration.name.text}` has no overall rating")
        return None
    scale = overall.rules.scale.text
    return level_type(scale if scale in context.levels else None)


def _not_rated(context: Context, item: syntax.Expectation, message: str) -> None:
    context.report.add("rating-not-available", item.span, message, help="expect something else")


def _expected_type(
    context: Context, item: syntax.Expectation, name: syntax.Name, role: RoleScope | None
) -> Type | None:
    """The type of what is expected of a name; None where a problem was reported."""
    found = context.names.declared.get(name.text)
    responsibilities = {} if role is None else role.responsibilities
    if role is not None and name.text in responsibilities:
        return _responsibility_type(context, item, name, role)
    match found:
        case None:
            context.report.unknown(
                "unknown-name",
                name,
                f"`{name.text}` is not declared",
                chain(context.names.declared, responsibilities),
            )
        case syntax.TableDeclaration() | syntax.ScaleDeclaration() | syntax.RoleDeclaration():
            context.wrong_kind(name, "value")
        case syntax.CompetencyDeclaration():
            return _competency_type(context, item, name, role)
        case syntax.KpiDeclaration():
            return _kpi_type(context, item, name, role)
        case _:
            if item.property == "value":
                return context.types.get(name.text, UNKNOWN)
            _not_rated(context, item, f"`{name.text}` is {a_kind(found)}, and is not rated")
    return None


def _responsibility_type(
    context: Context, item: syntax.Expectation, name: syntax.Name, role: RoleScope
) -> Type | None:
    match item.property:
        case "score":
            return NUMBER
        case "weight":
            return PERCENT
        case "rating" if role.declaration.overall is not None:
            scale = role.declaration.overall.rules.scale.text
            return level_type(scale if scale in context.levels else None)
        case _:
            message = f"responsibility `{name.text}` has a score and no {item.property}"
            _not_rated(context, item, message)
            return None


def _kpi_type(
    context: Context, item: syntax.Expectation, name: syntax.Name, role: RoleScope | None
) -> Type | None:
    if item.property == "value":
        return context.types.get(name.text, UNKNOWN)
    if item.property == "score":
        return NUMBER
    if item.property == "weight":
        return _weight_type(context, item, name, role)
    scale = context.rating_scales.get(name.text, "")
    if scale is None:
        _not_rated(context, item, f"`{name.text}` has a score and no rating")
        return None
    return level_type(scale or None)


def _weight_type(
    context: Context, item: syntax.Expectation, name: syntax.Name, role: RoleScope | None
) -> Type | None:
    if role is not None and name.text not in role.measures:
        _not_rated(
            context,
            item,
            f"role `{role.declaration.name.text}` does not measure `{name.text}`",
        )
        return None
    return PERCENT


def _competency_type(
    context: Context, item: syntax.Expectation, name: syntax.Name, role: RoleScope | None
) -> Type | None:
    if item.property == "value":
        return NUMBER
    if role is None:
        return None
    if _weight_type(context, item, name, role) is None:
        return None
    match item.property:
        case "weight":
            return PERCENT
        case "score":
            return NUMBER
        case "rating":
            return level_type(gap_scale(context, name.text, role) or None)
