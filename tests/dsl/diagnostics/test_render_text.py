import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.dsl.diagnostics.catalogue import CATALOGUE, diagnose
from assay.dsl.diagnostics.model import Edit, Fix, Label
from assay.dsl.diagnostics.render_text import render_diagnostic, render_text, summary
from assay.dsl.diagnostics.terminal import display_width
from assay.dsl.source import Source, Span

SALES = Source(
    "sales.rules",
    """role director "Director" th "ผู้อำนวยการ" {
  responsibility targets "น้ำ ยอดขาย" weight 57% {
    kpi quota weight 100%
  }
  responsibility team "中文" weight 40% {
\tkpi teamwork weight 100%
  }
}
""",
)
BASE = Source("base.rules", 'kpi quota "Quota" {\n  formula: revenue\n}\n')


def place(text, source=SALES):
    start = source.text.index(text)
    return Span(source, start, start + len(text))


def rendered(*arguments, width=80, **parts):
    return render_diagnostic(diagnose(*arguments, **parts), width=width)


def test_message_place_line_label_and_the_way_out():
    assert rendered(
        "weights-not-100",
        place("57%"),
        "the weights of role `director` total 97%, not 100%",
        label="makes 57%",
        help="weights given in percent must total 100% exactly",
        fix=Fix("make it `60%`", (Edit(place("57%"), "60%"),)),
    ) == (
        """\
error[weights-not-100]: the weights of role `director` total 97%, not 100%
 --> sales.rules:2:46
  |
2 |   responsibility targets "น้ำ ยอดขาย" weight 57% {
  |                                             ^^^ makes 57%
  |
  = help: weights given in percent must total 100% exactly
  = fix: make it `60%`
  = see: assay diagnostic weights-not-100
"""
    )


def test_a_warning_with_nothing_but_a_place():
    assert rendered("look-alike-names", place("quota"), "`quota` looks like `quоta`") == (
        """\
warning[look-alike-names]: `quota` looks like `quоta`
 --> sales.rules:3:9
  |
3 |     kpi quota weight 100%
  |         ^^^^^
  |
  = see: assay diagnostic look-alike-names
"""
    )


def test_further_places_stand_in_the_order_of_their_lines():
    """One line between two places is shown, more are left out; a wide letter takes two columns."""
    assert rendered(
        "weights-not-100",
        place("40%"),
        "message",
        label="makes 97%",
        secondary=[Label(place("57%"), "57%"), Label(place("kpi teamwork"), "a tab before it")],
    ) == (
        """\
error[weights-not-100]: message
 --> sales.rules:5:35
  |
2 |   responsibility targets "น้ำ ยอดขาย" weight 57% {
  |                                             --- 57%
...
5 |   responsibility team "中文" weight 40% {
  |                                     ^^^ makes 97%
6 |     kpi teamwork weight 100%
  |     ------------ a tab before it
  |
  = see: assay diagnostic weights-not-100
"""
    )
    assert rendered(
        "syntax", place("kpi quota"), "message", secondary=[Label(place("targets"), "in this")]
    ).splitlines()[3:7] == [
        '2 |   responsibility targets "น้ำ ยอดขาย" weight 57% {',
        "  |                  ------- in this",
        "3 |     kpi quota weight 100%",
        "  |     ^^^^^^^^^",
    ]
    closing = SALES.text.index("}")
    assert rendered(
        "syntax",
        place("teamwork"),
        "message",
        secondary=[Label(Span(SALES, closing, closing + 1), "")],
    ).splitlines()[3:8] == [
        "4 |   }",
        "  |   -",
        '5 |   responsibility team "中文" weight 40% {',
        "6 |     kpi teamwork weight 100%",
        "  |         ^^^^^^^^",
    ]


def test_several_places_in_one_line_each_have_a_row():
    assert rendered(
        "unit-mismatch",
        place("weight 100%"),
        "message",
        label="first",
        secondary=[Label(place("kpi"), "second"), Label(place("quota"), "third")],
    ).splitlines()[3:7] == [
        "3 |     kpi quota weight 100%",
        "  |               ^^^^^^^^^^^ first",
        "  |     --- second",
        "  |         ----- third",
    ]


