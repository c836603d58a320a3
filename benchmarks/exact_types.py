"""Which type should hold an exact number? Times a KPI workload over the candidates.

Every contender computes the same thing for the same people, its numbers already read: three
ratios, their weighted average, an average of five ratios, and a chain of divisions whose
denominators do not cancel. The contenders take turns within one run, and each line gives the
median time and its ratio to the float function, which is fast and wrong.

    python benchmarks/exact_types.py [ROUNDS]
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import gcd
from statistics import median
from time import perf_counter
from typing import Any

Number = Any
People = Sequence[Sequence[Number]]
Pair = tuple[int, int]

PEOPLE = 2_000
CELLS = 18


def evidence() -> list[list[Fraction]]:
    """Amounts with two decimals, as they stand in a CRM export; the same on every run."""
    chance = random.Random(20260131)
    return [
        [Fraction(chance.randrange(1, 10**9), 100) for _ in range(CELLS)] for _ in range(PEOPLE)
    ]


def with_operators(people: People, number: Callable[[int, int], Number]) -> list[Number]:
    """The workload for a type that has arithmetic operators."""
    shares = (number(3, 5), number(3, 10), number(1, 10))
    results = []
    for person in people:
        r, q, won, lost, retained, due, a, b, c, d, e, f, g, h, i, j, k, m = person
        score = r / q * shares[0] + won / (won + lost) * shares[1] + retained / due * shares[2]
        average = (a / b + c / d + e / f + g / h + i / j) / 5
        chained = average / (k / m) / score
        results.append(score + chained)
    return results


def with_pairs(people: Sequence[Sequence[Pair]], lighten: Callable[[int, int], Pair]) -> list[Pair]:
    """The workload as straight-line code on integer pairs; `lighten` stands where they grow."""
    results = []
    for person in people:
        (rn, rd), (qn, qd), (wn, wd), (ln, ld), (tn, td), (un, ud) = person[:6]
        win_n, win_d = wn * ld, wn * ld + ln * wd
        left_n, left_d = rn * qd, rd * qn
        right_n, right_d = tn * ud, td * un
        score_n = 6 * left_n * win_d * right_d + left_d * (3 * win_n * right_d + right_n * win_d)
        score_n, score_d = lighten(score_n, 10 * left_d * win_d * right_d)
        sum_n, sum_d = 0, 1
        for x in range(6, 16, 2):
            (an, ad), (bn, bd) = person[x], person[x + 1]
            ratio_n, ratio_d = an * bd, ad * bn
            sum_n, sum_d = lighten(sum_n * ratio_d + ratio_n * sum_d, sum_d * ratio_d)
        (kn, kd), (mn, md) = person[16:]
        chained_n, chained_d = lighten(sum_n * kd * mn * score_d, 5 * sum_d * kn * md * score_n)
        results.append(reduce(score_n * chained_d + chained_n * score_d, score_d * chained_d))
    return results


def with_static_scales(people: Sequence[Sequence[int]]) -> list[Pair]:
    """The workload as the plan lets it be generated: every amount is in whole hundredths, so a
    ratio of two is a ratio of integers, and constants are multiplied out beforehand."""
    results = []
    for person in people:
        r, q, won, lost, retained, due, a, b, c, d, e, f, g, h, i, j, k, m = person
        both = won + lost
        score_n = 6 * r * both * due + q * (3 * won * due + retained * both)
        score_d = 10 * q * both * due
        low_n, low_d = a * d + c * b, b * d
        high_n, high_d = e * h + g * f, f * h
        sum_n, sum_d = low_n * high_d + high_n * low_d, low_d * high_d
        sum_n, sum_d = sum_n * j + i * sum_d, sum_d * j
        chained_n, chained_d = sum_n * m * score_d, 5 * sum_d * k * score_n
        results.append(reduce(score_n * chained_d + chained_n * score_d, score_d * chained_d))
    return results


def untouched(n: int, d: int) -> Pair:
    return n, d


def reduce(n: int, d: int) -> Pair:
    divisor = gcd(n, d)
    return n // divisor, d // divisor


def contenders(amounts: list[list[Fraction]]) -> dict[str, Callable[[], list[Number]]]:
    """Name -> the workload over that type, its evidence already converted."""

    def operators(number: Callable[[int, int], Number]) -> Callable[[], list[Number]]:
        people = [[number(x.numerator, x.denominator) for x in person] for person in amounts]
        return lambda: with_operators(people, number)

    pairs = [[(x.numerator, x.denominator) for x in person] for person in amounts]
    hundredths = [[int(x * 100) for x in person] for person in amounts]
    found = {
        "float (inexact)": operators(lambda n, d: n / d),
        "ints, static scales": lambda: with_static_scales(hundredths),
        "int pairs, gcd often": lambda: with_pairs(pairs, reduce),
        "int pairs, gcd once": lambda: with_pairs(pairs, untouched),
        "fractions.Fraction": operators(Fraction),
    }
    try:
        from gmpy2 import mpq  # type: ignore[import-untyped]

        found["gmpy2.mpq"] = operators(mpq)
        found["gmpy2.mpq from pairs"] = lambda: with_operators(
            [[mpq(n, d) for n, d in person] for person in pairs], mpq
        )
    except ImportError:
        print("gmpy2 is not installed: left out")
    from flint import fmpq

    found["flint.fmpq"] = operators(fmpq)
    return found


def agree(found: dict[str, Callable[[], list[Number]]]) -> None:
    """Every exact contender must give exactly the numbers of `Fraction`."""
    expected = found["fractions.Fraction"]()
    for name, run in found.items():
        if name == "float (inexact)":
            continue
        for result, truth in zip(run(), expected, strict=True):
            n, d = result if isinstance(result, tuple) else (result.numerator, result.denominator)
            if (int(n), int(d)) != (truth.numerator, truth.denominator):
                raise SystemExit(f"{name} disagrees with fractions.Fraction")


def main() -> None:
    """Print one line per contender, fastest first."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    found = contenders(evidence())
    # flint hands out its parts through `.p` and `.q`, not through the standard names.
    flint_run = found["flint.fmpq"]
    agree({**found, "flint.fmpq": lambda: [(x.p, x.q) for x in flint_run()]})
    times: dict[str, list[float]] = {name: [] for name in found}
    for _ in range(rounds):
        for name, run in found.items():
            start = perf_counter()
            run()
            times[name].append(perf_counter() - start)
    base = median(times["float (inexact)"])
    for name in sorted(times, key=lambda each: median(times[each])):
        middle = median(times[name])
        print(f"{name:22} {middle / PEOPLE * 1e6:8.2f} µs a person   {middle / base:6.1f} × float")


if __name__ == "__main__":
    main()
