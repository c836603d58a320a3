"""The overall rating of a role: rules, gates, the weight that must be known."""

from fractions import Fraction

import pytest
from checked_roles import checked, found, overall

from assay.dsl import framework as fw


def test_ids_of_rules_and_gates():
    framework, problems = checked(
        overall(
            "overall >= 2.5 => good  overall >= 1.5 => fair  otherwise => poor  "
            "cap at fair when growth < 10%  set poor when pay < 0 THB when unknown ignore"
        )
    )
    assert problems == ()
    found_overall = framework.roles["seller"].overall
    assert [rule.id for rule in found_overall.rules.rules] == [
        "seller.rule.1",
        "seller.rule.2",
        "seller.rule.3",
    ]
    assert [(gate.id, gate.when_unknown) for gate in found_overall.gates] == [
        ("seller.gate.1", "undetermined"),
        ("seller.gate.2", "ignore"),
    ]
    assert framework.kpis["growth"].method.rules.rules[1].id == "growth.rule.2"
    assert framework.scales["skill"].rate_gap.rules[0].id == "skill.gap.rule.1"
    assert found_overall.known_weight == 1
    assert isinstance(found_overall.rules.rules[0].condition.left, fw.OverallReference)


def test_the_share_of_weight_that_must_be_known():
    framework, problems = checked(
        overall("rated when at least 60% of weight is known  otherwise => poor")
    )
    assert problems == ()
    assert framework.roles["seller"].overall.known_weight == Fraction(3, 5)


@pytest.mark.parametrize(
    ("inside", "code", "message", "underlined"),
    [
        (
            "otherwise => high",
            "level-not-in-scale",
            "`high` is not a level of scale `grade`",
            "high",
        ),
        (
            "otherwise => poor  cap at high when growth < 5%",
            "level-not-in-scale",
            "`high` is not a level of scale `grade`",
            "high",
        ),
        (
            "otherwise => poor  cap at fair when growth",
            "type-mismatch",
            "a gate needs a condition, and this is a percentage",
            "growth",
        ),
        (
            "rated when at least 120% of weight is known  otherwise => poor",
            "outside-range",
            "the weight that must be known lies between 0% and 100%, and this is 120%",
            "120%",
        ),
        (
            "rated when at least 60 of weight is known  otherwise => poor",
            "percent-without-sign",
            "`60` stands for a percentage and lacks its `%`: without it, it means 6000%",
            "60",
        ),
        (
            "weight of speed > 5% => good  otherwise => poor",
            "rating-not-available",
            "role `seller` does not measure `speed`",
            "weight of speed",
        ),
        (
            "rating of speed is good => good  otherwise => poor",
            "rating-not-available",
            "`speed` has a score and no rating",
            "rating of speed",
        ),
        (
            "score of coaching > 1 => good  otherwise => poor",
            "rating-not-available",
            "role `seller` does not measure `coaching`",
            "score of coaching",
        ),
        (
            "gap > 1 => good  otherwise => poor",
            "name-out-of-place",
            "`gap` stands only in `rate gap on` rules",
            "gap",
        ),
        (
            "min(kpis.value) > 1 => good  otherwise => poor",
            "unknown-name",
            "`kpis` has no column `value`",
            "value",
        ),
        (
            "any(competencies where rating is good) => good  otherwise => poor",
            "rating-not-available",
            "none of the role's `competencies` has a rating",
            "rating",
        ),
    ],
)
def test_overall_rules_that_are_refused(inside, code, message, underlined):
    assert found(overall(inside)) == [(code, message, underlined)]


@pytest.mark.parametrize(
    "condition",
    [
        "any(kpis where rating is good)",
        "count(kpis where rating <= fair) >= 2",
        "min(responsibilities.score) > 1",
        "all(responsibilities where rating >= fair)",
        "sum(kpis.weight where score < 2) < 50%",
        "rating of team is good",
        "score of team > overall",
        "weight of growth > 50%",
        "score of seller > 2",
        "rating of growth is good and rating of told is not poor",
    ],
)
def test_conditions_about_the_role(condition):
    assert found(overall(f"{condition} => good  otherwise => poor")) == []


def test_ratings_on_several_scales_do_not_mix():
    text = (
        "role seller { responsibility team weight 100% { kpi growth weight 50% "
        "kpi marked weight 50% } "
        "overall on grade { any(kpis where rating is good) => good  otherwise => poor } }"
    )
    assert found(text) == [
        (
            "scales-mixed",
            (
                "the ratings of `kpis` are on different scales: `growth` on `grade`, `marked` on "
                "`mark`"
            ),
            "rating",
        )
    ]
