"""Thresholds: which numbers reach which level, exactly as the rules decide it, and to scale."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import assay
from assay.dsl.framework import RatedByRules
from assay.engine.handbook.bands import Band, bands_of
from assay.engine.handbook.build import build_handbook
from assay.engine.handbook.model import Curve, Kpi, Levels, plain

HEAD = """
framework shop "Shop" { currency: THB  languages: en, th }
scale grades "Grades" { high = 3 "High"  fair = 2 "Fair"  low = 1 "Low" }
parameter goal "Goal" { type: number  from 2025-01-01 = 100  from 2026-01-01 = 200 }
metric stretch "Stretch" { formula: goal * 2 }
input calls "Calls" { type: number }
input heads "Heads" { type: count }
input day "Day" { type: date }
"""


def _kpi(rules: str, formula: str = "calls", **settings: object) -> Kpi:
    text = HEAD + f'kpi it "It" {{ formula: {formula}  {rules} }}'
    (kpi,) = build_handbook(assay.loads(text), **settings).kpis
    return kpi


def _rows(rules: str, formula: str = "calls") -> list[tuple[str, str]]:
    method = _kpi(f"rate on grades {{ {rules} }}", formula).method
    assert isinstance(method, Levels)
    return [(row.level.label.text, plain(row.reached_by)) for row in method.rows]


@pytest.mark.parametrize(
    ("rules", "rows"),
    [
        (
            ">= 90 => high  >= 70 => fair  otherwise => low",
            [("High", "90 or more"), ("Fair", "70 to less than 90"), ("Low", "less than 70")],
        ),
        (
            "<= 10 => high  < 20 => fair  otherwise => low",
            [
                ("High", "10 or less"),
                ("Fair", "more than 10 and less than 20"),
                ("Low", "20 or more"),
            ],
        ),
        (
            "< 10 => high  <= 20 => fair  otherwise => low",
            [("High", "less than 10"), ("Fair", "10 to 20"), ("Low", "more than 20")],
        ),
        (
            "> 20 => high  > 10 => fair  otherwise => low",
            [("High", "more than 20"), ("Fair", "more than 10, up to 20"), ("Low", "10 or less")],
        ),
        (
            "= 5 => high  otherwise => low",
            [("Low", "less than 5"), ("High", "5"), ("Low", "more than 5")],
        ),
        (
            "40 <= it <= 60 => high  20 <= it <= 80 => fair  otherwise => low",
            [
                ("Low", "less than 20"),
                ("Fair", "20 to less than 40"),
                ("High", "40 to 60"),
                ("Fair", "more than 60, up to 80"),
                ("Low", "more than 80"),
            ],
        ),
        (
            "not (it < 5 or it > 9) => high  otherwise => low",
            [("Low", "less than 5"), ("High", "5 to 9"), ("Low", "more than 9")],
        ),
        (
            "100 <= it => high  otherwise => low",
            [("High", "100 or more"), ("Low", "less than 100")],
        ),
    ],
)
def test_the_rules_are_said_as_ranges(rules: str, rows: list[tuple[str, str]]) -> None:
    assert _rows(rules) == rows


def test_whole_numbers_are_said_whole() -> None:
    rules = ">= 6 => high  >= 2.5 => fair  otherwise => low"
    assert _rows(rules, "heads") == [("High", "6 or more"), ("Fair", "3 to 5"), ("Low", "0 to 2")]
    assert _rows("> 1 => high  >= 1 => fair  otherwise => low", "heads") == [
        ("High", "2 or more"),
        ("Fair", "1"),
        ("Low", "0"),
    ]


def test_a_condition_on_something_else_is_said_in_words_and_not_drawn() -> None:
    kpi = _kpi("rate on grades { it > 5 and heads > 2 => high  otherwise => low }")
    assert isinstance(kpi.method, Levels)
    assert kpi.method.chart is None
    assert [plain(row.reached_by) for row in kpi.method.rows] == [
        "It is more than 5 and Heads is more than 2",
        "in every other case",
    ]


def test_rules_that_all_give_one_level_are_not_drawn() -> None:
    kpi = _kpi("rate on grades { otherwise => fair }")
    assert isinstance(kpi.method, Levels)
    assert kpi.method.chart is None
    assert [plain(row.reached_by) for row in kpi.method.rows] == ["in every other case"]


def test_thresholds_that_follow_from_targets_have_their_numbers_and_say_so() -> None:
    kpi = _kpi(
        "rate on grades { it >= 150% * goal => high  it >= stretch / 4 => fair  otherwise => low }"
    )
    assert isinstance(kpi.method, Levels)
    rows = [(plain(row.reached_by), row.rule and plain(row.rule)) for row in kpi.method.rows]
    assert rows == [
        ("300 or more", "at least 150% of Goal"),
        ("100 to less than 300", "at least Stretch divided by 4"),
        ("less than 100", None),
    ]


def test_the_targets_of_a_day_are_those_in_force_on_it() -> None:
    from datetime import date

    rules = "rate on grades { it >= goal => high  otherwise => low }"
    kpi = _kpi(rules, as_of=date(2025, 12, 31))
    assert isinstance(kpi.method, Levels)
    assert plain(kpi.method.rows[0].reached_by) == "100 or more"
    with pytest.raises(assay.UsageError, match="`goal` has no value on 2024-12-31"):
        _kpi(rules, as_of=date(2024, 12, 31))


def test_the_chart_is_drawn_to_scale() -> None:
    kpi = _kpi("rate on grades { >= 120 => high  >= 70 => fair  otherwise => low }")
    assert isinstance(kpi.method, Levels)
    chart = kpi.method.chart
    assert chart is not None
    # From 70 - 35% of 50 to 120 + 35% of 50: the axis runs from 52.5 to 137.5.
    assert [(tick.at, tick.text) for tick in chart.ticks] == [
        (Fraction(35, 170), "70"),
        (Fraction(135, 170), "120"),
    ]
    assert [(each.start, each.end, each.level.id) for each in chart.stretches] == [
        (0, Fraction(35, 170), "low"),
        (Fraction(35, 170), Fraction(135, 170), "fair"),
        (Fraction(135, 170), 1, "high"),
    ]


def test_an_axis_of_positive_thresholds_does_not_begin_below_zero() -> None:
    kpi = _kpi("rate on grades { >= 100 => high  >= 10 => fair  otherwise => low }")
    assert isinstance(kpi.method, Levels)
    assert kpi.method.chart is not None
    assert kpi.method.chart.ticks[0].at == Fraction(10) / (100 + Fraction(90) * 7 / 20)


def test_a_curve_is_drawn_to_scale() -> None:
    kpi = _kpi("score interpolate { 0.5 * goal => 5, goal => 3, 2 * goal => 1 }")
    assert isinstance(kpi.method, Curve)
    assert kpi.method.drawn
    # Values 100, 200, 400; the axis from 0 (100 - 35% of 300 would be less) to 505; points from 0.
    assert [(point.x, point.y) for point in kpi.method.points] == [
        (Fraction(100, 505), 1),
        (Fraction(200, 505), Fraction(3, 5)),
        (Fraction(400, 505), Fraction(1, 5)),
    ]
    assert [(point.value, point.points) for point in kpi.method.points] == [
        ("100", "5"),
        ("200", "3"),
        ("400", "1"),
    ]


def test_a_curve_through_evidence_is_said_and_not_drawn() -> None:
    kpi = _kpi("score interpolate { heads => 1, 2 * heads + 1 => 5 }")
    assert isinstance(kpi.method, Curve)
    assert not kpi.method.drawn
    assert [(plain(point.rule or ()), point.points) for point in kpi.method.points] == [
        ("Heads", "1"),
        ("2 times Heads plus 1", "5"),
    ]


THRESHOLDS = st.lists(
    st.fractions(-50, 50, max_denominator=8), min_size=1, max_size=4, unique=True
).map(sorted)


@settings(max_examples=60)
@given(THRESHOLDS, st.sampled_from([">=", ">", "<=", "<", "=", "!="]), st.data())
def test_the_bands_are_what_a_rating_gives(
    thresholds: list[Fraction], operator: str, data: st.DataObject
) -> None:
    """At, beside and between all thresholds, the engine gives the level of the one band there."""
    order = data.draw(st.permutations(thresholds))
    levels = data.draw(st.lists(st.sampled_from(["high", "fair", "low"]), min_size=5, max_size=5))
    rules = "  ".join(
        f"it {operator} {at.numerator} / {at.denominator} => {level}"
        for at, level in zip(order, levels, strict=False)
    )
    framework = assay.loads(
        HEAD
        + f"kpi it {{ formula: calls  rate on grades {{ {rules}  otherwise => {levels[4]} }} }}"
        + "role r { responsibility s weight 100% { kpi it weight 100% }"
        " overall on grades { otherwise => fair } }"
    )
    method = framework.checked.kpis["it"].method
    assert isinstance(method, RatedByRules)
    bands = bands_of(method.rules, {}).bands
    beside = Fraction(1, 1_000)
    for at in thresholds:
        for number in (at - beside, at, at + beside):
            (there,) = (band for band in bands if _contains(band, number))
            assert framework.rate({"calls": number})["it"].rating == there.rule.level


def _contains(band: Band, number: Fraction) -> bool:
    above = band.low is None or band.low < number or (band.low_included and band.low == number)
    below = band.high is None or number < band.high or (band.high_included and band.high == number)
    return above and below
