"""Rules without `otherwise`: whether every case is covered, and which is not."""

import re
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from assay.dsl.checking.check import check
from assay.dsl.checking.constants import evaluate
from assay.dsl.load import load_text

PRELUDE = """framework demo "Demo" { version: "1.0"  currency: THB }
scale grade { good = 3  fair = 2  poor = 1 }
input share { type: percent }
input bounded { type: percent  range: 0% to 100% }
input heads { type: count }
input day { type: date  range: >= 2026-01-01 }
input pay { type: money  range: > 0 THB }
input active { type: yesno }
input size { type: one of small, medium, large }
input wish { type: grade }
input region { type: text }
parameter target { value: 50% }
"""


def gap(rules, about="share"):
    """The message about what the rules leave out; "" where they cover everything."""
    text = f"kpi result {{ formula: {about}  rate on grade {{ {rules} }} }}"
    files, loading = load_text(PRELUDE + text, "demo.rules")
    framework, problems = check(files)
    assert loading == ()
    assert (framework is None) == bool(problems)
    assert {each.code for each in problems} <= {"uncovered-case"}
    return "".join(each.message for each in problems)


def left_out(value, name="result"):
    return f"no rule says what happens when `{name}` is {value}"


@pytest.mark.parametrize(
    ("about", "rules"),
    [
        ("share", ">= 90% => good  < 90% => poor"),
        ("share", "> 90% => good  = 90% => fair  < 90% => poor"),
        ("share", "!= 90% => good  = 90% => poor"),
        ("share", ">= 90% => good  >= 50% => fair  < 50% => poor"),
        ("share", ">= 90% or < 50% => good  50% <= share < 90% => poor".replace("share", "result")),
        ("share", "not >= 90% => poor  >= 90% => good"),
        ("share", "90% > result => poor  90% <= result => good"),
        ("share", ">= 0.5 * 100% => good  < 50% => poor"),
        ("share", "result is missing => poor  >= 0% => good  < 0% => poor"),
        ("share", "result is given => good"),
        ("heads", ">= 2 => good  = 1 => fair  = 0 => poor"),
        ("heads", "> 1.5 => good  < 1.2 => poor"),
        ("active", "result => good  not result => poor"),
        ("active", "result is yes => good  result is no => poor"),
        ("size", "result in (small, medium) => poor  result is large => good"),
        ("size", "result is not small => good  result is small => poor"),
        ("wish", ">= fair => good  < fair => poor"),
        ("wish", "> poor => good  <= poor => poor"),
    ],
)
def test_rules_that_cover_everything(about, rules):
    assert gap(rules, about) == ""


@pytest.mark.parametrize(
    ("about", "rules", "value"),
    [
        ("share", ">= 90% => good  < 80% => poor", "80%"),
        ("share", "> 90% => good  < 90% => poor", "90%"),
        ("share", ">= 90% => good  <= 80% => poor", "81%"),
        ("share", ">= 90% => good", "89%"),
        ("share", "< 90% => good", "90%"),
        ("share", "<= 90% => good", "91%"),
        ("share", "10% < result < 20% => good  result > 5% and result < 8% => poor", "4%"),
        ("heads", ">= 2 => good  = 0 => poor", "1"),
        ("heads", "> 0 => good", "0"),
        ("heads", "< 7 => good", "7"),
        ("active", "result => good", "no"),
        ("size", "result is small => good  result is large => poor", "`medium`"),
        ("wish", ">= good => good  <= poor => poor", "`fair`"),
        ("pay", "< 5 THB => poor", "5 THB"),
        ("day", ">= 2026-02-01 => good", "2026-01-31"),
    ],
)
def test_the_value_that_falls_through_is_named(about, rules, value):
    assert gap(rules, about) == left_out(value)


@pytest.mark.parametrize(
    ("name", "rules", "value"),
    [
        ("bounded", "bounded >= 50% => good  0% <= bounded < 50% => poor", None),
        ("bounded", "bounded >= 50% => good  0% < bounded < 50% => poor", "0%"),
        ("bounded", "bounded < 100% => poor", "100%"),
        ("pay", "pay >= 5 THB => good  0 THB < pay < 5 THB => poor", None),
        ("day", "day >= 2026-02-01 => good  day >= 2026-01-01 => poor", None),
        ("day", "day > 2026-02-01 => good  day < 2026-02-01 => poor", "2026-02-01"),
    ],
)
def test_only_the_declared_range_needs_to_be_covered(name, rules, value):
    assert gap(rules, name) == ("" if value is None else left_out(value, name))