def test_a_place_in_another_file_comes_after_and_names_it():
    assert rendered(
        "circular-dependency",
        place("quota"),
        "message",
        label="needs `revenue`",
        secondary=[Label(place("revenue", BASE), "needs `quota`")],
    ) == (
        """\
error[circular-dependency]: message
 --> sales.rules:3:9
  |
3 |     kpi quota weight 100%
  |         ^^^^^ needs `revenue`
  |
 ::: base.rules:2:12
  |
2 |   formula: revenue
  |            ------- needs `quota`
  |
  = see: assay diagnostic circular-dependency
"""
    )


def test_a_place_over_several_lines_is_underlined_in_the_first_and_names_the_last():
    start = place("responsibility team").start
    span = Span(SALES, start, SALES.text.index("  }\n}") + 3)
    assert rendered("unclosed-brace", span, "message", label="opened here").splitlines()[3:5] == [
        '5 |   responsibility team "中文" weight 40% {',
        "  |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ opened here (through line 7)",
    ]
    assert (
        rendered("unclosed-brace", span, "message").splitlines()[4].endswith("^ (through line 7)")
    )


def test_a_line_break_alone_is_no_second_line():
    span = Span(SALES, place("100%").start, SALES.text.index("  }\n"))
    assert rendered("syntax", span, "message", label="note").splitlines()[3:5] == [
        "3 |     kpi quota weight 100%",
        "  |                      ^^^^ note",
    ]


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(SALES, 5, 5), ['1 | role director "Director" th "ผู้อำนวยการ" {', "  |      ^ note"]),
        (
            Span(SALES, place("weight 100%").end, place("weight 100%").end),
            ["3 |     kpi quota weight 100%", "  |                          ^ note"],
        ),
        (Span(SALES, len(SALES.text), len(SALES.text)), ["9 |", "  | ^ note"]),
        (Span(SALES, 10_000, 20_000), ["9 |", "  | ^ note"]),
        (Span(SALES, -3, 4), ['1 | role director "Director" th "ผู้อำนวยการ" {', "  | ^^^^ note"]),
        (Span(SALES, 4, 0), ['1 | role director "Director" th "ผู้อำนวยการ" {', "  |     ^ note"]),
    ],
)
def test_places_without_characters_or_outside_the_file(span, expected):
    assert rendered("syntax", span, "message", label="note").splitlines()[3:5] == expected


@pytest.mark.parametrize(
    ("word", "width"),
    [("ที่นี่", 2), ("น้ำใจ", 4), ("ก่ำ", 2), ("ปี่", 1), ("กตัญญู", 4), ("中ที่", 3), ("e\u0301te\u0301", 3)],
)
def test_thai_lines_up(word, width):
    """Before, under and after a word, columns are counted as a terminal shows them."""
    source = Source("thai.rules", f'kpi x "ผู้นำที่ {word} ดี" {{')
    text, sign = rendered("syntax", place(word, source), "message").splitlines()[3:5]
    before, after = text.split(word)
    assert sign.index("^") == display_width(before)
    assert sign.count("^") == width
    assert after == ' ดี" {'


def test_a_file_without_text_has_no_line_to_show():
    nothing = Span(Source("large.rules", ""), 0, 0)
    assert rendered("file-too-large", nothing, "message", help="help") == (
        """\
error[file-too-large]: message
 --> large.rules:1:1
  = help: help
  = see: assay diagnostic file-too-large
"""
    )
    assert rendered("syntax", nothing, "message", label="label").splitlines()[3:5] == [
        "1 |",
        "  | ^ label",
    ]


def test_line_numbers_are_aligned_at_the_widest():
    source = Source("long.rules", "\n" * 8 + "kpi a\nkpi b\n")
    assert rendered(
        "duplicate-name",
        place("kpi b", source),
        "message",
        secondary=[Label(place("kpi a", source), "first")],
    ) == (
        """\
error[duplicate-name]: message
  --> long.rules:10:1
   |
 9 | kpi a
   | ----- first
10 | kpi b
   | ^^^^^
   |
   = see: assay diagnostic duplicate-name
"""
    )


LONG = Source("long.rules", "one = " + "a + " * 30 + "here" + " + b" * 30)


