"""Reading one fact: what a value in the evidence says, exactly, or why it cannot be taken.

A reader takes whatever a caller or a file gives and returns the pair that the plan computes
with: `(0, 0)` for a missing value and `(1, 0)` for one that does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from fractions import Fraction
from typing import Any, assert_never

from ...dsl import framework as fw
from ...dsl.limits import MAX_BITS
from ...dsl.period import Period, parse_period
from ...dsl.types import (
    ChoiceType,
    DateType,
    LevelType,
    PeriodType,
    QuantityType,
    TextType,
    Type,
    YesNoType,
)
from ..arithmetic import exact
from ..arithmetic.magnitudes import Magnified, read_magnified
from ..arithmetic.numerals import (
    NumeralError,
    Refusal,
    parse_numeral,
    quoted,
    shortest_terminating,
    unit_fits,
)
from ..arithmetic.numerals import exact as exact_pair
from .written.numpy_values import WithoutLike, days_of, of_numpy
from .written.written_dates import (
    ReadDate,
    UnclearDate,
    is_buddhist,
    read_written_date,
    refused_era,
)

Pair = tuple[Any, int]
Reader = Callable[[object], Pair]

MISSING: Pair = (0, 0)
NOT_APPLICABLE: Pair = (1, 0)

NOT_APPLICABLE_WORDS = frozenset({"n/a", "not applicable", "ไม่เกี่ยวข้อง"})
"""What a cell says, in any case of letters, when a fact does not concern the person."""

YES_WORDS = frozenset({"yes", "true", "ใช่"})
NO_WORDS = frozenset({"no", "false", "ไม่ใช่", "ไม่"})

LARGEST = 1 << MAX_BITS


class ValueRefused(ValueError):
    """A value that the evidence may not have there; `str()` of it says what was expected."""


def reader(type: Type, framework: fw.Framework, bounds: tuple[fw.Bound, ...] = ()) -> Reader:
    """The reader of a type's values, within the declared range."""
    match type:
        case QuantityType():
            return _quantity_reader(type, bounds)
        case DateType():
            return _checked(_read_date, bounds, str)
        case PeriodType():
            return _read_period
        case YesNoType():
            return _read_yes_no
        case TextType():
            return _read_text
        case ChoiceType(members):
            return _word_reader(
                (
                    (spelling, member.id)
                    for member in members
                    for spelling in (member.id, *member.spellings)
                ),
                [member.id for member in members],
            )
        case LevelType(scale):
            return level_reader(framework.scales[scale], lambda level: (level.rank, 1))
        case _:
            assert_never(type)


def level_reader(scale: fw.Scale, held: Callable[[fw.Level], Pair]) -> Reader:
    """Reads a level by its id or its label in any language; `held` gives the pair it stands for."""
    return _word_reader(
        (
            (spelling, held(level))
            for level in scale.levels
            for spelling in (level.id, level.label.text, *level.label.translations.values())
        ),
        [level.id for level in scale.levels],
    )


def rater_reader(scale: fw.Scale) -> Reader:
    """Reads the level that a kind of rater gave, or several, as their average in points.

    Several stand in a list, or in one text separated by `;`.
    """
    single = level_reader(scale, lambda level: exact.pair_of(level.points))

    def read(value: object) -> Pair:
        if isinstance(value, str):
            if ";" not in value:
                return single(value)
            values: list[object] = [part for part in value.split(";") if part.strip()]
        elif isinstance(value, list | tuple):
            values = list(value)
        else:
            return single(value)
        pairs = [single(each) for each in values]
        given = [pair for pair in pairs if pair[1]]
        if given:
            return exact.average(given)
        return NOT_APPLICABLE if pairs and NOT_APPLICABLE in pairs else MISSING

    return read


def absent_text(text: str) -> Pair | None:
    """The pair of a cell that says nothing or that it does not apply; None for any other."""
    stripped = text.strip()
    if not stripped:
        return MISSING
    return NOT_APPLICABLE if stripped.casefold() in NOT_APPLICABLE_WORDS else None


# --- quantities ----------------------------------------------------------------------------


def _quantity_reader(type: QuantityType, bounds: tuple[fw.Bound, ...]) -> Reader:
    convert = _conversion(type)
    plain, least = type.kind != "percent", 0 if type.kind == "count" else 1 - LARGEST
    within = _range_test(bounds)
    described = _described_range(bounds, lambda value: _quantity_text(value, type))

    def read(value: object) -> Pair:
        if value.__class__ is int and plain and least <= value < LARGEST:
            pair: Pair = (value, 1)
        elif value is None:
            return MISSING
        else:
            if isinstance(value, str):
                absent = absent_text(value)
                if absent is not None:
                    return absent
            pair = convert(value, type)
        if within is not None and not within(*pair):
            raise ValueRefused(f"is outside the range {described}")
        return pair

    return read


