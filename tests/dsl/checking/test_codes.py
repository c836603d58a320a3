"""Each code of the checker: a file that raises exactly it, and the file put right."""

from typing import NamedTuple

import pytest

from assay.dsl.checking.check import check
from assay.dsl.load import load_text


class Case(NamedTuple):
    code: str
    wrong: str
    text: str
    message: str
    right: str


HEADER = 'framework demo "Demo" { version: "1.0"  currency: THB }\n'
SCALE = "scale grade { good = 3  fair = 2  poor = 1 }\n"
NUMBERS = "input sold { type: number }\ninput planned { type: number }\n"
KPI = "kpi growth { type: percent  formula: sold / planned  rate on grade { %s } }\n"
RULES = ">= 100% => good  >= 50% => fair  otherwise => poor"
RATED = HEADER + SCALE + NUMBERS + KPI % RULES
DEALS = "table deals { stage: one of won, lost  value: money }\n"
SKILL = "scale skill { new = 1  able = 2 }\n"
GAP = (
    "scale skill { new = 1  able = 2\n"
    "  rate gap on grade { gap >= 0 => good  otherwise => poor } }\n"
)
COACHING = "competency coaching { levels: skill }\n"
DUTY = "  responsibility sales weight 100%% { %s }\n"
ROLE = "role seller {\n" + DUTY + "}\n"
TWO_DUTIES = "role seller {\n" + DUTY + "  responsibility care weight 1 { }\n}\n"

