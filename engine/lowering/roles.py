"""The steps of a role: competencies, coverage, responsibilities, the overall rating, gates."""

from __future__ import annotations

from fractions import Fraction

from ...dsl import framework as fw
from ...dsl.source import Span
from ...dsl.types import NUMBER, PERCENT, LevelType
from ..graph import Node, insisting_measures
from ..plan import (
    ApplyGate,
    Branch,
    Coverage,
    Decide,
    Formula,
    MeasureWeight,
    OverallScore,
    Points,
    ResponsibilityScore,
    ResponsibilityWeights,
    Score,
)
from ..terms import Number, Operate, Slot
from .builder import PlanBuilder
from .expressions import ExpressionLowering


def decide(
    builder: PlanBuilder,
    node: Node,
    rules: fw.RuleList,
    lowering: ExpressionLowering,
    substitute: int | None = None,
) -> int:
    """Adds the decision of a rule list, and remembers it as the value of `node`."""
    branches = tuple(
        Branch(
            None if rule.condition is None else lowering.lower(rule.condition),
            builder.rank(rules.scale, rule.level),
        )
        for rule in rules.rules
    )
    subject = lowering.overall
    inputs = lowering.inputs if subject is None else [subject, *lowering.inputs]
    index = builder.add(
        node.id,
        "rating",
        LevelType(rules.scale),
        rules.span,
        Decide(rules, branches, substitute, subject),
        inputs=tuple(inputs),
        references=tuple(lowering.references),
    )
    builder.decisions.append(index)
    builder.nodes[node] = index
    return index


def points(
    builder: PlanBuilder, node: Node, scale: str, span: Span, substitute: Fraction | None = None
) -> None:
    """Adds the points of the rating that belongs to the score `node`."""
    rating = builder.nodes[node._replace(aspect="rating")]
    operation = Points(rating, scale, builder.points(scale), substitute)
    builder.nodes[node] = builder.add(
        node.id, "score", NUMBER, span, operation, inputs=(rating,), references=((span, rating),)
    )


def lower_role_value(builder: PlanBuilder, node: Node) -> None:
    """Adds the steps of one of the values that belong to the plan's role."""
    role = builder.role
    assert role is not None
    if node.aspect == "coverage":
        _coverage(builder, node, role)
    elif node.aspect == "overall":
        _overall(builder, node, role)
    elif node.id == role.id:
        _overall_score(builder, node, role)
    elif node.id in builder.framework.competencies:
        _competency(builder, node, role)
    else:
        _responsibility(builder, node, role)


def _competency(builder: PlanBuilder, node: Node, role: fw.Role) -> None:
    measure = next(
        measure
        for responsibility in role.responsibilities
        for measure in responsibility.measures
        if measure.id == node.id
    )
    assessed = builder.nodes[Node("value", node.id)]
    if node.aspect == "gap":
        assert measure.requires is not None
        scale = builder.framework.scales[builder.framework.competencies[node.id].scale]
        required = scale.level(measure.requires).points
        term = Operate(
            "-", Slot(assessed), Number(required.numerator, required.denominator), measure.span
        )
        builder.nodes[node] = builder.add(
            node.id,
            "gap",
            NUMBER,
            measure.span,
            Formula(term),
            inputs=(assessed,),
            references=((measure.span, assessed),),
        )
    elif node.aspect == "rating":
        assert measure.rate_gap is not None
        gap = builder.nodes[node._replace(aspect="gap")]
        decide(builder, node, measure.rate_gap, ExpressionLowering(builder, node.id, gap=gap))
    elif measure.rate_gap is not None:
        points(builder, node, measure.rate_gap.scale, measure.span)
    else:
        builder.nodes[node] = builder.add(
            node.id,
            "score",
            NUMBER,
            measure.span,
            Score(Slot(assessed), None),
            inputs=(assessed,),
            references=((measure.span, assessed),),
        )


