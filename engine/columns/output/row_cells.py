"""Single evaluations -> the cells of their rows, as the columns hold them.

What to read for each column is settled once for a plan; `None` is a cell without a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, assert_never

from ...evaluating.reweighting import MOST_REMEMBERED
from ...plan import Decide, Plan
from ...rating import Rating, levels_open
from ...render.exact_text import decimal_text, exact_text
from ...trace import Absence, EffectiveWeights, Trace
from ..values.displayed import nearest_float
from .layout import UNIX_EPOCH, Column, Layout
from .results import KINDS, STATES, reason_text

Cell = float | int | str | None
"""A number or its text, the position of a word, a day since 1970, a truth, or a text."""

REFUSED = STATES.index("refused")


class RowCells:
    """Reads the cells of rows, the same for every person rated by a plan."""

    def __init__(self, plan: Plan, layout: Layout) -> None:
        self.shares = Shares(plan)
        self._columns = tuple(
            (_reader(plan, column), REFUSED if column.result.quality == "state" else None)
            for column in layout.columns
        )

    def of(self, traces: Sequence[Trace | None]) -> list[Sequence[Cell]]:
        """Evaluations, None where the evidence could not be taken -> the cells of each column."""
        rated = [trace for trace in traces if trace is not None]
        batch = Batch(rated, self.shares)
        if len(rated) == len(traces):
            return [read(batch) for read, _ in self._columns]
        return [_between(read(batch), traces, refused) for read, refused in self._columns]

    def column(self, position: int, batch: Batch) -> list[Cell]:
        """The cells of one column."""
        return self._columns[position][0](batch)


def _between(cells: list[Cell], traces: Sequence[Trace | None], refused: Cell) -> list[Cell]:
    read = iter(cells)
    return [refused if trace is None else next(read) for trace in traces]


class Batch:
    """Some evaluations, and what several columns read of them."""

    def __init__(self, traces: Sequence[Trace], shares: Shares) -> None:
        self.traces = traces
        self.values = [trace.values for trace in traces]
        self.shares_of = shares
        self._shares: list[Mapping[str, tuple[int, int]]] | None = None
        self._absences: dict[tuple[int, ...], Sequence[tuple[int, Absence]]] = {}
        self._absent: dict[int, list[int]] | None = None

    @property
    def shares(self) -> list[Mapping[str, tuple[int, int]]]:
        """The share of the whole role of each measure and responsibility, by their ids."""
        if self._shares is None:
            self._shares = [self.shares_of.of(trace) for trace in self.traces]
        return self._shares

    def absent_of(self, steps: tuple[int, ...]) -> Sequence[tuple[int, Absence]]:
        """The evaluations in which any of some steps is absent, and why the first of them is."""
        known = self._absences.get(steps)
        if known is None:
            found: dict[int, Absence] = {}
            for index in reversed(steps):
                for at in self.absent.get(index, ()):
                    absence = self.traces[at].absence(index)
                    assert absence is not None
                    found[at] = absence
            known = self._absences[steps] = tuple(found.items())
        return known

    def told(self, steps: tuple[int, ...], tell: Callable[[Absence], Cell]) -> list[Cell]:
        """The same as the cells of a column."""
        cells: list[Cell] = [None] * len(self.traces)
        for at, absence in self.absent_of(steps):
            cells[at] = tell(absence)
        return cells

    @property
    def absent(self) -> Mapping[int, list[int]]:
        """The steps that are absent of anybody, and in which of the evaluations."""
        if self._absent is None:
            self._absent = {}
            for at, trace in enumerate(self.traces):
                for index in trace.notes:
                    if not trace.values[2 * index + 1]:
                        self._absent.setdefault(index, []).append(at)
        return self._absent


ReadCells = Callable[[Batch], list[Cell]]


def _reader(plan: Plan, column: Column) -> ReadCells:
    result = column.result
    match result.quality:
        case "value" | "level":
            return _value_reader(result.steps[0], column)
        case "weight":
            return _weight_reader(column)
        case "contribution":
            return _contribution_reader(column)
        case "rule":
            return _rule_reader(plan, result.steps[0])
        case "gate":
            decision = plan.decisions[result.steps[0]]
            return lambda batch: [values[decision] for values in batch.values]
        case "state":
            return _state_reader(result.steps[0])
        case "possible":
            return lambda batch: [_possible(trace) for trace in batch.traces]
        case "absent":
            return lambda batch: batch.told(result.steps, lambda absence: KINDS.index(absence.kind))
        case "reason":
            return lambda batch: batch.told(
                result.steps, lambda absence: reason_text(plan, absence)
            )
        case _:
            assert_never(result.quality)


def _possible(trace: Trace) -> str | None:
    return "; ".join(levels_open(Rating(trace))) or None


# --- values --------------------------------------------------------------------------------


def _value_reader(index: int, column: Column) -> ReadCells:
    n, d = 2 * index, 2 * index + 1
    match column.form:
        case "float":
            return lambda batch: _values_as_floats(batch, n, d)
        case "exact":
            return lambda batch: [_exact(values[n], values[d]) for values in batch.values]
        case "word":
            return lambda batch: [
                values[n] // values[d] if values[d] else None for values in batch.values
            ]
        case "date":
            return lambda batch: [
                values[n] // values[d] - UNIX_EPOCH if values[d] else None
                for values in batch.values
            ]
        case "truth":
            return lambda batch: [bool(values[n]) if values[d] else None for values in batch.values]
        case "symbol":
            return lambda batch: [
                exact_text(values[n]) if values[d] else None for values in batch.values
            ]
        case "reason":
            raise AssertionError(column.name)
        case _:
            assert_never(column.form)


def _values_as_floats(batch: Batch, n: int, d: int) -> list[Cell]:
    try:
        return [values[n] / values[d] if values[d] else None for values in batch.values]
    except OverflowError:
        return _floats([(values[n], values[d]) for values in batch.values])


def _floats(pairs: Sequence[tuple[Any, int]]) -> list[Cell]:
    try:
        return [n / d if d else None for n, d in pairs]
    except OverflowError:
        return [nearest_float(Fraction(n, d)) if d else None for n, d in pairs]


def _exact(n: Any, d: int) -> str | None:
    return decimal_text(Fraction(n, d)) if d else None


# --- shares --------------------------------------------------------------------------------


class Shares:
    """The share of the whole role that each measure and responsibility counts."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        declared: dict[str, Fraction] = {}
        for each in plan.role.responsibilities if plan.role is not None else ():
            declared[each.id] = each.weight
            for measure in each.measures:
                declared[measure.id] = each.weight * measure.weight
        self._declared = {id: share.as_integer_ratio() for id, share in declared.items()}
        self._nothing = dict.fromkeys(declared, (0, 1))
        self._known: dict[int, tuple[EffectiveWeights, Mapping[str, tuple[int, int]]]] = {}

    def of(self, trace: Trace) -> Mapping[str, tuple[int, int]]:
        """By their ids. People of whom the same is absent have the same weights."""
        coverage = self._plan.coverage
        weights = None if coverage is None else trace.notes.get(coverage)
        if not isinstance(weights, EffectiveWeights):
            # Nothing of the role counts where nothing that counts applies.
            applies = coverage is None or trace.present(coverage)
            return self._declared if applies else self._nothing
        known = self._known.get(id(weights))
        if known is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            known = self._known[id(weights)] = weights, self._effective(weights)
        return known[1]

    def _effective(self, weights: EffectiveWeights) -> Mapping[str, tuple[int, int]]:
        shares = dict(weights.responsibilities)
        assert self._plan.role is not None
        for each in self._plan.role.responsibilities:
            for measure in each.measures if each.score is None else ():
                shares[measure.id] = shares[each.id] * weights.measures[measure.id]
        return {id: share.as_integer_ratio() for id, share in shares.items()}


