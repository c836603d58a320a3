"""Ratings, one by one or counted by columns -> what they come to together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Self

from ...dsl.types import LevelType, QuantityType
from ..columns.output.results import reason_text
from ..evidence.problems import Problem, UsageError
from ..plan import Plan
from ..rating import Rating
from ..trace import Absence, Setting, Trace
from .extent import Extent
from .report import MeasureReport, SummaryReport
from .scheme import OVERALL, Scheme, SchemeMeasure, scheme_of
from .spill import Spill
from .tally import NOT_APPLICABLE, NOT_RATED, RATED, REFUSED, Tally, group_report

if TYPE_CHECKING:
    from ..rater import Rater


MOST_GROUPS: Final = 1_000
MOST_HELD: Final = 2**21
"""Numbers held in memory, where others may be spilled."""


class Summary:
    """Counts ratings as they come, in any order and any parts, and adds up with other summaries.

    It holds no ratings. With `spreads` it keeps the values of measures, 24 bytes for each
    different one, from which medians and what lies near thresholds are told exactly, of groups,
    too, and why values are absent. Without, its size does not grow with the people: of the measures
    it tells how far their values reach and how many lie near thresholds, of everyone together.
    `by` is the name of what groups people.
    """

    def __init__(self, scheme: Scheme, *, by: str = "", spreads: bool = True) -> None:
        self.scheme = scheme
        self.by = by
        self.spreads = spreads
        self.periods: dict[str, None] = {}
        self.notes: dict[str, None] = {}
        self.tallies: dict[str | None, Tally] = {}
        self.extents = () if spreads else tuple(map(_extent, scheme.measures))
        self._places: dict[int, Places] = {}

    @classmethod
    def of(cls, rater: Rater, *, by: str = "", spreads: bool = True) -> Self:
        """An empty summary of what a rater gives."""
        summary = cls(scheme_of(rater.plan, rater.template), by=by, spreads=spreads)
        if rater.setting.period is not None:
            summary.periods[rater.setting.period.text] = None
        return summary

    # --- people ----------------------------------------------------------------------------

    def add(self, rating: Rating, group: str | None = None) -> None:
        """Counts a person's rating; `group` is what the person has in the column `by`."""
        trace = rating.trace
        plan = trace.plan
        places = self._places_in(trace)
        tally = self.tally(group)
        state = rating.state
        tally.states[state] += 1
        if state != RATED:
            absence = rating.absence
            kind = "missing" if state == NOT_RATED else NOT_APPLICABLE
            reason = "" if absence is None else reason_text(plan, absence)
            tally.reasons[kind, reason] += 1
        for part, (value, level, steps) in zip(tally.measures, places.measures, strict=True):
            if not self.spreads and steps:
                break
            if value is not None and trace.present(value):
                part.valued += 1
                if part.values is not None:
                    part.values.add(trace.raw(value))
            if level is not None and trace.present(level):
                part.levels[places.level_names[level][int(trace.raw(level))]] += 1
            absence = _first_absence(trace, steps)
            if absence is not None:
                part.absent[absence.kind, reason_text(plan, absence)] += 1
        if not self.spreads:
            self.reach(trace)

    def reach(self, trace: Trace) -> None:
        """Lets the extents take in a person's values, and counts nothing else of them."""
        values = trace.values
        for extent, (index, _, _) in zip(
            self.extents, self._places_in(trace).measures, strict=True
        ):
            if extent is not None and index is not None and values[2 * index + 1]:
                extent.add(values[2 * index], values[2 * index + 1])

    def refuse(self, problems: Iterable[Problem], groups: Mapping[str, str] | None = None) -> None:
        """Counts the people whose evidence has problems, each once, and each kind of problem once
        for a person; `groups` says what each has in the column `by`."""
        people: set[str] = set()
        kinds: set[tuple[str, str, str]] = set()
        for problem in problems:
            tally = self.tally((groups or {}).get(problem.person))
            if problem.person and problem.person not in people:
                people.add(problem.person)
                tally.states[REFUSED] += 1
            kind = (problem.person, problem.code, problem.field)
            if not problem.person or kind not in kinds:
                kinds.add(kind)
                tally.problems[problem.code, problem.field] += 1

    def tally(self, group: str | None) -> Tally:
        """The counts of a group."""
        if not self.by:
            group = None
        tally = self.tallies.get(group)
        if tally is None:
            if len(self.tallies) > MOST_GROUPS:
                raise UsageError(
                    f"the column `{self.by}` has more than {MOST_GROUPS:,} different values, so "
                    "that a summary of each would tell little: choose a column that groups people, "
                    "such as their region"
                )
            empty = Tally.empty(self.scheme.measures, spreads=self.spreads)
            tally = self.tallies[group] = empty
        return tally

    def _places_in(self, trace: Trace) -> Places:
        """Where what is counted stands; UsageError for a rating that cannot be counted here."""
        known = self._places.get(id(trace.setting))
        if known is not None and known.plan is trace.plan:
            return known
        check_same(self.scheme, scheme_of(trace.plan, trace.values))
        if trace.setting.period is not None:
            self.periods[trace.setting.period.text] = None
        places = self._places[id(trace.setting)] = Places(trace.plan, trace.setting, self.scheme)
        return places

    def add_frame(self, frame: Any, by: str = "") -> None:
        """Counts the people of a frame as `Framework.rate_frame` gives it, or of one with the
        columns of `flat_row`; `by` is its column that groups them.

        Numbers are exact where they are texts; a float stands for the shortest decimal that reads
        back as it. UsageError for any other frame. Needs the extra `columns`.
        """
        from ..columns.summing import count_frame

        count_frame(self, frame, by)

    # --- together --------------------------------------------------------------------------

    def make_room(self, spill: Spill) -> None:
        """Writes values to a file where too many of them are held."""
        values = [
            each.values
            for tally in self.tallies.values()
            for each in tally.measures
            if each.values is not None
        ]
        if sum(each.held for each in values) <= MOST_HELD:
            return
        for each in values:
            each.merge_equal()
        held = sum(each.held for each in values)
        for each in sorted(values, key=lambda each: each.held, reverse=True):
            if held <= MOST_HELD // 2:
                break
            held -= each.held
            each.spill(spill)

    def merge(self, other: Summary) -> None:
        """Takes in the people of another summary; UsageError where it is of something else."""
        check_same(self.scheme, other.scheme)
        if (self.by, self.spreads) != (other.by, other.spreads):
            raise UsageError("two summaries that are added up must be made alike")
        self.periods.update(other.periods)
        self.notes.update(other.notes)
        for group, tally in other.tallies.items():
            self.tally(group).merge(tally)
        for mine, others in zip(self.extents, other.extents, strict=True):
            if mine is not None and others is not None:
                mine.merge(others)

    def report(self) -> SummaryReport:
        """What everyone so far comes to; groups in the order of their names, the unknown last."""
        scheme = self.scheme
        complete = scheme.complete
        names = sorted(self.tallies, key=lambda name: (name is None, name or ""))
        everyone = group_report(
            None, list(self.tallies.values()), scheme.measures, complete=complete
        )
        if not self.spreads:
            measures = zip(everyone.measures, self.extents, strict=True)
            reaching = [_reaching(*each, complete=complete) for each in measures]
            everyone = replace(everyone, measures=tuple(reaching))
        groups = [
            group_report(name, [self.tallies[name]], scheme.measures, complete=complete)
            for name in (names if self.by else ())
        ]
        return SummaryReport(
            scheme,
            tuple(sorted(self.periods)),
            everyone,
            self.by,
            tuple(groups),
            self.spreads,
            tuple(self.notes),
        )


