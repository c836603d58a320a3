"""Rules on one quantity: which are never reached, what is rated the wrong way round, and bands."""

import pytest

import assay
from assay.dsl.diagnostics.fixes import apply_fixes

PRELUDE = """framework demo "Demo" { version: "1.0"  currency: THB }
scale grade { good = 3  fair = 2  poor = 1 }
scale skill { novice = 1  able = 2  expert = 4
  rate gap on grade { GAP }
}
input share { type: percent }
input bounded { type: percent  range: 0% to 100% }
input heads { type: count }
input pay { type: money  range: > 0 THB }
input debt { type: money  range: >= 0 THB }
input wish { type: grade }
parameter target { type: percent  range: > 0%  value: 50% }
parameter free { type: percent  value: 50% }
"""
GAP = "gap >= 1 => good  gap >= 0 => fair  otherwise => poor"


def found(rules, about="share", better="", gap=GAP):
    """What is doubtful about a KPI: (code, text that it is about) and message, as reported."""
    text = PRELUDE.replace("GAP", gap)
    better = f"better: {better}" if better else ""
    text += f"kpi result {{ formula: {about}  {better}  rate on grade {{ {rules} }} }}"
    return assay.loads(text).diagnostics


def codes(*arguments, **options):
    return [(each.code, each.span.text) for each in found(*arguments, **options)]


def only(code, *arguments, **options):
    (problem,) = found(*arguments, **options)
    assert problem.code == code
    return problem


@pytest.mark.parametrize(
    ("rules", "unreached"),
    [
        (">= 90% => good  >= 50% => fair  otherwise => poor", []),
        (">= 50% => fair  >= 90% => good  otherwise => poor", [">= 90% => good"]),
        (">= 90% => good  > 90% => fair  otherwise => poor", ["> 90% => fair"]),
        (">= 90% => good  = 90% => fair  otherwise => poor", ["= 90% => fair"]),
        ("> 90% => good  = 90% => fair  otherwise => poor", []),
        (">= 90% => good  < 90% => poor  otherwise => fair", ["otherwise => fair"]),
        (
            ">= 90% or <= 10% => good  > 95% and < 99% => fair  otherwise => poor",
            ["> 95% and < 99% => fair"],
        ),
        (
            ">= 90% and < 50% => fair  >= 50% => good  otherwise => poor",
            [">= 90% and < 50% => fair"],
        ),
        (
            "not (result < 90%) => good  result * 2 >= 180% => fair  otherwise => poor",
            ["result * 2 >= 180% => fair"],
        ),
        (
            ">= 50% * target => good  >= 60% * target => fair  otherwise => poor",
            [">= 60% * target => fair"],
        ),
        (">= 60% * target => good  >= 50% * target => fair  otherwise => poor", []),
        (
            "result is missing => poor  >= 50% => good  result is given => fair  result is missing => poor"
            "  otherwise => poor",
            ["result is missing => poor", "otherwise => poor"],
        ),
    ],
)
def test_a_rule_that_earlier_ones_leave_nothing(rules, unreached):
    assert codes(rules) == [("unreachable-rule", each) for each in unreached]


