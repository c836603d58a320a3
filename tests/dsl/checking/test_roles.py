"""Roles, competencies, gates and examples."""

from fractions import Fraction

import pytest

from assay.dsl import framework as fw
from assay.dsl.checking.check import check
from assay.dsl.load import load_text
from assay.dsl.types import LevelType

PRELUDE = """framework demo "Demo" { version: "1.0"  currency: THB }
scale grade { good = 3  fair = 2  poor = 1 }
scale mark { high = 2  low = 1 }
scale skill { new = 1  able = 2
  rate gap on grade { gap >= 0 => good  otherwise => poor } }
scale bare { no_rules = 1  at_all = 2 }
input share { type: percent  range: >= 0% }
input pay { type: money }
input wish { type: grade }
table deals { stage: one of won, lost  value: money }
kpi growth { type: percent  formula: share  rate on grade { >= 50% => good  otherwise => poor } }
kpi speed { formula: share  score: 5 * share }
kpi marked { formula: share  rate on mark { otherwise => high } }
kpi told { rating: wish }
competency coaching { levels: skill  assessed by boss 60%, peers 40% }
competency writing { levels: skill }
competency unrated { levels: bare }
"""
TEAM = "responsibility team weight 100% { kpi growth weight 100% }"


def checked(text):
    files, loading = load_text(PRELUDE + text, "demo.rules")
    framework, problems = check(files, loading)
    return framework, (*loading, *problems)


def found(text):
    return [(each.code, each.message, each.span.text) for each in checked(text)[1]]


def role(inside, measures="kpi growth weight 100%"):
    return f"role seller {{ responsibility team weight 100% {{ {measures} }} {inside} }}"


def overall(inside):
    return role(f"overall on grade {{ {inside} }}")


def test_weights_in_percent_are_shares():
    framework, problems = checked(role("", "kpi growth weight 70%  kpi speed weight 30%"))
    assert problems == ()
    (team,) = framework.roles["seller"].responsibilities
    assert (team.weight, team.written_weight) == (1, "100%")
    assert [(each.weight, each.written_weight) for each in team.measures] == [
        (Fraction(7, 10), "70%"),
        (Fraction(3, 10), "30%"),
    ]


def test_plain_weights_are_divided_by_their_sum():
    framework, problems = checked(role("", "kpi growth weight 2  kpi speed weight 1"))
    assert problems == ()
    (team,) = framework.roles["seller"].responsibilities
    assert [each.weight for each in team.measures] == [Fraction(2, 3), Fraction(1, 3)]


def test_a_weight_of_nothing_is_shown_and_not_counted():
    framework, problems = checked(role("", "kpi growth weight 100%  kpi speed weight 0%"))
    assert problems == ()
    assert framework.roles["seller"].responsibilities[0].measures[1].weight == 0


@pytest.mark.parametrize(
    ("measures", "code", "message", "underlined"),
    [
        (
            "kpi growth weight 33.3%  kpi speed weight 66.6%",
            "weights-not-100",
            "the weights of the measures of `team` total 99.9%, not 100%; they seem to be rounded",
            "66.6%",
        ),
        (
            "kpi growth weight 0  kpi speed weight 0",
            "weights-not-100",
            "the weights of the measures of `team` are all 0, so that none of them counts",
            "team",
        ),
        (
            "kpi growth weight 50%  kpi speed weight 1",
            "weights-mixed",
            "the weights of the measures of `team` are partly percentages and partly plain numbers",
            "1",
        ),
        ("kpi growth", "missing-property", "`growth` has no weight", "growth"),
        (
            "kpi growth weight 100 THB",
            "type-mismatch",
            "a weight is a percentage or a plain number, and this is money (THB)",
            "100 THB",
        ),
        (
            "kpi grwth weight 100%",
            "unknown-name",
            "there is no kpi `grwth`; did you mean `growth`?",
            "grwth",
        ),
        (
            "kpi pay weight 100%",
            "wrong-kind",
            "`pay` is an input, and a kpi is needed here",
            "pay",
        ),
        (
            "competency writing weight 100%",
            "missing-property",
            "the role does not say which level of `writing` it requires",
            "writing",
        ),
        (
            "competency writing weight 100% requires abel",
            "level-not-in-scale",
            "`abel` is not a level of scale `skill`; did you mean `able`?",
            "abel",
        ),
        (
            "competency unrated weight 100% requires at_all",
            "missing-property",
            "nothing says how a gap in `unrated` is rated",
            "unrated",
        ),
        (
            "kpi growth weight 100% requires able",
            "conflicting-properties",
            "`growth` is measured as a kpi, and only a competency requires a level",
            "able",
        ),
    ],
)
def test_measures_that_are_refused(measures, code, message, underlined):
    assert found(role("", measures)) == [(code, message, underlined)]


def test_each_wrong_weight_is_pointed_to():
    _, (problem,) = checked(role("", "kpi growth weight 50%  kpi speed weight 60%"))
    assert (problem.span.text, problem.label) == ("60%", "`speed`: 60%; 10% too much")
    assert [(each.span.text, each.message) for each in problem.secondary] == [
        ("50%", "`growth`: 50%"),
    ]


def test_the_wrong_kind_of_measure_comes_with_a_fix():
    _, (problem,) = checked(role("", "competency growth weight 100%"))
    (edit,) = problem.fix.edits
    assert (edit.span.text, edit.replacement) == ("competency", "kpi")