def _conversion(type: QuantityType) -> Callable[[object, QuantityType], Pair]:
    match type.kind:
        case "number" | "compound":
            return _number_pair
        case "count":
            return _count_pair
        case "percent":
            return _percent_pair
        case "money":
            return _money_pair
        case "duration":
            return _duration_pair
        case _:
            assert_never(type.kind)


def _pair_and_unit(value: object, *, amount: bool = False) -> tuple[int, int, str]:
    """`amount` tells that the number may be one that people count in millions and the like."""
    try:
        if isinstance(value, str):
            numeral = parse_numeral(value.strip())
            if isinstance(numeral, Refusal):
                raise ValueRefused((amount and _why_counted(value)) or numeral.reason)
            return numeral.n, numeral.d, numeral.unit
        return *exact_pair(value), ""
    except NumeralError as error:
        raise ValueRefused(str(error)) from None


def _why_counted(text: str) -> str:
    """What to do about a number that is counted in a word; "" for any other text."""
    match read_magnified(text):
        case Magnified(word, plain):
            return f"{quoted(text)} is counted in {quoted(word)}: write it as `{plain}`"
        case Refusal(reason):
            return reason
    return ""


def _number_pair(value: object, type: QuantityType) -> Pair:
    n, d, unit = _pair_and_unit(value, amount=True)
    if unit not in {"", "%"}:
        raise ValueRefused(f"has the unit {quoted(unit)} where a plain number is expected")
    if unit and type.kind == "compound":
        raise ValueRefused("is a percent where an amount is expected")
    return n, d


def _count_pair(value: object, type: QuantityType) -> Pair:
    n, d, unit = _pair_and_unit(value, amount=True)
    if unit:
        raise ValueRefused(f"has the unit {quoted(unit)} where a whole number is expected")
    if d != 1:
        n, d = exact.reduce(n, d)
    if d != 1 or n < 0:
        raise ValueRefused("is not a whole number of 0 or more")
    return n, 1


def _percent_pair(value: object, type: QuantityType) -> Pair:
    n, d, unit = _pair_and_unit(value)
    if unit not in {"", "%"}:
        raise ValueRefused(f"has the unit {quoted(unit)} where a percent is expected")
    if not unit and abs(n) >= 2 * d:
        text = shortest_terminating(Fraction(n, d)) or f"{n}/{d}"
        raise ValueRefused(
            f"could be {text}% or {text} times the whole: write the percent sign, "
            f"such as `{text}%`, or a fraction of 1"
        )
    return n, d


def _money_pair(value: object, type: QuantityType) -> Pair:
    n, d, unit = _pair_and_unit(value, amount=True)
    currency = type.dimension.currency
    if unit and not unit_fits(unit, currency):
        raise ValueRefused(f"is in {quoted(unit)} where an amount in {currency} is expected")
    return n, d


def _duration_pair(value: object, type: QuantityType) -> Pair:
    value = days_of(value) if isinstance(value, timedelta) else _python(value)
    n, d, unit = _pair_and_unit(value)
    if unit not in {"", "days"}:
        raise ValueRefused(f"has the unit {quoted(unit)} where a number of days is expected")
    return n, d


def _quantity_text(value: Fraction | date, type: QuantityType) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if type.kind == "percent":
        return f"{value * 100}%"
    if type.kind == "money":
        return f"{value} {type.dimension.currency}"
    return f"{value} days" if type.kind == "duration" else str(value)


# --- ranges --------------------------------------------------------------------------------


def _range_test(bounds: tuple[fw.Bound, ...]) -> Callable[[int, int], bool] | None:
    """Whether a pair lies within all bounds; None where there are none."""
    if not bounds:
        return None
    tests = [_bound_test(bound) for bound in bounds]
    if len(tests) == 1:
        return tests[0]
    return lambda n, d: all(test(n, d) for test in tests)


def _bound_test(bound: fw.Bound) -> Callable[[int, int], bool]:
    value = bound.value
    limit = Fraction(value.toordinal()) if isinstance(value, date) else value
    a, b = limit.numerator, limit.denominator
    match bound.operator:
        case ">=":
            return lambda n, d: n * b >= a * d
        case ">":
            return lambda n, d: n * b > a * d
        case "<=":
            return lambda n, d: n * b <= a * d
        case "<":
            return lambda n, d: n * b < a * d
        case _:
            assert_never(bound.operator)


