"""What layers say, put together: values, order, and what is reported."""

from __future__ import annotations

import pytest
from layered import merged

from assay.dsl.formatting.printer import print_declarations
from assay.dsl.parse import parse
from assay.dsl.source import Source


def together(*layers: str) -> str:
    """The text of what the layers say together; nothing may be wrong with them."""
    result, report = merged(*layers)
    assert [each.message for each in report.in_order()] == []
    return print_declarations(each for file in result.files for each in file.declarations)


def tidy(text: str) -> str:
    """The one look of a text."""
    file, problems = parse(Source("tidy.rules", text))
    assert problems == ()
    return print_declarations(file.declarations)


def wrong(*layers: str) -> list[tuple[str, str, str]]:
    """What is reported: code, message, the text at its place."""
    report = merged(*layers)[1]
    return [(each.code, each.message, each.span.text) for each in report.in_order()]


KPI = 'kpi k "K" th "ก" { type: percent  formula: a / b  better: higher  when missing: fail  '


@pytest.mark.parametrize(
    ("change", "base", "result"),
    [
        (
            "kpi k { formula: a / c }",
            KPI + "rate on s { >= 1% => x otherwise => y } }",
            'kpi k "K" th "ก" { type: percent  formula: a / c  better: higher  '
            "rate on s { >= 1% => x otherwise => y }  when missing: fail }",
        ),
        (
            "kpi k { rate on s { otherwise => y } }",
            KPI + "rate on s { >= 1% => x otherwise => y } }",
            KPI + "rate on s { otherwise => y } }",
        ),
        ("kpi k { score: a }", KPI + "rate on s { otherwise => y } }", KPI + "score: a }"),
        (
            "kpi k { rating: a }",
            KPI + "score interpolate { 1 => 1, 2 => 2 } }",
            KPI + "rating: a }",
        ),
        (
            'kpi k "New" { remove when missing remove better remove type remove description }',
            KPI + 'description: "d" score: 1 }',
            'kpi k "New" { formula: a / b  score: 1 }',
        ),
        (
            'scale s { good = 4  best = 5 "Best" }',
            'scale s { good = 3 "Good"  poor = 1  rate gap on s { otherwise => poor } }',
            'scale s { good = 4 "Good"  poor = 1  best = 5 "Best"  '
            "rate gap on s { otherwise => poor } }",
        ),
        (
            "scale s { remove level poor  remove rate gap }",
            "scale s { good = 3  poor = 1  rate gap on s { otherwise => poor } }",
            "scale s { good = 3 }",
        ),
        (
            "input i { range: > 0 }",
            'input i { type: number  range: > 1  column: "A", "B" }',
            'input i { type: number  range: > 0  column: "A", "B" }',
        ),
        (
            'input i { column: "C" remove formula }',
            'input i { type: number  column: "A", "B"  formula: a }',
            'input i { type: number  column: "C" }',
        ),
        (
            'table t { a: money column "New"  remove column b  remove person column }',
            'table t { person column "p"  a "A": number column "Old"  b: date  c: text }',
            'table t { a "A": money column "New"  c: text }',
        ),
        (
            "parameter p { from 2025-06-01 = 2  from 2026-01-01 = 4  from 2027-01-01 = 5 }",
            'parameter p { type: number  from 2025-01-01 = 1  from 2026-01-01 = 3 because "r" }',
            "parameter p { type: number  from 2025-01-01 = 1  from 2025-06-01 = 2  "
            "from 2026-01-01 = 4  from 2027-01-01 = 5 }",
        ),
        (
            "parameter p { from 2025-01-01 = 2 }",
            "parameter p { value: 1 }",
            "parameter p { from 2025-01-01 = 2 }",
        ),
        (
            "parameter p { value: 2 }",
            "parameter p { from 2025-01-01 = 1  from 2026-01-01 = 3 }",
            "parameter p { value: 2 }",
        ),
        (
            "parameter p { remove from 2025-01-01 }",
            "parameter p { from 2025-01-01 = 1  from 2026-01-01 = 3 }",
            "parameter p { from 2026-01-01 = 3 }",
        ),
        (
            'competency c { able: "New"  assessed by self 1  remove all raters  remove indicator new }',
            'competency c { levels: s  new: "n"  able: "Old"  assessed by a 60%, b 40%  all raters }',
            'competency c { levels: s  able: "New"  assessed by self 1 }',
        ),
        (
            "metric m { formula: b }",
            "metric m { type: number  formula: a }",
            "metric m { type: number  formula: b }",
        ),
        ('require "r": a > 2', 'require "r" th "ร": a > 1', 'require "r" th "ร": a > 2'),
        (
            'example "e" in 2026 { given { t { x = 5 } b = 9 } expect { rating of k = y  overall = not rated } }',
            'example "e" for r in 2025 { given { a = 1  b = 2  t { x = 1 } t { x = 2 } c.m = z } '
            "expect { k = 1%  rating of k = x  overall = x  overall score = 4 } }",
            'example "e" for r in 2026 { given { a = 1  b = 9  t { x = 5 } c.m = z } '
            "expect { k = 1%  rating of k = y  overall = not rated  overall score = 4 } }",
        ),
    ],
)
def test_an_override_changes_what_it_names_and_nothing_else(
    change: str, base: str, result: str
) -> None:
    assert together(f"override {change}", base) == tidy(result)


