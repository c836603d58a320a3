"""What was read otherwise than as it plainly stands in a file, told by columns and kinds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time

from ...arithmetic.numerals import quoted
from ...trace import Origin
from ..sheets.workbook import MarkedCell


@dataclass(frozen=True, slots=True)
class Read:
    """The value a reader takes, and what was made of the cell: "" where it is plain."""

    value: object
    interpretation: str = ""


@dataclass(slots=True)
class Interpretations:
    """What was read otherwise than as it plainly stands, one line for each column and kind."""

    _first: dict[tuple[str, str], str] = field(default_factory=dict)
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, origin: Origin, read: Read, cell: object, count: int = 1) -> None:
        """More cells that were read so, the first of them at an origin."""
        kind = (origin.column, read.interpretation)
        self._counts[kind] += count
        if kind not in self._first:
            place = f"cell {origin.cell}, " if origin.cell else ""
            if not place and origin.row is not None:
                place = f"row {origin.row}, "
            made = f" as `{read.value}`" if str(read.value) != str(cell) else ""
            self._first[kind] = f"{place}{shown_cell(cell)}{made}"

    def lines(self) -> list[str]:
        """Each with how many cells it is about, and the first of them."""
        return [
            f"column `{heading}`: "
            + (f"{count:,} cells are" if count > 1 else "1 cell is")
            + f" {interpretation} ({self._first[heading, interpretation]})"
            for (heading, interpretation), count in self._counts.items()
        ]


def shown_cell(cell: object) -> str:
    """A cell as a message quotes it; "" where it has no content of its own."""
    if isinstance(cell, MarkedCell) and not str(cell):
        return ""
    if isinstance(cell, datetime):
        return quoted(f"{cell:%Y-%m-%d}" if cell.time() == time.min else f"{cell:%Y-%m-%d %H:%M}")
    return quoted(str(cell))
