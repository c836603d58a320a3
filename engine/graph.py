"""What depends on what: the checked framework as a graph, its order and its circles."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Literal, NamedTuple, assert_never

from ..dsl import framework as fw
from ..dsl.diagnostics.catalogue import diagnose
from ..dsl.diagnostics.model import Diagnostic, Label
from ..dsl.source import Span
from ..dsl.walk import walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import networkx

    Graph = networkx.DiGraph["Node"]

Aspect = Literal["value", "gap", "rating", "score", "coverage", "overall"]


class Node(NamedTuple):
    """One value of one declaration. `role` is "" for what does not depend on a role."""

    aspect: Aspect
    id: str
    role: str = ""

    def __str__(self) -> str:
        match self.aspect:
            case "value" | "gap" | "coverage":
                return f"`{self.id}`"
            case "rating" | "score":
                return f"{self.aspect} of `{self.id}`"
            case "overall":
                return f"overall rating of `{self.id}`"


def dependency_graph(framework: fw.Framework) -> Graph:
    """Framework -> graph: an edge from each value to every value that needs it.

    Nodes stand in the order of declaration and carry the `span` of their declaration; each edge
    carries the `span` of the reference that made it. Of a framework with errors, what is not
    declared is left out.
    """
    import networkx

    graph: Graph = networkx.DiGraph()
    for node, span in _nodes(framework):
        graph.add_node(node, span=span)
    for needed, node, span in _edges(framework, set(graph)):
        graph.add_edge(needed, node, span=span)
    return graph


def has_circles(framework: fw.Framework) -> bool:
    """Whether any value needs itself: told without the library of graphs, which takes longer to
    load than most frameworks take to check."""
    sorter: TopologicalSorter[Node] = TopologicalSorter()
    for needed, node, _ in _edges(framework, {node for node, _ in _nodes(framework)}):
        sorter.add(node, needed)
    try:
        sorter.prepare()
    except CycleError:
        return True
    return False


def _edges(framework: fw.Framework, declared: set[Node]) -> Iterator[tuple[Node, Node, Span]]:
    """Each declared value that is needed, the one that needs it, and the reference's place."""
    for node, expression in formulas(framework):
        for needed, span in references(expression, framework, node.role):
            if needed in declared:
                yield needed, node, span
    for node, needed, span in _structure(framework):
        if needed in declared and node in declared:
            yield needed, node, span


def references(
    expression: fw.Expression, framework: fw.Framework, role: str
) -> Iterator[tuple[Node, Span]]:
    """The values that an expression reads, each with the place that names it."""
    for part in walk(expression):
        match part:
            case fw.Reference(span=span, id=id):
                yield Node("value", id), span
            case fw.OverallReference(span=span):
                yield Node("score", role, role), span
            case fw.PropertyReference(span=span, property=property, entity=entity, id=id):
                if property != "weight":
                    yield _property_node(property, entity, id, role), span
            case fw.RoleColumnReference(span=span, table=table, column=column):
                if column == "rating":
                    for node in role_rows(framework.roles[role], table, "rating"):
                        if _has(framework, node):
                            yield node, span
            case fw.RoleAggregate(span=span, table=table):
                for node in role_rows(framework.roles[role], table, "score"):
                    yield node, span
            case _:
                pass


def role_rows(
    role: fw.Role, table: fw.RoleTable, column: Literal["rating", "score"]
) -> Iterator[Node]:
    """A node for each row of a role's table, whether or not that row has such a value."""
    for responsibility in role.responsibilities:
        if table == "responsibilities":
            yield Node(column, responsibility.id, role.id)
            continue
        for measure in responsibility.measures:
            if measure.kind == "kpi" and table == "kpis":
                yield Node(column, measure.id)
            elif measure.kind == "competency" and table == "competencies":
                yield Node(column, measure.id, role.id)


def insisting_measures(framework: fw.Framework, role: fw.Role) -> Iterator[fw.Measure]:
    """The measures of a role that leave it unrated where they are missing."""
    for responsibility in role.responsibilities:
        for measure in responsibility.measures:
            kpi = framework.kpis.get(measure.id) if measure.kind == "kpi" else None
            policy = kpi.when_missing if kpi is not None else None
            if policy is not None and policy.action == "fail":
                yield measure


