"""What a step comes to where something it reads is absent, told without interpreting it.

Most absences only pass on: a formula is absent because of what it reads, a rating because of its
value, points because of the rating; and an average goes on without what is absent. What is left
is the interpreter's, whose outcomes these are, notes included; the tests hold both together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from ..arithmetic import exact
from ..plan import (
    Assess,
    Coverage,
    Decide,
    Derive,
    DirectRating,
    Formula,
    OverallScore,
    Plan,
    Points,
    Require,
    ResponsibilityScore,
    Rounding,
    Score,
    Step,
)
from ..terms import Fold, Number, Slot, Term, passes_absence_on, refuses_absence, slots
from ..trace import Absence, AbsenceKind, EffectiveWeights, Note, Substituted
from .absence import stricter, undecided
from .fold import FoldedRow, Gathered, Value
from .reweighting import Reweighting

Outcome = tuple[Any, int, int]
"""As `operations.perform` gives it: the pair of a step, and its decision."""

Road = Callable[[tuple[Any, ...], dict[int, Note]], Outcome | None]
"""The flat pairs of a step's inputs, and the notes of the steps so far, to which its own is added
-> the step's outcome; None where only the interpreter knows it."""

ABSENT: Outcome = (0, 0, -1)
MOST_BITS = 1_024
"""Averages over larger denominators are left to the interpreter, which minds the limits."""


def road_past(plan: Plan, step: Step, reweighting: Reweighting | None) -> Road | None:
    """The road past the interpreter for a step of a plan; None where there is none.

    `reweighting` is that of the plan's role.
    """
    match step.operation:
        case Formula(Fold() as fold) if _reads_slots_only(fold):
            return _folding(step, fold)
        case Formula(term) | Require(condition=term) | Score(term, None, ()):
            return _passing(step, term, None)
        case Score(term, Fraction() as substitute, ()):
            return _passing(step, term, exact.pair_of(substitute))
        case DirectRating(term, _, substitute):
            return _passing(step, term, None if substitute is None else (substitute, 1))
        case Rounding(value, Number(), irrational=False):
            return _passing(step, value, None) if passes_absence_on(value) else None
        case Derive(supplied, term):
            return _deriving(step, supplied, term)
        case Decide():
            return _deciding(step, step.operation)
        case Points():
            return _scoring(step, step.operation)
        case Assess():
            return _assessing(step, step.operation)
        case Coverage():
            return None if reweighting is None else _covering(step, reweighting)
        case ResponsibilityScore(position, coverage):
            return _averaging(plan, step, position, coverage)
        case OverallScore():
            return _totalling(plan, step, step.operation)
        case _:
            return None


# --- absences passed on --------------------------------------------------------------------


def _kind(note: Note) -> AbsenceKind:
    assert isinstance(note, Absence)
    return note.kind


class _From:
    """What is absent of some steps that a step reads."""

    def __init__(self, step: Step, read: Iterable[int]) -> None:
        at = {index: place for place, index in enumerate(step.inputs)}
        self._read = [(index, 2 * at[index] + 1) for index in dict.fromkeys(read)]

    def absences(self, flat: tuple[Any, ...], notes: dict[int, Note]) -> list[Absence]:
        """One for each that is absent, from the flat pairs of the step's inputs."""
        return [
            Absence(_kind(notes[index]), "from", (index,))
            for index, place in self._read
            if not flat[place]
        ]

    def absence(self, flat: tuple[Any, ...], notes: dict[int, Note]) -> Absence | None:
        """Why something is absent that needs all of them; None where nothing is."""
        found = self.absences(flat, notes)
        if not found:
            return None
        return found[0] if len(found) == 1 else stricter(found)


def _passing(step: Step, term: Term, substitute: exact.Pair | None) -> Road | None:
    """A term that is absent where anything is that it reads."""
    if not refuses_absence(term):
        return None
    absence, index = _From(step, slots(term)).absence, step.index

    def road(flat: tuple[Any, ...], notes: dict[int, Note]) -> Outcome | None:
        found = absence(flat, notes)
        return None if found is None else _noted(index, found, notes, substitute)

    return road


def _noted(
    index: int, absence: Absence, notes: dict[int, Note], substitute: exact.Pair | None
) -> Outcome:
    if substitute is not None and absence.kind == "missing":
        notes[index] = Substituted(absence)
        return *substitute, -1
    notes[index] = absence
    return ABSENT


def _deriving(step: Step, supplied: int, term: Term) -> Road | None:
    """A value that the evidence does not give: not applicable, or absent like its formula."""
    if not refuses_absence(term):
        return None
    index, formula = step.index, _From(step, slots(term)).absence

    def road(flat: tuple[Any, ...], notes: dict[int, Note]) -> Outcome | None:
        given = notes.get(supplied)
        if given is None:
            return None
        if _kind(given) == "not applicable":
            notes[index] = Absence("not applicable", "from", (supplied,))
            return ABSENT
        found = formula(flat, notes)
        return None if found is None else _noted(index, found, notes, None)

    return road


# --- decisions -----------------------------------------------------------------------------


def _deciding(step: Step, operation: Decide) -> Road | None:
    """A decision without its subject, or whose first rule already cannot be told."""
    first = operation.branches[0].condition if operation.branches else None
    if first is None or not refuses_absence(first):
        return None
    index = step.index
    subject = _From(step, () if operation.subject is None else (operation.subject,)).absence
    condition = _From(step, slots(first)).absence
    substitute = None if operation.substitute is None else (operation.substitute, 1)

    def road(flat: tuple[Any, ...], notes: dict[int, Note]) -> Outcome | None:
        found = subject(flat, notes)
        if found is not None:
            return _noted(index, found, notes, None)
        found = condition(flat, notes)
        return None if found is None else _noted(index, found, notes, substitute)

    return road


