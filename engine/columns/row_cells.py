"""A single evaluation -> the cells of one row, as the columns hold them.

What to read for each column is settled once for a plan; `None` is a cell without a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, assert_never

from ..evaluate import MOST_WEIGHTS
from ..plan import Decide, Plan
from ..render.exact_text import decimal_text, exact_text
from ..trace import Absence, EffectiveWeights, Trace
from .displayed import nearest_float
from .layout import UNIX_EPOCH, Column, Layout
from .results import STATES, reason_text

Cell = float | int | str | None
"""A number or its text, the position of a word, a day since 1970, a truth, or a text."""
ReadCell = Callable[[Trace], Cell]

REFUSED = STATES.index("refused")


class RowCells:
    """Reads the cells of rows, the same for every person rated by a plan."""

    def __init__(self, plan: Plan, layout: Layout) -> None:
        shares = _Shares(plan)
        self._read = tuple(_reader(plan, column, shares) for column in layout.columns)
        self.refused: tuple[Cell, ...] = tuple(
            REFUSED if column.result.quality == "state" else None for column in layout.columns
        )
        """The cells of a person whose evidence cannot be taken: the state says so."""

    def of(self, trace: Trace) -> list[Cell]:
        """One person's evaluation -> the cells of the row."""
        return [read(trace) for read in self._read]


def _reader(plan: Plan, column: Column, shares: _Shares) -> ReadCell:
    result = column.result
    match result.quality:
        case "value" | "level":
            return _value_reader(result.steps[0], column)
        case "weight" | "contribution":
            return _share_reader(shares, column)
        case "rule":
            return _rule_reader(plan, result.steps[0])
        case "gate":
            place = plan.decisions[result.steps[0]]
            return lambda trace: int(trace.values[place])
        case "state":
            return _state_reader(result.steps[0])
        case "absent":
            return _absent_reader(result.steps)
        case "reason":
            return _reason_reader(plan, result.steps)
        case _:
            assert_never(result.quality)


# --- values --------------------------------------------------------------------------------


def _value_reader(index: int, column: Column) -> ReadCell:
    place = 2 * index
    match column.form:
        case "float":
            return lambda trace: _float(*trace.values[place : place + 2])
        case "exact":
            return lambda trace: _exact(*trace.values[place : place + 2])
        case "word":
            return lambda trace: _whole(*trace.values[place : place + 2])
        case "date":
            return lambda trace: _day(*trace.values[place : place + 2])
        case "truth":
            return lambda trace: bool(trace.values[place]) if trace.values[place + 1] else None
        case "symbol":
            return lambda trace: (
                exact_text(trace.values[place]) if trace.values[place + 1] else None
            )
        case "reason":
            raise AssertionError(column.name)
        case _:
            assert_never(column.form)


def _float(n: Any, d: int) -> float | None:
    if not d:
        return None
    try:
        return float(n / d)
    except OverflowError:
        return nearest_float(Fraction(n, d))


def _whole(n: Any, d: int) -> int | None:
    return int(n // d) if d else None


def _day(n: Any, d: int) -> int | None:
    return int(n // d) - UNIX_EPOCH if d else None


def _exact(n: Any, d: int) -> str | None:
    return decimal_text(Fraction(n, d)) if d else None


# --- shares --------------------------------------------------------------------------------


class _Shares:
    """The share of the whole role that each measure and responsibility counts."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._declared: dict[str, Fraction] = {}
        for each in plan.role.responsibilities if plan.role is not None else ():
            self._declared[each.id] = each.weight
            for measure in each.measures:
                self._declared[measure.id] = each.weight * measure.weight
        self._nothing = dict.fromkeys(self._declared, Fraction(0))
        self._known: dict[int, tuple[EffectiveWeights, dict[str, Fraction]]] = {}

    def of(self, trace: Trace) -> Mapping[str, Fraction]:
        """By their ids. People of whom the same is absent have the same weights."""
        coverage = self._plan.coverage
        weights = None if coverage is None else trace.notes.get(coverage)
        if not isinstance(weights, EffectiveWeights):
            # Nothing of the role counts where nothing that counts applies.
            applies = coverage is None or trace.present(coverage)
            return self._declared if applies else self._nothing
        known = self._known.get(id(weights))
        if known is None:
            if len(self._known) >= MOST_WEIGHTS:
                self._known.clear()
            known = self._known[id(weights)] = weights, self._effective(weights)
        return known[1]

    def _effective(self, weights: EffectiveWeights) -> dict[str, Fraction]:
        shares = dict(weights.responsibilities)
        assert self._plan.role is not None
        for each in self._plan.role.responsibilities:
            for measure in each.measures if each.score is None else ():
                shares[measure.id] = shares[each.id] * weights.measures[measure.id]
        return shares


def _share_reader(shares: _Shares, column: Column) -> ReadCell:
    """The share of the whole role that a measure or a responsibility counts, or that times its
    points."""
    result = column.result
    show = _float if column.form == "float" else _exact
    id = result.id
    if result.quality == "weight":
        return lambda trace: show(*shares.of(trace)[id].as_integer_ratio())
    place = 2 * result.steps[0]

    def contribution(trace: Trace) -> Cell:
        n, d = trace.values[place : place + 2]
        if not d:
            return None
        top, bottom = shares.of(trace)[id].as_integer_ratio()
        return show(n * top, d * bottom)

    return contribution


# --- decisions and absences ----------------------------------------------------------------


def _rule_reader(plan: Plan, index: int) -> ReadCell:
    operation, place = plan.steps[index].operation, plan.decisions[index]
    assert isinstance(operation, Decide)
    subject = operation.subject

    def rule(trace: Trace) -> Cell:
        if subject is not None and not trace.values[2 * subject + 1]:
            return None
        decision = int(trace.values[place])
        return decision if decision >= 0 else None

    return rule


def _state_reader(index: int) -> ReadCell:
    rated, missing, not_applicable = (
        STATES.index(state) for state in ("rated", "not rated", "not applicable")
    )

    def state(trace: Trace) -> Cell:
        if trace.values[2 * index + 1]:
            return rated
        absence = trace.absence(index)
        assert absence is not None
        return missing if absence.kind == "missing" else not_applicable

    return state


def _absent_reader(steps: Sequence[int]) -> ReadCell:
    def absent(trace: Trace) -> Cell:
        absence = _first_absence(trace, steps)
        return None if absence is None else int(absence.kind == "not applicable")

    return absent


def _reason_reader(plan: Plan, steps: Sequence[int]) -> ReadCell:
    def reason(trace: Trace) -> Cell:
        absence = _first_absence(trace, steps)
        return None if absence is None else reason_text(plan, absence)

    return reason


def _first_absence(trace: Trace, steps: Sequence[int]) -> Absence | None:
    values = trace.values
    for index in steps:
        if not values[2 * index + 1]:
            return trace.absence(index)
    return None
