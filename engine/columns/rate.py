"""Plan + frame -> frame: many people rated at a time, each exactly as if alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy
import polars

from ...dsl import framework as fw
from ..arithmetic import exact, irrational
from ..evidence.binder import EMPTY, NOT_SUPPLIED, STATED, Rows, TableBinder
from ..evidence.headings import bind_headings
from ..evidence.problems import EvidenceError, UsageError, named
from ..evidence.readers import rater_reader, reader
from ..generating import settled_steps
from ..operations import perform
from ..plan import (
    ParameterInForce,
    PeriodBound,
    Plan,
    Step,
    Supplied,
)
from ..trace import Note
from .absences import Absences, Kinds, TooManyAbsences
from .constants import settled
from .facts import Fact, Reading, reading_of
from .frames import taken
from .numbers import Numbers, Unprovable
from .output import Filler, NumberForm, Output, Reasons, outputs_for, put_row, series_of
from .plan_columns import Chunk, evaluate
from .results import Detail, Result, cells_of, refused_cells, results_of
from .tables import PeopleRows, rows_of_people
from .terms import Symbols, TermColumns

if TYPE_CHECKING:
    from ..loaded import Rater
    from ..rating import Rating

CHUNK = 32_768
"""Rows evaluated at a time: their columns stay in the processor's cache."""
ROWS_PER_PERSON = 4
"""So many rows of a table weigh as much as a person."""
KEPT_BYTES = 31 * 2**20
"""Just below the most that glibc learns from."""
MANY = 30_000
"""From so many people on several threads share the work."""
FEW = 24
"""Up to so many people are rated one by one, which takes less than setting columns up."""


@dataclass(frozen=True, slots=True)
class Lowered:
    """A plan made ready to run over columns in one setting."""

    rater: Rater
    results: tuple[Result, ...]
    steps: tuple[Step, ...]
    fixed: Mapping[int, Numbers]
    absences: Absences
    symbols: Symbols


def lowered(rater: Rater, detail: Detail) -> Lowered:
    """A rater -> what evaluates its plan over columns."""
    plan = rater.plan
    results = results_of(plan, detail)
    absences = Absences(len(plan.steps)) if detail == "all" else Kinds()
    symbols = Symbols()
    fixed = _fixed(rater, symbols)
    terms = TermColumns(1, fixed.__getitem__, absences, symbols)
    steps = tuple(
        settled(step, fixed, terms)
        for step in plan.steps[plan.supplied :]
        if step.index not in fixed
    )
    return Lowered(rater, results, steps, fixed, absences, symbols)


def _fixed(rater: Rater, symbols: Symbols) -> dict[int, Numbers]:
    """What is the same for everyone: parameters, the period, and what only they decide."""
    plan, template = rater.plan, rater.template
    values: dict[int, tuple[Any, int]] = {}
    for step in plan.steps[: plan.supplied]:
        if isinstance(step.operation, ParameterInForce | PeriodBound):
            values[step.index] = (template[2 * step.index], template[2 * step.index + 1])
    for index in settled_steps(plan):
        notes: dict[int, Note] = {}
        step = plan.steps[index]
        if not all(each in values for each in step.inputs):
            continue
        try:
            n, d, _ = perform(plan, step, values, notes, {}, {})
        except (exact.LimitExceeded, irrational.Undecided):
            continue
        if not notes:
            values[index] = (n, d)
    return {index: _constant(n, d, symbols) for index, (n, d) in values.items()}


def _constant(n: Any, d: int, symbols: Symbols) -> Numbers:
    if isinstance(n, int):
        return Numbers.constant(n, d)
    return Numbers.constant(symbols.code(n))


# --- one frame -----------------------------------------------------------------------------


def rate_frame(
    lowered: Lowered,
    frame: Any,
    tables: Mapping[str, Any],
    person: str | None,
    numbers: NumberForm,
) -> Any:
    """Plan + frame -> frame; see `Framework.rate_frame`."""
    people, give_back = taken(frame)
    run = _Run.of(lowered, people, tables, person)
    return give_back(run.rated(numbers))