def _described_range(bounds: tuple[fw.Bound, ...], text: Callable[[Fraction | date], str]) -> str:
    return "`" + ", ".join(f"{bound.operator} {text(bound.value)}" for bound in bounds) + "`"


def _checked(
    read: Reader, bounds: tuple[fw.Bound, ...], text: Callable[[Fraction | date], str]
) -> Reader:
    within = _range_test(bounds)
    if within is None:
        return read
    described = _described_range(bounds, text)

    def checked(value: object) -> Pair:
        n, d = read(value)
        if d and not within(n, d):
            raise ValueRefused(f"is outside the range {described}")
        return n, d

    return checked


# --- words and dates -----------------------------------------------------------------------

_NO_DATE = "is not a date; write it as year-month-day, such as `2026-01-31`"


def _read_date(value: object) -> Pair:
    if value is None:
        return MISSING
    if isinstance(value, datetime):
        if value != value:  # noqa: PLR0124 (what pandas means by nothing)
            raise ValueRefused("is not a date")
        if value.time() != time.min or getattr(value, "nanosecond", False):
            raise ValueRefused("has a time of day where a date is expected")
        return value.toordinal(), 1
    if isinstance(value, date):
        return value.toordinal(), 1
    if isinstance(value, str):
        absent = absent_text(value)
        if absent is not None:
            return absent
        return _written_day(value.strip()), 1
    found = _python(value)
    if isinstance(found, date):
        return found.toordinal(), 1
    raise ValueRefused(_NO_DATE)


def _python(value: object) -> object:
    """What a value of NumPy is in Python."""
    try:
        return of_numpy(value)
    except WithoutLike as error:
        raise ValueRefused(str(error)) from None


def _written_day(text: str) -> int:
    """Year-month-day -> the day; what is written otherwise is refused with the way to write it."""
    try:
        # Days of a week of the year, such as `2026-W05-1`, are as long.
        if len(text) == len("2026-01-31") and text[7] == "-" and not is_buddhist(int(text[:4])):
            return date.fromisoformat(text).toordinal()
    except ValueError:
        pass
    match read_written_date(text):
        case ReadDate(day, _):
            raise ValueRefused(f"is not a date as year-month-day: write it as `{day}`")
        case UnclearDate(reason):
            raise ValueRefused(reason)
    raise ValueRefused(_NO_DATE)


def _read_period(value: object) -> Pair:
    if value is None:
        return MISSING
    if isinstance(value, Period):
        return value, 1
    if isinstance(value, str):
        absent = absent_text(value)
        if absent is not None:
            return absent
        try:
            period = parse_period(value)
        except ValueError as error:
            raise ValueRefused(str(error)) from None
        if reason := refused_era(period):
            raise ValueRefused(reason)
        return period, 1
    raise ValueRefused("is not a period such as `2026-Q1`")


def _read_yes_no(value: object) -> Pair:
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return value, 1
    if isinstance(value, str):
        absent = absent_text(value)
        if absent is not None:
            return absent
        word = value.strip().casefold()
        if word in YES_WORDS:
            return True, 1
        if word in NO_WORDS:
            return False, 1
    elif isinstance(found := _python(value), bool):
        return found, 1
    raise ValueRefused("is neither `yes` nor `no`")


def _read_text(value: object) -> Pair:
    if value is None:
        return MISSING
    if isinstance(value, str):
        absent = absent_text(value)
        return (value.strip(), 1) if absent is None else absent
    found = _python(value)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found), 1
    raise ValueRefused("is not text")


def _word_reader(spellings: Iterable[tuple[str, Any]], expected: list[str]) -> Reader:
    """Reads one of a set of words, whatever the case of its letters.

    The first meaning of a spelling holds; what a word stands for is a pair or a symbol.
    """
    meanings: dict[str, Pair] = {}
    for spelling, meaning in spellings:
        pair = meaning if isinstance(meaning, tuple) else (meaning, 1)
        meanings.setdefault(spelling, pair)
        meanings.setdefault(spelling.casefold(), pair)

    def read(value: object) -> Pair:
        if value is None:
            return MISSING
        if isinstance(value, str):
            pair = meanings.get(value) or meanings.get(value.strip().casefold())
            if pair is not None:
                return pair
            absent = absent_text(value)
            if absent is not None:
                return absent
            near = get_close_matches(value.strip().casefold(), expected, 1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
        else:
            hint = ""
        words = ", ".join(f"`{member}`" for member in expected[:12])
        raise ValueRefused(f"is none of {words}{hint}")

    return read
