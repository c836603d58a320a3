"""Ratings -> JSON-ready documents (their models: `model.py`). Every number is exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ....dsl import framework as fw
from ...evidence.kept import Kept
from ...evidence.problems import Problem
from ...plan import Plan
from ...rating import Rating, as_read
from ...summary.scheme import scheme_of
from ...summary.scheme_document import scheme_document
from ...trace import Setting
from .person_document import (
    iso,
    kept_document,
    person_document,
    place_document,
    quantity_document,
)

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
        **run_document(rater, language),
        "ratings": [person_document(rating, language, keep, kept) for rating in ratings],
        "problems": [problem_document(problem, keep, kept) for problem in problems],
        "notes": [note_document(note) for note in notes],
    }


def run_document(rater: Rater, language: str) -> dict[str, Any]:
    """With what everybody is rated: what the document of the schema `ratings` begins with."""
    return {
        "assay": {"format": "ratings", "version": VERSION},
        "language": language,
        "framework": _framework(rater.plan.framework, language),
        "role": _role(rater.plan, language),
        "period": _period(rater.setting),
        "as_of": iso(rater.setting.as_of),
        "parameters": _parameters(rater.plan, rater.setting, language),
        "scheme": scheme_document(scheme_of(rater.plan, rater.template)),
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
        **setting_document(trace.plan, trace.setting, language),
        **person_document(rating, language, keep, kept),
    }


def setting_document(plan: Plan, setting: Setting, language: str) -> dict[str, Any]:
    """With what a person is rated: what the document of the schema `rating` begins with."""
    return {
        "assay": {"format": "rating", "version": VERSION},
        "language": language,
        "framework": _framework(plan.framework, language),
        "role": _role(plan, language),
        "period": _period(setting),
        "as_of": iso(setting.as_of),
        "parameters": _parameters(plan, setting, language),
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


def _period(setting: Setting) -> str | None:
    return None if setting.period is None else setting.period.text


def _parameters(plan: Plan, setting: Setting, language: str) -> dict[str, Any]:
    parameters = {}
    for id, pair in setting.parameters.items():
        source, parameter = setting.parameter_sources[id], plan.framework.parameters[id]
        parameters[id] = {
            "label": parameter.label.in_language(language),
            "value": quantity_document(
                as_read(_raw(*pair), parameter.type, plan.framework), parameter.type, plan, language
            ),
            "set_by_caller": source.set_by_caller,
            "from": iso(source.start),
            "place": place_document(source.span),
        }
    return parameters


def _raw(n: Any, d: int) -> Any:
    return Fraction(n, d) if type(n) is int else n


def problem_document(problem: Problem, keep: Sequence[str], kept: Kept) -> dict[str, Any]:
    """Something that is wrong with the evidence."""
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
        "kept": kept_document(problem.person, keep, kept),
    }


def note_document(note: Note) -> dict[str, Any]:
    """Something that is to be known of a file of the evidence."""
    return {"file": note.file, "message": note.message}