def rating_of_row(
    lowered: Lowered, frame: Any, row: int | str, tables: Mapping[str, Any], person: str | None
) -> Rating:
    """The single evaluation of a person in a frame, found by position or by name."""
    run = _Run.of(lowered, taken(frame)[0], tables, person)
    at = run.position(row)
    _, values, name = next(iter(run.evidence([at])))
    rows = TableRows(lowered.rater.plan, run.tables)
    return lowered.rater.rate(values, tables=rows.of(name), person=name)


@dataclass(slots=True)
class _Run:
    """The rating of one frame."""

    lowered: Lowered
    people: polars.DataFrame
    person: str | None
    given: Mapping[str, str]
    tables: Mapping[str, polars.DataFrame]
    one_by_one: set[int] = field(default_factory=set)

    @classmethod
    def of(
        cls,
        lowered: Lowered,
        people: polars.DataFrame,
        tables: Mapping[str, Any],
        person: str | None,
    ) -> _Run:
        """Finds what the columns of the frames mean; UsageError where that cannot be told."""
        framework = lowered.rater.plan.framework
        for name in tables:
            if name not in framework.tables:
                raise UsageError(named("table", name, framework.tables))
        person = _person_column(people, person, needed=bool(tables))
        given = _bound(lowered, people, person)
        taken_tables = {name: taken(table, f"table `{name}`")[0] for name, table in tables.items()}
        return cls(lowered, people, person, given, taken_tables)

    def position(self, row: int | str) -> int:
        """Where a person stands, given by name or by position; UsageError for nobody."""
        count = len(self.people)
        if isinstance(row, int):
            if not -count <= row < count:
                raise UsageError(f"there is no row {row}: the frame has {count}")
            return row % count
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
        plan = lowered.rater.plan
        outputs = outputs_for(plan, lowered.results, count, numbers)
        problems: dict[int, str] = {}
        if count > FEW and not self._ambiguous():
            self._by_columns(outputs)
        else:
            self.one_by_one.update(range(count))
        reasons = Reasons(plan, lowered.absences)
        self._row_by_row(outputs, problems, reasons)
        series = _in_parallel(
            lambda output: series_of(output, reasons, lowered.symbols), outputs, count
        )
        if self.person is not None:
            series.insert(0, self.people[self.person])
        problem = polars.repeat(None, count, dtype=polars.String, eager=True).alias("problem")
        if problems:
            problem = problem.scatter(list(problems), list(problems.values()))
        series.append(problem)
        return polars.DataFrame(series)

    def _by_columns(self, outputs: Sequence[Output]) -> None:
        _keep_memory()
        readings = self._readings()
        tables = self._tables_by_person()

        def work(bounds: tuple[int, int]) -> set[int]:
            return _rated_chunk(self.lowered, readings, tables, bounds, outputs)

        chunks = _chunks(len(self.people), [table.offsets for table in tables.values()])
        for left_over in _in_parallel(work, chunks, len(self.people)):
            self.one_by_one.update(left_over)

    def _ambiguous(self) -> bool:
        """Whether a table's rows could be about several rows of the frame."""
        return bool(self.tables) and bool(self._people_names().is_duplicated().any())

    def _people_names(self) -> polars.Series:
        assert self.person is not None
        return self.people[self.person].cast(polars.String).fill_null("")

    def _tables_by_person(self) -> dict[str, PeopleRows]:
        framework, lowered = self.lowered.rater.plan.framework, self.lowered
        return {
            name: rows_of_people(
                framework.tables[name],
                table,
                table_person_column(framework.tables[name], table),
                self._people_names(),
                TableBinder(framework, name),
                (lowered.absences, lowered.symbols),
            )
            for name, table in self.tables.items()
        }

    def _readings(self) -> dict[int, Reading]:
        """What reads each supplied step that the frame has a column for."""
        plan, absences = self.lowered.rater.plan, self.lowered.absences
        empty, stated = absences.code(EMPTY), absences.code(STATED)
        steps = {
            step.operation.key: step.index
            for step in plan.steps[: plan.supplied]
            if isinstance(step.operation, Supplied)
        }
        columns = list(self.given.items())

        def reading(item: tuple[str, str]) -> tuple[int, Reading]:
            key, column = item
            type, bounds, read = _fact(plan, key)
            fact = Fact(type, bounds, read, empty, stated)
            return steps.get(key, -1), reading_of(self.people[column], fact, self.lowered.symbols)

        found = _in_parallel(reading, columns, len(self.people))
        return {index if index >= 0 else -1 - at: each for at, (index, each) in enumerate(found)}

    def _row_by_row(
        self, outputs: Sequence[Output], problems: dict[int, str], reasons: Reasons
    ) -> None:
        """People whom the columns leave over, each by the single evaluation."""
        if not self.one_by_one:
            return
        lowered, rows = self.lowered, sorted(self.one_by_one)
        tables = TableRows(lowered.rater.plan, self._tables_about(rows))
        for row, values, name in self.evidence(rows):
            try:
                rating = lowered.rater.rate(values, tables=tables.of(name), person=name)
                cells = cells_of(rating, lowered.results)
            except EvidenceError as error:
                problems[row] = str(error)
                cells = refused_cells(lowered.results)
            put_row(outputs, row, cells, reasons, lowered.symbols)

    def _tables_about(self, rows: Sequence[int]) -> Mapping[str, polars.DataFrame]:
        """The tables' rows about some of the people."""
        if not self.tables or len(rows) == len(self.people):
            return self.tables
        names = self._people_names().gather(list(rows)).implode()
        framework = self.lowered.rater.plan.framework
        found = {}
        for name, table in self.tables.items():
            owner = table_person_column(framework.tables[name], table)
            owners = polars.col(owner).cast(polars.String).fill_null("")
            found[name] = table.filter(owners.is_in(names))
        return found

    def evidence(self, rows: Sequence[int]) -> Iterable[tuple[int, dict[str, object], str]]:
        """For each row its position, what it says of the person, and who that is."""
        columns = {key: self.people[column] for key, column in self.given.items()}
        if len(rows) < len(self.people):
            columns = {key: each.gather(list(rows)) for key, each in columns.items()}
        names = [""] * len(rows) if self.person is None else self._names(rows)
        listed = [each.to_list() for each in columns.values()]
        keys = tuple(columns)
        for at, row in enumerate(rows):
            yield row, {key: each[at] for key, each in zip(keys, listed, strict=True)}, names[at]

    def _names(self, rows: Sequence[int]) -> list[str]:
        assert self.person is not None
        return [
            "" if name is None else str(name)
            for name in self.people[self.person].gather(list(rows))
        ]


