"""Declarations as text say what they said: parsing what is printed gives the same syntax."""

from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import generated_frameworks
from syntax_outline import outline

from assay.dsl import syntax as s
from assay.dsl.formatting.expressions import expression_text
from assay.dsl.formatting.printer import print_declarations
from assay.dsl.parse import parse
from assay.dsl.source import Source, Span

ROOT = Path(__file__).parents[3]
FILES = [
    *ROOT.glob("frameworks/*.rules"),
    ROOT / "tests/dsl/field_sales.rules",
    ROOT / "tests/cli/files/shop.rules",
]
NOWHERE = Span(Source("nowhere", ""), 0, 0)


def parsed(text):
    file, problems = parse(Source("a.rules", text))
    assert problems == ()
    return file.declarations


def printed(text):
    return print_declarations(parsed(text))


def same(text):
    """Print the declarations of a text, and require that they still say the same."""
    declarations = parsed(text)
    again = print_declarations(declarations)
    assert outline(parsed(again)) == outline(declarations)
    return again


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_printed_file_says_the_same(path):
    text = same(path.read_text("utf-8"))
    assert same(text) == text


@given(generated_frameworks())
@settings(max_examples=60)
def test_a_generated_framework_says_the_same(framework):
    text = same(framework.text)
    assert same(text) == text


KINDS = {
    kind.__name__: kind
    for kind in (*get_args(s.Expression), *get_args(s.Declaration), *get_args(s.TypeExpression))
}


def test_the_files_and_generators_hold_every_kind_of_node():
    """So that the properties above speak of all of them."""
    text = "".join(path.read_text("utf-8") for path in FILES) + EVERYTHING
    file, problems = parse(Source("a.rules", text))
    assert problems == ()
    seen = set()
    waiting = [file]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(node)
        elif hasattr(node, "span"):
            seen.add(type(node).__name__)
            waiting.extend(getattr(node, field.name) for field in fields(node))
    assert set(KINDS) - seen == set()


EVERYTHING = """
use "scales.rules"
allow unreachable-rule because "they are copied as they are"
framework f "F" { version: "1"  allow look-alike-names because "as in the register" }
kpi z { formula: x  allow unreachable-level because "pass or fail"  allow better-rated-worse because "q" }
metric a { formula: match x { a or b => 1, c => (if d is missing then 2 else 3), otherwise => 4 } }
metric b { formula: interpolate(x, 1 => 2, 3 => -4) + tiered(y, 5 => 10%, 6 => 20%) }
metric c { formula: (x if missing y if missing 0) * round(sqrt(z), to 0.01, half even) }
metric d { formula: weighted average(t.x by t.w where t.c in (a, b) ignoring missing) }
metric e { formula: not (a and b) or (c or d) and not e is not missing and f is not applicable }
metric f { formula: a - (b - c) - d / (e / f) * -(g + h) }
metric g { formula: 70% <= x < 90% or (a = b) = yes or x is not "text" or weight of r > 10% }
metric h { formula: count(kpis where rating <= developing) >= 2 or p in period }
metric i { type: money in USD  formula: if a then missing else not applicable }
metric j { formula: power(abs(x), 2) + max(a, b) - min(t.c where yes) + period.days / 1 day }
kpi k { rating: mark  when missing: score 1 + 2 }
kpi l { score: 5 - x  when missing: fail }
kpi m { rate on p { >= 2 weeks and x in period => a  < 3 or = 4 => b } }
competency n { levels: p  a: "One" th "หนึ่ง"  all raters }
role q { overall score: 100 - x  rate gap on p { gap > 0 => a  otherwise => b } }
parameter r { type: date  range: > 2020-01-01, <= 2030-12-31  value: 2026-01-01 }
input u { type: one of a "A" "AA", b  range: -100 to 100 }
table v { description: "What" description: text column "D"  person column "p" "q" }
example "w" in 2026 { given { a.b = c, d  t { } t { x = 1  y = "z" } no u } expect { overall = not rated } }
require "x" th "เอ็กซ์": date = 2026-Q1
extends "base.rules"
override kpi k { remove formula  remove when missing  better: lower }
override scale a { remove level b  remove description  remove rate gap  c = -1 "C" }
override parameter r { remove from 2025-01-01  remove type  from 2026-01-01 = 1 because "so" th "x" }
override table v { remove column c  remove person column  d "D": date }
override competency n { remove indicator a  remove all raters  remove assessed by }
override role q { remove overall score  remove gates  responsibility r { remove kpi k  remove score } }
override input u { remove range } override metric a { remove type }
override require "x": yes override example "e" { } override framework f { version: "2" }
role s "S" th "เอส" based on q { remove responsibility r  remove competency n }
remove kpi k remove example "w" remove require "x"
"""


@pytest.mark.parametrize("line", EVERYTHING.strip().splitlines())
def test_every_construct_says_the_same(line):
    assert same(same(line)) == same(line)


