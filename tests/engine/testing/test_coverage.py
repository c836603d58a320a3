"""What examples exercise: each rule, gate, segment and word about absent values, exactly."""

from fractions import Fraction

import pytest

from assay.engine.loaded import Framework, loads
from assay.engine.testing.coverage import CoverageReport, Share

HEAD = """\
framework shop "Shop" { version: "1"  currency: THB }
scale grade { good = 3  fair = 2  poor = 1 }
input sales { type: money }
input quota { type: money  range: >= 0 THB }
input bonus { type: money }
input days_open { type: duration }
input complaints { type: count }
"""

RULES = """\
kpi attainment {
  type: percent
  formula: sales / quota
  rate on grade {
    >= 110%   => good
    >= 100%   => fair
    otherwise => poor
  }
}
"""

ROLE = """\
role keeper {
  responsibility work "Work" weight 100% { kpi attainment weight 100% }
  overall on grade { overall >= 3 => good  overall >= 2 => fair  otherwise => poor  GATES }
}
"""


def shop(body: str, *examples: str, gates: str = "") -> Framework:
    written = "\n".join(
        f'example "{number}" {{ given {{ {given} }} expect {{ {expect} }} }}'
        for number, (given, _, expect) in enumerate(each.partition(" -> ") for each in examples)
    )
    return loads(f"{HEAD}{body.replace('GATES', gates)}{written}\n", "shop.rules")


def states(report: CoverageReport, kind: str) -> dict[str, str]:
    return {each.item.text: each.state for each in report.items if each.item.kind == kind}


def test_a_rule_is_exercised_by_the_example_that_it_decided_and_tried_by_those_it_did_not() -> None:
    report = shop(RULES, "sales = 105 THB  quota = 100 THB -> attainment = 105%").coverage()
    assert states(report, "rule") == {
        ">= 110% => good": "never true",
        ">= 100% => fair": "exercised",
        "otherwise => poor": "not reached",
    }
    assert report.total == Share(1, 3)
    assert report.total.share == Fraction(1, 3)
    fair = next(each for each in report.items if each.item.text == ">= 100% => fair")
    assert (fair.examples, fair.item.owner, fair.item.span.line) == (("0",), "attainment", 13)


def test_a_rule_that_cannot_be_decided_is_tried_and_not_exercised() -> None:
    report = shop(RULES, "sales = 105 THB -> attainment = missing").coverage()
    assert set(states(report, "rule").values()) == {"never true", "not reached"}
    assert report.total == Share(0, 3)


def test_an_example_counts_even_if_its_expectations_do_not_hold_but_not_if_it_is_unusable() -> None:
    failing = shop(RULES, "sales = 105 THB  quota = 100 THB -> attainment = 1%")
    assert not failing.test()[0].passed
    assert failing.coverage().total == Share(1, 3)
    refused = shop(
        f'{RULES}require "sold": sales > 0 THB\n', "sales = 0 THB  quota = 1 THB -> attainment = 0%"
    )
    assert refused.test()[0].rating is None
    assert refused.coverage().total == Share(0, 3)


def test_a_framework_with_nothing_to_exercise_is_exercised_whole() -> None:
    report = loads(HEAD).coverage()
    assert (report.items, report.total.share) == ((), 1)


def test_the_rules_of_a_role_are_exercised_by_its_overall_rating() -> None:
    report = shop(RULES + ROLE, "sales = 105 THB  quota = 100 THB -> overall = fair").coverage()
    assert states(report, "rule")["overall >= 3 => good"] == "never true"
    assert states(report, "rule")["overall >= 2 => fair"] == "exercised"
    unrated = shop(RULES + ROLE, "sales = 1 THB -> overall = not rated")
    assert states(unrated.coverage(), "rule")["overall >= 3 => good"] == "not reached"


@pytest.mark.parametrize(
    ("complaints", "gate", "unknown"),
    [
        ("complaints = 9", "exercised", "not reached"),
        ("complaints = 8", "never true", "not reached"),
        ("", "not reached", "exercised"),
    ],
)
def test_a_gate_is_exercised_where_it_fires_and_its_when_unknown_where_that_decides(
    complaints: str, gate: str, unknown: str
) -> None:
    written = "cap at fair when complaints > 8 when unknown ignore"
    framework = shop(
        RULES + ROLE, f"sales = 2 THB  quota = 1 THB  {complaints} -> score of work = 3",
        gates=written,
    )  # fmt: skip
    report = framework.coverage()
    assert states(report, "gate") == {"cap at fair when complaints > 8": gate}
    assert states(report, "absence") == {"complaints > 8: when unknown ignore": unknown}


CURVE = """\
kpi speed {
  type: duration
  formula: days_open
  score interpolate { 10 days => 5, 20 days => 3, 40 days => 1 }
}
"""
SEGMENTS = ["up to 10 days", "from 10 days to 20 days", "from 20 days to 40 days", "above 40 days"]