def circles(graph: Graph, ambiguous: Collection[str] = ()) -> tuple[Diagnostic, ...]:
    """Graph -> one diagnostic for each circle of values that need each other.

    None goes through the `ambiguous` ids, which are declared more than once."""
    import networkx

    found = []
    if ambiguous:
        graph = graph.subgraph([node for node in graph if node.id not in ambiguous])
    for component in networkx.strongly_connected_components(graph):
        first = min(component, key=lambda node: graph.nodes[node]["span"].start)
        if len(component) > 1 or graph.has_edge(first, first):
            found.append(_circle(graph, graph.subgraph(component), first))
    return tuple(sorted(found, key=lambda diagnostic: diagnostic.sort_key))


def ordered(graph: Graph, nodes: Iterable[Node]) -> list[Node]:
    """The given nodes and all they need, each after what it needs.

    Among those that are free to stand anywhere, the one declared first comes first, so that a
    plan reads like the file.
    """
    needed: set[Node] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if node not in needed:
            needed.add(node)
            waiting.extend(graph.predecessors(node))
    import networkx

    position = {node: index for index, node in enumerate(graph)}
    return list(
        networkx.lexicographical_topological_sort(
            graph.subgraph(needed), key=lambda node: position[node]
        )
    )


def _property_node(
    property: Literal["rating", "score"],
    entity: Literal["kpi", "competency", "responsibility", "role"],
    id: str,
    role: str,
) -> Node:
    match entity:
        case "kpi":
            return Node(property, id)
        case "competency" | "responsibility":
            return Node(property, id, role)
        case "role":
            return Node("overall" if property == "rating" else "score", id, id)
        case _:
            assert_never(entity)


def _has(framework: fw.Framework, node: Node) -> bool:
    """Whether a row of a role table has the value at all: a KPI only scored has no rating."""
    if node.aspect != "rating":
        return True
    if not node.role:
        kpi = framework.kpis.get(node.id)
        return kpi is not None and kpi.scale is not None
    if node.id in framework.competencies:
        role = framework.roles[node.role]
        return any(
            measure.id == node.id and measure.rate_gap is not None
            for responsibility in role.responsibilities
            for measure in responsibility.measures
        )
    return True


def _nodes(framework: fw.Framework) -> Iterator[tuple[Node, Span]]:
    values = (
        framework.parameters,
        framework.inputs,
        framework.metrics,
        framework.kpis,
        framework.competencies,
    )
    for declarations in values:
        for declaration in declarations.values():
            yield Node("value", declaration.id), declaration.span
            if isinstance(declaration, fw.Kpi):
                if declaration.scale is not None:
                    yield Node("rating", declaration.id), declaration.span
                yield Node("score", declaration.id), declaration.span
    for role in framework.roles.values():
        for responsibility in role.responsibilities:
            for measure in responsibility.measures:
                if measure.kind == "competency":
                    if measure.rate_gap is not None:
                        yield Node("gap", measure.id, role.id), measure.span
                        yield Node("rating", measure.id, role.id), measure.span
                    yield Node("score", measure.id, role.id), measure.span
        if role.responsibilities:
            yield Node("coverage", role.id, role.id), role.span
        for responsibility in role.responsibilities:
            yield Node("score", responsibility.id, role.id), responsibility.span
            if role.overall is not None:
                yield Node("rating", responsibility.id, role.id), responsibility.span
        yield Node("score", role.id, role.id), role.span
        if role.overall is not None:
            yield Node("overall", role.id, role.id), role.overall.span


def formulas(framework: fw.Framework) -> Iterator[tuple[Node, fw.Expression]]:
    """Every expression of the framework that is evaluated, with the node whose value it makes."""
    for declarations in (framework.inputs, framework.metrics, framework.kpis):
        for declaration in declarations.values():
            if declaration.formula is not None:
                yield Node("value", declaration.id), declaration.formula
    for kpi in framework.kpis.values():
        match kpi.method:
            case fw.RatedByRules(rules):
                yield from _conditions(Node("rating", kpi.id), rules)
            case fw.ScoredByExpression(score):
                yield Node("score", kpi.id), score
            case fw.ScoredByCurve(curve):
                for x, y in curve.points:
                    yield Node("score", kpi.id), x
                    yield Node("score", kpi.id), y
            case fw.RatedDirectly(rating=rating):
                yield Node("rating", kpi.id), rating
            case _:
                assert_never(kpi.method)
    for role in framework.roles.values():
        for responsibility in role.responsibilities:
            for measure in responsibility.measures:
                if measure.rate_gap is not None:
                    yield from _conditions(Node("rating", measure.id, role.id), measure.rate_gap)
            if responsibility.score is not None:
                yield Node("score", responsibility.id, role.id), responsibility.score
        if role.overall_score is not None:
            yield Node("score", role.id, role.id), role.overall_score
        if role.overall is not None:
            overall = Node("overall", role.id, role.id)
            yield from _conditions(overall, role.overall.rules)
            for gate in role.overall.gates:
                yield overall, gate.condition


