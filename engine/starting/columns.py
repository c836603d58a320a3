"""The headings of a sheet, Thai or English -> which column holds what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from .amounts import plain_text
from .reports import Report
from .sheets import Cell, Sheet

Field = Literal[
    "role",
    "responsibility",
    "responsibility weight",
    "kpi",
    "kpi th",
    "kpi en",
    "description",
    "weight",
    "unit",
    "better",
    "year",
]

HEADINGS: Mapping[Field, tuple[str, ...]] = {
    "role": ("role", "position", "job title", "ตำแหน่ง", "ตำแหน่งงาน", "บทบาท"),
    "responsibility": (
        *("responsibility", "key result area", "kra", "area", "perspective", "objective"),
        *("หน้าที่", "หน้าที่รับผิดชอบ", "ความรับผิดชอบ", "ด้าน", "มุมมอง", "ภารกิจ", "วัตถุประสงค์"),
    ),
    "responsibility weight": (
        *("responsibility weight", "area weight", "kra weight", "weight of responsibility"),
        *("น้ำหนักหน้าที่", "น้ำหนักหน้าที่รับผิดชอบ", "น้ำหนักด้าน", "น้ำหนักรายด้าน", "น้ำหนักมุมมอง"),
    ),
    "kpi": (
        *("kpi", "kpis", "indicator", "measure", "key performance indicator", "kpi name"),
        *("ตัวชี้วัด", "ตัวชี้วัดผลงาน", "ตัวชี้วัดความสำเร็จ", "ชื่อตัวชี้วัด", "ตัวชี้วัด kpi", "ตัวชี้วัด kpis"),
    ),
    "kpi th": ("kpi th", "kpi thai", "ตัวชี้วัด ไทย", "ตัวชี้วัด th", "ตัวชี้วัด ภาษาไทย"),
    "kpi en": ("kpi en", "kpi english", "ตัวชี้วัด อังกฤษ", "ตัวชี้วัด en", "ตัวชี้วัด ภาษาอังกฤษ"),
    "description": (
        *("description", "definition", "meaning"),
        *("คำอธิบาย", "นิยาม", "คำนิยาม", "รายละเอียด", "คำจำกัดความ"),
    ),
    "weight": (
        *("weight", "weighting", "weight %", "% weight", "kpi weight"),
        *("น้ำหนัก", "ค่าน้ำหนัก", "น้ำหนัก %", "น้ำหนัก ร้อยละ", "น้ำหนักตัวชี้วัด"),
    ),
    "unit": ("unit", "unit of measure", "หน่วย", "หน่วยวัด", "หน่วยนับ"),
    "better": ("better", "direction", "polarity", "ทิศทาง", "ทิศทางที่ดี"),
    "year": ("year", "fiscal year", "ปี", "ปี พ.ศ.", "ปี ค.ศ.", "ปีงบประมาณ", "ปีประเมิน"),
}
"""What each kind of column may be headed with; case, brackets and spaces do not matter."""

_FIELDS = {heading: field for field, headings in HEADINGS.items() for heading in headings}
_BRACKETS = re.compile(r"[()\[\]{}:*/]+")
_LABEL = r"[^\W\d][^\d<>=%]*"
_LEVEL_FIRST = re.compile(
    r"(?:level|lv|rating|score|grade|points?|ระดับ|ระดับที่|คะแนน|เกณฑ์|เกณฑ์ระดับ)?\.?\s*"
    rf"(?P<points>\d{{1,2}})\s*(?:points?|คะแนน)?\s*(?:[-=.]\s*)?(?P<label>{_LABEL})?"
)
_LEVEL_LAST = re.compile(
    rf"(?P<label>{_LABEL}?)\s*[-=]?\s*(?P<points>\d{{1,2}})\s*(?:points?|คะแนน)?"
)
_FURTHEST_HEADINGS = 20


@dataclass(frozen=True, slots=True)
class LevelColumn:
    """A column of bands: the points of its level, and its label as it is written, or ""."""

    column: int
    points: int
    label: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands: columns by what they hold, the levels best first, the first row
    of KPIs. `percent` names the columns whose heading has a `%`."""

    sheet: Sheet
    columns: Mapping[Field, int]
    percent: frozenset[Field]
    levels: tuple[LevelColumn, ...]
    first_row: int


def find_layout(sheet: Sheet, report: Report) -> Layout | None:
    """Sheet -> its layout; None where no row has headings for KPIs, weights and levels.

    The levels may be headed in the row below the other headings.
    """
    for number, row in enumerate(sheet.rows[:_FURTHEST_HEADINGS]):
        fields = _fields(row)
        if not {"kpi", "kpi th", "kpi en"} & set(fields) or "weight" not in fields:
            continue
        levels, first = _levels(row, fields), number + 1
        below = sheet.rows[number + 1] if number + 1 < len(sheet.rows) else ()
        if len(levels) < 2 and not _is_filled(below, fields):
            levels, first = _levels(below, fields), number + 2
        if len(levels) < 2:
            continue
        _report_unread(sheet, number, first, fields, levels, report)
        percent = frozenset(field for field, cell in fields.items() if "%" in cell.text)
        columns = {field: cell.column for field, cell in fields.items()}
        best_first = tuple(sorted(levels, key=lambda level: -level.points))
        for one, other in pairwise(best_first):
            if one.points == other.points:
                report.problem([one.cell, other.cell], f"two columns are headed level {one.points}")
        return Layout(sheet, columns, percent, best_first, first)
    return None


def _is_filled(row: Sequence[Cell], fields: Mapping[Field, Cell]) -> bool:
    """Whether a row says anything in the columns that are headed: then it is a KPI's."""
    headed = {cell.column for cell in fields.values()}
    return any(cell.text for cell in row if cell.column in headed)


def _fields(row: Sequence[Cell]) -> dict[Field, Cell]:
    """The headings of a row that mean something, each with its first cell."""
    found: dict[Field, Cell] = {}
    for cell in row:
        field = _FIELDS.get(_key(cell.text))
        if field is not None:
            found.setdefault(field, cell)
    return found


def _key(text: str) -> str:
    """A heading without case, brackets and repeated spaces; `(%)` is kept as `%`."""
    return " ".join(_BRACKETS.sub(" ", plain_text(text)).split())


def _levels(row: Sequence[Cell], fields: Mapping[Field, Cell]) -> list[LevelColumn]:
    taken = {cell.column for cell in fields.values()}
    found = []
    for cell in row:
        text = " ".join(_BRACKETS.sub(" ", plain_text(cell.text)).split())
        match = _LEVEL_FIRST.fullmatch(text) or _LEVEL_LAST.fullmatch(text)
        if cell.column in taken or match is None:
            continue
        label = _as_written(cell.text, (match["label"] or "").strip(" -=:."))
        found.append(LevelColumn(cell.column, int(match["points"]), label, cell))
    return found


def _as_written(text: str, label: str) -> str:
    """The label with the capitals that it has in the cell."""
    place = text.casefold().find(label)
    return text[place : place + len(label)] if place >= 0 else label


def _report_unread(
    sheet: Sheet,
    number: int,
    first: int,
    fields: Mapping[Field, Cell],
    levels: Sequence[LevelColumn],
    report: Report,
) -> None:
    read = {cell.column for cell in fields.values()} | {level.column for level in levels}
    below = sheet.rows[first:]
    for cell in sheet.rows[number]:
        filled = any(len(row) >= cell.column and row[cell.column - 1].text for row in below)
        if cell.text and cell.column not in read and filled:
            report.guess(cell, f"column `{cell.text}` is not read")
