"""The rows below the headings of a sheet -> those about people, and why the others are not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...arithmetic.numerals import quoted
from ..formats.delimited import TextError
from ..formats.document import Wanted
from ..known_headings import heading_key
from ..total_rows import Block, adds_up, is_blank_but, is_name_too, number_of, total_word
from .workbook import MergedRange, Sheet
from .workbook_parts import column_letter

_NOTE = re.compile(
    r"[*†‡※].*|\(\*+\).*"
    r"|(?:หมายเหตุ|คำอธิบาย|แหล่งที่มา|แหล่งข้อมูล|ที่มา|ข้อมูล ณ|note|notes|remark|remarks|source|sources)"
    r"(?:$|[\s:：.0-9(].*)"
    r"|(?:ลงชื่อ|ลงนาม|ผู้จัดทำ|ผู้ตรวจสอบ|ผู้อนุมัติ|วันที่พิมพ์|prepared by|approved by|checked by|reviewed by"
    r"|printed|printed on|as of)(?:$|[\s:：._…].*)"
    r"|(?:page|หน้า|หน้าที่)\s*[0-9].*"
)
"""What stands under a table and is no person, with nothing but text beside it."""

_PARTS = re.compile(r"[\n/|()]")
_MOST_NAMED = 12
_LONGEST_ID = 40


@dataclass(slots=True)
class SortedRows:
    """`left_out` are rows about nobody, by what they are; `unclear` rows that could be a person's,
    with the reason why that cannot be told."""

    left_out: dict[str, list[int]] = field(default_factory=dict)
    unclear: dict[int, str] = field(default_factory=dict)

    def leave_out(self, row: int, what: str) -> None:
        """One more row that is about nobody."""
        self.left_out.setdefault(what, []).append(row)


@dataclass(frozen=True, slots=True)
class TableArea:
    """A table of a sheet: its headings and what stands below them; `person` is the column that
    names the person, 0 for none, and `known` are the columns that mean something."""

    sheet: Sheet
    headings: Mapping[int, str]
    rows: Mapping[int, Mapping[int, object]]
    person: int
    known: frozenset[int]
    wanted: Wanted


def sort_rows(area: TableArea) -> tuple[SortedRows, list[str]]:
    """TableArea -> which rows are about people, and a line for each kind of row that is not.

    Raises `TextError` where a second table begins below the first.
    """
    sorted_rows = SortedRows()
    if not area.person:
        return sorted_rows, []
    candidates = []
    for row, cells in area.rows.items():
        if _repeats_headings(area, row, cells):
            sorted_rows.leave_out(row, "the headings again")
        elif _is_note(area, row, cells):
            sorted_rows.leave_out(row, "notes about the table")
        elif _may_be_total(area, cells):
            candidates.append(row)
    _sort_totals(area, candidates, sorted_rows)
    out = {row for rows in sorted_rows.left_out.values() for row in rows}
    for row, cells in area.rows.items():
        if row not in out and area.person not in cells and not area.known & cells.keys():
            sorted_rows.leave_out(row, "without a person and without a value that is used")
    _doubt_foot(area, sorted_rows)
    return sorted_rows, [*_lines(area, sorted_rows), *_hidden(area, sorted_rows)]


# --- headings and notes --------------------------------------------------------------------


def _repeats_headings(area: TableArea, row: int, cells: Mapping[int, object]) -> bool:
    named = cells.get(area.person)
    if not isinstance(named, str) or any(number_of(cell) is not None for cell in cells.values()):
        return False
    spellings = {heading_key(area.headings[area.person]), *map(heading_key, area.wanted.person)}
    names_person = not spellings.isdisjoint(map(heading_key, (named, *_PARTS.split(named))))
    same, other = 0, 0
    for column, cell in cells.items():
        if column == area.person or not isinstance(cell, str):
            continue
        heading = area.headings.get(column, "")
        key = area.wanted.known.key(cell)
        if heading_key(cell) == heading_key(heading) or (
            key is not None and key == area.wanted.known.key(heading)
        ):
            same += 1
        elif key is not None:
            other = other or column
    if names_person and other:
        raise TextError(
            f'sheet "{area.sheet.name}": the headings of a second table stand in row {row}, with '
            f"{quoted(str(cells[other]))} in cell {column_letter(other)}{row}: put each table on "
            "a sheet of its own",
            row,
            "second-table",
        )
    return names_person or (same > 1 and same == len(cells) - 1)


def _is_note(area: TableArea, row: int, cells: Mapping[int, object]) -> bool:
    first = cells.get(min(cells))
    if not isinstance(first, str) or (area.person not in cells and area.known & cells.keys()):
        return False
    if not all(isinstance(cell, str) for cell in cells.values()):
        return False
    if _NOTE.fullmatch(" ".join(first.casefold().split())):
        return True
    over = _merged_at(area.sheet.merged, row, min(cells))
    wide = over is not None and over.last_column > over.first_column
    return wide and is_blank_but(cells, min(cells)) and total_word(first) is None


def _merged_at(merged: Sequence[MergedRange], row: int, column: int) -> MergedRange | None:
    for each in merged:
        if each.first_row <= row <= each.last_row and each.first_column == column:
            return each
    return None


# --- totals --------------------------------------------------------------------------------


def _may_be_total(area: TableArea, cells: Mapping[int, object]) -> bool:
    named = cells.get(area.person)
    if isinstance(named, str):
        return total_word(named) is not None
    return named is None


def _sort_totals(area: TableArea, candidates: Sequence[int], sorted_rows: SortedRows) -> None:
    """Rows of totals follow what they add up, stand above it, or add up the whole table. What
    turns out to be none is among the rows that totals add up, so that it is gone through again."""
    left_out = {row for rows in sorted_rows.left_out.values() for row in rows}
    while candidates:
        aside = left_out | set(candidates)
        added = {row: cells for row, cells in area.rows.items() if row not in aside}
        whole = Block()
        for cells in added.values():
            whole.add(cells)
        above = _blocks_before(list(area.rows), added, set(candidates))
        below = _blocks_before(list(area.rows)[::-1], added, set(candidates))
        found = {row: _likeness(area, row, [above[row], below[row], whole]) for row in candidates}
        still = [row for row in candidates if found[row] != _NO_TOTAL]
        if len(still) == len(candidates):
            for row, why in found.items():
                if why:
                    sorted_rows.unclear[row] = why
                else:
                    sorted_rows.leave_out(row, "totals of other rows")
            return
        candidates = still


def _blocks_before(
    order: Sequence[int], added: Mapping[int, Mapping[int, object]], ends: set[int]
) -> dict[int, Block]:
    """For each row of `ends` the rows that may be added up since the last of them."""
    blocks: dict[int, Block] = {}
    current = Block()
    for row in order:
        if row in ends:
            blocks[row] = current
            current = Block() if current.columns else current
        elif row in added:
            current.add(added[row])
    return blocks


_NO_TOTAL = "no total"


def _likeness(area: TableArea, row: int, blocks: Sequence[Block]) -> str:
    """Why a row may be a total; `_NO_TOTAL` for what is none, "" for what plainly is one."""
    cells = area.rows[row]
    named = cells.get(area.person)
    values = {column: cell for column, cell in cells.items() if column != area.person}
    if named is None:
        words = any(
            isinstance(each, str) and column not in area.known and total_word(each)
            for column, each in values.items()
        )
        return "" if words or adds_up(values, area.known, blocks, plainly=False) else _NO_TOTAL
    if total_word(str(named)) == "a total":
        if is_blank_but(cells, area.person) or adds_up(values, area.known, blocks, plainly=True):
            return ""
        said = "its numbers are not those of the rows around it"
    elif adds_up(values, area.known, blocks, plainly=is_name_too(str(named))):
        said = "its numbers follow from those of the rows around it"
    else:
        return _NO_TOTAL
    return (
        f"{quoted(str(named))} could be a total or a person, and {said}: delete the row, or write "
        "the id of the person"
    )


# --- what stands below ---------------------------------------------------------------------


def _doubt_foot(area: TableArea, sorted_rows: SortedRows) -> None:
    """Below the last row with a value, a text on its own may be a note, or a person without any
    evidence: a gap before it, or what ids do not have, leaves that open."""
    out = {row for rows in sorted_rows.left_out.values() for row in rows}
    filled = [
        row for row, cells in area.rows.items() if row not in out and area.known & cells.keys()
    ]
    if not filled:
        return
    previous = filled[-1]
    for row, cells in area.rows.items():
        if row <= filled[-1]:
            continue
        named = cells.get(area.person)
        if row in out or row in sorted_rows.unclear or not isinstance(named, str):
            previous = row
            continue
        if is_blank_but(cells, area.person) and (
            row > previous + 1 or len(named) > _LONGEST_ID or set(named) & set(":：=\n")
        ):
            sorted_rows.unclear[row] = (
                f"{quoted(named)} stands alone below the table, and could be a note or a person "
                "without any evidence: delete it, or move it to the other people"
            )
            continue
        previous = row


# --- what is said --------------------------------------------------------------------------


def _lines(area: TableArea, sorted_rows: SortedRows) -> list[str]:
    lines = []
    for what, rows in sorted_rows.left_out.items():
        cells = area.rows[rows[0]]
        column = min(cells)
        first = f"cell {column_letter(column)}{rows[0]}, {quoted(str(cells[column]))}"
        if len(rows) == 1:
            lines.append(f"row {rows[0]} is left out: it is {_one(what)} ({first})")
        else:
            lines.append(f"rows {_listed(rows)} are left out: they are {what} (first {first})")
    return lines


def _one(what: str) -> str:
    return {
        "totals of other rows": "a total of other rows",
        "notes about the table": "a note about the table",
    }.get(what, what)


def _hidden(area: TableArea, sorted_rows: SortedRows) -> list[str]:
    out = {row for rows in sorted_rows.left_out.values() for row in rows}
    rows = [row for row in area.rows if row in area.sheet.hidden_rows and row not in out]
    lines = []
    if rows:
        noun, verb = ("row", "is") if len(rows) == 1 else ("rows", "are")
        lines.append(f"{noun} {_listed(rows)} {verb} hidden, and read all the same")
    columns = [
        f"{column_letter(column)} (`{' '.join(area.headings[column].split())}`)"
        for column in sorted(area.headings)
        if column in area.known | {area.person} and area.sheet.hides(column)
    ]
    if columns:
        noun, verb = ("column", "is") if len(columns) == 1 else ("columns", "are")
        lines.append(f"{noun} {', '.join(columns)} {verb} hidden, and read all the same")
    return lines


def _listed(rows: Sequence[int]) -> str:
    """`3`; `3 and 7`; `3, 4 and 9 more`."""
    names = [f"{row}" for row in rows]
    if len(names) > _MOST_NAMED:
        names[_MOST_NAMED:] = [f"{len(rows) - _MOST_NAMED:,} more"]
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
