"""Text -> Syntax: what each construct becomes, and that its span covers its text."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from assay.dsl import syntax as s
from assay.dsl.parse import parse
from assay.dsl.parsing.compile_grammar import compile_grammar
from assay.dsl.parsing.files import FileBuilder
from assay.dsl.parsing.problems import Problems
from assay.dsl.parsing.tables import GRAMMAR, TABLES, load_tables
from assay.dsl.source import Source

FIELD_SALES = Path(__file__).parent / "field_sales.rules"


def declaration(text: str) -> s.Declaration:
    file, problems = parse(Source("a.rules", text))
    assert problems == ()
    [only] = file.declarations
    return only


def expression(text: str) -> s.Expression:
    metric = declaration(f"metric m {{ formula: {text} }}")
    assert isinstance(metric, s.MetricDeclaration)
    assert metric.formula is not None
    assert metric.formula.span.text == text
    return metric.formula


def outline(node: object) -> object:
    """A node without its spans and places: its text for a name, else its kind and parts."""
    if isinstance(node, s.Name):
        return node.text
    if isinstance(node, s.NameExpression):
        return node.name.text
    if isinstance(node, s.NumberLiteral):
        return f"{node.value}{node.unit}"
    if isinstance(node, tuple):
        return [outline(part) for part in node]
    if is_dataclass(node):
        shown = (f.name for f in fields(node) if f.name not in ("span", "places"))
        parts = [outline(getattr(node, name)) for name in shown]
        return [type(node).__name__, *parts]
    return node


def test_the_shipped_tables_are_those_of_the_grammar() -> None:
    compiled = compile_grammar(GRAMMAR.read_text(encoding="utf-8"))
    assert json.loads(TABLES.read_text(encoding="utf-8")) == json.loads(json.dumps(compiled))


def test_every_rule_of_the_grammar_has_its_builder() -> None:
    builder = FileBuilder(Problems(Source("a.rules", "")))
    names = {rule.builder for rule in load_tables().rules} - {"", "*"}
    assert {name for name in names if not hasattr(builder, name)} == set()


def test_the_sample_of_the_language_parses_without_a_problem() -> None:
    file, problems = parse(Source("field_sales.rules", FIELD_SALES.read_text(encoding="utf-8")))
    assert problems == ()
    assert [type(each).__name__.removesuffix("Declaration") for each in file.declarations] == [
        "FrameworkHeader",
        "Scale",
        "Scale",
        "Input",
        "Table",
        "Parameter",
        "Input",
        "Kpi",
        "Kpi",
        "Competency",
        "Role",
        "Require",
        "Example",
    ]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1_000_000", Fraction(1_000_000), ""),
        ("0.25", Fraction(1, 4), ""),
        ("25%", Fraction(1, 4), "%"),
        ("5_000_000 THB", Fraction(5_000_000), "THB"),
        ("90 days", Fraction(90), "days"),
        ("1 day", Fraction(1), "days"),
        ("2 weeks", Fraction(14), "days"),
        ("1 week", Fraction(7), "days"),
    ],
)
def test_numbers_are_exact(text: str, value: Fraction, unit: str) -> None:
    number = expression(text)
    assert isinstance(number, s.NumberLiteral)
    assert (number.value, number.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-01-31", ["DateLiteral", date(2026, 1, 31)]),
        ("2026-Q1", ["PeriodLiteral", "2026-Q1"]),
        ("yes", ["YesNoLiteral", True]),
        ("no", ["YesNoLiteral", False]),
        ('"a \\"b\\" \\\\"', ["Text", 'a "b" \\']),
        ("missing", ["MissingLiteral"]),
        ("not applicable", ["NotApplicableLiteral"]),
        ("-5%", ["Negation", "1/20%"]),
        ("period.start", ["MemberExpression", "period", "start"]),
        ("rating of x", ["PropertyOf", "rating", "x"]),
        ("rating", "rating"),
        ("a + b * c", ["Arithmetic", "+", "a", ["Arithmetic", "*", "b", "c"]]),
        ("a - b - c", ["Arithmetic", "-", ["Arithmetic", "-", "a", "b"], "c"]),
        ("70% <= x < 90%", ["Comparison", ["7/10%", "x", "9/10%"], ["<=", "<"]]),
        ("x is a", ["Comparison", ["x", "a"], ["="]]),
        ("x is not a", ["Comparison", ["x", "a"], ["!="]]),
        ("x is missing", ["PresenceTest", "x", "missing", False]),
        ("x is given", ["PresenceTest", "x", "given", False]),
        ("x is not missing", ["PresenceTest", "x", "missing", True]),
        ("x is not applicable", ["PresenceTest", "x", "not applicable", False]),
        ("x in period", ["PeriodTest", "x"]),
        ("x in (a, b)", ["MembershipTest", "x", ["a", "b"]]),
        ("not a and b or c", ["Or", [["And", [["Not", "a"], "b"]], "c"]]),
        ("a and b and c", ["And", ["a", "b", "c"]]),
        ("x if missing y", ["IfMissing", "x", "y"]),
        ("if a then b else c", ["Conditional", "a", "b", "c"]),
        (
            "match x { a => 1, b or c => 2, otherwise => 3, }",
            ["Match", "x", [["MatchArm", ["a"], "1"], ["MatchArm", ["b", "c"], "2"]], "3"],
        ),
        ("min(a, b)", ["Call", "min", ["a", "b"]]),
        ("min(a where b)", ["Aggregate", "min", "a", None, "b", False]),
        ("min(t.c)", ["Aggregate", "min", ["MemberExpression", "t", "c"], None, None, False]),
        ("count distinct(x)", ["Aggregate", "count distinct", "x", None, None, False]),
        (
            "weighted average(x by w where c ignoring missing)",
            ["Aggregate", "weighted average", "x", "w", "c", True],
        ),
        ("round(x, to 0.01)", ["Round", "x", "1/100", "half up"]),
        ("round(x, to 1, half even)", ["Round", "x", "1", "half even"]),
        (
            "interpolate(x, 1 => 2, 3 => 4)",
            ["Curve", "interpolate", "x", [["CurvePoint", "1", "2"], ["CurvePoint", "3", "4"]]],
        ),
    ],
)
def test_expressions(text: str, wanted: object) -> None:
    assert outline(expression(text)) == wanted


def test_a_bare_comparison_is_about_the_kpi_also_inside_and() -> None:
    kpi = declaration("kpi k { rate on p { >= 90% and x > 3 => a otherwise => b } }")
    assert isinstance(kpi, s.KpiDeclaration)
    assert kpi.rules is not None
    bare = ["Comparison", [None, "9/10%"], [">="]]
    assert outline(kpi.rules.rules[0].condition) == [
        "And",
        [bare, ["Comparison", ["x", "3"], [">"]]],
    ]
    assert kpi.rules.rules[1].condition is None


def test_words_of_the_language_may_name_declarations_and_inputs() -> None:
    example = declaration('example "e" { given { weight = 3 rating = 2 period = 1 } }')
    assert isinstance(example, s.ExampleDeclaration)
    names = [g.name.text for g in example.given if isinstance(g, s.GivenValue)]
    assert names == ["weight", "rating", "period"]


def test_a_gate_keeps_its_reason_and_what_an_unknown_condition_does() -> None:
    role = declaration(
        "role r { overall on p { rated when at least 60% of weight is known x > 1 => a "
        'cap at b when c is missing because "why" when unknown ignore } }'
    )
    assert isinstance(role, s.RoleDeclaration)
    assert role.overall is not None
    assert outline(role.overall.known_weight) == "3/5%"
    [gate] = role.overall.gates
    assert (gate.action, gate.level.text, gate.when_unknown) == ("cap", "b", "ignore")
    assert gate.because is not None
    assert gate.because.text.value == "why"


def test_a_label_has_its_translations_by_language() -> None:
    kpi = declaration('kpi k "Key" th "หลัก" zh-Hant "鍵" { }')
    assert isinstance(kpi, s.KpiDeclaration)
    assert kpi.label is not None
    assert [(t.text, v.value) for t, v in kpi.label.translations] == [
        ("th", "หลัก"),
        ("zh-Hant", "鍵"),
    ]


def test_a_long_text_loses_its_indentation() -> None:
    kpi = declaration('kpi k { description: """\n    one\n      two\n    """ }')
    assert isinstance(kpi, s.KpiDeclaration)
    assert kpi.description is not None
    assert kpi.description.text.value == "one\n  two"


def removed(text: str) -> list[tuple[str, object]]:
    """What the removals of an override drop: each part, and the name or date after it."""
    node = declaration(f"override {text}")
    assert isinstance(node, s.OverrideDeclaration)
    assert not isinstance(
        node.declaration, s.FrameworkHeader | s.RequireDeclaration | s.ExampleDeclaration
    )
    return [
        (
            removal.part,
            removal.target.text
            if isinstance(removal.target, s.Name)
            else removal.target and removal.target.value,
        )
        for removal in node.declaration.removals
    ]


def test_an_override_holds_what_changes() -> None:
    node = declaration("override kpi k { better: lower }")
    assert isinstance(node, s.OverrideDeclaration)
    kpi = node.declaration
    assert isinstance(kpi, s.KpiDeclaration)
    assert (kpi.name.text, kpi.better, kpi.formula, kpi.removals) == ("k", "lower", None, ())
    assert kpi.span.text == "kpi k { better: lower }"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("kpi k { remove formula remove when # so\n missing }", ["formula", "when missing"]),
        ("input i { remove column remove range }", ["column", "range"]),
        ("role r { remove overall score remove gates }", ["overall score", "gates"]),
        ("role r { remove overall remove rate gap }", ["overall", "rate gap"]),
        ("competency c { remove assessed by remove all raters }", ["assessed by", "all raters"]),
    ],
)
def test_an_override_removes_properties(text: str, parts: list[str]) -> None:
    assert removed(text) == [(part, None) for part in parts]


def test_an_override_removes_named_parts_and_dated_entries() -> None:
    assert removed("role r { remove responsibility a remove kpi b }") == [
        ("responsibility", "a"),
        ("kpi", "b"),
    ]
    assert removed("parameter p { remove from 2025-01-01 }") == [("from", date(2025, 1, 1))]
    assert removed("table t { remove column column remove person column }") == [
        ("column", "column"),
        ("person column", None),
    ]


def test_levels_columns_and_indicators_may_be_called_remove() -> None:
    scale = declaration("scale s { remove = 3 remove level remove }")
    assert isinstance(scale, s.ScaleDeclaration)
    assert [level.name.text for level in scale.levels] == ["remove"]
    assert outline(scale.removals) == [["Removal", "level", "remove"]]
    table = declaration('table t { remove "Remove": number remove column remove }')
    assert isinstance(table, s.TableDeclaration)
    assert [column.name.text for column in table.columns] == ["remove"]
    competency = declaration('competency c { remove: "x" remove indicator remove }')
    assert isinstance(competency, s.CompetencyDeclaration)
    assert [indicator.level.text for indicator in competency.indicators] == ["remove"]


def test_other_files_roles_and_declarations_are_named() -> None:
    extends = declaration('extends "base.rules"')
    assert isinstance(extends, s.ExtendsDeclaration)
    assert extends.path.value == "base.rules"
    role = declaration('role b "B" th "ข" based on a { remove kpi k }')
    assert isinstance(role, s.RoleDeclaration)
    assert role.based_on is not None
    assert role.based_on.text == "a"
    assert outline(declaration("remove kpi k")) == ["RemoveDeclaration", "kpi", "k"]
    assert outline(declaration('remove example "a quarter"')) == [
        "RemoveDeclaration",
        "example",
        ["Text", "a quarter"],
    ]
