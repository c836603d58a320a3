"""Explanations as JSON: exact numbers, the same facts, and a schema that holds."""

import json
from typing import Any

import jsonschema
import pytest
from shop import rated

from assay.engine.render.explanation.document import explanation_schema


def _document(name: str | None = None, language: str = "en", **values: object) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        json.dumps(rated(**values).explain(name).document(language))
    )
    return document


def test_a_value_is_exact_and_shown_with_its_unit() -> None:
    node = _document("attainment")["nodes"][0]
    assert node["value"] == {
        "exact": "27/25",
        "shown": "108%",
        "rounded": False,
        "type": "percent",
        "unit": "%",
    }
    assert node["rating"]["exact"] == "fair"
    assert node["rating"]["shown"] == "Fair"
    assert node["inputs"][0]["value"]["exact"] == "1080"
    assert node["inputs"][0]["value"]["unit"] == "THB"
    assert node["inputs"][0]["source"]["origin"] == {
        "file": "shop.csv",
        "row": 4,
        "column": "revenue",
        "text": "1080",
        "sheet": "",
        "cell": "",
    }


def test_a_number_shown_rounded_keeps_its_exact_form() -> None:
    value = _document("attainment", quota=3_000, revenue=1_000)["nodes"][0]["value"]
    assert (value["exact"], value["shown"], value["rounded"]) == ("1/3", "≈33.3%", True)


def test_the_head_says_what_the_document_is_and_who_it_is_about() -> None:
    document = _document()
    assert document["assay"] == {"format": "explanation", "version": 1}
    digests = rated().digests
    assert document["framework"] == {
        "id": "shop",
        "label": "Shop",
        "version": "1",
        "digests": {"meaning": digests.meaning, "sources": digests.sources},
    }
    assert document["role"] == {"id": "keeper", "label": "Shopkeeper"}
    assert (document["person"], document["period"]) == ("clerk-1", "2026-Q1")
    assert [node["id"] for node in document["nodes"]][:4] == [
        "keeper",
        "sales",
        "service",
        "complaints",
    ]


def test_what_is_absent_says_why() -> None:
    node = _document("goodwill", promoters=None)["nodes"][0]
    assert node["value"]["absent"] == "missing"
    assert [reason["message"]["text"] for reason in node["value"]["reasons"]] == [
        '`promoters` is empty (shop.csv, row 4, column "promoters")'
    ]


def test_another_language_changes_the_words_and_nothing_else() -> None:
    english, thai = _document("attainment"), _document("attainment", "th")
    assert thai["nodes"][0]["label"] == "การบรรลุเป้า"
    assert thai["nodes"][0]["inputs"][0]["value"]["shown"] == "1,080 บาท"

    def facts(part: Any) -> Any:
        if isinstance(part, dict):
            words = {"label", "text", "shown", "with_values", "description", "language"}
            words |= {"group", "scale", "because"}
            return {key: facts(each) for key, each in part.items() if key not in words}
        return [facts(each) for each in part] if isinstance(part, list) else part

    assert facts(english) == facts(thai)


@pytest.mark.parametrize("name", [None, "attainment", "service", "promoters"])
@pytest.mark.parametrize("values", [{}, {"promoters": None}, {"revenue": None, "complaints": 11}])
def test_documents_follow_their_schema(name: str | None, values: dict[str, object]) -> None:
    schema = explanation_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(_document(name, **values), schema)
