"""Weights and scores: what counts for what, where a weight went, and what a formula decides."""

from fractions import Fraction

import pytest

from assay.engine.explaining.explained import Explanation
from assay.engine.explaining.explanation_values import Absent
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

input x { type: number }
input y { type: number }
input z { type: number }
kpi a "A" { type: number  formula: x  rate on grade { >= 10 => good  >= 5 => fair  otherwise => poor } }
kpi b "B" { type: number  formula: y  rate on grade { >= 10 => good  >= 5 => fair  otherwise => poor } }
kpi c "C" { type: number  formula: z  rate on grade { >= 10 => good  >= 5 => fair  otherwise => poor } }
"""

OVERALL = """\
  overall on grade {
    rated when at least 0% of weight is known
    overall >= 2.5 => good
    overall >= 1.5 => fair
    otherwise => poor
    GATES
  }
"""


def explained(role: str, name: str | None = None, gates: str = "", **values: object) -> Explanation:
    text = f'{HEAD}role tester "Tester" {{\n{role}{OVERALL.replace("GATES", gates)}}}\n'
    return loads(text).rate(values).explain(name)


ONE_EACH = """\
  responsibility left "Left" weight 25% { kpi a weight 40%  kpi b weight 60% }
  responsibility right "Right" weight 75% { kpi c weight 100% }
"""


def test_what_is_only_shown_is_averaged_even_where_nothing_that_counts_applies() -> None:
    role = ONE_EACH.replace("25%", "0%").replace("75%", "100%")
    found = explained(role, "left", x="n/a", y=10, z="n/a").tree.root.contributions
    assert found is not None
    assert [(part.id, part.effective.exact) for part in found.parts] == [("b", 1), ("a", 0)]
    assert found.shown_total == 3


@pytest.mark.parametrize("counted", [10, "n/a", None])
def test_what_is_only_shown_asks_for_all_of_its_measures(counted: object) -> None:
    role = ONE_EACH.replace("25%", "0%").replace("75%", "100%")
    known = explained(role, "left", x=5, y=10, z=counted).tree.root.contributions
    assert known is not None
    amounts = [(part.id, part.amount and part.amount.exact) for part in known.parts]
    assert amounts == [("b", Fraction(9, 5)), ("a", Fraction(4, 5))]
    assert known.shown_total == Fraction(13, 5)
    lacking = explained(role, "left", y=10, z=counted).tree.root.contributions
    assert lacking is not None
    assert isinstance(lacking.total, Absent)
    assert lacking.total.kind == "missing"
    assert [(part.id, part.effective.exact) for part in lacking.parts] == [
        ("b", Fraction(3, 5)),
        ("a", Fraction(2, 5)),
    ]


def test_a_measure_below_a_formula_counts_for_nothing_by_weight() -> None:
    role = ONE_EACH.replace("kpi b weight 60% }", "kpi b weight 60%  score: score of b }")
    values = {"x": 10, "y": 5, "z": 10}
    assert explained(role, "b", **values).tree.root.counts_for is None
    left = explained(role, "left", **values).tree.root
    assert left.contributions is None
    assert left.score_formula is not None
    assert left.score_formula.text == "score of b"
    assert left.counts_for is not None
    assert left.counts_for.amount is not None
    assert left.counts_for.amount.exact == Fraction(1, 4) * 2


def test_where_a_formula_gives_the_overall_score_no_weight_of_the_role_is_told() -> None:
    role = ONE_EACH + "  overall score: min(score of left, score of right)\n"
    values = {"x": 10, "y": 5, "z": 10}
    root = explained(role, **values).tree.root
    assert root.contributions is None
    assert root.score_formula is not None
    assert root.score_formula.text == "min(score of left, score of right)"
    assert explained(role, "left", **values).tree.root.counts_for is None
    counts = explained(role, "a", **values).tree.root.counts_for
    assert counts is not None
    assert (counts.weight.exact, counts.group_weight, counts.amount) == (Fraction(2, 5), None, None)


def test_a_group_that_left_as_a_whole_is_told_once_with_the_reasons_below_it() -> None:
    text = explained(ONE_EACH, x="n/a", y="n/a", z=10).text(framework=False)
    assert text.partition("Not counted\n")[2] == (
        "    A · not applicable: the evidence says that `x` does not apply (passed by the\n"
        "      program)\n"
        "    B · not applicable: the evidence says that `y` does not apply (passed by the\n"
        "      program)\n"
        "    Left · not applicable: nothing that measures it counts\n"
        "      Its 25% of the role (:19) went to the others: Right 75% → 100%.\n"
    )


def test_a_gate_that_holds_the_rating_down_says_that_a_better_score_alone_is_no_help() -> None:
    values = {"x": 10, "y": 5, "z": 5}
    held = explained(ONE_EACH, gates="cap at poor when a >= 10", **values).text()
    free = explained(ONE_EACH, gates="cap at poor when a > 10", **values).text()
    told = "As long as the gate holds, that alone does not change the rating."
    assert f"Next level: Good from 2.5 (0.4 more). {told}" in " ".join(held.split())
    assert "Next level: Good from 2.5 (0.4 more).\n" in free


def test_rules_without_a_score_to_be_about_are_not_tried() -> None:
    root = explained(ONE_EACH, z="n/a").tree.root
    assert root.decision is not None
    assert [rule.result for rule in root.decision.rules] == ["not reached"] * 3
    assert root.decision.taken is None
