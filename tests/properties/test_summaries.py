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
from assay.engine.columns.tables.rows_of_people import RowsOfPeople

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


def crowd_of(seed: int) -> tuple[assay.Rater, list[assay.Rating], polars.DataFrame]:
    """A generated crowd rated one by one, and as a frame; random requirements, which refuse
    nearly everyone, are left out."""
    choices = Choices.seeded(seed)
    declared = generate_framework(choices)
    text = "\n\n".join(each for each in declared.declarations if not each.startswith("require"))
    framework = assay.loads(text)
    setting = {"role": choices.choose(declared.roles), "period": choices.choose(PERIODS)}
    crowd = Crowd(framework.checked, seed)
    frame, tables = crowd.frame(PEOPLE), crowd.tables(PEOPLE)
    rater = framework.rater(**setting)
    rows = RowsOfPeople(rater.plan, tables)
    ratings = []
    for values in frame.to_dicts():
        person = values.pop("person")
        try:
            ratings.append(rater.rate(values, tables=rows.of(person), person=person))
        except assay.EvidenceError:
            continue
    return rater, ratings, framework.rate_frame(frame, **setting, tables=tables, numbers="exact")
