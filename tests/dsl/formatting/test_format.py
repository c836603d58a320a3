"""The canonical form, case by case: what it looks like, and where comments stand."""

import pytest

from assay.dsl.formatting.document import columns
from assay.dsl.formatting.format import format_text


def formatted(text):
    result = format_text(text)
    assert result.diagnostics == ()
    assert format_text(result.text).text == result.text
    return result.text


def test_everything_on_one_line_gets_its_lines_back():
    assert formatted(
        'scale s{good=3"Good"th"ดี" fair=2"Fair"th"พอใช้" rate gap on s{gap>=0=>good otherwise=>fair}}'
        'kpi k "K"{type:percent formula:a/b better:higher rate on s{>=100%=>good otherwise=>fair}}'
        "role r{responsibility a weight 60%{kpi k weight 70% competency coaching weight 30% requires good}"
        "overall on s{rated when at least 60%of weight is known overall>=2.5=>good otherwise=>fair "
        'cap at fair when k<50% because"too little"when unknown ignore}}'
    ) == (
        "scale s {\n"
        '  good = 3 "Good" th "ดี"\n'
        '  fair = 2 "Fair" th "พอใช้"\n'
        "  rate gap on s {\n"
        "    gap >= 0  => good\n"
        "    otherwise => fair\n"
        "  }\n"
        "}\n"
        "\n"
        'kpi k "K" {\n'
        "  type: percent\n"
        "  formula: a / b\n"
        "  better: higher\n"
        "  rate on s {\n"
        "    >= 100%   => good\n"
        "    otherwise => fair\n"
        "  }\n"
        "}\n"
        "\n"
        "role r {\n"
        "  responsibility a weight 60% {\n"
        "    kpi k               weight 70%\n"
        "    competency coaching weight 30% requires good\n"
        "  }\n"
        "  overall on s {\n"
        "    rated when at least 60% of weight is known\n"
        "    overall >= 2.5 => good\n"
        "    otherwise      => fair\n"
        '    cap at fair when k < 50% because "too little" when unknown ignore\n'
        "  }\n"
        "}\n"
    )


# --- columns -------------------------------------------------------------------------------


def test_thai_lines_up_by_the_columns_it_takes():
    assert formatted('scale s { a = 1 "ผู้" th "x" bbb = 2 "ยาวกว่า" th "y" }') == (
        'scale s {\n  a   = 1 "ผู้"      th "x"\n  bbb = 2 "ยาวกว่า" th "y"\n}\n'
    )
    assert (columns("ผู้"), columns("ยาวกว่า"), columns("น้ำ"), columns("名前")) == (1, 6, 2, 4)


def test_one_line_declarations_below_each_other_share_columns():
    assert formatted(
        "metric total { type: number formula: a + b }\nmetric is_so { type: yesno formula: a > b }\n"
    ) == (
        "metric total { type: number  formula: a + b }\n"
        "metric is_so { type: yesno   formula: a > b }\n"
    )


def test_a_blank_line_or_another_kind_ends_shared_columns():
    assert formatted(
        "input a { type: date }\n\ninput long { type: date }\nmetric m { formula: a }\n"
    ) == ("input a { type: date }\n\ninput long { type: date }\nmetric m { formula: a }\n")


def test_columns_are_shared_only_as_far_as_lines_stay_within_100():
    long = "x" * 60
    assert formatted(
        f"role r {{ responsibility a {{\nkpi {long} weight 3\nkpi b weight 2 requires {long}\n}} }}"
    ) == (
        f"role r {{\n  responsibility a {{\n    kpi {long} weight 3\n    kpi b weight 2 requires {long}\n  }}\n}}\n"
    )


def test_sections_of_an_example_line_up_when_each_is_on_one_line():
    assert formatted('example "e" { given { a = 1   b = 2 } expect { c = 3 } }') == (
        'example "e" {\n  given  { a = 1  b = 2 }\n  expect { c = 3 }\n}\n'
    )


