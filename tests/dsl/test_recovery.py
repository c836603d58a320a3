"""One slip is one diagnostic: what follows from it is not reported, and the rest is still read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assay.dsl.checking.check import check
from assay.dsl.diagnostics.fixes import apply_fixes
from assay.dsl.diagnostics.model import Diagnostic, Severity
from assay.dsl.limits import MAX_NESTING
from assay.dsl.load import load_text

FIELD_SALES = Path(__file__).parent / "field_sales.rules"
HEAD = """\
framework demo "Demo" { version: "1.0"  currency: THB }
scale p "P" {
  good = 2
  bad  = 1
}
input x "X" { type: number }
"""
LINES = HEAD.count("\n")


def problems(text: str) -> list[Diagnostic]:
    files, loading = load_text(text, "a.rules")
    _, checking = check(files, loading)
    return [each for each in (*loading, *checking) if each.severity is Severity.ERROR]


def told(text: str) -> list[tuple[int, int, str, str]]:
    """Line (from 1, after the head), column, code and message of each error."""
    return [
        (each.span.line - LINES, each.span.column, each.code, each.message)
        for each in problems(HEAD + text)
    ]


def mended(text: str) -> str:
    """The text with the fixes of its problems applied."""
    found = problems(HEAD + text)
    fixed = apply_fixes(HEAD + text, [each.fix for each in found if each.fix is not None])
    return fixed.removeprefix(HEAD)


KPI = """\
kpi k "K" {
  type: number
  formula: x
  rate on p {
    >= 3 => good
    otherwise => bad
  }
}
metric m "M" { type: number  formula: k }
"""
ROLE = """\
kpi k { type: number  formula: x  score: x }
kpi l { type: number  formula: x  score: x }
role r {
  responsibility one weight 50% {
    kpi k weight 100%
  }
  responsibility two weight 50% {
    kpi l weight 100%
  }
  overall on p {
    >= 1.5 => good
    otherwise => bad
  }
}
example "e" for r {
  given {
    x = 1
  }
  expect {
    overall = bad
    score of one = 1
  }
}
"""


def test_the_samples_have_no_problem() -> None:
    assert told(KPI) == []
    assert told(ROLE) == []


SLIPS = [
    (
        "a bad level in the first of the rules",
        KPI.replace("3 => good", "3 => 5"),
        [(5, 13, "syntax", "expected a level of scale `p` after `=>`, not `5`")],
    ),
    (
        "a bad level where all stands on one line",
        'kpi k "K" { type: number formula: x rate on p { >= 3 => 5 otherwise => bad } }\n',
        [(1, 57, "syntax", "expected a level of scale `p` after `=>`, not `5`")],
    ),
    (
        "two bad levels are two slips",
        KPI.replace("    >= 3 => good\n", "    >= 3 => 5\n    >= 2 => 4\n"),
        [
            (5, 13, "syntax", "expected a level of scale `p` after `=>`, not `5`"),
            (6, 13, "syntax", "expected a level of scale `p` after `=>`, not `4`"),
        ],
    ),
    (
        "the inner of two braces is not closed",
        KPI.replace("  }\n}", "}"),
        [(4, 13, "unclosed-brace", "this `{` is never closed")],
    ),
    (
        "the outer of two braces is not closed",
        KPI.replace("  }\n}", "  }\n"),
        [(1, 11, "unclosed-brace", "this `{` is never closed")],
    ),
    (
        "a block within a block is not closed",
        ROLE.replace("    kpi k weight 100%\n  }\n", "    kpi k weight 100%\n"),
        [(4, 33, "unclosed-brace", "this `{` is never closed")],
    ),
    (
        "`given` is not closed before `expect`",
        ROLE.replace("    x = 1\n  }\n", "    x = 1\n"),
        [(16, 9, "unclosed-brace", "this `{` is never closed")],
    ),
    (
        "the last brace of the file is missing",
        ROLE[: ROLE.rindex("}")],
        [(15, 19, "unclosed-brace", "this `{` is never closed")],
    ),
    (
        "an indented declaration after one that is not closed",
        "  kpi k {\n    type: number\n    formula: x\n    score: x\n"
        "  kpi l {\n    type: number\n    formula: k\n    score: x\n  }\n",
        [(1, 9, "unclosed-brace", "this `{` is never closed")],
    ),
    (
        "an indented declaration after an unclosed list of measures",
        "  kpi l { type: number  formula: x  score: x }\n  role r {\n"
        "    responsibility one weight 100% {\n      kpi l weight 100%\n"
        "  kpi k {\n    type: number\n    formula: l\n    score: x\n  }\n",
        [(3, 36, "unclosed-brace", "this `{` is never closed")],
    ),
    (
        "a text without its end swallows the brace",
        KPI.replace('"K" {', '"K {'),
        [
            (
                *(1, 7, "unclosed-string"),
                'this text is never closed: its `"` has no partner on the line',
            )
        ],
    ),
    (
        "a text without its start",
        KPI.replace('"K" {', 'K" {'),
        [
            (
                *(1, 8, "unclosed-string"),
                'this text is never closed: its `"` has no partner on the line',
            )
        ],
    ),
    (
        "a text without its end before another line",
        KPI.replace("  type", '  description: "hello\n  type', 1),
        [
            (
                *(2, 16, "unclosed-string"),
                'this text is never closed: its `"` has no partner on the line',
            )
        ],
    ),
    (
        "a long text without its end, before other declarations",
        'metric n {\n  description: """\n  type: number\n  formula: x\n}\n' + KPI,
        [(2, 16, "unclosed-string", 'this text is never closed: its `"""` has no partner')],
    ),
    (
        "a declaration without its opening brace keeps its name",
        KPI.replace('"K" {', '"K"'),
        [(2, 3, "syntax", 'expected `{` after `"K"`, not `type`')],
    ),
    (
        "a list of rules without its opening brace",
        KPI.replace("p {", "p"),
        [(5, 5, "syntax", "expected `{` after `p`, not `>=`")],
    ),
    (
        "the line that opens a block is missing",
        KPI.replace("  rate on p {\n", ""),
        [
            (
                *(4, 10, "syntax"),
                "expected `allow`, `better`, `description`, `formula`, `rate`, `rating` or … "
                "after `3`, not `=>`",
            )
        ],
    ),
    (
        "the line that opens a responsibility is missing",
        ROLE.replace("  responsibility one weight 50% {\n", ""),
        [
            (
                *(4, 5, "syntax"),
                "expected `allow`, `description`, `overall`, `rate`, `remove`, `responsibility` "
                "or … after `{`, not `kpi`",
            )
        ],
    ),
    (
        "the line that opens a declaration is missing",
        KPI.replace('kpi k "K" {\n', ""),
        [(1, 3, "unknown-declaration", "no declaration starts with `type`")],
    ),
    (
        "a declaration without a name",
        KPI.replace("kpi k", "kpi"),
        [(1, 5, "syntax", 'expected a name after `kpi`, not `"K"`')],
    ),
    (
        "a declaration of an unknown kind",
        "widget w {\n  kpi z {\n    formula: x\n  }\n}\n" + KPI,
        [(1, 1, "unknown-declaration", "no declaration starts with `widget`")],
    ),
    (
        "a misspelt kind of declaration",
        KPI.replace("kpi k", "kpy k"),
        [
            (
                *(1, 1, "unknown-declaration"),
                "no declaration starts with `kpy`; did you mean `kpi`?",
            )
        ],
    ),
    (
        "a misspelt property",
        KPI.replace("formula: x", "formla: x"),
        [
            (
                *(3, 3, "unknown-property"),
                "a KPI has no property `formla`; did you mean `formula`?",
            )
        ],
    ),
    (
        "a property without its value",
        KPI.replace("formula: x", "formula:"),
        [(4, 3, "syntax", "expected a value after `:`, before the next line")],
    ),
    (
        "a translation without its language",
        KPI.replace('"K"', '"K" "ก"'),
        [(1, 11, "syntax", 'expected `{` after `"K"`, not `"ก"`')],
    ),
    (
        "a rule without its comparison",
        KPI.replace(">= 3 => good", "k 3 => good"),
        [(5, 7, "syntax", "expected a comparison such as `>=` after `k`, not `3`")],
    ),
    (
        "a bracket that is not closed",
        KPI.replace("formula: x", "formula: (x + 2 * x"),
        [(3, 12, "unclosed-brace", "this `(` is never closed")],
    ),
    (
        "a decimal comma",
        KPI.replace("formula: x", "formula: x * 0,25"),
        [
            (
                *(3, 16, "bad-number"),
                "write `0.25` instead of `0,25`: decimals stand after a point",
            )
        ],
    ),
    (
        "a decimal comma in a percentage",
        ROLE.replace("weight 50% {\n    kpi k", "weight 12,5% {\n    kpi k"),
        [
            (
                *(4, 29, "bad-number"),
                "write `12.5` instead of `12,5`: decimals stand after a point",
            )
        ],
    ),
    (
        "a decimal comma in a curve",
        "metric n { type: number  formula: interpolate(x, 0,5 => 1, 2 => 3) }\n",
        [(1, 50, "bad-number", "write `0.5` instead of `0,5`: decimals stand after a point")],
    ),
    (
        "three decimals after a comma",
        KPI.replace("formula: x", "formula: x * 0,125"),
        [
            (
                *(3, 16, "bad-number"),
                "write `0.125` instead of `0,125`: decimals stand after a point",
            )
        ],
    ),
    (
        "a version that is no text",
        KPI.replace(">= 3", ">= 3.1.0"),
        [(5, 8, "bad-number", "`3.1.0` is not a number")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*s[1:], id=s[0]) for s in SLIPS])
