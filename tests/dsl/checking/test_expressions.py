"""The types of expressions, and what may not stand together."""

from datetime import date
from fractions import Fraction

import pytest

from assay.dsl import framework as fw
from assay.dsl.checking.check import check
from assay.dsl.load import load_text
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
    money,
)
from assay.dsl.walk import walk

PRELUDE = """framework demo "Demo" { version: "1.0"  currency: THB }
scale grade { good = 3  fair = 2  poor = 1 }
scale skill { new = 1  able = 2 }
input revenue { type: money }
input abroad { type: money in USD }
input share { type: percent }
input ratio { type: number }
input heads { type: count }
input delay { type: duration }
input hired { type: date }
input region { type: text }
input active { type: yesno }
input size { type: one of small, large }
input wish { type: grade }
input seen { type: skill }
input term { type: period }
parameter target { value: 30 days }
table deals {
  stage: one of won, lost, open
  value: money
  weight: number
  opened: date
  closed: date
  grade_given: grade
}
table visits { cost: money }
"""


def checked(text):
    files, loading = load_text(PRELUDE + text, "demo.rules")
    framework, problems = check(files, loading)
    return framework, (*loading, *problems)


def formula(text):
    framework, problems = checked(f"metric result {{ formula: {text} }}")
    assert problems == ()
    return framework.metrics["result"].formula


BAHT = money("THB")


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


