"""Numbers exactly as written: what evidence says, and how an exact number is shown.

Nothing is guessed: a text that could mean two numbers is refused with the reason.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from typing import NamedTuple

from ...dsl.limits import MAX_BITS
from .exact import LimitExceeded, Pair, reduce

MAX_DIGITS = MAX_BITS * 301 // 1000
"""Digits that a number within the limit of bits can have, before or after the point."""

TOO_LARGE = f"has more digits than the limit allows (about {MAX_DIGITS:,})"


class NumeralError(ValueError):
    """A value that is no number to compute with; `str()` of it is the reason, in plain words."""


class Numeral(NamedTuple):
    """A number read from text; a named tuple, since a table has millions of cells.

    `n / d` is the value, d > 0, not necessarily in lowest terms. `unit` is what the text
    said: "" for nothing, "%" (the value is already divided by 100), "days" (weeks are already
    turned into days), a currency code such as "THB", or a symbol that several currencies share
    such as "$" (`unit_fits` tells which).
    """

    n: int
    d: int
    unit: str

    @property
    def value(self) -> Fraction:
        """The number itself."""
        return Fraction(self.n, self.d)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a text is not read as a number, in plain words that quote the text."""

    reason: str


# --- values of Python ----------------------------------------------------------------------


def exact(value: object) -> Pair:
    """Number of Python -> the number it was written as, in lowest terms.

    A float is the shortest decimal that reads back as that float: `0.1` is one tenth. Raises
    `NumeralError` for NaN, infinities, yes/no values, what is no number, and numbers beyond
    the limit.
    """
    try:
        match value:
            case bool():
                raise NumeralError("is a yes/no value and no number")
            case int():
                return reduce(int(value), 1)
            case float():
                hundredths = _hundredths(value)
                if hundredths is not None:
                    return reduce(hundredths, 100)
                if not math.isfinite(value):
                    raise NumeralError(f"`{value}` is not a finite number")
                return _decimal_pair(Decimal(float.__repr__(value)))
            case Decimal():
                return _decimal_pair(value)
            case Fraction():
                return reduce(value.numerator, value.denominator)
            case Integral() if not _is_span(value):
                return reduce(int(value), 1)
            case Real() if not _is_span(value):
                # Of few bits, such as those of NumPy: `str` gives their shortest decimal.
                return _decimal_pair(Decimal(str(value)))
    except LimitExceeded:
        raise NumeralError(TOO_LARGE) from None
    raise NumeralError("is not a number")


def _is_span(value: object) -> bool:
    """Whether a value is a span of time of NumPy, which counts as a whole number there."""
    return getattr(getattr(value, "dtype", None), "kind", "") == "m"


def _hundredths(value: float) -> int | None:
    """The hundredths of which there are so many, where the float was written as such: most are.

    No two decimals of at most 15 digits are nearest to the same float, so that one which reads back
    as the float is also the shortest that does.
    """
    scaled = value * 100
    if not -1e15 < scaled < 1e15:
        return None
    hundredths = round(scaled)
    return hundredths if hundredths / 100 == value else None


def _decimal_pair(value: Decimal) -> Pair:
    if not value.is_finite():
        raise NumeralError(f"`{value}` is not a finite number")
    if not value:
        return 0, 1
    if abs(value.adjusted()) > MAX_DIGITS or len(value.as_tuple().digits) > 3 * MAX_DIGITS:
        raise LimitExceeded
    return reduce(*value.as_integer_ratio())


# --- text ----------------------------------------------------------------------------------

_TENS = tuple(10**places for places in range(19))
_SHORT = 18
"""Digits that the quick path reads; longer numbers go the whole way, where limits are checked."""

_AS_ASCII = {ord("๐") + digit: str(digit) for digit in range(10)} | {ord("\N{MINUS SIGN}"): "-"}
_UNBROKEN_SPACES = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"

_CURRENCIES_OF_SYMBOL: dict[str, frozenset[str]] = {
    "$": frozenset("USD AUD CAD HKD MXN NZD SGD TWD".split()),
    "¥": frozenset(("JPY", "CNY")),
    "£": frozenset(("GBP", "EGP")),
}
_CODE_OF_WORD = {
    "฿": "THB", "บาท": "THB", "บาทถ้วน": "THB", "baht": "THB",
    "us$": "USD", "s$": "SGD", "a$": "AUD", "hk$": "HKD",
    "€": "EUR", "₹": "INR", "₫": "VND", "₱": "PHP", "₩": "KRW", "₭": "LAK", "៛": "KHR",
}  # fmt: skip
CURRENCIES = frozenset(
    {*_CODE_OF_WORD.values(), *_CURRENCIES_OF_SYMBOL}.union(*_CURRENCIES_OF_SYMBOL.values())
)
"""Codes and signs of currencies that are known as such wherever they stand."""
_DAYS_OF_WORD = {
    "day": 1, "days": 1, "วัน": 1, "week": 7, "weeks": 7, "สัปดาห์": 7,
}  # fmt: skip
_PERCENT_WORDS = frozenset("% ร้อยละ เปอร์เซ็นต์ เปอร์เซนต์ percent pct".split())
_UNEVEN_UNITS = frozenset("month months year years quarter quarters เดือน ปี ไตรมาส".split())
_INFINITE = frozenset("nan inf infinity -inf -infinity +inf +infinity ∞ -∞".split())

