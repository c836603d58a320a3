"""Builds the nodes of what a framework declares, from its header to its roles."""

from __future__ import annotations

from typing import Any, Literal

from .. import syntax as s
from ..source import Span
from .properties import Heading, Property, PropertyBuilder, all_of

_Shown = s.Name | s.Text | s.Localized


class DeclarationBuilder(PropertyBuilder):
    """Makes the nodes of declarations."""

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
        for property in all_of(s.HeaderProperty, items):
            known = first.setdefault(property.name.text, property)
            if known is not property:
                self.duplicate(property.name.text, property.span, known.span)
        return s.FrameworkHeader(
            span, heading.name, heading.label, tuple(first.values()), all_of(s.Allow, items)
        )

    def level(
        self, span: Span, name: s.Name, points: s.Expression, label: s.Localized | None
    ) -> s.LevelDeclaration:
        return s.LevelDeclaration(span, name, points, label)

    def rate_gap(self, span: Span, scale: s.Name, *rules: s.Rule) -> Property:
        self.claim_bare(span.start, span.end)
        return Property(span, "rate gap", s.RuleList(span, scale, rules))

    def scale(self, span: Span, heading: Heading, *items: object) -> s.ScaleDeclaration:
        once = self.once(items)
        return s.ScaleDeclaration(
            span,
            heading.name,
            heading.label,
            once.get("description"),
            all_of(s.LevelDeclaration, items),
            once.get("rate gap"),
            self.removals(items),
            all_of(s.Allow, items),
            self.places(items),
        )

    # --- input, table, parameter, metric ---------------------------------------------------

    def input(self, span: Span, heading: Heading, *items: Property) -> s.InputDeclaration:
        once = self.once(items)
        return s.InputDeclaration(
            span,
            heading.name,
            heading.label,
            once.get("description"),
            once.get("type"),
            once.get("range"),
            once.get("column", ()),
            once.get("formula"),
            self.removals(items),
            all_of(s.Allow, items),
            self.places(items),
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
        once = self.once(items)
        return s.TableDeclaration(
            span,
            heading.name,
            heading.label,
            once.get("description"),
            once.get("person column", ()),
            all_of(s.ColumnDeclaration, items),
            self.removals(items),
            all_of(s.Allow, items),
            self.places(items),
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
        once = self.once(items)
        entries = all_of(s.ParameterEntry, items)
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
            self.removals(items),
            all_of(s.Allow, items),
            self.places(items),
        )

    def metric(self, span: Span, heading: Heading, *items: Property) -> s.MetricDeclaration:
        once = self.once(items)
        return s.MetricDeclaration(
            span,
            heading.name,
            heading.label,
            once.get("description"),
            once.get("type"),
            once.get("formula"),
            self.removals(items),
            all_of(s.Allow, items),
            self.places(items),
        )

    # --- kpi -------------------------------------------------------------------------------

    def direction(self, span: Span) -> str:
        return self.name(span).text

    def better(self, span: Span, direction: s.Direction) -> Property:
        return Property(span, "better", direction)

    def rate(self, span: Span, scale: s.Name, *rules: s.Rule) -> Property:
        self.claim_bare(span.start, span.end)
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
        once = self.once(items)
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
            self.removals(items),
            all_of(s.Allow, items),
            self.places(items),
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
        once = self.once(items)
        return s.CompetencyDeclaration(
            span,
            heading.name,
            heading.label,
            once.get("description"),
            once.get("levels"),
            all_of(s.Indicator, items),
            once.get("assessed by", ()),
            once.get("all raters", False),
            self.removals(items),
            all_of(s.Allow, items),
            self.places(items),
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
        once = self.once(items)
        return s.ResponsibilityDeclaration(
            span,
            heading.name,
            heading.label,
            once.get("description"),
            weight,
            all_of(s.Measure, items),
            once.get("score"),
            self.removals(items),
            all_of(s.Allow, items),
            self.places(items),
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
        once = self.once(items)
        rules = s.RuleList(span, scale, all_of(s.Rule, items))
        gates = all_of(s.Gate, items)
        self.claim_bare(span.start, gates[0].span.start if gates else span.end)
        places = self.places(items)
        node = s.OverallDeclaration(span, rules, once.get("rated when"), gates, places)
        return Property(span, "overall on", node)

    def overall_score(self, span: Span, score: s.Expression) -> Property:
        return Property(span, "overall score", score)

    def role(
        self, span: Span, heading: Heading, based_on: s.Name | None, *items: object
    ) -> s.RoleDeclaration:
        once = self.once(items)
        return s.RoleDeclaration(
            span,
            heading.name,
            heading.label,
            once.get("description"),
            all_of(s.ResponsibilityDeclaration, items),
            once.get("overall on"),
            once.get("overall score"),
            once.get("rate gap"),
            based_on,
            self.removals(items),
            all_of(s.Allow, items),
            self.places(items),
        )
