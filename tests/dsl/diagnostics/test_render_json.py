import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from assay.dsl.diagnostics.catalogue import diagnose
from assay.dsl.diagnostics.document import DiagnosticsDocument
from assay.dsl.diagnostics.model import Edit, Fix, Label
from assay.dsl.diagnostics.render_json import render_json
from assay.dsl.source import Source, Span

SOURCE = Source("thai.rules", 'kpi x "น้ำ" {\n  weight 57%\n}\n')
OTHER = Source("base.rules", "kpi x {}")
FULL = diagnose(
    "weights-not-100",
    Span(SOURCE, 23, 26),
    "the weights total 97%, not 100%",
    label="makes 57%",
    secondary=[Label(Span(OTHER, 4, 5), "here too")],
    help="weights total 100%",
    fix=Fix("make it `60%`", (Edit(Span(SOURCE, 23, 26), "60%"), Edit(Span(SOURCE, 28, 28), "#"))),
)
BARE = diagnose("look-alike-names", Span(SOURCE, 4, 5), "`x` looks like `х`")


def test_the_document():
    """Columns are code points: the Thai word has three of them in two columns of a terminal."""
    assert SOURCE.text[23:26] == "57%"
    assert render_json([FULL, BARE]) == {
        "assay": {"format": "diagnostics", "version": 1},
        "summary": {"errors": 1, "warnings": 1, "notes": 0},
        "diagnostics": [
            {
                "code": "weights-not-100",
                "severity": "error",
                "message": "the weights total 97%, not 100%",
                "place": {
                    "file": "thai.rules",
                    "start": {"line": 2, "column": 10, "offset": 23},
                    "end": {"line": 2, "column": 13, "offset": 26},
                },
                "label": "makes 57%",
                "secondary": [
                    {
                        "place": {
                            "file": "base.rules",
                            "start": {"line": 1, "column": 5, "offset": 4},
                            "end": {"line": 1, "column": 6, "offset": 5},
                        },
                        "message": "here too",
                    }
                ],
                "help": "weights total 100%",
                "fix": {
                    "message": "make it `60%`",
                    "safe": False,
                    "edits": [
                        {
                            "place": {
                                "file": "thai.rules",
                                "start": {"line": 2, "column": 10, "offset": 23},
                                "end": {"line": 2, "column": 13, "offset": 26},
                            },
                            "replacement": "60%",
                        },
                        {
                            "place": {
                                "file": "thai.rules",
                                "start": {"line": 3, "column": 2, "offset": 28},
                                "end": {"line": 3, "column": 2, "offset": 28},
                            },
                            "replacement": "#",
                        },
                    ],
                },
            },
            {
                "code": "look-alike-names",
                "severity": "warning",
                "message": "`x` looks like `х`",
                "place": {
                    "file": "thai.rules",
                    "start": {"line": 1, "column": 5, "offset": 4},
                    "end": {"line": 1, "column": 6, "offset": 5},
                },
                "label": "",
                "secondary": [],
                "help": "",
                "fix": None,
            },
        ],
    }


def test_no_diagnostics_are_a_document_too():
    assert render_json([]) == {
        "assay": {"format": "diagnostics", "version": 1},
        "summary": {"errors": 0, "warnings": 0, "notes": 0},
        "diagnostics": [],
    }


@pytest.mark.parametrize("listed", [[], [FULL], [BARE, FULL]])
def test_the_model_and_its_schema_accept_what_is_rendered(listed):
    document = render_json(listed)
    written = json.dumps(document)
    assert DiagnosticsDocument.model_validate_json(written).model_dump(mode="json") == document
    Draft202012Validator(DiagnosticsDocument.model_json_schema()).validate(json.loads(written))


@pytest.mark.parametrize(
    "change",
    [
        {"assay": {"format": "diagnostics", "version": 2}},
        {"assay": {"format": "rating", "version": 1}},
        {"summary": {"errors": -1, "warnings": 0}},
        {"more": 1},
    ],
)
def test_the_model_and_its_schema_refuse_other_documents(change):
    document = render_json([FULL]) | change
    with pytest.raises(ValidationError):
        DiagnosticsDocument.model_validate_json(json.dumps(document))
    assert not Draft202012Validator(DiagnosticsDocument.model_json_schema()).is_valid(document)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.data())
def test_any_text_gives_a_valid_document(text, data):
    source = Source(text, text)
    start = data.draw(st.integers(0, len(text)))
    span = Span(source, start, data.draw(st.integers(start, len(text))))
    problem = diagnose("syntax", span, text, label=text, fix=Fix(text, (Edit(span, text),)))
    document = render_json([problem])
    assert DiagnosticsDocument.model_validate_json(json.dumps(document)).model_dump() == document
