"""A framework taken apart into layers that, put together, say the same again.

Each step makes a lower layer that says something else, or less, or more, and an upper one that
mends it; what the layers mean together is known, as it is what was taken apart.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assay.dsl import syntax as s
from assay.dsl.formatting.printer import print_declarations
from assay.dsl.layering.composition import MADE_OF, Group, Inner, Value, is_given
from assay.dsl.parse import parse
from assay.dsl.source import Source, Span

from .choices import Choices

JUNK = """
framework junk "Junk" { version: "0" }
scale junk_scale "Junk" { description: "Junk"  junk = 17  other = 3  rate gap on junk_scale { otherwise => junk } }
input junk_input "Junk" { description: "Junk"  type: text  range: > 17  column: "Junk"  formula: 17 }
table junk_table "Junk" { description: "Junk"  person column "Junk"  junk_column "Junk": text column "Junk" }
parameter junk_parameter "Junk" { description: "Junk"  type: text  range: > 17  value: 17 }
parameter junk_dated { from 2019-05-05 = 17  from 2031-01-01 = 18 }
metric junk_metric "Junk" { description: "Junk"  type: text  formula: 17 }
kpi junk_kpi "Junk" {
  description: "Junk"  type: text  formula: 17  better: lower
  rate on junk_scale { otherwise => junk }
  when missing: fail
}
kpi junk_curve { score interpolate { 17 => 1, 18 => 2 } }
kpi junk_rating { rating: junk }
competency junk_competency "Junk" {
  description: "Junk"  levels: junk_scale  junk: "Junk"  assessed by junk 100%  all raters
}
role junk_role "Junk" {
  description: "Junk"
  responsibility junk_duty "Junk" weight 17% {
    description: "Junk"
    kpi junk_kpi weight 17%
    competency junk_competency weight 17% requires junk
    score: 17
  }
  overall score: 17
  overall on junk_scale {
    rated when at least 17% of weight is known
    otherwise => junk
    cap at junk when yes
  }
  rate gap on junk_scale { otherwise => junk }
}
"""


def parsed(text: str) -> list[Any]:
    """The declarations of a text without mistakes."""
    file, problems = parse(Source("taken apart", text))
    assert problems == ()
    return list(file.declarations)


_JUNK = {type(each): each for each in reversed(parsed(JUNK))}
_DATED = next(
    each for each in parsed(JUNK) if getattr(each, "name", None) and each.name.text == "junk_dated"
)
_DUTY = _JUNK[s.RoleDeclaration].responsibilities[0]
_PARTS: dict[type, Any] = {
    **_JUNK,
    s.LevelDeclaration: _JUNK[s.ScaleDeclaration].levels[0],
    s.ColumnDeclaration: _JUNK[s.TableDeclaration].columns[0],
    s.ResponsibilityDeclaration: _DUTY,
    s.Measure: _DUTY.measures[1],
    s.OverallDeclaration: _JUNK[s.RoleDeclaration].overall,
}
_REMOVED = {
    "levels": "level",
    "columns": "column",
    "responsibilities": "responsibility",
    "indicators": "indicator",
    "measures": "competency",
    "entries": "from",
}
_NOT_REMOVED = frozenset(
    {"label", "points", "weight", "requires", "rate on", "score", "rating", "levels"}
)
_ALWAYS = frozenset({"points"})
_WHOLE = (s.RequireDeclaration, s.ExampleDeclaration, s.FrameworkHeader, s.UseDeclaration)


def layers_of(choices: Choices, text: str, count: int) -> list[str]:
    """A framework -> `count` layers that say the same together, the topmost first."""
    lowest = parsed(text)
    layers: list[str] = []
    for _ in range(count - 1):
        upper, lowest = _taken_apart(choices, lowest)
        layers.append(print_declarations(upper))
    return [*layers, print_declarations(lowest)]


def _taken_apart(choices: Choices, nodes: list[Any]) -> tuple[list[Any], list[Any]]:
    upper: list[Any] = []
    lower: list[Any] = []
    for node in nodes:
        if isinstance(node, s.FrameworkHeader):
            lower.append(node)
            if choices.chance(30):
                upper.append(node)
                lower[-1] = replace(node, properties=node.properties[:1])
        elif choices.chance(15):
            upper.append(node)
        elif isinstance(node, _WHOLE) or choices.chance(30):
            lower.append(node)
        else:
            change, base = _changed(choices, node)
            upper.append(s.OverrideDeclaration(node.span, change))
            lower.append(base)
    for kind, word in ((s.MetricDeclaration, "metric"), (s.KpiDeclaration, "kpi")):
        if choices.chance(40):
            junk = _JUNK[kind]
            known = {getattr(getattr(each, "name", None), "text", "") for each in nodes}
            if junk.name.text not in known:
                lower.append(junk)
                upper.append(s.RemoveDeclaration(junk.span, word, junk.name))
    return upper, lower


def _changed(choices: Choices, node: Any) -> tuple[Any, Any]:
    """What an override says of a node, and the node as the base has it."""
    empty: dict[str, Any] = {"removals": (), "allows": (), "places": ()}
    given = {name: value for name, value in empty.items() if hasattr(node, name)}
    base: dict[str, Any] = {}
    for piece in MADE_OF[type(node)]:
        match piece:
            case Value():
                _value(choices, node, piece, given, base)
            case Inner(attribute=attribute):
                _inner(choices, node, attribute, given, base)
            case Group():
                _group(choices, node, piece, given, base)
    change = replace(node, **given)
    if isinstance(node, s.KpiDeclaration):
        _other_way(choices, node, change, base)
    return change, replace(node, **base)


def _value(
    choices: Choices, node: Any, piece: Value, given: dict[str, Any], base: dict[str, Any]
) -> None:
    value = getattr(node, piece.attribute)
    empty = False if value is True or value is False else () if isinstance(value, tuple) else None
    if isinstance(node, s.OverallDeclaration) and piece.attribute == "rules":
        empty = replace(value, rules=())
    junk = getattr(_PARTS[type(node)], piece.attribute)
    needed = piece.word in _ALWAYS or (
        isinstance(node, s.ColumnDeclaration) and piece.word == "type"
    )
    changes = choices.chance(40)
    given[piece.attribute] = value if is_given(value) and (changes or needed) else empty
    if not changes:
        return
    if is_given(value):
        # An absent weight or point would not be one that the base may lack.
        base[piece.attribute] = choices.choose((junk, junk if needed else empty))
    elif is_given(junk) and piece.word not in _NOT_REMOVED and "removals" in given:
        base[piece.attribute] = junk
        given["removals"] += (s.Removal(node.span, piece.word, None),)


def _inner(
    choices: Choices, node: Any, attribute: str, given: dict[str, Any], base: dict[str, Any]
) -> None:
    inner = getattr(node, attribute)
    given[attribute] = None
    if inner is None:
        if choices.chance(30):
            base[attribute] = _PARTS[type(node)].overall
            given["removals"] += (s.Removal(node.span, attribute, None),)
    elif choices.chance(15):
        given[attribute], base[attribute] = inner, None
    elif choices.chance(50):
        given[attribute], base[attribute] = _changed(choices, inner)
        if not inner.gates and choices.chance(40):
            base[attribute] = replace(base[attribute], gates=_PARTS[s.OverallDeclaration].gates)
            given[attribute] = replace(given[attribute], gates=())
            given["removals"] += (s.Removal(node.span, "gates", None),)


def _group(
    choices: Choices, node: Any, piece: Group, given: dict[str, Any], base: dict[str, Any]
) -> None:
    said, kept = [], []
    for part in getattr(node, piece.attribute):
        if choices.chance(15):
            said.append(part)
        elif type(part) in MADE_OF and choices.chance(40):
            change, before = _changed(choices, part)
            said.append(change)
            kept.append(before)
        else:
            kept.append(part)
    if piece.attribute == "entries":
        said, kept = _entries(choices, node, said, kept, given)
    elif choices.chance(30) and "removals" in given:
        _junk_part(node, piece, kept, given)
    given[piece.attribute], base[piece.attribute] = tuple(said), tuple(kept)


def _junk_part(node: Any, piece: Group, kept: list[Any], given: dict[str, Any]) -> None:
    junk = getattr(_PARTS[type(node)], piece.attribute)[-1]
    key = piece.key(junk)
    if key not in {piece.key(part) for part in getattr(node, piece.attribute)}:
        kept.append(junk)
        given["removals"] += (
            s.Removal(node.span, _REMOVED[piece.attribute], _name(key[1], node.span)),
        )


def _entries(
    choices: Choices, node: Any, said: list[Any], kept: list[Any], given: dict[str, Any]
) -> tuple[list[Any], list[Any]]:
    """A base with values of the other kind, with a date more, or with other values."""
    if not node.entries:
        return said, kept
    dated = node.entries[0].start is not None
    if choices.chance(20):
        return list(node.entries), list(
            (_JUNK[s.ParameterDeclaration] if dated else _DATED).entries
        )
    last = _DATED.entries[1].start.value
    if dated and choices.chance(40) and all(each.start.value != last for each in node.entries):
        kept.append(_DATED.entries[1])
        given["removals"] += (s.Removal(node.span, "from", _DATED.entries[1].start),)
    if choices.chance(30) and kept:
        said.append(kept[0])
        kept[0] = replace(kept[0], value=_JUNK[s.ParameterDeclaration].entries[0].value)
    said.sort(key=lambda entry: entry.start.value if entry.start else None)
    return said, kept


def _other_way(choices: Choices, node: Any, change: Any, base: dict[str, Any]) -> None:
    """A base that rates the KPI in another way than the override does."""
    ways = ("rules", "score", "rating")
    if any(is_given(getattr(change, way)) for way in ways) and choices.chance(50):
        way = choices.choose([each for each in ways if not is_given(getattr(node, each))])
        junk = {"rules": _JUNK[s.KpiDeclaration].rules, "score": _DUTY.score, "rating": _DUTY.score}
        base.update(dict.fromkeys(ways, None) | {way: junk[way]})


def _name(text: str, span: Span) -> s.Name:
    return s.Name(span, text)
