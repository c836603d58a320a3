"""Rated frames held against the single evaluation of their rows, cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import polars

import assay
from assay.engine.columns.tables.rows_of_people import RowsOfPeople
from assay.engine.render.exact_text import decimal_text

from .cells import cells_of, refused_cells


def compare(
    ready: Any,
    evidence: tuple[polars.DataFrame, dict[str, polars.DataFrame]],
    rated: polars.DataFrame,
    shown: Callable[[Any], Any],
) -> None:
    """Require of every cell what the single evaluation of its row gives."""
    frame, tables = evidence
    rows = RowsOfPeople(ready.rater.plan, tables)
    names = [result.name for result in ready.results]
    for values, cells in zip(frame.to_dicts(), rated.rows(), strict=True):
        person = values.pop("person")
        try:
            rating = ready.rater.rate(values, tables=rows.of(person), person=person)
            expected, problem = cells_of(rating, ready.results), None
        except assay.EvidenceError as error:
            expected, problem = refused_cells(ready.results), str(error)
        wanted = (person, *map(shown, expected), problem)
        if cells != wanted:
            differing = [
                each
                for each in zip(names, cells[1:], wanted[1:], strict=False)
                if each[1] != each[2]
            ]
            assert not differing, (differing, values)
        assert cells == wanted


def nearest(cell: Any) -> Any:
    """A cell as a frame of floats shows it."""
    if not isinstance(cell, Fraction):
        return cell
    try:
        return cell.numerator / cell.denominator
    except OverflowError:
        return float("inf") if cell > 0 else float("-inf")


def exactly(cell: Any) -> Any:
    """A cell as a frame of exact numbers shows it."""
    return decimal_text(cell) if isinstance(cell, Fraction) else cell
