"""What may not stand together in an expression, and how it is said."""

import pytest
from checked_formulas import PRELUDE, checked


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
