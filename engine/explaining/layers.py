"""What layers changed of the values that an explanation is about."""

from __future__ import annotations

from collections.abc import Iterator

from ...dsl.layering.composition import Path
from ...dsl.layering.origins import PropertyOrigin
from ..plan import Plan
from .explanation import LayeredValue, LayerStep

_TEXTS = frozenset({"label", "description", "column", "type"})
"""What says nothing about how a value came about."""


def layered(plan: Plan, kind: str, id: str) -> tuple[LayeredValue, ...]:
    """The properties of a node that a layer gave in place of others, or took away, in the order
    declared; of each, what stands there now comes first."""
    if not plan.framework.origins.changed:
        return ()
    found = []
    for start in _places(plan, kind, id):
        for path, origin in plan.framework.origins.of(start[:2]).items():
            below = path[len(start) :]
            if path[: len(start)] == start and origin.replaced and _concerns(kind, below, origin):
                steps = tuple(
                    LayerStep(each.value, each.removed, each.span) for each in origin.history
                )
                found.append(LayeredValue(" ".join(below), steps))
    return tuple(found)


def _places(plan: Plan, kind: str, id: str) -> Iterator[Path]:
    """Where what a node is about is declared: a measure also in its responsibility."""
    if kind != "responsibility":
        yield kind, id
    for responsibility in plan.role.responsibilities if plan.role is not None else ():
        assert plan.role is not None
        place = ("role", plan.role.id, "responsibility", responsibility.id)
        if kind == "responsibility" and id == responsibility.id:
            yield place
        elif kind in {"kpi", "competency"}:
            yield (*place, kind, id)


def _concerns(kind: str, below: Path, origin: PropertyOrigin) -> bool:
    """Whether a property has a say in the node itself, and not in that of one of its parts."""
    if not below or below[-1] in _TEXTS:
        return False
    match kind:
        case "role":
            if below[0] == "responsibility":
                return below[2:] == ("weight",) or (len(below) == 2 and origin.removed)
            return True
        case "responsibility":
            return (
                len(below) == 1 or below[2:] == ("weight",) or (len(below) == 2 and origin.removed)
            )
        case _:
            return True
