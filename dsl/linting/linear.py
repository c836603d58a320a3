"""Expression -> the linear form it has: a sum of multiples of quantities, and a constant."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from typing import Any

from .. import framework as fw

Key = tuple[Any, ...]
"""Tells one quantity from every other: equal for expressions that always have the same value."""

_ZERO = Fraction(0)
_ONE = Fraction(1)


def key(expression: fw.Expression) -> Key:
    """What tells an expression from others, wherever in the text it stands."""
    match expression:
        case fw.Reference(id=name):
            return ("value", name)
        case fw.OverallReference():
            return ("overall",)
        case fw.GapReference():
            return ("gap",)
        case fw.PropertyReference(property=prop, entity=entity, id=name):
            return (prop, entity, name)
        case fw.ColumnReference(table=table, column=column):
            return ("column", table, column)
        case _:
            return _structure(expression)


def _structure(expression: Any) -> Key:
    if isinstance(expression, tuple):
        return tuple(_part(each) for each in expression)
    names = _fields(type(expression))
    return (type(expression).__name__, *(_part(getattr(expression, name)) for name in names))


def _part(part: Any) -> object:
    if isinstance(part, fw.Constant):
        value = part.value
        # Two whole numbers take less time to tell apart, and keys are compared often.
        parts = (value.numerator, value.denominator) if isinstance(value, Fraction) else (value,)
        return ("Constant", *parts)
    if isinstance(part, tuple):
        return _structure(part)
    return key(part) if hasattr(part, "span") else part


_FIELDS: dict[type[Any], tuple[str, ...]] = {}


def _fields(kind: type[Any]) -> tuple[str, ...]:
    """What makes one expression differ from another of its kind, wherever they stand."""
    known = _FIELDS.get(kind)
    if known is None:
        known = tuple(each.name for each in fields(kind) if each.name not in ("span", "type"))
        _FIELDS[kind] = known
    return known


@dataclass(frozen=True, slots=True)
class Linear:
    """The sum of `terms`, each a quantity and what it is multiplied by (never 0), and `constant`.

    `named` holds an expression for each quantity.
    """

    terms: tuple[tuple[Key, Fraction], ...]
    constant: Fraction
    named: tuple[fw.Expression, ...]


def linear(expression: fw.Expression) -> Linear:
    """Expression -> its linear form

    What is neither a sum nor a constant multiple of others, such as a quotient, is a quantity of
    its own there. Dates count in days.
    """
    match expression:
        case fw.Constant(value=Fraction() as value):
            return Linear((), value, ())
        case fw.Constant(value=date() as day):
            return Linear((), Fraction(day.toordinal()), ())
        case fw.Negate(operand=operand):
            return times(linear(operand), -_ONE)
        case fw.Arithmetic(operator="+", left=left, right=right):
            return plus(linear(left), linear(right))
        case fw.Arithmetic(operator="-", left=left, right=right):
            return minus(linear(left), linear(right))
        case fw.Arithmetic(operator="*", left=left, right=right):
            one, other = linear(left), linear(right)
            if not one.terms:
                return times(other, one.constant)
            if not other.terms:
                return times(one, other.constant)
        case fw.Arithmetic(operator="/", left=left, right=right):
            divisor = linear(right)
            if not divisor.terms and divisor.constant:
                return times(linear(left), 1 / divisor.constant)
        case _:
            pass
    return Linear(((key(expression), _ONE),), _ZERO, (expression,))


def plus(one: Linear, other: Linear) -> Linear:
    """The sum of two."""
    if not other.terms:
        return Linear(one.terms, one.constant + other.constant, one.named)
    if not one.terms:
        return Linear(other.terms, one.constant + other.constant, other.named)
    factors = dict(one.terms)
    named = dict(zip(factors, one.named, strict=True))
    for (quantity, factor), expression in zip(other.terms, other.named, strict=True):
        factors[quantity] = factors.get(quantity, _ZERO) + factor
        named.setdefault(quantity, expression)
    kept = tuple((quantity, factor) for quantity, factor in factors.items() if factor)
    return Linear(
        kept, one.constant + other.constant, tuple(named[quantity] for quantity, _ in kept)
    )


def minus(one: Linear, other: Linear) -> Linear:
    """One less the other."""
    if not other.terms:
        return Linear(one.terms, one.constant - other.constant, one.named)
    return plus(one, times(other, -_ONE))


def times(one: Linear, factor: Fraction) -> Linear:
    """A multiple of one."""
    if factor == 1:
        return one
    if factor == 0:
        return Linear((), _ZERO, ())
    terms = tuple((quantity, each * factor) for quantity, each in one.terms)
    return Linear(terms, one.constant * factor, one.named)


def difference(comparison: fw.Compare) -> Linear:
    """The left side less the right one: it stands to 0 as they stand to each other."""
    return minus(linear(comparison.left), linear(comparison.right))
