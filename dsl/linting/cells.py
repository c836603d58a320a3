"""Rules on one quantity -> which of them decides each of its values.

The values are cut into cells at the constants that the rules compare them with: each constant is
a cell, and so is each open stretch between two. A condition holds on all of a cell or on none of
it, so that sets of cells, held as the bits of whole numbers, are its exact meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .. import framework as fw
from .conditions import (
    MIRRORED,
    Comparison,
    Condition,
    Every,
    Member,
    Membership,
    Negation,
    Presence,
    Some,
    Truth,
    Unread,
    atoms,
)
from .intervals import EVERYTHING, Interval, divided
from .linear import Key

_TWO = 2

DomainOf = Callable[[fw.Expression], Interval]
"""The values that a quantity can have."""


class SeveralQuantitiesError(Exception):
    """The rules are not all about one quantity."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What the rules compare: `expression`, or where `per` is given, how many times that one it
    is (`per` is above 0). A level or a member of a choice has `members`, in their order."""

    expression: fw.Expression
    quantity: Key
    per: fw.Expression | None = None
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """Values that every rule treats alike: a range of numbers, or a single member."""

    interval: Interval
    member: Member | None = None


@dataclass(frozen=True, slots=True)
class Decisions:
    """Which rule decides each cell. Sets of cells are whole numbers, bit i for `cells[i]`.

    `possible` are the cells that the quantity can be in; the last two may stand for a quantity
    that is missing, and not applicable (`cells` has none for them). `holding[i]` is where the
    condition of rule i holds; `decided[i]` where it is the first that does, looking at possible
    cells only, and `decided_anywhere[i]` at all.
    """

    subject: Subject
    cells: tuple[Cell, ...]
    possible: int
    holding: tuple[int, ...]
    decided: tuple[int, ...]
    decided_anywhere: tuple[int, ...]
    left_over: int

    def rule_of(self, cell: int) -> int | None:
        """The number of the rule that decides a cell; None where none does."""
        for rule, mask in enumerate(self.decided):
            if mask >> cell & 1:
                return rule
        return None


def decide(
    conditions: Sequence[Condition | None], domain_of: DomainOf, about: Key | None = None
) -> Decisions:
    """Conditions of rules, in their order -> which decides which values

    None stands for `otherwise`. `about` is the quantity that the rules rate. Raises
    SeveralQuantitiesError where they are about several.
    """
    asked = [atom for each in conditions if each is not None for atom in atoms(each)]
    subject = _subject(asked, domain_of, about)
    if subject.members:
        space = _members_space(subject)
    else:
        domain = domain_of(subject.expression)
        if subject.per is not None:
            domain = divided(domain, domain_of(subject.per))
        space = _numbers_space(asked, subject, domain)
    presence = any(isinstance(atom, Presence) for atom in asked)
    meaning = _Meaning(subject, space, presence=presence)
    every = meaning.every
    possible = space.possible | (every ^ space.whole if presence else 0)
    holding: list[int] = []
    decided: list[int] = []
    anywhere: list[int] = []
    left = every
    for condition in conditions:
        true, false = (every, 0) if condition is None else meaning.of(condition)
        holding.append(true)
        anywhere.append(left & true)
        decided.append(left & true & possible)
        left &= false
    return Decisions(
        subject,
        space.cells,
        possible,
        tuple(holding),
        tuple(decided),
        tuple(anywhere),
        left & possible,
    )


# --- the one quantity ----------------------------------------------------------------------


def _subject(asked: Sequence[object], domain_of: DomainOf, about: Key | None) -> Subject:
    found: Subject | None = None
    for atom in asked:
        match atom:
            case Truth():
                continue
            case Comparison():
                subject = _compared(atom, domain_of, about)
            case Membership(expression, quantity, members):
                subject = Subject(expression, quantity, None, members)
            case Presence(expression, quantity):
                subject = Subject(expression, quantity)
            case _:
                raise SeveralQuantitiesError
        if found is None or (found.quantity == subject.quantity and subject.members):
            found = subject
        elif found.quantity != subject.quantity:
            raise SeveralQuantitiesError
    if found is None:
        raise SeveralQuantitiesError
    return found


def _compared(atom: Comparison, domain_of: DomainOf, about: Key | None) -> Subject:
    form = atom.form
    if len(form.terms) == 1:
        return Subject(form.named[0], form.terms[0][0])
    if len(form.terms) != _TWO or form.constant:
        raise SeveralQuantitiesError
    keys = [quantity for quantity, _ in form.terms]
    if about not in keys:
        raise SeveralQuantitiesError
    index = keys.index(about)
    per = form.named[1 - index]
    if not domain_of(per).is_positive:
        raise SeveralQuantitiesError
    return Subject(form.named[index], ("times", about, keys[1 - index]), per)


# --- its values, cut into cells ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Space:
    """`place` finds the cell of a constant or a member."""

    cells: tuple[Cell, ...]
    possible: int
    place: dict[object, int]

    @property
    def whole(self) -> int:
        return (1 << len(self.cells)) - 1


def _members_space(subject: Subject) -> _Space:
    cells = tuple(Cell(EVERYTHING, member) for member in subject.members)
    place: dict[object, int] = {member: index for index, member in enumerate(subject.members)}
    return _Space(cells, (1 << len(cells)) - 1, place)


def limit_of(atom: Comparison, quantity: Key) -> tuple[str, Fraction]:
    """A comparison of one quantity, or of one with a multiple of another, as an operator and the
    number on its right."""
    form = atom.form
    factor = form.terms[0][1]
    limit = form.constant
    if len(form.terms) == _TWO:
        index = 0 if form.terms[0][0] == quantity[1] else 1
        factor, limit = form.terms[index][1], form.terms[1 - index][1]
    operator = atom.operator if factor > 0 else MIRRORED[atom.operator]
    return operator, -limit if factor == 1 else -limit / factor


def _numbers_space(asked: Sequence[object], subject: Subject, domain: Interval) -> _Space:
    cuts = {limit_of(atom, subject.quantity)[1] for atom in asked if isinstance(atom, Comparison)}
    cuts.update(end for end in (domain.low, domain.high) if end is not None)
    ascending = sorted(cuts)
    cells: list[Cell] = []
    low: Fraction | None = None
    for cut in ascending:
        cells += (
            Cell(Interval(low, cut, whole=domain.whole)),
            Cell(Interval(cut, cut, low_in=True, high_in=True, whole=domain.whole)),
        )
        low = cut
    cells.append(Cell(Interval(low, None, whole=domain.whole)))
    place: dict[object, int] = {cut: 2 * index + 1 for index, cut in enumerate(ascending)}
    return _Space(tuple(cells), _possible(cells, place, domain), place)


def _possible(cells: Sequence[Cell], place: dict[object, int], domain: Interval) -> int:
    first = 0
    last = len(cells) - 1
    if domain.low is not None:
        first = place[domain.low] + (0 if domain.low_in else 1)
    if domain.high is not None:
        last = place[domain.high] - (0 if domain.high_in else 1)
    if last < first:
        return 0
    mask = ((1 << (last - first + 1)) - 1) << first
    if domain.whole:
        for index in range(first, last + 1):
            if cells[index].interval.is_empty:
                mask &= ~(1 << index)
    return mask


# --- what conditions mean there ------------------------------------------------------------


class _Meaning:
    """`of` gives the cells in which a condition holds, and those in which it does not; in the
    rest it is unknown. With `presence`, two more cells stand for a missing quantity and one that
    is not applicable."""

    def __init__(self, subject: Subject, space: _Space, *, presence: bool) -> None:
        self._subject = subject
        self._place = space.place
        self._size = len(space.cells)
        self._given = space.whole
        self.every = (1 << (self._size + (_TWO if presence else 0))) - 1

    def of(self, condition: Condition) -> tuple[int, int]:
        match condition:
            case Truth(value):
                return (self.every, 0) if value else (0, self.every)
            case Comparison():
                true = self._compared(condition)
                return true, self._given ^ true
            case Membership(allowed=allowed):
                true = sum(1 << self._place[member] for member in allowed)
                return true, self._given ^ true
            case Presence(state=state):
                bit = {"given": self._given, "missing": 1 << self._size}.get(
                    state, 1 << (self._size + 1)
                )
                return bit, self.every ^ bit
            case Negation(part):
                true, false = self.of(part)
                return false, true
            case Every(parts):
                return self._joined(parts, every=True)
            case Some(parts):
                return self._joined(parts, every=False)
            case Unread():
                raise SeveralQuantitiesError

    def _joined(self, parts: Sequence[Condition], *, every: bool) -> tuple[int, int]:
        known = [self.of(part) for part in parts]
        all_true, all_false = self.every, self.every
        any_true = any_false = 0
        for true, false in known:
            all_true &= true
            any_true |= true
            all_false &= false
            any_false |= false
        return (all_true, any_false) if every else (any_true, all_false)

    def _compared(self, atom: Comparison) -> int:
        operator, limit = limit_of(atom, self._subject.quantity)
        index = self._place[limit]
        at = 1 << index
        below = at - 1
        match operator:
            case "=":
                return at
            case "!=":
                return self._given ^ at
            case "<":
                return below
            case "<=":
                return below | at
            case ">":
                return self._given ^ (below | at)
            case _:
                return self._given ^ below
