"""Frameworks of wide responsibilities and wide roles: weights with many different totals, scores
over large denominators, and people who tie with the thresholds."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import polars

SHAPES = ((1, 25), (1, 60), (4, 25), (3, 40), (12, 6), (33, 2), (40, 1), (6, 12))
"""Responsibilities, and measures in each."""
VALUES = ("0", "1", "1", "2", "2.5", "3", "0.7", "1.999", "12.34", "n/a", None)


@dataclass(slots=True)
class WideFramework:
    """A framework made of a seed; `limits` are what the overall score is held against."""

    seed: int
    limits: Sequence[Fraction] = (Fraction(2), Fraction(3, 2))
    known: str = "50%"
    measures: int = field(init=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)
        duties, each = SHAPES[self.seed % len(SHAPES)]
        self.measures = duties * each
        numbers = range(self.measures)
        lines = ["framework wide { }", "scale grade { good = 3.25  fair = 2  poor = 0.1 }"]
        lines += [f"input value_{n} {{ type: number }}" for n in numbers]
        lines += [_kpi(chance, n, self.seed % 3) for n in numbers]
        parts = []
        for position, weight in enumerate(_weights(chance, duties)):
            measured = range(position * each, (position + 1) * each)
            weights = zip(measured, _weights(chance, each), strict=True)
            inside = " ".join(f"kpi kpi_{n} weight {weight}" for n, weight in weights)
            parts.append(f"responsibility duty_{position} weight {weight} {{ {inside} }}")
        high, low = sorted(self.limits)[::-1]
        rules = f"overall >= {_written(high)} => good  overall > {_written(low)} => fair"
        lines.append(
            f"role seller {{ {' '.join(parts)} overall on grade {{"
            f" rated when at least {self.known} of weight is known {rules} otherwise => poor"
            f" cap at fair when score of duty_0 = {_written(low)} }} }}"
        )
        self.text = "\n".join(lines)

    def people(self, people: int) -> polars.DataFrame:
        """People of whom something is absent, and some who score the same everywhere."""
        chance = random.Random(self.seed + 1)
        absent = chance.choice((0, 2, 10))
        rows = []
        for person in range(people):
            pool = VALUES[:-2] if person % 4 else (chance.choice(VALUES[:-2]),)
            rows.append(
                [
                    chance.choice(VALUES[-2:])
                    if chance.randrange(100) < absent
                    else chance.choice(pool)
                    for _ in range(self.measures)
                ]
            )
        columns = [f"value_{n}" for n in range(self.measures)]
        return polars.DataFrame(
            rows, columns, orient="row", schema_overrides=dict.fromkeys(columns, polars.String)
        )


def _written(limit: Fraction) -> str:
    return f"{limit.numerator} / {limit.denominator}"


def _kpi(chance: random.Random, n: int, kind: int) -> str:
    rules = "rate on grade { >= 2 => good  >= 1 => fair  otherwise => poor }"
    curve = f"score interpolate {{ 0 => 0, {chance.randint(1, 9)}/7 => 1.5, 13 => 3.25 }}"
    quotient = f"score: (1 + abs(value_{n})) / ({chance.randint(1, 30)}.37 + abs(value_{n}))"
    scored = ((rules, rules), (rules, curve), (curve, quotient, rules, rules, rules))[kind]
    return f"kpi kpi_{n} {{ formula: value_{n}  {chance.choice(scored)} }}"


def _weights(chance: random.Random, count: int) -> list[str]:
    """Weights of so many siblings, as they are written."""
    match chance.randrange(7):
        case 0:
            return [str(1 + n % 3) for n in range(count)]
        case 1:
            return [str(n + 1) for n in range(count)]
        case 2:
            return [str(2 ** (n % 45)) for n in range(count)]
        case 3:
            tiny = [chance.choice(("1_000_000", "0.001", "1", "0.5")) for _ in range(count)]
            return [*tiny[1:], "1"]
        case 4:
            return [*(chance.choice(("0", "7", "11.5")) for _ in range(count - 1)), "3"]
        case 5:
            return _percentages(chance, count, 1_000)
        case _:
            return _percentages(chance, count, 10)


def _percentages(chance: random.Random, count: int, places: int) -> list[str]:
    """Percentages of so many decimals that total 100."""
    cuts = sorted(chance.sample(range(1, 100 * places), count - 1))
    bounds = zip([0, *cuts], [*cuts, 100 * places], strict=True)
    return [f"{(high - low) / places}%" for low, high in bounds]
