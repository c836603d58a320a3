"""KPIs: a value, and how it is rated."""

from __future__ import annotations

from fractions import Fraction

from .. import framework, syntax
from ..diagnostics.model import Label
from ..source import Span
from ..types import NUMBER, PLAIN, LevelType, QuantityType
from ..units import describe
from .calls import check_points, require_points
from .context import UNKNOWN, Context, Scope, Subject, unknown
from .rules import check_rules
from .types import check_constant


def kpi_scope(context: Context, declaration: syntax.KpiDeclaration) -> Scope:
    """Where a bare comparison is about the KPI itself."""
    name = declaration.name.text
    return Scope(subject=Subject("kpi", name, context.types.get(name, UNKNOWN)))


def check_kpi(
    context: Context,
    declaration: syntax.KpiDeclaration,
    formula: framework.Expression | None,
    rating: framework.Expression | None,
) -> framework.Kpi:
    """KpiDeclaration -> Kpi"""
    name = declaration.name.text
    method = _method(context, declaration, rating)
    if formula is None and declaration.rating is None:
        context.report.add(
            "missing-property",
            declaration.name.span,
            f"kpi `{name}` has no formula",
            help="add one, such as `formula: revenue / quota`, or rate it directly with `rating:`",
        )
    return framework.Kpi(
        name,
        declaration.span,
        context.languages.label(declaration.label, declaration.name),
        context.languages.optional(declaration.description),
        context.types.get(name, UNKNOWN),
        formula,
        declaration.better,
        method,
        _when_missing(context, declaration),
    )


def _method(
    context: Context, declaration: syntax.KpiDeclaration, rating: framework.Expression | None
) -> framework.RatingMethod:
    name = declaration.name.text
    written: list[tuple[str, Span]] = []
    if declaration.rules is not None:
        written.append(("`rate on`", declaration.rules.span))
    if declaration.score is not None:
        written.append(("`score`", declaration.score.span))
    if declaration.rating is not None:
        written.append(("`rating`", declaration.rating.span))
    if not written:
        context.report.add(
            "missing-property",
            declaration.name.span,
            f"kpi `{name}` says nothing of how it is rated",
            help="add `rate on SCALE { … }`, `score: …` or `rating: …`, or make it a `metric`",
        )
    for what, span in written[1:]:
        context.report.add(
            "conflicting-properties",
            span,
            f"kpi `{name}` has {written[0][0]} and {what}, and can be rated in one way only",
            secondary=(Label(written[0][1], written[0][0]),),
            help="keep one of the two",
        )
    scope = kpi_scope(context, declaration)
    rules = None
    if declaration.rules is not None:
        rules = check_rules(context, declaration.rules, f"{name}.rule", scope)
    if rules is not None:
        return framework.RatedByRules(rules)
    match declaration.score:
        case None:
            pass
        case syntax.ScoreCurve() as curve:
            return framework.ScoredByCurve(_curve(context, declaration, curve, scope))
        case expression:
            score = context.formula(expression, scope, NUMBER)
            return framework.ScoredByExpression(check_points_given(context, score, f"`{name}`"))
    if rating is None:
        rating = unknown(declaration.span)
    scale = rating.type.scale if isinstance(rating.type, LevelType) else ""
    return framework.RatedDirectly(scale, rating)


def check_points_given(
    context: Context, score: framework.Expression, what: str
) -> framework.Expression:
    """Reports a score that is not a plain number."""
    type_ = score.type
    if type_ is UNKNOWN or (isinstance(type_, QuantityType) and type_.dimension == PLAIN):
        return score
    context.report.add(
        "unit-mismatch" if isinstance(type_, QuantityType) else "type-mismatch",
        score.span,
        f"the score of {what} is a plain number of points, and this is {describe(type_)}",
        label=describe(type_),
    )
    return unknown(score.span)


def _curve(
    context: Context,
    declaration: syntax.KpiDeclaration,
    curve: syntax.ScoreCurve,
    scope: Scope,
) -> framework.ScoreCurve:
    name = declaration.name.text
    value = framework.Reference(declaration.name.span, context.types.get(name, UNKNOWN), name)
    what = f"the curve of `{name}`"
    require_points(context, declaration.name.span, len(curve.points), 2, what)
    points = check_points(context, curve.points, scope, value, what)
    for _, y in points:
        check_points_given(context, y, f"`{name}`")
    return framework.ScoreCurve(curve.span, points)


def check_rating(
    context: Context, declaration: syntax.KpiDeclaration, node: syntax.Expression
) -> framework.Expression:
    """The `rating:` of a KPI rated directly, a level; learns the KPI's scale."""
    name = declaration.name.text
    declared = context.types.get(name)
    hint = declared if isinstance(declared, LevelType) else None
    rating = context.formula(node, kpi_scope(context, declaration), hint)
    context.rating_scales[name] = ""
    if rating.type is UNKNOWN:
        return rating
    if not isinstance(rating.type, LevelType):
        _report_no_level(context, rating, describe(rating.type))
        return unknown(node.span)
    context.rating_scales[name] = rating.type.scale
    return rating


def _report_no_level(context: Context, rating: framework.Expression, what: str) -> None:
    context.report.add(
        "type-mismatch",
        rating.span,
        f"a rating is a level of a scale, and this is {what}",
        label=what,
        help="for points use `score:`",
    )


def _when_missing(
    context: Context, declaration: syntax.KpiDeclaration
) -> framework.WhenMissing | None:
    node = declaration.when_missing
    if node is None:
        return None
    name = declaration.name.text
    level = None
    if node.level is not None:
        scale = context.rating_scales.get(name, "")
        if scale is None:
            context.report.add(
                "rating-not-available",
                node.level.span,
                f"`{name}` has a score and no rating",
                help="write `when missing: score 0`, with the points you want",
            )
        elif scale:
            level = context.level(node.level, scale)
    score = None
    if node.score is not None:
        constant = check_constant(context, node.score, "the score of a missing value", NUMBER)
        if constant is not None and isinstance(constant.value, Fraction):
            score = constant.value
    return framework.WhenMissing(node.span, node.action, level, score)
