"""Rules without `otherwise` on several quantities -> a case that none of them covers.

Decided exactly as far as each comparison is linear; what is compared is taken to have every value
of its declared range, whatever the others have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from .. import framework
from ..bands import is_one_step
from ..linting.conditions import (
    MIRRORED,
    Comparison,
    Condition,
    Every,
    Negation,
    Presence,
    Some,
    Unread,
    atoms,
    read,
)
from ..linting.domains import within
from ..linting.inequalities import OutOfReachError
from ..linting.intervals import Interval
from ..linting.linear import Key, Linear, key
from ..linting.regions import Demand, World, find
from ..linting.words import case as in_words
from ..types import COUNT, PERCENT, QuantityType
from .constants import Ranks
from .coverage import BoundsOf, NotSeenError, Slip

_BEFORE = {"<=": "<", ">": ">="}
"""What parts values at the beginning of the next band as another sign does at the end of this."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case that no rule covers, in words, such as "`x` is 5 and `y` is 10%"; or where bands leave
    nothing else out, the `slips` between them."""

    words: str
    slips: tuple[Slip, ...] = ()


def find_case(
    conditions: Sequence[framework.Expression], bounds_of: BoundsOf, points: Ranks
) -> Case | None:
    """A case left out by all conditions; None where they cover every one.

    Raises NotSeenError where that cannot be found out.
    """
    readings = [read(condition, points) for condition in conditions]
    asked = [atom for reading in readings for atom in atoms(reading)]
    if any(isinstance(atom, Unread | Presence) for atom in asked):
        raise NotSeenError

    def domain_of(expression: framework.Expression) -> Interval:
        return within(bounds_of(expression), expression.type)

    world = World(domain_of)
    uncovered: list[Demand] = [(reading, False) for reading in readings]
    try:
        region = find(uncovered, world)
    except OutOfReachError:
        raise NotSeenError("there are too many of them") from None
    if region is None:
        return None
    try:
        slips = [
            (slip, inside)
            for slip, inside in _between_bands(asked)
            if find([*uncovered, (inside, True)], world) is not None
        ]
        highs = {(key(slip.subject), slip.low): slip.high for slip, _ in slips}
        beside = find([(_mended(reading, highs), False) for reading in readings], world)
    except OutOfReachError:
        slips, beside = [], region
    if beside is None:
        return Case(in_words(region, "is"), tuple(slip for slip, _ in slips))
    return Case(in_words(beside, "is"))


def _between_bands(asked: Sequence[object]) -> Iterator[tuple[Slip, Condition]]:
    """The stretches of one step between two constants that something is compared with, each with
    the condition that it lies there."""
    cuts: dict[framework.Expression, set[Fraction]] = {}
    forms: dict[framework.Expression, Comparison] = {}
    named: dict[object, framework.Expression] = {}
    for atom in asked:
        if not isinstance(atom, Comparison) or len(atom.form.terms) != 1:
            continue
        ((quantity, factor),) = atom.form.terms
        subject = named.setdefault(quantity, atom.form.named[0])
        if subject.type == COUNT or not isinstance(subject.type, QuantityType):
            continue
        cuts.setdefault(subject, set()).add(-atom.form.constant / factor)
        forms.setdefault(subject, atom)
    for subject, constants in cuts.items():
        for low, high in pairwise(sorted(constants)):
            if is_one_step(low, high, percent=subject.type == PERCENT):
                yield Slip(subject, low, high), _lies_between(forms[subject], low, high)


def _mended(condition: Condition, highs: Mapping[tuple[Key, Fraction], Fraction]) -> Condition:
    """A condition whose bands go on to where the next ones begin."""
    match condition:
        case Negation(part):
            return Negation(_mended(part, highs))
        case Every(parts):
            return Every(tuple(_mended(part, highs) for part in parts))
        case Some(parts):
            return Some(tuple(_mended(part, highs) for part in parts))
        case Comparison(form, operator, place) if len(form.terms) == 1:
            ((quantity, factor),) = form.terms
            high = highs.get((quantity, -form.constant / factor))
            side = operator if factor > 0 else MIRRORED[operator]
            if high is None or side not in _BEFORE:
                return condition
            one = Linear(((quantity, Fraction(1)),), -high, form.named)
            return Comparison(one, _BEFORE[side], place)
        case _:
            return condition


def _lies_between(atom: Comparison, low: Fraction, high: Fraction) -> Condition:
    ((quantity, _),) = atom.form.terms
    terms = ((quantity, Fraction(1)),)
    above = Comparison(Linear(terms, -low, atom.form.named), ">", atom.place)
    below = Comparison(Linear(terms, -high, atom.form.named), "<", atom.place)
    return Every((above, below))
