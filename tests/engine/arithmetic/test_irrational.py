"""Irrational functions in `round`, against squaring, powers and series with rational bounds."""

from __future__ import annotations

import subprocess
import sys
import threading
from fractions import Fraction
from math import isqrt

import flint
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assay.engine.arithmetic import exact
from assay.engine.arithmetic.irrational import (
    Difference,
    Exp,
    LimitExceeded,
    Ln,
    OutOfDomain,
    Power,
    Product,
    Quotient,
    Rational,
    Sqrt,
    Sum,
    Undecided,
    compare,
    round_irrational,
)
from assay.engine.arithmetic.irrational_balls import own_precision
from assay.engine.arithmetic.irrational_nodes import exact_root, ratio_of_logarithms

MODES = ("half up", "half even", "up", "down", "ceiling", "floor")
CENT = Fraction(1, 100)


def number(text):
    return Rational(Fraction(text))


def in_every_mode(tree, step=CENT):
    return [round_irrational(tree, Fraction(step), mode) for mode in MODES]


# --- known digits --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tree", "below"),
    [
        (Sqrt(number(2)), "1.41421356237309504880168872420969807856967187537694"),
        (Ln(number(2)), "0.69314718055994530941723212145817656807550013436025"),
        (Exp(number(1)), "2.71828182845904523536028747135266249775724709369995"),
        (Power(number(2), number("1/3")), "1.25992104989487316476721060727822835057025146470150"),
        (Power(number(2), Sqrt(number(2))), "2.66514414269022518865029724987313984827421131371465"),
        (Quotient(Ln(number(10)), Ln(number(2))), "3.321928094887362347870319429489390175864"),
    ],
)
def test_known_digits(tree, below):
    step = Fraction(1, 10 ** len(below.partition(".")[2]))
    below = Fraction(below)
    assert round_irrational(tree, step, "floor") == below
    assert round_irrational(tree, step, "down") == below
    assert round_irrational(tree, step, "ceiling") == below + step
    assert round_irrational(Difference(number(0), tree), step, "floor") == -below - step
    assert round_irrational(Difference(number(0), tree), step, "down") == -below


def test_modes_differ_as_they_should():
    assert in_every_mode(Sqrt(number(2))) == [
        Fraction(x) for x in ("1.41", "1.41", "1.42", "1.41", "1.42", "1.41")
    ]
    assert in_every_mode(Difference(number(0), Sqrt(number(2)))) == [
        Fraction(x) for x in ("-1.41", "-1.41", "-1.42", "-1.41", "-1.41", "-1.42")
    ]


# --- against independent bounds ------------------------------------------------------------

positive = st.fractions(min_value=Fraction(1, 10**6), max_value=10**9, max_denominator=10**6)
steps = st.sampled_from([Fraction(1, 100), Fraction(1, 10**6), Fraction(1, 3), Fraction(7)])


@given(positive, steps)
def test_square_roots_by_squaring(x, step):
    low = round_irrational(Sqrt(Rational(x)), step, "floor")
    high = round_irrational(Sqrt(Rational(x)), step, "ceiling")
    near = round_irrational(Sqrt(Rational(x)), step, "half up")
    assert low**2 <= x < (low + step) ** 2
    assert high == (low if low**2 == x else low + step)
    assert near == (low if x < (low + step / 2) ** 2 else low + step)


@given(positive, st.integers(-5, 5), st.integers(1, 7), steps)
def test_rational_powers_by_powers(x, p, q, step):
    low = round_irrational(Power(Rational(x), Rational(Fraction(p, q))), step, "floor")
    assert low**q <= x**p < (low + step) ** q


def exp_bounds(x, terms=80):
    """Taylor's series for |x| <= 8; what is left is below twice the first term left out."""
    total, term = Fraction(0), Fraction(1)
    for k in range(1, terms + 1):
        total += term
        term = term * x / k
    return total - 2 * abs(term), total + 2 * abs(term)


def ln_bounds(x, terms=60):
    """2 artanh((x - 1) / (x + 1)), for 1/2 <= x <= 2; a geometric series bounds what is left."""
    z = (x - 1) / (x + 1)
    total = sum(2 * z ** (2 * k + 1) / (2 * k + 1) for k in range(terms))
    left = abs(2 * z ** (2 * terms + 1)) / (1 - z * z)
    return total - left, total + left


