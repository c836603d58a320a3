"""Rules and gates that no example exercises: one warning for each list of them."""

import json
from pathlib import Path

import pytest

import assay

SHIPPED = sorted(Path(__file__).parents[3].glob("frameworks/*.rules"))

HEAD = """\
framework shop "Shop" { version: "1"  currency: THB }
scale grade { good = 3  fair = 2  poor = 1 }
scale skill {
  novice = 1  expert = 2
  rate gap on grade { gap >= 0 => good  otherwise => poor }
}
input sales { type: number  range: >= 0 }
"""
KPI = """\
kpi growth {
  formula: sales
  rate on grade { >= 10 => good  >= 5 => fair  otherwise => poor }
  ALLOW
}
"""
ROLE = """\
competency service { levels: skill }
role keeper {
  responsibility work "Work" weight 100% {
    kpi growth weight 50%
    competency service weight 50% requires expert
  }
  overall on grade {
    overall >= 2.5 => good  overall >= 1.5 => fair  otherwise => poor
    cap at fair when sales < 1
    set poor when sales < 0.5
  }
}
"""


def example(given: str, expect: str = "growth = missing") -> str:
    return f'example "{given}" {{ given {{ {given} }} expect {{ {expect} }} }}\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "shop.rules"


def found(path: Path, text: str) -> list[tuple[str, str]]:
    path.write_text(HEAD + text, encoding="utf-8")
    return [(each.code, each.message) for each in assay.check(path, examples=True)]


def messages(path: Path, text: str) -> list[str]:
    return [message for code, message in found(path, text) if code == "rule-not-exercised"]


def test_each_list_of_rules_and_of_gates_is_named_once_with_what_is_untried(path: Path) -> None:
    assert messages(path, KPI.replace("ALLOW", "") + ROLE + example("sales = 10")) == [
        "none of the 2 rules for gaps of `skill` decides in any example",
        "2 of the 3 rules of `growth` decide in no example: `>= 5 => fair` and `otherwise => poor`",
        "none of the 3 rules of the role `keeper` decides in any example",
        "none of the 2 gates of the role `keeper` fires in any example",
    ]
    text = KPI.replace("ALLOW", "") + ROLE
    text += example("sales = 5  service = expert") + example("sales = 4  service = novice")
    assert messages(path, text) == [
        "1 of the 3 rules of `growth` decides in no example: `>= 10 => good`",
        "1 of the 3 rules of the role `keeper` decides in no example: `overall >= 1.5 => fair`",
        "none of the 2 gates of the role `keeper` fires in any example",
    ]


def test_what_every_example_exercises_is_said_by_none(path: Path) -> None:
    text = KPI.replace("ALLOW", "")
    assert messages(path, text + "".join(example(f"sales = {n}") for n in (10, 5, 0))) == []


def test_the_labels_tell_rules_that_were_tried_from_those_nothing_came_to(path: Path) -> None:
    path.write_text(HEAD + KPI.replace("ALLOW", "") + example("sales = 7"), encoding="utf-8")
    (problem,) = (e for e in assay.check(path, examples=True) if e.code == "rule-not-exercised")
    assert (problem.span.text, problem.label) == (">= 10 => good", "never true")
    assert [(each.span.text, each.message) for each in problem.secondary] == [
        ("otherwise => poor", "no example comes here")
    ]


def test_more_than_three_rules_are_counted(path: Path) -> None:
    rules = "".join(f">= {n} => good  " for n in (9, 8, 7, 6)) + "otherwise => poor"
    text = f"kpi growth {{ formula: sales  rate on grade {{ {rules} }} }}\n" + example("sales = 0")
    assert messages(path, text) == [
        "4 of the 5 rules of `growth` decide in no example: `>= 9 => good`, `>= 8 => good`, "
        "`>= 7 => good` and 1 more"
    ]


def test_a_framework_without_examples_is_named_once(path: Path) -> None:
    path.write_text(HEAD + KPI.replace("ALLOW", "") + ROLE, encoding="utf-8")
    (problem,) = assay.check(path, examples=True)
    assert problem.message == "`shop` has no examples, so that none of its rules is tried"
    assert (problem.span.text, problem.span.line) == ("shop", 1)


def kpis(count: int, allow: str = "") -> str:
    """KPIs of three rules each, k1, k2, …; the last of them with an `allow`."""
    rules = "rate on grade { >= 10 => good  >= 5 => fair  otherwise => poor }"
    return "".join(
        f"kpi k{n} {{ formula: sales  {rules}  {allow if n == count else ''} }}\n"
        for n in range(1, count + 1)
    )


