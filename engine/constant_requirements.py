"""What a framework requires of its parameters, asked again where the caller sets some of them."""

from __future__ import annotations

from collections.abc import Container, Mapping
from fractions import Fraction
from typing import Any

from ..dsl import framework as fw
from ..dsl.checking.constants import NotConstantError, evaluate
from ..dsl.walk import walk
from .rating import as_read


def first_broken(
    framework: fw.Framework,
    parameters: Mapping[str, tuple[Any, int]],
    set_outright: Container[str],
) -> fw.Requirement | None:
    """The first `require` over parameters that no longer holds; None where all do.

    `parameters` has the pairs of all that requirements read. As elsewhere, a condition that
    cannot be told is no breach.
    """
    values = {
        id: as_read(_raw(pair), framework.parameters[id].type, framework)
        for id, pair in parameters.items()
    }
    points = {
        scale.id: {level.id: level.points for level in scale.levels}
        for scale in framework.scales.values()
    }
    for requirement in framework.requirements:
        if requirement.constant and any(name in set_outright for name in _names(requirement)):
            try:
                holds = evaluate(requirement.condition, values, points)
            except NotConstantError:
                continue
            if holds is False:
                return requirement
    return None


def _raw(pair: tuple[Any, int]) -> Any:
    n, d = pair
    return Fraction(n, d) if type(n) is int else n


def _names(requirement: fw.Requirement) -> set[str]:
    parts = walk(requirement.condition)
    return {part.id for part in parts if isinstance(part, fw.Reference)}
