"""What the checker makes of a sound framework, and what it refuses in declarations."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from assay.dsl import framework as fw
from assay.dsl.checking.check import check
from assay.dsl.load import load, load_text
from assay.dsl.types import DURATION, PERCENT, money

SAMPLE = Path(__file__).parents[1] / "field_sales.rules"
HEADER = 'framework demo "Demo" { version: "1.0"  currency: THB }\n'


@pytest.fixture(scope="module")
def sample():
    framework, problems = check(load(SAMPLE)[0])
    assert problems == ()
    return framework


def problems(text, header=HEADER):
    files, loading = load_text(header + text, "demo.rules")
    _, checking = check(files, loading)
    return [(each.code, each.message, each.span.text) for each in (*loading, *checking)]


def test_the_header(sample):
    assert (sample.id, sample.version, sample.currency) == ("field_sales", "1.2.0", "THB")
    assert sample.period_kinds == ("quarter",)
    assert sample.languages == ("en", "th")
    assert sample.uses_period
    assert sample.label.in_language("th") == "ฝ่ายขายภาคสนาม"
    assert [source.name for source in sample.sources] == [str(SAMPLE)]


def test_levels_are_ranked_by_their_points(sample):
    scale = sample.scales["performance"]
    assert [level.id for level in scale.by_rank] == [
        "unsatisfactory",
        "developing",
        "meets",
        "exceeds",
        "outstanding",
    ]
    assert [level.rank for level in scale.levels] == [4, 3, 2, 1, 0]
    assert scale.level("exceeds").points == 4


def test_labels_default_to_the_id(sample):
    assert sample.scales["proficiency"].label.text == "Proficiency"
    assert sample.scales["performance"].level("meets").label.text == "Meets expectations"
    assert sample.inputs["quota"].label.in_language("th") == "เป้าหมายยอดขาย"
    assert sample.inputs["revenue"].label.in_language("th") == "Closed-won revenue"


def test_inputs_tables_and_parameters(sample):
    quota = sample.inputs["quota"]
    assert quota.type == money("THB")
    assert quota.columns == ("Quota (THB)", "เป้าหมาย")
    assert [(bound.operator, bound.value) for bound in quota.range] == [(">", 0)]
    deals = sample.tables["opportunities"]
    assert deals.person_columns == ("sales_agent",)
    assert deals.column("stage").columns == ("deal_stage",)
    assert deals.column("stage").type.members[2].spellings == ("open", "Engaging", "Prospecting")
    target = sample.parameters["target_cycle"]
    assert target.dated
    assert [(entry.start, entry.value.value) for entry in target.entries] == [
        (date(2025, 1, 1), 60),
        (date(2026, 1, 1), 55),
    ]
    assert target.entries[1].because.text == "Q4 2025 process review"


def test_kpis(sample):
    achievement, cycle = sample.kpis["quota_achievement"], sample.kpis["cycle_length"]
    assert (achievement.type, achievement.scale) == (PERCENT, "performance")
    assert isinstance(achievement.method, fw.RatedByRules)
    assert [rule.level for rule in achievement.method.rules.rules][-1] == "unsatisfactory"
    assert (cycle.type, cycle.scale, cycle.better) == (DURATION, None, "lower")
    assert isinstance(cycle.method, fw.ScoredByCurve)
    assert [y.value for _, y in cycle.method.curve.points] == [5, 3, 1]


def test_the_role(sample):
    role = sample.roles["sales_director"]
    assert [part.weight for part in role.responsibilities] == [Fraction(3, 5), Fraction(2, 5)]
    (coaching,) = role.responsibilities[1].measures
    assert (coaching.requires, coaching.rate_gap.scale) == ("proficient", "performance")
    assert role.overall.known_weight == Fraction(3, 5)
    assert [gate.action for gate in role.overall.gates] == ["cap"]
    assert role.overall_score is None


def test_spans_are_those_of_the_text(sample):
    achievement = sample.kpis["quota_achievement"]
    assert achievement.formula.span.text == "revenue / quota"
    first = achievement.method.rules.rules[0]
    assert first.span.text == "quota_achievement >= 120% => outstanding"
    assert first.condition.span.text == "quota_achievement >= 120%"
    assert first.condition.left.span.text == "quota_achievement"
    assert first.condition.right.span.text == "120%"


def test_a_bare_comparison_is_about_the_kpi():
    files, _ = load_text(
        HEADER + "scale grade { good = 2  poor = 1 }\ninput share { type: percent }\n"
        "kpi growth { formula: share  rate on grade { >= 50% => good  otherwise => poor } }",
        "demo.rules",
    )
    framework, _ = check(files)
    condition = framework.kpis["growth"].method.rules.rules[0].condition
    assert isinstance(condition.left, fw.Reference)
    assert (condition.left.id, condition.left.type) == ("growth", PERCENT)
    assert condition.left.span.text == condition.span.text == ">= 50%"


def test_requirements(sample):
    (requirement,) = sample.requirements
    assert (requirement.id, requirement.constant) == ("require.1", False)
    assert requirement.label.text == "Won revenue is not negative"


def test_nothing_to_check():
    assert check(()) == (None, ())


@pytest.mark.parametrize(
    ("text", "code", "message", "underlined"),
    [
        (
            "scale grade { good = 2  fair = 1  good = 3 }",
            "duplicate-name",
            "the level `good` is already there",
            "good",
        ),
        (
            "scale money { good = 2  fair = 1 }",
            "reserved-name",
            "a scale cannot be called `money`, which is a type of the language",
            "money",
        ),
        (
            "input a { type: mony }",
            "unknown-name",
            "there is no type `mony`; did you mean `money`?",
            "mony",
        ),
        (
            "input a { type: number }\ninput b { type: a }",
            "wrong-kind",
            "`a` is an input, and a type is needed here",
            "a",
        ),
        (
            "input a { type: text  range: > 0 }",
            "type-mismatch",
            "`a` is a text, which has no range",
            "range: > 0",
        ),
        (
            "input a { type: percent  range: 0 to 100 }",
            "percent-without-sign",
            "`100` stands for a percentage and lacks its `%`: without it, it means 10_000%",
            "100",
        ),
        (
            "input a { type: money  range: > 0 }",
            "unit-mismatch",
            "a bound of `a` must be money (THB), and this is a number",
            "0",
        ),
        (
            "input a { type: one of b, c, b }",
            "duplicate-name",
            "the choice `b` is already there",
            "b",
        ),
        (
            'input a { type: one of b "B" "X", c "X" }',
            "duplicate-name",
            '"X" already stands for `b`',
            '"X"',
        ),
        (
            "table a { }",
            "empty-declaration",
            "table `a` has no columns",
            "a",
        ),
        (
            "table a { b: number  b: text }",
            "duplicate-name",
            "the column `b` is already there",
            "b",
        ),
        ("parameter a { type: money }", "missing-property", "parameter `a` has no value", "a"),
        (
            "parameter a { value: 1  from 2026-01-01 = 2 }",
            "conflicting-properties",
            "parameter `a` has a value for all time and further ones",
            "value: 1",
        ),
        (
            "parameter a { from 2026-01-01 = 1  from 2026-01-01 = 2 }",
            "date-out-of-order",
            "2026-01-01 does not come after 2026-01-01",
            "2026-01-01",
        ),
        (
            "parameter a { from 2026-01-01 = 1 THB  from 2026-02-01 = 2 }",
            "unit-mismatch",
            "`a` must be money (THB), and this is a number",
            "2",
        ),
        (
            "parameter a { type: count  value: 2.5 }",
            "type-mismatch",
            "`a` must be a count, and this is a number",
            "2.5",
        ),
        (
            "parameter a { value: period.days }",
            "not-a-constant",
            "`a` must be a constant, and the period can change",
            "period.days",
        ),
        (
            "parameter a { value: missing }",
            "not-a-constant",
            "`a` must be a value, and this is missing",
            "missing",
        ),
        ("metric a { type: money }", "missing-property", "metric `a` has no formula", "a"),
        (
            "metric a { type: percent  formula: 3 THB }",
            "unit-mismatch",
            "`a` is declared as a percentage, and this is money (THB)",
            "3 THB",
        ),
        (
            'require "a": 3',
            "type-mismatch",
            "`require` needs a condition, and this is a number",
            "3",
        ),
        (
            'require "a": 1 + 1 = 3',
            "require-fails",
            '"a" does not hold',
            "1 + 1 = 3",
        ),
    ],
)
def test_declarations_that_are_refused(text, code, message, underlined):
    assert problems(text) == [(code, message, underlined)]


def test_money_needs_a_currency_and_says_so_once():
    header = 'framework demo "Demo" { version: "1.0" }\n'
    assert problems("input a { type: money }\ninput b { type: money }", header) == [
        (
            "missing-property",
            "the type `money` needs a currency, and the header names none",
            "money",
        )
    ]
    assert problems("input a { type: money in USD }", header) == []


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ("version: one", "`version` needs one text in quotes"),
        ("currency: thb", "`currency` needs one currency of three capital letters, such as `THB`"),
        ("period: quarter, weekly", "`weekly` is not a kind of period"),
        ('languages: "en"', "`languages` needs language tags, such as `en, th`"),
    ],
)
def test_header_values(properties, message):
    (problem,) = problems("", f'framework demo "Demo" {{ {properties} }}\n')
    assert problem[:2] == ("bad-header-value", message)


def test_translations_into_the_first_language():
    text = 'input a "ยอด" en "Sales" { type: number }'
    assert problems(text) == [
        ("duplicate-translation", "the text before the translations is already in `en`", "en")
    ]
    header = 'framework demo "สาธิต" { version: "1.0"  languages: th, en }\n'
    assert problems(text, header) == []


def test_a_duplicate_shows_both_places():
    files, _ = load_text(HEADER + "input a { type: number }\nmetric a { formula: 1 }", "x")
    (problem,) = check(files)[1]
    assert problem.span.line == 3
    assert [(each.span.line, each.message) for each in problem.secondary] == [
        (2, "declared first here")
    ]


# --- requirements over constants -------------------------------------------------------------

DATED = "parameter low { from 2025-01-01 = 10  from 2026-01-01 = 30 }\n"


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("low < 40", None),
        ("low < 20", '"a" does not hold from 2026-01-01 on'),
        ("low > 5 and low * 2 > 15 days / 1 days", None),
        ("not low = 10", '"a" does not hold from 2025-01-01 on'),
        ("if low > 20 then low = 30 else low = 10", None),
        ("round(low / 7, to 0.1) = 1.4 or low = 30", None),
        ("max(low, 20) - min(low, 20) = 10", None),
        ("interpolate(low, 0 => 0, 100 => 1) = low / 100", None),
        ("clamp(low, 15, 25) in (15, 25)", None),
        ("2026-01-31 - 2026-01-01 = 30 days", None),
        ("low + power(2, 3) > 17", None),
        ("abs(0 - low) = low", None),
    ],
)
def test_requirements_over_constants_are_decided_now(condition, message):
    files, _ = load_text(HEADER + DATED + f'require "a": {condition}', "x")
    framework, found = check(files)
    assert [each.message for each in found] == ([message] if message else [])
    if framework is not None:
        assert framework.requirements[0].constant


def test_a_failing_requirement_shows_the_values():
    files, _ = load_text(HEADER + DATED + 'require "a": low < 20', "x")
    (problem,) = check(files)[1]
    assert [(each.span.text, each.message) for each in problem.secondary] == [
        ("from 2026-01-01 = 30", "`low` is 30")
    ]


@pytest.mark.parametrize(
    "condition", ["evidence > 0", "period.days > 3 days", "1 / (low - 10) > 0 or low > 1"]
)
def test_other_requirements_wait_for_a_person(condition):
    files, _ = load_text(
        HEADER + DATED + "input evidence { type: number }\n" + f'require "a": {condition}', "x"
    )
    framework, found = check(files)
    assert found == ()
    assert not framework.requirements[0].constant


# --- look-alikes -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("price", "рrice"),
        ("form", "forrn"),
        ("kpi_0", "kpi_O"),
        ("kpi_1", "kpi_l"),
        ("แผน", "เเผน"),
    ],
)
def test_names_that_look_alike(one, other):
    files, _ = load_text(
        HEADER + f"input {one} {{ type: number }}\ninput {other} {{ type: number }}", "x"
    )
    framework, (problem,) = check(files)
    assert framework is not None
    assert (problem.code, problem.span.text) == ("look-alike-names", other)
    assert [label.span.text for label in problem.secondary] == [one]


def test_names_of_different_files_may_look_alike():
    first, _ = load_text(HEADER + "input price { type: number }", "x")
    second, _ = load_text("input рrice { type: number }", "y")
    assert check((*first, *second))[1] == ()


# --- what was skipped is not missed ----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("metric a { formula: 1 + }\nmetric b { formula: a * 2 }", ["syntax"]),
        ("inptu a { type: number }\nmetric b { formula: a * 2 }", ["unknown-declaration"]),
        ("scale a { one = 1  two => 2 }\ninput b { type: a }", ["syntax"]),
        ("metric a { formula: 1 + }\nmetric b { formula: nowhere }", ["syntax", "unknown-name"]),
        ("metric a { formula: 1 + }\nmetric b { }", ["syntax", "missing-property"]),
    ],
)
def test_a_part_that_could_not_be_read_is_not_reported_as_missing(text, codes):
    assert [code for code, _, _ in problems(text)] == codes


def test_independent_problems_come_in_one_run():
    found = problems(
        "input a { type: nmber }\n"
        "metric b { formula: 1 THB + 1 day }\n"
        "metric c { formula: unknown_thing * 2 }\n"
        "parameter d { from 2026-01-01 = 1  from 2025-01-01 = 2 }\n"
        "scale e { f = 1  g = 1 }\n"
        'require "h": 1 = 2\n'
    )
    assert [code for code, _, _ in found] == [
        "unknown-name",
        "unit-mismatch",
        "unknown-name",
        "date-out-of-order",
        "same-points",
        "require-fails",
    ]
