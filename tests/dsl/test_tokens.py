"""Tokens: where they stand, what pasted text is read as, and what is refused."""

from __future__ import annotations

import pytest

from assay.dsl.diagnostics.model import Diagnostic
from assay.dsl.limits import MAX_FILE_BYTES
from assay.dsl.parsing.problems import Problems
from assay.dsl.parsing.tables import load_tables
from assay.dsl.parsing.vocabulary import vocabulary
from assay.dsl.read import read_source
from assay.dsl.source import Source
from assay.dsl.tokens import comments, tokenise


def read(text: str) -> tuple[list[str], tuple[Diagnostic, ...]]:
    source = Source("a.rules", text)
    problems = Problems(source)
    tokens = tokenise(source, vocabulary(load_tables()), problems)
    return [tokens.text(index) for index in range(len(tokens.kinds) - 1)], problems.in_order()


def fixed(text: str) -> str:
    """The text after the fixes of its problems, last place first."""
    edits = [edit for d in read(text)[1] if d.fix for edit in d.fix.edits]
    for edit in sorted(edits, key=lambda edit: -edit.span.start):
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    return text


def test_signs_need_no_blanks() -> None:
    assert read("a>=3=>b") == (["a", ">=", "3", "=>", "b"], ())


def test_thai_words_with_their_marks_are_one_token() -> None:
    assert read("เป้าหมาย = กำไร") == (["เป้าหมาย", "=", "กำไร"], ())


def test_literals_are_single_tokens() -> None:
    text = '1_000_000 0.25 2026-01-31 2026-Q1 2026-01 "a \\" b" """c\n"d" """'
    assert read(text)[0] == [
        "1_000_000",
        "0.25",
        "2026-01-31",
        "2026-Q1",
        "2026-01",
        '"a \\" b"',
        '"""c\n"d" """',
    ]


def test_unicode_blanks_separate_tokens_without_complaint() -> None:
    assert read("a\u00a0=\u3000b\u2028c\x0bd") == (["a", "=", "b", "c", "d"], ())


def test_comments_are_no_tokens_and_keep_their_places() -> None:
    source = Source("a.rules", 'a # one\n"# no" b #two')
    assert [span.text for span in comments(source)] == ["# one", "#two"]
    assert read(source.text) == (["a", '"# no"', "b"], ())


@pytest.mark.parametrize(
    ("written", "code", "plain"),
    [
        ("a ≥ 3", "foreign-character", "a >= 3"),
        ("a ≤ 3", "foreign-character", "a <= 3"),
        ("a ≠ 3", "foreign-character", "a != 3"),
        ("a → b", "foreign-character", "a => b"),
        ("5 － 3", "foreign-character", "5 - 3"),
        ("๑๒๓", "foreign-character", "123"),
        ("１２.５", "foreign-character", "12.5"),
        ("“Quota”", "foreign-character", '"Quota"'),
        ('"Quota”', "foreign-character", '"Quota"'),
        ("'Quota'", "foreign-character", '"Quota"'),
        ("quo\u200bta", "foreign-character", "quota"),
        ("a == 3", "foreign-operator", "a = 3"),
        ("a <> 3", "foreign-operator", "a != 3"),
        ("a -> b", "foreign-operator", "a => b"),
        ("a && b", "foreign-operator", "a and b"),
        ("// note", "foreign-operator", "# note"),
        ("1,000,000", "bad-number", "1_000_000"),
        (".5", "bad-number", "0.5"),
        ("1__000_", "bad-number", "1_000"),
        ("a\u202eb", "bidi-control", "ab"),
        ('"a\u2066b"', "bidi-control", '"ab"'),
        ("# a\u200fb", "bidi-control", "# ab"),
        ('"a\x07b"', "unexpected-character", '"ab"'),
    ],
)
def test_pasted_text_has_one_problem_and_a_fix_that_is_clean(
    written: str, code: str, plain: str
) -> None:
    assert [diagnostic.code for diagnostic in read(written)[1]] == [code]
    assert fixed(written) == plain
    assert read(plain)[1] == ()


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ('a "b c\nd', "unclosed-string", '"b c'),
        ('a """b\nc', "unclosed-string", '"""'),
        ("a @ b", "unexpected-character", "@"),
        ("5k", "bad-number", "5k"),
        ("1e6", "bad-number", "1e6"),
    ],
)
def test_what_is_no_token_is_reported_at_its_place(text: str, code: str, place: str) -> None:
    assert [(d.code, d.span.text) for d in read(text)[1]] == [(code, place)]


def test_a_comma_with_a_space_separates_values() -> None:
    assert read("min(1, 200)") == (["min", "(", "1", ",", "200", ")"], ())


def test_bytes_may_start_with_a_byte_order_mark_and_become_nfc() -> None:
    source, problems = read_source("a.rules", b"\xef\xbb\xbfe\xcc\x81")
    assert (source.text, problems) == ("é", ())


def test_the_first_byte_that_is_no_utf8_has_a_place() -> None:
    source, problems = read_source("a.rules", "ก = \u00e9".encode() + b"\xe9 \xff")
    assert [(d.code, str(d.span)) for d in problems] == [("invalid-utf8", "a.rules:1:6")]
    assert "E9" in problems[0].message
    assert source.text == "ก = é\ufffd \ufffd"


def test_utf16_is_named() -> None:
    _, problems = read_source("a.rules", "kpi".encode("utf-16"))
    assert [(d.code, d.message) for d in problems] == [
        ("invalid-utf8", "the file is stored as UTF-16")
    ]


def test_the_largest_file_is_read_and_one_byte_more_is_not() -> None:
    assert read_source("a.rules", b" " * MAX_FILE_BYTES)[1] == ()
    _, problems = read_source("a.rules", b" " * (MAX_FILE_BYTES + 1))
    assert [diagnostic.code for diagnostic in problems] == ["file-too-large"]