@pytest.mark.parametrize(
    "rules",
    [
        ">= target => good  < target => poor",
        "2 * result > 1 => good  2 * result <= 1 => poor",
        "yes => good",
        "share > bounded => good  share <= bounded => poor",
        ">= 50% => good  < 50% and heads < 5 => fair  heads >= 5 => poor",
        ">= 50% and active => good  not active => poor  < 50% => fair",
        "size is small or wish >= fair => good  size in (medium, large) and wish is poor => poor",
        "heads > 2 and pay > 5 THB => good  heads <= 2 => fair  heads >= 3 and pay <= 5 THB => poor",
        "heads + 1 > 0 or pay < 0 THB => good",
    ],
)
def test_rules_on_several_quantities_that_cover_everything(rules):
    assert gap(rules) == ""


@pytest.mark.parametrize(
    ("rules", "case"),
    [
        (">= 50% => good  heads < 5 => poor", "`heads` is 5 and `result` is 0%"),
        (">= target => good  < 50% => poor", "`result` is 50% and `target` is 100%"),
        ("active and heads > 3 => good  not active => poor", "`heads` is 0 and `active` is `yes`"),
        (
            "size is small => good  size is medium and wish >= fair => fair",
            "`size` is `large`",
        ),
        ("share > bounded => good  share < bounded => poor", "`share` is 0% and `bounded` is 0%"),
    ],
)
def test_the_case_that_falls_through_is_named(rules, case):
    assert gap(rules) == f"no rule says what happens when {case}"


@pytest.mark.parametrize(
    "rules",
    [
        'region = "North" => good  region != "North" => poor',
        "share is missing => fair  >= target => good  < target => poor",
    ],
)
def test_other_conditions_need_otherwise(rules):
    assert gap(rules).startswith(
        "these rules need `otherwise`: whether they cover every case cannot be seen"
    )
    assert gap(rules + "  otherwise => fair") == ""


@pytest.mark.parametrize(
    ("about", "rules", "stretches", "mended"),
    [
        (
            "share",
            ">= 81% => good  <= 80% => poor",
            "`result` lies between 80% and 81%",
            ">= 81% => good  < 81% => poor",
        ),
        (
            "share",
            "90% <= result <= 99% => fair  >= 100% => good  <= 89% => poor",
            "`result` lies between 89% and 90% and between 99% and 100%",
            "90% <= result < 100% => fair  >= 100% => good  < 90% => poor",
        ),
        (
            "share",
            "89.9% >= result => poor  >= 90% => good",
            "`result` lies between 89.9% and 90%",
            "90% > result => poor  >= 90% => good",
        ),
        (
            "share",
            ">= 90% and active => good  <= 89% and active => fair  not active => poor",
            "`result` lies between 89% and 90%",
            ">= 90% and active => good  < 90% and active => fair  not active => poor",
        ),
        (
            "pay",
            "pay <= 4 THB => poor  pay >= 5 THB and heads > 2 => good  "
            "pay >= 5 THB and heads <= 2 => fair",
            "`pay` lies between 4 THB and 5 THB",
            "pay < 5 THB => poor  pay >= 5 THB and heads > 2 => good  "
            "pay >= 5 THB and heads <= 2 => fair",
        ),
    ],
)
def test_bands_of_whole_numbers_leave_gaps(about, rules, stretches, mended):
    kpi = f"kpi result {{ formula: {about}  rate on grade {{ RULES }} }}"
    files, _ = load_text(PRELUDE + kpi.replace("RULES", rules), "demo.rules")
    (problem,) = check(files)[1]
    assert problem.code == "uncovered-case"
    assert problem.message == (
        f"these bands leave gaps: no rule says what happens when {stretches}"
    )
    text = files[0].span.source.text
    for edit in sorted(problem.fix.edits, key=lambda each: -each.span.start):
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    assert text == PRELUDE + kpi.replace("RULES", mended)
    assert check(load_text(text, "demo.rules")[0])[1] == ()


def test_many_bands_and_many_rules_are_decided_in_time():
    bands = "".join(
        f"{low}% <= result <= {low + 9}% and active => good  " for low in range(0, 300, 10)
    )
    rest = "result < 0% => poor  result >= 300% => poor  not active => poor"
    assert gap(bands + rest) == (
        "these bands leave gaps: no rule says what happens when `result` lies between 9% and 10% "
        "and between 19% and 20% and between 29% and 30%, or in 27 more places"
    )
    thresholds = "".join(f">= {n}% and heads >= {n % 9} => good  " for n in range(100, 0, -1))
    assert gap(thresholds).startswith("no rule says what happens when `result` is ")