@pytest.mark.parametrize(
    ("days", "segment"),
    [("5", 0), ("10", 0), ("10.1", 1), ("20", 1), ("21", 2), ("40", 2), ("40.5", 3)],
)
def test_a_value_at_a_point_of_a_curve_lies_on_the_segment_that_ends_there(
    days: str, segment: int
) -> None:
    framework = shop(CURVE, f"days_open = {days} days -> speed = {days} days")
    expected = dict.fromkeys(SEGMENTS, "not reached") | {SEGMENTS[segment]: "exercised"}
    assert states(framework.coverage(), "segment") == expected


def test_each_slice_that_a_tiered_value_fills_is_exercised() -> None:
    body = "metric pay { formula: tiered(sales, 100 THB => 5%, 200 THB => 10%, 300 THB => 20%) }"
    at_second = shop(body, "sales = 150 THB -> pay = 10 THB").coverage()
    assert states(at_second, "segment") == {
        "up to 100 THB": "exercised",
        "above 100 THB, up to 200 THB": "exercised",
        "above 200 THB, up to 300 THB": "not reached",
    }
    assert at_second.total == Share(2, 3)
    assert shop(body, "sales = 0 THB -> pay = 0 THB").coverage().total == Share(0, 3)


FORMULA = """\
metric pay {
  type: money
  formula: if sales = 0 THB then not applicable
           else if quota = 0 THB then missing
           else (bonus if missing round(sales / 10, to 1 THB))
}
"""


@pytest.mark.parametrize(
    ("given", "exercised"),
    [
        ("sales = 0 THB", "not applicable"),
        ("sales = 1 THB  quota = 0 THB", "missing"),
        ("sales = 1 THB  quota = 1 THB", "bonus is missing"),
        ("sales = 1 THB  quota = 1 THB  bonus = 3 THB", ""),
        ("sales = 1 THB  quota = 1 THB  bonus = not applicable", ""),
        ("quota = 1 THB", ""),
    ],
)
def test_words_about_absent_values_are_exercised_where_they_are_what_counts(
    given: str, exercised: str
) -> None:
    outcome = loads(
        f'{HEAD}{FORMULA}example "x" {{ given {{ {given} }} expect {{ pay = 1 THB }} }}'
    ).coverage()
    found = {
        each.item.text.partition(":")[0]
        for each in outcome.items
        if each.item.kind == "absence" and each.state == "exercised"
    }
    assert found == ({exercised} if exercised else set())
    assert outcome.of_kind("absence").total == 3


def test_a_formula_that_the_evidence_replaces_exercises_nothing() -> None:
    body = "input total { type: money  formula: bonus if missing sales }"
    replaced = shop(body, "total = 1 THB  sales = 2 THB -> total = 1 THB")
    assert replaced.coverage().total == Share(0, 1)
    derived = shop(body, "sales = 2 THB -> total = 2 THB")
    assert derived.coverage().total == Share(1, 1)


@pytest.mark.parametrize(
    ("policy", "expect"), [("rate poor", "rating of attainment = poor"), ("score 0", "score of attainment = 0"), ("fail", "overall = not rated")]
)  # fmt: skip
def test_when_missing_is_exercised_by_a_missing_value_only(policy: str, expect: str) -> None:
    body = RULES.replace("}\n}", f"}}\n  when missing: {policy}\n}}") + ROLE
    missing = shop(body, f"quota = 1 THB -> {expect}")
    assert missing.test()[0].passed
    assert missing.coverage().of_kind("absence") == Share(1, 1)
    there = shop(body, "sales = 2 THB  quota = 1 THB -> overall = good")
    assert there.coverage().of_kind("absence") == Share(0, 1)
    gone = shop(body, "sales = not applicable  quota = 1 THB -> attainment = not applicable")
    assert gone.coverage().of_kind("absence") == Share(0, 1)


def test_the_share_of_weight_has_two_sides() -> None:
    body = (
        RULES
        + """\
kpi calm { formula: complaints  rate on grade { <= 5 => good  otherwise => poor } }
role keeper {
  responsibility work "Work" weight 100% { kpi attainment weight 60%  kpi calm weight 40% }
  overall on grade {
    rated when at least 60% of weight is known
    overall >= 2 => good
    otherwise    => poor
  }
}
"""
    )
    said = "rated when at least 60% of weight is known"
    rated, not_rated = f"{said}: something is missing, and still rated", f"{said}: not rated"
    without_calm = shop(body, "sales = 2 THB  quota = 1 THB -> overall = good").coverage()
    assert states(without_calm, "absence") == {rated: "exercised", not_rated: "not reached"}
    without_sales = shop(body, "complaints = 1 -> overall = not rated").coverage()
    assert states(without_sales, "absence") == {rated: "not reached", not_rated: "exercised"}
    (line,) = {each.item.span.line for each in without_calm.items if each.item.kind == "absence"}
    assert line == 21


def test_examples_may_expect_what_their_role_does_not_need() -> None:
    body = (
        RULES
        + ROLE
        + "kpi calm { formula: complaints  rate on grade { <= 5 => good  otherwise => poor } }"
    )
    framework = shop(body, "complaints = 3 -> calm = 3  rating of calm = good")
    assert framework.test()[0].passed
    assert states(framework.coverage(), "rule")["<= 5 => good"] == "exercised"
    assert "calm" not in framework.rate({"complaints": 3})
