"""Competencies and roles: weights, measures, the overall rating and its gates."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import chain
from types import MappingProxyType

from .. import framework, syntax
from ..diagnostics.model import Edit, Fix, Label
from ..resolve import a_kind, refuse_reserved, unique
from ..source import Span
from ..types import NUMBER, PERCENT
from ..units import written
from .context import Context, RoleScope, Scope, Subject
from .kpis import check_points_given
from .properties import gap_scale
from .rules import check_rules
from .types import check_constant
from .values import check_gap_rules
from .weights import Weighted, shares


def check_competency(
    context: Context, declaration: syntax.CompetencyDeclaration
) -> framework.Competency:
    """CompetencyDeclaration -> Competency"""
    name = declaration.name.text
    scale = None
    if declaration.levels is None:
        context.report.add(
            "missing-property",
            declaration.name.span,
            f"competency `{name}` does not say on which scale it is assessed",
            help="add a line such as `levels: proficiency`",
        )
    else:
        scale = context.scale(declaration.levels)
    unique(tuple(item.level for item in declaration.indicators), "indicator of", context.report)
    indicators: dict[str, framework.Label] = {}
    for item in declaration.indicators:
        level = item.level.text if scale is None else context.level(item.level, scale)
        indicators.setdefault(level, context.languages.text(item.text))
    return framework.Competency(
        name,
        declaration.span,
        context.languages.label(declaration.label, declaration.name),
        context.languages.optional(declaration.description),
        scale or "",
        MappingProxyType(indicators),
        _raters(context, declaration),
        declaration.all_raters,
    )


def _raters(
    context: Context, declaration: syntax.CompetencyDeclaration
) -> tuple[framework.Rater, ...]:
    name = declaration.name
    unique(tuple(rater.name for rater in declaration.raters), "kind of rater", context.report)
    if not declaration.raters:
        if declaration.all_raters:
            context.report.add(
                "missing-property",
                name.span,
                f"competency `{name.text}` asks for all raters, and names none",
                help="add a line such as `assessed by manager 60%, peers 40%`",
            )
        return ()
    siblings = [Weighted(rater.name, rater.weight) for rater in declaration.raters]
    weights = shares(context, siblings, name.span, f"the raters of `{name.text}`")
    return tuple(
        framework.Rater(rater.name.text, rater.span, weight)
        for rater, weight in zip(declaration.raters, weights, strict=True)
    )


def role_scope(context: Context, declaration: syntax.RoleDeclaration) -> RoleScope:
    """What a role names; of two with one id the first."""
    known = context.role_scopes.get(declaration.name.text)
    if known is not None:
        return known
    responsibilities: dict[str, syntax.ResponsibilityDeclaration] = {}
    measures: dict[str, syntax.Measure] = {}
    for responsibility in declaration.responsibilities:
        responsibilities.setdefault(responsibility.name.text, responsibility)
        for measure in responsibility.measures:
            measures.setdefault(measure.name.text, measure)
    scope = RoleScope(declaration, responsibilities, measures)
    context.role_scopes[declaration.name.text] = scope
    return scope


def check_role(
    context: Context,
    declaration: syntax.RoleDeclaration,
    scales: dict[str, framework.Scale],
) -> framework.Role:
    """RoleDeclaration -> Role"""
    name = declaration.name
    inside = role_scope(context, declaration)
    scope = Scope(role=inside)
    if not declaration.responsibilities and declaration.overall_score is None:
        context.report.add(
            "missing-property",
            name.span,
            f"role `{name.text}` has neither responsibilities nor an overall score",
            help="add a `responsibility`, or `overall score: …`",
        )
    _check_names(context, inside)
    gap_rules = None
    if declaration.rate_gap is not None:
        gap_rules = check_gap_rules(context, declaration.rate_gap, name.text, scope)
    siblings = [
        Weighted(part.name, part.weight, ("responsibility", part.name.text))
        for part in declaration.responsibilities
    ]
    path = ("role", name.text)
    what = f"the responsibilities of `{name.text}`"
    weights = shares(context, siblings, name.span, what, path)
    responsibilities = tuple(
        _check_responsibility(context, part, weight, scope, (gap_rules, scales))
        for part, weight in zip(declaration.responsibilities, weights, strict=True)
    )
    score = None
    if declaration.overall_score is not None:
        checked = context.formula(declaration.overall_score, scope, NUMBER)
        score = check_points_given(context, checked, f"`{name.text}`")
    overall = None
    if declaration.overall is not None:
        overall = _check_overall(context, declaration.overall, scope, name.text)
    return framework.Role(
        name.text,
        declaration.span,
        context.languages.label(declaration.label, name),
        context.languages.optional(declaration.description),
        responsibilities,
        overall,
        score,
    )


def _check_names(context: Context, role: RoleScope) -> None:
    """Responsibilities share the framework's names; a measure stands in a role once."""
    declaration = role.declaration
    unique(
        tuple(part.name for part in declaration.responsibilities),
        "responsibility",
        context.report,
    )
    for responsibility in declaration.responsibilities:
        name = responsibility.name
        refuse_reserved(name, context.report)
        other = context.names.declared.get(name.text)
        if other is not None:
            context.report.add(
                "duplicate-name",
                name.span,
                f"`{name.text}` is already declared as {a_kind(other)}",
                secondary=(Label(other.name.span, "declared first here"),),
                help="give the responsibility an id of its own",
            )
        for measure in responsibility.measures:
            first = role.measures[measure.name.text]
            if first is not measure:
                context.report.add(
                    "duplicate-measure",
                    measure.name.span,
                    f"role `{declaration.name.text}` already measures `{measure.name.text}`",
                    secondary=(Label(first.name.span, "measured first here"),),
                    help="a measure counts in one responsibility; remove it from one of the two",
                )