def test_too_many_cases_need_otherwise():
    inputs = "".join(f"input i{n} {{ type: number  range: 0 to 9 }}\n" for n in range(12))
    rules = "".join(
        f"i{n % 12} + i{(n + 1) % 12} - i{(n + 5) % 12} * 2 > {n % 5} "
        f"and i{n % 12} != i{(n + 3) % 12} => good  "
        for n in range(60)
    )
    text = f"{PRELUDE}{inputs}kpi result {{ formula: share  rate on grade {{ {rules} }} }}"
    (problem,) = check(load_text(text, "demo.rules")[0])[1]
    assert problem.message == (
        "these rules need `otherwise`: whether they cover every case cannot be seen, as there are "
        "too many of them"
    )


def test_a_gap_wider_than_a_step_comes_before_those_between_bands():
    assert gap(">= 100% => good  90% <= result <= 99% => fair  < 80% => poor") == left_out("80%")
    assert gap(">= 100% => good  >= 90% and <= 99% and active => fair  < 90% => poor") == (
        "no rule says what happens when `result` is 90% and `active` is `no`"
    )


@pytest.mark.parametrize("seed", range(30))
def test_what_is_said_to_be_left_out_is_and_nothing_else_is(seed):
    """Rules on several quantities, held against every value of a grid."""
    chance = Random(seed)
    for _ in range(4):
        written = [random_condition(chance, 2) for _ in range(chance.randint(2, 4))]
        rules = "  ".join(f"{each} => good" for each in written)
        text = f"{JOINT}kpi k {{ formula: x  rate on grade {{ {rules} TAIL }} }}"
        found = check(load_text(text.replace("TAIL", ""), "a")[0])[1]
        framework, _ = check(load_text(text.replace("TAIL", " otherwise => poor"), "a")[0])
        conditions = [each.condition for each in framework.kpis["k"].method.rules.rules[:-1]]
        left = [
            values
            for values in every_value()
            if not any(evaluate(each, values) for each in conditions)
        ]
        if not found:
            assert left == [], text
            continue
        (problem,) = found
        if problem.message.startswith("no rule says what happens when "):
            case = dict(re.findall(r"`(\w+)` is `?([\w./-]+)`?", problem.message))
            values = {name: Fraction(case.get(name, "0")) for name in ("x", "y", "heads")}
            values["active"] = case.get("active") == "yes"
            assert not any(evaluate(each, values) for each in conditions), text
        else:
            assert problem.message.startswith("these bands leave gaps")


JOINT = """framework demo "Demo" { version: "1.0" }
scale grade { good = 3  poor = 1 }
input x { type: number  range: 0 to 3 }
input y { type: number  range: 0 to 3 }
input heads { type: count  range: 0 to 3 }
input active { type: yesno }
"""


def every_value():
    halves = [Fraction(each, 2) for each in range(7)]
    for x, y, heads, active in product(halves, halves, range(4), (False, True)):
        yield {"x": x, "y": y, "heads": Fraction(heads), "active": active}


def random_condition(chance, depth):
    if depth and chance.random() < 0.6:
        parts = [random_condition(chance, depth - 1) for _ in range(2)]
        return chance.choice(
            (f"({parts[0]} and {parts[1]})", f"({parts[0]} or {parts[1]})", f"not ({parts[0]})")
        )
    sign, limit = chance.choice(("<", "<=", ">", ">=")), chance.randint(0, 3)
    side = chance.choice(("x", "y", "heads", "x + y", "x - heads", "2 * heads - y"))
    return chance.choice((f"{side} {sign} {limit}", f"{side} {sign} {limit}", "active"))


def test_counts_have_nothing_between_their_bands():
    assert gap("heads >= 10 => good  heads <= 9 => poor", "heads") == ""


def test_the_place_is_the_last_rule_and_the_help_says_what_to_add():
    files, _ = load_text(
        PRELUDE + "kpi a { formula: share  rate on grade { >= 9% => good  < 8% => poor } }", "a"
    )
    (problem,) = check(files)[1]
    assert problem.span.text == "< 8% => poor"
    assert problem.help == "add a rule for it, or `otherwise => LEVEL` as the last rule"


def test_a_thousand_thresholds_are_decided_at_once():
    rules = "  ".join(f">= {number}% => fair" for number in range(5000, 0, -1))
    assert gap(rules) == left_out("0%")
    assert gap(rules + "  < 1% => poor") == ""


def test_values_between_are_exact():
    third = Fraction(1, 3)
    assert gap("> 1 / 3 => good  < 1 / 3 => poor") == left_out(f"{third * 100}%")
