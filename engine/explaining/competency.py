"""Competencies for people: who gave what, and what the level reached looks like."""

from __future__ import annotations

from fractions import Fraction

from ...dsl.framework import Competency, Label, Measure, Scale
from ..plan import Assess, Supplied
from .explanation_values import Outcome, Value
from .explanation_weights import Assessment, RaterShare
from .reading import Reading


def assessment(reading: Reading, competency: Competency) -> Assessment:
    """A competency -> how it was assessed."""
    plan, framework = reading.plan, reading.framework
    step = plan.steps[plan.values[competency.id]]
    scale = framework.scales[competency.scale]
    points = reading.outcome(step.index)
    level = reached_level(reading, scale, points)
    measure = _measure(reading, competency.id)
    required = None
    if measure is not None and measure.requires is not None:
        required = reading.level(scale.id, scale.level(measure.requires).rank)
    gap = next(
        (each.index for each in reading.steps_of[competency.id] if each.aspect == "gap"), None
    )
    raters: tuple[RaterShare, ...] = ()
    if isinstance(step.operation, Assess):
        raters = _raters(reading, competency, step.operation, scale)
    return Assessment(
        raters=raters,
        points=points,
        level=level,
        indicator=_indicator(competency, level),
        required=required,
        required_indicator=_indicator(competency, required),
        gap=None if gap is None else reading.outcome(gap),
    )


def reached_level(reading: Reading, scale: Scale, points: Outcome) -> Value | None:
    """The highest level whose points are reached; the lowest where none is."""
    if not isinstance(points, Value) or not isinstance(points.exact, Fraction):
        return None
    levels = scale.by_rank
    reached = [level for level in levels if level.points <= points.exact]
    return reading.level(scale.id, (reached or levels)[-1 if reached else 0].rank)


def _measure(reading: Reading, id: str) -> Measure | None:
    role = reading.plan.role
    for responsibility in role.responsibilities if role is not None else ():
        for measure in responsibility.measures:
            if measure.id == id:
                return measure
    return None


def _indicator(competency: Competency, level: Value | None) -> Label | None:
    return competency.indicators.get(str(level.exact)) if level is not None else None


def _raters(
    reading: Reading, competency: Competency, operation: Assess, scale: Scale
) -> tuple[RaterShare, ...]:
    places = {rater.id: rater.span for rater in competency.raters}
    given = sum(
        (share for index, share in operation.raters if reading.trace.present(index)), Fraction(0)
    )
    shares = []
    for index, share in operation.raters:
        supplied = reading.plan.steps[index].operation
        assert isinstance(supplied, Supplied)
        present = reading.trace.present(index)
        outcome = reading.outcome(index)
        effective = share / given if present and given else Fraction(0)
        id = supplied.key.removeprefix(f"{competency.id}.")
        shares.append(
            RaterShare(
                id=id,
                given=outcome,
                level=_exact_level(reading, scale, outcome),
                declared=reading.share(share),
                weight_place=places.get(id),
                effective=reading.share(effective),
                origin=reading.trace.origins.get(supplied.key),
            )
        )
    return tuple(shares)


def _exact_level(reading: Reading, scale: Scale, points: Outcome) -> Value | None:
    """The level with exactly these points; several raters' average may lie between two."""
    if isinstance(points, Value):
        for level in scale.levels:
            if level.points == points.exact:
                return reading.level(scale.id, level.rank)
    return None
