"""Laws of every framework and person: order, exact sums, requirements, and improvement."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference.adapter import Engine, flatten_trace
from reference.values import BeyondLimit, Held
from strategies import generated_frameworks
from strategies.choices import Choices
from strategies.evidence import People
from strategies.frameworks import PERIODS, GeneratedFramework

import assay
from assay.dsl.period import parse_period

LEVELS = ("bottom", "low", "middle", "high", "top")


@given(generated=generated_frameworks(), data=st.data())
def test_order_of_declaration_changes_nothing(
    generated: GeneratedFramework, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(generated.declarations))))
    engine, shuffled = Engine(generated.text), Engine(generated.in_order(order))
    choices = Choices.drawn(data.draw)
    person = People(engine.framework).person(choices)
    role, period = choices.choose(generated.roles), parse_period(choices.choose(PERIODS))
    try:
        expected = without_numbered(flatten_trace(engine.evaluate(person, role, period)))
    except BeyondLimit:
        with pytest.raises(BeyondLimit):
            shuffled.evaluate(person, role, period)
        return
    assert without_numbered(flatten_trace(shuffled.evaluate(person, role, period))) == expected


def without_numbered(flat: dict[str, Held]) -> dict[str, Held]:
    """Without the requirements, which are numbered in the order declared."""
    return {name: value for name, value in flat.items() if not name.startswith("holds ")}


@given(generated=generated_frameworks(), data=st.data())
def test_contributions_sum_exactly_to_the_score(
    generated: GeneratedFramework, data: st.DataObject
) -> None:
    engine = Engine(generated.text)
    choices = Choices.drawn(data.draw)
    person = People(engine.framework).person(choices)
    role, period = choices.choose(generated.roles), parse_period(choices.choose(PERIODS))
    try:
        rating = assay.Rating(engine.evaluate(person, role, period))
    except BeyondLimit:
        return
    declared = engine.framework.roles[role]
    if rating.score is None or declared.overall_score is not None:
        return
    assert sum((each.amount for each in rating.responsibilities), Fraction(0)) == rating.score
    for responsibility in declared.responsibilities:
        if responsibility.score is None:
            measures = {measure.id for measure in responsibility.measures}
            parts = [each.amount for each in rating.measures if each.id in measures]
            whole = next(e for e in rating.responsibilities if e.id == responsibility.id)
            assert sum(parts, Fraction(0)) == whole.amount


@given(generated=generated_frameworks(), data=st.data())
def test_rating_refuses_exactly_those_who_break_a_requirement(
    generated: GeneratedFramework, data: st.DataObject
) -> None:
    engine = Engine(generated.text)
    choices = Choices.drawn(data.draw)
    person = People(engine.framework).person(choices)
    role, period = choices.choose(generated.roles), parse_period(choices.choose(PERIODS))
    try:
        trace = engine.evaluate(person, role, period)
    except BeyondLimit:
        return
    broken = [
        name.removeprefix("holds ")
        for name, holds in flatten_trace(trace).items()
        if name.startswith("holds ") and holds is False
    ]
    refused: list[str] = []
    try:
        engine.rate(person, role, period)
    except assay.EvidenceError as error:
        refused = [problem.field for problem in error.problems]
    assert refused == broken


@given(
    better=st.sampled_from(["higher", "lower"]),
    thresholds=st.lists(
        st.fractions(-5, 5, max_denominator=20), min_size=4, max_size=4, unique=True
    ),
    strict=st.lists(st.booleans(), min_size=4, max_size=4),
    values=st.tuples(st.fractions(-7, 7), st.fractions(-7, 7)),
    on_threshold=st.booleans(),
)
def test_improvement_never_lowers_a_level(
    better: str,
    thresholds: list[Fraction],
    strict: list[bool],
    values: tuple[Fraction, Fraction],
    on_threshold: bool,
) -> None:
    falling = better == "higher"
    bounds = sorted(thresholds, reverse=falling)
    signs = (">=", ">") if falling else ("<=", "<")
    rules = "\n".join(
        f"{signs[strictly]} {written(bound)} => {level}"
        for bound, strictly, level in zip(bounds, strict, reversed(LEVELS[1:]), strict=True)
    )
    scale = " ".join(f"{level} = {points}" for points, level in enumerate(LEVELS))
    framework = assay.loads(
        'framework f "F" { version: "1" }\n'
        f"scale grade {{ {scale} }}\n"
        "input x { type: number }\n"
        f"kpi k {{ type: number formula: x better: {better} rate on grade {{\n{rules}\n"
        f"otherwise => {LEVELS[0]} }} }}\n"
        "role r { responsibility d weight 100% { kpi k weight 100% } }\n"
    )
    worse, improved = sorted(values, reverse=not falling)
    if on_threshold:
        worse = bounds[0]
        improved = max(worse, improved) if falling else min(worse, improved)
    before, after = (framework.rate({"x": x})["k"].score for x in (worse, improved))
    assert before is not None
    assert after is not None
    assert before <= after


def written(number: Fraction) -> str:
    """A threshold as text; no decimal writes a third."""
    return f"({number.numerator} / {number.denominator})"
