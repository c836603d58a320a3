"""Framework -> what stands in its expressions, found in one walk over each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .. import framework as fw
from ..types import PERCENT, LevelType, Type
from ..walk import children


@dataclass(slots=True)
class Census:
    """`used` holds the ids of everything that an expression or a property names. The others are
    the expressions in which there is a division, a comparison by `=` or `!=`, something times a
    plain 100."""

    used: set[str] = field(default_factory=set)
    divide: list[fw.Expression] = field(default_factory=list)
    equate: list[fw.Expression] = field(default_factory=list)
    times_hundred: list[fw.Expression] = field(default_factory=list)


def take_census(framework: fw.Framework) -> Census:
    """Framework -> Census"""
    census = Census()
    for owner, expression in expressions(framework):
        _walk(expression, owner, census)
    for type_ in _types(framework):
        if isinstance(type_, LevelType):
            census.used.add(type_.scale)
    for _, rules in _rule_lists(framework):
        census.used.add(rules.scale)
    for competency in framework.competencies.values():
        census.used.add(competency.scale)
    for role in framework.roles.values():
        for responsibility in role.responsibilities:
            census.used.update(measure.id for measure in responsibility.measures)
    return census


def expressions(framework: fw.Framework) -> Iterator[tuple[str, fw.Expression]]:
    """Every formula and condition of a framework, whole, with the id of what it rates: that it
    names itself there is no use of it."""
    for input in framework.inputs.values():
        if input.formula is not None:
            yield "", input.formula
    yield from (("", metric.formula) for metric in framework.metrics.values())
    for kpi in framework.kpis.values():
        if kpi.formula is not None:
            yield "", kpi.formula
        match kpi.method:
            case fw.ScoredByExpression(score):
                yield kpi.id, score
            case fw.ScoredByCurve(curve):
                yield from ((kpi.id, part) for pair in curve.points for part in pair)
            case fw.RatedDirectly(rating=rating):
                yield kpi.id, rating
            case fw.RatedByRules():
                pass
    for role in framework.roles.values():
        if role.overall_score is not None:
            yield "", role.overall_score
        yield from (("", each.score) for each in role.responsibilities if each.score is not None)
        if role.overall is not None:
            yield from (("", gate.condition) for gate in role.overall.gates)
    for owner, rules in _rule_lists(framework):
        yield from ((owner, each.condition) for each in rules.rules if each.condition is not None)
    yield from (("", requirement.condition) for requirement in framework.requirements)


def _rule_lists(framework: fw.Framework) -> Iterator[tuple[str, fw.RuleList]]:
    """Every list of rules once; those of a scale may stand under many measures."""
    for scale in framework.scales.values():
        if scale.rate_gap is not None:
            yield "", scale.rate_gap
    for kpi in framework.kpis.values():
        if isinstance(kpi.method, fw.RatedByRules):
            yield kpi.id, kpi.method.rules
    for role in framework.roles.values():
        if role.overall is not None:
            yield "", role.overall.rules
        own = {
            id(measure.rate_gap): measure.rate_gap
            for responsibility in role.responsibilities
            for measure in responsibility.measures
            if measure.rate_gap is not None
        }
        for rules in own.values():
            if all(rules is not scale.rate_gap for scale in framework.scales.values()):
                yield "", rules


def _types(framework: fw.Framework) -> Iterator[Type]:
    yield from (input.type for input in framework.inputs.values())
    yield from (metric.type for metric in framework.metrics.values())
    for parameter in framework.parameters.values():
        yield parameter.type
    for table in framework.tables.values():
        yield from (column.type for column in table.columns)
    for kpi in framework.kpis.values():
        if isinstance(kpi.method, fw.RatedDirectly):
            yield LevelType(kpi.method.scale)


def _walk(expression: fw.Expression, owner: str, census: Census) -> None:
    waiting = [expression]
    used = census.used
    divides = equates = is_times_hundred = False
    while waiting:
        node = waiting.pop()
        match node:
            case fw.Constant(type=type_):
                if isinstance(type_, LevelType):
                    used.add(type_.scale)
                continue
            case fw.Reference(id=name) | fw.PropertyReference(id=name):
                if name != owner:
                    used.add(name)
                continue
            case fw.Compare(operator=operator, left=left, right=right):
                equates = equates or operator in ("=", "!=")
                waiting += (left, right)
                continue
            case fw.Arithmetic(operator=operator, left=left, right=right):
                divides = divides or operator == "/"
                if operator == "*" and (is_plain_hundred(left) or is_plain_hundred(right)):
                    is_times_hundred = True
                waiting += (left, right)
                continue
            case fw.Aggregate(table=table) | fw.ColumnReference(table=table):
                used.add(table)
            case _:
                pass
        waiting.extend(children(node))
    if divides:
        census.divide.append(expression)
    if equates:
        census.equate.append(expression)
    if is_times_hundred:
        census.times_hundred.append(expression)


def is_plain_hundred(node: fw.Expression) -> bool:
    """Whether it is the number 100, not written as a percentage."""
    return isinstance(node, fw.Constant) and node.value == 100 and node.type != PERCENT
