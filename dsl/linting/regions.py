"""Conditions on several quantities -> whether they can hold together, and where.

Exact as far as the comparisons are linear and the quantities do not hang on each other in other
ways. A condition that is not looked into may come out either way, whatever the others do: that they
cannot hold together is always so, and that they can only where nothing was taken for granted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .. import framework as fw
from .conditions import (
    MIRRORED,
    NEGATED,
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
)
from .inequalities import Inequality, OutOfReachError, at_most_zero, have_solution, solve
from .intervals import Interval, bounded
from .linear import Key, Linear

Demand = tuple[Condition, bool]
"""A condition, and whether it is to hold."""

MOST_CASES = 200
"""Cases looked at for one question."""


@dataclass(frozen=True, slots=True)
class Region:
    """A case in which all demands are met: numbers and members of quantities. `whole` is False
    where a number should be whole and is not. `named` has an expression for each quantity; `unread`
    are the conditions that were taken to come out as they must."""

    numbers: Mapping[Key, Fraction]
    members: Mapping[Key, Member]
    named: Mapping[Key, fw.Expression]
    unread: tuple[Key, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class World:
    """What quantities can be: the range of a number, what it is computed from where that is a
    linear form; whether a level or a choice can be a member; whether a condition that is not
    looked into can come out so."""

    domain_of: Callable[[fw.Expression], Interval]
    formula_of: Callable[[fw.Expression], Linear | None] = lambda _: None
    can_be: Callable[[fw.Expression, Member], bool] = lambda _, __: True
    can_come_out: Callable[[fw.Expression, bool], bool] = lambda _, __: True
    _domains: dict[Key, Interval] = field(default_factory=dict, repr=False)
    _sums: dict[Key, tuple[Linear, tuple[Inequality, ...]] | None] = field(
        default_factory=dict, repr=False
    )

    def domain(self, quantity: Key, expression: fw.Expression) -> Interval:
        """The range of a number, found once."""
        found = self._domains.get(quantity)
        if found is None:
            found = self._domains[quantity] = self.domain_of(expression)
        return found

    def sum(
        self, quantity: Key, expression: fw.Expression
    ) -> tuple[Linear, tuple[Inequality, ...]] | None:
        """What a quantity is computed from, and that it equals it, found once."""
        if quantity not in self._sums:
            self._sums[quantity] = self._sum(quantity, expression)
        return self._sums[quantity]

    def _sum(
        self, quantity: Key, expression: fw.Expression
    ) -> tuple[Linear, tuple[Inequality, ...]] | None:
        form = self.formula_of(expression)
        terms = {} if form is None else dict(form.terms)
        if form is None or quantity in terms:
            return None
        terms[quantity] = Fraction(-1)
        sides = (at_most_zero(terms, form.constant, strict=False, times=each) for each in (1, -1))
        return form, tuple(sides)


def find(demands: Sequence[Demand], world: World) -> Region | None:
    """Demands -> a Region that meets all of them; None where there is none

    Raises OutOfReachError where there are too many cases to look at.
    """
    return _Search(world).find(list(demands), _Case())


@dataclass(slots=True)
class _Case:
    rows: list[Inequality] = field(default_factory=list)
    named: dict[Key, fw.Expression] = field(default_factory=dict)
    allowed: dict[Key, tuple[Member, ...]] = field(default_factory=dict)
    unread: dict[Key, bool] = field(default_factory=dict)
    bounds: dict[Key, Interval] = field(default_factory=dict)
    open: list[tuple[Demand, ...]] = field(default_factory=list)

    def copy(self) -> _Case:
        """The same, with nothing left open."""
        return _Case(
            list(self.rows),
            dict(self.named),
            dict(self.allowed),
            dict(self.unread),
            dict(self.bounds),
        )


class _Search:
    def __init__(self, world: World) -> None:
        self._world = world
        self._left = MOST_CASES

    def find(self, demands: list[Demand], case: _Case) -> Region | None:
        self._left -= 1
        if self._left < 0:
            raise OutOfReachError
        while demands:
            if not self._meet(demands.pop(), demands, case):
                return None
        if not case.open:
            return self._settle(case)
        # The choice with the fewest ways out comes first.
        case.open.sort(key=len)
        first, *others = case.open
        for number, demand in enumerate(first):
            # As a rule the first way leads somewhere; what is known so far is looked at only where
            # it does not.
            if number == 1 and not have_solution(*self._questions(case)):
                return None
            inner = case.copy()
            inner.open = list(others)
            region = self.find([demand], inner)
            if region is not None:
                return region
        return None

    def _meet(self, demand: Demand, demands: list[Demand], case: _Case) -> bool:
        """Notes what a demand asks for; False where that cannot be."""
        condition, wanted = demand
        match condition:
            case Truth(value):
                return value == wanted
            case Negation(part):
                demands.append((part, not wanted))
                return True
            case Every(parts) | Some(parts):
                each = [(part, wanted) for part in parts]
                if isinstance(condition, Every) == wanted:
                    demands.extend(each)
                else:
                    case.open.append(tuple(each))
                return True
            case Comparison():
                return self._compare(condition, NEGATED if not wanted else None, case)
            case Membership(subject, quantity, members, allowed):
                before = case.allowed.get(quantity)
                if before is None:
                    before = tuple(each for each in members if self._world.can_be(subject, each))
                left = tuple(each for each in before if (each in allowed) == wanted)
                case.allowed[quantity] = left
                case.named[quantity] = subject
                return bool(left)
            case Presence(_, quantity, state):
                return case.unread.setdefault((state, quantity), wanted) == wanted
            case Unread(expression, identity):
                if not self._world.can_come_out(expression, wanted):
                    return False
                return case.unread.setdefault(identity, wanted) == wanted

    def _compare(self, atom: Comparison, turn: Mapping[str, str] | None, case: _Case) -> bool:
        operator = atom.operator if turn is None else turn[atom.operator]
        if operator == "!=":
            sides = [Comparison(atom.form, each, atom.place) for each in ("<", ">")]
            case.open.append(tuple((each, True) for each in sides))
            return True
        self._note(atom.form, operator, case)
        return len(atom.form.terms) > 1 or self._bound(atom.form, operator, case)

    def _bound(self, form: Linear, operator: str, case: _Case) -> bool:
        """Notes what a comparison with a constant leaves of a range; False where that is nothing,
        which shows sooner than by solving."""
        ((quantity, factor),) = form.terms
        known = case.bounds.get(quantity)
        if known is None:
            known = self._world.domain(quantity, form.named[0])
        side = operator if factor > 0 else MIRRORED[operator]
        left = case.bounds[quantity] = bounded(known, side, -form.constant / factor)
        return not left.is_empty

    def _note(self, form: Linear, operator: str, case: _Case) -> None:
        terms = dict(form.terms)
        for quantity, expression in zip(terms, form.named, strict=True):
            case.named.setdefault(quantity, expression)
        if operator in ("<", "<=", "="):
            case.rows.append(at_most_zero(terms, form.constant, strict=operator == "<"))
        if operator in (">", ">=", "="):
            strict = operator == ">"
            case.rows.append(at_most_zero(terms, form.constant, strict=strict, times=-1))

    def _settle(self, case: _Case) -> Region | None:
        """Numbers and members for what is asked."""
        named = dict(case.named)
        solution = solve(*self._questions(case, named))
        if solution is None:
            return None
        return Region(
            solution.numbers,
            {quantity: allowed[0] for quantity, allowed in case.allowed.items()},
            named,
            tuple(case.unread),
            solution.whole,
        )

    def _questions(
        self, case: _Case, named: dict[Key, fw.Expression] | None = None
    ) -> tuple[list[Inequality], dict[Key, Interval]]:
        """What is asked so far of numbers, and the ranges of these; what they are computed from is
        added to `named`."""
        rows, named = list(case.rows), dict(case.named) if named is None else named
        self._add_formulas(rows, named)
        domains = {
            quantity: self._world.domain(quantity, expression)
            for quantity, expression in named.items()
            if quantity not in case.allowed
        }
        return rows, domains

    def _add_formulas(self, rows: list[Inequality], named: dict[Key, fw.Expression]) -> None:
        """What a quantity is computed from bounds it as well."""
        waiting = list(named.items())
        while waiting:
            quantity, expression = waiting.pop()
            found = self._world.sum(quantity, expression)
            if found is None:
                continue
            form, equality = found
            for (below, _), part in zip(form.terms, form.named, strict=True):
                if below not in named:
                    named[below] = part
                    waiting.append((below, part))
            rows.extend(equality)


def demands_of(conditions: Iterable[Condition | None], rule: int) -> list[Demand]:
    """What must be so for a rule to decide: none before it holds, and it does."""
    demands: list[Demand] = []
    for number, condition in enumerate(conditions):
        if number < rule and condition is not None:
            demands.append((condition, False))
        if number == rule:
            if condition is not None:
                demands.append((condition, True))
            break
    return demands
