"""A checked framework -> its JSON-ready document (its model: `model.py`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeVar, assert_never

from ....dsl import framework as fw
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
from ...evidence.problems import UsageError, named
from ..exact_text import decimal_text, exact_text

VERSION = 1
Record = dict[str, Any]
Declared = TypeVar("Declared")


def framework_document(framework: fw.Framework) -> Record:
    """Framework -> the document of the schema `framework`."""
    return {
        "assay": {"format": "framework", "version": VERSION},
        "id": framework.id,
        "label": _text(framework.label),
        "description": _maybe(_text, framework.description),
        "version": framework.version,
        "currency": framework.currency,
        "periods": list(framework.period_kinds),
        "languages": list(framework.languages),
        "source": framework.source_note,
        "files": [source.name for source in framework.sources],
        "digests": {
            "meaning": framework.digests.meaning,
            "sources": framework.digests.sources,
            "files": dict(framework.digests.files),
        },
        "scales": _each(_scale, framework.scales),
        "parameters": _each(_parameter, framework.parameters),
        "tables": _each(_table, framework.tables),
        "inputs": _each(_input, framework.inputs),
        "metrics": _each(_metric, framework.metrics),
        "kpis": _each(_kpi, framework.kpis),
        "competencies": _each(_competency, framework.competencies),
        "roles": _each(_role, framework.roles),
        "requirements": [_requirement(each) for each in framework.requirements],
        "examples": [_example(each) for each in framework.examples],
    }


def declaration_document(framework: fw.Framework, name: str) -> Record:
    """One declaration as it stands in the framework's document, with its kind and id.

    UsageError where nothing of that name is declared.
    """
    document = framework_document(framework)
    for kind, singular in DECLARED.items():
        if name in document[kind]:
            declared: Record = document[kind][name]
            return {"kind": singular, "id": name, **declared}
    raise UsageError(named("declaration", name, declared_names(framework)))


DECLARED: Mapping[str, str] = {
    "scales": "scale",
    "parameters": "parameter",
    "tables": "table",
    "inputs": "input",
    "metrics": "metric",
    "kpis": "kpi",
    "competencies": "competency",
    "roles": "role",
}
"""The members of the document that hold declarations by their ids, and the kind of each."""


def declared_names(framework: fw.Framework) -> list[str]:
    """The ids of everything that is declared."""
    return [name for kind in DECLARED for name in getattr(framework, kind)]


# --- declarations --------------------------------------------------------------------------


def _each(record: Callable[[Declared], Record], declared: Mapping[str, Declared]) -> Record:
    return {id: record(each) for id, each in declared.items()}


def _common(declared: fw.Scale | fw.Table | fw.Role | fw.Responsibility | fw.Valued) -> Record:
    return {
        "label": _text(declared.label),
        "description": _maybe(_text, declared.description),
        "place": _place(declared.span),
    }


def _scale(scale: fw.Scale) -> Record:
    levels = [
        {
            "id": level.id,
            "label": _text(level.label),
            "points": exact_text(level.points),
            "rank": level.rank,
            "place": _place(level.span),
        }
        for level in scale.levels
    ]
    return {**_common(scale), "levels": levels, "rate_gap": _maybe(_rules, scale.rate_gap)}


def _parameter(parameter: fw.Parameter) -> Record:
    entries = [
        {
            "from": None if entry.start is None else entry.start.isoformat(),
            "value": exact_text(entry.value.value),
            "because": _maybe(_text, entry.because),
            "place": _place(entry.span),
        }
        for entry in parameter.entries
    ]
    return {
        **_common(parameter),
        "type": _type(parameter.type),
        "range": _range(parameter.range),
        "entries": entries,
    }


def _table(table: fw.Table) -> Record:
    columns = {
        column.id: {
            "label": _text(column.label),
            "type": _type(column.type),
            "columns": list(column.columns),
            "place": _place(column.span),
        }
        for column in table.columns
    }
    return {**_common(table), "person_columns": list(table.person_columns), "columns": columns}


def _input(input: fw.Input) -> Record:
    return {
        **_common(input),
        "type": _type(input.type),
        "range": _range(input.range),
        "columns": list(input.columns),
        "formula": _formula_or_none(input.formula),
    }


def _metric(metric: fw.Metric) -> Record:
    return {**_common(metric), "type": _type(metric.type), "formula": _formula(metric.formula)}


def _kpi(kpi: fw.Kpi) -> Record:
    return {
        **_common(kpi),
        "type": _type(kpi.type),
        "formula": _formula_or_none(kpi.formula),
        "better": kpi.better,
        "method": _method(kpi.method),
        "when_missing": _maybe(_when_missing, kpi.when_missing),
    }


def _method(method: fw.RatingMethod) -> Record:
    match method:
        case fw.RatedByRules(rules):
            return {"kind": "rules", "rules": _rules(rules)}
        case fw.ScoredByExpression(score):
            return {"kind": "score", "score": _formula(score)}
        case fw.ScoredByCurve(curve):
            points = [{"value": _formula(x), "points": _formula(y)} for x, y in curve.points]
            return {"kind": "curve", "points": points}
        case fw.RatedDirectly(scale, rating):
            return {"kind": "level", "scale": scale, "rating": _formula(rating)}
        case _:
            assert_never(method)


def _when_missing(outcome: fw.WhenMissing) -> Record:
    return {
        "action": outcome.action,
        "level": outcome.level,
        "score": _maybe(exact_text, outcome.score),
    }


def _competency(competency: fw.Competency) -> Record:
    return {
        **_common(competency),
        "scale": competency.scale,
        "indicators": {level: _text(text) for level, text in competency.indicators.items()},
        "raters": [
            {
                "id": rater.id,
                "weight": exact_text(rater.weight),
                "weight_place": _place(rater.span),
            }
            for rater in competency.raters
        ],
        "all_raters": competency.all_raters,
    }


# --- roles ---------------------------------------------------------------------------------


def _role(role: fw.Role) -> Record:
    return {
        **_common(role),
        "responsibilities": {each.id: _responsibility(each) for each in role.responsibilities},
        "overall": _maybe(_overall, role.overall),
        "overall_score": _formula_or_none(role.overall_score),
    }


def _responsibility(responsibility: fw.Responsibility) -> Record:
    return {
        **_common(responsibility),
        "weight": exact_text(responsibility.weight),
        "written_weight": responsibility.written_weight,
        "weight_place": _place(responsibility.weight_span),
        "measures": [_measure(each) for each in responsibility.measures],
        "score": _formula_or_none(responsibility.score),
    }


def _measure(measure: fw.Measure) -> Record:
    return {
        "kind": measure.kind,
        "id": measure.id,
        "weight": exact_text(measure.weight),
        "written_weight": measure.written_weight,
        "weight_place": _place(measure.weight_span),
        "requires": measure.requires,
        "rate_gap": _maybe(_rules, measure.rate_gap),
        "place": _place(measure.span),
    }


def _overall(overall: fw.Overall) -> Record:
    gates = [
        {
            "id": gate.id,
            "action": gate.action,
            "level": gate.level,
            "condition": _formula(gate.condition),
            "because": _maybe(_text, gate.because),
            "when_unknown": gate.when_unknown,
            "place": _place(gate.span),
        }
        for gate in overall.gates
    ]
    return {
        "rules": _rules(overall.rules),
        "known_weight": exact_text(overall.known_weight),
        "known_weight_place": _maybe(_place, overall.known_weight_span),
        "gates": gates,
    }


def _requirement(requirement: fw.Requirement) -> Record:
    return {
        "id": requirement.id,
        "label": _text(requirement.label),
        "condition": _formula(requirement.condition),
        "constant": requirement.constant,
        "place": _place(requirement.span),
    }


def _example(example: fw.Example) -> Record:
    return {
        "label": example.label,
        "role": example.role,
        "period": None if example.period is None else example.period.text,
        "place": _place(example.span),
    }


# --- parts ---------------------------------------------------------------------------------


def _maybe(record: Callable[[Declared], Any], part: Declared | None) -> Any:
    return None if part is None else record(part)


def _text(label: fw.Label) -> Record:
    return {"text": label.text, "translations": dict(label.translations)}


def _formula(expression: fw.Expression) -> Record:
    return {"text": " ".join(expression.span.text.split()), "place": _place(expression.span)}


def _formula_or_none(expression: fw.Expression | None) -> Record | None:
    return None if expression is None else _formula(expression)


def _rules(rules: fw.RuleList) -> Record:
    return {
        "scale": rules.scale,
        "rules": [
            {
                "id": rule.id,
                "condition": _formula_or_none(rule.condition),
                "level": rule.level,
                "because": _maybe(_text, rule.because),
                "place": _place(rule.span),
            }
            for rule in rules.rules
        ],
        "place": _place(rules.span),
    }


def _range(bounds: tuple[fw.Bound, ...]) -> list[Record]:
    return [{"operator": bound.operator, "value": exact_text(bound.value)} for bound in bounds]


def _type(type: Type) -> Record:
    kind, unit, scale, members = "", "", None, None
    match type:
        case QuantityType():
            kind, unit = type.kind, quantity_unit(type)
        case DateType():
            kind = "date"
        case PeriodType():
            kind = "period"
        case YesNoType():
            kind = "yes-no"
        case TextType():
            kind = "text"
        case ChoiceType():
            kind = "choice"
            members = [
                {"id": member.id, "spellings": list(member.spellings)} for member in type.members
            ]
        case LevelType():
            kind, scale = "level", type.scale
        case _:
            assert_never(type)
    return {"kind": kind, "unit": unit, "scale": scale, "members": members}


def quantity_unit(type: QuantityType) -> str:
    """The unit of a plain number: `USD`, `days`, `USD/day`, `USD^2`, `1/day`."""
    dimension = type.dimension
    powers = [(dimension.currency, dimension.money), ("day", dimension.days)]
    if type.kind == "duration":
        return "days"
    above = "·".join(_power(name, power) for name, power in powers if power > 0)
    below = "·".join(_power(name, -power) for name, power in powers if power < 0)
    return f"{above or '1'}/{below}" if below else above


def _power(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"


def _place(span: Span) -> Record:
    line, column = span.source.position(span.start)
    return {"file": span.source.name, "line": line, "column": column}


def share_text(share: Fraction) -> str:
    """A share of 1 as a percentage: `12.5%`, and `100/3%` where its digits do not end."""
    return f"{decimal_text(share * 100)}%"