def summarize(
    ratings: Iterable[Rating],
    problems: Iterable[Problem] = (),
    *,
    by: str = "",
    groups: Mapping[str, str] | None = None,
) -> SummaryReport:
    """Ratings of one framework, role and set of parameters -> what they come to together.

    `problems` are those of people left out. `groups` says for each person what stands in the
    column `by`. UsageError for no ratings, and for ratings of different frameworks or roles.
    """
    summary: Summary | None = None
    for rating in ratings:
        if summary is None:
            summary = Summary(scheme_of(rating.trace.plan, rating.trace.values), by=by)
        summary.add(rating, (groups or {}).get(rating.person))
    if summary is None:
        raise UsageError("there are no ratings to sum up")
    summary.refuse(problems, groups)
    return summary.report()


def check_same(one: Scheme, other: Scheme) -> None:
    """UsageError unless two summaries are of the same framework, role and thresholds."""
    if (one.meaning, one.role) != (other.meaning, other.role):
        raise UsageError(different(one, other.framework, other.meaning, other.role))
    if one.measures == other.measures:
        return
    if one.complete != other.complete:
        raise UsageError(
            "some of the ratings say by which levels and thresholds they were given, others do "
            "not: name the framework of all with `--framework FILE`"
        )
    changed = [
        f"`{mine.id}`"
        for mine, theirs in zip(one.measures, other.measures, strict=False)
        if mine.thresholds != theirs.thresholds
    ]
    what = f"the thresholds of {', '.join(changed)} differ" if changed else "their scales differ"
    raise UsageError(f"the ratings cannot be summed up together: {what}; sum up each by itself")


