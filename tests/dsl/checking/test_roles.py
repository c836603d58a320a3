"""Roles: weights, measures, responsibilities."""

from fractions import Fraction

import pytest
from checked_roles import TEAM, checked, found, role

from assay.dsl import framework as fw


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
