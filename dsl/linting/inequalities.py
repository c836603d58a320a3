"""Linear inequalities -> numbers that fulfil them, or that there are none.

Fourier and Motzkin's elimination, exactly: one unknown after the other is left out, each pair of an
upper and a lower bound of it giving an inequality without it. Numbers are then found backwards.

Of unknowns that are whole numbers an inequality is tightened as far as whole numbers go (Gomory and
Chvatal's cuts), and leaving one out loses nothing where it is counted once in each upper bound, or
in each lower one. Where that is not so and the numbers found are not whole, the numbers on either
side of a broken one are tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd, lcm

from .intervals import EVERYTHING, Interval, bounded, sample
from .linear import Key

MOST_ROWS = 400
"""Inequalities held at a time; a system that grows beyond is given up."""

MOST_SPLITS = 12
"""Times that the values of a whole number are split in two, for one question."""

_ZERO = Fraction(0)


class OutOfReachError(Exception):
    """The question would take too long to answer."""


@dataclass(frozen=True, slots=True)
class Inequality:
    """The sum of `terms`, none of them 0, and `constant` is at most 0; below 0 where `strict`."""

    terms: Mapping[Key, int]
    constant: int
    strict: bool


def at_most_zero(
    terms: Mapping[Key, Fraction], constant: Fraction, *, strict: bool, times: int = 1
) -> Inequality:
    """A sum that is at most 0, or below 0; `times` -1 the sum that is at least so."""
    size = times * lcm(constant.denominator, *(each.denominator for each in terms.values()))
    return Inequality(
        {unknown: _scaled(factor, size) for unknown, factor in terms.items()},
        _scaled(constant, size),
        strict,
    )


def _scaled(number: Fraction, size: int) -> int:
    return number.numerator * size // number.denominator


@dataclass(frozen=True, slots=True)
class Solution:
    """A number for each unknown; `whole` is False where one that should be whole is not."""

    numbers: Mapping[Key, Fraction]
    whole: bool


def solve(rows: Iterable[Inequality], domains: Mapping[Key, Interval]) -> Solution | None:
    """Inequalities -> Solution, or None where no numbers fulfil all of them

    `domains` says which unknowns are whole numbers, and that they lie in a range. Where the
    Solution is not `whole`, real numbers fulfil them, and of whole ones it is not known. Raises
    OutOfReachError.
    """
    return _Solving(domains).run([*rows, *_bounds(domains)])


def have_solution(rows: Iterable[Inequality], domains: Mapping[Key, Interval]) -> bool:
    """Whether `solve` would find a Solution, be it whole or not before values are split; that is
    known sooner than the numbers are."""
    solving = _Solving(domains)
    system = solving.system([*rows, *_bounds(domains)])
    return system is not None and solving.eliminate(system) is not None


def _bounds(domains: Mapping[Key, Interval]) -> Iterable[Inequality]:
    for unknown, domain in domains.items():
        low, high = domain.low, domain.high
        if high is not None:
            yield Inequality({unknown: high.denominator}, -high.numerator, not domain.high_in)
        if low is not None:
            yield Inequality({unknown: -low.denominator}, low.numerator, not domain.low_in)


@dataclass(frozen=True, slots=True)
class _Row:
    """The sum of `terms`, which have no common factor, is at most `limit` / `size`; below it where
    `strict`."""

    terms: Mapping[Key, int]
    limit: int
    size: int
    strict: bool

    def is_tighter(self, other: _Row) -> bool:
        """Than another one with the same terms."""
        mine, others = self.limit * other.size, other.limit * self.size
        return mine < others or (mine == others and self.strict and not other.strict)


_System = dict[frozenset[tuple[Key, int]], _Row]
"""The tightest row of each direction."""


class _Solving:
    def __init__(self, domains: Mapping[Key, Interval]) -> None:
        self._domains = domains
        self._whole = frozenset(each for each, domain in domains.items() if domain.whole)
        self._splits = MOST_SPLITS

    def run(self, rows: Sequence[Inequality]) -> Solution | None:
        """Solves them, splitting the values of whole numbers as long as that is allowed."""
        system = self.system(rows)
        eliminated = None if system is None else self.eliminate(system)
        if eliminated is None:
            return None
        solution, broken = self._backwards(eliminated)
        if broken is None:
            return solution
        return self._split(rows, solution, broken)

    def _split(
        self, rows: Sequence[Inequality], solution: Solution, broken: Key
    ) -> Solution | None:
        """Tries the whole numbers above and below one that should be whole."""
        if not self._splits:
            return solution
        self._splits -= 1
        below = floor(solution.numbers[broken])
        halves = (
            Inequality({broken: 1}, -below, strict=False),
            Inequality({broken: -1}, below + 1, strict=False),
        )
        found = [self.run([*rows, half]) for half in halves]
        known = [each for each in found if each is not None]
        return next((each for each in known if each.whole), known[0] if known else None)

    def _add(
        self, system: _System, terms: Mapping[Key, int], limit: int, size: int, *, strict: bool
    ) -> bool:
        """Adds a row, unless another one implies it; False where it cannot be fulfilled."""
        if not terms:
            return limit > 0 or (limit == 0 and not strict)
        common = gcd(*terms.values())
        if common != 1:
            terms = {unknown: factor // common for unknown, factor in terms.items()}
            size *= common
        if size != 1 or strict:
            if self._whole.issuperset(terms):
                limit = -(-limit // size) - 1 if strict else limit // size
                size, strict = 1, False
            else:
                shared = gcd(limit, size)
                limit, size = limit // shared, size // shared
        row = _Row(terms, limit, size, strict)
        direction = frozenset(terms.items())
        known = system.get(direction)
        if known is None or row.is_tighter(known):
            system[direction] = row
        return True

    def system(self, rows: Iterable[Inequality]) -> _System | None:
        """The rows as they are worked with; None where one of them cannot be fulfilled."""
        system: _System = {}
        for row in rows:
            if not self._add(system, row.terms, -row.constant, 1, strict=row.strict):
                return None
        return system

    def eliminate(self, system: _System) -> list[tuple[Key, list[_Row]]] | None:
        """Leaves out one unknown after the other -> each with the rows that had it; None where the
        rows cannot be fulfilled."""
        left_out: list[tuple[Key, list[_Row]]] = []
        while system:
            for unknown in self._next(system.values()):
                having = [row for row in system.values() if unknown in row.terms]
                if not having:
                    continue
                left_out.append((unknown, having))
                system = {
                    direction: row for direction, row in system.items() if unknown not in row.terms
                }
                if not self._combine(system, having, unknown):
                    return None
                if len(system) > MOST_ROWS:
                    raise OutOfReachError
        return left_out

    def _next(self, rows: Iterable[_Row]) -> Sequence[Key]:
        """The unknowns to be left out next: all that nothing bounds from one side, or that no row
        brings together with another; else one, see `_cheapest`."""
        above: dict[Key, int] = {}
        below: dict[Key, int] = {}
        together: set[Key] = set()
        for row in rows:
            if len(row.terms) > 1:
                together.update(row.terms)
            for unknown, factor in row.terms.items():
                counted = above if factor > 0 else below
                counted[unknown] = counted.get(unknown, 0) + 1
        simple = [each for each in above if each not in below or each not in together]
        simple += [each for each in below if each not in above]
        if simple:
            return simple
        return (self._cheapest(rows, {each: above[each] * below[each] for each in above}),)

    def _cheapest(self, rows: Iterable[_Row], pairs: Mapping[Key, int]) -> Key:
        """The unknown whose elimination gives the fewest new rows; whole ones come last, those
        first with which nothing is lost."""
        if not self._whole:
            return min(pairs, key=pairs.__getitem__)
        most: dict[Key, list[int]] = {each: [0, 0] for each in pairs}
        for row in rows:
            for unknown, factor in row.terms.items():
                ends = most[unknown]
                ends[0], ends[1] = max(ends[0], factor), max(ends[1], -factor)
        return min(
            pairs,
            key=lambda each: (
                each in self._whole,
                each in self._whole and min(most[each]) > 1,
                pairs[each],
            ),
        )

    def _combine(self, system: _System, rows: Sequence[_Row], unknown: Key) -> bool:
        """Adds what each pair of an upper and a lower bound of an unknown says without it; False
        where that cannot be fulfilled."""
        above = [row for row in rows if row.terms[unknown] > 0]
        below = [row for row in rows if row.terms[unknown] < 0]
        if len(above) * len(below) > MOST_ROWS:
            raise OutOfReachError
        for upper in above:
            for lower in below:
                up, down = -lower.terms[unknown], upper.terms[unknown]
                terms = {each: factor * up for each, factor in upper.terms.items()}
                for each, factor in lower.terms.items():
                    total = terms.get(each, 0) + factor * down
                    if total:
                        terms[each] = total
                    else:
                        del terms[each]
                limit = upper.limit * up * lower.size + lower.limit * down * upper.size
                size, strict = upper.size * lower.size, upper.strict or lower.strict
                if not self._add(system, terms, limit, size, strict=strict):
                    return False
        return True

    def _backwards(self, left_out: Sequence[tuple[Key, list[_Row]]]) -> tuple[Solution, Key | None]:
        """Numbers for all unknowns, and the first that should be whole and is not."""
        # What is not among those left out went with another one: any number will do for it.
        solved = {unknown for unknown, _ in left_out}
        met = {each for _, rows in left_out for row in rows for each in row.terms}
        numbers = dict.fromkeys({*met, *self._domains} - solved, _ZERO)
        broken: Key | None = None
        for unknown, rows in reversed(left_out):
            real = EVERYTHING
            for row in rows:
                rest = sum(
                    factor * numbers[each] for each, factor in row.terms.items() if each != unknown
                )
                factor = row.terms[unknown]
                operator = ("<", "<=", ">", ">=")[2 * (factor < 0) + (not row.strict)]
                limit = (Fraction(row.limit, row.size) - rest) / factor
                real = bounded(real, operator, limit)
            whole = unknown in self._whole
            wanted = Interval(real.low, real.high, real.low_in, real.high_in, whole)
            found = sample(wanted, Fraction(1))
            if found is None:
                broken = broken or unknown
                found = sample(real, Fraction(1))
            assert found is not None
            numbers[unknown] = found
        return Solution(numbers, broken is None), broken
