"""Files of ratings, as `assay rate` writes them -> their summary."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from ...dsl.framework import Label
from ...dsl.types import NUMBER
from ..evidence.problems import UsageError, named
from ..garbage import collection_paused
from .counting import RatingColumns, count_columns, listed, number_of, unreadable
from .people_once import Key, PeopleOnce
from .rating_files import read_ratings
from .rating_table import RatingsFile, RatingsTable, no_ratings
from .scheme import OVERALL, Scheme, SchemeLevel, SchemeMeasure, scheme_of
from .spill import Spill
from .summary import Summary, check_same, different
from .tally import REFUSED

if TYPE_CHECKING:
    from ..loaded import Framework
    from .report import SummaryReport

_GROUP = "\0group"
"""A heading that no file has."""


def summarize_files(
    files: Sequence[RatingsFile],
    *,
    framework: Framework | None = None,
    role: str | None = None,
    period: str | None = None,
    parameters: Mapping[str, object] | None = None,
    as_of: date | None = None,
    by: str = "",
    groups: Mapping[str, str] | None = None,
) -> SummaryReport:
    """Files of ratings of one framework and role -> what they come to together.

    JSON and Parquet files say themselves by which levels and thresholds they were rated; for the
    others `framework` says so, with the `parameters` and the day `as_of` that they were rated
    with, and for rated frames in a file the `role` and `period`, which they do not tell. `by` is
    a column of the files, or where `groups` says for each person what stands in it, any name.
    UsageError for what are no ratings, or not of one framework and role.
    """
    stated = None
    if framework is not None:
        stated = _Stated(framework, role, period, dict(parameters or {}), as_of)
    with collection_paused(), Spill() as spill, ExitStack() as opened:
        reading = _Reading(stated, by, groups, spill)
        again = [_readable_again(file, opened) for file in files]
        for file in again:
            reading.read(file)
        _refuse_twice(again, reading.alike())
        return reading.report()


@dataclass(frozen=True, slots=True)
class _Stated:
    """The framework that the caller names; role and period where a file does not tell."""

    framework: Framework
    role: str | None
    period: str | None
    parameters: Mapping[str, object]
    as_of: date | None

    def scheme(self, file: str, role: str, period: str, meaning: str) -> Scheme:
        """By what a file was rated; UsageError where by another framework."""
        own = self.framework.digests.meaning
        if meaning and meaning != own:
            raise UsageError(
                f"`{file}` was rated by another framework than the one named, or by another "
                f"version of it (meaning {meaning[:12]}… there, {own[:12]}… here)"
            )
        rater = self.framework.rater(
            role=role or self.role,
            period=period or self.period,
            parameters=self.parameters,
            as_of=self.as_of,
        )
        return scheme_of(rater.plan, rater.template)


class _Reading:
    def __init__(
        self, stated: _Stated | None, by: str, groups: Mapping[str, str] | None, spill: Spill
    ) -> None:
        self._stated = stated
        self._by = by
        self._groups = groups
        self._summary: Summary | None = None
        self._people = PeopleOnce()
        self._spill = spill
        self._points: dict[int, dict[str, Fraction]] = {}

    def read(self, file: RatingsFile) -> None:
        table = read_ratings(file, self._by)
        columns = RatingColumns.among(table.headings)
        if columns is None or "person" not in table.headings:
            lacking = "person" if columns is not None else "state"
            raise no_ratings(file.name, f"it has no column `{lacking}`")
        if self._by and self._groups is None and self._by not in table.headings:
            told = [each for each in table.headings if "." not in each]
            raise UsageError(
                f"`{file.name}`: {named('column', self._by, told)}; `--keep {self._by}` of "
                "`assay rate` writes a column of the evidence with the ratings, and `--people "
                "FILE` reads it from another file"
            )
        empty = True
        for chunk in table.chunks:
            empty = False
            self._count(table, columns, chunk)
        if empty and not table.refused_people and not (table.refused and table.refused[0]):
            raise UsageError(f"`{file.name}` holds no ratings: it has headings and no rows")
        if empty:
            self._summary_of(table, columns, "", "", "")
        self._refuse(table)

    def alike(self) -> frozenset[int]:
        """The hashes of those who seem to be rated more than once."""
        return self._people.alike()

    def report(self) -> SummaryReport:
        summary = self._summary
        if summary is None:
            raise UsageError("name a file of ratings")
        if not summary.scheme.complete:
            summary.scheme = self._ordered(summary)
            summary.notes["summary.note.order"] = None
        return summary.report()

    # --- rows ------------------------------------------------------------------------------

    def _count(
        self, table: RatingsTable, columns: RatingColumns, chunk: dict[str, Sequence[Any]]
    ) -> None:
        rows = len(chunk["person"])
        nothing = [""] * rows
        stated = zip(
            chunk.get("role", nothing), chunk.get("period", nothing),
            chunk.get("framework.meaning", nothing), strict=True,
        )  # fmt: skip
        summary = None
        for role, period, meaning in dict.fromkeys(stated):
            summary = self._summary_of(table, columns, role or "", period or "", meaning or "")
        assert summary is not None
        self._people.add(zip(chunk["person"], chunk.get("period", nothing), strict=True))
        group = self._by
        if self._groups is not None:
            group = _GROUP
            chunk = {**chunk, group: [self._groups.get(each) for each in chunk["person"]]}
        counting = listed(chunk)
        count_columns(summary, columns, counting, group)
        summary.make_room(self._spill)
        if not summary.scheme.complete:
            self._note_points(summary, columns, chunk)

    def _refuse(self, table: RatingsTable) -> None:
        summary = self._summary
        assert summary is not None
        if table.refused is None:
            summary.notes["summary.note.left-out"] = None
            return
        people, problems = table.refused
        if people and self._by:
            summary.notes["summary.note.left-out-groups"] = None
        if people or problems:
            tally = summary.tally(None)
            tally.states[REFUSED] += people
            tally.problems.update(problems)
        for person, one in table.refused_people.items():
            group = one.kept.get(self._by) if self._groups is None else self._groups.get(person)
            tally = summary.tally(group or None)
            if person:
                tally.states[REFUSED] += 1
                tally.problems.update(dict.fromkeys(one.kinds, 1))
            else:
                tally.problems.update(one.kinds)

    # --- schemes ---------------------------------------------------------------------------

    def _summary_of(
        self, table: RatingsTable, columns: RatingColumns, role: str, period: str, meaning: str
    ) -> Summary:
        """The summary that ratings of this kind go to."""
        scheme = self._scheme(table, columns, role, period, meaning)
        if self._summary is None:
            self._summary = Summary(scheme, by=self._by)
        else:
            check_same(self._summary.scheme, scheme)
        if period:
            self._summary.periods[period] = None
        return self._summary

    def _scheme(
        self, table: RatingsTable, columns: RatingColumns, role: str, period: str, meaning: str
    ) -> Scheme:
        named_scheme = None
        if self._stated is not None:
            named_scheme = self._stated.scheme(table.file, role, period, meaning)
        if table.scheme is None:
            return named_scheme or _guessed(columns, table.framework, role, meaning)
        if meaning and (meaning, role) != (table.scheme.meaning, table.scheme.role):
            raise UsageError(f"`{table.file}`: {different(table.scheme, '', meaning, role)}")
        return table.scheme

    def _note_points(
        self, summary: Summary, columns: RatingColumns, chunk: Mapping[str, Sequence[Any]]
    ) -> None:
        """Learns the points of levels, which a measure that is rated has for its score."""
        for at, measure in enumerate(summary.scheme.measures):
            _, level, _, _, score = columns.measures.get(measure.id, ("",) * 5)
            if level and score:
                points = self._points.setdefault(at, {})
                for id, written in set(zip(chunk[level], chunk[score], strict=True)):
                    number = number_of(written)
                    if id and number is not None:
                        points[id] = number

    def _ordered(self, summary: Summary) -> Scheme:
        """The scheme with the levels that came, by their points; those without come last."""
        scheme = summary.scheme
        measures = []
        for at, measure in enumerate(scheme.measures):
            came: set[str] = set()
            parts = [tally.measures[at] for tally in summary.tallies.values()]
            if any(each.unread for each in parts) and any(each.valued for each in parts):
                raise UsageError(unreadable(measure.id, ""))
            for part in parts:
                came.update(part.levels)
            points = self._points_of(at, came)

            def place(level: str, points: Mapping[str, Fraction] = points) -> Any:
                return level not in points, -points.get(level, Fraction(0)), level

            measures.append(_with_levels(measure, sorted(came | points.keys(), key=place)))
        return Scheme(
            scheme.framework, scheme.label, scheme.version, scheme.meaning, scheme.role,
            scheme.role_label, tuple(measures), scheme.labels, complete=False,
        )  # fmt: skip

    def _points_of(self, at: int, came: set[str]) -> Mapping[str, Fraction]:
        """The points of a measure's levels; for the overall rating those of any measure that has
        all the levels that came."""
        own = self._points.get(at)
        if own is not None:
            return own
        return next((each for each in self._points.values() if came <= each.keys()), {})


def _readable_again(file: RatingsFile, opened: ExitStack) -> RatingsFile:
    """The file itself, or a copy of what can be read only once."""
    if file.content.seekable():
        return file
    copied = opened.enter_context(TemporaryFile())  # noqa: SIM115  (it is one)
    shutil.copyfileobj(file.content, copied)
    copied.seek(0)
    return replace(file, content=copied)


def _refuse_twice(files: Sequence[RatingsFile], alike: frozenset[int]) -> None:
    """UsageError where somebody is rated twice for a period, among those with such hashes."""
    if not alike:
        return
    rated: dict[Key, str] = {}
    for file in files:
        file.content.seek(0)
        for chunk in read_ratings(file).chunks:
            periods = chunk.get("period", [""] * len(chunk["person"]))
            for key in zip(chunk["person"], periods, strict=True):
                if hash(key) not in alike:
                    continue
                before = rated.get(key)
                if before is not None:
                    where = "" if before == file.name else f" and in `{file.name}`"
                    raise UsageError(f"`{key[0]}` is rated twice: in `{before}`{where}")
                rated[key] = file.name


def _with_levels(measure: SchemeMeasure, ids: Iterable[str]) -> SchemeMeasure:
    listed_ids = list(ids)
    last = len(listed_ids) - 1
    levels = tuple(
        SchemeLevel(id, Label(id, {}), Fraction(last - at, last) if last else Fraction(1))
        for at, id in enumerate(listed_ids)
    )
    return SchemeMeasure(
        measure.id, measure.kind, measure.label, measure.type, levels, (), others=False
    )


def _guessed(columns: RatingColumns, framework: str, role: str, meaning: str) -> Scheme:
    """What the headings of a file say alone."""
    overall = SchemeMeasure(OVERALL, "overall", Label(role, {}), NUMBER, (), (), others=False)
    measures = [
        SchemeMeasure(id, "kpi", Label(id, {}), NUMBER, (), (), others=False)
        for id in columns.measures
    ]
    label = Label(framework, {})
    return Scheme(
        framework, label, "", meaning, role, Label(role, {}), (overall, *measures), {},
        complete=False,
    )  # fmt: skip
