"""What ratings are summed up by: the levels of a role, and the thresholds of its measures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from ...dsl import framework as fw
from ...dsl.types import NUMBER, LevelType, QuantityType, Type
from ..plan import Plan
from .thresholds import Threshold, Thresholds

OVERALL = "overall"
"""What stands among the measures for the overall rating and score."""

MeasureKind = Literal["overall", "kpi", "competency"]


@dataclass(frozen=True, slots=True)
class SchemeLevel:
    """A level of a scale; `height` is its place there, from 0 for the lowest to 1 for the best."""

    id: str
    label: fw.Label
    height: Fraction


@dataclass(frozen=True, slots=True)
class SchemeMeasure:
    """Something that people are rated by. `type` is that of its values, None where they are no
    quantities; `levels` are those it can be rated at, best first, () for one that only scores.

    `thresholds` are the same for everyone. `others` says that some of its rules compare with
    what differs from person to person, or compare something else."""

    id: str
    kind: MeasureKind
    label: fw.Label
    type: QuantityType | None
    levels: tuple[SchemeLevel, ...]
    thresholds: tuple[Threshold, ...]
    others: bool


@dataclass(frozen=True, slots=True)
class Scheme:
    """What ratings were given by. `meaning` is the digest of what the framework means; `labels`
    name what reasons speak of. `complete` is False where a file of ratings had to be guessed
    from: levels are then in no order that means anything, and thresholds are not known."""

    framework: str
    label: fw.Label
    version: str
    meaning: str
    role: str
    role_label: fw.Label
    measures: tuple[SchemeMeasure, ...]
    labels: Mapping[str, fw.Label] = field(default_factory=dict)
    complete: bool = True

    @property
    def overall(self) -> SchemeMeasure | None:
        """The overall rating or score; None where the framework declares no role."""
        first = self.measures[0] if self.measures else None
        return first if first is not None and first.kind == "overall" else None


def scheme_of(plan: Plan, pairs: Sequence[Any]) -> Scheme:
    """What rates people -> what its ratings are summed up by; `pairs` as in `Thresholds.of`."""
    framework, role = plan.framework, plan.role
    return Scheme(
        framework.id,
        framework.label,
        framework.version,
        framework.digests.meaning,
        role.id if role is not None else "",
        role.label if role is not None else fw.Label("", {}),
        tuple(_measures(plan, Thresholds.of(plan, pairs))),
        dict(_labels(plan)),
    )


def rated_measures(plan: Plan) -> list[str]:
    """The KPIs and competencies that a plan computes, in the order declared."""
    framework = plan.framework
    return [
        id
        for id in (*framework.kpis, *framework.competencies)
        if id in plan.values or id in plan.scores
    ]


def _measures(plan: Plan, thresholds: Thresholds) -> Iterator[SchemeMeasure]:
    framework = plan.framework
    if plan.role is not None and (plan.overall is not None or plan.overall_score is not None):
        found, others = thresholds.of_overall()
        yield SchemeMeasure(
            OVERALL,
            "overall",
            plan.role.label,
            NUMBER,
            _levels(plan, plan.overall),
            found,
            others,
        )
    for id in rated_measures(plan):
        kind: MeasureKind = "kpi" if id in framework.kpis else "competency"
        declared = framework.kpis[id] if kind == "kpi" else framework.competencies[id]
        index = plan.values.get(id)
        type: Type = NUMBER if index is None else plan.steps[index].type
        found, others = thresholds.of_measure(id)
        quantity = type if isinstance(type, QuantityType) and index is not None else None
        yield SchemeMeasure(
            id, kind, declared.label, quantity, _levels(plan, plan.ratings.get(id)), found, others
        )


def _levels(plan: Plan, index: int | None) -> tuple[SchemeLevel, ...]:
    type = None if index is None else plan.steps[index].type
    return scale_levels(plan.framework.scales[type.scale]) if isinstance(type, LevelType) else ()


def scale_levels(scale: fw.Scale) -> tuple[SchemeLevel, ...]:
    """The levels of a scale, best first."""
    highest = len(scale.levels) - 1
    return tuple(
        SchemeLevel(
            level.id, level.label, Fraction(level.rank, highest) if highest else Fraction(1)
        )
        for level in reversed(scale.by_rank)
    )


def _labels(plan: Plan) -> Iterator[tuple[str, fw.Label]]:
    """Of everything that a reason can name: what steps stand for, and tables."""
    framework, role = plan.framework, plan.role
    subjects = {step.subject for step in plan.steps}
    for group in (
        framework.inputs, framework.parameters, framework.metrics, framework.kpis,
        framework.competencies,
    ):  # fmt: skip
        yield from ((each.id, each.label) for each in group.values() if each.id in subjects)
    yield from ((id, framework.tables[id].label) for id in plan.tables)
    for responsibility in role.responsibilities if role is not None else ():
        yield responsibility.id, responsibility.label