def _person_column(people: polars.DataFrame, person: str | None, *, needed: bool) -> str | None:
    if person is not None:
        if person not in people.columns:
            raise UsageError(named("column", person, people.columns))
        return person
    if "person" in people.columns:
        return "person"
    if needed:
        raise UsageError("no column `person` says whose rows of a table are whose; name it")
    return None


def _bound(lowered: Lowered, people: polars.DataFrame, person: str | None) -> dict[str, str]:
    """For each fact the column that supplies it; the other columns are not used."""
    headings = people.columns
    skipped = frozenset(at for at, heading in enumerate(headings) if heading == person)
    bound = bind_headings(headings, lowered.rater.headings, skipped)
    if bound.errors:
        raise UsageError("; ".join(message for _, message in bound.errors))
    return {key: headings[position] for position, key in bound.keys.items()}


def _fact(plan: Plan, key: str) -> tuple[Any, tuple[fw.Bound, ...], Any]:
    """The type (None for what raters gave), range and scalar reader of a fact."""
    framework = plan.framework
    if key in framework.inputs:
        each = framework.inputs[key]
        return each.type, each.range, reader(each.type, framework, each.range)
    competency = framework.competencies.get(key.partition(".")[0])
    if competency is not None and key not in plan.replaced:
        return None, (), rater_reader(framework.scales[competency.scale])
    declaration = framework.metrics.get(key) or framework.kpis[key]
    return declaration.type, (), reader(declaration.type, framework)


# --- chunks --------------------------------------------------------------------------------


