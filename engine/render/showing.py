"""The declarations of a checked framework -> text, and records for a program."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from ...dsl import framework as fw
from ...dsl.diagnostics.terminal import wrap
from ...dsl.period import Period
from ...dsl.source import Source, Span
from ...dsl.types import (
    ChoiceType,
    DateType,
    LevelType,
    PeriodType,
    QuantityType,
    TextType,
    Type,
    YesNoType,
)
from ..problems import named
from .exact_text import decimal_text, exact_text

VERSION = 1
_SECTIONS = ("scales", "parameters", "tables", "inputs", "metrics", "kpis", "competencies", "roles")
_TITLES = {"kpis": "KPIs"}


def declarations(framework: fw.Framework) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The kinds of declaration and what is declared of each, by id."""
    for section in _SECTIONS:
        declared = getattr(framework, section)
        if declared:
            yield section, declared


def show_declarations(
    framework: fw.Framework, name: str | None, language: str, *, width: int = 80
) -> str:
    """Framework -> what it declares, a line each; or all about one name, as it was written."""
    if name is not None:
        declaration = _found(framework, name)
        head = f"{declaration.id}  {declaration.label.in_language(language)}"
        lines = [head, f"  {declaration.span.source.name}:{declaration.span.line}"]
        if getattr(declaration, "description", None):
            lines += [
                f"  {line}"
                for line in wrap(declaration.description.in_language(language), width - 2)
            ]
        if getattr(declaration, "type", None) is not None:
            lines.append(f"  type: {type_text(declaration.type)}")
        return "\n".join([*lines, "", declaration.span.text, ""])
    version = f" {framework.version}" if framework.version else ""
    lines = [f"{framework.label.in_language(language)} ({framework.id}{version})"]
    for section, declared in declarations(framework):
        lines += ["", _TITLES.get(section, section.capitalize())]
        longest = max(len(id) for id in declared)
        for id, declaration in declared.items():
            label = declaration.label.in_language(language)
            kind = getattr(declaration, "type", None)
            note = f"  ({type_text(kind)})" if kind is not None and section != "roles" else ""
            lines.append(f"  {id:{longest}}  {label}{note}")
            if section == "roles":
                lines += _role(declaration, language)
    return "\n".join(lines) + "\n"


def _role(role: fw.Role, language: str) -> Iterator[str]:
    for responsibility in role.responsibilities:
        label = responsibility.label.in_language(language)
        yield f"    {decimal_text(responsibility.weight * 100):>5}%  {label}"
        for measure in responsibility.measures:
            share = decimal_text(measure.weight * 100)
            requires = f", requires {measure.requires}" if measure.requires else ""
            yield f"           {share:>5}%  {measure.kind} {measure.id}{requires}"


def type_text(type: Type) -> str:
    """A type in the words of the language."""
    match type:
        case QuantityType(kind="compound", dimension=dimension):
            parts = [f"{dimension.currency}^{dimension.money}" if dimension.money else ""]
            parts.append(f"days^{dimension.days}" if dimension.days else "")
            return " × ".join(part for part in parts if part)
        case QuantityType(kind="money", dimension=dimension):
            return f"money in {dimension.currency}"
        case QuantityType(kind=kind):
            return kind
        case DateType():
            return "date"
        case PeriodType():
            return "period"
        case YesNoType():
            return "yesno"
        case TextType():
            return "text"
        case ChoiceType(members):
            return "one of " + ", ".join(member.id for member in members)
        case LevelType(scale):
            return scale


# --- records -------------------------------------------------------------------------------


def framework_record(framework: fw.Framework) -> dict[str, Any]:
    """Framework -> the document of `schemas/framework.schema.json`."""
    return {
        "assay": {"format": "framework", "version": VERSION},
        "id": framework.id,
        "version": framework.version,
        "label": _plain(framework.label),
        "currency": framework.currency,
        "languages": list(framework.languages),
        "periods": list(framework.period_kinds),
        "source": framework.source_note,
        **{
            section: {id: _plain(each) for id, each in getattr(framework, section).items()}
            for section in _SECTIONS
        },
        "requirements": [_plain(each) for each in framework.requirements],
        "files": [source.name for source in framework.sources],
    }


def declaration_record(framework: fw.Framework, name: str) -> dict[str, Any]:
    """One declaration -> its record, as it stands in the framework's document."""
    record: dict[str, Any] = _plain(_found(framework, name))
    return record


def _found(framework: fw.Framework, name: str) -> Any:
    known: dict[str, Any] = {}
    for _, declared in declarations(framework):
        known.update(declared)
    if name not in known:
        raise LookupError(named("declaration", name, known))
    return known[name]


def _plain(value: Any) -> Any:
    """A part of a checked framework as JSON: numbers as exact text, places as text, formulas as
    they were written."""
    match value:
        case None | str():
            return value
        case bool() | int():
            return value
        case Fraction() | date() | Period():
            return exact_text(value)
        case Span():
            return str(value)
        case Source():
            return value.name
        case fw.Label():
            return {"text": value.text, "translations": dict(value.translations)}
        case Mapping():
            return {key: _plain(each) for key, each in value.items()}
        case tuple() | list():
            return [_plain(each) for each in value]
        case QuantityType() | DateType() | PeriodType() | YesNoType() | TextType():
            return type_text(value)
        case ChoiceType() | LevelType():
            return type_text(value)
        case fw.Constant():
            return exact_text(value.value)
        case fw.Rule():
            condition = None if value.condition is None else _written(value.condition.span)
            return {
                "id": value.id,
                "place": str(value.span),
                "condition": condition,
                "level": value.level,
                "because": _plain(value.because),
            }
        case _ if type(value) in _EXPRESSIONS:
            return _written(value.span)
        case _:
            return {
                _KEYS.get(field.name, field.name): _plain(getattr(value, field.name))
                for field in dataclasses.fields(value)
            }


def _written(span: Span) -> str:
    return " ".join(span.text.split())


_KEYS = {"span": "place"}
_EXPRESSIONS = frozenset(fw.Expression.__args__)  # type: ignore[attr-defined]
