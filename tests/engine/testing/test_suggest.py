"""Examples made up for what none exercises: at thresholds, exact, and true when added."""

from fractions import Fraction
from pathlib import Path

import pytest
from strategies.choices import Choices
from strategies.frameworks import generate_framework

import assay
from assay.engine.loaded import Framework, loads
from assay.engine.testing.literals import example_text
from assay.engine.testing.suggest import Suggestions

ROOT = Path(__file__).parents[3]

HEAD = """\
framework shop "Shop" { version: "1"  currency: THB }
scale grade { good = 3  fair = 2  poor = 1 }
input sales { type: money }
input quota { type: money  range: > 0 THB }
input asked { type: count }
input solved { type: count }
table deals { person column "seller"  value: money }
"""


def given(suggestions: Suggestions) -> list[str]:
    """Each example as its label and what it gives, on one line."""
    found = []
    for suggestion in suggestions.examples:
        text = " ".join(example_text(suggestion.example).split())
        inside = text[text.index("given {") + 7 : text.index("} expect")].strip()
        found.append(f"{suggestion.example.label}: {inside}")
    return found


def added(text: str, suggestions: Suggestions) -> Framework:
    """The framework with the suggestions appended, as a designer would; all of them hold."""
    framework = loads(f"{text}\n{assay.suggestions_text(suggestions)}", "with.rules")
    for trial in framework.test():
        assert trial.passed, (trial.example.label, trial.mismatches, trial.problem)
    return framework


def kpi(formula: str, type: str, rules: str) -> str:
    return f"kpi k {{ type: {type}  formula: {formula}  rate on grade {{ {rules} }} }}\n"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            kpi("sales", "money", ">= 5_000 THB => good  otherwise => poor"),
            [
                "k just below 5_000 THB: sales = 4_999 THB",
                "k at 5_000 THB: sales = 5_000 THB",
                "k just above 5_000 THB: sales = 5_001 THB",
            ],
        ),
        # Worked backwards through a quotient: 90% of an ordinary quota of a million.
        (
            kpi("sales / quota", "percent", ">= 90% => good  otherwise => poor"),
            [
                "k just below 90%: sales = 899_000 THB quota = 1_000_000 THB",
                "k at 90%: sales = 900_000 THB quota = 1_000_000 THB",
                "k just above 90%: sales = 901_000 THB quota = 1_000_000 THB",
            ],
        ),
        # Two thirds of 100 requests are no whole number, of 300 they are.
        (
            kpi("solved / asked", "percent", ">= 2 / 3 => good  otherwise => poor"),
            [
                "k just below 2 / 3: solved = 199 asked = 300",
                "k at 2 / 3: solved = 200 asked = 300",
                "k just above 2 / 3: solved = 201 asked = 300",
            ],
        ),
        # Through two formulas, and past the case of an `if` that is not taken.
        (
            "metric twice { formula: 2 * sales }\n"
            + kpi("if asked = 7 then 0 THB else twice + 10 THB", "money", "> 50 THB => good  otherwise => poor"),
            [
                "k just below 50 THB: asked = 100 sales = 19.99 THB",
                "k at 50 THB: asked = 100 sales = 20 THB",
                "k just above 50 THB: asked = 100 sales = 20.01 THB",
            ],
        ),
        # Rows of a table cannot be worked back to: the value itself is given.
        (
            kpi("sum(deals.value)", "money", ">= 70 THB => good  otherwise => poor"),
            [
                "k just below 70 THB: k = 69.99 THB",
                "k at 70 THB: k = 70 THB",
                "k just above 70 THB: k = 70.01 THB",
            ],
        ),
    ],
)  # fmt: skip
def test_the_people_around_a_threshold_are_found_by_working_the_formula_backwards(
    text: str, people: list[str]
) -> None:
    suggestions = loads(HEAD + text).suggest()
    assert given(suggestions) == people
    assert suggestions.left == ()
    assert added(HEAD + text, suggestions).coverage().total.share == 1


def test_what_is_expected_came_out_and_is_to_be_confirmed() -> None:
    text = HEAD + kpi("sum(deals.value)", "money", ">= 70 THB => good  otherwise => poor")
    written = assay.suggestions_text(loads(text, "folder/shop.rules").suggest())
    assert written.startswith(
        "# Confirm what is expected: it is what came out. Made up for shop.rules:8, "
        ">= 70 THB => good\n"
        "# Metrics and KPIs are given themselves here, in place of their formulas.\n"
        'example "k just below 70 THB" {\n'
        "  given  { k = 69.99 THB }\n"
        "  expect { k = 69.99 THB  rating of k = poor }\n}\n"
    )


def test_the_same_framework_always_gets_the_same_examples() -> None:
    first, second = (
        assay.suggestions_text(loads(HEAD + ROLE, "a.rules").suggest()) for _ in range(2)
    )
    assert first == second