ROLE = """role r "R" {
  description: "D"
  responsibility a "A" weight 60% { kpi k weight 70%  competency c weight 30% requires x }
  responsibility b weight 40% { kpi l weight 100% }
  overall on s {
    rated when at least 60% of weight is known
    overall >= 2 => x
    otherwise => y
    cap at y when k < 1
  }
}
"""


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        ("responsibility a weight 50% { }", "weight 60%", "weight 50%"),
        ('responsibility a "New" { }', 'a "A"', 'a "New"'),
        ("responsibility a { kpi k weight 90% }", "kpi k weight 70%", "kpi k weight 90%"),
        (
            "responsibility a { competency c requires y }",
            "weight 30% requires x",
            "weight 30% requires y",
        ),
        ("responsibility a { remove kpi k }", "kpi k weight 70%  ", ""),
        ("responsibility a { kpi m weight 1% }", "requires x }", "requires x  kpi m weight 1% }"),
        (
            "remove responsibility b",
            "  responsibility b weight 40% { kpi l weight 100% }\n",
            "",
        ),
        (
            "overall on s { rated when at least 80% of weight is known }",
            "at least 60%",
            "at least 80%",
        ),
        (
            "overall on s { otherwise => x }",
            "overall >= 2 => x\n    otherwise => y",
            "otherwise => x",
        ),
        ("overall on s { set x when k > 9 }", "cap at y when k < 1", "set x when k > 9"),
        ("overall on t { }", "overall on s", "overall on t"),
        ("remove gates", "    cap at y when k < 1\n", ""),
        ("remove description", '  description: "D"\n', ""),
        ("overall score: 3", "  overall on s", "  overall score: 3\n  overall on s"),
    ],
)
def test_a_role_changes_part_by_part(change: str, old: str, new: str) -> None:
    assert ROLE.count(old) == 1
    assert together(f"override role r {{ {change} }}", ROLE) == tidy(ROLE.replace(old, new))
    derived = ROLE.replace('role r "R"', 'role q "Q"').replace(old, new)
    result = together(f'role q "Q" based on r {{ {change} }}\n', ROLE)
    assert result == tidy(derived) + "\n" + tidy(ROLE)


def test_layers_stack() -> None:
    top = "override kpi k { better: lower }"
    middle = 'override kpi k "Middle" { formula: b  better: higher }'
    base = 'kpi k "Base" { type: number  formula: a  score: 1 }'
    assert together(top, middle, base) == tidy(
        'kpi k "Middle" { type: number  formula: b  better: lower  score: 1 }'
    )


def test_a_header_is_given_again_and_its_properties_win() -> None:
    top = 'framework unit "Unit" { version: "2"  languages: en, th }'
    base = 'framework base "Base" { version: "1"  currency: THB  period: quarter }'
    assert together(top, base) == tidy(
        'framework unit "Unit" { version: "2"  currency: THB  period: quarter  languages: en, th }'
    )
    assert together("", base) == tidy(base)


