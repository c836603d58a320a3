"""The types of expressions."""

import pytest
from checked_formulas import BAHT, checked, formula

from assay.dsl import framework as fw
from assay.dsl.types import (
    COUNT,
    DATE,
    DURATION,
    NUMBER,
    PERCENT,
    YESNO,
    ChoiceType,
    Dimension,
    LevelType,
    QuantityType,
)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("revenue / revenue", NUMBER),
        ("revenue / heads", BAHT),
        ("revenue * share", BAHT),
        ("revenue / delay", QuantityType("compound", Dimension(1, -1, "THB"))),
        ("revenue / delay * target", BAHT),
        ("hired - hired", DURATION),
        ("hired + delay", DATE),
        ("delay + hired", DATE),
        ("hired - 3 days", DATE),
        ("2 weeks", DURATION),
        ("heads + heads", COUNT),
        ("heads + 1", COUNT),
        ("heads - 1", NUMBER),
        ("heads * 2", NUMBER),
        ("heads / heads", NUMBER),
        ("share + share", PERCENT),
        ("share - 0.1", PERCENT),
        ("1 - share", PERCENT),
        ("share + ratio", NUMBER),
        ("share * share", PERCENT),
        ("ratio * share", NUMBER),
        ("-share", PERCENT),
        ("-heads", NUMBER),
        ("if active then share else 0", PERCENT),
        ("if active then 1 else 0", NUMBER),
        ("if active then heads else 0", COUNT),
        ("if active then heads else 0.5", NUMBER),
        ("if active then wish else poor", LevelType("grade")),
        ("if active then poor else wish", LevelType("grade")),
        ("share if missing 0", PERCENT),
        ("if ratio = -1 then not applicable else ratio", NUMBER),
        ("match size { small => 10%, large => 20% }", PERCENT),
        ("match wish { good or fair => 1 THB, otherwise => 2 THB }", BAHT),
        ("match seen { new => poor, able => wish }", LevelType("grade")),
        ("match active { yes => 1 THB, no => 2 THB }", BAHT),
        ("min(revenue, 5 THB)", BAHT),
        ("max(heads, 2)", COUNT),
        ("min(wish, fair)", LevelType("grade")),
        ("min(hired, 2026-01-31)", DATE),
        ("clamp(share, 0%, 100%)", PERCENT),
        ("abs(revenue)", BAHT),
        ("power(ratio, 2)", NUMBER),
        ("power(ratio, heads)", NUMBER),
        ("power(revenue, 2) / revenue", BAHT),
        ("interpolate(share, 50% => 1 THB, 100% => 5 THB)", BAHT),
        ("tiered(revenue, 100 THB => 5%, 200 THB => 7%)", BAHT),
        ("round(revenue / 3, to 0.01 THB)", BAHT),
        ("round(share, to 1%)", PERCENT),
        ("round(100 * ln(ratio) + 1, to 0.1, half even)", NUMBER),
        ("round(power(ratio, 0.5), to 0.1)", NUMBER),
        ("sum(deals.value)", BAHT),
        ("sum(deals.value * weight where stage is won)", BAHT),
        ("average(deals.closed - deals.opened where closed in period)", DURATION),
        ("weighted average(deals.value by weight)", BAHT),
        ("median(deals.weight ignoring missing)", NUMBER),
        ("min(deals.opened)", DATE),
        ("max(deals.grade_given)", LevelType("grade")),
        ("count(deals where stage in (won, lost))", COUNT),
        ("count(deals where grade_given < fair)", COUNT),
        ("count distinct(deals.stage)", COUNT),
        ("count(deals where value > average(visits.cost))", COUNT),
        ("period.days", DURATION),
        ("period.end - hired", DURATION),
        ("any(deals where stage is won)", YESNO),
        ("all(deals where value > 0 THB)", YESNO),
        ("revenue > 0 THB and not active", YESNO),
        ("0% <= share < 90%", YESNO),
        ("hired in period", YESNO),
        ("region is missing or region is not given", YESNO),
        ('region = "North"', YESNO),
        ("term = 2026-Q1", YESNO),
        ("good is wish", YESNO),
        ("size is not small", YESNO),
    ],
)
def test_types_of_expressions(text, type_):
    assert formula(text).type == type_


def test_a_column_hides_a_declaration_of_the_same_name():
    framework, problems = checked(
        "metric weight_sum { formula: sum(deals.weight where value > 0 THB) }\n"
        "metric value { formula: weight_sum * 2 }\n"
    )
    assert problems == ()
    where = framework.metrics["weight_sum"].formula.where
    assert isinstance(where.left, fw.ColumnReference)
    assert framework.metrics["value"].type == NUMBER


def test_types_follow_formulas_in_any_order():
    framework, problems = checked(
        "metric third { formula: second / 2 }\n"
        "metric second { formula: first + revenue }\n"
        "metric first { formula: revenue * share }\n"
    )
    assert problems == ()
    assert [metric.type for metric in framework.metrics.values()] == [BAHT] * 3


def test_absent_values_take_the_type_of_their_surroundings():
    found = formula("if active then missing else revenue")
    assert (found.then.type, found.then.kind) == (BAHT, "missing")


def test_choices_with_the_same_members_agree():
    _, problems = checked(
        "input second { type: one of large, small }\n"
        "input third { type: one of large, huge }\n"
        'require "a": size = second\nrequire "b": size = third\n'
    )
    assert [(each.code, each.span.text) for each in problems] == [("type-mismatch", "size = third")]


def test_the_type_of_a_choice_keeps_its_spellings():
    framework, problems = checked('input state { type: one of won "Won" "Closed", lost }')
    assert problems == ()
    type_ = framework.inputs["state"].type
    assert isinstance(type_, ChoiceType)
    assert [member.spellings for member in type_.members] == [("won", "Won", "Closed"), ("lost",)]
