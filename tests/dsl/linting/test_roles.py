"""Overall ratings: levels that no score leads to, rules and gates without a use."""

import pytest

import assay

PRELUDE = """framework demo "Demo" { version: "1.0" }
scale grade { best = 4  good = 3  fair = 2  poor = 1 }
scale skill { novice = 1  able = 2  expert = 4
  rate gap on grade { gap >= 2 => best  gap >= 0 => good  otherwise => poor }
}
input share { type: percent  range: 0% to 100% }
input csat  { type: number  range: 0 to 10 }
input mark  { type: grade }
table deals { value: number }
kpi by_rules { formula: share  better: higher  rate on grade { >= 80% => best  >= 50% => good  >= 20% => fair  otherwise => poor } }
kpi by_curve { formula: csat  better: higher  score interpolate { 0 => 1, 5 => 2, 20 => 5 } }
kpi direct   { rating: mark }
competency coaching { levels: skill  assessed by manager 60%, peers 40% }
competency selling  { levels: skill }
"""
RULES = "overall >= 3.5 => best  overall >= 2.5 => good  overall >= 1.5 => fair  otherwise => poor"
ALL = """responsibility a weight 50% { kpi by_rules weight 50%  kpi direct weight 50% }
responsibility b weight 50% { kpi by_curve weight 20%
  competency coaching weight 40% requires able  competency selling weight 40% requires able }"""


def found(parts=ALL, rules=RULES, gates="", unused=("unused-declaration", "kpi-in-no-role")):
    text = f"{PRELUDE}role r {{ {parts}  overall on grade {{ {rules}  {gates} }} }}"
    return [each for each in assay.loads(text).diagnostics if each.code not in unused]


def messages(**options):
    return [(each.code, each.span.text, each.message) for each in found(**options)]


def one(name, weight="100%"):
    required = " requires able" if name in ("coaching", "selling") else ""
    kind = "competency" if required else "kpi"
    return f"{kind} {name} weight {weight}{required}"


def alone(*measures):
    return f"responsibility a weight 100% {{ {'  '.join(measures)} }}"


def test_a_sound_role_has_no_doubts():
    assert found() == []


@pytest.mark.parametrize(
    ("measures", "highest"),
    [
        # The curve rises to 3 at csat 10, 1 from 5 to 20 in steps of 1/5.
        ((one("by_curve"),), "3"),
        # gap is at most 2 of the levels' points.
        ((one("by_curve", "50%"), one("coaching", "50%")), "3.5"),
        ((one("by_curve", "80%"), one("selling", "20%")), "3.2"),
    ],
)
def test_the_best_level_beyond_the_highest_score(measures, highest):
    ((code, place, message),) = messages(
        parts=alone(*measures),
        rules="overall >= 3.75 => best  overall >= 2.5 => good  overall >= 1.5 => fair  otherwise => poor",
    )
    assert (code, place) == (
        ("unreachable-level", "overall >= 3.75 => best")
        if len(measures) > 1
        else ("unreachable-rule", "overall >= 3.75 => best")
    )
    if len(measures) > 1:
        assert (
            message
            == f"`best` is never reached while all measures apply: the highest score is {highest}"
        )
    else:
        assert message == f"this rule is never reached: `overall` is between 1 and {highest}"


def test_a_level_between_two_scores():
    ((code, place, message),) = messages(
        parts=alone(one("by_rules", "50%"), one("direct", "50%")),
        rules="overall >= 3.5 => best  overall >= 3.25 => good  overall >= 1.5 => fair  otherwise => poor",
    )
    assert (code, place) == ("unreachable-level", "overall >= 3.25 => good")
    assert message == (
        "`good` is never reached while all measures apply: no combination of its measures' points "
        "gives such a score"
    )


def test_a_level_between_two_scores_is_reached_with_a_curve():
    assert (
        messages(
            parts=alone(one("by_rules", "50%"), one("by_curve", "50%")),
            rules="overall >= 3.3 => best  overall >= 3.25 => good  overall >= 1.5 => fair  otherwise => poor",
        )
        == []
    )


