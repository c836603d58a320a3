"""Schemas: the evidence schema takes what the reader takes; the published ones are up to date."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker, validators

import assay
from assay.dsl.types import QuantityType
from assay.engine.evidence.readers import ValueRefused, rater_reader, reader
from assay.engine.publish_schemas import FOLDER, MODELS, schema_text
from assay.engine.schemas import SCHEMAS, evidence_schema, published_schema, value_schema

ROOT = Path(__file__).resolve().parents[2]

RULES = """
framework kinds "Kinds" th "ชนิด" { currency: THB }

scale skill "Skill" { low = 1 "Low" th "ต่ำ"  mid = 2  high = 3 "High" }

table deals "Deals" th "ดีล" {
  person column "seller"
  stage: one of won "Won" "ปิดได้", lost
  closed "Closed" : date column "close_date"
}

input amount "Amount" th "ยอด" {
  description: "What was sold" th "ยอดที่ขาย"
  type: money  range: >= 0 THB, < 1_000.5 THB  column: "Amount (THB)"
}
input score { type: number  range: > -3.25 }
input visits { type: count  range: 2 to 40 }
input share { type: percent  range: 10% to 100% }
input ratio { type: percent }
input cycle { type: duration  range: <= 90 days }
input start { type: date }
input quarter { type: period }
input active { type: yesno }
input note { type: text }
input stage { type: one of won "Won" "ปิดได้", lost }
input level { type: skill }
competency coaching "Coaching" th "การโค้ช" { levels: skill  assessed by manager 50%, peers 50% }
competency writing "Writing" { levels: skill }