@pytest.mark.parametrize(
    ("text", "code", "message", "underlined"),
    [
        ("revenue + 1", "unit-mismatch", "cannot add money (THB) and a number", "revenue + 1"),
        ("revenue - delay", "unit-mismatch", "cannot subtract a duration from money (THB)", None),
        ("revenue + abroad", "currencies-mixed", "cannot add money (THB) and money (USD)", None),
        (
            "revenue / abroad",
            "currencies-mixed",
            "cannot divide money (THB) by money (USD)",
            None,
        ),
        (
            "revenue > abroad",
            "currencies-mixed",
            "cannot compare money (THB) and money (USD)",
            None,
        ),
        ("hired + hired", "type-mismatch", "cannot add a date and a date", None),
        ("hired + 3", "unit-mismatch", "cannot add a date and a number", None),
        ("3 days - hired", "unit-mismatch", "cannot subtract a date from a duration", None),
        ("hired * 2", "type-mismatch", "cannot multiply a date by a number", None),
        ("-region", "type-mismatch", "cannot take the negative of a text", None),
        ("revenue >= 0", "unit-mismatch", "cannot compare money (THB) and a number", None),
        ("region < region", "type-mismatch", "a text has no order, so `<` cannot compare it", None),
        (
            "size > small",
            "type-mismatch",
            ("one of `small`, `large` has no order, so `>` cannot compare it"),
            None,
        ),
        (
            "wish = seen",
            "scales-mixed",
            ("cannot compare a level of scale `grade` and a level of scale `skill`"),
            None,
        ),
        ("wish = able", "level-not-in-scale", "`able` is not a level of scale `grade`", "able"),
        ("wish = 3", "type-mismatch", "cannot compare a level of scale `grade` and a number", None),
        (
            "share >= 90",
            "percent-without-sign",
            ("`90` stands for a percentage and lacks its `%`: without it, it means 9000%"),
            "90",
        ),
        (
            "share <= -2",
            "percent-without-sign",
            ("`-2` stands for a percentage and lacks its `%`: without it, it means -200%"),
            "-2",
        ),
        (
            "clamp(share, 0, 100)",
            "percent-without-sign",
            ("`100` stands for a percentage and lacks its `%`: without it, it means 10_000%"),
            "100",
        ),
        (
            "active and ratio",
            "type-mismatch",
            "`and` needs a condition, and this is a number",
            "ratio",
        ),
        ("not ratio", "type-mismatch", "`not` needs a condition, and this is a number", "ratio"),
        (
            "if ratio then 1 else 2",
            "type-mismatch",
            "`if` needs a condition, and this is a number",
            "ratio",
        ),
        (
            "if active then 1 else 2 THB",
            "unit-mismatch",
            ("`if` gives a number in one case and money (THB) in another"),
            "2 THB",
        ),
        (
            "revenue if missing 0",
            "unit-mismatch",
            ("`if missing` gives money (THB) in one case and a number in another"),
            "0",
        ),
        (
            "match size { small => 1, lagre => 2, large => 3 }",
            "member-not-in-choice",
            "`lagre` is not one of `small`, `large`; did you mean `large`?",
            "lagre",
        ),
        (
            "match size { small => 1 }",
            "uncovered-case",
            "this `match` says nothing of `large`",
            None,
        ),
        (
            "match wish { good => 1, poor => 2 }",
            "uncovered-case",
            "this `match` says nothing of `fair`",
            None,
        ),
        ("match active { yes => 1 }", "uncovered-case", "this `match` says nothing of `no`", None),
        (
            "match ratio { 1 => 1 }",
            "uncovered-case",
            ("this `match` needs `otherwise`: a number can have values that no case names"),
            None,
        ),
        (
            "match ratio { 1 days => 1, otherwise => 2 }",
            "unit-mismatch",
            "cannot match a number with a duration",
            "1 days",
        ),
        (
            "ratio in period",
            "type-mismatch",
            "only a date can lie in the period, and this is a number",
            "ratio",
        ),
        (
            "min(revenue, 3)",
            "unit-mismatch",
            ("`min` compares its values, and cannot compare money (THB) and a number"),
            "3",
        ),
        (
            "max(size, size)",
            "type-mismatch",
            ("`max` takes values that have an order, and this is one of `small`, `large`"),
            "size",
        ),
        (
            "abs(region)",
            "type-mismatch",
            "`abs` takes a number or quantity, and this is a text",
            "region",
        ),
        ("abs(ratio, ratio)", "wrong-argument-count", "`abs` takes 1 value, and is given 2", None),
        (
            "interpolate(share)",
            "wrong-argument-count",
            "`interpolate` is not written like this",
            None,
        ),
        (
            "power(ratio, 0.5)",
            "irrational-outside-round",
            (
                "`power` with an exponent that may not "
                "be whole has an inexact result, which must be rounded at once"
            ),
            None,
        ),
        (
            "power(ratio, ratio)",
            "irrational-outside-round",
            (
                "`power` with an exponent that may not "
                "be whole has an inexact result, which must be rounded at once"
            ),
            None,
        ),
        (
            "power(revenue, 0.5)",
            "type-mismatch",
            (
                "`power` takes a plain number where its exponent "
                "is not whole, and this is money (THB)"
            ),
            "revenue",
        ),
        (
            "round(if ln(ratio) > 0 then 1 else 2, to 1)",
            "irrational-outside-round",
            "`ln` has an inexact result, which must be rounded at once",
            "ln(ratio)",
        ),
        (
            "round(sqrt(revenue), to 1)",
            "type-mismatch",
            ("`sqrt` takes a plain number, and this is money (THB)"),
            "revenue",
        ),
        (
            "round(revenue, to 1)",
            "unit-mismatch",
            ("cannot round money (THB) to a step that is a number"),
            "1",
        ),
        (
            "round(ratio, to ratio)",
            "bad-rounding-step",
            ("the step of `round` must be a constant above 0"),
            "ratio",
        ),
        (
            "interpolate(share, 50% => 1, 40% => 2)",
            "points-out-of-order",
            ("the points of `interpolate` must increase, and `40%` is not above `50%`"),
            "40%",
        ),
        (
            "interpolate(share, 50% => 1)",
            "too-few-points",
            ("`interpolate` needs at least 2 points, and has 1"),
            None,
        ),
        (
            "interpolate(share, 50 => 1, 60% => 2)",
            "percent-without-sign",
            ("`50` stands for a percentage and lacks its `%`: without it, it means 5000%"),
            "50",
        ),
        (
            "interpolate(share, 5% => 1, 6% => 2 THB)",
            "unit-mismatch",
            ("`interpolate` gives a number at one point and money (THB) at another"),
            "2 THB",
        ),
        ("sum(value)", "no-table", "`sum` needs a column of a table, and this names none", "value"),
        ("sum(deals)", "wrong-kind", "`sum` needs a column, and `deals` is a table", "deals"),
        (
            "count(deals.value)",
            "wrong-kind",
            ("`count` runs over the rows of a table, and this is a value in each row"),
            "deals.value",
        ),
        (
            "count(revenue)",
            "wrong-kind",
            "`revenue` is an input, and a table is needed here",
            "revenue",
        ),
        (
            "count(daels)",
            "unknown-name",
            "there is no table `daels`; did you mean `deals`?",
            "daels",
        ),
        (
            "sum(deals.vaule)",
            "unknown-name",
            ("table `deals` has no column `vaule`; did you mean `value`?"),
            "vaule",
        ),
        (
            "sum(deals.value - visits.cost)",
            "column-out-of-place",
            "`visits.cost` stands in an aggregate over table `deals`",
            "visits.cost",
        ),
        (
            "sum(deals.stage)",
            "type-mismatch",
            "`sum` cannot be computed from one of `won`, `lost`, `open`",
            "deals.stage",
        ),
        (
            "sum(deals.value where value)",
            "type-mismatch",
            "`where` needs a condition, and this is money (THB)",
            "value",
        ),
        (
            "all(deals)",
            "wrong-argument-count",
            "`all` needs a condition that every row is to satisfy",
            None,
        ),
        ("deals", "wrong-kind", "`deals` is a table, and a value is needed here", "deals"),
        ("grade", "wrong-kind", "`grade` is a scale, and a value is needed here", "grade"),
        (
            "period",
            "name-out-of-place",
            "`period` is not a value; use `period.start`, `period.end` or `period.days`",
            "period",
        ),
        ("period.strat", "unknown-name", "a period has no `strat`; did you mean `start`?", "strat"),
        (
            "any(kpis where score > 1)",
            "name-out-of-place",
            "`kpis` is a table only inside a role",
            "kpis",
        ),
        (
            "rating of revenue",
            "rating-not-available",
            "`revenue` is an input, and has no rating",
            None,
        ),
        ("revenue / (5 - 5)", "division-by-zero", "this divides by zero", "5 - 5"),
        (
            "revenue * (missing)",
            "type-mismatch",
            "nothing says what type of value is missing here",
            "missing",
        ),
        (
            "if active then missing else not applicable",
            "type-mismatch",
            "nothing says what type of value is missing here",
            "missing",
        ),
        (
            "power(10, 2000)",
            "limit-exceeded",
            "this number has more than the 4,096 binary digits that can be computed with",
            None,
        ),
    ],
)
def test_expressions_that_are_refused(text, code, message, underlined):
    framework, problems = checked(f"metric result {{ formula: {text} }}")
    assert [(each.code, each.message, each.span.text) for each in problems] == [
        (code, message, underlined or text)
    ]
    assert framework is None


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("revenue > 0", "revenue > 0 THB"),
        ("delay > 5", "delay > 5 days"),
        ("share > 90", "share > 90%"),
        ("revnue > 0 THB", "revenue > 0 THB"),
        ("wish = god", "wish = good"),
    ],
)
def test_fixes_make_the_formula_clean(text, fixed):
    _, (problem,) = checked(f"metric result {{ formula: {text} }}")
    (edit,) = problem.fix.edits
    whole = problem.span.source.text
    mended = whole[: edit.span.start] + edit.replacement + whole[edit.span.end :]
    assert mended == PRELUDE + f"metric result {{ formula: {fixed} }}"


