"""What a sheet says of the unit of a column's numbers -> whether they are read in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from ....dsl.types import QuantityType, Type
from ...arithmetic.numerals import CURRENCIES, Numeral, parse_numeral, quoted, unit_fits
from ..formats.document import Records, Said
from ..problems import EvidenceError
from ..refusals import problem_at
from .sheet_values import is_bare_number

_SCALE = re.compile(
    r"(?:(?:ร้อย|พัน|หมื่น|แสน)?ล้าน|พัน|หมื่น|แสน|['’]?000(?:['’]?s)?"
    r"|(?:millions?|mln|mn|mm|m|thousands?|k|billions?|bn)(?![^\W_]))",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:หน่วย(?:เงิน|นับ)?|units?)\b\s*[:：=]?\s*|in\s+", re.IGNORECASE)
_SHORT_FOR_SCALES = frozenset(("mb", "ลบ", "ลบ."))
_PERCENTS = frozenset(("%", "percent", "per cent", "percentage", "ร้อยละ", "เปอร์เซ็นต์"))
_TIMES = frozenset(
    "hour hours hr hrs h minute minutes min mins second seconds sec secs ชั่วโมง ชม ชม. นาที วินาที "
    "week weeks wk wks สัปดาห์ month months year years yr yrs quarter quarters เดือน ปี ไตรมาส".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatedUnit:
    """A unit that a text names: `scale` is what the numbers are counted in, such as `ล้าน`;
    `unit` is `%`, `days`, another time, or a currency; "" for what is not said. `labelled` tells
    that the text itself says it is a unit, as `หน่วย: บาท` does."""

    scale: str
    unit: str
    labelled: bool


_PERCENT = StatedUnit("", "%", labelled=False)


def stated_unit(text: str) -> StatedUnit | None:
    """A text that says a unit and nothing else -> StatedUnit; None for any other."""
    words = " ".join(text.split()).strip("()[] :：")
    unlabelled = _LABEL.sub("", words, count=1) if _LABEL.match(words) else words
    labelled = unlabelled != words
    if unlabelled.casefold() in _SHORT_FOR_SCALES:
        return StatedUnit(unlabelled, "THB", labelled)
    at_start = _SCALE.match(unlabelled)
    found = at_start or re.search(rf"\s(?:{_SCALE.pattern})$", unlabelled, re.IGNORECASE)
    scale = found.group().strip() if found else ""
    rest = (
        (unlabelled[: found.start()] + unlabelled[found.end() :]).strip() if found else unlabelled
    )
    unit = _unit(rest)
    if unit is None or not (scale or unit):
        return None
    return StatedUnit(scale, unit, labelled)


def _unit(words: str) -> str | None:
    """The unit that words name, "" for none at all; None for words that are something else."""
    lowered = words.casefold()
    if not words or lowered in _TIMES:
        return lowered
    if lowered in _PERCENTS:
        return "%"
    read = parse_numeral(f"1 {words}")
    if isinstance(read, Numeral) and (read.unit in {"%", "days"} or read.unit in CURRENCIES):
        return read.unit
    return None


def headed_in_percent(said: Mapping[int, Sequence[Said]]) -> frozenset[int]:
    """The positions whose headings say that the numbers below are percents: that 85 is 85%."""
    return frozenset(
        position
        for position, texts in said.items()
        if any(each.heading and stated_unit(each.text) == _PERCENT for each in texts)
    )


def require_units(
    records: Records, keys: Mapping[int, str], types: Mapping[str, Type | None]
) -> None:
    """EvidenceError where a sheet says that bare numbers are in another unit than they are read
    in; `keys` are what its columns mean by their positions."""
    problems = [
        problem_at(
            replace(records.origin(each.row, position), cell=f"{each.letter}{each.row}"),
            "other-unit", "", records.headings[position],
            f"{quoted(each.text)} is said of the numbers of `{key}`, which are read {reading}: "
            "write them so, and correct what is said of them",
        )
        for position, key in keys.items()
        for each in records.said.get(position, ())
        if (reading := _other_reading(each.text, types[key]))
        and any(map(is_bare_number, records.column(position)))
    ]  # fmt: skip
    if problems:
        raise EvidenceError(tuple(problems))


def _other_reading(text: str, type: Type | None) -> str:
    """How numbers of a type are read, where a text says another unit; else ""."""
    stated = stated_unit(text)
    if stated is None or not isinstance(type, QuantityType):
        return ""
    match type.kind:
        case "money":
            currency = type.dimension.currency
            other = stated.unit and stated.unit not in _TIMES | {"days"}
            fits = not other or unit_fits(stated.unit, currency)
            return "" if fits and not stated.scale else f"as whole amounts in {currency}"
        case "duration":
            return "" if stated.unit in {"", "days"} and not stated.scale else "in days"
        case "percent":
            fits = stated.unit not in CURRENCIES
            return "" if fits and not stated.scale else "as fractions of 1, or with a percent sign"
        case "number" | "count" | "compound":
            return "as they stand" if stated.scale or stated.unit == "%" else ""
        case _:
            assert_never(type.kind)
