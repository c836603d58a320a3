"""The number format of a cell -> what it shows beyond the number: a percent, a unit, zeros.

Formats are those of ECMA-376, part 1, 18.8.30 and 18.8.31; only the section for positive numbers
counts, since the others show the same quantity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ...arithmetic.numerals import Numeral, parse_numeral

Shows = Literal["number", "percent", "date", "duration"]

_TOKENS = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[([^\]]*)\]|(.)', re.DOTALL)
_GENERAL = re.compile("general", re.IGNORECASE)
_PLACEHOLDERS = frozenset("0123456789#?.,/")
_PLAIN_SIGNS = frozenset("+-()tE:")
_SCALES = frozenset(
    "พัน พันบาท หมื่น แสน แสนบาท ล้าน ล้านบาท K M B k mn mm bn thousand thousands million millions "
    "billion billions".split()
)

_BY_LOCALE = frozenset({5, 6, 7, 8, 42, 44})
"""Formats whose currency is that of whoever looks at them."""

_OF_LOCALES: Mapping[int, str] = {
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd"),
    59: "0", 60: "0.00", 61: "#,##0", 62: "#,##0.00", 67: "0%", 68: "0.00%", 69: "# ?/?",
    70: "# ??/??", 71: "d/m/yyyy", 72: "d-mmm-yy", 73: "d-mmm", 74: "mmm-yy", 75: "h:mm",
    76: "h:mm:ss", 77: "d/m/yyyy h:mm", 78: "mm:ss", 79: "[h]:mm:ss", 80: "mm:ss.0", 81: "d/m/yy",
}  # fmt: skip
"""Formats that a number alone names, in Thai and East Asian programs."""


@dataclass(frozen=True, slots=True)
class CellFormat:
    """What a format shows a number as.

    `before` and `after` are the words around it, and `unit` the one of them that is a unit, as
    `฿` or `%`; a percent as a mere word does not multiply by 100. `zeros` are the digits that a
    whole number has at least, and `scale` is a word, such as `ล้าน`, that the number seems to be
    counted in.
    """

    shows: Shows = "number"
    before: str = ""
    after: str = ""
    unit: str = ""
    zeros: int = 1
    scale: str = ""

    @property
    def plain(self) -> bool:
        """Whether the number alone says everything."""
        return self == PLAIN

    def shown(self, digits: str) -> str:
        """A number as the format shows it, but with all its digits."""
        whole = digits.zfill(self.zeros) if digits.isdigit() else digits
        return f"{self.before}{whole}{self.after}"


PLAIN: Final = CellFormat()


def builtin_format(number: int) -> str:
    """The code of a format that a file names by its number alone."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    if number in _OF_LOCALES:
        return _OF_LOCALES[number]
    if number in _BY_LOCALE:
        return "#,##0.00"
    return BUILTIN_FORMATS.get(number, "General")


def read_format(code: str) -> CellFormat:
    """Format code -> CellFormat."""
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format

    code = _GENERAL.sub("#", code)
    if code in {"#", "@", ""}:
        return PLAIN
    if is_timedelta_format(code):
        return CellFormat("duration")
    tokens = list(_first_section(code))
    if is_date_format(code):
        return CellFormat("date")
    places = "".join(sign for sign, _ in tokens if sign in _PLACEHOLDERS)
    first = next((at for at, (sign, _) in enumerate(tokens) if sign in _PLACEHOLDERS), len(tokens))
    before = "".join(word for _, word in tokens[:first])
    after = "".join(word for _, word in tokens[first:])
    if any(sign == "%" for sign, _ in tokens):
        return CellFormat("percent")
    unit = _unit(before, tokens[:first]) or _unit(after, tokens[first:])
    words = {before.strip(), after.strip()} - {""}
    counted = next((word for word in sorted(words) if word in _SCALES), "")
    # A comma behind the last digit divides by a thousand: the word only says so.
    scaled = re.search(r",+(?:\.|$)", places.rstrip("?")) is not None
    return CellFormat(
        "number", before.lstrip(), after.rstrip(), unit, _zeros(places), "" if scaled else counted
    )


def _zeros(places: str) -> int:
    return len(places) if places and set(places) == {"0"} else 1


def _first_section(code: str) -> Iterator[tuple[str, str]]:
    """Each sign that stands for itself, and each word that the format adds, as (sign, word)."""
    for found in _TOKENS.finditer(code):
        quoted, escaped, bracket, sign = found.groups()
        if sign == ";":
            return
        if quoted is not None or escaped is not None:
            yield "", quoted if quoted is not None else escaped
        elif bracket is not None:
            if bracket.startswith("$") and (symbol := bracket[1:].split("-")[0]):
                yield "$", symbol
        elif sign is not None:
            if sign in _PLACEHOLDERS or sign == "%":
                yield sign, ""
            elif sign not in _PLAIN_SIGNS:
                yield "", sign


def _unit(words: str, tokens: list[tuple[str, str]]) -> str:
    """What of the words is a unit; a currency that a format marks as such is one in any case."""
    marked = next((word for sign, word in tokens if sign == "$"), "")
    if marked:
        return marked.strip()
    word = words.strip()
    if not word:
        return ""
    read = parse_numeral(f"1 {word}")
    uneven = not isinstance(read, Numeral) and "vary in length" in read.reason
    return word if uneven or (isinstance(read, Numeral) and read.unit) else ""
