"""Rules without `otherwise` -> a value that none of them covers.

Decided exactly where every condition compares one and the same quantity, level, choice or
yes/no with constants. The values it can have are cut into cells at the constants: each constant
is a cell, and so is each open interval between two. Every condition holds on all of a cell or
on none of it, so that a list of cells is its exact meaning.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from .. import framework
from ..bands import is_one_step
from ..types import COUNT, PERCENT, ChoiceType, DateType, LevelType, QuantityType, Type, YesNoType
from ..walk import walk
from .constants import NotConstantError, Ranks, evaluate

Cells = list[tuple[int, int]]
"""Ascending, disjoint ranges of cells, both ends counted."""


class NotSeenError(Exception):
    """The conditions are not all comparisons of one quantity with constants."""


@dataclass(frozen=True, slots=True)
class Slip:
    """The values of `subject` between two bands of whole numbers, such as 99% and 100%."""

    subject: framework.Expression
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Gap:
    """A value that no rule covers, of the subject that the rules compare; where bands leave nothing
    else out, the `slips` between them."""

    subject: framework.Expression
    value: framework.ConstantValue
    slips: tuple[Slip, ...] = ()


BoundsOf = Callable[[framework.Expression], Sequence[framework.Bound]]
"""The declared range of what is compared."""


def find_gap(
    conditions: Sequence[framework.Expression], bounds_of: BoundsOf, points: Ranks
) -> Gap | None:
    """A value left out by all conditions; None where they cover every one.

    Raises NotSeenError where the conditions are of another kind.
    """
    subject = _subject(conditions)
    if subject is None:
        raise NotSeenError
    domain = _domain(subject, conditions, bounds_of(subject), points)
    meanings = _Meanings(_key(subject), domain)
    covered = _union([cells for condition in conditions for cells in meanings.of(condition)])
    slips: list[Slip] = []
    gap: Gap | None = None
    for first, last in _complement(covered, domain.size):
        for cell in range(first, last + 1):
            value = domain.value(cell)
            if value is None:
                continue
            slip = domain.slip(subject, cell) if first == last else None
            if slip is None:
                return Gap(subject, value)
            gap = gap or Gap(subject, value)
            slips.append(slip)
    return None if gap is None else Gap(gap.subject, gap.value, tuple(slips))


def _key(expression: framework.Expression) -> tuple[str, ...] | None:
    """Tells what is compared from anything else; None for what is no plain name."""
    match expression:
        case framework.Reference(id=name):
            return ("value", name)
        case framework.OverallReference():
            return ("overall",)
        case framework.GapReference():
            return ("gap",)
        case framework.PropertyReference(property=prop, entity=entity, id=name):
            return (prop, entity, name)
        case _:
            return None


def _subject(conditions: Sequence[framework.Expression]) -> framework.Expression | None:
    """The one thing that the conditions name; None where they name several, or none."""
    found: framework.Expression | None = None
    for condition in conditions:
        for node in walk(condition):
            key = _key(node)
            if key is None:
                continue
            if found is not None and _key(found) != key:
                return None
            found = node
    return found


# --- what the subject can be ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Members:
    """The levels of a scale by their points, the members of a choice, or no and yes."""

    members: dict[str | bool, int]

    @property
    def size(self) -> int:
        return len(self.members)

    def cell(self, value: framework.ConstantValue) -> int:
        if isinstance(value, (str, bool)) and value in self.members:
            return self.members[value]
        raise NotSeenError

    def value(self, cell: int) -> framework.ConstantValue | None:
        return next(member for member, number in self.members.items() if number == cell)

    def slip(self, _subject: framework.Expression, _cell: int) -> Slip | None:
        return None


def _members(ascending: Iterable[str | bool]) -> _Members:
    return _Members({member: number for number, member in enumerate(ascending)})


@dataclass(frozen=True, slots=True)
class _Quantities:
    """Numbers cut at `cuts`: cell 2i + 1 is the i-th cut, the even ones lie between them."""

    cuts: tuple[Fraction, ...]
    bounds: tuple[tuple[str, Fraction], ...]
    whole: bool
    type: Type

    @property
    def size(self) -> int:
        return 2 * len(self.cuts) + 1

    def cell(self, value: framework.ConstantValue) -> int:
        if isinstance(value, (str, bool)):
            raise NotSeenError
        number = _number(value)
        index = bisect_left(self.cuts, number)
        if index == len(self.cuts) or self.cuts[index] != number:
            raise NotSeenError
        return 2 * index + 1

    def value(self, cell: int) -> framework.ConstantValue | None:
        number = self._inside(cell)
        if number is None or not all(_allows(bound, number) for bound in self.bounds):
            return None
        if isinstance(self.type, DateType):
            return date.fromordinal(int(number)) if 0 < number <= date.max.toordinal() else None
        return number

    def slip(self, subject: framework.Expression, cell: int) -> Slip | None:
        """The cell as a stretch between two bands, where it is as long as one step."""
        index = cell // 2
        if self.whole or cell % 2 or not 0 < index < len(self.cuts):
            return None
        low, high = self.cuts[index - 1], self.cuts[index]
        found = is_one_step(low, high, percent=self.type == PERCENT)
        return Slip(subject, low, high) if found else None

    def _inside(self, cell: int) -> Fraction | None:
        """A number of the cell; None for one without any, such as between two whole numbers."""
        index = cell // 2
        if cell % 2:
            cut = self.cuts[index]
            return cut if cut.denominator == 1 or not self.whole else None
        step = Fraction(1, 100) if self.type == PERCENT else Fraction(1)
        low = self.cuts[index - 1] if index else None
        high = self.cuts[index] if index < len(self.cuts) else None
        if low is None:
            return Fraction(0) if high is None else _below(high, step, whole=self.whole)
        number = Fraction(floor(low) + 1) if self.whole else low + step
        if high is None or number < high:
            return number
        return None if self.whole else (low + high) / 2


def _below(high: Fraction, step: Fraction, *, whole: bool) -> Fraction:
    return Fraction(-floor(-high) - 1) if whole else high - step


def _allows(bound: tuple[str, Fraction], number: Fraction) -> bool:
    operator, limit = bound
    match operator:
        case "<":
            return number < limit
        case "<=":
            return number <= limit
        case ">":
            return number > limit
        case _:
            return number >= limit


def _number(value: Fraction | date | object) -> Fraction:
    if isinstance(value, Fraction):
        return value
    if isinstance(value, date):
        return Fraction(value.toordinal())
    raise NotSeenError


def _domain(
    subject: framework.Expression,
    conditions: Sequence[framework.Expression],
    bounds: Sequence[framework.Bound],
    points: Ranks,
) -> _Members | _Quantities:
    match subject.type:
        case LevelType(scale):
            levels = points.get(scale, {})
            ascending: list[str] = sorted(levels, key=levels.__getitem__)
            return _members(ascending)
        case ChoiceType(members):
            return _members(member.id for member in members)
        case YesNoType():
            return _members((False, True))
        case QuantityType() | DateType() as type_:
            limits = [(bound.operator, _number(bound.value)) for bound in bounds]
            if type_ == COUNT:
                limits.append((">=", Fraction(0)))
            cuts = {limit for _, limit in limits}
            key = _key(subject)
            for condition in conditions:
                cuts.update(_constants(condition, key))
            whole = type_ == COUNT or isinstance(type_, DateType)
            return _Quantities(tuple(sorted(cuts)), tuple(limits), whole, type_)
        case _:
            raise NotSeenError


def _constants(condition: framework.Expression, key: tuple[str, ...] | None) -> Iterable[Fraction]:
    for node in walk(condition):
        if isinstance(node, framework.Compare):
            side = node.right if _key(node.left) == key else node.left
            yield _number(_constant(side))


def _constant(expression: framework.Expression) -> framework.ConstantValue:
    try:
        return evaluate(expression)
    except NotConstantError:
        raise NotSeenError from None


# --- what the conditions mean --------------------------------------------------------------

_FLIPPED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class _Meanings:
    def __init__(self, key: tuple[str, ...] | None, domain: _Members | _Quantities) -> None:
        self._key = key
        self._domain = domain

    def of(self, condition: framework.Expression) -> Cells:
        """The cells in which the condition holds, for a subject that is neither missing nor
        not applicable (where it is, the rules' outcome is so as well)."""
        size = self._domain.size
        match condition:
            case framework.Constant(value=bool() as value):
                return [(0, size - 1)] if value else []
            case framework.Compare():
                return self._compare(condition)
            case framework.Not(operand=operand):
                return _complement(self.of(operand), size)
            case framework.And(operands=operands):
                parts = [_complement(self.of(operand), size) for operand in operands]
                return _complement(_union([cells for part in parts for cells in part]), size)
            case framework.Or(operands=operands):
                return _union([cells for operand in operands for cells in self.of(operand)])
            case framework.IsState(operand=operand, state=state):
                if _key(operand) != self._key:
                    raise NotSeenError
                return [(0, size - 1)] if state == "given" else []
            case _ if _key(condition) == self._key:
                cell = self._domain.cell(True)  # noqa: FBT003 - the subject is a condition itself
                return [(cell, cell)]
            case _:
                raise NotSeenError

    def _compare(self, condition: framework.Compare) -> Cells:
        left, right, operator = condition.left, condition.right, condition.operator
        if _key(left) == self._key:
            cell = self._domain.cell(_constant(right))
            return _side(operator, cell, self._domain.size)
        if _key(right) == self._key:
            cell = self._domain.cell(_constant(left))
            return _side(_FLIPPED[operator], cell, self._domain.size)
        raise NotSeenError


def _side(operator: str, cell: int, size: int) -> Cells:
    below, above = (0, cell - 1), (cell + 1, size - 1)
    match operator:
        case "=":
            cells = [(cell, cell)]
        case "!=":
            cells = [below, above]
        case "<":
            cells = [below]
        case "<=":
            cells = [(0, cell)]
        case ">":
            cells = [above]
        case ">=":
            cells = [(cell, size - 1)]
        case _:
            raise AssertionError(operator)
    return [(first, last) for first, last in cells if first <= last]


def _union(cells: Cells) -> Cells:
    result: Cells = []
    for first, last in sorted(cells):
        if result and first <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(result[-1][1], last))
        else:
            result.append((first, last))
    return result


def _complement(cells: Cells, size: int) -> Cells:
    result: Cells = []
    start = 0
    for first, last in cells:
        if start < first:
            result.append((start, first - 1))
        start = last + 1
    if start < size:
        result.append((start, size - 1))
    return result
