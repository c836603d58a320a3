"""Builds what declarations of several kinds may say: types, rules, ranges, removals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from .. import syntax as s
from ..source import Span
from .expressions import ExpressionBuilder

_Node = TypeVar("_Node")


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a declaration that may stand there once, such as `formula: …`."""

    span: Span
    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a declaration and its label."""

    name: s.Name
    label: s.Localized | None


class PropertyBuilder(ExpressionBuilder):
    """Makes the parts of declarations; what is said twice is reported, and the first one kept."""

    def heading(self, span: Span, name: s.Name, label: s.Localized | None) -> Heading:
        return Heading(name, label)

    # --- rules -----------------------------------------------------------------------------

    def rule(
        self,
        span: Span,
        condition: s.Expression,
        level: s.Name,
        because: s.Localized | None,
    ) -> s.Rule:
        return s.Rule(span, condition, level, because)

    def otherwise(self, span: Span, level: s.Name, because: s.Localized | None) -> s.Rule:
        return s.Rule(span, None, level, because)

    def because(self, span: Span, text: s.Localized) -> s.Localized:
        return text

    # --- shared properties -----------------------------------------------------------------

    def allow(self, span: Span, code: s.Name, because: s.Text) -> s.Allow:
        return s.Allow(span, code, because)

    def code(self, span: Span, *words: s.Name) -> s.Name:
        return s.Name(span, "-".join(word.text for word in words))

    def code_word(self, span: Span) -> s.Name:
        return self.name(span)

    def description(self, span: Span, text: s.Localized) -> Property:
        return Property(span, "description", text)

    def type(self, span: Span, type: s.TypeExpression) -> Property:
        return Property(span, "type", type)

    def formula(self, span: Span, formula: s.Expression) -> Property:
        return Property(span, "formula", formula)

    def columns(self, span: Span, *columns: s.Text) -> Property:
        return Property(span, "column", columns)

    def bound(self, span: Span, operator: str, value: s.Expression) -> tuple[str, s.Expression]:
        return operator, value

    def range(self, span: Span, *bounds: tuple[Any, s.Expression]) -> Property:
        return Property(span, "range", s.Range(span, bounds))

    def range_between(self, span: Span, low: s.Expression, high: s.Expression) -> Property:
        return Property(span, "range", s.Range(span, ((">=", low), ("<=", high))))

    def named_type(self, span: Span) -> s.NamedType:
        return s.NamedType(span, self.name(span))

    def money_type(self, span: Span, currency: s.Name) -> s.MoneyType:
        return s.MoneyType(span, currency)

    def choice(self, span: Span, name: s.Name, *spellings: s.Text) -> s.ChoiceMember:
        return s.ChoiceMember(span, name, spellings)

    def choice_type(self, span: Span, *members: s.ChoiceMember) -> s.ChoiceType:
        return s.ChoiceType(span, members)

    # --- parts that a layer removes --------------------------------------------------------

    part = ExpressionBuilder.part
    declared_kind = labelled_kind = level_part = column_part = indicator_part = role_part = part
    scale_property = input_part = table_property = parameter_property = metric_part = part
    kpi_part = competency_property = responsibility_property = role_property = part

    def removed_part(self, span: Span, part: str, name: s.Name) -> s.Removal:
        return s.Removal(span, part, name)

    def removed_entry(self, span: Span, start: s.DateLiteral) -> s.Removal:
        return s.Removal(span, "from", start)

    def removed_property(self, span: Span, part: str) -> s.Removal:
        return s.Removal(span, part, None)

    def part_name(self, span: Span) -> s.Name:
        return self.name(span)

    # --- what is made of them --------------------------------------------------------------

    def removals(self, items: Iterable[object]) -> tuple[s.Removal, ...]:
        """The removals among `items`; one that is there already is reported."""
        first: dict[tuple[str, object], s.Removal] = {}
        for removal in all_of(s.Removal, items):
            match removal.target:
                case s.Name(text=text):
                    key: tuple[str, object] = (removal.part, text)
                case s.DateLiteral(value=value):
                    key = (removal.part, value)
                case None:
                    key = (removal.part, None)
            known = first.setdefault(key, removal)
            if known is not removal:
                self.duplicate(removal.span.text, removal.span, known.span)
        return tuple(first.values())

    def claim_bare(self, start: int, end: int) -> None:
        """Comparisons without a left side are about what these rules rate."""
        self.bare = [bare for bare in self.bare if not start <= bare.start < end]

    def places(self, items: Iterable[object]) -> s.Places:
        first: dict[str, Span] = {}
        for item in items:
            if isinstance(item, Property):
                first.setdefault(item.name, item.span)
        return tuple(first.items())

    def once(self, items: Iterable[object]) -> dict[str, Any]:
        """The properties among `items` by name; one given twice is reported."""
        first: dict[str, Property] = {}
        for item in items:
            if isinstance(item, Property):
                known = first.setdefault(item.name, item)
                if known is not item:
                    self.duplicate(item.name, item.span, known.span)
        return {name: property.value for name, property in first.items()}


def all_of(kind: type[_Node], items: Iterable[object]) -> tuple[_Node, ...]:
    return tuple(item for item in items if isinstance(item, kind))
