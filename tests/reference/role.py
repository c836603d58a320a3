"""What each measure counts for a person, and the scores that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from typing import Any

from assay.dsl.framework import (
    ColumnReference,
    Constant,
    Framework,
    OverallReference,
    PropertyReference,
    Reference,
    Responsibility,
    RoleAggregate,
)

from .values import MISSING, NOT_APPLICABLE, Absent, Held, absence_among

Scores = Mapping[str, tuple[Held | None, Mapping[str, Held]]]
"""For each responsibility its own score expression's value, if it has one, and its measures'."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Effective weights: `responsibilities` of the role, `measures` of their responsibility
    (0 for those that left; without the measures of one with a score of its own). A role that is
    not rated has those from before anything missing left. `known` is the share of weight that is
    known. `scores` are the responsibilities' weighted averages, `overall` that of the role."""

    responsibilities: Mapping[str, Fraction]
    measures: Mapping[str, Fraction]
    known: Fraction
    scores: Mapping[str, Held]
    overall: Held
    contributions: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class _Part:
    """Something with a weight and a score; a responsibility's measure, or its score expression."""

    id: str
    weight: Fraction
    score: Held


def share_out(
    responsibilities: Iterable[Responsibility],
    scores: Scores,
    known_weight: Fraction,
    ratable: bool,
) -> Shares:
    """Let the absent leave and share their weights. Not-applicable parts always leave; missing
    ones where enough weight is known and the role can be rated by it at all (`ratable`), but not
    from a responsibility of weight 0: how much of the role is known says nothing of that."""
    tree = [(r, _parts(r, *scores[r.id])) for r in responsibilities]
    concerned = _weigh(tree, lambda _, part: part.score != NOT_APPLICABLE)
    known = sum(
        (
            concerned[0][r.id] * concerned[1][part.id]
            for r, parts in tree
            for part in parts
            if not isinstance(part.score, Absent)
        ),
        Fraction(0),
    )
    known_only = _weigh(
        tree,
        lambda r, part: part.score != NOT_APPLICABLE and (r.weight == 0 or part.score != MISSING),
    )
    enough = ratable and known >= known_weight and any(known_only[0].values())
    counted = known_only if enough else concerned
    contributions = {
        part.id: counted[0][r.id] * counted[1][part.id] * part.score
        for r, parts in tree
        for part in parts
        if isinstance(part.score, Fraction)
    }
    return Shares(
        responsibilities=counted[0],
        measures={m.id: counted[1][m.id] for r, _ in tree if r.score is None for m in r.measures},
        known=known,
        scores={r.id: _average(parts, enough and r.weight > 0) for r, parts in tree},
        overall=_overall(concerned[0], contributions, enough),
        contributions=contributions,
    )


def _parts(r: Responsibility, own: Held | None, measures: Mapping[str, Held]) -> list[_Part]:
    if own is not None:
        return [_Part(r.id, Fraction(1), own)]
    return [_Part(m.id, m.weight, measures[m.id]) for m in r.measures]


def _weigh(
    tree: list[tuple[Responsibility, list[_Part]]], stays: Callable[[Responsibility, _Part], bool]
) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    """The shares of responsibilities and of parts when only those that stay count; all 0 where
    none does."""
    within: dict[str, Fraction] = {}
    left: dict[str, Fraction] = {}
    for r, parts in tree:
        total = sum((part.weight for part in parts if stays(r, part)), Fraction(0))
        left[r.id] = r.weight if total else Fraction(0)
        for part in parts:
            within[part.id] = part.weight / total if total and stays(r, part) else Fraction(0)
    whole = sum(left.values(), Fraction(0))
    if not whole:
        return dict.fromkeys(left, Fraction(0)), dict.fromkeys(within, Fraction(0))
    return {id: weight / whole for id, weight in left.items()}, within


def _average(parts: list[_Part], enough: bool) -> Held:
    """A responsibility's score: over its known parts, or over all that concern the person. Parts
    of weight 0 are not asked."""
    counted = [part for part in parts if part.weight > 0]
    concerned = [part for part in counted if part.score != NOT_APPLICABLE]
    if not concerned:
        return absence_among(part.score for part in counted) or NOT_APPLICABLE
    known = [(part.weight, part.score) for part in concerned if isinstance(part.score, Fraction)]
    if not known or (len(known) < len(concerned) and not enough):
        return absence_among(part.score for part in concerned) or MISSING
    total = sum((weight for weight, _ in known), Fraction(0))
    return sum((weight * score for weight, score in known), Fraction(0)) / total


def _overall(
    concerned: Mapping[str, Fraction],
    contributions: Mapping[str, Fraction],
    enough: bool,
) -> Held:
    if not any(concerned.values()):
        return NOT_APPLICABLE
    return sum(contributions.values(), Fraction(0)) if enough else MISSING


def speaks_of_overall_only(framework: Framework, part: Any) -> bool:
    """Whether rules use nothing but `overall`, constants and parameters."""
    match part:
        case Reference(_, _, id):
            return id in framework.parameters
        case PropertyReference() | ColumnReference() | RoleAggregate():
            return False
        case OverallReference() | Constant():
            return True
        case tuple():
            return all(speaks_of_overall_only(framework, item) for item in part)
    if is_dataclass(part) and not isinstance(part, type):
        return all(
            speaks_of_overall_only(framework, getattr(part, f.name))
            for f in fields(part)
            if f.name not in ("span", "because")
        )
    return True