@settings(max_examples=40)
@given(
    st.fractions(-8, 8, max_denominator=1000), st.sampled_from(MODES), st.sampled_from([1, 5, 9])
)
def test_exp_by_its_series(x, mode, places):
    step = Fraction(1, 10**places)
    low, high = (exact.rounded(bound, step, mode) for bound in exp_bounds(x))
    assume(low == high)
    assert round_irrational(Exp(Rational(x)), step, mode) == low


@settings(max_examples=40)
@given(
    st.fractions("1/2", 2, max_denominator=1000), st.sampled_from(MODES), st.sampled_from([1, 5, 9])
)
def test_ln_by_its_series(x, mode, places):
    step = Fraction(1, 10**places)
    low, high = (exact.rounded(bound, step, mode) for bound in ln_bounds(x))
    assume(low == high)
    assert round_irrational(Ln(Rational(x)), step, mode) == low


# --- exactly on a boundary -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("tree", "exactly"),
    [
        (Sqrt(number("6.25")), "2.5"),
        (Sqrt(number("0.000025")), "0.005"),
        (Product(Sqrt(number(2)), Sqrt(number(2))), "2"),
        (Product(Sqrt(number(2)), Sqrt(number(8))), "4"),
        (Difference(Product(Sqrt(number(2)), Sqrt(number(3))), Sqrt(number(6))), "0"),
        (Quotient(Sqrt(number(18)), Sqrt(number(2))), "3"),
        (Sqrt(Product(Sqrt(number(16)), number("1.5625"))), "2.5"),
        (
            Difference(Sqrt(Sum(number(5), Product(number(2), Sqrt(number(6))))), Sqrt(number(2))),
            None,
        ),
        (
            Difference(
                Sqrt(Sum(number(5), Product(number(2), Sqrt(number(6))))),
                Sum(Sqrt(number(2)), Sqrt(number(3))),
            ),
            "0",
        ),
        (Power(number("1.331"), number("1/3")), "1.1"),
        (Power(number("0.04"), number("-1.5")), "125"),
        (Product(Power(number(2), number("1/3")), Power(number(4), number("1/3"))), "2"),
        (Power(Sqrt(number(2)), number(10)), "32"),
        (Quotient(Ln(number(8)), Ln(number(2))), "3"),
        (Quotient(Ln(number("1.21")), Ln(number("1.1"))), "2"),
        (Quotient(Ln(number("1/8")), Ln(number(4))), "-1.5"),
        (Exp(Quotient(Ln(number("6.25")), number(2))), "2.5"),
        (Exp(Product(number("1.5"), Ln(number(4)))), "8"),
        (Ln(Exp(number("2.5"))), "2.5"),
        (Ln(number(1)), "0"),
        (Exp(number(0)), "1"),
        (Power(number(0), number("1/2")), "0"),
        (Sqrt(Difference(Product(Sqrt(number(2)), Sqrt(number(2))), number(2))), "0"),
        (Difference(Exp(number(1)), Exp(number(1))), "0"),
        (Product(Sqrt(Exp(number(3))), Exp(number("-1.5"))), "1"),
        (Quotient(Exp(number(3)), Power(Exp(number("1.5")), number(2))), "1"),
        (Exp(Power(Product(number(0), Sqrt(number(2))), number("4/3"))), "1"),
        (Exp(Sum(Ln(number("2.5")), number(0))), "2.5"),
    ],
)
def test_exact_values_are_found_exactly(tree, exactly):
    if exactly is None:  # sqrt(5 + 2 sqrt 6) - sqrt 2 is sqrt 3, which is no boundary
        assert round_irrational(tree, CENT, "floor") == Fraction("1.73")
        return
    value = Fraction(exactly)
    for step in (Fraction(1), Fraction(1, 2), Fraction(1, 100)):
        assert in_every_mode(tree, step) == [exact.rounded(value, step, mode) for mode in MODES]


def test_ties_of_exact_values():
    assert in_every_mode(Sqrt(number("6.25")), 1) == [3, 2, 3, 2, 3, 2]
    tie = Sum(Product(Sqrt(number(2)), Sqrt(number(2))), number("0.5"))
    assert in_every_mode(tie, 1) == [3, 2, 3, 2, 3, 2]
    assert in_every_mode(Difference(number(0), tie), 1) == [-3, -2, -3, -2, -2, -3]


