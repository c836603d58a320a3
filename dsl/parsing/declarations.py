"""Builds the nodes of declarations and their properties: one method a rule of the grammar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, cast

from .. import syntax as s
from ..source import Span
from .expressions import ExpressionBuilder

_Node = TypeVar("_Node")
_Shown = s.Name | s.Text | s.Localized


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


class DeclarationBuilder(ExpressionBuilder):
    """Makes declaration nodes; a property given twice is reported, and the first one kept."""

    def start(self, span: Span, *declarations: s.Declaration) -> tuple[s.Declaration, ...]:
        return declarations

    def heading(self, span: Span, name: s.Name, label: s.Localized | None) -> Heading:
        return Heading(name, label)

    # --- framework and scale ---------------------------------------------------------------

    def header_key(self, span: Span) -> s.Name:
        return self.name(span)

    def header_property(self, span: Span, key: s.Name, *values: _Shown) -> s.HeaderProperty:
        return s.HeaderProperty(span, key, values)

    def header_description(self, span: Span, text: s.Localized) -> s.HeaderProperty:
        start = span.start
        key = s.Name(Span(span.source, start, start + len("description")), "description")
        return s.HeaderProperty(span, key, (text,))

    def framework(
        self, span: Span, heading: Heading, *items: s.HeaderProperty | s.Allow
    ) -> s.FrameworkHeader:
        first: dict[str, s.HeaderProperty] = {}
        for property in _all(s.HeaderProperty, items):
            known = first.setdefault(property.name.text, property)
            if known is not property:
                self.duplicate(property.name.text, property.span, known.span)
        return s.FrameworkHeader(
            span, heading.name, heading.label, tuple(first.values()), _all(s.Allow, items)
        )

    def level(
        self, span: Span, name: s.Name, points: s.Expression, label: s.Localized | None
    ) -> s.LevelDeclaration:
        return s.LevelDeclaration(span, name, points, label)

    def rate_gap(self, span: Span, scale: s.Name, *rules: s.Rule) -> Property:
        self._claim_bare(span.start, span.end)
        return Property(span, "rate gap", s.RuleList(span, scale, rules))

    def scale(self, span: Span, heading: Heading, *items: object) -> s.ScaleDeclaration:
        once = self._once(items)
        return s.ScaleDeclaration(
            span,
            heading.name,
            heading.label,
            once.get("description"),
            _all(s.LevelDeclaration, items),
            once.get("rate gap"),
            self._removals(items),
            _all(s.Allow, items),
            self._places(items),
        )

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

    # --- input, table, parameter, metric ---------------------------------------------------

    def input(self, span: Span, heading: Heading, *items: Property) -> s.InputDeclaration:
        once = self._once(items)
        return s.InputDeclaration(
            span,
            heading.name,
            heading.label,
            once.get("description"),
            once.get("type"),
            once.get("range"),
            once.get("column", ()),
            once.get("formula"),
            self._removals(items),
            _all(s.Allow, items),
            self._places(items),
        )

    def spellings(self, span: Span, *spellings: s.Text) -> tuple[s.Text, ...]:
        return spellings

    def person_column(self, span: Span, spellings: tuple[s.Text, ...]) -> Property:
        return Property(span, "person column", spellings)

    def described_column(self, span: Span, name: s.Name, label: s.Localized) -> Heading:
        return Heading(name, label)

    def column(
        self,
        span: Span,
        name: s.Name,
        label: s.Localized | None,
        type: s.TypeExpression,
        spellings: tuple[s.Text, ...] | None,
    ) -> s.ColumnDeclaration:
        return s.ColumnDeclaration(span, name, label, type, spellings or ())

    def labelled_column(
        self,
        span: Span,
        heading: Heading,
        type: s.TypeExpression,
        spellings: tuple[s.Text, ...] | None,
    ) -> s.ColumnDeclaration:
        return self.column(span, heading.name, heading.label, type, spellings)

    def column_named_description(
        self, span: Span, type: s.TypeExpression, spellings: tuple[s.Text, ...] | None
    ) -> s.ColumnDeclaration:
        start = span.start
        name = s.Name(Span(span.source, start, start + len("description")), "description")
        return self.column(span, name, None, type, spellings)

    def table(self, span: Span, heading: Heading, *items: object) -> s.TableDeclaration:
        once = self._once(items)
        return s.TableDeclaration(
            span,
            heading.name,
            heading.label,
            once.get("description"),
            once.get("person column", ()),
            _all(s.ColumnDeclaration, items),
            self._removals(items),
            _all(s.Allow, items),
            self._places(items),
        )

    def dated_entry(
        self,
        span: Span,
        start: s.DateLiteral,
        value: s.Expression,
        because: s.Localized | None,
    ) -> s.ParameterEntry:
        return s.ParameterEntry(span, start, value, because)

    def undated_entry(
        self, span: Span, value: s.Expression, because: s.Localized | None
    ) -> s.ParameterEntry:
        return s.ParameterEntry(span, None, value, because)

    def parameter(self, span: Span, heading: Heading, *items: object) -> s.ParameterDeclaration:
        once = self._once(items)
        entries = _all(s.ParameterEntry, items)
        undated = [entry for entry in entries if entry.start is None]
        for entry in undated[1:]:
            self.duplicate("value", entry.span, undated[0].span)
        return s.ParameterDeclaration(
            span,
            heading.name,
            heading.label,
            once.get("description"),
            once.get("type"),
            once.get("range"),
            tuple(entry for entry in entries if entry not in undated[1:]),
            self._removals(items),
            _all(s.Allow, items),
            self._places(items),
        )

    def metric(self, span: Span, heading: Heading, *items: Property) -> s.MetricDeclaration:
        once = self._once(items)
        return s.MetricDeclaration(
            span,
            heading.name,
            heading.label,
            once.get("description"),
            once.get("type"),
            once.get("formula"),
            self._removals(items),
            _all(s.Allow, items),
            self._places(items),
        )

    # --- kpi -------------------------------------------------------------------------------

    def direction(self, span: Span) -> str:
        return self.name(span).text

    def better(self, span: Span, direction: s.Direction) -> Property:
        return Property(span, "better", direction)

    def rate(self, span: Span, scale: s.Name, *rules: s.Rule) -> Property:
        self._claim_bare(span.start, span.end)
        return Property(span, "rate on", s.RuleList(span, scale, rules))

    def score(self, span: Span, score: s.Expression) -> Property:
        return Property(span, "score", score)

    def score_curve(self, span: Span, *points: s.CurvePoint) -> Property:
        return Property(span, "score", s.ScoreCurve(span, points))

    def rating(self, span: Span, rating: s.Expression) -> Property:
        return Property(span, "rating", rating)

    def when_missing_rate(self, span: Span, level: s.Name) -> Property:
        return Property(span, "when missing", s.WhenMissing(span, "rate", level, None))

    def when_missing_score(self, span: Span, score: s.Expression) -> Property:
        return Property(span, "when missing", s.WhenMissing(span, "score", None, score))

    def when_missing_fail(self, span: Span) -> Property:
        return Property(span, "when missing", s.WhenMissing(span, "fail", None, None))

    def kpi(self, span: Span, heading: Heading, *items: Property) -> s.KpiDeclaration:
        once = self._once(items)
        return s.KpiDeclaration(
            span,
            heading.name,
            heading.label,
            once.get("description"),
            once.get("type"),
            once.get("formula"),
            once.get("better"),
            once.get("rate on"),
            once.get("score"),
            once.get("rating"),
            once.get("when missing"),
            self._removals(items),
            _all(s.Allow, items),
            self._places(items),
        )

    # --- competency ------------------------------------------------------------------------

    def levels(self, span: Span, scale: s.Name) -> Property:
        return Property(span, "levels", scale)

    def indicator(self, span: Span, level: s.Name, text: s.Localized) -> s.Indicator:
        return s.Indicator(span, level, text)

    def share(self, span: Span, name: s.Name, weight: s.Expression) -> s.RaterShare:
        return s.RaterShare(span, name, weight)

    def assessed(self, span: Span, *shares: s.RaterShare) -> Property:
        return Property(span, "assessed by", shares)

    def all_raters(self, span: Span) -> Property:
        return Property(span, "all raters", True)

    def competency(self, span: Span, heading: Heading, *items: object) -> s.CompetencyDeclaration:
        once = self._once(items)
        return s.CompetencyDeclaration(
            span,
            heading.name,
            heading.label,
            once.get("description"),
            once.get("levels"),
            _all(s.Indicator, items),
            once.get("assessed by", ()),
            once.get("all raters", False),
            self._removals(items),
            _all(s.Allow, items),
            self._places(items),
        )

    # --- role ------------------------------------------------------------------------------

    def measure_kind(self, span: Span) -> str:
        return self.name(span).text

    def measure(
        self,
        span: Span,
        kind: Literal["kpi", "competency"],
        name: s.Name,
        weight: s.Expression | None,
        requires: s.Name | None,
    ) -> s.Measure:
        return s.Measure(span, kind, name, weight, requires)

    def measure_requires_first(
        self,
        span: Span,
        kind: Literal["kpi", "competency"],
        name: s.Name,
        requires: s.Name,
        weight: s.Expression,
    ) -> s.Measure:
        return s.Measure(span, kind, name, weight, requires)

    def responsibility(
        self, span: Span, heading: Heading, weight: s.Expression | None, *items: object
    ) -> s.ResponsibilityDeclaration:
        once = self._once(items)
        return s.ResponsibilityDeclaration(
            span,
            heading.name,
            heading.label,
            once.get("description"),
            weight,
            _all(s.Measure, items),
            once.get("score"),
            self._removals(items),
            _all(s.Allow, items),
            self._places(items),
        )

    def known_weight(self, span: Span, weight: s.Expression) -> Property:
        return Property(span, "rated when", weight)

    def unknown_action(self, span: Span) -> str:
        return self.name(span).text

    def gate_rest(self, span: Span, *rest: object) -> tuple[object, ...]:
        return rest

    def cap(self, span: Span, rest: tuple[Any, ...]) -> s.Gate:
        return s.Gate(span, "cap", *rest)

    def raise_to(self, span: Span, rest: tuple[Any, ...]) -> s.Gate:
        return s.Gate(span, "raise", *rest)

    def set_to(self, span: Span, rest: tuple[Any, ...]) -> s.Gate:
        return s.Gate(span, "set", *rest)

    def overall(self, span: Span, scale: s.Name, *items: object) -> Property:
        once = self._once(items)
        rules = s.RuleList(span, scale, _all(s.Rule, items))
        gates = _all(s.Gate, items)
        self._claim_bare(span.start, gates[0].span.start if gates else span.end)
        places = self._places(items)
        node = s.OverallDeclaration(span, rules, once.get("rated when"), gates, places)
        return Property(span, "overall on", node)

    def overall_score(self, span: Span, score: s.Expression) -> Property:
        return Property(span, "overall score", score)

    def role(
        self, span: Span, heading: Heading, based_on: s.Name | None, *items: object
    ) -> s.RoleDeclaration:
        once = self._once(items)
        return s.RoleDeclaration(
            span,
            heading.name,
            heading.label,
            once.get("description"),
            _all(s.ResponsibilityDeclaration, items),
            once.get("overall on"),
            once.get("overall score"),
            once.get("rate gap"),
            based_on,
            self._removals(items),
            _all(s.Allow, items),
            self._places(items),
        )

    # --- require, example ------------------------------------------------------------------

    def require(
        self, span: Span, label: s.Localized, condition: s.Expression
    ) -> s.RequireDeclaration:
        return s.RequireDeclaration(span, label, condition)

    def given(self, span: Span, name: s.Name, *values: s.Expression) -> s.GivenValue:
        return s.GivenValue(span, name, None, values)

    def given_rater(
        self, span: Span, name: s.Name, member: s.Name, *values: s.Expression
    ) -> s.GivenValue:
        return s.GivenValue(span, name, member, values)

    def cell(self, span: Span, name: s.Name, value: s.Expression) -> tuple[s.Name, s.Expression]:
        return name, value

    def given_row(
        self, span: Span, table: s.Name, *cells: tuple[s.Name, s.Expression]
    ) -> s.GivenRow:
        return s.GivenRow(span, table, cells)

    def given_no_rows(self, span: Span, table: s.Name) -> s.GivenNoRows:
        return s.GivenNoRows(span, table)

    def given_section(self, span: Span, *given: s.Given) -> Property:
        return Property(span, "given", given)

    def expectation(self, span: Span, name: s.Name, expected: s.Expression) -> s.Expectation:
        return s.Expectation(span, "value", name, expected)

    def expected_property(
        self,
        span: Span,
        property: Literal["rating", "score", "weight"],
        name: s.Name,
        expected: s.Expression,
    ) -> s.Expectation:
        return s.Expectation(span, property, name, expected)

    def expected_overall(self, span: Span, expected: s.Expression) -> s.Expectation:
        return s.Expectation(span, "rating", None, expected)

    def expected_not_rated(self, span: Span) -> s.Expectation:
        return s.Expectation(span, "rating", None, None)

    def expected_overall_score(self, span: Span, expected: s.Expression) -> s.Expectation:
        return s.Expectation(span, "score", None, expected)

    def expect_section(self, span: Span, *expectations: s.Expectation) -> Property:
        return Property(span, "expect", expectations)

    def example(
        self,
        span: Span,
        label: s.Text,
        role: s.Name | None,
        period: s.PeriodLiteral | None,
        *sections: Property,
    ) -> s.ExampleDeclaration:
        once = self._once(sections)
        return s.ExampleDeclaration(
            span, label, role, period, once.get("given", ()), once.get("expect", ())
        )

    def example_table(
        self,
        span: Span,
        label: s.Text,
        role: s.Name | None,
        period: s.PeriodLiteral | None,
        path: s.Text,
    ) -> s.ExampleTableDeclaration:
        return s.ExampleTableDeclaration(span, label, role, period, path)

    # --- other files, layers ---------------------------------------------------------------

    def use(self, span: Span, path: s.Text) -> s.UseDeclaration:
        return s.UseDeclaration(span, path)

    def extends(self, span: Span, path: s.Text) -> s.ExtendsDeclaration:
        return s.ExtendsDeclaration(span, path)

    def override(self, span: Span, declaration: s.Overriding) -> s.OverrideDeclaration:
        return s.OverrideDeclaration(span, declaration)

    def removed_declaration(self, span: Span, kind: str, name: s.Name) -> s.RemoveDeclaration:
        return s.RemoveDeclaration(span, kind, name)

    def removed_by_label(self, span: Span, kind: str, label: s.Text) -> s.RemoveDeclaration:
        return s.RemoveDeclaration(span, kind, label)

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

    # --- shared ----------------------------------------------------------------------------

    def _removals(self, items: Iterable[object]) -> tuple[s.Removal, ...]:
        """The removals among `items`; one that is there already is reported."""
        first: dict[tuple[str, object], s.Removal] = {}
        for removal in _all(s.Removal, items):
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

    def _claim_bare(self, start: int, end: int) -> None:
        """Comparisons without a left side are about what these rules rate."""
        self.bare = [bare for bare in self.bare if not start <= bare.start < end]

    def _places(self, items: Iterable[object]) -> s.Places:
        first: dict[str, Span] = {}
        for item in items:
            if isinstance(item, Property):
                first.setdefault(item.name, item.span)
        return tuple(first.items())

    def _once(self, items: Iterable[object]) -> dict[str, Any]:
        """The properties among `items` by name; one given twice is reported."""
        first: dict[str, Property] = {}
        for item in items:
            if isinstance(item, Property):
                known = first.setdefault(item.name, item)
                if known is not item:
                    self.duplicate(item.name, item.span, known.span)
        return {name: property.value for name, property in first.items()}


def _all(kind: type[_Node], items: Iterable[object]) -> tuple[_Node, ...]:
    return tuple(item for item in items if isinstance(item, kind))


def names_of(builder: DeclarationBuilder, names: Iterable[str]) -> dict[str, Any]:
    """Rule names -> the methods of `builder` that make their nodes."""
    return {name: cast("Any", getattr(builder, name)) for name in names}