def _chunks(people: int, offsets: Sequence[Any]) -> list[tuple[int, int]]:
    """Bounds of chunks that start at whole bytes of bits, each of about as many rows."""
    rows = max([people, *(int(each[-1]) // ROWS_PER_PERSON for each in offsets)])
    size = max(8, CHUNK * people // max(rows, 1) // 8 * 8)
    return [(start, min(start + size, people)) for start in range(0, people, size)]


def _rated_chunk(
    lowered: Lowered,
    readings: Mapping[int, Reading],
    tables: Mapping[str, PeopleRows],
    bounds: tuple[int, int],
    outputs: Sequence[Output],
) -> set[int]:
    """Fills in some rows of the outputs -> the rows that are left to the single evaluation."""
    start, stop = bounds
    try:
        with numpy.errstate(all="ignore"):
            columns, left_over = _supplied(lowered, readings, start, stop)
            rows = {name: table.part(start, stop) for name, table in tables.items()}
            for each in rows.values():
                left_over |= each.refused()
            chunk = Chunk(
                lowered.rater.plan,
                stop - start,
                lowered.absences,
                lowered.symbols,
                columns,
                rows,
            )
            evaluate(chunk, lowered.steps)
            left_over |= _breaking(chunk)
            Filler(chunk, start).fill(outputs)
    except (Unprovable, TooManyAbsences):
        return set(range(start, stop))
    return {start + int(row) for row in numpy.flatnonzero(left_over)}


def _supplied(
    lowered: Lowered, readings: Mapping[int, Reading], start: int, stop: int
) -> tuple[dict[int, Numbers], Any]:
    plan, rows = lowered.rater.plan, stop - start
    columns = dict(lowered.fixed)
    left_over = numpy.zeros(rows, numpy.bool_)
    for index, reading in readings.items():
        part = reading(start, stop)
        if part.refused is not None:
            left_over |= part.refused
        if index >= 0:
            columns[index] = part.column
    missing = lowered.absences.everywhere(rows, lowered.absences.code(NOT_SUPPLIED))
    for step in plan.steps[: plan.supplied]:
        if step.index not in columns:
            columns[step.index] = Numbers(0, 1, 0, 0, 1, missing)
    return columns, left_over


def _breaking(chunk: Chunk) -> Any:
    """The people whose evidence breaks a requirement."""
    broken = numpy.zeros(chunk.rows, numpy.bool_)
    for index in chunk.plan.requirements:
        column = chunk.columns[index]
        breaks = (
            numpy.full(chunk.rows, not column.n) if isinstance(column.n, int) else column.n == 0
        )
        broken |= breaks if column.absent is None else breaks & (column.absent == 0)
    return broken


def _keep_memory() -> None:
    """Lets the C library keep freed memory: having freed a large block once, glibc stops giving
    what the columns of a chunk used back to the system, only to ask for it anew, page by page,
    which cost as much as the arithmetic."""
    numpy.empty(KEPT_BYTES, numpy.uint8)


def _in_parallel(work: Callable[[Any], Any], items: Iterable[Any], people: int) -> list[Any]:
    """The results of each item, in their order; threads pay for many people only."""
    listed = list(items)
    workers = min(len(listed), os.cpu_count() or 1)
    if workers < 2 or people < MANY:
        return [work(item) for item in listed]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, listed))


# --- tables --------------------------------------------------------------------------------


class TableRows:
    """The rows of each person, as the single evaluation takes them."""

    def __init__(self, plan: Plan, tables: Mapping[str, polars.DataFrame]) -> None:
        self._rows = {
            name: _rows_by_person(plan.framework.tables[name], table)
            for name, table in tables.items()
        }

    def of(self, person: str) -> dict[str, Rows]:
        """One person's rows of every table."""
        return {name: rows.get(person, []) for name, rows in self._rows.items()}


def _rows_by_person(table: fw.Table, frame: polars.DataFrame) -> dict[str, Any]:
    column = table_person_column(table, frame)
    owners = ["" if owner is None else str(owner) for owner in frame[column].to_list()]
    rows: dict[str, list[dict[str, object]]] = {}
    for owner, row in zip(owners, frame.drop(column).iter_rows(named=True), strict=True):
        rows.setdefault(owner, []).append(row)
    return rows


def table_person_column(table: fw.Table, frame: polars.DataFrame) -> str:
    """The column of a table that names the person; UsageError where none does, or several."""
    from ..evidence.headings import positions_of

    for spellings in (table.person_columns, ("person",)):
        found = positions_of(frame.columns, list(spellings))
        if len(found) == 1:
            return frame.columns[found[0]]
        if found:
            both = " and ".join(f"`{frame.columns[at]}`" for at in found)
            raise UsageError(f"table `{table.id}`: {both} could each name the person")
    expected = " or ".join(f"`{each}`" for each in (*table.person_columns, "person"))
    raise UsageError(f"table `{table.id}`: no column {expected} names the person")
