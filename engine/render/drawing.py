"""The dependency graph of a framework -> Mermaid, DOT, or SVG drawn here."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Literal

import networkx

from ...dsl import framework as fw
from ...dsl.diagnostics.terminal import display_width
from ..problems import UsageError, named

if TYPE_CHECKING:
    from ..loaded import Framework

Style = Literal["mermaid", "dot", "svg"]

_KINDS = {
    "parameters": "#e8e0f5",
    "inputs": "#e3f0fb",
    "metrics": "#eef3e2",
    "kpis": "#fdf0d5",
    "competencies": "#fbe3e4",
    "responsibilities": "#e2f2ef",
    "roles": "#d9d9d9",
}
_ROW, _GAP, _BOX, _PAD = 44, 70, 30, 16


def draw_graph(
    framework: Framework,
    style: Style,
    *,
    role: str | None = None,
    focus: str | None = None,
    language: str = "en",
) -> str:
    """Framework -> a drawing of what needs what, its arrows from each value to what uses it.

    `role` keeps only what that role needs, `focus` only what one value needs.
    """
    graph = _declarations(framework, language)
    if role is not None and role not in framework.checked.roles:
        raise UsageError(named("role", role, framework.checked.roles))
    for wanted in (role, focus):
        if wanted is not None:
            if wanted not in graph:
                raise UsageError(named("value", wanted, graph.nodes))
            graph = graph.subgraph({wanted, *networkx.ancestors(graph, wanted)}).copy()
    match style:
        case "mermaid":
            return _mermaid(graph)
        case "dot":
            return _dot(graph)
        case "svg":
            return _svg(graph, framework.checked.label.in_language(language))


def _declarations(framework: Framework, language: str) -> networkx.DiGraph[str]:
    """One node for each declaration, whichever of its values an edge is about."""
    checked = framework.checked
    drawn: networkx.DiGraph[str] = networkx.DiGraph()
    labels: dict[str, tuple[fw.Label, str]] = {}
    for kind in ("parameters", "inputs", "metrics", "kpis", "competencies"):
        labels |= {id: (each.label, kind) for id, each in getattr(checked, kind).items()}
    for role in checked.roles.values():
        labels[role.id] = (role.label, "roles")
        labels |= {each.id: (each.label, "responsibilities") for each in role.responsibilities}
    for id, (label, kind) in labels.items():
        drawn.add_node(id, label=label.in_language(language), kind=kind)
    for needed, needing in framework.dependencies.edges:
        if needed.aspect == "coverage" or needing.aspect == "coverage":
            continue
        if needed.id != needing.id:
            drawn.add_edge(needed.id, needing.id)
    return drawn


def _mermaid(graph: networkx.DiGraph[str]) -> str:
    names = {id: f"n{index}" for index, id in enumerate(graph)}
    lines = ["flowchart LR"]
    for id, attributes in graph.nodes(data=True):
        label = attributes["label"].replace('"', "#quot;").replace("<", "#lt;")
        lines.append(f'  {names[id]}["{label}"]:::{attributes["kind"]}')
    lines += [f"  {names[needed]} --> {names[needing]}" for needed, needing in graph.edges]
    lines += [f"  classDef {kind} fill:{colour}" for kind, colour in _KINDS.items()]
    return "\n".join(lines) + "\n"


def _dot(graph: networkx.DiGraph[str]) -> str:
    lines = ["digraph framework {", "  rankdir=LR;", "  node [shape=box, style=filled];"]
    for id, attributes in graph.nodes(data=True):
        label = _quoted(attributes["label"])
        lines.append(f"  {_quoted(id)} [label={label}, fillcolor={_quoted(_KINDS[attributes['kind']])}];")
    lines += [f"  {_quoted(needed)} -> {_quoted(needing)};" for needed, needing in graph.edges]
    return "\n".join([*lines, "}", ""])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# --- SVG -----------------------------------------------------------------------------------


def _svg(graph: networkx.DiGraph[str], title: str) -> str:
    """Columns by how many steps a value is from the evidence, rows near what they come from."""
    columns = _columns(graph)
    places: dict[str, tuple[float, float, float]] = {}
    x = float(_PAD)
    for column in columns:
        width = max(_width(graph.nodes[id]["label"]) for id in column)
        for row, id in enumerate(column):
            places[id] = (x, float(_PAD + row * _ROW), width)
        x += width + _GAP
    height = _PAD * 2 + max((len(column) for column in columns), default=1) * _ROW
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {x - _GAP + _PAD:.0f} {height}" '
        f'width="{x - _GAP + _PAD:.0f}" height="{height}" role="img" font-family="sans-serif" '
        'font-size="13">',
        f"<title>{escape(title)}</title>",
    ]
    for needed, needing in graph.edges:
        parts.append(_curve(places[needed], places[needing]))
    for id, attributes in graph.nodes(data=True):
        left, top, width = places[id]
        parts.append(
            f'<g><rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{_BOX}" rx="5" '
            f'fill="{_KINDS[attributes["kind"]]}" stroke="#555"/>'
            f'<text x="{left + 10:.0f}" y="{top + 20:.0f}">{escape(attributes["label"])}</text>'
            f"<title>{escape(id)}</title></g>"
        )
    return "\n".join([*parts, "</svg>", ""])


def _columns(graph: networkx.DiGraph[str]) -> list[list[str]]:
    layers = [sorted(layer, key=list(graph).index) for layer in networkx.topological_generations(graph)]
    row: dict[str, float] = {}
    for layer in layers:
        sources = {id: [row[each] for each in graph.predecessors(id)] for id in layer}
        layer.sort(key=lambda id: sum(sources[id]) / len(sources[id]) if sources[id] else 0)
        row |= {id: float(index) for index, id in enumerate(layer)}
    return layers


def _width(label: str) -> float:
    return display_width(label) * 7.6 + 20


def _curve(start: tuple[float, float, float], end: tuple[float, float, float]) -> str:
    x0, y0 = start[0] + start[2], start[1] + _BOX / 2
    x1, y1 = end[0], end[1] + _BOX / 2
    bend = (x1 - x0) / 2
    return (
        f'<path d="M{x0:.0f},{y0:.0f} C{x0 + bend:.0f},{y0:.0f} {x1 - bend:.0f},{y1:.0f} '
        f'{x1:.0f},{y1:.0f}" fill="none" stroke="#999"/>'
    )