def test_shadowed_rules_and_falling_levels_of_a_role():
    rules = "overall >= 2 => good  overall >= 3 => best  overall >= 1.5 => poor  otherwise => fair"
    assert [(code, place) for code, place, _ in messages(rules=rules)] == [
        ("unreachable-rule", "overall >= 3 => best"),
        ("better-rated-worse", "overall >= 1.5 => poor"),
    ]


def test_a_level_that_no_rule_gives_unless_a_gate_does():
    rules = "overall >= 2.5 => good  overall >= 1.5 => fair  otherwise => poor"
    ((code, place, message),) = messages(rules=rules)
    assert (code, place) == ("unreachable-level", "r")
    assert message == "`r` is never rated `best`: no rule or gate gives that level"
    assert messages(rules=rules, gates="set best when csat >= 9") == []


@pytest.mark.parametrize(
    ("gate", "message"),
    [
        ("cap at best when csat < 2", "this gate changes nothing: `best` is the best level"),
        ("raise to poor when csat < 2", "this gate changes nothing: `poor` is the lowest level"),
        ("cap at good when csat > 10", "this gate never fires: no values fulfil its condition"),
        ("cap at good when csat <= 10", "this gate always fires: all values fulfil its condition"),
        ("cap at good when overall > 4", "this gate never fires: no values fulfil its condition"),
        ("cap at good when share < 20% and rating of by_rules is good", ""),
        (
            "cap at good when score of by_curve > 3",
            "this gate never fires: no values fulfil its condition",
        ),
        ("cap at good when score of by_curve >= 3", ""),
        (
            "cap at good when rating of coaching is fair",
            "this gate never fires: no values fulfil its condition",
        ),
        (
            "cap at good when any(competencies where rating is fair)",
            "this gate never fires: no values fulfil its condition",
        ),
        ("cap at good when any(kpis where score is 4)", ""),
        (
            "cap at good when all(kpis where score >= 1)",
            "this gate always fires: all values fulfil its condition",
        ),
        (
            "cap at good when count(competencies where rating is best) >= 3",
            "this gate never fires: no values fulfil its condition",
        ),
        ("cap at good when count(competencies where rating is best) >= 2", ""),
        (
            "cap at good when min(responsibilities.score) < 1",
            "this gate never fires: no values fulfil its condition",
        ),
        ("cap at good when min(responsibilities.score) < 1.5", ""),
        ("cap at good when any(deals where value > 5)", ""),
        ("cap at good when csat is missing", ""),
        ("cap at good when mark is poor when unknown ignore", ""),
    ],
)
def test_gates(gate, message):
    problems = [each for each in found(gates=gate) if each.code != "not-decided"]
    assert [each.message for each in problems] == ([message] if message else [])
    assert {each.code for each in problems} <= {"gate-without-effect"}
    assert {each.span.text for each in problems} <= {gate}


def test_a_gate_on_rows_and_more_is_not_decided():
    (note,) = found(gates="cap at good when csat > 2 and any(deals where value > 5)")
    assert (note.code, note.severity) == ("not-decided", "note")


def test_a_responsibility_without_measures():
    parts = f"{ALL.replace('weight 50% {', 'weight 40% {', 1)} responsibility c weight 10% {{ }}"
    ((code, place, message),) = messages(parts=parts)
    assert (code, place) == ("responsibility-without-measure", "c")
    assert message == "nothing measures responsibility `c`, so that its score is always missing"


def test_an_overall_score_by_a_formula():
    text = f"{PRELUDE}role r {{ overall score: clamp(csat / 2, 1, 3)  overall on grade {{ {RULES} }} }}"
    problems = [each for each in assay.loads(text).diagnostics if each.code == "unreachable-rule"]
    assert [each.message for each in problems] == [
        "this rule is never reached: `overall` is between 1 and 3"
    ]
