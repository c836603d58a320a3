"""The sheets of a workbook -> records: which sheet is meant, and where its headings stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..formats.delimited import TextError
from ..formats.document import Document, Record, Records, Said, SheetPlace, Wanted
from ..known_headings import INVISIBLE, Headings, heading_key
from .heading_units import stated_unit
from .sheet_rows import TableArea, sort_rows
from .workbook import MarkedCell, MergedRange, Sheet, read_sheets
from .workbook_parts import column_letter

LONGEST_SHEET_NAME = 31
"""Characters that the name of a sheet can have."""

MOST_ROWS_ABOVE = 50
"""Rows among which headings are looked for."""

_PARTS = re.compile(r"\n|\s+[/|·]\s+|[()]")


def read_workbook(
    name: str, content: bytes, sheet: str, people: Wanted, tables: Mapping[str, Wanted]
) -> Document:
    """Bytes of a workbook -> Document.

    A sheet with the name of a table holds its rows; the people stand in the `sheet` named, or in
    the one whose headings are known. Raises `TextError` where none or several could be meant.
    """
    sheets = read_sheets(content)
    of_tables = _of_tables(sheets, sheet, tables)
    others = [each for each in sheets if each not in of_tables.values()]
    chosen = _chosen(others or sheets, sheet, people, needed=not of_tables)
    notes = _notes_on_choice(chosen, others, sheet) if chosen else []
    read = {id: _records(name, each, tables[id], []) for id, each in of_tables.items()}
    for id, records in read.items():
        if not records.records:
            notes.append(
                f"the sheet of the table `{id}` is empty: the table counts as not supplied"
            )
    return Document(
        _records(name, chosen, people, notes) if chosen else None,
        {id: records for id, records in read.items() if records.records},
    )


# --- which sheet ---------------------------------------------------------------------------


def _of_tables(
    sheets: Sequence[Sheet], people: str, tables: Mapping[str, Wanted]
) -> dict[str, Sheet]:
    """The sheets with the names of tables: the id of one, or what it is called."""
    found: dict[str, Sheet] = {}
    for each in sheets:
        if heading_key(each.name) == heading_key(people):
            continue
        name = heading_key(each.name)
        fitting = [id for id in tables if name == heading_key(id)] or [
            id
            for id, wanted in tables.items()
            if name in {heading_key(one[:LONGEST_SHEET_NAME]) for one in wanted.names}
        ]
        if len(fitting) > 1:
            named = " and ".join(f"`{id}`" for id in fitting)
            raise TextError(f'the sheet "{each.name}" could hold {named}: name it by the id of one')
        for id in fitting:
            if id in found:
                raise TextError(
                    f'the sheets "{found[id].name}" and "{each.name}" both hold the table `{id}`'
                )
            found[id] = each
    return found


def _chosen(sheets: Sequence[Sheet], wanted: str, people: Wanted, *, needed: bool) -> Sheet | None:
    if wanted:
        for each in sheets:
            if heading_key(each.name) == heading_key(wanted):
                return each
        raise TextError(_no_sheet(wanted, sheets), code="unknown-sheet")
    filled = [each for each in sheets if each.rows and not each.hidden]
    if len(filled) > 1 or not needed:
        fitting = [each for each in filled if _best_row(each, people)[0][0]]
        if len(fitting) > 1:
            names = " and ".join(f'"{each.name}"' for each in fitting)
            raise TextError(
                f"the sheets {names} could each hold the people: say which one does",
                code="ambiguous-sheet",
            )
        if fitting or not needed:
            return fitting[0] if fitting else None
        names = ", ".join(f'"{each.name}"' for each in filled)
        raise TextError(
            f"none of the sheets {names} has a column that names the person: "
            "say which sheet holds the people",
            code="no-person-column",
        )
    if not filled:
        raise TextError("the workbook has no sheet with content")
    return filled[0]


def _no_sheet(wanted: str, sheets: Sequence[Sheet]) -> str:
    names = ", ".join(f'"{each.name}"' for each in sheets)
    return f'there is no sheet "{wanted}"; there are {names}'


def _notes_on_choice(chosen: Sheet, sheets: Sequence[Sheet], wanted: str) -> list[str]:
    unread = [each for each in sheets if each is not chosen and each.rows]
    if not unread or wanted:
        return []
    names = ", ".join(f'"{each.name}"' for each in unread)
    noun, verb = ("sheet", "is") if len(unread) == 1 else ("sheets", "are")
    return [f"this sheet is read; the {noun} {names} {verb} not"]


# --- where the headings are ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading as it is bound, a note on how it was made out, and what else it says."""

    text: str
    note: str = ""
    said: tuple[str, ...] = ()


