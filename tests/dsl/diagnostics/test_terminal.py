import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.dsl.diagnostics.terminal import Colour, cells, display_width, paint, visible, wrap


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("kpi x", 5),
        ("ยอดเยี่ยม", 7),
        ("น้ำ", 2),  # a consonant with a tone mark, and SARA AM in a column of its own
        ("ก่ำ", 2),
        ("ที่นี่", 2),
        ("ผู้อำนวยการฝ่ายขาย", 15),
        ("中文", 4),
        ("한글", 4),
        ("ｋｐｉ", 6),
        ("e\u0301te\u0301", 3),
        ("🇹🇭", 2),
        ("\t", 4),
        ("\u202e", len("<U+202E>")),
    ],
)
def test_width_in_columns(text, width):
    assert display_width(text) == width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain `text`", "plain `text`"),
        ("ผู้อำนวยการ 中文 🇹🇭", "ผู้อำนวยการ 中文 🇹🇭"),
        ("a\tb", "a    b"),
        ("\x1b[31mred", "<U+001B>[31mred"),
        ("abc\u202edef\u202c", "abc<U+202E>def<U+202C>"),
        ("\u2066x\u2069", "<U+2066>x<U+2069>"),
        ("a\u200bb\u00a0c\ufeff", "a<U+200B>b<U+00A0>c<U+FEFF>"),
        ("a\r\nb\x00\x7f\x9b", "a<U+000D><U+000A>b<U+0000><U+007F><U+009B>"),
        ("\u2028\u2029\u0085", "<U+2028><U+2029><U+0085>"),
        ("\ud800\U000e0041\ue000", "<U+D800><U+E0041><U+E000>"),
        ("\u3164\u115fx", "<U+3164><U+115F>x"),
        ("\u0e48", "<U+0E48>"),  # a mark with nothing to stand on
        ("👩\u200d👧", "👩<U+200D>👧"),
        ("<U+202E>", "<U+202E>"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_an_escape(text, shown):
    assert visible(text) == shown


def test_a_letter_keeps_no_more_marks_than_a_script_needs():
    assert visible("e" + "\u0301" * 9) == "e" + "\u0301" * 7 + "<U+0301>" * 2


def test_cells_keep_a_letter_with_its_marks_and_know_their_place():
    assert [(cell.text, cell.start, cell.end, cell.width) for cell in cells("ที่\t中")] == [
        ("ที่", 0, 3, 1),
        ("    ", 3, 4, 4),
        ("中", 4, 5, 2),
    ]


def test_wrapping_breaks_at_spaces():
    assert wrap("the weights must total 100%", 12) == ["the weights", "must total", "100%"]
    assert wrap("ยอดขาย ที่ น้ำ", 9) == ["ยอดขาย ที่", "น้ำ"]
    assert wrap("  ", 10) == [""]


def test_wrapping_breaks_a_word_that_is_wider_than_a_line_between_letters():
    assert wrap("a ที่นี่ที่นี่ b", 3) == ["a", "ที่นี่ที่", "นี่ b"]


def test_painting():
    assert paint("x", Colour.ERROR, on=True) == "\x1b[1;31mx\x1b[0m"
    assert paint("x", Colour.ERROR, on=False) == "x"
    assert paint("", Colour.ERROR, on=True) == ""


hostile = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("a ำ่ก้中\u202e\u200d\u0301\x1b\t\r👩🇹\u1160\u1100\ufe0f"),
    ),
    max_size=60,
)


@given(hostile)
def test_cells_cover_the_text_in_order_and_none_is_without_width(text):
    made = cells(text)
    assert [cell.start for cell in made] == [0, *(cell.end for cell in made)][: len(made)]
    assert sum(cell.end - cell.start for cell in made) == len(text)
    assert all(cell.width >= 1 for cell in made)


@given(hostile)
def test_nothing_hidden_is_left(text):
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert not [c for c in visible(text) if unicodedata.category(c) in hidden]


@given(hostile, st.integers(12, 40))
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    lines = wrap(text, width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == visible(text).replace(" ", "")
