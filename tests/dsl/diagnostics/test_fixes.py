import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.dsl.diagnostics.fixes import apply_fixes
from assay.dsl.diagnostics.model import Edit, Fix
from assay.dsl.source import Source, Span

TEXT = "weight 57% of น้ำ"
SOURCE = Source("a.rules", TEXT)


def fix(*edits, source=SOURCE):
    return Fix("words", tuple(Edit(Span(source, *place), text) for *place, text in edits))


@pytest.mark.parametrize(
    ("fixes", "expected"),
    [
        ([], TEXT),
        ([fix((7, 9, "60"))], "weight 60% of น้ำ"),
        ([fix((14, 17, "ยอด")), fix((0, 6, "share"))], "share 57% of ยอด"),
        ([fix((10, 10, " (all)"))], "weight 57% (all) of น้ำ"),
        ([fix((0, 7, "")), fix((9, 10, " percent"))], "57 percent of น้ำ"),
        ([fix((0, 0, "# "), (17, 17, "\n"))], "# weight 57% of น้ำ\n"),
    ],
)
def test_edits_change_their_places_only(fixes, expected):
    assert apply_fixes(TEXT, fixes) == expected


def test_neighbouring_edits_do_not_meet():
    assert apply_fixes(TEXT, [fix((0, 6, "a")), fix((6, 7, "-")), fix((7, 10, "b"))]) == (
        "a-b of น้ำ"
    )


def test_an_insertion_stands_before_a_replacement_at_its_place():
    replace, insert = fix((7, 9, "60")), fix((7, 7, "about "))
    assert apply_fixes(TEXT, [replace, insert]) == "weight about 60% of น้ำ"
    assert apply_fixes(TEXT, [insert, replace]) == "weight about 60% of น้ำ"


@pytest.mark.parametrize(
    "second",
    [
        fix((8, 10, "x")),
        fix((0, 17, "")),
        fix((8, 8, "x")),
        fix((7, 9, "60")),
        fix((0, 6, "share"), (8, 9, "x")),
    ],
)
def test_a_fix_that_meets_an_earlier_one_is_left_out_whole(second):
    assert apply_fixes(TEXT, [fix((7, 9, "60")), second]) == "weight 60% of น้ำ"


def test_two_insertions_at_one_place_have_no_order_so_the_second_is_left_out():
    first, second = fix((7, 7, "about ")), fix((7, 7, "nearly "))
    assert apply_fixes(TEXT, [first, second]) == "weight about 57% of น้ำ"


def test_a_fix_whose_own_edits_meet_is_left_out():
    assert apply_fixes(TEXT, [fix((0, 6, "a"), (5, 7, "b"))]) == TEXT


def test_a_fix_of_another_text_or_beyond_its_end_is_left_out():
    other = Source("b.rules", TEXT + " ")
    assert apply_fixes(TEXT, [fix((0, 6, "a"), source=other)]) == TEXT
    assert apply_fixes(TEXT, [fix((10, 18, "a"))]) == TEXT
    assert apply_fixes(TEXT, [fix((5, 4, "a"))]) == TEXT


places = st.tuples(st.integers(-1, 8), st.integers(-1, 8), st.sampled_from(["", "<", "<>"]))


@given(st.lists(st.lists(places, max_size=2), max_size=5))
def test_what_no_fix_names_stays(edits):
    text = "abcdefg"
    source = Source("a", text)
    fixed = apply_fixes(text, [fix(*each, source=source) for each in edits])
    named = {i for each in edits for start, end, _ in each for i in range(start, end)}
    kept = [c for c in fixed if c not in "<>"]
    assert kept == sorted(kept)
    assert {c for i, c in enumerate(text) if i not in named} <= set(kept)
