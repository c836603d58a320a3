"""The ratings still possible hold every rating that the oracle reaches, and no other where exact.

The oracle is asked with each way to fill in the measures that are missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice, pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference.adapter import Engine
from reference.evaluator import Evaluation
from reference.outcome import CompetencyOutcome, Evidence, KpiOutcome
from reference.values import BeyondLimit
from strategies.choices import Choices
from strategies.evidence import People, Setting
from strategies.frameworks import generate_framework

from assay.dsl.framework import (
    Framework,
    RatedByRules,
    RatedDirectly,
    Role,
    RuleList,
    ScoredByCurve,
)
from assay.engine.possible.ratings import Possible, possible_ratings
from assay.engine.possible.reachable import Sums, Weighted

BLOCKS = 4
FRAMEWORKS_OF_A_BLOCK = 40
PEOPLE_OF_A_FRAMEWORK = 3
MOST_WAYS = 24

Filled = Mapping[tuple[str, str], KpiOutcome | CompetencyOutcome]
"""What the oracle takes for known of the measures that are missing."""


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_ratings_still_possible_are_those_that_some_outcome_of_the_missing_measures_has(
    block: int,
) -> None:
    for seed in range(block * FRAMEWORKS_OF_A_BLOCK, (block + 1) * FRAMEWORKS_OF_A_BLOCK):
        choices = Choices.seeded(seed)
        generated = generate_framework(choices)
        engine = Engine(generated.text)
        people = People(engine.framework)
        for _ in range(PEOPLE_OF_A_FRAMEWORK):
            evidence, role = people.person(choices), choices.choose(generated.roles)
            check(engine, evidence, role, people.setting(choices), generated.text)


def check(engine: Engine, evidence: Evidence, role: str, setting: Setting, text: str) -> None:
    """Compares one person's possible ratings."""
    arguments = (evidence, role, setting.period, setting.parameters, setting.as_of)
    try:
        trace = engine.evaluate(*arguments)
        possible = possible_ratings(trace)
        reached, every_way, settled = reach(engine.framework, arguments)
    except BeyondLimit:
        return
    said = f"{text}\n{arguments}"
    assert reached <= set(possible.levels), said
    if possible.exact and every_way and settled:
        assert reached == set(possible.levels), said


def reach(framework: Framework, arguments: tuple[object, ...]) -> tuple[set[str], bool, bool]:
    """The ratings that the oracle reaches; whether it was asked in every way there is, and
    whether each way led to a rating."""
    evidence, role, period, parameters, as_of = arguments
    chosen = framework.roles[role]  # type: ignore[index]

    def evaluation() -> Evaluation:
        return Evaluation(framework, evidence, chosen, period, parameters, as_of)  # type: ignore[arg-type]

    ways, points_only = fillings(framework, chosen, evaluation())
    reached: set[str] = set()
    settled, tried = True, 0
    for filled in islice(ways, MOST_WAYS + 1):
        tried += 1
        oracle = evaluation()
        oracle.known.update(filled)
        rating = oracle.overall_rating()[2]
        if isinstance(rating, str):
            reached.add(rating)
        else:
            settled = False
    return reached, points_only and tried <= MOST_WAYS, settled


def fillings(
    framework: Framework, role: Role, evaluation: Evaluation
) -> tuple[Iterator[Filled], bool]:
    """Every way to fill in the missing measures; whether these are all, or samples of a curve."""
    missing: list[list[tuple[tuple[str, str], KpiOutcome | CompetencyOutcome]]] = []
    points_only = True
    for responsibility in role.responsibilities:
        for measure in responsibility.measures:
            score = evaluation.measure_score(measure)
            if isinstance(score, Fraction) or score.kind != "missing":
                continue
            key = (measure.kind, measure.id)
            if measure.kind == "competency":
                assessed = evaluation.value_of(measure.id)
                assert measure.rate_gap is not None
                missing.append(
                    [
                        (key, CompetencyOutcome(assessed, assessed, level, points))
                        for level, points in outcomes(framework, measure.rate_gap)
                    ]
                )
                continue
            kpi = framework.kpis[measure.id]
            shown = evaluation.kpi(kpi.id).value
            found: list[tuple[str | None, Fraction]]
            match kpi.method:
                case RatedByRules(rules):
                    found = list(outcomes(framework, rules))
                case RatedDirectly(scale=scale):
                    found = [(each.id, each.points) for each in framework.scales[scale].levels]
                case ScoredByCurve(curve):
                    points_only = False
                    found = [(None, evaluation.expression(y)) for _, y in curve.points]  # type: ignore[misc]
                case _:
                    points_only = False
                    found = [(None, Fraction(points)) for points in (-1000, 0, 3, 1000)]
            missing.append([(key, KpiOutcome(shown, level, points)) for level, points in found])
    return (dict(chosen) for chosen in product(*missing)), points_only


