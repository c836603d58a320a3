"""Irrational functions inside `round`: enclosed ever more tightly until the rounding is certain."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from math import isqrt

from assay.dsl.framework import (
    Arithmetic,
    Call,
    Conditional,
    Expression,
    IfMissing,
    Negate,
    Round,
)

from .values import MISSING, Absent, BeyondLimit, Held, absence_among, missing, whole

Interval = tuple[Fraction, Fraction]
IRRATIONAL = ("sqrt", "ln", "exp")
LARGEST_EXPONENT = 2800
MOST_DIGITS = 3000


class TooWide(Exception):
    """The enclosure is not yet tight enough to tell what a function of it is."""


def round_irrational(
    node: Round, step: Fraction, exactly: Callable[[Expression], Held]
) -> Fraction | Absent:
    """The correctly rounded value of `node`, whose operands `exactly` evaluates."""
    digits = 30
    while digits <= MOST_DIGITS:
        try:
            enclosure = _enclose(node.value, digits, exactly)
        except TooWide:
            digits *= 2
            continue
        if isinstance(enclosure, Absent):
            return enclosure
        low, high = (whole(end / step, node.mode) for end in enclosure)
        if low == high:
            return low * step
        digits *= 2
    raise BeyondLimit


def _enclose(
    node: Expression, digits: int, exactly: Callable[[Expression], Held]
) -> Interval | Absent:
    def inner(operand: Expression) -> Interval | Absent:
        return _enclose(operand, digits, exactly)

    match node:
        case Call(_, _, function, arguments) if function in IRRATIONAL:
            x = inner(arguments[0])
            return x if isinstance(x, Absent) else _function(function, x, digits)
        case Call(_, _, "power", (base, exponent)):
            x, y = inner(base), inner(exponent)
            if isinstance(x, Absent) or isinstance(y, Absent):
                return absence_among((x, y)) or MISSING
            return _power(x, y, digits)
        case Call(_, _, function, arguments):
            parts = [inner(argument) for argument in arguments]
            intervals = [part for part in parts if not isinstance(part, Absent)]
            return absence_among(parts) or _monotone(function, intervals)
        case Arithmetic(_, _, operator, left, right):
            x, y = inner(left), inner(right)
            if isinstance(x, Absent) or isinstance(y, Absent):
                return absence_among((x, y)) or MISSING
            return _arithmetic(operator, x, y)
        case Negate(_, _, operand):
            x = inner(operand)
            return x if isinstance(x, Absent) else (-x[1], -x[0])
        case Conditional(_, _, condition, then, otherwise):
            holds = exactly(condition)
            return holds if isinstance(holds, Absent) else inner(then if holds else otherwise)
        case IfMissing(_, _, first, substitute):
            x = inner(first)
            return inner(substitute) if isinstance(x, Absent) and x.kind == "missing" else x
    value = exactly(node)
    if isinstance(value, Absent):
        return value
    assert isinstance(value, Fraction)
    return value, value


def _monotone(function: str, parts: list[Interval]) -> Interval:
    lows, highs = [low for low, _ in parts], [high for _, high in parts]
    match function:
        case "min":
            return min(lows), min(highs)
        case "max":
            return max(lows), max(highs)
        case "clamp":
            return min(max(lows[0], lows[1]), lows[2]), min(max(highs[0], highs[1]), highs[2])
        case "abs":
            low, high = lows[0], highs[0]
            least = Fraction(0) if low <= 0 <= high else min(abs(low), abs(high))
            return least, max(abs(low), abs(high))
    raise AssertionError(function)


def _arithmetic(operator: str, x: Interval, y: Interval) -> Interval | Absent:
    match operator:
        case "+":
            return x[0] + y[0], x[1] + y[1]
        case "-":
            return x[0] - y[1], x[1] - y[0]
        case "*":
            products = [a * b for a in x for b in y]
            return min(products), max(products)
    if not any(y):
        return missing("division by zero")
    if y[0] <= 0 <= y[1]:
        raise TooWide
    quotients = [a / b for a in x for b in y]
    return min(quotients), max(quotients)


def _function(function: str, x: Interval, digits: int) -> Interval | Absent:
    low, high = x
    if function == "exp":
        if high > LARGEST_EXPONENT:
            raise BeyondLimit
        if low == high == 0:
            return Fraction(1), Fraction(1)
    elif high < 0 or (function == "ln" and high == 0):
        return missing(f"{function} out of its domain")
    elif low < 0 or (function == "ln" and low == 0):
        raise TooWide
    if function == "ln" and low == high == 1:
        return Fraction(0), Fraction(0)
    if function == "sqrt" and low == high and (root := _exact_root(low, 2)) is not None:
        return root, root
    return _below(function, low, digits), _above(function, high, digits)


def _power(x: Interval, y: Interval, digits: int) -> Interval | Absent:
    if x[0] == x[1] and y[0] == y[1]:
        return _power_of_points(x[0], y[0], digits)
    if y[0] == y[1] and y[0].denominator == 1 and y[0] >= 0:
        product: Interval = (Fraction(1), Fraction(1))
        for _ in range(int(y[0])):
            grown = _arithmetic("*", product, x)
            assert not isinstance(grown, Absent)
            product = grown
        return product
    if x[1] < 0:
        return missing("power out of its domain")
    if x[0] <= 0:
        raise TooWide
    logarithm = _function("ln", x, digits)
    assert not isinstance(logarithm, Absent)
    exponent = _arithmetic("*", y, logarithm)
    assert not isinstance(exponent, Absent)
    return _function("exp", exponent, digits)


def _power_of_points(base: Fraction, exponent: Fraction, digits: int) -> Interval | Absent:
    if base == 0 and exponent < 0:
        return missing("division by zero")
    if exponent.denominator == 1:
        exact = base ** int(exponent)
        return exact, exact
    if base < 0:
        return missing("power out of its domain")
    if base == 0:
        return Fraction(0), Fraction(0)
    root = _exact_root(base, exponent.denominator)
    if root is not None:
        exact = root**exponent.numerator
        return exact, exact
    logarithm = _function("ln", (base, base), digits)
    assert not isinstance(logarithm, Absent)
    scaled = sorted(exponent * end for end in logarithm)
    return _function("exp", (scaled[0], scaled[1]), digits)


def _exact_root(value: Fraction, degree: int) -> Fraction | None:
    top, bottom = _whole_root(value.numerator, degree), _whole_root(value.denominator, degree)
    return None if top is None or bottom is None else Fraction(top, bottom)


def _whole_root(value: int, degree: int) -> int | None:
    if degree == 2:
        root = isqrt(value)
        return root if root * root == value else None
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high) // 2
        if middle**degree < value:
            low = middle + 1
        else:
            high = middle
    return low if low**degree == value else None


def _below(function: str, value: Fraction, digits: int) -> Fraction:
    context = Context(prec=digits, rounding=ROUND_FLOOR, Emin=-(10**9), Emax=10**9)
    return max(
        Fraction(_apply(function, value, context).next_minus(context)),
        Fraction(0) if function in ("exp", "sqrt") else Fraction(-(10**9)),
    )


def _above(function: str, value: Fraction, digits: int) -> Fraction:
    context = Context(prec=digits, rounding=ROUND_CEILING, Emin=-(10**9), Emax=10**9)
    return Fraction(_apply(function, value, context).next_plus(context))


def _apply(function: str, value: Fraction, context: Context) -> Decimal:
    """The function at the nearest decimal in the context's direction (each one increases)."""
    x = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    match function:
        case "sqrt":
            return context.sqrt(x)
        case "ln":
            return context.ln(x)
    return context.exp(x)
