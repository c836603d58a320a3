"""Irrational functions, correctly rounded.

`round(sqrt(x), to 0.01)` is the multiple of 0.01 that the exact root rounds to, proved, not
approximated. An expression is evaluated as a ball (a midpoint and a rigorous error bound, from
Arb) at growing precision until everything in the ball rounds alike. A value that sits exactly
on a rounding boundary would never get there: where the expression is made of rationals,
arithmetic and roots, the separation bound of Burnikel, Funke, Mehlhorn, Schirra and Schmitt
("A Separation Bound for Real Algebraic Expressions", 2001) tells a ball so small that it can
hold nothing but zero. What is left is `Undecided`, and never a guess.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar, assert_never

from .exact import LimitExceeded, Pair, pair_of, round_quotient, rounded
from .irrational_balls import Balls, Unsettled, own_precision
from .irrational_nodes import Arena, OutOfDomain

if TYPE_CHECKING:
    from flint import arb

    from ..terms import RoundingMode

__all__ = [
    "Difference", "Exp", "LimitExceeded", "Ln", "OutOfDomain", "Power", "Product", "Quotient",
    "Rational", "Sqrt", "Sum", "Tree", "Undecided", "compare", "round_irrational",
]  # fmt: skip

_FIRST_PRECISION = 64
_LAST_PRECISION = 8192


class Undecided(ArithmeticError):
    """The value is too close to a boundary to tell its side; `str()` of it is the message."""

    def __init__(self) -> None:
        super().__init__(
            f"{_LAST_PRECISION:,} bits of precision do not tell which way to round this value"
        )


# --- the expression ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rational:
    value: Fraction


@dataclass(frozen=True, slots=True)
class Sum:
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Difference:
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Product:
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Quotient:
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Sqrt:
    operand: Tree


@dataclass(frozen=True, slots=True)
class Ln:
    operand: Tree


@dataclass(frozen=True, slots=True)
class Exp:
    operand: Tree


@dataclass(frozen=True, slots=True)
class Power:
    """`left` to the power of `right`; of a negative number only a whole power. 0 ** 0 is 1."""

    left: Tree
    right: Tree


Tree = Rational | Sum | Difference | Product | Quotient | Sqrt | Ln | Exp | Power

# --- public functions ----------------------------------------------------------------------


def round_irrational(tree: Tree, step: Fraction, mode: RoundingMode) -> Fraction:
    """Expression -> the multiple of `step` that its exact value rounds to.

    Raises `OutOfDomain` with the reason where the expression has no value or the step is not
    above zero, `LimitExceeded` for numbers beyond the limit, and `Undecided`.
    """
    if step <= 0:
        raise OutOfDomain("the step to round to is not above zero")
    arena = Arena()
    planted = _plant(arena, tree)
    if arena.is_rational():
        return Fraction(*pair_of(rounded(arena.nodes[planted].value, step, mode)))
    quotient = arena.quotient(planted, arena.rational(step))

    def decide(balls: Balls) -> int | None:
        return _rounded_alike(arena, balls, quotient, mode)

    whole = _settle(arena, decide)
    return Fraction(*pair_of(whole * step))


def compare(left: Tree, right: Tree) -> int:
    """-1, 0 or 1 as `left` is below, equal to or above `right`; raises as `round_irrational`."""
    arena = Arena()
    difference = arena.difference(_plant(arena, left), _plant(arena, right))
    if arena.is_rational():
        value = arena.nodes[difference].value
        return (value > 0) - (value < 0)

    def decide(balls: Balls) -> int | None:
        ball = balls[difference]
        if ball.is_zero():
            return 0
        return 1 if ball > 0 else -1 if ball < 0 else None

    return _settle(arena, decide)


def _plant(arena: Arena, tree: Tree) -> int:
    """Put an expression into the arena, parts first; without recursion, so any depth is fine."""
    planted: dict[int, int] = {}
    waiting = [tree]
    while waiting:
        top = waiting[-1]
        parts = _parts(top)
        missing = [part for part in parts if id(part) not in planted]
        if missing:
            waiting.extend(missing)
            continue
        waiting.pop()
        planted[id(top)] = _plant_one(arena, top, [planted[id(part)] for part in parts])
    return planted[id(tree)]


def _parts(tree: Tree) -> tuple[Tree, ...]:
    match tree:
        case Rational():
            return ()
        case Sqrt() | Ln() | Exp():
            return (tree.operand,)
        case Sum() | Difference() | Product() | Quotient() | Power():
            return (tree.left, tree.right)
        case _:
            assert_never(tree)


def _plant_one(arena: Arena, tree: Tree, parts: list[int]) -> int:
    match tree:
        case Rational():
            return arena.rational(tree.value)
        case Sum():
            return arena.sum(*parts)
        case Difference():
            return arena.difference(*parts)
        case Product():
            return arena.product(*parts)
        case Quotient():
            return arena.quotient(*parts)
        case Sqrt():
            return arena.root(parts[0])
        case Ln():
            return arena.ln(*parts)
        case Exp():
            return arena.exp(*parts)
        case Power():
            return arena.power(*parts)
        case _:
            assert_never(tree)


# --- deciding ------------------------------------------------------------------------------

_Decided = TypeVar("_Decided")


def _settle(arena: Arena, decide: Callable[[Balls], _Decided | None]) -> _Decided:
    """Evaluate at growing precision until `decide` can."""
    with own_precision() as use:
        precision = _FIRST_PRECISION
        while precision <= _LAST_PRECISION:
            use(precision)
            try:
                decided = decide(Balls(arena))
            except Unsettled:
                decided = None
            if decided is not None:
                return decided
            precision *= 2
    raise Undecided


def _rounded_alike(arena: Arena, balls: Balls, index: int, mode: RoundingMode) -> int | None:
    """What everything in a ball rounds to; None where that differs."""
    if (value := arena.constant(index)) is not None:
        return round_quotient(value.numerator, value.denominator, mode)
    ball = balls[index]
    low, high = _endpoint(ball.lower()), _endpoint(ball.upper())
    whole = round_quotient(*low, mode)
    if whole == round_quotient(*high, mode):
        return whole
    # All modes change sides at halves or wholes only: is the value exactly the one in the ball?
    first, last = -(-2 * low[0] // low[1]), 2 * high[0] // high[1]
    if first != last:
        return None
    boundary = arena.difference(index, arena.rational(Fraction(first, 2)))
    return round_quotient(first, 2, mode) if balls.extended_to(boundary).is_zero() else None


def _endpoint(bound: arb) -> Pair:
    """An exact binary number -> pair.

    One that is tiny beside 1/2 is replaced by a larger one of its sign, which rounds alike.
    """
    mantissa, exponent = (int(part) for part in bound.man_exp())
    if exponent >= 0:
        return mantissa << exponent, 1
    if mantissa.bit_length() + exponent < -_FIRST_PRECISION:
        return (mantissa > 0) - (mantissa < 0), 2**_FIRST_PRECISION
    return mantissa, 1 << -exponent
