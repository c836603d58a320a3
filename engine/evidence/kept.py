"""Columns of people that no rating needs, such as the region: read as they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from ...dsl.framework import Framework
from ...dsl.types import TextType
from .binder import Headings
from .delimited import TextError
from .document import Records, Wanted
from .files import identity, tables_wanted_of, wanted_of
from .headings import positions_of
from .problems import UsageError, named
from .queries import EvidenceRows
from .readers import ValueRefused
from .records import EvidenceData, read_records
from .sheet_values import person_of_cell, read_cell
from .workbook import MarkedCell

Kept = Mapping[str, Mapping[str, str]]
"""For each person the texts of the columns that are kept; what is empty is left out."""


def people_columns(
    data: EvidenceData | Sequence[EvidenceData | EvidenceRows],
    names: Sequence[str],
    *,
    person_column: str | None = None,
    delimiter: str | None = None,
    framework: Framework | None = None,
) -> Kept:
    """Files of people -> for each person what stands in the columns of these names.

    Where a workbook has several sheets, the people stand in the one that the `framework` would
    rate. UsageError where a file cannot be read, none of the files has one of the columns, or a
    file has no column that names the people.
    """
    files = (data,) if isinstance(data, EvidenceData) else tuple(data)
    kept: dict[str, dict[str, str]] = {}
    headings: dict[str, None] = {}
    found: set[str] = set()
    wanted = Wanted((person_column or "person",), Headings.of((name, ()) for name in names))
    tables: Mapping[str, Wanted] = {}
    if framework is not None:
        wanted = wanted_of(framework, person_column)
        tables = tables_wanted_of(framework, person_column)
    for file in files:
        records = _records(file, delimiter, wanted, tables)
        if records is None:
            continue
        headings.update(dict.fromkeys(filter(None, records.headings)))
        places = {name: at for name in names for at in positions_of(records.headings, (name,))[:1]}
        found |= places.keys()
        _take(records, wanted.person[0], places, kept)
    for name in names:
        if name not in found:
            raise UsageError(named("column", name, headings))
    return kept


def people_column(
    data: EvidenceData | Sequence[EvidenceData | EvidenceRows],
    name: str,
    person_column: str | None = None,
) -> dict[str, str]:
    """Files of people -> for each person what stands in one column; see `people_columns`."""
    columns = people_columns(data, (name,), person_column=person_column)
    return {person: texts[name] for person, texts in columns.items() if name in texts}


def kept_texts(kept: Kept, person: str, names: Sequence[str]) -> list[str]:
    """What a person has in columns that are kept, "" for nothing."""
    texts = kept.get(person, {})
    return [texts.get(name, "") for name in names]


def _records(
    file: EvidenceData | EvidenceRows,
    delimiter: str | None,
    wanted: Wanted,
    tables: Mapping[str, Wanted],
) -> Records | None:
    try:
        return read_records(file, delimiter, wanted, tables).people
    except TextError as error:
        raise UsageError(f"`{file.name}`: {error}") from None


def _take(
    records: Records, person: str, places: Mapping[str, int], kept: dict[str, dict[str, str]]
) -> None:
    at = positions_of(records.headings, (person,))
    if not at:
        raise UsageError(
            f"`{records.source}`: {named('column', person, filter(None, records.headings))}; "
            "name the one that names the people with `--person-column`"
        )
    for record in records.records:
        cells = dict(record.cells)
        name = _person(cells.get(at[0]), in_sheet=records.place is not None)
        if name is None:
            continue
        texts = kept.setdefault(name, {})
        for heading, place in places.items():
            text = _text(cells.get(place))
            if text:
                texts.setdefault(heading, text)


def _person(cell: object, *, in_sheet: bool) -> str | None:
    """The person of a record, as those who are rated are called; None where it names nobody."""
    try:
        return identity(person_of_cell(cell).value if in_sheet else cell)
    except ValueRefused:
        return None


def _text(value: object) -> str:
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
        case _:
            return str(value).strip()