def _conditions(node: Node, rules: fw.RuleList) -> Iterator[tuple[Node, fw.Expression]]:
    for rule in rules.rules:
        if rule.condition is not None:
            yield node, rule.condition


def _structure(framework: fw.Framework) -> Iterator[tuple[Node, Node, Span]]:
    """What depends on what by construction: a score on a rating, a role on its measures."""
    for kpi in framework.kpis.values():
        value, rating, score = (
            Node("value", kpi.id),
            Node("rating", kpi.id),
            Node("score", kpi.id),
        )
        if kpi.scale is not None:
            yield score, rating, kpi.span
            if kpi.formula is None and isinstance(kpi.method, fw.RatedDirectly):
                yield value, rating, kpi.span
            else:
                yield rating, value, kpi.span
        else:
            yield score, value, kpi.span
    for role in framework.roles.values():
        yield from _role_structure(role)
        for measure in insisting_measures(framework, role):
            insisting = Node("score", measure.id)
            yield Node("coverage", role.id, role.id), insisting, measure.span
            yield Node("score", role.id, role.id), insisting, measure.span


def _role_structure(role: fw.Role) -> Iterator[tuple[Node, Node, Span]]:
    total = Node("score", role.id, role.id)
    coverage = Node("coverage", role.id, role.id)
    for responsibility in role.responsibilities:
        score = Node("score", responsibility.id, role.id)
        for measure in responsibility.measures:
            owner = "" if measure.kind == "kpi" else role.id
            measured = Node("score", measure.id, owner)
            if measure.kind == "competency":
                yield from _competency_structure(measure, role)
            if responsibility.score is None:
                yield coverage, measured, measure.span
                yield score, measured, measure.span
        if responsibility.score is None:
            yield score, coverage, responsibility.span
        else:
            yield coverage, score, responsibility.span
        if role.overall_score is None:
            yield total, score, responsibility.span
        if role.overall is not None:
            rating = Node("rating", responsibility.id, role.id)
            yield rating, score, responsibility.span
            for _, condition in _conditions(rating, role.overall.rules):
                for part in walk(condition):
                    if isinstance(part, fw.Reference):
                        yield rating, Node("value", part.id), part.span
    if role.responsibilities and role.overall_score is None:
        yield total, coverage, role.span
    if role.overall is not None:
        yield Node("overall", role.id, role.id), total, role.overall.span


def _competency_structure(measure: fw.Measure, role: fw.Role) -> Iterator[tuple[Node, Node, Span]]:
    assessed = Node("value", measure.id)
    score = Node("score", measure.id, role.id)
    if measure.rate_gap is None:
        yield score, assessed, measure.span
        return
    gap = Node("gap", measure.id, role.id)
    rating = Node("rating", measure.id, role.id)
    yield gap, assessed, measure.span
    yield rating, gap, measure.span
    yield score, rating, measure.span


def _circle(graph: Graph, component: Graph, first: Node) -> Diagnostic:
    import networkx

    links = [
        (needing, needed, graph.edges[needed, needing]["span"])
        for needed, needing in networkx.find_cycle(component, first)
    ]
    links.reverse()
    start = min(range(len(links)), key=lambda index: links[index][2].start)
    links = links[start:] + links[:start]
    steps = " → ".join(str(link[0]) for link in links) + f" → {links[0][0]}"
    return diagnose(
        "circular-dependency",
        links[0][2],
        f"{links[0][0]} depends on itself: {steps}",
        label=f"{links[0][0]} needs {links[0][1]}",
        secondary=tuple(
            Label(span, f"{needing} needs {needed}") for needing, needed, span in links[1:]
        ),
        help="one of these has to be given in another way, for example as an input",
    )
