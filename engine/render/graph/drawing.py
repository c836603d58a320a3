"""What depends on what in a framework -> Mermaid, DOT or SVG."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, assert_never

from ....dsl import framework as fw
from ....dsl.diagnostics.terminal import visible
from ....dsl.walk import walk
from ...evidence.problems import UsageError, named
from ...graph import Node, formulas

if TYPE_CHECKING:
    from ...loaded import Framework

Style = Literal["mermaid", "dot", "svg"]
Kind = Literal[
    "table", "parameter", "input", "metric", "kpi", "competency", "responsibility", "role"
]

COLOURS: dict[Kind, str] = {
    "table": "#f0f0f0",
    "parameter": "#e8e0f5",
    "input": "#e3f0fb",
    "metric": "#eef3e2",
    "kpi": "#fdf0d5",
    "competency": "#fbe3e4",
    "responsibility": "#dff2ee",
    "role": "#d9d9d9",
}
"""What fills the box of each kind of declaration, in every style."""


@dataclass(frozen=True, slots=True)
class Box:
    """A declaration; `id` is unlike every other's, `name` is what the framework calls it."""

    id: str
    name: str
    label: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes in the order declared, and arrows as pairs of ids, from what is needed to what
    needs it."""

    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[tuple[str, str], ...]


def draw_graph(
    framework: Framework,
    style: Style,
    *,
    role: str | None = None,
    focus: str | None = None,
    language: str = "en",
) -> str:
    """Framework -> a drawing, its arrows from each value to what is computed from it.

    `role` keeps only what that role needs; `focus` only what one value needs and what needs it.
    UsageError where there is no such role or value.
    """
    drawing = _whole(framework, language)
    if role is not None:
        if role not in framework.checked.roles:
            raise UsageError(named("role", role, framework.checked.roles))
        drawing = role_drawing(framework, role, language)
    if focus is not None:
        wanted = {box.id for box in drawing.boxes if focus in {box.id, box.name}}
        if not wanted:
            raise UsageError(named("value", focus, [box.name for box in drawing.boxes]))
        needed = _reached(drawing.arrows, wanted, backwards=True)
        drawing = _kept(drawing, needed | _reached(drawing.arrows, wanted, backwards=False))
    match style:
        case "mermaid":
            return mermaid(drawing)
        case "dot":
            return dot(drawing)
        case "svg":
            from .svg import svg

            return svg(drawing, language)
        case _:
            assert_never(style)


def role_drawing(framework: Framework, role: str, language: str) -> Drawing:
    """What one role needs, its labels in a language where they are written in it."""
    whole = _whole(framework, language)
    return _kept(whole, _reached(whole.arrows, {role}, backwards=True))


# --- what to draw --------------------------------------------------------------------------


def _whole(framework: Framework, language: str) -> Drawing:
    checked = framework.checked
    declared: list[tuple[Kind, Iterable[tuple[str, fw.Label]]]] = [
        ("table", _labels(checked.tables.values())),
        ("parameter", _labels(checked.parameters.values())),
        ("input", _labels(checked.inputs.values())),
        ("metric", _labels(checked.metrics.values())),
        ("kpi", _labels(checked.kpis.values())),
        ("competency", _labels(checked.competencies.values())),
    ]
    boxes = [
        Box(id, id, visible(label.in_language(language)), kind)
        for kind, labels in declared
        for id, label in labels
    ]
    for role in checked.roles.values():
        boxes += [
            Box(f"{role.id}.{id}", id, visible(label.in_language(language)), "responsibility")
            for id, label in _labels(role.responsibilities)
        ]
        boxes.append(Box(role.id, role.id, visible(role.label.in_language(language)), "role"))
    arrows = dict.fromkeys(
        (_box_id(checked, needed), _box_id(checked, needing))
        for needed, needing in framework.dependencies.edges
        if "coverage" not in {needed.aspect, needing.aspect}
    )
    for node, expression in formulas(checked):
        for part in walk(expression):
            if isinstance(part, fw.Aggregate):
                arrows[part.table, _box_id(checked, node)] = None
    title = visible(checked.label.in_language(language))
    kept = tuple((start, end) for start, end in arrows if start != end)
    return Drawing(title, tuple(boxes), kept)


def _labels(
    declarations: Iterable[fw.Table | fw.Valued | fw.Responsibility],
) -> list[tuple[str, fw.Label]]:
    return [(each.id, each.label) for each in declarations]


def _box_id(framework: fw.Framework, node: Node) -> str:
    """The box of a value: roles may each have a responsibility of the same id."""
    role = framework.roles.get(node.role)
    if role is not None and any(node.id == each.id for each in role.responsibilities):
        return f"{role.id}.{node.id}"
    return node.id


def _reached(arrows: Iterable[tuple[str, str]], start: set[str], *, backwards: bool) -> set[str]:
    """What the arrows lead to from `start`, or where they come from; with `start` itself."""
    following: dict[str, list[str]] = {}
    for needed, needing in arrows:
        tail, head = (needing, needed) if backwards else (needed, needing)
        following.setdefault(tail, []).append(head)
    found, waiting = set(start), list(start)
    while waiting:
        for each in following.get(waiting.pop(), ()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found


def _kept(drawing: Drawing, ids: set[str]) -> Drawing:
    return Drawing(
        drawing.title,
        tuple(box for box in drawing.boxes if box.id in ids),
        tuple(arrow for arrow in drawing.arrows if ids.issuperset(arrow)),
    )


# --- text for other programs ---------------------------------------------------------------


def mermaid(drawing: Drawing) -> str:
    """Drawing -> a Mermaid flowchart."""
    names = {box.id: f"n{number}" for number, box in enumerate(drawing.boxes)}
    lines = ["flowchart LR"]
    lines += [
        f'  {names[box.id]}["{_mermaid_text(box.label)}"]:::{box.kind}' for box in drawing.boxes
    ]
    lines += [f"  {names[start]} --> {names[end]}" for start, end in drawing.arrows]
    kinds = {box.kind for box in drawing.boxes}
    lines += [
        f"  classDef {kind} fill:{colour},stroke:#555,color:#000"
        for kind, colour in COLOURS.items()
        if kind in kinds
    ]
    return "".join(f"{line}\n" for line in lines)


def _mermaid_text(text: str) -> str:
    return text.translate(_MERMAID_ENTITIES)


# The arrow of a line, the quote of a label and the sign of an entity have a meaning of their own.
_MERMAID_ENTITIES = str.maketrans(
    {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;"}
)


def dot(drawing: Drawing) -> str:
    """Drawing -> a graph in Graphviz's language."""
    lines = [
        f"digraph {_quoted(drawing.title)} {{",
        "  rankdir=LR;",
        '  node [shape=box, style="rounded,filled", fontname="sans-serif"];',
    ]
    lines += [
        f"  {_quoted(box.id)} [label={_quoted(box.label)}, fillcolor={_quoted(COLOURS[box.kind])}];"
        for box in drawing.boxes
    ]
    lines += [f"  {_quoted(start)} -> {_quoted(end)};" for start, end in drawing.arrows]
    return "".join(f"{line}\n" for line in (*lines, "}"))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
