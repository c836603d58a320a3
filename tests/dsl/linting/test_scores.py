"""Points that a formula gives: a better value that gets fewer of them."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest

import assay
from assay.dsl.checking.constants import evaluate

PRELUDE = """framework demo "Demo" { version: "1.0"  currency: THB }
scale grade { good = 3  fair = 2  poor = 1 }
input share  { type: percent  range: 0% to 200% }
input open   { type: percent }
input heads  { type: count }
input ratio  { type: number  range: 0 to 2 }
input weight { type: number  range: 1 to 5 }
input mark   { type: grade }
parameter target { type: percent  from 2025-01-01 = 80%  from 2026-01-01 = 90% }
"""


def found(formula, score, better="higher", type_="percent"):
    kpi = f"kpi k {{ type: {type_}  formula: {formula}  better: {better}  score: {score} }}"
    diagnostics = assay.loads(PRELUDE + kpi).diagnostics
    return [each.message for each in diagnostics if each.code == "better-rated-worse"]


@pytest.mark.parametrize(
    ("formula", "score", "better", "message"),
    [
        ("share", "5 - 2 * k", "higher", "`k` of 50% gets 4 points, and 0% gets 5 points"),
        ("open", "5 - 2 * k", "higher", "`k` of -2% gets 5.04 points, and -4% gets 5.08 points"),
        ("share", "5 * k", "lower", "`k` of 0% gets 0 points, and 50% gets 2.5 points"),
        (
            "share",
            "clamp(4.5 * k / target, 0, 5)",
            "lower",
            "`k` of 0% gets 0 points, and 50% gets 2.5 points, with `target` of 90%",
        ),
        (
            "share",
            "5 * weight - k",
            "higher",
            "`k` of 50% gets 4.5 points, and 0% gets 5 points, with `weight` of 1",
        ),
        (
            "share",
            "if k >= 100% then 3 * k else 4 * k",
            "higher",
            "`k` of 100% gets 3 points, and 87.5% gets 3.5 points",
        ),
        (
            "share",
            "if k > 100% then 2 + k else 4 * k",
            "higher",
            "`k` of 125% gets 3.25 points, and 100% gets 4 points",
        ),
        (
            "share",
            "if k < 80% then 10 * k else 10 * k - 2",
            "higher",
            "`k` of 80% gets 6 points, and 70% gets 7 points",
        ),
        (
            "share",
            "interpolate(k, 0% => 1, 50% => 4, 100% => 3, 150% => 5)",
            "higher",
            "`k` of 62.5% gets 3.75 points, and 50% gets 4 points",
        ),
        ("share", "1 / (k + 1)", "higher", "`k` of 50% gets 2/3 points, and 0% gets 1 point"),
    ],
)
def test_a_better_value_that_gets_less(formula, score, better, message):
    assert found(formula, score, better) == [f"{better} is better, yet {message}"]


def test_counts_are_tried_at_whole_numbers():
    steps = "if k < 2 then 3 else if k < 5 then 4 else 1"
    assert found("heads", steps, "lower", "count") == [
        "lower is better, yet `k` of 1 gets 3 points, and 2 gets 4 points"
    ]
    # Between 3 and 4 it would fall, and there is no such count.
    falling = "if k <= 3 then k else if k < 4 then 0 else k"
    assert found("heads", falling, "higher", "count") == []


@pytest.mark.parametrize(
    ("formula", "score", "better"),
    [
        ("share", "5 * k", "higher"),
        ("share", "5 - 2 * k", "lower"),
        ("share", "clamp(5 * k / target, 0, 5)", "higher"),
        ("share", "if k >= 100% then 4 * k else 3 * k", "higher"),
        ("share", "if k < 80% then 0 else 10 * k - 8", "higher"),
        ("share", "max(1, 5 - 2 * k)", "lower"),
        ("share", "round(5 * k, to 1)", "higher"),
        ("share", "3", "higher"),
        ("share", "2 * share - 3 * k", "higher"),  # what it hangs on changes with it
    ],
)
def test_a_better_value_that_gets_as_much_or_more(formula, score, better):
    assert found(formula, score, better) == []


def test_the_place_and_what_to_do():
    kpi = "kpi k { formula: share  better: higher  score: 5 - 2 * k }"
    (problem,) = assay.loads(PRELUDE + kpi).diagnostics
    assert (problem.code, problem.span.text) == ("better-rated-worse", "5 - 2 * k")
    assert problem.help == "turn the formula round, or say `better: lower`"


@pytest.mark.parametrize("seed", range(25))
def test_silence_means_that_no_better_value_gets_less(seed):
    """Formulas that are straight in parts, held against their values on a fine grid."""
    chance = Random(seed)
    for _ in range(4):
        score = random_formula(chance, 3)
        better = chance.choice(("higher", "lower"))
        kpi = f"kpi k {{ formula: ratio  better: {better}  score: {score} }}"
        framework = assay.loads(PRELUDE + kpi)
        messages = [e for e in framework.diagnostics if e.code == "better-rated-worse"]
        formula = framework.checked.kpis["k"].method.score
        values = [evaluate(formula, {"k": Fraction(each, 96)}) for each in range(193)]
        if better == "lower":
            values.reverse()
        falls = any(one > other for one, other in pairwise(values))
        if falls:
            assert messages, score
        elif "k" not in score:
            assert not messages, score


def random_formula(chance, depth):
    if depth == 0:
        return chance.choice(("k", "k", str(chance.randint(0, 5)), f"{chance.randint(1, 4)} * k"))
    parts = [random_formula(chance, depth - 1) for _ in range(2)]
    at = chance.choice((0.25, 0.5, 1, 1.5))
    return chance.choice(
        (
            f"({parts[0]} + {parts[1]})",
            f"({parts[0]} - {parts[1]})",
            f"min({parts[0]}, {parts[1]})",
            f"max({parts[0]}, {parts[1]})",
            f"(if k {chance.choice(('<', '>='))} {at} then {parts[0]} else {parts[1]})",
            f"interpolate(k, 0.2 => {chance.randint(0, 3)}, {at} => {chance.randint(0, 5)})",
        )
    )
