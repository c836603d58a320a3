"""Amounts as people write large ones, `1.2 ล้านบาท`, `350K` -> the whole amount, exactly.

They are never plain: whoever reads one says so, or refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from .numerals import CURRENCIES, Numeral, Refusal, parse_numeral, quoted, shortest_terminating

_THAI: Mapping[str, int] = {
    "ร้อย": 2, "พัน": 3, "หมื่น": 4, "แสน": 5, "ล้าน": 6, "สิบล้าน": 7, "ร้อยล้าน": 8, "พันล้าน": 9,
    "หมื่นล้าน": 10, "แสนล้าน": 11, "ล้านล้าน": 12,
}  # fmt: skip
_ENGLISH: Mapping[str, int] = {
    "thousand": 3, "thousands": 3, "million": 6, "millions": 6, "billion": 9, "billions": 9,
    "trillion": 12, "trillions": 12, "mln": 6, "mn": 6, "bn": 9, "tn": 12,
}  # fmt: skip
_LETTERS: Mapping[str, int] = {"K": 3, "k": 3, "M": 6}
_UNCLEAR: Mapping[str, str] = {
    "m": "millions, or something that is measured in `m`",
    "mm": "millions, or something that is measured in `mm`",
    "MM": "millions, or months",
    "b": "billions, or baht",
    "B": "billions, or baht",
    "T": "trillions, or thousands",
    "MB": "millions of baht, or something that is measured in `MB`",
    "mb": "millions of baht, or something that is measured in `mb`",
    "ลบ": "millions of baht",
    "ลบ.": "millions of baht",
}
"""Short words that could be, or seem to be, what an amount is counted in."""


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_COUNTED = re.compile(
    rf"(?P<number>.*[0-9๐-๙])\s?(?P<word>{_any_of(_THAI)}|(?i:{_any_of(_ENGLISH)})"
    rf"|{_any_of((*_LETTERS, *_UNCLEAR))})\s?(?P<unit>\S*)"
)
_SUMMED = re.compile(rf"(?P<above>.*[0-9๐-๙]\s?(?:{_any_of(_THAI)}))\s?(?P<last>[0-9๐-๙.,]+)")
_LONGEST = 100
MAY_BE_MAGNIFIED: Final = r"[0-9๐-๙]\s?[A-Za-zก-ฮเ-ไ]"
"""A pattern that every amount with such a word has somewhere; other texts have it, too."""


@dataclass(frozen=True, slots=True)
class Magnified:
    """An amount that is counted in `word`; `plain` is the same in digits, with its currency."""

    word: str
    plain: str


def read_magnified(text: str) -> Magnified | Refusal | None:
    """Text -> the amount that it counts in thousands, millions or the like; why that cannot be
    told, or None where it does not.

    A currency may stand before the number or behind the word; Thai words may follow each other
    from large to small, as in `1 ล้าน 2 แสน`. What `parse_numeral` reads is none.
    """
    written = text.strip()
    if len(written) > _LONGEST:
        return None
    found = _COUNTED.fullmatch(written)
    if found is None:
        return None
    above = _SUMMED.fullmatch(found["number"]) if found["word"] in _THAI else None
    number = found["number"] if above is None else above["last"]
    numeral = _numeral(number, found["unit"])
    if numeral is None:
        return None
    word = found["word"]
    if word in _UNCLEAR:
        return Refusal(f"{quoted(text)} could be in {_UNCLEAR[word]}: write the number in digits")
    power = _THAI.get(word) or _LETTERS.get(word) or _ENGLISH[word.casefold()]
    value = numeral.value * 10**power
    if above is None:
        return _in_digits(value, numeral.unit, word)
    more = read_magnified(above["above"])
    if not isinstance(more, Magnified) or " " in more.plain:
        return None
    return _sum(Fraction(more.plain), more.word, value, numeral.unit, word)


def _numeral(number: str, unit: str) -> Numeral | None:
    """A number and a currency, if any; None for anything else."""
    numeral = parse_numeral(f"{number} {unit}" if unit else number)
    if not isinstance(numeral, Numeral) or re.search("[eE][+-]?[0-9]+$", number):
        return None
    known = not numeral.unit or numeral.unit in CURRENCIES or re.fullmatch("[A-Z]{3}", numeral.unit)
    return numeral if known else None


def _sum(above: Fraction, larger: str, value: Fraction, unit: str, word: str) -> Magnified | None:
    """What two parts come to together: `1 ล้าน` and `2 แสน`; None where they are not of one amount,
    such as `1 ล้าน` and `20 แสน`."""
    step = 10 ** _THAI[larger.rpartition(" ")[2]]
    if above <= 0 or not 0 < value < step or above % step:
        return None
    return _in_digits(above + value, unit, f"{larger} {word}")


def _in_digits(value: Fraction, unit: str, word: str) -> Magnified | None:
    digits = shortest_terminating(value)
    return None if digits is None else Magnified(word, f"{digits} {unit}".strip())
