"""The rows of a sheet that add up others: which words head them, and whether their numbers do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from ..arithmetic.numerals import Numeral, parse_numeral
from .sheets.workbook import MarkedCell

Likeness = Literal["a total", "perhaps a total"]

_WORDS = frozenset(
    (
        "total", "totals", "grand total", "sub total", "subtotal", "average", "avg", "mean",
        "median", "minimum", "maximum", "overall total", "total average",
        "รวม", "รวมทั้งหมด", "รวมทั้งสิ้น", "รวมสุทธิ", "รวมย่อย", "ยอดรวม", "ยอดรวมทั้งหมด", "ยอดรวมทั้งสิ้น",
        "ยอดรวมย่อย", "ผลรวม", "ผลรวมทั้งหมด", "รวมเฉลี่ย", "เฉลี่ย", "เฉลี่ยรวม", "ค่าเฉลี่ย", "มัธยฐาน",
        "สูงสุด", "ค่าสูงสุด", "ต่ำสุด", "ค่าต่ำสุด", "จำนวนคน", "จำนวนพนักงาน", "จำนวนรวม", "รวมจำนวน",
    )
)  # fmt: skip
"""What heads a row of totals, when it says nothing else."""

WORDS_WITHIN = tuple(
    word for word in sorted(_WORDS) if not any(other in word for other in _WORDS - {word})
)
"""Of these each of the words for a total has one within it."""

_NAMES_TOO = frozenset(("max", "min", "sum", "count"))
"""What heads such a row, too, and is what some people are called."""

_PARTS = re.compile(
    r"(?:(?:grand |sub-?)?totals?|sum|average|รวม|ยอดรวม|ผลรวม|ค่าเฉลี่ย)\b[\s:(].*"
    r"|(?:รวม|ยอดรวม|ผลรวม)(?:ฝ่าย|แผนก|ทีม|สาขา|เขต|ภาค|กลุ่ม|ส่วน|กอง|สำนัก|หน่วยงาน|บริษัท|ทั้ง|ไตรมาส).*"
    r"|.+[\s:](?:total|average|count|sum|รวม)"
)
_BEGINS = re.compile(r"(?:รวม|ยอดรวม|ผลรวม).+")
_ADDING_UP = re.compile(
    r"=(?:_xlfn\.)?(?:SUM|SUBTOTAL|AGGREGATE|AVERAGE|COUNTA?|MEDIAN|MIN|MAX)\(.*\)", re.IGNORECASE
)
_CLOSE: Final = Decimal("1e-9")
"""What a sum of doubles may be off by, in proportion to what was added."""


def is_total(text: str) -> bool:
    """Whether a text is one of the words for a total, and nothing else."""
    return _plain(text) in _WORDS


def is_name_too(text: str) -> bool:
    """Whether a text heads rows of extremes or counts, and could as well be somebody's name."""
    return _plain(text) in _NAMES_TOO


def total_word(text: str) -> Likeness | None:
    """How much a text says that its row adds up others; a name may begin with `รวม`."""
    words = _plain(text)
    if words in _WORDS:
        return "a total"
    if _PARTS.fullmatch(words):
        return "a total"
    if words in _NAMES_TOO or _BEGINS.fullmatch(words):
        return "perhaps a total"
    return None


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").split()).strip(" :：.=*()")


@dataclass(slots=True)
class Sums:
    """What the numbers of one column of a block of rows come to; a program that adds them up
    passes over those stored as text, `texts`, and a person does not."""

    texts: Decimal = Decimal(0)
    numbers: int = 0
    filled: int = 0
    total: Decimal = Decimal(0)
    size: Decimal = Decimal(0)
    lowest: Decimal | None = None
    highest: Decimal | None = None

    def add(self, cell: object) -> None:
        """One more cell of the column."""
        self.filled += 1
        number = number_of(cell)
        if number is None:
            self.texts += _number_as_text(cell) or 0
            return
        self.numbers += 1
        self.total += number
        self.size += abs(number)
        self.lowest = number if self.lowest is None else min(self.lowest, number)
        self.highest = number if self.highest is None else max(self.highest, number)

    def agree(self, number: Decimal, *, plainly: bool) -> bool:
        """Whether a number is the sum of the column; with `plainly` also where it is the average,
        an extreme or the count, or where a single number makes up the sum."""
        room = (self.size + abs(self.texts)) * _CLOSE
        summed = bool(self.numbers and abs(self.total - number) <= room) or bool(
            self.texts and abs(self.total + self.texts - number) <= room
        )
        if not plainly:
            return summed and number not in {self.lowest, self.highest}
        if summed or number == self.filled or not self.numbers:
            return summed or number == self.filled
        others = (self.total / self.numbers, self.lowest, self.highest)
        return any(each is not None and abs(each - number) <= room for each in others)


@dataclass(slots=True)
class Block:
    """Rows that a row of totals may add up, by their columns."""

    columns: dict[int, Sums] = field(default_factory=dict)

    def add(self, cells: Mapping[int, object]) -> None:
        """One more row."""
        for column, cell in cells.items():
            self.columns.setdefault(column, Sums()).add(cell)


def number_of(cell: object) -> Decimal | None:
    """The number of a cell; None where it holds none."""
    if isinstance(cell, MarkedCell):
        cell = cell.value if cell.mark in {"percent", "formatted"} else None
    match cell:
        case bool():
            return None
        case int() | Decimal():
            return Decimal(cell)
        case float():
            return Decimal(repr(cell))
    return None


def _number_as_text(cell: object) -> Decimal | None:
    if not isinstance(cell, str) or not any(each.isdigit() for each in cell):
        return None
    read = parse_numeral(cell.strip())
    if not isinstance(read, Numeral) or read.unit == "%":
        return None
    return Decimal(read.n) / Decimal(read.d)


def adds_up(
    cells: Mapping[int, object], known: frozenset[int], blocks: Sequence[Block], *, plainly: bool
) -> bool:
    """Whether the numbers of a row are those of the blocks' columns, each of one block or another.

    `known` are the columns whose cells mean something: there, a text is no part of a total. A
    percent need not agree where another number does, since shares are not added. `plainly` is
    for a row whose words say that it is a total.
    """
    agreeing = 0
    for column, cell in cells.items():
        if isinstance(cell, MarkedCell) and cell.mark == "uncomputed":
            agreeing += _ADDING_UP.fullmatch(str(cell.value)) is not None
            continue
        number = number_of(cell)
        if number is None and column in known:
            number = _number_as_text(cell)
        if number is None:
            if column in known and not _says_nothing(cell):
                return False
            continue
        sums = (block.columns.get(column) for block in blocks)
        if any(each is not None and each.agree(number, plainly=plainly) for each in sums):
            agreeing += 1
        elif not (isinstance(cell, MarkedCell) and cell.mark == "percent"):
            return False
    return agreeing > 0


def _says_nothing(cell: object) -> bool:
    return isinstance(cell, str) and cell.strip() in {"", "-", "–", "—", "n/a"}


def is_blank_but(cells: Mapping[int, object], column: int) -> bool:
    """Whether a row has no content in any other column."""
    return all(
        at == column or (isinstance(cell, MarkedCell) and cell.mark == "merged")
        for at, cell in cells.items()
    )
