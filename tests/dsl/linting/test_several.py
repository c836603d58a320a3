"""Rules on several quantities: exact as far as they are linear, and a note beyond."""

from time import process_time

import pytest

import assay

PRELUDE = """framework demo "Demo" { version: "1.0"  currency: THB }
scale grade { good = 3  fair = 2  poor = 1 }
input revenue { type: money  range: >= 0 THB }
input quota   { type: money  range: > 0 THB }
input score   { type: number  range: 0 to 10 }
input heads   { type: count }
input calls   { type: count }
input mood    { type: one of bad, fine, great }
input mark    { type: grade }
table deals   { value: money }
metric margin { formula: revenue - quota }
"""


def found(rules, formula="revenue", better=""):
    better = f"better: {better}" if better else ""
    text = f"{PRELUDE}kpi x {{ formula: {formula}  {better}  rate on grade {{ {rules} }} }}"
    return assay.loads(text).diagnostics


@pytest.mark.parametrize(
    ("rules", "unreached"),
    [
        ("x >= quota and score >= 5 => good  x >= 2 * quota => fair  otherwise => poor", []),
        (
            "x >= quota => good  x >= 2 * quota and score >= 5 => fair  otherwise => poor",
            ["x >= 2 * quota and score >= 5 => fair"],
        ),
        (
            "x + score * 1 THB >= 20 THB => good  x >= 20 THB => fair  otherwise => poor",
            ["x >= 20 THB => fair"],
        ),
        (
            "score > 10 or x < 0 THB => good  x >= quota => fair  otherwise => poor",
            ["score > 10 or x < 0 THB => good"],
        ),
        ("mood is great => good  mood is not bad and x >= quota => fair  otherwise => poor", []),
        (
            "mood is great => good  mood is not fine => fair  x < quota and mood is bad => fair  otherwise => poor",
            ["x < quota and mood is bad => fair"],
        ),
        (
            "x >= quota => good  margin >= 0 THB => fair  otherwise => poor",
            ["margin >= 0 THB => fair"],
        ),
        ("x >= quota => good  margin > -1 THB => fair  otherwise => poor", []),
        (
            "mark >= fair => good  mark is good and score > 5 => fair  otherwise => poor",
            ["mark is good and score > 5 => fair"],
        ),
        ("x < quota or x >= quota => good  otherwise => poor  ", ["otherwise => poor"]),
        (
            "score is missing => poor  x >= quota => good  score >= 0 => fair  otherwise => poor",
            ["otherwise => poor"],
        ),
    ],
)
def test_rules_that_are_never_reached(rules, unreached):
    problems = [each for each in found(rules) if each.code != "unreachable-level"]
    assert [(each.code, each.span.text) for each in problems] == [
        ("unreachable-rule", each) for each in unreached
    ]


def test_a_better_value_rated_worse_comes_with_the_case():
    rules = "x >= 5 THB and score > 5 => fair  x >= 2 THB => good  otherwise => poor"
    (problem,) = found(rules, better="higher")
    assert problem.code == "better-rated-worse"
    assert problem.message == (
        "higher is better, yet `x` of 5 THB is rated `fair`, and 2 THB is rated `good`, with "
        "`score` of 6"
    )
    assert [each.span.text for each in problem.secondary] == ["x >= 2 THB => good"]


def test_values_rise_by_themselves_where_nothing_else_hangs_on_them():
    rules = "x >= 2 * quota and score > 5 => good  x >= quota => fair  otherwise => poor"
    assert found(rules, better="higher") == ()


def test_what_hangs_on_the_same_fact_is_not_decided():
    (note,) = found(
        "x >= 1 and revenue > 5 THB => good  x >= 2 => fair  otherwise => poor", "revenue / quota"
    )
    assert (note.code, note.severity) == ("not-decided", "note")
    assert note.message == (
        "whether every rule is reached was not decided: `revenue` and `x` both hang on `revenue`"
    )


def test_conditions_on_rows_are_not_decided():
    (note,) = found(
        "x >= quota and any(deals where value > 5 THB) => good  x >= quota => fair  otherwise => poor"
    )
    assert note.message.endswith(
        "a condition over rows, or one of another kind, is not looked into"
    )


@pytest.mark.parametrize(
    ("rules", "unreached"),
    [
        (
            "heads > 4 and heads < 5 and x > quota => good  x > quota => fair  otherwise => poor",
            ["heads > 4 and heads < 5 and x > quota => good"],
        ),
        (
            "2 * heads + 4 * calls = 7 => good  heads > calls => fair  otherwise => poor",
            ["2 * heads + 4 * calls = 7 => good"],
        ),
        (
            "heads + calls >= 3 => good  heads + calls > 2 and x > quota => fair  otherwise => poor",
            ["heads + calls > 2 and x > quota => fair"],
        ),
        (
            "3 * heads + 5 * calls = 7 => good  x > quota => fair  otherwise => poor",
            ["3 * heads + 5 * calls = 7 => good"],
        ),
        ("3 * heads + 5 * calls = 8 => good  x > quota => fair  otherwise => poor", []),
        ("heads > calls and heads < calls + 2 => good  x > quota => fair  otherwise => poor", []),
        (
            "heads > calls and heads < calls + 1 => good  x > quota => fair  otherwise => poor",
            ["heads > calls and heads < calls + 1 => good"],
        ),
        (
            "heads > 4 and heads < score / 2 and x > quota => good  x > quota => fair  otherwise => poor",
            ["heads > 4 and heads < score / 2 and x > quota => good"],
        ),
    ],
)
def test_whole_numbers_are_decided_too(rules, unreached):
    problems = found(rules)
    assert [(each.code, each.span.text) for each in problems] == [
        ("unreachable-rule", each) for each in unreached
    ]


def test_a_great_many_cases_are_given_up():
    numbers = [f"{letter}{n}" for n in range(8) for letter in "ab"]
    inputs = "".join(f"input {each} {{ type: number  range: 0 to 9 }}\n" for each in numbers)
    pairs = " and ".join(f"(a{n} >= 1 or b{n} >= 1)" for n in range(8))
    rules = f"{pairs} and {' + '.join(numbers)} < 8 => good  x > quota => fair  otherwise => poor"
    text = f"{PRELUDE}{inputs}kpi x {{ formula: revenue  rate on grade {{ {rules} }} }}"
    (note,) = assay.loads(text).diagnostics
    assert (note.code, note.message) == (
        "not-decided",
        "whether every rule is reached was not decided: there are too many cases",
    )


def test_checking_ends_in_time_with_many_quantities():

    inputs = "".join(f"input i{n} {{ type: number  range: 0 to 9 }}\n" for n in range(12))
    rules = "".join(
        f" i{n % 12} + i{(n + 1) % 12} - i{(n + 5) % 12} * 2 > {n % 5} and i{n % 12} != i{(n + 3) % 12} => good"
        for n in range(30)
    )
    text = f"{PRELUDE}{inputs}kpi x {{ formula: revenue  better: higher  rate on grade {{{rules}  otherwise => poor }} }}"
    start = process_time()
    assay.loads(text).diagnostics  # noqa: B018 - looked for when asked for
    assert process_time() - start < 5