def test_a_layer_adds_and_removes_declarations() -> None:
    top = 'remove kpi k\nremove example "e"\nremove require "r"\nmetric n { formula: 2 }'
    base = (
        'metric m { formula: 1 }\nkpi k { score: 1 }\nexample "e" { }\nexample "f" { }\n'
        'require "r": yes\n'
    )
    assert together(top, base) == tidy(
        'metric n { formula: 2 }\nmetric m { formula: 1 }\nexample "f" { }'
    )


def test_what_is_removed_may_be_declared_anew() -> None:
    assert together("remove metric m\nkpi m { score: 2 }", "metric m { formula: 1 }") == tidy(
        "kpi m { score: 2 }"
    )


def test_a_role_takes_over_what_layers_change_of_the_one_it_is_based_on() -> None:
    top = "override role a { overall score: 3 }"
    base = 'role a "A" { overall score: 1 }\nrole b "B" based on a { }\nrole c based on b { }'
    assert together(top, base) == tidy(
        'role a "A" { overall score: 3 }\nrole b "B" { overall score: 3 }\n'
        "role c { overall score: 3 }"
    )


def test_a_layer_changes_a_role_that_is_based_on_another() -> None:
    top = "override role b { overall score: 3 }"
    base = 'role a { description: "d"  overall score: 1 }\nrole b based on a { overall score: 2 }'
    assert together(top, base) == tidy(
        'role a { description: "d"  overall score: 1 }\n'
        'role b { description: "d"  overall score: 3 }'
    )


def test_a_layer_may_base_a_role_on_another_one() -> None:
    top = "override role c based on b { }"
    base = (
        "role a { overall score: 1 }\nrole b { overall score: 2 }\n"
        'role c "C" based on a { description: "mine" }'
    )
    assert together(top, base) == tidy(
        "role a { overall score: 1 }\nrole b { overall score: 2 }\n"
        'role c "C" { description: "mine"  overall score: 2 }'
    )


def test_a_role_that_speaks_of_itself_goes_on_doing_so() -> None:
    base = "role a { overall score: 1  overall on s { score of a > 1 => x  otherwise => y } }"
    assert together(f"role b based on a {{ }}\n{base}") == tidy(
        base.replace("role a", "role b").replace("of a", "of b") + "\n" + base
    )


def test_a_file_without_layers_stays_as_it_is() -> None:
    text = tidy(ROLE + 'kpi k { score: 1 }\nexample "e" { }\nexample "e" { }')
    assert together(text) == text


