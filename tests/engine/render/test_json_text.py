"""JSON text put together from parts: the very text that `json.dumps` gives of the whole."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

import assay
from assay.engine.evidence.evidence_set import Note
from assay.engine.render.ratings.json_form import INDENTED, ON_ONE_LINE

ROOT = Path(__file__).parents[3]
PROBLEMS = [
    assay.Problem("bad-value", "x", "quota", "-1", "`quota`: wrong", "a.csv", 3, "Quota"),
    assay.Problem("no-person", "", "", "", "nobody", "ก.csv", 4),
]
NOTES = [Note("a.csv", 'says "so"\n')]


@pytest.fixture(scope="module")
def rated():
    """The directors of the examples, among them some not rated, capped, and with much absent."""
    framework = assay.load(ROOT / "frameworks/enterprise_sales_director.rules")
    path = ROOT / "examples/directors.csv"
    data = assay.EvidenceData("directors.csv", path.read_bytes(), "csv")
    rater = framework.rater(period="2026-Q1", parameters={"target_cycle": "90 days"})
    people = assay.read_evidence(framework.checked, data).people
    return rater, [rater.rate(one.values, person=one.person, origins=one.origins) for one in people]


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("keep", [(), ("region", 'ภาค "1"')])
def test_everything_is_told_as_in_the_document(rated, language, keep):
    rater, ratings = rated
    kept = {each.person: {"region": f'"{each.person}" ก\t'} for each in ratings[:5]}
    kept["x"] = {"region": "north"}
    for people, problems, notes in (
        (ratings, PROBLEMS, NOTES), (ratings[:1], (), ()), ((), PROBLEMS, ()), ((), (), ()),
    ):  # fmt: skip
        pieces = list(
            assay.ratings_json(rater, people, problems, language, notes=notes, keep=keep, kept=kept)
        )
        document = assay.ratings_document(
            rater, people, problems, language, notes=notes, keep=keep, kept=kept
        )
        assert "".join(pieces) == json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    lines = assay.rating_lines(rater, ratings, language, keep=keep, kept=kept)
    documents = [assay.rating_document(each, language, keep=keep, kept=kept) for each in ratings]
    assert list(lines) == [json.dumps(each, ensure_ascii=False) + "\n" for each in documents]


def test_it_comes_a_person_at_a_time(rated):
    rater, ratings = rated
    taken = []

    def watched():
        for rating in ratings:
            taken.append(rating.person)
            yield rating

    lines = assay.rating_lines(rater, watched())
    assert json.loads(next(lines))["person"] == taken[0]
    assert len(taken) == 1
    pieces = assay.ratings_json(rater, watched())
    assert '"ratings": [' in next(pieces)
    assert f'"person": "{ratings[0].person}"' in next(pieces)
    assert len(taken) == 2


SHARED = """
framework shared "Shared" {{ currency: THB }}
scale grade {{ good = 3  poor = 1 }}
input mark "Mark" {{ type: grade }}
input size "Size" {{ type: {type} }}
kpi marked "Marked" {{ rating: mark }}
kpi sized "Sized" {{ {sized} }}
{role}
"""


@pytest.mark.parametrize(
    ("type", "sized", "value"),
    [
        ("date", "formula: size  rate on grade { >= 2025-01-01 => good  otherwise => poor }", "2026-01-31"),
        ("yesno", "formula: if size then 1 else 0  rate on grade { >= 1 => good  otherwise => poor }", True),
        ("percent", "formula: size  score interpolate { 0% => 1, 100% => 3 }", Fraction(1, 3)),
        ("grade", "rating: size  when missing: fail", "good"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "role",
    [
        "role seller { overall score: score of marked }",
        'role seller { responsibility only "Only" weight 100% { kpi marked weight 1  kpi sized weight 2 } '
        "overall on grade { rated when at least 20% of weight is known  >= 2 => good  otherwise => poor } }",
        'role seller { responsibility only "Only" weight 1 { score: score of marked  kpi marked weight 1 } '
        'responsibility none "None" weight 0 { kpi sized weight 1 } '
        "overall on grade { >= 2 => good  otherwise => poor } }",
    ],
)  # fmt: skip
def test_values_of_every_type_and_roles_of_every_kind(type, sized, value, role):
    framework = assay.loads(SHARED.format(type=type, sized=sized, role=role))
    rater = framework.rater()
    people = [
        {"mark": "good", "size": value}, {"mark": "poor"}, {"size": value},
        {"mark": "n/a", "size": "n/a"}, {"mark": "good", "size": "n/a"}, {},
    ]  # fmt: skip
    ratings = [rater.rate(each, person=str(at)) for at, each in enumerate(people)]
    expected = [json.dumps(assay.rating_document(each), ensure_ascii=False) for each in ratings]
    # Twice: what is remembered is the same.
    twice = list(assay.rating_lines(rater, [*ratings, *ratings]))
    assert [line.rstrip("\n") for line in twice] == expected * 2


@pytest.mark.parametrize("form", [ON_ONE_LINE, INDENTED])
def test_objects_are_put_together_as_json_writes_them(form):
    indent = 2 if form.indented else None
    whole = {"a": {"ก": [1, 2]}, "b": None, "c": {}}
    expected = json.dumps({"x": whole}, ensure_ascii=False, indent=indent)
    first = {"a": whole["a"]}
    rest = {"b": None, "c": {}}
    inside = form.opening(first, 1) + form.members(rest, 1) + form.closing(1)
    assert "{" + form.before_member("x", 0, first=True) + inside + form.closing(0) == expected
