"""Why a rating, or any value below it, is what it is."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from typing import Protocol

from ..plan import Plan
from ..trace import Trace
from .explanation import Explanation, Node
from .explanation_values import Value
from .explanation_weights import PossibleLevels
from .node import NodeBuilder
from .reading import Reading


class Possible(Protocol):
    """The overall ratings still possible, as level ids; `exact` where each of them is."""

    @property
    def levels(self) -> Sequence[str]: ...

    @property
    def exact(self) -> bool: ...


class UnknownName(LookupError):
    """A name that the trace has no value for; `near` are names like it that it has."""

    def __init__(self, name: str, near: Sequence[str]) -> None:
        self.name = name
        self.near = tuple(near)
        hint = f"; did you mean {' or '.join(f'`{each}`' for each in near)}?" if near else ""
        super().__init__(f"nothing to explain is named `{name}`{hint}")

    def __str__(self) -> str:
        return str(self.args[0])


def explain(
    trace: Trace,
    name: str | None = None,
    *,
    possible: Callable[[Trace], Possible] | None = None,
) -> Explanation:
    """Trace -> Explanation

    Without a name the overall rating of the role is explained, otherwise the value, rating and
    score of what the name declares; `x`, `x.rating`, `x.score`, `rating of x` and `score of x`
    all name `x`. `possible` tells the ratings that missing values leave; it is asked only where
    the role's rating is explained and something is missing. Raises `UnknownName` for a name that
    the trace has no value of.
    """
    reading = Reading(trace)
    builder = NodeBuilder(reading)
    root = _subject(trace.plan, name)
    nodes = tuple(_reached(builder, root))
    gone = [each.absent.kind for each in nodes[0].not_counted]
    is_rated = nodes[0].kind == "role" and trace.plan.overall is not None
    if possible is not None and is_rated and "missing" in gone:
        nodes = (builder.with_possible(nodes[0], _levels(reading, possible(trace))), *nodes[1:])
    role = trace.plan.role
    return Explanation(
        framework=reading.framework.label,
        framework_id=reading.framework.id,
        version=reading.framework.version,
        person=trace.person,
        role=role.label if role is not None else None,
        digests=reading.framework.digests,
        role_id=role.id if role is not None else "",
        period=trace.setting.period,
        as_of=trace.setting.as_of,
        nodes=nodes,
    )


def names(plan: Plan) -> tuple[str, ...]:
    """Everything of a plan that can be explained: what it declares, the role first."""
    role = plan.role
    found = [] if role is None else [role.id, *(each.id for each in role.responsibilities)]
    declared = (*plan.values, *plan.ratings, *plan.scores)
    found += [id for id in declared if "." not in id]
    return tuple(dict.fromkeys(found))


def _subject(plan: Plan, name: str | None) -> str:
    known = names(plan)
    if name is None:
        if plan.role is None:
            raise UnknownName("overall", known[:3])
        return plan.role.id
    asked = " ".join(name.split())
    if asked == "overall" and plan.role is not None:
        return plan.role.id
    for property in ("rating", "score", "weight"):
        asked = asked.removeprefix(f"{property} of ")
    while asked not in known and "." in asked:
        asked = asked.rpartition(".")[0]
    if asked not in known:
        near = get_close_matches(name.rpartition(" of ")[2], known, n=3)
        raise UnknownName(name, near)
    return asked


def _reached(builder: NodeBuilder, root: str) -> Iterator[Node]:
    """The node asked about and all that it was computed from, each once, the nearest first."""
    seen = {root}
    waiting = deque([(root, 0)])
    while waiting:
        id, depth = waiting.popleft()
        node = builder.node(id, depth)
        yield node
        for read in node.reads:
            if read not in seen:
                seen.add(read)
                waiting.append((read, depth + 1))


def _levels(reading: Reading, possible: Possible) -> PossibleLevels | None:
    role = reading.plan.role
    if role is None or role.overall is None:
        return None
    scale = reading.framework.scales[role.overall.rules.scale]
    levels: list[Value] = [
        reading.level(scale.id, level.rank)
        for level in reversed(scale.by_rank)
        if level.id in possible.levels
    ]
    return PossibleLevels(tuple(levels), possible.exact)
