"""Columns of people that no rating needs, such as the region: read as they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from ...dsl.framework import Framework
from ...dsl.types import TextType
from .column_meanings import tables_wanted_of, wanted_of
from .evidence_set import identity
from .formats.delimited import TextError
from .formats.document import Records, Wanted
from .formats.queries import EvidenceRows
from .headings import positions_of
from .known_headings import Headings
from .problems import UsageError, named
from .readers import ValueRefused
from .records import EvidenceData, read_records
from .sheets.sheet_values import person_of_cell, read_cell
from .sheets.workbook import MarkedCell

Kept = Mapping[str, Mapping[str, str]]
"""For each person the texts of the columns that are kept; what is empty is left out."""


def people_columns(
    data: EvidenceData | Sequence[EvidenceData | EvidenceRows],
    names: Sequence[str],
    *,
    person_column: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    framework: Framework | None = None,
) -> Kept:
    """Files of people -> for each person what stands in the columns of these names.

    Where a workbook has several sheets, the people stand in the one that the `framework` would
    rate. `encoding` is that of texts without a byte order mark. UsageError where a file cannot be
    read, none of the files has one of the columns, or a file has no column that names the people.
    """
    files = (data,) if isinstance(data, EvidenceData) else tuple(data)
    kept = KeptColumns(names)
    wanted = Wanted((person_column or "person",), Headings.of((name, ()) for name in names))
    tables: Mapping[str, Wanted] = {}
    if framework is not None:
        wanted = wanted_of(framework, person_column)
        tables = tables_wanted_of(framework, person_column)
    for file in files:
        records = _records(file, delimiter, encoding, wanted, tables)
        if records is not None:
            kept.take(records, _person_position(records, wanted.person[0]))
    return kept.found()


class KeptColumns:
    """Takes the columns of these names from files of people, one after another."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._headings: dict[str, None] = {}
        self._seen: set[str] = set()
        self._texts: dict[str, dict[str, str]] = {}

    def among(self, headings: Sequence[str]) -> dict[str, int]:
        """The positions of those that a file has, by their names."""
        self._headings.update(dict.fromkeys(filter(None, headings)))
        places = {name: at for name in self._names for at in positions_of(headings, (name,))[:1]}
        self._seen |= places.keys()
        return places

    def take(self, records: Records, person: int) -> None:
        """Takes in what the records of a file hold; `person` is the position of the people."""
        places = self.among(records.headings)
        if not places:
            return
        for record in records.records:
            cells = dict(record.cells)
            name = _person(cells.get(person), in_sheet=records.place is not None)
            if name is None:
                continue
            texts = self._texts.setdefault(name, {})
            for heading, place in places.items():
                text = cell_text(cells.get(place))
                if text:
                    texts.setdefault(heading, text)

    def found(self) -> Kept:
        """The texts of each person; UsageError where none of the files has one of the columns."""
        for name in self._names:
            if name not in self._seen:
                raise UsageError(named("column", name, self._headings))
        return self._texts


def people_column(
    data: EvidenceData | Sequence[EvidenceData | EvidenceRows],
    name: str,
    person_column: str | None = None,
    encoding: str | None = None,
) -> dict[str, str]:
    """Files of people -> for each person what stands in one column; see `people_columns`."""
    columns = people_columns(data, (name,), person_column=person_column, encoding=encoding)
    return {person: texts[name] for person, texts in columns.items() if name in texts}


def kept_texts(kept: Kept, person: str, names: Sequence[str]) -> list[str]:
    """What a person has in columns that are kept, "" for nothing."""
    texts = kept.get(person, {})
    return [texts.get(name, "") for name in names]


def _records(
    file: EvidenceData | EvidenceRows,
    delimiter: str | None,
    encoding: str | None,
    wanted: Wanted,
    tables: Mapping[str, Wanted],
) -> Records | None:
    try:
        return read_records(file, delimiter, wanted, tables, encoding).people
    except TextError as error:
        raise UsageError(f"`{file.name}`: {error}") from None


def _person_position(records: Records, person: str) -> int:
    at = positions_of(records.headings, (person,))
    if not at:
        raise UsageError(
            f"`{records.source}`: {named('column', person, filter(None, records.headings))}; "
            "name the one that names the people with `--person-column`"
        )
    return at[0]


def _person(cell: object, *, in_sheet: bool) -> str | None:
    """The person of a record, as those who are rated are called; None where it names nobody."""
    try:
        return identity(person_of_cell(cell).value if in_sheet else cell)
    except ValueRefused:
        return None


def cell_text(value: object) -> str:
    """What stands in a cell, as it is written."""
    match value:
        case None:
            return ""
        case MarkedCell():
            try:
                return str(read_cell(value, TextType()).value).strip()
            except ValueRefused:
                return str(value).strip()
        case datetime() if value.time() == time.min:
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value).strip()
