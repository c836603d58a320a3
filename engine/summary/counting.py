"""Columns of ratings -> a summary: each different value is read once, however many have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import gcd
from typing import Any

from ..columns.output.results import STATES
from ..evidence.problems import UsageError, named
from .scheme import OVERALL
from .summary import Summary
from .tally import NOT_APPLICABLE, RATED, REFUSED

Counting = Callable[[tuple[str, ...]], Iterable[tuple[tuple[Any, ...], int]]]
"""Headings of columns -> each different combination of their values, and how often it comes."""

_BASES = (("state", "level", "score", "reason"), tuple(
    f"overall{each}" for each in (".state", "", ".score", ".reason")
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class RatingColumns:
    """Which headings hold what. A heading that there is none for is "". `measures` are the ids of
    the measures, with the headings of value, level, kind of absence, reason and points."""

    state: str
    level: str
    score: str
    reason: str
    measures: Mapping[str, tuple[str, str, str, str, str]] = field(default_factory=dict)

    @classmethod
    def among(cls, headings: Sequence[str]) -> RatingColumns | None:
        """The columns of ratings as a file has them, or a rated frame; None where there are
        none."""
        there = set(headings)
        base = next((each for each in _BASES if each[0] in there), None)
        if base is None:
            return None
        ids = [each.removesuffix(".absent") for each in headings if each.endswith(".absent")]

        def found(heading: str) -> str:
            return heading if heading in there else ""

        measures = {
            id: (
                found(id), found(f"{id}.rating"), f"{id}.absent", found(f"{id}.reason"),
                found(f"{id}.score"),
            )
            for id in ids
        }  # fmt: skip
        return cls(base[0], found(base[1]), found(base[2]), found(base[3]), measures)


def count_columns(
    summary: Summary, columns: RatingColumns, counting: Counting, group: str = ""
) -> None:
    """Counts people whose ratings stand in columns; `group` is the heading of what groups them.

    An empty text is absent, as None is. A float stands for the shortest decimal that reads back
    as it."""
    _Counts(summary, columns, counting, group).count()


@dataclass(frozen=True, slots=True)
class _Counts:
    summary: Summary
    columns: RatingColumns
    counting: Counting
    group: str

    def count(self) -> None:
        columns = self.columns
        for group, (state, reason), people in self._counted(columns.state, columns.reason):
            if state not in STATES:
                raise UsageError(f"the column `{columns.state}` says `{state}`, which no rating is")
            tally = self.summary.tally(group)
            tally.states[state] += people
            if state == REFUSED:
                tally.problems["", ""] += people
            elif state != RATED:
                kind = NOT_APPLICABLE if state == NOT_APPLICABLE else "missing"
                tally.reasons[kind, reason] += people
        for at, measure in enumerate(self.summary.scheme.measures):
            if measure.id == OVERALL:
                self._measure(at, columns.score, columns.level, "", "")
            elif measure.id in columns.measures:
                value, level, absent, reason, _ = columns.measures[measure.id]
                if self.summary.spreads:
                    self._measure(at, value, level, absent, reason)
                else:
                    self._values(at, value)

    def _measure(self, at: int, value: str, level: str, absent: str, reason: str) -> None:
        self._values(at, value)
        if level:
            for group, (id,), people in self._counted(level):
                if id:
                    self._check_level(at, level, id)
                    self.summary.tally(group).measures[at].levels[id] += people
        if absent:
            for group, (kind, why), people in self._counted(absent, reason):
                if kind:
                    self.summary.tally(group).measures[at].absent[kind, why] += people

    def _values(self, at: int, heading: str) -> None:
        summary = self.summary
        extent = None if summary.spreads else summary.extents[at]
        if not heading or (extent is None and not summary.spreads):
            return
        for group, (written,), people in self._counted(heading):
            if not written:
                continue
            part = summary.tally(group).measures[at]
            pair = pair_of(written)
            if pair is None:
                self._no_number(at, heading, written)
                part.unread += people
                continue
            if extent is not None:
                extent.add(*pair, people)
                continue
            part.valued += people
            if part.values is not None:
                part.values.add_pair(pair, people)

    def _no_number(self, at: int, heading: str, written: object) -> None:
        """A level or a date is no number; of a quantity nothing may get lost in silence."""
        scheme = self.summary.scheme
        if scheme.complete and scheme.measures[at].type is not None:
            raise UsageError(unreadable(heading, written))

    def _check_level(self, at: int, heading: str, id: str) -> None:
        scheme = self.summary.scheme
        if scheme.complete and all(each.id != id for each in scheme.measures[at].levels):
            levels = (each.id for each in scheme.measures[at].levels)
            raise UsageError(f"the column `{heading}`: {named('level', id, levels)}")

    def _counted(self, *headings: str) -> Iterable[tuple[str | None, tuple[Any, ...], int]]:
        """Each group with each combination of values, "" for what there is no column for."""
        if not self.group and all(headings):
            for values, people in self.counting(headings):
                gone = None in values
                told = tuple("" if each is None else each for each in values) if gone else values
                yield None, told, people
            return
        there = [heading for heading in headings if heading]
        wanted = (self.group, *there) if self.group else tuple(there)
        places = {heading: at + bool(self.group) for at, heading in enumerate(there)}
        for values, people in self.counting(wanted):
            cells = tuple(
                "" if not heading or values[places[heading]] is None else values[places[heading]]
                for heading in headings
            )
            named = values[0] if self.group else None
            yield (None if named in {None, ""} else str(named)), cells, people


def unreadable(heading: str, written: object) -> str:
    """What to say of a text where a number should stand."""
    told = f" says `{written}`, which" if written != "" else " has a text that"
    return (
        f"the column `{heading}`{told} is no number as `assay rate` writes them: has another "
        "program saved the file?"
    )


def listed(columns: Mapping[str, Sequence[Any]]) -> Counting:
    """Counts what stands in plain lists."""

    def counting(headings: tuple[str, ...]) -> Iterable[tuple[tuple[Any, ...], int]]:
        return Counter(zip(*(columns[each] for each in headings), strict=True)).items()

    return counting


def number_of(written: object) -> Fraction | None:
    """`1.08` or `27/25`, or a number -> the number; None for any other text."""
    pair = pair_of(written)
    return None if pair is None else Fraction(*pair)


def pair_of(written: object) -> tuple[int, int] | None:
    """The same, as numerator and denominator in lowest terms."""
    match written:
        case str():
            return _pair_of_text(written)
        case bool():
            return None
        case int() | Fraction() | Decimal():
            return written.as_integer_ratio()
        case float():
            # A float that is not finite differs from itself, or its difference does.
            return _shortest(written) if written - written == 0 else None
        case _:
            return None


def _shortest(number: float) -> tuple[int, int]:
    return Fraction(repr(number)).as_integer_ratio()


def _pair_of_text(text: str) -> tuple[int, int] | None:
    negative = text.startswith("-")
    digits = text[1:] if negative else text
    whole, mark, rest = digits.partition("/" if "/" in digits else ".")
    if not _are_digits(whole) or (mark and not _are_digits(rest)):
        return None
    try:
        if mark == "/":
            top, bottom = int(whole), int(rest)
        else:
            top, bottom = int(whole + rest), 10 ** len(rest)
    except ValueError:  # beyond the digits that Python reads
        return None
    if not bottom:
        return None
    shared = gcd(top, bottom)
    return (-top if negative else top) // shared, bottom // shared


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
