"""Condition -> what it asks of which quantities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from .. import framework as fw
from ..checking.constants import Ranks
from ..types import ChoiceType, DateType, LevelType, QuantityType, YesNoType
from .linear import Key, Linear, difference, key

Member = str | bool


@dataclass(frozen=True, slots=True)
class Truth:
    """Holds always, or never."""

    value: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """`form` stands to 0 as `operator` says. `place` is the comparison in the file."""

    form: Linear
    operator: str
    place: fw.Compare


@dataclass(frozen=True, slots=True)
class Membership:
    """A level, a member of a choice or a yes/no is one of `allowed`, of all `members`, which
    ascend where they have an order."""

    subject: fw.Expression
    quantity: Key
    members: tuple[Member, ...]
    allowed: frozenset[Member]


@dataclass(frozen=True, slots=True)
class Presence:
    """A quantity is given, missing, or not applicable."""

    subject: fw.Expression
    quantity: Key
    state: Literal["missing", "given", "not applicable"]


@dataclass(frozen=True, slots=True)
class Unread:
    """A condition that is not looked into, such as one over the rows of a table."""

    expression: fw.Expression
    identity: Key


@dataclass(frozen=True, slots=True)
class Negation:
    part: Condition


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple[Condition, ...]


Atom = Truth | Comparison | Membership | Presence | Unread
Condition = Atom | Negation | Every | Some


def read(expression: fw.Expression, points: Ranks) -> Condition:
    """Expression -> Condition; the `points` of levels give them their order."""
    match expression:
        case fw.Constant(value=bool() as value):
            return Truth(value)
        case fw.Not(operand=operand):
            return Negation(read(operand, points))
        case fw.And(operands=operands):
            return Every(tuple(read(each, points) for each in operands))
        case fw.Or(operands=operands):
            return Some(tuple(read(each, points) for each in operands))
        case fw.Compare():
            return _compare(expression, points)
        case fw.IsState(operand=operand, state=state):
            return Presence(operand, key(operand), state)
        case fw.Reference() | fw.PropertyReference() | fw.ColumnReference():
            return Membership(expression, key(expression), (False, True), frozenset((True,)))
        case _:
            return Unread(expression, key(expression))


def _compare(expression: fw.Compare, points: Ranks) -> Condition:
    left, right = expression.left, expression.right
    operator: str = expression.operator
    if isinstance(left.type, (QuantityType, DateType)):
        form = difference(expression)
        if form.terms:
            return Comparison(form, operator, expression)
        return Truth(value=holds(form.constant, operator, Fraction(0)))
    if isinstance(left, fw.Constant) and not isinstance(right, fw.Constant):
        left, right, operator = right, left, MIRRORED[operator]
    members = _members(left, points)
    if isinstance(right, fw.Constant) and isinstance(right.value, (str, bool)) and members:
        rank = {member: index for index, member in enumerate(members)}
        limit = rank.get(right.value)
        if limit is not None:
            allowed = (each for each in members if holds(rank[each], operator, limit))
            return Membership(left, key(left), members, frozenset(allowed))
    return Unread(expression, key(expression))


def _members(subject: fw.Expression, points: Ranks) -> tuple[Member, ...]:
    match subject.type:
        case LevelType(scale):
            of = points.get(scale, {})
            return tuple(sorted(of, key=of.__getitem__))
        case ChoiceType(members):
            return tuple(member.id for member in members)
        case YesNoType():
            return (False, True)
        case _:
            return ()


MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""What a comparison becomes when its sides change places, or both are made negative."""

NEGATED = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
"""What holds where a comparison does not."""


def holds(one: Fraction | int, operator: str, other: Fraction | int) -> bool:
    """Whether two numbers stand to each other as an operator says."""
    match operator:
        case "=":
            return one == other
        case "!=":
            return one != other
        case "<":
            return one < other
        case "<=":
            return one <= other
        case ">":
            return one > other
        case _:
            return one >= other


def atoms(condition: Condition) -> Iterator[Atom]:
    """Everything that the condition asks, in the order of the text."""
    match condition:
        case Negation(part):
            yield from atoms(part)
        case Every(parts) | Some(parts):
            for part in parts:
                yield from atoms(part)
        case _:
            yield condition