CASES = (
    Case(
        "bad-currency",
        HEADER + "input bonus { type: money in baht }\n",
        "baht",
        "`baht` is not a currency of three capital letters",
        HEADER + "input bonus { type: money in THB }\n",
    ),
    Case(
        "bad-header-value",
        'framework demo "Demo" { version: "1.0"  period: quater }\n',
        "quater",
        "`quater` is not a kind of period; did you mean `quarter`?",
        'framework demo "Demo" { version: "1.0"  period: quarter }\n',
    ),
    Case(
        "bad-rounding-step",
        HEADER + NUMBERS + "metric share { formula: round(sold / planned, to 0) }\n",
        "0",
        "the step of `round` must be a constant above 0",
        HEADER + NUMBERS + "metric share { formula: round(sold / planned, to 0.01) }\n",
    ),
    Case(
        "column-out-of-place",
        HEADER + DEALS + "metric won_value { formula: deals.value }\n",
        "deals.value",
        "`deals.value` has a value in each row, and one value is needed here",
        HEADER + DEALS + "metric won_value { formula: sum(deals.value) }\n",
    ),
    Case(
        "conflicting-properties",
        HEADER
        + SCALE
        + NUMBERS
        + "kpi growth { formula: sold / planned  score: 3  rate on grade { otherwise => fair } }\n",
        "3",
        "kpi `growth` has `rate on` and `score`, and can be rated in one way only",
        HEADER
        + SCALE
        + NUMBERS
        + "kpi growth { formula: sold / planned  rate on grade { otherwise => fair } }\n",
    ),
    Case(
        "currencies-mixed",
        HEADER + "input home { type: money }\ninput abroad { type: money in USD }\n"
        "metric total { formula: home + abroad }\n",
        "home + abroad",
        "cannot add money (THB) and money (USD)",
        HEADER + "input home { type: money }\ninput abroad { type: money in USD }\n"
        "parameter rate { value: 36 }\n"
        "metric total { formula: home + abroad / 1 USD * 36 THB }\n",
    ),
    Case(
        "date-out-of-order",
        HEADER + "parameter target { from 2026-01-01 = 60 days  from 2025-01-01 = 55 days }\n",
        "2025-01-01",
        "2025-01-01 does not come after 2026-01-01",
        HEADER + "parameter target { from 2025-01-01 = 55 days  from 2026-01-01 = 60 days }\n",
    ),
    Case(
        "division-by-zero",
        HEADER + NUMBERS + "metric share { formula: sold / (2 - 2) }\n",
        "2 - 2",
        "this divides by zero",
        HEADER + NUMBERS + "metric share { formula: sold / planned }\n",
    ),
    Case(
        "duplicate-header",
        HEADER + 'framework other "Other" { version: "2.0" }\n',
        "other",
        "a framework has one header, and this is another",
        HEADER,
    ),
    Case(
        "duplicate-measure",
        RATED + ROLE % "kpi growth weight 50%  kpi growth weight 50%",
        "growth",
        "role `seller` already measures `growth`",
        RATED + ROLE % "kpi growth weight 100%",
    ),
    Case(
        "duplicate-name",
        HEADER + NUMBERS + "metric sold { formula: planned }\n",
        "sold",
        "`sold` is already declared as an input",
        HEADER + NUMBERS + "metric sold_again { formula: planned }\n",
    ),
    Case(
        "duplicate-translation",
        HEADER + 'input sold "Sold" th "ขาย" th "ยอดขาย" { type: number }\n',
        "th",
        "there are two translations into `th`",
        HEADER + 'input sold "Sold" th "ยอดขาย" { type: number }\n',
    ),
    Case(
        "empty-declaration",
        HEADER + "scale grade { good = 1 }\n",
        "grade",
        "scale `grade` has 1 of the two levels it needs at least",
        HEADER + "scale grade { good = 2  poor = 1 }\n",
    ),
    Case(
        "empty-range",
        HEADER + "input sold { type: number  range: 100 to 0 }\n",
        "range: 100 to 0",
        "no value lies at or above 100 and at or below 0",
        HEADER + "input sold { type: number  range: 0 to 100 }\n",
    ),
    Case(
        "irrational-outside-round",
        HEADER + NUMBERS + "metric pace { formula: sqrt(sold) }\n",
        "sqrt(sold)",
        "`sqrt` has an inexact result, which must be rounded at once",
        HEADER + NUMBERS + "metric pace { formula: round(sqrt(sold), to 0.01) }\n",
    ),
    Case(
        "level-not-in-scale",
        HEADER + SCALE + NUMBERS + KPI % ">= 100% => godo  otherwise => poor",
        "godo",
        "`godo` is not a level of scale `grade`; did you mean `good`?",
        HEADER + SCALE + NUMBERS + KPI % ">= 100% => good  otherwise => poor",
    ),
    Case(
        "limit-exceeded",
        HEADER + "parameter target { value: power(10, 5000) }\n",
        "power(10, 5000)",
        "this number has more than the 4,096 binary digits that can be computed with",
        HEADER + "parameter target { value: power(10, 9) }\n",
    ),
    Case(
        "look-alike-names",
        HEADER + "input price { type: number }\ninput рrice { type: number }\n",
        "рrice",
        "`рrice` looks like `price`, and is another name",
        HEADER + "input price { type: number }\ninput list_price { type: number }\n",
    ),
    Case(
        "member-not-in-choice",
        HEADER + DEALS + "metric wins { formula: count(deals where stage is wonn) }\n",
        "wonn",
        "`wonn` is not one of `won`, `lost`; did you mean `won`?",
        HEADER + DEALS + "metric wins { formula: count(deals where stage is won) }\n",
    ),
    Case(
        "missing-header",
        "input sold { type: number }\n",
        "i",
        "there is no `framework` header",
        HEADER + "input sold { type: number }\n",
    ),
    Case(
        "missing-property",
        HEADER + 'input sold "Sold" { }\n',
        "sold",
        "input `sold` has no type",
        HEADER + 'input sold "Sold" { type: number }\n',
    ),
    Case(
        "name-out-of-place",
        HEADER + "metric doubled { formula: 2 * overall }\n",
        "overall",
        "`overall` is the role's score, and stands only in its `overall on` rules",
        HEADER + NUMBERS + "metric doubled { formula: 2 * sold }\n",
    ),
    Case(
        "no-role",
        HEADER
        + NUMBERS
        + 'example "a good year" { given { sold = 5 } expect { overall = good } }\n',
        "overall = good",
        "this expects an overall outcome, and the framework declares no role",
        HEADER + NUMBERS + 'example "a good year" { given { sold = 5 } expect { sold = 5 } }\n',
    ),
    Case(
        "no-table",
        HEADER + NUMBERS + "metric mean { formula: average(sold / planned) }\n",
        "sold / planned",
        "`average` needs a column of a table, and this names none",
        HEADER + DEALS + "metric mean { formula: average(deals.value) }\n",
    ),
    Case(
        "not-a-constant",
        HEADER + NUMBERS + "parameter target { value: 2 * planned }\n",
        "planned",
        "`target` must be a constant, and `planned` can change",
        HEADER + NUMBERS + "parameter target { value: 2 * 50 }\n",
    ),
    Case(
        "outside-folder",
        HEADER + 'use "shared/scales.rules"\n',
        '"shared/scales.rules"',
        "a text that is not a file cannot use another file",
        HEADER + SCALE,
    ),
    Case(
        "outside-range",
        HEADER + "parameter target { range: 0% to 100%  value: 120% }\n",
        "120%",
        "`target` must be at or below 100%, and this is 120%",
        HEADER + "parameter target { range: 0% to 100%  value: 12% }\n",
    ),
    Case(
        "percent-without-sign",
        HEADER + SCALE + NUMBERS + KPI % ">= 100 => good  otherwise => poor",
        "100",
        "`100` stands for a percentage and lacks its `%`: without it, it means 10_000%",
        HEADER + SCALE + NUMBERS + KPI % ">= 100% => good  otherwise => poor",
    ),
    Case(
        "points-out-of-order",
        HEADER
        + NUMBERS
        + "kpi growth { formula: sold / planned  score interpolate { 1 => 5, 0.5 => 1 } }\n",
        "0.5",
        "the points of the curve of `growth` must increase, and `0.5` is not above `1`",
        HEADER
        + NUMBERS
        + "kpi growth { formula: sold / planned  score interpolate { 0.5 => 1, 1 => 5 } }\n",
    ),
    Case(
        "rating-not-available",
        HEADER + NUMBERS + "kpi growth { formula: sold / planned  score: 3 }\n"
        "metric again { formula: rating of growth }\n",
        "rating of growth",
        "`growth` has a score and no rating",
        HEADER + NUMBERS + "kpi growth { formula: sold / planned  score: 3 }\n"
        "metric again { formula: score of growth }\n",
    ),
    Case(
        "require-fails",
        HEADER + "parameter low { value: 60% }\nparameter high { value: 50% }\n"
        'require "The limits are in order": low < high\n',
        "low < high",
        '"The limits are in order" does not hold',
        HEADER + "parameter low { value: 50% }\nparameter high { value: 60% }\n"
        'require "The limits are in order": low < high\n',
    ),
    Case(
        "reserved-name",
        HEADER + "metric overall { formula: 1 }\n",
        "overall",
        "`overall` is a word of the language and cannot be an id",
        HEADER + "metric overall_target { formula: 1 }\n",
    ),
    Case(
        "rule-out-of-order",
        HEADER + SCALE + NUMBERS + KPI % "otherwise => poor  >= 100% => good",
        ">= 100% => good",
        "a rule after `otherwise` can never be tried",
        HEADER + SCALE + NUMBERS + KPI % ">= 100% => good  otherwise => poor",
    ),
    Case(
        "same-points",
        HEADER + "scale grade { good = 2  fair = 2  poor = 1 }\n",
        "2",
        "`fair` and `good` both have 2 points, so that neither is the better",
        HEADER + "scale grade { good = 3  fair = 2  poor = 1 }\n",
    ),
    Case(
        "scales-mixed",
        HEADER + SCALE + SKILL + "input wish { type: grade }\ninput seen { type: skill }\n"
        'require "The wish is met": wish = seen\n',
        "wish = seen",
        "cannot compare a level of scale `grade` and a level of scale `skill`",
        HEADER + SCALE + SKILL + "input wish { type: grade }\ninput seen { type: skill }\n"
        'require "The wish is met": wish = (match seen { able => good, new => fair })\n',
    ),
    Case(
        "too-few-points",
        HEADER + NUMBERS + "kpi growth { formula: sold / planned  score interpolate { 1 => 5 } }\n",
        "growth",
        "the curve of `growth` needs at least 2 points, and has 1",
        HEADER
        + NUMBERS
        + "kpi growth { formula: sold / planned  score interpolate { 0.5 => 1, 1 => 5 } }\n",
    ),
    Case(
        "type-mismatch",
        HEADER + "input region { type: text }\nmetric doubled { formula: 2 * region }\n",
        "2 * region",
        "cannot multiply a number by a text",
        HEADER + "input region { type: number }\nmetric doubled { formula: 2 * region }\n",
    ),
    Case(
        "uncovered-case",
        HEADER + SCALE + NUMBERS + KPI % ">= 100% => good  < 90% => poor",
        "< 90% => poor",
        "no rule says what happens when `growth` is 90%",
        HEADER + SCALE + NUMBERS + KPI % ">= 90% => good  < 90% => poor",
    ),
    Case(
        "unit-mismatch",
        HEADER + "input revenue { type: money }\ninput delay { type: duration }\n"
        "metric total { formula: revenue + delay }\n",
        "revenue + delay",
        "cannot add money (THB) and a duration",
        HEADER + "input revenue { type: money }\ninput delay { type: duration }\n"
        "metric pace { formula: revenue / delay }\n",
    ),
    Case(
        "unknown-function",
        HEADER + NUMBERS + "metric least { formula: mim(sold, planned) }\n",
        "mim",
        "there is no function `mim`; did you mean `min`?",
        HEADER + NUMBERS + "metric least { formula: min(sold, planned) }\n",
    ),
    Case(
        "unknown-language",
        'framework demo "Demo" { version: "1.0"  languages: en, th }\n'
        'input sold "Sold" fr "Vendu" { type: number }\n',
        "fr",
        "`fr` is not a language of this framework",
        'framework demo "Demo" { version: "1.0"  languages: en, th }\n'
        'input sold "Sold" th "ขาย" { type: number }\n',
    ),
    Case(
        "unknown-name",
        HEADER + NUMBERS + "metric share { formula: sold / plannd }\n",
        "plannd",
        "`plannd` is not declared; did you mean `planned`?",
        HEADER + NUMBERS + "metric share { formula: sold / planned }\n",
    ),
    Case(
        "weights-mixed",
        RATED + TWO_DUTIES % "kpi growth weight 100%",
        "1",
        "the weights of the responsibilities of `seller` are partly percentages and partly plain "
        "numbers",
        RATED + ROLE % "kpi growth weight 100%",
    ),
    Case(
        "weights-not-100",
        RATED + ROLE % "kpi growth weight 90%",
        "90%",
        "the weights of the measures of `sales` total 90%, not 100%",
        RATED + ROLE % "kpi growth weight 100%",
    ),
    Case(
        "wrong-argument-count",
        HEADER + NUMBERS + "metric kept { formula: clamp(sold, 0) }\n",
        "clamp(sold, 0)",
        "`clamp` takes 3 values, and is given 2",
        HEADER + NUMBERS + "metric kept { formula: clamp(sold, 0, 10) }\n",
    ),
    Case(
        "wrong-kind",
        HEADER + SCALE + GAP + COACHING + ROLE % "kpi coaching weight 100%",
        "coaching",
        "`coaching` is a competency, and is measured here as a kpi",
        HEADER + SCALE + GAP + COACHING + ROLE % "competency coaching weight 100% requires able",
    ),
    Case(
        "wrong-period",
        'framework demo "Demo" { version: "1.0"  period: quarter }\n'
        + NUMBERS
        + 'example "a good year" in 2026-01 { given { sold = 5 } expect { sold = 5 } }\n',
        "2026-01",
        "`2026-01` is a month, and this framework evaluates a quarter",
        'framework demo "Demo" { version: "1.0"  period: quarter }\n'
        + NUMBERS
        + 'example "a good year" in 2026-Q1 { given { sold = 5 } expect { sold = 5 } }\n',
    ),
)


def problems(text):
    files, loading = load_text(text, "demo.rules")
    framework, checking = check(files)
    return framework, (*loading, *checking)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_the_wrong_file_raises_exactly_the_code(case):
    framework, found = problems(case.wrong)
    assert [(each.code, each.span.text, each.message) for each in found] == [
        (case.code, case.text, case.message)
    ]
    warning_or_loading = case.code in ("look-alike-names", "outside-folder")
    assert (framework is not None) == warning_or_loading


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_the_right_file_is_clean(case):
    framework, found = problems(case.right)
    assert found == ()
    assert framework is not None