def test_facts_keep_the_lines_that_their_author_gave_them():
    assert formatted(
        'example "e" { given {\na = 1 b = 2\nc = 3\nt { x = 1 y = 22 } t { x = 333 y = 4 } } }'
    ) == (
        'example "e" {\n  given {\n    a = 1  b = 2\n    c = 3\n'
        "    t { x = 1    y = 22 }\n    t { x = 333  y = 4 }\n  }\n}\n"
    )


# --- long lines ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            f"metric m {{ formula: {'a' * 40} + {'b' * 40} - {'c' * 40} * 2 }}",
            f"  formula: {'a' * 40}\n           + {'b' * 40}\n           - {'c' * 40} * 2\n",
        ),
        (
            f"metric m {{ formula: if {'a' * 40} then {'b' * 40} else if c then d else {'e' * 30} }}",
            f"  formula: if {'a' * 40} then {'b' * 40}\n           else if c then d\n           else {'e' * 30}\n",
        ),
        (
            f"metric m {{ formula: sum({'a' * 40} where {'b' * 40} and c ignoring missing) }}",
            f"  formula: sum(\n             {'a' * 40}\n             where {'b' * 40} and c\n"
            "             ignoring missing\n           )\n",
        ),
        (
            f"metric m {{ formula: match x {{ a => {'b' * 40}, long or longer => {'c' * 30}, otherwise => 4 }} }}",
            f"  formula: match x {{\n             a              => {'b' * 40},\n"
            f"             long or longer => {'c' * 30},\n             otherwise      => 4,\n           }}\n",
        ),
        (
            f'metric m {{ description: "{"a" * 50}" th "{"b" * 50}" }}',
            f'  description: "{"a" * 50}"\n    th "{"b" * 50}"\n',
        ),
        (
            f'input m {{ column: "{"a" * 50}" "{"b" * 30}" "{"c" * 30}" }}',
            f'  column: "{"a" * 50}", "{"b" * 30}",\n          "{"c" * 30}"\n',
        ),
        (
            f'table m {{ a "A": date column "{"b" * 50}" "{"c" * 40}" }}',
            f'  a "A":\n    date column "{"b" * 50}"\n                "{"c" * 40}"\n',
        ),
    ],
)
def test_long_lines_break_where_they_read_well(text, wanted):
    lines = formatted(text)
    assert lines.partition("\n")[2] == wanted + "}\n"
    assert max(map(len, lines.split("\n"))) <= 100


def test_a_line_of_100_columns_stays_one():
    name = "x" * 74
    whole = f"metric m {{ formula: {name} + 1 }}"
    assert len(whole) == 100
    assert formatted(whole) == whole + "\n"
    assert formatted(whole.replace("x +", "xx +")) == f"metric m {{\n  formula: x{name} + 1\n}}\n"


def test_a_long_heading_breaks_before_its_translation():
    assert formatted(f'role r "{"a" * 60}" th "{"ก" * 40}" based on q {{ description: "d" }}') == (
        f'role r "{"a" * 60}"\n    th "{"ก" * 40}" based on q {{\n  description: "d"\n}}\n'
    )


# --- one way to write it -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("1000", "1_000"),
        ("10_00_000.50", "1_000_000.50"),
        ("999", "999"),
        ("0.123456", "0.123456"),
        ("007", "7"),
        ("1 days", "1 day"),
        ("2  week", "2 weeks"),
        ("50 %", "50%"),
        ("5000THB", "5_000 THB"),
        ("- 5", "-5"),
        ("((a))", "(a)"),
        ("f( a,b , )", "f(a, b)"),
        ("count  distinct (a)", "count distinct(a)"),
        ("a is  not   b", "a is not b"),
        ('"""a"""', '"a"'),
        ("x in( a ,b )", "x in (a, b)"),
        ("t . c", "t.c"),
        ("2026-Q1", "2026-Q1"),
    ],
)
def test_a_literal_or_call_has_one_spelling(written, wanted):
    assert formatted(f"metric m {{ formula: {written} }}") == f"metric m {{ formula: {wanted} }}\n"


