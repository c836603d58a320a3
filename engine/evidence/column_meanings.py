"""The headings of a file -> what its columns mean: who the rows are about, and which fact, or
column of a table, each of the others is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...dsl.framework import Framework, Table
from ...dsl.nearest import did_you_mean
from .evidence_set import Note
from .formats.document import Records, Wanted
from .headings import Bound, bind_headings, nearest_keys, positions_of
from .known_headings import Headings, fact_headings, heading_key, table_headings
from .problems import EvidenceError
from .refusals import problem_at, unusable

PERSON = "person"
"""The heading of the people, where neither the caller nor a table names another."""
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Places:
    """What the columns of a file mean: the position of the one that names people, and the keys of
    the facts, or of the columns of a table, by their positions."""

    person: int
    keys: Mapping[int, str]
    notes: tuple[Note, ...]


def wanted_of(framework: Framework, person_column: str | None) -> Wanted:
    """What is looked for among the headings of a file of people."""
    return Wanted((person_column or PERSON,), fact_headings(framework))


def tables_wanted_of(framework: Framework, person_column: str | None) -> dict[str, Wanted]:
    """What is looked for among the headings of each table."""
    return {
        id: Wanted(_spellings(table, person_column), table_headings(table), _table_names(table))
        for id, table in framework.tables.items()
    }


class ColumnMeanings:
    """Finds what columns mean, and notes those that mean nothing, but for the `kept` ones."""

    def __init__(
        self, framework: Framework, person_column: str | None, kept: Collection[str] = ()
    ) -> None:
        self.notes: list[Note] = []
        self._framework = framework
        self._person_column = person_column
        self._used_elsewhere = {heading_key(each) for each in kept}

    def of_people(self, records: Records, skip: frozenset[int] = frozenset()) -> tuple[int, Bound]:
        """The position of the people, and what the other columns mean; those at `skip` are left
        alone. EvidenceError where that cannot be told, as of the methods below."""
        person = self._position(records, (self._person_column or PERSON,))
        known = fact_headings(self._framework)
        return person, self.bound(records, known, skip | {person})

    def of_table(self, table: Table, records: Records) -> tuple[int, Bound] | None:
        """The same of a file of a table's rows; None where it has no headings."""
        if not records.headings:
            return None
        person = self._position_in_table(records, table)
        return person, self.bound(records, table_headings(table), frozenset({person}))

    def places_of_people(
        self, file: str, headings: tuple[str, ...], *, named: bool = False
    ) -> Places:
        """Headings of a file of people -> Places; `named` as in `Records`."""
        first = len(self.notes)
        person, bound = self.of_people(Records(file, headings, (), named=named))
        return Places(person, bound.keys, tuple(self.notes[first:]))

    def places_of_table(self, table: Table, file: str, headings: tuple[str, ...]) -> Places:
        """Headings of a file of a table's rows -> Places."""
        first = len(self.notes)
        records = Records(file, headings, (), named=False)
        person = self._position_in_table(records, table)
        bound = self.bound(records, table_headings(table), frozenset({person}))
        return Places(person, bound.keys, tuple(self.notes[first:]))

    def bound(self, records: Records, known: Headings, skip: frozenset[int]) -> Bound:
        """What columns mean, but for those at `skip`."""
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

    # --- who rows are about ----------------------------------------------------------------

    def _position_in_table(self, records: Records, table: Table) -> int:
        for spellings in ((self._person_column,), table.person_columns or (PERSON,), (PERSON,)):
            given = [each for each in spellings if each]
            if positions_of(records.headings, given):
                return self._position(records, given)
        return self._position(records, _spellings(table, self._person_column))

    def _position(self, records: Records, spellings: Sequence[str]) -> int:
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

    # --- what is not used ------------------------------------------------------------------

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
            self.notes.append(Note(records.source, message))
        if plain:
            noun, verb = ("column", "is") if len(plain) == 1 else ("columns", "are")
            message = f"{noun} {names_told(plain)} {verb} not used: no such name is declared"
            self.notes.append(Note(records.source, message))

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


def _spellings(table: Table, person_column: str | None) -> tuple[str, ...]:
    first = (person_column,) if person_column else ()
    return (*first, *table.person_columns, PERSON)


def _table_names(table: Table) -> tuple[str, ...]:
    return (table.id, table.label.text, *table.label.translations.values())


def nobody_else(file: str, people: Sequence[str], count: int | None = None) -> Note:
    """That rows of a table are about people whom no other evidence names: `count` of them, the
    first of whom are known."""
    told = names_told(people, count)
    return Note(file, f"its rows about {told} are not used: no other evidence names them")


def names_told(names: Iterable[str], count: int | None = None) -> str:
    """Names in words, the first of them where there are many; `count` is how many there are, where
    not all are given."""
    listed = [f"`{name}`" for name in names]
    total = len(listed) if count is None else count
    if total > _MOST_NAMED:
        listed[_MOST_NAMED:] = [f"{total - _MOST_NAMED} more"]
    *most, last = listed
    return f"{', '.join(most)} and {last}" if most else last


def _listed(names: Iterable[str]) -> str:
    known = list(names)
    return f"there are {names_told(known)}" if known else "there are none"
