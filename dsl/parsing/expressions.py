"""Builds the nodes of words, literals and expressions: one method a rule of the grammar.

The parser calls the method that has the rule's name (or the name after its `->`) with the span
of what was read and the nodes of its parts, in order, None where an optional part is left out.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final, Literal, cast

from .. import syntax as s
from ..diagnostics.model import Label
from ..source import Span
from . import characters, literals
from .problems import Problems, replacement
from .tokeniser import shortened

AGGREGATES: Final = frozenset(
    {
        "sum",
        "average",
        "weighted average",
        "min",
        "max",
        "median",
        "count",
        "count distinct",
        "any",
        "all",
    }
)
"""The functions that are aggregates when they have a single argument."""

_COMMENT: Final = re.compile(r"#[^\n\r]*")
_CURVES: Final = ("interpolate", "tiered")
_Property = Literal["rating", "score", "weight"]


class ExpressionBuilder:
    """Makes expression nodes; what the grammar cannot say is reported to `problems`."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.bare: list[Span] = []
        """Comparisons without a left side, until the rules of a KPI claim them."""

    # --- words and literals ----------------------------------------------------------------

    def name(self, span: Span) -> s.Name:
        return s.Name(span, self.problems.as_meant(span))

    language = currency = scale_name = level_name = word = name
    column_name = description_name = expected_name = name

    def function(self, span: Span) -> s.Name:
        return s.Name(span, " ".join(characters.visible(span.text).split()))

    def text(self, span: Span) -> s.Text:
        value, unknown = literals.text(span.text)
        for offset in unknown:
            place = self.problems.span(span.start + offset, span.start + offset + 2)
            escaped = shortened(place.text)
            self.problems.error(
                "bad-escape",
                f'`{escaped}` stands for nothing in a text; only `\\"`, `\\\\` and `\\n` do',
                place,
                fix=replacement("write the `\\` itself as `\\\\`", place, "\\" + place.text),
            )
        return s.Text(span, value)

    def translation(self, span: Span, language: s.Name, text: s.Text) -> tuple[s.Name, s.Text]:
        return language, text

    def localized(
        self, span: Span, text: s.Text, *translations: tuple[s.Name, s.Text]
    ) -> s.Localized:
        return s.Localized(span, text, translations)

    def _number(self, span: Span, unit: str, divisor: int = 1, factor: int = 1) -> s.NumberLiteral:
        value = literals.number(span.text)
        if value is None:
            self.problems.error(
                "number-too-large",
                f"the number `{shortened(span.text)}` has too many digits",
                span,
                help="a number has at most about 1,200 digits",
            )
            value = Fraction(0)
        if divisor != 1 or factor != 1:
            value = value * factor / divisor
        return s.NumberLiteral(span, value, unit)

    def plain_number(self, span: Span) -> s.NumberLiteral:
        return self._number(span, "")

    def percent(self, span: Span) -> s.NumberLiteral:
        return self._number(span, "%", divisor=100)

    def money(self, span: Span, currency: s.Name) -> s.NumberLiteral:
        return self._number(span, currency.text)

    def days(self, span: Span) -> s.NumberLiteral:
        return self._number(span, "days")

    def weeks(self, span: Span) -> s.NumberLiteral:
        return self._number(span, "days", factor=7)

    def date(self, span: Span) -> s.DateLiteral:
        value, problem = literals.calendar_date(span.text)
        if problem:
            same = [int(part) for part in span.text.split("-")] == [
                value.year,
                value.month,
                value.day,
            ]
            plain = value.isoformat()
            fix = replacement(f"write `{plain}`", span, plain) if same else None
            self.problems.error("bad-date", problem, span, fix=fix)
        return s.DateLiteral(span, value)

    def period(self, span: Span) -> s.PeriodLiteral:
        written = characters.plain_digits(span.text)
        plain, problem = literals.period(written)
        if problem:
            same = plain == written.upper()
            fix = replacement(f"write `{plain}`", span, plain) if same else None
            help = "" if same else "to subtract, put spaces around the `-`"
            self.problems.error(
                "bad-date", problem, span, help=help if "-" in written else "", fix=fix
            )
        return s.PeriodLiteral(span, plain)

    period_literal = period

    def yes(self, span: Span) -> s.YesNoLiteral:
        return s.YesNoLiteral(span, True)

    def no(self, span: Span) -> s.YesNoLiteral:
        return s.YesNoLiteral(span, False)

    def missing(self, span: Span) -> s.MissingLiteral:
        return s.MissingLiteral(span)

    def not_applicable(self, span: Span) -> s.NotApplicableLiteral:
        return s.NotApplicableLiteral(span)

    def reference(self, span: Span, word: s.Name) -> s.NameExpression:
        return s.NameExpression(span, word)

    def member(self, span: Span, owner: s.Name, member: s.Name) -> s.MemberExpression:
        return s.MemberExpression(span, owner, member)

    def property(self, span: Span) -> str:
        return self.problems.as_meant(span)

    def property_of(self, span: Span, property: _Property, name: s.Name) -> s.PropertyOf:
        return s.PropertyOf(span, property, name)

    # --- arithmetic ------------------------------------------------------------------------

    def negation(self, span: Span, operand: s.Expression) -> s.Negation:
        return s.Negation(span, operand)

    def add(self, span: Span, left: s.Expression, right: s.Expression) -> s.Arithmetic:
        return s.Arithmetic(span, "+", left, right)

    def subtract(self, span: Span, left: s.Expression, right: s.Expression) -> s.Arithmetic:
        return s.Arithmetic(span, "-", left, right)

    def multiply(self, span: Span, left: s.Expression, right: s.Expression) -> s.Arithmetic:
        return s.Arithmetic(span, "*", left, right)

    def divide(self, span: Span, left: s.Expression, right: s.Expression) -> s.Arithmetic:
        return s.Arithmetic(span, "/", left, right)

    # --- conditions ------------------------------------------------------------------------

    def comparator(self, span: Span) -> str:
        return characters.FOREIGN_SIGNS.get(span.text, span.text)

    sign = bound_operator = comparator

    def is_equal(self, span: Span) -> str:
        return "="

    def is_unequal(self, span: Span) -> str:
        return "!="

    def comparison(self, span: Span, *parts: object) -> s.Comparison:
        operands = cast("tuple[s.Expression, ...]", parts[::2])
        operators = cast("tuple[s.ComparisonOperator, ...]", parts[1::2])
        return s.Comparison(span, operands, operators)

    def bare_comparison(self, span: Span, *parts: object) -> s.Comparison:
        self.bare.append(span)
        operands = cast("tuple[s.Expression, ...]", parts[1::2])
        operators = cast("tuple[s.ComparisonOperator, ...]", parts[::2])
        return s.Comparison(span, (None, *operands), operators)

    def presence(self, span: Span) -> str:
        return self.problems.as_meant(span)

    absence = presence

    def present(
        self, span: Span, operand: s.Expression, state: Literal["missing", "given"]
    ) -> s.PresenceTest:
        return s.PresenceTest(span, operand, state, negated=False)

    def not_present(
        self, span: Span, operand: s.Expression, state: Literal["missing", "given"]
    ) -> s.PresenceTest:
        return s.PresenceTest(span, operand, state, negated=True)

    def not_concerned(self, span: Span, operand: s.Expression) -> s.PresenceTest:
        return s.PresenceTest(span, operand, "not applicable", negated=False)

    def in_period(self, span: Span, operand: s.Expression) -> s.PeriodTest:
        return s.PeriodTest(span, operand)

    def member_of(
        self, span: Span, operand: s.Expression, *members: s.Expression
    ) -> s.MembershipTest:
        return s.MembershipTest(span, operand, members)

    def negated(self, span: Span, operand: s.Expression) -> s.Not:
        return s.Not(span, operand)

    def both(self, span: Span, *operands: s.Expression) -> s.And:
        return s.And(span, operands)

    def either(self, span: Span, *operands: s.Expression) -> s.Or:
        return s.Or(span, operands)

    # --- choices ---------------------------------------------------------------------------

    def if_missing(self, span: Span, value: s.Expression, substitute: s.Expression) -> s.IfMissing:
        return s.IfMissing(span, value, substitute)

    def conditional(
        self,
        span: Span,
        condition: s.Expression,
        then: s.Expression,
        otherwise: s.Expression,
    ) -> s.Conditional:
        return s.Conditional(span, condition, then, otherwise)

    def arm(self, span: Span, *parts: s.Expression) -> s.MatchArm:
        return s.MatchArm(span, parts[:-1], parts[-1])

    def otherwise_arm(self, span: Span, value: s.Expression) -> s.MatchArm:
        """An arm without patterns, until its `match` takes the value."""
        return s.MatchArm(span, (), value)

    def match(self, span: Span, subject: s.Expression, *arms: s.MatchArm) -> s.Match:
        matching = tuple(arm for arm in arms if arm.patterns)
        others = [arm for arm in arms if not arm.patterns]
        for arm in others[1:]:
            self.duplicate("otherwise", arm.span, others[0].span)
        if others and arms[-1].patterns:
            self.problems.error(
                "syntax",
                "`otherwise` stands last in a `match`",
                others[0].span,
            )
        return s.Match(span, subject, matching, others[0].value if others else None)

    def duplicate(self, name: str, span: Span, first: Span) -> None:
        """Report that something which may be said once is said again."""
        self.problems.error(
            "duplicate-property",
            f"`{name}` is given twice",
            span,
            label="given again here",
            secondary=(Label(first, "first given here"),),
            help="keep one of them",
        )

    # --- functions -------------------------------------------------------------------------

    def call(self, span: Span, function: s.Name, *arguments: s.Expression | None) -> s.Expression:
        given = tuple(argument for argument in arguments if argument is not None)
        if function.text in AGGREGATES and len(given) == 1:
            return s.Aggregate(span, function.text, given[0], None, None, False)
        if function.text == "round" and given:
            self.problems.error(
                "syntax",
                "`round` needs the step to round to, such as `round(x, to 0.01)`",
                span,
            )
            return given[0]
        return s.Call(span, function, given)

    def point(self, span: Span, x: s.Expression, y: s.Expression) -> s.CurvePoint:
        return s.CurvePoint(span, x, y)

    def curve(
        self, span: Span, function: s.Name, value: s.Expression, *points: s.CurvePoint
    ) -> s.Expression:
        if function.text not in _CURVES:
            self._misused(function, points[0].span, "pairs with `=>`", _CURVES)
            return value
        return s.Curve(span, cast("Literal['interpolate', 'tiered']", function.text), value, points)

    def round(
        self,
        span: Span,
        function: s.Name,
        value: s.Expression,
        step: s.Expression,
        mode: s.RoundingMode | None,
    ) -> s.Expression:
        if function.text != "round":
            self._misused(function, step.span, "a step with `to`", ("round",))
            return value
        return s.Round(span, value, step, mode or "half up")

    def part(self, span: Span) -> str:
        """The words of a phrase, whatever stands between them."""
        return " ".join(_COMMENT.sub(" ", self.problems.phrase_as_meant(span)).split())

    mode = part

    def by(self, span: Span, weight: s.Expression) -> s.Expression:
        return weight

    def where(self, span: Span, condition: s.Expression) -> s.Expression:
        return condition

    def ignoring(self, span: Span) -> bool:
        return True

    def weighted_aggregate(
        self,
        span: Span,
        function: s.Name,
        value: s.Expression,
        weight: s.Expression,
        where: s.Expression | None,
        ignoring: bool | None,
    ) -> s.Expression:
        if function.text != "weighted average":
            self._misused(function, weight.span, "a weight with `by`", ("weighted average",))
            return value
        return s.Aggregate(span, function.text, value, weight, where, bool(ignoring))

    def selected_aggregate(
        self,
        span: Span,
        function: s.Name,
        value: s.Expression,
        where: s.Expression,
        ignoring: bool | None,
    ) -> s.Expression:
        return self._aggregate(span, function, value, where, bool(ignoring))

    def ignoring_aggregate(
        self, span: Span, function: s.Name, value: s.Expression, ignoring: bool
    ) -> s.Expression:
        return self._aggregate(span, function, value, None, ignoring)

    def _aggregate(
        self,
        span: Span,
        function: s.Name,
        value: s.Expression,
        where: s.Expression | None,
        ignoring: bool,
    ) -> s.Expression:
        if function.text not in AGGREGATES:
            clause = "`where`" if where else "`ignoring missing`"
            self._misused(function, function.span, clause, ("sum", "count"))
            return value
        return s.Aggregate(span, function.text, value, None, where, ignoring)

    def _misused(self, function: s.Name, span: Span, what: str, takers: tuple[str, ...]) -> None:
        those = " and ".join(f"`{taker}`" for taker in takers)
        verb = "does" if len(takers) == 1 else "do"
        self.problems.error(
            "syntax",
            f"`{shortened(function.text)}` takes no {what}; {those} {verb}",
            span,
        )
