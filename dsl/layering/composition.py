"""What declarations are made of: the properties, and the parts with ids of their own.

A layer changes a declaration by the pieces named here. What has an id of its own (a level, a
column, a responsibility, a measure, a dated value) is changed by that id; what has none (a rule, a
gate, a point of a curve, a kind of rater's share) is replaced together with its list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from .. import syntax as s
from ..source import Span

Path = tuple[str, ...]
"""The words that lead to a value: `("kpi", "growth", "formula")`."""


@dataclass(frozen=True, slots=True)
class Value:
    """A property that is given, replaced and removed whole; `word` is what the file calls it."""

    attribute: str
    word: str


@dataclass(frozen=True, slots=True)
class Inner:
    """A block of properties inside a declaration, each of which is replaced for itself."""

    attribute: str
    word: str


@dataclass(frozen=True, slots=True)
class Group:
    """Parts with ids; `key` gives the words that lead to one. Several with the same key, such as
    the rows of a table in an example, belong together."""

    attribute: str
    key: Callable[[Any], Path]


Piece = Value | Inner | Group


def _named(word: str, attribute: str = "name") -> Callable[[Any], Path]:
    def key(node: Any) -> Path:
        return word, getattr(node, attribute).text

    return key


def _entry(entry: s.ParameterEntry) -> Path:
    return ("value",) if entry.start is None else ("from", entry.start.value.isoformat())


def _measure(measure: s.Measure) -> Path:
    return measure.kind, measure.name.text


def _header_property(property: s.HeaderProperty) -> Path:
    return (property.name.text,)


def _given(given: s.Given) -> Path:
    match given:
        case s.GivenValue(name=name, member=None):
            return "given", name.text
        case s.GivenValue(name=name, member=s.Name(text=member)):
            return "given", f"{name.text}.{member}"
        case s.GivenRow(table=table) | s.GivenNoRows(table=table):
            return "given", table.text
    raise AssertionError(given)


def _expectation(expectation: s.Expectation) -> Path:
    if expectation.name is None:
        return "expect", "overall score" if expectation.property == "score" else "overall"
    name = expectation.name.text
    return (
        "expect",
        name if expectation.property == "value" else f"{expectation.property} of {name}",
    )


_LABEL: Final = Value("label", "label")
_DESCRIPTION: Final = Value("description", "description")
_TYPE: Final = Value("type", "type")
_RANGE: Final = Value("range", "range")
_FORMULA: Final = Value("formula", "formula")
_RATE_GAP: Final = Value("rate_gap", "rate gap")
_WEIGHT: Final = Value("weight", "weight")

MADE_OF: Final = MappingProxyType[type, tuple[Piece, ...]](
    {
        s.FrameworkHeader: (_LABEL, Group("properties", _header_property)),
        s.ScaleDeclaration: (
            _LABEL,
            _DESCRIPTION,
            Group("levels", _named("level")),
            _RATE_GAP,
        ),
        s.LevelDeclaration: (Value("points", "points"), _LABEL),
        s.InputDeclaration: (
            _LABEL,
            _DESCRIPTION,
            _TYPE,
            _RANGE,
            Value("columns", "column"),
            _FORMULA,
        ),
        s.TableDeclaration: (
            _LABEL,
            _DESCRIPTION,
            Value("person_columns", "person column"),
            Group("columns", _named("column")),
        ),
        s.ColumnDeclaration: (_LABEL, _TYPE, Value("columns", "column")),
        s.ParameterDeclaration: (_LABEL, _DESCRIPTION, _TYPE, _RANGE, Group("entries", _entry)),
        s.MetricDeclaration: (_LABEL, _DESCRIPTION, _TYPE, _FORMULA),
        s.KpiDeclaration: (
            _LABEL,
            _DESCRIPTION,
            _TYPE,
            _FORMULA,
            Value("better", "better"),
            Value("rules", "rate on"),
            Value("score", "score"),
            Value("rating", "rating"),
            Value("when_missing", "when missing"),
        ),
        s.CompetencyDeclaration: (
            _LABEL,
            _DESCRIPTION,
            Value("levels", "levels"),
            Group("indicators", _named("indicator", "level")),
            Value("raters", "assessed by"),
            Value("all_raters", "all raters"),
        ),
        s.RoleDeclaration: (
            _LABEL,
            _DESCRIPTION,
            Group("responsibilities", _named("responsibility")),
            Inner("overall", "overall"),
            Value("overall_score", "overall score"),
            _RATE_GAP,
        ),
        s.ResponsibilityDeclaration: (
            _LABEL,
            _DESCRIPTION,
            _WEIGHT,
            Group("measures", _measure),
            Value("score", "score"),
        ),
        s.Measure: (_WEIGHT, Value("requires", "requires")),
        s.OverallDeclaration: (
            Value("known_weight", "rated when"),
            Value("rules", "rules"),
            Value("gates", "gates"),
        ),
        s.RequireDeclaration: (Value("condition", "condition"),),
        s.ExampleDeclaration: (
            Value("role", "for"),
            Value("period", "in"),
            Group("given", _given),
            Group("expect", _expectation),
        ),
        s.ExampleTableDeclaration: (
            Value("role", "for"),
            Value("period", "in"),
            Value("path", "from"),
        ),
    }
)
"""The pieces of each kind of declaration, and of its parts that are changed piece by piece."""


IDENTIFIED: Final = frozenset(s.KINDS.values())
"""The kinds whose ids share one namespace."""


def is_given(value: object) -> bool:
    """Whether a property is there: a block of rules without any rule gives only its scale."""
    if isinstance(value, s.RuleList):
        return bool(value.rules)
    return value is not None and value != () and value is not False


def place(node: Any, piece: Value | Inner) -> Span:
    """The text that gives a property of `node`; the property must be there."""
    places: s.Places = getattr(node, "places", ())
    for word, span in places:
        if word == piece.word:
            return span
    value: Any = getattr(node, piece.attribute)
    if isinstance(value, s.RuleList) and isinstance(node, s.OverallDeclaration):
        return _from_to(value.rules[0].span, value.rules[-1].span)
    if isinstance(value, tuple):
        return _from_to(value[0].span, value[-1].span)
    whole: Span = getattr(value, "span", node.span)
    return whole


def _from_to(first: Span, last: Span) -> Span:
    return first if first is last else first.to(last)


def part_place(parts: list[Any]) -> Span:
    """The text that gives a part: for a responsibility its name, for others all of it."""
    if isinstance(parts[0], s.ResponsibilityDeclaration):
        name: Span = parts[0].name.span
        return name
    return _from_to(parts[0].span, parts[-1].span)


def grouped(node: Any, group: Group) -> dict[Path, list[Any]]:
    """The parts of a group by their keys, in the order written."""
    found: dict[Path, list[Any]] = {}
    for part in getattr(node, group.attribute):
        found.setdefault(group.key(part), []).append(part)
    return found


def pieces(node: Any, path: Path) -> Iterator[tuple[Path, Span]]:
    """Every property and part of a declaration that stands at `path`, each with its place."""
    for piece in MADE_OF[type(node)]:
        match piece:
            case Value(attribute=attribute, word=word):
                if is_given(getattr(node, attribute)):
                    yield (*path, word), place(node, piece)
            case Inner(attribute=attribute, word=word):
                inner = getattr(node, attribute)
                if inner is not None:
                    yield from pieces(inner, (*path, word))
            case Group():
                for key, parts in grouped(node, piece).items():
                    yield (*path, *key), part_place(parts)
                    if len(parts) == 1 and type(parts[0]) in MADE_OF:
                        yield from pieces(parts[0], (*path, *key))


def address(declaration: s.Overriding) -> Path:
    """Where a declaration stands: `("kpi", "growth")`, `("example", "a strong quarter")`; the
    header at `("framework",)`."""
    match declaration:
        case s.FrameworkHeader():
            return ("framework",)
        case s.RequireDeclaration(label=label):
            return "require", label.text.value
        case s.ExampleDeclaration(label=text):
            return "example", text.value
        case s.ExampleTableDeclaration(label=text):
            return "examples", text.value
        case _:
            return s.KINDS[type(declaration)], declaration.name.text


def own_place(declaration: s.Overriding) -> Span:
    """The name of a declaration, or the label of one without a name."""
    match declaration:
        case s.RequireDeclaration(label=label):
            return label.span
        case s.ExampleDeclaration(label=text) | s.ExampleTableDeclaration(label=text):
            return text.span
        case _:
            return declaration.name.span
