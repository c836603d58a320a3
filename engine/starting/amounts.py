"""What HR people write in a cell -> exact amounts and ranges of them.

Thai and English, digits of either script, signs and words: `≥100%`, `มากกว่า 100%`, `90-99%`,
`1.5 ล้านบาท`, `100% ขึ้นไป`. A text that says nothing of the kind is refused, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Operator = Literal[">", ">=", "<", "<=", "="]

COUNTED = "count"
"""The unit of what is counted: people, times, pieces."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as written (90 of `90%`), its unit and its decimals.

    The unit is `%`, a currency, `days`, `count`, or "" where none is written. `multiple` is what
    a word such as `ล้าน` multiplied the number by.
    """

    number: Fraction
    unit: str
    decimals: int
    multiple: int = 1


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers of a band; an end that is None is open. `single` is a number by itself, which
    says nothing of the numbers beside it."""

    low: Amount | None
    low_included: bool
    high: Amount | None
    high_included: bool
    single: bool = False

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """Its ends, from the lower."""
        return tuple(each for each in (self.low, self.high) if each is not None)


def plain_text(text: str) -> str:
    """The text in lower case with the digits and signs of a keyboard and single spaces."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_SIGNS)
    # NFKC takes the Thai vowel am apart.
    return " ".join(unicodedata.normalize("NFC", text.replace("\u0e4d\u0e32", "\u0e33")).split())


def read_amount(text: str) -> Amount | None:
    """A text that is one amount -> it; None for any other."""
    found = read_range(text)
    return found.low if found is not None and found.single else None


def read_range(text: str) -> Range | None:
    """A text that is a band -> it; None for what cannot be read as one."""
    tokens = _tokens(plain_text(text))
    if tokens is None:
        return None
    shape = "".join(token.kind for token in tokens)
    numbers = [token.amount for token in tokens if token.amount is not None]
    operators = [token.text for token in tokens if token.kind in "cs"]
    return _read(shape, _same_unit(numbers), operators)


# --- words ---------------------------------------------------------------------------------

_SIGNS = {
    **{ord(each): "-" for each in "–—−‒~"},
    **{ord(each): ">=" for each in "≥≧"},
    **{ord(each): "<=" for each in "≤≦"},
    **{ord(digit): str(number) for number, digit in enumerate("๐๑๒๓๔๕๖๗๘๙")},
}

_BEFORE: dict[str, Operator] = {
    "=": "=",
    "เท่ากับ": "=",
    "equal to": "=",
    "equals": "=",
    "exactly": "=",
    ">=": ">=",
    "=>": ">=",
    "ตั้งแต่": ">=",
    "อย่างน้อย": ">=",
    "ไม่ต่ำกว่า": ">=",
    "ไม่น้อยกว่า": ">=",
    "at least": ">=",
    "not less than": ">=",
    "no less than": ">=",
    "from": ">=",
    "between": ">=",
    "ระหว่าง": ">=",
    ">": ">",
    "มากกว่า": ">",
    "สูงกว่า": ">",
    "เกินกว่า": ">",
    "เกิน": ">",
    "more than": ">",
    "greater than": ">",
    "above": ">",
    "over": ">",
    "<=": "<=",
    "=<": "<=",
    "ไม่เกิน": "<=",
    "ไม่มากกว่า": "<=",
    "ไม่สูงกว่า": "<=",
    "at most": "<=",
    "no more than": "<=",
    "not more than": "<=",
    "up to": "<=",
    "<": "<",
    "น้อยกว่า": "<",
    "ต่ำกว่า": "<",
    "ไม่ถึง": "<",
    "less than": "<",
    "fewer than": "<",
    "below": "<",
    "under": "<",
}
_BEHIND: dict[str, Operator] = {
    "ขึ้นไป": ">=",
    "หรือมากกว่า": ">=",
    "หรือสูงกว่า": ">=",
    "or more": ">=",
    "or above": ">=",
    "or higher": ">=",
    "and above": ">=",
    "and more": ">=",
    "+": ">=",
    "ลงมา": "<=",
    "ลงไป": "<=",
    "หรือน้อยกว่า": "<=",
    "หรือต่ำกว่า": "<=",
    "or less": "<=",
    "or below": "<=",
    "or lower": "<=",
    "or fewer": "<=",
    "and below": "<=",
}
_JOINING = ("-", "ถึง", "to", "และ", "แต่", "and", "but", "กับ")
_PERCENT = ("%", "เปอร์เซ็นต์", "เปอร์เซนต์", "percent", "per cent", "pct")
_PERCENT_BEFORE = ("ร้อยละ",)
_CURRENCIES = {
    "บาท": "THB",
    "thb": "THB",
    "baht": "THB",
    "฿": "THB",
    "usd": "USD",
    "us$": "USD",
    "ดอลลาร์": "USD",
    "eur": "EUR",
    "€": "EUR",
    "gbp": "GBP",
    "£": "GBP",
    "jpy": "JPY",
    "sgd": "SGD",
}
_DAYS = ("วันทำการ", "วัน", "days", "day")
_COUNTED = (
    *("คน", "ครั้ง", "ราย", "เรื่อง", "ชิ้น", "โครงการ", "ฉบับ", "หลักสูตร", "รายการ", "เคส", "งาน"),
    *("people", "persons", "times", "cases", "pieces", "projects", "items", "customers"),
)
_MULTIPLES = {
    "ล้าน": 1_000_000,
    "แสน": 100_000,
    "หมื่น": 10_000,
    "พัน": 1_000,
    "million": 1_000_000,
    "thousand": 1_000,
}

UNITS: dict[str, str] = {
    **dict.fromkeys((*_PERCENT, *_PERCENT_BEFORE), "%"),
    **_CURRENCIES,
    **dict.fromkeys(_DAYS, "days"),
    **dict.fromkeys(_COUNTED, COUNTED),
}
"""The unit that a word stands for."""


def read_unit(text: str) -> str | None:
    """A text that names a unit, also with a multiple such as `ล้านบาท` -> it; None for others."""
    word = plain_text(text)
    for multiple in _MULTIPLES:
        word = word.removeprefix(multiple).strip()
    return UNITS.get(word)


# --- tokens --------------------------------------------------------------------------------

_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")


def _choice(words: Sequence[str]) -> str:
    """A pattern for any of the words, the longest first; letters do not run on behind it."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(
        re.escape(word) + (r"(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else "")
        for word in ordered
    )


