"""Irrational expressions as a list of nodes, simplified exactly where that is cheap.

Every node stands after those it is made of, and equal expressions are one node. Simplifying
never hides a node from evaluation, so an expression without a value is still found out.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Literal

from .exact import pair_of, power

Operation = Literal["rational", "+", "-", "*", "/", "root", "ln", "exp", "power"]

_NO_BOUND = 2**16
"""Separation bounds of more bits are as good as none: no precision in use reaches them."""


class OutOfDomain(ArithmeticError):
    """An expression that has no value; `str()` of it is the reason, such as "division by zero"."""


@dataclass(frozen=True, slots=True)
class Node:
    """An operation on earlier nodes, by their index.

    `value` is the constant of "rational", and of "root" the exponent that `left` is raised to.
    """

    operation: Operation
    left: int = -1
    right: int = -1
    value: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class _Bound:
    """What the separation bound needs to know of a node E = U / L, U and L algebraic integers.

    No conjugate of U is larger than 2 ** upper, none of L larger than 2 ** lower; `roots` are
    the root nodes below, whose orders multiply to `degree`.
    """

    upper: int
    lower: int
    roots: frozenset[int]
    degree: int

    @property
    def bits(self) -> int:
        """E is zero, or not below 2 ** -bits: the norm of U is a whole number other than zero."""
        return self.lower + self.upper * (self.degree - 1)


class Arena:
    """The nodes of one expression. Each method adds an operation and gives the index of its
    value, raising `OutOfDomain` and `LimitExceeded` where constants already tell."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._index: dict[Node, int] = {}
        self._bounds: list[_Bound | None] = []

    def constant(self, index: int) -> Fraction | None:
        """The value of a node that is a rational constant, else None."""
        node = self.nodes[index]
        return node.value if node.operation == "rational" else None

    def is_rational(self) -> bool:
        """Whether all nodes are rational constants, so that nothing is left to approximate."""
        return all(node.operation == "rational" for node in self.nodes)

    def separation(self, index: int) -> int | None:
        """Bits such that the node is zero or at least 2 ** -bits in size; None where unknown."""
        bound = self._bounds[index]
        return None if bound is None else bound.bits

    # --- operations ---

    def rational(self, value: Fraction) -> int:
        """A constant."""
        return self._add(Node("rational", value=Fraction(*pair_of(value))))

    def sum(self, left: int, right: int) -> int:
        """left + right."""
        a, b = self.constant(left), self.constant(right)
        if a is not None and b is not None:
            return self.rational(a + b)
        if a == 0 or b == 0:
            return right if a == 0 else left
        return self._add(Node("+", left, right))

    def difference(self, left: int, right: int) -> int:
        """left - right."""
        a, b = self.constant(left), self.constant(right)
        if a is not None and b is not None:
            return self.rational(a - b)
        if b == 0:
            return left
        if left == right:
            return self.rational(Fraction(0))
        return self._add(Node("-", left, right))

    def product(self, left: int, right: int) -> int:
        """left * right; e ** x * e ** y is e ** (x + y)."""
        a, b = self.constant(left), self.constant(right)
        if a is not None and b is not None:
            return self.rational(a * b)
        if a == 0 or b == 0:
            return self.rational(Fraction(0))
        if a == 1 or b == 1:
            return right if a == 1 else left
        exponents = self._exponents_of_e(left, right)
        if exponents is not None:
            return self.exp(self.sum(*exponents))
        return self._add(Node("*", left, right))

    def quotient(self, left: int, right: int) -> int:
        """left / right; the ratio of two logarithms is found where it is rational, and
        e ** x / e ** y is e ** (x - y)."""
        a, b = self.constant(left), self.constant(right)
        if b == 0:
            raise OutOfDomain("division by zero")
        if a is not None and b is not None:
            return self.rational(a / b)
        if b == 1:
            return left
        ratio = self._ratio_of_logarithms(left, right)
        if ratio is not None:
            return self.rational(ratio)
        exponents = self._exponents_of_e(left, right)
        if exponents is not None:
            return self.exp(self.difference(*exponents))
        return self._add(Node("/", left, right))

    def root(self, operand: int, exponent: Fraction = Fraction(1, 2)) -> int:
        """A node to a rational power; the square root unless told otherwise."""
        base = self.constant(operand)
        if exponent == 1:
            return operand
        if self.nodes[operand].operation == "exp":
            return self.exp(self.product(self.rational(exponent), self.nodes[operand].left))
        if base is None:
            return self._add(Node("root", operand, value=exponent))
        if base == 0 and exponent < 0:
            raise OutOfDomain("zero to a negative power")
        if exponent.denominator == 1:
            return self.rational(Fraction(*power(*pair_of(base), exponent.numerator)))
        if base < 0:
            raise OutOfDomain(
                "the square root of a negative number"
                if exponent == Fraction(1, 2)
                else "a negative number to the power of a fraction"
            )
        exact = exact_root(base, exponent.denominator)
        if exact is None:
            return self._add(Node("root", operand, value=exponent))
        return self.rational(Fraction(*power(*pair_of(exact), exponent.numerator)))

    def ln(self, operand: int) -> int:
        """The natural logarithm."""
        value, node = self.constant(operand), self.nodes[operand]
        if value is not None and value <= 0:
            raise OutOfDomain("the logarithm of a number that is not above zero")
        if value == 1:
            return self.rational(Fraction(0))
        if node.operation == "exp":
            return node.left
        # Only a fraction as exponent says that the base is not negative.
        if node.operation == "root" and node.value.denominator > 1:
            return self.product(self.rational(node.value), self.ln(node.left))
        return self._add(Node("ln", operand))

    def exp(self, operand: int) -> int:
        """e to the power of a node; the exponent `c * ln(x)` with a constant c gives x ** c."""
        if self.constant(operand) == 0:
            return self.rational(Fraction(1))
        found = self._multiple_of_logarithm(operand)
        if found is not None:
            factor, base = found
            return self.root(base, factor)
        return self._add(Node("exp", operand))

    def power(self, left: int, right: int) -> int:
        """left to the power of right."""
        exponent = self.constant(right)
        if exponent == 0:
            return self.rational(Fraction(1))
        if exponent is not None:
            return self.root(left, exponent)
        return self._add(Node("power", left, right))

    # --- logarithms and powers of e ---

    def _exponents_of_e(self, left: int, right: int) -> tuple[int, int] | None:
        above, below = self.nodes[left], self.nodes[right]
        if above.operation != "exp" or below.operation != "exp":
            return None
        return above.left, below.left

    def _ratio_of_logarithms(self, left: int, right: int) -> Fraction | None:
        above, below = self.nodes[left], self.nodes[right]
        if above.operation != "ln" or below.operation != "ln":
            return None
        a, b = self.constant(above.left), self.constant(below.left)
        return None if a is None or b is None else ratio_of_logarithms(a, b)

    def _multiple_of_logarithm(self, index: int) -> tuple[Fraction, int] | None:
        """(c, x) for a node that is c * ln(x) with a constant c."""
        node = self.nodes[index]
        if node.operation == "ln":
            return Fraction(1), node.left
        if node.operation not in ("*", "/"):
            return None
        left, right = self.constant(node.left), self.constant(node.right)
        if right is not None and self.nodes[node.left].operation == "ln":
            return (right if node.operation == "*" else 1 / right), self.nodes[node.left].left
        if left is not None and node.operation == "*" and self.nodes[node.right].operation == "ln":
            return left, self.nodes[node.right].left
        return None

    # --- nodes and their bounds ---

    def _add(self, node: Node) -> int:
        index = self._index.get(node)
        if index is None:
            index = self._index[node] = len(self.nodes)
            self.nodes.append(node)
            bound = self._bound(node, index)
            self._bounds.append(None if bound is None or bound.bits > _NO_BOUND else bound)
        return index

    def _bound(self, node: Node, index: int) -> _Bound | None:
        if node.operation == "rational":
            n, d = abs(node.value.numerator), node.value.denominator
            return _Bound((n - 1).bit_length() if n else 0, (d - 1).bit_length(), frozenset(), 1)
        left = self._bounds[node.left]
        if left is None or node.operation in ("ln", "exp", "power"):
            return None
        if node.operation == "root":
            return _root_bound(left, node.value, index)
        right = self._bounds[node.right]
        if right is None:
            return None
        match node.operation:
            case "*":
                upper, lower = left.upper + right.upper, left.lower + right.lower
            case "/":
                upper, lower = left.upper + right.lower, left.lower + right.upper
            case _:
                upper = max(left.upper + right.lower, left.lower + right.upper) + 1
                lower = left.lower + right.lower
        roots = left.roots | right.roots
        return _Bound(upper, lower, roots, self._degree(roots))

    def _degree(self, roots: frozenset[int]) -> int:
        degree = 1
        for root in roots:
            degree *= self.nodes[root].value.denominator
        return degree