def test_the_year_of_an_example_is_no_number():
    assert formatted('example "e" in 2026 { }') == 'example "e" in 2026 { }\n'


def test_lists_have_commas_after_a_colon_and_spellings_none():
    assert formatted('input i { column: "a" "b", "c" }') == 'input i { column: "a", "b", "c" }\n'
    assert formatted('table t { person column "a", "b" c: date column "d","e" }') == (
        'table t {\n  person column "a" "b"\n  c: date   column "d" "e"\n}\n'
    )


def test_curves_have_a_comma_after_each_point_on_its_own_line():
    assert formatted("kpi k {\nscore interpolate { 1 => 2, 100 => 3 }\nformula: a }") == (
        "kpi k {\n  score interpolate { 1 => 2, 100 => 3 }\n  formula: a\n}\n"
    )
    assert formatted("kpi k { score interpolate {\n1 => 2, 100 => 3 } }") == (
        "kpi k {\n  score interpolate {\n    1   => 2,\n    100 => 3,\n  }\n}\n"
    )


def test_the_weight_of_a_measure_stands_before_what_it_requires():
    text = "role r { responsibility a {\ncompetency c requires p weight 3\n} }"
    assert "competency c weight 3 requires p\n" in formatted(text)


def test_an_empty_block_has_one_form():
    assert formatted("kpi k {\n\n}") == "kpi k { }\n"


def test_a_text_inside_an_expression_stays_on_its_line():
    text = 'metric m {\n  formula: """\n    a\n    "b"\n    """\n}\n'
    assert formatted(text) == 'metric m {\n  formula: "a\\n\\"b\\""\n}\n'


def test_text_of_several_lines_keeps_them():
    assert formatted(
        'metric m { description: "one\\ntwo" th """\n      หนึ่ง\n        สอง\n""" }'
    ) == (
        'metric m {\n  description: """\n    one\n    two\n    """\n    th """\n      หนึ่ง\n        สอง\n      """\n}\n'
    )


# --- blank lines ---------------------------------------------------------------------------


def test_one_blank_line_stands_between_declarations():
    assert formatted(
        "\n\nkpi a {\n rating: x }\nkpi b {\n rating: y }\n\n\n\nkpi c { rating: z }\n\n"
    ) == ("kpi a {\n  rating: x\n}\n\nkpi b {\n  rating: y\n}\n\nkpi c { rating: z }\n")


def test_lines_of_a_block_keep_one_blank_line_and_none_at_its_ends():
    assert formatted("kpi a {\n\n  type: number\n\n\n  rating: x\n\n}\n") == (
        "kpi a {\n  type: number\n\n  rating: x\n}\n"
    )


