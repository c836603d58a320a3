"""What ratings come to together, worked out by hand on a small framework."""

import random
from fractions import Fraction
from pathlib import Path

import polars
import pytest

import assay
from assay.engine.summary.in_order import Spread
from assay.engine.summary.report import AbsentCount
from assay.engine.summary.thresholds import Threshold

SHOP = Path(__file__).parents[2] / "cli/files/shop.rules"

# The target is 1,200 THB, the thresholds of attainment are 90% and 110%: near them are revenues
# from 1,069.2 to 1,090.8 and from 1,306.8 to 1,333.2.
REVENUES = ["1069.2", "1069.19", "1080", "1090.8", "1090.81", "1320", "1333.2", "0", None, "n/a"]
REGIONS = ["North", "South", "North", "South", "North", "South", "North", "South", "North", ""]


@pytest.fixture(scope="module")
def shop():
    return assay.load(SHOP)


@pytest.fixture(scope="module")
def ratings(shop):
    return [
        shop.rate(
            {"revenue": revenue, "complaints": 2, "advice.manager": "high"},
            period="2026-Q1",
            person=f"p{at}",
        )
        for at, revenue in enumerate(REVENUES)
    ]


@pytest.fixture(scope="module")
def groups(ratings):
    return {each.person: region for each, region in zip(ratings, REGIONS, strict=True) if region}


def measure(group, id):
    return next(each for each in group.measures if each.measure.id == id)


def test_levels_and_states(ratings):
    everyone = assay.summarize(ratings).everyone
    assert (everyone.people, everyone.rated, everyone.not_rated) == (10, 10, 0)
    counts = {level.id: people for level, people in everyone.overall.rated}
    assert counts == {"good": 4, "fair": 6, "poor": 0}
    assert sum(counts.values()) == sum(each.level is not None for each in ratings)
    attainment = measure(everyone, "attainment")
    assert [(level.id, people) for level, people in attainment.rated] == [
        ("good", 2), ("fair", 3), ("poor", 3),
    ]  # fmt: skip


def test_values_near_thresholds(ratings):
    attainment = measure(assay.summarize(ratings).everyone, "attainment")
    low, high = attainment.thresholds
    assert low.threshold == Threshold(Fraction(9, 10), gate=False)
    assert (low.below, low.on, low.above) == (1, 1, 1)  # 1069.2, 1080, 1090.8
    assert (high.below, high.on, high.above) == (0, 1, 1)  # 1320, 1333.2
    assert attainment.near == 5
    assert attainment.valued == 8


def test_spreads(ratings):
    # 0, 1069.19, 1069.2, 1080, 1090.8, 1090.81, 1320, 1333.2: positions 1.75, 3.5 and 5.25.
    attainment = measure(assay.summarize(ratings).everyone, "attainment")
    expected = ("0", "1069.1975", "1085.4", "1148.1075", "1333.2")
    assert attainment.spread == Spread(*(Fraction(each) / 1200 for each in expected))


def test_absences_by_kind_and_reason(ratings):
    attainment = measure(assay.summarize(ratings).everyone, "attainment")
    assert attainment.absent == (
        AbsentCount("missing", "from: revenue", 1),
        AbsentCount("not applicable", "from: revenue", 1),
    )


def test_thresholds_of_other_measures(ratings):
    measures = assay.summarize(ratings).everyone.measures
    found = {
        each.measure.id: [threshold.value for threshold in each.measure.thresholds]
        for each in measures
    }
    assert found == {
        "overall": [Fraction(3, 2), Fraction(5, 2)],
        "attainment": [Fraction(9, 10), Fraction(11, 10)],
        "calm": [],  # a curve has points, and no threshold
        "advice": [Fraction(2)],  # a gap of 0 below the required 2 points
    }
    advice = measures[3]
    assert (advice.near, advice.thresholds[0].on) == (10, 10)


def test_people_left_out(ratings):
    problems = [
        assay.Problem("bad-value", "x", "Revenue", "a", ""),
        assay.Problem("bad-value", "x", "complaints", "b", ""),
        assay.Problem("bad-value", "y", "Revenue", "c", ""),
        assay.Problem("no-person", "", "person", "", ""),
    ]
    everyone = assay.summarize(ratings, problems).everyone
    assert (everyone.people, everyone.refused) == (12, 2)
    assert [(each.code, each.field, each.people) for each in everyone.problems] == [
        ("bad-value", "Revenue", 2), ("bad-value", "complaints", 1), ("no-person", "person", 1),
    ]  # fmt: skip


