"""Evaluating the nodes of an irrational expression as balls: midpoints with rigorous errors.

The only module that knows Arb, the ball arithmetic of FLINT.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from threading import Lock
from typing import TYPE_CHECKING, assert_never

from ...dsl.limits import MAX_BITS
from .exact import LimitExceeded
from .irrational_nodes import Arena, Node, OutOfDomain

if TYPE_CHECKING:
    from flint import arb

_SMALLEST_EXPONENT = -(2**40)
"""exp of less is refused: such a power of two is beyond any number that means something."""


class Unsettled(Exception):
    """At this precision it is open whether a part of the expression has a value."""


# Arb's working precision is one setting of the whole process.
_precision_lock = Lock()


@contextmanager
def own_precision() -> Iterator[Callable[[int], None]]:
    """Gives a function that sets Arb's precision; restores what it was."""
    from flint import ctx

    def use(bits: int) -> None:
        ctx.prec = bits

    with _precision_lock:
        before = ctx.prec
        try:
            yield use
        finally:
            ctx.prec = before


class Balls:
    """The balls of an arena's nodes at the precision now in use."""

    def __init__(self, arena: Arena) -> None:
        from flint import arb

        self._arena = arena
        self._zero = arb(0)
        self._one = arb(1)
        self._largest = arb(2) ** MAX_BITS
        self._two = arb(2)
        self._balls: list[arb] = []
        self._extend()

    def __getitem__(self, index: int) -> arb:
        return self._balls[index]

    def extended_to(self, index: int) -> arb:
        """The ball of a node that may have joined the arena since."""
        self._extend()
        return self._balls[index]

    def _extend(self) -> None:
        for index in range(len(self._balls), len(self._arena.nodes)):
            ball = self._ball(self._arena.nodes[index])
            if not ball.is_finite():
                raise Unsettled
            if abs(ball) > self._largest:
                raise LimitExceeded
            bits = self._arena.separation(index)
            if bits is not None and ball.contains(0) and ball.abs_upper() < self._two**-bits:
                ball = self._zero
            self._balls.append(ball)

    def _ball(self, node: Node) -> arb:
        balls = self._balls
        match node.operation:
            case "rational":
                return _ball_of(node.value)
            case "+":
                return balls[node.left] + balls[node.right]
            case "-":
                return balls[node.left] - balls[node.right]
            case "*":
                return balls[node.left] * balls[node.right]
            case "/":
                return self._quotient(balls[node.left], balls[node.right])
            case "root":
                return self._rational_power(balls[node.left], node.value)
            case "ln":
                return self._ln(balls[node.left])
            case "exp":
                return self._exp(balls[node.left])
            case "power":
                return self._power(balls[node.left], balls[node.right])
            case _:
                assert_never(node.operation)

    def _quotient(self, left: arb, right: arb) -> arb:
        if right.is_zero():
            raise OutOfDomain("division by zero")
        if right.contains(0):
            raise Unsettled
        return left / right

    def _ln(self, ball: arb) -> arb:
        if ball <= 0:
            raise OutOfDomain("the logarithm of a number that is not above zero")
        if not ball > 0:
            raise Unsettled
        return ball.log()

    def _exp(self, ball: arb) -> arb:
        if ball > MAX_BITS or ball < _SMALLEST_EXPONENT:
            raise LimitExceeded
        return ball.exp()

    def _rational_power(self, base: arb, exponent: Fraction) -> arb:
        """Base to a power that is a fraction, or any whole one where the base is irrational."""
        if base.is_zero():
            if exponent < 0:
                raise OutOfDomain("zero to a negative power")
            return self._zero
        if exponent.denominator == 1:
            return self._whole_power(base, exponent.numerator)
        if base < 0:
            raise OutOfDomain(
                "the square root of a negative number"
                if exponent == Fraction(1, 2)
                else "a negative number to the power of a fraction"
            )
        if not base > 0:
            raise Unsettled
        if exponent == Fraction(1, 2):
            return base.sqrt()
        return self._exp(base.log() * _ball_of(exponent))

    def _whole_power(self, base: arb, exponent: int) -> arb:
        if base.contains(0):
            if exponent < 0:
                raise Unsettled
            return base**exponent
        size = abs(base).log() * exponent
        if size > MAX_BITS or size < _SMALLEST_EXPONENT:
            raise LimitExceeded
        return base**exponent

    def _power(self, base: arb, exponent: arb) -> arb:
        """Base to an irrational power."""
        if base > 0:
            return self._exp(base.log() * exponent)
        if exponent.is_zero():
            return self._one
        if base.is_zero() and exponent > 0:
            return self._zero
        if base.is_zero() and exponent < 0:
            raise OutOfDomain("zero to a negative power")
        if base < 0 and not exponent.contains_integer():
            raise OutOfDomain("a negative number to the power of a fraction")
        raise Unsettled


def _ball_of(value: Fraction) -> arb:
    from flint import arb, fmpq

    return arb(fmpq(value.numerator, value.denominator))
