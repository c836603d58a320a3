"""Any text gives a syntax file and diagnostics, never an exception; every span lies in its file."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.dsl.parse import parse
from assay.dsl.read import read_source
from assay.dsl.source import Source, Span

ROOT = Path(__file__).parent.parent.parent
FILES = [
    (ROOT / "tests/dsl/field_sales.rules").read_text(encoding="utf-8"),
    (ROOT / "frameworks/enterprise_sales_director.rules").read_text(encoding="utf-8")[:8000],
]
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
    file, problems = parse(source)
    for span in spans_of((file, problems)):
        assert span.source is source
        assert 0 <= span.start <= span.end <= len(source.text)


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
    ],
    ids=["(", "{", "quotes", "condition", "blocks", "comment", "blanks"],
)
def test_a_megabyte_of_one_thing(text: str) -> None:
    holds(Source("a.rules", text))