@pytest.mark.parametrize(
    "text",
    [
        "revnue + delay * unknwn",
        "(revenue + delay) * 2 + 3 days",
        "if nothing_here then 1 else 2",
        "match nothing_here { good => 1, fair => 2 }",
        "nothing_here is good",
        "sum(nowhere.value where stage is won)",
        "round(nothing_here, to 1 THB)",
    ],
)
def test_one_mistake_is_reported_once_each(text):
    _, problems = checked(f"metric result {{ formula: {text} }}\nmetric next {{ formula: result }}")
    words = [each.span.text for each in problems]
    assert len(words) == len(set(words)) == (2 if "unknwn" in text else 1)


def test_a_wrong_value_is_not_reported_again_where_it_is_used():
    _, problems = checked(
        "metric broken { formula: revenue + delay }\n"
        "metric user { type: money  formula: broken * 2 }\n"
        "metric reader { formula: if broken > 3 days then broken else 5% }\n"
    )
    assert [each.span.text for each in problems] == ["revenue + delay"]


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


def test_a_match_nested_beyond_the_limit_is_refused():
    text = "1"
    for _ in range(40):
        cases = ", ".join(f"{number} => {number}" for number in range(8))
        text = f"(match ratio {{ {cases}, otherwise => {text} }})"
    framework, problems = checked(f"metric result {{ formula: {text} }}")
    assert framework is None
    assert [(each.code, each.message) for each in problems] == [
        ("nesting-too-deep", "this formula is nested too deeply")
    ]


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
