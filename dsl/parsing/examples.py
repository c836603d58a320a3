"""Builds the nodes of requirements and examples."""

from __future__ import annotations

from typing import Literal

from .. import syntax as s
from ..source import Span
from .properties import Property, PropertyBuilder


class ExampleBuilder(PropertyBuilder):
    """Makes the nodes of examples."""

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
        once = self.once(sections)
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