def _headings_in(sheet: Sheet, row: int, wanted: Wanted) -> dict[int, _Heading]:
    """The headings of a row by column; cells merged over rows count in each of them."""
    cells = dict(sheet.rows.get(row, {}))
    for merged in sheet.merged:
        if merged.first_row < row <= merged.last_row and merged.first_column not in cells:
            above = sheet.rows.get(merged.first_row, {}).get(merged.first_column)
            if above is not None:
                cells[merged.first_column] = above
    return {column: _heading(str(cell), wanted) for column, cell in sorted(cells.items())}


def _heading(written: str, wanted: Wanted) -> _Heading:
    text = unicodedata.normalize("NFC", written.translate(INVISIBLE)).strip()
    if _known(text, wanted.known) or _is_person(text, wanted):
        return _Heading(text)
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    meanings = {wanted.known.key(part) or "": part for part in reversed(parts)}
    meanings.pop("", None)
    persons = [part for part in parts if _is_person(part, wanted)]
    line = " ".join(text.split())
    if len(meanings) == 1 and not persons:
        (key, part), *_ = meanings.items()
        others = tuple(each for each in parts if wanted.known.key(each) is None)
        return _Heading(part, f"the heading `{line}` is read as `{key}`", others)
    if persons and not meanings:
        return _Heading(persons[0], f"the heading `{line}` is read as the person")
    return _Heading(line)


def _known(text: str, known: Headings) -> bool:
    return known.key(text) is not None or heading_key(text) in known.ambiguous


def _is_person(text: str, wanted: Wanted) -> bool:
    return heading_key(text) in {heading_key(each) for each in wanted.person}


def _best_row(sheet: Sheet, wanted: Wanted) -> tuple[tuple[bool, int], int]:
    """How well the best row of headings fits (whether it names the person, how many are
    known), and its number; of rows alike that follow each other, the last."""
    best, at = (False, 0), 0
    for row in list(sheet.rows)[:MOST_ROWS_ABOVE]:
        found = _headings_in(sheet, row, wanted).values()
        fit = (
            any(_is_person(each.text, wanted) for each in found),
            sum(_known(each.text, wanted.known) for each in found),
        )
        if fit > best or (fit == best and at == row - 1 and any(fit)):
            best, at = fit, row
    return best, at or next(iter(sheet.rows), 1)


# --- records -------------------------------------------------------------------------------


def _records(file: str, sheet: Sheet, wanted: Wanted, notes: list[str]) -> Records:
    _, row = _best_row(sheet, wanted)
    headings = _headings_in(sheet, row, wanted)
    notes = list(notes)
    above = [number for number in sheet.rows if number < row]
    if above:
        notes.append(f"the headings are in row {row}; what stands above them is not used")
    second = _second_row(sheet, row, headings, wanted)
    if second:
        headings |= second
        notes.append(f"the headings are in the rows {row} and {row + 1}")
    last = row + bool(second)
    width = max((column for cells in sheet.rows.values() for column in cells), default=0)
    texts = tuple(
        headings[column].text if column in headings else "" for column in range(1, width + 1)
    )
    place = SheetPlace(sheet.name, row, tuple(map(column_letter, range(1, width + 1))))
    below = {number: cells for number, cells in sheet.rows.items() if number > last}
    _refuse_wide_headings(sheet, last, headings, below)
    notes += [each.note for each in headings.values() if each.note]
    notes += _nameless(place, texts, below)
    found, said = sort_rows(_area(sheet, headings, below, wanted))
    out = {number for rows in found.left_out.values() for number in rows}
    merged = _merged_cells(sheet.merged, below)
    return Records(
        file,
        texts,
        tuple(
            _record(number, cells, merged.get(number, {}), found.unclear.get(number, ""))
            for number, cells in below.items()
            if number not in out
        ),
        named=False,
        place=place,
        notes=(*notes, *said),
        said=_said_of_numbers(sheet, (row, last), headings, wanted),
    )


