"""Values as people of a language write them, always from exact digits."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from typing import assert_never

from babel.dates import format_date, format_skeleton
from babel.numbers import (
    get_currency_name,
    get_decimal_symbol,
    get_group_symbol,
    get_minus_sign_symbol,
)

from ...dsl.framework import Framework
from ...dsl.period import Period
from ...dsl.types import (
    ChoiceType,
    DateType,
    Dimension,
    LevelType,
    PeriodType,
    QuantityType,
    TextType,
    Type,
    YesNoType,
)
from ..explaining.explanation_values import ExactValue, Value
from ..explaining.precision import at_places, ending, scaled, shown_places
from ..trace import AbsenceKind
from .catalogue import DEFAULT_LANGUAGE, Catalogue, catalogue

_MOST_EXACT_PLACES = 12
"""A number that ends later is read more easily as a fraction."""

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def format_value(
    value: ExactValue,
    type: Type,
    framework: Framework,
    language: str = DEFAULT_LANGUAGE,
    *,
    exact: bool = False,
) -> str:
    """A value of a type of the language (a level by its id) -> text

    A number that its text does not show whole is marked with `≈`, or, where `exact`, written as
    a fraction. Raises `UnknownLanguage`.
    """
    places, is_rounded, label = 0, False, None
    if isinstance(type, QuantityType):
        assert isinstance(value, Fraction)
        places, is_rounded = shown_places(value, type.kind)
    elif isinstance(type, LevelType):
        label = framework.scales[type.scale].level(str(value)).label
    shown = Value(value, type, places, is_rounded, label)
    return show(shown, catalogue(language), exact=exact)


def format_absent(kind: AbsenceKind, language: str = DEFAULT_LANGUAGE) -> str:
    """The words for a value that is missing or not applicable."""
    return catalogue(language).text(f"word.{kind.replace(' ', '-')}")


def show(value: Value, words: Catalogue, *, exact: bool = False) -> str:
    """A value with the digits it asks for -> text."""
    raw = value.exact
    match value.type:
        case QuantityType() as quantity:
            assert isinstance(raw, Fraction)
            return show_quantity(raw, quantity, words, value.places, exact=exact)
        case LevelType():
            return value.label.in_language(words.language) if value.label else str(raw)
        case DateType():
            assert isinstance(raw, date)
            return show_date(raw, words)
        case PeriodType():
            return show_period(raw, words) if isinstance(raw, Period) else str(raw)
        case YesNoType():
            return words.text("word.yes" if raw else "word.no")
        case TextType() | ChoiceType():
            return str(raw)
        case _:
            assert_never(value.type)


# --- numbers -------------------------------------------------------------------------------


def show_exactly(value: Fraction, type: QuantityType, words: Catalogue) -> str:
    """A number of a type with all its digits, or as a fraction where they do not end."""
    return _exactly(scaled(value, type.kind), type, words)


def show_quantity(
    value: Fraction, type: QuantityType, words: Catalogue, places: int, *, exact: bool = False
) -> str:
    """A number of a type with so many digits after the point, `≈` where they leave out some."""
    shown = scaled(value, type.kind)
    if exact:
        return _exactly(shown, type, words)
    number = at_places(shown, places)
    text = _with_unit(numeral(number, places, words), number, type, words)
    return text if number is shown else words.text("quantity.rounded", number=text)


def _exactly(shown: Fraction, type: QuantityType, words: Catalogue) -> str:
    places = ending(shown, _MOST_EXACT_PLACES)
    if places is not None:
        if type.kind == "money":
            places = 2 if places == 1 else places
        return _with_unit(numeral(shown, places, words), shown, type, words)
    return _with_unit(_fraction(shown, words), shown, type, words)


def _fraction(number: Fraction, words: Catalogue) -> str:
    parts = (Fraction(number.numerator), Fraction(number.denominator))
    return "/".join(numeral(part, 0, words) for part in parts)


def show_difference(value: Value, words: Catalogue, *, exact: bool = False) -> str:
    """How far two quantities are apart: of two percentages, in points."""
    if not isinstance(value.type, QuantityType) or value.type.kind != "percent":
        return show(value, words, exact=exact)
    assert isinstance(value.exact, Fraction)
    points = scaled(value.exact, "percent")
    number = points if exact else at_places(points, value.places)
    places = ending(number, _MOST_EXACT_PLACES) if exact else value.places
    text = _fraction(number, words) if places is None else numeral(number, places, words)
    if number != points:
        text = words.text("quantity.rounded", number=text)
    return words.counted("quantity.percentage-points", plural(number), number=text)


def numeral(number: Fraction, places: int, words: Catalogue) -> str:
    """A number that `places` digits after the point show whole, as the language writes it."""
    units, rest = divmod(number.numerator * 10**places, number.denominator)
    assert not rest
    group, point, minus = _symbols(words.language)
    whole, part = divmod(abs(units), 10**places)
    text = f"{whole:,}".replace(",", group)
    if places:
        text += f"{point}{part:0{places}}"
    return minus + text if units < 0 else text


@cache
def _symbols(language: str) -> tuple[str, str, str]:
    """What a language puts between thousands, before decimals and before negative numbers."""
    return (
        get_group_symbol(language),
        get_decimal_symbol(language),
        get_minus_sign_symbol(language),
    )


def _with_unit(text: str, number: Fraction, type: QuantityType, words: Catalogue) -> str:
    match type.kind:
        case "number" | "count":
            return text
        case "percent":
            return words.text("quantity.percent", number=text)
        case "money":
            return words.text("quantity.money", number=text, **_currency(type.dimension, words))
        case "duration":
            return words.counted("quantity.days", plural(number), number=text)
        case "compound":
            return words.text("quantity.compound", number=text, unit=unit(type, words))
        case _:
            assert_never(type.kind)


def plural(number: Fraction) -> int:
    """The whole number that takes the same plural form: what is no whole number is several."""
    return abs(number.numerator) if number.denominator == 1 else 2


def unit(type: QuantityType, words: Catalogue) -> str:
    """The unit of a dimension, such as `THB/day`; "" where there is none."""
    dimension = type.dimension
    currency = _currency(dimension, words)[_currency_style(words)] if dimension.money else ""
    powers = [(currency, dimension.money), (words.text("unit.day"), dimension.days)]
    above = "·".join(name + _power(power) for name, power in powers if power > 0)
    below = "·".join(name + _power(-power) for name, power in powers if power < 0)
    return f"{above or '1'}/{below}" if below else above


def _power(power: int) -> str:
    return "" if power == 1 else str(power).translate(_SUPERSCRIPTS)


def _currency(dimension: Dimension, words: Catalogue) -> dict[str, str]:
    return {"code": dimension.currency, "name": _currency_name(dimension.currency, words.language)}


def _currency_style(words: Catalogue) -> str:
    """Whether the language writes a currency by its code or by its name."""
    (wording,) = words.wordings["quantity.money"]
    return "name" if "{name}" in wording else "code"


@lru_cache(maxsize=256)
def _currency_name(code: str, language: str) -> str:
    return str(get_currency_name(code, locale=language))


# --- days and periods ----------------------------------------------------------------------


def show_date(day: date, words: Catalogue) -> str:
    """A day in words, with the year of the Gregorian calendar whatever the language."""
    return str(format_date(day, words.text("date.format"), locale=words.locale))


def show_period(period: Period, words: Catalogue) -> str:
    """A period in words."""
    year = str(period.start.year)
    month = period.start.month
    match period.kind:
        case "year":
            return words.text("period.year", year=year)
        case "half":
            return words.text("period.half", year=year, part=str((month + 5) // 6))
        case "quarter":
            return words.text("period.quarter", year=year, part=str((month + 2) // 3))
        case "month":
            name = str(format_skeleton("MMMM", period.start, locale=words.locale))
            return words.text("period.month", year=year, month=name)
        case "range":
            start, end = show_date(period.start, words), show_date(period.end, words)
            return words.text("period.range", start=start, end=end)
        case _:
            assert_never(period.kind)
