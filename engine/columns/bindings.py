"""What the columns of a frame mean: who the people are, and which fact each column supplies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...dsl import framework as fw
from ..evidence.headings import bind_headings
from ..evidence.problems import UsageError, named
from ..evidence.readers import rater_reader, reader
from ..plan import Plan
from .lowering import Lowered


def person_column(headings: Sequence[str], person: str | None, *, needed: bool) -> str | None:
    """The column that names the people, `person` where the caller names none; UsageError where it
    is not there, though named or `needed`."""
    if person is not None:
        if person not in headings:
            raise UsageError(named("column", person, headings))
        return person
    if "person" in headings:
        return "person"
    if needed:
        raise UsageError("no column `person` says whose rows of a table are whose; name it")
    return None


def bound_columns(
    lowered: Lowered, headings: Sequence[str], person: str | None
) -> Mapping[str, str]:
    """For each fact the column that supplies it; the other columns are not used. UsageError where
    that cannot be told."""
    seen = tuple(headings), person
    given = lowered.bindings.get(seen)
    if given is None:
        skipped = frozenset(at for at, heading in enumerate(headings) if heading == person)
        bound = bind_headings(headings, lowered.rater.headings, skipped)
        if bound.errors:
            raise UsageError("; ".join(message for _, message in bound.errors))
        given = {key: headings[position] for position, key in bound.keys.items()}
        if len(lowered.bindings) < MOST_REMEMBERED:
            lowered.bindings[seen] = given
    return given


MOST_REMEMBERED = 100
"""Kinds of frames of which it is remembered what their columns mean."""


def fact_of(plan: Plan, key: str) -> tuple[Any, tuple[fw.Bound, ...], Any]:
    """The type (None for what raters gave), range and scalar reader of a fact."""
    framework = plan.framework
    if key in framework.inputs:
        each = framework.inputs[key]
        return each.type, each.range, reader(each.type, framework, each.range)
    competency = framework.competencies.get(key.partition(".")[0])
    if competency is not None and key not in plan.replaced:
        return None, (), rater_reader(framework.scales[competency.scale])
    declaration = framework.metrics.get(key) or framework.kpis[key]
    return declaration.type, (), reader(declaration.type, framework)
