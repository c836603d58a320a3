"""How many people a run rates, and what is wrong with the evidence of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import itemgetter
from typing import TYPE_CHECKING

import polars

from ...evidence.evidence_set import Note
from ...evidence.problems import Problem
from ...summary.summary import Summary
from ...summary.tally import NOT_APPLICABLE, NOT_RATED, RATED, REFUSED
from ..extents import extents_of
from ..problem_places import ProblemPlace, ProblemPlaces
from ..problem_texts import ProblemTexts
from ..rated_files import RatedFiles
from ..rows import Rows

if TYPE_CHECKING:
    from ...rater import Rater

MOST_KEPT = 10_000
"""Problems that are kept to be shown; all are counted."""


_STATE, _REASON, _LEVEL = _COUNTED = ("overall.state", "overall.reason", "overall")
_GROUP, _BESIDE = "group\0", "\0"
_Placed = tuple[ProblemPlace, Problem]


class Counting:
    """Counts as batches come, by what people have in the column `by`. `deferred` are people about
    whom several rows are, or are wrong: none is rated. Every problem goes to `told`, if given.

    What stands `beside` rows are texts in columns named "0", "1", as `columns` names them, null
    for nothing.
    """

    def __init__(
        self,
        rater: Rater,
        deferred: AbstractSet[str],
        columns: Sequence[str] = (),
        by: str = "",
        told: ProblemTexts | None = None,
    ) -> None:
        self.summary = Summary.of(rater, by=by, spreads=False)
        self.extents = extents_of(rater, self.summary)
        self.rows = 0
        self.problem_count = 0
        self._deferred = deferred
        self._told = told
        self._columns = columns
        self._group = str(list(columns).index(by)) if by else None
        self._places = ProblemPlaces()
        self._of_deferred: list[tuple[ProblemPlace, Problem]] = []
        self._beside_deferred: dict[str, dict[str, str]] = {}
        self._kept: list[tuple[ProblemPlace, Problem]] = []

    def take(self, problems: Iterable[Problem]) -> None:
        """Counts what is wrong with rows of tables."""
        for problem in problems:
            self._of_deferred += self._keep((problem,))

    def exclude(
        self,
        problems: Mapping[int, Problem | None],
        names: polars.Series,
        beside: polars.DataFrame,
    ) -> None:
        """Counts rows of a batch that are not rated because of what they are."""
        for at, problem in problems.items():
            self.rows += 1
            texts = self._texts(beside, at)
            if names[at] in self._deferred:
                # The first row that says something.
                known = self._beside_deferred.get(names[at], {})
                self._beside_deferred[names[at]] = texts | known
            if problem is None:
                continue
            placed = self._keep((problem,))
            if problem.person in self._deferred:
                self._of_deferred += placed
            else:
                self._refuse(placed, texts)

    def add(self, rated: polars.DataFrame, rows: Rows, beside: polars.DataFrame) -> polars.Series:
        """Counts a rated frame -> why it refuses people, with the places in their files."""
        groups = None if self._group is None else beside[self._group]
        self.rows += len(rated)
        refused = rated["problem"].is_not_null()
        counted = rated.select(each for each in _COUNTED if each in rated.columns)
        if groups is not None:
            counted = counted.with_columns(groups.alias(_GROUP))
        self._count(counted.filter(~refused) if refused.any() else counted)
        told = {}
        for at in refused.arg_true():
            problems = rows.problems(at)
            told[at] = "\n".join(map(str, problems))
            self._refuse(self._keep(problems), self._texts(beside, at))
        return rated["problem"].scatter(list(told), list(told.values()))

    def _texts(self, beside: polars.DataFrame, at: int) -> dict[str, str]:
        """The texts beside a row that are there, by the names of their columns in `beside`."""
        named = zip(beside.columns, beside.row(at) if beside.columns else (), strict=True)
        return {name: text for name, text in named if text is not None}

    def _count(self, counted: polars.DataFrame) -> None:
        """Counts people whom nothing is wrong with."""
        if _STATE not in counted.columns:
            counted = counted.with_columns(polars.lit(RATED).alias(_STATE))
        for group, state, people in _numbers_of(counted, _STATE):
            self.summary.tally(group).states[state] += people
        if _REASON in counted.columns:
            for group, both, people in _numbers_of(_unrated(counted), _REASON):
                kind, _, reason = both.partition(_BESIDE)
                self.summary.tally(group).reasons[kind, reason] += people
        if _LEVEL in counted.columns:
            for group, level, people in _numbers_of(counted, _LEVEL):
                self.summary.tally(group).measures[0].levels[level] += people

    def _refuse(self, placed: Sequence[_Placed], texts: Mapping[str, str]) -> None:
        problems = [problem for _, problem in placed]
        group = None if self._group is None else texts.get(self._group)
        known = {} if group is None else {each.person: group for each in problems if each.person}
        self.summary.refuse(problems, known)
        for place, problem in placed:
            self._tell(place, problem, texts)

    def _tell(self, place: ProblemPlace, problem: Problem, texts: Mapping[str, str]) -> None:
        """Has a problem written, if they are; what names nobody has no texts beside it."""
        if self._told is not None:
            names = map(str, range(len(self._columns)))
            kept = [texts.get(name, "") if problem.person else "" for name in names]
            self._told.take(place, problem, kept)

    def _keep(self, problems: Sequence[Problem]) -> list[_Placed]:
        """Counts problems, and keeps them while they are few -> the same with their places."""
        placed = [(self._places.of(each), each) for each in problems]
        self.problem_count += len(problems)
        self._kept.extend(placed[: MOST_KEPT - len(self._kept)])
        return placed

    def settle(self) -> None:
        """Takes in what is known of some people only when all are read."""
        beside = self._beside_deferred
        groups = {}
        if self._group is not None:
            found = ((person, texts.get(self._group)) for person, texts in beside.items())
            groups = {person: text for person, text in found if text is not None}
        self.summary.refuse([problem for _, problem in self._of_deferred], groups)
        for place, problem in self._of_deferred:
            self._tell(place, problem, beside.get(problem.person, {}))

    def problems(self) -> tuple[tuple[Problem, ...], int]:
        """Those that are kept, in the order of the rows, and how many there are."""
        kept = sorted(self._kept, key=itemgetter(0))
        return tuple(problem for _, problem in kept), self.problem_count

    def finished(self, notes: tuple[Note, ...], *, written: bool) -> RatedFiles:
        """What it came to."""
        kept, count = self.problems()
        everyone: Counter[str] = Counter()
        for tally in self.summary.tallies.values():
            everyone.update(tally.states)
        return RatedFiles(
            everyone[RATED],
            everyone[NOT_RATED],
            everyone[NOT_APPLICABLE],
            everyone[REFUSED],
            kept,
            count,
            notes,
            self.summary.report(),
            written,
        )


def _unrated(counted: polars.DataFrame) -> polars.DataFrame:
    """Those who are not rated, the kind of absence and the reason of each together."""
    state, reason = polars.col(_STATE).cast(polars.String), polars.col(_REASON)
    kind = state.replace(NOT_RATED, "missing")
    both = polars.concat_str(kind, reason.cast(polars.String), separator=_BESIDE)
    unrated = counted.filter(polars.col(_STATE).is_in([NOT_RATED, NOT_APPLICABLE]))
    return unrated.with_columns(both.alias(_REASON))


def _numbers_of(counted: polars.DataFrame, name: str) -> Iterator[tuple[str | None, str, int]]:
    """How often each word of a column turns up in each group."""
    if _GROUP not in counted.columns:
        for word, people in counted[name].drop_nulls().value_counts().iter_rows():
            yield None, word, people
        return
    yield from counted.drop_nulls(name).group_by(_GROUP, name).len().iter_rows()
