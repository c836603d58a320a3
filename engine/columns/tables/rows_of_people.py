"""The rows of tables by person, as the single evaluation takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars

from ....dsl import framework as fw
from ...evidence.binder import Rows
from ...evidence.headings import positions_of
from ...evidence.problems import UsageError
from ...plan import Plan

OWNER = "person\0"
"""What a column is called that names the people, whatever a table's own are called."""


class RowsOfPeople:
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
    if OWNER in frame.columns:
        return OWNER
    for spellings in (table.person_columns, ("person",)):
        found = positions_of(frame.columns, list(spellings))
        if len(found) == 1:
            return frame.columns[found[0]]
        if found:
            both = " and ".join(f"`{frame.columns[at]}`" for at in found)
            raise UsageError(f"table `{table.id}`: {both} could each name the person")
    expected = " or ".join(f"`{each}`" for each in (*table.person_columns, "person"))
    raise UsageError(f"table `{table.id}`: no column {expected} names the person")
