"""Declarations without a use, and texts without a translation."""

import pytest

import assay

HEAD = 'framework demo "Demo" { version: "1.0" }\nscale grade { good = 2  poor = 1 }\n'
INPUT = "input share { type: percent }\n"
KPI = "kpi k { formula: share  rate on grade { >= 5% => good  otherwise => poor } }\n"
ROLE = """role r { responsibility a weight 100% { kpi k weight 100% }
  overall on grade { overall >= 1.5 => good  otherwise => poor } }
"""
SOUND = HEAD + INPUT + KPI + ROLE


def found(text):
    return [(each.code, each.span.text) for each in assay.loads(text).diagnostics]


def test_a_sound_framework():
    assert found(SOUND) == []


@pytest.mark.parametrize(
    "declaration",
    [
        "input spare { type: percent }",
        "table spare { a: count }",
        "parameter spare { value: 5% }",
        "metric spare { formula: share * 2 }",
        "scale spare { a = 1  b = 2 }",
        "competency spare { levels: grade }",
    ],
)
def test_what_nothing_uses(declaration):
    assert found(SOUND + declaration) == [("unused-declaration", "spare")]
    kind = declaration.split()[0]
    (problem,) = assay.loads(SOUND + declaration).diagnostics
    assert problem.message == f"nothing uses {kind} `spare`"
    assert found(HEAD + INPUT + KPI + declaration) == [], "without a role it is for others to use"


@pytest.mark.parametrize(
    "use",
    [
        'require "So it is": spare > 5%',
        "input more { type: percent  formula: spare }  metric m { formula: more }  kpi other { formula: m  score: 1 }",
    ],
)
def test_what_something_uses(use):
    text = f"{SOUND}input spare {{ type: percent }}\n{use}"
    assert ("unused-declaration", "spare") not in found(text)


def test_uses_of_tables_scales_and_parameters():
    text = f"""{SOUND}
    scale other {{ low = 1  high = 2 }}  table t {{ a: other }}  parameter p {{ value: 5% }}
    require "One": count(t where a is high) >= 0  require "Two": share >= p"""
    assert found(text) == []


def test_a_kpi_in_no_role():
    spare = "kpi spare { formula: share  rate on grade { >= 5% => good  otherwise => poor } }\n"
    assert found(SOUND + spare) == [("kpi-in-no-role", "spare")]
    assert found(HEAD + INPUT + KPI + spare) == []
    gate = SOUND.replace("=> poor } }\n", "=> poor  cap at poor when spare < 2% } }\n")
    gate = gate.replace("  cap at poor when spare < 2%", "", 1)
    assert found(gate + spare) == []


def test_what_only_an_unused_value_uses_is_reported_with_it_gone():
    text = f"{SOUND}input deep {{ type: percent }}\nmetric spare {{ formula: deep }}\n"
    assert found(text) == [("unused-declaration", "spare")]


# --- translations --------------------------------------------------------------------------

LANGUAGES = """framework demo "Demo" th "ตัวอย่าง" { version: "1"  languages: en, th }
scale grade "Grade" th "เกรด" { good = 2 "Good" th "ดี"  poor = 1 "Poor" th "แย่" }
"""


@pytest.mark.parametrize(
    ("declaration", "message"),
    [
        ('input a "A" th "เอ" { type: count }', ""),
        ('input a "A" { type: count }', "the label of `a` has no translation into `th`"),
        ("input a { type: count }", "the label of `a` has no translation into `th`"),
        (
            'input a "A" { type: count  description: "B" }',
            "the label and the description of `a` have no translation into `th`",
        ),
        (
            'table t "T" th "ที" { a: count }',
            "the label of column `a` has no translation into `th`",
        ),
        (
            'parameter p "P" th "พี" { value: 5 because "so" }',
            "the reason of this entry of `p` has no translation into `th`",
        ),
        (
            'competency c "C" th "ซี" { levels: grade  good: "Does well" }',
            "the indicator `good` of `c` has no translation into `th`",
        ),
        ('require "So": 1 < 2', "the label of this requirement has no translation into `th`"),
        (
            'kpi k "K" th "เค" { formula: 5  rate on grade { >= 5 => good because "so"  otherwise => poor } }',
            "the reason of this rule has no translation into `th`",
        ),
    ],
)
def test_missing_translations(declaration, message):
    problems = [
        each
        for each in assay.loads(LANGUAGES + declaration).diagnostics
        if each.code == "missing-translation"
    ]
    assert [each.message for each in problems] == ([message] if message else [])


def test_languages_that_the_header_does_not_list_are_not_asked_for():
    assert (
        found(f'{HEAD}input a "A" th "เอ" {{ type: count }}\ninput b "B" {{ type: count }}') == []
    )