def test_a_long_line_is_cut_around_the_place():
    assert rendered("syntax", place("here", LONG), "message", label="note").splitlines()[3:5] == [
        "1 | ... a + a + a + a + a + here + b + b + b + b + b + b + b + b + b + b + b...",
        "  |                         ^^^^ note",
    ]
    assert rendered("syntax", place("one", LONG), "message").splitlines()[3:5] == [
        "1 | one = a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a +...",
        "  | ^^^",
    ]
    end = Span(LONG, len(LONG.text), len(LONG.text))
    assert rendered("syntax", end, "message", width=40).splitlines()[3:5] == [
        "1 | ...b + b + b + b + b + b + b + b",
        "  |                                 ^",
    ]


def test_a_place_wider_than_the_terminal_is_underlined_as_far_as_it_shows():
    whole = Span(LONG, 0, len(LONG.text))
    assert rendered("syntax", whole, "message", width=40).splitlines()[3:5] == [
        "1 | one = a + a + a + a + a + a +...",
        "  | " + "^" * 29,
    ]


def test_a_cut_between_thai_letters_keeps_their_marks():
    source = Source("thai.rules", '"' + "ที่นี่" * 60 + '"x')
    line, sign = rendered("syntax", place("x", source), "message", width=40).splitlines()[3:5]
    assert line == "1 | ...นี่" + "ที่นี่" * 13 + '"x'
    assert display_width(line[: line.index("x")]) == sign.index("^")


def test_places_too_far_apart_for_one_line_are_shown_each_on_its_own():
    assert rendered(
        "syntax",
        place("one", LONG),
        "message",
        label="first",
        secondary=[Label(place("here", LONG), "second")],
        width=50,
    ).splitlines()[3:7] == [
        "1 | one = a + a + a + a + a + a + a + a + a...",
        "  | ^^^ first",
        "1 | ... + a + a + here + b + b + b + b + b + b...",
        "  |               ---- second",
    ]


def test_a_label_without_room_beside_its_place_stands_below_it():
    source = Source("a.rules", "x" * 30 + "y")
    label = "a note that needs two lines because it is longer than one"
    assert rendered("syntax", place("y", source), "message", label=label, width=44).splitlines()[
        3:7
    ] == [
        "1 | " + "x" * 30 + "y",
        "  | " + " " * 30 + "^",
        "  | a note that needs two lines because it",
        "  | is longer than one",
    ]
    short = rendered("syntax", place("y", source), "message", label="a short note", width=44)
    assert short.splitlines()[4:7] == [
        "  | " + " " * 30 + "^",
        "  | " + " " * 28 + "a short note",
        "  |",
    ]


def test_help_is_wrapped_under_itself():
    text = rendered("syntax", Span(BASE, 0, 3), "message", help="many words " * 5, width=40)
    assert text.splitlines()[-3:] == [
        "  = help: many words many words many",
        "          words many words many words",
        "  = see: assay diagnostic syntax",
    ]


def test_a_circle_of_many_links_shows_some_and_counts_the_rest():
    source = Source("a.rules", "kpi x\n" * 500)
    links = [Label(Span(source, 6 * n, 6 * n + 5), f"link {n}") for n in range(1, 450)]
    text = rendered("circular-dependency", Span(source, 0, 5), "message", secondary=links)
    assert text.count("link ") == 20
    assert "\n   = note: 429 further places not shown here\n" in text


def test_hostile_text_is_shown_and_never_obeyed():
    source = Source("a\x1b[2J.rules", "kpi x\u202e \x1b[31m{\r\x00}")
    assert rendered(
        "bidi-control", place("\u202e", source), "`\u202e` in `x\x07`", help="\x9b"
    ) == (
        """\
error[bidi-control]: `<U+202E>` in `x<U+0007>`
 --> a<U+001B>[2J.rules:1:6
  |
1 | kpi x<U+202E> <U+001B>[31m{<U+000D><U+0000>}
  |      ^^^^^^^^
  |
  = help: <U+009B>
  = see: assay diagnostic bidi-control
"""
    )


def test_a_megabyte_in_one_line_costs_no_time():
    source = Source("a.rules", "(" * 1_000_000)
    spans = [Span(source, 9_999 * n, 9_999 * n + 1) for n in range(100)]
    text = render_text([diagnose("nesting-too-deep", span, "x" * 1_000_000) for span in spans])
    assert len(text) < 300_000