def _coverage(builder: PlanBuilder, node: Node, role: fw.Role) -> None:
    responsibilities = []
    inputs: list[int] = []
    for responsibility in role.responsibilities:
        measures = []
        if responsibility.score is not None:
            own = builder.nodes[Node("score", responsibility.id, role.id)]
            inputs.append(own)
        else:
            own = None
            for measure in responsibility.measures:
                owner = "" if measure.kind == "kpi" else role.id
                score = builder.nodes[Node("score", measure.id, owner)]
                inputs.append(score)
                measures.append(MeasureWeight(measure.id, score, measure.weight))
        responsibilities.append(
            ResponsibilityWeights(responsibility.id, responsibility.weight, tuple(measures), own)
        )
    limit = role.overall.known_weight if role.overall is not None else Fraction(1)
    insisting = _insisting(builder, role)
    builder.nodes[node] = builder.add(
        role.id,
        "coverage",
        PERCENT,
        role.span,
        Coverage(tuple(responsibilities), limit, insisting),
        inputs=(*inputs, *insisting),
    )


def _insisting(builder: PlanBuilder, role: fw.Role) -> tuple[int, ...]:
    """The scores of the role's KPIs that say `when missing: fail`."""
    return tuple(
        builder.nodes[Node("score", measure.id)]
        for measure in insisting_measures(builder.framework, role)
    )


def _responsibility(builder: PlanBuilder, node: Node, role: fw.Role) -> None:
    position, responsibility = next(
        (position, responsibility)
        for position, responsibility in enumerate(role.responsibilities)
        if responsibility.id == node.id
    )
    if node.aspect == "rating":
        assert role.overall is not None
        score = builder.nodes[node._replace(aspect="score")]
        lowering = ExpressionLowering(builder, node.id, overall=score)
        decide(builder, node, role.overall.rules, lowering)
        return
    lowering = ExpressionLowering(builder, node.id)
    if responsibility.score is not None:
        operation: Score | ResponsibilityScore = Score(lowering.lower(responsibility.score), None)
        span, inputs = responsibility.score.span, tuple(lowering.inputs)
    else:
        coverage = builder.nodes[Node("coverage", role.id, role.id)]
        operation, span = ResponsibilityScore(position, coverage), responsibility.span
        weights = builder.steps[coverage].operation
        assert isinstance(weights, Coverage)
        measures = weights.responsibilities[position].measures
        inputs = (coverage, *(measure.score for measure in measures))
    builder.nodes[node] = builder.add(
        node.id,
        "score",
        NUMBER,
        span,
        operation,
        inputs=inputs,
        references=tuple(lowering.references),
    )


def _overall_score(builder: PlanBuilder, node: Node, role: fw.Role) -> None:
    lowering = ExpressionLowering(builder, role.id)
    insisting = _insisting(builder, role)
    if role.overall_score is not None:
        term = lowering.lower(role.overall_score)
        operation: Score | OverallScore = Score(term, None, insisting)
        span, inputs = role.overall_score.span, (*lowering.inputs, *insisting)
    else:
        coverage = builder.nodes[Node("coverage", role.id, role.id)]
        scores = tuple(
            builder.nodes[Node("score", responsibility.id, role.id)]
            for responsibility in role.responsibilities
        )
        operation, span = OverallScore(scores, coverage), role.span
        inputs = (coverage, *scores, *insisting)
    builder.nodes[node] = builder.add(
        role.id,
        "score",
        NUMBER,
        span,
        operation,
        inputs=inputs,
        references=tuple(lowering.references),
    )


def _overall(builder: PlanBuilder, node: Node, role: fw.Role) -> None:
    assert role.overall is not None
    score = builder.nodes[Node("score", role.id, role.id)]
    rules = role.overall.rules
    rating = decide(builder, node, rules, ExpressionLowering(builder, role.id, overall=score))
    builder.overall_before_gates = rating
    for number, gate in enumerate(role.overall.gates, start=1):
        lowering = ExpressionLowering(builder, role.id, overall=score)
        condition = lowering.lower(gate.condition)
        rating = builder.add(
            role.id,
            "gate",
            LevelType(rules.scale),
            gate.span,
            ApplyGate(gate, rating, condition, builder.rank(rules.scale, gate.level)),
            inputs=(rating, *lowering.inputs),
            references=tuple(lowering.references),
            number=number,
        )
        builder.decisions.append(rating)
        builder.gates.append(rating)
    builder.nodes[node] = rating