def _check_responsibility(
    context: Context,
    declaration: syntax.ResponsibilityDeclaration,
    weight: Fraction,
    scope: Scope,
    gaps: tuple[framework.RuleList | None, dict[str, framework.Scale]],
) -> framework.Responsibility:
    name = declaration.name
    siblings = [
        Weighted(measure.name, measure.weight, (measure.kind, measure.name.text))
        for measure in declaration.measures
    ]
    assert scope.role is not None
    path = ("role", scope.role.declaration.name.text, "responsibility", name.text)
    weights = shares(context, siblings, name.span, f"the measures of `{name.text}`", path)
    measures = tuple(
        _check_measure(context, measure, share, scope, gaps)
        for measure, share in zip(declaration.measures, weights, strict=True)
    )
    score = None
    if declaration.score is not None:
        checked = context.formula(declaration.score, scope, NUMBER)
        score = check_points_given(context, checked, f"`{name.text}`")
    return framework.Responsibility(
        name.text,
        declaration.span,
        context.languages.label(declaration.label, name),
        context.languages.optional(declaration.description),
        weight,
        _as_written(declaration.weight),
        declaration.span if declaration.weight is None else declaration.weight.span,
        measures,
        score,
    )


def _as_written(weight: syntax.Expression | None) -> str:
    return "" if weight is None else weight.span.text


def _check_measure(
    context: Context,
    measure: syntax.Measure,
    weight: Fraction,
    scope: Scope,
    gaps: tuple[framework.RuleList | None, dict[str, framework.Scale]],
) -> framework.Measure:
    requires = None
    rate_gap = None
    declaration = _measured(context, measure)
    if measure.kind == "kpi":
        if measure.requires is not None and isinstance(declaration, syntax.KpiDeclaration):
            context.report.add(
                "conflicting-properties",
                measure.requires.span,
                f"`{measure.name.text}` is measured as a kpi, and only a competency requires a "
                "level",
                help="remove `requires`",
            )
    elif isinstance(declaration, syntax.CompetencyDeclaration):
        requires = _required_level(context, measure, declaration)
        rate_gap = _gap_rules(context, measure, declaration, scope, gaps)
    return framework.Measure(
        measure.kind,
        measure.name.text,
        measure.span,
        weight,
        _as_written(measure.weight),
        measure.span if measure.weight is None else measure.weight.span,
        requires,
        rate_gap,
    )