def test_groups(ratings, groups):
    problem = assay.Problem("bad-value", "x", "Revenue", "a", "")
    report = assay.summarize(ratings, [problem], by="region", groups={**groups, "x": "South"})
    assert [(each.name, each.people, each.refused) for each in report.groups] == [
        ("North", 5, 0), ("South", 5, 1), (None, 1, 0),
    ]  # fmt: skip
    north = measure(report.groups[0], "attainment")
    # 1069.2, 1080, 1090.81 and 1333.2: the median lies between the two in the middle.
    assert north.spread.median == Fraction("1085.405") / 1200
    assert (north.near, north.valued) == (3, 4)
    assert report.everyone == assay.summarize(ratings, [problem]).everyone


# --- the order and the parts do not matter -------------------------------------------------


def summary_of(shop, ratings, groups, **options):
    summary = assay.Summary.of(shop.rater(period="2026-Q1"), by="region", **options)
    for rating in ratings:
        summary.add(rating, groups.get(rating.person))
    return summary


@pytest.mark.parametrize("seed", range(5))
def test_order_and_parts_do_not_matter(shop, ratings, groups, seed):
    several = ratings * 3
    expected = summary_of(shop, several, groups).report()
    chance = random.Random(seed)
    shuffled = chance.sample(several, len(several))
    cuts = sorted(chance.sample(range(len(several)), 3))
    parts = [
        summary_of(shop, shuffled[start:end], groups)
        for start, end in zip([0, *cuts], [*cuts, None], strict=True)
    ]
    chance.shuffle(parts)
    total = parts.pop()
    for part in parts:
        total.merge(part)
    assert total.report() == expected


def frame_of(regions=REGIONS, revenues=REVENUES):
    return polars.DataFrame(
        {
            "person": [f"p{at}" for at in range(len(revenues))],
            "revenue": revenues,
            "complaints": [2] * len(revenues),
            "advice.manager": ["high"] * len(revenues),
        }
    )


@pytest.mark.parametrize("cut", [0, 4, 9])
def test_frames_come_to_what_ratings_come_to(shop, ratings, groups, cut):
    regions = polars.Series("region", REGIONS)
    rated = shop.rate_frame(frame_of(), period="2026-Q1", numbers="exact").with_columns(regions)
    summary = assay.Summary.of(shop.rater(period="2026-Q1"), by="region")
    summary.add_frame(rated[cut:], "region")
    summary.merge(summary_of(shop, ratings[:cut], groups))
    assert summary.report() == summary_of(shop, ratings, groups).report()


def test_floats_of_frames_stand_for_their_shortest_decimals(shop):
    revenues = ["1069.2", "1080", "1090.8", "1320", "1333.2"]  # attainments that end
    rated = shop.rate_frame(frame_of(revenues=revenues), period="2026-Q1")
    summary = assay.Summary.of(shop.rater(period="2026-Q1"))
    summary.add_frame(rated)
    assert measure(summary.report().everyone, "attainment").near == 5


def test_a_summary_without_spreads_tells_of_groups_the_overall_rating_alone(shop, ratings, groups):
    brief = summary_of(shop, ratings, groups, spreads=False)
    brief_frame = assay.Summary.of(shop.rater(period="2026-Q1"), by="region", spreads=False)
    regions = polars.Series("region", REGIONS)
    rated = shop.rate_frame(frame_of(), period="2026-Q1", numbers="exact").with_columns(regions)
    brief_frame.add_frame(rated, "region")
    whole = summary_of(shop, ratings, groups).report()
    for summary in (brief, brief_frame):
        report = summary.report()
        assert [each.overall.rated for each in report.groups] == [
            each.overall.rated for each in whole.groups
        ]
        assert not any(each.valued for group in report.groups for each in group.measures[1:])
        for mine, other in zip(report.everyone.measures, whole.everyone.measures, strict=True):
            assert (mine.valued, mine.ends, mine.near) == (other.valued, other.ends, other.near)
            assert (mine.thresholds, mine.spread) == (other.thresholds, None)


def test_a_frame_of_people_who_are_refused(shop):
    rated = shop.rate_frame(frame_of(revenues=["1200", "-5"]), period="2026-Q1", numbers="exact")
    summary = assay.Summary.of(shop.rater(period="2026-Q1"))
    summary.add_frame(rated)
    everyone = summary.report().everyone
    assert (everyone.rated, everyone.refused, everyone.people) == (1, 1, 2)


