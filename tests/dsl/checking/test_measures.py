"""KPIs and competencies."""

from fractions import Fraction

import pytest
from checked_roles import checked, found

from assay.dsl.types import LevelType


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
