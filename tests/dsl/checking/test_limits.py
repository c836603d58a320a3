"""Whatever can be parsed can be checked: nothing is too deep, too long or too strange."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.dsl import syntax
from assay.dsl.checking.check import check
from assay.dsl.checking.expressions import HANDLERS
from assay.dsl.load import load_text

SAMPLE = (Path(__file__).parents[1] / "field_sales.rules").read_text(encoding="utf-8")
TOKEN = re.compile(r'"[^"\n]*"|\w+|\s+|.', re.DOTALL)
TOKENS = TOKEN.findall(SAMPLE)
HEADER = 'framework demo "Demo" { version: "1.0"  currency: THB }\ninput x { type: number }\n'
WORDS = sorted(
    {token for token in TOKENS if token.strip()}
    | set(
        "missing not applicable match otherwise if then else sum count average any all where "
        "round to interpolate tiered power sqrt ln kpis responsibilities competencies gap overall "
        "rating score weight of in period is given yes no 0 100 1% 5 THB USD days 2026-01-31 "
        "2026-Q1 ( ) { } , => = != < >= + - * / number count percent money duration date yesno "
        "text one as is ignoring by median min max clamp abs use require remove".split()
    )
)


def problems(text):
    files, loading = load_text(text, "demo.rules")
    framework, checking = check(files, loading)
    found = (*loading, *checking)
    for each in found:
        assert 0 <= each.span.start <= each.span.end <= len(each.span.source.text)
        assert "Traceback" not in each.message
        assert each.message == each.message.strip().removesuffix(".")
    return framework, found


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["drop", "double", "swap", "replace"]),
            st.integers(0, len(TOKENS) - 1),
            st.sampled_from(WORDS),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_mutated_framework_is_checked_without_fail(changes):
    tokens = list(TOKENS)
    for change, place, word in changes:
        match change:
            case "drop":
                tokens[place] = ""
            case "double":
                tokens[place] += tokens[place]
            case "swap":
                other = (place + 2) % len(tokens)
                tokens[place], tokens[other] = tokens[other], tokens[place]
            case "replace":
                tokens[place] = f" {word} "
    problems("".join(tokens))


@given(st.lists(st.sampled_from(WORDS), max_size=14))
@settings(max_examples=300)
def test_any_formula_is_checked_without_fail(words):
    formula = " ".join(words)
    problems(SAMPLE + f"\nmetric strange {{ formula: {formula} }}\n")


def test_every_kind_of_expression_has_its_check():
    assert set(HANDLERS) == set(syntax.Expression.__args__)


@pytest.mark.parametrize(
    "deep",
    [
        lambda depth: "x" + " + x" * depth,
        lambda depth: "x - (" * depth + "x" + ")" * depth,
        lambda depth: "-" * depth + "x",
        lambda depth: "abs(" * depth + "x" + ")" * depth,
        lambda depth: "min(x, " * depth + "x" + ")" * depth,
        lambda depth: "round(" * depth + "x" + ", to 1)" * depth,
        lambda depth: "if x > 1 then 1 else " * depth + "x",
        lambda depth: "if (" * depth + "x > 1" + ") then yes else no" * depth,
        lambda depth: "(match x { 1 => 2, otherwise => " * depth + "x" + "})" * depth,
        lambda depth: "if " + "not " * depth + "x > 1 then 1 else 2",
        lambda depth: (
            "if " + "(x > 1 or x > 2 and " * depth + "yes" + ")" * depth + " then 1 else 2"
        ),
        lambda depth: "(x if missing " * depth + "x" + ")" * depth,
        lambda depth: "interpolate(" * depth + "x" + ", 1 => 2, 3 => 4)" * depth,
        lambda depth: "1 / (" * depth + "3" + ")" * depth,
        lambda depth: "power(" * depth + "x" + ", 1)" * depth,
    ],
)
@pytest.mark.parametrize("depth", [90, 190, 20_000])
def test_deep_formulas_are_checked_or_refused(deep, depth):
    framework, found = problems(HEADER + f"metric result {{ formula: {deep(depth)} }}")
    assert (framework is None) == bool(found)
    assert {each.code for each in found} <= {"nesting-too-deep"}
    if depth > 200:
        assert framework is None


def test_long_lists_are_no_depth():
    many = 3000
    terms = " or ".join(f"x = {number}" for number in range(many))
    members = ", ".join(str(number) for number in range(many))
    values = ", ".join("x" for _ in range(many))
    framework, found = problems(
        HEADER
        + f"metric a {{ formula: if {terms} then 1 else 2 }}\n"
        + f"metric b {{ formula: if x in ({members}) then 1 else 2 }}\n"
        + f"metric c {{ formula: max({values}) }}\n"
    )
    assert found == ()
    assert framework is not None


def test_a_long_chain_of_values_is_no_depth():
    many = 3000
    chain = "\n".join(
        f"metric m{number} {{ formula: m{number + 1} + 1 }}" for number in range(many)
    )
    framework, found = problems(HEADER + chain + f"\nmetric m{many} {{ formula: x }}")
    assert found == ()
    assert framework is not None


def test_a_thousand_mistakes_are_told_in_good_time():
    started = time.process_time()
    inputs = "\n".join(f"input evidence_{number} {{ type: number }}" for number in range(4000))
    wrong = "\n".join(
        f"metric m{number} {{ formula: evidense_{number} }}" for number in range(1000)
    )
    framework, found = problems(HEADER + inputs + "\n" + wrong)
    assert framework is None
    assert len(found) == 1000
    assert "did you mean `evidence_0`?" in found[0].message
    assert time.process_time() - started < 20


def test_a_parameter_with_many_values_is_no_burden():
    started = time.process_time()
    days = "\n".join(
        f"from {2000 + month // 12}-{month % 12 + 1:02}-01 = {month}" for month in range(2400)
    )
    rules = "\n".join(f'require "r{number}": p >= {-number}' for number in range(500))
    framework, found = problems(HEADER + f"parameter p {{ {days} }}\n{rules}")
    assert found == ()
    assert framework.requirements[0].constant
    assert time.process_time() - started < 20
