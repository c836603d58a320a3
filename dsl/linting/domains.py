"""The values that quantities can have, over the ranges that the framework declares.

A range found here holds every value that can occur: what it leaves out never does. It may hold
more, where quantities depend on each other in ways that are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType

from .. import framework as fw
from ..types import COUNT, PERCENT, QuantityType, Type
from ..walk import walk
from . import intervals as iv
from .conditions import MIRRORED, NEGATED
from .intervals import EVERYTHING, NOT_NEGATIVE, WHOLE, Interval
from .linear import Key, Linear, difference, linear

Facts = Mapping[Key, Interval]
"""What is known of quantities at one place, because of a condition that holds there."""

NO_FACTS: Facts = MappingProxyType({})

_ONE_DAY = iv.bounded(EVERYTHING, ">=", Fraction(1))


class Domains:
    """The ranges of one framework's values, each computed once."""

    def __init__(self, framework: fw.Framework) -> None:
        self.framework = framework
        self.points = {
            scale.id: {level.id: level.points for level in scale.levels}
            for scale in framework.scales.values()
        }
        self._known: dict[str, Interval] = {}
        self._sums: dict[str, Linear | None] = {}

    def of(self, name: str) -> Interval:
        """The range of an input, parameter, metric or KPI."""
        known = self._known.get(name)
        if known is not None:
            return known
        waiting = [name]
        while waiting:
            current = waiting[-1]
            if current in self._known:
                waiting.pop()
                continue
            formula = self.formula(current)
            # A value may hang on a chain of any length: those below come first.
            below = () if formula is None else self._unknown_below(formula)
            if below:
                waiting.extend(below)
                continue
            self._known[current] = self._range(current, formula)
            waiting.pop()
        return self._known[name]

    def _unknown_below(self, formula: fw.Expression) -> tuple[str, ...]:
        return tuple(
            node.id
            for node in walk(formula)
            if isinstance(node, fw.Reference)
            and node.id not in self._known
            and self.formula(node.id) is not None
        )

    def formula(self, name: str) -> fw.Expression | None:
        """The formula of an input, metric or KPI; None where it has none."""
        framework = self.framework
        declared = (
            framework.inputs.get(name) or framework.metrics.get(name) or framework.kpis.get(name)
        )
        return None if declared is None else declared.formula

    def sum_of(self, name: str) -> Linear | None:
        """What a metric or KPI is a sum of multiples of; None where its formula is no such sum, and
        for an input, which may be supplied instead of being computed."""
        if name not in self._sums:
            formula = None if name in self.framework.inputs else self.formula(name)
            form = None if formula is None else linear(formula)
            if form is not None and not isinstance(formula, fw.Reference):
                # What is no sum is a quantity of its own, and says nothing of itself.
                whole = len(form.terms) == 1 and form.named[0] is formula
                form = None if whole else form
            self._sums[name] = form
        return self._sums[name]

    def _range(self, name: str, formula: fw.Expression | None) -> Interval:
        framework = self.framework
        declared: fw.Input | fw.Parameter | None = framework.inputs.get(name)
        declared = declared or framework.parameters.get(name)
        if declared is not None:
            given = within(declared.range, declared.type)
            # A derived value is not held against the range, which is about what is supplied.
            return given if formula is None else iv.hull((given, self.expression(formula)))
        if formula is not None:
            return self.expression(formula)
        return EVERYTHING

    def expression(self, expression: fw.Expression, facts: Facts = NO_FACTS) -> Interval:
        """The range of an expression's values where `facts` hold."""
        found = self._expression(expression, facts)
        return _with_facts(expression, found, facts) if facts else found

    def _expression(self, expression: fw.Expression, facts: Facts) -> Interval:
        match expression:
            case fw.Constant(value=Fraction() as value):
                return iv.point(value)
            case fw.Constant(value=date() as day):
                return iv.point(Fraction(day.toordinal()))
            case fw.Reference(id=name):
                return self.of(name)
            case fw.Negate(operand=operand):
                return iv.negated(self.expression(operand, facts))
            case fw.Arithmetic(operator=operator, left=left, right=right):
                one, other = self.expression(left, facts), self.expression(right, facts)
                return _arithmetic(operator, one, other)
            case fw.IfMissing(value=value, substitute=substitute):
                return iv.hull(self.expression(each, facts) for each in (value, substitute))
            case fw.Conditional():
                return self._conditional(expression, facts)
            case fw.Call():
                return self._call(expression, facts)
            case fw.Curve():
                return self._curve(expression, facts)
            case fw.Round():
                return self._round(expression, facts)
            case fw.Aggregate():
                return self._aggregate(expression, facts)
            case fw.PropertyReference(property="weight"):
                return iv.between(Fraction(0), Fraction(1))
            case fw.PeriodPart(part="days"):
                return _ONE_DAY
            case fw.ColumnReference(type=type_):
                return _of_type(type_)
            case _:
                return EVERYTHING

    def _conditional(self, expression: fw.Conditional, facts: Facts) -> Interval:
        branches = []
        for branch, holds in ((expression.then, True), (expression.otherwise, False)):
            if isinstance(branch, fw.Constant):
                branches.append(self.expression(branch))
            elif not isinstance(branch, fw.AbsentConstant):
                there = assume(expression.condition, facts, holds=holds)
                branches.append(self.expression(branch, there))
        return iv.hull(branches) if branches else EVERYTHING

    def _call(self, expression: fw.Call, facts: Facts) -> Interval:
        parts = [self.expression(each, facts) for each in expression.arguments]
        match expression.function:
            case "min":
                return iv.smallest(parts)
            case "max":
                return iv.largest(parts)
            case "abs":
                return iv.absolute(parts[0])
            case "clamp":
                return iv.smallest((iv.largest((parts[0], parts[1])), parts[2]))
            case "power":
                return _power(parts[0], expression.arguments[1])
            case "sqrt" | "exp":
                return NOT_NEGATIVE
            case _:
                return EVERYTHING

    def _curve(self, expression: fw.Curve, facts: Facts) -> Interval:
        heights = [self.expression(y, facts) for _, y in expression.points]
        if expression.function == "interpolate":
            return iv.hull(heights)
        value = self.expression(expression.value, facts)
        rising = all(height.low is not None and height.low >= 0 for height in heights)
        return NOT_NEGATIVE if rising and value.low is not None and value.low >= 0 else EVERYTHING

    def _round(self, expression: fw.Round, facts: Facts) -> Interval:
        value = self.expression(expression.value, facts)
        step = expression.step
        if not isinstance(step, fw.Constant) or not isinstance(step.value, Fraction):
            return EVERYTHING
        size = step.value
        low = None if value.low is None else floor(value.low / size) * size
        high = None if value.high is None else ceil(value.high / size) * size
        return Interval(low, high, low is not None, high is not None, size.denominator == 1)

    def _aggregate(self, expression: fw.Aggregate, facts: Facts) -> Interval:
        if expression.value is None or expression.function == "count distinct":
            return WHOLE
        if expression.where is not None:
            facts = assume(expression.where, facts, holds=True)
        value = self.expression(expression.value, facts)
        match expression.function:
            case "sum":
                return _sum(value)
            case "weighted average":
                weight = EVERYTHING
                if expression.weight is not None:
                    weight = self.expression(expression.weight, facts)
                low = weight.low
                average = low is not None and low >= 0
                return _not_whole(value) if average else EVERYTHING
            case "average" | "median":
                return _not_whole(value)
            case _:
                return value


