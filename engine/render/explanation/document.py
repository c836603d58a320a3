"""Explanations as JSON-ready documents."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Any, assert_never

from ....dsl.framework import Label
from ....dsl.period import Period
from ....dsl.source import Span
from ....dsl.types import (
    ChoiceType,
    DateType,
    LevelType,
    PeriodType,
    QuantityType,
    TextType,
    Type,
    YesNoType,
)
from ...explaining.explanation import Explanation, FormulaText
from ...explaining.explanation_values import Absent, ExactValue, Message, Value
from ...explaining.explanation_weights import Contributions
from ..catalogue import DEFAULT_LANGUAGE, catalogue
from ..quantities import numeral, unit
from ..speaking import Speaker
from .document_model import ExplanationDocument

FORMAT = {"format": "explanation", "version": 1}


def explanation_document(
    explanation: Explanation, language: str = DEFAULT_LANGUAGE
) -> dict[str, Any]:
    """Explanation -> what `json.dumps` writes, in the form that `explanation_schema` describes

    Every number is exact, as text, beside the words that show it. Raises `UnknownLanguage`.
    """
    speaker = Speaker(catalogue(language))
    role = explanation.role
    document = {
        "assay": FORMAT,
        "language": speaker.words.language,
        "framework": {
            "id": explanation.framework_id,
            "label": speaker.label(explanation.framework),
            "version": explanation.version,
            "digests": {
                "meaning": explanation.digests.meaning,
                "sources": explanation.digests.sources,
            },
        },
        "person": explanation.person,
        "role": None if role is None else {"id": explanation.role_id, "label": speaker.label(role)},
        "period": None if explanation.period is None else explanation.period.text,
        "as_of": None if explanation.as_of is None else explanation.as_of.isoformat(),
        "nodes": [_plain(node, speaker) for node in explanation.nodes],
    }
    return ExplanationDocument.model_validate(document).model_dump(mode="json")


def explanation_schema() -> dict[str, Any]:
    """The JSON Schema of explanation documents."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ExplanationDocument.model_json_schema(mode="serialization"),
    }


# The model mirrors the tree: what is not named here goes field by field, and the model's own
# validation refuses a tree that has grown away from it.
def _plain(part: Any, speaker: Speaker) -> Any:
    match part:
        case None | bool() | int() | str():
            return part
        case tuple():
            return [_plain(each, speaker) for each in part]
        case date():
            return part.isoformat()
        case Value():
            return _value(part, speaker)
        case Absent(kind, reasons):
            return {"absent": kind, "reasons": _plain(reasons, speaker)}
        case Label():
            return speaker.label(part)
        case Message(key):
            return {"key": key, "text": speaker.say(part)}
        case Span():
            return _place(part)
        case FormulaText(text, _, place):
            return {"text": text, "with_values": speaker.formula(part), "place": _place(place)}
        case Contributions():
            return _contributions(part, speaker)
        case _ if is_dataclass(part):
            return _by_field(part, speaker)
        case _:
            raise AssertionError(part)


def _by_field(part: Any, speaker: Speaker) -> dict[str, Any]:
    return {each.name: _plain(getattr(part, each.name), speaker) for each in fields(part)}


def _contributions(part: Contributions, speaker: Speaker) -> dict[str, Any]:
    def shown(amount: Fraction | None) -> str | None:
        return None if amount is None else numeral(amount, part.places, speaker.words)

    parts = []
    for each in part.parts:
        values = {
            field.name: _plain(getattr(each, field.name), speaker)
            for field in fields(each)
            if field.name != "shown"
        }
        parts.append({**values, "shown": shown(each.shown)})
    return {
        "parts": parts,
        "total": _plain(part.total, speaker),
        "shown_total": shown(part.shown_total),
        "places": part.places,
    }


def _place(span: Span) -> dict[str, Any]:
    start, end = span.source.position(span.start), span.source.position(span.end)
    return {
        "file": span.source.name,
        "start": {"line": start[0], "column": start[1]},
        "end": {"line": end[0], "column": end[1]},
    }


# --- values --------------------------------------------------------------------------------


def _value(value: Value, speaker: Speaker) -> dict[str, Any]:
    kind, measure = _type(value.type)
    return {
        "exact": exact_text(value.exact),
        "shown": speaker.value(value),
        "rounded": value.rounded,
        "type": kind,
        "unit": measure,
    }


def exact_text(value: ExactValue) -> str:
    """A value with nothing left out, in the same words in every language."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Fraction() | str():
            return str(value)
        case date():
            return value.isoformat()
        case Period():
            return value.text
        case _:
            assert_never(value)


def _type(type: Type) -> tuple[str, str]:
    """The name of a type and its unit, the same in every language."""
    match type:
        case QuantityType(kind="percent"):
            return "percent", "%"
        case QuantityType(kind=kind):
            return kind, unit(type, catalogue(DEFAULT_LANGUAGE))
        case LevelType(scale):
            return "level", scale
        case DateType():
            return "date", ""
        case PeriodType():
            return "period", ""
        case YesNoType():
            return "yes-no", ""
        case ChoiceType():
            return "choice", ""
        case TextType():
            return "text", ""
        case _:
            assert_never(type)