def test_a_role_may_rate_gaps_itself():
    gap = "rate gap on mark { gap > -1 => high  otherwise => low }"
    framework, problems = checked(
        role(gap, "competency unrated weight 50% requires at_all  "
        "competency writing weight 50% requires able")
    )  # fmt: skip
    assert problems == ()
    (team,) = framework.roles["seller"].responsibilities
    assert [each.rate_gap.scale for each in team.measures] == ["mark", "mark"]
    assert [rule.id for rule in team.measures[0].rate_gap.rules] == [
        "seller.gap.rule.1",
        "seller.gap.rule.2",
    ]
    condition = team.measures[0].rate_gap.rules[0].condition
    assert isinstance(condition.left, fw.GapReference)


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


def test_names_of_responsibilities():
    assert found(
        "role seller { responsibility pay weight 50% { kpi growth weight 1 } "
        "responsibility team weight 25% { } responsibility team weight 25% { } }"
    ) == [
        ("duplicate-name", "`pay` is already declared as an input", "pay"),
        ("duplicate-name", "the responsibility `team` is already there", "team"),
    ]


def test_two_roles_may_have_responsibilities_of_the_same_name():
    assert found(f"role one {{ {TEAM} }}\nrole other {{ {TEAM} }}") == []


def test_a_role_without_responsibilities_needs_a_score():
    assert found("role seller { }") == [
        (
            "missing-property",
            "role `seller` has neither responsibilities nor an overall score",
            "seller",
        )
    ]
    assert found("role seller { overall score: 3 * share }") == []
    assert found("role seller { overall score: pay }") == [
        (
            "unit-mismatch",
            "the score of `seller` is a plain number of points, and this is money (THB)",
            "pay",
        )
    ]


def test_raters():
    framework, problems = checked("")
    assert problems == ()
    assert [(each.id, each.weight) for each in framework.competencies["coaching"].raters] == [
        ("boss", Fraction(3, 5)),
        ("peers", Fraction(2, 5)),
    ]
    assert found("competency a { levels: skill  assessed by boss 60%, boss 40% }") == [
        ("duplicate-name", "the kind of rater `boss` is already there", "boss")
    ]
    assert found("competency a { levels: skill  all raters }") == [
        ("missing-property", "competency `a` asks for all raters, and names none", "a")
    ]
    assert found("competency a { }") == [
        ("missing-property", "competency `a` does not say on which scale it is assessed", "a")
    ]
    assert found('competency a { levels: skill  abel: "Does it" }') == [
        (
            "level-not-in-scale",
            "`abel` is not a level of scale `skill`; did you mean `able`?",
            "abel",
        )
    ]


def test_a_kpi_rated_directly_takes_its_scale_from_its_rating():
    framework, problems = checked("")
    assert problems == ()
    told = framework.kpis["told"]
    assert (told.scale, told.type, told.formula) == ("grade", LevelType("grade"), None)


@pytest.mark.parametrize(
    ("text", "code", "message", "underlined"),
    [
        (
            "kpi a { rating: share }",
            "type-mismatch",
            "a rating is a level of a scale, and this is a percentage",
            "share",
        ),
        (
            "kpi a { rating: good }",
            "unknown-name",
            "`good` is not declared",
            "good",
        ),
        ("kpi a { score: 3 }", "missing-property", "kpi `a` has no formula", "a"),
        (
            "kpi a { formula: share }",
            "missing-property",
            "kpi `a` says nothing of how it is rated",
            "a",
        ),
        (
            "kpi a { formula: share  score: pay }",
            "unit-mismatch",
            "the score of `a` is a plain number of points, and this is money (THB)",
            "pay",
        ),
        (
            "kpi a { formula: share  score: 3  when missing: rate good }",
            "rating-not-available",
            "`a` has a score and no rating",
            "good",
        ),
        (
            "kpi a { formula: share  rate on grade { otherwise => good } when missing: rate bad }",
            "level-not-in-scale",
            "`bad` is not a level of scale `grade`",
            "bad",
        ),
        (
            "kpi a { formula: share  score interpolate { 50 => 1, 90% => 5 } }",
            "percent-without-sign",
            "`50` stands for a percentage and lacks its `%`: without it, it means 5000%",
            "50",
        ),
        (
            "kpi a { formula: share  score interpolate { 50% => 1 THB, 90% => 5 } }",
            "unit-mismatch",
            "the score of `a` is a plain number of points, and this is money (THB)",
            "1 THB",
        ),
        (
            "kpi a { formula: share  rate on grde { otherwise => good } }",
            "unknown-name",
            "there is no scale `grde`; did you mean `grade`?",
            "grde",
        ),
        (
            "kpi a { formula: share  rate on pay { otherwise => good } }",
            "wrong-kind",
            "`pay` is an input, and a scale is needed here",
            "pay",
        ),
        (
            "kpi a { formula: share  rate on grade { } }",
            "empty-declaration",
            "there are no rules here",
            "rate on grade { }",
        ),
        (
            "kpi a { type: count  formula: share * 3  score: 3 }",
            "type-mismatch",
            "`a` is declared as a count, and this is a number",
            "share * 3",
        ),
    ],
)
def test_kpis_that_are_refused(text, code, message, underlined):
    assert found(text) == [(code, message, underlined)]


# --- examples ------------------------------------------------------------------------------

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
