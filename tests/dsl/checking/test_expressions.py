"""What expressions become once they are checked."""

from datetime import date
from fractions import Fraction

import pytest
from checked_formulas import checked, formula

from assay.dsl import framework as fw
from assay.dsl.walk import walk


def test_a_circle_is_left_to_the_graph():
    framework, problems = checked(
        "metric hen { formula: egg + 1 }\nmetric egg { formula: hen * revenue }\n"
    )
    assert problems == ()
    assert set(framework.metrics) == {"hen", "egg"}


@pytest.mark.parametrize(
    "formula_of",
    [
        "-{}",
        "{} + 1 THB",
        "2 / {}",
        "abs({})",
        "min({}, 1 THB)",
        "power({}, 2)",
        "round({}, to 1 THB)",
        "{} if missing 1 THB",
        "if {} > 1 THB then 1 THB else 2 THB",
        "if {} in (1 THB, 2 THB) then 1 THB else 2 THB",
        "if {} is missing then 1 else 2",
        "if {} in period then 2026-01-01 else 2026-01-02",
        "if active then {} else 5 THB",
        "match {} {{ 1 THB => 1 THB, otherwise => 2 THB }}",
        "match active {{ yes => {}, no => 2 THB }}",
        "interpolate({}, 1 => 2, 2 => 3)",
        "tiered(revenue, 1 THB => {})",
        "sum(deals.value where value > {})",
    ],
)
def test_a_circle_keeps_its_references(formula_of):
    framework, problems = checked(
        f"metric hen {{ formula: {formula_of.format('egg')} }}\n"
        f"metric egg {{ formula: {formula_of.format('hen')} }}\n"
    )
    assert problems == ()
    named = {
        name: {part.id for part in walk(metric.formula) if isinstance(part, fw.Reference)}
        for name, metric in framework.metrics.items()
    }
    assert "egg" in named["hen"]
    assert "hen" in named["egg"]


def test_literals_are_exact_and_in_base_units():
    found = formula("if active then 0.1 else 12.5%")
    assert isinstance(found, fw.Conditional)
    assert found.then.value == Fraction(1, 10)
    assert found.otherwise.value == Fraction(1, 8)
    assert formula("2 weeks").value == 14
    assert formula("-3 days").value == -3
    assert formula("2026-02-28").value == date(2026, 2, 28)


def test_a_chain_of_comparisons_is_their_conjunction():
    found = formula("70% <= share < 90%")
    assert isinstance(found, fw.And)
    assert [part.operator for part in found.operands] == ["<=", "<"]
    assert [part.span.text for part in found.operands] == ["70% <= share", "share < 90%"]
    assert found.span.text == "70% <= share < 90%"


def test_membership_is_a_disjunction_of_equalities():
    found = formula("size in (small, large)")
    assert isinstance(found, fw.Or)
    assert [part.span.text for part in found.operands] == ["small", "large"]
    assert isinstance(formula("size in (small)"), fw.Compare)


def test_match_is_a_chain_of_conditionals():
    found = formula("match size { small => 1, large => 2 }")
    assert isinstance(found, fw.Conditional)
    assert (found.condition.operator, found.condition.right.value) == ("=", "small")
    assert (found.then.value, found.otherwise.value) == (1, 2)


def test_match_with_one_case_still_depends_on_its_subject():
    framework, problems = checked(
        "input only { type: one of single }\nmetric result { formula: match only { single => 1 } }"
    )
    assert problems == ()
    assert isinstance(framework.metrics["result"].formula, fw.Conditional)


def test_a_long_match_is_not_nested_deeply():
    arms = ", ".join(f"{number} => {number + 1}" for number in range(5000))
    found = formula(f"match ratio {{ {arms}, otherwise => -1 }}")
    depth, level = 0, [found]
    while level:
        depth += 1
        level = [
            part
            for node in level
            if isinstance(node, fw.Conditional)
            for part in (node.then, node.otherwise)
        ]
    assert depth < 25
