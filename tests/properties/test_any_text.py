"""Any text gives a syntax file and diagnostics, never an exception; every span lies in its file."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.dsl.checking.check import understand
from assay.dsl.diagnostics.fixes import apply_fixes
from assay.dsl.diagnostics.render_text import render_diagnostic
from assay.dsl.parse import parse
from assay.dsl.read import read_source
from assay.dsl.source import Source, Span
from assay.engine.graph import circles, dependency_graph
from assay.engine.pipeline import check_text

ROOT = Path(__file__).parent.parent.parent
FILES = [
    (ROOT / "tests/dsl/field_sales.rules").read_text(encoding="utf-8"),
    (ROOT / "frameworks/enterprise_sales_director.rules").read_text(encoding="utf-8")[:8000],
]
TOKENS = [re.findall(r'"[^"\n]*"|\w+|\s+|.', text, re.DOTALL) for text in FILES]
DECLARATIONS = [part for text in FILES for part in re.split(r"(?m)^(?=\w+ .*\{$)", text) if part]
PIECES = st.sampled_from(
    [
        *("{", "}", "(", ")", '"', '"""', "=>", ":", ",", "%", "#", "\n"),
        *("kpi x {", "otherwise", "weight", "not ", "1,000", "2026-13", "9" * 5000),
        *("\u202e", "\u200b", "\x00", "ก", "๑", "≥", "“"),
    ]
)


def spans_of(root: object) -> list[Span]:
    found: list[Span] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Span):
            found.append(node)
        elif isinstance(node, tuple):
            waiting.extend(node)
        elif is_dataclass(node):
            waiting.extend(getattr(node, field.name) for field in fields(node))
    return found


def holds(source: Source) -> None:
    """The text is parsed and checked; each place of each problem, fixes included, lies in it."""
    file, problems = parse(source)
    understood, found = understand((file,), problems)
    assert understood is not None
    found += circles(dependency_graph(understood))
    for span in spans_of((file, problems, found)):
        assert span.source is source
        assert 0 <= span.start <= span.end <= len(source.text)
    for each in (*problems, *found):
        assert render_diagnostic(each)
        if each.fix is not None:
            assert apply_fixes(source.text, [each.fix]) != source.text


@given(st.text())
def test_any_text(text: str) -> None:
    holds(Source("a.rules", text))


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    source, _ = read_source("a.rules", data)
    holds(source)


@given(st.lists(PIECES, max_size=40).map(" ".join))
def test_any_sequence_of_pieces(text: str) -> None:
    holds(Source("a.rules", text))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), st.data())
def test_truncated_and_changed_files(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    kept = data.draw(st.booleans())
    holds(Source("a.rules", text[:start] + data.draw(PIECES) + (text[end:] if kept else "")))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), st.lists(st.tuples(st.integers(0), st.integers(0, 255))))
def test_files_with_other_bytes(text: str, changes: list[tuple[int, int]]) -> None:
    data = bytearray(text.encode())
    for place, byte in changes:
        data[place % len(data)] = byte
    source, problems = read_source("a.rules", bytes(data))
    if not problems:
        holds(source)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TOKENS), st.lists(st.tuples(st.integers(0), st.integers(0)), max_size=8))
def test_files_with_tokens_that_changed_places(
    tokens: list[str], swaps: list[tuple[int, int]]
) -> None:
    tokens = list(tokens)
    for left, right in swaps:
        one, other = left % len(tokens), right % len(tokens)
        tokens[one], tokens[other] = tokens[other], tokens[one]
    holds(Source("a.rules", "".join(tokens)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(DECLARATIONS), st.integers(0)), min_size=1, max_size=6))
def test_declarations_pasted_into_one_another(pasted: list[tuple[str, int]]) -> None:
    text = ""
    for declaration, anywhere in pasted:
        place = anywhere % (len(text) + 1)
        text = text[:place] + declaration + text[place:]
    holds(Source("a.rules", text))


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(FILES), st.integers(0), st.integers(1, 3))
def test_files_that_end_early_or_lose_lines(text: str, place: int, lines: int) -> None:
    kept = text.splitlines(keepends=True)
    first = place % len(kept)
    holds(Source("a.rules", "".join(kept[:first] + kept[first + lines :])))
    holds(Source("a.rules", text[: place % len(text)]))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 1_000_000,
        "{" * 1_000_000,
        '"' * 1_000_000,
        'require "x": ' + "(" * 1_000_000,
        "kpi x {\n" * 100_000,
        "#" * 1_000_000,
        " " * 1_000_000,
        "kpi x { formula: " + "a b " * 50_000,
        "kpi x {\n" + "better: x\n" * 20_000,
        "role r { responsibility q {\n" + "kpi k {\n" * 20_000,
        "kpi x { formula: " + "0,25 + " * 30_000,
        "scale s {\n" + "a = \n" * 40_000,
        'example "e" { given {\n' + "x 3\n" * 40_000,
        "metric m { formula: " + "a + (" * 200 + "b " * 60_000,
        '"""' + "kpi x {\n" * 20_000,
        "kpi x {\n" + '"abc {\n' * 30_000,
        "metric m {" + "formula: x " * 20_000 + "}",
    ],
    ids=[
        *("(", "{", "quotes", "condition", "blocks", "comment", "blanks", "operands", "values"),
        *("measures", "commas", "levels", "facts", "deep", "long text", "texts", "properties"),
    ],
)
def test_much_of_one_thing_is_told_in_good_time(text: str) -> None:
    source = Source("a.rules", text)
    start = process_time()
    file, problems = parse(source)
    understand((file,), problems)
    # It takes a fraction of a second; far more means that the time grows faster than the text.
    assert process_time() - start < 10
    for span in spans_of(problems):
        assert span.source is source
        assert 0 <= span.start <= span.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "metric m { type: yesno  formula: " + " and ".join(["x > 1"] * 20_000) + " }",
        "metric m { type: yesno  formula: x in (" + ", ".join(["1"] * 20_000) + ") }",
        "metric m { type: number  formula: x }\nkpi k { type: number  formula: x  "
        "score interpolate { " + ", ".join(f"{n} => {n}" for n in range(20_000)) + " } }",
        'example "e" { given { ' + "x = 1 " * 20_000 + "} expect { } }",
    ],
    ids=["and", "in", "interpolate", "given"],
)
def test_long_text_that_can_be_understood_is_checked_in_good_time(text: str) -> None:
    head = 'framework f "F" { version: "1" }\ninput x { type: number }\n'
    start = process_time()
    check_text(head + text, "a.rules")
    # It takes a fraction of a second; far more means that the time grows faster than the text.
    assert process_time() - start < 10
