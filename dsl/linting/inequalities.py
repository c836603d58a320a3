"""Linear inequalities -> numbers that fulfil them, or that there are none.

Fourier and Motzkin's elimination, exactly: one unknown after the other is left out, each pair of an
upper and a lower bound of it giving an inequality without it. Numbers are then found backwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .intervals import EVERYTHING, Interval, bounded, sample
from .linear import Key

MOST_ROWS = 400
"""Inequalities held at a time; a system that grows beyond is given up."""

_ZERO = Fraction(0)


class OutOfReachError(Exception):
    """The question would take too long to answer."""


@dataclass(frozen=True, slots=True)
class Inequality:
    """The sum of `terms`, and `constant`, is at most 0; below 0 where `strict`."""

    terms: Mapping[Key, Fraction]
    constant: Fraction
    strict: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """A number for each unknown; `whole` is False where one that should be whole is not."""

    numbers: Mapping[Key, Fraction]
    whole: bool


def solve(rows: Iterable[Inequality], domains: Mapping[Key, Interval]) -> Solution | None:
    """Inequalities -> Solution, or None where no numbers fulfil all of them

    `domains` says which unknowns are whole numbers, and that they lie in a range. The real numbers
    are decided; that whole ones are found is not sure. Raises OutOfReachError.
    """
    system = _tightest([*rows, *_bounds(domains)])
    if system is None:
        return None
    left_out: list[tuple[Key, list[Inequality]]] = []
    while True:
        unknown = _cheapest(system)
        if unknown is None:
            break
        having = [row for row in system if unknown in row.terms]
        left_out.append((unknown, having))
        combined = [row for row in system if unknown not in row.terms]
        combined += _combined(having, unknown)
        if len(combined) > MOST_ROWS:
            raise OutOfReachError
        reduced = _tightest(combined)
        if reduced is None:
            return None
        system = reduced
    return _backwards(left_out, domains)


def _bounds(domains: Mapping[Key, Interval]) -> Iterable[Inequality]:
    for unknown, domain in domains.items():
        if domain.high is not None:
            yield Inequality({unknown: Fraction(1)}, -domain.high, not domain.high_in)
        if domain.low is not None:
            yield Inequality({unknown: Fraction(-1)}, domain.low, not domain.low_in)


def _tightest(rows: Iterable[Inequality]) -> list[Inequality] | None:
    """The rows but for those that others imply; None where one cannot be fulfilled."""
    kept: dict[frozenset[tuple[Key, Fraction]], Inequality] = {}
    for row in rows:
        if not row.terms:
            if row.constant > 0 or (row.constant == 0 and row.strict):
                return None
            continue
        size = abs(next(iter(row.terms.values())))
        terms = {unknown: factor / size for unknown, factor in row.terms.items()}
        scaled = Inequality(terms, row.constant / size, row.strict)
        # Two forms of one direction may be scaled by different factors: both are kept, no harm.
        direction = frozenset(terms.items())
        known = kept.get(direction)
        if known is None or (scaled.constant, scaled.strict) > (known.constant, known.strict):
            kept[direction] = scaled
    return list(kept.values())


def _cheapest(rows: Sequence[Inequality]) -> Key | None:
    """The unknown whose elimination gives the fewest new rows."""
    above: dict[Key, int] = {}
    below: dict[Key, int] = {}
    for row in rows:
        for unknown, factor in row.terms.items():
            counted = above if factor > 0 else below
            counted[unknown] = counted.get(unknown, 0) + 1
    unknowns = list(dict.fromkeys((*above, *below)))
    if not unknowns:
        return None
    return min(unknowns, key=lambda each: above.get(each, 0) * below.get(each, 0))


def _combined(rows: Sequence[Inequality], unknown: Key) -> Iterable[Inequality]:
    above = [row for row in rows if row.terms[unknown] > 0]
    below = [row for row in rows if row.terms[unknown] < 0]
    if len(above) * len(below) > MOST_ROWS:
        raise OutOfReachError
    for upper in above:
        for lower in below:
            up, down = -lower.terms[unknown], upper.terms[unknown]
            terms = {each: factor * up for each, factor in upper.terms.items() if each != unknown}
            for each, factor in lower.terms.items():
                if each != unknown:
                    total = terms.get(each, _ZERO) + factor * down
                    if total:
                        terms[each] = total
                    else:
                        terms.pop(each, None)
            constant = upper.constant * up + lower.constant * down
            yield Inequality(terms, constant, upper.strict or lower.strict)


def _backwards(
    left_out: Sequence[tuple[Key, list[Inequality]]], domains: Mapping[Key, Interval]
) -> Solution:
    # What is not among those left out went with another one: any number will do for it.
    solved = {unknown for unknown, _ in left_out}
    met = {each for _, rows in left_out for row in rows for each in row.terms}
    numbers = dict.fromkeys({*met, *domains} - solved, _ZERO)
    all_whole = True
    for unknown, rows in reversed(left_out):
        real = EVERYTHING
        for row in rows:
            rest = row.constant + sum(
                (factor * numbers[each] for each, factor in row.terms.items() if each != unknown),
                _ZERO,
            )
            factor = row.terms[unknown]
            operator = (
                ("<" if row.strict else "<=") if factor > 0 else (">" if row.strict else ">=")
            )
            real = bounded(real, operator, -rest / factor)
        whole = unknown in domains and domains[unknown].whole
        wanted = Interval(real.low, real.high, real.low_in, real.high_in, whole)
        found = sample(wanted, Fraction(1))
        if found is None:
            all_whole = False
            found = sample(real, Fraction(1))
        assert found is not None
        numbers[unknown] = found
    return Solution(numbers, all_whole)
