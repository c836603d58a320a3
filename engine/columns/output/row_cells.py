"""Single evaluations -> the cells of their rows, as the columns hold them.

What to read for each column is settled once for a plan; `None` is a cell without a value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, assert_never

from ...plan import Decide, Plan
from ...render.exact_text import decimal_text, exact_text
from ...trace import Absence
from ..values.displayed import nearest_float
from .gathering import Gathered, Places
from .layout import UNIX_EPOCH, Column, Layout
from .results import KINDS, STATES, reason_text

Cell = float | int | str | None
"""A number or its text, the position of a word, a day since 1970, a truth, or a text."""

RATED, MISSING, NOT_APPLICABLE, REFUSED = range(len(STATES))


class RowCells:
    """Reads the cells of rows, the same for every person rated by a plan. What it needs gets its
    places."""

    def __init__(self, plan: Plan, layout: Layout, places: Places) -> None:
        self._columns = tuple(
            (_reader(plan, column, places), REFUSED if column.result.quality == "state" else None)
            for column in layout.columns
        )

    def of(self, gathered: Gathered) -> list[Sequence[Cell]]:
        """The cells of each column."""
        if not gathered.refused:
            return [read(gathered) for read, _ in self._columns]
        return [_between(read(gathered), gathered, cell) for read, cell in self._columns]

    def column(self, position: int, gathered: Gathered) -> list[Cell]:
        """The cells of one column, where nobody was refused."""
        return self._columns[position][0](gathered)


def _between(cells: list[Cell], gathered: Gathered, refused: Cell) -> list[Cell]:
    for at in gathered.refused:
        cells.insert(at, refused)
    return cells


ReadCells = Callable[[Gathered], list[Cell]]


def _reader(plan: Plan, column: Column, places: Places) -> ReadCells:
    result = column.result
    match result.quality:
        case "value" | "level":
            return _value_reader(result.steps[0], column, places)
        case "weight":
            return _weight_reader(column)
        case "contribution":
            return _contribution_reader(column, places)
        case "rule":
            return _rule_reader(plan, result.steps[0], places)
        case "gate":
            decision = places[plan.decisions[result.steps[0]]]
            return lambda gathered: [values[decision] for values in gathered.values]
        case "state":
            return lambda gathered: gathered.told(result.steps, _state, RATED)
        case "possible":
            return lambda gathered: list(gathered.possible)
        case "absent":
            return lambda gathered: gathered.told(result.steps, _kind, None)
        case "reason":
            return lambda gathered: gathered.told(
                result.steps, lambda absence: reason_text(plan, absence), None
            )
        case _:
            assert_never(result.quality)


def _kind(absence: Absence) -> Cell:
    return KINDS.index(absence.kind)


def _state(absence: Absence) -> Cell:
    return MISSING if absence.kind == "missing" else NOT_APPLICABLE


# --- values --------------------------------------------------------------------------------


def _value_reader(index: int, column: Column, places: Places) -> ReadCells:
    n, d = places[2 * index], places[2 * index + 1]
    match column.form:
        case "float":
            return lambda gathered: _values_as_floats(gathered, n, d)
        case "exact":
            return lambda gathered: [_exact(values[n], values[d]) for values in gathered.values]
        case "word":
            return lambda gathered: [
                values[n] // values[d] if values[d] else None for values in gathered.values
            ]
        case "date":
            return lambda gathered: [
                values[n] // values[d] - UNIX_EPOCH if values[d] else None
                for values in gathered.values
            ]
        case "truth":
            return lambda gathered: [
                bool(values[n]) if values[d] else None for values in gathered.values
            ]
        case "symbol":
            return lambda gathered: [
                exact_text(values[n]) if values[d] else None for values in gathered.values
            ]
        case "reason":
            raise AssertionError(column.name)
        case _:
            assert_never(column.form)


def _values_as_floats(gathered: Gathered, n: int, d: int) -> list[Cell]:
    try:
        return [values[n] / values[d] if values[d] else None for values in gathered.values]
    except OverflowError:
        return _floats([(values[n], values[d]) for values in gathered.values])


def _floats(pairs: Sequence[tuple[Any, int]]) -> list[Cell]:
    try:
        return [n / d if d else None for n, d in pairs]
    except OverflowError:
        return [nearest_float(Fraction(n, d)) if d else None for n, d in pairs]


def _exact(n: Any, d: int) -> str | None:
    return decimal_text(Fraction(n, d)) if d else None


# --- shares --------------------------------------------------------------------------------


def _weight_reader(column: Column) -> ReadCells:
    id = column.result.id
    if column.form == "exact":
        return lambda gathered: [_exact(*shares[id]) for shares in gathered.shares]
    return lambda gathered: _floats([shares[id] for shares in gathered.shares])


def _contribution_reader(column: Column, places: Places) -> ReadCells:
    """A share of the role times the points."""
    id, index = column.result.id, column.result.steps[0]
    n, d = places[2 * index], places[2 * index + 1]

    def pairs(gathered: Gathered) -> list[tuple[int, int]]:
        return [
            (values[n] * shares[id][0], values[d] * shares[id][1])
            for values, shares in zip(gathered.values, gathered.shares, strict=True)
        ]

    def floats(gathered: Gathered) -> list[Cell]:
        try:
            return [
                values[n] * shares[id][0] / (values[d] * shares[id][1]) if values[d] else None
                for values, shares in zip(gathered.values, gathered.shares, strict=True)
            ]
        except OverflowError:
            return _floats(pairs(gathered))

    if column.form == "exact":
        return lambda gathered: [_exact(*pair) for pair in pairs(gathered)]
    return floats


# --- decisions -----------------------------------------------------------------------------


def _rule_reader(plan: Plan, index: int, places: Places) -> ReadCells:
    operation, place = plan.steps[index].operation, places[plan.decisions[index]]
    assert isinstance(operation, Decide)
    subject = None if operation.subject is None else places[2 * operation.subject + 1]

    def rules(gathered: Gathered) -> list[Cell]:
        return [
            values[place] if values[place] >= 0 and (subject is None or values[subject]) else None
            for values in gathered.values
        ]

    return rules