def _weight_reader(column: Column) -> ReadCells:
    id = column.result.id
    if column.form == "exact":
        return lambda batch: [_exact(*shares[id]) for shares in batch.shares]
    return lambda batch: _floats([shares[id] for shares in batch.shares])


def _contribution_reader(column: Column) -> ReadCells:
    """A share of the role times the points."""
    id, n, d = column.result.id, 2 * column.result.steps[0], 2 * column.result.steps[0] + 1

    def pairs(batch: Batch) -> list[tuple[int, int]]:
        return [
            (values[n] * shares[id][0], values[d] * shares[id][1])
            for values, shares in zip(batch.values, batch.shares, strict=True)
        ]

    def floats(batch: Batch) -> list[Cell]:
        try:
            return [
                values[n] * shares[id][0] / (values[d] * shares[id][1]) if values[d] else None
                for values, shares in zip(batch.values, batch.shares, strict=True)
            ]
        except OverflowError:
            return _floats(pairs(batch))

    if column.form == "exact":
        return lambda batch: [_exact(*pair) for pair in pairs(batch)]
    return floats


# --- decisions -----------------------------------------------------------------------------


def _rule_reader(plan: Plan, index: int) -> ReadCells:
    operation, place = plan.steps[index].operation, plan.decisions[index]
    assert isinstance(operation, Decide)
    subject = None if operation.subject is None else 2 * operation.subject + 1

    def rules(batch: Batch) -> list[Cell]:
        return [
            values[place] if values[place] >= 0 and (subject is None or values[subject]) else None
            for values in batch.values
        ]

    return rules


def _state_reader(index: int) -> ReadCells:
    rated, missing, not_applicable = (
        STATES.index(state) for state in ("rated", "not rated", "not applicable")
    )

    def state(trace: Trace) -> Cell:
        if trace.present(index):
            return rated
        absence = trace.absence(index)
        assert absence is not None
        return missing if absence.kind == "missing" else not_applicable

    return lambda batch: [state(trace) for trace in batch.traces]
