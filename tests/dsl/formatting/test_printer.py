"""Declarations as text say what they said: parsing what is printed gives the same syntax."""

from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import generated_frameworks
from syntax_outline import outline
from written_rules import EVERYTHING, FILES

from assay.dsl import syntax as s
from assay.dsl.formatting.expression_text import expression_text
from assay.dsl.formatting.printer import print_declarations
from assay.dsl.parse import parse
from assay.dsl.source import Source, Span

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