# --- thresholds ----------------------------------------------------------------------------

MOVING = """
framework f "F" { currency: THB }
scale s { high = 2 low = 1 }
parameter bar "Bar" { type: percent value: 80% }
metric double "Double" { formula: 2 * bar type: percent }
input own "Own" { type: percent }
input x "X" { type: percent }
kpi a "A" { type: percent formula: x rate on s { >= double => high  >= bar => high otherwise => low } }
kpi b "B" { type: percent formula: x rate on s { >= own => high  < 0% => low  otherwise => low } }
kpi c "C" { type: percent formula: x better: lower rate on s { 10% <= c <= 20% => high otherwise => low } }
role r "R" {
  responsibility one "One" weight 100% { kpi a weight 50% kpi b weight 25% kpi c weight 25% }
  overall on s {
    overall >= 1.5 => high
    otherwise => low
    cap at low when c < 5% or x > 90%
  }
}
"""


def test_thresholds_from_parameters_gates_and_people():
    framework = assay.loads(MOVING)
    rating = framework.rate({"x": "0%", "own": "1%"}, parameters={"bar": "75%"})
    report = assay.summarize([rating])
    found = {each.measure.id: each.measure for each in report.everyone.measures}
    percents = {
        id: [(each.value * 100, each.gate) for each in measure.thresholds]
        for id, measure in found.items()
    }
    assert percents == {
        "overall": [(150, False)],
        "a": [(75, False), (150, False)],
        "b": [(0, False)],
        "c": [(5, True), (10, False), (20, False)],
    }
    assert [id for id, each in found.items() if each.others] == ["b"]
    zero = measure(report.everyone, "b")
    assert (zero.near, zero.thresholds[0].on) == (1, 1)


# --- what cannot be summed up --------------------------------------------------------------


def test_no_ratings():
    with pytest.raises(assay.UsageError, match="there are no ratings to sum up"):
        assay.summarize([])


def test_ratings_of_two_frameworks(shop, ratings):
    other = assay.loads(MOVING).rate({"x": "1%", "own": "1%"})
    with pytest.raises(assay.UsageError, match="are of two frameworks, `shop` and `f`"):
        assay.summarize([*ratings, other])


def test_ratings_with_other_thresholds(shop, ratings):
    same = shop.rate({"revenue": "1 THB"}, period="2025-Q4")
    assert assay.summarize([*ratings, same]).periods == ("2025-Q4", "2026-Q1")
    framework = assay.loads(MOVING)
    both = [
        framework.rate({"x": "1%", "own": "1%"}, parameters={"bar": bar}) for bar in ("1%", "2%")
    ]
    with pytest.raises(assay.UsageError, match="the thresholds of `a` differ; sum up each"):
        assay.summarize(both)


def test_frames_that_hold_no_ratings(shop):
    summary = assay.Summary.of(shop.rater(period="2026-Q1"))
    with pytest.raises(assay.UsageError, match="holds no ratings"):
        summary.add_frame(frame_of())
    rated = shop.rate_frame(frame_of(), period="2026-Q1", detail="ratings")
    with pytest.raises(assay.UsageError, match="lacks columns of `attainment`: rate it with `det"):
        summary.add_frame(rated)


@pytest.mark.parametrize(
    ("language", "missing", "elsewhere"),
    [
        ("en", "missing: for want of Sold", "not applicable: since Sold does not apply"),
        ("th", "ไม่มีข้อมูล: เพราะขาด ยอดขาย", "ไม่เกี่ยวข้อง: เพราะ ยอดขาย ไม่เกี่ยวข้อง"),
    ],
)
def test_what_does_not_apply_is_not_told_as_if_it_were_missing(
    language: str, missing: str, elsewhere: str
) -> None:
    framework = assay.loads(
        'framework shop { currency: THB } input sold "Sold" th "ยอดขาย" { type: number }\n'
        "kpi sales { type: number  formula: sold * 2  score: sales }\n"
        "role seller { overall score: 1 + (score of sales if missing 0) }"
    )
    rater = framework.rater()
    ratings = [rater.rate({"sold": sold}, person=sold or "-") for sold in ("1", "n/a", None)]
    text = assay.summary_text(assay.summarize(ratings), language, width=120)
    assert missing in text
    assert elsewhere in text
