"""Ratings -> JSON-ready records, and flat rows for CSV. Every number is there exactly."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from ...dsl import framework as fw
from ...dsl.period import Period
from ...dsl.types import NUMBER, PERCENT, LevelType, Type
from ..plan import Plan
from ..problems import Problem
from ..rating import Contribution, Exact, Rating, Value
from ..trace import Absence, Trace
from .quantities import format_value

VERSION = 1
_LANGUAGE = "en"


def ratings_document(
    ratings: Iterable[Rating], problems: Iterable[Problem], language: str = _LANGUAGE
) -> dict[str, Any]:
    """Ratings of one run -> the document of `schemas/ratings.schema.json`."""
    listed = list(ratings)
    first = listed[0].trace if listed else None
    return {
        "assay": {"format": "ratings", "version": VERSION},
        "run": None if first is None else run_record(first),
        "ratings": [rating_record(rating, language) for rating in listed],
        "problems": [problem_record(problem) for problem in problems],
    }


def run_record(trace: Trace) -> dict[str, Any]:
    """What holds for everyone in a run: framework, role, period, parameters in force."""
    framework, setting = trace.plan.framework, trace.setting
    return {
        "framework": {"id": framework.id, "version": framework.version},
        "role": trace.plan.role.id if trace.plan.role is not None else None,
        "period": setting.period.text if setting.period is not None else None,
        "as_of": setting.as_of.isoformat() if setting.as_of is not None else None,
        "parameters": {
            id: {
                "value": exact_text(Fraction(n, d) if isinstance(n, int) else n),
                "set_by_caller": setting.parameter_sources[id].set_by_caller,
                "from": _iso(setting.parameter_sources[id].start),
                "place": str(setting.parameter_sources[id].span),
            }
            for id, (n, d) in setting.parameters.items()
        },
    }


def rating_record(rating: Rating, language: str = _LANGUAGE) -> dict[str, Any]:
    """One person's rating -> its record."""
    plan = rating.trace.plan
    possible = rating.possible if rating.state == "not rated" or rating.missing else None
    measures = {each.id: each for each in rating.measures}
    return {
        "person": rating.person,
        "overall": {
            "state": rating.state,
            "level": rating.level,
            "label": rating.level_label(language),
            "score": number(rating.score, NUMBER, plan, language),
            "possible": None
            if possible is None
            else {"levels": list(possible.levels), "exact": possible.exact},
        },
        "responsibilities": {
            each.id: _part(rating, each.id, each, language) for each in rating.responsibilities
        },
        "kpis": {
            id: _part(rating, id, measures.get(id), language)
            for id in plan.framework.kpis
            if id in rating
        },
        "competencies": {
            id: _part(rating, id, measures.get(id), language)
            for id in plan.framework.competencies
            if id in rating
        },
        "missing": list(rating.missing),
    }


def problem_record(problem: Problem) -> dict[str, Any]:
    """A problem of the evidence -> its record."""
    return {
        "code": problem.code,
        "person": problem.person,
        "field": problem.field,
        "value": problem.value,
        "message": problem.message,
        "file": problem.file,
        "row": problem.row,
        "column": problem.column,
    }


def flat_row(rating: Rating) -> dict[str, str]:
    """One person's rating -> the cells of a CSV row: exact values, "" for what is absent."""
    plan = rating.trace.plan
    row = {
        "person": rating.person,
        "role": rating.role or "",
        "period": rating.period.text if rating.period is not None else "",
        "state": rating.state,
        "level": rating.level or "",
        "score": _cell(rating.score),
    }
    for id in (*plan.framework.kpis, *plan.framework.competencies):
        if id in rating:
            value = rating[id]
            row[id] = _cell(value.value)
            row[f"{id}.rating"] = value.rating or ""
            row[f"{id}.score"] = _cell(value.score)
            absence = value.absence
            row[f"{id}.absent"] = absence.kind if absence is not None else ""
    if rating.state == "not rated" or rating.missing:
        row["possible"] = "; ".join(rating.possible.levels)
    else:
        row["possible"] = ""
    return row


def number(
    value: Exact | None, type: Type, plan: Plan, language: str = _LANGUAGE
) -> dict[str, Any] | None:
    """A value -> {"exact", "shown"}; None where it is absent."""
    if value is None:
        return None
    shown = format_value(value, type, plan.framework, language)
    return {"exact": exact_text(value), "shown": shown}


def exact_text(value: Exact) -> str:
    """An exact value as text: `27/25`, `2026-01-31`, `yes`, a level's id."""
    match value:
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case Period():
            return value.text
        case _:
            return str(value)


def decimal_or_fraction(value: Fraction) -> str:
    """The decimal where it ends within a sensible length, else the fraction."""
    from ..numerals import shortest_terminating

    return shortest_terminating(value) or str(value)


def _cell(value: Exact | None) -> str:
    if value is None:
        return ""
    return decimal_or_fraction(value) if isinstance(value, Fraction) else exact_text(value)


def _part(
    rating: Rating, id: str, contribution: Contribution | None, language: str
) -> dict[str, Any]:
    plan, value = rating.trace.plan, rating[id]
    absence = value.absence
    return {
        "label": _label(plan.framework, rating, id).in_language(language),
        "value": number(value.value, _type(plan, id), plan, language),
        "rating": value.rating,
        "score": number(value.score, NUMBER, plan, language),
        "weight": None if contribution is None else _weight(contribution, plan, language),
        "rule": _rule(value),
        "absent": None if absence is None else absence_record(rating.trace, absence),
    }


def _weight(contribution: Contribution, plan: Plan, language: str) -> dict[str, Any]:
    return {
        "declared": number(contribution.declared, PERCENT, plan, language),
        "effective": number(contribution.weight, PERCENT, plan, language),
        "contribution": number(contribution.amount, NUMBER, plan, language),
    }


def _rule(value: Value) -> dict[str, str] | None:
    rule = value.rule
    return None if rule is None else {"id": rule.id, "place": str(rule.span)}


def _type(plan: Plan, id: str) -> Type:
    index = plan.values.get(id)
    return plan.steps[index].type if index is not None else NUMBER


def _label(framework: fw.Framework, rating: Rating, id: str) -> fw.Label:
    for declarations in (framework.kpis, framework.competencies):
        if id in declarations:
            return declarations[id].label  # type: ignore[index, no-any-return]
    return rating.trace.plan.responsibility(id).label


def absence_record(trace: Trace, absence: Absence) -> dict[str, Any]:
    """Why a value is absent -> its record, followed back to the facts it comes from."""
    return {
        "kind": absence.kind,
        "reason": absence.reason,
        "because_of": sorted(_roots(trace, absence)),
        "place": str(absence.span) if absence.span is not None else None,
    }


def _roots(trace: Trace, absence: Absence) -> set[str]:
    """The ids of the facts that a chain of absences starts from."""
    found: set[str] = set()
    waiting, seen = list(absence.causes), set(absence.causes)
    while waiting:
        index = waiting.pop()
        cause = trace.absence(index)
        if cause is None or not cause.causes:
            found.add(trace.plan.steps[index].subject)
            continue
        for each in cause.causes:
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def level_label(plan: Plan, level: str, language: str) -> str:
    """The label of an overall level."""
    assert plan.overall is not None
    type = plan.steps[plan.overall].type
    assert isinstance(type, LevelType)
    return plan.framework.scales[type.scale].level(level).label.in_language(language)