def _measured(
    context: Context, measure: syntax.Measure
) -> syntax.KpiDeclaration | syntax.CompetencyDeclaration | None:
    """What a measure names, if it is of the kind that the measure says."""
    name = measure.name
    found = context.names.declared.get(name.text)
    kinds = {"kpi": syntax.KpiDeclaration, "competency": syntax.CompetencyDeclaration}
    wanted = kinds[measure.kind]
    if isinstance(found, (syntax.KpiDeclaration, syntax.CompetencyDeclaration)):
        if isinstance(found, wanted):
            return found
        right = "competency" if measure.kind == "kpi" else "kpi"
        start = measure.span.start
        word = Span(measure.span.source, start, start + len(measure.kind))
        context.report.add(
            "wrong-kind",
            name.span,
            f"`{name.text}` is a {right}, and is measured here as a {measure.kind}",
            secondary=(Label(found.name.span, f"declared as a {right}"),),
            help=f"write `{right} {name.text}`",
            fix=Fix(f"write `{right}`", (Edit(word, right),)),
        )
    elif found is not None:
        context.wrong_kind(name, measure.kind)
    else:
        known = chain(
            (kpi.name.text for kpi in context.names.of(syntax.KpiDeclaration)),
            (item.name.text for item in context.names.of(syntax.CompetencyDeclaration)),
        )
        context.report.unknown(
            "unknown-name",
            name,
            f"there is no {measure.kind} `{name.text}`",
            known,
            secondary=context.removed_here(name.text),
        )
    return None


def _required_level(
    context: Context, measure: syntax.Measure, competency: syntax.CompetencyDeclaration
) -> str | None:
    if measure.requires is None:
        context.report.add(
            "missing-property",
            measure.name.span,
            f"the role does not say which level of `{measure.name.text}` it requires",
            help="add `requires` and a level, such as `requires proficient`",
        )
        return None
    if competency.levels is None or competency.levels.text not in context.levels:
        return None
    return context.level(measure.requires, competency.levels.text)


def _gap_rules(
    context: Context,
    measure: syntax.Measure,
    competency: syntax.CompetencyDeclaration,
    scope: Scope,
    gaps: tuple[framework.RuleList | None, dict[str, framework.Scale]],
) -> framework.RuleList | None:
    of_role, scales = gaps
    if of_role is not None:
        return of_role
    assert scope.role is not None
    if gap_scale(context, measure.name.text, scope.role) is None and competency.levels is not None:
        scale = competency.levels.text
        context.report.add(
            "missing-property",
            measure.name.span,
            f"nothing says how a gap in `{measure.name.text}` is rated",
            secondary=(Label(scales[scale].span, f"scale `{scale}` has no `rate gap on` rules"),)
            if scale in scales
            else (),
            help="add `rate gap on SCALE { … }` to the scale or to the role",
        )
    found = scales.get(competency.levels.text) if competency.levels is not None else None
    return None if found is None else found.rate_gap


def _check_overall(
    context: Context, node: syntax.OverallDeclaration, scope: Scope, role: str
) -> framework.Overall | None:
    about = replace(scope, subject=Subject("overall", role, NUMBER))
    rules = check_rules(context, node.rules, f"{role}.rule", about)
    known = _known_weight(context, node.known_weight)
    gates = tuple(
        _check_gate(context, gate, rules, about, f"{role}.gate.{number}")
        for number, gate in enumerate(node.gates, 1)
    )
    if rules is None:
        return None
    place = None if node.known_weight is None else node.known_weight.span
    return framework.Overall(node.span, rules, known, place, gates)


def _known_weight(context: Context, node: syntax.Expression | None) -> Fraction:
    if node is None:
        return Fraction(1)
    constant = check_constant(context, node, "the weight that must be known", PERCENT)
    if constant is None or not isinstance(constant.value, Fraction):
        return Fraction(1)
    if not 0 <= constant.value <= 1:
        context.report.add(
            "outside-range",
            node.span,
            f"the weight that must be known lies between 0% and 100%, and this is "
            f"{written(constant.value, PERCENT)}",
        )
    return constant.value


def _check_gate(
    context: Context,
    gate: syntax.Gate,
    rules: framework.RuleList | None,
    scope: Scope,
    id_: str,
) -> framework.Gate:
    condition = context.as_condition(context.formula(gate.condition, scope), "a gate")
    level = gate.level.text if rules is None else context.level(gate.level, rules.scale)
    when_unknown = gate.when_unknown or "undetermined"
    because = context.languages.optional(gate.because)
    return framework.Gate(id_, gate.span, gate.action, level, condition, because, when_unknown)
