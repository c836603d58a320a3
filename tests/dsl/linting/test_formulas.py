"""Divisions by what can be 0, `=` of computed values, rounding before a threshold."""

import pytest

import assay
from assay.dsl.diagnostics.fixes import apply_fixes
from assay.dsl.walk import walk

PRELUDE = """framework demo "Demo" { version: "1.0"  currency: THB }
scale grade { good = 3  fair = 2  poor = 1 }
input won     { type: count }
input lost    { type: count }
input revenue { type: money  range: >= 0 THB }
input quota   { type: money  range: > 0 THB }
input derived { type: count  range: > 0  formula: count(deals) }
input growth  { type: percent }
table deals   { value: money  share: percent }
parameter target { type: money  from 2025-01-01 = 5 THB  from 2026-01-01 = 6 THB }
parameter none   { type: money  from 2025-01-01 = 5 THB  from 2026-01-01 = 0 THB }
metric ratio  { formula: revenue / quota }
"""


def found(declarations):
    return assay.loads(PRELUDE + declarations).diagnostics


@pytest.mark.parametrize(
    ("formula", "divisors"),
    [
        ("revenue / quota", []),
        ("revenue / won", ["won"]),
        ("revenue / revenue", ["revenue"]),
        ("won / (won + lost)", ["(won + lost)"]),
        ("won / (won + lost + 1)", []),
        ("won / growth", ["growth"]),
        ("won / (1 + growth)", ["(1 + growth)"]),
        ("won / derived", []),
        ("revenue / target", []),
        ("revenue / none", ["none"]),
        ("won / max(won, 1)", []),
        ("won / clamp(lost, 2, 5)", []),
        ("won / abs(growth)", ["abs(growth)"]),
        ("won / round(quota / 1 THB, to 1)", ["round(quota / 1 THB, to 1)"]),
        ("if won = 0 then not applicable else lost / won", []),
        ("if won + lost = 0 then missing else won / (lost + won)", []),
        ("if won > 0 then lost / won else 0", []),
        ("if won >= 1 and lost > 0 then lost / won + won / lost else 0", []),
        ("if won = 0 or lost = 0 then 0 else lost / won + won / lost", []),
        ("if won = 0 or lost = 0 then won / lost else 0", ["lost"]),
        ("if won = 1 then 0 else lost / won", ["won"]),
        ("if growth != 0 then won / growth else 0", []),
        ("if growth != -100% then won / (1 + growth) else 0", []),
        ("if not (won = 0) then lost / won else 0", []),
        ("lost / won if missing 0", []),
        ("0 if missing lost / won", ["won"]),
        ("sum(5 / deals.share where share > 0)", []),
        ("sum(5 / deals.share where share < 10%)", ["deals.share"]),
        ("if won > 0 and lost / won > 2 then 1 else 0", []),
        ("if won = 0 or lost / won > 2 then 1 else 0", []),
        ("5 / (match won { 0 => 1, otherwise => 2 })", []),
    ],
)
def test_divisions(formula, divisors):
    problems = found(f"metric m {{ formula: {formula} }}")
    assert {each.code for each in problems} <= {"possible-division-by-zero"}
    assert [each.span.text for each in problems] == [
        each.strip("()") if each.startswith("(") else each for each in divisors
    ]


def test_a_requirement_holds_of_all_evidence():
    metric = "metric m { formula: revenue / won }"
    assert [each.code for each in found(metric)] == ["possible-division-by-zero"]
    assert found(metric + ' require "Somebody bought": won > 0') == ()


def test_the_message_of_a_division():
    (problem,) = found("metric m { formula: lost / won }")
    assert problem.message == "`won` can be 0 here, and the result is missing then"
    assert [(each.span.text, each.message) for each in problem.secondary] == [
        ("won", "it has no range")
    ]
    assert problem.help == (
        "give `won` a range such as `> 0`, or say what holds then: "
        "`if won = 0 then not applicable else …`"
    )


@pytest.mark.parametrize(
    ("condition", "reported"),
    [
        ("ratio = 1", True),
        ("ratio != 1", True),
        ("revenue / quota = 100%", True),
        ("average(deals.value) = 5 THB", True),
        ("interpolate(won, 0 => 1, 5 => 2) is 2", True),
        ("growth = 5%", False),
        ("won = 5", False),
        ("won + lost = 5", False),
        ("sum(deals.value) = 5 THB", False),
        ("round(ratio, to 1%) = 100%", False),
        ("ratio = 0", False),
        ("count(deals where value = 5 THB) = 3", False),
        ("ratio >= 1", False),
    ],
)
def test_equalities(condition, reported):
    problems = found(f"metric m {{ formula: {condition} }}")
    assert [(each.code, each.span.text) for each in problems] == (
        [("equality-on-computed", condition)] if reported else []
    )