def within(bounds: Iterable[fw.Bound], type_: Type) -> Interval:
    """The range that is declared, of the values that the type has."""
    result = _of_type(type_)
    for bound in bounds:
        limit = bound.value
        number = Fraction(limit.toordinal()) if isinstance(limit, date) else limit
        result = iv.bounded(result, bound.operator, number)
    return result


def _of_type(type_: Type) -> Interval:
    if type_ == COUNT:
        return WHOLE
    if isinstance(type_, QuantityType):
        return EVERYTHING
    return Interval(whole=True)


def step_of(type_: Type) -> Fraction:
    """A small step for values of a type, as a person would take it: 1%, 1 day, 1 baht."""
    return Fraction(1, 100) if type_ == PERCENT else Fraction(1)


def _arithmetic(operator: str, one: Interval, other: Interval) -> Interval:
    match operator:
        case "+":
            return iv.added(one, other)
        case "-":
            return iv.added(one, iv.negated(other))
        case "*":
            return iv.multiplied(one, other)
        case _:
            return iv.divided(one, other)


def _power(base: Interval, exponent: fw.Expression) -> Interval:
    if not isinstance(exponent, fw.Constant) or not isinstance(exponent.value, Fraction):
        return EVERYTHING
    if exponent.value.denominator == 1 and exponent.value % 2 == 0:
        return NOT_NEGATIVE
    return NOT_NEGATIVE if base.low is not None and base.low >= 0 else EVERYTHING