def different(scheme: Scheme, framework: str, meaning: str, role: str) -> str:
    """What to say of ratings that were not given by the framework and role of a summary."""
    if meaning != scheme.meaning:
        digests = f"(meaning {scheme.meaning[:12]}… and {meaning[:12]}…)"
        if not framework or not scheme.framework:
            what = "two frameworks, or two versions of one"
        elif framework == scheme.framework:
            what = f"two versions of the framework `{framework}`"
        else:
            what = f"two frameworks, `{scheme.framework}` and `{framework}`"
        return f"the ratings are of {what} {digests}: sum up each by itself"
    return f"the ratings are of two roles, `{scheme.role}` and `{role}`: sum up each by itself"


def _extent(measure: SchemeMeasure) -> Extent | None:
    """What counts values of a measure without keeping them; None where they are no quantities."""
    return None if measure.type is None else Extent(measure.thresholds)


def _reaching(report: MeasureReport, extent: Extent | None, *, complete: bool) -> MeasureReport:
    if extent is None or not extent.valued:
        return report
    return replace(
        report,
        valued=extent.valued,
        ends=extent.ends,
        near=extent.near if complete else None,
        thresholds=extent.nearby() if complete else (),
    )


class Places:
    """Where in a plan what is counted stands: for each measure its value, its level, and the
    steps whose absence tells."""

    def __init__(self, plan: Plan, setting: Setting, scheme: Scheme) -> None:
        self.plan = plan
        self.setting = setting  # held, so that no other can take its identity
        self.level_names: dict[int, tuple[str, ...]] = {}
        self.measures = tuple(self._measure(plan, each.id) for each in scheme.measures)

    def _measure(self, plan: Plan, id: str) -> tuple[int | None, int | None, tuple[int, ...]]:
        if id == OVERALL:
            value, rating, score = plan.overall_score, plan.overall, None
        else:
            value, rating, score = plan.values.get(id), plan.ratings.get(id), plan.scores.get(id)
        if rating is not None:
            type = plan.steps[rating].type
            assert isinstance(type, LevelType)
            scale = plan.framework.scales[type.scale]
            self.level_names[rating] = tuple(level.id for level in scale.by_rank)
        steps = () if id == OVERALL else (value, rating, score)
        told = tuple(index for index in steps if index is not None)
        numeric = value is not None and isinstance(plan.steps[value].type, QuantityType)
        return value if numeric else None, rating, told


def _first_absence(trace: Trace, steps: Iterable[int]) -> Absence | None:
    return next((trace.absence(index) for index in steps if not trace.present(index)), None)