@pytest.mark.parametrize(
    ("top", "base", "expected"),
    [
        (
            "override kpi grwth { }",
            "kpi growth { }",
            (
                "override-of-nothing",
                "the base has no kpi `grwth` to override; did you mean `growth`?",
                "grwth",
            ),
        ),
        (
            "remove metric growth",
            "kpi growth { }",
            ("removal-of-nothing", "`growth` of the base is a kpi, not a metric", "growth"),
        ),
        (
            'remove example "strong"',
            'example "stronk" { }',
            (
                "removal-of-nothing",
                'the base has no example "strong" to remove; did you mean "stronk"?',
                '"strong"',
            ),
        ),
        (
            'override example "e" { }',
            'example "e" { }\nexample "e" { }',
            ("override-of-nothing", 'the base has several of the name "e"', '"e"'),
        ),
        (
            "remove kpi k\noverride kpi k { }",
            "kpi k { }",
            (
                "override-of-nothing",
                "`k` is removed, so that there is nothing to override",
                "k",
            ),
        ),
        (
            "override kpi k { }\noverride kpi k { }",
            "kpi k { }",
            ("duplicate-name", "`k` is already overridden in this layer", "k"),
        ),
        (
            "kpi k { }",
            "kpi k { }",
            ("duplicate-name", "`k` is already declared in the base", "k"),
        ),
        (
            "metric k { }",
            "kpi k { }",
            ("duplicate-name", "`k` is already declared in the base, as a kpi", "k"),
        ),
        (
            'example "e" { }',
            'example "e" { }',
            ("duplicate-name", 'example "e" is already declared in the base', '"e"'),
        ),
        (
            'override framework f { version: "1" }',
            "framework f { }",
            ("override-of-nothing", "the header is given again without `override`", "override"),
        ),
        (
            "framework a { }\nframework b { }",
            "framework c { }",
            ("duplicate-header", "a layer has one header, and this is another", "b"),
        ),
        (
            "override kpi k { remove formula }",
            "kpi k { score: 1 }",
            ("removal-of-nothing", "kpi `k` has no `formula` to remove", "remove formula"),
        ),
        (
            "override kpi k { formula: b remove formula }",
            "kpi k { formula: a }",
            (
                "conflicting-properties",
                "`formula` is both given and removed here",
                "remove formula",
            ),
        ),
        (
            "override scale s { remove level god }",
            "scale s { good = 1 }",
            (
                "removal-of-nothing",
                "scale `s` has no level `god` to remove; did you mean `good`?",
                "god",
            ),
        ),
        (
            "override parameter p { remove from 2025-01-01 }",
            "parameter p { from 2024-01-01 = 1 }",
            (
                "removal-of-nothing",
                "parameter `p` has no value from 2025-01-01 to remove",
                "2025-01-01",
            ),
        ),
        (
            "override role r { responsibility a { remove kpi grwth } }",
            "role r { responsibility a { kpi growth } }",
            (
                "removal-of-nothing",
                "responsibility `a` of role `r` has no kpi `grwth` to remove; "
                "did you mean `growth`?",
                "grwth",
            ),
        ),
        (
            "override role r { responsibility b { remove kpi k } }",
            "role r { responsibility a { kpi k } }",
            (
                "removal-out-of-place",
                "there is nothing to remove from what is declared here for the first time",
                "remove kpi k",
            ),
        ),
        (
            "role chief based on seler { }",
            "role seller { }",
            ("unknown-name", "there is no role `seler`; did you mean `seller`?", "seler"),
        ),
        (
            "role q based on k { }",
            "kpi k { }",
            ("wrong-kind", "`k` is a kpi, and a role is needed here", "k"),
        ),
    ],
)
def test_what_does_not_fit_is_reported_at_its_place(
    top: str, base: str, expected: tuple[str, str, str]
) -> None:
    assert wrong(top, base) == [expected]


def test_a_removal_from_the_role_says_where_the_measure_is() -> None:
    base = "role r { responsibility a { kpi k } }"
    [found] = merged("override role r { remove kpi k }", base)[1].in_order()
    assert found.help == "it is measured in responsibility `a`; remove it there"


@pytest.mark.parametrize("line", ["override kpi k { }", "remove kpi k"])
def test_without_a_base_there_is_nothing_to_change(line: str) -> None:
    [(code, message, _)] = wrong(f"kpi k {{ score: 1 }}\n{line}")
    assert code in ("override-of-nothing", "removal-of-nothing")
    assert message.endswith("here: the file extends no other")


def test_what_is_wrong_is_left_out_of_the_result() -> None:
    base = "kpi k { score: 1 }\nmetric m { formula: 1 }"
    result, report = merged("kpi k { score: 2 }\noverride kpi m { better: lower }", base)
    assert len(report.in_order()) == 2
    text = print_declarations(each for file in result.files for each in file.declarations)
    assert text == tidy(base)


def test_a_removal_that_a_lower_layer_made_is_shown() -> None:
    [found] = merged("override kpi k { }", "remove kpi k", "kpi k { }")[1].in_order()
    assert [(label.span.source.name, label.message) for label in found.secondary] == [
        ("1.rules", "removed here")
    ]


def test_a_circle_of_roles_shows_each_link() -> None:
    text = (
        "role a based on b { }\nrole b based on c { }\nrole c based on a { }\nrole d based on d { }"
    )
    first, second = merged(text)[1].in_order()
    assert first.message == "role `a` is based on itself through others"
    assert (first.span.line, first.span.text, first.label) == (3, "a", "`c` is based on `a`")
    assert [label.message for label in first.secondary] == [
        "`a` is based on `b`",
        "`b` is based on `c`",
    ]
    assert (second.message, second.secondary) == ("role `d` is based on itself", ())


def test_inheritance_of_many_parts_has_a_limit() -> None:
    measures = " ".join(f"kpi k{number}" for number in range(1_000))
    roles = "\n".join(f"role r{number} based on big {{ }}" for number in range(101))
    [found] = wrong(f"role big {{ responsibility a {{ {measures} }} }}\n{roles}")
    assert found[0] == "limit-exceeded"
