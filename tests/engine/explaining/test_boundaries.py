"""Where the next level begins, and what an input would have to be: said only where it is true."""

from fractions import Fraction
from typing import Any

import pytest

from assay.engine.explaining.explanation import Decision, Node
from assay.engine.loaded import loads

HEAD = """\
framework test "Test" {
  version: "1"
  currency: THB
}

scale grade {
  good = 3 "Good"
  fair = 2 "Fair"
  poor = 1 "Poor"
}

input revenue { type: money }
input quota { type: money }
input won { type: count }
input lost { type: count }
metric share { formula: won / (won + lost) }
"""


def node(declarations: str, name: str = "measured", head: str = HEAD, **values: object) -> Node:
    return loads(head + declarations).rate(values).explain(name).tree.root


def decided(found: Node) -> Decision:
    assert found.decision is not None
    return found.decision


def kpi(formula: str, *rules: str, type: str = "percent") -> str:
    listed = "\n    ".join((*rules, "otherwise => poor"))
    return (
        f"kpi measured {{\n  type: {type}\n  formula: {formula}\n"
        f"  rate on grade {{\n    {listed}\n  }}\n}}\n"
    )


def needs(found: Node) -> list[tuple[str, str, Any]]:
    better = decided(found).better
    assert better is not None
    return [(each.id, each.operator, each.value.exact) for each in better.needs]


UPWARD = kpi("revenue / quota", ">= 120% => good", ">= 100% => fair")


def test_the_boundaries_are_the_thresholds_around_the_value() -> None:
    decision = decided(node(UPWARD, revenue=108, quota=100))
    better, reached = decision.better, decision.reached
    assert better is not None
    assert reached is not None
    assert (better.operator, better.threshold.exact, better.margin.exact) == (
        ">=",
        Fraction(6, 5),
        Fraction(12, 100),
    )
    assert (reached.operator, reached.threshold.exact) == (">=", 1)
    assert (better.level.exact, better.near) == ("good", False)


@pytest.mark.parametrize(("revenue", "near"), [(117, False), (118, True), (119, True)])
def test_a_near_miss_is_within_a_tenth_of_the_way(revenue: int, near: bool) -> None:
    decision = decided(node(UPWARD, revenue=revenue, quota=100))
    assert decision.better is not None
    assert decision.better.near is near
    assert decision.rules[0].near_miss is near


@pytest.mark.parametrize(
    ("rules", "better", "reached"),
    [
        ("<= 2 => good  <= 5 => fair  otherwise => poor", ("<=", 2), ("<=", 5)),
        ("< 2 => good  < 5 => fair  otherwise => poor", ("<", 2), ("<", 5)),
        ("< 3 => poor  < 7 => fair  otherwise => good", (">=", 7), (">=", 3)),
        ("<= 3 => poor  <= 7 => fair  otherwise => good", (">", 7), (">", 3)),
    ],
)
def test_boundaries_are_the_same_however_the_rules_are_written(
    rules: str, better: tuple[str, int], reached: tuple[str, int]
) -> None:
    text = f"kpi measured {{ type: count  formula: won  rate on grade {{ {rules} }} }}"
    decision = decided(node(text, won=4))
    assert decision.better is not None
    assert decision.reached is not None
    assert (decision.better.operator, decision.better.threshold.exact) == better
    assert (decision.reached.operator, decision.reached.threshold.exact) == reached


def test_each_input_is_told_what_it_would_have_to_be() -> None:
    found = node(UPWARD, revenue=108, quota=100)
    assert needs(found) == [("revenue", ">=", Fraction(120)), ("quota", "<=", Fraction(90))]


def test_a_count_is_told_in_whole_numbers() -> None:
    found = node(kpi("won / (0 + lost)", ">= 33% => good"), won=2, lost=8)
    assert needs(found) == [("won", ">=", 3), ("lost", "<=", 6)]


def test_an_input_that_is_read_twice_is_not_told() -> None:
    found = node(kpi("won / (won + lost)", ">= 50% => good"), won=2, lost=8)
    assert needs(found) == [("lost", "<=", 2)]


def test_an_input_that_moves_another_part_of_the_formula_is_not_told() -> None:
    found = node(kpi("share * won", ">= 10 => good", type="number"), won=2, lost=8)
    assert [id for id, _, _ in needs(found)] == ["share"]


def test_an_input_that_moves_the_threshold_is_not_told() -> None:
    rules = kpi("revenue / quota", "measured >= quota / 50 THB => good")
    assert [id for id, _, _ in needs(node(rules, revenue=100, quota=100))] == ["revenue"]


def test_a_threshold_that_moves_with_the_value_is_no_boundary() -> None:
    rules = kpi("revenue / quota", "measured >= 2 * measured + 10% => good")
    decision = decided(node(rules, revenue=100, quota=100))
    assert (decision.better, decision.reached) == (None, None)


def test_rules_about_another_quantity_have_no_boundary_of_this_one() -> None:
    found = node(kpi("revenue / quota", "won >= 5 => good"), revenue=100, quota=100, won=3)
    assert (decided(found).better, decided(found).reached) == (None, None)
    assert [message.key for message in found.summary] == ["verdict.otherwise"]


def test_an_answer_outside_the_range_of_the_input_is_not_given() -> None:
    head = HEAD.replace("quota { type: money }", "quota { type: money  range: >= 95 THB }")
    found = node(UPWARD, head=head, revenue=108, quota=100)
    assert [id for id, _, _ in needs(found)] == ["revenue"]


def test_an_answer_that_would_change_a_condition_of_the_formula_is_not_given() -> None:
    rules = kpi("if quota > 95 THB then revenue / quota else 0%", ">= 120% => good")
    assert needs(node(rules, revenue=108, quota=100)) == [("revenue", ">=", Fraction(120))]
