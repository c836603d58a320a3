"""The JSON Schema of the evidence that a role needs, and the published schemas."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from typing import TYPE_CHECKING, Any, assert_never

from ..dsl import framework as fw
from ..dsl.types import (
    ChoiceType,
    DateType,
    LevelType,
    PeriodType,
    QuantityType,
    TextType,
    Type,
    YesNoType,
)
from .evidence.problems import UsageError, named
from .evidence.readers import NO_WORDS, NOT_APPLICABLE_WORDS, YES_WORDS
from .plan import Plan, Supplied

if TYPE_CHECKING:
    from .loaded import Framework

DRAFT = "https://json-schema.org/draft/2020-12/schema"
SCHEMAS = (
    "diagnostics", "evidence", "examples", "explanation", "framework", "origins", "rating",
    "ratings", "ratings-metadata", "summary",
)  # fmt: skip
"""The documents whose schemas are published."""

Schema = dict[str, Any]

_ABSENT: tuple[Schema, ...] = (
    {"type": "null"},
    {"enum": ["", "N/A", *sorted(NOT_APPLICABLE_WORDS)]},
)
_PERSON: Schema = {"type": ["string", "integer"], "pattern": r"\S"}
_PERCENTAGE: Schema = {"type": "string", "pattern": r"^-?\d+(\.\d+)?%$"}
_NOTE = (
    "Values under the ids of their inputs. A value that is null, empty or not there is missing; "
    '"n/a" does not concern the person. Numbers are in the unit that `x-unit` names; a percentage '
    'is a fraction of 1, or a text such as "64%". The reader also takes the headings that '
    "`x-headings` lists, words in any case of letters, and amounts as text with their units, "
    'such as "1,250,000 USD", as they stand in files of cells.'
)


def published_schema(name: str) -> Schema:
    """The schema of a document that assay reads or writes; UsageError for an unknown one."""
    if name not in SCHEMAS:
        raise UsageError(named("published schema", name, SCHEMAS))
    text = (files("assay.schemas") / f"{name}.schema.json").read_text(encoding="utf-8")
    schema: Schema = json.loads(text)
    return schema


def evidence_schema(framework: Framework, role: str | None = None, language: str = "en") -> Schema:
    """The JSON Schema of a document of evidence for a role: a list of people, or an object with
    `people` and `tables`.

    For values that are null, yes or no, numbers, or words, it takes exactly what the reader takes.
    UsageError where the framework has no such role, or several and none is named.
    """
    plan, checked = framework.plan(role), framework.checked
    title = plan.role.label if plan.role is not None else checked.label
    tables = {id: _table(checked, checked.tables[id], language) for id in plan.tables}
    people = {"type": "array", "items": {"$ref": "#/$defs/person"}}
    return {
        "$schema": DRAFT,
        "title": title.in_language(language),
        "description": _NOTE,
        "anyOf": [people, _envelope(people, tables)],
        "$defs": {
            "person": {
                "type": "object",
                "properties": {"person": _PERSON, **_facts(plan, language), **tables},
                "required": ["person"],
            }
        },
    }


def _envelope(people: Schema, tables: dict[str, Schema]) -> Schema:
    def with_person(table: Schema) -> Schema:
        rows = table["items"]
        of_whom = {"person": _PERSON, **rows["properties"]}
        return {**table, "items": {**rows, "properties": of_whom}}

    return {
        "type": "object",
        "properties": {
            "assay": {"const": {"format": "evidence", "version": 1}},
            "people": people,
            "tables": {
                "type": "object",
                "properties": {id: with_person(table) for id, table in tables.items()},
            },
        },
        "anyOf": [{"required": ["people"]}, {"required": ["tables"]}],
        "additionalProperties": False,
    }


# --- facts and tables ----------------------------------------------------------------------


def _facts(plan: Plan, language: str) -> dict[str, Schema]:
    return {
        step.operation.key: _fact(plan.framework, step.operation.key, language)
        for step in plan.steps[: plan.supplied]
        if isinstance(step.operation, Supplied)
    }


def _fact(framework: fw.Framework, key: str, language: str) -> Schema:
    if key in framework.inputs:
        declared = framework.inputs[key]
        return {
            **_described(declared.label, declared.description, language),
            "x-headings": _headings(declared.id, declared.label, declared.columns),
            **value_schema(declared.type, framework, declared.range),
        }
    id, _, rater = key.partition(".")
    competency = framework.competencies[id]
    described = _described(competency.label, competency.description, language)
    if rater:
        described["title"] += f" ({rater})"
    levels = _words(_level_words(framework.scales[competency.scale]))
    several = {"type": "array", "items": {"anyOf": [levels, *_ABSENT]}}
    return {**described, "anyOf": [levels, several, *_ABSENT]}


def _table(framework: fw.Framework, table: fw.Table, language: str) -> Schema:
    columns = {
        column.id: {
            **_described(column.label, None, language),
            "x-headings": _headings(column.id, column.label, column.columns),
            **value_schema(column.type, framework, ()),
        }
        for column in table.columns
    }
    return {
        **_described(table.label, table.description, language),
        "type": "array",
        "items": {"type": "object", "properties": columns},
    }


def _described(label: fw.Label, description: fw.Label | None, language: str) -> Schema:
    described: Schema = {"title": label.in_language(language)}
    if description is not None:
        described["description"] = description.in_language(language)
    return described


def _headings(id: str, label: fw.Label, columns: Iterable[str]) -> list[str]:
    return list(dict.fromkeys((id, label.text, *label.translations.values(), *columns)))


# --- values --------------------------------------------------------------------------------


def value_schema(type: Type, framework: fw.Framework, bounds: tuple[fw.Bound, ...]) -> Schema:
    """What a value of a type may be in JSON, or that it is absent."""
    match type:
        case QuantityType():
            unit = _unit(type)
            measured = {"x-unit": unit} if unit else {}
            # The reader checks the range of a percentage that is written as text.
            written = [_PERCENTAGE] if type.kind == "percent" else []
            return {**measured, "anyOf": [_number(type, bounds), *written, *_ABSENT]}
        case DateType():
            day = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
            return {"anyOf": [day, *_ABSENT]}
        case PeriodType():
            named_period = r"^(?!0000)\d{4}(-(H[12]|Q[1-4]|0[1-9]|1[0-2]))?$"
            return {"anyOf": [{"type": "string", "pattern": named_period}, *_ABSENT]}
        case YesNoType():
            words = _words(sorted(YES_WORDS | NO_WORDS))
            return {"anyOf": [{"type": "boolean"}, words, *_ABSENT]}
        case TextType():
            return {"anyOf": [{"type": ["string", "integer"]}, {"type": "null"}]}
        case ChoiceType(members):
            spellings = [each for member in members for each in (member.id, *member.spellings)]
            return {"anyOf": [_words(spellings), *_ABSENT]}
        case LevelType(scale):
            return {"anyOf": [_words(_level_words(framework.scales[scale])), *_ABSENT]}
        case _:
            assert_never(type)


def _number(type: QuantityType, bounds: tuple[fw.Bound, ...]) -> Schema:
    limits = [_limit(bound) for bound in bounds]
    if type.kind == "count":
        return {"type": "integer", "allOf": [{"minimum": 0}, *limits]}
    if type.kind == "percent":
        # The reader refuses a plain 64, which could mean 64% or 64 times the whole.
        limits = [{"exclusiveMinimum": -2, "exclusiveMaximum": 2}, *limits]
    return {"type": "number", "allOf": limits} if limits else {"type": "number"}


_KEYWORDS = {">=": "minimum", ">": "exclusiveMinimum", "<=": "maximum", "<": "exclusiveMaximum"}


def _limit(bound: fw.Bound) -> Schema:
    """A bound as JSON Schema; one that no JSON number writes exactly is left to the reader."""
    value = bound.value
    if isinstance(value, date):
        return {}
    if value.denominator == 1:
        return {_KEYWORDS[bound.operator]: value.numerator}
    written = float(value)
    exact = Fraction(Decimal(repr(written))) == value
    return {_KEYWORDS[bound.operator]: written} if exact else {}


def _unit(type: QuantityType) -> str:
    match type.kind:
        case "money":
            return type.dimension.currency
        case "duration":
            return "days"
        case "percent":
            return "fraction of 1"
        case "number" | "count" | "compound":
            return ""
        case _:
            assert_never(type.kind)


def _words(words: Iterable[str]) -> Schema:
    return {"enum": list(dict.fromkeys(words))}


def _level_words(scale: fw.Scale) -> Iterable[str]:
    for level in scale.levels:
        yield from (level.id, level.label.text, *level.label.translations.values())
