"""Numbers too many for memory are put in order in a file, and tell the same as those in memory."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import assay
from assay.engine.summary import summary as summary_module
from assay.engine.summary import values as values_module
from assay.engine.summary.in_order import InOrder
from assay.engine.summary.spill import Spill
from assay.engine.summary.values import Values

NUMBERS = (
    st.fractions()
    | st.integers(-5, 5).map(Fraction)
    | st.sampled_from(
        [Fraction(2**80, 3), Fraction(1, 3) + Fraction(1, 10**18), Fraction(-(10**400)),
         Fraction(10**400), Fraction(-1, 10**400), Fraction(2**63 - 1, 2**63 - 25)]
    )
)  # fmt: skip


def spilled(spill: Spill, parts: list[list[Fraction]], last: list[Fraction]) -> Values:
    values = Values()
    for numbers in parts:
        for each in numbers:
            values.add(each)
        values.spill(spill)
    for each in last:
        values.add(each)
    return values


@given(st.lists(st.lists(NUMBERS), max_size=4), st.lists(NUMBERS), NUMBERS)
@example([[Fraction(1)], [Fraction(1), Fraction(-1)]], [Fraction(0)], Fraction(0))
@pytest.mark.parametrize("few", [0, 2**14])
def test_numbers_in_a_file_are_in_the_same_order(
    few: int, parts: list[list[Fraction]], last: list[Fraction], bound: Fraction
) -> None:
    with pytest.MonkeyPatch.context() as patch, Spill() as spill:
        patch.setattr(values_module, "_FEW_STORED", few)
        found = spilled(spill, parts, last).in_order()
        expected = sorted([*last, *(each for part in parts for each in part)])
        assert [found.at(each) for each in range(len(found))] == expected
        plain = Values()
        for each in expected:
            plain.add(each)
        assert found.spread() == plain.in_order().spread()
        for at in (False, True):
            wanted = sum(each <= bound if at else each < bound for each in expected)
            assert found.below(bound, or_at=at) == wanted
        # Nothing may look into the file once it is gone.
        del found


def test_what_is_spilled_is_not_held() -> None:
    with Spill() as spill:
        values = spilled(spill, [[Fraction(1), Fraction(2**70)]], [Fraction(3)])
        assert values.held == 1
        other = spilled(spill, [[Fraction(5)]], [])
        other.merge(values)
        assert other.held == 1
        ordered = other.in_order()
        assert isinstance(ordered, InOrder)
        assert [ordered.at(each) for each in range(4)] == [1, 3, 5, 2**70]


RULES = """
framework shop "Shop" { currency: THB }
input sold "Sold" { type: number }
scale level { good = 2  poor = 1 }
kpi sales "Sales" { type: number  formula: sold / 7  rate on level { >= 10 => good  otherwise => poor } }
role seller { responsibility all weight 100% { kpi sales weight 100% }
  overall on level { overall >= 2 => good  otherwise => poor } }
"""


def test_a_summary_is_the_same_however_little_memory_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    framework = assay.loads(RULES)
    rater = framework.rater()
    ratings = [rater.rate({"sold": at * at % 997}, person=f"p{at}") for at in range(400)]
    rows = [assay.flat_headings(rater.plan), *map(assay.flat_row, ratings)]
    content = "\n".join(",".join(row) for row in rows).encode()

    def summed() -> assay.SummaryReport:
        file = assay.RatingsFile("ratings.csv", io.BytesIO(content), "csv")
        return assay.summarize_files([file], framework=framework, by="sales.rating")

    expected = summed()
    assert replace(expected, groups=(), by="", notes=()) == assay.summarize(ratings)
    monkeypatch.setattr(summary_module, "MOST_HELD", 20)
    monkeypatch.setattr("assay.engine.summary.rating_files.ROWS", 30)
    monkeypatch.setattr(values_module, "_FEW_STORED", 0)
    assert summed() == expected
