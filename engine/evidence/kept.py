"""Columns of people that no rating needs, such as the region: read as they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from .binder import Headings
from .delimited import TextError
from .document import Records, Wanted
from .files import identity
from .headings import positions_of
from .problems import UsageError, named
from .queries import EvidenceRows
from .records import EvidenceData, read_records

Kept = Mapping[str, Mapping[str, str]]
"""For each person the texts of the columns that are kept; what is empty is left out."""


def people_columns(
    data: EvidenceData | Sequence[EvidenceData | EvidenceRows],
    names: Sequence[str],
    *,
    person_column: str | None = None,
    delimiter: str | None = None,
) -> Kept:
    """Files of people -> for each person what stands in the columns of these names.

    UsageError where a file cannot be read, none of the files has one of the columns, or a file
    has no column that names the people.
    """
    files = (data,) if isinstance(data, EvidenceData) else tuple(data)
    kept: dict[str, dict[str, str]] = {}
    headings: dict[str, None] = {}
    found: set[str] = set()
    wanted = Wanted((person_column or "person",), Headings.of((name, ()) for name in names))
    for file in files:
        records = _records(file, delimiter, wanted)
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
    file: EvidenceData | EvidenceRows, delimiter: str | None, wanted: Wanted
) -> Records | None:
    try:
        return read_records(file, delimiter, wanted, {}).people
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
        name = identity(cells.get(at[0]))
        if name is None:
            continue
        texts = kept.setdefault(name, {})
        for heading, place in places.items():
            text = _text(cells.get(place))
            if text:
                texts.setdefault(heading, text)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime() if value.time() == time.min:
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value).strip()
