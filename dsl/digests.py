"""Framework -> two digests: one of what it means, one of its sources.

The digest of the meaning is the SHA-256 of a canonical JSON text (members sorted, no spaces,
UTF-8) of what decides ratings:

- the currency, and the kinds of period that are rated;
- each scale's levels with their points, and its rules for gaps;
- each input's and each column's type, range, formula, and the names it has in the evidence;
- each parameter's type, range, and values with their dates;
- each metric's and KPI's type and formula; how a KPI is rated, which direction is better, and what
  it does when its value is missing;
- each competency's scale and the shares of its raters;
- each role's responsibilities and measures with their shares and required levels, its rules, the
  weight that must be known, and its gates;
- each requirement's condition.

Ids take part, and so does the order of rules and gates, which are tried in order. The order of
everything else does not, nor do labels (under which evidence may stand as well), descriptions,
reasons, sources, versions, languages, examples, comments, or which file says what. Numbers take
part as their exact values: `25%` and `0.25` mean the same, and so do weights of 1 and 1 and of 50%
and 50%.

The digest of the sources is the SHA-256 of one line for each file, sorted by path: the SHA-256 of
its bytes, two spaces, its path from the folder of the file that the caller named, a line feed.
`sha256sum FILES | LC_ALL=C sort -k 2 | sha256sum` computes it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256
from typing import Any, Final

from . import framework as fw
from .period import Period
from .source import Source
from .types import ChoiceType, QuantityType, Type

VERSION: Final = 1
"""Of the canonical form: another one gives other digests of the same meaning."""

_PLACES: Final = frozenset({"span", "type"})
"""What of an expression follows from the rest, or says only where it stands."""


@dataclass(frozen=True, slots=True)
class Digests:
    """The digests of a framework, each of 64 hexadecimal digits. `files` has those of its files,
    by their paths from the folder of the file that the caller named."""

    meaning: str
    sources: str
    files: tuple[tuple[str, str], ...]


def digests_of(framework: fw.Framework) -> Digests:
    """Framework -> Digests"""
    text = json.dumps(
        _framework(framework), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    files = tuple(sorted(_files(framework.sources)))
    lines = "".join(f"{digest}  {path}\n" for path, digest in files)
    return Digests(_sha256(text), _sha256(lines), files)


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _files(sources: tuple[Source, ...]) -> Iterable[tuple[str, str]]:
    folder = os.path.dirname(sources[0].name)  # noqa: PTH120 - names are as the caller gave them
    for source in sources:
        try:
            path = os.path.relpath(source.name, folder or ".")
        except ValueError:  # on another drive
            path = source.name
        yield path.replace(os.sep, "/"), source.sha256


# --- declarations --------------------------------------------------------------------------


def _framework(framework: fw.Framework) -> dict[str, Any]:
    return {
        "form": VERSION,
        "currency": framework.currency,
        "periods": sorted(framework.period_kinds),
        "scales": {id: _scale(each) for id, each in framework.scales.items()},
        "inputs": {id: _input(each) for id, each in framework.inputs.items()},
        "tables": {id: _table(each) for id, each in framework.tables.items()},
        "parameters": {id: _parameter(each) for id, each in framework.parameters.items()},
        "metrics": {
            id: [_type(each.type), _part(each.formula)] for id, each in framework.metrics.items()
        },
        "kpis": {id: _kpi(each) for id, each in framework.kpis.items()},
        "competencies": {id: _competency(each) for id, each in framework.competencies.items()},
        "roles": {id: _role(each) for id, each in framework.roles.items()},
        "requirements": _sorted(_part(each.condition) for each in framework.requirements),
    }


def _scale(scale: fw.Scale) -> dict[str, Any]:
    return {
        "levels": {level.id: _part(level.points) for level in scale.levels},
        "rate_gap": _rules(scale.rate_gap),
    }


def _input(input: fw.Input) -> dict[str, Any]:
    return {
        "type": _type(input.type),
        "range": _range(input.range),
        "columns": sorted(input.columns),
        "formula": _part(input.formula),
    }


def _table(table: fw.Table) -> dict[str, Any]:
    return {
        "person": sorted(table.person_columns),
        "columns": {each.id: [_type(each.type), sorted(each.columns)] for each in table.columns},
    }


def _parameter(parameter: fw.Parameter) -> dict[str, Any]:
    return {
        "type": _type(parameter.type),
        "range": _range(parameter.range),
        "values": _sorted([_part(each.start), _part(each.value)] for each in parameter.entries),
    }


def _kpi(kpi: fw.Kpi) -> dict[str, Any]:
    match kpi.method:
        case fw.RatedByRules(rules):
            method = ["rules", _rules(rules)]
        case fw.ScoredByExpression(score):
            method = ["score", _part(score)]
        case fw.ScoredByCurve(curve):
            method = ["curve", _part(curve.points)]
        case fw.RatedDirectly(scale, rating):
            method = ["level", scale, _part(rating)]
    missing = kpi.when_missing
    return {
        "type": _type(kpi.type),
        "formula": _part(kpi.formula),
        "better": kpi.better,
        "method": method,
        "missing": None
        if missing is None
        else [missing.action, missing.level, _part(missing.score)],
    }


def _competency(competency: fw.Competency) -> dict[str, Any]:
    return {
        "scale": competency.scale,
        "raters": {rater.id: _part(rater.weight) for rater in competency.raters},
        "all_raters": competency.all_raters,
    }


def _role(role: fw.Role) -> dict[str, Any]:
    overall = role.overall
    return {
        "responsibilities": {each.id: _responsibility(each) for each in role.responsibilities},
        "score": _part(role.overall_score),
        "overall": None
        if overall is None
        else {
            "known": _part(overall.known_weight),
            "rules": _rules(overall.rules),
            "gates": [
                [gate.action, gate.level, _part(gate.condition), gate.when_unknown]
                for gate in overall.gates
            ],
        },
    }


def _responsibility(responsibility: fw.Responsibility) -> dict[str, Any]:
    return {
        "weight": _part(responsibility.weight),
        "measures": {
            each.id: [each.kind, _part(each.weight), each.requires, _rules(each.rate_gap)]
            for each in responsibility.measures
        },
        "score": _part(responsibility.score),
    }


# --- parts ---------------------------------------------------------------------------------


def _rules(rules: fw.RuleList | None) -> list[Any] | None:
    if rules is None:
        return None
    return [rules.scale, [[_part(rule.condition), rule.level] for rule in rules.rules]]


def _range(bounds: tuple[fw.Bound, ...]) -> list[Any]:
    return _sorted([bound.operator, _part(bound.value)] for bound in bounds)


def _type(type: Type) -> list[Any]:
    if isinstance(type, ChoiceType):
        return ["one of", {each.id: sorted(each.spellings) for each in type.members}]
    return _part(type)  # type: ignore[no-any-return]


def _part(part: Any) -> Any:
    """An expression, a type or a value: its kind and its parts, without where it stands."""
    match part:
        case None | bool() | int() | str():
            return part
        case Fraction():
            return str(part)
        case date():
            return part.isoformat()
        case Period(text=text):
            return text
        case fw.Constant(type=QuantityType(dimension=dimension), value=value):
            return ["Constant", _part(dimension), _part(value)]
        case fw.Constant(type=ChoiceType(), value=value):
            return ["Constant", "member", _part(value)]
        case fw.Constant(type=type, value=value):
            return ["Constant", _part(type), _part(value)]
        case tuple():
            return list(map(_part, part))
        case _ if is_dataclass(part):
            values = [getattr(part, each.name) for each in fields(part) if each.name not in _PLACES]
            return [part.__class__.__name__, *map(_part, values)]
    raise AssertionError(part)


def _sorted(parts: Iterable[Any]) -> list[Any]:
    return sorted(parts, key=lambda part: json.dumps(part, ensure_ascii=False, sort_keys=True))
