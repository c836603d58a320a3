"""A person's rating -> what the documents of ratings say of it. Every number is exact."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ....dsl import framework as fw
from ....dsl.source import Span
from ....dsl.types import NUMBER, PERCENT, QuantityType, Type
from ...columns.output.results import reason_text
from ...evidence.kept import Kept, kept_texts
from ...explaining.absences import roots
from ...explaining.precision import shown_places
from ...plan import GATE_OUTCOMES, ApplyGate, Plan
from ...rating import Contribution, Rating
from ...trace import Absence, EffectiveWeights
from ..catalogue import DEFAULT_LANGUAGE, catalogue
from ..exact_text import Exact, exact_text
from ..quantities import format_value, show_quantity, unit
from ..speaking import Speaker

SECTIONS = ("responsibilities", "kpis", "competencies")


def person_document(
    rating: Rating, language: str, keep: Sequence[str], kept: Kept
) -> dict[str, Any]:
    """Everything that is told of one person; `keep` are columns of the evidence that stand beside
    the ratings, `kept` what each person has there."""
    contributions = contributions_of(rating)
    return {
        "person": rating.person,
        "kept": kept_document(rating.person, keep, kept),
        "overall": overall_document(rating, language),
        **{
            section: {
                id: part_document(rating, id, label, contributions.get(id), language)
                for id, label in parts.items()
            }
            for section, parts in parts_of(rating.trace.plan).items()
        },
        "gates": gates_document(rating, language),
    }


def parts_of(plan: Plan) -> dict[str, dict[str, fw.Label]]:
    """What a plan gives a value or a score, by the sections in which it stands."""
    role, framework = plan.role, plan.framework
    declared: tuple[Collection[fw.Responsibility | fw.Kpi | fw.Competency], ...] = (
        role.responsibilities if role else (),
        framework.kpis.values(),
        framework.competencies.values(),
    )
    return {
        section: {
            each.id: each.label
            for each in parts
            if each.id in plan.values or each.id in plan.scores
        }
        for section, parts in zip(SECTIONS, declared, strict=True)
    }


def contributions_of(rating: Rating) -> dict[str, Contribution]:
    """What responsibilities and measures add to the score, by their ids."""
    return {each.id: each for each in (*rating.responsibilities, *rating.measures)}


def overall_document(rating: Rating, language: str) -> dict[str, Any]:
    """The verdict."""
    trace = rating.trace
    open_to = rating.possible if rating.missing or rating.state == "not rated" else None
    weights = rating.weights
    known = weights.known if isinstance(weights, EffectiveWeights) else Fraction(1)
    rule = rating.rule
    return {
        "state": rating.state,
        "level": rating.level,
        "label": rating.level_label(language),
        "score": quantity_document(rating.score, NUMBER, trace.plan, language),
        "rule": rule_document(rule),
        "known_weight": quantity_document(known, PERCENT, trace.plan, language)
        if trace.plan.coverage is not None
        else None,
        "missing": list(rating.missing),
        "possible": None
        if open_to is None
        else {"levels": list(open_to.levels), "exact": open_to.exact},
        "absent": absent_document(rating, trace.plan.overall, rating.absence, language),
    }


def part_document(
    rating: Rating, id: str, label: fw.Label, contribution: Contribution | None, language: str
) -> dict[str, Any]:
    """What a responsibility, KPI or competency came to."""
    plan, value = rating.trace.plan, rating[id]
    rule, at = value.rule, value.absent_step
    index = plan.values.get(id)
    type = NUMBER if index is None else plan.steps[index].type
    return {
        "label": label.in_language(language),
        "value": quantity_document(value.value, type, plan, language),
        "rating": value.rating,
        "score": quantity_document(value.score, NUMBER, plan, language),
        "weight": None if contribution is None else _weight(contribution, plan, language),
        "rule": rule_document(rule),
        "absent": absent_document(rating, at, value.absence, language),
    }


def _weight(contribution: Contribution, plan: Plan, language: str) -> dict[str, Any]:
    return {
        "declared": quantity_document(contribution.declared, PERCENT, plan, language),
        "effective": quantity_document(contribution.weight, PERCENT, plan, language),
        "contribution": quantity_document(contribution.amount, NUMBER, plan, language),
    }


def rule_document(rule: fw.Rule | None) -> dict[str, Any] | None:
    """The rule that decided."""
    return None if rule is None else {"id": rule.id, "place": place_document(rule.span)}


def gates_document(rating: Rating, language: str) -> list[dict[str, Any]]:
    """What each gate did."""
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
                "place": place_document(gate.span),
            }
        )
    return gates


def absent_document(
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


def quantity_document(
    value: Exact | None, type: Type, plan: Plan, language: str
) -> dict[str, Any] | None:
    """A value exactly and as people read it; None where it is absent."""
    if value is None:
        return None
    if isinstance(type, QuantityType) and isinstance(value, Fraction):
        places, rounded = shown_places(value, type.kind)
        shown = show_quantity(value, type, catalogue(language), places)
        measure = _measure(type)
    else:
        rounded, measure = False, ""
        shown = format_value(value, type, plan.framework, language)
    return {"exact": exact_text(value), "shown": shown, "rounded": rounded, "unit": measure}


@lru_cache(maxsize=256)
def _measure(type: QuantityType) -> str:
    return "%" if type.kind == "percent" else unit(type, catalogue(DEFAULT_LANGUAGE))


def place_document(span: Span) -> dict[str, Any]:
    """A place in a file of the framework."""
    return {"file": span.source.name, "line": span.line, "column": span.column}


def iso(day: date | None) -> str | None:
    """A day as year-month-day."""
    return None if day is None else day.isoformat()


def kept_document(person: str, keep: Sequence[str], kept: Kept) -> dict[str, str]:
    """What a person has in the columns that are kept."""
    return dict(zip(keep, kept_texts(kept, person, keep), strict=True))