_SPACE = re.compile(r"\s+")
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("s", re.compile(_choice(list(_BEHIND)))),
    ("c", re.compile(_choice(list(_BEFORE)))),
    ("j", re.compile(_choice(_JOINING))),
)
_UNIT = re.compile(rf"\s*(?:({_choice(list(_MULTIPLES))})\s*)?({_choice(list(UNITS))})?")
_UNIT_BEFORE = re.compile(rf"({_choice([*_PERCENT_BEFORE, *_CURRENCIES, '$'])})\s*(?=\d)")


@dataclass(frozen=True, slots=True)
class _Token:
    """`kind` is c for a comparison before a number, s for one behind it, j for what joins two
    numbers, n for a number."""

    kind: str
    text: str = ""
    amount: Amount | None = None


def _tokens(text: str) -> list[_Token] | None:
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        if space := _SPACE.match(text, at):
            at = space.end()
            continue
        number = _number(text, at, after=tokens[-1] if tokens else None)
        if number is not None:
            amount, at = number
            tokens.append(_Token("n", amount=amount))
            continue
        for kind, pattern in _WORDS:
            if kind == "s" and not (tokens and tokens[-1].kind == "n"):
                continue
            if found := pattern.match(text, at):
                meaning = {"s": _BEHIND, "c": _BEFORE}.get(kind, {})
                tokens.append(_Token(kind, meaning.get(found[0], "")))
                at = found.end()
                break
        else:
            return None
    return tokens


def _number(text: str, at: int, after: _Token | None) -> tuple[Amount, int] | None:
    """An amount that starts there, and where it ends; a sign only where nothing joins."""
    unit, sign = "", 1
    if before := _UNIT_BEFORE.match(text, at):
        unit, at = UNITS.get(before[1], "USD" if before[1] == "$" else ""), before.end()
    if text.startswith("-", at) and (after is None or after.kind in "cj"):
        sign, at = -1, at + 1
    found = _NUMBER.match(text, at)
    if found is None:
        return None
    decimals = len(found[2]) - 1 if found[2] else 0
    number, multiple = sign * Fraction(found[0].replace(",", "")), 1
    end = found.end()
    behind = _UNIT.match(text, end)
    if behind is not None:
        if behind[1]:
            multiple = _MULTIPLES[behind[1]]
            number, decimals = number * multiple, 0
        unit = UNITS[behind[2]] if behind[2] else unit
        end = behind.end()
    return Amount(number, unit, decimals, multiple), end


def _same_unit(amounts: Sequence[Amount]) -> list[Amount]:
    """`90-99%` has its sign once and means it twice; so does `1-2 ล้านบาท`."""
    units = {each.unit for each in amounts if each.unit}
    if len(units) != 1:
        return list(amounts)
    (unit,) = units
    last = amounts[-1]
    return [
        Amount(each.number * last.multiple, unit, 0, last.multiple)
        if each.multiple == 1 and not each.unit and last.multiple > 1
        else Amount(each.number, unit, each.decimals, each.multiple)
        for each in amounts
    ]


# --- shapes --------------------------------------------------------------------------------


def _read(shape: str, numbers: list[Amount], operators: list[str]) -> Range | None:
    if len({each.unit for each in numbers}) > 1:
        return None
    match shape:
        case "n":
            return Range(numbers[0], True, numbers[0], True, single=True)
        case "cn" if operators[0] == "=":
            return Range(numbers[0], True, numbers[0], True)
        case "cn" | "ns":
            return _bounded(numbers[0], operators[0])
        case "cns" if operators[0] == operators[1]:
            return _bounded(numbers[0], operators[0])
        case "njn":
            return _between(numbers, ">=", "<=")
        case "cnjn" if operators[0] in {">", ">="}:
            return _between(numbers, operators[0], "<=")
        case "njcn" | "ncn" if operators[0] in {"<", "<="}:
            return _between(numbers, ">=", operators[0])
        case "cnjcn" | "cncn" if operators[0][0] == ">" and operators[1][0] == "<":
            return _between(numbers, operators[0], operators[1])
        case "cnjcn" | "cncn" if operators[0][0] == "<" and operators[1][0] == ">":
            return _between(numbers[::-1], operators[1], operators[0])
        case _:
            return None


def _bounded(amount: Amount, operator: str) -> Range:
    if operator[0] == ">":
        return Range(amount, operator == ">=", None, False)
    return Range(None, False, amount, operator == "<=")


def _between(numbers: Sequence[Amount], lower: str, upper: str) -> Range | None:
    low, high = numbers
    if low.number > high.number and lower == ">=" and upper == "<=":
        low, high = high, low
    if low.number >= high.number:
        return None
    return Range(low, lower == ">=", high, upper == "<=")
