"""From what a caller knows about a person to the values a plan starts from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import eq
from typing import Any

from ...dsl import framework as fw
from ...dsl.limits import MAX_EVIDENCE_CELLS
from ..arithmetic.numerals import quoted
from ..evaluate import Evidence
from ..plan import ParameterInForce, PeriodBound, Plan, Supplied
from ..setting import bound
from ..trace import Absence, Note, Origin, Setting
from .known_headings import Headings, fact_headings, heading_key, table_headings
from .problems import EvidenceError, Problem, named
from .readers import MISSING, Pair, Reader, ValueRefused, rater_reader, reader

NOT_SUPPLIED = Absence("missing", "not-supplied")
EMPTY = Absence("missing", "empty")
STATED = Absence("not applicable", "stated")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table and where it stood; `letters` are those of its cells' columns in a
    workbook, by the same names as `values`."""

    values: Mapping[str, object]
    origin: Origin
    letters: Mapping[str, str] = field(default_factory=dict)


Rows = Sequence[Mapping[str, object] | TableRow]


@dataclass(slots=True)
class BoundFact:
    """Where a supplied value goes in the plan (-1: the role does not need it), and its reader."""

    key: str
    position: int
    read: Reader


class Binder:
    """Binds evidence to a plan. Without state once made, but for a memory of headings seen."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.headings = fact_headings(plan.framework, plan.replaced)
        self.facts: Mapping[str, BoundFact] = self._made_facts()
        self._by_heading: dict[str, BoundFact] = dict(self.facts)
        self._positions = tuple(fact.position for fact in self.facts.values() if fact.position >= 0)
        self._tables = {id: TableBinder(plan.framework, id) for id in plan.framework.tables}

    def template(self, setting: Setting) -> list[Any]:
        """The supplied pairs of a run, every fact still missing."""
        template: list[Any] = []
        for step in self.plan.steps[: self.plan.supplied]:
            match step.operation:
                case ParameterInForce(parameter):
                    template.extend(setting.parameters[parameter])
                case PeriodBound():
                    template.extend(bound(setting, step.operation))
                case _:
                    template.extend(MISSING)
        return template

    def bind(
        self,
        template: list[Any],
        values: Mapping[str, object],
        tables: Mapping[str, Rows] | None,
        person: str,
        origins: Mapping[str, Origin] | None,
    ) -> Evidence:
        """Facts by key or heading -> Evidence; EvidenceError lists all that cannot be taken."""
        supplied = template.copy()
        given: dict[str, str] = {}
        problems: list[Problem] = []
        by_heading = self._by_heading
        for heading, value in values.items():
            fact = by_heading.get(heading)
            if fact is None:
                fact = self._find(heading, person, origins, problems)
                if fact is None:
                    continue
            try:
                n, d = fact.read(value)
            except ValueRefused as refused:
                problems.append(_refusal(person, heading, value, refused, origins))
                continue
            if fact.key in given:
                problems.append(_twice(person, heading, given[fact.key], value, origins))
            given[fact.key] = heading
            position = fact.position
            if position >= 0:
                supplied[position] = n
                supplied[position + 1] = d
        rows = self._bound_tables(tables, person, problems) if tables else {}
        if problems:
            raise EvidenceError(tuple(problems))
        return Evidence(
            person,
            tuple(supplied),
            self._absences(supplied, given),
            rows,
            _by_key(given, origins) if origins else {},
        )

    # --- facts -----------------------------------------------------------------------------

    def _made_facts(self) -> dict[str, BoundFact]:
        framework = self.plan.framework
        positions = {
            step.operation.key: 2 * step.index
            for step in self.plan.steps[: self.plan.supplied]
            if isinstance(step.operation, Supplied)
        }
        readers: dict[str, Reader] = {
            each.id: reader(each.type, framework, each.range) for each in framework.inputs.values()
        }
        for competency in framework.competencies.values():
            read = rater_reader(framework.scales[competency.scale])
            for rater in competency.raters:
                readers[f"{competency.id}.{rater.id}"] = read
            if not competency.raters:
                readers[competency.id] = read
        for id in self.plan.replaced - readers.keys():
            declaration = framework.metrics.get(id) or framework.kpis[id]
            readers[id] = reader(declaration.type, framework)
        return {key: BoundFact(key, positions.get(key, -1), read) for key, read in readers.items()}

    def _find(
        self,
        heading: str,
        person: str,
        origins: Mapping[str, Origin] | None,
        problems: list[Problem],
    ) -> BoundFact | None:
        key = self.headings.key(heading)
        if key is not None:
            fact = self.facts[key]
            if len(self._by_heading) < MAX_REMEMBERED:
                self._by_heading[heading] = fact
            return fact
        several = self.headings.ambiguous.get(heading_key(heading))
        if several:
            both = " and ".join(f"`{each}`" for each in several)
            code, message = "ambiguous-field", f"`{heading}` could be {both}; use the id of one"
        else:
            code, message = "unknown-field", named("input", heading, self.facts)
        problems.append(_problem(code, person, heading, "", message, origins))
        return None

    def _absences(self, supplied: list[Any], given: Mapping[str, str]) -> dict[int, Note]:
        notes: dict[int, Note] = {}
        for position in self._positions:
            if not supplied[position + 1]:
                index = position // 2
                if supplied[position]:
                    notes[index] = STATED
                else:
                    operation = self.plan.steps[index].operation
                    assert isinstance(operation, Supplied)
                    notes[index] = EMPTY if operation.key in given else NOT_SUPPLIED
        return notes

    # --- tables ----------------------------------------------------------------------------

    def _bound_tables(
        self, tables: Mapping[str, Rows], person: str, problems: list[Problem]
    ) -> dict[str, list[tuple[Any, ...]]]:
        bound_tables = {}
        cells = 0
        for id, rows in tables.items():
            binder = self._tables.get(id)
            if binder is None:
                message = named("table", id, self._tables)
                problems.append(Problem("unknown-table", person, id, "", message))
                continue
            cells += len(rows) * len(binder.table.columns)
            if cells > MAX_EVIDENCE_CELLS:
                message = f"more than {MAX_EVIDENCE_CELLS:,} cells of evidence for one person"
                problems.append(Problem("too-much-evidence", person, id, "", message))
                break
            bound_tables[id] = binder.bind(rows, person, problems)
        return bound_tables


MAX_REMEMBERED = 10_000
"""Headings a binder remembers; one that meets ever new headings does not grow for ever."""


@dataclass(slots=True)
class TableBinder:
    """Reads the rows of one table."""

    framework: fw.Framework
    id: str
    table: fw.Table = field(init=False)
    headings: Headings = field(init=False)
    _readers: list[Reader] = field(init=False)
    _layouts: dict[tuple[str, ...], list[tuple[int, str]]] = field(init=False)

    def __post_init__(self) -> None:
        self.table = self.framework.tables[self.id]
        self.headings = table_headings(self.table)
        self._readers = [reader(each.type, self.framework) for each in self.table.columns]
        self._layouts = {}

    def bind(self, rows: Rows, person: str, problems: list[Problem]) -> list[tuple[Any, ...]]:
        """Rows -> flat tuples of pairs, in the order of the table's columns. An absent cell
        holds why it is; headings that are no column of the table are passed over."""
        read_rows = []
        blank = [cell for each in self.table.columns for cell in _absent_cell(MISSING, each.id)]
        for row in rows:
            values = row.values if isinstance(row, TableRow) else row
            flat = blank.copy()
            for position, heading in self.layout(tuple(values)):
                value = values[heading]
                try:
                    pair = self._readers[position](value)
                except ValueRefused as refused:
                    problems.append(self._refused(heading, refused, person, row))
                    continue
                if not pair[1]:
                    pair = _absent_cell(pair, self.table.columns[position].id)
                flat[2 * position : 2 * position + 2] = pair
            read_rows.append(tuple(flat))
        return read_rows

    def layout(self, headings: tuple[str, ...]) -> list[tuple[int, str]]:
        """Which column each heading fills; where two fill the same, the first that is its id."""
        layout = self._layouts.get(headings)
        if layout is None:
            order = [each.id for each in self.table.columns]
            filled: dict[str, str] = {}
            for heading in headings:
                key = self.headings.key(heading)
                if key is not None and (key not in filled or heading == key):
                    filled[key] = heading
            layout = [(order.index(key), heading) for key, heading in filled.items()]
            if len(self._layouts) < MAX_REMEMBERED:
                self._layouts[headings] = layout
        return layout

    def _refused(
        self,
        heading: str,
        refused: ValueRefused,
        person: str,
        row: Mapping[str, object] | TableRow,
    ) -> Problem:
        field_name = f"{self.id}.{heading}"
        if not isinstance(row, TableRow):
            return _refusal(person, field_name, row[heading], refused, None)
        value, letter = row.values[heading], row.letters.get(heading, "")
        cell = f"{letter}{row.origin.row}" if letter else ""
        origin = replace(row.origin, column=heading, text=str(value), cell=cell)
        return _refusal(person, field_name, value, refused, {field_name: origin})


def _absent_cell(pair: Pair, column: str) -> tuple[Absence, int]:
    kind = "not applicable" if pair[0] else "missing"
    return Absence(kind, "missing-cell", detail=column), 0  # type: ignore[arg-type]


# --- problems ------------------------------------------------------------------------------


def _problem(
    code: str,
    person: str,
    heading: str,
    value: str,
    message: str,
    origins: Mapping[str, Origin] | None,
) -> Problem:
    origin = (origins or {}).get(heading, Origin())
    return Problem(
        code, person, heading, value, message,
        origin.file, origin.row, origin.column, origin.sheet, origin.cell,
    )  # fmt: skip


def _refusal(
    person: str,
    heading: str,
    value: object,
    refused: ValueRefused,
    origins: Mapping[str, Origin] | None,
) -> Problem:
    text, reason = _text_of(value), str(refused)
    shown = quoted(text)
    message = f"`{heading}`: {reason if reason.startswith(shown) else f'{shown} {reason}'}"
    return _problem("bad-value", person, heading, text, message, origins)


def _text_of(value: object) -> str:
    """A value as messages show it; Python does not write out a number of many thousand digits."""
    try:
        return str(value)
    except ValueError:
        return "a number"


def _twice(
    person: str, heading: str, before: str, value: object, origins: Mapping[str, Origin] | None
) -> Problem:
    message = f"`{heading}` and `{before}` name the same input; give it once"
    return _problem("given-twice", person, heading, str(value), message, origins)


def _by_key(given: Mapping[str, str], origins: Mapping[str, Origin]) -> Mapping[str, Origin]:
    # A dictionary may change when it is used again; what tells places only when asked does not.
    if not isinstance(origins, dict) and all(map(eq, given.keys(), given.values())):
        return origins
    return {key: origins[heading] for key, heading in given.items() if heading in origins}
