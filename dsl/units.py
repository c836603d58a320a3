"""Dimensions and their algebra, and types in a designer's words."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import assert_never

from .period import Period
from .types import (
    COUNT,
    DURATION,
    NUMBER,
    PERCENT,
    PLAIN,
    ChoiceType,
    DateType,
    Dimension,
    LevelType,
    PeriodType,
    QuantityType,
    TextType,
    Type,
    YesNoType,
    money,
)

_SMALLEST_SEPARATED = 10_000


def quantity_of(dimension: Dimension) -> QuantityType:
    """The type of a computed quantity of `dimension`; a plain one is a number."""
    match dimension:
        case Dimension(money=0, days=0):
            return NUMBER
        case Dimension(money=1, days=0, currency=currency):
            return money(currency)
        case Dimension(money=0, days=1):
            return DURATION
        case _:
            return QuantityType("compound", dimension)


def same_unit(left: QuantityType, right: QuantityType) -> bool:
    """Whether the two may be added and compared."""
    return left.dimension == right.dimension


def currencies_differ(left: QuantityType, right: QuantityType) -> bool:
    """Whether both are of money, in different currencies."""
    first, second = left.dimension.currency, right.dimension.currency
    return bool(first) and bool(second) and first != second


def multiplied(left: QuantityType, right: QuantityType) -> QuantityType:
    """The type of a product. The currencies must not differ."""
    if left == right and left in (COUNT, PERCENT):
        return left
    return quantity_of(_times(left.dimension, right.dimension, 1))


def divided(left: QuantityType, right: QuantityType) -> QuantityType:
    """The type of a quotient. The currencies must not differ."""
    return quantity_of(_times(left.dimension, right.dimension, -1))


def powered(base: QuantityType, exponent: int) -> QuantityType:
    """The type of a whole power."""
    if base == COUNT and exponent >= 0:
        return COUNT
    return quantity_of(_times(PLAIN, base.dimension, exponent))


def _times(left: Dimension, right: Dimension, power: int) -> Dimension:
    amount = left.money + power * right.money
    currency = (left.currency or right.currency) if amount else ""
    return Dimension(amount, left.days + power * right.days, currency)


def joined(left: QuantityType, right: QuantityType) -> QuantityType:
    """The type of a value that is either of the two, which are of one dimension."""
    if left.kind == right.kind:
        return left
    return quantity_of(left.dimension)


def averaged(type_: QuantityType) -> QuantityType:
    """The type of an average: that of counts need not be whole."""
    return NUMBER if type_ == COUNT else type_


def describe(type_: Type) -> str:
    """A type as a designer would name it: `money (THB)`, `a level of scale `performance``."""
    match type_:
        case QuantityType():
            return _describe_quantity(type_)
        case DateType():
            return "a date"
        case PeriodType():
            return "a period"
        case YesNoType():
            return "a yes or no"
        case TextType():
            return "a text"
        case ChoiceType(members):
            return (
                "one of "
                + ", ".join(f"`{member.id}`" for member in members[:6])
                + (", …" if len(members) > 6 else "")
            )
        case LevelType(scale):
            return f"a level of scale `{scale}`"
        case _ as never:
            assert_never(never)


def _describe_quantity(type_: QuantityType) -> str:
    dimension = type_.dimension
    match type_.kind:
        case "number":
            return "a number"
        case "count":
            return "a count"
        case "percent":
            return "a percentage"
        case "duration":
            return "a duration"
        case "money":
            return f"money ({dimension.currency})"
        case "compound":
            above = _factor("money", dimension.money, dimension.currency)
            if dimension.days == -1:
                return f"{above or 'a number'} per day"
            times = _factor("days", dimension.days, "")
            return " times ".join(part for part in (above, times) if part)
        case _ as never:
            assert_never(never)


def _factor(word: str, power: int, currency: str) -> str:
    if not power:
        return ""
    raised = word if power == 1 else f"{word} to the power {power}"
    return f"{raised} ({currency})" if currency else raised


def unit_suffix(type_: QuantityType) -> str:
    """What to write after a bare number to make it of this type; "" where nothing would."""
    match type_.kind:
        case "percent":
            return "%"
        case "duration":
            return " days"
        case "money":
            return f" {type_.dimension.currency}"
        case "number" | "count" | "compound":
            return ""
        case _ as never:
            assert_never(never)


def written(value: Fraction | date | Period | bool | str, type_: Type) -> str:  # noqa: FBT001
    """A value as the language writes it: `108%`, `1_000_000 THB`, `40 days`, `2026-01-31`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction) and isinstance(type_, QuantityType):
        if type_.kind == "percent":
            return f"{_number(value * 100)}%"
        return f"{_number(value)}{unit_suffix(type_)}"
    if isinstance(value, str) and isinstance(type_, TextType):
        return f'"{value}"'
    return str(value)


def _number(value: Fraction) -> str:
    """Exactly: as a decimal where it ends, else as `a/b`."""
    rest = value.denominator
    places = 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest //= prime
            power += 1
        places = max(places, power)
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    scaled = abs(value.numerator) * 10**places // value.denominator
    whole, part = divmod(scaled, 10**places)
    sign = "-" if value < 0 else ""
    digits = f"{whole:_}" if whole >= _SMALLEST_SEPARATED else str(whole)
    return f"{sign}{digits}.{part:0{places}}" if places else f"{sign}{digits}"
