"""What the checker doubts is so: brute force over a fine grid of values finds the same.

Every rule has a level of its own, so that a person's level tells which rule decided. Thresholds are
multiples of 1/2, so that a grid of quarters meets each of them and each stretch between two.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st
from reference.adapter import Engine
from reference.outcome import Evidence
from reference.values import BeyondLimit
from strategies import generated_frameworks
from strategies.choices import Choices
from strategies.evidence import People
from strategies.frameworks import PERIODS, GeneratedFramework

import assay
from assay.dsl.framework import Framework
from assay.dsl.period import parse_period

LEAST, MOST = -2, 8
GRID = [Fraction(quarter, 4) for quarter in range(4 * (LEAST - 1), 4 * (MOST + 1) + 1)]
OPERATORS = ("<", "<=", ">", ">=", "=", "!=")

numbers = st.integers(2 * LEAST, 2 * MOST).map(lambda half: f"{half / 2:g}")
comparisons = st.one_of(
    st.builds("{} {} {}".format, st.just("x"), st.sampled_from(OPERATORS), numbers),
    st.builds("{} {} {}".format, numbers, st.sampled_from(OPERATORS), st.just("x")),
    st.builds("{} <= x < {}".format, numbers, numbers),
    st.builds("2 * x - 1 {} {}".format, st.sampled_from(OPERATORS), st.integers(-3, 9)),
    st.sampled_from(("x is given", "x is missing")),
)
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=3,
)
types = st.sampled_from(("number", "count"))
ranges = st.one_of(
    st.just(""),
    st.builds("range: {} {}".format, st.sampled_from((">", ">=", "<", "<=")), st.integers(0, 5)),
    st.builds("range: {} to {}".format, st.integers(0, 3), st.integers(4, 7)),
)


def framework_text(conditions: list[str], points: list[int], type_: str, range_: str) -> str:
    """A framework with a KPI of these rules, each of which gives a level of its own."""
    rules = [f"    {condition} => level_{n}" for n, condition in enumerate(conditions)]
    rules.append(f"    otherwise => level_{len(conditions)}")
    levels = [f"level_{n} = {each}" for n, each in enumerate(points)]
    return "\n".join(
        (
            'framework demo "Demo" { version: "1" }',
            f"scale s {{ {'  '.join(levels)}  spare = 99 }}",
            f"input given_x {{ type: {type_}  {range_} }}",
            f"kpi x {{ type: {type_}  formula: given_x  better: higher  rate on s {{",
            *rules,
            "} }",
        )
    )


@given(data=st.data())
def test_rules_on_one_quantity(data: st.DataObject) -> None:
    written = data.draw(st.lists(conditions, min_size=1, max_size=4))
    points = data.draw(st.permutations(range(len(written) + 1)))
    type_, range_ = data.draw(types), data.draw(ranges)
    framework = assay.loads(framework_text(written, points, type_, range_))
    levels = levels_by_value(framework)
    found = framework.diagnostics

    unreached = {each.span.text for each in found if each.code == "unreachable-rule"}
    given_levels = {level for level in levels.values() if level is not None}
    rules = framework.checked.kpis["x"].method.rules.rules
    assert unreached == {rule.span.text for rule in rules if rule.level not in given_levels}

    fell = any(each.code == "better-rated-worse" for each in found)
    between_bands = any(each.code == "gap-between-bands" for each in found)
    rank = {f"level_{n}": each for n, each in enumerate(points)}
    path = [rank[levels[value]] for value in GRID if levels.get(value)]
    if not between_bands:
        assert fell == any(later < earlier for earlier, later in pairwise(path))


def _with_its_formulas(person: Evidence, framework: Framework) -> Evidence:
    """A person without the values that evidence gives outright, instead of what formulas say."""
    computed = framework.metrics.keys() | framework.kpis.keys()
    values = {id: value for id, value in person.values.items() if id not in computed}
    return replace(person, values=values)


@given(generated=generated_frameworks(), data=st.data())
def test_nobody_is_rated_in_a_way_that_was_said_to_be_impossible(
    generated: GeneratedFramework, data: st.DataObject
) -> None:
    engine = Engine(generated.text)
    found = assay.loads(generated.text).diagnostics
    unreached = {
        (each.span.start, each.span.end) for each in found if each.code == "unreachable-rule"
    }
    choices = Choices.drawn(data.draw)
    for _ in range(3):
        person = _with_its_formulas(People(engine.framework).person(choices), engine.framework)
        role, period = choices.choose(generated.roles), parse_period(choices.choose(PERIODS))
        try:
            rating = assay.Rating(engine.evaluate(person, role, period))
        except BeyondLimit:
            continue
        rules = [rating.rule, *(rating[id].rule for id in rating)]
        deciding = {(rule.span.start, rule.span.end) for rule in rules if rule is not None}
        assert deciding & unreached == set()


def levels_by_value(framework: assay.Framework) -> dict[object, str | None]:
    """The level of the KPI for each value of the grid that may be given, and for none."""
    rater = framework.rater()
    levels: dict[object, str | None] = {}
    for value in [*GRID, None, "n/a"]:
        try:
            rating = rater.rate({"given_x": value})
        except assay.EvidenceError:
            continue
        levels[value] = rating["x"].rating
    return levels


# --- several quantities --------------------------------------------------------------------

AXIS = [Fraction(half, 2) for half in range(-1, 12)]
linear_sides = st.sampled_from(("x", "y", "x + y", "2 * x - y", "x - y", "y * 3"))
two_comparisons = st.one_of(
    st.builds("{} {} {}".format, linear_sides, st.sampled_from(OPERATORS[:4]), st.integers(-1, 6)),
    st.builds("x {} y".format, st.sampled_from(OPERATORS)),
    st.sampled_from(("flag", "not flag", "mood is good", "mood is not bad", "mood in (bad, fair)")),
)
two_conditions = st.recursive(
    two_comparisons,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=3,
)


@given(data=st.data())
def test_rules_on_several_quantities(data: st.DataObject) -> None:
    written = data.draw(st.lists(two_conditions, min_size=2, max_size=4))
    points = data.draw(st.permutations(range(len(written) + 1)))
    text = framework_text(written, points, "number", "range: 0 to 5")
    framework = assay.loads(
        text + "input y { type: number  range: 0 to 5 }\n"
        "input flag { type: yesno }  input mood { type: one of bad, fair, good }"
    )
    found = framework.diagnostics
    rater = framework.rater()
    rules: dict[tuple[object, ...], str] = {}
    for others in product(AXIS, (False, True), ("bad", "fair", "good")):
        for x in AXIS:
            y, flag, mood = others
            values = {"given_x": x, "y": y, "flag": flag, "mood": mood}
            try:
                rule = rater.rate(values)["x"].rule
            except assay.EvidenceError:
                continue
            assert rule is not None
            rules[(*others, x)] = rule.id

    ids = {rule.span.text: rule.id for rule in framework.checked.kpis["x"].method.rules.rules}
    unreached = {ids[each.span.text] for each in found if each.code == "unreachable-rule"}
    assert unreached & set(rules.values()) == set()

    rank = {f"x.rule.{n + 1}": each for n, each in enumerate(points)}
    falls = any(
        rank[rules[key]] < rank[rules[(*key[:-1], worse)]]
        for key in rules
        for worse in AXIS
        if worse < key[-1] and (*key[:-1], worse) in rules
    )
    silent = not any(
        each.code in ("better-rated-worse", "gap-between-bands", "not-decided") for each in found
    )
    assert not (falls and silent)
