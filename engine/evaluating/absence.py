"""How absences combine: what a value is when something it needs is absent."""

from __future__ import annotations

from collections.abc import Iterable

from ..trace import Absence


def stricter(absences: Iterable[Absence]) -> Absence:
    """The absence of a value that needs everything here.

    Not applicable wins over missing: whatever a missing value turned out to be, the result would
    still not concern the person.
    """
    listed = list(absences)
    not_applicable = [absence for absence in listed if absence.kind == "not applicable"]
    return _merged(not_applicable or listed)


def undecided(absences: Iterable[Absence]) -> Absence:
    """The absence of a condition that any of these could still decide.

    Missing wins over not applicable: supplying what is missing could settle it.
    """
    listed = list(absences)
    missing = [absence for absence in listed if absence.kind == "missing"]
    return _merged(missing or listed)


def _merged(absences: list[Absence]) -> Absence:
    first = absences[0]
    for absence in absences:
        if absence.reason != "from":
            return absence
    if len(absences) == 1:
        return first
    causes = dict.fromkeys(cause for absence in absences for cause in absence.causes)
    return Absence(first.kind, "from", tuple(causes))