_NUMERAL = re.compile(
    r"""
    (?P<sign>[+-]?)\s?
    (?P<prefix>[^\W\d_]{0,3}[$¥£฿€₹₫₱₩₭៛]|[A-Z]{3}(?=[\s\d.+-])|ร้อยละ)?\s?
    (?P<inner_sign>[+-]?)
    (?P<whole>[0-9][0-9,_'’\u00a0\u202f\u2009]*(?<=[0-9]))?
    (?P<fraction>\.[0-9]+)?
    (?P<exponent>[eE][+-]?[0-9]+)?
    \s?(?P<suffix>%|[^\s\d%.,+()-]+)?
    """,
    re.VERBOSE,
)
_GROUPED = re.compile(rf"[1-9][0-9]{{0,2}}(?:([,_{_UNBROKEN_SPACES}])[0-9]{{3}})(?:\1[0-9]{{3}})*")
_GROUP_MARKS = str.maketrans("", "", ",_" + _UNBROKEN_SPACES)
_DECIMAL_COMMA = re.compile(r"[0-9.]+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}")


def parse_numeral(text: str) -> Numeral | Refusal:
    """Text of a cell -> its number and unit, or the reason why it has none.

    Reads plain and decimal numbers, thousands grouped by `,`, `_` or a non-breaking space,
    Thai digits, scientific notation, a percent sign or its word (`ร้อยละ` before the number),
    currencies before or after, days and weeks.
    """
    if text.isascii() and len(text) <= _SHORT:
        if text.isdigit():
            return Numeral(int(text), 1, "")
        whole, point, places = text.partition(".")
        if (whole[1:] if whole[:1] == "-" else whole).isdigit():
            if places.isdigit():
                return Numeral(int(whole + places), _TENS[len(places)], "")
            if not point:
                return Numeral(int(whole), 1, "")
    return _parse_written(text)


def _parse_written(text: str) -> Numeral | Refusal:
    written = text.strip()
    if not written:
        return Refusal("the text is empty")
    if len(written) > 3 * MAX_DIGITS:
        return Refusal(f"{quoted(text)} is too long for a number")
    if not written.isprintable() and (reason := _why_unprintable(written)):
        return Refusal(reason)
    if not written.isascii():
        written = written.translate(_AS_ASCII)
    found = _NUMERAL.fullmatch(written)
    if found is None or not (found["whole"] or found["fraction"]):
        return Refusal(_why_unreadable(text.strip(), written))
    if found["sign"] and found["inner_sign"]:
        return Refusal(f"{quoted(text)} has two signs")
    whole = found["whole"] or "0"
    if not whole.isdigit():
        if not _GROUPED.fullmatch(whole):
            return Refusal(_why_ungrouped(text.strip(), whole))
        if found["exponent"]:
            return Refusal(f"{quoted(text)} mixes separators and a power of ten: write it plainly")
        whole = whole.translate(_GROUP_MARKS)
    try:
        unit = _unit(found["prefix"], found["suffix"])
    except NumeralError as error:
        return Refusal(f"{quoted(text)} {error}")
    places = (found["fraction"] or ".")[1:]
    shift = _exponent(found["exponent"], whole + places)
    if shift is None or max(len(whole), len(places)) > MAX_DIGITS:
        return Refusal(f"{quoted(text)} {TOO_LARGE}")
    n, d = int(whole + places), 10 ** len(places)
    if "-" in (found["sign"], found["inner_sign"]):
        n = -n
    n, d = (n * 10**shift, d) if shift >= 0 else (n, d * 10**-shift)
    numeral = _scaled(n, d, unit)
    if len(whole) + len(places) + abs(shift) > _SHORT:
        try:
            reduce(numeral.n, numeral.d)
        except LimitExceeded:
            return Refusal(f"{quoted(text)} {TOO_LARGE}")
    return numeral


def _exponent(written: str | None, digits: str) -> int | None:
    """`e-3` -> -3; None where the power is out of all proportion. Zero needs no power."""
    if written is None or not digits.strip("0"):
        return 0
    size = written[1:].lstrip("+-").lstrip("0") or "0"
    if len(size) > 4 or int(size) > 2 * MAX_DIGITS:
        return None
    return -int(size) if written[1] == "-" else int(size)