metric total {
  formula: amount / 1 THB + score + visits + share + ratio + cycle / 1 day
    + count(deals where stage is won and closed in period)
    + (if active and note = "x" and stage is won and level >= mid and start in period
          and quarter in period then 1 else 0)
}
role seller "Seller" th "พนักงานขาย" {
  overall score: total + coaching + writing
}
"""


@pytest.fixture(scope="module")
def framework():
    return assay.loads(RULES)


def is_whole(_, value):
    """JSON has one kind of number: 3.0 is as whole as 3, however a program holds it."""
    if isinstance(value, Decimal):
        return value == value.to_integral_value()
    return Draft202012Validator.TYPE_CHECKER.is_type(value, "integer")


Validator = validators.extend(
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", is_whole),
)


def valid(schema, value):
    return Validator(schema, format_checker=FormatChecker()).is_valid(value)


def exactly(schema):
    """A schema with its numbers as they are written, as evidence has them."""
    return json.loads(json.dumps(schema), parse_float=Decimal)


# --- the schema of evidence ----------------------------------------------------------------

WORDS = [
    "", "n/a", "N/A", "not applicable", "ไม่เกี่ยวข้อง", "yes", "no", "true", "ใช่", "won", "Won",
    "ปิดได้", "lost", "low", "Low", "ต่ำ", "mid", "high", "High", "expert", "maybe", "2026-01-31",
    "2026-02-30", "2026-W05-1", "2026-1-31", "2026", "2026-Q1", "2026-Q5", "2026-H2", "2026-13", "0000",
]  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-200, 2_000),
    st.decimals(-200, 2_000, places=2),
    st.sampled_from([Decimal(text) for text in ("-3.25", "-3.2499", "1000.5", "1000.49", "0.1",
                                                "0.10", "1", "1.99", "2", "3.0", "90.0", "40.5")]),
)  # fmt: skip
SIMPLE = st.one_of(st.none(), st.booleans(), NUMBERS, st.sampled_from(WORDS))


def whole_decimal(value):
    """JSON Schema calls 3.0 an integer; a text cannot be told from it, so the reader refuses it."""
    return isinstance(value, Decimal) and value == value.to_integral_value()


def taken(read, value):
    try:
        read(value)
    except ValueRefused:
        return False
    return True


@given(value=SIMPLE)
def test_the_schema_of_a_value_takes_exactly_what_its_reader_takes(framework, value):
    framework = framework.checked
    for declared in framework.inputs.values():
        if declared.id == "note" and whole_decimal(value):
            continue
        if isinstance(declared.type, QuantityType) and value in ("2026", "0000"):
            continue  # amounts as text: the schema leaves them to the reader
        schema = exactly(value_schema(declared.type, framework, declared.range))
        read = reader(declared.type, framework, declared.range)
        assert valid(schema, value) == taken(read, value), declared.id


def test_a_percentage_may_be_written_as_text_with_its_sign(framework):
    declared = framework.checked.inputs["ratio"]
    schema = value_schema(declared.type, framework.checked, declared.range)
    assert [valid(schema, text) for text in ("64%", "-0.5%", "64", "64 percent", "%")] == [
        True, True, False, False, False,
    ]  # fmt: skip


LEVELS = st.lists(st.one_of(SIMPLE, st.sampled_from(["low", "high"])), max_size=3)


@given(value=st.one_of(SIMPLE, LEVELS))
def test_the_schema_of_a_rater_takes_exactly_what_its_reader_takes(framework, value):
    person = evidence_schema(framework)["$defs"]["person"]["properties"]
    read = rater_reader(framework.checked.scales["skill"])
    for key in ("coaching.manager", "coaching.peers", "writing"):
        assert valid(exactly(person[key]), value) == taken(read, value), key


def test_the_schema_names_each_fact_with_its_label_headings_unit_and_range(framework):
    properties = evidence_schema(framework, language="th")["$defs"]["person"]["properties"]
    assert list(properties) == [
        "person", "amount", "score", "visits", "share", "ratio", "cycle", "start", "quarter",
        "active", "note", "stage", "level", "coaching.manager", "coaching.peers", "writing",
        "deals",
    ]  # fmt: skip
    assert properties["amount"] == {
        "title": "ยอด",
        "description": "ยอดที่ขาย",
        "x-headings": ["amount", "Amount", "ยอด", "Amount (THB)"],
        "x-unit": "THB",
        "anyOf": [
            {"type": "number", "allOf": [{"minimum": 0}, {"exclusiveMaximum": 1000.5}]},
            {"type": "null"},
            {"enum": ["", "N/A", "n/a", "not applicable", "ไม่เกี่ยวข้อง"]},
        ],
    }
    assert properties["coaching.peers"]["title"] == "การโค้ช (peers)"
    assert properties["deals"]["title"] == "ดีล"
    assert list(properties["deals"]["items"]["properties"]) == ["stage", "closed"]


def test_the_schema_takes_a_list_of_people_and_an_object_with_tables(framework):
    schema = evidence_schema(framework, "seller")
    Draft202012Validator.check_schema(schema)
    row = {"stage": "won", "closed": "2026-01-31"}
    people = [{"person": "ann", "amount": 5, "deals": [row], "Shoe size": 41}, {"person": 7}]
    assert valid(schema, people)
    assert valid(schema, {"people": people, "tables": {"deals": [{"seller": "ann", **row}]}})
    assert valid(schema, {"tables": {"deals": []}})
    for wrong in (
        {},
        {"person": "ann"},
        {"people": people, "peeple": []},
        {"people": people, "assay": {"format": "evidence", "version": 2}},
        [{"amount": 5}],
        [{"person": " "}],
        [{"person": "ann", "amount": -1}],
        [{"person": "ann", "deals": [{"stage": "open"}]}],
        {"tables": {"deals": [{"closed": "2026-02-30"}]}},
    ):
        assert not valid(schema, wrong), wrong


def test_a_role_that_is_not_there_is_refused(framework):
    with pytest.raises(assay.UsageError, match="there is no role `buyer`; there are `seller`"):
        evidence_schema(framework, "buyer")


def test_the_examples_fit_the_schema_of_the_shipped_framework():
    shipped = assay.load(ROOT / "frameworks/enterprise_sales_director.rules")
    document = json.loads((ROOT / "examples/directors.json").read_text(encoding="utf-8"))
    schema = evidence_schema(shipped)
    problems = list(Draft202012Validator(schema).iter_errors(document))
    assert problems == []


def test_a_bound_that_no_json_number_writes_exactly_is_left_to_the_reader(framework):
    from assay.dsl.framework import Bound
    from assay.dsl.types import NUMBER

    span = framework.checked.span
    thirds = (Bound(">=", Fraction(1, 3), span), Bound("<", Fraction(1, 10), span))
    schema = value_schema(NUMBER, framework.checked, thirds)
    assert schema["anyOf"][0] == {"type": "number", "allOf": [{}, {"exclusiveMaximum": 0.1}]}


# --- published schemas ---------------------------------------------------------------------


def test_every_document_has_a_published_schema():
    assert set(SCHEMAS) == set(MODELS)
    assert {path.name for path in FOLDER.iterdir() if path.suffix == ".json"} == {
        f"{name}.schema.json" for name in SCHEMAS
    }


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_published_schema_is_what_its_model_gives(name):
    published = (FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(MODELS[name]), "run: make schemas"
    Draft202012Validator.check_schema(published_schema(name))


def test_a_schema_that_is_not_published_is_refused():
    with pytest.raises(assay.UsageError, match="there is no published schema `rating_s`; did you"):
        published_schema("rating_s")


def test_the_evidence_of_the_examples_fits_the_published_schema():
    document = json.loads((ROOT / "examples/directors.json").read_text(encoding="utf-8"))
    schema = published_schema("evidence")
    assert valid(schema, document)
    assert valid(schema, {"assay": {"format": "evidence", "version": 1}, "people": document})
    assert not valid(schema, {"assay": {"format": "ratings", "version": 1}, "people": document})
    assert not valid(schema, [{"quota": 5}])


@pytest.fixture(scope="module")
def shipped():
    return assay.load(ROOT / "frameworks/enterprise_sales_director.rules")


@pytest.fixture(scope="module")
def rated(shipped):
    """The directors of the examples, among them some not rated, capped, and with much absent."""
    path = ROOT / "examples/directors.csv"
    data = assay.EvidenceData("directors.csv", path.read_bytes(), "csv")
    rater = shipped.rater(period="2026-Q1", parameters={"target_cycle": "90 days"})
    people = assay.read_evidence(shipped.checked, data).people
    return rater, [rater.rate(one.values, person=one.person, origins=one.origins) for one in people]


def checked(name, document):
    text = json.dumps(document, ensure_ascii=False)
    Draft202012Validator(published_schema(name)).validate(json.loads(text))
    MODELS[name].model_validate_json(text)


@pytest.mark.parametrize("language", ["en", "th"])
def test_ratings_fit_their_schemas(rated, language):
    rater, ratings = rated
    problem = assay.Problem("bad-value", "x", "quota", "-1", "`quota`: wrong", "a.csv", 3, "Quota")
    checked("ratings", assay.ratings_document(rater, ratings, [problem], language))
    checked("ratings", assay.ratings_document(rater, [], [], language))
    for rating in ratings:
        checked("rating", assay.rating_document(rating, language))


def test_contributions_add_up_to_the_score(rated):
    rater, ratings = rated
    for record in assay.ratings_document(rater, ratings, [])["ratings"]:
        score = record["overall"]["score"]
        if score is not None:
            measures = {**record["kpis"], **record["competencies"]}.values()
            for parts in (record["responsibilities"].values(), measures):
                total = sum(Fraction(part["weight"]["contribution"]["exact"]) for part in parts)
                assert total == Fraction(score["exact"]), record["person"]


def test_explanations_fit_their_schema(rated):
    _, ratings = rated
    for rating in ratings[::5]:
        checked("explanation", rating.explain().document())


def test_the_framework_fits_its_schema(shipped, framework):
    for each in (shipped, framework):
        checked("framework", assay.framework_document(each.checked))


def test_examples_that_were_run_fit_their_schema(shipped):
    checked("examples", assay.trials_document(shipped.checked, shipped.test()))


def test_diagnostics_fit_their_schema():
    with pytest.raises(assay.FrameworkError) as caught:
        assay.loads("framework f { currency: THB }\nmetric x { formula: y + 1 }\n")
    checked("diagnostics", assay.render_json(caught.value.diagnostics))