# --- comments ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "# only a comment\n",
        "# about the file\n\nkpi k { rating: x }\n",
        "# about k\nkpi k { rating: x }\n",
        "kpi k { rating: x }  # behind it\n",
        "kpi k {  # behind the brace\n  rating: x\n}\n",
        "kpi k {\n  # before a line\n  type: number  # behind a line\n\n  # before another\n  rating: x\n}\n",
        "kpi k {\n  rating: x\n  # at the end of the block\n}\n",
        "kpi k {\n  # alone\n}\n",
        "kpi k {\n  rating: x\n}  # behind the end\n",
        "kpi k { rating: x }\n\n# at the end of the file\n",
        'input i {\n  column: "a",  # the old name\n          # and the new one\n          "b"\n}\n',
        "metric m {\n  formula: a  # first\n           # second\n           + b\n}\n",
        "metric m {\n  formula:\n    # by the book\n    a + b\n}\n",
        "metric m {\n  formula: f(\n             a,  # one\n             # two\n             b\n           # three\n           )\n}\n",
        "kpi k {\n  rate on s {\n    a > 1     => b  # why\n    # otherwise\n    otherwise => c\n  }\n}\n",
    ],
)
def test_a_comment_stays_where_it_is(text):
    assert formatted(text) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("kpi # a\nk { rating: x }", "kpi k { rating: x }  # a\n"),
        ("kpi k # a\n{\nrating: x }", "kpi k {  # a\n  rating: x\n}\n"),
        ("kpi k\n# a\n# b\n{ rating: x }", "kpi k {\n  # a\n  # b\n  rating: x\n}\n"),
        ("kpi k { rating: # a\n\n x # b\n }", "kpi k {\n  rating:  # a\n    x  # b\n}\n"),
        (
            "kpi k { better # a\n: # b\n higher }",
            "kpi k {\n  better:  # a\n    # b\n    higher\n}\n",
        ),
        ("metric m { formula: a + # a\n b }", "metric m {\n  formula: a  # a\n           + b\n}\n"),
        (
            "kpi a { rating: x }\n# b\nkpi b {\n rating: y }",
            "kpi a { rating: x }\n\n# b\nkpi b {\n  rating: y\n}\n",
        ),
        (
            "kpi a {\n rating: x }\n# a\n\nkpi b { rating: y }",
            "kpi a {\n  rating: x\n}\n# a\n\nkpi b { rating: y }\n",
        ),
        ("kpi a { rating: x } # a  \t\n#b\u00a0\n", "kpi a { rating: x }  # a\n#b\n"),
    ],
)
def test_a_comment_inside_a_line_goes_to_the_nearest_end_of_a_line(text, wanted):
    assert formatted(text) == wanted


# --- text from elsewhere -------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "\n\n", " \t\u00a0", "\ufeff"])
def test_nothing_stays_nothing(text):
    assert formatted(text) == ""


def test_text_from_a_word_processor():
    pasted = "\ufeffkpi\u00a0k\u00a0{\r\n\tformula:\u2003a\u00a0/\u00a0b\u2028\tbetter: higher # ดี\r\n}\r\n"
    assert formatted(pasted) == "kpi k {\n  formula: a / b\n  better: higher  # ดี\n}\n"


def test_letters_are_stored_in_one_way():
    assert formatted('kpi k "Cafe\u0301" { }') == 'kpi k "Caf\u00e9" { }\n'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kpi k { rating: x", "unclosed-brace"),
        ("kpi k { rating: }", "syntax"),
        ("kpi k { rating: x rating: y }", "duplicate-property"),
        ("kpi k { rating: 1,000 }", "bad-number"),
        (b"kpi k { rating: \xff }", "invalid-utf8"),
        (b"\xff\xfek\x00", "invalid-utf8"),
    ],
)
def test_what_cannot_be_read_is_not_formatted(text, code):
    result = format_text(text, "pasted")
    assert result.text is None
    assert {problem.code for problem in result.diagnostics} == {code}
    assert all(problem.span.source.name == "pasted" for problem in result.diagnostics)


def test_names_that_mean_nothing_do_not_matter():
    assert formatted("kpi k { rating: nothing }") == "kpi k { rating: nothing }\n"


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("-(", ")"),
        ("not ", ""),
        ("abs(", ")"),
        ("(1 + ", ")"),
        ("(a and (b or ", "))"),
        ("if a then b else ", ""),
    ],
)
def test_nesting_up_to_the_limit_is_no_difficulty(opening, closing):
    depth = 95 if opening.startswith("(a") else 190
    text = f"metric m {{ formula: {opening * depth}x{closing * depth} }}"
    assert formatted(text).count("x") == 1


def test_brackets_around_brackets_are_one_pair_however_many():
    assert (
        formatted(f"metric m {{ formula: {'(' * 190}x{')' * 190} }}")
        == "metric m { formula: (x) }\n"
    )
