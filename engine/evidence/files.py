"""Evidence files -> people's evidence: who each record is about, and what its values mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ...dsl.framework import Framework, Table
from ...dsl.types import Type
from ..garbage import collection_paused
from ..trace import Origin
from .binder import TableRow
from .column_meanings import ColumnMeanings, nobody_else, tables_wanted_of, wanted_of
from .evidence_set import EvidenceSet, Note, PersonEvidence, identity, perhaps_total
from .formats.delimited import TextError
from .formats.document import Document, Record, Records, Wanted
from .formats.encodings import known_encoding
from .formats.queries import EvidenceRows
from .headings import Bound
from .kept import KeptColumns
from .known_headings import fact_types, table_headings
from .like_names import Named, alike, folded, like_names, like_owners
from .problems import Problem, named
from .readers import ValueRefused
from .records import EvidenceData, read_records, rows_within
from .refusals import (
    duplicate,
    nameless,
    names_nobody,
    problem_at,
    ragged_row,
    unreadable,
    unusable,
)
from .sheets.heading_units import headed_in_percent, require_units
from .sheets.sheet_values import person_of_cell, read_cell
from .total_rows import is_total
from .written.interpretations import Interpretations, Read, shown_cell
from .written.written_cells import meant


def read_evidence(
    framework: Framework,
    data: EvidenceData | Sequence[EvidenceData | EvidenceRows] | None,
    tables: Mapping[str, EvidenceData] | None = None,
    *,
    person_column: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    kept: Sequence[str] = (),
) -> EvidenceSet:
    """Files -> EvidenceSet, with values as written, under the ids that their headings mean.

    The people are those of `data`, of one file or several, or where it names none, those of the
    tables. Files of texts are in the `encoding` that their byte order marks say, or else in the one
    given, such as "windows-874", UTF-8 by default. `kept` are further columns of the people whose
    texts are wanted, such as their region. Raises `EvidenceError` where a whole file cannot be
    used, and UsageError for an unknown encoding, and where none of the files has a column that is
    to be kept.
    """
    files = (data,) if isinstance(data, EvidenceData) else tuple(data or ())
    if encoding is not None:
        known_encoding(encoding)
    with collection_paused():
        return _Reading(framework, person_column, delimiter, encoding, kept).read(
            files, tables or {}
        )


class _Reading:
    def __init__(
        self,
        framework: Framework,
        person_column: str | None,
        delimiter: str | None,
        encoding: str | None,
        kept: Sequence[str],
    ) -> None:
        self._framework = framework
        self._person_column = person_column
        self._delimiter = delimiter
        self._encoding = encoding
        self._meanings = ColumnMeanings(framework, person_column, kept)
        self._kept = KeptColumns(kept)
        self._people: dict[str, PersonEvidence] = {}
        self._wrong: dict[str, list[Problem]] = {}
        self._nameless: list[Problem] = []
        self._notes = self._meanings.notes
        self._given: dict[str, str] = {}
        self._seen: dict[str, Origin] = {}
        self._types = fact_types(framework)

    def read(
        self, files: Sequence[EvidenceData | EvidenceRows], tables: Mapping[str, EvidenceData]
    ) -> EvidenceSet:
        wanted = wanted_of(self._framework, self._person_column)
        of_tables = tables_wanted_of(self._framework, self._person_column)
        documents = [self._document(data, wanted, of_tables) for data in files]
        only_tables = all(document.people is None for document in documents)
        for document in documents:
            if document.people is not None:
                self._read_people(document.people)
        for data, document in zip(files, documents, strict=True):
            for name, records in document.tables.items():
                self._read_table(self._table(name, data.name), records, new_people=only_tables)
        for name, table_data in tables.items():
            table = self._table(name, table_data.name)
            document = self._document(table_data, of_tables[table.id], {})
            if document.people is None:
                raise unusable(table_data.name, "the file has no list of rows", "wrong-json")
            self._read_table(table, document.people, new_people=only_tables)
        if not self._people and not self._wrong and not self._nameless:
            names = ", ".join(dict.fromkeys(each.name for each in (*files, *tables.values())))
            raise names_nobody(names)
        return self._finished()

    def _finished(self) -> EvidenceSet:
        for evidence in self._people.values():
            for table in self._given:
                evidence.tables.setdefault(table, [])
        self._notes += like_names(alike(Named(*each) for each in self._seen.items()))
        problems = [problem for each in self._wrong.values() for problem in each]
        return EvidenceSet(
            tuple(each for person, each in self._people.items() if person not in self._wrong),
            (*problems, *self._nameless),
            tuple(dict.fromkeys(self._notes)),
            self._kept.found(),
        )

    def _document(
        self, data: EvidenceData | EvidenceRows, wanted: Wanted, tables: Mapping[str, Wanted]
    ) -> Document:
        try:
            return read_records(data, self._delimiter, wanted, tables, self._encoding)
        except TextError as error:
            raise unreadable(data.name, error) from None

    # --- people ----------------------------------------------------------------------------

    def _read_people(self, records: Records) -> None:
        if not records.records:
            raise names_nobody(records.file)
        tables_at = self._tables_within(records)
        person_at, bound = self._meanings.of_people(records, frozenset(tables_at))
        require_units(records, bound.keys, self._types)
        self._kept.take(records, person_at)
        made = Interpretations()
        for record in records.records:
            person = self._person(records, record, person_at, made)
            if person is None:
                continue
            origin = records.origin(record.row)
            if person in self._seen:
                self._duplicate(person, self._seen[person], origin)
                continue
            self._seen[person] = origin
            evidence = self._people[person] = PersonEvidence(person)
            for position, value, text in self._cells(
                records, record, bound, self._types, person, made
            ):
                key = bound.keys[position]
                evidence.values[key] = value
                evidence.origins[key] = records.origin(record.row, position, text)
            for position, table in tables_at.items():
                self._rows_of_person(records, record, position, table, person)
            if records.place is None and is_total(person):
                self._notes.append(Note(records.source, perhaps_total(person, origin.row)))
        self._note_made(records, made)

    def _cells(
        self,
        records: Records,
        record: Record,
        bound: Bound,
        types: Mapping[str, Type | None],
        person: str,
        made: Interpretations,
    ) -> Iterator[tuple[int, object, str]]:
        """The cells that mean something, what each says, and its text; what a sheet shows, and
        what is not written plainly, is made out."""
        percents = headed_in_percent(records.said)
        for position, value in record.cells:
            key = bound.keys.get(position)
            if key is None:
                continue
            text = value if isinstance(value, str) else ""
            try:
                if records.place is not None:
                    read = read_cell(value, types[key], of_percents=position in percents)
                else:
                    read = meant(text, types[key]) if text else Read(value)
            except ValueRefused as refused:
                origin = records.origin(record.row, position)
                shown = shown_cell(value)
                message = f"`{origin.column}`: {f'{shown} ' if shown else ''}{refused}"
                self._refuse(person, origin, origin.column, "bad-value", message, str(value))
                continue
            if read.interpretation:
                origin = records.origin(record.row, position)
                made.add(origin, read, value)
            yield position, read.value, text

    def _note_made(self, records: Records, made: Interpretations) -> None:
        for line in (*records.notes, *made.lines()):
            self._notes.append(Note(records.source, line))

    def _tables_within(self, records: Records) -> dict[int, Table]:
        """The positions under which objects hold the rows of a table."""
        if not records.named:
            return {}
        return {
            position: self._framework.tables[heading]
            for position, heading in enumerate(records.headings)
            if heading in self._framework.tables
        }

    def _rows_of_person(
        self, records: Records, record: Record, position: int, table: Table, person: str
    ) -> None:
        value = next((value for at, value in record.cells if at == position), None)
        if value is None:
            return
        rows = rows_within(records.file, value)
        if rows is None:
            self._refuse(
                person, Origin(records.file, record.row, table.id), table.id, "wrong-json",
                f"`{table.id}` is not a list of objects, one for each row",
            )  # fmt: skip
            return
        bound = self._meanings.bound(rows, table_headings(table), frozenset())
        types = {each.id: each.type for each in table.columns}
        made = Interpretations()
        self._people[person].tables[table.id] = [
            self._row(rows, each, bound, types, person, made) for each in rows.records
        ]

    def _row(
        self,
        records: Records,
        record: Record,
        bound: Bound,
        types: Mapping[str, Type],
        person: str,
        made: Interpretations,
    ) -> TableRow:
        values, letters = {}, {}
        for position, value, _ in self._cells(records, record, bound, types, person, made):
            values[bound.keys[position]] = value
            if records.place is not None:
                letters[bound.keys[position]] = records.place.letters[position]
        return TableRow(values, records.origin(record.row), letters)

    # --- tables ----------------------------------------------------------------------------

    def _table(self, name: str, file: str) -> Table:
        table = self._framework.tables.get(name)
        if table is None:
            raise unusable(file, named("table", name, self._framework.tables), "unknown-table")
        if table.id in self._given:
            raise unusable(
                file, f"the table `{table.id}` is already in {self._given[table.id]}", "table-twice"
            )
        self._given[table.id] = file
        return table

    def _read_table(self, table: Table, records: Records, *, new_people: bool) -> None:
        meaning = self._meanings.of_table(table, records)
        if meaning is None:
            return
        person_at, bound = meaning
        types = {each.id: each.type for each in table.columns}
        require_units(records, bound.keys, types)
        others: dict[str, None] = {}
        made = Interpretations()
        for record in records.records:
            person = self._person(records, record, person_at, made)
            if person is None:
                continue
            if person not in self._people:
                if not new_people:
                    others[person] = None
                    continue
                self._people[person] = PersonEvidence(person)
                self._seen[person] = records.origin(record.row)
            rows = self._people[person].tables.setdefault(table.id, [])
            rows.append(self._row(records, record, bound, types, person, made))
        if others:
            self._notes.append(nobody_else(records.source, list(others)))
            self._notes += like_owners(records.source, self._perhaps_meant(others))
        self._note_made(records, made)

    def _perhaps_meant(self, names: Iterable[str]) -> dict[str, str]:
        """For each name that is like somebody's that person's name."""
        people = {folded(person): person for person in reversed(self._people)}
        found = {name: people.get(folded(name), "") for name in names}
        return {name: person for name, person in found.items() if person}

    # --- records ---------------------------------------------------------------------------

    def _person(
        self, records: Records, record: Record, position: int, made: Interpretations
    ) -> str | None:
        """The person a record is about; None, with a problem, where it cannot be used."""
        value = next((value for at, value in record.cells if at == position), None)
        origin = records.origin(record.row, position)
        if records.place is not None:
            try:
                read = person_of_cell(value)
            except ValueRefused as refused:
                shown = shown_cell(value)
                said = f"the person {f'{shown} ' if shown else ''}{refused}"
                self._nameless.append(problem_at(origin, "no-person", "", origin.column, said))
                return None
            if read.interpretation:
                made.add(origin, read, value)
            value = read.value
        person = identity(value)
        if person is None:
            self._nameless.append(nameless(origin, value))
            return None
        if record.unclear:
            self._nameless.append(
                problem_at(origin, "unclear-row", "", origin.column, record.unclear, person)
            )
            return None
        if record.wrong:
            origin = records.origin(record.row)
            self._wrong.setdefault(person, []).append(ragged_row(person, origin, record.wrong))
            return None
        return person

    # --- problems --------------------------------------------------------------------------

    def _refuse(
        self, person: str, origin: Origin, field: str, code: str, message: str, value: str = ""
    ) -> None:
        problem = problem_at(origin, code, person, field, message, value)
        self._wrong.setdefault(person, []).append(problem)

    def _duplicate(self, person: str, first: Origin, again: Origin) -> None:
        self._wrong.setdefault(person, []).append(duplicate(person, first, again))
