"""How many people a run rates, and what is wrong with the evidence of the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import polars

from ..evidence.files import Note
from ..evidence.problems import Problem
from ..summary.summary import Summary
from ..summary.tally import NOT_APPLICABLE, NOT_RATED, RATED, REFUSED
from .rated_files import RatedFiles
from .rows import Rows

if TYPE_CHECKING:
    from ..rater import Rater

MOST_KEPT = 10_000
"""Problems that are kept to be shown; all are counted."""


class Counting:
    """Counts as batches come. `twice` are people whom none of their several rows rates."""

    def __init__(self, rater: Rater, twice: frozenset[str]) -> None:
        self.summary = Summary.of(rater, spreads=False)
        self.rows = 0
        self.problem_count = 0
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
                self.summary.refuse((problem,))

    def add(self, rated: polars.DataFrame, rows: Rows) -> polars.Series:
        """Counts a rated frame -> why it refuses people, with the places in their files."""
        self.rows += len(rated)
        refused = rated["problem"].is_not_null()
        tally = self.summary.tally(None)
        if "overall.state" in rated.columns:
            tally.states.update(_counted(rated["overall.state"].filter(~refused)))
        else:
            tally.states[RATED] += len(rated) - int(refused.sum())
        if "overall" in rated.columns:
            tally.measures[0].levels.update(_counted(rated["overall"]))
        told = {}
        for at in refused.arg_true():
            problems = rows.problems(at)
            told[at] = "\n".join(map(str, problems))
            self._keep(problems)
            self.summary.refuse(problems)
        return rated["problem"].scatter(list(told), list(told.values()))

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
        everyone = self.summary.tally(None).states
        return RatedFiles(
            everyone[RATED],
            everyone[NOT_RATED],
            everyone[NOT_APPLICABLE],
            everyone[REFUSED],
            tuple(kept),
            self.problem_count,
            notes,
            self.summary.report(),
            written,
        )


def _counted(words: polars.Series) -> dict[str, int]:
    """How often each word turns up."""
    return dict(words.drop_nulls().cast(polars.String).value_counts().iter_rows())
