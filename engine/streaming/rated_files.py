"""What comes of rating files of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..evidence.problems import Problem

if TYPE_CHECKING:
    from ..evidence.evidence_set import Note
    from ..summary.report import SummaryReport


@dataclass(frozen=True, slots=True)
class RatedFiles:
    """What came of rating files of people.

    `rated`, `not_rated`, `not_applicable` and `left_out` count people; those left out have
    evidence with problems. `problems` are the first 10,000 of them, in the order of the rows,
    `problem_count` is how many there are, in all and of rows that name nobody. `notes` are
    about columns that are not used. `summary` says how many are at each overall level and why some
    are not rated; with `detail="flat"` also how far the values of each measure reach, and how many
    lie near thresholds. Nothing is `written` where that was asked for only without problems.
    """

    rated: int
    not_rated: int
    not_applicable: int
    left_out: int
    problems: tuple[Problem, ...]
    problem_count: int
    notes: tuple[Note, ...]
    summary: SummaryReport
    written: bool

    @property
    def people(self) -> int:
        """Everyone whom the files tell about."""
        return self.rated + self.not_rated + self.not_applicable + self.left_out
