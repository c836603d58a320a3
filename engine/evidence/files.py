"""Evidence files -> people's evidence: who each record is about, and what its values mean."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...dsl.framework import Framework, Table
from ...dsl.nearest import did_you_mean
from ...dsl.types import Type
from ..arithmetic.numerals import quoted
from ..garbage import collection_paused
from ..trace import Origin
from .binder import Headings, TableRow, fact_headings, fact_types, heading_key, table_headings
from .delimited import TextError
from .document import Document, Record, Records, Wanted
from .heading_units import headed_in_percent, require_units
from .headings import Bound, bind_headings, nearest_keys, positions_of
from .problems import EvidenceError, Problem, UsageError, named
from .queries import EvidenceRows
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
from .sheet_values import (
    Interpretations,
    person_of_cell,
    read_cell,
    shown_cell,
)
from .total_rows import is_total

_PERSON = "person"
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Note:
    """Something in a file that is not used, and that its owner may have meant to be."""

    file: str
    message: str


@dataclass(frozen=True, slots=True)
class PersonEvidence:
    """What the files say about one person: the arguments of `Framework.rate`."""

    person: str
    values: dict[str, object] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    tables: dict[str, list[TableRow]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EvidenceSet:
    """Everyone the files tell about, in their order; `problems` are about people left out."""

    people: tuple[PersonEvidence, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]


def read_evidence(
    framework: Framework,
    data: EvidenceData | Sequence[EvidenceData | EvidenceRows] | None,
    tables: Mapping[str, EvidenceData] | None = None,
    *,
    person_column: str | None = None,
    delimiter: str | None = None,
    kept: Collection[str] = (),
) -> EvidenceSet:
    """Files -> EvidenceSet, with values as written, under the ids that their headings mean.

    The people are those of `data`, of one file or several, or where it names none, those of the
    tables. That the columns `kept` are not rated by is not noted. Raises `EvidenceError` where a
    whole file cannot be used.
    """
    files = (data,) if isinstance(data, EvidenceData) else tuple(data or ())
    with collection_paused():
        return _Reading(framework, person_column, delimiter, kept).read(files, tables or {})


@dataclass(frozen=True, slots=True)
class Places:
    """What the columns of a file of people mean: the position of the one that names them, and the
    keys of the facts by their positions."""

    person: int
    keys: Mapping[int, str]
    notes: tuple[Note, ...]


def places_of(
    framework: Framework, file: str, headings: tuple[str, ...], person_column: str | None
) -> Places:
    """Headings of a file -> Places; EvidenceError where they cannot be told apart."""
    return _Reading(framework, person_column, None, ()).places(
        Records(file, headings, (), named=False)
    )


def wanted_of(framework: Framework, person_column: str | None) -> Wanted:
    """What is looked for among the headings of a file of people."""
    return Wanted((person_column or _PERSON,), fact_headings(framework))


def only_person(evidence: EvidenceSet, person: str) -> EvidenceSet:
    """What is about one person; UsageError where the evidence names nobody of that id."""
    people = tuple(one for one in evidence.people if one.person == person)
    problems = tuple(problem for problem in evidence.problems if problem.person == person)
    if not people and not problems:
        known = dict.fromkeys(one.person for one in evidence.people)
        raise UsageError(named("person", person, known))
    return EvidenceSet(people, problems, evidence.notes)


class _Reading:
    def __init__(
        self,
        framework: Framework,
        person_column: str | None,
        delimiter: str | None,
        kept: Collection[str],
    ) -> None:
        self._framework = framework
        self._person_column = person_column
        self._delimiter = delimiter
        self._used_elsewhere = {heading_key(each) for each in kept}
        self._people: dict[str, PersonEvidence] = {}
        self._wrong: dict[str, list[Problem]] = {}
        self._nameless: list[Problem] = []
        self._notes: list[Note] = []
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

    def places(self, records: Records) -> Places:
        """Where the people and their facts stand."""
        person = self._person_position(records, (self._person_column or _PERSON,))
        known = fact_headings(self._framework)
        bound = self._bind(records, known, frozenset({person}))
        return Places(person, bound.keys, tuple(self._notes))

    def _finished(self) -> EvidenceSet:
        for evidence in self._people.values():
            for table in self._given:
                evidence.tables.setdefault(table, [])
        problems = [problem for each in self._wrong.values() for problem in each]
        return EvidenceSet(
            tuple(each for person, each in self._people.items() if person not in self._wrong),
            (*problems, *self._nameless),
            tuple(dict.fromkeys(self._notes)),
        )

    def _document(
        self, data: EvidenceData | EvidenceRows, wanted: Wanted, tables: Mapping[str, Wanted]
    ) -> Document:
        try:
            return read_records(data, self._delimiter, wanted, tables)
        except TextError as error:
            raise unreadable(data.name, error) from None

    # --- people ----------------------------------------------------------------------------

    def _read_people(self, records: Records) -> None:
        known = fact_headings(self._framework)
        wanted = self._person_column or _PERSON
        if not records.records:
            raise names_nobody(records.file)
        person_at = self._person_position(records, (wanted,))
        tables_at = self._tables_within(records)
        bound = self._bind(records, known, frozenset({person_at, *tables_at}))
        require_units(records, bound.keys, self._types)
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
            for position, value in self._cells(records, record, bound, self._types, person, made):
                key = bound.keys[position]
                evidence.values[key] = value
                evidence.origins[key] = records.origin(record.row, position, _shown(value))
            for position, table in tables_at.items():
                self._rows_of_person(records, record, position, table, person)
            if records.place is None and is_total(person):
                self._notes.append(Note(records.source, _perhaps_total(person, origin)))
        self._note_made(records, made)

    def _cells(
        self,
        records: Records,
        record: Record,
        bound: Bound,
        types: Mapping[str, Type | None],
        person: str,
        made: Interpretations,
    ) -> Iterator[tuple[int, object]]:
        """The cells that mean something, and what each says; what a sheet shows is made out."""
        percents = headed_in_percent(records.said)
        for position, value in record.cells:
            key = bound.keys.get(position)
            if key is None:
                continue
            if records.place is None:
                yield position, value
                continue
            try:
                read = read_cell(value, types[key], of_percents=position in percents)
            except ValueRefused as refused:
                origin = records.origin(record.row, position)
                shown = shown_cell(value)
                message = f"`{origin.column}`: {f'{shown} ' if shown else ''}{refused}"
                self._refuse(person, origin, origin.column, "bad-value", message, str(value))
                continue
            if read.interpretation:
                origin = records.origin(record.row, position)
                made.add(origin, read, value)
            yield position, read.value

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
        bound = self._bind(rows, table_headings(table), frozenset())
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
        for position, value in self._cells(records, record, bound, types, person, made):
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

    def _person_spellings(self, table: Table) -> tuple[str, ...]:
        return _spellings(table, self._person_column)

    def _read_table(self, table: Table, records: Records, *, new_people: bool) -> None:
        person_at = self._table_person_position(records, table)
        if person_at is None:
            return
        bound = self._bind(records, table_headings(table), frozenset({person_at}))
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
            rows = self._people[person].tables.setdefault(table.id, [])
            rows.append(self._row(records, record, bound, types, person, made))
        if others:
            message = f"its rows about {_names(others)} are not used: no other evidence names them"
            self._notes.append(Note(records.source, message))
        self._note_made(records, made)

    def _table_person_position(self, records: Records, table: Table) -> int | None:
        if not records.headings:
            return None
        for spellings in ((self._person_column,), table.person_columns or (_PERSON,), (_PERSON,)):
            given = [each for each in spellings if each]
            if positions_of(records.headings, given):
                return self._person_position(records, given)
        return self._person_position(records, self._person_spellings(table))

    # --- records ---------------------------------------------------------------------------

    def _person_position(self, records: Records, spellings: Sequence[str]) -> int:
        found = positions_of(records.headings, spellings)
        if len(found) == 1:
            return found[0]
        row = records.heading_row
        if found:
            origins = [records.origin(row, at) for at in found]
            named = " and ".join(
                f"`{each.column}`{f' in cell {each.cell}' if each.cell else ''}" for each in origins
            )
            message = f"{named} could each name the person: say which one does"
            raise unusable(records.source, message, "ambiguous-heading", row)
        expected = " or ".join(f"`{each}`" for each in dict.fromkeys(spellings))
        headings = _listed([each for each in records.headings if each])
        message = f"no column {expected} names the person: say which one does; {headings}"
        raise unusable(records.source, message, "no-person-column", row)

    def _bind(self, records: Records, known: Headings, skip: frozenset[int]) -> Bound:
        bound = bind_headings(records.headings, known, skip)
        if bound.errors:
            raise EvidenceError(
                tuple(
                    problem_at(
                        records.origin(records.heading_row, position),
                        "ambiguous-heading", "", records.headings[position], message,
                    )
                    for position, message in bound.errors
                )
            )  # fmt: skip
        unused = [
            records.headings[at]
            for at in bound.unknown
            if heading_key(records.headings[at]) not in self._used_elsewhere
        ]
        self._note_unused(unused, records, known)
        return bound

    def _note_unused(self, unused: list[str], records: Records, known: Headings) -> None:
        plain = []
        for heading in unused:
            near = nearest_keys(heading, known)
            computed = self._computed(heading)
            if computed:
                message = f"column `{heading}` is not used: {computed}"
            elif near:
                message = f"column `{heading}` is not used; {did_you_mean(near)}"
            else:
                plain.append(heading)
                continue
            self._notes.append(Note(records.source, message))
        if plain:
            noun, verb = ("column", "is") if len(plain) == 1 else ("columns", "are")
            message = f"{noun} {_names(plain)} {verb} not used: no such name is declared"
            self._notes.append(Note(records.source, message))

    def _computed(self, heading: str) -> str:
        """Why a declared name is none that the evidence supplies; "" where nothing declares it."""
        framework = self._framework
        if heading in framework.kpis or heading in framework.metrics:
            return f"`{heading}` is computed by the framework"
        if heading in framework.parameters:
            return f"`{heading}` is a parameter, set for a whole run"
        if heading in framework.competencies:
            raters = framework.competencies[heading].raters
            return f"name the rater: {_listed([f'{heading}.{rater.id}' for rater in raters])}"
        return ""

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


def _perhaps_total(person: str, origin: Origin) -> str:
    where = f"row {origin.row}: " if origin.row else ""
    return f"{where}{quoted(person)} is rated as a person; if it is a total, delete the row"


def tables_wanted_of(framework: Framework, person_column: str | None) -> dict[str, Wanted]:
    """What is looked for among the headings of each table."""
    return {
        id: Wanted(_spellings(table, person_column), table_headings(table), _table_names(table))
        for id, table in framework.tables.items()
    }


def _spellings(table: Table, person_column: str | None) -> tuple[str, ...]:
    first = (person_column,) if person_column else ()
    return (*first, *table.person_columns, _PERSON)


def _table_names(table: Table) -> tuple[str, ...]:
    return (table.id, table.label.text, *table.label.translations.values())


def identity(value: object) -> str | None:
    """What a cell that names a person says; None for what names nobody."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value).strip() or None
    return None


def _shown(value: object) -> str:
    return value if isinstance(value, str) else ""


def _names(names: Iterable[str]) -> str:
    listed = [f"`{name}`" for name in names]
    if len(listed) > _MOST_NAMED:
        listed[_MOST_NAMED:] = [f"{len(listed) - _MOST_NAMED} more"]
    *most, last = listed
    return f"{', '.join(most)} and {last}" if most else last


def _listed(names: Iterable[str]) -> str:
    known = list(names)
    return f"there are {_names(known)}" if known else "there are none"