def outcomes(framework: Framework, rules: RuleList) -> Iterator[tuple[str, Fraction]]:
    """The levels that rules name, and their points."""
    scale = framework.scales[rules.scale]
    for level in dict.fromkeys(rule.level for rule in rules.rules):
        yield level, scale.level(level).points


@st.composite
def weighted(draw: st.DrawFn) -> Weighted:
    points = draw(st.lists(st.fractions(0, 5, max_denominator=4), min_size=1, max_size=4))
    weight = draw(st.fractions(0, 1, max_denominator=12))
    return Weighted(weight, tuple(points), draw(st.booleans()))


@given(
    parts=st.lists(weighted(), max_size=4),
    cuts=st.sets(st.fractions(0, 5, max_denominator=4), max_size=4),
)
def test_the_sums_lie_where_sums_of_fractions_lie(
    parts: list[Weighted], cuts: set[Fraction]
) -> None:
    """The naive sums: every choice of points, and of a curve its ends and what is between."""
    thresholds = sorted(cuts)
    found = [place(score, thresholds) for score in Sums.of(parts).among(thresholds)]
    assert len(found) == len(set(found))
    expected: set[tuple[int, bool]] = set()
    for chosen in product(*(ends(part) for part in parts)):
        low = sum((low for low, _ in chosen), Fraction(0))
        high = sum((high for _, high in chosen), Fraction(0))
        inside = [low, *(cut for cut in thresholds if low < cut < high), high]
        middles = [(one + other) / 2 for one, other in pairwise(inside)]
        expected |= {place(score, thresholds) for score in (*inside, *middles)}
    assert set(found) == expected


def ends(part: Weighted) -> list[tuple[Fraction, Fraction]]:
    """The least and the greatest that each choice of a part adds."""
    points = [part.weight * point for point in part.points]
    return [(min(points), max(points))] if part.curved else [(each, each) for each in points]


def place(score: Fraction, thresholds: list[Fraction]) -> tuple[int, bool]:
    """How a score lies among thresholds."""
    return sum(cut < score for cut in thresholds), score in thresholds


def test_more_sums_than_are_told_apart_become_the_span_of_them() -> None:
    parts = [Weighted(Fraction(1, 3**power), (Fraction(0), Fraction(1))) for power in range(16)]
    sums = Sums.of(parts)
    assert not sums.told_apart
    assert Fraction(sums.starts[0], sums.common) == 0
    whole = sum(part.weight for part in parts)
    assert Fraction(sums.starts[-1] + sums.width, sums.common) == whole


def test_two_measures_of_which_one_is_missing() -> None:
    """0.6 × 3 + 0.4 × (1, 2 or 3) is 2.2, 2.6 or 3: fair, or good from 2.5."""
    text = """\
framework test "Test" { version: "1"  currency: THB }
scale grade { good = 3  fair = 2  poor = 1 }
input x { type: grade }
input y { type: grade }
kpi a { rating: x }
kpi b { rating: y }
role tester {
  responsibility r weight 100% { kpi a weight 60%  kpi b weight 40% }
  overall on grade { overall >= 2.5 => good  overall >= 1.5 => fair  otherwise => poor GATE }
}
"""
    gates = {
        "": Possible(("good", "fair"), exact=True),
        "cap at poor when y is missing": Possible(("good", "fair", "poor"), exact=False),
        "cap at poor when (y if missing poor) is poor": Possible(
            ("good", "fair", "poor"), exact=False
        ),
        "cap at fair when x is good": Possible(("fair",), exact=True),
        "cap at fair when rating of b is poor": Possible(("good", "fair"), exact=False),
    }
    for gate, expected in gates.items():
        engine = Engine(text.replace("GATE", gate))
        trace = engine.evaluate(Evidence({"x": "good"}), "tester", None)
        assert possible_ratings(trace) == expected, gate