def _sum(value: Interval) -> Interval:
    zero = Fraction(0)
    not_negative = value.low is not None and value.low >= 0
    not_positive = value.high is not None and value.high <= 0
    return Interval(
        zero if not_negative else None,
        zero if not_positive else None,
        not_negative,
        not_positive,
        value.whole,
    )


def _not_whole(value: Interval) -> Interval:
    return Interval(value.low, value.high, value.low_in, value.high_in)


# --- what a condition says of the place behind it ------------------------------------------


def assume(condition: fw.Expression, facts: Facts, *, holds: bool) -> Facts:
    """What is known where a condition holds, or where it does not."""
    match condition:
        case fw.Not(operand=operand):
            return assume(operand, facts, holds=not holds)
        case fw.And(operands=operands) if holds:
            for operand in operands:
                facts = assume(operand, facts, holds=True)
            return facts
        case fw.Or(operands=operands) if not holds:
            for operand in operands:
                facts = assume(operand, facts, holds=False)
            return facts
        case fw.Compare(left=left) if isinstance(left.type, QuantityType):
            return _compared(condition, facts, holds=holds)
        case _:
            return facts


def _compared(condition: fw.Compare, facts: Facts, *, holds: bool) -> Facts:
    form = difference(condition)
    if not form.terms:
        return facts
    operator = condition.operator if holds else NEGATED[condition.operator]
    quantity, first = _normal(form.terms)
    limit = -form.constant / first
    if operator == "!=":
        return {**facts, ("excluded", quantity): iv.point(limit)}
    if first < 0:
        operator = MIRRORED[operator]
    known = facts.get(quantity, EVERYTHING)
    return {**facts, quantity: iv.bounded(known, operator, limit)}


def _normal(terms: tuple[tuple[Key, Fraction], ...]) -> tuple[Key, Fraction]:
    """A key for a sum, brought to one order and its first factor to 1; and that factor."""
    if len(terms) == 1:
        return terms[0]
    ordered = sorted(terms, key=repr)
    first = ordered[0][1]
    return ("sum", *((quantity, factor / first) for quantity, factor in ordered)), first


def _with_facts(expression: fw.Expression, found: Interval, facts: Facts) -> Interval:
    """The range `found` of an expression, less what the facts leave out."""
    form = linear(expression)
    if not form.terms:
        return found
    quantity, first = _normal(form.terms)
    scale, shift = iv.point(first), iv.point(form.constant)
    fact = facts.get(quantity)
    if fact is not None:
        found = iv.intersection(found, iv.added(iv.multiplied(fact, scale), shift))
    excluded = facts.get(("excluded", quantity))
    if excluded is not None and excluded.low is not None:
        found = iv.bounded(found, "!=", excluded.low * first + form.constant)
    return found


def is_excluded(expression: fw.Expression, number: Fraction, facts: Facts) -> bool:
    """Whether the facts say that an expression is not `number`."""
    form = linear(expression)
    if not form.terms:
        return False
    quantity, first = _normal(form.terms)
    excluded = facts.get(("excluded", quantity))
    return excluded is not None and excluded.low == (number - form.constant) / first