@given(st.integers(1, 10**40), st.sampled_from([-1, 0, 1]))
def test_square_roots_a_hair_from_a_boundary(root, offset):
    x = root * root + offset
    assert round_irrational(Sqrt(number(x)), Fraction(1), "floor") == isqrt(x)
    assert round_irrational(Sqrt(number(x)), Fraction(1), "up") == isqrt(x) + (isqrt(x) ** 2 != x)


def test_a_value_a_hair_from_a_tie_is_told_from_it():
    hair = Fraction(1, 10**1000)
    for tree in (Sqrt(Rational(Fraction(25, 4) + hair)), Sum(Exp(number(-2000)), number("2.5"))):
        assert round_irrational(tree, Fraction(1), "half even") == 3
    assert round_irrational(Sqrt(Rational(Fraction(25, 4) - hair)), Fraction(1), "half up") == 2


def test_what_cannot_be_decided_is_said_not_guessed():
    zero = Difference(Ln(number(4)), Sum(Ln(number(2)), Ln(number(2))))
    with pytest.raises(Undecided, match="8,192 bits"):
        round_irrational(zero, Fraction(1), "floor")
    assert round_irrational(zero, Fraction(1), "half up") == 0
    with pytest.raises(Undecided):
        round_irrational(Quotient(number(1), zero), Fraction(1), "half up")


# --- domain and limits ---------------------------------------------------------------------

ZERO = Difference(Product(Sqrt(number(2)), Sqrt(number(2))), number(2))
BELOW_ZERO = Difference(number(1), Sqrt(number(2)))


@pytest.mark.parametrize(
    ("tree", "reason"),
    [
        (Sqrt(number(-4)), "the square root of a negative number"),
        (Sqrt(BELOW_ZERO), "the square root of a negative number"),
        (Ln(number(0)), "the logarithm of a number that is not above zero"),
        (Ln(ZERO), "the logarithm of a number that is not above zero"),
        (Ln(BELOW_ZERO), "the logarithm of a number that is not above zero"),
        (Exp(Ln(BELOW_ZERO)), "the logarithm of a number that is not above zero"),
        (Quotient(number(1), number(0)), "division by zero"),
        (Quotient(number(1), ZERO), "division by zero"),
        (Quotient(number(1), Ln(number(1))), "division by zero"),
        (Product(number(0), Quotient(number(1), ZERO)), "division by zero"),
        (Power(number(0), number("-1/2")), "zero to a negative power"),
        (Power(number(0), number(-2)), "zero to a negative power"),
        (Power(ZERO, number(-2)), "zero to a negative power"),
        (Power(ZERO, BELOW_ZERO), "zero to a negative power"),
        (Power(number(-8), number("1/3")), "a negative number to the power of a fraction"),
        (Power(BELOW_ZERO, number("1/3")), "a negative number to the power of a fraction"),
        (Power(number(-8), Sqrt(number(2))), "a negative number to the power of a fraction"),
    ],
)
def test_expressions_without_a_value(tree, reason):
    with pytest.raises(OutOfDomain) as raised:
        round_irrational(tree, CENT, "half up")
    assert str(raised.value) == reason


def test_powers_of_negative_and_zero_bases_that_have_a_value():
    assert round_irrational(Power(BELOW_ZERO, number(2)), CENT, "floor") == Fraction("0.17")
    assert round_irrational(Power(BELOW_ZERO, number(-3)), CENT, "floor") == Fraction("-14.08")
    assert round_irrational(Power(number(0), Sqrt(number(2))), CENT, "up") == 0
    assert round_irrational(Power(number(0), number(0)), CENT, "up") == 1
    assert round_irrational(Power(ZERO, number(3)), CENT, "up") == 0
    assert round_irrational(Ln(Power(BELOW_ZERO, number(2))), CENT, "floor") == Fraction("-1.77")


def test_the_step_must_be_above_zero():
    for step in (Fraction(0), Fraction(-1, 2)):
        with pytest.raises(OutOfDomain, match="step to round to is not above zero"):
            round_irrational(Sqrt(number(2)), step, "floor")


@pytest.mark.parametrize(
    "tree",
    [
        Exp(number(10**9)),
        Exp(number(10**1000)),
        Exp(number(-(10**1000))),
        Exp(Exp(Exp(number(10)))),
        Power(number(2), number(10**18)),
        Power(number("3/2"), number("1000000000.5")),
        Power(Sqrt(number(2)), number(10**18)),
        Power(number(2), Exp(number(20))),
        Power(Quotient(number(1), Sqrt(number(2))), number(10**18)),
        Quotient(Exp(number(3000)), Sum(number(1), Exp(number(3000)))),
        Ln(Exp(number(10**9))),
    ],
)
def test_giants_are_refused_at_once(tree):
    with pytest.raises(LimitExceeded):
        round_irrational(tree, CENT, "half up")