def test_only_what_is_untried_gets_examples() -> None:
    rules = ">= 20 THB => good  >= 10 THB => fair  otherwise => poor"
    text = (
        HEAD
        + kpi("sales", "money", rules)
        + 'example "a" { given { sales = 20 THB } expect { rating of k = good } }\n'
        + 'example "k at 10 THB" { given { sales = 5 THB } expect { rating of k = poor } }\n'
    )
    suggestions = loads(text).suggest()
    assert [each.partition(":")[0] for each in given(suggestions)] == [
        "k just below 10 THB", "k at 10 THB (2)", "k just above 10 THB",
    ]  # fmt: skip
    complete = added(text, suggestions)
    assert complete.suggest() == Suggestions((), ())
    assert assay.suggestions_text(complete.suggest()) == ""


def test_a_rule_that_nothing_reaches_is_named() -> None:
    rules = ">= 10 THB => good  >= 20 THB => fair  otherwise => poor"
    text = HEAD + kpi("sales", "money", rules)
    suggestions = loads(text, "shop.rules").suggest()
    assert [covered.item.text for covered in suggestions.left] == [">= 20 THB => fair"]
    assert assay.suggestions_text(suggestions).endswith(
        "# No example was found for:\n# shop.rules:8: >= 20 THB => fair\n"
    )
    added(text, suggestions)


ROLE = """\
scale skill { low = 1  high = 2
  rate gap on grade { gap >= 0 => good  gap >= -0.5 => fair  otherwise => poor } }
competency advice { levels: skill  assessed by manager 60%, peers 40% }
kpi pace {
  type: percent  formula: sales / quota
  score interpolate { 50% => 1, 100% => 3 }
  when missing: score 1
}
kpi care { formula: solved  rate on grade { >= 8 => good  >= 5 => fair  otherwise => poor } }
role seller {
  responsibility selling "Selling" weight 50% { kpi pace weight 100% }
  responsibility team "Team" weight 50% { kpi care weight 50%  competency advice weight 50% requires high }
  overall on grade {
    rated when at least 50% of weight is known
    overall >= 2.5 => good
    overall >= 1.5 => fair
    otherwise      => poor
    cap at fair when asked > 100 when unknown ignore
    cap at fair when any(kpis where score < 1.5) and score of care = 1
  }
}
"""


def test_a_role_gets_people_whose_score_is_exactly_at_the_thresholds() -> None:
    framework = loads(HEAD + ROLE)
    suggestions = framework.suggest()
    assert suggestions.left == ()
    complete = added(HEAD + ROLE, suggestions)
    assert complete.coverage().total.share == 1
    scores = {
        trial.example.label: trial.rating.score
        for trial in complete.test()
        if trial.rating is not None and "score" in trial.example.label
    }
    assert scores["seller: score at 2.5"] == Fraction(5, 2)
    assert scores["seller: score at 1.5"] == Fraction(3, 2)
    for threshold in ("2.5", "1.5"):
        below, above = (
            scores[f"seller: score just {side} {threshold}"] for side in ("below", "above")
        )
        assert below < Fraction(threshold) < above
        assert above - below <= Fraction(1, 2)


def test_assessments_are_found_for_each_gap() -> None:
    found = given(loads(HEAD + ROLE).suggest())
    assert "advice: gap at 0: advice.manager = high advice.peers = high" in found
    assert "advice: gap just below -0.5: advice.manager = low advice.peers = high" in found


def test_the_shipped_framework_without_its_examples_gets_them_back() -> None:
    path = ROOT / "frameworks" / "enterprise_sales_director.rules"
    shipped = assay.load(path).checked
    text = shipped.sources[0].text
    for example in reversed(shipped.examples):
        text = text[: example.span.start] + text[example.span.end :]
    framework = loads(text, path.name)
    assert not framework.test()
    suggestions = framework.suggest()
    # An area without a score is left out of `ignoring missing`: that gate is never unknown.
    assert [covered.item.text for covered in suggestions.left] == [
        "min(responsibilities.score ignoring missing) < 1.5: when unknown ignore"
    ]
    report = added(text, suggestions).coverage()
    assert report.of_kind("rule").share == report.of_kind("gate").share == 1
    assert [each.item.text for each in report.untried] == [
        covered.item.text for covered in suggestions.left
    ]


@pytest.mark.parametrize("seed", [1, 6, 12, 18, 27])
def test_suggestions_for_any_framework_are_true_and_leave_what_they_say(seed: int) -> None:
    generated = generate_framework(Choices.seeded(seed))
    framework = loads(generated.text)
    suggestions = framework.suggest()
    report = added(generated.text, suggestions).coverage()
    untried = [(each.item.kind, each.item.owner, each.item.text) for each in report.untried]
    left = [(each.item.kind, each.item.owner, each.item.text) for each in suggestions.left]
    assert untried == left
