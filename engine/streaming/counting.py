"""How many people a run rates, and what is wrong with the evidence of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import polars

from ..evidence.files import Note
from ..evidence.problems import Problem
from ..summary.summary import Summary
from .rated_files import RatedFiles
from .rows import Rows

if TYPE_CHECKING:
    from ..loaded import Rater

MOST_KEPT = 10_000
"""Problems that are kept to be shown; all are counted."""


class Counting:
    """Counts as batches come. `twice` are people whom none of their several rows rates."""

    def __init__(self, rater: Rater, twice: frozenset[str]) -> None:
        self.summary = Summary.of(rater, spreads=False)
        self.rows = 0
        self.problem_count = 0
        self._states: Counter[str] = Counter()
        self._left_out = len(twice)
        self._twice = twice
        self._of_twice: list[Problem] = []
        self._kept: list[Problem] = []

    def exclude(self, problems: Iterable[Problem | None]) -> None:
        """Counts rows that are not rated because of what they are."""
        for problem in problems:
            self.rows += 1
            if problem is None:
                continue
            self._keep((problem,))
            if problem.person in self._twice:
                self._of_twice.append(problem)
            else:
                self._left_out += bool(problem.person)
                self.summary.refuse((problem,))

    def add(self, rated: polars.DataFrame, rows: Rows) -> None:
        """Counts a rated frame, and finds out about everyone whom it refuses."""
        self.rows += len(rated)
        refused = rated["problem"].is_not_null()
        if "overall.state" in rated.columns:
            counted = rated["overall.state"].filter(~refused).cast(polars.String).value_counts()
            self._states.update(dict(counted.iter_rows()))
        else:
            self._states["rated"] += len(rated) - int(refused.sum())
        for at in refused.arg_true():
            self._left_out += 1
            problems = rows.problems(at)
            self._keep(problems)
            self.summary.refuse(problems)

    def _keep(self, problems: Sequence[Problem]) -> None:
        self.problem_count += len(problems)
        self._kept.extend(problems[: MOST_KEPT - len(self._kept)])

    def settle(self) -> None:
        """Takes in what is known of people with several rows only when all are read."""
        self.summary.refuse(self._of_twice)

    def finished(self, notes: tuple[Note, ...], *, written: bool) -> RatedFiles:
        """What it came to."""
        # What has no file, such as a requirement that does not hold, comes last.
        kept = sorted(self._kept, key=lambda each: (not each.file, each.file, each.row or 0))
        return RatedFiles(
            self._states["rated"],
            self._states["not rated"],
            self._states["not applicable"],
            self._left_out,
            tuple(kept),
            self.problem_count,
            notes,
            written,
        )
