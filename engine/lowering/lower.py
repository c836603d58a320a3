"""The order of a plan, what comes from outside, and how each kind of value becomes steps."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from ...dsl import framework as fw
from ...dsl.source import Span
from ...dsl.types import DATE, DURATION, NUMBER, LevelType, Type
from ...dsl.walk import walk
from ..graph import Node, formulas, ordered, references
from ..plan import (
    Aspect,
    Assess,
    Derive,
    DirectRating,
    Formula,
    Operation,
    ParameterInForce,
    PeriodBound,
    Plan,
    Require,
    Score,
    Supplied,
    TableAggregate,
)
from ..terms import Curve, Slot, Term
from .builder import PlanBuilder
from .expressions import ExpressionLowering
from .roles import decide, lower_role_value, points

if TYPE_CHECKING:
    from ..graph import Graph


def lower(
    framework: fw.Framework,
    graph: Graph,
    role: fw.Role | None,
    replaced: frozenset[str] = frozenset(),
    also: frozenset[str] = frozenset(),
) -> Plan:
    """Framework, its graph and a role -> Plan.

    Without a role the plan has every value that depends on none; with one, what the role needs,
    and what `also` names. `replaced` names metrics, KPIs and inputs whose formulas give way to
    what the evidence says.
    """
    builder = PlanBuilder(framework, role)
    order = _order(framework, graph, role, replaced, also)
    raters = _supply(builder, order, replaced)
    supplied = len(builder.steps)
    for node in order:
        if node not in builder.nodes:
            _lower(builder, node, raters)
    requirements = tuple(
        _require(builder, requirement)
        for requirement in framework.requirements
        if not requirement.constant
    )
    return _finish(builder, supplied, requirements, replaced)


def _order(
    framework: fw.Framework,
    graph: Graph,
    role: fw.Role | None,
    replaced: frozenset[str],
    also: frozenset[str],
) -> list[Node]:
    targets = [
        node
        for node in graph
        if _wanted(framework, node, role) or (node.id in also and not node.role)
    ]
    for requirement in framework.requirements:
        targets += [node for node, _ in references(requirement.condition, framework, "")]
    if replaced:
        graph = graph.copy()
        for id in replaced:
            node = Node("value", id)
            graph.remove_edges_from([(needed, node) for needed in graph.predecessors(node)])
            kpi = framework.kpis.get(id)
            if kpi is not None and kpi.formula is None:
                graph.add_edge(node, Node("rating", id), span=kpi.span)
    return ordered(graph, targets)


def _wanted(framework: fw.Framework, node: Node, role: fw.Role | None) -> bool:
    """A role's plan has what the role needs; the rating of a responsibility only on demand: where
    a formula or an example asks for it."""
    if role is None:
        return not node.role
    if node.role != role.id:
        return False
    if node.aspect != "rating" or node.id in framework.competencies:
        return True
    return any(
        expectation.property == "rating" and expectation.id == node.id
        for example in framework.examples
        if example.role == role.id
        for expectation in example.expect
    )


# --- what comes from outside ---------------------------------------------------------------


Raters = dict[str, tuple[tuple[int, Fraction], ...]]


def _supply(builder: PlanBuilder, order: list[Node], replaced: frozenset[str]) -> Raters:
    """Makes the steps whose values are given: evidence, parameters, the bounds of the period."""
    framework = builder.framework
    raters: Raters = {}
    for node in order:
        if node.aspect != "value":
            continue
        id = node.id
        if id in framework.parameters:
            parameter = framework.parameters[id]
            builder.nodes[node] = builder.add(
                id, "value", parameter.type, parameter.span, ParameterInForce(id)
            )
        elif id in framework.inputs:
            _supply_input(builder, framework.inputs[id], id in replaced)
        elif id in framework.competencies:
            raters[id] = _supply_raters(builder, framework.competencies[id])
        elif id in replaced:
            declaration = framework.metrics.get(id) or framework.kpis[id]
            builder.nodes[node] = builder.add(
                id, "value", declaration.type, declaration.span, Supplied(id)
            )
    span = _period_use(framework)
    if span is not None:
        bounds: tuple[tuple[PeriodBound, Type], ...] = (
            (PeriodBound("start"), DATE),
            (PeriodBound("end"), DATE),
            (PeriodBound("days"), DURATION),
        )
        for bound, type in bounds:
            builder.period[bound.part] = builder.add(
                f"period.{bound.part}", "value", type, span, bound
            )
    return raters


def _supply_input(builder: PlanBuilder, declaration: fw.Input, replaced: bool) -> None:
    id, derived = declaration.id, declaration.formula is not None and not replaced
    aspect: Aspect = "supplied" if derived else "value"
    index = builder.add(id, aspect, declaration.type, declaration.span, Supplied(id))
    builder.supplied[id] = index
    if not derived:
        builder.nodes[Node("value", id)] = index


def _supply_raters(
    builder: PlanBuilder, competency: fw.Competency
) -> tuple[tuple[int, Fraction], ...]:
    if not competency.raters:
        operation = Supplied(competency.id)
        step = builder.add(competency.id, "supplied", NUMBER, competency.span, operation)
        return ((step, Fraction(1)),)
    return tuple(
        (
            builder.add(
                f"{competency.id}.{rater.id}",
                "supplied",
                NUMBER,
                rater.span,
                Supplied(f"{competency.id}.{rater.id}"),
            ),
            rater.weight,
        )
        for rater in competency.raters
    )


def _period_use(framework: fw.Framework) -> Span | None:
    """The first place that reads the period, if any does."""
    expressions = [expression for _, expression in formulas(framework)]
    expressions += [requirement.condition for requirement in framework.requirements]
    for expression in expressions:
        for part in walk(expression):
            if isinstance(part, fw.PeriodPart | fw.InPeriod):
                return part.span
    return None


# --- values --------------------------------------------------------------------------------


def _lower(builder: PlanBuilder, node: Node, raters: Raters) -> None:
    framework = builder.framework
    if node.role or node.aspect in {"overall", "coverage"}:
        lower_role_value(builder, node)
    elif node.aspect == "rating":
        _rating(builder, framework.kpis[node.id])
    elif node.aspect == "score":
        _score(builder, framework.kpis[node.id])
    elif node.id in framework.competencies:
        competency = framework.competencies[node.id]
        shares = raters[node.id]
        builder.nodes[node] = builder.add(
            node.id,
            "assessed",
            NUMBER,
            competency.span,
            Assess(shares, competency.all_raters),
            inputs=tuple(index for index, _ in shares),
        )
    elif node.id in framework.inputs:
        _derive(builder, framework.inputs[node.id])
    else:
        declaration = framework.metrics.get(node.id) or framework.kpis[node.id]
        _value(builder, node, declaration)


def _value(builder: PlanBuilder, node: Node, declaration: fw.Metric | fw.Kpi) -> None:
    if declaration.formula is None:
        builder.nodes[node] = builder.nodes[Node("rating", declaration.id)]
        return
    first = len(builder.steps)
    lowering = ExpressionLowering(builder, declaration.id)
    term = lowering.lower(declaration.formula)
    last = builder.steps[-1] if len(builder.steps) > first else None
    if last is not None and term == Slot(last.index):
        builder.rename_last(declaration.id, "value", declaration.type, declaration.formula.span)
        builder.nodes[node] = last.index
        return
    builder.nodes[node] = builder.add(
        declaration.id,
        "value",
        declaration.type,
        declaration.formula.span,
        Formula(term),
        inputs=tuple(lowering.inputs),
        references=tuple(lowering.references),
    )


def _derive(builder: PlanBuilder, declaration: fw.Input) -> None:
    assert declaration.formula is not None
    supplied = builder.supplied[declaration.id]
    first = len(builder.steps)
    lowering = ExpressionLowering(builder, declaration.id)
    term = lowering.lower(declaration.formula)
    parts = tuple(range(first, len(builder.steps)))
    builder.nodes[Node("value", declaration.id)] = builder.add(
        declaration.id,
        "value",
        declaration.type,
        declaration.formula.span,
        Derive(supplied, term, parts),
        inputs=(supplied, *lowering.inputs),
        references=tuple(lowering.references),
    )


def _rating(builder: PlanBuilder, kpi: fw.Kpi) -> None:
    policy = kpi.when_missing
    node = Node("rating", kpi.id)
    match kpi.method:
        case fw.RatedByRules(rules):
            substitute = _substitute_rank(builder, rules.scale, policy)
            decide(builder, node, rules, ExpressionLowering(builder, kpi.id), substitute)
        case fw.RatedDirectly(scale=scale, rating=rating):
            lowering = ExpressionLowering(builder, kpi.id)
            given = builder.nodes.get(Node("value", kpi.id))
            term = lowering.lower(rating) if given is None else lowering.slot(rating.span, given)
            builder.nodes[node] = builder.add(
                kpi.id,
                "rating",
                LevelType(scale),
                rating.span,
                DirectRating(term, scale, _substitute_rank(builder, scale, policy)),
                inputs=tuple(lowering.inputs),
                references=tuple(lowering.references),
            )
        case fw.ScoredByExpression() | fw.ScoredByCurve():
            raise AssertionError(kpi.id)
        case _:
            assert_never(kpi.method)


def _substitute_rank(builder: PlanBuilder, scale: str, policy: fw.WhenMissing | None) -> int | None:
    if policy is None or policy.level is None:
        return None
    return builder.rank(scale, policy.level)


def _score(builder: PlanBuilder, kpi: fw.Kpi) -> None:
    policy = kpi.when_missing
    substitute = policy.score if policy is not None else None
    lowering = ExpressionLowering(builder, kpi.id)
    operation: Operation
    match kpi.method:
        case fw.RatedByRules() | fw.RatedDirectly():
            assert kpi.scale is not None
            points(builder, Node("score", kpi.id), kpi.scale, kpi.span, substitute)
            return
        case fw.ScoredByExpression(score):
            span, term = score.span, lowering.lower(score)
        case fw.ScoredByCurve(curve):
            span, term = curve.span, _curve(builder, kpi, curve, lowering)
        case _:
            assert_never(kpi.method)
    operation = Score(term, substitute)
    builder.nodes[Node("score", kpi.id)] = builder.add(
        kpi.id,
        "score",
        NUMBER,
        span,
        operation,
        inputs=tuple(lowering.inputs),
        references=tuple(lowering.references),
    )


def _curve(
    builder: PlanBuilder, kpi: fw.Kpi, curve: fw.ScoreCurve, lowering: ExpressionLowering
) -> Term:
    value = lowering.slot(kpi.span, builder.nodes[Node("value", kpi.id)])
    return Curve(
        "interpolate",
        value,
        tuple((lowering.operand(x), lowering.operand(y)) for x, y in curve.points),
    )


def _require(builder: PlanBuilder, requirement: fw.Requirement) -> int:
    lowering = ExpressionLowering(builder, requirement.id)
    condition = lowering.lower(requirement.condition)
    return builder.add(
        requirement.id,
        "require",
        requirement.condition.type,
        requirement.condition.span,
        Require(requirement, condition),
        inputs=tuple(lowering.inputs),
        references=tuple(lowering.references),
    )


# --- the finished plan ---------------------------------------------------------------------


def _finish(
    builder: PlanBuilder, supplied: int, requirements: tuple[int, ...], replaced: frozenset[str]
) -> Plan:
    role, nodes, steps = builder.role, builder.nodes, tuple(builder.steps)
    parameters = builder.framework.parameters
    own = role.id if role is not None else ""

    def by_id(aspect: str) -> dict[str, int]:
        return {node.id: index for node, index in nodes.items() if node.aspect == aspect}

    return Plan(
        framework=builder.framework,
        role=role,
        steps=steps,
        supplied=supplied,
        values=by_id("value"),
        ratings=by_id("rating"),
        scores=by_id("score"),
        coverage=nodes.get(Node("coverage", own, own)),
        overall_score=nodes.get(Node("score", own, own)),
        overall_before_gates=builder.overall_before_gates,
        overall=nodes.get(Node("overall", own, own)),
        gates=tuple(builder.gates),
        requirements=requirements,
        tables=tuple(
            dict.fromkeys(
                step.operation.table for step in steps if isinstance(step.operation, TableAggregate)
            )
        ),
        replaced=replaced,
        needs_period=bool(builder.period)
        or any(
            parameters[step.subject].dated
            for step in steps[:supplied]
            if isinstance(step.operation, ParameterInForce)
        ),
        decisions={
            index: 2 * len(steps) + position for position, index in enumerate(builder.decisions)
        },
    )
