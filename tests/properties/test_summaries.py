"""What ratings come to together is the same however they are fed, and what a plain count gives.

Whole frameworks are generated, and for each a crowd of people on and beside thresholds.
"""

from __future__ import annotations

import random
from collections import Counter
from statistics import quantiles

import polars
import pytest
from strategies.choices import Choices
from strategies.crowds import Crowd
from strategies.frameworks import PERIODS, generate_framework

import assay
from assay.engine.columns import chunk_rating, rate
from assay.engine.columns.lowering import lowered
from assay.engine.columns.tables.rows_of_people import RowsOfPeople
from assay.engine.streaming.extents import extents_of
from assay.engine.summary.report import MeasureReport

PEOPLE = 150
GROUPS = ["a", "b", None]


@pytest.mark.parametrize("seed", range(12))
def test_a_summary_is_what_a_plain_count_gives(seed: int) -> None:
    _, ratings, _ = crowd_of(seed)
    if not ratings:
        pytest.skip("nobody can be rated")
    report = assay.summarize(ratings)
    everyone = report.everyone
    states = Counter(rating.state for rating in ratings)
    assert (everyone.rated, everyone.not_rated) == (states["rated"], states["not rated"])
    for measure in everyone.measures:
        id = measure.measure.id
        overall = measure.measure.kind == "overall"
        values = [rating.score if overall else rating[id].value for rating in ratings]
        levels = Counter(rating.level if overall else rating[id].rating for rating in ratings)
        assert {level.id: n for level, n in measure.rated if n} == {
            level: n for level, n in levels.items() if level is not None
        }
        if measure.measure.type is None:
            continue
        numbers = sorted(value for value in values if value is not None)
        assert measure.valued == len(numbers)
        near = {
            threshold.threshold.value: [
                number
                for number in numbers
                if abs(number - threshold.threshold.value) * 100 <= abs(threshold.threshold.value)
            ]
            for threshold in measure.thresholds
        }
        for threshold in measure.thresholds:
            value = threshold.threshold.value
            assert threshold.below == sum(each < value for each in near[value])
            assert threshold.on == near[value].count(value)
            assert threshold.above == sum(each > value for each in near[value])
        if numbers:
            anywhere = [
                number
                for number in numbers
                if any(abs(number - each) * 100 <= abs(each) for each in near)
            ]
            assert measure.near == len(anywhere)
        if len(numbers) > 1:
            spread = measure.spread
            told = [spread.lower_quartile, spread.median, spread.upper_quartile]
            assert told == quantiles(numbers, n=4, method="inclusive")


@pytest.mark.parametrize("seed", range(12))
def test_neither_order_nor_parts_nor_frames_change_a_summary(seed: int) -> None:
    rater, ratings, frame = crowd_of(seed)
    chance = random.Random(seed)
    groups = {rating.person: chance.choice(GROUPS) for rating in ratings}
    whole = assay.Summary.of(rater, by="group")
    for rating in ratings:
        whole.add(rating, groups[rating.person])
    shuffled = chance.sample(ratings, len(ratings))
    cut = chance.randrange(len(ratings) + 1)
    total = assay.Summary.of(rater, by="group")
    part = assay.Summary.of(rater, by="group")
    for at, rating in enumerate(shuffled):
        (total if at < cut else part).add(rating, groups[rating.person])
    total.merge(part)
    assert total.report() == whole.report()
    rows = frame.with_columns(
        polars.Series("group", [groups.get(each) for each in frame["person"]], polars.String)
    )
    counted = assay.Summary.of(rater, by="group")
    counted.add_frame(rows.filter(polars.col("problem").is_null()), "group")
    assert counted.report() == whole.report()


@pytest.mark.parametrize("seed", range(12))
def test_a_summary_without_values_tells_the_same_of_reach_and_thresholds(seed: int) -> None:
    rater, ratings, _ = crowd_of(seed)
    whole = assay.Summary.of(rater)
    for rating in ratings:
        whole.add(rating)
    told = [_reach(each) for each in whole.report().everyone.measures]
    parts = [assay.Summary.of(rater, spreads=False) for _ in range(2)]
    for at, rating in enumerate(ratings):
        parts[at % 2].add(rating)
    parts[0].merge(parts[1])
    assert [_reach(each) for each in parts[0].report().everyone.measures] == told


@pytest.mark.parametrize("seed", range(12))
def test_columns_tell_the_same_of_reach_and_thresholds(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate, "FEW", 0)
    monkeypatch.setattr(chunk_rating, "CHUNK", 64)
    rater, frame, tables = evidence_of(seed)
    singly = assay.Summary.of(rater, spreads=False)
    for rating in rated(rater, frame, tables):
        singly.add(rating)
    summary = assay.Summary.of(rater, spreads=False)
    rate.rate_frame(
        lowered(rater, "ratings"), frame, tables, "person", "float", extents_of(rater, summary)
    )
    for mine, other in zip(
        summary.report().everyone.measures, singly.report().everyone.measures, strict=True
    ):
        assert _reach(mine) == _reach(other)


def _reach(report: MeasureReport) -> tuple[object, ...]:
    return report.valued, report.ends, report.near, report.thresholds


def crowd_of(seed: int) -> tuple[assay.Rater, list[assay.Rating], polars.DataFrame]:
    """A generated crowd rated one by one, and as a frame."""
    rater, frame, tables = evidence_of(seed)
    exact = rate.rate_frame(lowered(rater, "all"), frame, tables, "person", "exact")
    return rater, rated(rater, frame, tables), exact


def evidence_of(seed: int) -> tuple[assay.Rater, polars.DataFrame, dict[str, polars.DataFrame]]:
    """A generated framework, and a crowd for it; random requirements, which refuse nearly everyone,
    are left out."""
    choices = Choices.seeded(seed)
    declared = generate_framework(choices)
    text = "\n\n".join(each for each in declared.declarations if not each.startswith("require"))
    framework = assay.loads(text)
    role, period = choices.choose(declared.roles), choices.choose(PERIODS)
    crowd = Crowd(framework.checked, seed)
    frame, tables = crowd.frame(PEOPLE), crowd.tables(PEOPLE)
    return framework.rater(role=role, period=period), frame, tables


def rated(
    rater: assay.Rater, frame: polars.DataFrame, tables: dict[str, polars.DataFrame]
) -> list[assay.Rating]:
    """Everyone who can be rated, one by one."""
    rows = RowsOfPeople(rater.plan, tables)
    ratings = []
    for values in frame.to_dicts():
        person = values.pop("person")
        try:
            ratings.append(rater.rate(values, tables=rows.of(person), person=person))
        except assay.EvidenceError:
            continue
    return ratings