def rounded(formula, rules=">= 80% => good  >= 60% => fair  otherwise => poor", more=""):
    text = f"{more} kpi k {{ type: percent  formula: {formula}  rate on grade {{ {rules} }} }}"
    return [each for each in found(text) if each.code == "rounding-before-threshold"]


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        (
            "round(ratio, to 1%)",
            "59.5% is rounded to 60% and rated `fair`; unrounded it is rated `poor`",
        ),
        (
            "round(ratio, to 1%, up)",
            "59.5% is rounded to 60% and rated `fair`; unrounded it is rated `poor`",
        ),
        (
            "round(ratio, to 50%, floor)",
            "85% is rounded to 50% and rated `poor`; unrounded it is rated `good`",
        ),
        ("round(ratio, to 1%, down)", ""),
        (
            "round(ratio, to 0.01%)",
            "59.995% is rounded to 60% and rated `fair`; unrounded it is rated `poor`",
        ),
        ("ratio", ""),
        ("rounded_ratio", "59.5% is rounded to 60% and rated `fair`; unrounded it is rated `poor`"),
    ],
)
def test_rounding_before_a_threshold(formula, message):
    metric = "metric rounded_ratio { formula: round(ratio, to 1%) }"
    problems = rounded(formula, more=metric)
    assert [each.message for each in problems] == ([message] if message else [])


def test_rounding_of_whole_numbers_changes_nothing():
    text = "kpi k { formula: round(won, to 1)  rate on grade { >= 5 => good  >= 2 => fair  otherwise => poor } }"
    assert found(text) == ()


def test_the_fix_compares_the_value_as_it_is():
    (problem,) = rounded("round(revenue / quota, to 1%)")
    changed = apply_fixes(problem.span.source.text, [problem.fix])
    assert "formula: revenue / quota  rate" in changed
    assert not problem.fix.safe
    assert assay.loads(changed).diagnostics == ()


def percentages(kpi, rated="score: 1"):
    problems = found(f"kpi k {{ {kpi}  {rated} }}")
    return [each for each in problems if each.code == "percentage-times-hundred"]


@pytest.mark.parametrize(
    ("formula", "mended"),
    [
        ("revenue / quota * 100", "revenue / quota"),
        ("100 * revenue / quota", "revenue / quota"),
        ("(revenue / quota) * 100", "(revenue / quota)"),
        (
            "if won > 0 then revenue / quota * 100 else 0%",
            "if won > 0 then revenue / quota else 0%",
        ),
        ("max(100 * ratio, 0)", "max(ratio, 0)"),
        ("ratio * (100)", None),
        ("ratio * 100%", ""),
        ("ratio * 10", ""),
        ("ratio / 100", ""),
    ],
)
def test_a_percentage_times_hundred(formula, mended):
    problems = percentages(f"type: percent  formula: {formula}")
    assert [each.message.partition(" makes ")[2] for each in problems] == (
        [] if mended == "" else ["9_500% of 95%: a percentage is not multiplied by 100"]
    )
    if mended:
        (problem,) = problems
        text = problem.span.source.text
        assert apply_fixes(text, [problem.fix]) == text.replace(formula, mended)
        assert not problem.fix.safe
    elif problems:
        assert problems[0].fix is None


def test_only_formulas_with_a_plain_hundred_are_walked_for_percentages(monkeypatch):
    walked = []

    def counting(formula):
        walked.append(formula.span.text)
        return walk(formula)

    monkeypatch.setattr("assay.dsl.linting.percentages.walk", counting)
    several = "".join(
        f"kpi k{number} {{ type: percent  formula: {formula}  score: 1 }}\n"
        for number, formula in enumerate(("ratio * 99", "ratio * 100%", "100 - ratio", "ratio"))
    )
    rules = "rate on grade { >= 90% => good  otherwise => poor }"
    found(f"{several} kpi k {{ formula: ratio + 1  {rules} }}")
    assert walked == []
    found(f"{several} kpi k {{ type: percent  formula: 1 + 100 * ratio  score: 1 }}")
    assert walked == ["1 + 100 * ratio"]


def test_a_number_times_hundred_is_one_unless_it_is_compared_with_percentages():
    number = "type: number  formula: ratio * 100"
    assert not percentages(number)
    assert not percentages(number, "rate on grade { >= 90 => good  otherwise => poor }")
    (problem,) = percentages(number, "rate on grade { >= 90% => good  otherwise => poor }")
    assert problem.fix.message == "remove `* 100`"