def _scaled(n: int, d: int, unit: str) -> Numeral:
    if unit == "%":
        return Numeral(n, d * 100, unit)
    if unit in _DAYS_OF_WORD:
        return Numeral(n * _DAYS_OF_WORD[unit], d, "days")
    return Numeral(n, d, unit)


# --- units ---------------------------------------------------------------------------------


def _unit(prefix: str | None, suffix: str | None) -> str:
    """The words around a number -> "", "%", a word for days, or a currency."""
    before, after = _known_unit(prefix), _known_unit(suffix)
    if before and after and not unit_fits(before, after):
        raise NumeralError(f"has two units, {quoted(prefix or '')} and {quoted(suffix or '')}")
    return after or before


def _known_unit(word: str | None) -> str:
    if not word:
        return ""
    lowered = word.lower()
    if lowered in _PERCENT_WORDS:
        return "%"
    if lowered in _DAYS_OF_WORD:
        return lowered
    if lowered in _CODE_OF_WORD:
        return _CODE_OF_WORD[lowered]
    if word in _CURRENCIES_OF_SYMBOL or (len(word) == 3 and word.isascii() and word.isupper()):
        return word
    if lowered in _UNEVEN_UNITS:
        raise NumeralError(f"is in {quoted(word)}, which vary in length: write it in days")
    raise NumeralError(f"has the unknown unit {quoted(word)}")


def unit_fits(unit: str, currency: str) -> bool:
    """Whether the currency that a text showed can be `currency` (a code): `$` can be USD or SGD."""
    return unit == currency or currency in _CURRENCIES_OF_SYMBOL.get(unit, ())


# --- reasons -------------------------------------------------------------------------------


def _why_ungrouped(text: str, whole: str) -> str:
    left, _, right = whole.partition(",")
    if left.isdigit() and right.isdigit():
        return (
            f"{quoted(text)} is ambiguous: write `{left}.{right}` if the comma is a decimal point, "
            f"`{left}{right}` if it is not"
        )
    return f"{quoted(text)} is not grouped in threes: write it without separators"


def _why_unprintable(text: str) -> str | None:
    for character in text:
        if not character.isprintable() and not character.isspace():
            return f"{quoted(text)} contains the invisible character U+{ord(character):04X}"
    return None


def _why_unreadable(text: str, written: str) -> str:
    shown = quoted(text)
    if written.startswith("#"):
        return f"{shown} is an error or an unreadable cell of a spreadsheet"
    if written.lower() in _INFINITE:
        return f"{shown} is not a finite number"
    if written.startswith("(") and written.endswith(")"):
        return f"{shown} is not read as a negative number: write it with a minus sign"
    if written.endswith("-") and written[:-1].strip().isdigit():
        return f"{shown} has its minus sign behind the number: write it in front"
    if re.fullmatch(r"[+-]?[0-9,]+\.", written):
        return f"{shown} ends in a decimal point: the digits after it may be lost"
    if _DECIMAL_COMMA.search(written):
        return f"{shown} is ambiguous: write the decimal point as `.`, without separators"
    if re.fullmatch(r"[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?", written):
        return f"{shown} could be several numbers: write it without spaces"
    return f"{shown} is not a number"


def quoted(text: str, width: int = 40) -> str:
    """Text in backticks, safe to print: shortened, with what cannot be seen as `[U+XXXX]`."""
    shown = text if len(text) <= width else text[: width - 1] + "…"
    visible = "".join(
        each if each.isprintable() else " " if each.isspace() else f"[U+{ord(each):04X}]"
        for each in shown
    )
    return f"`{visible}`"


# --- exact numbers as text -----------------------------------------------------------------

_MAX_EXPANSION = 60
"""Digits of an exact decimal expansion beyond which nobody reads it."""


def decimal_text(value: Fraction, places: int) -> tuple[str, bool]:
    """The decimal with at most `places` digits after the point, and whether it was rounded.

    Ties go away from zero; zeros at the end are left out, and so is the sign of a zero.
    """
    scale = 10**places
    numerator, denominator = abs(value.numerator) * scale, value.denominator
    whole, rest = divmod(numerator, denominator)
    whole += 2 * rest >= denominator
    return _with_point(-whole if value < 0 else whole, places), rest != 0


def shortest_terminating(value: Fraction) -> str | None:
    """The exact decimal expansion; None where it does not end within a readable length."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0 and twos <= _MAX_EXPANSION:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0 and fives <= _MAX_EXPANSION:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    if rest != 1 or places > _MAX_EXPANSION:
        return None
    scaled = value.numerator * 10**places // value.denominator
    return _with_point(scaled, places) if abs(scaled) < 10**_MAX_EXPANSION else None


def _with_point(scaled: int, places: int) -> str:
    """scaled / 10 ** places, without zeros at the end."""
    digits = str(abs(scaled)).rjust(places + 1, "0")
    whole, fraction = digits[: len(digits) - places], digits[len(digits) - places :].rstrip("0")
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{fraction}" if fraction else sign + whole
