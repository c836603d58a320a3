"""In which order problems are told that come as people are read."""

from __future__ import annotations

from ..evidence.problems import Problem

ProblemPlace = tuple[bool, str, int, int, int, int]
"""What problems are told by: file, row, and what came first."""

_OF_RECORDS = {"duplicate-person": 0, "ragged-row": 0, "no-person": 1}
"""What is wrong with whole records is told before what their values say; first by person."""
_OF_VALUES = 2


class ProblemPlaces:
    """Gives each problem its place, in the order in which they are found: by file and row. What
    has no file, such as a requirement that does not hold, comes last; what stands in no row, as
    objects in a list do, by what is wrong, as if all were read before anybody is rated."""

    def __init__(self) -> None:
        self._people: dict[str, int] = {}
        self._count = 0

    def of(self, problem: Problem) -> ProblemPlace:
        """The place of the next problem."""
        self._count += 1
        what = person = 0
        if problem.row is None and problem.file:
            what = _OF_RECORDS.get(problem.code, _OF_VALUES)
            if not what:
                person = self._people.setdefault(problem.person, len(self._people))
        return not problem.file, problem.file, problem.row or 0, what, person, self._count