def test_a_slip_is_reported_once(text: str, expected: list[tuple[int, int, str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "slip", "message"),
    [
        (KPI, ('"K" {', '"K"'), "add `{`"),
        (KPI, ("rate on p {", "rate on p"), "add `{`"),
        (KPI, ("type: number\n", "type number\n"), "add `:`"),
        (KPI, ("=> good", "good"), "add `=>`"),
        (KPI, ("  }\n}", "}"), "add `}`"),
        (KPI, ("  }\n}", "  }\n"), "add `}`"),
        (ROLE, ("100%\n  }\n  resp", "100%\n  resp"), "add `}`"),
        (ROLE, ("  }\n  expect", "  expect"), "add `}`"),
        (ROLE, ("of one = 1", "of one 1"), "add `=`"),
        (KPI, ('"K" {', '"K {'), 'add `"`'),
        (KPI, ("kpi k", "kpy k"), "write `kpi`"),
        (KPI, ("on p {", "onn p {"), "write `on`"),
        (KPI, ("formula: x", "formula: x * 0,25"), "write `0.25`"),
        (ROLE, ("weight 50%", "weight 50"), "add `%`"),
    ],
)
def test_the_fix_of_a_slip_leaves_no_problem(
    text: str, slip: tuple[str, str], message: str
) -> None:
    assert slip[0] in text
    broken = text.replace(*slip, 1)
    [found] = problems(HEAD + broken)
    assert found.fix is not None
    assert found.fix.message == message
    assert told(mended(broken)) == []


def test_a_missing_sign_comes_back_where_it_was() -> None:
    for slip in [('"K" {', '"K"'), ("type: number\n", "type number\n"), ("  }\n}", "}")]:
        assert mended(KPI.replace(*slip, 1)) == KPI


def test_all_braces_that_a_new_declaration_finds_open_are_closed_by_the_fix() -> None:
    text = KPI.replace("  }\n}\n", "")
    [found] = problems(HEAD + text)
    assert found.code == "unclosed-brace"
    assert mended(text) == KPI


def test_where_several_signs_could_be_missing_none_is_proposed() -> None:
    [found] = problems(HEAD + KPI.replace("formula: x", "formula: (x + 2 * x"))
    assert found.fix is None


def test_a_column_that_was_not_understood_is_not_missed_elsewhere() -> None:
    text = "table t {\n  a: number\n  : text\n}\nmetric n { type: number  formula: sum(t.b) }\n"
    assert [(line, code) for line, _, code, _ in told(text)] == [(3, "syntax")]


def test_independent_problems_stay() -> None:
    text = KPI.replace("3 => good", "3 => 5").replace("formula: k }", "formula: unknown }")
    assert [(line, code) for line, _, code, _ in told(text)] == [
        (5, "syntax"),
        (9, "unknown-name"),
    ]


TOKEN = re.compile(r'"[^"\n]*"|#[^\n]*|[\w.]+|=>|<=|>=|!=|\S')

MANY = {
    "1": "without the last value of a curve, the comma after it is left over",
    "revenue": "the unit before its `=` is taken for the next fact",
    "cycle_length": "the same",
    "coaching.manager": "the same",
}
"""What of the sample, once left out, leaves more than one problem, and why."""


def test_any_token_left_out_of_a_framework_is_one_problem() -> None:
    text = FIELD_SALES.read_text(encoding="utf-8")
    assert problems(text) == []
    many = {
        match[0]
        for match in TOKEN.finditer(text)
        if len(problems(f"{text[: match.start()]} {text[match.end() :]}")) > 1
    }
    assert many == set(MANY)


NESTED = [
    ("(", "x", ")"),
    ("abs(", "x", ")"),
    ("-", "x", ""),
    ("x - (", "x", ")"),
    ("if yes then 1 else ", "x", ""),
    ("x + ", "x", ""),
]


@pytest.mark.parametrize(("before", "inside", "after"), NESTED)
def test_nesting_ends_at_the_limit(before: str, inside: str, after: str) -> None:
    def codes(depth: int) -> set[str]:
        nested = before * depth + inside + after * depth
        return {each.code for each in problems(f"{HEAD}metric n {{ formula: {nested} }}")}

    assert codes(MAX_NESTING) == set()
    assert codes(MAX_NESTING + 1) == {"nesting-too-deep"}


def test_a_percent_sign_is_proposed_only_where_the_weights_then_total_100_percent() -> None:
    [found] = problems(HEAD + ROLE.replace("weight 50%", "weight 40", 1))
    assert (found.code, found.fix) == ("weights-mixed", None)


def test_a_misspelt_word_is_read_as_the_word_that_was_meant() -> None:
    text = ROLE.replace("kpi k weight", "kpk k weight").replace(
        "type: number  formula: x  score: x }",
        "type: number  formula: round(x, to 1, hlf  up)  better: highr  score: x }",
        1,
    )
    assert [(line, code) for line, _, code, _ in told(text)] == [
        (1, "syntax"),
        (1, "syntax"),
        (5, "syntax"),
    ]
