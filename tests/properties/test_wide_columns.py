"""Wide responsibilities and roles by columns agree with the single evaluation on every cell.

The thresholds are scores that some of the people have to the last digit, however long their
fractions are.
"""

from __future__ import annotations

from fractions import Fraction

import polars
import pytest
from strategies.agreement import compare, exactly, nearest
from strategies.wide import SHAPES, WideFramework

import assay
from assay.engine.columns import chunk_rating, rate
from assay.engine.columns.lowering import lowered

PEOPLE = 24


@pytest.mark.parametrize("seed", range(2 * len(SHAPES)))
def test_wide_frameworks_agree_with_single_evaluation(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate, "FEW", 0)
    monkeypatch.setattr(chunk_rating, "CHUNK", 16)
    first = WideFramework(seed)
    people = first.people(PEOPLE)
    limits = _scores(first, people)
    framework = assay.loads(WideFramework(seed, limits).text)
    ready = lowered(framework.rater(), "all")
    run = rate.Run.of(ready, people, {}, None)
    exact = seed % 2 == 0
    rated = run.rated("exact" if exact else "float")
    assert not run.one_by_one
    named = people.with_columns(person=polars.lit(""))
    rated.insert_column(0, named["person"])
    compare(ready, (named, {}), rated, exactly if exact else nearest)


def _scores(framework: WideFramework, people: polars.DataFrame) -> list[Fraction]:
    """Two of the people's overall scores, one of them the most frequent."""
    rater = assay.loads(framework.text).rater()
    found = [rater.rate(person).score for person in people.iter_rows(named=True)]
    scores = [score for score in found if score is not None]
    frequent = max(scores, key=scores.count)
    other = next(score for score in scores if score != frequent)
    return [frequent, other]