@pytest.mark.parametrize(
    ("about", "rules", "unreached"),
    [
        ("bounded", ">= 120% => good  >= 50% => fair  otherwise => poor", [">= 120% => good"]),
        ("bounded", "> 100% => good  >= 50% => fair  otherwise => poor", ["> 100% => good"]),
        ("bounded", ">= 100% => good  >= 0% => fair  otherwise => poor", ["otherwise => poor"]),
        ("bounded / 2", "> 50% => good  >= 50% => fair  otherwise => poor", ["> 50% => good"]),
        ("1 - bounded", "< 0% => poor  > 0% => good  otherwise => fair", ["< 0% => poor"]),
        ("heads", "> 1 => good  = 1.5 => fair  otherwise => poor", ["= 1.5 => fair"]),
        ("heads", ">= 2 => good  > 1 => fair  otherwise => poor", ["> 1 => fair"]),
        ("debt / pay", "< 0 => poor  = 0 => fair  otherwise => good", ["< 0 => poor"]),
        (
            "max(debt, 5 THB)",
            "< 5 THB => poor  = 5 THB => fair  otherwise => good",
            ["< 5 THB => poor"],
        ),
        (
            "clamp(share, 0%, 10%)",
            "> 10% => good  > 5% => fair  otherwise => poor",
            ["> 10% => good"],
        ),
        (
            "if share > 10% then share else 5%",
            "< 5% => poor  = 5% => fair  otherwise => good",
            ["< 5% => poor"],
        ),
    ],
)
def test_a_rule_for_values_that_cannot_occur(about, rules, unreached):
    assert codes(rules, about) == [("unreachable-rule", each) for each in unreached]


def test_the_message_of_a_shadowed_rule_shows_what_shadows_it():
    problem = only("unreachable-rule", ">= 50% => fair  >= 90% => good  otherwise => poor")
    assert problem.message == (
        "this rule is never reached: the rule above decides every case that it is for"
    )
    assert [(each.span.text, each.message) for each in problem.secondary] == [
        (">= 50% => fair", "decides first")
    ]
    assert not problem.fix.safe


def test_removing_a_rule_that_repeats_another_is_safe():
    problem = only(
        "unreachable-rule", ">= 50% => good  >= 90% => good  < 10% => fair  otherwise => poor"
    )
    assert problem.fix.safe
    text = problem.span.source.text
    fixed = apply_fixes(text, [problem.fix])
    assert fixed == text.replace("  >= 90% => good", "", 1)
    assert assay.loads(fixed).diagnostics == ()


def test_the_message_of_a_rule_out_of_range_says_the_range():
    problem = only(
        "unreachable-rule", ">= 120% => good  >= 50% => fair  otherwise => poor", "bounded"
    )
    assert problem.message == "this rule is never reached: `result` is between 0% and 100%"


@pytest.mark.parametrize(
    ("rules", "better", "message"),
    [
        (">= 90% => good  >= 50% => fair  otherwise => poor", "higher", ""),
        ("<= 50% => good  <= 90% => fair  otherwise => poor", "lower", ""),
        (
            ">= 90% => fair  >= 50% => good  otherwise => poor",
            "higher",
            "higher is better, yet `result` of 90% is rated `fair`, and 89% is rated `good`",
        ),
        (
            ">= 90% => good  >= 50% => fair  otherwise => poor",
            "lower",
            "lower is better, yet `result` of 89% is rated `fair`, and 90% is rated `good`",
        ),
        (
            "> 100% * target => fair  >= 50% * target => good  otherwise => poor",
            "higher",
            "higher is better, yet `result` of 101% of `target` is rated `fair`, and 100% of `target` "
            "is rated `good`",
        ),
        (
            "= 50% => good  > 10% => fair  otherwise => poor",
            "higher",
            "higher is better, yet `result` of 51% is rated `fair`, and 50% is rated `good`",
        ),
    ],
)
def test_a_better_value_rated_worse(rules, better, message):
    problems = found(rules, better=better)
    assert [each.code for each in problems] == (["better-rated-worse"] if message else [])
    assert "".join(each.message for each in problems) == message


def test_a_parameter_that_may_be_negative_says_nothing_of_an_order():
    assert (
        found(">= 50% * free => good  >= 60% * free => fair  otherwise => poor", better="higher")
        == ()
    )


def test_the_gap_of_a_competency_is_better_where_it_is_higher_and_no_wider_than_its_scale():
    gap = "gap >= 4 => good  gap >= 0 => poor  otherwise => fair"
    problems = found(">= 1% => good  < 0% => fair  otherwise => poor", gap=gap)
    assert [(each.code, each.span.text) for each in problems] == [
        ("unreachable-rule", "gap >= 4 => good"),
        ("better-rated-worse", "gap >= 0 => poor"),
    ]
    assert problems[0].message == "this rule is never reached: `gap` is between -3 and 3"