def _root_bound(base: _Bound, exponent: Fraction, index: int) -> _Bound:
    """(U / L) ** (p / q), written as the q-th root of U ** p * L ** (p * (q - 1)), over L ** p."""
    p, q = abs(exponent.numerator), exponent.denominator
    upper, lower = (base.upper, base.lower) if exponent > 0 else (base.lower, base.upper)
    roots = base.roots if q == 1 else base.roots | {index}
    return _Bound(-(-p * (upper + (q - 1) * lower) // q), p * lower, roots, base.degree * q)


# --- exact roots and logarithms ------------------------------------------------------------


def exact_root(value: Fraction, order: int) -> Fraction | None:
    """The rational root of that order of a number not below zero; None where it is irrational."""
    n = _whole_root(value.numerator, order)
    d = _whole_root(value.denominator, order)
    if n is None or d is None:
        return None
    return Fraction(n, d)


def _whole_root(value: int, order: int) -> int | None:
    if value < 2:
        return value
    if order >= value.bit_length():
        return None
    if order == 2:
        root = isqrt(value)
        return root if root * root == value else None
    # Newton's method from above: falls until it reaches the floor of the root.
    root = 1 << -(-value.bit_length() // order)
    while True:
        closer = ((order - 1) * root + value // root ** (order - 1)) // order
        if closer >= root:
            return root if root**order == value else None
        root = closer


def ratio_of_logarithms(a: Fraction, b: Fraction) -> Fraction | None:
    """ln(a) / ln(b) for a, b above zero and b other than 1; None where it is irrational.

    Euclid's algorithm on exponents. Were a and b powers of one number, so would everything
    between be, with smaller exponents: a remainder larger than both proves they are not.
    """
    sign = 1
    if a < 1:
        a, sign = 1 / a, -sign
    if b < 1:
        b, sign = 1 / b, -sign
    largest = max(a.numerator, b.numerator)
    whole_parts: list[int] = []
    while b != 1:
        count = 0
        while a >= b:
            a, count = a / b, count + 1
            if a.numerator > largest:
                return None
        whole_parts.append(count)
        a, b = b, a
    ratio = Fraction(whole_parts.pop())
    while whole_parts:
        ratio = whole_parts.pop() + 1 / ratio
    return sign * ratio
