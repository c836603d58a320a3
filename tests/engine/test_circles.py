"""Circles of values: told link by link, with the other problems of a file, and no false ones."""

from __future__ import annotations

import assay
from assay.dsl.diagnostics.model import Diagnostic

HEAD = """\
framework demo "Demo" { version: "1.0"  currency: THB }
scale p { good = 2  bad = 1 }
input x { type: number }
"""


def found(text: str) -> list[Diagnostic]:
    try:
        assay.loads(HEAD + text, "a.rules")
    except assay.FrameworkError as error:
        return list(error.diagnostics)
    return []


def told(text: str) -> list[tuple[int, str]]:
    return [(each.span.line - 3, each.code) for each in found(text)]


HEN_AND_EGG = """\
metric hen   { type: number  formula: egg + 1 }
metric egg   { type: number  formula: chick * 2 }
metric chick { type: number  formula: hen - 1 }
"""


def test_a_circle_shows_each_of_its_links_at_its_place() -> None:
    [circle] = found(HEN_AND_EGG)
    assert circle.code == "circular-dependency"
    assert circle.message == "`hen` depends on itself: `hen` → `egg` → `chick` → `hen`"
    links = [(circle.span, circle.label), *((each.span, each.message) for each in circle.secondary)]
    assert [(span.line - 3, span.text, label) for span, label in links] == [
        (1, "egg", "`hen` needs `egg`"),
        (2, "chick", "`egg` needs `chick`"),
        (3, "hen", "`chick` needs `hen`"),
    ]


def test_a_circle_comes_with_the_other_problems_of_the_file_in_their_order() -> None:
    text = (
        "metric early { type: number  formula: unknown_one }\n"
        + HEN_AND_EGG
        + "metric late { type: number  formula: (x }\n"
        + "kpi k { type: number  formula: x  rate on p { >= 3 => 5  otherwise => bad } }\n"
    )
    assert told(text) == [
        (1, "unknown-name"),
        (2, "circular-dependency"),
        (5, "unclosed-brace"),
        (6, "syntax"),
    ]


def test_a_circle_is_found_through_a_formula_with_an_error() -> None:
    text = HEN_AND_EGG.replace("chick * 2", "chick * unknown_one")
    assert told(text) == [(1, "circular-dependency"), (2, "unknown-name")]


def test_two_circles_are_two_problems() -> None:
    text = HEN_AND_EGG + HEN_AND_EGG.replace("hen", "a").replace("egg", "b").replace("chick", "c")
    assert told(text + "metric d { formula: unknown_one }\n") == [
        (1, "circular-dependency"),
        (4, "circular-dependency"),
        (7, "unknown-name"),
    ]


def test_a_kpi_whose_formula_is_not_understood_does_not_depend_on_its_rules() -> None:
    text = (
        "kpi k {\n  type: number\n  formula: * x\n"
        "  rate on p {\n    >= 3 => good\n    otherwise => bad\n  }\n}\n"
    )
    assert told(text) == [(3, "syntax")]


def test_a_name_that_is_declared_twice_makes_no_circle() -> None:
    text = (
        "metric a { type: number  formula: b }\n"
        "metric b { type: number  formula: a }\n"
        "metric b { type: number  formula: x }\n"
    )
    assert told(text) == [(3, "duplicate-name")]


def test_a_role_with_an_unknown_measure_is_looked_at_all_the_same() -> None:
    text = (
        "kpi k { type: number  formula: x  score: x }\n"
        "role r {\n"
        "  responsibility one weight 100% {\n"
        "    kpi k weight 60%\n"
        "    kpi unknown_one weight 40%\n"
        "    score: min(kpis.score) + score of one\n"
        "  }\n"
        "  overall on p {\n"
        "    overall >= 2 => good\n"
        "    otherwise    => bad\n"
        "    cap at bad when any(kpis where rating is bad)\n"
        "  }\n"
        "}\n"
    )
    assert told(text) == [(5, "unknown-name"), (6, "circular-dependency")]
