"""A single evaluation -> the cells of one row, as the columns hold them.

What to read for each column is settled once for a plan; `None` is a cell without a value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, assert_never

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
        self._read = tuple(_reader(plan, column) for column in layout.columns)
        self.refused: tuple[Cell, ...] = tuple(
            REFUSED if column.result.quality == "state" else None for column in layout.columns
        )
        """The cells of a person whose evidence cannot be taken: the state says so."""

    def of(self, trace: Trace) -> list[Cell]:
        """One person's evaluation -> the cells of the row."""
        return [read(trace) for read in self._read]


def _reader(plan: Plan, column: Column) -> ReadCell:
    result = column.result
    match result.quality:
        case "value" | "level":
            return _value_reader(result.steps[0], column)
        case "weight" | "contribution":
            return _share_reader(plan, column)
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


def _share_reader(plan: Plan, column: Column) -> ReadCell:
    """The share of the whole role that a measure or a responsibility counts, or that times its
    points."""
    result = column.result
    show = _float if column.form == "float" else _exact
    share = _share_of(plan, result.id)
    if result.quality == "weight":
        return lambda trace: show(*share(trace).as_integer_ratio())
    place = 2 * result.steps[0]

    def contribution(trace: Trace) -> Cell:
        n, d = trace.values[place : place + 2]
        if not d:
            return None
        weight = share(trace)
        return show(n * weight.numerator, d * weight.denominator)

    return contribution


def _share_of(plan: Plan, id: str) -> Callable[[Trace], Fraction]:
    assert plan.role is not None
    coverage = plan.coverage
    responsibility, measure = next(
        (each, measure)
        for each in plan.role.responsibilities
        for measure in (None, *each.measures)
        if (each.id if measure is None else measure.id) == id
    )
    declared = responsibility.weight * (1 if measure is None else measure.weight)
    nothing = Fraction(0)

    def share(trace: Trace) -> Fraction:
        weights = None if coverage is None else trace.notes.get(coverage)
        if isinstance(weights, EffectiveWeights):
            whole = weights.responsibilities[responsibility.id]
            return whole if measure is None else whole * weights.measures[measure.id]
        # Nothing of the role counts where nothing that counts applies.
        return declared if coverage is None or trace.present(coverage) else nothing

    return share


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