def test_ten_lists_with_gaps_are_each_told_at_their_place(path: Path) -> None:
    assert messages(path, kpis(10) + example("sales = 10", "k1 = 10")) == [
        f"2 of the 3 rules of `k{n}` decide in no example: `>= 5 => fair` and `otherwise => poor`"
        for n in range(1, 11)
    ]


def test_more_lists_with_gaps_than_ten_are_one_problem_that_names_the_first(path: Path) -> None:
    path.write_text(
        HEAD + kpis(10) + KPI.replace("ALLOW", "") + ROLE + example("sales = 10"), encoding="utf-8"
    )
    (problem,) = (e for e in assay.check(path, examples=True) if e.code == "rule-not-exercised")
    # Of 3 rules of `growth` one decides; it is the only one of 11 KPIs that the role reads.
    # 2 rules for gaps, 3 rules and 2 gates of the role.
    assert problem.message == (
        "no example exercises 39 of the 40 rules and gates of `shop`: the 2 rules for gaps of "
        "`skill`, the 3 rules of `k1`, the 3 rules of `k2`, and those in 11 other lists"
    )
    assert (problem.span.text, problem.span.line) == ("shop", 1)
    assert [(each.span.text, each.message) for each in problem.secondary] == [
        ("gap >= 0 => good", "never true"),
        (">= 10 => good", "no example comes here"),
        (">= 10 => good", "no example comes here"),
    ]
    assert [each.span.line for each in problem.secondary] == [5, 8, 9]


def test_however_many_lists_have_gaps_an_allow_is_for_that_of_its_declaration(path: Path) -> None:
    allow = 'allow rule-not-exercised because "the same as last year"'
    tried = example("sales = 10", "k1 = 10")
    # Without the allowed one ten are left, which are told one by one.
    assert len(messages(path, kpis(11, allow) + tried)) == 10
    text = kpis(12, allow) + tried
    assert found(path, text)[0] == (
        "rule-not-exercised",
        "no example exercises 22 of the 36 rules and gates of `shop`: 2 of the 3 rules of `k1`, "
        "2 of the 3 rules of `k2`, 2 of the 3 rules of `k3`, and those in 8 other lists",
    )
    assert "unused-allow" not in {code for code, _ in found(path, text)}
    whole = f"{allow}\n{kpis(11)}{tried}"
    assert messages(path, whole) == []
    assert "unused-allow" not in {code for code, _ in found(path, whole)}


def test_without_rules_there_is_nothing_to_try(path: Path) -> None:
    path.write_text(
        'framework f "F" { version: "1" }\ninput a { type: number }\nmetric b { formula: a }\n',
        encoding="utf-8",
    )
    assert assay.check(path, examples=True) == ()


def test_an_example_whose_evidence_is_refused_exercises_nothing(path: Path) -> None:
    text = 'require "not many": sales <= 9\n' + KPI.replace("ALLOW", "") + example("sales = 10")
    (message,) = messages(path, text)
    assert message == "none of the 3 rules of `growth` decides in any example"


def test_an_allow_is_for_it_and_is_not_called_unused_where_examples_are_not_run(
    path: Path,
) -> None:
    allow = 'allow rule-not-exercised because "the same as last year"'
    assert messages(path, KPI.replace("ALLOW", allow) + example("sales = 10")) == []
    assert [each.code for each in assay.check(path) if "allow" in each.code] == []
    tried = "".join(example(f"sales = {n}") for n in (10, 5, 0))
    codes = [code for code, _ in found(path, KPI.replace("ALLOW", allow) + tried)]
    assert "unused-allow" in codes


def test_examples_are_run_only_where_that_is_asked_for(path: Path) -> None:
    path.write_text(HEAD + KPI.replace("ALLOW", "") + example("sales = 10"), encoding="utf-8")
    assert "rule-not-exercised" not in {each.code for each in assay.check(path)}
    assert "rule-not-exercised" not in {each.code for each in assay.load(path).diagnostics}


def test_every_form_of_output_has_it(path: Path) -> None:
    path.write_text(HEAD + KPI.replace("ALLOW", "") + example("sales = 10"), encoding="utf-8")
    problems = assay.check(path, examples=True)
    results = json.dumps(assay.render_sarif(problems, version=assay.__version__))
    for written in (
        results,
        json.dumps(assay.render_json(problems)),
        assay.render_github(problems),
    ):
        assert "rule-not-exercised" in written


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_the_frameworks_that_ship_leave_nothing_untried(path: Path) -> None:
    assert assay.check(path, examples=True) == ()
