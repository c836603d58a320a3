"""Tables and outcomes of examples within the width asked for, down to 32 columns."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shop import shop
from shop_commands import SHOP, run

from assay.dsl.diagnostics.terminal import display_width
from assay.engine.render.ratings.table import render_table

PLACE = re.compile(r"\(\S+:\d+\)$")


def people(*names):
    given = {"revenue": 1_170, "quota": 1_000, "complaints": 3, "promoters": "60%"}
    return [shop().rate(given, period="2026-Q1", person=name) for name in names]


def test_a_table_that_fits_is_as_wide_as_its_cells():
    assert render_table(people("ann", "a person of a longer name")).splitlines()[:4] == [
        "Person                     Score  Rating",
        "─────────────────────────  ─────  ──────",
        "ann                         2.76  High",
        "a person of a longer name   2.76  High",
    ]


def test_names_are_wrapped_and_scores_stay_whole():
    assert render_table(people("ann", "a person of a longer name"), width=32).splitlines()[:5] == [
        "Person             Score  Rating",
        "─────────────────  ─────  ──────",
        "ann                 2.76  High",
        "a person of a       2.76  High",
        "longer name",
    ]


def test_a_score_that_leaves_no_room_stands_below():
    (one,) = people("somebody")
    text = render_table([one], width=18)
    assert text.splitlines() == [
        "Person", "  Score", "  Rating", "somebody", "  2.76", "  High",
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(
        st.text(st.characters(categories=("L", "M", "Nd", "Zs")), min_size=1),
        min_size=1,
        max_size=3,
    ),
    width=st.integers(32, 90),
    language=st.sampled_from(["en", "th"]),
)
def test_no_line_of_a_table_is_wider(names, width, language):
    for line in render_table(people(*names), language, width=width).splitlines():
        assert display_width(line) <= width


def test_outcomes_of_examples_are_wrapped_but_for_their_places(tmp_path):
    path = tmp_path / "shop.rules"
    path.write_text(
        Path(SHOP).read_text(encoding="utf-8")
        + 'example "somebody about whom next to nothing is known at all" for seller in 2026-Q1 {\n'
        "  given { revenue = 1 THB }\n  expect { overall = good  complaints = 3 }\n}\n",
        encoding="utf-8",
    )
    for width in (32, 48):
        lines = run("test", path, "--width", width, status=1).stdout.splitlines()
        assert any("somebody about whom" in line for line in lines)
        assert [
            line for line in lines if display_width(line) > width and not PLACE.search(line)
        ] == []


def test_the_least_width_is_told():
    result = run("rate", SHOP, "people.csv", "--width", "31", status=2)
    assert "31 is not in the range 32<=x<=1000" in result.stderr


@pytest.mark.parametrize("columns", ["12", "31"])
def test_a_narrower_terminal_is_written_to_all_the_same(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    narrow = run("show", SHOP).stdout
    assert narrow == run("show", SHOP, "--width", "32").stdout