def test_tiny_values_still_round():
    tiny = Exp(number(-(10**9)))
    assert in_every_mode(tiny, 1) == [0, 0, 1, 0, 1, 0]
    assert in_every_mode(Difference(number(0), tiny), 1) == [0, 0, -1, 0, 0, -1]


def test_deep_and_wide_expressions():
    chain = number(3)
    for _ in range(2000):
        chain = Sqrt(chain)
    assert round_irrational(chain, Fraction(1), "floor") == 1
    assert round_irrational(chain, Fraction(1), "up") == 2
    total = number(0)
    for x in range(1, 101):
        total = Sum(total, Sqrt(number(x)))
    bound = sum(Fraction(isqrt(x * 10**40), 10**20) for x in range(1, 101))
    assert round_irrational(total, CENT, "floor") == exact.rounded(bound, CENT, "floor")


# --- comparing -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "sign"),
    [
        (Sqrt(number(2)), number("1.5"), -1),
        (number("1.5"), Sqrt(number(2)), 1),
        (Product(Sqrt(number(2)), Sqrt(number(2))), number(2), 0),
        (number(1), number(2), -1),
        (number(2), number(2), 0),
        (number(2), number(1), 1),
    ],
)
def test_compare(left, right, sign):
    assert compare(left, right) == sign


# --- exact roots and logarithms ------------------------------------------------------------


@given(st.fractions(min_value=0, max_denominator=10**9), st.integers(2, 12))
def test_exact_roots_of_powers(root, order):
    assert exact_root(root**order, order) == root


@given(st.integers(2, 10**12), st.integers(2, 8))
def test_roots_that_are_not_whole(root, order):
    assert exact_root(Fraction(root**order + 1), order) is None
    assert exact_root(Fraction(1, root**order - 1), order) is None


@given(
    st.fractions(min_value=Fraction(1, 50), max_value=50, max_denominator=50).filter(
        lambda base: base != 1
    ),
    st.integers(-12, 12),
    st.integers(-12, 12).filter(bool),
)
def test_ratio_of_logarithms_of_powers_of_one_number(base, m, n):
    assert ratio_of_logarithms(base**m, base**n) == Fraction(m, n)


@pytest.mark.parametrize(("a", "b"), [("2", "3"), ("12", "18"), ("3/2", "9/8"), ("1e300", "1.07")])
def test_ratio_of_independent_logarithms(a, b):
    assert ratio_of_logarithms(Fraction(a), Fraction(b)) is None


# --- the library's setting -----------------------------------------------------------------


def test_the_precision_of_the_library_is_left_as_it_was():
    with flint.ctx.workprec(77):
        round_irrational(Sqrt(number(2)), Fraction(1, 10**100), "floor")
        assert flint.ctx.prec == 77
        with pytest.raises(LimitExceeded):
            round_irrational(Exp(number(10**9)), CENT, "floor")
        assert flint.ctx.prec == 77


def test_threads_share_the_library():
    fine = Fraction(1, 10**300)
    expected = [round_irrational(Sqrt(number(x)), fine, "floor") for x in range(2, 30)]
    found = {}

    def work(name):
        found[name] = [round_irrational(Sqrt(number(x)), fine, "floor") for x in range(2, 30)]

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == dict.fromkeys(range(4), expected)


def test_a_thread_waits_while_another_has_set_the_precision():
    found = []
    thread = threading.Thread(
        target=lambda: found.append(round_irrational(Sqrt(number(2)), CENT, "floor"))
    )
    with own_precision() as use:
        use(128)
        thread.start()
        thread.join(0.1)
        assert found == []
        assert flint.ctx.prec == 128
    thread.join()
    assert found == [Fraction("1.41")]


def test_the_library_is_loaded_only_for_irrational_values():
    program = (
        "import sys\n"
        "from fractions import Fraction\n"
        "from assay.engine.arithmetic.irrational import Rational, Sqrt, round_irrational\n"
        "round_irrational(Sqrt(Rational(Fraction(9, 4))), Fraction(1), 'floor')\n"
        "print('flint' in sys.modules)\n"
        "round_irrational(Sqrt(Rational(Fraction(2))), Fraction(1), 'floor')\n"
        "print('flint' in sys.modules)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["False", "True"]
