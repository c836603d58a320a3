"""Examples: what they may give and expect."""

from fractions import Fraction

import pytest
from checked_roles import TEAM, checked, found

SELLER = (
    "role seller { responsibility team weight 100% { kpi growth weight 50%  "
    "competency coaching weight 50% requires able } "
    "overall on grade { otherwise => poor } }\n"
)


def example(given, expect="growth = 60%"):
    return SELLER + f'example "a" {{ given {{ {given} }} expect {{ {expect} }} }}'


def test_what_an_example_gives_and_expects():
    framework, problems = checked(
        example(
            "share = 60%  pay = missing  coaching.boss = able  coaching.peers = able, new  "
            "deals { stage = won  value = 5 THB } deals { stage = lost }",
            "growth = 60%  rating of growth = good  score of growth = 3  weight of growth = 50%  "
            "overall = not rated  overall score = 2.5  rating of coaching = good  "
            "rating of team = poor  score of team = 2",
        )
    )
    assert problems == ()
    (found_example,) = framework.examples
    assert found_example.role == "seller"
    share, pay, boss, peers, deals = found_example.given
    assert (share.id, share.values[0].value) == ("share", Fraction(3, 5))
    assert pay.values[0].kind == "missing"
    assert (boss.rater, boss.values[0].value) == ("boss", "able")
    assert [value.value for value in peers.values] == ["able", "new"]
    assert [dict(row).keys() for row in deals.rows] == [{"stage", "value"}, {"stage"}]
    assert [(each.property, each.id) for each in found_example.expect] == [
        ("value", "growth"),
        ("rating", "growth"),
        ("score", "growth"),
        ("weight", "growth"),
        ("rating", ""),
        ("score", ""),
        ("rating", "coaching"),
        ("rating", "team"),
        ("score", "team"),
    ]
    assert found_example.expect[4].expected is None


def test_an_empty_table_is_given_by_saying_no():
    framework, problems = checked(example("no deals"))
    assert problems == ()
    assert framework.examples[0].given[0].rows == ()


@pytest.mark.parametrize(
    ("given", "expect", "code", "message", "underlined"),
    [
        ("shrae = 60%", "growth = 60%", "unknown-name",
         "`shrae` is not declared; did you mean `share`?", "shrae"),
        ("share = 60", "growth = 60%", "percent-without-sign",
         "`60` stands for a percentage and lacks its `%`: without it, it means 6000%", "60"),
        ("share = -5%", "growth = 60%", "outside-range",
         "`share` must be at or above 0%, and this is -5%", "-5%"),
        ("pay = 5", "growth = 60%", "unit-mismatch",
         "`pay` must be money (THB), and this is a number", "5"),
        ("pay = 5 USD", "growth = 60%", "currencies-mixed",
         "`pay` must be money (THB), and this is money (USD)", "5 USD"),
        ("wish = able", "growth = 60%", "level-not-in-scale",
         "`able` is not a level of scale `grade`", "able"),
        ("share = 5%  share = 6%", "growth = 60%", "duplicate-name",
         "the example gives `share` twice", "share = 6%"),
        ("share = 5%, 6%", "growth = 60%", "wrong-argument-count",
         "`share` has one value, and 2 are given", "share = 5%, 6%"),
        ("share.boss = 5%", "growth = 60%", "wrong-kind",
         "`share` is an input, and only a competency has raters", "boss"),
        ("coaching = able", "growth = 60%", "missing-property",
         "this does not say which kind of rater gave `coaching`", "coaching"),
        ("coaching.bos = able", "growth = 60%", "unknown-name",
         "`coaching` is not assessed by `bos`; did you mean `boss`?", "bos"),
        ("coaching.boss = good", "growth = 60%", "level-not-in-scale",
         "`good` is not a level of scale `skill`", "good"),
        ("deals = 5", "growth = 60%", "wrong-kind",
         "`deals` is a table, and a value is needed here", "deals"),
        ("deals { stgae = won }", "growth = 60%", "unknown-name",
         "table `deals` has no column `stgae`; did you mean `stage`?", "stgae"),
        ("deals { stage = on }", "growth = 60%", "member-not-in-choice",
         "`on` is not one of `won`, `lost`; did you mean `won`?", "on"),
        ("no deals  deals { stage = won }", "growth = 60%", "conflicting-properties",
         "the example gives no `deals`, and rows of it as well", "no deals"),
        ("share { stage = won }", "growth = 60%", "wrong-kind",
         "`share` is an input, and a table is needed here", "share"),
        ("", "grwth = 60%", "unknown-name",
         "`grwth` is not declared; did you mean `growth`?", "grwth"),
        ("", "overall = able", "level-not-in-scale",
         "`able` is not a level of scale `grade`", "able"),
        ("", "rating of speed = good", "rating-not-available",
         "`speed` has a score and no rating", "rating of speed = good"),
        ("", "rating of share = good", "rating-not-available",
         "`share` is an input, and is not rated", "rating of share = good"),
        ("", "score of writing = 2", "rating-not-available",
         "role `seller` does not measure `writing`", "score of writing = 2"),
        ("", "team = 2", "rating-not-available",
         "responsibility `team` has a score and no value", "team = 2"),
        ("share = 5%", "", "empty-declaration", "this example expects nothing", '"a"'),
    ],
)  # fmt: skip
def test_examples_that_are_refused(given, expect, code, message, underlined):
    assert found(example(given, expect)) == [(code, message, underlined)]


def test_an_example_of_a_framework_with_several_roles_names_one():
    roles = f"role one {{ {TEAM} }}\nrole other {{ {TEAM} }}\n"
    body = "{ given { share = 5% } expect { growth = 5% } }"
    assert found(roles + f'example "a" {body}') == [
        ("missing-property", "this example does not say for which role it is", '"a"')
    ]
    assert found(roles + f'example "a" for other {body}') == []
    assert found(roles + f'example "a" for othre {body}') == [
        ("unknown-name", "there is no role `othre`; did you mean `other`?", "othre")
    ]
    assert found(f'example "a" for seller {body}') == [
        (
            "no-role",
            "there is no role `seller`: this framework declares no role",
            "seller",
        )
    ]


def test_an_example_names_a_period_where_one_matters():
    body = "{ given { share = 5% } expect { growth = 5% } }"
    dated = "parameter target { from 2025-01-01 = 5% }\n"
    assert found(dated + f'example "a" {body}') == [
        ("missing-property", "this example names no period, and the framework depends on it", '"a"')
    ]
    assert found(dated + f'example "a" in 2026-Q1 {body}') == []
    assert found("parameter target { value: 5% }\n" + f'example "a" {body}') == []
    assert found("metric days { formula: period.days }\n" + f'example "a" in 2026 {body}') == []