def test_colour_only_when_asked_and_nothing_else_changes():
    problem = diagnose(
        "syntax",
        place("57%"),
        "message",
        label="label",
        secondary=[Label(place("40%"), "second")],
        help="help",
    )
    plain, coloured = render_text([problem]), render_text([problem], colour=True)
    assert "\x1b" not in plain
    assert coloured.startswith("\x1b[1;31merror[syntax]\x1b[0m\x1b[1m: message\x1b[0m\n")
    assert "\x1b[1;31m^^^\x1b[0m \x1b[1;31mlabel\x1b[0m" in coloured
    assert "\x1b[1;34m---\x1b[0m \x1b[1;34msecond\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    warning = diagnose("look-alike-names", place("57%"), "message")
    assert render_text([warning], colour=True).startswith("\x1b[1;33mwarning[")


ERROR = diagnose("syntax", place("57%"), "message")
WARNING = diagnose("look-alike-names", place("revenue", BASE), "message")


@pytest.mark.parametrize(
    ("diagnostics", "expected"),
    [
        ([], "no problems"),
        ([ERROR], "1 error in 1 file"),
        ([WARNING, WARNING], "2 warnings in 1 file"),
        ([ERROR, ERROR, ERROR, WARNING], "3 errors and 1 warning in 2 files"),
        ([ERROR] * 1234, "1,234 errors in 1 file"),
    ],
)
def test_summary(diagnostics, expected):
    assert summary(diagnostics) == expected


def test_all_diagnostics_in_the_order_given_and_the_summary_last():
    text = render_text([WARNING, ERROR], width=100)
    assert text == (
        f"{render_diagnostic(WARNING)}\n{render_diagnostic(ERROR)}\n"
        "1 error and 1 warning in 2 files\n"
    )
    assert render_text([]) == "no problems\n"


hostile = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("ab \nำ่ก้中\u202e\u200d\u0301\x1b\t\r👩🇹\u1160\u1100"),
    ),
    max_size=120,
)


@st.composite
def diagnostics(draw):
    sources = [
        Source(draw(hostile), draw(hostile) * draw(st.sampled_from([1, 1, 9]))) for _ in "ab"
    ]

    def span():
        source = draw(st.sampled_from(sources))
        bounds = st.integers(-2, len(source.text) + 2)
        return Span(source, draw(bounds), draw(bounds))

    return replace(
        diagnose(draw(st.sampled_from(list(CATALOGUE))), span(), draw(hostile)),
        label=draw(hostile),
        secondary=tuple(Label(span(), draw(hostile)) for _ in range(draw(st.integers(0, 4)))),
        help=draw(hostile),
        fix=draw(st.sampled_from([None, Fix(draw(hostile), ())])),
    )


def test_a_long_message_goes_on_further_in():
    source = Source("a.rules", "x")
    message = (
        "`ยอดขายสุทธิ` of the kpi `ยอดขาย` is compared with `โควตา`, which is a duration "
        "and not an amount of money"
    )
    shown = rendered("unit-mismatch", Span(source, 0, 1), message, width=60).splitlines()
    assert shown[:4] == [
        "error[unit-mismatch]: `ยอดขายสุทธิ` of the kpi `ยอดขาย` is",
        "  compared with `โควตา`, which is a duration and not an",
        "  amount of money",
        " --> a.rules:1:1",
    ]


def test_a_message_starts_on_its_own_line_where_the_code_leaves_no_room():
    source = Source("a.rules", "x")
    shown = rendered(
        "irrational-outside-round", Span(source, 0, 1), "`sqrt` needs `round`", width=40
    )
    assert shown.splitlines()[:2] == ["error[irrational-outside-round]:", "  `sqrt` needs `round`"]


@given(st.lists(diagnostics(), max_size=3), st.integers(0, 130))
def test_any_diagnostic_over_any_text_is_shown_safely_within_the_width(listed, width):
    text = render_text(listed, width=width)
    unsafe = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert not {c for c in text if unicodedata.category(c) in unsafe} - {"\n"}
    places = re.compile(r" *(-->|:::) |\w+\[[\w-]+\]:?$")
    for line in text.splitlines():
        assert places.match(line) or display_width(line) <= max(width, 32)
        assert not line.endswith(" ") or places.match(line)


@given(diagnostics(), st.integers(32, 130))
def test_colour_never_changes_the_text(problem, width):
    coloured = render_diagnostic(problem, width=width, colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render_diagnostic(problem, width=width)
