"""The cells that a rated frame must have for a person: what `Rating` says, asked plainly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from assay.engine.columns.output.results import Result, reason_text
from assay.engine.plan import GATE_OUTCOMES, Decide
from assay.engine.rating import Contribution, Rating, levels_open, value_of
from assay.engine.trace import Absence

Cell = Fraction | date | str | bool | None


def cells_of(rating: Rating, results: Sequence[Result]) -> tuple[Cell, ...]:
    """One person's rating -> the cells of a row, None where a value is absent."""
    contributions = {each.id: each for each in (*rating.responsibilities, *rating.measures)}
    return tuple(_cell(rating, result, contributions) for result in results)


def _cell(rating: Rating, result: Result, contributions: Mapping[str, Contribution]) -> Cell:
    trace = rating.trace
    match result.quality:
        case "value" | "level":
            value: Any = value_of(trace, result.steps[0])
            return value if value is None or isinstance(value, _PLAIN_CELLS) else str(value)
        case "weight":
            return contributions[result.id].weight
        case "contribution":
            each = contributions[result.id]
            return each.amount if each.points is not None else None
        case "rule":
            return _rule(rating, result.steps[0])
        case "gate":
            return GATE_OUTCOMES[trace.decision(result.steps[0])]
        case "state":
            return rating.state
        case "possible":
            return "; ".join(levels_open(rating)) or None
        case "absent":
            absence = _first_absence(rating, result.steps)
            return absence.kind if absence is not None else None
        case "reason":
            absence = _first_absence(rating, result.steps)
            return reason_text(trace.plan, absence) if absence is not None else None
    raise AssertionError(result.quality)


_PLAIN_CELLS = (Fraction, date, str, bool)


def _rule(rating: Rating, index: int) -> str | None:
    trace = rating.trace
    operation = trace.plan.steps[index].operation
    assert isinstance(operation, Decide)
    if operation.subject is not None and not trace.present(operation.subject):
        return None
    decision = trace.decision(index)
    return operation.rules.rules[decision].id if decision >= 0 else None


def _first_absence(rating: Rating, steps: Sequence[int]) -> Absence | None:
    trace = rating.trace
    return next((trace.absence(index) for index in steps if not trace.present(index)), None)


def refused_cells(results: Sequence[Result]) -> tuple[Cell, ...]:
    """The cells of a person whose evidence cannot be taken: the state says so."""
    return tuple("refused" if result.quality == "state" else None for result in results)
