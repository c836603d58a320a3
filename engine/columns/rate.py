"""Plan + frame -> frame: many people rated at a time, each exactly as if alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import index
from typing import TYPE_CHECKING, Any

import polars

from ..evidence.binder import EMPTY, STATED, TableBinder
from ..evidence.problems import EvidenceError, UsageError, named
from ..plan import Supplied
from .bindings import bound_columns, fact_of, person_column
from .chunk_rating import ROWS_PER_PERSON, ChunkRating, chunk_bounds
from .facts.plain_facts import Fact, Reading
from .facts.worded_facts import reading_of
from .frames import taken
from .lowering import Lowered
from .observing import Observer
from .output.layout import NumberForm
from .output.outputs import Outputs
from .output.reasons import Reasons
from .output.to_polars import frame_of, frame_of_cells, frame_of_few
from .parallel import in_parallel, keep_memory
from .people_named import with_names
from .tables.rows_of_people import RowsOfPeople, table_person_column
from .tables.table_columns import TableFrame, names_of, table_frame
from .tables.whole_tables import settled_aggregates

if TYPE_CHECKING:
    from ...dsl.framework import Framework
    from ..rating import Rating
    from .output.gathering import Gathered

FEW = 64
"""Up to so many people are rated one by one, which takes less than setting columns up."""


def rate_frame(
    lowered: Lowered,
    frame: Any,
    tables: Mapping[str, Any],
    person: str | None,
    numbers: NumberForm,
    observer: Observer | None = None,
) -> Any:
    """Plan + frame -> frame; see `Framework.rate_frame`."""
    people, give_back = taken(frame)
    run = Run.of(lowered, people, tables, person)
    run.observer = observer
    return give_back(run.rated(numbers))


def rating_of_row(
    lowered: Lowered, frame: Any, row: int | str, tables: Mapping[str, Any], person: str | None
) -> Rating:
    """The single evaluation of a person in a frame, found by position or by name."""
    run = Run.of(lowered, taken(frame)[0], tables, person)
    at = run.position(row)
    columns, (name,) = run.said([at])
    values = {key: column[0] for key, column in columns.items()}
    rows = RowsOfPeople(lowered.rater.plan, run.tables)
    return lowered.rater.rate(values, tables=rows.of(name), person=name)


AT_A_TIME = 256
"""People whose single evaluations are written at a time."""


def _taken_tables(framework: Framework, tables: Mapping[str, Any]) -> dict[str, polars.DataFrame]:
    """The frames of tables, with the people that their rows are about as texts or whole numbers."""
    found = {}
    for name, table in tables.items():
        what = f"table `{name}`"
        rows = taken(table, what)[0]
        owner = table_person_column(framework.tables[name], rows)
        found[name] = with_names(rows, owner, what, compared=True)
    return found


@dataclass(slots=True)
class Run:
    """The rating of one frame."""

    lowered: Lowered
    people: polars.DataFrame
    person: str | None
    given: Mapping[str, str]
    tables: Mapping[str, polars.DataFrame]
    one_by_one: set[int] = field(default_factory=set)
    observer: Observer | None = None

    @classmethod
    def of(
        cls,
        lowered: Lowered,
        people: polars.DataFrame,
        tables: Mapping[str, Any],
        person: str | None,
    ) -> Run:
        """Finds what the columns of the frames mean; UsageError where that cannot be told."""
        framework = lowered.rater.plan.framework
        for name in tables:
            if name not in framework.tables:
                raise UsageError(named("table", name, framework.tables))
        person = person_column(people.columns, person, needed=bool(tables))
        given = bound_columns(lowered, people.columns, person)
        if person is not None:
            people = with_names(people, person, "the frame", compared=bool(tables))
        return cls(lowered, people, person, given, _taken_tables(framework, tables))

    def position(self, row: int | str) -> int:
        """Where a person stands, given by name or by position; UsageError for nobody."""
        count = len(self.people)
        if not isinstance(row, str):
            try:
                at = index(row)
            except TypeError:
                at = None
            if at is None or isinstance(row, bool):
                raise UsageError(f"`{row}` is neither the position of a row nor a person's name")
            if not -count <= at < count:
                raise UsageError(f"there is no row {at}: the frame has {count}")
            return at % count
        if self.person is None:
            raise UsageError("no column `person` names the people; name it, or give a position")
        names = self._names(range(count))
        found = [at for at, name in enumerate(names) if name == row]
        if not found:
            raise UsageError(named("person", row, names))
        if len(found) > 1:
            raise UsageError(f"`{row}` stands in {len(found)} rows; give a position")
        return found[0]

    # --- the two roads -----------------------------------------------------------------

    def rated(self, numbers: NumberForm) -> polars.DataFrame:
        """The people's results, in their order."""
        lowered, count = self.lowered, len(self.people)
        layout, gathering, cells, few = lowered.laid_out(numbers)
        problems: dict[int, str] = {}
        if self._few():
            self.one_by_one.update(range(count))
            everyone = gathering.new()
            for _ in self._row_by_row(lambda: everyone, problems):
                pass
            rated = (
                frame_of_cells(layout, cells.of(everyone), count, problems)
                if problems
                else frame_of_few(layout, few.of(everyone), count)
            )
        else:
            outputs = Outputs.of(layout, count)
            self._by_columns(outputs)
            reasons = Reasons(lowered.reasons)
            for rows, part in self._row_by_row(gathering.new, problems):
                outputs.put_rows(rows, cells.of(part), reasons, lowered.symbols)
            rated = frame_of(outputs, reasons, lowered.symbols, problems)
        if self.person is not None:
            if self.person in layout.names:
                raise UsageError(
                    f"the column `{self.person}` names the people and would name a result too; "
                    f"name it otherwise"
                )
            rated.insert_column(0, self.people[self.person])
        return rated

    def _few(self) -> bool:
        """Whether the single evaluation takes less than setting columns up."""
        rows = sum(map(len, self.tables.values()))
        return len(self.people) + rows // ROWS_PER_PERSON <= FEW

    def _by_columns(self, outputs: Outputs) -> None:
        keep_memory()
        readings = self._readings()
        frames, people = self._table_frames(), len(self.people)
        settled = settled_aggregates(self.lowered, frames, people)
        remaining = {name: frames[name] for name in settled.remaining}
        chunks = chunk_bounds(people, [frame.used() for frame in remaining.values()])
        tables = {name: frame.beside(chunks) for name, frame in remaining.items()}
        rating = ChunkRating(
            self.lowered,
            readings,
            settled,
            tables,
            self._of_one_name(),
            outputs.columns,
            self.observer,
        )

        for left_over in in_parallel(rating.rate, chunks, people):
            self.one_by_one.update(left_over)

    def _of_one_name(self) -> Any:
        """Several people of the same name: rows about one of them are about each of them. None
        where no rows are about anybody."""
        if not self.tables:
            return None
        return names_of(self.people[self._named()]).is_duplicated().to_numpy()

    def _named(self) -> str:
        assert self.person is not None
        return self.person

    def _table_frames(self) -> dict[str, TableFrame]:
        framework, lowered = self.lowered.rater.plan.framework, self.lowered
        return {
            name: table_frame(
                framework.tables[name],
                table,
                table_person_column(framework.tables[name], table),
                self.people[self._named()],
                TableBinder(framework, name),
                (lowered.absences, lowered.symbols),
            )
            for name, table in self.tables.items()
        }

    def _readings(self) -> dict[int, Reading]:
        """What reads each supplied step that the frame has a column for."""
        plan = self.lowered.rater.plan
        steps = {
            step.operation.key: step.index
            for step in plan.steps[: plan.supplied]
            if isinstance(step.operation, Supplied)
        }
        columns = list(self.given.items())

        def reading(item: tuple[str, str]) -> tuple[int, Reading]:
            key, column = item
            fact, symbols = self._fact(key), self.lowered.symbols
            return steps.get(key, -1), reading_of(self.people[column], fact, symbols)

        found = in_parallel(reading, columns, len(self.people))
        return {index if index >= 0 else -1 - at: each for at, (index, each) in enumerate(found)}

    def _fact(self, key: str) -> Fact:
        lowered = self.lowered
        fact = lowered.facts.get(key)
        if fact is None:
            type, bounds, read = fact_of(lowered.rater.plan, key)
            empty, stated = lowered.absences.code(EMPTY), lowered.absences.code(STATED)
            fact = lowered.facts[key] = Fact(type, bounds, read, empty, stated)
        return fact

    def _row_by_row(
        self, new: Callable[[], Gathered], problems: dict[int, str]
    ) -> Iterator[tuple[list[int], Gathered]]:
        """People whom the columns leave over, each by the single evaluation -> the positions of
        some of them, and what is gathered of them in a `new` one."""
        if not self.one_by_one:
            return
        rows = sorted(self.one_by_one)
        tables = RowsOfPeople(self.lowered.rater.plan, self._tables_about(rows))
        for start in range(0, len(rows), AT_A_TIME):
            part = rows[start : start + AT_A_TIME]
            gathered = new()
            self._evaluate(part, tables, gathered, problems)
            yield part, gathered

    def _evaluate(
        self,
        rows: Sequence[int],
        tables: RowsOfPeople,
        gathered: Gathered,
        problems: dict[int, str],
    ) -> None:
        rater = self.lowered.rater
        columns, people = self.said(rows)
        bound = [None] * len(rows) if self.tables else rater.bind_rows(columns, people)
        for at, (row, person) in enumerate(zip(rows, people, strict=True)):
            evidence = bound[at]
            try:
                if evidence is None:
                    values = {key: column[at] for key, column in columns.items()}
                    evidence = rater.bind(values, tables=tables.of(person), person=person)
                trace = rater.trace(evidence)
            except EvidenceError as error:
                problems[row] = str(error)
                gathered.add(None)
                continue
            if self.observer is not None:
                self.observer.of_person(trace)
            gathered.add(trace)

    def _tables_about(self, rows: Sequence[int]) -> Mapping[str, polars.DataFrame]:
        """The tables' rows about some of the people."""
        if not self.tables or len(rows) == len(self.people):
            return self.tables
        names = names_of(self.people[self._named()]).gather(list(rows)).implode()
        framework = self.lowered.rater.plan.framework
        found = {}
        for name, table in self.tables.items():
            owner = table_person_column(framework.tables[name], table)
            owners = polars.col(owner).cast(polars.String).fill_null("")
            found[name] = table.filter(owners.is_in(names))
        return found

    def said(self, rows: Sequence[int]) -> tuple[dict[str, list[object]], list[str]]:
        """What some rows say, by facts, and who the people are."""
        series = dict(zip(self.people.columns, self.people.get_columns(), strict=True))
        columns = {key: series[column] for key, column in self.given.items()}
        if len(rows) < len(self.people):
            columns = {key: each.gather(list(rows)) for key, each in columns.items()}
        people = [""] * len(rows) if self.person is None else self._names(rows)
        return {key: each.to_list() for key, each in columns.items()}, people

    def _names(self, rows: Sequence[int]) -> list[str]:
        assert self.person is not None
        names = self.people[self.person]
        if len(rows) < len(names):
            names = names.gather(list(rows))
        return ["" if name is None else str(name) for name in names.to_list()]
