"""JSON Schemas: of the evidence a role needs, and of the documents that assay writes."""

from __future__ import annotations

import json
from datetime import date
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
from .plan import Plan, Supplied
from .problems import named

if TYPE_CHECKING:
    from .loaded import Framework

DRAFT = "https://json-schema.org/draft/2020-12/schema"
SCHEMAS = ("diagnostics", "explanation", "framework", "ratings")
_ABSENT: list[dict[str, Any]] = [{"type": "null"}, {"const": "n/a"}]


def published_schema(name: str) -> dict[str, Any]:
    """The schema of one of the documents that assay writes; LookupError for an unknown one."""
    if name not in SCHEMAS:
        raise LookupError(named("published schema", name, SCHEMAS))
    text = (files("assay.schemas") / f"{name}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def evidence_schema(
    framework: Framework, role: str | None = None, language: str = "en"
) -> dict[str, Any]:
    """The JSON Schema of one person's evidence for a role, with labels, ranges and headings.

    Every fact may be left out: it is then missing. Amounts may also be written as text with
    their unit, as in a file.
    """
    plan, checked = framework.plan(role), framework.checked
    properties = {
        step.operation.key: _fact(plan, step.operation.key, language)
        for step in plan.steps[: plan.supplied]
        if isinstance(step.operation, Supplied)
    }
    title = plan.role.label if plan.role is not None else checked.label
    schema: dict[str, Any] = {
        "$schema": DRAFT,
        "title": title.in_language(language),
        "type": "object",
        "properties": {"person": {"type": "string", "minLength": 1}, **properties},
        "additionalProperties": False,
    }
    if plan.tables:
        schema["properties"]["tables"] = {
            "type": "object",
            "properties": {id: _table(checked, checked.tables[id], language) for id in plan.tables},
            "additionalProperties": False,
        }
    return schema


def _fact(plan: Plan, key: str, language: str) -> dict[str, Any]:
    framework = plan.framework
    if key in framework.inputs:
        declared = framework.inputs[key]
        described = _described(declared.label, declared.description, language)
        headings = {"x-columns": list(declared.columns)} if declared.columns else {}
        return {**described, **headings, **_value(declared.type, framework, declared.range)}
    id, _, rater = key.partition(".")
    competency = framework.competencies[id]
    described = _described(competency.label, competency.description, language)
    if rater:
        described["title"] += f" ({rater})"
    level = {"enum": [level.id for level in framework.scales[competency.scale].levels]}
    return {**described, "anyOf": [level, {"type": "array", "items": level}, *_ABSENT]}


def _described(label: fw.Label, description: fw.Label | None, language: str) -> dict[str, Any]:
    described: dict[str, Any] = {"title": label.in_language(language)}
    if description is not None:
        described["description"] = description.in_language(language)
    return described


def _table(framework: fw.Framework, table: fw.Table, language: str) -> dict[str, Any]:
    return {
        "title": table.label.in_language(language),
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                column.id: {
                    **_described(column.label, None, language),
                    **_value(column.type, framework, ()),
                }
                for column in table.columns
            },
        },
    }


def _value(type: Type, framework: fw.Framework, bounds: tuple[fw.Bound, ...]) -> dict[str, Any]:
    match type:
        case QuantityType(kind=kind):
            number: dict[str, Any] = {"type": "integer" if kind == "count" else "number"}
            number |= _range(bounds)
            if kind == "count":
                number.setdefault("minimum", 0)
            written = {"type": "string", "pattern": r"\d"}
            unit = type.dimension.currency if kind == "money" else _UNITS[kind]
            return {"x-unit": unit, "anyOf": [number, written, *_ABSENT]}
        case DateType():
            return {"anyOf": [{"type": "string", "format": "date"}, *_ABSENT]}
        case PeriodType():
            return {"anyOf": [{"type": "string", "pattern": r"^\d{4}"}, *_ABSENT]}
        case YesNoType():
            return {"anyOf": [{"type": "boolean"}, {"enum": ["yes", "no"]}, *_ABSENT]}
        case TextType():
            return {"anyOf": [{"type": "string"}, *_ABSENT]}
        case ChoiceType(members):
            spellings = [each for member in members for each in (member.id, *member.spellings)]
            return {"anyOf": [{"enum": list(dict.fromkeys(spellings))}, *_ABSENT]}
        case LevelType(scale):
            levels = [level.id for level in framework.scales[scale].levels]
            return {"anyOf": [{"enum": levels}, *_ABSENT]}
        case _:
            assert_never(type)


_UNITS = {"number": "", "count": "", "percent": "fraction of 1", "duration": "days", "compound": ""}
_LIMITS = {">=": "minimum", ">": "exclusiveMinimum", "<=": "maximum", "<": "exclusiveMaximum"}


def _range(bounds: tuple[fw.Bound, ...]) -> dict[str, Any]:
    """Bounds as JSON Schema; one that no JSON number writes exactly is left to the reader."""
    limits: dict[str, Any] = {}
    for bound in bounds:
        if isinstance(bound.value, date):
            continue
        value: int | float = (
            bound.value.numerator if bound.value.denominator == 1 else float(bound.value)
        )
        limits[_LIMITS[bound.operator]] = value
    return limits
