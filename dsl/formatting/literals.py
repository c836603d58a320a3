"""How numbers and texts are written: one spelling for each."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from .. import syntax as s
from ..parsing import literals

_DAYS_OF_A_WEEK: Final = 7
_WRITTEN: Final = re.compile(r"([0-9][0-9_]*(?:\.[0-9][0-9_]*)?)\s*(%|[A-Z]{3}|days?|weeks?)?")
_GROUPS: Final = re.compile(r"(?<=[0-9])(?=(?:[0-9]{3})+$)")
_ESCAPED: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n"}
_ESCAPABLE: Final = re.compile(r'[\\"\n]')
_MARGIN: Final = " \t"


# --- numbers -------------------------------------------------------------------------------


def grouped(digits: str) -> str:
    """`1000000.50` or `10_00000.50` -> `1_000_000.50`: threes before the point, as it was after."""
    whole, point, decimals = digits.replace("_", "").partition(".")
    return _GROUPS.sub("_", whole.lstrip("0") or "0") + point + decimals


def number_words(number: s.NumberLiteral) -> tuple[str, bool]:
    """A number -> its text, and whether that is one literal.

    It is written as in the file it comes from where it comes from one, decimals and weeks
    included. A value that no decimal shows whole becomes a division.
    """
    if written := _as_written(number):
        return written, True
    value = number.value * 100 if number.unit == "%" else number.value
    digits = _decimal(abs(value))
    sign = "-" if value < 0 else ""
    if digits is not None:
        return sign + with_unit(digits, number.unit), not sign
    above, below = with_unit(str(abs(value.numerator)), number.unit), str(value.denominator)
    return f"{sign}{above} / {grouped(below)}", False


def with_unit(digits: str, unit: str) -> str:
    """Digits and a unit as they stand together: `90%`, `1 day`, `2 weeks`, `5_000 THB`."""
    match unit:
        case "":
            return grouped(digits)
        case "%":
            return f"{grouped(digits)}%"
        case "day" | "days" | "week" | "weeks":
            one = grouped(digits) == "1"
            return f"{grouped(digits)} {unit.rstrip('s')}{'' if one else 's'}"
    return f"{grouped(digits)} {unit}"


def _as_written(number: s.NumberLiteral) -> str:
    """The literal as it stands in its file; "" where its span is not that of such a literal."""
    match = _WRITTEN.fullmatch(number.span.text)
    if match is None:
        return ""
    digits, unit = match[1], match[2] or ""
    value = literals.number(digits)
    if value is None:
        return ""
    if unit.startswith("week"):
        value *= _DAYS_OF_A_WEEK
    value = value / 100 if unit == "%" else value
    meant = "days" if unit.startswith(("day", "week")) else unit
    return with_unit(digits, unit) if (value, meant) == (number.value, number.unit) else ""


def _decimal(value: Fraction) -> str | None:
    """The decimal digits of a value of 0 or more; None where they never end."""
    twos = fives = 0
    rest = value.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    places = max(twos, fives)
    digits = str(value.numerator * 10**places // value.denominator).zfill(places + 1)
    return digits if not places else f"{digits[:-places]}.{digits[-places:]}"


# --- texts ---------------------------------------------------------------------------------


def quoted(value: str) -> str:
    """A text on one line: `"…"` with what needs it escaped."""
    return f'"{_ESCAPABLE.sub(lambda match: _ESCAPED[match[0]], value)}"'


def block(value: str) -> tuple[str, ...] | None:
    """The lines between `\"\"\"` and `\"\"\"` that stand for a text of several lines.

    None where the text has one line, or where the margin of its lines would be lost."""
    lines = value.split("\n")
    if len(lines) == 1 or "\r" in value or value != literals.text(_long(lines))[0]:
        return None
    return tuple(_in_block(line) for line in lines)


def _in_block(line: str) -> str:
    return line.replace("\\", "\\\\").replace('"""', '\\"""')


def _long(lines: list[str]) -> str:
    return "\n".join(['"""', *(_in_block(line) for line in lines), '"""'])
