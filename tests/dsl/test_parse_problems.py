"""What a designer is told about a mistake, and that what follows is still read."""

from __future__ import annotations

import pytest

from assay.dsl.limits import MAX_PROBLEMS
from assay.dsl.parse import parse
from assay.dsl.source import Source


def problems(text: str) -> list[tuple[str, str]]:
    return [(d.code, d.span.text) for d in parse(Source("a.rules", text))[1]]


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        (
            "kpi k { rate on performance {\n>= 3 => 5\n} }",
            "expected a level of scale `performance` after `=>`",
            "5",
        ),
        (
            "role r { responsibility t weight high { } }",
            "expected a weight such as `30%` after `weight`",
            "high",
        ),
        (
            "kpi k { rate on p {\n>= 3 good\n} }",
            "expected `=>` between the condition and the level",
            "good",
        ),
    ],
)
def test_syntax_errors_speak_of_what_was_expected(text: str, message: str, place: str) -> None:
    [found] = parse(Source("a.rules", text))[1]
    assert found.code == "syntax"
    assert found.message.startswith(message)
    assert found.span.text == place


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("kpi k {\n formla: a\n}", "unknown-property", "formla"),
        ("kpy k { }", "unknown-declaration", "kpy"),
        ("kpi k { better: higher better: lower }", "duplicate-property", "better: lower"),
        ("kpi k {\n formula: a\n\nkpi m {\n formula: b\n}\n", "unclosed-brace", "{"),
        ("parameter p { from 2026-02-30 = 5 }", "bad-date", "2026-02-30"),
        ('example "e" in 2026-Q5 { }', "bad-date", "2026-Q5"),
        ('use "a\\tb"', "bad-escape", "\\t"),
        ("override kpy k { }", "unknown-declaration", "kpy"),
        ("remove k", "syntax", "k"),
        ("override kpi k { remove formla }", "syntax", "formla"),
        (
            "override kpi k { remove formula remove formula }",
            "duplicate-property",
            "remove formula",
        ),
        ("metric m { formula: >= 3 }", "syntax", ">= 3"),
        ("metric m { formula: round(x) }", "syntax", "round(x)"),
    ],
)
def test_each_mistake_is_one_problem_at_its_place(text: str, code: str, place: str) -> None:
    assert problems(text) == [(code, place)]


def test_independent_mistakes_are_all_reported_in_one_run() -> None:
    text = "kpi a {\n formula: x y\n better: sideways\n}\nkpi b {\n formula: *\n}\nuse 3\n"
    assert [place for _, place in problems(text)] == ["y", "sideways", "*", "3"]


def test_declarations_after_a_mistake_are_read() -> None:
    file, _ = parse(Source("a.rules", 'kpi a { formula: * }\nuse "b"\nuse "c"'))
    assert [d.span.text for d in file.declarations][-2:] == ['use "b"', 'use "c"']


def test_numbers_beyond_what_python_reads_are_refused() -> None:
    assert [code for code, _ in problems(f'require "x": a > {"9" * 1_000_000}')] == [
        "number-too-large"
    ]


@pytest.mark.parametrize("nested", ["not " * 300 + "a", "-" * 300 + "a", " + ".join("a" * 300)])
def test_deep_trees_are_refused(nested: str) -> None:
    assert [code for code, _ in problems(f"metric m {{ formula: {nested} }}")] == [
        "nesting-too-deep"
    ]


def test_the_list_of_problems_ends_with_a_word_about_the_rest() -> None:
    _, found = parse(Source("a.rules", "kpi k { better: x }\n" * 300))
    assert len(found) == MAX_PROBLEMS + 1
    assert found[-1].code == "too-many-problems"