def _scoring(step: Step, operation: Points) -> Road:
    absence, index, common = _From(step, (operation.rating,)).absence, step.index, operation.common
    substitute = None
    if operation.substitute is not None:
        substitute = int(operation.substitute * common), common

    def road(flat: tuple[Any, ...], notes: dict[int, Note]) -> Outcome | None:
        found = absence(flat, notes)
        return None if found is None else _noted(index, found, notes, substitute)

    return road


# --- aggregates over the role ---------------------------------------------------------------


def _reads_slots_only(fold: Fold) -> bool:
    """Whether it takes a step of each row, whatever else the row holds."""
    return all(
        isinstance(row.value, Slot) and row.where is None and row.weight is None
        for row in fold.rows
    )


def _folding(step: Step, fold: Fold) -> Road:
    """The least, greatest or average of what the rows have, of which some leave."""
    at = {index: 2 * place for place, index in enumerate(step.inputs)}
    read = [
        (row.score.index, row.value.index, at[row.score.index], at[row.value.index])
        for row in fold.rows
        if isinstance(row.value, Slot)
    ]
    index = step.index

    def road(flat: tuple[Any, ...], notes: dict[int, Note]) -> Outcome | None:
        gathered = Gathered()
        for score, value, score_at, value_at in read:
            if not flat[score_at + 1] and _kind(notes[score]) == "not applicable":
                continue
            if flat[value_at + 1]:
                found: Value = (flat[value_at], flat[value_at + 1])
            else:
                found = Absence(_kind(notes[value]), "from", (value,))
            gathered.add(FoldedRow(None, found, None))
        result = gathered.result(fold.function, fold.ignoring_missing, fold.table)
        if isinstance(result, Absence):
            return _noted(index, result, notes, None)
        return *result, -1

    return road


# --- averages of what is known -------------------------------------------------------------


class _Average:
    """The weighted average of those of some inputs that are present."""

    def __init__(self, step: Step, parts: Sequence[tuple[int, Fraction]]) -> None:
        at = {index: place for place, index in enumerate(step.inputs)}
        common = lcm(*(share.denominator for _, share in parts))
        self._parts = [(2 * at[index], int(share * common)) for index, share in parts]

    def known(self, flat: tuple[Any, ...]) -> exact.Pair | None:
        """The average in lowest terms, absent where nothing known has any weight; None where that
        is left to the interpreter."""
        present = [
            (flat[place], flat[place + 1], weight)
            for place, weight in self._parts
            if flat[place + 1]
        ]
        common = lcm(*[d for _, d, _ in present])
        whole = sum([weight for _, _, weight in present])
        if not whole:
            return exact.ABSENT
        if common.bit_length() > MOST_BITS:
            return None
        total = sum([n * weight * (common // d) for n, d, weight in present])
        return exact.reduce(total, common * whole)


def _assessing(step: Step, operation: Assess) -> Road | None:
    """A competency that some of its kinds of rater assessed."""
    if operation.all_raters:
        return None
    known = _Average(step, operation.raters).known

    def road(flat: tuple[Any, ...], _: dict[int, Note]) -> Outcome | None:
        average = known(flat)
        return (*average, -1) if average is not None and average[1] else None

    return road


def _covering(step: Step, reweighting: Reweighting) -> Road:
    index, inputs = step.index, step.inputs

    def road(flat: tuple[Any, ...], notes: dict[int, Note]) -> Outcome | None:
        absent = [
            (each, _kind(notes[each])) for each, d in zip(inputs, flat[1::2], strict=True) if not d
        ]
        weights = reweighting.weights(absent)
        if weights is None:
            return None
        notes[index] = weights
        return weights.known.numerator, weights.known.denominator, -1

    return road


def _averaging(plan: Plan, step: Step, position: int, coverage: int) -> Road:
    """A responsibility goes on without what does not apply, and where the role lets it leave,
    without what is missing. Of one that is shown, not counted, nothing missing leaves."""
    operation = plan.steps[coverage].operation
    assert isinstance(operation, Coverage)
    responsibility = operation.responsibilities[position]
    counted = [each for each in responsibility.measures if each.weight]
    known = _Average(step, [(each.score, each.weight) for each in counted]).known
    absences, index = _From(step, (each.score for each in counted)).absences, step.index
    counts = bool(responsibility.weight)

    def road(flat: tuple[Any, ...], notes: dict[int, Note]) -> Outcome | None:
        absent, weights = absences(flat, notes), notes.get(coverage)
        rated = counts and isinstance(weights, EffectiveWeights) and weights.rated
        stays = not rated and any(each.kind == "missing" for each in absent)
        if stays or len(absent) == len(counted):
            return _noted(index, undecided(absent), notes, None) if absent else None
        average = known(flat)
        return None if average is None else (*average, -1)

    return road


def _totalling(plan: Plan, step: Step, operation: OverallScore) -> Road:
    """A role of which something is absent, where what is missing may leave: what has left has no
    score, and the others keep the proportions of their weights."""
    coverage = plan.steps[operation.coverage].operation
    assert isinstance(coverage, Coverage)
    weights_of = zip(operation.scores, coverage.responsibilities, strict=True)
    known = _Average(step, [(index, each.weight) for index, each in weights_of]).known

    def road(flat: tuple[Any, ...], notes: dict[int, Note]) -> Outcome | None:
        weights = notes.get(operation.coverage)
        if not (isinstance(weights, EffectiveWeights) and weights.rated):
            return None
        average = known(flat)
        return (*average, -1) if average is not None and average[1] else None

    return road