@pytest.mark.parametrize(
    ("points", "better", "message"),
    [
        ("0% => 1, 50% => 1, 100% => 3", "higher", ""),
        (
            "0% => 1, 50% => 3, 100% => 2",
            "higher",
            "higher is better, yet the points of `result` fall here from 3 to 2",
        ),
        (
            "0% => 1, 50% => 3, 100% => 2",
            "lower",
            "lower is better, yet the points of `result` rise here from 1 to 3",
        ),
        (
            "target => 2, 2 * target => 1",
            "higher",
            "higher is better, yet the points of `result` fall here from 2 to 1",
        ),
        ("free => 2, 2 * free => 1", "higher", ""),
    ],
)
def test_a_curve_that_turns(points, better, message):
    text = PRELUDE.replace("GAP", GAP)
    text += f"kpi result {{ formula: share  better: {better}  score interpolate {{ {points} }} }}"
    assert [each.message for each in assay.loads(text).diagnostics] == (
        [message] if message else []
    )


def test_levels_that_no_rule_gives():
    problem = only("unreachable-level", ">= 50% => good  otherwise => good")
    assert problem.message == (
        "`result` is never rated `fair` and `poor`: no rule gives these levels"
    )


def test_a_level_given_to_a_missing_value_can_be_reached():
    text = PRELUDE.replace("GAP", GAP)
    text += "kpi result { formula: share  when missing: rate poor  rate on grade { >= 5% => good  otherwise => fair } }"
    assert assay.loads(text).diagnostics == ()


@pytest.mark.parametrize(
    ("rules", "about", "fixed"),
    [
        (
            "90% <= result <= 99% => fair  >= 100% => good  otherwise => poor",
            "share",
            "90% <= result < 100%",
        ),
        (
            "99% >= result and result >= 90% => fair  >= 100% => good  otherwise => poor",
            "share",
            "100% > result and",
        ),
        ("> 4 => good  <= 3.9 => fair  otherwise => poor", "10 * share", None),
        (
            ">= 4 => good  <= 3.9 => fair  otherwise => poor",
            "10 * share",
            ">= 4 => good  < 4 => fair",
        ),
    ],
)
def test_bands_of_whole_numbers_over_values_that_are_not_whole(rules, about, fixed):
    problems = found(rules, about, better="higher")
    if fixed is None:
        assert "gap-between-bands" not in [each.code for each in problems]
        return
    (problem,) = problems
    assert problem.code == "gap-between-bands"
    changed = apply_fixes(problem.span.source.text, [problem.fix])
    assert fixed in changed
    assert "gap-between-bands" not in [each.code for each in assay.loads(changed).diagnostics]


def test_the_message_of_a_gap_shows_a_value_in_it():
    problem = only(
        "gap-between-bands", "90% <= result <= 99% => fair  >= 100% => good  otherwise => poor"
    )
    assert problem.message == (
        "99.5% lies between the bands, which end at 99% and go on at 100%: it is left to "
        "`otherwise`, and rated `poor`"
    )


def test_bands_of_whole_numbers_are_right_for_counts():
    assert found("1 <= result <= 4 => fair  >= 5 => good  otherwise => poor", "heads") == ()


def test_wider_gaps_may_be_meant():
    assert found("90% <= result <= 95% => fair  >= 100% => good  otherwise => poor") == ()


def test_rules_on_levels():
    rules = "result >= fair => fair  result is good => good  otherwise => poor"
    text = PRELUDE.replace("GAP", GAP)
    text += f"kpi result {{ formula: wish  rate on grade {{ {rules} }} }}"
    assert [each.span.text for each in assay.loads(text).diagnostics] == ["result is good => good"]