@pytest.mark.parametrize(
    "text",
    [
        "a + b * c - d",
        "(a + b) * c",
        "a - (b - c)",
        "a / (b / c)",
        "-(a + b)",
        "--a",
        "a and (b and c)",
        "a or b and c",
        "(a or b) and c",
        "not (a or b)",
        "not a > 3",
        "(not a) = b",
        "(a = b) is not yes",
        "stage is won",
        "stage = won",
        "a = b is not c",
        "x = 5",
        "x != 5%",
        "x is not missing",
        "x = given",
        "(missing) + 1",
        "x if missing (y if missing z)",
        "x if missing y if missing z",
        "(if a then b else c) + 1",
        "if if a then b else c then d else e",
        "round(x, to 0.01)",
        "round(x, to 1 day, half even)",
        "1_000 THB",
        "0.5 weeks",
    ],
)
def test_expressions_have_the_brackets_they_need_and_no_more(text):
    [metric] = parsed(f"metric m {{ formula: {text} }}")
    assert expression_text(metric.formula) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("((a)) + (b * c)", "a + b * c"),
        ("(a + b) + c", "a + b + c"),
        ("x is 5", "x = 5"),
        ("10000 THB", "10_000 THB"),
        ("1_00.50", "100.50"),
        ("007", "7"),
        ("1 days", "1 day"),
        ("2 week", "2 weeks"),
        ("round(x, to 1, half up)", "round(x, to 1)"),
        ("min(a, b,)", "min(a, b)"),
    ],
)
def test_there_is_one_way_to_write_an_expression(text, wanted):
    [metric] = parsed(f"metric m {{ formula: {text} }}")
    assert expression_text(metric.formula) == wanted


@pytest.mark.parametrize(
    ("value", "unit", "wanted"),
    [
        (Fraction(1_234_567, 100), "THB", "12_345.67 THB"),
        (Fraction(27, 25), "%", "108%"),
        (Fraction(1, 8), "%", "12.5%"),
        (Fraction(14), "days", "14 days"),
        (Fraction(1), "days", "1 day"),
        (Fraction(0), "", "0"),
        (Fraction(1, 1000), "", "0.001"),
        (Fraction(11, 3), "", "11 / 3"),
        (Fraction(1, 3), "%", "100% / 3"),
        (Fraction(10_000, 3), "THB", "10_000 THB / 3"),
        (Fraction(-5, 2), "THB", "-2.5 THB"),
    ],
)
def test_a_number_that_was_computed_is_written_exactly(value, unit, wanted):
    assert expression_text(s.NumberLiteral(NOWHERE, value, unit)) == wanted


def test_a_quotient_is_bracketed_where_it_must_be():
    third = s.NumberLiteral(NOWHERE, Fraction(1, 3), "")
    two = s.NumberLiteral(NOWHERE, Fraction(2), "")
    assert expression_text(s.Arithmetic(NOWHERE, "/", two, third)) == "2 / (1 / 3)"
    assert expression_text(s.Arithmetic(NOWHERE, "*", third, two)) == "1 / 3 * 2"


def test_a_changed_number_is_written_anew():
    [metric] = parsed("metric m { formula: 2 weeks }")
    assert expression_text(metric.formula) == "2 weeks"
    assert expression_text(replace(metric.formula, value=Fraction(15))) == "15 days"


def test_a_comparison_that_was_made_is_spoken_before_a_name():
    [metric] = parsed("metric m { formula: x = y }")
    [left, right] = metric.formula.operands
    made = replace(metric.formula, operands=(left, replace(right, span=NOWHERE)))
    assert expression_text(made) == "x is y"


def test_made_nodes_need_no_place():
    def name(text):
        return s.Name(NOWHERE, text)

    def number(value, unit=""):
        return s.NumberLiteral(NOWHERE, Fraction(value), unit)

    example = s.ExampleDeclaration(
        NOWHERE,
        s.Text(NOWHERE, 'just below "good"'),
        name("seller"),
        s.PeriodLiteral(NOWHERE, "2026-Q1"),
        (
            s.GivenValue(NOWHERE, name("quota"), None, (number(1_000_000, "THB"),)),
            s.GivenValue(NOWHERE, name("coaching"), name("peers"), (s.MissingLiteral(NOWHERE),)),
            s.GivenRow(
                NOWHERE,
                name("deals"),
                ((name("closed"), s.DateLiteral(NOWHERE, date(2026, 1, 31))),),
            ),
            s.GivenNoRows(NOWHERE, name("accounts")),
        ),
        (
            s.Expectation(NOWHERE, "value", name("attainment"), number(Fraction(8999, 10000), "%")),
            s.Expectation(NOWHERE, "rating", None, s.NameExpression(NOWHERE, name("poor"))),
            s.Expectation(NOWHERE, "score", None, number(Fraction(11, 3))),
        ),
    )
    text = print_declarations([example])
    [again] = parsed(text)
    assert again.label.value == 'just below "good"'
    assert [type(each) for each in again.given] == [type(each) for each in example.given]
    assert outline(again.expect[:2]) == outline(example.expect[:2])
    assert again.expect[2].expected.operator == "/"


@settings(max_examples=200)
@given(st.text(st.sampled_from('a "\\\n\tก  #{'), max_size=12))
def test_any_text_is_kept(value):
    header = s.HeaderProperty(
        NOWHERE,
        s.Name(NOWHERE, "source"),
        (
            s.Localized(
                NOWHERE, s.Text(NOWHERE, value), ((s.Name(NOWHERE, "th"), s.Text(NOWHERE, value)),)
            ),
        ),
    )
    kpi = s.FrameworkHeader(
        NOWHERE, s.Name(NOWHERE, "f"), None, (replace(header, name=s.Name(NOWHERE, "description")),)
    )
    [again] = parsed(print_declarations([kpi]))
    [property] = again.properties
    [text] = property.values
    assert [text.text.value, text.translations[0][1].value] == [value, value]


def test_a_text_of_several_lines_stands_between_triple_quotes():
    assert printed(
        'metric m { description: "one\\ntwo" th """\n  หนึ่ง\n\n    สอง\n""" formula: 1 }'
    ) == (
        "metric m {\n"
        '  description: """\n'
        "    one\n"
        "    two\n"
        '    """\n'
        '    th """\n'
        "      หนึ่ง\n"
        "\n"
        "        สอง\n"
        '      """\n'
        "  formula: 1\n"
        "}\n"
    )
