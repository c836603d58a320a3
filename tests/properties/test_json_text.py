"""The text of a person's rating is that of its document, whatever the framework."""

from __future__ import annotations

import json

import pytest
from strategies.choices import Choices
from strategies.crowds import Crowd
from strategies.frameworks import PERIODS, generate_framework

import assay
from assay.engine.columns.lowering import lowered
from assay.engine.columns.rate import Run
from assay.engine.columns.tables.rows_of_people import RowsOfPeople
from assay.engine.render.ratings import person_text

BLOCKS = 4
FRAMEWORKS_OF_A_BLOCK = 10
PEOPLE = 40


@pytest.mark.parametrize("block", range(BLOCKS))
def test_lines_and_documents_are_what_their_models_say(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Little is remembered, so that much is made again.
    monkeypatch.setattr(person_text, "MOST_REMEMBERED", 6 if block % 2 else 2_000)
    rated = absent = 0
    for seed in range(block * FRAMEWORKS_OF_A_BLOCK, (block + 1) * FRAMEWORKS_OF_A_BLOCK):
        rater, ratings = people_of(seed)
        language = "th" if seed % 3 == 0 else "en"
        lines = [
            json.dumps(assay.rating_document(each, language), ensure_ascii=False) + "\n"
            for each in ratings
        ]
        assert list(assay.rating_lines(rater, ratings, language)) == lines
        document = assay.ratings_document(rater, ratings, (), language)
        expected = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        assert "".join(assay.ratings_json(rater, ratings, (), language)) == expected
        rated += sum(each.state == "rated" for each in ratings)
        absent += sum(each.state != "rated" for each in ratings)
    assert rated > 20
    assert absent > 20


def people_of(seed: int) -> tuple[assay.Rater, list[assay.Rating]]:
    """A generated framework, and the ratings of a crowd made for it."""
    choices = Choices.seeded(seed)
    generated = generate_framework(choices)
    framework = assay.loads("\n\n".join(generated.declarations))
    role, period = choices.choose(generated.roles), choices.choose(PERIODS)
    rater = framework.rater(role=role, period=period)
    crowd = Crowd(framework.checked, seed)
    run = Run.of(lowered(rater, "ratings"), crowd.frame(PEOPLE), crowd.tables(PEOPLE), None)
    tables, ratings = RowsOfPeople(rater.plan, run.tables), []
    columns, names = run.said(range(PEOPLE))
    for at, name in enumerate(names):
        values = {key: column[at] for key, column in columns.items()}
        try:
            ratings.append(rater.rate(values, tables=tables.of(name), person=name))
        except assay.EvidenceError:
            continue
    return rater, ratings