def _said_of_numbers(
    sheet: Sheet, rows: tuple[int, int], headings: Mapping[int, _Heading], wanted: Wanted
) -> dict[int, tuple[Said, ...]]:
    """The units that headings say, and the cells above them or right below, by position."""
    first, last = rows
    known = [column for column, each in headings.items() if _known(each.text, wanted.known)]
    found: dict[int, list[Said]] = {
        column: [Said(text, last, column_letter(column), heading=True) for text in each.said]
        for column, each in headings.items()
    }
    persons = {column for column, each in headings.items() if _is_person(each.text, wanted)}
    for row, cells in sheet.rows.items():
        if first <= row <= last or row > last + 1 or (row > last and persons & cells.keys()):
            continue
        for column, cell in cells.items():
            unit = stated_unit(cell) if isinstance(cell, str) else None
            if unit is None or (column not in known and not unit.labelled):
                continue
            said = Said(str(cell).strip(), row, column_letter(column), heading=False)
            for each in [column] if column in known else known:
                found.setdefault(each, []).append(said)
    return {column - 1: tuple(said) for column, said in found.items() if said}


def _second_row(
    sheet: Sheet, row: int, headings: Mapping[int, _Heading], wanted: Wanted
) -> dict[int, _Heading]:
    """The headings that stand one row further down, below such as stand over several columns."""
    cells = sheet.rows.get(row + 1, {})
    named = {column for column, each in headings.items() if _is_person(each.text, wanted)}
    texts = all(isinstance(cell, str) for cell in cells.values())
    if not cells or not named or not texts or named & cells.keys():
        return {}
    below = {column: _heading(str(cell), wanted) for column, cell in cells.items()}
    above = {column: each for column, each in headings.items() if _known(each.text, wanted.known)}
    found = {column for column, each in below.items() if _known(each.text, wanted.known)}
    return below if found and not found & above.keys() else {}


def _area(
    sheet: Sheet,
    headings: Mapping[int, _Heading],
    below: Mapping[int, Mapping[int, object]],
    wanted: Wanted,
) -> TableArea:
    texts = {column: each.text for column, each in headings.items()}
    persons = [column for column, text in texts.items() if _is_person(text, wanted)]
    known = frozenset(column for column, text in texts.items() if _known(text, wanted.known))
    person = persons[0] if persons else 0
    return TableArea(sheet, texts, below, person, known - {person}, wanted)


def _record(
    row: int, cells: Mapping[int, object], merged: Mapping[int, MergedRange], unclear: str
) -> Record:
    if not merged:
        return Record(row, [(column - 1, value) for column, value in cells.items()], "", unclear)
    read: dict[int, object] = {
        column: MarkedCell(cells.get(column, ""), "merged", each.address)
        for column, each in merged.items()
    }
    return Record(
        row,
        [(column - 1, value) for column, value in sorted({**cells, **read}.items())],
        unclear=unclear,
    )


def _merged_cells(
    merged: Sequence[MergedRange], rows: Iterable[int]
) -> dict[int, dict[int, MergedRange]]:
    """The merged cells of each row, by their columns."""
    found: dict[int, dict[int, MergedRange]] = {}
    if merged:
        for row in rows:
            for each in merged:
                if each.first_row <= row <= each.last_row:
                    columns = range(each.first_column, each.last_column + 1)
                    found.setdefault(row, {}).update(dict.fromkeys(columns, each))
    return found


def _refuse_wide_headings(
    sheet: Sheet,
    row: int,
    headings: Mapping[int, _Heading],
    below: Mapping[int, Mapping[int, object]],
) -> None:
    """A heading over several columns is fine as long as one of them holds the values."""
    for merged in sheet.merged:
        if not merged.first_row <= row <= merged.last_row:
            continue
        columns = range(merged.first_column, merged.last_column + 1)
        if len(columns) < 2 or merged.first_column not in headings:
            continue
        filled = [each for each in columns if any(each in cells for cells in below.values())]
        if len(filled) > 1:
            named = " and ".join(column_letter(each) for each in filled)
            raise TextError(
                f'sheet "{sheet.name}": the heading `{headings[merged.first_column].text}` stands '
                f"over the cells {merged.address}, and the columns {named} all hold values: "
                "give each a heading",
                row,
                "ambiguous-heading",
            )


def _nameless(
    place: SheetPlace, headings: Sequence[str], below: Mapping[int, Mapping[int, object]]
) -> list[str]:
    filled = {column for cells in below.values() for column in cells}
    letters = [place.letters[column - 1] for column in sorted(filled) if not headings[column - 1]]
    if not letters:
        return []
    if len(letters) == 1:
        return [f"column {letters[0]} has no heading and is not used"]
    return [f"columns {', '.join(letters)} have no heading and are not used"]
