"""Ratings -> JSON-ready documents (their models: `model.py`). Every number is exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ....dsl import framework as fw
from ....dsl.source import Span
from ....dsl.types import NUMBER, PERCENT, QuantityType, Type
from ...columns.output.results import reason_text
from ...evidence.kept import Kept, kept_texts
from ...evidence.problems import Problem
from ...explaining.absences import roots
from ...explaining.precision import shown_places
from ...plan import GATE_OUTCOMES, ApplyGate, Plan
from ...rating import Contribution, Rating, as_read
from ...summary.scheme import scheme_of
from ...summary.scheme_document import scheme_document
from ...trace import Absence, EffectiveWeights, Setting
from ..catalogue import catalogue
from ..exact_text import Exact, exact_text
from ..quantities import format_value, unit
from ..speaking import Speaker

if TYPE_CHECKING:
    from ...evidence.evidence_set import Note
    from ...rater import Rater

VERSION = 1
_ENGLISH = "en"


def ratings_document(
    rater: Rater,
    ratings: Iterable[Rating],
    problems: Iterable[Problem],
    language: str = _ENGLISH,
    *,
    notes: Iterable[Note] = (),
    keep: Sequence[str] = (),
    kept: Kept = MappingProxyType({}),
) -> dict[str, Any]:
    """What was rated, with what, and whom it left out -> the document of the schema `ratings`.

    `keep` are columns of the evidence that stand beside the ratings, `kept` what each person has
    there."""
    return {
        "assay": {"format": "ratings", "version": VERSION},
        "language": language,
        "framework": _framework(rater.plan.framework, language),
        "role": _role(rater.plan, language),
        "period": _period(rater),
        "as_of": _iso(rater.setting.as_of),
        "parameters": _parameters(rater.plan, rater.setting, language),
        "scheme": scheme_document(scheme_of(rater.plan, rater.template)),
        "ratings": [_rating(rating, language, keep, kept) for rating in ratings],
        "problems": [_problem(problem, keep, kept) for problem in problems],
        "notes": [{"file": note.file, "message": note.message} for note in notes],
    }


def rating_document(
    rating: Rating,
    language: str = _ENGLISH,
    *,
    keep: Sequence[str] = (),
    kept: Kept = MappingProxyType({}),
) -> dict[str, Any]:
    """One person's rating -> the document of the schema `rating`, a line of JSON Lines; `keep` and
    `kept` as in `ratings_document`."""
    trace = rating.trace
    return {
        "assay": {"format": "rating", "version": VERSION},
        "language": language,
        "framework": _framework(trace.plan.framework, language),
        "role": _role(trace.plan, language),
        "period": None if rating.period is None else rating.period.text,
        "as_of": _iso(trace.setting.as_of),
        "parameters": _parameters(trace.plan, trace.setting, language),
        **_rating(rating, language, keep, kept),
    }


# --- the run -------------------------------------------------------------------------------


def _framework(framework: fw.Framework, language: str) -> dict[str, Any]:
    return {
        "id": framework.id,
        "label": framework.label.in_language(language),
        "version": framework.version,
        "digests": {
            "meaning": framework.digests.meaning,
            "sources": framework.digests.sources,
        },
    }


def _role(plan: Plan, language: str) -> dict[str, Any] | None:
    if plan.role is None:
        return None
    return {"id": plan.role.id, "label": plan.role.label.in_language(language)}


def _period(rater: Rater) -> str | None:
    period = rater.setting.period
    return None if period is None else period.text


def _parameters(plan: Plan, setting: Setting, language: str) -> dict[str, Any]:
    parameters = {}
    for id, pair in setting.parameters.items():
        source, parameter = setting.parameter_sources[id], plan.framework.parameters[id]
        parameters[id] = {
            "label": parameter.label.in_language(language),
            "value": _quantity(
                as_read(_raw(*pair), parameter.type, plan.framework), parameter.type, plan, language
            ),
            "set_by_caller": source.set_by_caller,
            "from": _iso(source.start),
            "place": _place(source.span),
        }
    return parameters


def _raw(n: Any, d: int) -> Any:
    return Fraction(n, d) if type(n) is int else n


def _problem(problem: Problem, keep: Sequence[str], kept: Kept) -> dict[str, Any]:
    return {
        "code": problem.code,
        "person": problem.person,
        "field": problem.field,
        "value": problem.value,
        "message": problem.message,
        "file": problem.file,
        "row": problem.row,
        "column": problem.column,
        "sheet": problem.sheet,
        "cell": problem.cell,
        "kept": _kept(problem.person, keep, kept),
    }


def _kept(person: str, keep: Sequence[str], kept: Kept) -> dict[str, str]:
    return dict(zip(keep, kept_texts(kept, person, keep), strict=True))


# --- a person ------------------------------------------------------------------------------


def _rating(rating: Rating, language: str, keep: Sequence[str], kept: Kept) -> dict[str, Any]:
    framework = rating.trace.plan.framework
    contributions = {each.id: each for each in (*rating.responsibilities, *rating.measures)}
    measured = {
        section: {
            id: _part(rating, id, label, contributions.get(id), language)
            for id, label in declared
            if id in rating
        }
        for section, declared in (
            ("responsibilities", _responsibilities(rating.trace.plan)),
            ("kpis", [(each.id, each.label) for each in framework.kpis.values()]),
            ("competencies", [(each.id, each.label) for each in framework.competencies.values()]),
        )
    }
    return {
        "person": rating.person,
        "kept": _kept(rating.person, keep, kept),
        "overall": _overall(rating, language),
        **measured,
        "gates": _gates(rating, language),
    }


def _responsibilities(plan: Plan) -> list[tuple[str, fw.Label]]:
    role = plan.role
    return [(each.id, each.label) for each in role.responsibilities] if role else []


def _overall(rating: Rating, language: str) -> dict[str, Any]:
    trace = rating.trace
    open_to = rating.possible if rating.missing or rating.state == "not rated" else None
    weights = rating.weights
    known = weights.known if isinstance(weights, EffectiveWeights) else Fraction(1)
    rule = rating.rule
    return {
        "state": rating.state,
        "level": rating.level,
        "label": rating.level_label(language),
        "score": _quantity(rating.score, NUMBER, trace.plan, language),
        "rule": None if rule is None else {"id": rule.id, "place": _place(rule.span)},
        "known_weight": _quantity(known, PERCENT, trace.plan, language)
        if trace.plan.coverage is not None
        else None,
        "missing": list(rating.missing),
        "possible": None
        if open_to is None
        else {"levels": list(open_to.levels), "exact": open_to.exact},
        "absent": _absent(rating, trace.plan.overall, rating.absence, language),
    }


def _part(
    rating: Rating, id: str, label: fw.Label, contribution: Contribution | None, language: str
) -> dict[str, Any]:
    plan, value = rating.trace.plan, rating[id]
    rule, at = value.rule, value.absent_step
    index = plan.values.get(id)
    type = NUMBER if index is None else plan.steps[index].type
    return {
        "label": label.in_language(language),
        "value": _quantity(value.value, type, plan, language),
        "rating": value.rating,
        "score": _quantity(value.score, NUMBER, plan, language),
        "weight": None if contribution is None else _weight(contribution, plan, language),
        "rule": None if rule is None else {"id": rule.id, "place": _place(rule.span)},
        "absent": _absent(rating, at, value.absence, language),
    }


def _weight(contribution: Contribution, plan: Plan, language: str) -> dict[str, Any]:
    return {
        "declared": _quantity(contribution.declared, PERCENT, plan, language),
        "effective": _quantity(contribution.weight, PERCENT, plan, language),
        "contribution": _quantity(contribution.amount, NUMBER, plan, language),
    }


def _gates(rating: Rating, language: str) -> list[dict[str, Any]]:
    trace = rating.trace
    gates = []
    for index in trace.plan.gates:
        operation = trace.plan.steps[index].operation
        assert isinstance(operation, ApplyGate)
        gate = operation.gate
        gates.append(
            {
                "id": gate.id,
                "action": gate.action,
                "level": gate.level,
                "outcome": GATE_OUTCOMES[trace.decision(index)],
                "because": None if gate.because is None else gate.because.in_language(language),
                "place": _place(gate.span),
            }
        )
    return gates


def _absent(
    rating: Rating, index: int | None, first: Absence | None, language: str
) -> dict[str, Any] | None:
    """Why a step is absent, followed back to what it started with; `first` is what kept it from
    being worked out."""
    absence = None if index is None else rating.trace.absence(index)
    if absence is None or index is None:
        return None
    speaker = Speaker(catalogue(language))
    return {
        "kind": absence.kind,
        "code": reason_text(rating.trace.plan, first or absence),
        "reasons": [
            {"subject": reason.subject, "text": speaker.say(reason.message)}
            for reason in roots(rating.trace, index)
        ],
    }


# --- values --------------------------------------------------------------------------------


def _quantity(value: Exact | None, type: Type, plan: Plan, language: str) -> dict[str, Any] | None:
    """A value exactly and as people read it; None where it is absent."""
    if value is None:
        return None
    rounded, measure = False, ""
    if isinstance(type, QuantityType) and isinstance(value, Fraction):
        rounded = shown_places(value, type.kind)[1]
        measure = "%" if type.kind == "percent" else unit(type, catalogue(_ENGLISH))
    return {
        "exact": exact_text(value),
        "shown": format_value(value, type, plan.framework, language),
        "rounded": rounded,
        "unit": measure,
    }


def _place(span: Span) -> dict[str, Any]:
    return {"file": span.source.name, "line": span.line, "column": span.column}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
