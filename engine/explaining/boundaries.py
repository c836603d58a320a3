"""Where the next level begins, and what keeps a level from being a worse one.

For rules about one quantity, the one that is rated, the list is read at the thresholds around
the value: the nearest one behind which the rules give a better level, and the nearest one behind
which they give a worse one. Rules about anything else have no such points, nor have rules whose
thresholds move with the value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ...dsl.types import DURATION, DateType, LevelType
from ..plan import Branch, Decide
from ..terms import And, Compare, ComparisonOperator, Slot, Term
from .explanation import Boundary
from .reading import Reading
from .turning import needed

_NEAR = 10
"""A boundary is near within one tenth of the way from one threshold to the next."""

_MIRRORED: Mapping[ComparisonOperator, ComparisonOperator] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "=": "=",
    "!=": "!=",
}
_NEGATED: Mapping[str, str] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True, slots=True)
class Boundaries:
    """`reached` holds the level up, `better` lifts it; None where there is no such threshold."""

    reached: Boundary | None
    better: Boundary | None


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison of a quantity with a threshold."""

    operator: ComparisonOperator
    threshold: Fraction


@dataclass(frozen=True, slots=True, order=True)
class _Point:
    """A number, or what lies infinitely close below (-1) or above (1) it."""

    number: Fraction
    side: int


@dataclass(frozen=True, slots=True)
class _Rules:
    quantity: int
    thresholds: frozenset[int]
    tests: tuple[tuple[Test, ...], ...]
    ranks: tuple[int, ...]

    def rank(self, point: _Point) -> int | None:
        """The level that the rules give at a point; None where none holds."""
        for tests, rank in zip(self.tests, self.ranks, strict=True):
            if all(_holds(test, point) for test in tests):
                return rank
        return None


def boundaries(reading: Reading, operation: Decide, taken: int, own: int | None) -> Boundaries:
    """A decision about step `own` and the rule it took -> the boundaries of the level."""
    rules = None if own is None else _rules_on(reading, own, operation.branches)
    if rules is None:
        return Boundaries(None, None)
    value = reading.trace.raw(rules.quantity)
    rank = operation.branches[taken].rank
    better = worse = None
    for point in _around(rules, value):
        there = rules.rank(point)
        if there is None:
            continue
        if there > rank and better is None:
            better = (point, there)
        if there < rank and worse is None:
            worse = (point, there)
    width = abs(better[0].number - worse[0].number) if better and worse else None
    scale = operation.rules.scale
    reached = None
    if worse is not None:
        holding = _NEGATED[_operator(worse[0], value)]
        reached = _boundary(reading, rules.quantity, worse[0], holding, (scale, rank), None)
    lifted = None
    if better is not None:
        operator = _operator(better[0], value)
        lifted = _boundary(reading, rules.quantity, better[0], operator, (scale, better[1]), width)
        needs = needed(reading, rules.quantity, operator, better[0].number, rules.thresholds)
        lifted = replace(lifted, needs=needs)
    return Boundaries(reached, lifted)


def _boundary(
    reading: Reading,
    quantity: int,
    point: _Point,
    operator: str,
    level: tuple[str, int],
    width: Fraction | None,
) -> Boundary:
    value: Fraction = reading.trace.raw(quantity)
    type = reading.plan.steps[quantity].type
    distance = abs(point.number - value)
    # Where only one side has a threshold, a twentieth of the threshold itself is near.
    near = distance * _NEAR <= width if width else distance * 2 * _NEAR <= abs(point.number)
    return Boundary(
        level=reading.level(*level),
        operator=operator,
        threshold=reading.value(point.number, type, [value]),
        margin=reading.value(distance, DURATION if isinstance(type, DateType) else type),
        near=near,
        needs=(),
    )


def _operator(point: _Point, value: Fraction) -> str:
    """What a value has to be to get from where it is to the point or beyond it."""
    if point > _Point(value, 0):
        return ">" if point.side > 0 else ">="
    return "<" if point.side < 0 else "<="


def _around(rules: _Rules, value: Fraction) -> list[_Point]:
    """The points where the outcome can change, the nearest to the value first."""
    here = _Point(value, 0)
    points = {
        _Point(test.threshold, side)
        for tests in rules.tests
        for test in tests
        for side in (-1, 0, 1)
    }
    up = [point for point in points if point > here and point.side >= 0]
    down = [point for point in points if point < here and point.side <= 0]
    return sorted(up + down, key=lambda point: (abs(point.number - value), abs(point.side)))


def _rules_on(reading: Reading, quantity: int, branches: Sequence[Branch]) -> _Rules | None:
    if not reading.trace.present(quantity):
        return None
    numeric = isinstance(reading.trace.raw(quantity), Fraction)
    if not numeric or isinstance(reading.plan.steps[quantity].type, LevelType):
        return None
    thresholds: set[int] = set()
    tests = []
    for branch in branches:
        found = tests_on(reading, branch.condition, quantity, thresholds)
        if found is None:
            return None
        tests.append(found)
    if any(each == quantity or reading.depends(each, quantity) for each in thresholds):
        return None
    ranks = tuple(branch.rank for branch in branches)
    return _Rules(quantity, frozenset(thresholds), tuple(tests), ranks)


def tests_on(
    reading: Reading, condition: Term | None, quantity: int, thresholds: set[int]
) -> tuple[Test, ...] | None:
    """The comparisons of a condition with the quantity; None where it is anything else."""
    match condition:
        case None:
            return ()
        case And(operands=operands):
            found = [tests_on(reading, operand, quantity, thresholds) for operand in operands]
            if any(tests is None for tests in found):
                return None
            return tuple(test for tests in found if tests is not None for test in tests)
        case Compare(operator, left, right, True):
            if right == Slot(quantity):
                left, right, operator = right, left, _MIRRORED[operator]
            threshold = reading.read(right)
            if left != Slot(quantity) or not isinstance(threshold, Fraction):
                return None
            if isinstance(right, Slot):
                thresholds.add(right.index)
            return (Test(operator, threshold),)
        case _:
            return None


def _holds(test: Test, point: _Point) -> bool:
    there = _Point(test.threshold, 0)
    match test.operator:
        case ">=":
            return point >= there
        case ">":
            return point > there
        case "<=":
            return point <= there
        case "<":
            return point < there
        case "=":
            return point == there
        case _:
            return point != there
