"""What was taken from a spreadsheet by guess, and what could not be taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..evidence.problems import EvidenceError, Problem
from .sheets import Cell, Sheet


@dataclass(frozen=True, slots=True)
class Guess:
    """A reading that the spreadsheet does not state; `cell` is its address, `A1:B2` for several."""

    cell: str
    message: str

    def __str__(self) -> str:
        return f"{self.cell}: {self.message}"


@dataclass(slots=True)
class Report:
    """Collects the guesses and the problems of one sheet."""

    sheet: Sheet
    guesses: list[Guess] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def guess(self, cells: Cell | Iterable[Cell], message: str) -> None:
        """A reading to be confirmed."""
        self.guesses.append(Guess(addresses(cells), message))

    def problem(self, cells: Cell | Iterable[Cell], message: str) -> None:
        """What cannot be read, or can be read in two ways."""
        where = addresses(cells)
        name = f", sheet `{self.sheet.name}`" if self.sheet.name else ""
        file = f"{self.sheet.file}{name}"
        self.problems.append(Problem("unreadable-cell", "", where, "", f"{where}: {message}", file))

    def finish(self) -> None:
        """EvidenceError with every problem, where there is any."""
        if self.problems:
            raise EvidenceError(tuple(self.problems))


def addresses(cells: Cell | Iterable[Cell]) -> str:
    """`E3`; `E3, G3` for several; `E3 to H3` for a run of them."""
    if isinstance(cells, Cell):
        return cells.address
    each = list(dict.fromkeys(cells))
    if len(each) > 2:
        rows, columns = {cell.row for cell in each}, {cell.column for cell in each}
        if len(rows) == 1 or len(columns) == 1:
            ordered = sorted(each, key=lambda cell: (cell.row, cell.column))
            return f"{ordered[0].address}:{ordered[-1].address}"
    return ", ".join(cell.address for cell in each)
