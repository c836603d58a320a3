"""Diagnostics as SARIF 2.1.0, held against the official schema."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

import assay
from assay.dsl.diagnostics.catalogue import CATALOGUE
from assay.dsl.diagnostics.model import Diagnostic, Edit, Fix, Label, Severity
from assay.dsl.diagnostics.render_sarif import render_sarif
from assay.dsl.source import Source, Span

SCHEMA = json.loads(
    Path(__file__).with_name("sarif").joinpath("sarif-2.1.0-rtm.5.json").read_text("utf-8")
)
SOURCE = Source("rules/ฝ่าย ขาย.rules", "abc\nd ไทย f\n")
OTHER = Source("/base/a.rules", "x\n")
FULL = Diagnostic(
    "unreachable-rule",
    Severity.WARNING,
    "this rule is never reached",
    Span(SOURCE, 6, 9),
    label="here",
    secondary=(Label(Span(OTHER, 0, 1), "decides first"),),
    help="remove it",
    fix=Fix("remove the rule", (Edit(Span(SOURCE, 6, 9), ""), Edit(Span(OTHER, 1, 1), "!"))),
)
BARE = Diagnostic("syntax", Severity.ERROR, "what", Span(SOURCE, 0, 1))
NOTE = Diagnostic("not-decided", Severity.NOTE, "whether", Span(SOURCE, 1, 1))


@pytest.mark.parametrize("listed", [[], [FULL], [BARE, FULL, NOTE, BARE]])
def test_a_log_is_valid(listed):
    Draft4Validator(SCHEMA).validate(json.loads(json.dumps(render_sarif(listed))))


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_makes_a_valid_rule(code):
    one = Diagnostic(code, CATALOGUE[code].severity, "what", Span(SOURCE, 0, 1))
    log = render_sarif([one])
    Draft4Validator(SCHEMA).validate(log)
    (rule,) = log["runs"][0]["tool"]["driver"]["rules"]
    assert rule["defaultConfiguration"] == {"level": str(CATALOGUE[code].severity)}
    assert rule["help"]["markdown"] == assay.page(code)


def test_a_result_has_its_places_in_code_points():
    run = render_sarif([BARE, FULL])["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["syntax", "unreachable-rule"]
    region = {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 6}
    file = {"uri": "rules/%E0%B8%9D%E0%B9%88%E0%B8%B2%E0%B8%A2%20%E0%B8%82%E0%B8%B2%E0%B8%A2.rules"}
    assert run["results"][1] == {
        "ruleId": "unreachable-rule",
        "ruleIndex": 1,
        "level": "warning",
        "message": {"text": "this rule is never reached\nremove it"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": file,
                    "region": {**region, "message": {"text": "here"}},
                }
            }
        ],
        "relatedLocations": [
            {
                "id": 0,
                "physicalLocation": {
                    "artifactLocation": {"uri": "file:///base/a.rules"},
                    "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2},
                },
                "message": {"text": "decides first"},
            }
        ],
        "fixes": [
            {
                "description": {"text": "remove the rule"},
                "artifactChanges": [
                    {
                        "artifactLocation": file,
                        "replacements": [
                            {"deletedRegion": region, "insertedContent": {"text": ""}}
                        ],
                    },
                    {
                        "artifactLocation": {"uri": "file:///base/a.rules"},
                        "replacements": [
                            {
                                "deletedRegion": {
                                    "startLine": 1,
                                    "startColumn": 2,
                                    "endLine": 1,
                                    "endColumn": 2,
                                },
                                "insertedContent": {"text": "!"},
                            }
                        ],
                    },
                ],
            }
        ],
    }
